// The proof that a secret ballot stays secret from whoever reads the whole database after the closing (docs/adr/0019).

import pg from 'pg';

import { fingerprintOf } from '../src/platform/http/context.js';
import { newId } from '../src/kernel/ids.js';
import { TestApp } from './support/app.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { rulesOf, VotingRoom, type VotingOptions } from './support/voting.js';

const CHOICES = ['FOR', 'AGAINST', 'ABSTAIN', 'BLANK'] as const;

let app: TestApp;
let call: MadeCall;
let owner: pg.Client;
let role: pg.Client;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
  owner = new pg.Client({ connectionString: app.testDatabase.ownerUrl });
  role = new pg.Client({ connectionString: app.testDatabase.url });
  await Promise.all([owner.connect(), role.connect()]);
});
afterAll(async () => {
  await Promise.all([owner.end(), role.end()]);
  await app.stop();
});

const departments = ['09', '11', '12', '30', '31', '32', '34', '46', '48', '65', '66', '81', '82'];
const room = (options: Omit<VotingOptions, 'department'> = {}): Promise<VotingRoom> =>
  VotingRoom.open(app, call, { department: departments.pop() ?? '', ...options });

async function tables(): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
}

/** Every row of the database as text, with the transaction that wrote it, in the order in which it lies on the disk. */
async function dump(): Promise<Map<string, string[]>> {
  const dumped = new Map<string, string[]>();
  for (const table of await tables()) {
    const { rows } = await owner.query<{ row: string }>(
      `SELECT t.xmin::text || ' ' || to_jsonb(t)::text AS row FROM "${table}" t ORDER BY t.ctid`,
    );
    dumped.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return dumped;
}

/** The rows added since, without what differs from one room to another whatever is chosen: identifiers, names, hashes. */
function added(
  before: Map<string, string[]>,
  after: Map<string, string[]>,
  names: ReadonlyMap<string, string>,
): Record<string, string[]> {
  const transactions = new Map<string, string>();
  const nth = (seen: Map<string, string>, value: string, prefix: string): string => {
    if (!seen.has(value)) seen.set(value, `${prefix}${seen.size}`);
    return seen.get(value) ?? '';
  };
  const told: Record<string, string[]> = {};
  for (const [table, rows] of after) {
    const known = new Set(before.get(table));
    const fresh = rows.filter((row) => !known.has(row));
    if (fresh.length === 0) continue;
    // Anonymous ballots lie in the order of random identifiers: they are compared as a set.
    const ordered =
      table === 'secret_ballot' ? fresh.map((row) => row.replace(/^\d+ .*("choice": "\w+").*$/, '$1')).sort() : fresh;
    told[table] = ordered.map((row) =>
      row
        .replace(/^\d+/, (xmin) => nth(transactions, xmin, 'transaction '))
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => names.get(id) ?? 'id')
        .replace(/[0-9a-f]{64}/g, 'hash')
        .replace(/"id": \d+/, 'serial')
        .replace(/\d{4}-\w{2}-\d{5}|Comité \d+|department[\\" :]+\w+|Camille Essai \w{4}|Commune d’essai \d+/g, 'name'),
    );
  }
  return told;
}

/** One election: who votes what, in this order, with a change of mind and a mandate on the way. */
async function election(choices: readonly string[], settings: VotingOptions['settings'] = {}) {
  const made = await room({ size: 6, present: 5, settings: { blankAllowed: true, ...settings } });
  const names = new Map([
    [made.session.id, 'session'],
    [made.committee.id, 'committee'],
    [made.itemId(), 'item'],
    [made.applications[0]?.id ?? '', 'dossier'],
    ...made.committee.members.flatMap(({ id, actor }, n) => [
      [id, `member ${n}`] as const,
      [actor.personId, `person ${n}`] as const,
    ]),
  ]);
  await made.act('give-proxy', made.secretary, { giverId: made.member(5).id, holderId: made.member(4).id });
  const before = await dump();
  const version = await made.put('SECRET');
  const keys: string[] = [];
  const cast = async (index: number, choice: string, n: number, forIndex?: number): Promise<void> => {
    const key = `secret-${n}-${newId()}`;
    keys.push(key);
    const reply = await made.vote('vote-secretly', index, choice, version, { key, ...(forIndex !== undefined && { forIndex }) });
    expect([reply.status, rulesOf(reply.body)]).toEqual([200, []]);
    expect(JSON.stringify(reply.body)).not.toMatch(/FOR|AGAINST|ABSTAIN|BLANK/);
  };
  // The first member changes their mind.
  await cast(1, choices[2] ?? '', 9);
  for (const [index, choice] of choices.entries()) await cast(Math.min(index, 4), choice, index, index === 5 ? 5 : undefined);
  const during = await dump();
  const closed = await made.close();
  const after = await dump();
  return { made, before, during, after, closed, names, keys, version };
}

describe('a secret ballot', () => {
  it('two elections with the choices of two members exchanged leave the same database', async () => {
    const one = await election(['FOR', 'FOR', 'AGAINST', 'ABSTAIN', 'BLANK', 'FOR']);
    const other = await election(['FOR', 'AGAINST', 'FOR', 'BLANK', 'FOR', 'ABSTAIN']);
    const [told, toldOther] = [one, other].map(({ before, after, names }) => added(before, after, names));
    expect(told?.secret_ballot).toEqual([
      '"choice": "ABSTAIN"',
      '"choice": "AGAINST"',
      '"choice": "BLANK"',
      '"choice": "FOR"',
      '"choice": "FOR"',
      '"choice": "FOR"',
    ]);
    expect(told?.sealed_ballot).toBeUndefined();
    expect(told?.secret_voter).toHaveLength(6);
    expect(toldOther).toEqual(told);
  });

  it('nothing that is kept with a voter has a choice, while the vote lasts either', async () => {
    const { during, after, before, names, closed } = await election(['FOR', 'FOR', 'AGAINST', 'ABSTAIN', 'BLANK', 'FOR']);
    expect(closed.body.items[0]).toMatchObject({
      result: 'FAVOURABLE',
      ballots: [],
      ballotsCast: 6,
      tally: { for: 3, against: 1, abstain: 1, blank: 1, castingVote: false },
    });
    for (const rows of [added(before, during, names), added(before, after, names)]) {
      const said = Object.entries(rows).flatMap(([table, lines]) =>
        table === 'secret_ballot' ? [] : lines.filter((line) => /"(FOR|AGAINST|ABSTAIN|BLANK)"/.test(line.replaceAll('\\', ''))),
      );
      expect(said).toEqual([]);
    }
    // Sealed ballots are all of one length, and no two alike.
    const sealed = (added(before, during, names).sealed_ballot ?? []).map((row) => /\\\\x([0-9a-f]+)/.exec(row)?.[1] ?? '');
    expect(sealed).toHaveLength(6);
    expect(new Set(sealed.map(({ length }) => length)).size).toBe(1);
    expect(new Set(sealed).size).toBe(6);
  });

  it('the anonymous ballots come from one transaction, the closing’s, under random identifiers and in their order', async () => {
    const { made } = await election(['FOR', 'AGAINST', 'AGAINST', 'FOR', 'FOR', 'FOR']);
    const { rows } = await owner.query<{ id: string; xmin: string }>(
      'SELECT id::text, xmin::text FROM secret_ballot WHERE item_id = $1 ORDER BY ctid',
      [made.itemId()],
    );
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort());
    for (const { id } of rows) expect(id[14]).toBe('4');
    const closing = await owner.query<{ xmin: string }>(
      `SELECT xmin::text FROM audit_entry WHERE aggregate_id = $1 AND event = 'closeItem'`,
      [made.session.id],
    );
    expect(new Set(rows.map(({ xmin }) => xmin))).toEqual(new Set(closing.rows.map(({ xmin }) => xmin)));
  });

  it('the request’s fingerprint has no choice in it, even for who holds the server’s secret', async () => {
    const { made, keys } = await election(['FOR', 'AGAINST', 'AGAINST', 'FOR', 'FOR', 'FOR']);
    const { rows } = await owner.query<{ fingerprint: string; body: string }>(
      'SELECT fingerprint, body FROM idempotency_key WHERE key = ANY($1)',
      [keys],
    );
    expect(rows).toHaveLength(7);
    const url = `/v1/sessions/${made.session.id}/vote-secretly`;
    const guesses = CHOICES.map((choice) => fingerprintOf(app.config.secret, 'POST', url, { itemId: made.itemId(), choice }));
    const without = fingerprintOf(app.config.secret, 'POST', url, { itemId: made.itemId() });
    for (const { fingerprint } of rows) expect(guesses).not.toContain(fingerprint);
    expect(rows.filter(({ fingerprint }) => fingerprint === without)).toHaveLength(6);
    expect(rows.map(({ body }) => body).join()).not.toMatch(/FOR|AGAINST/);
  });

  it('sent again under its key changes nothing, even with another choice; under a new key it replaces the ballot', async () => {
    const made = await room({ size: 3 });
    const version = await made.put('SECRET');
    const send = (choice: string, key: string) => made.vote('vote-secretly', 1, choice, version, { key });
    const [first, again] = [await send('AGAINST', 'secret-key-1'), await send('FOR', 'secret-key-1')];
    expect([first.status, again.status, again.headers['idempotent-replayed']]).toEqual([200, 200, 'true']);
    await send('FOR', 'secret-key-2');
    expect(await made.item()).toMatchObject({ ballotsCast: 1, tally: null });
    expect((await made.close()).body.items[0]).toMatchObject({ tally: { for: 1, against: 0 } });
  });

  it('a tie is not adopted, or waits for the vote that the president declares', async () => {
    const plain = await election(['FOR', 'AGAINST', 'AGAINST', 'FOR', 'FOR', 'AGAINST']);
    expect(plain.closed.body.items[0]).toMatchObject({
      state: 'DECIDED',
      result: 'UNFAVOURABLE',
      tally: { tie: true, castingVote: false },
    });

    const { made, closed } = await election(['FOR', 'AGAINST', 'AGAINST', 'FOR', 'FOR', 'AGAINST'], {
      secretTie: 'PRESIDENT_DECLARES',
    });
    expect(closed.body.items[0]).toMatchObject({ state: 'TIED', result: null, tally: { for: 3, against: 3, tie: true } });
    expect(await made.applicationState()).toBe('ON_AGENDA');
    const settle = (index: number) => made.act('settle-tie', made.member(index).actor, { itemId: made.itemId(), choice: 'FOR' });
    expect((await settle(1)).status).toBe(403);
    expect((await settle(0)).body.items[0]).toMatchObject({
      state: 'DECIDED',
      result: 'FAVOURABLE',
      tally: { castingVote: true },
    });
    expect(await made.applicationState()).toBe('COMMITTEE_FAVOURABLE');
    expect(rulesOf((await settle(0)).body)).toContain('itemTied');
  });

  it('a crash of the database empties the box: the closing asks for the ballots again, and takes them', async () => {
    const made = await room({ size: 3 });
    const version = await made.put('SECRET');
    for (const index of [0, 1, 2]) await made.vote('vote-secretly', index, 'FOR', version);
    await owner.query('TRUNCATE sealed_ballot');
    expect(rulesOf((await made.close()).body)).toContain('boxIsWhole');
    for (const index of [0, 1, 2]) await made.vote('vote-secretly', index, 'AGAINST', version);
    expect((await made.close()).body.items[0]).toMatchObject({ tally: { for: 0, against: 3 } });
  });

  it('whatever ends the vote empties the box: a deferral, and the end of a session whose dossier was withdrawn', async () => {
    const made = await room({ size: 3, dossiers: 2 });
    const left = async (): Promise<number> =>
      (await owner.query('SELECT FROM sealed_ballot WHERE item_id = ANY($1)', [made.session.itemIds])).rowCount ?? 0;
    const version = await made.put('SECRET');
    await made.vote('vote-secretly', 1, 'FOR', version);
    expect(await left()).toBe(1);
    await made.act('defer-item', made.secretary, { itemId: made.itemId(), reasons: 'Pièce attendue.' });
    expect(await left()).toBe(0);
    const second = await made.put('SECRET', 1);
    await made.vote('vote-secretly', 1, 'FOR', second, { item: 1 });
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: made.applications[1]?.organisationId ?? '' });
    await app.post(`/v1/applications/${made.applications[1]?.id ?? ''}/withdraw`, holder, { body: { reasons: 'Essai' } });
    expect(await left()).toBe(1);
    expect((await made.act('close', made.secretary)).status).toBe(200);
    expect(await left()).toBe(0);
  });
});

describe('PostgreSQL itself, as the application’s role,', () => {
  it('keeps the box out of its log, and refuses what would break the secret or the count', async () => {
    const { rows } = await owner.query<{ kind: string }>(
      `SELECT relpersistence AS kind FROM pg_class WHERE relname = 'sealed_ballot'`,
    );
    expect(rows).toEqual([{ kind: 'u' }]);
    const made = await room({ size: 4 });
    const [item, one, two] = [made.itemId(), made.member(1).id, made.member(2).id];
    const register = (member: string, by = member) =>
      role.query('INSERT INTO secret_voter (item_id, member_id, cast_by_id) VALUES ($1, $2, $3)', [item, member, by]);
    const seal = (member: string) =>
      role.query('INSERT INTO sealed_ballot (item_id, member_id, cast_by_id, sealed) VALUES ($1, $2, $2, $3)', [
        item,
        member,
        Buffer.from('x'),
      ]);
    const anonymous = (count: number) =>
      role.query(`INSERT INTO secret_ballot SELECT gen_random_uuid(), $1, 'FOR' FROM generate_series(1, $2)`, [item, count]);
    await expect(register(one)).rejects.toThrow(/not open for votes/);
    const version = await made.put('SECRET');
    await expect(register(one, two)).rejects.toThrow(/no mandate/);
    await expect(seal(one)).rejects.toThrow(/no voter signed/);
    await register(one);
    await seal(one);
    await expect(anonymous(2)).rejects.toThrow(/more ballots than voters/);
    await expect(role.query(`UPDATE agenda_item SET state = 'DEFERRED' WHERE id = $1`, [item])).rejects.toThrow(/sealed ballots/);
    await expect(role.query(`UPDATE agenda_item SET ballot_mode = 'PUBLIC' WHERE id = $1`, [item])).rejects.toThrow(/fixed/);
    await expect(role.query('DELETE FROM secret_voter WHERE item_id = $1', [item])).rejects.toThrow(/permission denied/);
    await expect(role.query('DELETE FROM secret_ballot WHERE item_id = $1', [item])).rejects.toThrow(/permission denied/);
    const open = `INSERT INTO ballot (item_id, member_id, choice, cast_by_id, cast_at) VALUES ($1, $2, 'FOR', $2, now())`;
    await expect(role.query(open, [item, two])).rejects.toThrow(/voted otherwise/);
    // A ballot that the server did not seal is no ballot.
    expect(rulesOf((await made.close()).body)).toContain('boxIsWhole');
    expect((await made.vote('vote-secretly', 1, 'FOR', version)).status).toBe(200);
    expect((await made.close()).status).toBe(200);
    await expect(anonymous(1)).rejects.toThrow(/more ballots than voters|not at the secret vote/);
  });

  it('knows an interest recorded during the vote', async () => {
    const made = await room({ size: 3 });
    await made.put('PUBLIC');
    await owner.query(
      'INSERT INTO interest (application_id, person_id, reason, declared_at, declared_by) VALUES ($1, $2, $3, now(), $2)',
      [made.applications[0]?.id, made.member(1).actor.personId, 'Conjoint.'],
    );
    const ballot = role.query(
      `INSERT INTO ballot (item_id, member_id, choice, cast_by_id, cast_at) VALUES ($1, $2, 'FOR', $2, now())`,
      [made.itemId(), made.member(1).id],
    );
    await expect(ballot).rejects.toThrow(/recused/);
  });
});
