import {
  Bool,
  CentsField,
  Day,
  Int,
  JsonObject,
  Nested,
  NestedList,
  OneOf,
  Pattern,
  Text,
  TextList,
  Uuid,
} from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import {
  BUDGET_SIDES,
  DOCUMENT_PROVISIONS,
  EXPENSE_NATURES,
  INCOME_FAMILIES,
  type BudgetLine,
  type DocumentEntry,
} from './application-content.js';
import { APPLICATION_STATES, type ApplicationState } from './application-facts.js';
import { CalendarStepDto, IndicatorDto, InKindLineDto, PartnerDto, TargetNumberDto } from './plan-content.dto.js';

export const DEPARTMENT = /^(?:\d{2}|2[AB]|97\d)$/;

export class YearAmountDto {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @CentsField({ example: 5_600_000 })
  cents!: number;
}

export class BudgetLineDto implements BudgetLine {
  @OneOf(BUDGET_SIDES)
  side!: BudgetLine['side'];
  @OneOf(EXPENSE_NATURES, { optional: true, description: 'Of an expense.' })
  nature?: BudgetLine['nature'];
  @OneOf(INCOME_FAMILIES, {
    optional: true,
    description: 'Of an income other than what is asked of the call’s funders.',
    example: 'OWN',
  })
  family?: BudgetLine['family'];
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Text({ max: 200, example: 'Équipe éducative' })
  label!: string;
  @CentsField()
  cents!: number;
  @Int({
    min: 0,
    max: 100_000,
    optional: true,
    description: 'Of a STAFF expense: full-time equivalents in hundredths, 150 for 1.5 FTE.',
    example: 150,
  })
  fte?: number;
}

export class BudgetDto {
  @NestedList(() => BudgetLineDto, { max: 200 })
  lines!: BudgetLineDto[];
  @CentsField({ optional: true, description: 'Contributions in kind, outside the balance and the cap.', example: 300_000 })
  inKindCents?: number;
  @NestedList(() => InKindLineDto, { max: 50, optional: true, description: 'The same, line by line; instead of the one sum.' })
  inKind?: InKindLineDto[];
}

export class DocumentDto implements DocumentEntry {
  @Text({ max: 60, example: 'RIB' })
  code!: string;
  @OneOf(DOCUMENT_PROVISIONS)
  provided!: DocumentEntry['provided'];
  @Text({ max: 200, optional: true, description: 'File name or reference of the document.', example: 'rib-2023.pdf' })
  reference?: string;
}

export class DeclarationsDto {
  @Bool({ description: 'The legal representative certifies that the application is accurate.' })
  accurate!: boolean;
  @Bool({ optional: true, description: 'Republican commitment contract signed (associations).' })
  republicanContract?: boolean;
  @Bool({ optional: true, description: 'Tax and social obligations met.' })
  obligationsMet?: boolean;
}

export class CreateApplicationDto {
  @Uuid()
  callId!: string;
  @Uuid()
  organisationId!: string;
  @Pattern({ pattern: DEPARTMENT, max: 3, description: 'Department that instructs: one of the call’s.', example: '11' })
  department!: string;
  @Text({ max: 300, example: 'Requalification d’une ancienne gare rurale en micro-crèche' })
  title!: string;
  @Bool({
    optional: true,
    description: 'True: another project than the draft that the holder already has for this call.',
    example: false,
  })
  anotherProject?: boolean;
}

/** As a merge patch: a field given replaces the stored one, an object is merged member by member; null empties; what is left out stays. */
export class EditApplicationDto {
  @Text({ max: 300, optional: true, example: 'Micro-crèche de la gare' })
  title?: string;
  @Text({ max: 300, optional: true, nullable: true, example: 'Lézignan-Corbières' })
  place?: string | null;
  @Text({ max: 10_000, optional: true, nullable: true, example: 'Une micro-crèche dans une ancienne gare.' })
  summary?: string | null;
  @TextList({ max: 20, itemMax: 60, unique: true, optional: true, nullable: true, example: ['diversification'] })
  axes?: string[] | null;
  @Text({ max: 2000, optional: true, nullable: true, example: 'Enfants de moins de trois ans' })
  targetPublic?: string | null;
  @Int({ min: 0, max: 10_000_000, optional: true, nullable: true, description: 'People who benefit.', example: 24 })
  beneficiaries?: number | null;
  @Text({ max: 5000, optional: true, nullable: true, example: 'Caf, PMI, commune' })
  partners?: string | null;
  @Day({ optional: true, nullable: true, example: '2023-10-01' })
  startsOn?: string | null;
  @Day({ optional: true, nullable: true, description: 'Last day of the project.', example: '2026-09-30' })
  endsOn?: string | null;
  @NestedList(() => YearAmountDto, {
    max: 10,
    optional: true,
    nullable: true,
    description: 'Asked of the call’s funders together, one amount a year: the server splits it by the call’s weights.',
  })
  requestedYears?: YearAmountDto[] | null;
  @Nested(() => BudgetDto, { optional: true, nullable: true })
  budget?: BudgetDto | null;
  @NestedList(() => DocumentDto, { max: 50, optional: true, nullable: true })
  documents?: DocumentDto[] | null;
  @Nested(() => DeclarationsDto, { optional: true, nullable: true })
  declarations?: DeclarationsDto | null;
  @JsonObject({
    optional: true,
    nullable: true,
    description:
      'To the call’s own questions (`GET /v1/calls/{id}/form`), by code: those given replace the stored ones one by one, null empties one.',
    example: { PLACES: 12, RATE: 450_000 },
  })
  answers?: Record<string, unknown> | null;
  @Text({
    max: 20_000,
    optional: true,
    nullable: true,
    description: 'What the territory has and lacks.',
    example: 'Deux crèches.',
  })
  diagnosis?: string | null;
  @NestedList(() => TargetNumberDto, { max: 50, optional: true, nullable: true })
  targetNumbers?: TargetNumberDto[] | null;
  @NestedList(() => PartnerDto, { max: 50, optional: true, nullable: true, description: 'Beside the free text, if useful.' })
  partnerList?: PartnerDto[] | null;
  @NestedList(() => CalendarStepDto, { max: 100, optional: true, nullable: true })
  calendar?: CalendarStepDto[] | null;
  @NestedList(() => IndicatorDto, { max: 50, optional: true, nullable: true })
  indicators?: IndicatorDto[] | null;
  @Int({ min: 0, max: 100_000, optional: true, nullable: true, description: 'Childcare places opened.', example: 12 })
  placesCreated?: number | null;
  @TextList({
    max: 10,
    itemMax: 3,
    unique: true,
    optional: true,
    nullable: true,
    description: 'Departments of the project beside the lead one: their Caf and DDETS are consulted.',
    example: ['66'],
  })
  otherDepartments?: string[] | null;
}

export class ApplicationListQuery extends PageQuery {
  @Uuid({ optional: true })
  callId?: string;
  @OneOf(APPLICATION_STATES, { optional: true })
  state?: ApplicationState;
  @Pattern({ pattern: DEPARTMENT, max: 3, optional: true, example: '31' })
  department?: string;
  @Uuid({ optional: true })
  organisationId?: string;
}

export class ReasonsDto {
  @Text({ max: 5000, optional: true, example: 'Le budget n’a pas été transmis malgré la relance du 2 octobre.' })
  reasons?: string;
  @Text({ max: 5000, optional: true, description: 'Ways and time limits of appeal; the call’s own text when left out.' })
  appeal?: string;
}

export class FindIneligibleDto {
  @Text({ max: 200, optional: true, description: 'Rule of the call that is not met.', example: 'durationWithinLimit' })
  rule?: string;
  @Text({ max: 5000, optional: true, example: 'Le projet finance un équipement existant.' })
  reasons?: string;
}

export class WithdrawDto {
  @Text({
    max: 5000,
    optional: true,
    description: 'Written reasons: compulsory once submitted.',
    example: 'Le conseil municipal a renoncé au projet.',
  })
  reasons?: string;
}
