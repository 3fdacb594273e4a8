import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { MoneyView, PageInfo, ReasonView } from '../../platform/http/views.js';
import { LINE_STATUSES, type LineStatus } from './board.js';
import { DossierRefView, PlannedYearView } from './dossier.views.js';

const COUNT = { min: 0, max: 2 ** 31 - 1 } as const;
const YEAR = { min: 2000, max: 2100, example: 2023 } as const;

export class SimulationLineView extends DossierRefView {
  @Text({ max: 300 })
  holder!: string;
  @Text({ max: 30, description: 'State of the application.' })
  state!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'Version of the application.' })
  version!: number;
  @Int({ min: 0, max: 2000 })
  score!: number;
  @OneOf(LINE_STATUSES, { description: 'In the simulation; OUT for a dossier without a line.' })
  status!: LineStatus;
  @Int({ min: 1, max: 10_000, nullable: true })
  reserveRank!: number | null;
  @Bool({ description: 'The jury has decided it meanwhile: the line counts no more.' })
  decided!: boolean;
  @Nested(() => MoneyView, { description: 'Asked, all years together.' })
  requested!: MoneyView;
  @NestedList(() => PlannedYearView, { max: 20 })
  years!: PlannedYearView[];
}

export class PlannedEnvelopeView {
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView)
  envelope!: MoneyView;
  @Nested(() => MoneyView, { description: 'Simulated, by the call’s split.' })
  planned!: MoneyView;
  @Nested(() => MoneyView, {
    description: 'Left of the envelope once what is decided and what is simulated is taken; negative: overdrawn.',
  })
  left!: MoneyView;
  @Bool()
  overdrawn!: boolean;
}

export class CountView {
  @Text({ max: 40 })
  code!: string;
  @Int(COUNT)
  projects!: number;
}

export class SimulationTotalsView {
  @NestedList(() => PlannedEnvelopeView, { max: 200 })
  envelopes!: PlannedEnvelopeView[];
  @Bool()
  overdrawn!: boolean;
  @Int({ ...COUNT, description: 'Selected, those that the jury has selected already included.' })
  projects!: number;
  @Int(COUNT)
  alreadySelected!: number;
  @Int(COUNT)
  onReserve!: number;
  @Int({ min: 0, max: 2 ** 53, description: 'Points of all the projects selected.' })
  score!: number;
  @Int({ min: 0, max: 2 ** 53 })
  beneficiaries!: number;
  @Int({ min: 0, max: 2 ** 53 })
  places!: number;
  @Int({ ...COUNT, description: 'Projects of priority territories.' })
  priority!: number;
  @NestedList(() => CountView, { max: 101 })
  byDepartment!: CountView[];
  @NestedList(() => CountView, { max: 20 })
  byAxis!: CountView[];
}

export class SimulationHeadView {
  @Uuid()
  id!: string;
  @Text({ max: 100 })
  name!: string;
  @Text({ max: 2000, nullable: true })
  note!: string | null;
  @Text({ max: 300 })
  author!: string;
  @Int({ min: 1, max: 2 ** 31 - 1 })
  version!: number;
  @Uuid({ nullable: true })
  copiedFrom!: string | null;
  @Uuid({ nullable: true })
  optimisationId!: string | null;
  @Instant()
  createdAt!: string;
  @Instant()
  updatedAt!: string;
  @Instant({ nullable: true })
  archivedAt!: string | null;
}

export class SimulationView extends SimulationHeadView {
  @Uuid()
  callId!: string;
  @NestedList(() => SimulationLineView, { max: 2000, description: 'Every dossier before the jury that one may see.' })
  lines!: SimulationLineView[];
  @Nested(() => SimulationTotalsView, { description: 'Of all the lines, those of dossiers that one does not see included.' })
  totals!: SimulationTotalsView;
}

export class SimulationListView {
  @NestedList(() => SimulationHeadView, { max: 100 })
  items!: SimulationHeadView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ComparedLineView {
  @OneOf(LINE_STATUSES)
  status!: LineStatus;
  @Int({ min: 1, max: 10_000, nullable: true })
  reserveRank!: number | null;
  @Nested(() => MoneyView, { nullable: true, description: 'Granted in this simulation, all years together; null unless IN.' })
  amount!: MoneyView | null;
}

export class ComparedDossierView extends DossierRefView {
  @Int({ min: 0, max: 2000 })
  score!: number;
  @Text({ max: 30 })
  state!: string;
  @Bool({ description: 'The simulations do not all do the same with it.' })
  differs!: boolean;
  @NestedList(() => ComparedLineView, { max: 5, description: 'In the order of the simulations.' })
  lines!: ComparedLineView[];
}

export class ComparedSimulationView extends SimulationHeadView {
  @Nested(() => SimulationTotalsView)
  totals!: SimulationTotalsView;
}

export class ComparisonView {
  @NestedList(() => ComparedSimulationView, { max: 5, description: 'In the order asked.' })
  simulations!: ComparedSimulationView[];
  @NestedList(() => ComparedDossierView, { max: 2000 })
  dossiers!: ComparedDossierView[];
}

export const DECISION_OUTCOMES = ['SHORTLISTED', 'REFUSED'] as const;

export class DecidedRowView {
  @Uuid()
  applicationId!: string;
  @OneOf(DECISION_OUTCOMES, { description: 'REFUSED: the act was, the application stays as it was.' })
  outcome!: (typeof DECISION_OUTCOMES)[number];
  @Text({ max: 60, nullable: true, description: 'Of a refusal: its problem code.' })
  code!: string | null;
  @NestedList(() => ReasonView, { max: 50 })
  reasons!: ReasonView[];
  @Int({ min: 1, max: 2 ** 31 - 1, nullable: true, description: 'Of the application, after the act.' })
  version!: number | null;
}

export class DecidedView {
  @Int({ min: 0, max: 200 })
  shortlisted!: number;
  @Int({ min: 0, max: 200 })
  refused!: number;
  @NestedList(() => DecidedRowView, { max: 200, description: 'In the order asked.' })
  items!: DecidedRowView[];
}
