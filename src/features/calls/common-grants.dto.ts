import { Day, Int, JsonObject, Nested, OneOf, OneOfList, Text } from '../../platform/http/fields.js';

export const OPPORTUNITY_STATUSES = ['forecasted', 'open', 'closed', 'custom'] as const;
export const SORT_FIELDS = [
  'lastModifiedAt',
  'createdAt',
  'title',
  'status.value',
  'keyDates.closeDate',
  'funding.maxAwardAmount',
  'funding.minAwardAmount',
  'funding.totalAmountAvailable',
  'funding.estimatedAwardCount',
  'custom',
] as const;
export type SortField = (typeof SORT_FIELDS)[number];

const PAGE = { min: 1, max: 1000, optional: true, description: 'First page is 1.', example: 1 };
const PAGE_SIZE = { min: 1, max: 100, optional: true, description: 'Items per page; 100 when left out.', example: 20 };

export class OpportunityPageQuery {
  @Int(PAGE)
  page?: number;
  @Int(PAGE_SIZE)
  pageSize?: number;
}

export class StatusFilterDto {
  @OneOf(['in', 'notIn'])
  operator!: 'in' | 'notIn';
  @OneOfList(OPPORTUNITY_STATUSES, { max: 4, example: ['forecasted', 'open'] })
  value!: string[];
}

export class DayRangeDto {
  @Day({ example: '2023-08-01' })
  min!: string;
  @Day({ example: '2023-08-31' })
  max!: string;
}

export class DateRangeFilterDto {
  @OneOf(['between', 'outside'])
  operator!: 'between' | 'outside';
  @Nested(() => DayRangeDto)
  value!: DayRangeDto;
}

const NO_AMOUNT = {
  optional: true,
  description: 'Accepted by the protocol; not applied here, and said so in `filterInfo.errors`.',
};

export class OpportunityFiltersDto {
  @Nested(() => StatusFilterDto, { optional: true })
  status?: StatusFilterDto;
  @Nested(() => DateRangeFilterDto, { optional: true, description: 'On the day of the deadline, in the call’s time zone.' })
  closeDateRange?: DateRangeFilterDto;
  @JsonObject(NO_AMOUNT)
  totalFundingAvailableRange?: Record<string, unknown>;
  @JsonObject(NO_AMOUNT)
  minAwardAmountRange?: Record<string, unknown>;
  @JsonObject(NO_AMOUNT)
  maxAwardAmountRange?: Record<string, unknown>;
}

export class OpportunitySortingDto {
  @OneOf(SORT_FIELDS)
  sortBy!: SortField;
  @Text({ max: 100, optional: true, example: 'custom' })
  customSortBy?: string;
  @OneOf(['asc', 'desc'], { optional: true })
  sortOrder?: 'asc' | 'desc';
}

export class OpportunitySearchDto {
  @Text({ max: 200, optional: true, description: 'Words of the title or of the text.', example: 'petite enfance' })
  search?: string;
  @Nested(() => OpportunityFiltersDto, { optional: true })
  filters?: OpportunityFiltersDto;
  @Nested(() => OpportunitySortingDto, { optional: true })
  sorting?: OpportunitySortingDto;
  @Nested(() => OpportunityPageQuery, { optional: true })
  pagination?: OpportunityPageQuery;
}
