import { setTimeout as pause } from 'node:timers/promises';

import { Client } from 'pg';

import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { TestApp } from '../../../test/support/app.js';
import { makeApplication } from '../../../test/support/applications.js';
import { causeAt } from '../../../test/support/awards.js';
import { Refusal } from '../../kernel/errors.js';
import { LockOrderError } from '../../platform/database/tx.js';
import { ledgerGaps } from '../ledger/ledger.reader.js';
import {
  commit,
  envelopeShortfalls,
  lockEnvelopes,
  readEnvelopes,
  release,
  reserve,
  uncommit,
  type EnvelopeCause,
} from './envelopes.store.js';

describe('envelopes', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  /** A dossier of the call that holds the credits. */
  const causeOf = async (call: MadeCall): Promise<EnvelopeCause> => {
    const { id: applicationId } = await makeApplication(app, { call, state: 'SHORTLISTED' });
    return { ...causeAt(app.clock.now()), applicationId };
  };

  const counters = async (callId: string): Promise<Record<string, [bigint, bigint, bigint]>> =>
    Object.fromEntries(
      (await readEnvelopes(app.database.read, callId)).map((row) => [
        `${row.funderCode} ${row.year}`,
        [row.reservedCents, row.committedCents, row.leftCents],
      ]),
    );

  it('reads by funder’s position, then year, and tells what is left', async () => {
    const call = await makeCall(app, { envelopeCents: 1000n, years: [2024, 2023] });
    const rows = await app.database.transaction((tx) => lockEnvelopes(tx, call.id));
    expect(rows.map(({ funderCode, year, leftCents }) => [funderCode, year, leftCents])).toEqual([
      ['STATE', 2023, 1000n],
      ['STATE', 2024, 1000n],
      ['CNAF', 2023, 1000n],
      ['CNAF', 2024, 1000n],
    ]);
  });

  it('moves what it is told, envelope by envelope, and no other', async () => {
    const call = await makeCall(app, { envelopeCents: 1000n, years: [2023, 2024] });
    const other = await makeCall(app, { envelopeCents: 1000n, years: [2023, 2024] });
    const cause = await causeOf(call);
    const state = (cents: bigint) => [{ funderCode: 'STATE', year: 2023, cents }];
    const move = (work: typeof reserve, lines: Parameters<typeof reserve>[2]) =>
      app.database.transaction((tx) => work(tx, call.id, lines, cause));
    await move(reserve, [...state(300n), ...state(1n), { funderCode: 'CNAF', year: 2024, cents: 700n }]);
    expect(await counters(call.id)).toMatchObject({ 'STATE 2023': [301n, 0n, 699n], 'CNAF 2024': [700n, 0n, 300n] });
    await move(commit, state(301n));
    expect((await counters(call.id))['STATE 2023']).toEqual([0n, 301n, 699n]);
    await move(uncommit, state(301n));
    await move(release, [{ funderCode: 'CNAF', year: 2024, cents: 700n }]);
    const untouched = { 'STATE 2023': [0n, 0n, 1000n], 'STATE 2024': [0n, 0n, 1000n], 'CNAF 2023': [0n, 0n, 1000n] };
    expect(await counters(call.id)).toMatchObject(untouched);
    expect(await counters(other.id)).toMatchObject(untouched);
  });

  it('holds to the cent, all lines or none, and says which rule', async () => {
    const call = await makeCall(app, { envelopeCents: 1000n, years: [2023] });
    const cause = await causeOf(call);
    const attempt = (work: typeof reserve, funderCode: string, cents: bigint, year = 2023): Promise<unknown> =>
      app.database
        .transaction((tx) =>
          work(
            tx,
            call.id,
            [
              { funderCode: 'STATE', year: 2023, cents: 1n },
              { funderCode, year, cents },
            ],
            cause,
          ),
        )
        .then(
          () => 'done',
          (error: unknown) => (error instanceof Refusal ? error.reasons.map(({ rule }) => rule) : error),
        );
    expect(await attempt(reserve, 'CNAF', 1001n)).toEqual(['envelopeHolds']);
    expect(await attempt(release, 'CNAF', 1n)).toEqual(['envelopeHolds']);
    expect(await attempt(reserve, 'REGION', 1n)).toEqual(['envelopeExists']);
    expect(await attempt(reserve, 'CNAF', 1n, 2030)).toEqual(['envelopeExists']);
    expect(await counters(call.id)).toEqual({ 'STATE 2023': [0n, 0n, 1000n], 'CNAF 2023': [0n, 0n, 1000n] });
    expect(await attempt(reserve, 'CNAF', 1000n)).toBe('done');
    expect(await counters(call.id)).toEqual({ 'STATE 2023': [1n, 0n, 999n], 'CNAF 2023': [1000n, 0n, 0n] });
  });

  it('refuses a negative sum, and a lock out of order', async () => {
    const call = await makeCall(app);
    const cause = await causeOf(call);
    const line = { funderCode: 'STATE', year: 2023, cents: -1n };
    await expect(app.database.transaction((tx) => reserve(tx, call.id, [line], cause))).rejects.toThrow(RangeError);
    await expect(
      app.database.transaction(async (tx) => {
        await tx.lock('application', call.id);
        await reserve(tx, call.id, [{ ...line, cents: 1n }], cause);
      }),
    ).rejects.toThrow(LockOrderError);
  });

  it('tells the shortfalls before the movement, summed per envelope', async () => {
    const call = await makeCall(app, { envelopeCents: 1000n, years: [2023] });
    const rows = await readEnvelopes(app.database.read, call.id);
    const lines = (...cents: bigint[]) => cents.map((sum) => ({ funderCode: 'STATE', year: 2023, cents: sum }));
    expect(envelopeShortfalls(rows, lines(600n, 400n))).toEqual([]);
    expect(envelopeShortfalls(rows, lines(600n, 401n)).map(({ rule }) => rule)).toEqual(['envelopeHolds']);
    expect(envelopeShortfalls(rows, [{ funderCode: 'NOBODY', year: 2023, cents: 1n }])).toHaveLength(1);
  });

  it('is never overdrawn by 100 reservations at once: 10 pass, the balance is exact', async () => {
    const call = await makeCall(app, { envelopeCents: 1005n, years: [2023] });
    const cause = await causeOf(call);
    const lines = ['STATE', 'CNAF'].map((funderCode) => ({ funderCode, year: 2023, cents: 100n }));
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, () => app.database.transaction((tx) => reserve(tx, call.id, lines, cause))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused.every((error) => error instanceof Refusal && error.code === 'rule-not-met')).toBe(true);
    expect(await counters(call.id)).toEqual({ 'STATE 2023': [1000n, 0n, 5n], 'CNAF 2023': [1000n, 0n, 5n] });
  });

  it('keeps an exact balance when reservations, commitments and releases cross', async () => {
    const call = await makeCall(app, { envelopeCents: 1000n, years: [2023] });
    const cause = await causeOf(call);
    const line = [{ funderCode: 'STATE', year: 2023, cents: 10n }];
    await app.database.transaction((tx) => reserve(tx, call.id, [{ funderCode: 'STATE', year: 2023, cents: 500n }], cause));
    const works = Array.from({ length: 90 }, (_, index) => [reserve, commit, release][index % 3] ?? reserve);
    const results = await Promise.allSettled(
      works.map((work) => app.database.transaction((tx) => work(tx, call.id, line, cause))),
    );
    const done = (work: typeof reserve): bigint =>
      BigInt(results.filter(({ status }, index) => status === 'fulfilled' && works[index] === work).length);
    const reserved = 500n + 10n * (done(reserve) - done(commit) - done(release));
    const committed = 10n * done(commit);
    expect((await counters(call.id))['STATE 2023']).toEqual([reserved, committed, 1000n - reserved - committed]);
    expect(done(commit)).toBe(30n);
  });

  it('holds under 400 awards of 1 to 20 k€ at once on 1 M€, a third of them given back: never above, and exact in the end', async () => {
    const call = await makeCall(app, { envelopeCents: 100_000_000n, years: [2023] });
    const cause = await causeOf(call);
    // Always the same sums, of every size: steps of a prime around the interval.
    const sums = Array.from({ length: 400 }, (_, index) => 100_000n + ((BigInt(index) * 748_319n) % 1_900_001n));
    const move = (work: typeof reserve, cents: bigint): Promise<void> =>
      app.database.transaction((tx) => work(tx, call.id, [{ funderCode: 'STATE', year: 2023, cents }], cause));
    let [reserved, committed, refused] = [0n, 0n, 0];
    const took = async (cents: bigint): Promise<boolean> => {
      try {
        await move(reserve, cents);
        return true;
      } catch (error) {
        if (error instanceof Refusal && error.reasons[0]?.rule === 'envelopeHolds') return false;
        throw error;
      }
    };
    const award = async (cents: bigint, index: number): Promise<void> => {
      // Refused, it is tried once more: by then others have given theirs back.
      if (!(await took(cents)) && !(await pause(100).then(() => took(cents)))) return void (refused += 1);
      if (index % 6 === 0) return move(release, cents);
      if (index % 3 === 1) return void (reserved += cents);
      await move(commit, cents);
      if (index % 6 === 3) await move(uncommit, cents);
      else committed += cents;
    };
    // A connection of its own: it does not wait behind the awards.
    const watcher = new Client({ connectionString: app.testDatabase.url });
    await watcher.connect();
    const running = new AbortController();
    let samples = 0;
    const above: unknown[] = [];
    const sampler = (async () => {
      while (!running.signal.aborted) {
        const { rows } = await watcher.query(
          `SELECT e.reserved_cents, e.committed_cents, b.left FROM envelope e, LATERAL (SELECT sum(debit_cents - credit_cents) AS left
           FROM ledger_balance b WHERE b.call_id = e.call_id AND b.funder_code = e.funder_code AND b.account = 'AVAILABLE') b
           WHERE e.call_id = $1 AND e.funder_code = 'STATE'
             AND (e.reserved_cents + e.committed_cents > e.amount_cents OR b.left <> e.amount_cents - e.reserved_cents - e.committed_cents)`,
          [call.id],
        );
        above.push(...rows);
        samples += 1;
        await pause(20);
      }
    })();
    await Promise.all(sums.map(award));
    running.abort();
    await sampler;
    await watcher.end();
    expect(above).toEqual([]);
    expect(samples).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(50);
    expect((await counters(call.id))['STATE 2023']).toEqual([reserved, committed, 100_000_000n - reserved - committed]);
    expect(await ledgerGaps(app.database.read)).toEqual([]);
  }, 30_000);
});
