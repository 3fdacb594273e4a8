import type { DatasetApplication } from './dataset.js';
import type { Department, Holder } from './world.js';

export interface Dossier {
  readonly data: DatasetApplication;
  readonly id: string;
  readonly holder: Holder;
  readonly department: Department;
}

/** The demo's hand on the clock. */
export interface Calendar {
  readonly goTo: (instant: string) => void;
  /** Goes there once every letter of the days before has left, and lets the server do what it does once a day or so. */
  readonly passTo: (instant: string) => Promise<void>;
}

export const centsOf = (euros: number): number => Math.round(euros * 100);

export function yearsOf(data: DatasetApplication): { year: number; cents: number }[] {
  return Object.entries(data.illustrative.yearlyEuros).map(([year, euros]) => ({ year: Number(year), cents: centsOf(euros) }));
}

export function only(dossiers: readonly Dossier[], outcome: DatasetApplication['outcome']): Dossier {
  const [found, ...others] = dossiers.filter(({ data }) => data.outcome === outcome);
  if (found === undefined || others.length > 0) throw new Error(`one dossier with outcome ${outcome} expected`);
  return found;
}

const ALIVE: readonly DatasetApplication['outcome'][] = ['RETAINED', 'REFUSED', 'RESERVE', 'COMMITTEE_DIVERGENT_THEN_REFUSED'];
export const reachesCommittee = ({ data }: Dossier): boolean => ALIVE.includes(data.outcome);
