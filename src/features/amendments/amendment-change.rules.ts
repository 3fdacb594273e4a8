// What an amendment makes of the plan, and the rules on it: those of the call on a plan, and what an amendment may never do. Pure.

import { canonicalJson } from '../../kernel/canonical.js';
import type { Reason } from '../../kernel/errors.js';
import type { Actor } from '../../kernel/actor.js';
import { cents as asCents, formatEuros } from '../../kernel/money.js';
import type { ApplicationContent } from '../applications/application-content.js';
import { planRulesFor } from '../applications/award-plan.rules.js';
import { contentFaults } from '../applications/content.rules.js';
import { judge } from '../applications/eligibility.rules.js';
import type { DecideInput } from '../awards/leg.rules.js';
import type { PlanInForce } from '../awards/plan-in-force.store.js';
import { holderReasons } from './amendment-holder.rules.js';
import { amountsAfter, amountsLeft, leftOf, onlyHeadingsMove, sharesAfter, shiftsOf } from './amendment-money.rules.js';
import { given, reason, type AmendmentContent, type AmendmentFacts, type AmendmentKind, type Rule } from './amendment.rules.js';

const FIELDS: Readonly<Record<AmendmentKind, readonly (keyof AmendmentContent)[]>> = {
  DATES: ['startsOn', 'endsOn', 'calendar'],
  BUDGET: ['budget'],
  AMOUNT: ['years', 'budget'],
  HOLDER: ['organisationId', 'deed', 'holderCeased'],
  PROJECT: ['title', 'summary', 'object'],
};

/** The plan with the amounts that are left of the shares, whatever was asked once. */
export function planBefore({ plan, legs }: Pick<AmendmentFacts, 'plan' | 'legs'>): PlanInForce {
  return { ...plan, requestedYears: amountsAfter(legs) };
}

/** The plan as the amendment makes it. */
export function planAfter(facts: Pick<AmendmentFacts, 'plan' | 'legs' | 'change' | 'kind'>): PlanInForce {
  const { change, kind, legs } = facts;
  const { startsOn, endsOn, calendar, budget, years, title, summary, object } = change;
  const before = planBefore(facts);
  switch (kind) {
    case 'DATES':
      return {
        ...before,
        startsOn: startsOn ?? before.startsOn,
        endsOn: endsOn ?? before.endsOn,
        calendar: calendar ?? before.calendar,
      };
    case 'BUDGET':
      return { ...before, budget: budget ?? before.budget };
    case 'AMOUNT':
      return { ...before, requestedYears: amountsAfter(legs, years), budget: budget ?? before.budget };
    case 'PROJECT':
      return {
        ...before,
        title: title ?? before.title,
        summary: summary ?? before.summary,
        ...(object !== undefined && { object }),
      };
    case 'HOLDER':
      return before;
  }
}

/** Fields of its kind, at least one, none of another. */
export function shapeReasons({ kind, change }: Pick<AmendmentFacts, 'kind' | 'change'>): Reason[] {
  const fields = FIELDS[kind] as readonly string[];
  const named = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  const foreign = named.filter((field) => !fields.includes(field));
  if (foreign.length > 0)
    return foreign.map((field) =>
      reason(
        'changeOfKind',
        `/change/${field}`,
        `Un avenant de ce type ne change que : ${fields.join(', ')}.`,
        `An amendment of this kind changes only: ${fields.join(', ')}.`,
      ),
    );
  return named.length > 0
    ? []
    : [
        reason(
          'changeOfKind',
          '/change',
          `Indiquez ce qui change : ${fields.join(', ')}.`,
          `Give what changes: ${fields.join(', ')}.`,
        ),
      ];
}

const yearsFrom = ({ startsOn, endsOn }: PlanInForce): number[] => {
  const [first, last] = [Number((startsOn ?? '').slice(0, 4)), Number((endsOn ?? '').slice(0, 4))];
  return first > 0 && last >= first ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : [];
};

/** Dates move no money: a year that the project newly covers has a share, and none that has one is left outside. */
function yearReasons({ legs }: AmendmentFacts, before: PlanInForce, after: PlanInForce): Reason[] {
  const paid = amountsLeft(legs).flatMap(({ year, cents }) => (cents > 0n ? [year] : []));
  const [old, next] = [yearsFrom(before), yearsFrom(after)];
  const without = next
    .filter((year) => !old.includes(year) && !paid.includes(year))
    .map((year) =>
      reason(
        'yearHasShare',
        year < (old[0] ?? year) ? '/change/startsOn' : '/change/endsOn',
        `Aucun financeur n’a de part pour ${year} : une nouvelle décision est nécessaire.`,
        `No funder has a share of ${year}: a new decision is needed.`,
      ),
    );
  const outside = paid
    .filter((year) => old.includes(year) && !next.includes(year))
    .map((year) =>
      reason(
        'shareHasYear',
        year > (next.at(-1) ?? year) ? '/change/endsOn' : '/change/startsOn',
        `Le projet ne couvrirait plus ${year}, que les financeurs paient : demandez d’abord un montant moindre pour cette année.`,
        `The project would not cover ${year} any more, which the funders pay: first ask for a lower amount of that year.`,
      ),
    );
  return [...without, ...outside];
}

const euros = (amount: bigint): string => formatEuros(asCents(amount));

/** Lower, never higher: what is above what was decided needs a new decision; what is ordered or paid is not taken back by an amendment. */
function amountReasons({ legs, change: { years = [] } }: AmendmentFacts): Reason[] {
  const left = amountsLeft(legs);
  const raised = years.flatMap(({ year, cents }, index) => {
    const now = left.find((one) => one.year === year)?.cents ?? 0n;
    return BigInt(cents) <= now
      ? []
      : [
          reason(
            'amountNotRaised',
            `/change/years/${index}/cents`,
            `${year} : ${euros(BigInt(cents))} pour ${euros(now)} accordés. Un avenant ne relève pas un montant : une nouvelle décision est nécessaire.`,
            `${year}: ${euros(BigInt(cents))} for ${euros(now)} granted. An amendment raises no amount: a new decision is needed.`,
          ),
        ];
  });
  if (raised.length > 0) return raised;
  const twice = years.flatMap(({ year }, index) =>
    years.findIndex((one) => one.year === year) < index
      ? [reason('noDuplicate', `/change/years/${index}/year`, 'Retirez le doublon.', 'Remove the duplicate.')]
      : [],
  );
  if (twice.length > 0) return twice;
  if (!years.some(({ year, cents }) => BigInt(cents) < (left.find((one) => one.year === year)?.cents ?? 0n)))
    return [
      reason(
        'amountLowered',
        '/change/years',
        'Indiquez au moins une année dont le montant baisse.',
        'Give at least one year whose amount is lower.',
      ),
    ];
  return sharesAfter(legs, years).flatMap(({ leg, year, cents }): Reason[] => {
    const pointer = `/change/years/${years.findIndex((one) => one.year === year)}/cents`;
    const paid = leg.years.find((one) => one.year === year)?.paidCents ?? 0n;
    if (cents > leftOf(leg, year))
      return [
        reason(
          'shareNotRaised',
          pointer,
          `Le partage de l’appel relèverait la part de « ${leg.name} » pour ${year} : baissez ou relevez cette somme d’un centime.`,
          `The split of the call would raise the share of "${leg.name}" of ${year}: change this sum by one cent.`,
        ),
      ];
    return cents >= paid
      ? []
      : [
          reason(
            'notBelowOrdered',
            pointer,
            `« ${leg.name} » a déjà ordonnancé ou payé ${euros(paid)} pour ${year} : sa part ne descend pas en dessous.`,
            `"${leg.name}" has ordered or paid ${euros(paid)} of ${year} already: its share goes no lower.`,
          ),
        ];
  });
}

/** Rules on time alone: what moves no money is not asked about it. */
const OF_TIME = ['durationWithinLimit', 'budgetYearsOfCall', 'calendarWithinProject'];
/** The least of the call is a rule on what is asked: an award may be lowered below it. */
const NOT_OF_AN_AWARD = 'amountWithinLimits';

/** The call's own rules on a plan, the cap of State and Family branch money among them, on the plan as amended (invariants 3 and 4). */
function planReasons(facts: AmendmentFacts, after: PlanInForce, actor: Actor, now: Date): Reason[] {
  const content: ApplicationContent = { ...facts.content, ...after };
  const rules = planRulesFor(facts).filter(({ name }) =>
    facts.kind === 'DATES' ? OF_TIME.includes(name) : name !== NOT_OF_AN_AWARD,
  );
  const faults = facts.kind === 'DATES' ? [] : contentFaults({ requestedYears: after.requestedYears, budget: after.budget });
  const unmet = judge(rules, { ...facts, content }, actor, now).flatMap(({ reasons }) => reasons);
  return [...faults, ...unmet].map((one) => ({ ...one, pointer: pointerOf(one.pointer) }));
}

/** What is wrong with the amounts is put right in the lines: those are the holder's. */
function pointerOf(pointer: string | undefined): string {
  if (pointer === undefined) return '/change';
  return pointer.startsWith('/requestedYears') ? '/change/budget/lines' : `/change${pointer}`;
}

/** Everything that an amendment of its kind must meet; asked when it is sent, agreed, and put in force. */
export const changeHolds: Rule<Partial<DecideInput> | undefined> = {
  name: 'changeHolds',
  label: {
    fr: 'le plan modifié respecte les règles de l’appel, le plafond public et ce qui est décidé',
    en: 'the amended plan meets the rules of the call, the public cap and what is decided',
  },
  source: 'Cahier des charges FIPE, taux de cofinancement ; règles du programme, avenants',
  check: ({ facts, input, actor, now }) => {
    const shape = shapeReasons(facts);
    if (shape.length > 0) return shape;
    const { kind } = facts;
    if (kind === 'HOLDER') return holderReasons(facts, { input, actor, now });
    const amounts = kind === 'AMOUNT' ? amountReasons(facts) : [];
    if (amounts.length > 0) return amounts;
    const [before, after] = [planBefore(facts), planAfter(facts)];
    const text = (plan: PlanInForce): string => canonicalJson(JSON.parse(JSON.stringify(plan)) as object);
    if (text(before) === text(after))
      return [reason('somethingAmended', '/change', 'Cet avenant ne change rien.', 'This amendment changes nothing.')];
    if (kind === 'PROJECT')
      return given(after.title) && given(after.summary)
        ? []
        : [
            reason(
              'projectNamed',
              '/change',
              'Le projet garde un titre et une description.',
              'The project keeps a title and a summary.',
            ),
          ];
    const years = kind === 'DATES' ? yearReasons(facts, before, after) : [];
    return [...years, ...planReasons(facts, after, actor, now)];
  },
};

/** Compared with what the funders last agreed: declarations in a row do not add up to more than one. */
export const shiftWithinThreshold: Rule = {
  name: 'shiftWithinThreshold',
  label: {
    fr: 'glissement entre postes sous le seuil de l’appel',
    en: 'shift between headings below the threshold of the call',
  },
  source: 'Règles du programme, avenants',
  check: ({ facts: { kind, agreedPlan, change, call } }) => {
    const whole = reason(
      'shiftWithinThreshold',
      '/change',
      'Seul un glissement entre les postes d’une même année se déclare ; le reste se demande : soumettez l’avenant aux financeurs.',
      'Only a shift between the headings of one year is declared; the rest is asked: submit the amendment to the funders.',
    );
    if (kind !== 'BUDGET' || !onlyHeadingsMove(agreedPlan.budget, change.budget)) return [whole];
    return shiftsOf(agreedPlan.budget, change.budget, call.settings.amendments)
      .filter(({ before, after, most }) => (after > before ? after - before : before - after) > most)
      .map(({ year, nature, before, after, most }) =>
        reason(
          'shiftWithinThreshold',
          '/change/budget/lines',
          `${year}, ${nature} : de ${euros(before)} à ${euros(after)}, plus que ${euros(most)}. Soumettez l’avenant aux financeurs.`,
          `${year}, ${nature}: from ${euros(before)} to ${euros(after)}, more than ${euros(most)}. Submit the amendment to the funders.`,
        ),
      );
  },
};
