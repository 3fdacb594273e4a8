import { AnyJson, Bool, Instant, Int, IntList, Nested, NestedList, OneOf, Text, TextList } from '../../platform/http/fields.js';
import { ActionView, MoneyView, PageInfo, say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { acceptsSubmissions, CALL_STATES, type CallState } from './call-facts.js';
import { seesEnvelopes } from './call-scope.rules.js';
import { CallSettingsDto } from './call-settings.dto.js';
import type { CallSettings } from './call-settings.js';
import { callMachine } from './call.machine.js';
import type { CallRecord } from './call.rules.js';
import { FunderDto } from './calls.dto.js';

export class CallFunderView extends FunderDto {
  @Int({ min: 0, max: 100, description: 'Order of the split.', example: 0 })
  position!: number;
}

export class EnvelopeView {
  @Text({ max: 40, example: 'STATE' })
  funderCode!: string;
  @Int({ min: 2000, max: 2100, example: 2023 })
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Nested(() => MoneyView, { description: 'Held by selections not decided yet.' })
  reserved!: MoneyView;
  @Nested(() => MoneyView, { description: 'Decided by the funder.' })
  committed!: MoneyView;
  @Nested(() => MoneyView, { description: 'Opened, and not to be used for now.' })
  frozen!: MoneyView;
  @Nested(() => MoneyView, { description: 'Amount less reserved, committed and frozen.' })
  left!: MoneyView;
}

export class CallSummaryView {
  @Text({ max: 36, example: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11' })
  id!: string;
  @Text({ max: 300, example: 'Fonds d’innovation pour la petite enfance' })
  title!: string;
  @Int({ min: 2000, max: 2100, example: 2023 })
  edition!: number;
  @Text({ max: 3, example: '76' })
  region!: string;
  @TextList({ max: 110, itemMax: 3, example: ['09', '31'] })
  departments!: string[];
  @OneOf(CALL_STATES)
  state!: CallState;
  @Bool({ description: 'Whether a submission is on time now.' })
  acceptsSubmissions!: boolean;
  @Instant()
  opensAt!: string;
  @Instant({ description: 'Last instant, to the millisecond, at which a submission is on time.' })
  deadlineAt!: string;
  @Text({ max: 60, example: 'Europe/Paris' })
  timeZone!: string;
  @Int({ min: 0, max: 10_000, description: 'Number of the specification in force; 0 before the publication.', example: 1 })
  specVersion!: number;
  @Int({ min: 1, max: 1_000_000, example: 3 })
  version!: number;
  @Text({ max: 300, nullable: true, description: 'Who holds the next move.', example: 'les porteurs, jusqu’à la clôture' })
  waitingOn!: string | null;
}

export class CallListView {
  @NestedList(() => CallSummaryView, { max: 100 })
  items!: CallSummaryView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class CallView extends CallSummaryView {
  @Text({ max: 50_000 })
  text!: string;
  @Text({ max: 60, example: 'fipe-2023' })
  rulesVersion!: string;
  @Text({ max: 23, example: '2023-06-09T00:00' })
  opensLocal!: string;
  @Text({ max: 23, example: '2023-08-31T23:59' })
  deadlineLocal!: string;
  @IntList({ max: 10, itemMin: 2000, itemMax: 2100, example: [2023, 2024, 2025] })
  budgetYears!: number[];
  @NestedList(() => CallFunderView, { max: 10 })
  funders!: CallFunderView[];
  @NestedList(() => EnvelopeView, { max: 100, optional: true, description: 'For agencies, jury, funders and auditors only.' })
  envelopes?: EnvelopeView[];
  @Nested(() => CallSettingsDto)
  settings!: CallSettings;
  @Instant({ nullable: true })
  publishedAt!: string | null;
  @Text({ max: 3000, nullable: true })
  cancelReasons!: string | null;
  @NestedList(() => ActionView, { max: 20 })
  actions!: ActionView[];
}

export class SpecificationSummaryView {
  @Int({ min: 1, max: 10_000, example: 1 })
  number!: number;
  @Text({ max: 64, description: 'SHA-256 of the canonical JSON (RFC 8785) of the content.' })
  hash!: string;
  @Instant()
  frozenAt!: string;
}

export class SpecificationView extends SpecificationSummaryView {
  @AnyJson({ description: 'The call as published, with the reasons of the change from number 2 on.' })
  content!: unknown;
}

export class SpecificationListView {
  @NestedList(() => SpecificationSummaryView, { max: 1000 })
  items!: SpecificationSummaryView[];
}

export class CallTemplateSummaryView {
  @Text({ max: 60, example: 'fipe-2023' })
  name!: string;
  @Text({ max: 300, example: 'Fonds d’innovation pour la petite enfance, édition 2023' })
  label!: string;
}

export class CallTemplateView extends CallTemplateSummaryView {
  @Nested(() => CallSettingsDto)
  settings!: CallSettings;
}

export class CallTemplateListView {
  @NestedList(() => CallTemplateSummaryView, { max: 100 })
  items!: CallTemplateSummaryView[];
}

export type CallSummary = Pick<
  CallRecord,
  | 'id'
  | 'title'
  | 'edition'
  | 'region'
  | 'departments'
  | 'state'
  | 'opensAt'
  | 'deadlineAt'
  | 'timeZone'
  | 'specVersion'
  | 'version'
> & { readonly settings: Pick<CallRecord['settings'], 'graceSeconds'> };

export function viewSummary(call: CallSummary, { now, locale }: RequestContext): Pick<CallSummaryView, keyof CallSummaryView> {
  const { id, title, edition, region, departments, state, opensAt, deadlineAt, timeZone, specVersion, version } = call;
  const waiting = waitingOn(callMachine, state);
  return {
    id,
    title,
    edition,
    region,
    departments: [...departments],
    state,
    acceptsSubmissions: acceptsSubmissions(call, now),
    opensAt: opensAt.toISOString(),
    deadlineAt: deadlineAt.toISOString(),
    timeZone,
    specVersion,
    version,
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

export function viewCall(call: CallRecord, context: RequestContext): CallView {
  const { actor, now, locale } = context;
  return {
    ...viewSummary(call, context),
    text: call.text,
    rulesVersion: call.rulesVersion,
    opensLocal: call.opensLocal,
    deadlineLocal: call.deadlineLocal,
    budgetYears: [...call.budgetYears],
    funders: call.funders.map((funder) => ({ ...funder })),
    ...(seesEnvelopes(actor, call) && { envelopes: call.envelopes.map(viewEnvelope) }),
    settings: call.settings,
    publishedAt: call.publishedAt?.toISOString() ?? null,
    cancelReasons: call.cancelReasons,
    actions: viewActions(actions(callMachine, call.state, call, actor, now), locale),
  };
}

function viewEnvelope({
  funderCode,
  year,
  cents,
  reservedCents,
  committedCents,
  frozenCents,
}: CallRecord['envelopes'][number]): EnvelopeView {
  return {
    funderCode,
    year,
    amount: viewMoney(BigInt(cents)),
    reserved: viewMoney(BigInt(reservedCents)),
    committed: viewMoney(BigInt(committedCents)),
    frozen: viewMoney(BigInt(frozenCents)),
    left: viewMoney(BigInt(cents - reservedCents - committedCents - frozenCents)),
  };
}
