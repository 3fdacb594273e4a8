import { Refusal, type Reason } from '../../kernel/errors.js';
import { cents } from '../../kernel/money.js';
import { Prisma } from '../../generated/prisma/client.js';
import { violates } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { perEnvelope, type EnvelopeLine, type EnvelopeRow } from './envelopes.rules.js';

export { envelopeShortfalls, type EnvelopeLine, type EnvelopeRow } from './envelopes.rules.js';

interface Row {
  readonly id: string;
  readonly funderCode: string;
  readonly year: number;
  readonly amountCents: bigint;
  readonly reservedCents: bigint;
  readonly committedCents: bigint;
}

/** By funder's position, then year. Without lock: for screens. */
export async function readEnvelopes(db: Db, callId: string): Promise<EnvelopeRow[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT e.id, e.funder_code AS "funderCode", e.year, e.amount_cents AS "amountCents", e.reserved_cents AS "reservedCents",
           e.committed_cents AS "committedCents"
    FROM envelope e JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code
    WHERE e.call_id = ${callId}::uuid ORDER BY f.position, e.year`;
  return rows.map((row) => {
    const { amountCents, reservedCents, committedCents } = row;
    return {
      ...row,
      amountCents: cents(amountCents),
      reservedCents: cents(reservedCents),
      committedCents: cents(committedCents),
      leftCents: cents(amountCents - reservedCents - committedCents),
    };
  });
}

/** Locks all the call's envelopes, in id order, and reads them as they are once locked. */
export async function lockEnvelopes(tx: Tx, callId: string): Promise<EnvelopeRow[]> {
  await lockRows(tx, callId);
  return readEnvelopes(tx.db, callId);
}

async function lockRows(tx: Tx, callId: string): Promise<void> {
  // The set of envelopes is fixed by the publication: reading the ids before the lock misses none.
  const rows = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM envelope WHERE call_id = ${callId}::uuid`;
  if (rows.length > 0) {
    await tx.lock(
      'envelope',
      rows.map(({ id }) => id),
    );
  }
}

const OVERDRAWN: Reason = {
  rule: 'envelopeHolds',
  message: {
    fr: 'L’enveloppe d’un financeur ne contient pas cette somme : relisez les enveloppes de l’appel.',
    en: 'The envelope of a funder does not hold this sum: read the envelopes of the call again.',
  },
};
const NO_ENVELOPE: Reason = {
  rule: 'envelopeExists',
  message: {
    fr: 'L’appel n’a pas d’enveloppe pour ce financeur et cette année : choisissez une année de l’appel.',
    en: 'The call has no envelope for this funder and year: choose a year of the call.',
  },
};

/** One UPDATE for all the lines; `reserved` and `committed` are the signs (−1, 0, +1) of the movement on each counter. */
async function move(tx: Tx, callId: string, lines: readonly EnvelopeLine[], reserved: number, committed: number): Promise<void> {
  const sums = perEnvelope(lines);
  if (sums.length === 0) return;
  await lockRows(tx, callId);
  const values = sums.map(({ funderCode, year, cents: sum }) => Prisma.sql`(${funderCode}::text, ${year}::int, ${sum}::bigint)`);
  let moved: number;
  try {
    moved = await tx.db.$executeRaw`
      UPDATE envelope e
      SET reserved_cents = e.reserved_cents + ${reserved}::int * l.cents, committed_cents = e.committed_cents + ${committed}::int * l.cents
      FROM (VALUES ${Prisma.join(values)}) AS l (funder_code, year, cents)
      WHERE e.call_id = ${callId}::uuid AND e.funder_code = l.funder_code AND e.year = l.year`;
  } catch (error) {
    // The CHECK is the last word: it holds whatever the guards read.
    if (violates(error, 'envelope_holds')) throw new Refusal('rule-not-met', undefined, [OVERDRAWN]);
    throw error;
  }
  if (moved !== sums.length) throw new Refusal('rule-not-met', undefined, [NO_ENVELOPE]);
}

/** Raises envelopes of a published call, which is locked. A trigger refuses a smaller amount. */
export async function raiseEnvelopes(
  tx: Tx,
  callId: string,
  given: readonly { readonly funderCode: string; readonly year: number; readonly cents: number }[],
): Promise<void> {
  if (given.length === 0) return;
  await lockRows(tx, callId);
  const values = given.map(({ funderCode, year, cents: sum }) => Prisma.sql`(${funderCode}::text, ${year}::int, ${sum}::bigint)`);
  await tx.db.$executeRaw`
    UPDATE envelope e SET amount_cents = l.cents FROM (VALUES ${Prisma.join(values)}) AS l (funder_code, year, cents)
    WHERE e.call_id = ${callId}::uuid AND e.funder_code = l.funder_code AND e.year = l.year`;
}

/** A selection holds these sums. @throws Refusal rule-not-met `envelopeHolds` or `envelopeExists` */
export function reserve(tx: Tx, callId: string, lines: readonly EnvelopeLine[]): Promise<void> {
  return move(tx, callId, lines, 1, 0);
}

/** A selection is undone before the funder's decision. */
export function release(tx: Tx, callId: string, lines: readonly EnvelopeLine[]): Promise<void> {
  return move(tx, callId, lines, -1, 0);
}

/** A funder decides what was reserved. */
export function commit(tx: Tx, callId: string, lines: readonly EnvelopeLine[]): Promise<void> {
  return move(tx, callId, lines, -1, 1);
}

/** A decided sum is free again. */
export function uncommit(tx: Tx, callId: string, lines: readonly EnvelopeLine[]): Promise<void> {
  return move(tx, callId, lines, 0, -1);
}
