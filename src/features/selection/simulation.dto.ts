import { Int, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { LINE_STATUSES, type LineStatus } from './board.js';
import type { GivenLine } from './simulation.rules.js';
import { DecidedYearDto } from './selection.dto.js';

/** Side by side on one screen. */
export const MOST_COMPARED = 5;

export class CreateSimulationDto {
  @Text({ max: 100, example: 'Priorité à l’Aude' })
  name!: string;
  @Text({ max: 2000, optional: true })
  note?: string;
  @Uuid({ optional: true, description: 'Simulation of the same call to start from.' })
  copyOf?: string;
  @Uuid({ optional: true, description: 'Run of the same call whose selection to start from.' })
  optimisationId?: string;
}

export class SimulationLineDto implements GivenLine {
  @Uuid({ description: 'Application.' })
  applicationId!: string;
  @OneOf(LINE_STATUSES)
  status!: LineStatus;
  @Int({ min: 1, max: 10_000, optional: true, description: 'Of RESERVE alone.' })
  reserveRank?: number;
  @NestedList(() => DecidedYearDto, { max: 20, optional: true, description: 'Of IN; what is asked when left out.' })
  years?: DecidedYearDto[];
}

export class EditSimulationDto {
  @Text({ max: 100, optional: true })
  name?: string;
  @Text({ max: 2000, optional: true })
  note?: string;
  @NestedList(() => SimulationLineDto, { max: 500, optional: true, description: 'Lines to set; the others stay as they are.' })
  lines?: SimulationLineDto[];
}

export class SimulationsQuery extends PageQuery {
  @OneOf(['true', 'false'], { optional: true, description: 'True: archived ones too.' })
  archived?: 'true' | 'false';
}

export class CompareQuery {
  @Text({ max: 36 * MOST_COMPARED + MOST_COMPARED, description: 'Identifiers, separated by commas: five at most.' })
  ids!: string;
}

export class DecideRowDto {
  @Uuid({ description: 'Application, IN in the simulation.' })
  applicationId!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'Version of the application that was read.' })
  version!: number;
  @Text({ max: 5000, optional: true, description: 'As for a selection one by one.' })
  reasons?: string;
}

export class DecideSimulationDto {
  @NestedList(() => DecideRowDto, { min: 1, max: 200, description: 'Dossiers to select, with the amounts of the simulation.' })
  rows!: DecideRowDto[];
}
