import { Int, Nested, NestedList, OneOf, Pattern, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { MoneyView, PageInfo } from '../../platform/http/views.js';
import { AS_OF, AsOfQuery } from '../calls/moment.dto.js';
import { FUNDING_ALERTS, type FundingAlertCode } from './funding-alerts.rules.js';
import { FUNDING_BY, type FundingBy } from './funding.rules.js';

const BY = { optional: true, description: 'What a row is; by funder and year when left out.' } as const;

export class FundingSheetQuery extends AsOfQuery {
  @OneOf(FUNDING_BY, BY)
  by?: FundingBy;
}

export class FundingQuery extends PageQuery {
  @OneOf(FUNDING_BY, BY)
  by?: FundingBy;
  @Pattern(AS_OF)
  asOf?: string;
}

const money = (description: string, nullable = false): PropertyDecorator => Nested(() => MoneyView, { description, nullable });

export class GapView {
  @Text({
    max: 40,
    description: 'PAID_LATER, or the state of the leg that is behind: LEG_PENDING, LEG_REFUSED…',
    example: 'LEG_PENDING',
  })
  code!: string;
  @Text({ max: 200, example: 'décision attendue de ce financeur' })
  sentence!: string;
  @money('What is behind for this reason.')
  gap!: MoneyView;
  @Int({ min: 0, max: 1e9, description: 'Dossiers concerned.', example: 1 })
  dossiers!: number;
}

/** Sums of what was done until then, each within the one before it: recovered ≤ paid ≤ ordered ≤ committed ≤ envelope. */
export class FundingRowView {
  @Text({ max: 40, nullable: true, description: 'By funder and year.', example: 'STATE' })
  funderCode!: string | null;
  @Text({ max: 200, nullable: true, example: 'État' })
  funderName!: string | null;
  @Int({ min: 2000, max: 2100, nullable: true, example: 2023 })
  year!: number | null;
  @Text({ max: 40, nullable: true, description: 'Department, region, organisation (by holder) or application (by award).' })
  id!: string | null;
  @Text({ max: 500, nullable: true, description: 'Name of the holder; number and title of the application.' })
  label!: string | null;
  @Int({ min: 0, max: 1e9, description: 'Applications counted in the row.', example: 4 })
  dossiers!: number;
  @money('What was opened; by funder and year, or for the whole call.', true)
  envelope!: MoneyView | null;
  @money('Free for the next selection.', true)
  available!: MoneyView | null;
  @money('Set aside by the funders.', true)
  frozen!: MoneyView | null;
  @money('Held by selections that are not decided.')
  reserved!: MoneyView;
  @money('Decided.')
  committed!: MoneyView;
  @money('Of what was decided, ordered to the accountants.')
  ordered!: MoneyView;
  @money('Of what was ordered, paid.')
  paid!: MoneyView;
  @money('Decided and not paid.')
  left!: MoneyView;
  @money('Of what was paid, given back.')
  recovered!: MoneyView;
  @money('What funders are behind one another, in proportion to their shares.')
  parityGap!: MoneyView;
  @NestedList(() => GapView, { max: 20 })
  gaps!: GapView[];
}

export class FundingView {
  @Uuid()
  callId!: string;
  @OneOf(FUNDING_BY)
  by!: FundingBy;
  @NestedList(() => FundingRowView, { max: 1000 })
  items!: FundingRowView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

const DAYS = {
  min: 0,
  max: 3660,
  optional: true,
  description: 'Budget years that end within so many days; 90 by default.',
  example: 90,
} as const;

export class FundingAlertsSheetQuery extends AsOfQuery {
  @Int(DAYS)
  days?: number;
}

export class FundingAlertsQuery extends PageQuery {
  @Pattern(AS_OF)
  asOf?: string;
  @Int(DAYS)
  days?: number;
}

export class FundingAlertView {
  @OneOf(FUNDING_ALERTS)
  code!: FundingAlertCode;
  @Text({ max: 1000, description: 'What is wrong, and what to do.' })
  sentence!: string;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Text({ max: 40, nullable: true, example: 'STATE' })
  funderCode!: string | null;
  @Int({
    min: 2000,
    max: 2100,
    nullable: true,
    description: 'Of an envelope, or of late reports: GET /v1/reports?late=true.',
    example: 2023,
  })
  year!: number | null;
  @Int({
    min: -1e6,
    max: 1e6,
    nullable: true,
    description: 'Days until the budget year ends; negative once it is over.',
    example: 12,
  })
  daysLeft!: number | null;
  @Uuid({ nullable: true })
  applicationId!: string | null;
  @TextList({
    max: 20,
    itemMax: 40,
    description: 'Why a funder is behind; code of a missing document.',
    example: ['LEG_PENDING'],
  })
  reasons!: string[];
}

export class FundingAlertListView {
  @NestedList(() => FundingAlertView, {
    max: 2000,
    description:
      'On the first page those of the envelopes, of the late reports and of the missing documents, then those of the dossiers.',
  })
  items!: FundingAlertView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
