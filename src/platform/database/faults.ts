// What the driver's errors mean. Raw SQL fails with an error of `pg`; Prisma's model calls wrap it, and carry the adapter's cause.

import pg from 'pg';

interface DriverCause {
  readonly kind?: string;
  readonly originalCode?: string;
  readonly originalMessage?: string;
  readonly code?: string;
  readonly message?: string;
}

function causeOf(error: unknown): DriverCause | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if (error instanceof pg.DatabaseError) return { originalCode: error.code, originalMessage: error.message };
  const meta = (error as { meta?: { driverAdapterError?: { cause?: DriverCause } } }).meta;
  return meta?.driverAdapterError?.cause ?? (error as { cause?: DriverCause }).cause ?? undefined;
}

/** SQLSTATE of a failed statement, when PostgreSQL gave one. */
export function sqlState(error: unknown): string | undefined {
  const cause = causeOf(error);
  return cause?.originalCode ?? cause?.code;
}

export function isWriteConflict(error: unknown): boolean {
  const state = sqlState(error);
  return causeOf(error)?.kind === 'TransactionWriteConflict' || state === '40001' || state === '40P01';
}

/**
 * A lock was not had within `lock_timeout`, a statement was stopped at `statement_timeout` (or by an operator), or a conflict was met again at
 * each try: the same request may pass in a moment.
 */
export function isBusy(error: unknown): boolean {
  const state = sqlState(error);
  return state === '55P03' || state === '57014' || isWriteConflict(error);
}

/** A CHECK, unique index or trigger refused; true when its message or constraint names `constraint`. */
export function violates(error: unknown, constraint: string): boolean {
  const cause = causeOf(error);
  const text = `${cause?.originalMessage ?? ''} ${cause?.message ?? ''} ${error instanceof Error ? error.message : ''} ${JSON.stringify(cause ?? {})}`;
  return text.includes(constraint);
}

export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505' || causeOf(error)?.kind === 'UniqueConstraintViolation';
}

const UNAVAILABLE = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const UNAVAILABLE_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
const UNAVAILABLE_TEXT =
  /Connection terminated|is not queryable|timeout exceeded when trying to connect|Unable to start a transaction in the given time|Can't reach database|server closed the connection/;

/** The database cannot be reached, is stopping or is full: the answer is 503, never 500. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error) ?? (error as { code?: string } | undefined)?.code;
  const kind = causeOf(error)?.kind;
  if (state !== undefined && UNAVAILABLE.has(state)) return true;
  if (kind !== undefined && UNAVAILABLE_KINDS.has(kind)) return true;
  return error instanceof Error && UNAVAILABLE_TEXT.test(error.message);
}
