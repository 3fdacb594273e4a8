import { Prisma } from '../../generated/prisma/client.js';

/** What reads and writes: the outer client for reads, the transaction's client inside one. */
export type Db = Prisma.TransactionClient;

/**
 * Rows are locked in this order and never back: two acts that touch the same rows wait for one another, and never for each other.
 * An envelope comes right after its call because a selection consumes it before it touches the application.
 */
export const LOCK_RANKS = ['call', 'envelope', 'committee', 'session', 'application', 'instruction', 'award', 'payment'] as const;
export type LockRank = (typeof LOCK_RANKS)[number];
type LockMode = 'share' | 'update';

/** Our table of each lockable aggregate; the names are ours, never input. */
const TABLES: Readonly<Record<LockRank, Prisma.Sql>> = {
  call: Prisma.sql`"call"`,
  envelope: Prisma.sql`"envelope"`,
  committee: Prisma.sql`"committee"`,
  session: Prisma.sql`"committee_session"`,
  application: Prisma.sql`"application"`,
  instruction: Prisma.sql`"instruction"`,
  award: Prisma.sql`"award_leg"`,
  payment: Prisma.sql`"payment"`,
};

export class LockOrderError extends Error {}

/** One database transaction. The outer client is out of reach while it runs. */
export class Tx {
  private readonly held = new Map<string, LockMode>();
  private highest = 0;
  private readonly afterwards: (() => void)[] = [];

  constructor(readonly db: Db) {}

  /** Has `work` run once the transaction is committed, never if it is rolled back. Hints and counters alone: a crash may skip it. */
  afterCommit(work: () => void): void {
    this.afterwards.push(work);
  }

  /** For the database service. */
  committed(): void {
    for (const work of this.afterwards) work();
  }

  /**
   * Locks rows by id, in id order. `update` for what the act changes, `share` for a parent that a guard only reads (3 to 5 times the
   * throughput of `update` on one call row when many submit at once). Returns how many of the rows exist.
   */
  async lock(rank: LockRank, ids: string | readonly string[], mode: LockMode = 'update'): Promise<number> {
    const wanted = (typeof ids === 'string' ? [ids] : [...ids]).sort();
    const missing = wanted.filter((id) => !this.holds(rank, id, mode));
    if (missing.length === 0) return wanted.length;
    const position = LOCK_RANKS.indexOf(rank);
    if (position < this.highest) throw new LockOrderError(`${rank} locked after ${String(LOCK_RANKS[this.highest])}`);
    this.highest = position;
    const strength = mode === 'update' ? Prisma.sql`FOR UPDATE` : Prisma.sql`FOR SHARE`;
    const rows = await this.db.$queryRaw<{ id: string }[]>(
      Prisma.sql`SELECT id FROM ${TABLES[rank]} WHERE id = ANY(${missing}::uuid[]) ORDER BY id ${strength}`,
    );
    for (const { id } of rows) this.held.set(`${rank} ${id}`, mode);
    return rows.length + (wanted.length - missing.length);
  }

  private holds(rank: LockRank, id: string, mode: LockMode): boolean {
    const held = this.held.get(`${rank} ${id}`);
    return held === 'update' || held === mode;
  }
}
