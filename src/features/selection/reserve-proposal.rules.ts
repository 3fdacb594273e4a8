// What the guards of a proposal judge, and the guards. Freed credits propose; only the jury selects.

import type { ScopedApplication } from '../../access/application-scope.js';
import type { InRegion } from '../../access/policies.js';
import type { Guard } from '../../kernel/machine.js';
import { label, written } from '../../kernel/reasons.js';
import type { WithReasons } from '../applications/processing.rules.js';
import { envelopeShortfalls, type EnvelopeLine, type EnvelopeRow } from '../calls/envelopes.rules.js';

export const RESERVE_PROPOSAL_STATES = ['DRAFT', 'PROPOSED', 'TAKEN', 'PASSED_OVER', 'LAPSED'] as const;
export type ReserveProposalState = (typeof RESERVE_PROPOSAL_STATES)[number];
export type ReserveProposalEvent = 'propose' | 'take' | 'passOver' | 'lapse';

/** `state` and the scope are the application's: a proposal is seen by who selects it. */
export interface ReserveProposalFacts extends ScopedApplication, InRegion {
  readonly applicationId: string;
  readonly callId: string;
  readonly rank: number;
  /** What freed the credits. */
  readonly cause: string;
  readonly causeId: string;
  /** What was asked, by funder and year. */
  readonly shares: readonly EnvelopeLine[];
  /** Loaded, locked, for the proposal alone. */
  readonly envelopes: readonly EnvelopeRow[];
}

type Rule<I = never> = Guard<ReserveProposalFacts, I>;

export const onReserve: Rule = {
  name: 'onReserve',
  label: label('dossier sur la liste de réserve', 'application on the reserve list'),
  check: ({ facts }) =>
    facts.state === 'RESERVE'
      ? undefined
      : label('Le dossier n’est pas sur la liste de réserve.', 'The application is not on the reserve list.'),
};

export const fitsEveryEnvelope: Rule = {
  name: 'fitsEveryEnvelope',
  label: label('enveloppe de chaque financeur et année suffisante', 'envelope of each funder and year holds it'),
  check: ({ facts: { envelopes, shares } }) => envelopeShortfalls(envelopes, shares),
};

export const selected: Rule = {
  name: 'selected',
  label: label('dossier retenu par le jury', 'application selected by the jury'),
  check: ({ facts }) =>
    facts.state === 'SHORTLISTED' ? undefined : label('Le jury n’a pas retenu le dossier.', 'The jury has not selected it.'),
};

export const passingOverExplained: Rule<WithReasons> = written('reasons', {
  name: 'passingOverExplained',
  label: label('motif écrit de passer le rang', 'written reasons to pass over the rank'),
  message: label('Écrivez pourquoi ce rang est passé.', 'Write why this rank is passed over.'),
});
