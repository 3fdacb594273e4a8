import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Enquiry } from './enquiries.views.js';

/** Questions with all their answers, in one query. */
export function selectEnquiries(db: Db, where: Prisma.Sql, limit: number): Promise<Enquiry[]> {
  return db.$queryRaw<Enquiry[]>`
    SELECT q.id, q.text, q.asked_by AS "askedBy", q.asked_at AS "askedAt",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('number', r.number, 'question', r.question, 'answer', r.answer, 'answeredAt',
                                                         to_char(r.answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY r.number), '[]')
            FROM call_enquiry_answer r WHERE r.enquiry_id = q.id) AS answers
    FROM call_enquiry q WHERE ${where} ORDER BY q.id DESC LIMIT ${limit}::int`;
}

export const ANSWERED = Prisma.sql`EXISTS (SELECT FROM call_enquiry_answer r WHERE r.enquiry_id = q.id)`;

/** Questions of this person about this call that wait for their answer. */
export async function countPending(db: Db, callId: string, personId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ pending: number }[]>`
    SELECT count(*)::int AS pending FROM call_enquiry q
    WHERE q.call_id = ${callId}::uuid AND q.asked_by = ${personId}::uuid AND NOT ${ANSWERED}`;
  return row?.pending ?? 0;
}

interface Asked {
  readonly id: string;
  readonly callId: string;
  readonly text: string;
  readonly askedBy: string;
  readonly now: Date;
}

/** @throws Refusal conflict when the question was already asked about this call */
export async function insertEnquiry(tx: Tx, { id, callId, text, askedBy, now }: Asked): Promise<void> {
  try {
    await tx.db.$executeRaw`
      INSERT INTO call_enquiry (id, call_id, text, asked_by, asked_at)
      VALUES (${id}::uuid, ${callId}::uuid, ${text}, ${askedBy}::uuid, ${now}::timestamptz)`;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal('conflict', {
      fr: 'Cette question a déjà été posée : sa réponse est, ou sera, publiée pour tous.',
      en: 'This question was already asked: its answer is, or will be, published to all.',
    });
  }
}

interface Answered {
  readonly enquiryId: string;
  readonly number: number;
  readonly question: string;
  readonly answer: string;
  readonly answeredBy: string;
  readonly now: Date;
}

/** @throws Refusal stale-version when this number was given meanwhile */
export async function insertAnswer(tx: Tx, { enquiryId, number, question, answer, answeredBy, now }: Answered): Promise<void> {
  try {
    await tx.db.$executeRaw`
      INSERT INTO call_enquiry_answer (enquiry_id, number, question, answer, answered_by, answered_at)
      VALUES (${enquiryId}::uuid, ${number}::int, ${question}, ${answer}, ${answeredBy}::uuid, ${now}::timestamptz)`;
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('stale-version');
    throw error;
  }
}
