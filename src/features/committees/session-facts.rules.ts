import type { InDepartment, InRegion } from '../../access/policies.js';
import type { Cents } from '../../kernel/money.js';
import type { CommitteeSettings } from './committee-settings.js';
import type { Substitution } from './composition-facts.rules.js';
import { countQuorum, quorumRequired, type Mandate, type QuorumCount } from './quorum.rules.js';
import type { AttendanceMeans, SendingMeans, SessionConduct } from './session-mode.rules.js';
import type { CastBallot, CountedBallot, ItemResult, Proposal, Tally } from './tally.rules.js';
import type { BallotMode } from './voting-settings.js';

export const SESSION_STATES = ['DRAFT', 'CONVENED', 'OPEN', 'SUSPENDED', 'CLOSED', 'ADJOURNED', 'INVALID', 'CANCELLED'] as const;
export type SessionState = (typeof SESSION_STATES)[number];
/** TIED: a secret ballot whose count is closed on a tie, and which waits for the president's declared vote. */
export const ITEM_STATES = ['PENDING', 'OPEN', 'TIED', 'DECIDED', 'DEFERRED'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** A member in office at the moment of the act. */
export interface MemberFacts {
  readonly id: string;
  /** The person who holds the seat. */
  readonly personId: string;
  readonly president: boolean;
  /** Order in which vice-presidents preside when the president cannot: 1 first; null for the others. */
  readonly viceRank?: number | null;
  /** Who sits for the member in this session now (CRPA R133-3). */
  readonly substitute?: { readonly id: string; readonly personId: string } | null;
}

/** Someone registered to substitute for a member in office. */
export interface RegisteredSubstitute extends Substitution {
  readonly id: string;
  readonly memberId: string;
  readonly personId: string;
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
  /** How it is voted; says something from the opening on. */
  readonly ballotMode: BallotMode;
  readonly result: ItemResult | null;
  /** The closed count, once there is one. */
  readonly tally: Tally | null;
  /** Reserves put to the vote with the proposal. */
  readonly reserves: readonly string[];
  /** Amounts of each year that a vote on the amounts alone adopted; null: there was none. */
  readonly votedYears: readonly YearAmount[] | null;
  /** The reasons of the opinion are recorded. */
  readonly reasoned: boolean;
  /** A member asked that it be voted by itself. */
  readonly voteApart: boolean;
}

interface OnItem {
  readonly itemId: string;
}
export type ItemBallot = CountedBallot & OnItem;
export type ItemVoter = CastBallot & OnItem;

export interface SessionFacts extends InDepartment, InRegion {
  readonly id: string;
  readonly convened: boolean;
  readonly committeeId: string;
  /** Departments of the committee; `department` is the lead one. */
  readonly departments: readonly string[];
  /** The committee is in place on the day of the session: a substitute body sits for a period only. */
  readonly inPlace: boolean;
  readonly callId: string;
  readonly timeZone: string;
  readonly budgetYears: readonly number[];
  readonly scheduledAt: Date;
  readonly settings: CommitteeSettings;
  readonly conduct: SessionConduct;
  readonly secondOfId: string | null;
  /** Dossiers of the session that this one takes up again, in order. */
  readonly firstAgenda: readonly string[];
  readonly members: readonly MemberFacts[];
  /** Seats of the committee, the vacant ones included. */
  readonly openSeats: number;
  readonly substitutes: readonly RegisteredSubstitute[];
  /** Frozen at the convocation. */
  readonly membersCount: number | null;
  readonly quorumRequired: number | null;
  readonly presentIds: readonly string[];
  readonly proxies: readonly Mandate[];
  readonly items: readonly ItemFacts[];
  /** The counting ballots on the item in progress; those of a secret ballot are known to its closing alone. */
  readonly ballots: readonly ItemBallot[];
  /** Who voted in the secret ballot in progress or closed on a tie, each with whoever cast the ballot. */
  readonly secretVoters: readonly ItemVoter[];
  /** Members whose disagreement with an opinion is mentioned. */
  readonly disagreements?: readonly { readonly itemId: string; readonly memberId: string }[];
  /** The minutes are signed: nothing more is mentioned in them. */
  readonly minutesSigned?: boolean;
  /** The session adopted its ranking. */
  readonly ranked: boolean;
}

export interface YearAmount {
  readonly year: number;
  readonly cents: number;
}

export interface ConveneInput {
  readonly urgencyMotive?: string;
  /** The president's decision to hold the session at a distance or in writing, told by the secretary. */
  readonly presidentDecision?: string;
  /** Of a written deliberation: what is put to the vote on each item, announced with the convocation. */
  readonly proposals?: readonly OpenItemInput[];
}
export interface SendConvocationInput {
  readonly memberIds: readonly string[];
  readonly means: SendingMeans;
  /** Of what left by post or by hand; now unless given. ISO 8601. */
  readonly sentAt?: string;
}
export interface MemberInput {
  readonly memberId: string;
}
export interface ArrivalInput extends MemberInput {
  /** Who comes for the member. */
  readonly substituteId?: string;
  readonly means?: AttendanceMeans;
}
export interface ContributeInput {
  /** None: a remark on the session as a whole. */
  readonly itemId?: string;
  readonly text: string;
}
export interface HearInput extends ItemInput {
  readonly name: string;
  readonly capacity: string;
}
export interface EndHearingInput {
  readonly hearingId: string;
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
  /** Put to the vote with an opinion with reserves. */
  readonly reserves?: readonly string[];
  /** The committee's default unless given. */
  readonly ballotMode?: BallotMode;
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

/** Everyone with a ballot in the item's box, open or sealed. */
export function votersOn({ ballots, secretVoters }: SessionFacts, item: Pick<ItemFacts, 'id'>): ItemVoter[] {
  return [...ballots, ...secretVoters].filter(({ itemId }) => itemId === item.id);
}

/** The person in the member's chair: the member, or the substitute who came for them. */
export function sitterOf({ personId, substitute }: MemberFacts): string {
  return substitute?.personId ?? personId;
}

/** The member for whom the person sits in this session now: themself, or the one they substitute for. A substituted member does not sit. */
export function memberOf(facts: SessionFacts, personId: string): MemberFacts | undefined {
  return facts.members.find((member) => sitterOf(member) === personId);
}

export function itemOf(facts: SessionFacts, itemId: string): ItemFacts | undefined {
  return facts.items.find((item) => item.id === itemId);
}

/** The holder withdrew: the row is left as it was, because the withdrawal holds the dossier's lock and may not wait for the session's. */
export function isMoot(item: ItemFacts): boolean {
  return item.state !== 'DECIDED' && item.state !== 'DEFERRED' && item.applicationState !== 'ON_AGENDA';
}

/**
 * Members who take no part in the item: they left it, or an interest of theirs is on file whether they said so or not. A substitute brings
 * their own interests, and does not lift the member's.
 */
export function recusedFrom(facts: SessionFacts, item: ItemFacts): string[] {
  const interested = facts.members
    .filter((member) => [member.personId, sitterOf(member)].some((personId) => item.interestedPersonIds.includes(personId)))
    .map(({ id }) => id);
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

/** Not on the agenda of the session that a second one takes up: deliberated with a quorum, as anywhere else (CRPA R133-10). */
export function isAdded(facts: SessionFacts, item: Pick<ItemFacts, 'applicationId'>): boolean {
  return facts.secondOfId !== null && !facts.firstAgenda.includes(item.applicationId);
}

/** Members who must be there for one item. */
export function requiredFor(facts: SessionFacts, item: ItemFacts): number {
  return isAdded(facts, item) ? quorumRequired(facts.settings, facts.membersCount ?? facts.members.length) : requiredNow(facts);
}
