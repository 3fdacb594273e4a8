// Shapes that every view shares.

import type { Bilingual, Reason } from '../../kernel/errors.js';
import { toMoney, type Cents, type Money } from '../../kernel/money.js';
import type { AvailableAction } from '../../kernel/machine.js';
import type { Locale } from '../workflow/request.js';
import { Bool, CentsField, Int, NestedList, OneOf, Text } from './fields.js';

export class MoneyView implements Money {
  @CentsField({ description: 'Integer cents.' })
  cents!: number;
  @OneOf(['EUR'])
  currency!: 'EUR';
}

export class ReasonView {
  @Text({ max: 100, description: 'Stable name of the rule.', example: 'budgetBalances' })
  rule!: string;
  @Text({
    max: 1000,
    description: 'What to do, in the language of the request.',
    example: 'Équilibrez dépenses et recettes de 2024.',
  })
  message!: string;
  @Text({ max: 300, optional: true, description: 'JSON pointer to the field at fault.', example: '/budget/lines/0' })
  pointer?: string;
}

export class ActionView {
  @Text({ max: 60, description: 'Event to ask for.', example: 'submit' })
  event!: string;
  @Text({ max: 200, example: 'Déposer le dossier' })
  label!: string;
  @Bool({ description: 'False while a standing rule is unmet.' })
  ready!: boolean;
  @NestedList(() => ReasonView, { max: 100, description: 'Rules that are not met yet.' })
  reasons!: ReasonView[];
}

export class PageInfo {
  @Int({ min: 1, max: 100, example: 50 })
  limit!: number;
  @Text({ max: 500, nullable: true, description: 'Cursor of the next page; null at the end.', example: null })
  next!: string | null;
}

export function say(text: Bilingual, locale: Locale): string {
  return text[locale];
}

export function viewReason(reason: Reason, locale: Locale): ReasonView {
  return { rule: reason.rule, message: reason.message[locale], ...(reason.pointer !== undefined && { pointer: reason.pointer }) };
}

export function viewActions(available: readonly AvailableAction[], locale: Locale): ActionView[] {
  return available.map(({ event, label, ready, reasons }) => ({
    event,
    label: label[locale],
    ready,
    reasons: reasons.map((reason) => viewReason(reason, locale)),
  }));
}

export function viewMoney(amount: bigint): MoneyView {
  return toMoney(amount as Cents);
}
