import fc from 'fast-check';

import { TestApp } from '../../../test/support/app.js';
import { makeApplication } from '../../../test/support/applications.js';
import { makeAward } from '../../../test/support/awards.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';
import { sqlState, violates } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import { createAward, findAward } from './awards.store.js';

const SPLITS = {
  '50/50': [1, 1],
  '60/40': [60, 40],
  'three funders': [1, 1, 1],
} as const;
const CODES = ['STATE', 'CNAF', 'REGION'];
// The driver passes the trigger's message on, not the name of its constraint.
const SPLIT = 'is not the split of the call';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
});
afterAll(() => app.stop());

/** A call under selection whose funders have these weights. */
async function callOf(weights: readonly number[]): Promise<MadeCall> {
  const call = await makeCall(app, { state: 'DRAFT', envelopeCents: 10n ** 15n });
  const db = app.database.read;
  const [state] = call.funders;
  const funders = weights.map((weight, position) => {
    const code = CODES[position] ?? `F${position}`;
    const known = call.funders.find((funder) => funder.code === code);
    return { ...(known ?? state!), code, name: code, position, weight };
  });
  for (const funder of funders) {
    const { code, ...data } = funder;
    await db.callFunder.upsert({
      where: { callId_code: { callId: call.id, code } },
      create: { callId: call.id, ...funder },
      update: data,
    });
  }
  await db.call.update({ where: { id: call.id }, data: { state: 'UNDER_SELECTION', specVersion: 1 } });
  return { ...call, funders, state: 'UNDER_SELECTION' };
}

async function refusedBecause(work: Promise<unknown>, constraint: string): Promise<boolean> {
  return work.then(
    () => false,
    (error: unknown) => violates(error, constraint),
  );
}

describe('the split, in PostgreSQL', () => {
  it.each(Object.entries(SPLITS))(
    'takes what allocate gives, and not one cent beside it: %s',
    async (_, weights) => {
      const call = await callOf(weights);
      const sums = fc.sample(fc.array(fc.bigInt(1n, 10n ** 13n), { minLength: 1, maxLength: 3 }), { numRuns: 100, seed: 2023 });
      let refused = 0;
      for (const amounts of sums) {
        const application = await makeApplication(app, { call, state: 'SHORTLISTED', years: [] });
        const years = amounts.map((cents, index) => ({ year: 2023 + index, cents }));
        const award = { applicationId: application.id, callId: call.id, funders: call.funders, years, now: app.clock.now() };
        if (refused < 20) {
          // One cent from the first funder to the second, in the last year: the sum is right, the split is not.
          expect(
            await refusedBecause(
              app.database.transaction((tx) => createMoved(tx, award)),
              SPLIT,
            ),
          ).toBe(true);
          refused += 1;
        }
        const id = await app.database.transaction((tx) => createAward(tx, award));
        const stored = await findAward(app.database.read, id);
        expect(stored?.legs.flatMap((leg) => leg.years).reduce((sum, { cents }) => sum + cents, 0n)).toBe(stored?.totalCents);
        expect(stored?.totalCents).toBe(amounts.reduce((sum, cents) => sum + cents, 0n));
      }
      expect(refused).toBe(20);
    },
    120_000,
  );

  it('refuses an award whose years do not sum to its total', async () => {
    const call = await callOf([1, 1]);
    const application = await makeApplication(app, { call, state: 'SHORTLISTED', years: [] });
    const years = [{ year: 2023, cents: 1_000n }];
    const work = app.database.transaction(async (tx) => {
      const id = await createAward(tx, {
        applicationId: application.id,
        callId: call.id,
        funders: call.funders,
        years,
        now: app.clock.now(),
      });
      await tx.db.$executeRaw`
        INSERT INTO award_leg_year (leg_id, year, award_id, cents) SELECT l.id, 2024, ${id}::uuid, 5 FROM award_leg l WHERE l.award_id = ${id}::uuid`;
    });
    expect(await refusedBecause(work, 'the yearly shares do not sum to the total')).toBe(true);
  });
});

/** As createAward, with one cent moved between the first two funders in the last year. */
async function createMoved(tx: Tx, award: Parameters<typeof createAward>[1]): Promise<void> {
  const last = award.years.at(-1)!;
  const { applicationId, callId, funders, years, now } = award;
  const kept = years.slice(0, -1);
  const total = years.reduce((sum, { cents }) => sum + cents, 0n);
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO award (id, application_id, call_id, organisation_id, department, total_cents, created_at)
    SELECT ${id}::uuid, p.id, p.call_id, p.organisation_id, p.department, ${total}::bigint, ${now}::timestamptz
    FROM application p WHERE p.id = ${applicationId}::uuid`;
  const weights = funders.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
  for (const [index, funder] of funders.entries()) {
    const legId = newId();
    await tx.db.$executeRaw`
      INSERT INTO award_leg (id, award_id, call_id, funder_code, state) VALUES (${legId}::uuid, ${id}::uuid, ${callId}::uuid, ${funder.code}, 'PENDING')`;
    for (const { year, cents } of [...kept, last]) {
      const floors = funders.map(({ weight }) => (cents * BigInt(weight)) / weights);
      const left = cents - floors.reduce((sum, floor) => sum + floor, 0n);
      const share = (floors[index] ?? 0n) + (BigInt(index) < left ? 1n : 0n);
      // Upwards on the first funder, so that no share becomes negative: the sum is kept by the second, or exceeds the total by one.
      const moved = year === last.year ? (index === 0 ? share + 1n : index === 1 && share > 0n ? share - 1n : share) : share;
      await tx.db.$executeRaw`
        INSERT INTO award_leg_year (leg_id, year, award_id, cents) VALUES (${legId}::uuid, ${year}::int, ${id}::uuid, ${moved}::bigint)`;
    }
  }
}

describe('direct SQL by the application’s own role', () => {
  const refusal = async (work: Promise<unknown>): Promise<string | undefined> => work.then(() => undefined, sqlState);
  const db = (): TestApp['database']['read'] => app.database.read;

  it('cannot change or delete a share, an award or a leg', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION' });
    const { id } = await makeAward(app, { call });
    expect(await refusal(db().$executeRaw`UPDATE award_leg_year SET cents = cents + 1 WHERE award_id = ${id}::uuid`)).toBe(
      '42501',
    );
    expect(await refusal(db().$executeRaw`DELETE FROM award_leg_year WHERE award_id = ${id}::uuid`)).toBe('42501');
    expect(await refusal(db().$executeRaw`UPDATE award SET total_cents = 1 WHERE id = ${id}::uuid`)).toBe('42501');
    expect(await refusal(db().$executeRaw`DELETE FROM award_leg WHERE award_id = ${id}::uuid`)).toBe('42501');
  });

  it('cannot decide a leg without a number, nor refuse one without reasons', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION' });
    const { legs } = await makeAward(app, { call });
    expect(await refusal(db().$executeRaw`UPDATE award_leg SET state = 'DECIDED' WHERE id = ${legs.STATE}::uuid`)).toBe('23514');
    expect(
      await refusal(
        db().$executeRaw`UPDATE award_leg SET state = 'REFUSED', refusal = '{"reasons": "x"}' WHERE id = ${legs.STATE}::uuid`,
      ),
    ).toBe('23514');
  });
});
