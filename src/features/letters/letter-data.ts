// What a letter is made of, pinned: stored as canonical JSON beside it. Types only. Amounts are decimal strings of cents, days YYYY-MM-DD.

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
  /** Of an award, or of the refusal of one part. */
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
  readonly answered: { readonly kind: AppealKind; readonly filedOn: string } | null;
}
