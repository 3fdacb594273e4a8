/** One funder's share of an award, as the open data tells it: of legal persons alone, nothing personal. */
export interface PublishedGrant {
  /** Of the leg. */
  readonly id: string;
  readonly applicationId: string;
  readonly applicationNumber: string;
  readonly funder: { readonly name: string; readonly siret: string };
  readonly beneficiary: { readonly name: string; readonly siret: string | null; readonly rna: string | null };
  readonly department: string;
  readonly title: string;
  readonly summary: string;
  /** Number of the funder's decision. */
  readonly reference: string;
  /** Calendar days, YYYY-MM-DD. */
  readonly decidedOn: string;
  readonly notifiedOn: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** Whole share of this funder, and what it has paid of it, in cents. */
  readonly cents: bigint;
  readonly paidCents: bigint;
  /** Budget years of the share, in order. */
  readonly years: readonly number[];
  /** Legs of the same award, this one left out. */
  readonly siblings: readonly string[];
}
