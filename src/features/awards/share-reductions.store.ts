import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import { uncommit } from '../calls/envelopes.store.js';
import type { LedgerCause } from '../ledger/ledger.store.js';
import type { ReductionCause } from './leg-end.rules.js';

export interface ShareReduction {
  readonly legId: string;
  readonly callId: string;
  readonly applicationId: string;
  readonly funderCode: string;
  readonly why: ReductionCause;
  /** The amendment, balance, measure or payment that it comes from. */
  readonly sourceId: string;
  /** What is taken off each year, in cents; not negative. */
  readonly lines: readonly { readonly year: number; readonly cents: bigint }[];
}

/**
 * Takes cents off a share and frees their credits, as one act: PostgreSQL compares both at the commit. The envelopes of the call and the leg
 * are locked already, in this order.
 * @throws Refusal rule-not-met `envelopeHolds` when more is taken than is promised and not ordered yet
 */
export async function reduceShare(tx: Tx, reduction: ShareReduction, cause: LedgerCause): Promise<void> {
  const { legId, callId, applicationId, funderCode, why, sourceId } = reduction;
  const lines = reduction.lines.filter(({ cents }) => cents !== 0n);
  if (lines.length === 0) return;
  const actId = newId();
  const { actor, now, requestId } = cause;
  await uncommit(
    tx,
    callId,
    lines.map(({ year, cents }) => ({ funderCode, year, cents })),
    { actor, now, requestId, applicationId, sourceId: actId },
  );
  await tx.db.$executeRaw`
    INSERT INTO share_reduction (act_id, leg_id, year, cents, cause, source_id, at)
    SELECT ${actId}::uuid, ${legId}::uuid, n.year, n.cents, ${why}, ${sourceId}::uuid, ${now}::timestamptz
    FROM unnest(${lines.map(({ year }) => year)}::int[], ${lines.map(({ cents }) => cents.toString())}::bigint[]) AS n (year, cents)`;
}

/** All that is promised of a share and not ordered, year by year, taken off it. */
export async function reduceToPaid(
  tx: Tx,
  reduction: Omit<ShareReduction, 'lines'> & { readonly fromYear?: number },
  cause: LedgerCause,
): Promise<void> {
  const { applicationId, funderCode, fromYear = 0 } = reduction;
  const lines = await tx.db.$queryRaw<{ year: number; cents: bigint }[]>`
    SELECT year, debit_cents - credit_cents AS cents FROM ledger_balance
    WHERE subject_id = ${applicationId}::uuid AND funder_code = ${funderCode} AND account = 'COMMITTED' AND year >= ${fromYear}::int
      AND debit_cents > credit_cents ORDER BY year`;
  await reduceShare(tx, { ...reduction, lines }, cause);
}
