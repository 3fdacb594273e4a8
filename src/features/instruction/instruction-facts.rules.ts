// What the rules of an instruction read. Plain data: loaded under lock for an act, without locks for a screen.

import type { Role } from '../../kernel/actor.js';
import type { Cents } from '../../kernel/money.js';
import type { Territory } from '../../kernel/territory.js';
import { covers } from '../../kernel/territory.js';
import type { AgencyKind } from '../applications/application-content.js';
import type { Grid, InstructionSettings } from '../calls/call-settings.js';
import type { ScoreSheet } from './grid.rules.js';
import type { ReminderKind } from './signing-deadline.rules.js';

export const AGENCY_KINDS: readonly AgencyKind[] = ['CAF', 'DDETS'];

/** The role with which each agency examines. */
export const EXAMINING_ROLE = { CAF: 'CAF_INSTRUCTOR', DDETS: 'DDETS_INSTRUCTOR' } as const satisfies Record<AgencyKind, Role>;

export const otherAgency = (kind: AgencyKind): AgencyKind => (kind === 'CAF' ? 'DDETS' : 'CAF');

export const INSTRUCTION_STATES = ['PENDING', 'ASSIGNED', 'IN_PROGRESS', 'SIGNED', 'CLOSED'] as const;
export type InstructionState = (typeof INSTRUCTION_STATES)[number];

/** A grant of the examining role, with its period: in force or not at a given moment. */
export interface Mandate {
  readonly territory: string;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
}

/** The person whom an assignment names, as the database knows them. */
export interface Candidate {
  readonly personId: string;
  readonly mandates: readonly Mandate[];
  /** Whether the person acts for the organisation that holds the dossier. */
  readonly actsForHolder: boolean;
  /** Declared and not ended early, past ones included. */
  readonly absences?: readonly Period[];
}

/** A time during which a person is away. */
export interface Period {
  readonly startsAt: Date;
  /** Excluded. */
  readonly endsAt: Date;
}

export interface YearCents {
  readonly year: number;
  readonly cents: Cents;
}

export interface InstructionFacts {
  readonly id: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly agencyKind: AgencyKind;
  readonly state: InstructionState;
  readonly department: string;
  readonly region: string;
  readonly organisationId: string;
  readonly applicationState: string;
  /** Number of the dossier's examination that this row belongs to. */
  readonly examination: number;
  readonly everSubmitted: boolean;
  readonly interestedPersonIds: readonly string[];
  readonly undeclaredPersonIds?: readonly string[];
  /** An appeal has begun another examination since. */
  readonly ofPastExamination?: boolean;
  readonly examinerId: string | null;
  /** Grants of the examining role held by the examiner, past ones included. */
  readonly examinerMandates: readonly Mandate[];
  /** Absences of the examiner, declared and not ended early. */
  readonly examinerAbsences?: readonly Period[];
  readonly otherState: InstructionState | null;
  readonly otherExaminerId: string | null;
  readonly grid: Grid;
  readonly sheet: ScoreSheet | null;
  readonly budgetYears: readonly number[];
  /** Asked of the call's funders, per year. */
  readonly requested: readonly YearCents[];
  /** In the call's order: the first one gets the odd cent. */
  readonly funders: readonly { readonly code: string; readonly weight: number }[];
  readonly timeZone: string;
  readonly settings: InstructionSettings;
  /** Start of the examination in progress; null before it and once both agencies have signed. */
  readonly examiningSince: Date | null;
  /** What the clock has sent about the deadline. */
  readonly sent: readonly ReminderKind[];
  /** Loaded for an assignment only: the person named, or the one that the workloads point to. */
  readonly candidate?: Candidate;
}

export function inForce(mandates: readonly Mandate[], department: string, now: Date): boolean {
  return mandates.some(
    ({ territory, startsAt, endsAt }) =>
      covers(territory as Territory, department) && startsAt <= now && (endsAt === null || endsAt > now),
  );
}

export const bothSigned = (facts: Pick<InstructionFacts, 'state' | 'otherState'>): boolean =>
  facts.state === 'SIGNED' && facts.otherState === 'SIGNED';
