import { AID_REGIMES, type AidRegime } from '../holders/aid.rules.js';
import { applyDecorators } from '@nestjs/common';
import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

import { FILE_TYPES, type FileType } from '../../kernel/file-types.js';
import { instantOf } from '../../kernel/legal-time.js';
import { Bool, CentsField, Day, Int, Nested, NestedList, OneOf, OneOfList, Pattern, Text } from '../../platform/http/fields.js';
import { AgreementSettingsDto } from './agreement-settings.dto.js';
import { QuestionDto } from './call-form.dto.js';
import {
  ACCEPTANCES,
  AWARD_LETTERS,
  HOLDER_TYPES,
  INTEREST_DECLARATIONS,
  type AppealSettings,
  type CallSettings,
  type FunderAppeals,
  type HolderType,
  type InterestDeclaration,
  type LetterSettings,
  type OpenDataFunder,
  type StateAidSettings,
  type OpenDataSettings,
  type ReducedAmountSettings,
  type MeasureSettings,
  type ReserveSettings,
  type Signatory,
} from './call-settings.js';
import { CODE, GridDto, LabelledDto } from './grid.dto.js';
import { InstructionSettingsDto } from './instruction-settings.dto.js';
import { AmendmentSettingsDto } from './amendment-settings.dto.js';
import { PaymentSettingsDto } from './payment-settings.dto.js';
import { RecoverySettingsDto } from './recovery-settings.dto.js';
import { SelectionSettingsDto } from './selection-settings.dto.js';

/** Named as the platform's date rule, for its sentence. */
@ValidatorConstraint({ name: 'isDateString' })
class RealDate implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    try {
      return !Number.isNaN(instantOf(value, 'UTC').getTime());
    } catch {
      return false;
    }
  }
}

/** A legal local time, without offset: the call's time zone gives the instant. */
export function LegalTime(options: { description?: string; example?: string; optional?: boolean } = {}): PropertyDecorator {
  return applyDecorators(
    Pattern({ pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?$/, max: 23, example: '2023-08-31T23:59', ...options }),
    Validate(RealDate),
  );
}

export class RequiredDocumentDto extends LabelledDto {
  @OneOfList(HOLDER_TYPES, { max: HOLDER_TYPES.length, unique: true, description: 'Who owes it; empty: every holder.' })
  holderTypes!: HolderType[];
  @Bool({ description: 'False: its absence only delays the effect of the award.' })
  essential!: boolean;
  @Bool({ description: 'True: may be announced at the submission and sent later.' })
  mayFollow!: boolean;
}

export class AppealTextDto {
  @Text({ max: 3000, example: 'Recours possible dans les deux mois devant le tribunal administratif.' })
  fr!: string;
  @Text({ max: 3000, example: 'May be challenged within two months before the administrative court.' })
  en!: string;
}

export class SilenceSettingsDto {
  @Bool({ optional: true, description: 'Two months of silence are a refusal toward public holders too.' })
  appliesToPublicHolders?: boolean;
}

const DEPARTMENT = { pattern: /^(?:\d{2}|2[AB]|9[78]\d)$/, max: 3, optional: true, example: '31' };
const COURT = { max: 200, optional: true, example: 'tribunal administratif de Toulouse' };

export class FunderAppealsDto implements FunderAppeals {
  @Pattern({ ...CODE, example: 'CNAF' })
  funderCode!: string;
  @Nested(() => AppealTextDto, { optional: true, description: 'Beside the text of the call.' })
  text?: AppealTextDto;
  @Text({ ...COURT, description: 'Court of this funder’s decisions; the call’s unless given.' })
  court?: string;
  @Pattern({ ...DEPARTMENT, description: 'Department of that court; the call’s unless given.' })
  courtDepartment?: string;
}

export class OpenDataFunderDto implements OpenDataFunder {
  @Pattern({ ...CODE, example: 'CNAF' })
  funderCode!: string;
  @Text({ max: 200, description: 'Official name of the body that gives.', example: 'DREETS Occitanie' })
  name!: string;
  @Pattern({ pattern: /^\d{14}$/, max: 14, description: 'SIRET of that body.', example: '21310555400017' })
  siret!: string;
}

export class OpenDataSettingsDto implements OpenDataSettings {
  @NestedList(() => OpenDataFunderDto, { max: 10 })
  funders!: OpenDataFunderDto[];
  @Text({ max: 100, optional: true, description: 'Identifier of the aid scheme.', example: 'FIPE' })
  scheme?: string;
  @CentsField({ optional: true, description: 'Above which a grant is published; 23 000 € when left out.' })
  thresholdCents?: number;
}

export class StateAidSettingsDto implements StateAidSettings {
  @OneOfList(AID_REGIMES, {
    min: 1,
    max: 2,
    unique: true,
    description: 'Regimes that a decision may take, the one by default first.',
  })
  regimes!: AidRegime[];
  @OneOfList(HOLDER_TYPES, {
    max: HOLDER_TYPES.length,
    unique: true,
    optional: true,
    description: 'Holders concerned; empty: all.',
  })
  holderTypes?: HolderType[];
}

export class SignatoryDto implements Signatory {
  @Text({ max: 200, description: 'Given name and name.', example: 'Camille Martin' })
  name!: string;
  @Text({ max: 200, example: 'directrice régionale' })
  capacity!: string;
  @Text({ max: 200, example: 'DREETS Occitanie' })
  service!: string;
}

export class LetterSettingsDto implements LetterSettings {
  @OneOf(AWARD_LETTERS, { optional: true, description: 'One award letter for all the funders (JOINT, the default) or one each.' })
  award?: (typeof AWARD_LETTERS)[number];
  @Nested(() => SignatoryDto, {
    optional: true,
    description: 'Who answers for what time alone decides; who published the call unless given.',
  })
  signatory?: SignatoryDto;
}

export class AppealSettingsDto implements AppealSettings {
  @Bool({ optional: true, description: 'Clear days (délai franc): the day after the last one still counts. False unless given.' })
  clearDays?: boolean;
  @Bool({ optional: true, description: 'A limit on a day off moves to the next working day. True unless given.' })
  nextWorkingDay?: boolean;
  @Pattern({ ...DEPARTMENT, description: 'Department of the court; the dossier’s unless given.' })
  courtDepartment?: string;
  @Text({ ...COURT, description: 'Name of the court; the one where the author of the decision sits unless given.' })
  court?: string;
  @NestedList(() => FunderAppealsDto, { max: 10, optional: true, description: 'What differs for one funder.' })
  byFunder?: FunderAppealsDto[];
}

export class ReserveSettingsDto implements ReserveSettings {
  @Text({ max: 1000, optional: true, description: 'What the refusal at the end of the reserve list adds to its reasons.' })
  expiryReasons?: string;
}

export class MeasureSettingsDto implements MeasureSettings {
  @Int({
    min: 1,
    max: 365,
    optional: true,
    description: 'Least days for the holder’s remarks before a measure; 15 when left out.',
  })
  hearingDays?: number;
  @Int({ min: 1, max: 50, optional: true, description: 'Years for which an investment keeps its purpose after the project.' })
  purposeYears?: number;
}

export class ReducedAmountSettingsDto implements ReducedAmountSettings {
  @OneOf(ACCEPTANCES, {
    description: 'Whether the holder accepts a lower amount before the funders decide, or before the agreement.',
  })
  acceptance!: ReducedAmountSettings['acceptance'];
  @Int({ min: 1, max: 365, description: 'Days given to accept, the last one included.', example: 30 })
  days!: number;
}

export class CallSettingsDto implements CallSettings {
  @Int({ min: 1, max: 100, description: 'State and Family branch together, percent of the total cost.', example: 80 })
  maxPublicSharePercent!: number;
  @Int({ min: 1, max: 120, description: 'Longest project, in months.', example: 36 })
  maxMonths!: number;
  @Int({
    min: 0,
    max: 100,
    optional: true,
    description: 'Investment, percent of the total cost; no ceiling when left out.',
    example: 40,
  })
  maxInvestmentSharePercent?: number;
  @NestedList(() => LabelledDto, { min: 1, max: 20 })
  axes!: LabelledDto[];
  @OneOfList(HOLDER_TYPES, { min: 1, max: HOLDER_TYPES.length, unique: true })
  holderTypes!: HolderType[];
  @NestedList(() => RequiredDocumentDto, { max: 50 })
  requiredDocuments!: RequiredDocumentDto[];
  @CentsField({ optional: true, min: 1, description: 'Least that one project may ask for, all years together.' })
  minCents?: number;
  @CentsField({ optional: true, min: 1, description: 'Most that one project may ask for, all years together.' })
  maxCents?: number;
  @Nested(() => GridDto)
  grid!: GridDto;
  @Bool({ description: 'Whether a committee gives its opinion before the jury.' })
  committeeRequired!: boolean;
  @Int({ min: 1, max: 365, description: 'Days given to complete a file.', example: 15 })
  completionDays!: number;
  @Int({
    optional: true,
    min: 1,
    max: 60,
    description: 'Days before the end of that time at which a reminder goes by itself.',
    example: 5,
  })
  reminderDays?: number;
  @Nested(() => AppealTextDto)
  appealText!: AppealTextDto;
  @Day({ optional: true, description: 'Last day of the reserve list.', example: '2024-12-31' })
  reserveExpiresOn?: string;
  @NestedList(() => QuestionDto, { max: 100, optional: true, description: 'Questions of this call, in the order asked.' })
  questions?: QuestionDto[];
  @Nested(() => SilenceSettingsDto, { optional: true })
  silence?: SilenceSettingsDto;
  @Nested(() => AppealSettingsDto, { optional: true })
  appeals?: AppealSettingsDto;
  @Nested(() => LetterSettingsDto, { optional: true })
  letters?: LetterSettingsDto;
  @Nested(() => OpenDataSettingsDto, { optional: true, description: 'Who gives, as the essential data of the grants name it.' })
  openData?: OpenDataSettingsDto;
  @Nested(() => StateAidSettingsDto, { optional: true, description: 'The grants of this call are small aids (« de minimis »).' })
  stateAid?: StateAidSettingsDto;
  @Nested(() => MeasureSettingsDto, { optional: true })
  measures?: MeasureSettingsDto;
  @Nested(() => ReserveSettingsDto, { optional: true })
  reserve?: ReserveSettingsDto;
  @Nested(() => ReducedAmountSettingsDto, { optional: true, description: 'BEFORE_AGREEMENT and 30 days when left out.' })
  reducedAmount?: ReducedAmountSettingsDto;
  @Nested(() => AgreementSettingsDto, {
    optional: true,
    description: 'Where the law asks for one, tripartite, when left out; no terms, which are owed before one is drafted.',
  })
  agreement?: AgreementSettingsDto;
  @Nested(() => InstructionSettingsDto, { optional: true })
  instruction?: InstructionSettingsDto;
  @Nested(() => SelectionSettingsDto, { optional: true })
  selection?: SelectionSettingsDto;
  @Nested(() => PaymentSettingsDto, { optional: true, description: 'Each year at once, on notification, when left out.' })
  payments?: PaymentSettingsDto;
  @Nested(() => AmendmentSettingsDto, {
    optional: true,
    description: 'A tenth of each heading a year, by the holder’s declaration, when left out.',
  })
  amendments?: AmendmentSettingsDto;
  @Nested(() => RecoverySettingsDto, { optional: true, description: 'Thirty days for remarks when left out.' })
  recoveries?: RecoverySettingsDto;
  @OneOf(INTEREST_DECLARATIONS, {
    optional: true,
    description: 'When an examiner says whether an interest ties them to a dossier; BEFORE_SCORING when left out.',
  })
  interestDeclaration?: InterestDeclaration;
  @Int({
    min: 0,
    max: 900,
    optional: true,
    description: 'Seconds after the deadline during which a submission that arrives is still on time; 0 when left out.',
    example: 0,
  })
  graceSeconds?: number;
  @Bool({ optional: true, description: 'True: a required document counts once its file is sent here.' })
  documentsByUpload?: boolean;
  @OneOfList(FILE_TYPES, {
    optional: true,
    min: 1,
    max: FILE_TYPES.length,
    unique: true,
    description: 'Kinds of files taken; all when left out.',
  })
  fileTypes?: FileType[];
}
