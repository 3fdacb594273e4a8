// What an amendment says, frozen with it. Pure types: the JSON is canonical, amounts are cents as text.

import type { AmendmentKind } from './amendment.rules.js';

export interface AmendedYear {
  readonly year: number;
  readonly cents: string;
}

export interface AmendedFunder {
  readonly code: string;
  readonly name: string;
  /** False: its share is on an award order, which this decision amends. */
  readonly underAgreement: boolean;
  readonly decision: {
    readonly number: string;
    /** Day, YYYY-MM-DD. */
    readonly date: string;
    readonly authority: string;
    readonly delegation: { readonly reference: string; readonly from: string; readonly to: string } | null;
  };
  /** What is left of the share, and what it becomes; the same unless the amount is lowered. */
  readonly before: readonly AmendedYear[];
  readonly after: readonly AmendedYear[];
}

export interface AmendedText {
  readonly title: string;
  readonly summary: string | null;
  readonly object: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

export interface AmendedHolder {
  readonly name: string;
  readonly siret: string | null;
}

export interface AmendmentData {
  readonly amendmentId: string;
  readonly awardId: string;
  /** Of the award: the first that was written is 1. */
  readonly number: number;
  readonly kind: AmendmentKind;
  /** Instant, ISO 8601, UTC. */
  readonly writtenAt: string;
  readonly call: { readonly title: string; readonly edition: number };
  readonly application: { readonly number: string | null; readonly title: string };
  readonly reasons: string;
  readonly holder: AmendedHolder;
  readonly newHolder: AmendedHolder | null;
  readonly deed: string | null;
  readonly holderCeased: boolean;
  readonly before: AmendedText;
  readonly after: AmendedText;
  /** The budget as amended, line by line; empty where it stays. */
  readonly lines: readonly {
    readonly side: 'EXPENSE' | 'INCOME';
    /** Nature of an expense, family of an income. */
    readonly heading: string;
    readonly year: number;
    readonly label: string;
    readonly cents: string;
  }[];
  readonly funders: readonly AmendedFunder[];
}
