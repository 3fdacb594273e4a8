// What a letter is made of, pinned: stored as canonical JSON beside it. Types only. Amounts are decimal strings of cents, days YYYY-MM-DD.

import type { Delegation } from '../awards/awards.rules.js';
import type { AppealKind } from '../remedies/appeal.rules.js';
import type { LetterKind } from './letter.rules.js';

export interface SignedBy {
  readonly name: string;
  readonly capacity: string;
  readonly service: string;
}

export interface GrantedPart extends SignedBy {
  readonly funder: string;
  readonly decisionNumber: string;
  readonly decidedOn: string;
  readonly years: readonly { readonly year: number; readonly cents: string }[];
}

/** The notification of a share. */
export interface ShareTold {
  readonly notifiedOn: string;
  /** 60 days to pay what waits for nothing else; essential data within three months. */
  readonly payBefore: string;
  readonly publishBefore: string;
  readonly delegation: Delegation | null;
  readonly agreementSignedOn: string | null;
  readonly order: { readonly number: string; readonly date: string; readonly authority: string } | null;
  readonly commitment: { readonly number: string; readonly date: string };
  readonly object: { readonly summary: string; readonly startsOn: string | null; readonly endsOn: string | null };
  /** A private-law holder: the law asks more of it than of a public one. */
  readonly privateHolder: boolean;
  /** Strictly above it, the essential data are published. */
  readonly publishedAboveCents: string;
  readonly payments: readonly {
    readonly year: number;
    readonly label: string;
    readonly cents: string;
    readonly expectedOn: string;
    /** What it waits for, as sentences without a capital or a full stop. */
    readonly conditions: readonly string[];
  }[];
  /** Financial reports owed, one a year. */
  readonly reports: readonly { readonly year: number; readonly dueOn: string }[];
}

/** An amendment that is refused. */
export interface AmendmentTold {
  readonly kind: 'DATES' | 'BUDGET' | 'AMOUNT' | 'HOLDER' | 'PROJECT';
  readonly askedOn: string;
  /** Funder that proposed it; null: the holder asked. */
  readonly proposer: string | null;
}

/** A termination or a withdrawal. */
export interface MeasureTold {
  readonly decisionNumber: string;
  readonly decisionDate: string;
  readonly delegation: Delegation | null;
  readonly effectiveOn: string;
  /** Of the hearing; of the request where the holder asked. */
  readonly openedOn: string;
  readonly asked: boolean;
  /** What is claimed back, and how what could be claimed was computed. */
  readonly claimCents: string;
  readonly claim: string;
}

/** An order to pay back. */
export interface RecoveryTold {
  /** What the holder quotes when it pays. */
  readonly reference: string;
  readonly orderNumber: string;
  readonly orderDate: string;
  readonly delegation: Delegation | null;
  readonly cents: string;
  readonly dueOn: string;
  /** How the sum that could be asked for was computed. */
  readonly computation: string;
}

export interface LetterData {
  readonly kind: LetterKind;
  readonly application: { readonly number: string; readonly title: string };
  readonly call: { readonly title: string };
  readonly addressee: string;
  readonly decidedOn: string;
  readonly writtenOn: string;
  readonly signedBy: SignedBy;
  readonly reasons: string;
  /** Paragraphs. */
  readonly appeal: readonly string[];
  /** Of an award, or of what is decided of one part. */
  readonly parts: readonly GrantedPart[];
  readonly requestedCents: string;
  readonly reserve: {
    readonly rank: number;
    readonly until: string;
    /** The rank that an earlier letter told. */
    readonly before?: { readonly rank: number; readonly writtenOn: string };
  } | null;
  /** What a dossier that is dismissed still lacked. */
  readonly lacking: readonly string[];
  readonly share: ShareTold | null;
  readonly amendment: AmendmentTold | null;
  readonly measure: MeasureTold | null;
  readonly recovery: RecoveryTold | null;
  readonly answered: { readonly kind: AppealKind; readonly filedOn: string } | null;
}
