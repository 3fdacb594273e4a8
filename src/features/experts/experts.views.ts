import { Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { ActionView, PageInfo } from '../../platform/http/views.js';
import type { AgencyKind } from '../applications/application-content.js';
import { AGENCY_KINDS } from '../instruction/instruction-facts.rules.js';
import { ExaminerView } from '../instruction/instruction.views.js';
import { EXPERT_REQUEST_STATES, type ExpertRequestState } from './expert-request-facts.js';

export class ExpertReferenceView {
  @Uuid({ nullable: true, description: 'For the agencies; the expert has no other way to the dossier than this request.' })
  id!: string | null;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  number!: string | null;
  @Text({ max: 300, example: 'Guichet unique de la petite enfance' })
  title!: string;
  @Text({ max: 300, example: 'Commune de Chanac' })
  organisation!: string;
}

export class ShownDocumentView {
  @Uuid()
  id!: string;
  @Text({ max: 60, example: 'BUDGET' })
  code!: string;
  @Text({ max: 300, example: 'budget.pdf' })
  name!: string;
  @Int({ min: 0, max: 10_000_000_000, description: 'Bytes.', example: 48_213 })
  size!: number;
}

export class ExpertRequestView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @OneOf(EXPERT_REQUEST_STATES)
  state!: ExpertRequestState;
  @OneOf(AGENCY_KINDS, { description: 'The agency that asks.' })
  agencyKind!: AgencyKind;
  @Nested(() => ExpertReferenceView, {
    nullable: true,
    description: 'Null to the expert once the request is over without an opinion.',
  })
  application!: ExpertReferenceView | null;
  @Nested(() => ExaminerView)
  expert!: ExaminerView;
  @Text({ max: 5000, nullable: true })
  question!: string | null;
  @NestedList(() => ShownDocumentView, {
    max: 50,
    description: 'Open to the expert from the declaration of interests to the deadline.',
  })
  documents!: ShownDocumentView[];
  @Instant()
  requestedAt!: string;
  @Instant()
  dueAt!: string;
  @Instant({ nullable: true })
  acceptedAt!: string | null;
  @Text({ max: 20_000, nullable: true })
  opinion!: string | null;
  @Instant({ nullable: true })
  closedAt!: string | null;
  @Text({ max: 2000, nullable: true, description: 'Of a refusal or a revocation.' })
  closingReason!: string | null;
  @NestedList(() => ActionView, { max: 20 })
  actions!: ActionView[];
  @Text({ max: 300, nullable: true })
  waitingOn!: string | null;
}

export class ExpertDeclinedView {
  @Uuid()
  id!: string;
  @OneOf(EXPERT_REQUEST_STATES)
  state!: ExpertRequestState;
  @Instant()
  declinedAt!: string;
}

export class ExpertRequestListView {
  @NestedList(() => ExpertRequestView, { max: 100 })
  items!: ExpertRequestView[];
}

export class OwnExpertRequestView {
  @Uuid()
  id!: string;
  @OneOf(EXPERT_REQUEST_STATES)
  state!: ExpertRequestState;
  @Instant()
  requestedAt!: string;
  @Instant()
  dueAt!: string;
}

export class OwnExpertRequestPageView {
  @NestedList(() => OwnExpertRequestView, { max: 100 })
  items!: OwnExpertRequestView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ExpertOpinionView {
  @OneOf(AGENCY_KINDS)
  agencyKind!: AgencyKind;
  @Text({ max: 200, example: 'Camille Martin' })
  expert!: string;
  @Text({ max: 5000 })
  question!: string;
  @Text({ max: 20_000 })
  opinion!: string;
  @Instant()
  givenAt!: string;
}

export class ExpertOpinionListView {
  @NestedList(() => ExpertOpinionView, { max: 100 })
  items!: ExpertOpinionView[];
}
