import type { Actor } from '../../kernel/actor.js';
import { formatLegal } from '../../kernel/legal-time.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { AnyJson, Bool, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import { ActionView, MoneyView, PageInfo, say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { Locale, RequestContext } from '../../platform/workflow/request.js';
import { AMOUNT_STAGES, type AmountStage, type ApplicationContent } from './application-content.js';
import { APPLICATION_STATES, type ApplicationFacts, type ApplicationState, type Receipt } from './application-facts.js';
import { applicationMachine } from './application.machine.js';
import { budgetYears, projectMonths, totalCost } from './budget.rules.js';
import { CompletionView, ConditionView, viewCompletion, viewCondition } from './completion.views.js';
import { readsAsHolder, seesOpinions, shownAmounts, shownContent, shownState } from './disclosure.rules.js';
import { awaitedDocuments } from './required-documents.rules.js';

export class OrganisationRefView {
  @Uuid()
  id!: string;
  @Text({ max: 300, example: 'Commune de Lézignan-Corbières' })
  name!: string;
}

export class ReceiptView {
  @Text({ max: 60, example: 'R-2023-11-00007-1' })
  number!: string;
  @Instant({ description: 'Server time of the submission.' })
  submittedAt!: string;
  @Text({ max: 200, description: 'The same in the call’s time zone.', example: '31 août 2023 à 23:59 (heure de Paris)' })
  legalTime!: string;
  @Text({ max: 64, description: 'SHA-256 of the canonical JSON of the frozen version.' })
  hash!: string;
}

export class BudgetYearView {
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Nested(() => MoneyView)
  expenses!: MoneyView;
  @Nested(() => MoneyView, { description: 'Asked of the call’s funders.' })
  requested!: MoneyView;
  @Nested(() => MoneyView)
  otherIncome!: MoneyView;
  @Bool({ description: 'Whether expenses equal income.' })
  balanced!: boolean;
}

export class StagedAmountView {
  @OneOf(AMOUNT_STAGES)
  stage!: AmountStage;
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Nested(() => MoneyView)
  amount!: MoneyView;
}

export class NegativeAnswerView {
  @Text({ max: 5000, example: 'Enveloppe épuisée.' })
  reasons!: string;
  @Text({ max: 5000, description: 'Ways and time limits of appeal.' })
  appeal!: string;
  @Text({ max: 60, description: 'Capacity of the author.', example: 'regionalJury' })
  capacity!: string;
  @Instant()
  date!: string;
}

export class FindingView {
  @OneOf(['CAF', 'DDETS'])
  agency!: string;
  @Text({ max: 200, example: 'durationWithinLimit' })
  rule!: string;
  @Text({ max: 5000 })
  reasons!: string;
  @Instant()
  at!: string;
}

export class ApplicationSummaryView {
  @Uuid()
  id!: string;
  @Text({ max: 40, nullable: true, example: '2023-11-00007' })
  number!: string | null;
  @Text({ max: 300 })
  title!: string;
  @OneOf(APPLICATION_STATES)
  state!: ApplicationState;
  @Instant()
  stateSince!: string;
  @Uuid()
  callId!: string;
  @Text({ max: 3, example: '11' })
  department!: string;
  @Nested(() => OrganisationRefView)
  organisation!: OrganisationRefView;
  @Nested(() => MoneyView, { description: 'Asked of the call’s funders over all years.' })
  requested!: MoneyView;
  @Instant({ nullable: true, description: 'First submission.' })
  submittedAt!: string | null;
  @Int({ min: 1, max: 1_000_000, example: 3 })
  version!: number;
}

export class ApplicationListView {
  @NestedList(() => ApplicationSummaryView, { max: 100 })
  items!: ApplicationSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class AwaitedDocumentView {
  @Text({ max: 60, example: 'RIB' })
  code!: string;
  @Text({ max: 300, example: 'Relevé d’identité bancaire' })
  label!: string;
  @Bool({ description: 'False: the file is examined without it.' })
  essential!: boolean;
  @Bool({ description: 'The holder said that it would follow.' })
  announced!: boolean;
}

export class ApplicationView extends ApplicationSummaryView {
  @Text({ max: 100, example: 'Déposé' })
  stateLabel!: string;
  @Text({ max: 200, nullable: true, description: 'Who holds the next move; null at the end.', example: 'la Caf et la DDETS' })
  waitingOn!: string | null;
  @AnyJson({ description: 'What the holder wrote, field by field as in the PATCH body.' })
  content!: ApplicationContent;
  @Int({ min: 0, max: 2000, nullable: true, description: 'Length of the project in months.', example: 36 })
  months!: number | null;
  @NestedList(() => BudgetYearView, { max: 200 })
  budgetYears!: BudgetYearView[];
  @Nested(() => MoneyView, { description: 'Expenses of all years, in-kind apart.' })
  totalCost!: MoneyView;
  @NestedList(() => StagedAmountView, {
    max: 500,
    description:
      'By stage, year and funder. Proposals are shown to the agencies alone, and each agency’s own until both are signed.',
  })
  amounts!: StagedAmountView[];
  @Int({ min: 0, max: 10_000, description: 'Number of the last frozen version.', example: 1 })
  submittedVersion!: number;
  @Nested(() => ReceiptView, { nullable: true })
  receipt!: ReceiptView | null;
  @Nested(() => CompletionView, { nullable: true })
  completion!: CompletionView | null;
  @NestedList(() => ConditionView, { max: 500, description: 'What the award, or its payment, still waits for.' })
  conditions!: ConditionView[];
  @Nested(() => NegativeAnswerView, { nullable: true })
  refusal!: NegativeAnswerView | null;
  @Nested(() => FindingView, { nullable: true, description: 'First agency’s finding; not shown to the holder.' })
  ineligibility!: FindingView | null;
  @Text({ max: 40, nullable: true, description: 'Not shown to the holder before the decision.', example: 'FAVOURABLE' })
  jointOutcome!: string | null;
  @Bool({ nullable: true, description: 'Not shown to the holder before the decision.' })
  divergent!: boolean | null;
  @Text({ max: 40, nullable: true, description: 'Not shown to the holder before the decision.', example: 'FAVOURABLE' })
  committeeOpinion!: string | null;
  @Int({ min: 1, max: 100_000, nullable: true, description: 'Not shown to the holder before the results.', example: 1 })
  reserveRank!: number | null;
  @Int({ min: 1, max: 100, description: 'Examination in progress; each appeal upheld starts the next one.', example: 1 })
  examination!: number;
  @NestedList(() => AwaitedDocumentView, {
    max: 100,
    description:
      'Once submitted: documents announced, or not essential and missing. They never stop the application: they are conditions of the award, and hold its payment (CRPA L114-5-1).',
  })
  awardConditions!: AwaitedDocumentView[];
  @NestedList(() => ActionView, { max: 30 })
  actions!: ActionView[];
}

export class VersionView {
  @Int({ min: 1, max: 10_000, example: 1 })
  number!: number;
  @Nested(() => ReceiptView)
  receipt!: ReceiptView;
  @Bool({ description: 'Received after the deadline.' })
  late!: boolean;
  @Int({ min: 1, max: 10_000, description: 'Specification of the call it was filed under.', example: 1 })
  callSpec!: number;
}

export class VersionListView {
  @NestedList(() => VersionView, { max: 1000 })
  items!: VersionView[];
}

export class FrozenVersionView extends VersionView {
  @AnyJson({ description: 'Frozen content; SHA-256 of its canonical JSON (RFC 8785) is the receipt’s hash.' })
  content!: unknown;
}

export function viewReceipt({ number, submittedAt, hash }: Receipt, timeZone: string, locale: Locale): ReceiptView {
  const instant = new Date(submittedAt);
  return { number, submittedAt: instant.toISOString(), legalTime: formatLegal(instant, timeZone, locale), hash };
}

function viewBudget(content: ApplicationContent): BudgetYearView[] {
  return budgetYears(content).map(({ year, expenses, requested, otherIncome, income }) => ({
    year,
    expenses: viewMoney(expenses),
    requested: viewMoney(requested),
    otherIncome: viewMoney(otherIncome),
    balanced: expenses === income,
  }));
}

function viewOpinions(
  actor: Actor,
  facts: ApplicationFacts,
): Pick<ApplicationView, 'ineligibility' | 'jointOutcome' | 'divergent' | 'committeeOpinion' | 'reserveRank'> {
  const shown = seesOpinions(actor, facts);
  const { ineligibility } = facts;
  const finding = ineligibility === null || readsAsHolder(actor, facts.organisationId) ? null : ineligibility;
  return {
    ineligibility: finding && { agency: finding.agency, rule: finding.rule, reasons: finding.reasons, at: finding.at },
    jointOutcome: shown ? facts.jointOutcome : null,
    divergent: shown ? facts.divergent : null,
    committeeOpinion: shown ? facts.committeeOpinion : null,
    reserveRank: shown ? facts.reserveRank : null,
  };
}

/** Pure: everything comes from the facts already loaded. */
export function viewApplication(
  facts: ApplicationFacts,
  version: number,
  { actor, now, locale }: Omit<RequestContext, 'requestId'>,
): ApplicationView {
  const { call, refusal, receipt } = facts;
  const { title, content, requestedCents } = shownContent(actor, facts);
  const state = shownState(actor, facts);
  const waiting = waitingOn(applicationMachine, state);
  const { startsOn, endsOn } = content;
  return {
    id: facts.id,
    number: facts.number,
    version,
    title,
    state,
    stateLabel: say(applicationMachine.states[state], locale),
    stateSince: facts.stateSince.toISOString(),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
    callId: call.id,
    department: facts.department,
    organisation: { id: facts.organisationId, name: facts.organisationName },
    content,
    months: startsOn === undefined || endsOn === undefined || endsOn < startsOn ? null : projectMonths(startsOn, endsOn),
    budgetYears: viewBudget(content),
    totalCost: viewMoney(totalCost(content.budget)),
    requested: viewMoney(requestedCents),
    amounts: shownAmounts(actor, facts).map(({ cents, ...share }) => ({ ...share, amount: viewMoney(cents) })),
    submittedVersion: facts.submittedVersion,
    submittedAt: facts.submittedAt?.toISOString() ?? null,
    receipt: receipt && viewReceipt(receipt, call.timeZone, locale),
    completion: viewCompletion(facts, actor, locale),
    conditions: facts.conditions.map(viewCondition),
    refusal: refusal && {
      reasons: refusal.reasons,
      appeal: refusal.appeal,
      capacity: refusal.capacity,
      date: refusal.date,
    },
    ...viewOpinions(actor, facts),
    examination: facts.examination,
    awardConditions: facts.everSubmitted ? awaitedDocuments(facts) : [],
    actions: viewActions(actions(applicationMachine, facts.state, facts, actor, now), locale),
  };
}
