// Which documents a dossier owes, and which of them it lacks. Where the call takes files, a document is there once a stored file of its
// code is attached: scanned or waiting for the antivirus, never infected. A file condemned after the submission leaves the document
// missing again. Elsewhere, and for what is announced, the entries of `content.documents` are the holder's word.

import type { Reason } from '../../kernel/errors.js';
import type { RequiredDocument } from '../calls/call-settings.js';
import { requiredDocumentsOf } from './application-answers.rules.js';
import type { ApplicationFacts } from './application-facts.js';

type Facts = Pick<ApplicationFacts, 'call' | 'content' | 'holderType' | 'files'>;

/** Documents that this holder owes to this call, those of its questions included. The one place that says so. */
export function requiredDocuments({
  call,
  content,
  holderType,
}: Pick<Facts, 'call' | 'content' | 'holderType'>): readonly RequiredDocument[] {
  return requiredDocumentsOf(call.settings, content.answers).filter(
    ({ holderTypes }) => holderTypes.length === 0 || (holderTypes as readonly string[]).includes(holderType),
  );
}

function isThere({ call, content, files }: Facts, code: string): boolean {
  if (call.settings.documentsByUpload === true) return files.some((file) => file.code === code);
  return content.documents?.some((entry) => entry.code === code && entry.provided === 'ATTACHED') === true;
}

/** Why the dossier may not be submitted as it is. */
export function documentFaults(facts: Facts): Reason[] {
  const entries = facts.content.documents ?? [];
  const byUpload = facts.call.settings.documentsByUpload === true;
  return requiredDocuments(facts).flatMap(({ code, label, essential, mayFollow }) => {
    const rule = 'requiredDocumentsListed';
    if (isThere(facts, code)) return [];
    const index = entries.findIndex((entry) => entry.code === code);
    const announced = entries[index]?.provided === 'TO_FOLLOW';
    if (announced && mayFollow) return [];
    // CRPA L114-5-1: what is not essential delays the effect of the award, it does not stop the file.
    if (byUpload && !essential) return [];
    if (announced) {
      const message = {
        fr: `La pièce « ${label} » ne peut pas être envoyée plus tard : joignez-la.`,
        en: `“${label}” cannot follow later: attach it.`,
      };
      return [{ rule, pointer: `/documents/${index}`, message }];
    }
    const later = byUpload && mayFollow;
    const message = {
      fr: `Joignez la pièce « ${label} »${later ? ', ou annoncez-la (TO_FOLLOW)' : ''}.`,
      en: `Attach “${label}”${later ? ', or announce it (TO_FOLLOW)' : ''}.`,
    };
    return [{ rule, pointer: '/documents', message }];
  });
}

/** A document that the award waits for: announced, or not essential and missing. */
export interface AwaitedDocument {
  readonly code: string;
  readonly label: string;
  readonly essential: boolean;
  readonly announced: boolean;
}

/** What is still owed once the dossier is in: conditions of the award, holding the payment (CRPA L114-5-1). */
export function awaitedDocuments(facts: Facts): AwaitedDocument[] {
  return requiredDocuments(facts)
    .filter(({ code }) => !isThere(facts, code))
    .map(({ code, label, essential }) => ({
      code,
      label,
      essential,
      announced: facts.content.documents?.some((entry) => entry.code === code && entry.provided === 'TO_FOLLOW') === true,
    }));
}
