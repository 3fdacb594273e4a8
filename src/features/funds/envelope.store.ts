import { Prisma } from '../../generated/prisma/client.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { OfficerRole } from '../../kernel/actor.js';
import type { EnvelopeFacts, EnvelopeState } from './envelope.rules.js';

export interface EnvelopeRecord {
  readonly state: EnvelopeState;
  readonly version: number;
  readonly facts: EnvelopeFacts;
}

type Row = Omit<EnvelopeFacts, 'funder' | 'availableCents'> & {
  readonly state: EnvelopeState;
  readonly version: number;
  readonly funderCode: string;
  readonly funderName: string;
  readonly officerRole: OfficerRole;
};

/**
 * Envelopes with their call, by funder's position, then year. What is ordered, paid and recovered comes from the balances; a draft's
 * envelope has none yet, and all of it is available once published.
 */
async function readRecords(db: Db, where: Prisma.Sql): Promise<EnvelopeRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT e.id, e.state, e.version, e.year, e.call_id AS "callId", c.state AS "callState", c.region, c.time_zone AS "timeZone",
           c.spec_version > 0 AS "everPublished", f.code AS "funderCode", f.name AS "funderName", f.officer_role AS "officerRole",
           e.amount_cents AS "amountCents", e.frozen_cents AS "frozenCents", e.reserved_cents AS "reservedCents",
           e.committed_cents - b.ordered - b.paid - b.recovered AS "committedCents",
           b.ordered AS "orderedCents", b.paid AS "paidCents", b.recovered AS "recoveredCents"
    FROM envelope e JOIN "call" c ON c.id = e.call_id JOIN call_funder f ON f.call_id = e.call_id AND f.code = e.funder_code
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(debit_cents - credit_cents) FILTER (WHERE account = 'ORDERED'), 0)::bigint AS ordered,
             coalesce(sum(debit_cents - credit_cents) FILTER (WHERE account = 'PAID'), 0)::bigint AS paid,
             coalesce(sum(debit_cents - credit_cents) FILTER (WHERE account = 'RECOVERED'), 0)::bigint AS recovered
      FROM ledger_balance WHERE call_id = e.call_id AND funder_code = e.funder_code AND year = e.year
        AND account IN ('ORDERED', 'PAID', 'RECOVERED')) b
    WHERE ${where} ORDER BY f.position, e.year`;
  return rows.map(({ state, version, funderCode, funderName, officerRole, ...facts }) => {
    const { amountCents, frozenCents, reservedCents, committedCents, orderedCents, paidCents, recoveredCents } = facts;
    const used = frozenCents + reservedCents + committedCents + orderedCents + paidCents + recoveredCents;
    const funder = { code: funderCode, name: funderName, officerRole };
    return { state, version, facts: { ...facts, funder, availableCents: amountCents - used } };
  });
}

export async function findEnvelope(db: Db, id: string): Promise<EnvelopeRecord | undefined> {
  return (await readRecords(db, Prisma.sql`e.id = ${id}::uuid`))[0];
}

export function envelopesOfCall(db: Db, callId: string): Promise<EnvelopeRecord[]> {
  return readRecords(db, Prisma.sql`e.call_id = ${callId}::uuid`);
}

export async function callOfEnvelope(db: Db, id: string): Promise<string | undefined> {
  const [row] = await db.$queryRaw<{ callId: string }[]>`SELECT call_id AS "callId" FROM envelope WHERE id = ${id}::uuid`;
  return row?.callId;
}

export function saveEnvelope(tx: Tx, id: string, version: number, to: EnvelopeState): Promise<number> {
  return tx.db.$executeRaw`
    UPDATE envelope SET state = ${to}, version = version + 1 WHERE id = ${id}::uuid AND version = ${version}::int`;
}
