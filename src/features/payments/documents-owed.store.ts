// Documents that payments wait for: those that a tranche asks for, and those that the dossier still owes.

import { Prisma } from '../../generated/prisma/client.js';
import type { Db } from '../../platform/database/tx.js';
import type { Moment } from '../calls/moment.rules.js';
import { dayOf, endOf } from '../calls/moment.store.js';
import { amountAt, madeBy, paymentStateAt } from './payment-at.store.js';

/** Codes of the documents that the dossier p of the call c has sent, until a moment where one is given. */
export function documentsSent(asOf?: Moment): Prisma.Sql {
  const stored = asOf === undefined ? Prisma.empty : Prisma.sql`AND e.stored_at < ${endOf(asOf)}`;
  const submitted =
    asOf === undefined
      ? Prisma.sql`p.submitted_version`
      : Prisma.sql`(SELECT max(w.number) FROM application_version w WHERE w.application_id = p.id AND w.submitted_at < ${endOf(asOf)})`;
  return Prisma.sql`SELECT e.code FROM document_file e WHERE e.application_id = p.id AND e.state IN ('PENDING', 'CLEAN') ${stored}
    UNION SELECT e ->> 'code' FROM application_version v, jsonb_array_elements(coalesce(v.content -> 'documents', '[]')) e
    WHERE c.settings ->> 'documentsByUpload' IS DISTINCT FROM 'true' AND v.application_id = p.id AND v.number = ${submitted} AND e ->> 'provided' = 'ATTACHED'`;
}

/** Whether the condition k holds the payments of its dossier. */
export function paymentHeldBy(asOf?: Moment): Prisma.Sql {
  if (asOf === undefined) return Prisma.sql`k.effect = 'PAYMENT' AND k.state = 'OPEN'`;
  return Prisma.sql`k.effect = 'PAYMENT' AND k.created_at < ${endOf(asOf)} AND (k.lifted_at IS NULL OR k.lifted_at >= ${endOf(asOf)})`;
}

export interface MissingDocument {
  readonly code: string;
  readonly label: string;
  readonly dossiers: number;
  /** Of the payments that are expected and wait for it. */
  readonly cents: bigint;
}

/**
 * Documents of a call that payments wait for whose day has come, at a moment or now; dossiers in which the person has an interest aside. One
 * query. The caller has checked who reads.
 */
export function missingDocumentsIn(
  db: Db,
  callId: string,
  personId: string,
  { asOf, now }: { readonly asOf: Moment | undefined; readonly now: Date },
): Promise<MissingDocument[]> {
  return db.$queryRaw<MissingDocument[]>`
    WITH waiting AS MATERIALIZED (
      SELECT t.id, t.application_id, t.call_id, t.terms, ${amountAt(asOf)} AS cents FROM payment t JOIN "call" c ON c.id = t.call_id
      WHERE t.call_id = ${callId}::uuid AND t.expected_on <= ${dayOf(asOf ?? { instant: now })} AND ${madeBy(asOf)}
        AND ${paymentStateAt(asOf)} IN ('PLANNED', 'HELD')
        AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = t.application_id AND i.person_id = ${personId}::uuid)),
    missing AS (
      SELECT w.id, w.application_id, w.cents, e ->> 'document' AS code FROM waiting w JOIN application p ON p.id = w.application_id
      JOIN "call" c ON c.id = w.call_id CROSS JOIN LATERAL jsonb_array_elements(w.terms -> 'conditions') e
      WHERE e ->> 'kind' = 'DOCUMENT' AND e ->> 'document' NOT IN (${documentsSent(asOf)})
      UNION
      SELECT w.id, w.application_id, w.cents, k.code FROM waiting w JOIN "call" c ON c.id = w.call_id
      JOIN application_condition k ON k.application_id = w.application_id AND ${paymentHeldBy(asOf)})
    SELECT m.code, coalesce((SELECT d ->> 'label' FROM "call" c, jsonb_array_elements(c.settings -> 'requiredDocuments') d
        WHERE c.id = ${callId}::uuid AND d ->> 'code' = m.code LIMIT 1), m.code) AS label,
      count(DISTINCT m.application_id)::int AS dossiers, sum(m.cents)::bigint AS cents
    FROM missing m GROUP BY m.code ORDER BY m.code`;
}
