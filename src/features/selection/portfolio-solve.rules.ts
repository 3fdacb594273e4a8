// The best selection: solved, verified in whole numbers, and told with its proof. The solver is a parameter.

import type { MilpOutcome, Solve } from '../../platform/optimiser/milp.rules.js';
import { brokenBy, leftAfter, objectiveOf, wrongAmounts } from './portfolio-check.rules.js';
import { portfolioModel, refKey, type Variation } from './portfolio-model.rules.js';
import type { ConstraintRef, PortfolioAnswer, PortfolioProblem, Taken } from './portfolio.rules.js';

export interface Found {
  readonly outcome: MilpOutcome;
  /** Undefined: none was found. */
  readonly taken: readonly Taken[] | undefined;
  readonly growth: ReadonlyMap<string, number>;
}

export async function solveVariation(problem: PortfolioProblem, variation: Variation, solve: Solve): Promise<Found> {
  const model = portfolioModel(problem, variation);
  const outcome = await solve(model.milp);
  const { values } = outcome;
  return { outcome, taken: values && model.takenIn(values), growth: model.growthIn(values ?? []) };
}

const NOTHING = { taken: [], objective: null, bound: null, conflict: null } as const;

export async function bestSelection(problem: PortfolioProblem, solve: Solve): Promise<PortfolioAnswer> {
  const { outcome, taken } = await solveVariation(problem, {}, solve);
  const told = { nodes: outcome.nodes, seconds: outcome.seconds };
  if (outcome.status === 'INFEASIBLE') {
    return { ...NOTHING, ...told, status: 'INFEASIBLE', conflict: await conflictIn(problem, solve) };
  }
  if (taken === undefined) return { ...NOTHING, ...told, status: 'TIME_LIMIT', bound: outcome.bound ?? null };
  if (!holds(problem, taken)) return { ...NOTHING, ...told, status: 'UNVERIFIED' };
  const objective = objectiveOf(problem, idsOf(taken));
  const { bound = null } = outcome;
  // The claim of the solver alone proves nothing: its bound must leave no room for one more unit.
  const proven = outcome.status === 'OPTIMAL' && bound !== null && bound <= objective;
  const best = problem.reduction === undefined ? taken : await nearestToRequests(problem, taken, solve);
  return { ...told, status: proven ? 'OPTIMAL' : 'TIME_LIMIT', taken: best, objective, bound, conflict: null };
}

const idsOf = (taken: readonly Taken[]): string[] => taken.map(({ id }) => id);

export function holds(problem: PortfolioProblem, taken: readonly Taken[]): boolean {
  return brokenBy(problem, taken, leftAfter(problem, taken)).length === 0 && wrongAmounts(problem, taken).length === 0;
}

/** The same dossiers, with as much of what they ask as the envelopes hold: the value does not tell one reduced amount from another. */
async function nearestToRequests(problem: PortfolioProblem, taken: readonly Taken[], solve: Solve): Promise<readonly Taken[]> {
  const better = await solveVariation(problem, { seek: 'AMOUNT', exactly: idsOf(taken) }, solve);
  return better.taken !== undefined && holds(problem, better.taken) ? better.taken : taken;
}

/**
 * Constraints that no selection meets together, found by leaving out, half by half, all that the contradiction does without. What remains is
 * minimal: without any one of them some selection exists.
 */
async function conflictIn(problem: PortfolioProblem, solve: Solve): Promise<PortfolioAnswer['conflict']> {
  const without = new Set<string>();
  let minimal = true;
  const stillImpossible = async (chunk: readonly ConstraintRef[]): Promise<boolean> => {
    const fewer = new Set([...without, ...chunk.map(refKey)]);
    const { status } = (await solveVariation(problem, { seek: 'NOTHING', without: fewer }, solve)).outcome;
    if (status === 'TIME_LIMIT') minimal = false;
    return status === 'INFEASIBLE';
  };
  const reduce = async (chunk: readonly ConstraintRef[]): Promise<void> => {
    if (chunk.length === 0) return;
    if (await stillImpossible(chunk)) chunk.forEach((ref) => without.add(refKey(ref)));
    else if (chunk.length > 1) {
      const middle = Math.ceil(chunk.length / 2);
      await reduce(chunk.slice(0, middle));
      await reduce(chunk.slice(middle));
    }
  };
  const all = portfolioModel(problem).constraints;
  await reduce(all);
  return { constraints: all.filter((ref) => !without.has(refKey(ref))), minimal };
}
