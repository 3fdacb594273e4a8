// Whether a selection meets every constraint, in whole numbers and with the split of a real decision: the last word on what a solver found.

import { envelopeKey, perEnvelopeKey, totalCents, valueOf } from './portfolio-amounts.rules.js';
import type { Bounds, Candidate, ConstraintRef, PortfolioProblem, Taken } from './portfolio.rules.js';

export function objectiveOf(problem: PortfolioProblem, ids: Iterable<string>): number {
  const taken = new Set(ids);
  return problem.candidates.reduce((sum, candidate) => sum + (taken.has(candidate.id) ? valueOf(problem, candidate) : 0), 0);
}

/** What is left of each envelope after the selection, by `envelopeKey`; negative: overdrawn. */
export function leftAfter({ funders, envelopes }: PortfolioProblem, taken: readonly Taken[]): Map<string, bigint> {
  const asked = perEnvelopeKey(
    taken.map(({ years }) => years),
    funders,
  );
  const left = new Map(envelopes.map((envelope) => [envelopeKey(envelope), BigInt(envelope.leftCents)]));
  for (const [key, cents] of asked) left.set(key, (left.get(key) ?? 0n) - cents);
  return left;
}

const outside = ({ min = 0, max = Infinity }: Bounds, count: number): 'MIN' | 'MAX' | undefined =>
  count < min ? 'MIN' : count > max ? 'MAX' : undefined;

/** Constraints that the selection breaks, `left` being what it leaves (`leftAfter`); empty: it meets all of them. */
export function brokenBy(
  problem: PortfolioProblem,
  taken: readonly Pick<Taken, 'id'>[],
  left: ReadonlyMap<string, bigint>,
): ConstraintRef[] {
  const { candidates, settled, constraints } = problem;
  const ids = new Set(taken.map(({ id }) => id));
  const counted = [...settled, ...candidates.filter(({ id }) => ids.has(id))];
  const broken: ConstraintRef[] = [];
  for (const [key, cents] of left) if (cents < 0n) broken.push({ kind: 'ENVELOPE', key });
  for (const { department, ...bounds } of constraints.departments) {
    const side = outside(bounds, counted.filter((project) => project.department === department).length);
    if (side !== undefined) broken.push({ kind: `DEPARTMENT_${side}`, key: department });
  }
  for (const { axis, ...bounds } of constraints.axes) {
    const side = outside(bounds, counted.filter(({ axes }) => axes.includes(axis)).length);
    if (side !== undefined) broken.push({ kind: `AXIS_${side}`, key: axis });
  }
  const { min = 0, percent = 0 } = constraints.priority ?? {};
  const priority = counted.filter((project) => project.priority).length;
  if (priority < min) broken.push({ kind: 'PRIORITY_MIN', key: '' });
  if (100 * priority < percent * counted.length) broken.push({ kind: 'PRIORITY_SHARE', key: '' });
  for (const key of constraints.forcedIn) if (!ids.has(key)) broken.push({ kind: 'FORCED_IN', key });
  for (const key of constraints.forcedOut) if (ids.has(key)) broken.push({ kind: 'FORCED_OUT', key });
  constraints.exclusive.forEach((list, index) => {
    if (list.filter((id) => ids.has(id)).length > 1) broken.push({ kind: 'EXCLUSIVE', key: String(index) });
  });
  const { minimumObjective } = constraints;
  if (minimumObjective !== undefined && objectiveOf(problem, ids) < minimumObjective)
    broken.push({ kind: 'MINIMUM_OBJECTIVE', key: '' });
  return broken;
}

/** Amounts that the problem does not allow, by dossier: unknown or twice, more than asked, reduced without leave or below the floor. */
export function wrongAmounts(problem: PortfolioProblem, taken: readonly Taken[]): string[] {
  const known = new Map(problem.candidates.map((candidate) => [candidate.id, candidate]));
  return taken.flatMap(({ id, years }, index) => {
    const candidate = known.get(id);
    const repeated = taken.findIndex((other) => other.id === id) !== index;
    return candidate === undefined || repeated || !allowed(problem, candidate, years) ? [id] : [];
  });
}

function allowed({ reduction, stepCents }: PortfolioProblem, candidate: Candidate, years: Taken['years']): boolean {
  if (years.length !== candidate.years.length) return false;
  const pairs = candidate.years.map((asked) => ({ asked, given: years.find(({ year }) => year === asked.year)?.cents ?? -1 }));
  if (pairs.every(({ asked, given }) => asked.cents === given)) return true;
  return (
    reduction !== undefined &&
    totalCents(years) >= BigInt(candidate.floorCents ?? 0) &&
    pairs.every(
      ({ asked, given }) =>
        given <= asked.cents &&
        given % stepCents === 0 &&
        BigInt(given) * 100n >= BigInt(asked.cents) * BigInt(reduction.floorPercent),
    )
  );
}
