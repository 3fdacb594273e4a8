// Rows and facts → wire.

import { applicationScope } from '../../access/application-scope.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions } from '../../platform/http/views.js';
import type { Locale, RequestContext } from '../../platform/workflow/request.js';
import { changedBy } from './amendment-data.rules.js';
import { amendmentMachine } from './amendment.machine.js';
import { pensOf, type AmendmentFacts } from './amendment.rules.js';
import type { AmendmentRow } from './amendment.store.js';
import type { AmendmentSummaryView, AmendmentView } from './amendments.dto.js';
import type { AmendmentListRow } from './amendments.reader.js';

const maybe = (instant: Date | null): string | null => instant?.toISOString() ?? null;
const instant = (text: string): string => new Date(text).toISOString();

export function viewAmendment(
  row: AmendmentRow,
  facts: AmendmentFacts,
  { actor, now, locale }: Pick<RequestContext, 'actor' | 'now' | 'locale'>,
): AmendmentView {
  const { state, changed } = row;
  const waiting = waitingOn(amendmentMachine, state);
  const { before, after } = changed ?? changedBy(facts);
  const legOf = (id: string | null): string | null => facts.legs.find((leg) => leg.id === id)?.code ?? null;
  // CRPA L311-2: what prepares a decision is read once it is taken.
  const scope = applicationScope(actor);
  const preparing = state === 'REQUESTED' || state === 'RETURNED';
  const opinions = preparing && !scope.all && scope.organisationIds.includes(facts.organisationId) ? [] : row.opinions;
  return {
    id: row.id,
    awardId: row.awardId,
    kind: row.kind,
    state,
    stateLabel: say(amendmentMachine.states[state], locale),
    version: row.version,
    askedByFunder: legOf(row.askedByLeg),
    reasons: row.reasons,
    change: row.content,
    before,
    after,
    declared: row.declared,
    questions: row.questions,
    opinions: opinions.map(({ agency, favourable, objectKept, text, at }) => ({
      agency,
      favourable,
      objectKept,
      text,
      at: instant(at),
    })),
    decisions: row.decisions.map(({ legId, number, date, authority, delegation, at }) => ({
      funderCode: legOf(legId) ?? '',
      number,
      date,
      authority,
      delegation,
      at: instant(at),
    })),
    parties: facts.parties.map(({ number, rank, name, leg, signature }) => ({
      number,
      rank,
      name,
      funderCode: leg?.code ?? null,
      signature: signature && {
        by: signature.by,
        at: instant(signature.at),
        method: signature.method,
        name: signature.name,
        capacity: signature.capacity,
        authority: signature.authority,
        delegation: signature.delegation,
      },
    })),
    pens: pensOf(facts).map(({ name }) => name),
    dataSha256: row.dataSha256,
    pdfSha256: row.pdfSha256,
    createdAt: row.createdAt.toISOString(),
    submittedAt: maybe(row.submittedAt),
    agreedAt: maybe(row.agreedAt),
    inForceOn: row.inForceOn,
    ended: row.endedAt === null ? null : { reasons: row.endReasons, appeal: row.appeal, at: row.endedAt.toISOString() },
    actions: viewActions(actions(amendmentMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

export function viewSummary(row: AmendmentListRow, locale: Locale): AmendmentSummaryView {
  return {
    ...row,
    stateLabel: say(amendmentMachine.states[row.state], locale),
    createdAt: row.createdAt.toISOString(),
    submittedAt: maybe(row.submittedAt),
  };
}
