import { AnyJson, Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { ActionView, MoneyView, PageInfo } from '../../platform/http/views.js';
import { EXPENSE_NATURES, INCOME_FAMILIES, type ExpenseNature, type IncomeFamily } from '../applications/application-content.js';
import { TargetNumberDto } from '../applications/plan-content.dto.js';
import { REPORT_SIDES, type ReportSide } from './report-content.js';
import { REPORT_HEADINGS, type ReportHeading } from './report-headings.rules.js';
import { REPORT_KINDS, type FrozenReport, type ReportKind } from './report-version.rules.js';
import { REPORT_STATES, type ReportState } from './report.rules.js';
import { EditReportDto, SetAsideDto } from './reports.dto.js';

const MOST = 1_000_000_000;

export class GapView {
  @Int({ min: -1e14, max: 1e14, description: 'Realised less planned, in cents.', example: -125_000 })
  cents!: number;
  @OneOf(['EUR'])
  currency!: 'EUR';
  @Text({
    max: 40,
    nullable: true,
    description: 'Percent of what was planned, to two decimals, half a hundredth away from zero; null when nothing was planned.',
    example: '-12.50',
  })
  percent!: string | null;
}

export class FiguresView {
  @Nested(() => MoneyView)
  planned!: MoneyView;
  @Nested(() => MoneyView, { description: 'What is not given yet counts for zero.' })
  realised!: MoneyView;
  @Nested(() => GapView)
  gap!: GapView;
}

export class ReportRowView {
  @Int({ min: 1, max: 1000, description: 'In the order of the table.' })
  position!: number;
  @OneOf(REPORT_SIDES)
  side!: ReportSide;
  @OneOf(REPORT_HEADINGS, { nullable: true, description: 'Of an expense.' })
  heading!: ReportHeading | null;
  @OneOf(EXPENSE_NATURES, { nullable: true })
  nature!: ExpenseNature | null;
  @OneOf(INCOME_FAMILIES, { nullable: true })
  family!: IncomeFamily | null;
  @Text({ max: 40, nullable: true, description: 'Of a share of the award.', example: 'STATE' })
  funderCode!: string | null;
  @Text({ max: 300 })
  label!: string;
  @Bool({ description: 'False: not planned.' })
  inPlan!: boolean;
  @Bool({ description: 'Of an expense: in the eligible cost, as its holder declares.' })
  eligible!: boolean;
  @Nested(() => MoneyView)
  planned!: MoneyView;
  @Nested(() => MoneyView, { nullable: true, description: 'Null until given.' })
  realised!: MoneyView | null;
  @Nested(() => GapView, { nullable: true })
  gap!: GapView | null;
}

export class HeadingTotalView extends FiguresView {
  @OneOf(REPORT_HEADINGS)
  heading!: ReportHeading;
}

export class FamilyTotalView extends FiguresView {
  @OneOf(INCOME_FAMILIES)
  family!: IncomeFamily;
}

export class ReportTotalsView {
  @Nested(() => FiguresView)
  charges!: FiguresView;
  @Nested(() => FiguresView)
  directCharges!: FiguresView;
  @Nested(() => FiguresView)
  indirectCharges!: FiguresView;
  @Nested(() => FiguresView)
  products!: FiguresView;
  @Nested(() => FiguresView, { description: 'Contributions in kind, outside both.' })
  inKind!: FiguresView;
  @NestedList(() => HeadingTotalView, { max: 10 })
  headings!: HeadingTotalView[];
  @NestedList(() => FamilyTotalView, { max: 10 })
  families!: FamilyTotalView[];
}

export class ReportIndicatorView {
  @Text({ max: 300 })
  label!: string;
  @Text({ max: 60, nullable: true })
  unit!: string | null;
  @Int({ min: -MOST, max: MOST, nullable: true, description: 'Before the project.' })
  baseline!: number | null;
  @Int({ min: -MOST, max: MOST, nullable: true, description: 'Aimed at; null when the application has no such indicator.' })
  target!: number | null;
  @Int({ min: -MOST, max: MOST, nullable: true, description: 'Reached; null until given.' })
  value!: number | null;
  @Text({ max: 2000, nullable: true })
  comment!: string | null;
}

export class ReportDecisionView {
  @OneOf(['RETURNED', 'ACCEPTED'])
  outcome!: 'RETURNED' | 'ACCEPTED';
  @Text({ max: 5000, nullable: true })
  reasons!: string | null;
  @Day({ nullable: true, description: 'Of a return: last day to send it again.' })
  completeOn!: string | null;
  @NestedList(() => SetAsideDto, { max: 300 })
  setAside!: SetAsideDto[];
  @Nested(() => MoneyView, { nullable: true, description: 'Of an acceptance: eligible cost of the year.' })
  eligible!: MoneyView | null;
  @Nested(() => MoneyView, {
    nullable: true,
    description: 'Of an acceptance: other money of the State and of the Family branch.',
  })
  otherPublic!: MoneyView | null;
  @Uuid()
  by!: string;
  @Instant()
  at!: string;
}

export class ReportVersionView {
  @Int({ min: 1, max: 1000, example: 1 })
  number!: number;
  @Text({ max: 64, description: 'SHA-256 of the canonical JSON (RFC 8785) of what was submitted.' })
  hash!: string;
  @Instant()
  submittedAt!: string;
  @Uuid()
  submittedBy!: string;
  @Nested(() => ReportDecisionView, { nullable: true })
  decision!: ReportDecisionView | null;
}

export class ReportSummaryView {
  @Uuid()
  id!: string;
  @Uuid()
  awardId!: string;
  @Uuid()
  applicationId!: string;
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
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @OneOf(REPORT_KINDS, { description: 'FINAL: of the last year of the award.' })
  kind!: ReportKind;
  @OneOf(REPORT_STATES)
  state!: ReportState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'To send back in If-Match.' })
  version!: number;
  @Day({ description: 'Six months after the end of the year (law 2000-321, article 10), in the call’s time zone.' })
  dueOn!: string;
  @Day({ description: 'The same, or the later day given to complete it.' })
  awaitedOn!: string;
  @Bool({ description: 'Its day is over and it is with its holder.' })
  late!: boolean;
  @Instant({ nullable: true, description: 'Last time.' })
  submittedAt!: string | null;
}

export class ReportView extends ReportSummaryView {
  @Nested(() => EditReportDto, { description: 'As its holder writes it; for anyone else, as submitted last.' })
  content!: EditReportDto;
  @NestedList(() => ReportRowView, { max: 1000, description: 'Planned lines, then those not planned.' })
  table!: ReportRowView[];
  @Nested(() => ReportTotalsView)
  totals!: ReportTotalsView;
  @NestedList(() => TargetNumberDto, { max: 100, description: 'Beneficiaries that the application aims at.' })
  targets!: TargetNumberDto[];
  @NestedList(() => ReportIndicatorView, { max: 200 })
  indicators!: ReportIndicatorView[];
  @NestedList(() => ReportVersionView, { max: 1000, description: 'What was submitted, oldest first, and what was made of it.' })
  versions!: ReportVersionView[];
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
}

export class ReportListView {
  @NestedList(() => ReportSummaryView, { max: 100, description: 'By the day on which they are awaited.' })
  items!: ReportSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class AcceptedYearView {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @OneOf(REPORT_KINDS)
  kind!: ReportKind;
  @Day({ description: 'Day on which it was accepted.' })
  acceptedOn!: string;
  @Nested(() => MoneyView, { description: 'Eligible cost of the year, less what the examiners set aside.' })
  eligible!: MoneyView;
  @Nested(() => MoneyView, { description: 'Other money of the State and of the Family branch that came in.' })
  otherPublic!: MoneyView;
}

export class AwardReportsView {
  @Uuid()
  awardId!: string;
  @NestedList(() => ReportSummaryView, { max: 100, description: 'One a year, oldest first.' })
  items!: ReportSummaryView[];
  @NestedList(() => AcceptedYearView, { max: 100 })
  accepted!: AcceptedYearView[];
}

export class SubmittedReportView {
  @Uuid()
  reportId!: string;
  @Int({ min: 1, max: 1000 })
  number!: number;
  @Text({ max: 64, description: 'SHA-256 of the canonical JSON (RFC 8785) of the content.' })
  hash!: string;
  @Instant()
  submittedAt!: string;
  @AnyJson({ description: 'The whole report as submitted: table, text, indicators.' })
  content!: FrozenReport;
}
