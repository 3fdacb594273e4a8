import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';
import { COMMITTEE_KINDS, type CommitteeKind, type CommitteeSettings } from './committee-settings.js';
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
  @Instant()
  startsAt!: string;
  @Instant({ nullable: true })
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
}

export class CommitteeView {
  @Uuid()
  id!: string;
  @Text({ max: 3, example: '31' })
  department!: string;
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
  @NestedList(() => CommitteeMemberView, { max: 1000, description: 'Members in office, and those who left.' })
  members!: CommitteeMemberView[];
}

export class CommitteePageView {
  @NestedList(() => CommitteeView, { max: 100 })
  items!: CommitteeView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
