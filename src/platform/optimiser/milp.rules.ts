// A whole-number linear programme, and what keeps floating point from lying about it. Pure.

/** Bounds are whole numbers; every column takes whole values alone. */
export interface MilpColumn {
  readonly cost: number;
  readonly lower: number;
  readonly upper: number;
}

/** Whole coefficients by column; a bound left out does not bind. */
export interface MilpRow {
  readonly entries: readonly (readonly [column: number, coefficient: number])[];
  readonly lower?: number;
  readonly upper?: number;
}

/** Maximise Σ cost × column within the rows. */
export interface Milp {
  readonly columns: readonly MilpColumn[];
  readonly rows: readonly MilpRow[];
}

export interface MilpOutcome {
  readonly status: 'OPTIMAL' | 'INFEASIBLE' | 'TIME_LIMIT';
  /** Whole value of each column; absent when no solution was found. */
  readonly values?: readonly number[];
  /** No solution is worth more than this whole number; absent when nothing bounds it yet. */
  readonly bound?: number;
  readonly nodes: number;
  readonly seconds: number;
}

export type Solve = (milp: Milp) => Promise<MilpOutcome>;

function greatestCommonDivisor(numbers: readonly number[]): number {
  let divisor = 0;
  for (const number of numbers) {
    let [a, b] = [divisor, Math.abs(number)];
    while (b !== 0) [a, b] = [b, a % b];
    divisor = a;
  }
  return divisor === 0 ? 1 : divisor;
}

export interface Tightened {
  readonly milp: Milp;
  /** What the costs were divided by. */
  readonly costUnit: number;
}

/**
 * The same programme in its largest units: each row and the costs are divided by what divides all their coefficients, and the bounds of a
 * row are rounded inwards, which loses no whole solution. The tolerances of a solver are absolute: the larger the unit, the less they weigh.
 */
export function tightened({ columns, rows }: Milp): Tightened {
  const costUnit = greatestCommonDivisor(columns.map(({ cost }) => cost));
  return {
    costUnit,
    milp: {
      columns: columns.map((column) => ({ ...column, cost: column.cost / costUnit })),
      rows: rows.map(({ entries, lower, upper }) => {
        const unit = greatestCommonDivisor(entries.map(([, coefficient]) => coefficient));
        return {
          entries: entries.map(([column, coefficient]) => [column, coefficient / unit] as const),
          ...(lower !== undefined && { lower: Math.ceil(lower / unit) }),
          ...(upper !== undefined && { upper: Math.floor(upper / unit) }),
        };
      }),
    },
  };
}

/** Beyond this, in its own unit, an objective is too fine for a solver in double precision to prove the last unit. */
export const FINEST_OBJECTIVE = 1e9;

/** Most that the objective can be, in its largest unit. */
export function objectiveRange(costs: readonly number[]): number {
  const unit = greatestCommonDivisor(costs);
  return costs.reduce((sum, cost) => sum + Math.abs(cost) / unit, 0);
}
