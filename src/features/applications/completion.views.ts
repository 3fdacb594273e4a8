import type { Actor } from '../../kernel/actor.js';
import { formatLegal } from '../../kernel/legal-time.js';
import { Bool, Day, Instant, Int, Nested, NestedList, OneOf, Text, Uuid } from '../../platform/http/fields.js';
import type { Locale } from '../../platform/workflow/request.js';
import type { AgencyKind } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';
import {
  CONDITION_EFFECTS,
  CONDITION_STATES,
  ITEM_DEFECTS,
  ITEM_KINDS,
  type CompletionItem,
  type Condition,
  type ConditionEffect,
  type ConditionState,
  type ItemAnswer,
  type ItemDefect,
  type ItemKind,
  type ItemSettlement,
} from './completion-content.js';
import { itemsUnanswered } from './completion-items.rules.js';
import { readsAsHolder } from './disclosure.rules.js';

export class AnswerView {
  @Text({ max: 5000, nullable: true, example: 'Le relevé au nom de la commune est joint.' })
  comment!: string | null;
  @Bool({ description: 'Said not to apply.', example: false })
  notApplicable!: boolean;
  @Text({ max: 2000, nullable: true, example: null })
  reason!: string | null;
  @Bool({ description: 'Not said: the field or document asked for changed in the version sent.', example: false })
  byContent!: boolean;
  @Instant()
  at!: string;
}

export class SettlementView {
  @Bool()
  accepted!: boolean;
  @Text({ max: 2000, nullable: true, example: null })
  reason!: string | null;
  @OneOf(['CAF', 'DDETS'])
  agency!: AgencyKind;
  @Instant()
  at!: string;
}

/** What was asked. */
export class ItemAskedView {
  @Uuid()
  id!: string;
  @Text({ max: 60, example: 'RIB' })
  code!: string;
  @Text({ max: 300, example: 'Relevé d’identité bancaire' })
  label!: string;
  @OneOf(ITEM_KINDS)
  kind!: ItemKind;
  @OneOf(ITEM_DEFECTS)
  defect!: ItemDefect;
  @Bool({ description: 'False: its absence delays the effect of the award only (CRPA L114-5-1).' })
  essential!: boolean;
  @Text({ max: 300, nullable: true, description: 'JSON pointer to the field.', example: null })
  pointer!: string | null;
  @Text({ max: 2000, nullable: true, example: null })
  explanation!: string | null;
  @OneOf(['CAF', 'DDETS'], { description: 'Who asked.' })
  agency!: AgencyKind;
  @Instant()
  askedAt!: string;
}

export class CompletionItemView extends ItemAskedView {
  @Nested(() => AnswerView, { nullable: true, description: 'To the holder the working answer; to the others the last one sent.' })
  answer!: AnswerView | null;
  @Instant({ nullable: true, description: 'When an answer was last sent.' })
  sentAt!: string | null;
  @Nested(() => SettlementView, {
    nullable: true,
    description: 'What the desk made of it; not shown to the holder while it works.',
  })
  settlement!: SettlementView | null;
}

export class CompletionView {
  @Int({ min: 1, max: 10_000, example: 1 })
  round!: number;
  @NestedList(() => CompletionItemView, { max: 100 })
  items!: CompletionItemView[];
  @Int({ min: 0, max: 100, description: 'Items of which nothing has been sent.', example: 1 })
  unanswered!: number;
  @Day({ description: 'Last day to answer.' })
  dueOn!: string;
  @Text({ max: 200, description: 'Its end, in the call’s time zone.', example: '15 septembre 2023 à 23:59 (heure de Paris)' })
  dueLegalTime!: string;
  @Instant({ nullable: true })
  remindedAt!: string | null;
  @Instant({ nullable: true })
  answeredAt!: string | null;
}

export class ConditionView {
  @Uuid()
  id!: string;
  @Text({ max: 60, example: 'RIB' })
  code!: string;
  @Text({ max: 300, example: 'Relevé d’identité bancaire' })
  label!: string;
  @Text({ max: 2000, example: 'Pièce non essentielle, non reçue (CRPA, article L114-5-1).' })
  reason!: string;
  @OneOf(CONDITION_EFFECTS, { description: 'AWARD: the award takes effect once met. PAYMENT: it is paid once met.' })
  effect!: ConditionEffect;
  @OneOf(CONDITION_STATES)
  state!: ConditionState;
  @Instant()
  createdAt!: string;
  @Instant({ nullable: true })
  liftedAt!: string | null;
  @Text({ max: 2000, nullable: true, description: 'What was received.', example: null })
  liftedReason!: string | null;
}

export const viewAnswer = ({ comment, notApplicable, reason, byContent, at }: Omit<ItemAnswer, 'by'>): AnswerView => ({
  comment: comment ?? null,
  notApplicable: notApplicable ?? false,
  reason: reason ?? null,
  byContent: byContent ?? false,
  at: new Date(at).toISOString(),
});

export const viewSettlement = ({ accepted, reason, agency, at }: ItemSettlement): SettlementView => ({
  accepted,
  reason: reason ?? null,
  agency,
  at: new Date(at).toISOString(),
});

/** Plain, to be spread into the views that add to it. */
type Asked = Pick<ItemAskedView, keyof ItemAskedView>;

export function viewAsked(item: Omit<CompletionItem, 'dueAt'>): Asked {
  const { id, code, label, kind, defect, essential, pointer, explanation, agency, askedAt } = item;
  return {
    id,
    code,
    label,
    kind,
    defect,
    essential,
    pointer: pointer ?? null,
    explanation: explanation ?? null,
    agency,
    askedAt: new Date(askedAt).toISOString(),
  };
}

export function viewCompletion(facts: ApplicationFacts, actor: Actor, locale: Locale): CompletionView | null {
  const { completion, call, organisationId } = facts;
  if (completion === null) return null;
  const holder = readsAsHolder(actor, organisationId);
  const items = completion.items.map((item): CompletionItemView => {
    const shown = holder ? (item.answer ?? item.sent) : item.sent;
    return {
      ...viewAsked(item),
      answer: shown === undefined ? null : viewAnswer(shown),
      sentAt: item.sentAt ?? null,
      settlement: holder || item.settlement === undefined ? null : viewSettlement(item.settlement),
    };
  });
  return {
    round: completion.round,
    items,
    unanswered: itemsUnanswered(completion).length,
    dueOn: completion.dueOn,
    dueLegalTime: formatLegal(new Date(completion.dueAt), call.timeZone, locale),
    remindedAt: completion.remindedAt ?? null,
    answeredAt: completion.answeredAt ?? null,
  };
}

export const viewCondition = (condition: Condition): ConditionView => ({
  id: condition.id,
  code: condition.code,
  label: condition.label,
  reason: condition.reason,
  effect: condition.effect,
  state: condition.state,
  createdAt: new Date(condition.createdAt).toISOString(),
  liftedAt: condition.liftedAt === null ? null : new Date(condition.liftedAt).toISOString(),
  liftedReason: condition.liftedReason,
});
