// What is still owed when a dossier is complete: it goes on, and the award takes effect, or is paid, once this has arrived (CRPA L114-5-1).

import type { ApplicationFacts } from './application-facts.js';
import type { ConditionEffect } from './completion-content.js';
import { itemsLeft, usualEffect } from './completion-items.rules.js';
import type { ContinueInput } from './completion.rules.js';
import { awaitedDocuments } from './required-documents.rules.js';

export interface ConditionDraft {
  /** Item of the completion that it comes from; none for a document announced at the submission. */
  readonly itemId?: string;
  readonly code: string;
  readonly label: string;
  readonly reason: string;
  readonly effect: ConditionEffect;
}

const filled = (text: string | undefined): string | undefined => (text === undefined || text.trim() === '' ? undefined : text);

/**
 * Items not accepted, with the effect that the desk gives them; then the documents still awaited and asked for in no item. An
 * essential one holds the award, any other its payment.
 */
export function conditionsLeft(facts: ApplicationFacts, input: ContinueInput | null): ConditionDraft[] {
  const { reasons, effects = [] } = input ?? {};
  const { completion, content, lastSent, state } = facts;
  const round = state === 'INCOMPLETE' ? completion : null;
  const ofItems = itemsLeft(round).map(({ id, code, label, kind, defect, explanation, settlement }) => ({
    itemId: id,
    code,
    label,
    reason:
      filled(settlement?.reason) ??
      filled(reasons) ??
      filled(explanation) ??
      (defect === 'FORMAL'
        ? 'Formalité à régulariser (CRPA, article L114-6).'
        : 'Pièce non essentielle, non reçue (CRPA, article L114-5-1).'),
    effect: effects.find(({ itemId }) => itemId === id)?.effect ?? usualEffect({ kind, defect }),
  }));
  const asked = (round?.items ?? []).map(({ code }) => code);
  const awaited = awaitedDocuments({ ...facts, content: lastSent?.content ?? content }).filter(
    ({ code }) => !asked.includes(code),
  );
  const announced = awaited.map(({ code, label, essential, announced: told }): ConditionDraft => {
    const reason = told
      ? 'Pièce annoncée au dépôt, à envoyer (CRPA, article L114-5-1).'
      : 'Pièce non essentielle, non reçue (CRPA, article L114-5-1).';
    return { code, label, reason, effect: essential ? 'AWARD' : 'PAYMENT' };
  });
  return [...ofItems, ...announced];
}
