import { Instant, OneOf, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';

export class AbsenceQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Of this person alone.' })
  personId?: string;
  @OneOf(['true', 'false'], { optional: true, description: 'Only those that are not over.' })
  current?: 'true' | 'false';
}

export class DeclareAbsenceDto {
  @Uuid({ optional: true, description: 'Who is away; the caller unless given.' })
  personId?: string;
  @Instant({ description: 'From this instant on.' })
  startsAt!: string;
  @Instant({ description: 'Until this instant, excluded.' })
  endsAt!: string;
  @Uuid({ optional: true, description: 'Who is proposed first for the instructions of the absent person.' })
  deputyId?: string;
}
