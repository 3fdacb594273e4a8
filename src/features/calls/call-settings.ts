// What a call decides for itself: no source of law settles these values, so none of them is a constant of the code.

import type { AidRegime } from '../holders/aid.rules.js';
import type { Bilingual } from '../../kernel/errors.js';
import type { AgreementModel } from './agreement-models.rules.js';
import type { Question } from './call-form.js';
import type { PaymentSettings } from './payment-settings.js';
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

export interface Labelled {
  readonly code: string;
  readonly label: string;
}

/** How a sub-criterion is scored: met or not (one point), points from 0 to a maximum, or a level of a scale. */
export const GRADINGS = ['BOOLEAN', 'POINTS', 'SCALE'] as const;
export type Grading = (typeof GRADINGS)[number];

export interface ScaleLevel extends Labelled {
  readonly points: number;
}

export interface SubCriterion extends Labelled {
  /** True: chosen by this call, where the programme's grid leaves the sub-criteria open. */
  readonly ofTheCall?: boolean;
  /** BOOLEAN when left out: "chaque sous-critère rempli donnera un point" (specification of 2023). */
  readonly grading?: Grading;
  /** Of POINTS. */
  readonly maxPoints?: number;
  /** Of SCALE, in the order shown. */
  readonly levels?: readonly ScaleLevel[];
  /** Whole number that multiplies the points, 1 when left out: a weight of one and a half against one is 3 against 2. */
  readonly weight?: number;
}

export interface Criterion extends Labelled {
  readonly sub: readonly SubCriterion[];
  /** Multiplies the points of all its sub-criteria; 1 when left out. */
  readonly weight?: number;
}

/** Points and weights are whole numbers: every total is exact. */
export interface Grid {
  readonly version: number;
  readonly criteria: readonly Criterion[];
  /** Weighted points that make a project eligible; null: the score is information, not a bar. */
  readonly threshold: number | null;
  /** True: nothing is signed before each sub-criterion has its comment. No source asks for it: false when left out. */
  readonly commentRequired?: boolean;
}

/** Whether something is owed before a dossier goes on an agenda. */
export const DEMANDS = ['REQUIRED', 'OPTIONAL'] as const;
export type Demand = (typeof DEMANDS)[number];

/** How the two agencies examine, where no source settles it. */
export interface InstructionSettings {
  /**
   * Whether a dossier needs a common score, agreed by both agencies, to go on an agenda. The programme speaks of one score a project and
   * not of how two agencies reach it: OPTIONAL when left out, and the committee then reads the two independent scores.
   */
  readonly commonScore?: Demand;
  /** Whether a divergence must have been through a conciliation first; OPTIONAL when left out: the committee reads both positions. */
  readonly conciliation?: Demand;
  /** Days to sign from the start of the examination, the last one to its end; no deadline when left out. */
  readonly signDays?: number;
  /** Days before the deadline at which the examiner is reminded; 5 when left out. */
  readonly reminderDays?: number;
  /** Days after the deadline at which the call's managers are told; 3 when left out. */
  readonly escalationDays?: number;
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
  readonly letters?: LetterSettings;
  readonly stateAid?: StateAidSettings;
  /** What the essential data of the grants say of the funders; nothing is exported without it. */
  readonly openData?: OpenDataSettings;
  readonly reserve?: ReserveSettings;
  readonly reducedAmount?: ReducedAmountSettings;
  readonly agreement?: AgreementSettings;
  readonly instruction?: InstructionSettings;
  readonly selection?: SelectionSettings;
  /** How the awards are paid; each year at once, when its share is notified, when left out. */
  readonly payments?: PaymentSettings;
  /** What a holder may change of its budget by itself; a tenth of each heading when left out. */
  readonly amendments?: AmendmentSettings;
  readonly measures?: MeasureSettings;
  /** What the holder answers to before it gives anything back; thirty days when left out. */
  readonly recoveries?: RecoverySettings;
  /** When an examiner named on a dossier says whether an interest ties them to it; BEFORE_SCORING when left out. */
  readonly interestDeclaration?: InterestDeclaration;
}

/** A heading is a nature of expenses; TOTAL: all the expenses of the year. */
export const SHIFT_BASES = ['HEADING', 'TOTAL'] as const;

/** Below which a shift between the headings of a year needs no agreement of the funders. No source gives it: customary, 10 to 20 %. */
export interface AmendmentSettings {
  /** Most that each heading of a year may move, in basis points of the base; 1000 when left out, 0: every shift is agreed. */
  readonly shiftBasisPoints?: number;
  /** HEADING when left out. */
  readonly shiftBase?: (typeof SHIFT_BASES)[number];
}

/** No source gives a time: the call's own. */
export interface RecoverySettings {
  /** Days given to the holder for its remarks on a balance, or on a sum to be given back; 30 when left out. */
  readonly remarkDays?: number;
}

/** Before the dossier opens to the examiner (the reference alone is shown until then), or before the grid is scored. */
export const INTEREST_DECLARATIONS = ['BEFORE_OPENING', 'BEFORE_SCORING'] as const;
export type InterestDeclaration = (typeof INTEREST_DECLARATIONS)[number];

/** What the jury compares beside the scores. */
export interface SelectionSettings {
  /** No source lists the priority territories (high poverty, low coverage, low take-up): the call says how it knows them, or knows none. */
  readonly priority?: PriorityTerritories;
}

export interface PriorityTerritories {
  readonly departments?: readonly string[];
  /** Choice question of the call, and its answers, that tell a priority territory. */
  readonly question?: string;
  readonly answers?: readonly string[];
}

/** What a funder that ends its share, or takes it back, owes the holder, and for how long an investment is bound. */
export interface MeasureSettings {
  /** Least days given for written remarks before a decision; 15 when left out. */
  readonly hearingDays?: number;
  /** Years after the end of the project during which an investment keeps its purpose; none when left out. */
  readonly purposeYears?: number;
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
  /** Name of the court; the one where the author of the decision sits when left out (CJA R312-1). */
  readonly court?: string;
  /** What differs for one funder: the court that judges a Caf's grant may not be the State's. */
  readonly byFunder?: readonly FunderAppeals[];
}

export interface FunderAppeals {
  readonly funderCode: string;
  /** Beside the call's `appealText`. */
  readonly text?: Bilingual;
  readonly court?: string;
  readonly courtDepartment?: string;
}

/** Who gives, as the open data names it; no source of ours holds the numbers of a funder, so the call says them. */
export interface OpenDataFunder {
  readonly funderCode: string;
  /** Official name of the body that gives. */
  readonly name: string;
  readonly siret: string;
}

export interface OpenDataSettings {
  readonly funders: readonly OpenDataFunder[];
  /** Identifier of the aid scheme, `dispositifAide` of the format. */
  readonly scheme?: string;
  /** Above which a grant is published, in cents: 23 000 € when left out (décret 2001-495, article 1). */
  readonly thresholdCents?: number;
}

/** Grants that are small aids ("de minimis"): no source says that those of a programme are, so the call says it. */
export interface StateAidSettings {
  /** Regimes that a decision may take, the one by default first. */
  readonly regimes: readonly AidRegime[];
  /** Holders that the ceilings concern: undertakings, whatever their status; all when left out or empty. */
  readonly holderTypes?: readonly HolderType[];
}

export const AWARD_LETTERS = ['JOINT', 'PER_LEG'] as const;

export interface LetterSettings {
  /** One award letter for all the funders, or one each; JOINT when left out: nothing that the funders say may then contradict. */
  readonly award?: (typeof AWARD_LETTERS)[number];
  /** Who answers for what time alone decides (a late dossier, the end of the reserve list); who published the call when left out. */
  readonly signatory?: Signatory;
}

/** Given name and name, capacity and service (CRPA L212-1, L212-2). */
export interface Signatory {
  readonly name: string;
  readonly capacity: string;
  readonly service: string;
}

/** When an agreement is owed: by the law alone, for every award, or for none (a call open to public holders alone). */
export const AGREEMENT_DEMANDS = ['BY_LAW', 'ALWAYS', 'NEVER'] as const;
/** One agreement of all the funders with the holder, or one of each. */
export const AGREEMENT_FORMS = ['TRIPARTITE', 'BILATERAL'] as const;
/** The holder signs first; then the funders in the order of the call, or as they come. */
export const SIGNING_ORDERS = ['FUNDERS_IN_ORDER', 'FUNDERS_TOGETHER'] as const;

/** What the law has an agreement say beside its object and amount (loi 2000-321, article 10): the call's own sentences. */
export interface AgreementTerms {
  readonly payment: string;
  readonly use: string;
  readonly control: string;
  readonly evaluation: string;
  /** Whether a non-profit holder keeps all or part of what it did not spend. */
  readonly unspent: string;
  /** Part of it that a non-profit holder keeps, in basis points; none when left out. */
  readonly unspentKept?: number;
}

/** How awards are put on paper. Left out: by law, tripartite, funders in order, reminded after fifteen days, without terms yet. */
export interface AgreementSettings {
  readonly required: (typeof AGREEMENT_DEMANDS)[number];
  /** Strictly above this a year and funder, a private holder's award needs one. The law's own figure when left out; never above it. */
  readonly thresholdCents?: number;
  readonly form: (typeof AGREEMENT_FORMS)[number];
  readonly order: (typeof SIGNING_ORDERS)[number];
  /** Days after which whoever holds the pen is reminded, and again after as many. */
  readonly reminderDays: number;
  readonly model: { readonly code: AgreementModel; readonly version: number };
  readonly terms?: AgreementTerms;
}
