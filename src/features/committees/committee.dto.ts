import { Bool, Instant, Int, Nested, OneOf, Text, TextList } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { COMMITTEE_KINDS, type CommitteeKind, type CommitteeSettings } from './committee-settings.js';
import { COMMITTEE_TEMPLATES } from './templates/cdsf.js';
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
    description: 'Seats composing the committee; the open ones by default.',
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
  @Int({
    min: 1,
    max: 365,
    optional: true,
    description: 'Days in which the minutes of a session are to be signed, 15 by default; a reminder follows.',
    example: 15,
  })
  minutesDays?: number;
  @Int({ min: 1, max: 20, optional: true, description: 'Length of a term in years, 6 by default (CASF D214-5).', example: 6 })
  termYears?: number;
  @Bool({
    optional: true,
    description: 'A member whose term has run out stays until a successor is seated; false by default.',
    example: false,
  })
  membersStayUntilReplaced?: boolean;
}

export class CreateCommitteeDto {
  @Text({ max: 3, description: 'Department code; the lead one of several.', example: '31' })
  department!: string;
  @TextList({
    min: 1,
    max: 10,
    itemMax: 3,
    unique: true,
    optional: true,
    description: 'Every department, when the committee covers several (Corsica: 2A and 2B); the lead one among them.',
  })
  departments?: string[];
  @OneOf(COMMITTEE_TEMPLATES.map(({ name }) => name), {
    optional: true,
    description: 'Composition to start from: its seats are opened with the committee.',
  })
  template?: string;
  @Text({ max: 1000, optional: true, description: 'Why a substitute body sits in place of the committee: required for one.' })
  reason?: string;
  @Instant({ optional: true, description: 'When it takes office; now by default.' })
  startsAt?: string;
  @Instant({ optional: true, description: 'When a substitute body gives way, if that is known.' })
  endsAt?: string;
  @Text({ max: 300, example: 'Comité départemental des services aux familles de la Haute-Garonne' })
  name!: string;
  @OneOf(COMMITTEE_KINDS, { description: 'SUBSTITUTE where the CDSF is not installed; COLLECTIVITE in Corsica.' })
  kind!: CommitteeKind;
  @Nested(() => CommitteeSettingsDto, { optional: true, description: 'What the committee’s own rules settle.' })
  settings?: CommitteeSettingsDto;
}

export class CommitteeQuery extends PageQuery {
  @Text({ max: 3, optional: true, description: 'Department code.', example: '31' })
  department?: string;
}
