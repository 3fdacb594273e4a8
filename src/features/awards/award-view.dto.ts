// AwardRecord → wire.

import { ZERO } from '../../kernel/money.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { Locale, RequestContext } from '../../platform/workflow/request.js';
import type { AwardSummaryView, AwardView, AwardYearView, LegView, ParityView, StoppedView } from './awards.dto.js';
import { awardWaitingOn, factsOf, refusedLeg, statusOf, type AwardRecord, type LegRecord } from './awards.rules.js';
import { parityOf, sharesOf, type Parity } from './cofunding.rules.js';
import { deadlinesOf } from './leg-life.rules.js';
import { legMachine } from './leg.machine.js';

export function viewParity(parity: Parity, locale: Locale): ParityView {
  const { equal, inSplit, differenceCents, explanation } = parity;
  return { equal, inSplit, difference: viewMoney(differenceCents), explanation: explanation[locale] };
}

export function viewAwardSummary(award: AwardRecord): Pick<AwardSummaryView, keyof AwardSummaryView> {
  const { id, callId, applicationId, applicationNumber, title, holder, department, totalCents, createdAt } = award;
  return {
    id,
    callId,
    applicationId,
    applicationNumber,
    title,
    holder,
    department,
    status: statusOf(award),
    total: viewMoney(totalCents),
    equal: parityOf(sharesOf(award.legs)).equal,
    createdAt: createdAt.toISOString(),
  };
}

export function viewAward(award: AwardRecord, context: Pick<RequestContext, 'actor' | 'now' | 'locale'>): AwardView {
  const { locale } = context;
  const waiting = awardWaitingOn(award);
  return {
    ...viewAwardSummary(award),
    legs: award.legs.map((leg) => viewLeg(award, leg, context)),
    years: viewYears(award),
    parity: viewParity(parityOf(sharesOf(award.legs)), locale),
    stopped: viewStopped(award),
    offer: award.offer && { ...award.offer, dueAt: new Date(award.offer.dueAt).toISOString() },
    outcome: award.outcome && { ...award.outcome, at: new Date(award.outcome.at).toISOString() },
    waitingOn: waiting === null ? null : say(waiting, locale),
  };
}

function viewLeg(award: AwardRecord, leg: LegRecord, context: Pick<RequestContext, 'actor' | 'now' | 'locale'>): LegView {
  const { actor, now, locale } = context;
  const { id, code, name, state, version, weight, years, refusal } = leg;
  const facts = factsOf(award, leg);
  const { owed } = facts;
  // A decided leg waits for the others only as long as the award does.
  const waiting = ['PENDING', 'AWARDED'].includes(statusOf(award)) ? waitingOn(legMachine, state) : undefined;
  return {
    id,
    funder: { code, name },
    state,
    version,
    etag: `"${version}"`,
    weight,
    total: viewMoney(years.reduce((sum, share) => sum + share.cents, 0n)),
    years: years.map(({ year, cents, reducedCents }) => ({ year, amount: viewMoney(cents), reduced: viewMoney(reducedCents) })),
    decision: viewDecision(leg),
    agreementOwed: {
      owed: owed.owed,
      by: owed.by,
      source: owed.source,
      reasons: owed.reasons.map((reason) => say(reason, locale)),
    },
    life: { ...leg.life, ...(deadlinesOf(leg.life) ?? { payBefore: null, publishBefore: null }) },
    refusal: refusal === null ? null : { ...refusal },
    actions: viewActions(actions(legMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

function viewDecision(leg: LegRecord): LegView['decision'] {
  const { decisionNumber, decisionDate, authority, delegation, decidedBy, decidedAt } = leg;
  if (decisionNumber === null || decisionDate === null || authority === null || decidedBy === null || decidedAt === null)
    return null;
  return {
    number: decisionNumber,
    date: decisionDate,
    authority,
    delegation,
    by: decidedBy,
    at: new Date(decidedAt).toISOString(),
  };
}

function viewYears(award: AwardRecord): AwardYearView[] {
  const years = [...new Set(award.legs.flatMap((leg) => leg.years.map(({ year }) => year)))].sort((a, b) => a - b);
  return years.map((year) => {
    const shares = award.legs.map((leg) => ({
      code: leg.code,
      name: leg.name,
      cents: leg.years.find((share) => share.year === year)?.cents ?? ZERO,
    }));
    return {
      year,
      total: viewMoney(shares.reduce((sum, share) => sum + share.cents, 0n)),
      shares: shares.map(({ code, name, cents }) => ({ code, name, amount: viewMoney(cents) })),
    };
  });
}

/** Says who stopped the award, and why: while it waits for the jury, and afterwards. */
function viewStopped(award: AwardRecord): StoppedView | null {
  const leg = refusedLeg(award);
  if (leg?.refusal === null || leg?.refusal === undefined) return null;
  const { reasons, date } = leg.refusal;
  return { funder: { code: leg.code, name: leg.name }, reasons, at: date };
}
