import { OFFICER_ROLES, type OfficerRole } from '../../kernel/actor.js';
import { CentsField, Int, IntList, Nested, NestedList, OneOf, Pattern, Text, TextList } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { CALL_STATES, type CallState } from './call-facts.js';
import { FUNDER_FAMILIES, RULES_VERSIONS, type FunderFamily, type RulesVersion } from './call-settings.js';
import { CallSettingsDto, LegalTime } from './call-settings.dto.js';
import { CODE } from './grid.dto.js';

export class FunderDto {
  @Pattern({ ...CODE, example: 'STATE' })
  code!: string;
  @Text({ max: 200, example: 'État' })
  name!: string;
  @OneOf(FUNDER_FAMILIES)
  family!: FunderFamily;
  @Int({ min: 1, max: 1_000_000, description: 'Share: weight over the sum of the weights.', example: 1 })
  weight!: number;
  @OneOf(OFFICER_ROLES, { description: 'Role that decides its leg of an award.' })
  officerRole!: OfficerRole;
}

export class EnvelopeDto {
  @Pattern({ ...CODE, example: 'STATE' })
  funderCode!: string;
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @CentsField({ example: 40_000_000 })
  cents!: number;
}

const REGION = { pattern: /^[0-9A-Z]{2,3}$/, max: 3, example: '76', description: 'Official code of the region.' };
const DEPARTMENTS = { min: 1, max: 110, itemMax: 3, example: ['09', '31'] };
const YEARS = { min: 1, max: 10, itemMin: 2000, itemMax: 2100, unique: true, example: [2023, 2024, 2025] };
const ZONE = { max: 60, example: 'Europe/Paris', description: 'IANA time zone in which opening and deadline are stated.' };
const OPENS = { example: '2023-06-09T00:00' };
const DEADLINE = { description: 'Runs to the end of the minute or second that it states.' };
const TEXT = { max: 50_000, example: 'Faire émerger des territoires accélérateurs…' };
const TITLE = { max: 300, example: 'Fonds d’innovation pour la petite enfance' };
const EDITION = { min: 2000, max: 2100, example: 2023 };
const FUNDERS = { max: 10, description: 'In the order of the split: left-over cents go to the first.' };
const ENVELOPES = { max: 100, description: 'One per funder and budget year before the publication.' };

export class CreateCallDto {
  @Text(TITLE)
  title!: string;
  @Int(EDITION)
  edition!: number;
  @Text(TEXT)
  text!: string;
  @OneOf(RULES_VERSIONS, { optional: true, description: 'Rule set that judges the applications; the latest by default.' })
  rulesVersion?: RulesVersion;
  @Pattern(REGION)
  region!: string;
  @TextList(DEPARTMENTS)
  departments!: string[];
  @Text(ZONE)
  timeZone!: string;
  @LegalTime(OPENS)
  opensLocal!: string;
  @LegalTime(DEADLINE)
  deadlineLocal!: string;
  @IntList(YEARS)
  budgetYears!: number[];
  @NestedList(() => FunderDto, FUNDERS)
  funders!: FunderDto[];
  @NestedList(() => EnvelopeDto, ENVELOPES)
  envelopes!: EnvelopeDto[];
  @Nested(() => CallSettingsDto)
  settings!: CallSettingsDto;
}

/** What is left out stays as it is; a list replaces the whole list. The region is that of the draft. */
export class EditCallDto {
  @Text({ ...TITLE, optional: true })
  title?: string;
  @Int({ ...EDITION, optional: true })
  edition?: number;
  @Text({ ...TEXT, optional: true })
  text?: string;
  @OneOf(RULES_VERSIONS, { optional: true })
  rulesVersion?: RulesVersion;
  @TextList({ ...DEPARTMENTS, optional: true })
  departments?: string[];
  @Text({ ...ZONE, optional: true })
  timeZone?: string;
  @LegalTime({ ...OPENS, optional: true })
  opensLocal?: string;
  @LegalTime({ ...DEADLINE, optional: true })
  deadlineLocal?: string;
  @IntList({ ...YEARS, optional: true })
  budgetYears?: number[];
  @NestedList(() => FunderDto, { ...FUNDERS, optional: true })
  funders?: FunderDto[];
  @NestedList(() => EnvelopeDto, { ...ENVELOPES, optional: true })
  envelopes?: EnvelopeDto[];
  @Nested(() => CallSettingsDto, { optional: true })
  settings?: CallSettingsDto;
}

export class PostponeCallDto {
  @LegalTime({ description: 'Later than the deadline in force.', example: '2023-09-15T23:59' })
  deadlineLocal!: string;
  @Text({ max: 3000, example: 'Panne de la plateforme de dépôt.' })
  reasons!: string;
}

export class CancelCallDto {
  @Text({ max: 3000, example: 'Crédits annulés.' })
  reasons!: string;
}

export class CallListQuery extends PageQuery {
  @OneOf(CALL_STATES, { optional: true })
  state?: CallState;
  @Pattern({ ...REGION, optional: true })
  region?: string;
}

export class CallFormQuery {
  @Int({
    min: 1,
    max: 10_000,
    optional: true,
    description: 'Number of a specification; the one in force when left out.',
    example: 1,
  })
  specification?: number;
}

/** What is left out stays as published; `settings` replaces all the settings, `envelopes` raises those that it names. */
export class AmendCallDto {
  @Text({ max: 3000, example: 'Précision demandée par plusieurs porteurs sur la pièce n° 4.' })
  reasons!: string;
  @Text({ ...TITLE, optional: true })
  title?: string;
  @Text({ ...TEXT, optional: true })
  text?: string;
  @Nested(() => CallSettingsDto, { optional: true })
  settings?: CallSettingsDto;
  @NestedList(() => EnvelopeDto, { max: 100, optional: true, description: 'New amounts, never smaller than the published ones.' })
  envelopes?: EnvelopeDto[];
}

export class RaiseEnvelopesDto {
  @Text({ max: 3000, example: 'Crédits complémentaires délégués par la direction nationale.' })
  reasons!: string;
  @NestedList(() => EnvelopeDto, { min: 1, max: 100, description: 'New amounts, never smaller than before.' })
  envelopes!: EnvelopeDto[];
}

/** Dates left out are those of the copied call, moved by as many years as the edition. */
export class CopyCallDto {
  @Int({ ...EDITION, example: 2024 })
  edition!: number;
  @Text({ ...TITLE, optional: true })
  title?: string;
  @LegalTime({ ...OPENS, example: '2024-06-10T00:00', optional: true })
  opensLocal?: string;
  @LegalTime({ ...DEADLINE, example: '2024-08-31T23:59', optional: true })
  deadlineLocal?: string;
  @IntList({ ...YEARS, example: [2024, 2025, 2026], optional: true })
  budgetYears?: number[];
}

export class PublicCallQuery extends PageQuery {
  @Pattern({ ...REGION, optional: true })
  region?: string;
}
