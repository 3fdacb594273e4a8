import { AnyJson, Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageInfo, ReasonView } from '../../platform/http/views.js';
import type { AgencyKind } from '../applications/application-content.js';
import { APPLICATION_STATES, type ApplicationState } from '../applications/application-facts.js';
import { ApplicationSummaryView, OrganisationRefView } from '../applications/applications.views.js';
import { HOLDER_TYPES } from '../calls/call-settings.js';
import { AGENCY_KINDS, INSTRUCTION_STATES, type InstructionState } from '../instruction/instruction-facts.rules.js';
import { ExaminerView } from '../instruction/instruction.views.js';
import { WORK_KINDS } from './worklist.rules.js';

export class DeskOrganisationView extends OrganisationRefView {
  @OneOf(HOLDER_TYPES)
  holderType!: string;
}

export class DeskInstructionView {
  @Uuid()
  id!: string;
  @OneOf(AGENCY_KINDS)
  agencyKind!: AgencyKind;
  @OneOf(INSTRUCTION_STATES)
  state!: InstructionState;
  @Nested(() => ExaminerView, { nullable: true })
  examiner!: ExaminerView | null;
}

export class DeskApplicationView extends ApplicationSummaryView {
  @Nested(() => DeskOrganisationView)
  declare organisation: DeskOrganisationView;
  @Day({ nullable: true, description: 'Last day of the completion asked for, while INCOMPLETE.' })
  dueOn!: string | null;
  @NestedList(() => DeskInstructionView, { max: 2, description: 'Those that the caller may see.' })
  instructions!: DeskInstructionView[];
}

export class DeskListView {
  @NestedList(() => DeskApplicationView, { max: 100 })
  items!: DeskApplicationView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
  @Bool({
    description: 'True when more dossiers answer the text than are ranked (1000, the newest): be more precise.',
    example: false,
  })
  capped!: boolean;
}

export class StateCountView {
  @OneOf(APPLICATION_STATES)
  state!: ApplicationState;
  @Int({ min: 0, max: 1_000_000_000, example: 12 })
  count!: number;
}

export class DepartmentCountView {
  @Text({ max: 3, example: '31' })
  department!: string;
  @Int({ min: 0, max: 1_000_000_000, example: 12 })
  count!: number;
}

export class DeskCountsView {
  @Int({ min: 0, max: 1_000_000_000, example: 12 })
  total!: number;
  @NestedList(() => StateCountView, { max: 100 })
  states!: StateCountView[];
  @NestedList(() => DepartmentCountView, { max: 101 })
  departments!: DepartmentCountView[];
  @Bool({ description: 'True when the text has more answers than are counted (1000).', example: false })
  capped!: boolean;
}

export class WorkApplicationView {
  @Uuid()
  id!: string;
  @Text({ max: 40, nullable: true, example: '2023-11-00007' })
  number!: string | null;
  @Text({ max: 300 })
  title!: string;
}

export class WorkView {
  @OneOf(WORK_KINDS)
  kind!: string;
  @Text({ max: 200, description: 'What is to be done.', example: 'Vérifier la complétude' })
  label!: string;
  @Uuid({ description: 'What the act is on: the dossier, the instruction, the session, the award.' })
  id!: string;
  @Text({ max: 200, description: 'Where to read it.', example: '/v1/applications/0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11' })
  href!: string;
  @Text({ max: 300, description: 'Title of the dossier, or name of the committee.' })
  title!: string;
  @Nested(() => WorkApplicationView, { nullable: true })
  application!: WorkApplicationView | null;
  @Text({ max: 3, nullable: true, example: '31' })
  department!: string | null;
  @Instant({ description: 'Since when it waits.' })
  since!: string;
  @Instant({ nullable: true, description: 'Until when it may be done; null when no time limit is set.' })
  until!: string | null;
}

export class WorklistView {
  @NestedList(() => WorkView, { max: 100 })
  items!: WorkView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class SavedFilterView {
  @Uuid()
  id!: string;
  @Text({ max: 100, example: 'À instruire, 31' })
  name!: string;
  @AnyJson({ description: 'As the parameters of `GET /v1/desk/applications`.' })
  filter!: unknown;
  @Bool({ description: 'False when the filter names what no longer exists: see `faults`, then edit it.' })
  valid!: boolean;
  @NestedList(() => ReasonView, { max: 50 })
  faults!: ReasonView[];
  @Int({ min: 1, max: 1_000_000, example: 1 })
  version!: number;
}

export class SavedFiltersView {
  @NestedList(() => SavedFilterView, { max: 50 })
  items!: SavedFilterView[];
}
