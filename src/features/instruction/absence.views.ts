import { Instant, Int, Nested, NestedList, OneOf, Uuid } from '../../platform/http/fields.js';
import { ActionView, PageInfo } from '../../platform/http/views.js';
import { ABSENCE_STATES, type AbsenceState } from './absence.rules.js';
import { ExaminerView } from './instruction.views.js';

export class AbsenceView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @OneOf(ABSENCE_STATES)
  state!: AbsenceState;
  @Nested(() => ExaminerView)
  person!: ExaminerView;
  @Nested(() => ExaminerView, { nullable: true })
  deputy!: ExaminerView | null;
  @Instant()
  startsAt!: string;
  @Instant({ description: 'Excluded.' })
  endsAt!: string;
  @Instant()
  declaredAt!: string;
  @Instant({ nullable: true, description: 'When it was ended early.' })
  endedAt!: string | null;
  @NestedList(() => ActionView, { max: 20 })
  actions!: ActionView[];
}

export class AbsencePageView {
  @NestedList(() => AbsenceView, { max: 100 })
  items!: AbsenceView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
