// What the content of a report must be for it to be stored at all, beyond its shape: enough for every total to be computed and shown.

import type { Reason } from '../../kernel/errors.js';
import type { ReportContent, ReportLine } from './report-content.js';

/** 10^14 cents: above, a total would no longer be a safe JSON number. */
const MOST_CENTS = 100_000_000_000_000n;

const fault = (rule: string, pointer: string, fr: string, en: string): Reason => ({ rule, pointer, message: { fr, en } });

/** Fields that a line of each side has of its own. */
const OWN: Readonly<Record<ReportLine['side'], readonly (keyof ReportLine)[]>> = {
  EXPENSE: ['nature', 'heading', 'eligible'],
  INCOME: ['family', 'funderCode'],
  IN_KIND: [],
};

function lineFaults(line: ReportLine, index: number, funderCodes: readonly string[]): Reason[] {
  const pointer = `/lines/${index}`;
  const foreign = (['nature', 'heading', 'eligible', 'family', 'funderCode'] as const).filter(
    (field) => line[field] !== undefined && !OWN[line.side].includes(field),
  );
  const faults = foreign.map((field) =>
    fault(
      'fieldOfSide',
      `${pointer}/${field}`,
      'Ce champ n’est pas de ce côté du budget.',
      'This field is not of this side of the budget.',
    ),
  );
  if (line.side === 'EXPENSE' && line.nature === undefined)
    faults.push(
      fault('expenseNature', `${pointer}/nature`, 'Donnez la nature de cette charge.', 'Give the nature of this charge.'),
    );
  if (line.side === 'INCOME' && (line.family === undefined) === (line.funderCode === undefined))
    faults.push(
      fault(
        'incomeFamily',
        pointer,
        'Un produit a une famille, ou le code d’un financeur de l’attribution.',
        'A product has a family, or the code of a funder of the award.',
      ),
    );
  if (line.funderCode !== undefined && !funderCodes.includes(line.funderCode))
    faults.push(
      fault(
        'funderOfAward',
        `${pointer}/funderCode`,
        'Ce financeur n’est pas de l’attribution.',
        'This funder is not of the award.',
      ),
    );
  return faults;
}

function repeats(values: readonly string[], pointer: (index: number) => string): Reason[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) === index ? [] : [fault('noDuplicate', pointer(index), 'Retirez le doublon.', 'Remove the duplicate.')],
  );
}

/** Faults of the content as it would be stored; none: it may be. */
export function reportFaults(
  { lines = [], indicators = [], startedOn, endedOn }: ReportContent,
  funderCodes: readonly string[],
): Reason[] {
  const total = lines.reduce((sum, { cents }) => sum + BigInt(cents), 0n);
  const shares = lines.flatMap(({ funderCode }, index) => (funderCode === undefined ? [] : [{ funderCode, index }]));
  return [
    ...lines.flatMap((line, index) => lineFaults(line, index, funderCodes)),
    ...repeats(
      shares.map(({ funderCode }) => funderCode),
      (index) => `/lines/${shares[index]?.index ?? 0}/funderCode`,
    ),
    ...repeats(
      indicators.map(({ label }) => label),
      (index) => `/indicators/${index}/label`,
    ),
    ...(startedOn !== undefined && endedOn !== undefined && endedOn < startedOn
      ? [fault('endsAfterStart', '/endedOn', 'La fin précède le début.', 'The end comes before the start.')]
      : []),
    ...(total > MOST_CENTS
      ? [fault('amountsTooLarge', '/lines', 'Les montants sont trop grands.', 'The amounts are too large.')]
      : []),
  ];
}
