// What an agreement says, frozen with it. Pure types: the JSON is canonical, amounts are cents as text.

export interface AgreementYear {
  readonly year: number;
  readonly cents: string;
}

export interface AgreementFunder {
  readonly code: string;
  readonly name: string;
  readonly decision: {
    readonly number: string;
    /** Day, YYYY-MM-DD. */
    readonly date: string;
    readonly authority: string;
    readonly delegation: { readonly reference: string; readonly from: string; readonly to: string } | null;
  };
  readonly years: readonly AgreementYear[];
  readonly totalCents: string;
}

export interface AgreementData {
  readonly agreementId: string;
  readonly awardId: string;
  /** Instant, ISO 8601, UTC. */
  readonly draftedAt: string;
  readonly form: 'TRIPARTITE' | 'BILATERAL';
  readonly model: { readonly code: string; readonly version: number };
  readonly call: { readonly title: string; readonly edition: number };
  readonly application: { readonly number: string | null; readonly title: string; readonly submittedVersion: number };
  readonly holder: {
    readonly name: string;
    readonly siret: string | null;
    readonly rna: string | null;
    readonly holderType: string;
  };
  readonly object: {
    readonly summary: string;
    readonly place: string | null;
    readonly targetPublic: string | null;
    readonly startsOn: string | null;
    readonly endsOn: string | null;
  };
  /** Of the plan that the award is paid on: the holder's own for a lower amount, else the submitted one. */
  readonly budget: readonly { readonly year: number; readonly expensesCents: string; readonly grantedCents: string }[];
  /** The plan is the one that the holder accepted a lower amount with. */
  readonly planAccepted: boolean;
  readonly funders: readonly AgreementFunder[];
  readonly totalCents: string;
  readonly terms: {
    readonly payment: string;
    readonly use: string;
    readonly control: string;
    readonly evaluation: string;
    readonly unspent: string;
    /** Part of it that a non-profit holder keeps, in basis points; left out: none. */
    readonly unspentKept?: number;
  };
  readonly republicanContract: boolean;
}
