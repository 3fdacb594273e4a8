import { Instant, Int, Nested, NestedList, OneOf, Pattern, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { PageInfo } from '../../platform/http/views.js';

/** Who may hold a project; the database's CHECK has the same list. */
export const HOLDER_TYPES = ['COMMUNE', 'EPCI', 'CCAS', 'ASSOCIATION', 'COMPANY', 'MISSION_LOCALE', 'OTHER_PUBLIC'] as const;
export type HolderType = (typeof HOLDER_TYPES)[number];

export const SIRET = { pattern: /^\d{14}$/, max: 14, description: '14 digits, without spaces.', example: '21310555400017' };
export const RNA = { pattern: /^W\d{9}$/, max: 10, description: 'Number of an association.', example: 'W313001234' };
export const DEPARTMENT = { pattern: /^[0-9][0-9AB][0-9]?$/, max: 3, description: 'Code of the department.', example: '31' };

export class CreateOrganisationDto {
  @Pattern(SIRET)
  siret!: string;
  @Text({ max: 300, example: 'Commune de Toulouse' })
  name!: string;
  @OneOf(HOLDER_TYPES)
  holderType!: HolderType;
  @Pattern(DEPARTMENT)
  department!: string;
  @Pattern({ ...RNA, optional: true })
  rna?: string;
}

export class EditOrganisationDto {
  @Text({ max: 300, optional: true, example: 'Commune de Toulouse' })
  name?: string;
  @OneOf(HOLDER_TYPES, { optional: true })
  holderType?: HolderType;
  @Pattern({ ...DEPARTMENT, optional: true })
  department?: string;
  @Pattern({ ...RNA, optional: true })
  rna?: string;
}

export class OrganisationsQuery extends PageQuery {
  @Pattern({ ...SIRET, optional: true })
  siret?: string;
  @Pattern({ ...DEPARTMENT, optional: true })
  department?: string;
}

export class OrganisationView {
  @Uuid()
  id!: string;
  @Pattern(SIRET)
  siret!: string;
  @Text({ max: 300, example: 'Commune de Toulouse' })
  name!: string;
  @OneOf(HOLDER_TYPES)
  holderType!: HolderType;
  @Pattern(DEPARTMENT)
  department!: string;
  @Pattern({ ...RNA, nullable: true })
  rna!: string | null;
  @Instant()
  createdAt!: string;
  @Int({ min: 1, max: 2_147_483_647, example: 1 })
  version!: number;
}

export class OrganisationListView {
  @NestedList(() => OrganisationView, { max: 100 })
  items!: OrganisationView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
