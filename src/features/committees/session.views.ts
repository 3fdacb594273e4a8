import { AnyJson, Bool, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { ActionView, MoneyView, PageInfo } from '../../platform/http/views.js';
import { ApplicationReferenceView } from '../applications/application-reference.view.js';
import { MemberView } from './committee.views.js';
import { SessionConductView } from './conduct.views.js';
import { ATTENDANCE_MEANS, type AttendanceMeans } from './session-mode.rules.js';
import { ITEM_STATES, SESSION_STATES, type ItemState, type SessionState } from './session-facts.rules.js';
import { CHOICES, ITEM_RESULTS, PROPOSALS, type Choice, type ItemResult, type Proposal } from './tally.rules.js';
import { BALLOT_MODES, type BallotMode } from './voting-settings.js';

export class SessionSubstituteView {
  @Uuid()
  id!: string;
  @Text({ max: 200, example: 'Alix Martin' })
  name!: string;
  @Text({ max: 300, example: 'Adjointe au maire de Muret' })
  capacity!: string;
}

export class SessionMemberView extends MemberView {
  @Bool({ description: 'In the room now, in person or by a substitute.' })
  present!: boolean;
  @Nested(() => SessionSubstituteView, { nullable: true, description: 'Who came for the member (CRPA R133-3).' })
  substitute!: SessionSubstituteView | null;
}

export class SessionAttendanceView {
  @Uuid()
  memberId!: string;
  @Uuid({ nullable: true, description: 'Who came for the member.' })
  substituteId!: string | null;
  @Instant()
  arrivedAt!: string;
  @Instant({ nullable: true })
  leftAt!: string | null;
  @OneOf(ATTENDANCE_MEANS, { description: 'WRITTEN: took part in a written deliberation, from then on.' })
  means!: AttendanceMeans;
}

export class SessionProxyView {
  @Uuid()
  giverId!: string;
  @Uuid()
  holderId!: string;
}

export class SessionQuorumView {
  @Int({
    min: 0,
    max: 500,
    nullable: true,
    description: 'Members composing the committee, frozen at the convocation.',
    example: 41,
  })
  membersCount!: number | null;
  @Int({ min: 0, max: 500, nullable: true, description: 'Members needed; 0 in a second session.', example: 21 })
  required!: number | null;
  @Int({ min: 0, max: 500, example: 20 })
  present!: number;
  @Int({ min: 0, max: 500, description: 'Absent members whose mandate is held by someone present.', example: 1 })
  represented!: number;
  @Bool()
  reached!: boolean;
}

export class SessionYearView {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class SessionTallyView {
  @Int({ min: 0, max: 500, example: 12 })
  for!: number;
  @Int({ min: 0, max: 500, example: 12 })
  against!: number;
  @Int({ min: 0, max: 500, example: 0 })
  abstain!: number;
  @Int({ min: 0, max: 500, example: 0 })
  blank!: number;
  @Int({ min: 0, max: 500, description: 'Among which the majority is looked for.', example: 24 })
  cast!: number;
  @Bool()
  tie!: boolean;
  @Bool()
  adopted!: boolean;
  @Bool({ description: 'A casting vote broke the tie.' })
  castingVote!: boolean;
}

export class SessionBallotView {
  @Uuid()
  memberId!: string;
  @Uuid({ description: 'The member, or the holder of the member’s mandate.' })
  castById!: string;
  @OneOf(CHOICES)
  choice!: Choice;
}

export class SessionOpinionView {
  @Text({ max: 10_000, example: 'Projet pertinent au regard du diagnostic des besoins du territoire.' })
  reasons!: string;
  @TextList({ max: 20, itemMax: 2000 })
  reserves!: string[];
  @Instant()
  recordedAt!: string;
}

export class SessionItemView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 1000, example: 1 })
  position!: number;
  @OneOf(ITEM_STATES)
  state!: ItemState;
  @Int({ min: 1, max: 1_000_000, description: 'What If-Match is compared with on a vote.' })
  version!: number;
  @Bool({ description: 'The caller takes no part in this item: its dossier, positions and votes are hidden.', example: false })
  recused!: boolean;
  @Bool({ description: 'New in a second session: it needs a quorum (CRPA R133-10).', example: false })
  added!: boolean;
  @Bool({ description: 'The holder withdrew before the item was decided: it is passed over.', example: false })
  withdrawn!: boolean;
  @Nested(() => ApplicationReferenceView, { nullable: true })
  application!: ApplicationReferenceView | null;
  @Bool({ nullable: true, description: 'The two agencies’ opinions diverge.' })
  divergent!: boolean | null;
  @AnyJson({
    nullable: true,
    description: 'Both agencies’ positions, and the experts’ opinions, as they stood at the convocation.',
  })
  positions!: object | null;
  @OneOf(PROPOSALS, { nullable: true })
  proposal!: Proposal | null;
  @NestedList(() => SessionYearView, { max: 10 })
  proposedYears!: SessionYearView[];
  @OneOf(BALLOT_MODES, { nullable: true, description: 'How it is voted; null before it is put to the vote.' })
  ballotMode!: BallotMode | null;
  @TextList({ max: 20, itemMax: 2000, description: 'Reserves put to the vote.' })
  reserves!: string[];
  @Bool({ description: 'A member asked that it be voted by itself.', example: false })
  voteApart!: boolean;
  @OneOf(ITEM_RESULTS, { nullable: true })
  result!: ItemResult | null;
  @Nested(() => SessionTallyView, { nullable: true })
  tally!: SessionTallyView | null;
  @Int({ min: 0, max: 500, description: 'Members who voted so far; voices counted by hands.', example: 24 })
  ballotsCast!: number;
  @NestedList(() => SessionBallotView, {
    max: 500,
    description: 'Who voted what, once the item is decided; none of a secret ballot or of a show of hands.',
  })
  ballots!: SessionBallotView[];
  @Nested(() => SessionOpinionView, { nullable: true, description: 'Why the committee gave its opinion.' })
  opinion!: SessionOpinionView | null;
  @Int({ min: 1, max: 1000, nullable: true, description: 'In the ranking that the session adopted.', example: 1 })
  rank!: number | null;
  @TextList({ max: 500, itemMax: 36 })
  recusedMemberIds!: string[];
  @Text({ max: 5000, nullable: true })
  deferReasons!: string | null;
  @Instant({ nullable: true })
  openedAt!: string | null;
  @Instant({ nullable: true })
  closedAt!: string | null;
}

export class SessionSummaryView {
  @Uuid()
  id!: string;
  @Uuid()
  committeeId!: string;
  @Text({ max: 300, example: 'Comité départemental des services aux familles' })
  committeeName!: string;
  @Uuid()
  callId!: string;
  @Text({ max: 3, example: '31' })
  department!: string;
  @OneOf(SESSION_STATES)
  state!: SessionState;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @Instant()
  scheduledAt!: string;
  @Text({ max: 300, example: 'Préfecture, salle Garonne' })
  place!: string;
  @Uuid({ nullable: true, description: 'The adjourned session that this one takes up again.' })
  secondOfId!: string | null;
  @Text({ max: 300, nullable: true, description: 'Who holds the next move.' })
  waitingOn!: string | null;
  @Int({ min: 0, max: 1000, description: 'Dossiers on the agenda.', example: 3 })
  itemsCount!: number;
}

export class SessionView extends SessionSummaryView {
  @Instant({ nullable: true })
  convenedAt!: string | null;
  @Text({ max: 2000, nullable: true })
  urgencyMotive!: string | null;
  @Instant({ nullable: true })
  openedAt!: string | null;
  @Instant({ nullable: true })
  closedAt!: string | null;
  @Text({ max: 5000, nullable: true })
  cancelReasons!: string | null;
  @Uuid({ nullable: true, description: 'The second session that takes this one up again.' })
  secondId!: string | null;
  @Nested(() => SessionQuorumView)
  quorum!: SessionQuorumView;
  @NestedList(() => SessionMemberView, { max: 500, description: 'Members in office.' })
  members!: SessionMemberView[];
  @NestedList(() => SessionAttendanceView, { max: 5000 })
  attendance!: SessionAttendanceView[];
  @NestedList(() => SessionProxyView, { max: 500 })
  proxies!: SessionProxyView[];
  @NestedList(() => SessionItemView, { max: 100 })
  items!: SessionItemView[];
  @Nested(() => SessionConductView)
  conduct!: SessionConductView;
  @NestedList(() => ActionView, { max: 50 })
  actions!: ActionView[];
}

export class SessionPageView {
  @NestedList(() => SessionSummaryView, { max: 100 })
  items!: SessionSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

/** What a voter gets back: proof of the ballot, under the item's version. A later one replaces it until the closing. */
export class SessionBallotReceiptView extends SessionBallotView {
  @Uuid()
  itemId!: string;
  @Int({ min: 1, max: 1_000_000 })
  itemVersion!: number;
  @Int({ min: 1, max: 1_000_000, description: 'The member’s first ballot on the item is 1; the last one counts.', example: 1 })
  revision!: number;
  @Instant()
  castAt!: string;
}

/** What a voter gets back from a secret ballot: that it was taken, and nothing of what it says. */
export class SessionSecretReceiptView {
  @Uuid()
  itemId!: string;
  @Uuid()
  memberId!: string;
  @Uuid({ description: 'The member, or the holder of the member’s mandate.' })
  castById!: string;
  @Int({ min: 1, max: 1_000_000 })
  itemVersion!: number;
}
