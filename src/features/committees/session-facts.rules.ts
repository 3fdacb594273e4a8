import type { InDepartment, InRegion } from '../../access/policies.js';
import type { Cents } from '../../kernel/money.js';
import type { CommitteeSettings } from './committee-settings.js';
import { countQuorum, type Mandate, type QuorumCount } from './quorum.rules.js';
import type { CountedBallot, Proposal } from './tally.rules.js';

export const SESSION_STATES = ['DRAFT', 'CONVENED', 'OPEN', 'CLOSED', 'ADJOURNED', 'CANCELLED'] as const;
export type SessionState = (typeof SESSION_STATES)[number];
export const ITEM_STATES = ['PENDING', 'OPEN', 'DECIDED', 'DEFERRED'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** A member in office at the moment of the act. */
export interface MemberFacts {
  readonly id: string;
  readonly personId: string;
  readonly president: boolean;
}

export interface ItemFacts {
  readonly id: string;
  readonly applicationId: string;
  readonly position: number;
  readonly state: ItemState;
  readonly version: number;
  readonly applicationState: string;
  readonly divergent: boolean;
  /** How many agencies' signed positions are on file (two make a divergence readable). */
  readonly signedPositions: number;
  /** The call asks for a common score, and none is agreed. */
  readonly commonScoreMissing: boolean;
  /** The call asks for a conciliation of divergences, and this one is not concluded. */
  readonly conciliationMissing: boolean;
  readonly requestedYears: readonly { readonly year: number; readonly cents: Cents }[];
  readonly proposal: Proposal | null;
  /** Members who left the item. */
  readonly recusedIds: readonly string[];
  /** Persons with a recorded interest in the dossier, and those who act for its holder. */
  readonly interestedPersonIds: readonly string[];
}

export interface ItemBallot extends CountedBallot {
  readonly itemId: string;
}

export interface SessionFacts extends InDepartment, InRegion {
  readonly id: string;
  readonly convened: boolean;
  readonly committeeId: string;
  readonly callId: string;
  readonly timeZone: string;
  readonly budgetYears: readonly number[];
  readonly scheduledAt: Date;
  readonly settings: CommitteeSettings;
  readonly secondOfId: string | null;
  /** Dossiers of the session that this one takes up again, in order. */
  readonly firstAgenda: readonly string[];
  readonly members: readonly MemberFacts[];
  /** Frozen at the convocation. */
  readonly membersCount: number | null;
  readonly quorumRequired: number | null;
  readonly presentIds: readonly string[];
  readonly proxies: readonly Mandate[];
  readonly items: readonly ItemFacts[];
  /** Ballots on the item in progress. */
  readonly ballots: readonly ItemBallot[];
}

export interface YearAmount {
  readonly year: number;
  readonly cents: number;
}

export interface ConveneInput {
  readonly urgencyMotive?: string;
}
export interface MemberInput {
  readonly memberId: string;
}
export interface ProxyInput {
  readonly giverId?: string;
  readonly holderId: string;
}
export interface ItemInput {
  readonly itemId: string;
}
export interface RecuseInput extends ItemInput, MemberInput {
  readonly reason: string;
  /** False when the member leaves the item for another cause than an interest of their own. */
  readonly personalInterest?: boolean;
}
export interface OpenItemInput extends ItemInput {
  readonly proposal: Proposal;
  readonly years?: readonly YearAmount[];
}
export interface VoteInput extends ItemInput {
  readonly choice: CountedBallot['choice'];
  readonly forMemberId?: string;
}
export interface ReasonsInput {
  readonly reasons: string;
}

export function president(facts: SessionFacts): MemberFacts | undefined {
  return facts.members.find((member) => member.president);
}

export function memberOf(facts: SessionFacts, personId: string): MemberFacts | undefined {
  return facts.members.find((member) => member.personId === personId);
}

export function itemOf(facts: SessionFacts, itemId: string): ItemFacts | undefined {
  return facts.items.find((item) => item.id === itemId);
}

/** The holder withdrew: the row is left as it was, because the withdrawal holds the dossier's lock and may not wait for the session's. */
export function isMoot(item: ItemFacts): boolean {
  return item.state !== 'DECIDED' && item.state !== 'DEFERRED' && item.applicationState !== 'ON_AGENDA';
}

/** Members who take no part in the item: they left it, or an interest of theirs is on file whether they said so or not. */
export function recusedFrom(facts: SessionFacts, item: ItemFacts): string[] {
  const interested = facts.members.filter(({ personId }) => item.interestedPersonIds.includes(personId)).map(({ id }) => id);
  return [...new Set([...item.recusedIds, ...interested])];
}

/** The quorum now: of the session, or of one item, without those recused from it. */
export function quorumNow(facts: SessionFacts, item?: ItemFacts): QuorumCount {
  const ids = facts.members.map(({ id }) => id);
  return countQuorum(ids, facts.presentIds, facts.proxies, item === undefined ? [] : recusedFrom(facts, item));
}

/** Members who must be there: none in a second session; before the convocation nothing is frozen and nothing is asked. */
export function requiredNow(facts: SessionFacts): number {
  return facts.secondOfId === null ? (facts.quorumRequired ?? 0) : 0;
}
