// From an amendment that all have agreed to what it says; and what it changes, before and after, for the screens. Pure.

import type { PlanInForce } from '../awards/plan-in-force.store.js';
import type { AmendedText, AmendmentData } from './amendment-data.js';
import { planAfter, planBefore } from './amendment-change.rules.js';
import { leftOf, sharesAfter } from './amendment-money.rules.js';
import type { AmendedLeg, AmendmentFacts } from './amendment.rules.js';

interface Source {
  readonly facts: AmendmentFacts;
  readonly reasons: string;
  readonly holderSiret: string | null;
  readonly number: number;
  readonly now: Date;
}

const textOf = ({ title, summary, object, startsOn, endsOn }: PlanInForce): AmendedText => ({
  title,
  summary: summary ?? null,
  object: object ?? null,
  startsOn: startsOn ?? null,
  endsOn: endsOn ?? null,
});

interface YearCents {
  readonly year: number;
  readonly cents: bigint;
}
const sharesBefore = (leg: AmendedLeg): YearCents[] => leg.years.map(({ year }) => ({ year, cents: leftOf(leg, year) }));

/** A funder's years once the amendment is in force. */
function sharesOnce({ legs, kind, change }: AmendmentFacts, leg: AmendedLeg): YearCents[] {
  const lowered = kind === 'AMOUNT' ? sharesAfter(legs, change.years ?? []) : [];
  return sharesBefore(leg).map(({ year, cents }) => ({
    year,
    cents: lowered.find((share) => share.leg.id === leg.id && share.year === year)?.cents ?? cents,
  }));
}

const asText = (years: readonly YearCents[]) => years.map(({ year, cents }) => ({ year, cents: String(cents) }));

export function amendmentData({ facts, reasons, holderSiret, number, now }: Source): AmendmentData {
  const { amendmentId, awardId, kind, call, legs, decisions, newHolder, change, organisationName } = facts;
  const [before, after] = [planBefore(facts), planAfter(facts)];
  const budget = kind === 'BUDGET' || kind === 'AMOUNT' ? (after.budget?.lines ?? []) : [];
  return {
    amendmentId,
    awardId,
    number,
    kind,
    writtenAt: now.toISOString(),
    call: { title: call.title, edition: call.edition },
    application: { number: facts.number, title: facts.title },
    reasons,
    holder: { name: organisationName, siret: holderSiret },
    newHolder: kind === 'HOLDER' && newHolder !== null ? { name: newHolder.name, siret: newHolder.siret } : null,
    deed: change.deed ?? null,
    holderCeased: change.holderCeased ?? false,
    before: textOf(before),
    after: textOf(after),
    lines: budget.map(({ side, nature, family, year, label, cents }) => ({
      side,
      heading: nature ?? family ?? '',
      year,
      label,
      cents: String(cents),
    })),
    funders: legs.map((leg) => {
      const decision = decisions.find(({ legId }) => legId === leg.id);
      return {
        code: leg.code,
        name: leg.name,
        underAgreement: leg.agreementId !== null,
        decision: {
          number: decision?.number ?? '',
          date: decision?.date ?? '',
          authority: decision?.authority ?? '',
          delegation: decision?.delegation ?? null,
        },
        before: asText(sharesBefore(leg)),
        after: asText(sharesOnce(facts, leg)),
      };
    }),
  };
}

/** What changes, as JSON: the same keys on both sides. */
export interface Changed {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

export function changedBy(facts: AmendmentFacts): Changed {
  const { kind, legs, organisationId, organisationName, newHolder } = facts;
  if (kind === 'HOLDER')
    return {
      before: { holder: { id: organisationId, name: organisationName } },
      after: { holder: newHolder && { id: newHolder.id, name: newHolder.name } },
    };
  const keys = {
    DATES: ['startsOn', 'endsOn', 'calendar'],
    BUDGET: ['budget'],
    AMOUNT: ['requestedYears', 'budget'],
    PROJECT: ['title', 'summary', 'object'],
  }[kind] as readonly (keyof PlanInForce)[];
  const part = (plan: PlanInForce) => Object.fromEntries(keys.map((key) => [key, plan[key] ?? null]));
  const sides = { before: part(planBefore(facts)), after: part(planAfter(facts)) };
  if (kind !== 'AMOUNT') return sides;
  const funders = (of: (leg: AmendedLeg) => YearCents[]) =>
    legs.map((leg) => ({ code: leg.code, years: of(leg).map(({ year, cents }) => ({ year, cents: Number(cents) })) }));
  return {
    before: { ...sides.before, funders: funders(sharesBefore) },
    after: { ...sides.after, funders: funders((leg) => sharesOnce(facts, leg)) },
  };
}
