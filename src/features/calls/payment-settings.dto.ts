import { Bool, Int, NestedList, OneOf, Pattern } from '../../platform/http/fields.js';
import { CODE } from './grid.dto.js';
import {
  CONDITION_KINDS,
  REPORT_YEARS,
  TRANCHE_KINDS,
  type ConditionKind,
  type PaymentCondition,
  type PaymentSchedule,
  type PaymentSettings,
  type ReportYear,
  type Tranche,
  type TrancheKind,
} from './payment-settings.js';

export class PaymentConditionDto implements PaymentCondition {
  @OneOf(CONDITION_KINDS, { description: 'Share notified, project begun, report accepted, document provided, day reached.' })
  kind!: ConditionKind;
  @OneOf(REPORT_YEARS, { optional: true, description: 'Of REPORT: year of the report; SAME when left out.' })
  report?: ReportYear;
  @Pattern({ ...CODE, optional: true, description: 'Of DOCUMENT: code of a required document.', example: 'RIB' })
  document?: string;
  @Pattern({
    pattern: /^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
    max: 5,
    optional: true,
    description: 'Of DATE: not before this day of the year, MM-DD, to the 28th.',
    example: '01-15',
  })
  day?: string;
}

export class TrancheDto implements Tranche {
  @OneOf(TRANCHE_KINDS)
  kind!: TrancheKind;
  @Int({ min: 1, max: 10_000, description: 'Basis points of the year’s share; those of a year sum to 10 000.', example: 7000 })
  rate!: number;
  @NestedList(() => PaymentConditionDto, { max: 10 })
  conditions!: PaymentConditionDto[];
}

export class PaymentScheduleDto implements PaymentSchedule {
  @Pattern({ ...CODE, optional: true, description: 'Every funder without its own when left out.', example: 'STATE' })
  funderCode?: string;
  @Int({
    min: 1,
    max: 20,
    optional: true,
    description: 'Year of the award, 1 for the first; the others when left out.',
    example: 1,
  })
  yearOrder?: number;
  @NestedList(() => TrancheDto, { min: 1, max: 12 })
  tranches!: TrancheDto[];
}

export class PaymentSettingsDto implements PaymentSettings {
  @NestedList(() => PaymentScheduleDto, { min: 1, max: 100 })
  schedules!: PaymentScheduleDto[];
  @Bool({ optional: true, description: 'A funder’s payments wait for the other funders; false when left out.' })
  waitForOtherFunder?: boolean;
  @Int({
    min: 0,
    max: 10_000,
    optional: true,
    description: 'Highest advance on the State’s share of investment; 3000.',
    example: 3000,
  })
  stateInvestmentAdvance?: number;
  @Int({ min: 0, max: 10_000, optional: true, description: 'Most paid of a year before its balance; 8000.', example: 8000 })
  beforeBalance?: number;
}
