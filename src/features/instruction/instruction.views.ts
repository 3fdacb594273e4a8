import { Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { ActionView, MoneyView, PageInfo, ReasonView } from '../../platform/http/views.js';
import { HistoryView } from '../../platform/workflow/history.views.js';
import type { AgencyKind } from '../applications/application-content.js';
import { ApplicationReferenceView } from '../applications/application-reference.view.js';
import { AGENCY_KINDS, INSTRUCTION_STATES, type InstructionState } from './instruction-facts.rules.js';
import { OPINIONS, type Opinion } from './joint.rules.js';
import { ScoreSheetView } from './scoring.views.js';

export class ExaminerView {
  @Uuid()
  id!: string;
  @Text({ max: 200, example: 'Camille Durand' })
  name!: string;
}

export class ProposedExaminerView extends ExaminerView {
  @Int({ min: 0, max: 1_000_000, description: 'Instructions in hand for the agency in the department.', example: 4 })
  openInstructions!: number;
  @Bool({ description: 'Stands in for the examiner in charge, who is away.' })
  deputy!: boolean;
}

export class ProposedExaminersView {
  @NestedList(() => ProposedExaminerView, { max: 50, description: 'The one to choose first.' })
  items!: ProposedExaminerView[];
}

export class FunderShareView {
  @Text({ max: 40, example: 'STATE' })
  funder!: string;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class ProposedYearView {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @NestedList(() => FunderShareView, { max: 20 })
  shares!: FunderShareView[];
  @Text({ max: 5000, nullable: true, description: 'Why another amount than the request.' })
  reason!: string | null;
}

export class InstructionView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @OneOf(INSTRUCTION_STATES)
  state!: InstructionState;
  @OneOf(AGENCY_KINDS)
  agencyKind!: AgencyKind;
  @Uuid()
  callId!: string;
  @Text({ max: 3, example: '31' })
  department!: string;
  @Nested(() => ApplicationReferenceView)
  application!: ApplicationReferenceView;
  @Nested(() => ExaminerView, { nullable: true })
  examiner!: ExaminerView | null;
  @Instant({ nullable: true })
  assignedAt!: string | null;
  @Instant({ nullable: true })
  signedAt!: string | null;
  @Instant({ nullable: true, description: 'End of the time given to sign; null: none runs.' })
  dueAt!: string | null;
  @Bool({ description: 'True while score, opinion, reasons, reserves and amounts are hidden from the caller.', example: false })
  sealed!: boolean;
  @Nested(() => ScoreSheetView, { nullable: true })
  score!: ScoreSheetView | null;
  @OneOf(OPINIONS, { nullable: true })
  opinion!: Opinion | null;
  @Text({ max: 20_000, nullable: true })
  reasons!: string | null;
  @Text({ max: 20_000, nullable: true })
  reserves!: string | null;
  @NestedList(() => ProposedYearView, { max: 10, nullable: true })
  years!: ProposedYearView[] | null;
  @NestedList(() => ActionView, { max: 20 })
  actions!: ActionView[];
  @Text({ max: 300, nullable: true, description: 'Who holds the next move; null when nobody does.' })
  waitingOn!: string | null;
}

export class SiteVisitView {
  @Uuid()
  id!: string;
  @Day()
  visitedOn!: string;
  @TextList({ max: 30, itemMax: 200 })
  peopleMet!: readonly string[];
  @Text({ max: 20_000 })
  findings!: string;
  @Nested(() => ExaminerView)
  author!: ExaminerView;
  @Instant()
  recordedAt!: string;
}

export class SiteVisitsView {
  @Bool({ description: 'True while visits are hidden from the caller: the list is then empty.' })
  sealed!: boolean;
  @NestedList(() => SiteVisitView, { max: 100 })
  items!: SiteVisitView[];
}

export class InstructionPageView {
  @NestedList(() => InstructionView, { max: 100 })
  items!: InstructionView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class InstructionPairView {
  @NestedList(() => InstructionView, { max: 2 })
  items!: InstructionView[];
}

export class InterestDeclaredView {
  @Uuid()
  id!: string;
  @OneOf(INSTRUCTION_STATES)
  state!: InstructionState;
  @Instant()
  declaredAt!: string;
}

export class InstructionHistoryView extends HistoryView {
  @Bool({ description: 'True while facts and inputs are hidden from the caller.' })
  sealed!: boolean;
}

const BULK_OUTCOMES = ['ASSIGNED', 'REFUSED'] as const;

export class BulkAssignedView {
  @Uuid()
  id!: string;
  @OneOf(BULK_OUTCOMES)
  outcome!: (typeof BULK_OUTCOMES)[number];
  @Text({ max: 60, nullable: true, description: 'Of a refusal: its problem code.', example: 'rule-not-met' })
  code!: string | null;
  @NestedList(() => ReasonView, { max: 50 })
  reasons!: ReasonView[];
  @OneOf(INSTRUCTION_STATES, { nullable: true, description: 'After the assignment.' })
  state!: string | null;
  @Int({ min: 1, max: 1_000_000, nullable: true })
  version!: number | null;
}

export class BulkAssignView {
  @Int({ min: 0, max: 100, example: 12 })
  assigned!: number;
  @Int({ min: 0, max: 100, example: 1 })
  refused!: number;
  @NestedList(() => BulkAssignedView, { max: 100, description: 'In the order asked.' })
  items!: BulkAssignedView[];
}
