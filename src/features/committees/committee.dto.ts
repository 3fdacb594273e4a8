import { Bool, Int, Nested, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { COMMITTEE_KINDS, type CommitteeKind, type CommitteeSettings } from './committee-settings.js';
import { VotingSettingsDto } from './voting-settings.dto.js';

export class CommitteeSettingsDto extends VotingSettingsDto implements Partial<CommitteeSettings> {
  @Int({ min: 0, max: 60, optional: true, description: 'Full days of notice, 5 by default (CRPA R133-8).', example: 5 })
  noticeDays?: number;
  @Int({
    min: 1,
    max: 100,
    optional: true,
    description: 'Share of the members needed, 50 by default (CRPA R133-10).',
    example: 50,
  })
  quorumPercent?: number;
  @OneOf(['OPENING', 'ITEM'] as const, { optional: true, description: 'Quorum at the opening only (default), or for each item.' })
  quorumAt?: 'OPENING' | 'ITEM';
  @Bool({ optional: true, description: 'Vacant seats are in the base of the quorum; true by default.' })
  vacantSeatsCount?: boolean;
  @Int({
    min: 1,
    max: 500,
    optional: true,
    description: 'Seats composing the committee; members in office by default.',
    example: 41,
  })
  seats?: number;
  @Int({
    min: 1,
    max: 2000,
    optional: true,
    description: 'Hours at least that a written deliberation stays open; 24 by default (ordonnance 2014-1329, art. 3).',
    example: 48,
  })
  writtenMinHours?: number;
}

export class CreateCommitteeDto {
  @Text({ max: 3, description: 'Department code.', example: '31' })
  department!: string;
  @Text({ max: 300, example: 'Comité départemental des services aux familles de la Haute-Garonne' })
  name!: string;
  @OneOf(COMMITTEE_KINDS, { description: 'SUBSTITUTE where the CDSF is not installed; COLLECTIVITE in Corsica.' })
  kind!: CommitteeKind;
  @Nested(() => CommitteeSettingsDto, { optional: true, description: 'What the committee’s own rules settle.' })
  settings?: CommitteeSettingsDto;
}

export class AddMemberDto {
  @Uuid()
  personId!: string;
  @Text({ max: 200, description: 'College or list of seats.', example: 'Maires et présidents d’EPCI' })
  college!: string;
  @Text({ max: 300, description: 'Capacity in which the person sits.', example: 'Maire de Muret' })
  capacity!: string;
  @Bool({ description: 'One president at most.', example: false })
  president!: boolean;
}

export class CommitteeQuery extends PageQuery {
  @Text({ max: 3, optional: true, description: 'Department code.', example: '31' })
  department?: string;
}
