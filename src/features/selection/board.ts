// Everything that the jury weighs in one call, as simulations and the best selection read it. Types only.

import type { PriorityTerritories } from '../calls/call-settings.js';
import type { YearAmount } from '../applications/application-content.js';
import type { SplitFunder } from '../applications/budget.rules.js';
import type { CallOfJury } from './jury-scope.rules.js';

export interface BoardFunder extends SplitFunder {
  readonly name: string;
}

export interface BoardEnvelope {
  readonly funderCode: string;
  readonly year: number;
  readonly amount: number;
  /** Amount less what is reserved and committed, cents. */
  readonly left: number;
}

/** What the jury compares of every dossier. */
export interface ComparedDossier {
  readonly id: string;
  readonly number: string | null;
  readonly version: number;
  readonly state: string;
  readonly department: string;
  readonly title: string;
  readonly holder: string;
  /** Points of both agencies together; the common score counts for each where they agreed one. */
  readonly score: number;
  readonly committeeOpinion: string | null;
  readonly beneficiaries: number;
  readonly places: number;
  readonly axes: readonly string[];
  /** To the call's question on priority territories, when it asks one. */
  readonly answer: unknown;
}

export interface BoardDossier extends ComparedDossier {
  /** False: outside the reader's territory, or the reader has an interest in it. It counts in the totals and is shown nowhere. */
  readonly visible: boolean;
  /** All funders together, by year. */
  readonly requested: readonly YearAmount[];
  /** By the committee; empty when it proposed none. */
  readonly proposed: readonly YearAmount[];
  readonly decided: readonly YearAmount[];
}

export const LINE_STATUSES = ['IN', 'OUT', 'RESERVE'] as const;
export type LineStatus = (typeof LINE_STATUSES)[number];

export interface SimulationLine {
  readonly applicationId: string;
  readonly status: LineStatus;
  readonly reserveRank: number | null;
  /** What would be granted, by year; empty unless IN. */
  readonly years: readonly YearAmount[];
}

export interface Simulation {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly author: string;
  readonly copiedFrom: string | null;
  readonly optimisationId: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt: string | null;
  readonly lines: readonly SimulationLine[];
}

export interface Board extends CallOfJury {
  readonly callId: string;
  readonly state: string;
  readonly axes: readonly { readonly code: string }[];
  readonly priority: PriorityTerritories | null;
  readonly referenceId: string | null;
  readonly funders: readonly BoardFunder[];
  readonly envelopes: readonly BoardEnvelope[];
  readonly dossiers: readonly BoardDossier[];
  /** Those asked for, in the order asked. */
  readonly simulations: readonly Simulation[];
}
