import { Email, Instant, Int, Nested, NestedList, OneOf, Pattern, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { PageInfo } from '../../platform/http/views.js';
import { AGENCY_KINDS, type AgencyKind } from './directory.rules.js';

export const TERRITORY = {
  pattern: /^(?:FR|REG-[0-9A-Z]{2}|DEP-[0-9][0-9AB][0-9]?)$/,
  max: 7,
  description: 'FR, REG- and the code of a region, or DEP- and that of a department.',
  example: 'DEP-31',
};

/** An acknowledgement names the service in charge with its address, electronic or postal, and its telephone (CRPA R112-11-1). */
const PHONE = { pattern: /^\+?[0-9][0-9 .()-]{3,24}$/, max: 25, example: '05 61 99 77 44' };
const ADDRESS = { max: 300, example: '24 rue Riquet, 31046 Toulouse Cedex 9' };

export class CreateAgencyDto {
  @OneOf(AGENCY_KINDS)
  kind!: AgencyKind;
  @Text({ max: 300, example: 'Caf de la Haute-Garonne' })
  name!: string;
  @Pattern(TERRITORY)
  territory!: string;
  @Email({ optional: true })
  contactEmail?: string;
  @Pattern({ ...PHONE, optional: true })
  contactPhone?: string;
  @Text({ ...ADDRESS, optional: true })
  postalAddress?: string;
}

export class EditAgencyDto {
  @Text({ max: 300, optional: true, example: 'Caf de la Haute-Garonne' })
  name?: string;
  @Email({ optional: true })
  contactEmail?: string;
  @Pattern({ ...PHONE, optional: true })
  contactPhone?: string;
  @Text({ ...ADDRESS, optional: true })
  postalAddress?: string;
}

export class AgenciesQuery extends PageQuery {
  @OneOf(AGENCY_KINDS, { optional: true })
  kind?: AgencyKind;
  @Pattern({ ...TERRITORY, optional: true })
  territory?: string;
}

export class AgencyView {
  @Uuid()
  id!: string;
  @OneOf(AGENCY_KINDS)
  kind!: AgencyKind;
  @Text({ max: 300, example: 'Caf de la Haute-Garonne' })
  name!: string;
  @Pattern(TERRITORY)
  territory!: string;
  @Email({ nullable: true })
  contactEmail!: string | null;
  @Text({ ...ADDRESS, max: 25, example: PHONE.example, nullable: true })
  contactPhone!: string | null;
  @Text({ ...ADDRESS, nullable: true })
  postalAddress!: string | null;
  @Instant()
  createdAt!: string;
  @Int({ min: 1, max: 2_147_483_647, example: 1 })
  version!: number;
}

export class AgencyListView {
  @NestedList(() => AgencyView, { max: 100 })
  items!: AgencyView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
