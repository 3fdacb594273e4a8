// What is still owed when a dossier is complete: it goes on, and the award takes effect, or is paid, once this has arrived (CRPA L114-5-1).

import type { ApplicationFacts } from './application-facts.js';
import type { ConditionEffect } from './completion-content.js';
import { itemsLeft, usualEffect } from './completion-items.rules.js';
import type { ContinueInput } from './completion.rules.js';

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
 * Items not accepted, with the effect that the desk gives them; then the documents announced as to follow and asked for in no item. An
 * essential one holds the award, any other its payment.
 */
export function conditionsLeft(facts: ApplicationFacts, input: ContinueInput | null): ConditionDraft[] {
  const { reasons, effects = [] } = input ?? {};
  const { completion, call, content, lastSent, state } = facts;
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
  const announced = ((lastSent?.content ?? content).documents ?? []).flatMap(({ code, provided }): ConditionDraft[] => {
    const listed = call.settings.requiredDocuments.find((document) => document.code === code);
    if (provided !== 'TO_FOLLOW' || listed === undefined || asked.includes(code)) return [];
    const reason = 'Pièce annoncée au dépôt, à envoyer (CRPA, article L114-5-1).';
    return [{ code, label: listed.label, reason, effect: listed.essential ? 'AWARD' : 'PAYMENT' }];
  });
  return [...ofItems, ...announced];
}
