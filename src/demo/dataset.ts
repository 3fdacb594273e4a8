// The real call of 2023 in Occitanie and its results (published by the State services), with fictional dossiers for the other outcomes.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { HolderType } from '../features/calls/call-settings.js';
import { packageRoot } from './package-root.js';

export type Outcome =
  | 'RETAINED'
  | 'REFUSED'
  | 'RESERVE'
  | 'INELIGIBLE'
  | 'WITHDRAWN'
  | 'INCOMPLETE_THEN_DISMISSED'
  | 'LATE'
  | 'COMMITTEE_DIVERGENT_THEN_REFUSED';

export interface DatasetApplication {
  readonly department: string;
  readonly departmentName: string;
  readonly place: string | null;
  readonly holder: string | null;
  readonly holderType: string | null;
  readonly title: string;
  readonly axis: string | null;
  readonly outcome: Outcome;
  readonly fictional?: true;
  readonly illustrative: {
    readonly siret: string;
    readonly holderName: string;
    readonly yearlyEuros: Readonly<Record<string, number>>;
    readonly totalCostEuros: number;
  };
}

export interface Dataset {
  readonly call: {
    readonly edition: number;
    readonly title: string;
    readonly region: string;
    readonly regionName: string;
    readonly opens: string;
    readonly deadline: string;
    readonly timeZone: string;
    readonly years: readonly number[];
    readonly split: Readonly<Record<string, number>>;
    readonly maxPublicSharePercent: number;
    readonly maxMonths: number;
    readonly departments: readonly { readonly code: string; readonly name: string }[];
    readonly illustrativeEnvelopeEurosPerYear: Readonly<Record<string, number>>;
  };
  readonly expected: {
    readonly retained: number;
    readonly totalEuros: number;
    readonly stateEuros: number;
    readonly cnafEuros: number;
    readonly departmentsRepresented: number;
    readonly retainedByDepartment: Readonly<Record<string, number>>;
  };
  readonly applications: readonly DatasetApplication[];
}

export function readDataset(): Dataset {
  const file = join(packageRoot(dirname(fileURLToPath(import.meta.url))), 'src/demo/data/occitanie-2023.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Dataset;
}

/** The dataset names a type for three holders only; the others are local authorities, by their name. */
export function holderTypeOf({ holderType, fictional, illustrative: { holderName } }: DatasetApplication): HolderType {
  if (holderType === 'association' || fictional === true) return 'ASSOCIATION';
  return /communauté/i.test(holderName) ? 'EPCI' : 'COMMUNE';
}
