// Records → wire.

import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import type { BalanceFigures } from './balance-figures.rules.js';
import { sentencesOf } from './balance-sentences.rules.js';
import type { BalanceFiguresView, BalanceSummaryView, BalanceView } from './balances.dto.js';
import { balanceMachine } from './balance.machine.js';
import type { BalanceRecord } from './balance.store.js';

type Viewer = Pick<RequestContext, 'actor' | 'now' | 'locale'>;

export function viewBalanceSummary(
  { version, facts, applicationNumber, title, holder }: BalanceRecord,
  locale: Viewer['locale'],
): Pick<BalanceSummaryView, keyof BalanceSummaryView> {
  const { id, awardId, callId, department, state, figures } = facts;
  return {
    id,
    awardId,
    callId,
    applicationNumber,
    title,
    holder,
    department,
    state,
    stateLabel: say(balanceMachine.states[state], locale),
    version,
    final: figures && viewMoney(figures.finalCents),
    over: figures && viewMoney(figures.overCents),
    left: figures && viewMoney(figures.leftCents),
  };
}

function viewFigures(n: BalanceFigures): BalanceFiguresView {
  return {
    decided: viewMoney(n.decidedCents),
    reduced: viewMoney(n.reducedCents),
    award: viewMoney(n.awardCents),
    rate: { numerator: Number(n.awardCents), denominator: Number(n.plannedCents) },
    planned: viewMoney(n.plannedCents),
    eligible: viewMoney(n.eligibleCents),
    rateCost: viewMoney(n.rateCostCents),
    cap: { numerator: Number(n.cap.numerator), denominator: Number(n.cap.denominator) },
    other: viewMoney(n.otherCents),
    ended: viewMoney(n.endedCents),
    capLeft: viewMoney(n.capCents),
    paid: viewMoney(n.paidCents),
    ordered: viewMoney(n.orderedCents),
    unspent: viewMoney(n.unspentCents),
    kept: viewMoney(n.keptCents),
    final: viewMoney(n.finalCents),
    over: viewMoney(n.overCents),
    left: viewMoney(n.leftCents),
  };
}

export function viewBalance(record: BalanceRecord, { actor, now, locale }: Viewer): BalanceView {
  const { facts, computedAt } = record;
  const { number, state, figures, legs, agreements, remarks, remarksUntil, fixedOn } = facts;
  const waiting = waitingOn(balanceMachine, state);
  return {
    ...viewBalanceSummary(record, locale),
    computation: number,
    computedAt: computedAt?.toISOString() ?? null,
    figures: figures && viewFigures(figures),
    sentences: figures === null ? [] : sentencesOf(figures).map((sentence) => say(sentence, locale)),
    shares: (figures?.legs ?? []).map((share) => {
      const agreement = agreements.find(({ legId }) => legId === share.legId);
      return {
        funder: { code: share.code, name: share.name },
        legState: legs.find(({ id }) => id === share.legId)?.state ?? 'ACTIVE',
        award: viewMoney(share.decidedCents - share.reducedCents),
        final: viewMoney(share.finalCents),
        paid: viewMoney(share.paidCents),
        over: viewMoney(share.overCents),
        left: viewMoney(share.leftCents),
        agreement:
          agreement === undefined
            ? null
            : { number: agreement.decisionNumber, date: agreement.decisionDate, authority: agreement.authority },
      };
    }),
    remarksUntil,
    remarks: remarks.map(({ text, at }) => ({ text, at: new Date(at).toISOString() })),
    fixedOn,
    actions: viewActions(actions(balanceMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}
