// Records → wire.

import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import type { AwardRecoveriesView, RecoverySummaryView, RecoveryView } from './recoveries.dto.js';
import {
  dueOf,
  leftOf,
  nextDue,
  receivedOf,
  RECOVERY_OVER,
  recoveryNumber,
  waivedOf,
  type RecoveryState,
} from './recovery-facts.rules.js';
import { recoveryMachine } from './recovery.machine.js';
import type { RecoveryRecord } from './recovery.store.js';

type Viewer = Pick<RequestContext, 'actor' | 'now' | 'locale'>;

const isOver = (state: RecoveryState): boolean => (RECOVERY_OVER as readonly RecoveryState[]).includes(state);
/** Of a recovery that is over, nothing is left, whatever was received. */
const leftNow = ({ state, facts }: RecoveryRecord): bigint => (isOver(state) ? 0n : leftOf(facts));

export function viewRecoverySummary(
  record: RecoveryRecord,
  locale: Viewer['locale'],
): Pick<RecoverySummaryView, keyof RecoverySummaryView> {
  const { state, version, facts, applicationNumber, title, openedAt } = record;
  const { id, number, awardId, callId, holder, department, funder, origin, cents } = facts;
  return {
    id,
    number: recoveryNumber(number),
    awardId,
    callId,
    applicationNumber,
    title,
    holder,
    department,
    funder: { code: funder.code, name: funder.name },
    origin,
    state,
    stateLabel: say(recoveryMachine.states[state], locale),
    version,
    computed: viewMoney(cents),
    due: viewMoney(dueOf(facts)),
    received: viewMoney(receivedOf(facts)),
    waived: viewMoney(waivedOf(facts)),
    left: viewMoney(leftNow(record)),
    nextDueOn: isOver(state) ? null : (nextDue(facts)?.dueOn ?? null),
    openedAt: openedAt.toISOString(),
  };
}

export function viewRecovery(record: RecoveryRecord, { actor, now, locale }: Viewer): RecoveryView {
  const { state, facts } = record;
  const { order, lines, remarks, remarksUntil, instalments, receipts, waivers, contests, explanation, endReasons } = facts;
  const waiting = waitingOn(recoveryMachine, state);
  return {
    ...viewRecoverySummary(record, locale),
    explanation: say(explanation, locale),
    years: lines.map(({ year, cents, receivedCents }) => ({
      year,
      claimed: viewMoney(cents),
      received: viewMoney(receivedCents),
    })),
    remarksUntil,
    remarks: remarks.map(({ text, at }) => ({ text, at: new Date(at).toISOString() })),
    order: order && {
      number: order.number,
      date: order.date,
      authority: order.authority,
      delegation: order.delegationReference,
      reasons: order.reasons,
      appeal: order.appealText,
      dueOn: order.dueOn,
    },
    instalments: instalments.map(({ dueOn, cents }) => ({ dueOn, amount: viewMoney(cents) })),
    receipts: receipts.map(({ cents, ...receipt }) => ({ ...receipt, amount: viewMoney(cents) })),
    waivers: waivers.map(({ cents, reasons, at }) => ({ amount: viewMoney(cents), reasons, at: new Date(at).toISOString() })),
    contests: contests.map(({ filedOn, authority, reference, outcome, decidedOn, reasons }) => ({
      filedOn,
      authority,
      reference,
      outcome,
      decidedOn,
      reasons,
    })),
    endReasons,
    actions: viewActions(actions(recoveryMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

/** All the funders on one page. */
export function viewAwardRecoveries(awardId: string, records: readonly RecoveryRecord[], viewer: Viewer): AwardRecoveriesView {
  const standing = records.filter(({ state }) => state !== 'CANCELLED');
  return {
    awardId,
    due: viewMoney(standing.reduce((sum, { facts }) => sum + dueOf(facts), 0n)),
    left: viewMoney(standing.reduce((sum, record) => sum + leftNow(record), 0n)),
    items: records.map((record) => viewRecovery(record, viewer)),
  };
}
