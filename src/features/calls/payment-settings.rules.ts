// Which tranches a year of a share is paid in, and what must hold together in the settings that say so. Pure.

import type { Reason } from '../../kernel/errors.js';
import { label, reason } from '../../kernel/reasons.js';
import type { PaymentSchedule, PaymentSettings, Tranche } from './payment-settings.js';

export const FULL_RATE = 10_000;
export const STATE_INVESTMENT_ADVANCE = 3_000;
export const BEFORE_BALANCE = 8_000;

/** Without settings: the whole year's share in one payment, once the share is notified. */
export const AT_ONCE: readonly Tranche[] = [{ kind: 'BALANCE', rate: FULL_RATE, conditions: [{ kind: 'SIGNATURE' }] }];

/**
 * The tranches of one funder's year, `order` 1 being the award's first. The funder's own schedule comes before the common one, and the one
 * of that very year before that of the others.
 */
export function tranchesOf(
  settings: PaymentSettings | undefined,
  funderCode: string,
  order: number,
): readonly Tranche[] | undefined {
  if (settings === undefined) return AT_ONCE;
  const { schedules } = settings;
  const find = (code: string | undefined, year: number | undefined): PaymentSchedule | undefined =>
    schedules.find((one) => one.funderCode === code && one.yearOrder === year);
  const own = find(funderCode, order) ?? find(funderCode, undefined);
  return (own ?? find(undefined, order) ?? find(undefined, undefined))?.tranches;
}

interface Draft {
  readonly funders: readonly { readonly code: string }[];
  readonly budgetYears: readonly number[];
  readonly settings: { readonly payments?: PaymentSettings; readonly requiredDocuments: readonly { readonly code: string }[] };
}

/** Every fault of the schedules, with its pointer. */
export function paymentFaults({ funders, budgetYears, settings: { payments, requiredDocuments } }: Draft): Reason[] {
  if (payments === undefined) return [];
  const codes = requiredDocuments.map(({ code }) => code);
  const { schedules, beforeBalance = BEFORE_BALANCE } = payments;
  return [
    ...schedules.flatMap((schedule, index) => {
      const pointer = `/settings/payments/schedules/${index}`;
      return [
        ...addressFaults(schedule, schedules.slice(0, index), funders, pointer),
        ...trancheFaults(schedule, { pointer, codes, beforeBalance }),
      ];
    }),
    ...uncovered(payments, funders, budgetYears),
  ];
}

function addressFaults(
  { funderCode, yearOrder }: PaymentSchedule,
  before: readonly PaymentSchedule[],
  funders: Draft['funders'],
  pointer: string,
): Reason[] {
  const faults: Reason[] = [];
  if (funderCode !== undefined && !funders.some(({ code }) => code === funderCode))
    faults.push(
      reason(
        'funderOfCall',
        `${pointer}/funderCode`,
        label(`${funderCode} n’est pas un financeur de l’appel.`, `${funderCode} is not a funder of the call.`),
      ),
    );
  if (before.some((other) => other.funderCode === funderCode && other.yearOrder === yearOrder))
    faults.push(
      reason(
        'unique',
        pointer,
        label('Cet échéancier figure déjà : retirez le doublon.', 'This schedule is already there: remove one.'),
      ),
    );
  return faults;
}

interface Within {
  readonly pointer: string;
  readonly codes: readonly string[];
  readonly beforeBalance: number;
}

function trancheFaults({ tranches, yearOrder }: PaymentSchedule, { pointer, codes, beforeBalance }: Within): Reason[] {
  const faults: Reason[] = [];
  const sum = tranches.reduce((total, { rate }) => total + rate, 0);
  if (sum !== FULL_RATE)
    faults.push(
      reason(
        'ratesSumToWhole',
        `${pointer}/tranches`,
        label(
          `Les taux d’une année font ${sum} points de base : ils doivent faire ${FULL_RATE}.`,
          `The rates of a year are ${sum} basis points: they must be ${FULL_RATE}.`,
        ),
      ),
    );
  if (tranches.some(({ kind }, index) => kind === 'BALANCE' && index < tranches.length - 1))
    faults.push(
      reason(
        'balanceLast',
        `${pointer}/tranches`,
        label('Placez le solde en dernier, une seule fois.', 'Put the balance last, and once.'),
      ),
    );
  const early = tranches.reduce((total, { kind, rate }) => (kind === 'BALANCE' ? total : total + rate), 0);
  if (early > beforeBalance)
    faults.push(
      reason(
        'beforeBalance',
        `${pointer}/tranches`,
        label(
          `Avances et acomptes font ${early} points de base, au plus ${beforeBalance} avant le solde.`,
          `Advances and instalments are ${early} basis points, at most ${beforeBalance} before the balance.`,
        ),
      ),
    );
  tranches.forEach(({ conditions }, at) => {
    conditions.forEach(({ kind, report, document, day }, index) => {
      const where = `${pointer}/tranches/${at}/conditions/${index}`;
      if (kind === 'DOCUMENT' && (document === undefined || !codes.includes(document)))
        faults.push(
          reason(
            'documentOfCall',
            `${where}/document`,
            label('Nommez une pièce demandée par l’appel, par son code.', 'Name a document that the call asks for, by its code.'),
          ),
        );
      if (kind === 'DATE' && day === undefined)
        faults.push(reason('dayGiven', `${where}/day`, label('Indiquez le jour, MM-JJ.', 'Give the day, MM-DD.')));
      if (kind === 'REPORT' && report === 'PREVIOUS' && yearOrder === 1)
        faults.push(
          reason(
            'reportBeforeFirstYear',
            `${where}/report`,
            label(
              'La première année n’a pas de compte rendu de l’année d’avant.',
              'The first year has no report of the year before.',
            ),
          ),
        );
    });
  });
  return faults;
}

/** A year of a funder that no schedule pays would never be paid. A report of the year before is not asked of the first one. */
function uncovered(payments: PaymentSettings, funders: Draft['funders'], years: readonly number[]): Reason[] {
  return funders.flatMap(({ code }) =>
    years.flatMap((_, index) => {
      const tranches = tranchesOf(payments, code, index + 1);
      const never =
        index === 0 && tranches?.some(({ conditions }) => conditions.some(({ report }) => report === 'PREVIOUS')) === true;
      return tranches !== undefined && !never
        ? []
        : [
            reason(
              'everyYearScheduled',
              '/settings/payments/schedules',
              label(
                `L’année ${index + 1} de ${code} n’a pas d’échéancier qui puisse être payé.`,
                `Year ${index + 1} of ${code} has no schedule that could be paid.`,
              ),
            ),
          ];
    }),
  );
}
