// Rows → wire.

import { actions, waitingOn } from '../../kernel/machine.js';
import { cents } from '../../kernel/money.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import type { EnvelopeRow } from '../calls/envelopes.rules.js';
import { totalOfYears } from '../applications/budget.rules.js';
import type { ReserveItemView, ReserveProposalView } from './reserve.dto.js';
import { reserveProposalMachine } from './reserve-proposal.machine.js';
import { factsOf, type ReserveProposalRow } from './reserve-proposal.store.js';
import type { ReserveItem, ReserveList } from './reserve.reader.js';
import { allowedYears } from './reserve.rules.js';
import type { EnvelopeLeft } from './selection.reader.js';

/** What is left, as the rules on envelopes read it. */
function rowsOf(envelopes: readonly EnvelopeLeft[]): EnvelopeRow[] {
  return envelopes.map(({ code, year, amount, reserved, committed, frozen }) => ({
    id: `${code} ${year}`,
    funderCode: code,
    year,
    amountCents: cents(amount),
    reservedCents: cents(reserved),
    committedCents: cents(committed),
    frozenCents: cents(frozen),
    leftCents: cents(amount - reserved - committed - frozen),
  }));
}

export function viewReserveItem(item: ReserveItem, { funders, envelopes }: ReserveList): ReserveItemView {
  const allowed = allowedYears(item.asked, funders, rowsOf(envelopes));
  const [asked, possible] = [totalOfYears(item.asked), totalOfYears(allowed)];
  const { id, number, version, rank, department, title, holder, expiresAt, proposal, ranks } = item;
  return {
    id,
    number,
    version,
    rank,
    department,
    title,
    holder,
    asked: viewMoney(asked),
    years: item.asked.map(({ year, cents: sum }, index) => ({
      year,
      amount: viewMoney(cents(sum)),
      allowed: viewMoney(cents(allowed[index]?.cents ?? 0)),
    })),
    allowed: possible === asked ? 'ALL' : possible === 0n ? 'NOTHING' : 'PART',
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    proposal,
    ranks: ranks.map(({ at, ...given }) => ({ ...given, at: new Date(at).toISOString() })),
  };
}

export function viewProposal(
  row: ReserveProposalRow,
  { actor, now, locale }: Pick<RequestContext, 'actor' | 'now' | 'locale'>,
): ReserveProposalView {
  const facts = { ...factsOf(row), envelopes: [] };
  const waiting = waitingOn(reserveProposalMachine, row.state);
  const { id, callId, applicationId, applicationVersion, number, title, holder, department, rank, state, version } = row;
  return {
    id,
    callId,
    applicationId,
    applicationVersion,
    number,
    title,
    holder,
    department,
    rank,
    state,
    stateLabel: say(reserveProposalMachine.states[state], locale),
    version,
    cause: row.cause,
    shares: facts.shares.map(({ cents: share, ...of }) => ({ year: of.year, funderCode: of.funderCode, cents: Number(share) })),
    proposedAt: row.proposedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    reasons: row.reasons,
    actions: viewActions(actions(reserveProposalMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}
