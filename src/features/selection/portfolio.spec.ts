// The exact optimum against brute force: every selection of a small problem, one by one, with every kind of constraint.

import fc from 'fast-check';

import type { MilpOutcome, Solve } from '../../platform/optimiser/milp.rules.js';
import { Optimiser } from '../../platform/optimiser/optimiser.js';
import { manyDossiers } from '../../../test/support/portfolio.js';
import { exactUnit } from './portfolio-amounts.rules.js';
import { brokenBy, leftAfter, objectiveOf, wrongAmounts } from './portfolio-check.rules.js';
import { explain } from './portfolio-explain.rules.js';
import { factsOf } from './portfolio-facts.rules.js';
import { bestSelection, holds } from './portfolio-solve.rules.js';
import type { Candidate, PortfolioConstraints, PortfolioProblem, Taken } from './portfolio.rules.js';

const FUNDERS = [
  { code: 'STATE', position: 0, weight: 1, family: 'STATE' },
  { code: 'CNAF', position: 1, weight: 1, family: 'FAMILY_BRANCH' },
];
const FREE: PortfolioConstraints = { departments: [], axes: [], forcedIn: [], forcedOut: [], exclusive: [] };

const candidate = (id: string, cents: number, given: Partial<Candidate> = {}): Candidate => ({
  id,
  department: '31',
  axes: [],
  priority: false,
  years: [{ year: 2023, cents }],
  score: 1,
  beneficiaries: 0,
  places: 0,
  ...given,
});

const problemOf = (candidates: readonly Candidate[], left: number, given: Partial<PortfolioProblem> = {}): PortfolioProblem => ({
  funders: FUNDERS,
  envelopes: FUNDERS.map(({ code }) => ({ funderCode: code, year: 2023, leftCents: left })),
  candidates,
  settled: [],
  objective: { score: 1, beneficiaries: 0, places: 0, projects: 0 },
  constraints: FREE,
  stepCents: 200,
  ...given,
});

/** Every way of granting each dossier, in full, reduced or not at all. */
function* selections(problem: PortfolioProblem, index = 0): Generator<Taken[]> {
  const own = problem.candidates[index];
  if (own === undefined) {
    yield [];
    return;
  }
  for (const rest of selections(problem, index + 1)) {
    yield rest;
    for (const years of amounts(problem, own)) yield [{ id: own.id, years, reduced: years !== own.years }, ...rest];
  }
}

function* amounts({ reduction, stepCents }: PortfolioProblem, { years }: Candidate): Generator<Candidate['years']> {
  yield years;
  if (reduction === undefined) return;
  let partial: { year: number; cents: number }[][] = [[]];
  for (const { year, cents } of years) {
    const steps = Array.from({ length: Math.floor(cents / stepCents) + 1 }, (_, step) => step * stepCents);
    partial = partial.flatMap((before) => steps.map((granted) => [...before, { year, cents: granted }]));
  }
  yield* partial;
}

interface Truth {
  readonly best: number | undefined;
  /** Best value with, and without, each dossier. */
  readonly including: (id: string) => number | undefined;
  readonly excluding: (id: string) => number | undefined;
}

function bruteForce(problem: PortfolioProblem): Truth {
  const feasible = [...selections(problem)].filter((taken) => holds(problem, taken));
  const values = feasible.map((taken) => ({
    ids: taken.map(({ id }) => id),
    value: objectiveOf(
      problem,
      taken.map(({ id }) => id),
    ),
  }));
  const best = (rows: typeof values): number | undefined =>
    rows.length === 0 ? undefined : Math.max(...rows.map(({ value }) => value));
  return {
    best: best(values),
    including: (id) => best(values.filter(({ ids }) => ids.includes(id))),
    excluding: (id) => best(values.filter(({ ids }) => !ids.includes(id))),
  };
}

const DEPARTMENTS = ['31', '46'];
const AXES = ['A', 'B'];
const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const count = fc.integer({ min: 0, max: 2 });

function candidates(size: number, years: readonly number[], most: number): fc.Arbitrary<Candidate[]> {
  const one = fc.record({
    department: fc.constantFrom(...DEPARTMENTS),
    axes: fc.subarray(AXES),
    priority: fc.boolean(),
    score: fc.integer({ min: 0, max: 24 }),
    beneficiaries: fc.integer({ min: 0, max: 50 }),
    places: fc.integer({ min: 0, max: 9 }),
    years: fc
      .tuple(...years.map(() => fc.integer({ min: 1, max: most })))
      .map((all) => all.map((cents, index) => ({ year: years[index] ?? 0, cents }))),
  });
  return fc
    .array(one, { minLength: Math.max(1, Math.ceil(size / 2)), maxLength: size })
    .map((all) => all.map((own, index) => ({ id: `d${index}`, ...own })));
}

const someOf = (all: readonly Candidate[], maxLength: number): fc.Arbitrary<string[]> =>
  fc.subarray(
    all.map(({ id }) => id),
    { maxLength: Math.min(maxLength, all.length) },
  );

function constraintsFor(all: readonly Candidate[]): fc.Arbitrary<PortfolioConstraints> {
  return fc.record({
    departments: fc
      .tuple(sometimes(count), sometimes(fc.integer({ min: 1, max: 5 })))
      .map(([min, max]) => [{ department: '31', min, max }]),
    axes: fc.tuple(sometimes(count), sometimes(fc.integer({ min: 1, max: 5 }))).map(([min, max]) => [{ axis: 'A', min, max }]),
    priority: sometimes(fc.record({ min: sometimes(count), percent: sometimes(fc.integer({ min: 0, max: 50 })) })),
    forcedIn: someOf(all, 1),
    forcedOut: someOf(all, 1),
    exclusive: fc.array(someOf(all, 3), { maxLength: 2 }),
    minimumObjective: sometimes(fc.integer({ min: 0, max: 10 })),
  });
}

function problems(size: number, years: readonly number[], most: number, reduced: boolean): fc.Arbitrary<PortfolioProblem> {
  const weight = fc.integer({ min: 0, max: 5 });
  return candidates(size, years, most).chain((all) =>
    fc.record({
      funders: fc.constant(FUNDERS),
      envelopes: fc
        .array(fc.integer({ min: most, max: Math.floor((most * size) / 3) + most }), {
          minLength: years.length * 2,
          maxLength: years.length * 2,
        })
        .map((left) =>
          FUNDERS.flatMap(({ code }, funder) =>
            years.map((year, index) => ({ funderCode: code, year, leftCents: left[funder * years.length + index] ?? 0 })),
          ),
        ),
      candidates: fc.constant(all),
      settled: fc.array(
        fc.record({ department: fc.constantFrom(...DEPARTMENTS), axes: fc.subarray(AXES), priority: fc.boolean() }),
        {
          maxLength: 2,
        },
      ),
      objective: fc
        .record({ score: weight, beneficiaries: weight, places: weight, projects: weight })
        .map((weights) => ({ ...weights, projects: weights.projects + 1 })),
      constraints: constraintsFor(all),
      stepCents: fc.constant(Math.ceil(most / 6) * 2),
      ...(reduced && { reduction: fc.record({ floorPercent: fc.integer({ min: 1, max: 100 }) }) }),
    }),
  );
}

describe('the best selection', () => {
  const optimiser = new Optimiser({ optimiserThreads: 1 });
  let solve: Solve;
  let end: () => void;
  beforeAll(async () => {
    await new Promise<void>((ready) => {
      void optimiser.session({ seconds: 300 }, async (session) => {
        ({ solve } = session);
        ready();
        await new Promise<void>((ended) => (end = ended));
      });
    });
  });
  afterAll(() => end());

  const seen = { feasible: 0, infeasible: 0 };
  async function agrees(problem: PortfolioProblem): Promise<void> {
    const truth = bruteForce(problem);
    const answer = await bestSelection(problem, solve);
    seen[truth.best === undefined ? 'infeasible' : 'feasible'] += 1;
    if (truth.best === undefined) {
      expect(answer.status).toBe('INFEASIBLE');
      expect(answer.conflict?.minimal).toBe(true);
      return;
    }
    expect(answer).toMatchObject({ status: 'OPTIMAL', objective: truth.best, bound: truth.best });
    expect(holds(problem, answer.taken)).toBe(true);
  }

  it('is that of brute force, whatever the constraints', async () => {
    await fc.assert(fc.asyncProperty(problems(9, [2023, 2024], 60_000_00, false), agrees), { numRuns: 25 });
  });

  it('is that of brute force on twelve dossiers', async () => {
    await fc.assert(fc.asyncProperty(problems(12, [2023], 997, false), agrees), { numRuns: 10 });
  });

  it('is that of brute force when amounts may be reduced', async () => {
    await fc.assert(fc.asyncProperty(problems(4, [2023, 2024], 1201, true), agrees), { numRuns: 25 });
  });

  it('was compared on both kinds of problems', () => {
    expect(seen.feasible).toBeGreaterThan(10);
    expect(seen.infeasible).toBeGreaterThan(3);
  });

  it('tells of each dossier the exact price of the contrary', async () => {
    await fc.assert(
      fc.asyncProperty(problems(7, [2023, 2024], 60_000_00, false), async (problem) => {
        const unforced = { ...problem, constraints: { ...problem.constraints, forcedIn: [], forcedOut: [] } };
        const truth = bruteForce(unforced);
        const { taken, objective } = await bestSelection(unforced, solve);
        fc.pre(truth.best !== undefined && objective !== null);
        for (const { id } of unforced.candidates) {
          const told = await explain(unforced, taken, id, solve);
          const contrary = told?.taken === true ? truth.excluding(id) : truth.including(id);
          expect(told?.contrary).toMatchObject(
            contrary === undefined ? { status: 'IMPOSSIBLE', cost: null } : { status: 'FOUND', cost: truth.best - contrary },
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  it('leaves out nothing that could be added and brings something', async () => {
    await fc.assert(
      fc.asyncProperty(problems(9, [2023, 2024], 60_000_00, false), async (problem) => {
        const { taken, status } = await bestSelection(problem, solve);
        fc.pre(status === 'OPTIMAL');
        for (const fact of factsOf(problem, taken)) {
          if (!fact.taken && fact.value > 0) expect(fact.because).not.toEqual([]);
          const overdrawn = fact.because.filter(({ kind }) => kind === 'ENVELOPE').map(({ key }) => key);
          expect(fact.missing.map(({ funderCode, year }) => `${funderCode} ${year}`).sort()).toEqual(overdrawn.sort());
        }
      }),
      { numRuns: 10 },
    );
  });

  it('is proven on two hundred dossiers over three years, two funders, with reductions', async () => {
    const problem = manyDossiers(200, 5);
    const answer = await bestSelection({ ...problem, reduction: { floorPercent: 60 } }, solve);
    expect(answer.status).toBe('OPTIMAL');
    expect(answer.bound).toBe(answer.objective);
    expect(answer.taken.length).toBeGreaterThan(20);
  });

  it('names constraints that cannot be met together, each of them needed', async () => {
    const problem = problemOf([candidate('a', 1000, { department: '46' }), candidate('b', 1000)], 700, {
      constraints: {
        ...FREE,
        departments: [
          { department: '46', min: 1 },
          { department: '31', min: 1, max: 9 },
        ],
        axes: [{ axis: 'A', max: 4 }],
        exclusive: [['a', 'b']],
      },
    });
    expect((await bestSelection(problem, solve)).conflict).toEqual({
      constraints: [
        { kind: 'DEPARTMENT_MIN', key: '46' },
        { kind: 'DEPARTMENT_MIN', key: '31' },
        { kind: 'EXCLUSIVE', key: '0' },
      ],
      minimal: true,
    });
  });

  it('case 23: 40 000 left for 75 000 asked, it is left out and one reads what is missing, or it is reduced to what is left', async () => {
    const gare = candidate('gare', 75_000_00);
    const other = candidate('other', 60_000_00, { score: 20 });
    const all = problemOf([gare, other], 50_000_00, { stepCents: 100_00 });
    const best = await bestSelection(all, solve);
    expect(best).toMatchObject({ status: 'OPTIMAL', taken: [{ id: 'other' }] });
    // 100 000 € in all, 60 000 taken: 20 000 are left of each half, for 37 500.
    expect(factsOf(all, best.taken)[0]).toMatchObject({
      taken: false,
      missing: [
        { funderCode: 'STATE', year: 2023, cents: 17_500_00n },
        { funderCode: 'CNAF', year: 2023, cents: 17_500_00n },
      ],
    });
    const told = await explain(all, best.taken, 'gare', solve);
    expect(told).toMatchObject({
      contrary: { status: 'FOUND', cost: 19, entering: ['gare'], leaving: ['other'] },
      missingValue: 20,
      largest: { status: 'FOUND', years: [{ year: 2023, cents: 40_000_00 }] },
    });
    expect([...(told?.growth?.cents ?? [])]).toEqual([
      ['STATE 2023', 17_500_00],
      ['CNAF 2023', 17_500_00],
    ]);
    const reducing = await bestSelection({ ...all, reduction: { floorPercent: 50 } }, solve);
    expect(reducing.taken).toHaveLength(2);
    expect([...leftAfter(all, reducing.taken).values()]).toEqual([0n, 0n]);
  });

  it('does not believe a solver that is wrong by one cent, nor a bound that leaves room', async () => {
    const problem = problemOf([candidate('a', 1001), candidate('b', 1000)], 1000);
    const saying =
      (outcome: Partial<MilpOutcome>): Solve =>
      () =>
        Promise.resolve({ status: 'OPTIMAL', nodes: 0, seconds: 0, bound: 2, ...outcome });
    expect(await bestSelection(problem, saying({ values: [1, 1] }))).toMatchObject({ status: 'UNVERIFIED', taken: [] });
    expect(await bestSelection(problem, saying({ values: [1, 0] }))).toMatchObject({
      status: 'TIME_LIMIT',
      objective: 1,
      bound: 2,
    });
    expect(await bestSelection(problem, saying({ values: [1, 0], bound: 1 }))).toMatchObject({ status: 'OPTIMAL' });
    expect(await bestSelection(problem, saying({ status: 'TIME_LIMIT' }))).toMatchObject({
      status: 'TIME_LIMIT',
      objective: null,
    });
  });

  it('splits the odd cent of each dossier as a decision does', () => {
    // Two odd requests: the State pays both odd cents, 1 001 + 1 001 of 2 002 + … and not half of the sum.
    const problem = problemOf([candidate('a', 1001), candidate('b', 1001)], 1001);
    const taken = problem.candidates.map(({ id, years }) => ({ id, years, reduced: false }));
    expect(leftAfter(problem, taken)).toEqual(
      new Map([
        ['STATE 2023', -1n],
        ['CNAF 2023', 1n],
      ]),
    );
    expect(brokenBy(problem, taken, leftAfter(problem, taken))).toEqual([{ kind: 'ENVELOPE', key: 'STATE 2023' }]);
    expect(exactUnit([{ weight: 1 }, { weight: 1 }])).toBe(2);
    expect(exactUnit([{ weight: 70 }, { weight: 30 }])).toBe(10);
  });

  it('refuses amounts that the problem does not allow', () => {
    const problem = problemOf([candidate('a', 1001, { floorCents: 800 })], 1000, { reduction: { floorPercent: 50 } });
    const granting = (cents: number): string[] =>
      wrongAmounts(problem, [{ id: 'a', years: [{ year: 2023, cents }], reduced: true }]);
    expect([1001, 1000, 800].flatMap(granting)).toEqual([]);
    for (const cents of [1002, 999, 600, 0]) expect(granting(cents)).toEqual(['a']);
    const asked = { id: 'a', years: [{ year: 2023, cents: 1001 }], reduced: false };
    expect(wrongAmounts(problem, [asked, asked])).toEqual(['a']);
    expect(wrongAmounts(problem, [{ ...asked, id: 'z' }])).toEqual(['z']);
  });
});
