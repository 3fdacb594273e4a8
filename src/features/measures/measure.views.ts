// Rows and facts → wire.

import type { Bilingual } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import type { Claim } from './claim.rules.js';
import { measureMachine } from './measure.machine.js';
import { claimFrom, type MeasureFacts } from './measure.rules.js';
import type { MeasureRow } from './measure.store.js';
import type { ClaimView, MeasureDecisionView, MeasureView } from './measures.dto.js';

type Context = Pick<RequestContext, 'actor' | 'now' | 'locale'>;

export function viewMeasure(row: MeasureRow, facts: MeasureFacts, context: Context): MeasureView {
  const { actor, now, locale } = context;
  const { id, awardId, legId, kind, ground, state, version, grievances, breachOn, openedAt, reasons, closedAt } = row;
  const waiting = waitingOn(measureMachine, state);
  const { name, code } = facts.funder;
  return {
    id,
    awardId,
    legId,
    funder: { code, name },
    kind,
    ground,
    state,
    stateLabel: say(measureMachine.states[state], locale),
    version,
    grievances,
    breachOn,
    openedAt: openedAt.toISOString(),
    hearing: {
      remarksUntil: row.remarksUntil,
      remarksDone: row.remarksDone,
      remarks: row.remarks.map((remark) => ({ ...remark, at: new Date(remark.at).toISOString() })),
      oral: row.oral,
      heardOn: row.heardOn,
      oralAccount: row.oralAccount,
    },
    expected: closedAt === null ? viewClaim(claimFrom(facts, localDate(now, facts.timeZone)), locale) : null,
    decision: viewDecision(row, locale),
    reasons,
    closedAt: closedAt?.toISOString() ?? null,
    actions: viewActions(actions(measureMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

interface Sums {
  readonly basis: string;
  readonly paidCents: bigint | string;
  readonly keptCents: bigint | string;
  readonly mostCents: bigint | string;
  readonly daysRun: number;
  readonly days: number;
  readonly explanation: Bilingual;
}

function viewClaim(
  { basis, paidCents, keptCents, mostCents, daysRun, days, explanation }: Claim | Sums,
  locale: 'fr' | 'en',
): ClaimView {
  return {
    basis,
    paid: viewMoney(BigInt(paidCents)),
    kept: viewMoney(BigInt(keptCents)),
    most: viewMoney(BigInt(mostCents)),
    daysRun,
    days,
    explanation: explanation[locale],
  };
}

function viewDecision(row: MeasureRow, locale: 'fr' | 'en'): MeasureDecisionView | null {
  const { decisionNumber, decisionDate, authority, appeal, effectiveOn, claim, claimCents } = row;
  const { delegationReference: reference, delegationFrom: from, delegationTo: to } = row;
  if (decisionNumber === null || decisionDate === null || authority === null || appeal === null) return null;
  if (effectiveOn === null || claim === null || claimCents === null) return null;
  return {
    number: decisionNumber,
    date: decisionDate,
    authority,
    delegation: reference === null || from === null || to === null ? null : { reference, from, to },
    appeal,
    effectiveOn,
    claim: viewClaim(claim, locale),
    claimed: viewMoney(claimCents),
  };
}
