import { Refusal } from '../../kernel/errors.js';
import type { Milp } from './milp.rules.js';
import { objectiveRange, tightened } from './milp.rules.js';
import { Optimiser } from './optimiser.js';

/** The most that `weights` allow within `limit`, each thing taken once at most. */
const knapsack = (values: readonly number[], weights: readonly number[], limit: number): Milp => ({
  columns: values.map((cost) => ({ cost, lower: 0, upper: 1 })),
  rows: [{ entries: weights.map((weight, column) => [column, weight] as const), upper: limit }],
});

/** Market split: small to write, and far beyond any solver's minute. */
function marketSplit(): Milp {
  let seed = 7;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) % 100;
  const columns = Array.from({ length: 60 }, () => ({ cost: 1, lower: 0, upper: 1 }));
  const rows = Array.from({ length: 7 }, () => {
    const entries = columns.map((_, column) => [column, next()] as const);
    const half = Math.floor(entries.reduce((sum, [, coefficient]) => sum + coefficient, 0) / 2);
    return { entries, lower: half, upper: half };
  });
  return { columns, rows };
}

describe('a programme in its largest units', () => {
  it('is the same programme', () => {
    const { milp, costUnit } = tightened({
      columns: [
        { cost: 20, lower: 0, upper: 1 },
        { cost: 30, lower: 0, upper: 1 },
      ],
      rows: [
        {
          entries: [
            [0, 200],
            [1, 300],
          ],
          lower: 101,
          upper: 499,
        },
        { entries: [], upper: 3 },
      ],
    });
    expect(costUnit).toBe(10);
    expect(milp.columns.map(({ cost }) => cost)).toEqual([2, 3]);
    expect(milp.rows).toEqual([
      {
        entries: [
          [0, 2],
          [1, 3],
        ],
        lower: 2,
        upper: 4,
      },
      { entries: [], upper: 3 },
    ]);
    expect(objectiveRange([20, 30])).toBe(5);
  });
});

describe('the solver’s thread', () => {
  const optimiser = new Optimiser({ optimiserThreads: 1 });
  afterAll(() => optimiser.onModuleDestroy());

  it('solves to the proven optimum, several programmes in one session', async () => {
    const answers = await optimiser.session({ seconds: 20 }, async ({ solve, solver }) => [
      await solve(knapsack([60, 100, 120], [10, 20, 30], 50)),
      await solve(knapsack([60, 100, 120], [10, 20, 30], -1)),
      solver(),
    ]);
    expect(answers[0]).toMatchObject({ status: 'OPTIMAL', values: [0, 1, 1], bound: 220 });
    expect(answers[1]).toMatchObject({ status: 'INFEASIBLE' });
    expect(answers[2]).toMatch(/^HiGHS 1\./);
  });

  it('stops at its time, and says so', async () => {
    const outcome = await optimiser.session({ seconds: 0.5 }, async ({ solve }) => {
      const hard = await solve(marketSplit());
      return [hard.status, (await solve(knapsack([1], [1], 1))).status];
    });
    expect(outcome).toEqual(['TIME_LIMIT', 'TIME_LIMIT']);
  });

  it('takes no more sessions than threads, and lets go of one that is given up', async () => {
    const giveUp = new AbortController();
    const running = optimiser.session({ seconds: 60, signal: giveUp.signal }, ({ solve }) => solve(marketSplit()));
    const refused = optimiser.session({ seconds: 1 }, () => Promise.resolve(1));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    setTimeout(() => giveUp.abort(), 300);
    await expect(running).rejects.toBeInstanceOf(Refusal);
    expect(await optimiser.session({ seconds: 20 }, ({ solve }) => solve(knapsack([1], [1], 1)))).toMatchObject({ bound: 1 });
  });
});
