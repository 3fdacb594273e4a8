import {
  Bool,
  CentsField,
  Day,
  Instant,
  Int,
  Nested,
  NestedList,
  OneOf,
  Text,
  TextList,
  Uuid,
} from '../../platform/http/fields.js';
import { MoneyView, PageInfo, say, viewMoney } from '../../platform/http/views.js';
import type { Locale } from '../../platform/workflow/request.js';
import { waitingOn } from '../../kernel/machine.js';
import { applicationMachine, type ApplicationState } from '../applications/application.machine.js';
import type { PriorityTerritories } from '../calls/call-settings.js';
import { isPriority } from '../calls/priority.rules.js';
import type { EnvelopeLeft, SelectionEnvelope, SelectionRow, ShareCents } from './selection.reader.js';

const YEAR = { min: 2000, max: 2100, example: 2023 } as const;
const REASONS = { max: 5000, example: 'Projet prioritaire pour un territoire sans offre.' } as const;

export class DecidedYearDto {
  @Int(YEAR)
  year!: number;
  @CentsField({ description: 'Sum of the year, all funders together.' })
  cents!: number;
}

export class ShortlistDto {
  @NestedList(() => DecidedYearDto, { min: 1, max: 20, description: 'Amount granted for each year; each funder pays its share.' })
  years!: DecidedYearDto[];
  @Text({
    ...REASONS,
    optional: true,
    description: 'Compulsory when the committee was against, out of the reserve’s order, or against the reference selection.',
  })
  reasons?: string;
}

export class PutOnReserveDto {
  @Int({ min: 1, max: 10_000, description: 'Rank on the reserve list of the call, not taken yet.', example: 1 })
  rank!: number;
  @Day({ optional: true, description: 'Last day of the list for this dossier; the call’s own by default.' })
  expiresOn?: string;
  @Text(REASONS)
  reasons!: string;
}

export class RefuseDto {
  @Text(REASONS)
  reasons!: string;
  @Text({ max: 5000, optional: true, description: 'Means and time of appeal; the call’s own text by default.' })
  appeal?: string;
  @OneOf(['REFUSED', 'OTHER_FUNDING'], {
    optional: true,
    description: 'Of a selected application that a funder or its holder refused the amount of: the end, or left to other funds.',
  })
  outcome?: 'REFUSED' | 'OTHER_FUNDING';
}

export class AgencyScoreView {
  @Text({ max: 10, example: 'CAF' })
  agency!: string;
  @Int({ min: 0, max: 1000, nullable: true })
  score!: number | null;
  @Text({ max: 20, example: 'FAVOURABLE' })
  opinion!: string;
}

export class CommitteeOpinionView {
  @Text({ max: 30, example: 'FAVOURABLE' })
  opinion!: string;
  @Int({ min: 0, max: 1000, nullable: true, description: 'Ballots for; null when the opinion came without a vote here.' })
  for!: number | null;
  @Int({ min: 0, max: 1000, nullable: true })
  against!: number | null;
  @Int({ min: 0, max: 1000, nullable: true })
  abstain!: number | null;
  @Bool({ description: 'A tie that the president’s vote broke.' })
  castingVote!: boolean;
  @Int({ min: 1, max: 1000, nullable: true, description: 'In the order that the committee adopted; null where it adopted none.' })
  rank!: number | null;
}

export class FunderShareView {
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class YearSumView {
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class StageYearView extends YearSumView {
  @NestedList(() => FunderShareView, { max: 20, description: 'Each funder’s part, by the call’s split.' })
  shares!: FunderShareView[];
}

export class StageAmountView {
  @Text({ max: 30, example: 'REQUESTED' })
  stage!: string;
  @Nested(() => MoneyView)
  total!: MoneyView;
  @NestedList(() => StageYearView, { max: 20 })
  years!: StageYearView[];
}

export class SelectionItemView {
  @Uuid({ description: 'Application.' })
  id!: string;
  @Text({ max: 40, nullable: true, example: '2023-31-00007' })
  number!: string | null;
  @Int({ min: 1, max: 2 ** 31 - 1, description: 'To send back in If-Match.' })
  version!: number;
  @Text({ max: 30, example: 'COMMITTEE_FAVOURABLE' })
  state!: string;
  @Text({ max: 200, nullable: true })
  waitingOn!: string | null;
  @Text({ max: 3, example: '31' })
  department!: string;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300, description: 'Organisation that holds the project.' })
  holder!: string;
  @Int({
    min: 0,
    max: 2000,
    description:
      'Points of both agencies together, the common score counted for each where one is agreed: the order within a department.',
  })
  score!: number;
  @NestedList(() => AgencyScoreView, { max: 10 })
  scores!: AgencyScoreView[];
  @Int({ min: 0, max: 1000, nullable: true, description: 'Common score that both agencies agreed; null where they agreed none.' })
  commonScore!: number | null;
  @Text({ max: 30, nullable: true, example: 'FAVOURABLE' })
  jointOutcome!: string | null;
  @Bool({ nullable: true, description: 'The agencies did not agree.' })
  divergent!: boolean | null;
  @Nested(() => CommitteeOpinionView, { nullable: true })
  committee!: CommitteeOpinionView | null;
  @NestedList(() => StageAmountView, { max: 10, description: 'Requested, proposed by each agency and the committee, decided.' })
  amounts!: StageAmountView[];
  @Int({ min: 0, max: 10_000_000, description: 'People who benefit.' })
  beneficiaries!: number;
  @Int({ min: 0, max: 100_000, description: 'Childcare places opened.' })
  places!: number;
  @TextList({ max: 20, itemMax: 40, description: 'Codes of its axes.' })
  axes!: string[];
  @Bool({ description: 'Of a priority territory, by the call’s setting.' })
  priority!: boolean;
  @Bool({ nullable: true, description: 'Taken by the reference selection; null: none is adopted, or it did not consider it.' })
  inReference!: boolean | null;
  @Int({ min: 1, max: 10_000, nullable: true })
  reserveRank!: number | null;
  @Instant({ nullable: true })
  reserveExpiresAt!: string | null;
}

export class EnvelopeLeftView {
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Text({ max: 200, example: 'État' })
  funder!: string;
  @Int(YEAR)
  year!: number;
  @Nested(() => MoneyView)
  envelope!: MoneyView;
  @Nested(() => MoneyView, { description: 'Neither reserved by a selection nor committed by a decision.' })
  left!: MoneyView;
}

export class SelectionEnvelopeView extends EnvelopeLeftView {
  @Nested(() => MoneyView, {
    description: 'Asked by all the dossiers that the jury has not decided, those one does not see included.',
  })
  requested!: MoneyView;
  @Nested(() => MoneyView, { description: 'Proposed for them by the committees.' })
  proposed!: MoneyView;
}

export class SelectionView {
  @Uuid()
  callId!: string;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 30, description: 'State of the call.', example: 'UNDER_SELECTION' })
  state!: string;
  @Uuid({ nullable: true, description: 'Run adopted as the reference: one departs from it with a reason.' })
  referenceId!: string | null;
  @NestedList(() => SelectionEnvelopeView, { max: 200 })
  envelopes!: SelectionEnvelopeView[];
  @NestedList(() => SelectionItemView, {
    max: 100,
    description: 'By department, then best score first, equal scores as the committee ranked them.',
  })
  items!: SelectionItemView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export function viewEnvelopeLeft({
  code,
  name,
  year,
  amount,
  reserved,
  committed,
  frozen,
}: EnvelopeLeft): Pick<EnvelopeLeftView, keyof EnvelopeLeftView> {
  const left = BigInt(amount) - BigInt(reserved) - BigInt(committed) - BigInt(frozen);
  return { funderCode: code, funder: name, year, envelope: viewMoney(BigInt(amount)), left: viewMoney(left) };
}

export function viewSelectionEnvelope(envelope: SelectionEnvelope): SelectionEnvelopeView {
  const { requested, proposed } = envelope;
  return { ...viewEnvelopeLeft(envelope), requested: viewMoney(BigInt(requested)), proposed: viewMoney(BigInt(proposed)) };
}

const sumOf = (shares: readonly ShareCents[]): MoneyView => viewMoney(shares.reduce((sum, { cents }) => sum + BigInt(cents), 0n));

function viewYears(shares: readonly ShareCents[]): StageYearView[] {
  return [...new Set(shares.map(({ year }) => year))].map((year) => {
    const own = shares.filter((share) => share.year === year);
    const parts = own.map(({ funderCode, cents }) => ({ funderCode, amount: viewMoney(BigInt(cents)) }));
    return { year, amount: sumOf(own), shares: parts };
  });
}

export function viewSelectionItem(row: SelectionRow, priority: PriorityTerritories | null, locale: Locale): SelectionItemView {
  const { scores, amounts, committeeOpinion, committeeRank, tally, reserveExpiresAt, answer, ...item } = row;
  const waiting = waitingOn(applicationMachine, row.state as ApplicationState);
  return {
    ...item,
    axes: [...item.axes],
    priority: isPriority(priority ?? undefined, row.department, answer),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
    scores: scores.map(({ agency, score, opinion }) => ({ agency, score, opinion })),
    committee: viewCommittee(committeeOpinion, tally, committeeRank),
    amounts: amounts.map(({ stage, shares }) => ({ stage, total: sumOf(shares), years: viewYears(shares) })),
    reserveExpiresAt: reserveExpiresAt === null ? null : new Date(reserveExpiresAt).toISOString(),
  };
}

function viewCommittee(opinion: string | null, tally: SelectionRow['tally'], rank: number | null): CommitteeOpinionView | null {
  if (opinion === null) return null;
  const number = (key: string): number | null => (typeof tally?.[key] === 'number' ? tally[key] : null);
  const castingVote = tally?.castingVote === true;
  return { opinion, for: number('for'), against: number('against'), abstain: number('abstain'), castingVote, rank };
}
