import { Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { ActionView, PageInfo } from '../../platform/http/views.js';
import { NegativeAnswerView, StagedAmountView } from '../applications/applications.views.js';
import { SILENCE_STATES } from '../applications/silence-state.rules.js';
import { InstructionView } from '../instruction/instruction.views.js';
import {
  APPEAL_KINDS,
  APPEAL_STATES,
  APPEALABLE,
  OUTCOMES,
  type AppealKind,
  type AppealState,
  type Outcome,
} from './appeal.rules.js';
import { COURT_STATES } from './time-limits.rules.js';

const EXCEPTION_STATES = ['DRAFT', 'OPEN', 'GRANTED', 'REJECTED'] as const;

export class SignatureView {
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Text({ max: 200, example: 'État' })
  funderName!: string;
  @Instant({ nullable: true, description: 'Null: not signed yet.' })
  signedAt!: string | null;
  @Uuid({ nullable: true, description: 'Who signed; not shown to the holder.' })
  signedBy!: string | null;
}

export class LateExceptionView {
  @Uuid()
  id!: string;
  @Uuid()
  applicationId!: string;
  @OneOf(EXCEPTION_STATES)
  state!: string;
  @Text({ max: 100, example: 'À signer par les financeurs' })
  stateLabel!: string;
  @Int({ min: 1, max: 1_000_000, example: 1 })
  version!: number;
  @Text({ max: 5000, nullable: true, description: 'Not shown to the holder.' })
  reasons!: string | null;
  @Instant()
  openedAt!: string;
  @Instant({ nullable: true })
  closedAt!: string | null;
  @Text({ max: 5000, nullable: true, description: 'Reasons of a rejection.' })
  rejectionReasons!: string | null;
  @NestedList(() => SignatureView, { max: 20, description: 'One line a funder of the call.' })
  signatures!: SignatureView[];
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
}

export class LateExceptionListView {
  @NestedList(() => LateExceptionView, { max: 100, description: 'Oldest first.' })
  items!: LateExceptionView[];
}

export class AppealSummaryView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 1_000_000, example: 1 })
  version!: number;
  @Uuid()
  applicationId!: string;
  @Text({ max: 40, nullable: true, example: '2023-11-00007' })
  applicationNumber!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Uuid()
  callId!: string;
  @Text({ max: 3, example: '11' })
  department!: string;
  @OneOf(APPEAL_KINDS)
  kind!: AppealKind;
  @OneOf(APPEALABLE, { description: 'Decision that it is against.' })
  against!: string;
  @Int({ min: 1, max: 100, description: 'Examination which that decision ended.', example: 1 })
  examination!: number;
  @OneOf(APPEAL_STATES)
  state!: AppealState;
  @Instant()
  filedAt!: string;
  @Instant({ description: 'Last instant before silence rejects it (CRPA L411-7).' })
  silenceAt!: string;
  @Instant({ nullable: true })
  closedAt!: string | null;
}

export class AppealListView {
  @NestedList(() => AppealSummaryView, { max: 100, description: 'Oldest first.' })
  items!: AppealSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ProposalView {
  @OneOf(['CAF', 'DDETS'])
  agency!: string;
  @OneOf(OUTCOMES)
  outcome!: Outcome;
  @Text({ max: 5000 })
  reasons!: string;
  @Instant()
  at!: string;
}

export class AppealDecisionView {
  @OneOf(OUTCOMES)
  outcome!: Outcome;
  @Text({ max: 5000 })
  reasons!: string;
  @Text({ max: 5000, min: 0, description: 'Ways and time limits of appeal against a rejection.' })
  appeal!: string;
  @Text({ max: 60, example: 'callManager' })
  capacity!: string;
  @Instant()
  date!: string;
}

export class AppealView extends AppealSummaryView {
  @Text({ max: 100, example: 'Déposé' })
  stateLabel!: string;
  @Text({ max: 20_000 })
  grounds!: string;
  @Nested(() => ProposalView, { nullable: true, description: 'First agency’s position; not shown to the holder.' })
  proposal!: ProposalView | null;
  @Nested(() => AppealDecisionView, { nullable: true })
  decision!: AppealDecisionView | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
}

export class SuspensionView {
  @Instant()
  from!: string;
  @Instant({ nullable: true, description: 'End, known or planned.' })
  to!: string | null;
}

export class SilenceLimitView {
  @OneOf(SILENCE_STATES)
  state!: string;
  @Instant({ nullable: true, description: 'Last instant before silence is a refusal (CRPA L231-4).' })
  expiresAt!: string | null;
  @Text({ max: 200, nullable: true, example: '31 octobre 2023 à 23:59 (heure de Paris)' })
  legalTime!: string | null;
  @NestedList(() => SuspensionView, { max: 100, description: 'Times given to complete the dossier (CRPA L114-5).' })
  suspensions!: SuspensionView[];
  @Instant({ nullable: true, description: 'When the implicit refusal was recorded.' })
  recordedAt!: string | null;
  @Text({ max: 500, nullable: true, description: 'Why silence has no effect.' })
  why!: string | null;
}

export class CourtLimitView {
  @OneOf(COURT_STATES)
  state!: string;
  @Instant({ nullable: true })
  from!: string | null;
  @Instant({ nullable: true, description: 'Last instant to go to court; also to file an internal appeal until one is answered.' })
  until!: string | null;
  @Text({ max: 200, nullable: true })
  legalTime!: string | null;
  @Bool({ description: 'One month more for the distance (CJA R421-7).' })
  overseasMonth!: boolean;
  @Text({ max: 1000 })
  explanation!: string;
}

export class TimeLimitsView {
  @Nested(() => SilenceLimitView)
  silence!: SilenceLimitView;
  @Nested(() => CourtLimitView)
  court!: CourtLimitView;
  @Instant({ nullable: true, description: 'First recorded sending of the negative decision to the holder.' })
  notifiedAt!: string | null;
  @NestedList(() => AppealSummaryView, { max: 20, description: 'Against the decision in force.' })
  appeals!: AppealSummaryView[];
}

export class ExaminationView {
  @Int({ min: 1, max: 100, example: 1 })
  number!: number;
  @OneOf(APPEALABLE, { description: 'Decision that ended it.' })
  state!: string;
  @Instant()
  decidedAt!: string;
  @Instant({ description: 'When an appeal re-opened the dossier.' })
  endedAt!: string;
  @Nested(() => NegativeAnswerView)
  refusal!: NegativeAnswerView;
  @Text({ max: 40, nullable: true })
  jointOutcome!: string | null;
  @Bool({ nullable: true })
  divergent!: boolean | null;
  @Text({ max: 40, nullable: true })
  committeeOpinion!: string | null;
  @NestedList(() => StagedAmountView, { max: 500, description: 'Holders read what was decided alone.' })
  amounts!: StagedAmountView[];
  @NestedList(() => InstructionView, { max: 2 })
  instructions!: InstructionView[];
}

export class ExaminationListView {
  @NestedList(() => ExaminationView, { max: 100, description: 'Those that an appeal ended, oldest first.' })
  items!: ExaminationView[];
}

export class SilenceRefusalView {
  @Uuid()
  id!: string;
  @Uuid()
  applicationId!: string;
  @Text({ max: 40, nullable: true })
  applicationNumber!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 3, example: '11' })
  department!: string;
  @Text({ max: 40, description: 'State of the dossier now: an express decision may have come since.' })
  state!: string;
  @Instant()
  expiredAt!: string;
  @Day({ description: 'The same day in the call’s time zone.' })
  expiredOn!: string;
}

export class SilenceRefusalListView {
  @NestedList(() => SilenceRefusalView, { max: 100, description: 'Oldest first.' })
  items!: SilenceRefusalView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
