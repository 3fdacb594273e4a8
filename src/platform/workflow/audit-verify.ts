// Reads the whole audit trail again and says whether anything in it was changed.

import { createHash } from 'node:crypto';

import { GENESIS_HASH } from '../../kernel/canonical.js';
import { auditHash, auditText, type AuditRecord } from './audit.js';

/** What runs one parameterised query: a pool or a client of `pg`. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

type Fault =
  /** An entry is gone: numbers follow one another without a gap. */
  | 'missing'
  /** The entry does not follow the one before it: it, or the one before, was replaced. */
  | 'previous-hash'
  /** The columns are not what was hashed. */
  | 'hash';

export interface BrokenEntry {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly seq: number;
  readonly reason: Fault;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly entries: number;
  readonly chains: number;
  readonly firstBroken: BrokenEntry | null;
  /**
   * SHA-256 over `aggregate id seq hash` of each chain's last entry, in order. Kept elsewhere, it shows later that the end of a chain was
   * cut off, or a chain rewritten from its start: what no check of the chain alone can see. Null when broken.
   */
  readonly lastHashes: string | null;
  readonly durationMs: number;
}

interface Row extends AuditRecord {
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}

interface Key {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly seq: number;
}

interface Options {
  readonly onProgress?: (entries: number) => void;
  readonly pageSize?: number;
}

const PAGE_SIZE = 5_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** By keyset, so that memory stays flat whatever the length of the trail; stops at the first broken entry, in (aggregate, id, number) order. */
export async function verifyAudit(db: Queryable, { onProgress, pageSize = PAGE_SIZE }: Options = {}): Promise<AuditReport> {
  const begun = performance.now();
  const lasts = createHash('sha256');
  let entries = 0;
  let chains = 0;
  let last: Row | undefined;
  const report = (firstBroken: BrokenEntry | null): AuditReport => ({
    ok: firstBroken === null,
    entries,
    chains,
    firstBroken,
    lastHashes: firstBroken === null ? lasts.digest('hex') : null,
    durationMs: Math.round(performance.now() - begun),
  });
  const endOfChain = () => {
    if (last !== undefined) lasts.update(`${last.aggregate} ${last.aggregateId} ${last.seq} ${last.hash}\n`);
  };
  // The next page travels while this one is hashed.
  let coming = readPage(db, { aggregate: '', aggregateId: NO_ID, seq: 0 }, pageSize);
  while (true) {
    const rows = await coming;
    const end = rows.at(-1);
    if (end === undefined) break;
    coming = readPage(db, end, pageSize);
    for (const row of rows) {
      const follows = last?.aggregate === row.aggregate && last.aggregateId === row.aggregateId;
      if (!follows) {
        endOfChain();
        chains += 1;
      }
      const broken = faultOf(row, follows ? last : undefined);
      if (broken !== undefined) {
        await coming;
        return report(broken);
      }
      entries += 1;
      last = row;
    }
    onProgress?.(entries);
  }
  endOfChain();
  return report(null);
}

function faultOf(row: Row, previous: Row | undefined): BrokenEntry | undefined {
  const { aggregate, aggregateId } = row;
  const expected = (previous?.seq ?? 0) + 1;
  if (row.seq !== expected) return { aggregate, aggregateId, seq: expected, reason: 'missing' };
  const broken = (reason: Fault): BrokenEntry => ({ aggregate, aggregateId, seq: row.seq, reason });
  if (row.previousHash !== (previous?.hash ?? GENESIS_HASH)) return broken('previous-hash');
  return row.hash === hashOf(row) ? undefined : broken('hash');
}

function hashOf(row: Row): string | undefined {
  try {
    return auditHash(row.previousHash, row.seq, auditText(row));
  } catch {
    // A date that is none ('infinity') was never hashed.
    return undefined;
  }
}

async function readPage(db: Queryable, after: Key, limit: number): Promise<Row[]> {
  const { rows } = await db.query(
    `SELECT aggregate, aggregate_id AS "aggregateId", seq, event, from_state AS "fromState", to_state AS "toState", version,
            actor_id AS "actorId", capacity, at, facts, input, request_id AS "requestId", previous_hash AS "previousHash", hash
     FROM audit_entry WHERE (aggregate, aggregate_id, seq) > ($1, $2::uuid, $3::int)
     ORDER BY aggregate, aggregate_id, seq LIMIT $4::int`,
    [after.aggregate, after.aggregateId, after.seq, limit],
  );
  return rows as Row[];
}
