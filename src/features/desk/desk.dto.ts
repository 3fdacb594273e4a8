import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMinSize, Matches } from 'class-validator';

import { CentsField, Instant, Int, Nested, OneOf, OneOfList, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import type { AgencyKind } from '../applications/application-content.js';
import { APPLICATION_STATES, type ApplicationState } from '../applications/application-facts.js';
import { HOLDER_TYPES } from '../calls/call-settings.js';
import { AGENCY_KINDS, INSTRUCTION_STATES, type InstructionState } from '../instruction/instruction-facts.rules.js';
import { EXAMINERS, ORDERS, SORTS, YES_NO, type DeskFilter, type DeskPage, type Order, type Sort } from './desk-filter.js';
import { WORK_KINDS, type WorkKind } from './worklist.rules.js';

/** Of an address: `?state=A&state=B` or `?state=A,B`. Bodies bring arrays. */
const Several = (field: PropertyDecorator): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value)),
    field,
    ArrayMinSize(1),
  );

/** In an address an amount is text. */
const Amount = (description: string): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value)),
    CentsField({ optional: true, description }),
  );

export class DeskFilterDto implements DeskFilter {
  @Uuid({ optional: true })
  callId?: string;
  @Several(
    OneOfList(APPLICATION_STATES, {
      max: APPLICATION_STATES.length,
      unique: true,
      optional: true,
      example: ['SUBMITTED', 'INCOMPLETE'],
    }),
  )
  state?: ApplicationState[];
  @Several(TextList({ max: 101, itemMax: 3, unique: true, optional: true, description: 'Department codes.', example: ['31'] }))
  @Matches(/^(?:\d{2}|2[AB]|97\d)$/, { each: true })
  department?: string[];
  @OneOf(AGENCY_KINDS, { optional: true, description: 'Whose instruction the next two filters are about; either when left out.' })
  agencyKind?: AgencyKind;
  @OneOf(INSTRUCTION_STATES, { optional: true })
  instructionState?: InstructionState;
  @OneOf(EXAMINERS, { optional: true, description: 'mine: the caller examines; unassigned: an instruction has nobody.' })
  examiner?: (typeof EXAMINERS)[number];
  @Text({ max: 60, optional: true, description: 'Code of an axis of the call.', example: 'diversification' })
  axis?: string;
  @OneOf(HOLDER_TYPES, { optional: true })
  holderType?: string;
  @Amount('Least amount asked of the call’s funders, in cents.')
  amountMin?: number;
  @Amount('Most amount asked of the call’s funders, in cents.')
  amountMax?: number;
  @Text({ max: 60, optional: true, description: 'Code of a required document that the dossier does not bring.', example: 'RIB' })
  missingDocument?: string;
  @OneOf(YES_NO, { optional: true, description: 'Whether the agencies’ opinions diverge, once both are signed.' })
  divergent?: (typeof YES_NO)[number];
  @Instant({ optional: true, description: 'In its present state since this instant or later.' })
  since?: string;
  @Instant({ optional: true, description: 'In its present state since before this instant.' })
  before?: string;
  @Text({
    max: 200,
    optional: true,
    description:
      'A number or a SIRET; else words in French, without accents or endings, "exact words" in quotes, -without; else what resembles them. Agencies search what was filed last, holders their working copy.',
    example: 'micro-crèche gare',
  })
  q?: string;
}

export class DeskQuery extends DeskFilterDto implements DeskPage {
  @OneOf(SORTS, { optional: true, description: 'RANK needs `q`, and is its default; else WAITING_SINCE.' })
  sort?: Sort;
  @OneOf(ORDERS, { optional: true, description: 'asc unless given; desc for RANK.' })
  order?: Order;
  @Int({ min: 1, max: 100, optional: true, description: 'Rows per page, 50 by default.', example: 50 })
  limit?: number;
  @Text({ max: 2000, optional: true, description: 'Cursor from `page.next` of the previous page, under the same sort.' })
  after?: string;
}

export class SaveFilterDto {
  @Text({ max: 100, example: 'À instruire, 31' })
  name!: string;
  @Nested(() => DeskFilterDto)
  filter!: DeskFilterDto;
}

export class EditFilterDto {
  @Text({ max: 100, optional: true, example: 'À instruire, 31 et 34' })
  name?: string;
  @Nested(() => DeskFilterDto, { optional: true })
  filter?: DeskFilterDto;
}

export class WorklistQuery extends PageQuery {
  @Several(OneOfList(WORK_KINDS, { max: WORK_KINDS.length, unique: true, optional: true, example: ['COMPLETENESS_TO_CHECK'] }))
  kind?: WorkKind[];
}
