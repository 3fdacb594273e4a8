import { AnyJson, Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { PageInfo } from '../../platform/http/views.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { ActionView } from '../../platform/http/views.js';
import { AgreementSignatureView } from '../agreements/agreements.dto.js';
import { BudgetDto, YearAmountDto } from '../applications/applications.dto.js';
import type { AgencyKind } from '../applications/application-content.js';
import { CalendarStepDto } from '../applications/plan-content.dto.js';
import { DelegationView } from '../awards/awards.dto.js';
import { AGENCY_KINDS } from '../instruction/instruction-facts.rules.js';
import {
  AMENDMENT_KINDS,
  AMENDMENT_STATES,
  type AmendmentContent,
  type AmendmentKind,
  type AmendmentState,
  type OpinionInput,
} from './amendment.rules.js';
import { decisionDto } from '../awards/decision.dto.js';

const SHA256 = { max: 64, example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' };
const REASONS = { max: 5000, example: 'Le recrutement de l’équipe a pris six mois de retard.' } as const;
const FUNDER_CODE = { max: 40, example: 'STATE' } as const;

export class AmendmentChangeDto implements AmendmentContent {
  @Day({ optional: true, description: 'Of DATES: first day of the project; it stays when left out.' })
  startsOn?: string;
  @Day({ optional: true, description: 'Of DATES: last day of the project; it stays when left out.' })
  endsOn?: string;
  @NestedList(() => CalendarStepDto, { max: 100, optional: true, description: 'Of DATES; it stays when left out.' })
  calendar?: CalendarStepDto[];
  @Nested(() => BudgetDto, {
    optional: true,
    description: 'Of BUDGET and AMOUNT: all the expenses and other income, balanced in each year with what the funders give.',
  })
  budget?: BudgetDto;
  @NestedList(() => YearAmountDto, {
    min: 1,
    max: 20,
    optional: true,
    description: 'Of AMOUNT: what the funders together give of each year, lower; the server splits it.',
  })
  years?: YearAmountDto[];
  @Uuid({ optional: true, description: 'Of HOLDER: organisation that takes the place of the holder.' })
  organisationId?: string;
  @Text({
    max: 500,
    optional: true,
    description: 'Of HOLDER: deed that transfers the project.',
    example: 'Délibération n° 12 du 3 mai 2024',
  })
  deed?: string;
  @Bool({ optional: true, description: 'Of HOLDER: the holder exists no more, and does not sign. Proposed by a funder.' })
  holderCeased?: boolean;
  @Text({ max: 300, optional: true, description: 'Of PROJECT.' })
  title?: string;
  @Text({ max: 10_000, optional: true, description: 'Of PROJECT.' })
  summary?: string;
  @Text({ max: 5000, optional: true, description: 'Of PROJECT: its object, in its new words.' })
  object?: string;
}

export class EditAmendmentDto {
  @Nested(() => AmendmentChangeDto, { description: 'The fields of its kind alone.' })
  change!: AmendmentChangeDto;
  @Text(REASONS)
  reasons!: string;
}

export class NewAmendmentDto extends EditAmendmentDto {
  @OneOf(AMENDMENT_KINDS, { description: 'Dates, budget, lower amount, transfer to another holder, project.' })
  kind!: AmendmentKind;
}

export class OpinionDto implements OpinionInput {
  @OneOf(AGENCY_KINDS, { description: 'Agency that the examiner speaks for.' })
  agency!: AgencyKind;
  @Bool({ description: 'Favourable or not; the funders decide.' })
  favourable!: boolean;
  @Bool({ optional: true, description: 'Of a change of project, and of it alone: its object is not distorted.' })
  objectKept?: boolean;
  @Text({ max: 5000, example: 'Le retard vient du recrutement ; le projet est le même.' })
  text!: string;
}

export class ReturnAmendmentDto {
  @Text({ max: 5000, description: 'What the asker must answer.', example: 'Quel poste finance le nouveau local ?' })
  questions!: string;
}

export class AgreeAmendmentDto extends decisionDto({
  number: { description: 'Of the decision, or of the amending award order.', example: 'ARR-2024-31' },
  authority: { example: 'Préfet de la région Occitanie' },
  delegation: { description: 'Of who signs by delegation: all three, or none.' },
}) {
  @Text({ ...FUNDER_CODE, description: 'Funder that the officer decides for.' })
  funderCode!: string;
}

export class RefuseAmendmentDto {
  @Text({ max: 5000, description: 'Reasons, which the holder reads.' })
  reasons!: string;
  @Text({ max: 5000, description: 'Means and time of appeal.' })
  appeal!: string;
}

export class WithdrawAmendmentDto {
  @Text({ max: 5000, optional: true })
  reasons?: string;
}

export class SignAmendmentDto {
  @Text({ ...FUNDER_CODE, optional: true, description: 'Funder that the officer signs for; left out by a representative.' })
  funderCode?: string;
  @Text({ max: 200, example: 'Maire' })
  capacity!: string;
  @Text({ max: 200, optional: true, description: 'Authority on whose behalf an officer signs.' })
  authority?: string;
  @Text({ max: 300, optional: true, description: 'Of an officer who signs by delegation: all three, or none.' })
  delegationReference?: string;
  @Day({ optional: true })
  delegationFrom?: string;
  @Day({ optional: true })
  delegationTo?: string;
}

export class AmendmentsQuery extends PageQuery {
  @Uuid({ optional: true })
  callId?: string;
  @Text({ max: 3, optional: true, example: '48' })
  department?: string;
  @OneOf(AMENDMENT_STATES, { optional: true })
  state?: AmendmentState;
  @OneOf(AMENDMENT_KINDS, { optional: true })
  kind?: AmendmentKind;
}

export class AmendmentSummaryView {
  @Uuid()
  id!: string;
  @Uuid()
  awardId!: string;
  @Uuid()
  callId!: string;
  @Text({ max: 40, nullable: true, example: '2023-48-00007' })
  applicationNumber!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 300 })
  holder!: string;
  @Text({ max: 3, example: '48' })
  department!: string;
  @OneOf(AMENDMENT_KINDS)
  kind!: AmendmentKind;
  @OneOf(AMENDMENT_STATES)
  state!: AmendmentState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Bool({ description: 'In force by the holder’s own declaration.' })
  declared!: boolean;
  @Instant()
  createdAt!: string;
  @Instant({ nullable: true })
  submittedAt!: string | null;
  @Day({ nullable: true, description: 'Day from which it is in force.' })
  inForceOn!: string | null;
}

export class AmendmentOpinionView {
  @OneOf(AGENCY_KINDS)
  agency!: AgencyKind;
  @Bool()
  favourable!: boolean;
  @Bool({ nullable: true })
  objectKept!: boolean | null;
  @Text({ max: 5000 })
  text!: string;
  @Instant()
  at!: string;
}

export class AmendmentDecisionView {
  @Text(FUNDER_CODE)
  funderCode!: string;
  @Text({ max: 100 })
  number!: string;
  @Day()
  date!: string;
  @Text({ max: 200 })
  authority!: string;
  @Nested(() => DelegationView, { nullable: true })
  delegation!: DelegationView | null;
  @Instant()
  at!: string;
}

export class AmendmentPartyView {
  @Int({ min: 0, max: 100 })
  number!: number;
  @Int({ min: 0, max: 100, description: 'Turn: parties of one rank sign in any order.' })
  rank!: number;
  @Text({ max: 300 })
  name!: string;
  @Text({ ...FUNDER_CODE, nullable: true, description: 'Null: the holder, or who takes its place.' })
  funderCode!: string | null;
  @Nested(() => AgreementSignatureView, { nullable: true })
  signature!: AgreementSignatureView | null;
}

export class AmendmentEndView {
  @Text({ max: 5000, nullable: true })
  reasons!: string | null;
  @Text({ max: 5000, nullable: true, description: 'Means and time of appeal against a refusal.' })
  appeal!: string | null;
  @Instant()
  at!: string;
}

export class AmendmentView {
  @Uuid()
  id!: string;
  @Uuid()
  awardId!: string;
  @OneOf(AMENDMENT_KINDS)
  kind!: AmendmentKind;
  @OneOf(AMENDMENT_STATES)
  state!: AmendmentState;
  @Text({ max: 100 })
  stateLabel!: string;
  @Int({ min: 1, max: 2 ** 31 - 1 })
  version!: number;
  @Text({ ...FUNDER_CODE, nullable: true, description: 'Funder that proposes it; null: the holder asks.' })
  askedByFunder!: string | null;
  @Text(REASONS)
  reasons!: string;
  @AnyJson({ description: 'What is asked, as sent.' })
  change!: AmendmentContent;
  @AnyJson({ description: 'What it changes, as it is; as it was, once ended.' })
  before!: unknown;
  @AnyJson({ description: 'The same keys, as they become.' })
  after!: unknown;
  @Bool({ description: 'In force by the holder’s own declaration: a shift below the threshold of the call.' })
  declared!: boolean;
  @Text({ max: 5000, nullable: true, description: 'Of the last return.' })
  questions!: string | null;
  @NestedList(() => AmendmentOpinionView, {
    max: 2,
    description: 'Of this round; its holder reads them once the funders have decided.',
  })
  opinions!: AmendmentOpinionView[];
  @NestedList(() => AmendmentDecisionView, { max: 20, description: 'Agreements of the funders.' })
  decisions!: AmendmentDecisionView[];
  @NestedList(() => AmendmentPartyView, { max: 20, description: 'Once all have agreed.' })
  parties!: AmendmentPartyView[];
  @TextList({ max: 20, itemMax: 300, description: 'Whose turn it is to sign.' })
  pens!: string[];
  @Text({ ...SHA256, nullable: true, description: 'SHA-256 of the canonical JSON (RFC 8785) that it was written from.' })
  dataSha256!: string | null;
  @Text({ ...SHA256, nullable: true, description: 'SHA-256 of GET /v1/amendments/{id}/pdf.' })
  pdfSha256!: string | null;
  @Instant()
  createdAt!: string;
  @Instant({ nullable: true })
  submittedAt!: string | null;
  @Instant({ nullable: true })
  agreedAt!: string | null;
  @Day({ nullable: true, description: 'Day from which it is in force.' })
  inForceOn!: string | null;
  @Nested(() => AmendmentEndView, { nullable: true })
  ended!: AmendmentEndView | null;
  @NestedList(() => ActionView, { max: 15 })
  actions!: ActionView[];
  @Text({ max: 200, nullable: true, description: 'Who holds the next move.' })
  waitingOn!: string | null;
}

export class AwardAmendmentsView {
  @NestedList(() => AmendmentView, { max: 100, description: 'Oldest first.' })
  items!: AmendmentView[];
}

export class AmendmentListView {
  @NestedList(() => AmendmentSummaryView, { max: 100 })
  items!: AmendmentSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}
