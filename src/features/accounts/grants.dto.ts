import { ROLES, type Role } from '../../kernel/actor.js';
import { Instant, Int, Nested, NestedList, OneOf, Pattern, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { PageInfo } from '../../platform/http/views.js';
import { TERRITORY } from './agencies.dto.js';
import { MyGrantView } from './people.dto.js';

export class CreateGrantDto {
  @Uuid()
  personId!: string;
  @OneOf(ROLES)
  role!: Role;
  @Uuid({ optional: true, description: 'For a holder’s role.' })
  organisationId?: string;
  @Pattern({ ...TERRITORY, optional: true })
  territory?: string;
  @Uuid({ optional: true, description: 'Instead of a territory: the agency’s own is taken.' })
  agencyId?: string;
  @Instant({ optional: true, description: 'From now on when left out.' })
  startsAt?: string;
  @Instant({ optional: true, description: 'Until ended when left out.' })
  endsAt?: string;
}

export class GrantsQuery extends PageQuery {
  @Uuid({ optional: true })
  personId?: string;
}

export class GrantView extends MyGrantView {
  @Uuid()
  personId!: string;
  @Uuid({ nullable: true, description: 'Person who gave it; null: the system, at its first start.' })
  grantedBy!: string | null;
  @Uuid({ nullable: true })
  endedBy!: string | null;
  @Int({ min: 1, max: 2_147_483_647, example: 1 })
  version!: number;
}

export class GrantListView {
  @NestedList(() => GrantView, { max: 100 })
  items!: GrantView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
