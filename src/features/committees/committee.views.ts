import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';
import { COMMITTEE_KINDS, type CommitteeKind, type CommitteeSettings } from './committee-settings.js';
import { COMMITTEE_STATES, type CommitteeState } from './composition-facts.rules.js';
import { VotingSettingsView } from './voting-settings.dto.js';

/** A seat and who holds it. */
export class MemberView {
  @Uuid()
  id!: string;
  @Uuid()
  personId!: string;
  @Text({ max: 200, example: 'Camille Durand' })
  name!: string;
  @Text({ max: 200, example: 'Maires et présidents d’EPCI' })
  college!: string;
  @Text({ max: 300, example: 'Maire de Muret' })
  capacity!: string;
  @Bool({ example: false })
  president!: boolean;
}

export class CommitteeMemberView extends MemberView {
  @Uuid()
  seatId!: string;
  @Instant()
  startsAt!: string;
  @Instant({ nullable: true, description: 'End of the term, or when the member left.' })
  endsAt!: string | null;
}

export class CommitteeSettingsView extends VotingSettingsView implements CommitteeSettings {
  @Int({ min: 0, max: 60, example: 5 })
  noticeDays!: number;
  @Int({ min: 1, max: 100, example: 50 })
  quorumPercent!: number;
  @OneOf(['OPENING', 'ITEM'] as const)
  quorumAt!: 'OPENING' | 'ITEM';
  @Bool()
  vacantSeatsCount!: boolean;
  @Int({ min: 1, max: 500, nullable: true, example: 41 })
  seats!: number | null;
  @Int({ min: 1, max: 2000, description: 'Hours at least of a written deliberation.', example: 24 })
  writtenMinHours!: number;
  @Int({ min: 1, max: 365, description: 'Days in which the minutes are to be signed.', example: 15 })
  minutesDays!: number;
  @Int({ min: 1, max: 20, example: 6 })
  termYears!: number;
  @Bool({ example: false })
  membersStayUntilReplaced!: boolean;
}

export class CommitteeView {
  @Uuid()
  id!: string;
  @Text({ max: 3, description: 'The lead one.', example: '31' })
  department!: string;
  @TextList({ max: 10, itemMax: 3, description: 'Departments that it covers.' })
  departments!: string[];
  @OneOf(COMMITTEE_STATES)
  state!: CommitteeState;
  @Text({ max: 60, nullable: true, description: 'Composition that it was created from.', example: 'cdsf' })
  template!: string | null;
  @Text({ max: 1000, nullable: true, description: 'Why a substitute body sits.', example: null })
  reason!: string | null;
  @Instant()
  startsAt!: string;
  @Instant({ nullable: true })
  endsAt!: string | null;
  @Text({ max: 300, example: 'Comité départemental des services aux familles de la Haute-Garonne' })
  name!: string;
  @OneOf(COMMITTEE_KINDS)
  kind!: CommitteeKind;
  @Nested(() => CommitteeSettingsView)
  settings!: CommitteeSettingsView;
  @Int({ min: 1, max: 1_000_000 })
  version!: number;
  @Int({ min: 0, max: 500, description: 'Members needed for a quorum if a session were convened now.', example: 21 })
  quorumRequired!: number;
  @Int({ min: 0, max: 500, description: 'Seats, the vacant ones included.', example: 41 })
  openSeats!: number;
  @NestedList(() => CommitteeMemberView, { max: 1000, description: 'Members in office, and those who left.' })
  members!: CommitteeMemberView[];
}

export class CommitteePageView {
  @NestedList(() => CommitteeView, { max: 100 })
  items!: CommitteeView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
