import { Prisma } from '../../generated/prisma/client.js';
import type { FileType } from '../../kernel/file-types.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Loaded } from '../../platform/workflow/binding.js';
import { loadApplication } from '../applications/application.store.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import type {
  Condemned,
  DocumentEvent,
  DocumentFacts,
  DocumentRecord,
  DocumentState,
  Received,
  RefusedContent,
} from './document-facts.js';

type DocumentAct = Act<DocumentState, DocumentEvent, DocumentFacts>;

interface Row extends Omit<DocumentRecord, 'size'> {
  readonly size: bigint;
}

/** Files in the order of their announcement, `where` on `document_file d`. */
export async function readDocuments(db: Db, where: Prisma.Sql, limit = 1): Promise<DocumentRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT d.id, d.application_id AS "applicationId", d.code, d.version, d.state AS "documentState", d.state_since AS "stateSince",
           d.row_version AS "rowVersion", d.name, d.file_type AS "fileType", d.size, d.announced_sha256 AS "announcedSha256", d.sha256,
           d.storage_key AS "storageKey", d.scanned, d.signature, d.refusal, d.created_at AS "createdAt", d.stored_at AS "storedAt",
           d.version IS NOT NULL AND EXISTS (
             SELECT FROM application_version v WHERE v.application_id = d.application_id
               AND v.content->'files' @> jsonb_build_array(jsonb_build_object('code', d.code, 'version', d.version))) AS submitted
    FROM document_file d WHERE ${where} ORDER BY d.id LIMIT ${limit}::int`;
  return rows.map(({ size, ...row }) => ({ ...row, size: Number(size) }));
}

export function factsOf(record: DocumentRecord, application: ApplicationFacts): DocumentFacts {
  const { state, department, organisationId, everSubmitted, interestedPersonIds, undeclaredPersonIds } = application;
  return { ...record, state, department, organisationId, everSubmitted, interestedPersonIds, undeclaredPersonIds, application };
}

export async function loadDocument(db: Db, id: string): Promise<Loaded<DocumentState, DocumentFacts> | undefined> {
  const [record] = await readDocuments(db, Prisma.sql`d.id = ${id}::uuid`);
  const application = record && (await loadApplication(db, record.applicationId));
  if (record === undefined || application === undefined) return undefined;
  return { state: record.documentState, version: record.rowVersion, facts: factsOf(record, application.facts) };
}

/** Every act on a file waits for those on its dossier, and the other way round: the files that a submission freezes stand still. */
export async function lockDossierOf(tx: Tx, id: string): Promise<void> {
  const [row] = await tx.db.$queryRaw<{ applicationId: string }[]>`
    SELECT application_id AS "applicationId" FROM document_file WHERE id = ${id}::uuid`;
  if (row !== undefined) await tx.lock('application', row.applicationId);
}

/** What the files of a dossier take up, announced ones included, and the uploads that have not ended. */
export async function usageOf(db: Db, applicationId: string): Promise<{ usedBytes: number; openUploads: number }> {
  const [row] = await db.$queryRaw<{ bytes: bigint; open: number }[]>`
    SELECT coalesce(sum(size) FILTER (WHERE state IN ('UPLOADING', 'PENDING', 'CLEAN')), 0)::bigint AS bytes,
           (count(*) FILTER (WHERE state = 'UPLOADING'))::int AS open
    FROM document_file WHERE application_id = ${applicationId}::uuid`;
  return { usedBytes: Number(row?.bytes ?? 0), openUploads: row?.open ?? 0 };
}

interface Announcement {
  readonly id: string;
  readonly applicationId: string;
  readonly code: string;
  readonly name: string;
  readonly fileType: FileType;
  readonly size: number;
  readonly sha256: string | undefined;
  readonly by: string;
  readonly now: Date;
}

export async function insertUpload(tx: Tx, announced: Announcement): Promise<void> {
  const { id, applicationId, code, name, fileType, size, sha256 = null, by, now } = announced;
  await tx.db.$executeRaw`
    INSERT INTO document_file (id, application_id, code, state, state_since, name, file_type, size, announced_sha256, created_by, created_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${code}, 'UPLOADING', ${now}::timestamptz, ${name}, ${fileType}, ${size}::bigint,
            ${sha256}, ${by}::uuid, ${now}::timestamptz)`;
}

/** Before the first byte is written to the storage. */
export async function announceObject(tx: Tx, key: string, documentId: string, now: Date): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO stored_object (key, document_id, created_at) VALUES (${key}::uuid, ${documentId}::uuid, ${now}::timestamptz)`;
}

function columnsOf({ event, input, now, facts }: DocumentAct): Prisma.Sql[] {
  switch (event) {
    case 'receive':
    case 'receiveUnscanned': {
      const { storageKey, sha256 } = input as Received;
      return [
        Prisma.sql`version = (SELECT coalesce(max(v.version), 0) + 1 FROM document_file v
          WHERE v.application_id = ${facts.applicationId}::uuid AND v.code = ${facts.code})`,
        Prisma.sql`sha256 = ${sha256}`,
        Prisma.sql`storage_key = ${storageKey}::uuid`,
        Prisma.sql`stored_at = ${now}::timestamptz`,
        ...(event === 'receive' ? [Prisma.sql`scan_asked_at = ${now}::timestamptz`] : []),
      ];
    }
    case 'refuse':
      return [Prisma.sql`refusal = ${JSON.stringify((input as RefusedContent).rules)}::jsonb`];
    case 'clear':
      return [Prisma.sql`scanned = true`];
    case 'condemn':
      return [Prisma.sql`signature = ${(input as Condemned).signature.slice(0, 200)}`];
    case 'expire':
    case 'detach':
      return [];
  }
}

/** Whether the bytes are kept from now on; undefined: as before. */
function keepsBytes({ event }: DocumentAct): boolean | undefined {
  if (event === 'receive' || event === 'receiveUnscanned') return true;
  return event === 'condemn' || event === 'detach' ? false : undefined;
}

export async function saveDocument(tx: Tx, act: DocumentAct): Promise<number> {
  const { id, to, now, version, input, facts } = act;
  const sets = [
    Prisma.sql`state = ${to}`,
    Prisma.sql`state_since = ${now}::timestamptz`,
    Prisma.sql`row_version = row_version + 1`,
    ...columnsOf(act),
  ];
  const saved = await tx.db.$executeRaw`
    UPDATE document_file SET ${Prisma.join(sets)} WHERE id = ${id}::uuid AND row_version = ${version}::int`;
  const kept = keepsBytes(act);
  if (saved !== 1 || kept === undefined) return saved;
  const key = kept ? (input as Received).storageKey : facts.storageKey;
  return tx.db.$executeRaw`
    UPDATE stored_object SET kept = ${kept}::boolean WHERE key = ${key}::uuid AND document_id = ${id}::uuid AND removed_at IS NULL`;
}
