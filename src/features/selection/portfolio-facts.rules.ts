// What the run tells of each dossier at no cost: exact arithmetic on the selection, no further solving.

import { brokenBy, leftAfter } from './portfolio-check.rules.js';
import { perEnvelopeKey, valueOf } from './portfolio-amounts.rules.js';
import type { Candidate, ConstraintRef, PortfolioProblem, Taken } from './portfolio.rules.js';

export interface MissingCents {
  readonly funderCode: string;
  readonly year: number;
  readonly cents: bigint;
}

export interface DossierFact {
  readonly id: string;
  readonly taken: boolean;
  readonly reduced: boolean;
  /** Granted when taken, asked otherwise. */
  readonly years: Candidate['years'];
  readonly value: number;
  /** Of a dossier left out: what each envelope lacks to add it, as it asks, to the selection. */
  readonly missing: readonly MissingCents[];
  /** Of a dossier left out: constraints that adding it, as it asks, would break. Of one taken: that it is forced in. */
  readonly because: readonly ConstraintRef[];
}

export function factsOf(problem: PortfolioProblem, taken: readonly Taken[]): DossierFact[] {
  const left = leftAfter(problem, taken);
  const inside = new Map(taken.map((own) => [own.id, own]));
  return problem.candidates.map((candidate) => {
    const { id, years } = candidate;
    const own = inside.get(id);
    const common = { id, value: valueOf(problem, candidate) };
    if (own !== undefined) {
      const because = problem.constraints.forcedIn.includes(id) ? [{ kind: 'FORCED_IN', key: id } as const] : [];
      return { ...common, taken: true, reduced: own.reduced, years: own.years, missing: [], because };
    }
    // Of the whole selection only the share of this dossier changes: hundreds of them are told at once.
    const asked = perEnvelopeKey([years], problem.funders);
    const short = new Map([...left].map(([key, cents]) => [key, cents - (asked.get(key) ?? 0n)]));
    for (const [key, cents] of asked) if (!left.has(key)) short.set(key, -cents);
    const because = brokenBy(problem, [...taken, { id }], short);
    return { ...common, taken: false, reduced: false, years, missing: missingIn(short, asked), because };
  });
}

function missingIn(left: ReadonlyMap<string, bigint>, asked: ReadonlyMap<string, bigint>): MissingCents[] {
  return [...left].flatMap(([key, cents]) => {
    const [funderCode = '', year = ''] = key.split(' ');
    return cents < 0n && (asked.get(key) ?? 0n) > 0n ? [{ funderCode, year: Number(year), cents: -cents }] : [];
  });
}
