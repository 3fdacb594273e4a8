import { toMoney, type Cents } from '../../kernel/money.js';
import {
  Bool,
  Instant,
  Int,
  IntList,
  Nested,
  NestedList,
  OneOf,
  OneOfList,
  Text,
  TextList,
  Uuid,
} from '../../platform/http/fields.js';
import { MoneyView, PageInfo } from '../../platform/http/views.js';
import { QuestionDto } from './call-form.dto.js';
import type { Question } from './call-form.js';
import { RequiredDocumentDto } from './call-settings.dto.js';
import { CriterionDto, LabelledDto } from './grid.dto.js';
import { HOLDER_TYPES, type CallSettings, type Criterion, type HolderType, type RequiredDocument } from './call-settings.js';

export const PUBLIC_STATUSES = ['UPCOMING', 'OPEN'] as const;
export type PublicStatus = (typeof PUBLIC_STATUSES)[number];

/** What a call says to everyone. Nothing of its money, of its people or of its preparation is even read for it. */
export interface PublicCall {
  readonly id: string;
  readonly title: string;
  readonly edition: number;
  readonly region: string;
  readonly departments: readonly string[];
  readonly text: string;
  readonly timeZone: string;
  readonly opensLocal: string;
  readonly deadlineLocal: string;
  readonly opensAt: Date;
  readonly deadlineAt: Date;
  readonly budgetYears: readonly number[];
  readonly settings: CallSettings;
  readonly funders: readonly { readonly code: string; readonly name: string }[];
  readonly specVersion: number;
  readonly publishedAt: Date | null;
  /** Of the specification in force. */
  readonly updatedAt: Date | null;
  /** Changes since the publication. */
  readonly amendments: readonly { readonly number: number; readonly at: string; readonly reasons: string }[];
}

export class PublicFunderView {
  @Text({ max: 40, example: 'STATE' })
  code!: string;
  @Text({ max: 200, example: 'État' })
  name!: string;
}

export class PublicAmendmentView {
  @Int({ min: 2, max: 10_000, description: 'Number of the specification.', example: 2 })
  number!: number;
  @Instant()
  at!: string;
  @Text({ max: 3000, example: 'Précision demandée par plusieurs porteurs.' })
  reasons!: string;
}

export class PublicCallSummaryView {
  @Uuid()
  id!: string;
  @Text({ max: 300, example: 'Fonds d’innovation pour la petite enfance' })
  title!: string;
  @Int({ min: 2000, max: 2100, example: 2023 })
  edition!: number;
  @Text({ max: 3, example: '76' })
  region!: string;
  @TextList({ max: 110, itemMax: 3, example: ['09', '31'] })
  departments!: readonly string[];
  @OneOf(PUBLIC_STATUSES)
  status!: PublicStatus;
  @Instant()
  opensAt!: string;
  @Instant({ description: 'Last instant, to the millisecond, at which a submission is on time.' })
  deadlineAt!: string;
  @Text({ max: 60, example: 'Europe/Paris' })
  timeZone!: string;
  @Text({ max: 23, description: 'In the call’s time zone.', example: '2023-06-09T00:00' })
  opensLocal!: string;
  @Text({ max: 23, description: 'In the call’s time zone.', example: '2023-08-31T23:59' })
  deadlineLocal!: string;
  @OneOfList(HOLDER_TYPES, { max: HOLDER_TYPES.length, description: 'Who may apply.' })
  holderTypes!: readonly HolderType[];
  @NestedList(() => LabelledDto, { max: 20 })
  axes!: readonly LabelledDto[];
  @NestedList(() => PublicFunderView, { max: 10 })
  funders!: readonly PublicFunderView[];
  @Int({ min: 0, max: 10_000, description: 'Number of the specification in force.', example: 1 })
  specification!: number;
  @Instant({ nullable: true, description: 'Of the specification in force; null in a preview of a draft.' })
  updatedAt!: string | null;
}

export class PublicCallListView {
  @NestedList(() => PublicCallSummaryView, { max: 100 })
  items!: PublicCallSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class PublicCallView extends PublicCallSummaryView {
  @Text({ max: 50_000 })
  text!: string;
  @IntList({ max: 10, itemMin: 2000, itemMax: 2100, example: [2023, 2024, 2025] })
  budgetYears!: readonly number[];
  @Int({ min: 1, max: 100, description: 'State and Family branch together, percent of the total cost.', example: 80 })
  maxPublicSharePercent!: number;
  @Int({ min: 1, max: 120, description: 'Longest project, in months.', example: 36 })
  maxMonths!: number;
  @Nested(() => MoneyView, { nullable: true, description: 'Least that one project may ask for.' })
  minAmount!: MoneyView | null;
  @Nested(() => MoneyView, { nullable: true, description: 'Most that one project may ask for.' })
  maxAmount!: MoneyView | null;
  @Bool({ description: 'Whether a committee gives its opinion before the jury.' })
  committeeRequired!: boolean;
  @NestedList(() => RequiredDocumentDto, { max: 50 })
  requiredDocuments!: readonly RequiredDocument[];
  @NestedList(() => QuestionDto, { max: 100 })
  questions!: readonly Question[];
  @NestedList(() => CriterionDto, { max: 30, description: 'What the examiners look at.' })
  criteria!: readonly Criterion[];
  @NestedList(() => PublicAmendmentView, { max: 200 })
  amendments!: readonly PublicAmendmentView[];
}

export function publicStatus({ opensAt }: Pick<PublicCall, 'opensAt'>, now: Date): PublicStatus {
  return opensAt <= now ? 'OPEN' : 'UPCOMING';
}

export function viewPublicSummary(call: PublicCall, now: Date): Pick<PublicCallSummaryView, keyof PublicCallSummaryView> {
  const { id, title, edition, region, departments, timeZone, opensLocal, deadlineLocal, settings, funders } = call;
  return {
    id,
    title,
    edition,
    region,
    departments,
    status: publicStatus(call, now),
    opensAt: call.opensAt.toISOString(),
    deadlineAt: call.deadlineAt.toISOString(),
    timeZone,
    opensLocal,
    deadlineLocal,
    holderTypes: settings.holderTypes,
    axes: settings.axes,
    funders: funders.map(({ code, name }) => ({ code, name })),
    specification: call.specVersion,
    updatedAt: call.updatedAt?.toISOString() ?? null,
  };
}

const money = (cents: number | undefined): MoneyView | null => (cents === undefined ? null : toMoney(BigInt(cents) as Cents));

export function viewPublicCall(call: PublicCall, now: Date): PublicCallView {
  const { settings, text, budgetYears, amendments } = call;
  const { maxPublicSharePercent, maxMonths, minCents, maxCents, committeeRequired, requiredDocuments, questions = [] } = settings;
  return {
    ...viewPublicSummary(call, now),
    text,
    budgetYears,
    maxPublicSharePercent,
    maxMonths,
    minAmount: money(minCents),
    maxAmount: money(maxCents),
    committeeRequired,
    requiredDocuments,
    questions,
    // The points that make a project eligible stay with the examiners.
    criteria: settings.grid.criteria,
    amendments,
  };
}
