// What a call decides for itself: no source of law settles these values, so none of them is a constant of the code.

import type { Bilingual } from '../../kernel/errors.js';
import type { Question } from './call-form.js';
import type { FileType } from '../../kernel/file-types.js';

/** Kinds of project holders; the same closed list as the organisations'. */
export const HOLDER_TYPES = ['COMMUNE', 'EPCI', 'CCAS', 'ASSOCIATION', 'COMPANY', 'MISSION_LOCALE', 'OTHER_PUBLIC'] as const;
export type HolderType = (typeof HOLDER_TYPES)[number];

/** Rule sets that may judge the applications of a call. A change of regulation adds one. */
export const RULES_VERSIONS = ['fipe-2023'] as const;
export type RulesVersion = (typeof RULES_VERSIONS)[number];
export const LATEST_RULES: RulesVersion = 'fipe-2023';

export const FUNDER_FAMILIES = ['STATE', 'FAMILY_BRANCH', 'LOCAL', 'OTHER_PUBLIC', 'PRIVATE'] as const;
export type FunderFamily = (typeof FUNDER_FAMILIES)[number];

export const OFFICER_ROLES = ['STATE_OFFICER', 'CNAF_OFFICER'] as const;
export type OfficerRole = (typeof OFFICER_ROLES)[number];

export interface Labelled {
  readonly code: string;
  readonly label: string;
}

export interface SubCriterion extends Labelled {
  /** True: chosen by this call, where the programme's grid leaves the sub-criteria open. */
  readonly ofTheCall?: boolean;
}

export interface Criterion extends Labelled {
  readonly sub: readonly SubCriterion[];
}

/** One point a sub-criterion met. */
export interface Grid {
  readonly version: number;
  readonly criteria: readonly Criterion[];
  /** Points that make a project eligible; null: the score is information, not a bar. */
  readonly threshold: number | null;
}

export interface RequiredDocument extends Labelled {
  /** Holder types that owe it; empty: all those of the call. */
  readonly holderTypes: readonly HolderType[];
  /** False: its absence never stops the file, it only delays the effect of the award (CRPA L114-5-1). */
  readonly essential: boolean;
  /** True: may be announced at the submission and sent later (a deliberation to come). */
  readonly mayFollow: boolean;
}

export interface CallSettings {
  /** Highest share of the total cost that State and Family branch may pay together, in percent. */
  readonly maxPublicSharePercent: number;
  /** Longest project, in months. */
  readonly maxMonths: number;
  readonly axes: readonly Labelled[];
  readonly holderTypes: readonly HolderType[];
  readonly requiredDocuments: readonly RequiredDocument[];
  /** Highest share of the total cost that investment may be, in percent; left out: the call sets no ceiling. */
  readonly maxInvestmentSharePercent?: number;
  /** Least and most that one project may ask of the call's funders, all years together, in cents. */
  readonly minCents?: number;
  readonly maxCents?: number;
  readonly grid: Grid;
  readonly committeeRequired: boolean;
  /** Days given to send what a file lacks. */
  readonly completionDays: number;
  /** Days before the end of that time at which the holder is reminded by itself; 5 when left out. */
  readonly reminderDays?: number;
  /** Ways and time limits of appeal, printed on every negative answer. */
  readonly appealText: Bilingual;
  /** Last day of the reserve list, YYYY-MM-DD. */
  readonly reserveExpiresOn?: string;
  /** True: a required document is a file sent here; otherwise the holder's word that it is attached is enough. */
  readonly documentsByUpload?: boolean;
  /** Kinds of files taken; all those that the application knows unless given. */
  readonly fileTypes?: readonly FileType[];
  /**
   * Seconds after the announced deadline during which a submission that arrives is still on time; its receipt says so. No source gives
   * one: 0 unless set, 900 at most. It covers the time of the transmission, which the holder does not command; it is no second deadline.
   */
  readonly graceSeconds?: number;
  /** Questions of this call, in the order in which they are asked; none when absent. */
  readonly questions?: readonly Question[];
  /** Two months of silence are a refusal toward private holders by law (CRPA L231-4, L100-3); toward public ones if the call says so. */
  readonly silence?: { readonly appliesToPublicHolders?: boolean };
  readonly appeals?: AppealSettings;
  readonly reserve?: ReserveSettings;
  readonly reducedAmount?: ReducedAmountSettings;
}

export interface ReserveSettings {
  /** What the refusal at the end of the reserve list adds to its reasons; nothing when left out. */
  readonly expiryReasons?: string;
}

export const ACCEPTANCES = ['BEFORE_DECISION', 'BEFORE_AGREEMENT'] as const;

/** What is asked of the holder when the jury selects a dossier below its request. Left out: BEFORE_AGREEMENT, 30 days. */
export interface ReducedAmountSettings {
  /**
   * BEFORE_DECISION: the offer opens with the selection, and no funder decides until the holder accepts. BEFORE_AGREEMENT: it opens once
   * both funders have decided, so that nothing of the selection is told before the decision (CRPA L311-2).
   */
  readonly acceptance: (typeof ACCEPTANCES)[number];
  /** Days given to accept, the last one included. */
  readonly days: number;
}

/** How the time limits of appeal are counted, where the texts at hand leave a choice. */
export interface AppealSettings {
  /** True: clear days (délai franc), the day after the last one still counts. Two months from date to date when left out. */
  readonly clearDays?: boolean;
  /** Whether a limit that ends on a Saturday, a Sunday or a public holiday moves to the next working day; true when left out. */
  readonly nextWorkingDay?: boolean;
  /** Department where the court sits, for the extra month overseas (CJA R421-7); the dossier's when left out. */
  readonly courtDepartment?: string;
}
