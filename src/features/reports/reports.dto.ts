import { Bool, CentsField, Day, Int, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { EXPENSE_NATURES, INCOME_FAMILIES, type ExpenseNature, type IncomeFamily } from '../applications/application-content.js';
import {
  REPORT_SIDES,
  type ReportContent,
  type ReportedIndicator,
  type ReportedNumber,
  type ReportLine,
  type ReportSide,
} from './report-content.js';
import { REPORT_HEADINGS, type ReportHeading } from './report-headings.rules.js';
import type { SetAside } from './report-table.rules.js';
import { REPORT_STATES, type AcceptInput, type ReportState, type ReturnInput } from './report.rules.js';

const LONG = { max: 20_000, optional: true } as const;
const MOST = 1_000_000_000;

export class ReportLineDto implements ReportLine {
  @OneOf(REPORT_SIDES)
  side!: ReportSide;
  @OneOf(EXPENSE_NATURES, { optional: true, description: 'Of an expense.' })
  nature?: ExpenseNature;
  @OneOf(REPORT_HEADINGS, {
    optional: true,
    description: 'Of an expense: heading of the form; that of its nature when left out.',
  })
  heading?: ReportHeading;
  @Bool({ optional: true, description: 'Of an expense: false sets it apart from the eligible cost.' })
  eligible?: boolean;
  @OneOf(INCOME_FAMILIES, { optional: true, description: 'Of an income other than a share of the award.', example: 'OWN' })
  family?: IncomeFamily;
  @Text({ max: 40, optional: true, description: 'Of an income: code of the funder whose share it is.', example: 'STATE' })
  funderCode?: string;
  @Text({
    max: 200,
    description: 'As planned, for it to answer a planned line; any other one was not planned.',
    example: 'Équipe éducative',
  })
  label!: string;
  @CentsField({ description: 'Realised.' })
  cents!: number;
}

export class ReportedNumberDto implements ReportedNumber {
  @Text({ max: 200, example: 'Enfants de moins de trois ans' })
  label!: string;
  @Int({ min: 0, max: 10_000_000, example: 22 })
  count!: number;
}

export class ReportedIndicatorDto implements ReportedIndicator {
  @Text({ max: 300, description: 'As in the application.', example: 'Enfants accueillis en horaires atypiques' })
  label!: string;
  @Int({ min: -MOST, max: MOST, description: 'Value reached.', example: 27 })
  value!: number;
  @Text({ max: 2000, optional: true })
  comment?: string;
}

export class EditReportDto implements ReportContent {
  @NestedList(() => ReportLineDto, { max: 300, optional: true, description: 'All the lines: they replace those there.' })
  lines?: ReportLineDto[];
  @Text({ ...LONG, description: 'What was done.', example: 'La micro-crèche a ouvert le 2 octobre.' })
  activities?: string;
  @Text({ ...LONG, description: 'Whether the objectives were reached.' })
  objectives?: string;
  @NestedList(() => ReportedNumberDto, { max: 50, optional: true, description: 'Beneficiaries, one number a public.' })
  beneficiaries?: ReportedNumberDto[];
  @TextList({ max: 50, itemMax: 200, optional: true })
  places?: string[];
  @Day({ optional: true, description: 'First day of what was done.' })
  startedOn?: string;
  @Day({ optional: true, description: 'Last day.' })
  endedOn?: string;
  @NestedList(() => ReportedIndicatorDto, { max: 100, optional: true })
  indicators?: ReportedIndicatorDto[];
  @Text({ ...LONG, description: 'Of the gaps between planned and realised, and between charges and products.' })
  explanations?: string;
  @Text({ ...LONG, description: 'Annex.' })
  annex?: string;
  @Bool({ optional: true, description: 'The legal representative certifies that it is accurate.' })
  accurate?: boolean;
}

export class ReturnReportDto implements ReturnInput {
  @Text({
    max: 5000,
    optional: true,
    description: 'The holder reads them.',
    example: 'Joignez le détail des charges de personnel.',
  })
  reasons?: string;
  @Day({
    optional: true,
    description: 'Last day to send it again, never before the day of the law; thirty days from today when left out.',
  })
  completeOn?: string;
}

export class SetAsideDto implements SetAside {
  @Int({ min: 1, max: 1000, description: 'Row of the table.', example: 1 })
  position!: number;
  @CentsField({ min: 1, description: 'Of what was realised: not eligible.' })
  cents!: number;
  @Text({ max: 2000, description: 'The holder reads them.', example: 'Dépense antérieure au projet.' })
  reasons!: string;
}

export class AcceptReportDto implements AcceptInput {
  @NestedList(() => SetAsideDto, { max: 300, optional: true, description: 'Charges that the examiners do not hold eligible.' })
  setAside?: SetAsideDto[];
}

export class ReportsQuery extends PageQuery {
  @Uuid({ optional: true })
  callId?: string;
  @Text({ max: 3, optional: true, description: 'Code of a department.', example: '48' })
  department?: string;
  @OneOf(REPORT_STATES, { optional: true })
  state?: ReportState;
  @Int({ min: 2000, max: 2100, optional: true, example: 2023 })
  year?: number;
  @OneOf(['true', 'false'], { optional: true, description: 'Only those that are late, or only those that are not.' })
  late?: 'true' | 'false';
}
