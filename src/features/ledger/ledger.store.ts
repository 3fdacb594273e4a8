import { SYSTEM_ID, type Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { violates } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import { MOVEMENTS, perFunderYear, type Kind, type LedgerLine, type Movement } from './ledger.rules.js';

/** Who moves credits, when, and by which request: written with the movement. */
export interface LedgerCause {
  readonly actor: Actor;
  readonly now: Date;
  readonly requestId: string;
  /** The payment, recovery order or other act that the movement comes from. */
  readonly sourceId?: string;
  /** Compulsory for a cut, a freeze and its end. */
  readonly reason?: string;
}

export interface Posting {
  readonly kind: Exclude<Kind, 'OPEN' | 'REVERSAL'>;
  readonly callId: string;
  /** The dossier, from the reservation on. */
  readonly applicationId?: string;
  readonly lines: readonly LedgerLine[];
  readonly cause: LedgerCause;
  /** Of the movements that the kind allows; its first unless given. */
  readonly movement?: Movement;
}

/**
 * Writes one transaction of the ledger, whole, in one statement; PostgreSQL moves the balances and the counters of the envelopes with it.
 * @returns its identifier; undefined when there is nothing to move
 * @throws RangeError on a negative sum; the violation of a constraint when an account would fall below zero (see `overdraws`)
 */
export async function post(
  tx: Tx,
  { kind, callId, applicationId, lines, cause, movement }: Posting,
): Promise<string | undefined> {
  const sums = perFunderYear(lines);
  if (sums.length === 0) return undefined;
  const { debit, credit } = movement ?? MOVEMENTS[kind][0];
  const id = newId();
  const { now, requestId, sourceId = null, reason = null } = cause;
  await tx.db.$executeRaw`
    WITH opened AS (
      INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id, reason, source_id)
      VALUES (${id}::uuid, ${callId}::uuid, ${kind}, ${now}::timestamptz, ${actorOf(cause)}, ${requestId}, ${reason}, ${sourceId}::uuid)
      RETURNING id)
    INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
    SELECT opened.id, l.line, ${callId}::uuid, ${kind}, l.funder, l.year, ${applicationId ?? null}::uuid, ${debit}, ${credit}, l.cents, ${now}::timestamptz
    FROM opened, unnest(${sums.map(({ funderCode }) => funderCode)}::text[], ${sums.map(({ year }) => year)}::int[],
                        ${sums.map(({ cents }) => cents.toString())}::bigint[]) WITH ORDINALITY AS l (funder, year, cents, line)`;
  return id;
}

/** Undoes a transaction by its mirror; once, and never an opening or another reversal. */
export async function reverse(tx: Tx, transactionId: string, cause: LedgerCause & { readonly reason: string }): Promise<string> {
  const id = newId();
  const { now, requestId, reason } = cause;
  await tx.db.$executeRaw`
    WITH opened AS (
      INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id, reason, reverses_id)
      SELECT ${id}::uuid, call_id, 'REVERSAL', ${now}::timestamptz, ${actorOf(cause)}, ${requestId}, ${reason}, id
      FROM ledger_transaction WHERE id = ${transactionId}::uuid
      RETURNING id, reverses_id)
    INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
    SELECT opened.id, e.line, e.call_id, 'REVERSAL', e.funder_code, e.year, e.application_id, e.credit_account, e.debit_account, e.cents, ${now}::timestamptz
    FROM opened JOIN ledger_entry e ON e.transaction_id = opened.reverses_id`;
  return id;
}

/** PostgreSQL refused a movement because an account or an envelope does not hold the sum. */
export function overdraws(error: unknown): boolean {
  return violates(error, 'envelope_holds') || violates(error, 'ledger_not_negative');
}

/** PostgreSQL refused a movement because the envelope is closed. */
export function isClosed(error: unknown): boolean {
  return violates(error, 'envelope_closed');
}

/** PostgreSQL refused a movement because the call has no envelope for the funder and year. */
export function lacksEnvelope(error: unknown): boolean {
  return violates(error, 'ledger_entry_call_id_funder_code_year_fkey');
}

function actorOf({ actor }: LedgerCause): string {
  return actor.personId === '' ? SYSTEM_ID : actor.personId;
}
