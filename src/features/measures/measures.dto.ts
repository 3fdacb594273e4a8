import { Bool, CentsField, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { ActionView, MoneyView } from '../../platform/http/views.js';
import { DelegationView, FunderView } from '../awards/awards.dto.js';
import { GROUNDS, type Ground } from './claim.rules.js';
import { MEASURE_KINDS, MEASURE_STATES, type MeasureKind, type MeasureState } from './measure.rules.js';
import { decisionDto } from '../awards/decision.dto.js';

const LONG = { max: 10_000 } as const;

export class OpenMeasureDto {
  @OneOf(MEASURE_KINDS, { description: 'TERMINATION ends what is not carried out; WITHDRAWAL takes the grant back.' })
  kind!: MeasureKind;
  @OneOf(GROUNDS)
  ground!: Ground;
  @Text({ ...LONG, description: 'What is held against the holder, who reads it and answers.' })
  grievances!: string;
  @Day({ optional: true, description: 'Of a breach of the republican contract, or a change of purpose.' })
  breachOn?: string;
  @Day({ optional: true, description: 'Last day for written remarks; the least that the call gives when left out.' })
  remarksUntil?: string;
}

export class RequestTerminationDto {
  @Text({ ...LONG, description: 'Why the holder asks for it.' })
  grievances!: string;
}

export class RemarkDto {
  @Text(LONG)
  text!: string;
  @Bool({ optional: true, description: 'The holder has nothing to add: the decision need not wait for the last day.' })
  last?: boolean;
}

export class HearDto {
  @Day()
  heardOn!: string;
  @Text({ ...LONG, description: 'Who was heard, and what was said.' })
  summary!: string;
}

export class MeasureReasonsDto {
  @Text({ max: 5000, description: 'The holder reads them.' })
  reasons!: string;
}

export class DecideMeasureDto extends decisionDto({
  number: { example: 'ARR-2025-41' },
  authority: { example: 'Préfet de la région Occitanie' },
  delegation: { description: 'Of who signs by delegation: all three, or none.' },
}) {
  @Text(LONG)
  reasons!: string;
  @Text({ max: 5000, description: 'Means and time of appeal.' })
  appeal!: string;
  @Day({ description: 'From which the share is over.' })
  effectiveOn!: string;
  @CentsField({ min: 0, optional: true, description: 'Sum claimed; the most that the rule allows when left out.' })
  claimCents?: number;
}

export class ClaimView {
  @OneOf(['ALL', 'PERIOD', 'PURPOSE'])
  basis!: string;
  @Nested(() => MoneyView)
  paid!: MoneyView;
  @Nested(() => MoneyView)
  kept!: MoneyView;
  @Nested(() => MoneyView, { description: 'The most that may be claimed.' })
  most!: MoneyView;
  @Int({ min: 0, max: 100_000 })
  daysRun!: number;
  @Int({ min: 0, max: 100_000 })
  days!: number;
  @Text({ max: 1000 })
  explanation!: string;
}

export class RemarkView {
  @Int({ min: 1, max: 10_000 })
  number!: number;
  @Text(LONG)
  text!: string;
  @Uuid()
  by!: string;
  @Instant()
  at!: string;
}

export class HearingView {
  @Day({ nullable: true })
  remarksUntil!: string | null;
  @Bool()
  remarksDone!: boolean;
  @NestedList(() => RemarkView, { max: 1000 })
  remarks!: RemarkView[];
  @OneOf(['NOT_ASKED', 'ASKED', 'HEARD', 'DECLINED'])
  oral!: string;
  @Day({ nullable: true })
  heardOn!: string | null;
  @Text({ ...LONG, nullable: true })
  oralAccount!: string | null;
}

export class MeasureDecisionView {
  @Text({ max: 100 })
  number!: string;
  @Day()
  date!: string;
  @Text({ max: 200 })
  authority!: string;
  @Nested(() => DelegationView, { nullable: true })
  delegation!: DelegationView | null;
  @Text({ max: 5000 })
  appeal!: string;
  @Day()
  effectiveOn!: string;
  @Nested(() => ClaimView)
  claim!: ClaimView;
  @Nested(() => MoneyView)
  claimed!: MoneyView;
}

export class MeasureView {
  @Uuid()
  id!: string;
  @Uuid()
  awardId!: string;
  @Uuid()
  legId!: string;
  @Nested(() => FunderView)
  funder!: FunderView;
  @OneOf(MEASURE_KINDS)
  kind!: MeasureKind;
  @OneOf(GROUNDS)
  ground!: Ground;
  @OneOf(MEASURE_STATES)
  state!: MeasureState;
  @Text({ max: 200 })
  stateLabel!: string;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @Text(LONG)
  grievances!: string;
  @Day({ nullable: true })
  breachOn!: string | null;
  @Instant()
  openedAt!: string;
  @Nested(() => HearingView)
  hearing!: HearingView;
  @Nested(() => ClaimView, {
    nullable: true,
    description: 'While it is not decided: what could be claimed, were the share over today.',
  })
  expected!: ClaimView | null;
  @Nested(() => MeasureDecisionView, { nullable: true })
  decision!: MeasureDecisionView | null;
  @Text({ ...LONG, nullable: true, description: 'Of the decision, or of the dropping.' })
  reasons!: string | null;
  @Instant({ nullable: true })
  closedAt!: string | null;
  @NestedList(() => ActionView, { max: 20 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
}

export class MeasureListView {
  @NestedList(() => MeasureView, { max: 100 })
  items!: MeasureView[];
}
