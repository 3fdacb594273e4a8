import { CentsField, Day, Int, NestedList, OneOf, Text, TextList, Uuid, UuidList } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import type { AgencyKind } from '../applications/application-content.js';
import { AGENCY_KINDS, INSTRUCTION_STATES, type InstructionState } from './instruction-facts.rules.js';
import { OPINIONS, type Opinion } from './joint.rules.js';

export class InstructionQuery extends PageQuery {
  @OneOf(INSTRUCTION_STATES, { optional: true })
  state?: InstructionState;
  @Text({ max: 3, optional: true, description: 'Department code.', example: '31' })
  department?: string;
  @Uuid({ optional: true })
  callId?: string;
  @OneOf(AGENCY_KINDS, { optional: true })
  agencyKind?: AgencyKind;
  @OneOf(['true', 'false'], { optional: true, description: 'Only those that the caller is to examine.' })
  mine?: 'true' | 'false';
}

export class AssignByWorkloadDto {
  @Text({ max: 2000, optional: true, description: 'Why an examination under way changes hands; needed then.' })
  reason?: string;
}

export class AssignDto extends AssignByWorkloadDto {
  @Uuid({ description: 'Person of the same agency who will examine the dossier.' })
  examinerId!: string;
}

export class BulkAssignByWorkloadDto extends AssignByWorkloadDto {
  @UuidList({ min: 1, max: 100, unique: true, description: 'Instructions, each assigned or refused on its own.' })
  ids!: string[];
}

export class BulkAssignDto extends BulkAssignByWorkloadDto {
  @Uuid({ description: 'Person of the same agency who will examine the dossiers.' })
  examinerId!: string;
}

export class DeclareInterestDto {
  @Text({ max: 2000, description: 'What ties the examiner to the dossier.', example: 'Ancienne salariée de la structure.' })
  reason!: string;
}

export class YearCentsDto {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @CentsField({ description: 'Integer cents, the call’s funders together.' })
  cents!: number;
}

export class ProposedYearDto extends YearCentsDto {
  @Text({ max: 5000, min: 0, optional: true, description: 'Needed below the request, unless the opinion is against.' })
  reason?: string;
}

export class SignDto {
  @OneOf(OPINIONS)
  opinion!: Opinion;
  @Text({ max: 20_000, min: 0, example: 'Projet coordonné, qui répond au besoin du territoire.' })
  reasons!: string;
  @Text({ max: 20_000, min: 0, optional: true, description: 'Needed with, and only with, WITH_RESERVES.' })
  reserves?: string;
  @NestedList(() => ProposedYearDto, { max: 10, description: 'Amount proposed for each budget year.' })
  years!: ProposedYearDto[];
}

export class VisitDto {
  @Day({ example: '2023-09-20' })
  visitedOn!: string;
  @TextList({ min: 1, max: 30, itemMax: 200, description: 'People met: name and function.' })
  peopleMet!: string[];
  @Text({ max: 20_000, example: 'Locaux conformes ; équipe de quatre personnes rencontrée.' })
  findings!: string;
}
