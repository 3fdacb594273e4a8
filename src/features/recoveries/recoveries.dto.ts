import { FunderView } from '../awards/awards.dto.js';
import { CentsField, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { ActionView, MoneyView, PageInfo } from '../../platform/http/views.js';
import {
  CONTEST_OUTCOMES,
  RECOVERY_ORIGINS,
  RECOVERY_STATES,
  type ContestOutcome,
  type RecoveryOrigin,
  type RecoveryState,
} from './recovery-facts.rules.js';
import { decisionDto } from '../awards/decision.dto.js';

const YEAR = { min: 2000, max: 2100, example: 2023 } as const;
const REASONS = { max: 5000, description: 'The holder reads them.' } as const;

export class RecoveryRemarkDto {
  @Text({ max: 10_000, example: 'La facture de mars est jointe au compte rendu.' })
  text!: string;
}

export class RecoveryOrderDto extends decisionDto({
  number: { description: 'Number of the order.', example: 'TP-2026-0042' },
  date: 'Day of the order, not in the future.',
  authority: { example: 'Préfet de la région Occitanie' },
  delegation: { description: 'Of who signs by delegation: its reference, and its days. All three, or none.' },
}) {
  @Text({ max: 5000, description: 'What it is computed on, and why; the holder reads them.' })
  reasons!: string;
  @Text({
    max: 5000,
    optional: true,
    description: 'Means and time of appeal; the funder’s or the call’s own text when left out.',
  })
  appeal?: string;
  @Day({ description: 'Last day to pay.' })
  dueOn!: string;
  @CentsField({ optional: true, min: 1, description: 'The whole computation when left out.' })
  cents?: number;
}

export class RecoveryReasonsDto {
  @Text(REASONS)
  reasons!: string;
}

export class InstalmentDto {
  @Day()
  dueOn!: string;
  @CentsField({ min: 1 })
  cents!: number;
}

export class RecoveryPlanDto {
  @NestedList(() => InstalmentDto, {
    min: 1,
    max: 120,
    description: 'In the order of their days; together what is left, to the cent.',
  })
  instalments!: InstalmentDto[];
}

export class ReceiveDto {
  @CentsField({ min: 1 })
  cents!: number;
  @Day({ description: 'Value date.' })
  valueDate!: string;
  @Text({ max: 140, example: 'VIR-2026-000112' })
  reference!: string;
}

export class ReturnReceiptDto {
  @Uuid({ description: 'Receipt that went back.' })
  receiptId!: string;
  @Text({ max: 1000, example: 'Chèque impayé.' })
  reason!: string;
}

export class WaiveDto {
  @CentsField({ optional: true, min: 1, description: 'All that is left when left out.' })
  cents?: number;
  @Text(REASONS)
  reasons!: string;
}

export class ContestDto {
  @Day({ description: 'Day on which it was filed.' })
  filedOn!: string;
  @Text({ max: 200, description: 'Before whom.', example: 'Tribunal administratif de Nîmes' })
  authority!: string;
  @Text({ max: 140, example: '2600123' })
  reference!: string;
}

export class ContestEndDto {
  @Day({ description: 'Day of the decision.' })
  decidedOn!: string;
  @Text({ max: 140, example: '2600123' })
  reference!: string;
  @Text(REASONS)
  reasons!: string;
}

export class RecoveriesQuery extends PageQuery {
  @Uuid({ optional: true })
  callId?: string;
  @Text({ max: 40, optional: true, description: 'Code of a funder.', example: 'STATE' })
  funder?: string;
  @Text({ max: 3, optional: true, description: 'Code of a department.', example: '48' })
  department?: string;
  @OneOf(RECOVERY_STATES, { optional: true })
  state?: RecoveryState;
}

export class RecoverySummaryView {
  @Uuid()
  id!: string;
  @Text({ max: 40, example: 'REC-000000012' })
  number!: string;
  @Uuid()
  awardId!: string;
  @Uuid()
  callId!: string;
  @Text({ max: 40, nullable: true, example: '2023-48-00007' })
  applicationNumber!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300 })
  holder!: string;
  @Text({ max: 3, example: '48' })
  department!: string;
  @Nested(() => FunderView)
  funder!: FunderView;
  @OneOf(RECOVERY_ORIGINS)
  origin!: RecoveryOrigin;
  @OneOf(RECOVERY_STATES)
  state!: RecoveryState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1 })
  version!: number;
  @Nested(() => MoneyView)
  computed!: MoneyView;
  @Nested(() => MoneyView, { description: 'As ordered; as computed before.' })
  due!: MoneyView;
  @Nested(() => MoneyView, { description: 'Received and kept.' })
  received!: MoneyView;
  @Nested(() => MoneyView)
  waived!: MoneyView;
  @Nested(() => MoneyView, { description: 'Due, less what was received and waived.' })
  left!: MoneyView;
  @Day({ nullable: true, description: 'Next day that is due.' })
  nextDueOn!: string | null;
  @Instant()
  openedAt!: string;
}

export class RecoveryYearView {
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView)
  claimed!: MoneyView;
  @Nested(() => MoneyView)
  received!: MoneyView;
}

export class InstalmentView {
  @Day()
  dueOn!: string;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class ReceiptView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 10_000 })
  number!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Day()
  valueDate!: string;
  @Text({ max: 140 })
  reference!: string;
  @Text({ max: 1000, nullable: true, description: 'Why it went back; null: kept.' })
  returnReason!: string | null;
}

export class WaiverView {
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Text({ max: 5000 })
  reasons!: string;
  @Instant()
  at!: string;
}

export class RecoveryOrderView {
  @Text({ max: 100 })
  number!: string;
  @Day()
  date!: string;
  @Text({ max: 200 })
  authority!: string;
  @Text({ max: 300, nullable: true })
  delegation!: string | null;
  @Text({ max: 5000 })
  reasons!: string;
  @Text({ max: 5000 })
  appeal!: string;
  @Day()
  dueOn!: string;
}

export class ContestView {
  @Day()
  filedOn!: string;
  @Text({ max: 200 })
  authority!: string;
  @Text({ max: 140 })
  reference!: string;
  @OneOf(CONTEST_OUTCOMES, { nullable: true })
  outcome!: ContestOutcome | null;
  @Day({ nullable: true })
  decidedOn!: string | null;
  @Text({ max: 5000, nullable: true })
  reasons!: string | null;
}

export class RemarkView {
  @Text({ max: 10_000 })
  text!: string;
  @Instant()
  at!: string;
}

export class RecoveryView extends RecoverySummaryView {
  @Text({ max: 5000, description: 'How it was computed.' })
  explanation!: string;
  @NestedList(() => RecoveryYearView, { max: 30, description: 'Of the money paid for each year, the last one first.' })
  years!: RecoveryYearView[];
  @Day({ nullable: true, description: 'Last day for remarks.' })
  remarksUntil!: string | null;
  @NestedList(() => RemarkView, { max: 1000 })
  remarks!: RemarkView[];
  @Nested(() => RecoveryOrderView, { nullable: true })
  order!: RecoveryOrderView | null;
  @NestedList(() => InstalmentView, { max: 120, description: 'Of the last plan agreed; empty: all on the day of the order.' })
  instalments!: InstalmentView[];
  @NestedList(() => ReceiptView, { max: 1000 })
  receipts!: ReceiptView[];
  @NestedList(() => WaiverView, { max: 100 })
  waivers!: WaiverView[];
  @NestedList(() => ContestView, { max: 100 })
  contests!: ContestView[];
  @Text({ max: 5000, nullable: true, description: 'Why it was cancelled.' })
  endReasons!: string | null;
  @NestedList(() => ActionView, { max: 12 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
}

export class RecoveryListView {
  @NestedList(() => RecoverySummaryView, { max: 100, description: 'In the order of their opening.' })
  items!: RecoverySummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class AwardRecoveriesView {
  @Uuid()
  awardId!: string;
  @Nested(() => MoneyView, { description: 'Due to all the funders that the reader sees, what was cancelled left out.' })
  due!: MoneyView;
  @Nested(() => MoneyView)
  left!: MoneyView;
  @NestedList(() => RecoveryView, { max: 200 })
  items!: RecoveryView[];
}
