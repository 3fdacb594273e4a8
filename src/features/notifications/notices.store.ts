import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import { deliveryOf, type Deliveries } from './delivery.rules.js';
import type { LetterDue } from './notification-jobs.js';

/** What hangs on a dossier: the subject of its notices, and its table. */
export const ON_DOSSIER: readonly (readonly [string, Prisma.Sql])[] = [
  ['instruction', Prisma.sql`instruction`],
  ['appeal', Prisma.sql`appeal`],
  ['lateException', Prisma.sql`late_exception`],
  ['expertRequest', Prisma.sql`expert_request`],
  ['amountOffer', Prisma.sql`amount_offer`],
  ['reserveProposal', Prisma.sql`reserve_proposal`],
  ['agreement', Prisma.sql`agreement`],
  // A leg, by way of its award.
  ['award', Prisma.sql`(SELECT l.id, w.application_id FROM award_leg l JOIN award w ON w.id = l.award_id)`],
  ['payment', Prisma.sql`payment`],
  ['amendment', Prisma.sql`amendment`],
  ['measure', Prisma.sql`measure`],
  ['report', Prisma.sql`report`],
  ['recovery', Prisma.sql`recovery`],
  ['balance', Prisma.sql`balance`],
];

/** Of the notice `n`: the dossier that it is about; null for a call or a session. */
export const DOSSIER_OF_NOTICE = Prisma.sql`CASE n.subject WHEN 'application' THEN n.subject_id ${Prisma.join(
  ON_DOSSIER.map(
    ([subject, table]) => Prisma.sql`WHEN ${subject} THEN (SELECT h.application_id FROM ${table} h WHERE h.id = n.subject_id)`,
  ),
  ' ',
)} END`;

export interface Telling {
  /** Outbox row that it comes from. */
  readonly sourceId: string;
  /** Machine of what the letters are about. */
  readonly subject: string;
  readonly due: readonly LetterDue[];
  readonly now: Date;
}

/** One notice a letter and person, told once whatever is delivered again; returns the letters that leave now. Two statements. */
export async function tell(tx: Tx, { sourceId, subject, due, now }: Telling): Promise<LetterDue[]> {
  if (due.length === 0) return [];
  const people = [...new Set(due.map(({ personId }) => personId))];
  const chosen = await tx.db.$queryRaw<{ personId: string; deliveries: Deliveries }[]>`
    SELECT person_id AS "personId", deliveries FROM notification_preference WHERE person_id = ANY(${people}::uuid[])`;
  const preferences = new Map(chosen.map(({ personId, deliveries }) => [personId, deliveries]));
  const rows = due.map((letter) => ({
    id: newId(),
    person_id: letter.personId,
    kind: letter.letter,
    subject_id: letter.subjectId,
    delivery: deliveryOf(letter.letter, preferences.get(letter.personId)),
  }));
  await tx.db.$executeRaw`
    INSERT INTO notification (id, person_id, kind, subject, subject_id, source_id, delivery, at)
    SELECT r.id, r.person_id, r.kind, ${subject}, r.subject_id, ${sourceId}::uuid, r.delivery, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, person_id uuid, kind text, subject_id uuid, delivery text)
    ON CONFLICT (source_id, kind, person_id) DO NOTHING`;
  return due.filter((_, index) => rows[index]?.delivery === 'IMMEDIATE');
}
