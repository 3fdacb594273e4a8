import fc from 'fast-check';
import { Client } from 'pg';

import { LampRoom } from '../../../test/support/lamp.js';
import { GENESIS_HASH } from '../../kernel/canonical.js';
import { newId } from '../../kernel/ids.js';
import { auditHash, auditText, type AuditRecord } from './audit.js';
import { verifyAudit, type AuditReport } from './audit-verify.js';

const LENGTH = 9;

interface Entry extends AuditRecord {
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}

function record(aggregateId: string, number: number): AuditRecord {
  return {
    aggregate: 'application',
    aggregateId,
    event: 'submit',
    fromState: 'DRAFT',
    toState: 'SUBMITTED',
    version: number + 1,
    actorId: 'person-1',
    capacity: 'holderRepresentative',
    at: new Date(Date.UTC(2023, 5, 15, 8, 0, 0, number)),
    facts: `{"amountCents":"${number}00","é":"\u0001 \\"quoted\\""}`,
    input: 'null',
    requestId: `request-${number}`,
  };
}

function chain(aggregateId: string, length: number): Entry[] {
  const entries: Entry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const previousHash = entries.at(-1)?.hash ?? GENESIS_HASH;
    const one = record(aggregateId, seq);
    entries.push({ ...one, seq, previousHash, hash: auditHash(previousHash, seq, auditText(one)) });
  }
  return entries;
}

async function insert(client: Client, entries: readonly Entry[]): Promise<void> {
  await client.query(
    `INSERT INTO audit_entry (aggregate, aggregate_id, seq, event, from_state, to_state, version, actor_id, capacity, at, facts, input, request_id, previous_hash, hash)
     SELECT e."aggregate", e."aggregateId", e."seq", e."event", e."fromState", e."toState", e."version", e."actorId", e."capacity", e."at", e."facts", e."input",
            e."requestId", e."previousHash", e."hash"
     FROM json_to_recordset($1::json) AS e("aggregate" text, "aggregateId" uuid, "seq" int, "event" text, "fromState" text, "toState" text, "version" int,
       "actorId" text, "capacity" text, "at" timestamptz, "facts" text, "input" text, "requestId" text, "previousHash" text, "hash" text)`,
    [JSON.stringify(entries)],
  );
}

describe('the verification of the audit trail', () => {
  let room: LampRoom;
  let superuser: Client;
  const ids = [newId(), newId(), newId()];
  const chains = new Map(ids.map((id) => [id, chain(id, LENGTH)]));
  let intact: AuditReport;

  beforeAll(async () => {
    room = await LampRoom.open();
    superuser = new Client({ connectionString: room.testDatabase.superuserUrl });
    await superuser.connect();
    for (const entries of chains.values()) await insert(superuser, entries);
    intact = await verifyAudit(superuser);
  });
  afterAll(async () => {
    await superuser.end();
    await room.close();
  });

  /** What the verification says after a superuser, with the triggers off, did this; then it is undone. */
  async function after(tamper: () => Promise<unknown>, pageSize?: number): Promise<AuditReport> {
    await superuser.query('BEGIN');
    try {
      await superuser.query('SET LOCAL session_replication_role = replica');
      await tamper();
      return await verifyAudit(superuser, { pageSize });
    } finally {
      await superuser.query('ROLLBACK');
    }
  }
  const where = 'WHERE aggregate_id = $1 AND seq = $2';
  const anyChain = fc.constantFrom(...ids);
  const position = (min: number, max: number) => fc.integer({ min, max });
  const pages = fc.constantFrom(1, 2, 7, 5_000);
  const runs = { numRuns: 40 };
  const broken = (aggregateId: string, seq: number, reason: string) => ({
    ok: false,
    lastHashes: null,
    firstBroken: { aggregate: 'application', aggregateId, seq, reason },
  });

  it('finds an intact trail intact, and reports its size whatever the page size', async () => {
    expect(intact).toMatchObject({ ok: true, entries: 3 * LENGTH, chains: 3, firstBroken: null });
    expect(intact.lastHashes).toMatch(/^[0-9a-f]{64}$/);
    const seen: number[] = [];
    const small = await verifyAudit(superuser, { pageSize: 10, onProgress: (entries) => seen.push(entries) });
    expect(small.lastHashes).toBe(intact.lastHashes);
    expect(seen).toEqual([10, 20, 27]);
  });

  it('detects a changed column', async () => {
    const changes = fc.constantFrom(
      `event = 'withdraw'`,
      `from_state = 'LATE'`,
      `to_state = 'AWARDED'`,
      `version = version + 1`,
      `actor_id = 'person-2'`,
      `capacity = 'auditor'`,
      `at = at + interval '1 millisecond'`,
      `request_id = 'other'`,
      `input = '{}'`,
      `hash = repeat('a', 64)`,
    );
    await fc.assert(
      fc.asyncProperty(anyChain, position(1, LENGTH), changes, pages, async (id, seq, change, page) => {
        expect(await after(() => superuser.query(`UPDATE audit_entry SET ${change} ${where}`, [id, seq]), page)).toMatchObject(
          broken(id, seq, 'hash'),
        );
      }),
      runs,
    );
  });

  it('detects changed facts, were it by one character', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyChain,
        position(1, LENGTH),
        fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !/[\0\p{Surrogate}]/u.test(text)),
        pages,
        async (id, seq, extra, page) => {
          expect(
            await after(() => superuser.query(`UPDATE audit_entry SET facts = facts || $3 ${where}`, [id, seq, extra]), page),
          ).toMatchObject(broken(id, seq, 'hash'));
        },
      ),
      runs,
    );
  });

  it('detects an entry taken out', async () => {
    await fc.assert(
      fc.asyncProperty(anyChain, position(1, LENGTH - 1), pages, async (id, seq, page) => {
        expect(await after(() => superuser.query(`DELETE FROM audit_entry ${where}`, [id, seq]), page)).toMatchObject(
          broken(id, seq, 'missing'),
        );
      }),
      runs,
    );
  });

  it('detects an entry slipped in, well hashed or not', async () => {
    await fc.assert(
      fc.asyncProperty(anyChain, position(1, LENGTH), fc.boolean(), pages, async (id, seq, wellHashed, page) => {
        const forged = { ...record(id, 99), seq, previousHash: chains.get(id)?.[seq - 2]?.hash ?? GENESIS_HASH };
        const hash = wellHashed ? auditHash(forged.previousHash, seq, auditText(forged)) : 'f'.repeat(64);
        const report = await after(async () => {
          await superuser.query('UPDATE audit_entry SET seq = seq + 1001 WHERE aggregate_id = $1 AND seq >= $2', [id, seq]);
          await superuser.query('UPDATE audit_entry SET seq = seq - 1000 WHERE aggregate_id = $1 AND seq > 1000', [id]);
          await insert(superuser, [{ ...forged, hash }]);
        }, page);
        // A forged entry that follows its predecessor is betrayed by the entry that should follow it.
        expect(report).toMatchObject(wellHashed ? broken(id, seq + 1, 'previous-hash') : broken(id, seq, 'hash'));
      }),
      runs,
    );
  });

  it('detects two entries swapped', async () => {
    const pair = fc.uniqueArray(position(1, LENGTH), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(anyChain, pair, pages, async (id, [a = 0, b = 0], page) => {
        const report = await after(async () => {
          await superuser.query(`UPDATE audit_entry SET seq = 1000 ${where}`, [id, a]);
          await superuser.query('UPDATE audit_entry SET seq = $3 WHERE aggregate_id = $1 AND seq = $2', [id, b, a]);
          await superuser.query('UPDATE audit_entry SET seq = $2 WHERE aggregate_id = $1 AND seq = 1000', [id, b]);
        }, page);
        expect(report).toMatchObject(broken(id, Math.min(a, b), 'previous-hash'));
      }),
      runs,
    );
  });

  it('detects an entry rewritten with its hash, by the entry that follows it', async () => {
    await fc.assert(
      fc.asyncProperty(anyChain, position(1, LENGTH - 1), pages, async (id, seq, page) => {
        const entry = chains.get(id)![seq - 1]!;
        const facts = '{"amountCents":"1"}';
        const hash = auditHash(entry.previousHash, seq, auditText({ ...entry, facts }));
        const report = await after(
          () => superuser.query(`UPDATE audit_entry SET facts = $3, hash = $4 ${where}`, [id, seq, facts, hash]),
          page,
        );
        expect(report).toMatchObject(broken(id, seq + 1, 'previous-hash'));
      }),
      runs,
    );
  });

  it('shows by the digest of the last hashes what no chain can see alone: its end cut off or rewritten', async () => {
    const id = ids[1]!;
    const cut = await after(() => superuser.query(`DELETE FROM audit_entry ${where}`, [id, LENGTH]));
    const entry = chains.get(id)!.at(-1)!;
    const hash = auditHash(entry.previousHash, LENGTH, auditText({ ...entry, input: '{}' }));
    const rewritten = await after(() =>
      superuser.query(`UPDATE audit_entry SET input = '{}', hash = $3 ${where}`, [id, LENGTH, hash]),
    );
    const erased = await after(() => superuser.query('DELETE FROM audit_entry WHERE aggregate_id = $1', [id]));
    for (const report of [cut, rewritten, erased]) {
      expect(report.ok).toBe(true);
      expect(report.lastHashes).not.toBe(intact.lastHashes);
    }
  });

  it('names the first of several broken entries', async () => {
    const [first = '', , third = ''] = [...ids].sort();
    const report = await after(async () => {
      await superuser.query(`UPDATE audit_entry SET facts = '{}' ${where}`, [third, 1]);
      await superuser.query(`UPDATE audit_entry SET facts = '{}' ${where}`, [first, 7]);
      await superuser.query(`UPDATE audit_entry SET facts = '{}' ${where}`, [first, 5]);
    }, 3);
    expect(report).toMatchObject(broken(first, 5, 'hash'));
  });

  it.each([
    ['UPDATE', `UPDATE audit_entry SET facts = '{}'`],
    ['DELETE', 'DELETE FROM audit_entry'],
    ['TRUNCATE', 'TRUNCATE audit_entry'],
  ])('is helped by the database, which refuses %s to the application and to the owner', async (_name, statement) => {
    const application = await room.asApplication();
    const owner = new Client({ connectionString: room.testDatabase.ownerUrl });
    await owner.connect();
    try {
      await expect(application.query(statement)).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('permission denied'),
      });
      await expect(owner.query(statement)).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('append-only'),
      });
    } finally {
      await application.end();
      await owner.end();
    }
  });

  it('finds one chain without a fork after 50 acts at once on one aggregate', async () => {
    const id = await room.lamp({ state: 'ON' });
    await Promise.all(Array.from({ length: 50 }, () => room.fire(id, 'blink')));
    const trail = await room.trail(id);
    expect(trail.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(trail.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
    expect(new Set(trail.map(({ previousHash }) => previousHash)).size).toBe(50);
    expect(await verifyAudit(room.database.pool)).toMatchObject({ ok: true, entries: 3 * LENGTH + 50, chains: 4 });
  });

  it('reads 100 000 entries within 5 seconds', async () => {
    await superuser.query('BEGIN');
    try {
      for (let part = 0; part < 20; part += 1) {
        await insert(superuser, Array.from({ length: 250 }, () => chain(newId(), 20)).flat());
      }
      const report = await verifyAudit(superuser);
      expect(report.ok).toBe(true);
      expect(report.entries).toBeGreaterThanOrEqual(100_000);
      process.stderr.write(`verifyAudit: ${report.entries} entries in ${report.durationMs} ms\n`);
      expect(report.durationMs).toBeLessThan(5_000);
    } finally {
      await superuser.query('ROLLBACK');
    }
  }, 60_000);
});
