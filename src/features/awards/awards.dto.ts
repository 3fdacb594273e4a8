import { HistoryEntryView } from '../../platform/workflow/history.views.js';
import { AnyJson, Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { ActionView, MoneyView, PageInfo } from '../../platform/http/views.js';
import { AID_REGIMES, type AidRegime } from '../holders/aid.rules.js';
import { AMOUNT_OFFER_STATES, type AmountOfferState } from './amount-offer.rules.js';
import { AWARD_OUTCOMES, type AwardOutcome } from './awards.rules.js';
import { LEG_STATES, type LegState } from './leg.rules.js';
import { decisionDto } from './decision.dto.js';

const FUNDER = { max: 40, description: 'Code of the funder in the call.', example: 'STATE' } as const;
const YEAR = { min: 2000, max: 2100, example: 2023 } as const;

export const AWARD_STATUSES = ['PENDING', 'STOPPED', 'AWARDED', 'CANCELLED'] as const;
export type AwardStatus = (typeof AWARD_STATUSES)[number];

export class DecideLegDto extends decisionDto({
  number: { description: 'Number of the act: order, or deliberation of the board.', example: 'CA-2023-11-20/07' },
  date: 'Day of the decision, not in the future in the call’s time zone.',
  authority: { description: 'Authority that decides.', example: 'Conseil d’administration de la Caf de la Lozère' },
  delegation: {
    description: 'Of who signs by delegation: its reference, and the days between which it is in force. All three, or none.',
    example: 'Arrêté du 12 septembre 2023, RAA n° 2023-118',
  },
}) {
  @OneOf(AID_REGIMES, {
    optional: true,
    description: 'Regime of small aids, where the call’s grants are; that of the other legs, or the call’s first, when left out.',
  })
  aidRegime?: AidRegime;
}

export class RefuseLegDto {
  @Text({ max: 5000, description: 'Reasons, compulsory (CRPA L211-7).', example: 'Crédits de l’exercice épuisés.' })
  reasons!: string;
  @Text({ max: 5000, optional: true, description: 'Means and time of appeal; the call’s own text by default.' })
  appeal?: string;
}

export class EngageLegDto {
  @Text({ max: 100, description: 'Number of the commitment in the funder’s books.', example: 'EJ 2103456789' })
  commitmentNumber!: string;
  @Day({ description: 'Day of the commitment.' })
  commitmentDate!: string;
  @Text({
    max: 100,
    optional: true,
    description: 'Where no agreement is owed: number, day and authority of the award order (arrêté attributif).',
    example: 'ARR-2023-17',
  })
  orderNumber?: string;
  @Day({ optional: true })
  orderDate?: string;
  @Text({ max: 200, optional: true, example: 'Préfet de la région Occitanie' })
  orderAuthority?: string;
}

export class NotifyLegDto {
  @Day({ description: 'Day on which the holder was notified.' })
  notifiedOn!: string;
}

export class StartLegDto {
  @Day({ description: 'Day on which the project began.' })
  startedOn!: string;
}

export class LegReasonsDto {
  @Text({ max: 5000, description: 'Reasons, which the holder reads.', example: 'Compte rendu financier non remis.' })
  reasons!: string;
}

export class AwardsQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Awards of one call.' })
  callId?: string;
  @Text({ max: 3, optional: true, description: 'Code of a department.', example: '48' })
  department?: string;
  @OneOf(AWARD_STATUSES, { optional: true })
  status?: AwardStatus;
}

export class FunderView {
  @Text(FUNDER)
  code!: string;
  @Text({ max: 200, example: 'État' })
  name!: string;
}

class YearAmountView {
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class LegYearView extends YearAmountView {
  @Nested(() => MoneyView, { description: 'Taken off it since: by an amendment, the balance, the end of the share.' })
  reduced!: MoneyView;
}

export class DelegationView {
  @Text({ max: 300 })
  reference!: string;
  @Day()
  from!: string;
  @Day()
  to!: string;
}

export class AgreementOwedView {
  @Bool({ description: 'Nothing is committed before an agreement is signed; otherwise an award order will do.' })
  owed!: boolean;
  @OneOf(['LAW', 'CALL'], { nullable: true })
  by!: 'LAW' | 'CALL' | null;
  @Text({ max: 200, example: 'Loi 2000-321, art. 10 ; décret 2001-495, art. 1er' })
  source!: string;
  @TextList({ max: 20, itemMax: 1000 })
  reasons!: string[];
}

export class LegDecisionView {
  @Text({ max: 100 })
  number!: string;
  @Day()
  date!: string;
  @Text({ max: 200 })
  authority!: string;
  @Nested(() => DelegationView, { nullable: true })
  delegation!: DelegationView | null;
  @Uuid({ description: 'Person who recorded it.' })
  by!: string;
  @Instant()
  at!: string;
}

export class LegLifeView {
  @Uuid({ nullable: true, description: 'Agreement that covers the share: GET /v1/agreements/{id}.' })
  agreementId!: string | null;
  @Text({ max: 100, nullable: true, description: 'Award order, in the place of an agreement.' })
  orderNumber!: string | null;
  @Day({ nullable: true })
  orderDate!: string | null;
  @Text({ max: 200, nullable: true })
  orderAuthority!: string | null;
  @Text({ max: 100, nullable: true, description: 'Number of the commitment in the funder’s books.' })
  commitmentNumber!: string | null;
  @Day({ nullable: true })
  commitmentDate!: string | null;
  @Day({ nullable: true })
  notifiedOn!: string | null;
  @Day({ nullable: true })
  startedOn!: string | null;
  @Text({ max: 5000, nullable: true, description: 'While suspended, or once lapsed.' })
  suspensionReasons!: string | null;
  @Day({ nullable: true, description: 'From which the share is over.' })
  endedOn!: string | null;
  @Uuid({ nullable: true, description: 'Late report for which it is suspended; null when an officer suspended it.' })
  lateReportId!: string | null;
  @Day({
    nullable: true,
    description: '60 days from the notification, for what waits for nothing else (law 2000-321, article 10).',
  })
  payBefore!: string | null;
  @Day({ nullable: true, description: 'Essential data published by this day (décret 2017-779, article 2).' })
  publishBefore!: string | null;
}

export class LegView {
  @Uuid()
  id!: string;
  @Nested(() => FunderView)
  funder!: FunderView;
  @OneOf(LEG_STATES)
  state!: LegState;
  @Int({ min: 1, max: 2 ** 31 - 1, example: 1 })
  version!: number;
  @Text({ max: 12, description: 'To send back in If-Match when deciding or refusing this leg.', example: '"1"' })
  etag!: string;
  @Int({ min: 1, max: 1_000_000, description: 'Weight in the split of the call.', example: 1 })
  weight!: number;
  @Nested(() => MoneyView)
  total!: MoneyView;
  @NestedList(() => LegYearView, { max: 20 })
  years!: LegYearView[];
  @Nested(() => LegDecisionView, { nullable: true })
  decision!: LegDecisionView | null;
  @Nested(() => AgreementOwedView, { description: 'Whether the law or the call asks for an agreement, and why.' })
  agreementOwed!: AgreementOwedView;
  @Nested(() => LegLifeView)
  life!: LegLifeView;
  @AnyJson({ nullable: true, description: 'Reasons, appeal, author, capacity and date of a refusal.' })
  refusal!: Record<string, unknown> | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true, description: 'Who holds the next move on this leg.' })
  waitingOn!: string | null;
}

export class ParityView {
  @Bool({ description: 'All funders pay the same sum.' })
  equal!: boolean;
  @Bool({ description: 'Each funder pays exactly its share of the split set by the call.' })
  inSplit!: boolean;
  @Nested(() => MoneyView, { description: 'Largest sum less smallest sum.' })
  difference!: MoneyView;
  @Text({ max: 1000, example: 'Les financeurs paient la même somme, au centime.' })
  explanation!: string;
}

export class StoppedView {
  @Nested(() => FunderView)
  funder!: FunderView;
  @Text({ max: 5000 })
  reasons!: string;
  @Instant()
  at!: string;
}

export class AwardOfferView {
  @Uuid({ description: 'To be read at /v1/amount-offers/{id}.' })
  id!: string;
  @OneOf(AMOUNT_OFFER_STATES)
  state!: AmountOfferState;
  @Instant({ description: 'Last instant to answer.' })
  dueAt!: string;
}

export class AwardOutcomeView {
  @OneOf(AWARD_OUTCOMES, { description: 'Back on the reserve list, left to other funds, or refused.' })
  outcome!: AwardOutcome;
  @Text({ max: 5000 })
  reasons!: string;
  @Uuid({ description: 'Person who decided.' })
  by!: string;
  @Instant()
  at!: string;
}

export class ShareView extends FunderView {
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class AwardYearView {
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView)
  total!: MoneyView;
  @NestedList(() => ShareView, { max: 20 })
  shares!: ShareView[];
}

export class AwardSummaryView {
  @Uuid()
  id!: string;
  @Uuid()
  callId!: string;
  @Uuid()
  applicationId!: string;
  @Text({ max: 40, nullable: true, example: '2023-48-00007' })
  applicationNumber!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300, description: 'Name of the organisation that holds the project.' })
  holder!: string;
  @Text({ max: 3, example: '48' })
  department!: string;
  @OneOf(AWARD_STATUSES, { description: 'STOPPED: one funder refused its share, or the holder the lower amount.' })
  status!: AwardStatus;
  @Nested(() => MoneyView)
  total!: MoneyView;
  @Bool({ description: 'All funders pay the same sum.' })
  equal!: boolean;
  @Instant()
  createdAt!: string;
}

export class AwardView extends AwardSummaryView {
  @NestedList(() => LegView, { max: 20 })
  legs!: LegView[];
  @NestedList(() => AwardYearView, { max: 20 })
  years!: AwardYearView[];
  @Nested(() => ParityView)
  parity!: ParityView;
  @Nested(() => StoppedView, { nullable: true, description: 'The refusal that stops the award.' })
  stopped!: StoppedView | null;
  @Nested(() => AwardOfferView, { nullable: true, description: 'The amount is lower than asked: what the holder answers.' })
  offer!: AwardOfferView | null;
  @Nested(() => AwardOutcomeView, { nullable: true, description: 'What the jury made of an award that could not go on.' })
  outcome!: AwardOutcomeView | null;
  @Text({ max: 500, nullable: true, description: 'Who holds the next move.' })
  waitingOn!: string | null;
}

export class AwardListView {
  @NestedList(() => AwardSummaryView, { max: 100 })
  items!: AwardSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class AwardHistoryEntryView extends HistoryEntryView {
  @Nested(() => FunderView)
  funder!: FunderView;
}

export class AwardHistoryView {
  @NestedList(() => AwardHistoryEntryView, { max: 100, description: 'All legs together, oldest first.' })
  items!: AwardHistoryEntryView[];
}

export class EnvelopeLineView {
  @Nested(() => MoneyView)
  envelope!: MoneyView;
  @Nested(() => MoneyView, { description: 'Kept for selections not decided yet.' })
  reserved!: MoneyView;
  @Nested(() => MoneyView, { description: 'Decided by the funder.' })
  committed!: MoneyView;
  @Nested(() => MoneyView, { description: 'Opened, and not to be used for now.' })
  frozen!: MoneyView;
  @Nested(() => MoneyView)
  left!: MoneyView;
}

export class CofundingYearView extends EnvelopeLineView {
  @Int(YEAR)
  year!: number;
}

export class CofundingFunderView extends EnvelopeLineView {
  @Text(FUNDER)
  code!: string;
  @Text({ max: 200 })
  name!: string;
  @Int({ min: 1, max: 1_000_000 })
  weight!: number;
  @NestedList(() => CofundingYearView, { max: 20 })
  years!: CofundingYearView[];
}

export class DepartmentAwardsView {
  @Text({ max: 3, example: '48' })
  department!: string;
  @Int({ min: 0, max: 1_000_000 })
  awards!: number;
  @Nested(() => MoneyView)
  total!: MoneyView;
}

export class CofundingView {
  @Uuid()
  callId!: string;
  @Text({ max: 300 })
  title!: string;
  @NestedList(() => CofundingFunderView, { max: 20 })
  funders!: CofundingFunderView[];
  @Nested(() => EnvelopeLineView, { description: 'All funders and years.' })
  totals!: EnvelopeLineView;
  @Int({ min: 0, max: 1_000_000, description: 'Applications awarded: every leg decided.' })
  awards!: number;
  @Nested(() => MoneyView, { description: 'Sum of these awards.' })
  awarded!: MoneyView;
  @NestedList(() => DepartmentAwardsView, { max: 200, description: 'Awards per department, in code order.' })
  departments!: DepartmentAwardsView[];
  @Int({ min: 0, max: 1_000_000, description: 'Awards that some funders decided and others not yet.' })
  partly!: number;
  @Nested(() => ParityView)
  parity!: ParityView;
}
