// The problem as a whole-number programme. Each candidate has a column "as asked"; where less may be granted, one "reduced" and one of whole
// steps for each year. Shares stay linear without an odd cent: those of a full request are constants, those of a step are exact.

import { splitYears } from '../applications/budget.rules.js';
import type { Milp, MilpColumn, MilpRow } from '../../platform/optimiser/milp.rules.js';
import { envelopeKey, reducedRange, shareOfStep, totalCents, valueOf, type StepRange } from './portfolio-amounts.rules.js';
import type { Bounds, Candidate, ConstraintRef, PortfolioProblem, Taken } from './portfolio.rules.js';

/** What is asked of the programme beside, or instead of, the best value. */
export interface Variation {
  /** VALUE unless given. NOTHING: any selection will do. AMOUNT: as much money as possible. MOST: as many steps as possible for `flexible`. GROWTH: as little growth as possible. */
  readonly seek?: 'VALUE' | 'NOTHING' | 'AMOUNT' | 'MOST' | 'GROWTH';
  readonly include?: string;
  readonly exclude?: string;
  /** Exactly these dossiers. */
  readonly exactly?: readonly string[];
  /** Value that the selection must reach. */
  readonly atLeast?: number;
  /** A dossier that may be granted anything from one step to what it asks. */
  readonly flexible?: string;
  /** Envelopes may grow, in whole steps. */
  readonly growing?: boolean;
  /** Constraints left out, by `refKey`. */
  readonly without?: ReadonlySet<string>;
}

export interface PortfolioModel {
  readonly milp: Milp;
  /** Constraints of the problem that the programme holds. */
  readonly constraints: readonly ConstraintRef[];
  takenIn(values: readonly number[]): Taken[];
  /** Cents added to each envelope, by `envelopeKey`. */
  growthIn(values: readonly number[]): Map<string, number>;
}

type Entries = (readonly [column: number, coefficient: number])[];

interface Columns {
  readonly candidate: Candidate;
  readonly full?: number;
  readonly reduced?: number;
  readonly steps: readonly { readonly range: StepRange; readonly column: number }[];
  /** Columns of which one is 1 when the dossier is taken. */
  readonly taken: readonly number[];
}

export const refKey = ({ kind, key }: ConstraintRef): string => `${kind}:${key}`;

export function portfolioModel(problem: PortfolioProblem, variation: Variation = {}): PortfolioModel {
  const { seek = 'VALUE', without = new Set<string>() } = variation;
  const columns: MilpColumn[] = [];
  const rows: MilpRow[] = [];
  const constraints: ConstraintRef[] = [];
  const add = (cost: number, upper: number): number => columns.push({ cost, lower: 0, upper }) - 1;

  const all = problem.candidates.map((candidate): Columns => {
    const value = seek === 'VALUE' ? valueOf(problem, candidate) : 0;
    const flexible = candidate.id === variation.flexible;
    const ranges = flexible ? anything(problem, candidate) : reducedRange(problem, candidate);
    const asked = seek === 'AMOUNT' ? Number(totalCents(candidate.years) / BigInt(problem.stepCents)) : 0;
    const full = flexible ? undefined : add(value + asked, 1);
    const reduced = ranges && add(value, 1);
    const perStep = seek === 'AMOUNT' || (seek === 'MOST' && flexible) ? 1 : 0;
    const steps = (ranges ?? []).map((range) => ({ range, column: add(perStep, range.most) }));
    return { candidate, full, reduced, steps, taken: [full, reduced].filter((column) => column !== undefined) };
  });
  for (const own of all) rows.push(...rowsOfCandidate(problem, own, own.candidate.id === variation.flexible));

  const growth = new Map<string, number>();
  const held = (ref: ConstraintRef, row: MilpRow): void => {
    if (without.has(refKey(ref))) return;
    constraints.push(ref);
    rows.push(row);
  };
  for (const { key, entries, left } of envelopeRows(problem, all)) {
    if (variation.growing === true) {
      const column = add(
        seek === 'GROWTH' ? -1 : 0,
        entries.reduce((sum, [, share]) => sum + Math.ceil(share / problem.stepCents), 0),
      );
      growth.set(key, column);
      entries.push([column, -problem.stepCents]);
    }
    held({ kind: 'ENVELOPE', key }, { entries, upper: left });
  }
  for (const [ref, row] of namedRows(problem, all)) held(ref, row);

  const takenOf = (id: string | undefined): Entries => all.filter(({ candidate }) => candidate.id === id).flatMap(ones);
  if (variation.include !== undefined) rows.push({ entries: takenOf(variation.include), lower: 1 });
  if (variation.exclude !== undefined) rows.push({ entries: takenOf(variation.exclude), upper: 0 });
  if (variation.exactly !== undefined) {
    const set = new Set(variation.exactly);
    for (const own of all) rows.push({ entries: ones(own), ...(set.has(own.candidate.id) ? { lower: 1 } : { upper: 0 }) });
  }
  if (variation.atLeast !== undefined) rows.push({ entries: worth(problem, all), lower: variation.atLeast });

  return {
    milp: { columns, rows },
    constraints,
    takenIn: (values) => all.flatMap((own) => takenBy(problem, own, values)),
    growthIn: (values) => new Map([...growth].map(([key, column]) => [key, (values[column] ?? 0) * problem.stepCents])),
  };
}

const ones = ({ taken }: Columns): Entries => taken.map((column) => [column, 1] as const);

/** From one step to all that is asked, in whole steps, year by year. */
function anything({ stepCents }: PortfolioProblem, { years }: Candidate): StepRange[] {
  return years.map(({ year, cents }) => ({ year, least: 0, most: Math.floor(cents / stepCents) }));
}

function worth(problem: PortfolioProblem, all: readonly Columns[]): Entries {
  return all.flatMap(({ candidate, taken }) => taken.map((column) => [column, valueOf(problem, candidate)] as const));
}

/** As asked or reduced, not both; the steps follow "reduced", and their total keeps the project's floor. */
function rowsOfCandidate(problem: PortfolioProblem, own: Columns, flexible: boolean): MilpRow[] {
  const { candidate, reduced, steps } = own;
  if (reduced === undefined) return [];
  const rows: MilpRow[] = [{ entries: ones(own), upper: 1 }];
  for (const { range, column } of steps) {
    rows.push({
      entries: [
        [column, 1],
        [reduced, -range.most],
      ],
      upper: 0,
    });
    rows.push({
      entries: [
        [column, 1],
        [reduced, -range.least],
      ],
      lower: 0,
    });
  }
  const floor = flexible ? 1 : Math.ceil((candidate.floorCents ?? 0) / problem.stepCents);
  if (floor > 0) rows.push({ entries: [...steps.map(({ column }) => [column, 1] as const), [reduced, -floor]], lower: 0 });
  return rows;
}

/** One row for each envelope, and for each funder and year asked for without one, where nothing is left. */
function envelopeRows(problem: PortfolioProblem, all: readonly Columns[]): { key: string; entries: Entries; left: number }[] {
  const left = new Map(problem.envelopes.map((envelope) => [envelopeKey(envelope), envelope.leftCents]));
  const entries = new Map<string, Entries>([...left.keys()].map((key) => [key, []]));
  const take = (key: string, column: number, cents: number): void => {
    if (cents === 0) return;
    const own = entries.get(key) ?? [];
    own.push([column, cents]);
    entries.set(key, own);
  };
  for (const { candidate, full, steps } of all) {
    if (full !== undefined) {
      for (const share of splitYears(candidate.years, problem.funders)) take(envelopeKey(share), full, Number(share.cents));
    }
    for (const { code } of problem.funders) {
      for (const { range, column } of steps) {
        take(envelopeKey({ funderCode: code, year: range.year }), column, shareOfStep(problem, code));
      }
    }
  }
  return [...entries].map(([key, of]) => ({ key, entries: of, left: left.get(key) ?? 0 }));
}

function namedRows(problem: PortfolioProblem, all: readonly Columns[]): [ConstraintRef, MilpRow][] {
  const { settled, constraints } = problem;
  const { priority, minimumObjective } = constraints;
  const rows: [ConstraintRef, MilpRow][] = [];
  const bounded = (name: 'DEPARTMENT' | 'AXIS', key: string, { min, max }: Bounds, counts: (of: Counted) => boolean): void => {
    const entries = all.filter(({ candidate }) => counts(candidate)).flatMap(ones);
    const already = settled.filter(counts).length;
    if (min !== undefined)
      rows.push([
        { kind: `${name}_MIN`, key },
        { entries, lower: min - already },
      ]);
    if (max !== undefined)
      rows.push([
        { kind: `${name}_MAX`, key },
        { entries, upper: max - already },
      ]);
  };
  for (const { department, ...bounds } of constraints.departments) {
    bounded('DEPARTMENT', department, bounds, (of) => of.department === department);
  }
  for (const { axis, ...bounds } of constraints.axes) bounded('AXIS', axis, bounds, ({ axes }) => axes.includes(axis));
  const ofPriority = all.filter(({ candidate }) => candidate.priority).flatMap(ones);
  const already = settled.filter((of) => of.priority).length;
  if (priority?.min !== undefined) {
    rows.push([
      { kind: 'PRIORITY_MIN', key: '' },
      { entries: ofPriority, lower: priority.min - already },
    ]);
  }
  if (priority?.percent !== undefined) {
    // 100 × (priority ones) ≥ percent × (all), those already selected on both sides.
    const { percent } = priority;
    const entries = all.flatMap((own) =>
      own.taken.map((column) => [column, (own.candidate.priority ? 100 : 0) - percent] as const),
    );
    rows.push([
      { kind: 'PRIORITY_SHARE', key: '' },
      { entries, lower: percent * settled.length - 100 * already },
    ]);
  }
  const of = (ids: readonly string[]): Entries => all.filter(({ candidate }) => ids.includes(candidate.id)).flatMap(ones);
  for (const key of constraints.forcedIn)
    rows.push([
      { kind: 'FORCED_IN', key },
      { entries: of([key]), lower: 1 },
    ]);
  for (const key of constraints.forcedOut)
    rows.push([
      { kind: 'FORCED_OUT', key },
      { entries: of([key]), upper: 0 },
    ]);
  constraints.exclusive.forEach((list, index) => {
    rows.push([
      { kind: 'EXCLUSIVE', key: String(index) },
      { entries: of(list), upper: 1 },
    ]);
  });
  if (minimumObjective !== undefined) {
    rows.push([
      { kind: 'MINIMUM_OBJECTIVE', key: '' },
      { entries: worth(problem, all), lower: minimumObjective },
    ]);
  }
  return rows;
}

type Counted = PortfolioProblem['settled'][number];

function takenBy(problem: PortfolioProblem, { candidate, full, reduced, steps }: Columns, values: readonly number[]): Taken[] {
  const { id, years } = candidate;
  if (full !== undefined && values[full] === 1) return [{ id, years, reduced: false }];
  if (reduced === undefined || values[reduced] !== 1) return [];
  const given = steps.map(({ range, column }) => ({ year: range.year, cents: (values[column] ?? 0) * problem.stepCents }));
  const same = given.every(({ year, cents }) => years.some((asked) => asked.year === year && asked.cents === cents));
  return [{ id, years: given, reduced: !same }];
}
