// What the system says once both funders have decided, compared with the published result.

import { callAt, cofundingOf } from './addresses.js';
import type { Problem } from './client.js';
import type { Dataset } from './dataset.js';
import type { Dossier } from './dossier.js';
import { allApplications, allAwards } from './funding.js';
import { linesOf, type Told } from './told.js';
import { checkTold } from './told-checks.js';
import type { Studied } from './optimum.js';
import type { Checks, Counts, Refusals } from './report.js';
import { tables } from './tables.js';
import type { World } from './world.js';

export interface Results {
  /** Applications by state. */
  readonly states: Counts;
  readonly retained: number;
  /** Awards by department. */
  readonly departments: Counts;
  readonly totalCents: number;
  /** Committed, by code of the funder. */
  readonly funderCents: Counts;
  readonly cofunding: unknown;
  readonly awards: unknown;
  readonly refusals: Refusals;
  readonly jury: JuryResults;
}

/** Points of the jury's choice and of the optimum, among all dossiers and among those that the committees favour. */
export type JuryResults = Readonly<Record<keyof Studied, { readonly choice: number; readonly optimum: number | null }>>;

/** The results, and what is printed of them. */
export interface Published {
  readonly printed: readonly string[];
  readonly results: Results;
}

/** Final state of each outcome of the dataset. */
const FINAL: Readonly<Record<Dossier['data']['outcome'], string>> = {
  RETAINED: 'AWARDED',
  REFUSED: 'REFUSED',
  COMMITTEE_DIVERGENT_THEN_REFUSED: 'REFUSED',
  RESERVE: 'RESERVE',
  INELIGIBLE: 'INELIGIBLE',
  WITHDRAWN: 'WITHDRAWN',
  INCOMPLETE_THEN_DISMISSED: 'DISMISSED',
  LATE: 'LATE',
};

export async function summarise(
  checks: Checks,
  world: World,
  { expected }: Dataset,
  dossiers: readonly Dossier[],
  callId: string,
  { refusals, told }: { readonly refusals: Refusals; readonly told: Told },
): Promise<Published> {
  const applications = await allApplications(world);
  const awards = await allAwards(world);
  const cofunding = await world.auditor.get(cofundingOf(callId));
  const call = await world.auditor.get(callAt(callId));
  const departments = countBy(awards.map(({ department }) => department));
  const totalCents = awards.reduce((sum, { total }) => sum + total.cents, 0);
  const funderCents = Object.fromEntries(cofunding.funders.map(({ code, committed }) => [code, committed.cents]));
  const stateOf = new Map(applications.map(({ id, state }) => [id, state]));
  const broken = ({ reasons = [] }: Problem): string[] => [...new Set(reasons.map(({ rule }) => rule))];

  const pointers = ({ conflicts = [] }: Problem): string[] => conflicts.map(({ pointer }) => pointer);

  checks.equal('état de l’appel', call.state, 'RESULTS_PUBLISHED');
  checks.equal('projets retenus', awards.length, expected.retained);
  checks.equal('montant total (centimes)', totalCents, expected.totalEuros * 100);
  checks.equal('part de l’État (centimes)', funderCents.STATE, expected.stateEuros * 100);
  checks.equal('part de la Cnaf (centimes)', funderCents.CNAF, expected.cnafEuros * 100);
  checks.equal('parité des financeurs', cofunding.parity.equal, true);
  for (const { applicationNumber, equal } of awards) checks.equal(`moitiés égales (${applicationNumber ?? ''})`, equal, true);
  checks.equal('départements représentés', Object.keys(departments).length, expected.departmentsRepresented);
  checks.equal('projets par département', departments, sorted(expected.retainedByDepartment));
  for (const { id, data } of dossiers) checks.equal(`« ${data.title} »`, stateOf.get(id), FINAL[data.outcome]);
  checks.equal('champ écrit par deux personnes montré', pointers(refusals.both), ['/partners']);
  checks.equal('dépôt tardif refusé', broken(refusals.late), ['callIsOpen']);
  checks.equal('vote d’un membre déporté refusé', broken(refusals.recused), ['notRecused']);
  checks.equal('écart à l’optimum sans motif refusé', broken(refusals.unexplained), ['referenceDepartureExplained']);
  checks.equal('attribution au-delà de l’enveloppe refusée', broken(refusals.beyond), ['envelopeHolds']);
  await checkTold(checks, world, told);

  const states = countBy(applications.map(({ state }) => state));
  const { open, favoured } = told.selected.studied;
  const jury = {
    open: { choice: open.choice, optimum: open.run.objective },
    favoured: { choice: favoured.choice, optimum: favoured.run.objective },
  };
  return {
    printed: [
      tables({ states, awards, cofunding, refusals, nameOf: (code) => world.departments.get(code)?.name ?? '' }),
      ...linesOf(told),
    ],
    results: {
      states,
      retained: awards.length,
      departments,
      totalCents,
      funderCents,
      cofunding,
      awards,
      refusals,
      jury,
    },
  };
}

function countBy(keys: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return sorted(counts);
}

/** Compared as text: the keys that look like integers stay before « 09 » on both sides. */
function sorted(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
}
