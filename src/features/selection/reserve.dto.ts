import { CentsField, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { ActionView, MoneyView, PageInfo } from '../../platform/http/views.js';
import { RESERVE_PROPOSAL_STATES, type ReserveProposalState } from './reserve-proposal.rules.js';
import type { Ranked } from './reserve.rules.js';
import { EnvelopeLeftView, YearSumView } from './selection.dto.js';

const REASONS = { max: 5000, example: 'Le territoire du rang 2 n’a aucune place d’accueil.' } as const;

export class RankedDto implements Ranked {
  @Uuid({ description: 'Application on the reserve list.' })
  applicationId!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'Version that was read.' })
  version!: number;
}

export class ReorderReserveDto {
  @NestedList(() => RankedDto, { min: 1, max: 1000, description: 'The whole list, in its new order: the first has rank 1.' })
  order!: RankedDto[];
  @Text(REASONS)
  reasons!: string;
}

export class PassOverDto {
  @Text({ ...REASONS, optional: true })
  reasons?: string;
}

export class ReserveProposalsQuery extends PageQuery {
  @OneOf(RESERVE_PROPOSAL_STATES, { optional: true })
  state?: ReserveProposalState;
}

export class ReserveRankView {
  @Int({ min: 1, max: 100_000, example: 1 })
  rank!: number;
  @Text(REASONS)
  reasons!: string;
  @Instant()
  at!: string;
}

export class OpenProposalView {
  @Uuid()
  id!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'To send back in If-Match.' })
  version!: number;
  @OneOf(RESERVE_PROPOSAL_STATES)
  state!: ReserveProposalState;
}

export class AllowedYearView extends YearSumView {
  @Nested(() => MoneyView, { description: 'The most that every funder’s envelope of the year still pays, up to what is asked.' })
  allowed!: MoneyView;
}

export class ReserveItemView {
  @Uuid({ description: 'Application.' })
  id!: string;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  number!: string | null;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'To send back when the list is reordered, or in If-Match.' })
  version!: number;
  @Int({ min: 1, max: 100_000, example: 1 })
  rank!: number;
  @Text({ max: 3, example: '31' })
  department!: string;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300, description: 'Organisation that holds the project.' })
  holder!: string;
  @Nested(() => MoneyView, { description: 'Asked, over all years.' })
  asked!: MoneyView;
  @NestedList(() => AllowedYearView, { max: 20, description: 'Asked and allowed, each year; the dossiers are not added up.' })
  years!: AllowedYearView[];
  @OneOf(['ALL', 'PART', 'NOTHING'], { description: 'How much of what is asked the credits left allow.' })
  allowed!: string;
  @Instant({ nullable: true, description: 'Last instant of the list for this dossier.' })
  expiresAt!: string | null;
  @Nested(() => OpenProposalView, { nullable: true, description: 'Put before the jury by freed credits.' })
  proposal!: OpenProposalView | null;
  @NestedList(() => ReserveRankView, { max: 20, description: 'Ranks given, newest first.' })
  ranks!: ReserveRankView[];
}

export class ReserveListView {
  @Uuid()
  callId!: string;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 30, description: 'State of the call.', example: 'UNDER_SELECTION' })
  state!: string;
  @NestedList(() => EnvelopeLeftView, { max: 200 })
  envelopes!: EnvelopeLeftView[];
  @NestedList(() => ReserveItemView, { max: 1000, description: 'By rank.' })
  items!: ReserveItemView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ProposedYearView {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @CentsField({ description: 'Asked of this funder.' })
  cents!: number;
}

export class ReserveProposalView {
  @Uuid()
  id!: string;
  @Uuid()
  callId!: string;
  @Uuid()
  applicationId!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'Of the application: to send back in the If-Match of its selection.' })
  applicationVersion!: number;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  number!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300, description: 'Organisation that holds the project.' })
  holder!: string;
  @Text({ max: 3, example: '31' })
  department!: string;
  @Int({ min: 1, max: 100_000, description: 'Rank on the list when it was proposed.', example: 1 })
  rank!: number;
  @OneOf(RESERVE_PROPOSAL_STATES)
  state!: ReserveProposalState;
  @Text({ max: 100, example: 'Proposé au jury' })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'To send back in If-Match.' })
  version!: number;
  @Text({ max: 100, description: 'Act that freed the credits.', example: 'application.renounced' })
  cause!: string;
  @NestedList(() => ProposedYearView, { max: 400, description: 'What was asked, by funder and year.' })
  shares!: ProposedYearView[];
  @Instant()
  proposedAt!: string;
  @Instant({ nullable: true })
  closedAt!: string | null;
  @Text({ ...REASONS, nullable: true, description: 'Why the jury passed over the rank.' })
  reasons!: string | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true, example: 'le jury régional' })
  waitingOn!: string | null;
}

export class ReserveProposalListView {
  @NestedList(() => ReserveProposalView, { max: 100 })
  items!: ReserveProposalView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
