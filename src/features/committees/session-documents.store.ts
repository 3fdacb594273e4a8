// What is sent with the convocation beside the agenda (CRPA R133-5, R133-8): files of the dossiers, and notes. Written while the session is a draft.

import { Refusal, type Reason } from '../../kernel/errors.js';
import type { Tx } from '../../platform/database/tx.js';

export interface DraftDocument {
  /** Dossier of the agenda that it is about; none: the session as a whole. */
  readonly applicationId?: string;
  /** A file of that dossier; none: a note, or a document kept elsewhere. */
  readonly documentId?: string;
  readonly title: string;
  readonly note?: string;
}

/**
 * Replaces the documents of a draft; left out: those of dossiers taken off the agenda go, the others stay.
 * @throws Refusal rule-not-met for a dossier off the agenda or a file that is not of the dossier, each under its pointer
 */
export async function writeDocuments(
  tx: Tx,
  sessionId: string,
  documents: readonly DraftDocument[] | undefined,
  written: { readonly by: string; readonly now: Date },
): Promise<void> {
  if (documents === undefined) {
    await tx.db.$executeRaw`
      DELETE FROM session_document d WHERE d.session_id = ${sessionId}::uuid AND d.application_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM agenda_item i WHERE i.session_id = d.session_id AND i.application_id = d.application_id)`;
    return;
  }
  const rows = documents.map((document, index) => ({ ...document, position: index + 1 }));
  const list = JSON.stringify(rows);
  const wrong = await tx.db.$queryRaw<{ position: number; onAgenda: boolean }[]>`
    SELECT d.position, d."applicationId" IS NULL OR i.id IS NOT NULL AS "onAgenda"
    FROM jsonb_to_recordset(${list}::jsonb) AS d(position int, "applicationId" uuid, "documentId" uuid)
    LEFT JOIN agenda_item i ON i.session_id = ${sessionId}::uuid AND i.application_id = d."applicationId"
    LEFT JOIN document_file f ON f.id = d."documentId" AND f.application_id = d."applicationId" AND f.state IN ('PENDING', 'CLEAN')
    WHERE (d."applicationId" IS NOT NULL AND i.id IS NULL) OR (d."documentId" IS NOT NULL AND f.id IS NULL)
    ORDER BY d.position`;
  if (wrong.length > 0) throw new Refusal('rule-not-met', undefined, wrong.map(reasonOf));
  await tx.db.$executeRaw`DELETE FROM session_document WHERE session_id = ${sessionId}::uuid`;
  await tx.db.$executeRaw`
    INSERT INTO session_document (session_id, position, application_id, document_id, title, note, added_by, added_at)
    SELECT ${sessionId}::uuid, d.position, d."applicationId", d."documentId", d.title, d.note, ${written.by}::uuid, ${written.now}::timestamptz
    FROM jsonb_to_recordset(${list}::jsonb) AS d(position int, "applicationId" uuid, "documentId" uuid, title text, note text)`;
}

function reasonOf({ position, onAgenda }: { readonly position: number; readonly onAgenda: boolean }): Reason {
  const at = `/documents/${position - 1}`;
  return onAgenda
    ? {
        rule: 'documentOfDossier',
        pointer: `${at}/documentId`,
        message: { fr: 'Joignez un fichier reçu de ce dossier.', en: 'Attach a file received with this application.' },
      }
    : {
        rule: 'dossierOnAgenda',
        pointer: `${at}/applicationId`,
        message: { fr: 'Ce dossier n’est pas à l’ordre du jour.', en: 'This application is not on the agenda.' },
      };
}
