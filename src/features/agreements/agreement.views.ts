// Rows and facts → wire.

import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions } from '../../platform/http/views.js';
import type { Locale, RequestContext } from '../../platform/workflow/request.js';
import { factsOf, type AwardRecord } from '../awards/awards.rules.js';
import { agreementMachine } from './agreement.machine.js';
import { pensOf, type AgreementFacts } from './agreement.rules.js';
import type { AgreementRow } from './agreement.store.js';
import type { AgreementView, FunderOwedView } from './agreements.dto.js';

const maybe = (instant: Date | null): string | null => instant?.toISOString() ?? null;
const instant = (text: string): string => new Date(text).toISOString();

export function viewAgreement(
  row: AgreementRow,
  facts: AgreementFacts,
  { actor, now, locale }: Pick<RequestContext, 'actor' | 'now' | 'locale'>,
): AgreementView {
  const { id, awardId, state, version, form, order, dataSha256, pdfSha256, voidedAt, voidedBy, voidReasons } = row;
  const waiting = waitingOn(agreementMachine, state);
  return {
    id,
    awardId,
    state,
    stateLabel: say(agreementMachine.states[state], locale),
    version,
    form,
    order,
    model: { code: row.model, version: row.modelVersion },
    dataSha256,
    pdfSha256,
    parties: row.parties.map(({ number, rank, name, leg, signature }) => ({
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
    copies: row.copies.map(({ id: copyId, kind, size, sha256, by, at }) => ({
      id: copyId,
      kind,
      size,
      sha256,
      by,
      at: instant(at),
    })),
    createdAt: row.createdAt.toISOString(),
    sentAt: maybe(row.sentAt),
    signedAt: maybe(row.signedAt),
    voided:
      voidedAt === null || voidedBy === null || voidReasons === null
        ? null
        : { reasons: voidReasons, by: voidedBy, at: voidedAt.toISOString() },
    actions: viewActions(actions(agreementMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

export function viewOwed(award: AwardRecord, locale: Locale): FunderOwedView[] {
  return award.legs.map((leg) => {
    const { owed, by, source, reasons } = factsOf(award, leg).owed;
    return { funder: { code: leg.code, name: leg.name }, owed, by, source, reasons: reasons.map((one) => say(one, locale)) };
  });
}
