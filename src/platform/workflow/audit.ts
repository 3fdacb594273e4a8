import { GENESIS_HASH, sha256Hex } from '../../kernel/canonical.js';
import type { Tx } from '../database/tx.js';

/** One act as the audit trail tells it. `facts` and `input` are canonical JSON texts, hashed and stored as they are. */
export interface AuditRecord {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly event: string;
  readonly fromState: string;
  readonly toState: string;
  readonly version: number;
  readonly actorId: string;
  readonly capacity: string;
  readonly at: Date;
  readonly facts: string;
  readonly input: string;
  readonly requestId: string;
}

/**
 * What is hashed of an entry, after the previous hash and its own number: its canonical JSON (RFC 8785). For texts, whole numbers and one
 * date that is JSON.stringify with the keys in order, which verifies long trails much faster; a spec holds it equal to `canonicalJson`.
 */
export function auditText(record: AuditRecord): string {
  const { aggregate, aggregateId, event, fromState, toState, version, actorId, capacity, at, facts, input, requestId } = record;
  return JSON.stringify({
    actorId,
    aggregate,
    aggregateId,
    at: at.toISOString(),
    capacity,
    event,
    facts,
    fromState,
    input,
    requestId,
    toState,
    version,
  });
}

/** SHA-256(previous hash ‖ number ‖ ':' ‖ canonical JSON of the entry). */
export function auditHash(previousHash: string, seq: number, text: string): string {
  return sha256Hex(`${previousHash}${seq}:${text}`);
}

/**
 * Appends one entry to its aggregate's chain in one statement, PostgreSQL computing `auditHash`: the caller holds the aggregate's row, so
 * the last entry cannot move in between (and the unique key on the number would refuse a fork).
 */
export async function appendAudit(tx: Tx, record: AuditRecord): Promise<void> {
  const text = auditText(record);
  await tx.db.$executeRaw`
    INSERT INTO audit_entry (aggregate, aggregate_id, seq, event, from_state, to_state, version, actor_id, capacity, at, facts, input, request_id, previous_hash, hash)
    SELECT ${record.aggregate}, ${record.aggregateId}::uuid, link.seq, ${record.event}, ${record.fromState}, ${record.toState}, ${record.version}::int,
           ${record.actorId}, ${record.capacity}, ${record.at}::timestamptz, ${record.facts}, ${record.input}, ${record.requestId}, link.previous,
           encode(sha256(convert_to(link.previous || link.seq || ':' || ${text}, 'UTF8')), 'hex')
    FROM (SELECT coalesce(max(last.seq), 0) + 1 AS seq, coalesce(max(last.hash), ${GENESIS_HASH}) AS previous
          FROM (SELECT seq, hash FROM audit_entry WHERE aggregate = ${record.aggregate} AND aggregate_id = ${record.aggregateId}::uuid
                ORDER BY seq DESC LIMIT 1) last) link`;
}
