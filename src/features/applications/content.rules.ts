// What a field of a draft must be for it to be stored at all, beyond its shape: enough for every total to be computed and shown.

import type { Reason } from '../../kernel/errors.js';
import { cents, sumCents } from '../../kernel/money.js';
import { label, reason } from '../../kernel/reasons.js';
import type { ApplicationContent, BudgetLine } from './application-content.js';
import { planFaults } from './plan-content.rules.js';

/** 10^14 cents: above, a total would no longer be a safe JSON number. */
const MOST_CENTS = 100_000_000_000_000n;

function lineFaults({ side, nature, family }: BudgetLine, index: number): Reason[] {
  const pointer = `/budget/lines/${index}`;
  if (side === 'EXPENSE' && (nature === undefined || family !== undefined)) {
    return [
      reason(
        'expenseNature',
        pointer,
        label('Une dépense a une nature et pas de famille.', 'An expense has a nature and no family.'),
      ),
    ];
  }
  if (side === 'INCOME' && (family === undefined || nature !== undefined)) {
    return [
      reason(
        'incomeFamily',
        pointer,
        label('Une recette a une famille et pas de nature.', 'An income has a family and no nature.'),
      ),
    ];
  }
  return [];
}

function repeats(keys: readonly (string | number)[], pointer: (index: number) => string): Reason[] {
  return keys.flatMap((key, index) =>
    keys.indexOf(key) === index
      ? []
      : [reason('noDuplicate', pointer(index), label('Retirez le doublon.', 'Remove the duplicate.'))],
  );
}

/** Faults of the content as it would be stored; none: it may be. */
export function contentFaults(content: ApplicationContent): Reason[] {
  const { budget, requestedYears = [], documents = [] } = content;
  const lines = budget?.lines ?? [];
  const total = sumCents([...lines, ...requestedYears].map((line) => cents(line.cents)));
  return [
    ...lines.flatMap(lineFaults),
    ...repeats(
      requestedYears.map(({ year }) => year),
      (index) => `/requestedYears/${index}/year`,
    ),
    ...repeats(
      documents.map(({ code }) => code),
      (index) => `/documents/${index}/code`,
    ),
    ...planFaults(content),
    ...(total > MOST_CENTS
      ? [reason('amountsTooLarge', '/budget', label('Les montants sont trop grands.', 'The amounts are too large.'))]
      : []),
  ];
}
