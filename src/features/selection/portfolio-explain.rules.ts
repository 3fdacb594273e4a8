// Why one dossier is in or out of the best selection, and what would change it: each answer is a programme of its own, solved to the end
// and verified. The solver is a parameter.

import type { Solve } from '../../platform/optimiser/milp.rules.js';
import { totalCents, valueOf } from './portfolio-amounts.rules.js';
import { brokenBy, leftAfter, objectiveOf } from './portfolio-check.rules.js';
import type { Variation } from './portfolio-model.rules.js';
import { holds, solveVariation, type Found } from './portfolio-solve.rules.js';
import type { PortfolioProblem, Taken } from './portfolio.rules.js';

type Status = 'FOUND' | 'IMPOSSIBLE' | 'OUT_OF_TIME';

export interface Alternative {
  readonly status: Status;
  /** Value of the best selection that does the contrary, and what is lost by it; null unless found. */
  readonly objective: number | null;
  readonly cost: number | null;
  readonly entering: readonly string[];
  readonly leaving: readonly string[];
}

export interface Explanation {
  readonly id: string;
  readonly taken: boolean;
  readonly value: number;
  /** The best selection without a dossier taken, or with one left out. */
  readonly contrary: Alternative;
  /** Of a dossier left out, in the unit of the objective: what its value lacks to be in every best selection. */
  readonly missingValue: number | null;
  /** Of a dossier left out: the least credits that a selection with it, worth the best one, lacks; by "FUNDER year". */
  readonly growth: { readonly status: Status; readonly cents: ReadonlyMap<string, number> } | null;
  /** Of a dossier left out: the most that it may ask, in whole steps, and be in a selection worth the best one. */
  readonly largest: { readonly status: Status; readonly years: Taken['years'] } | null;
}

const NOWHERE = { objective: null, cost: null, entering: [], leaving: [] } as const;

/** `best` is the proven best selection of the problem. */
export async function explain(
  problem: PortfolioProblem,
  best: readonly Taken[],
  id: string,
  solve: Solve,
): Promise<Explanation | undefined> {
  const candidate = problem.candidates.find((known) => known.id === id);
  if (candidate === undefined) return undefined;
  const chosen = best.map((own) => own.id);
  const optimum = objectiveOf(problem, chosen);
  const taken = chosen.includes(id);
  const value = valueOf(problem, candidate);
  // What was asked of this very dossier is what is questioned.
  const free = withoutForce(problem, id);
  const contrary = alternative(free, optimum, chosen, await attempt(free, taken ? { exclude: id } : { include: id }, solve));
  if (taken) return { id, taken, value, contrary, missingValue: null, growth: null, largest: null };

  const grown = await attempt(free, { seek: 'GROWTH', growing: true, include: id, atLeast: optimum }, solve, true);
  const shrunk = await attempt(free, { seek: 'MOST', flexible: id, include: id, atLeast: optimum }, solve, true);
  return {
    id,
    taken,
    value,
    contrary,
    missingValue: contrary.cost === null ? null : Math.max(0, contrary.cost + 1),
    growth: { status: grown.status, cents: grown.found?.growth ?? new Map() },
    largest: { status: shrunk.status, years: shrunk.found?.taken?.find((own) => own.id === id)?.years ?? [] },
  };
}

interface Attempt {
  readonly status: Status;
  readonly found?: Found;
}

/** Only what is proven is told: a solution found in time but not proven best answers nothing. `beyond`: outside the problem's own limits. */
async function attempt(problem: PortfolioProblem, variation: Variation, solve: Solve, beyond = false): Promise<Attempt> {
  const found = await solveVariation(problem, variation, solve);
  const { outcome, taken } = found;
  if (outcome.status === 'INFEASIBLE') return { status: 'IMPOSSIBLE' };
  const verified = taken !== undefined && (beyond ? holdsBeyond(problem, variation, found) : holds(problem, taken));
  return outcome.status === 'OPTIMAL' && verified ? { status: 'FOUND', found } : { status: 'OUT_OF_TIME' };
}

/** The grown envelopes hold it, or the amount of the flexible dossier is within what it asks; every other constraint as ever. */
function holdsBeyond(problem: PortfolioProblem, { atLeast = 0 }: Variation, { taken = [], growth }: Found): boolean {
  const envelopes = problem.envelopes.map((envelope) => ({
    ...envelope,
    leftCents: envelope.leftCents + (growth.get(`${envelope.funderCode} ${envelope.year}`) ?? 0),
  }));
  const asked = new Map(problem.candidates.map(({ id, years }) => [id, totalCents(years)]));
  const grown = { ...problem, envelopes };
  return (
    brokenBy(grown, taken, leftAfter(grown, taken)).length === 0 &&
    taken.every(({ id, years }) => totalCents(years) <= (asked.get(id) ?? 0n)) &&
    objectiveOf(
      problem,
      taken.map(({ id }) => id),
    ) >= atLeast
  );
}

function withoutForce(problem: PortfolioProblem, id: string): PortfolioProblem {
  const { constraints } = problem;
  const others = (ids: readonly string[]): string[] => ids.filter((other) => other !== id);
  return {
    ...problem,
    constraints: { ...constraints, forcedIn: others(constraints.forcedIn), forcedOut: others(constraints.forcedOut) },
  };
}

function alternative(
  problem: PortfolioProblem,
  optimum: number,
  chosen: readonly string[],
  { status, found }: Attempt,
): Alternative {
  const ids = found?.taken?.map(({ id }) => id);
  if (ids === undefined) return { status, ...NOWHERE };
  const objective = objectiveOf(problem, ids);
  return {
    status,
    objective,
    cost: optimum - objective,
    entering: ids.filter((id) => !chosen.includes(id)),
    leaving: chosen.filter((id) => !ids.includes(id)),
  };
}
