import {
  AnyJson,
  Bool,
  Instant,
  Int,
  Nested,
  NestedList,
  OneOf,
  Pattern,
  Text,
  TextList,
  Uuid,
} from '../../platform/http/fields.js';
import { MoneyView, PageInfo } from '../../platform/http/views.js';
import { DossierRefView, PlannedYearView } from './dossier.views.js';
import { CONSTRAINT_KINDS, RUN_STATUSES, type RunStatus } from './portfolio.rules.js';

const VALUE = { min: -(2 ** 53), max: 2 ** 53 } as const;
const FOUND = ['FOUND', 'IMPOSSIBLE', 'OUT_OF_TIME'] as const;

export class RunHeadView {
  @Uuid()
  id!: string;
  @Text({ max: 100 })
  name!: string;
  @OneOf(RUN_STATUSES, {
    description:
      'OPTIMAL: proven, and verified in whole numbers. TIME_LIMIT: verified, perhaps not the best. INFEASIBLE: proven that nothing meets the constraints. UNVERIFIED: the solver’s answer did not hold.',
  })
  status!: RunStatus;
  @Int({ ...VALUE, nullable: true, description: 'Value of the selection.' })
  objective!: number | null;
  @Int({ ...VALUE, nullable: true, description: 'No selection is worth more: proven.' })
  bound!: number | null;
  @Int({ ...VALUE, nullable: true, description: 'Bound less value; 0 or less when optimal.' })
  gap!: number | null;
  @Int({ min: 0, max: 2 ** 31 - 1, description: 'Nodes of the search tree.' })
  nodes!: number;
  @Int({ min: 0, max: 2 ** 31 - 1 })
  milliseconds!: number;
  @Text({ max: 100, example: 'HiGHS 1.15.1 (04024d7)' })
  solver!: string;
  @Pattern({ pattern: /^[0-9a-f]{64}$/, max: 64, description: 'SHA-256 of the canonical JSON of the problem, as it was posed.' })
  problemHash!: string;
  @Text({ max: 300 })
  author!: string;
  @Instant()
  requestedAt!: string;
  @Bool({ description: 'Reference of the call: one departs from it with a reason.' })
  isReference!: boolean;
}

export class RunListView {
  @NestedList(() => RunHeadView, { max: 100 })
  items!: RunHeadView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ConstraintView {
  @OneOf(CONSTRAINT_KINDS)
  kind!: (typeof CONSTRAINT_KINDS)[number];
  @Text({ max: 100, nullable: true, description: '"STATE 2023", a department, an axis, a dossier that one sees.' })
  key!: string | null;
  @Text({ max: 300 })
  sentence!: string;
}

export class MissingView {
  @Text({ max: 40 })
  funderCode!: string;
  @Int({ min: 2000, max: 2100 })
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Text({ max: 300 })
  sentence!: string;
}

export class RunLineView extends DossierRefView {
  @Bool()
  taken!: boolean;
  @Bool({ description: 'Taken for less than it asks.' })
  reduced!: boolean;
  @Int({ min: 0, max: 2 ** 53, description: 'What it brings, in the unit of the objective.' })
  value!: number;
  @NestedList(() => PlannedYearView, { max: 20, description: 'Granted when taken, asked otherwise.' })
  years!: PlannedYearView[];
  @NestedList(() => MissingView, { max: 200, description: 'What each envelope lacks to add it, as it asks, to the selection.' })
  missing!: MissingView[];
  @NestedList(() => ConstraintView, {
    max: 300,
    description: 'Left out: what adding it would break. Taken: that it is forced in.',
  })
  because!: ConstraintView[];
}

export class RunEnvelopeView {
  @Text({ max: 40 })
  funderCode!: string;
  @Int({ min: 2000, max: 2100 })
  year!: number;
  @Nested(() => MoneyView, { description: 'Left for the dossiers considered, when it was computed.' })
  before!: MoneyView;
  @Nested(() => MoneyView, { description: 'Left after the selection.' })
  after!: MoneyView;
}

export class ConflictView {
  @NestedList(() => ConstraintView, { max: 2000, description: 'No selection meets these together.' })
  constraints!: ConstraintView[];
  @Bool({ description: 'Without any one of them some selection exists; false when the time did not allow to tell.' })
  minimal!: boolean;
}

export class RunView extends RunHeadView {
  @Uuid()
  callId!: string;
  @AnyJson({ description: 'What was asked, in the shape of the request’s body.' })
  request!: object;
  @Int({ min: 0, max: 2000, description: 'Dossiers considered, those one does not see included.' })
  considered!: number;
  @Int({ min: 0, max: 2000 })
  taken!: number;
  @NestedList(() => RunEnvelopeView, { max: 200 })
  envelopes!: RunEnvelopeView[];
  @NestedList(() => RunLineView, { max: 2000, description: 'Every dossier considered that one may see.' })
  lines!: RunLineView[];
  @Nested(() => ConflictView, { nullable: true })
  conflict!: ConflictView | null;
}

export class ContraryView {
  @OneOf(FOUND, { description: 'IMPOSSIBLE: proven that no selection does it. OUT_OF_TIME: not told.' })
  status!: (typeof FOUND)[number];
  @Int({ ...VALUE, nullable: true })
  objective!: number | null;
  @Int({ ...VALUE, nullable: true, description: 'What the best selection loses by it; 0: another one is worth as much.' })
  cost!: number | null;
  @NestedList(() => DossierRefView, { max: 2000 })
  entering!: DossierRefView[];
  @NestedList(() => DossierRefView, { max: 2000 })
  leaving!: DossierRefView[];
  @Int({ min: 0, max: 2000, description: 'Entering or leaving, that one does not see.' })
  hidden!: number;
}

export class ExplanationView {
  @Uuid()
  applicationId!: string;
  @Bool()
  taken!: boolean;
  @Int({ min: 0, max: 2 ** 53 })
  value!: number;
  @Nested(() => ContraryView, { description: 'The best selection without it when it is taken, with it when it is left out.' })
  contrary!: ContraryView;
  @Int({ min: 0, max: 2 ** 53, nullable: true, description: 'Value that it lacks to be in every best selection.' })
  missingValue!: number | null;
  @NestedList(() => MissingView, {
    max: 200,
    nullable: true,
    description: 'Least credits, in whole steps, for a selection with it that is worth the best one.',
  })
  growth!: MissingView[] | null;
  @NestedList(() => PlannedYearView, {
    max: 20,
    nullable: true,
    description: 'Most that it may ask, in whole steps, and be in a selection worth the best one.',
  })
  largest!: PlannedYearView[] | null;
  @TextList({ max: 250, itemMax: 300 })
  sentences!: string[];
}
