// Records → wire.

import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import { maskIban } from './bank-details.rules.js';
import type { AwardPaymentsView, ChainView, PaymentSummaryView, PaymentView } from './payments.dto.js';
import { amountOf, awaitedOf } from './payment-conditions.rules.js';
import { paymentMachine } from './payment.machine.js';
import { readsChain } from './payment-scope.rules.js';
import type { PaymentRecord, PaymentTrail } from './payment.store.js';
import type { PaymentListRow } from './payments.reader.js';

type Viewer = Pick<RequestContext, 'actor' | 'now' | 'locale'>;

/** The reference that travels to the bank and back: 13 characters. */
export const paymentNumber = (number: bigint): string => `PAY-${number.toString().padStart(9, '0')}`;

export function viewSummary(row: PaymentListRow, locale: Viewer['locale']): Pick<PaymentSummaryView, keyof PaymentSummaryView> {
  const { number, plannedCents, dueAt, state, funderCode, funderName, liquidatedCents, ...rest } = row;
  return {
    ...rest,
    number: paymentNumber(number),
    funder: { code: funderCode, name: funderName },
    state,
    stateLabel: say(paymentMachine.states[state], locale),
    planned: viewMoney(plannedCents),
    amount: viewMoney(amountOf({ plannedCents, liquidatedCents })),
    dueAt: dueAt?.toISOString() ?? null,
  };
}

export function viewPayment(
  { state, version, facts, trail, applicationNumber, title }: PaymentRecord,
  viewer: Viewer,
): PaymentView {
  const { actor, now, locale } = viewer;
  const { id, awardId, callId, holder, department, funder, year, position, kind, rate, attempt, account, expectedOn } = facts;
  const waiting = waitingOn(paymentMachine, state);
  return {
    ...viewSummary(
      {
        id,
        number: facts.number,
        awardId,
        callId,
        applicationNumber,
        title,
        holder,
        department,
        funderCode: funder.code,
        funderName: funder.name,
        year,
        position,
        kind,
        state,
        version,
        plannedCents: facts.plannedCents,
        liquidatedCents: facts.liquidatedCents,
        expectedOn,
        dueAt: trail.dueAt,
        heldCause: facts.heldCause,
        reason: trail.reason,
        valueDate: trail.valueDate,
        reference: trail.reference,
      },
      locale,
    ),
    rate,
    attempt,
    unmet: awaitedOf(state, facts, now).map(({ code, message }) => ({ code, message: message[locale] })),
    account: account && { iban: maskIban(account.iban), accountHolder: account.accountHolder },
    chain: readsChain(actor, facts.organisationId) ? viewChain(trail) : null,
    actions: viewActions(actions(paymentMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

function viewChain(trail: PaymentTrail): ChainView {
  const act = (by: string | null, at: Date | null) => (by === null || at === null ? null : { by, at: at.toISOString() });
  return {
    certified: act(trail.certifiedBy, trail.certifiedAt),
    liquidated: act(trail.liquidatedBy, trail.liquidatedAt),
    ordered: act(trail.orderedBy, trail.orderedAt),
    paid: act(trail.paidBy, trail.paidAt),
  };
}

/** Both purses on one page. */
export function viewAwardPayments(awardId: string, records: readonly PaymentRecord[], viewer: Viewer): AwardPaymentsView {
  const legs = new Map(records.map(({ facts: { funder, legState } }) => [funder.code, { funder, legState }]));
  return {
    awardId,
    legs: [...legs].map(([code, { funder, legState }]) => {
      const own = records.filter(({ facts }) => facts.funder.code === code);
      const sum = (keep: (record: PaymentRecord) => boolean) =>
        viewMoney(own.filter(keep).reduce((total, { facts }) => total + amountOf(facts), 0n));
      return {
        funder: { code, name: funder.name },
        legState,
        planned: sum(({ state }) => state !== 'CANCELLED'),
        paid: sum(({ state }) => state === 'PAID'),
        held: sum(({ state }) => state === 'HELD' || state === 'REJECTED_BY_BANK'),
        payments: own.map((record) => viewPayment(record, viewer)),
      };
    }),
  };
}
