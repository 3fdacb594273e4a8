// Rows of minutes, of their drafts and of their signatures: all written once, save the state.

import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { presidersOf } from './minutes-data.rules.js';
import type { MinutesKind, RectificationRecord } from './minutes-data.js';
import type { DrawnMinutes } from './minutes-document.js';
import { TEMPLATE_VERSION } from './minutes-document.js';
import type { MinutesEvent, MinutesFacts, MinutesState, RectifyInput } from './minutes.rules.js';
import type { SourceMember } from './minutes-source.store.js';
import { MEMBERS } from './minutes-source.store.js';
import type { SessionMode } from '../committees/session-mode.rules.js';

export type MinutesAct = Act<MinutesState, MinutesEvent, MinutesFacts>;

export interface MinutesRow {
  readonly version: number;
  readonly facts: MinutesFacts;
}

type RawFacts = Omit<MinutesFacts, 'sittingIds' | 'presiderIds'> & {
  readonly mode: SessionMode;
  readonly members: readonly SourceMember[];
};

const DRAFT = Prisma.sql`LEFT JOIN LATERAL (
  SELECT e.draft, e.data_sha256, e.pdf_sha256, e.disagreements FROM minutes_document e WHERE e.minutes_id = u.id ORDER BY e.draft DESC LIMIT 1) d ON true`;

/** Most minutes of one session read at once. */
const MOST = 50;

/** In order of their numbers. */
export async function readMinutes(db: Db, where: Prisma.Sql): Promise<MinutesRow[]> {
  const rows = await db.$queryRaw<{ version: number; facts: RawFacts }[]>`
    SELECT u.version, json_build_object('id', u.id, 'sessionId', s.id, 'department', s.department, 'departments', k.departments, 'kind', u.kind,
      'number', u.number, 'state', u.state, 'sessionState', s.state, 'rectifiesId', u.rectifies_id, 'draft', coalesce(d.draft, 0),
      'dataSha256', d.data_sha256, 'pdfSha256', d.pdf_sha256, 'mentioned', coalesce(d.disagreements, 0),
      'disagreements', (SELECT count(*) FROM session_disagreement y WHERE y.session_id = s.id), 'mode', s.mode,
      'itemIds', (SELECT coalesce(json_agg(i.id ORDER BY i.position), '[]') FROM agenda_item i WHERE i.session_id = s.id), 'members', ${MEMBERS}) AS facts
    FROM minutes u JOIN committee_session s ON s.id = u.session_id JOIN committee k ON k.id = s.committee_id ${DRAFT}
    WHERE ${where} ORDER BY u.number LIMIT ${MOST}::int`;
  return rows.map(({ version, facts: { mode, members, ...facts } }) => ({
    version,
    facts: {
      ...facts,
      sittingIds: members.flatMap(({ personId, presences }) => [personId, ...presences.flatMap((one) => one.personId ?? [])]),
      presiderIds: presidersOf({ mode, members }).map(({ personId }) => personId),
    },
  }));
}

export async function findMinutes(db: Db, id: string): Promise<MinutesRow | undefined> {
  return (await readMinutes(db, Prisma.sql`u.id = ${id}::uuid`))[0];
}

export async function insertMinutes(
  tx: Tx,
  minutes: { sessionId: string; kind: MinutesKind; rectifiesId: string | null; by: string; now: Date },
): Promise<string> {
  const id = newId();
  const { sessionId, kind, rectifiesId, by, now } = minutes;
  await tx.db.$executeRaw`
    INSERT INTO minutes (id, session_id, number, kind, rectifies_id, state, created_at, created_by)
    SELECT ${id}::uuid, ${sessionId}::uuid, coalesce(max(number), 0) + 1, ${kind}, ${rectifiesId}::uuid, 'DRAFTED', ${now}::timestamptz, ${by}::uuid
    FROM minutes WHERE session_id = ${sessionId}::uuid`;
  return id;
}

/** What rectifying minutes say: their reasons and corrections, and the original that they refer to. */
export async function rectificationOf(
  db: Db,
  rectifiesId: string,
  { reasons, corrections }: RectifyInput,
): Promise<RectificationRecord | null> {
  const [original] = await db.$queryRaw<
    { number: number; signedAt: Date; pdfSha256: string; positions: Record<string, number> }[]
  >`
    SELECT u.number, g.signed_at AS "signedAt", d.pdf_sha256 AS "pdfSha256",
      (SELECT coalesce(json_object_agg(i.id, i.position), '{}') FROM agenda_item i WHERE i.session_id = u.session_id) AS positions
    FROM minutes u JOIN minutes_signature g ON g.minutes_id = u.id JOIN minutes_document d ON d.minutes_id = u.id AND d.draft = g.draft
    WHERE u.id = ${rectifiesId}::uuid`;
  if (original === undefined) return null;
  return {
    originalId: rectifiesId,
    originalNumber: original.number,
    originalSignedAt: original.signedAt.toISOString(),
    originalPdfSha256: original.pdfSha256,
    reasons,
    corrections: corrections.map(({ itemId = null, text }) => ({
      itemId,
      position: itemId === null ? null : (original.positions[itemId] ?? null),
      text,
    })),
  };
}

export async function insertDraft(tx: Tx, { id, facts, now, actor }: MinutesAct, drawn: DrawnMinutes): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO minutes_document (minutes_id, draft, template_version, data, data_sha256, pdf, pdf_sha256, disagreements, drafted_at, drafted_by)
    VALUES (${id}::uuid, ${facts.draft + 1}::int, ${TEMPLATE_VERSION}::int, ${drawn.data}, ${drawn.dataSha256}, ${drawn.pdf}, ${drawn.pdfSha256},
            ${facts.disagreements}::int, ${now}::timestamptz, ${actor.personId}::uuid)`;
}

export interface Seal {
  readonly text: string;
  readonly signature: string;
  readonly keyId: string;
  readonly publicKey: string;
}

export async function insertSignature(tx: Tx, { id, facts, now, actor }: MinutesAct, seal: Seal): Promise<void> {
  // A CHECK of the state looks for the signature: the key first, in a statement of its own, because the signature refers to it.
  await tx.db.$executeRaw`
    INSERT INTO receipt_key (key_id, public_key, first_used_at) VALUES (${seal.keyId}, ${seal.publicKey}, ${now}::timestamptz) ON CONFLICT DO NOTHING`;
  await tx.db.$executeRaw`
    INSERT INTO minutes_signature (minutes_id, draft, text, signature, key_id, signed_by, signed_at)
    VALUES (${id}::uuid, ${facts.draft}::int, ${seal.text}, ${seal.signature}, ${seal.keyId}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

export function saveState(tx: Tx, { id, to, version }: MinutesAct): Promise<number> {
  return tx.db
    .$executeRaw`UPDATE minutes SET state = ${to}, version = version + 1 WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/**
 * Items whose dossier is closed to a person: recused from it in their chair, with an interest on file, or acting for its holder
 * (CRPA R133-12).
 */
export async function readHiddenItems(db: Db, sessionId: string, personId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT i.id FROM agenda_item i JOIN application d ON d.id = i.application_id WHERE i.session_id = ${sessionId}::uuid AND (
      EXISTS (SELECT FROM interest x WHERE x.application_id = d.id AND x.person_id = ${personId}::uuid)
      OR EXISTS (SELECT FROM role_grant g WHERE g.organisation_id = d.organisation_id AND g.person_id = ${personId}::uuid)
      OR EXISTS (SELECT FROM recusal r JOIN committee_member m ON m.id = r.member_id
        LEFT JOIN attendance a ON a.session_id = i.session_id AND a.member_id = m.id
        WHERE r.item_id = i.id AND ${personId}::uuid IN (m.person_id, a.person_id)))
    ORDER BY i.position`;
  return rows.map(({ id }) => id);
}
