import { Bool, Instant, Int, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { ActionView } from '../../platform/http/views.js';
import { COMMITTEE_KINDS, type CommitteeKind } from './committee-settings.js';
import { COMMITTEE_STATES, END_REASONS, ONE_FOR_ALL_CAFS, SEAT_KINDS, SEAT_ROLES } from './composition-facts.rules.js';
import type { CommitteeState, EndReason, SeatKind, SeatRole } from './composition-facts.rules.js';

/** A person of a seat: its holder, or a substitute. */
class PersonOfSeatView {
  @Uuid({ description: 'The member, or the substitute.' })
  id!: string;
  @Uuid()
  personId!: string;
  @Text({ max: 200, example: 'Camille Durand' })
  name!: string;
  @Text({ max: 300, example: 'Maire de Muret' })
  capacity!: string;
  @Instant()
  startsAt!: string;
}

export class SeatHolderView extends PersonOfSeatView {
  @Instant({ nullable: true, description: 'End of the term, or when the member left.' })
  endsAt!: string | null;
  @Instant({ nullable: true, description: 'End of the term as it was fixed.' })
  termEndsAt!: string | null;
  @OneOf(END_REASONS, { nullable: true })
  endReason!: EndReason | null;
  @Bool({ description: 'In office now.' })
  sits!: boolean;
  @Text({ max: 300, nullable: true, example: 'Conseil municipal de Muret' })
  body!: string | null;
  @Int({ min: 0, max: 100_000_000, nullable: true, example: 25_600 })
  population!: number | null;
  @TextList({ max: 10, itemMax: 200 })
  represents!: string[];
  @Text({ max: 300, nullable: true })
  designation!: string | null;
}

export class CommitteeSubstituteView extends PersonOfSeatView {
  @Text({ max: 300, example: 'Conseil municipal de Muret' })
  body!: string;
  @Bool()
  elected!: boolean;
}

/** What a seat is, in a committee and in a template. */
class SeatOfListView {
  @Text({ max: 300, example: 'Maire ou président d’EPCI' })
  title!: string;
  @OneOf(SEAT_KINDS)
  kind!: SeatKind;
  @OneOf(SEAT_ROLES)
  role!: SeatRole;
  @Int({ min: 1, max: 9, nullable: true, description: 'Order of a vice-president.', example: null })
  rank!: number | null;
  @Text({ max: 300, nullable: true, description: 'Service or assembly, when the text names it.', example: null })
  body!: string | null;
}

export class CommitteeSeatView extends SeatOfListView {
  @Uuid()
  id!: string;
  @Text({ max: 200, example: 'Maires et présidents d’EPCI' })
  college!: string;
  @OneOf([ONE_FOR_ALL_CAFS], { nullable: true, example: null })
  rule!: typeof ONE_FOR_ALL_CAFS | null;
  @Bool({ description: 'Nobody is in office on it.' })
  vacant!: boolean;
  @NestedList(() => SeatHolderView, { max: 100, description: 'By start: who held it, holds it, is to hold it.' })
  holders!: SeatHolderView[];
  @NestedList(() => CommitteeSubstituteView, { max: 100, description: 'Registered now.' })
  substitutes!: CommitteeSubstituteView[];
}

export class CommitteeListDeedView {
  @Text({ max: 300, example: 'Arrêté n° 2023-112' })
  reference!: string;
  @Text({ max: 10, example: '2023-11-30' })
  decidedOn!: string;
  @Text({ max: 10, description: 'Day of the vice-presidents’ opinion.', example: '2023-11-20' })
  opinionsOn!: string;
}

export class CompositionAnomalyView {
  @Text({ max: 60, example: 'vacantSeats' })
  code!: string;
  @Text({ max: 500, example: 'Sièges vacants : 3.' })
  message!: string;
  @TextList({ max: 500, itemMax: 36, description: 'Seats concerned.' })
  seatIds!: string[];
}

export class CompositionView {
  @Uuid({ description: 'The committee.' })
  id!: string;
  @OneOf(COMMITTEE_STATES)
  state!: CommitteeState;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @Int({ min: 0, max: 500, example: 38 })
  inOffice!: number;
  @Int({ min: 0, max: 500, description: 'Members composing the committee if a session were convened now.', example: 41 })
  quorumBase!: number;
  @Int({ min: 0, max: 500, example: 21 })
  quorumRequired!: number;
  @NestedList(() => CommitteeSeatView, { max: 500 })
  seats!: CommitteeSeatView[];
  @NestedList(() => CommitteeListDeedView, { max: 100, description: 'Lists fixed by the president, latest first.' })
  lists!: CommitteeListDeedView[];
  @NestedList(() => CompositionAnomalyView, { max: 100, description: 'What is irregular or left to settle; it forbids nothing.' })
  anomalies!: CompositionAnomalyView[];
  @NestedList(() => ActionView, { max: 20 })
  actions!: ActionView[];
}

export class SeatTemplateView extends SeatOfListView {
  @Int({ min: 1, max: 100, example: 4 })
  count!: number;
}

export class CollegeTemplateView {
  @Text({ max: 200, example: 'Maires et présidents d’EPCI' })
  name!: string;
  @Int({ min: 1, max: 100, example: 4 })
  size!: number;
  @Bool({ description: 'The sources give the number and not the split.', example: false })
  toBeSet!: boolean;
  @NestedList(() => SeatTemplateView, { max: 50 })
  seats!: SeatTemplateView[];
}

export class CommitteeTemplateView {
  @Text({ max: 60, example: 'cdsf' })
  name!: string;
  @Text({ max: 200, example: 'Comité départemental des services aux familles' })
  label!: string;
  @OneOf(COMMITTEE_KINDS)
  kind!: CommitteeKind;
  @TextList({ max: 10, itemMax: 3, description: 'Departments that it is for; none: any.' })
  departments!: string[];
  @Text({ max: 1000, description: 'What the sources leave open.' })
  note!: string;
  @Int({ min: 1, max: 500, example: 41 })
  size!: number;
  @NestedList(() => CollegeTemplateView, { max: 50 })
  colleges!: CollegeTemplateView[];
}

export class CommitteeTemplateListView {
  @NestedList(() => CommitteeTemplateView, { max: 20 })
  items!: CommitteeTemplateView[];
}
