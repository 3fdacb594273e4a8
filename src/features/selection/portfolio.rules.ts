// The best selection as a problem: what may be taken, what limits it, what is sought, and what answers it. Plain data, stored with each
// run as it was posed, so that anyone can solve it again. Types only.

import type { YearAmount } from '../applications/application-content.js';
import type { SplitFunder } from '../applications/budget.rules.js';

export type Objective = 'score' | 'beneficiaries' | 'places' | 'projects';

interface Counted {
  readonly department: string;
  readonly axes: readonly string[];
  readonly priority: boolean;
}

/** A dossier that the jury has not decided. */
export interface Candidate extends Counted {
  readonly id: string;
  /** Most that it may be granted, cents of each year; something in all. */
  readonly years: readonly YearAmount[];
  readonly score: number;
  readonly beneficiaries: number;
  readonly places: number;
  /** Least total at which a reduced project still stands, cents. */
  readonly floorCents?: number;
}

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export interface PortfolioConstraints {
  /** Projects of a department, those already selected included. */
  readonly departments: readonly (Bounds & { readonly department: string })[];
  /** Projects of an axis, those already selected included; a project counts in each of its axes. */
  readonly axes: readonly (Bounds & { readonly axis: string })[];
  /** Projects of priority territories, those already selected included: at least so many, at least this percentage of all. */
  readonly priority?: { readonly min?: number; readonly percent?: number };
  readonly forcedIn: readonly string[];
  readonly forcedOut: readonly string[];
  /** At most one of each list. */
  readonly exclusive: readonly (readonly string[])[];
  readonly minimumObjective?: number;
}

export interface PortfolioProblem {
  readonly funders: readonly SplitFunder[];
  /** What is left for these candidates, cents. */
  readonly envelopes: readonly { readonly funderCode: string; readonly year: number; readonly leftCents: number }[];
  readonly candidates: readonly Candidate[];
  /** Selected or awarded already: their money is out of the envelopes, they count in the bounds. */
  readonly settled: readonly Counted[];
  /** Whole weights; the value of a project is the weighted sum of what it brings. */
  readonly objective: Readonly<Record<Objective, number>>;
  readonly constraints: PortfolioConstraints;
  /** Unit of reduced amounts and of what is searched, cents; the split of one step is exact. */
  readonly stepCents: number;
  /** A project may be granted less, in whole steps, down to this percentage of what it asks, year by year. Absent: all or nothing. */
  readonly reduction?: { readonly floorPercent: number };
}

export const CONSTRAINT_KINDS = [
  'ENVELOPE',
  'DEPARTMENT_MIN',
  'DEPARTMENT_MAX',
  'AXIS_MIN',
  'AXIS_MAX',
  'PRIORITY_MIN',
  'PRIORITY_SHARE',
  'FORCED_IN',
  'FORCED_OUT',
  'EXCLUSIVE',
  'MINIMUM_OBJECTIVE',
] as const;

/** One constraint of the problem: `key` is "STATE 2023", a department, an axis, a dossier, the index of an exclusion, or nothing. */
export interface ConstraintRef {
  readonly kind: (typeof CONSTRAINT_KINDS)[number];
  readonly key: string;
}

/** A dossier of the selection, with what it would be granted. */
export interface Taken {
  readonly id: string;
  readonly years: readonly YearAmount[];
  readonly reduced: boolean;
}

export const RUN_STATUSES = ['OPTIMAL', 'TIME_LIMIT', 'INFEASIBLE', 'UNVERIFIED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export interface PortfolioAnswer {
  /** OPTIMAL: proven, and verified in whole numbers. TIME_LIMIT: verified, perhaps not the best. UNVERIFIED: the solver's answer did not hold. */
  readonly status: RunStatus;
  readonly taken: readonly Taken[];
  /** Value of `taken`; null without one. */
  readonly objective: number | null;
  /** No selection is worth more; null when nothing was proven. */
  readonly bound: number | null;
  readonly nodes: number;
  readonly seconds: number;
  /** Of an infeasible problem: constraints that no selection meets together; `minimal`: without any one of them, some selection does. */
  readonly conflict: { readonly constraints: readonly ConstraintRef[]; readonly minimal: boolean } | null;
}
