// Rows of letters and of their sendings: written once.

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Decision } from './decision.js';
import type { LetterKind } from './letter.rules.js';
import type { Author } from './signatory.rules.js';

export interface NewLetter {
  readonly id: string;
  readonly kind: LetterKind;
  readonly decision: Decision;
  readonly template: { readonly name: string; readonly version: number };
  readonly author: Author;
  readonly reasons: string;
  readonly appeal: string;
  /** Canonical JSON. */
  readonly data: string;
  readonly title: string;
  readonly text: string;
  readonly pdf: Buffer;
  readonly hashes: { readonly data: string; readonly text: string; readonly pdf: string };
  readonly now: Date;
}

/** @returns false when this decision has its letter already */
export async function insertLetter(tx: Tx, letter: NewLetter): Promise<boolean> {
  const { decision, template, author, hashes } = letter;
  const written = await tx.db.$executeRaw`
    INSERT INTO letter (id, kind, application_id, subject_id, examination, decision, leg, decided_at, organisation_id, language, template,
      template_version, author_id, author, capacity, service, reasons, appeal, data, data_sha256, title, text, text_sha256, pdf, pdf_sha256,
      created_at)
    VALUES (${letter.id}::uuid, ${letter.kind}, ${decision.applicationId}::uuid, ${decision.subjectId}::uuid, ${decision.examination}::int,
      ${decision.decision}, ${decision.leg}, ${decision.decidedAt}::timestamptz, ${decision.organisationId}::uuid, 'fr', ${template.name},
      ${template.version}::int, ${author.personId}::uuid, ${author.name}, ${author.capacity}, ${author.service}, ${letter.reasons},
      ${letter.appeal}, ${letter.data}, ${hashes.data}, ${letter.title}, ${letter.text}, ${hashes.text}, ${letter.pdf}, ${hashes.pdf},
      ${letter.now}::timestamptz)
    ON CONFLICT (subject_id, examination, decision, leg, decided_at) DO NOTHING`;
  return written === 1;
}

/** What a mail carries. */
export interface LetterToSend {
  readonly id: string;
  readonly kind: LetterKind;
  readonly applicationId: string;
  readonly subjectId: string;
  readonly title: string;
  readonly text: string;
}

export async function findLetterToSend(db: Db, id: string): Promise<LetterToSend | undefined> {
  const [row] = await db.$queryRaw<LetterToSend[]>`
    SELECT id, kind, application_id AS "applicationId", subject_id AS "subjectId", title, text FROM letter WHERE id = ${id}::uuid`;
  return row;
}

export interface NewSending {
  /** Of the outbox row that sends it. */
  readonly id: string;
  readonly letterId: string;
  readonly personId: string;
  readonly messageId: string;
  readonly now: Date;
}

/**
 * Records that the letter left for a person, and that its decision is notified: the first sending starts the time limits, and says whether
 * the letter states the ways of appeal (CJA R421-5). Sent again after a crash, it is one sending, and the first date stands.
 */
export async function recordSending(db: Db, { id, letterId, personId, messageId, now }: NewSending): Promise<void> {
  await db.$executeRaw`
    WITH sent AS (
      INSERT INTO letter_sending (id, letter_id, means, person_id, message_id, sent_at)
      VALUES (${id}::uuid, ${letterId}::uuid, 'EMAIL', ${personId}::uuid, ${messageId}, ${now}::timestamptz) ON CONFLICT DO NOTHING)
    INSERT INTO decision_notice (subject_id, examination, decision, notified_at, states_appeal, sent_to)
    SELECT subject_id, examination, decision, ${now}::timestamptz, btrim(appeal) <> '', ${personId}::uuid
    FROM letter WHERE id = ${letterId}::uuid ON CONFLICT DO NOTHING`;
}

/** Letters written before an instant that never left, that nothing in the outbox is about to send, and that somebody could receive. */
export async function unsentLetters(tx: Tx, before: Date, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT k.id FROM letter k
    WHERE k.created_at <= ${before}::timestamptz
      AND NOT EXISTS (SELECT FROM letter_sending s WHERE s.letter_id = k.id)
      AND NOT EXISTS (SELECT FROM outbox x WHERE x.done_at IS NULL AND x.payload ->> 'letterId' = k.id::text)
      AND EXISTS (SELECT FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
        WHERE g.organisation_id = k.organisation_id AND g.role IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE')
          AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz))
    ORDER BY k.id LIMIT ${limit}::int`;
  return rows.map(({ id }) => id);
}
