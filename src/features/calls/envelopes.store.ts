import { Refusal, type Reason } from '../../kernel/errors.js';
import { cents } from '../../kernel/money.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { isClosed, lacksEnvelope, overdraws, post, type LedgerCause } from '../ledger/ledger.store.js';
import type { EnvelopeLine, EnvelopeRow } from './envelopes.rules.js';

export { envelopeShortfalls, type EnvelopeLine, type EnvelopeRow } from './envelopes.rules.js';

interface Row {
  readonly id: string;
  readonly funderCode: string;
  readonly year: number;
  readonly amountCents: bigint;
  readonly reservedCents: bigint;
  readonly committedCents: bigint;
  readonly frozenCents: bigint;
}

/** By funder's position, then year. Without lock: for screens. */
export async function readEnvelopes(db: Db, callId: string): Promise<EnvelopeRow[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT e.id, e.funder_code AS "funderCode", e.year, e.amount_cents AS "amountCents", e.reserved_cents AS "reservedCents",
           e.committed_cents AS "committedCents", e.frozen_cents AS "frozenCents"
    FROM envelope e JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code
    WHERE e.call_id = ${callId}::uuid ORDER BY f.position, e.year`;
  return rows.map((row) => {
    const { amountCents, reservedCents, committedCents, frozenCents } = row;
    return {
      ...row,
      amountCents: cents(amountCents),
      reservedCents: cents(reservedCents),
      committedCents: cents(committedCents),
      frozenCents: cents(frozenCents),
      leftCents: cents(amountCents - reservedCents - committedCents - frozenCents),
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

const CLOSED: Reason = {
  rule: 'envelopeOpen',
  message: {
    fr: 'L’enveloppe de ce financeur et de cette année est clôturée : choisissez une année dont l’enveloppe est ouverte.',
    en: 'The envelope of this funder and year is closed: choose a year whose envelope is open.',
  },
};

/** What moves credits, for the ledger: the dossier that holds them, and the act. */
export type EnvelopeCause = LedgerCause & { readonly applicationId: string };

/** One transaction of the ledger for all the lines; the counters of the envelopes follow it. */
async function move(
  tx: Tx,
  callId: string,
  lines: readonly EnvelopeLine[],
  kind: 'RESERVE' | 'UNRESERVE' | 'COMMIT' | 'RELEASE' | 'RAISE',
  cause: LedgerCause & { readonly applicationId?: string },
): Promise<void> {
  await lockRows(tx, callId);
  try {
    await post(tx, { kind, callId, applicationId: cause.applicationId, lines, cause });
  } catch (error) {
    // The constraints are the last word: they hold whatever the guards read.
    if (overdraws(error)) throw new Refusal('rule-not-met', undefined, [OVERDRAWN]);
    if (isClosed(error)) throw new Refusal('rule-not-met', undefined, [CLOSED]);
    if (lacksEnvelope(error)) throw new Refusal('rule-not-met', undefined, [NO_ENVELOPE]);
    throw error;
  }
}

/** Raises envelopes of a published call, which is locked, to these sums: none is lower than it is. */
export async function raiseEnvelopes(
  tx: Tx,
  callId: string,
  given: readonly { readonly funderCode: string; readonly year: number; readonly cents: number }[],
  cause: LedgerCause,
): Promise<void> {
  if (given.length === 0) return;
  const rows = await lockEnvelopes(tx, callId);
  const lines = given.map(({ funderCode, year, cents: sum }) => {
    const now = rows.find((row) => row.funderCode === funderCode && row.year === year)?.amountCents ?? 0n;
    return { funderCode, year, cents: BigInt(sum) - now };
  });
  await move(tx, callId, lines, 'RAISE', cause);
}

/** A selection holds these sums. @throws Refusal rule-not-met `envelopeHolds` or `envelopeExists` */
export function reserve(tx: Tx, callId: string, lines: readonly EnvelopeLine[], cause: EnvelopeCause): Promise<void> {
  return move(tx, callId, lines, 'RESERVE', cause);
}

/** A selection is undone before the funder's decision. */
export function release(tx: Tx, callId: string, lines: readonly EnvelopeLine[], cause: EnvelopeCause): Promise<void> {
  return move(tx, callId, lines, 'UNRESERVE', cause);
}

/** A funder decides what was reserved. */
export function commit(tx: Tx, callId: string, lines: readonly EnvelopeLine[], cause: EnvelopeCause): Promise<void> {
  return move(tx, callId, lines, 'COMMIT', cause);
}

/** A decided sum is free again. */
export function uncommit(tx: Tx, callId: string, lines: readonly EnvelopeLine[], cause: EnvelopeCause): Promise<void> {
  return move(tx, callId, lines, 'RELEASE', cause);
}
