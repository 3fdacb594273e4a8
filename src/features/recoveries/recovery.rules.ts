// The rules of each act on a recovery. Pure.

import { addDays, addMonths, localDate } from '../../kernel/legal-time.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { formatEuros as euros } from '../../kernel/money.js';
import { given, label, reason as fault } from '../../kernel/reasons.js';
import type { Duty } from '../payments/payment-facts.rules.js';
import { paymentScope, withinPaymentScope } from '../payments/payment-scope.rules.js';
import {
  leftOf,
  linesOfReceipt,
  nextDue,
  receivedOf,
  type DueReminder,
  type Instalment,
  type RecoveryFacts,
} from './recovery-facts.rules.js';

export interface OrderInput {
  readonly decisionNumber: string;
  /** Calendar day, YYYY-MM-DD, as all days below. */
  readonly decisionDate: string;
  readonly authority: string;
  readonly delegationReference?: string;
  readonly delegationFrom?: string;
  readonly delegationTo?: string;
  readonly reasons: string;
  readonly appeal: string;
  readonly dueOn: string;
  /** The whole computation when left out. */
  readonly cents?: bigint | number;
}
export interface PlanInput {
  readonly instalments: readonly { readonly dueOn: string; readonly cents: bigint | number }[];
}
export interface ReceiveInput {
  readonly cents: bigint | number;
  readonly valueDate: string;
  readonly reference: string;
}
export interface ReturnInput {
  readonly receiptId: string;
  readonly reason: string;
}
export interface WaiveInput {
  /** All that is left when left out. */
  readonly cents?: bigint | number;
  readonly reasons: string;
}
export interface ContestInput {
  readonly filedOn: string;
  readonly authority: string;
  readonly reference: string;
}
export interface ContestEndInput {
  readonly decidedOn: string;
  readonly reference: string;
  readonly reasons: string;
}
export interface RemindInput {
  readonly dueOn: string;
  readonly kind: DueReminder;
}

type Rule<I = never> = Guard<RecoveryFacts, I>;
const reason = (rule: string, pointer: string, fr: string, en: string): Reason => fault(rule, pointer, label(fr, en));

export const REMARK_DAYS = 30;
/** Days before a day that is due at which the holder is reminded of it. */
const REMINDER_DAYS = 7;

/** As its payments: the holder reads those of all its funders, an accountant those of the own one. */
export const seesRecovery: Policy<RecoveryFacts> = {
  name: 'seesRecovery',
  label: label('qui voit le reversement', 'who sees the recovery'),
  allows: (actor, facts) => withinPaymentScope(paymentScope(actor), facts),
};

const DUTY_LABELS: Readonly<Record<Duty, Bilingual>> = {
  EXAMINER: label('avez entendu le porteur', 'heard the holder'),
  ORDERER: label('avez ordonné le reversement, ou accordé un délai ou une remise', 'ordered it, or granted time or a waiver'),
  ACCOUNTANT: label('avez enregistré un encaissement', 'recorded a receipt'),
};

/** Who checks the computation and hears, who orders and who receives are three persons, whatever roles one of them holds. */
export const separated = (duty: Duty): Rule => ({
  name: 'dutiesSeparated',
  label: label(
    'Instructeur, ordonnateur et comptable sont trois personnes',
    'Examiner, orderer and accountant are three persons',
  ),
  source: 'Décret 2012-1246, art. 9',
  check: ({ facts: { duties }, actor }) => {
    const other = duties.find(({ personId, duty: held }) => personId === actor.personId && held !== duty);
    return (
      other &&
      label(
        `Vous ${DUTY_LABELS[other.duty].fr} : confiez cet acte à une autre personne.`,
        `You ${DUTY_LABELS[other.duty].en}: leave this act to another person.`,
      )
    );
  },
});

/** The holder had the time of the call to answer, or has answered. */
export const holderHeard: Rule = {
  name: 'holderHeard',
  label: label('Le porteur a pu présenter ses observations', 'The holder could make its remarks'),
  source: 'CRPA L122-1',
  check: ({ facts: { remarks, remarksUntil, timeZone }, now }) =>
    remarks.length > 0 || (remarksUntil !== null && localDate(now, timeZone) > remarksUntil)
      ? undefined
      : label(
          `Le porteur a jusqu’au ${remarksUntil ?? ''} pour répondre : attendez sa réponse, ou la fin de ce délai.`,
          `The holder has until ${remarksUntil ?? ''} to answer: wait for its answer, or the end of that time.`,
        ),
};

export const orderReasoned: Rule<Partial<OrderInput> | undefined> = {
  name: 'orderReasoned',
  label: label('L’ordre de recouvrer dit ses bases de calcul', 'The order says what it is computed on'),
  source: 'Décret 2012-1246, art. 24',
  needsInput: true,
  check: ({ input }) =>
    given(input?.reasons)
      ? undefined
      : [
          reason(
            'orderReasoned',
            '/reasons',
            'Écrivez les bases de la liquidation et les motifs.',
            'Write what it is computed on, and why.',
          ),
        ],
};

export const orderWithinComputed: Rule<Partial<OrderInput> | undefined> = {
  name: 'orderWithinComputed',
  label: label('L’ordre ne dépasse pas le calcul', 'The order is within the computation'),
  needsInput: true,
  check: ({ facts: { cents }, input }) => {
    const sum = BigInt(input?.cents ?? cents);
    return sum > 0n && sum <= cents
      ? undefined
      : [
          reason(
            'orderWithinComputed',
            '/cents',
            `Ordonnez au plus la somme calculée, ${euros(cents)}.`,
            `Order the sum computed at most, ${euros(cents)}.`,
          ),
        ];
  },
};

export const dueDayAhead: Rule<Partial<OrderInput> | undefined> = {
  name: 'dueDayAhead',
  label: label('L’échéance est à venir', 'The due day is in the future'),
  needsInput: true,
  check: ({ facts: { timeZone }, input, now }) =>
    (input?.dueOn ?? '') > localDate(now, timeZone)
      ? undefined
      : [reason('dueDayAhead', '/dueOn', 'Indiquez une échéance à venir.', 'Give a due day in the future.')],
};

/** "Dans un délai ne pouvant excéder six mois à compter de la décision de retrait". */
export const dueWithinSixMonths: Rule<Partial<OrderInput> | undefined> = {
  name: 'dueWithinSixMonths',
  label: label('Le reversement est dû dans les six mois du retrait', 'The repayment is due within six months of the withdrawal'),
  source: 'Loi 2000-321, art. 10-1',
  needsInput: true,
  check: ({ facts: { withdrawnOn }, input }) => {
    const last = withdrawnOn === null ? undefined : addMonths(withdrawnOn, 6);
    return last === undefined || (input?.dueOn ?? '') <= last
      ? undefined
      : [
          reason(
            'dueWithinSixMonths',
            '/dueOn',
            `Fixez l’échéance au ${last} au plus tard.`,
            `Set the due day on ${last} at the latest.`,
          ),
        ];
  },
};

export const endReasoned: Rule<{ readonly reasons?: string } | undefined> = {
  name: 'endReasoned',
  label: label('L’acte est motivé', 'The act has reasons'),
  needsInput: true,
  check: ({ input }) =>
    given(input?.reasons)
      ? undefined
      : [
          reason(
            'endReasoned',
            '/reasons',
            'Écrivez les motifs : le porteur les lira.',
            'Write the reasons: the holder will read them.',
          ),
        ],
};

/** Its sums are what is left of the order, to the cent, on days that follow one another. */
export const planExact: Rule<Partial<PlanInput> | undefined> = {
  name: 'planExact',
  label: label('L’échéancier somme ce qui reste dû', 'The instalments sum to what is left'),
  needsInput: true,
  check: ({ facts, input, now }) => {
    const instalments = input?.instalments ?? [];
    const left = leftOf(facts);
    const sum = instalments.reduce((total, { cents }) => total + BigInt(cents), 0n);
    const faults: Reason[] = [];
    if (sum !== left)
      faults.push(
        reason(
          'planExact',
          '/instalments',
          `Les échéances font ${euros(sum)} : elles doivent faire ${euros(left)}, ce qui reste dû.`,
          `The instalments make ${euros(sum)}: they must make ${euros(left)}, what is left.`,
        ),
      );
    const days = [localDate(now, facts.timeZone), ...instalments.map(({ dueOn }) => dueOn)];
    days.slice(1).forEach((day, index) => {
      if (day <= (days[index] ?? ''))
        faults.push(
          reason(
            'planExact',
            `/instalments/${index}/dueOn`,
            'Indiquez un jour à venir, après l’échéance précédente.',
            'Give a day in the future, after the previous instalment.',
          ),
        );
    });
    return faults;
  },
};

export const receiptExact: Rule<Partial<ReceiveInput> | undefined> = {
  name: 'receiptExact',
  label: label('L’encaissement tient dans ce qui reste dû et a été payé', 'The receipt is within what is left, and was paid'),
  needsInput: true,
  check: ({ facts, input, now }) => {
    const { valueDate = '', reference } = input ?? {};
    const sum = BigInt(input?.cents ?? 0);
    const left = leftOf(facts);
    const faults: Reason[] = [];
    if (sum <= 0n || sum > left)
      faults.push(
        reason(
          'receiptExact',
          '/cents',
          `Enregistrez au plus ce qui reste dû, ${euros(left)}.`,
          `Record at most what is left, ${euros(left)}.`,
        ),
      );
    else if (linesOfReceipt(facts, sum).some(({ year, cents }) => cents > paidOf(facts, year)))
      faults.push(
        reason(
          'receiptExact',
          '/cents',
          'Une partie de ce qui avait été payé est déjà revenue de la banque : faites annuler ou réduire ce reversement.',
          'Part of what had been paid has come back from the bank already: have this recovery cancelled or lowered.',
        ),
      );
    if (!given(reference))
      faults.push(
        reason('receiptExact', '/reference', 'Indiquez la référence du règlement.', 'Give the reference of the payment.'),
      );
    if (valueDate === '' || valueDate > localDate(now, facts.timeZone))
      faults.push(
        reason(
          'receiptExact',
          '/valueDate',
          'Indiquez une date de valeur qui n’est pas à venir.',
          'Give a value date that is not in the future.',
        ),
      );
    return faults;
  },
};
const paidOf = ({ lines }: RecoveryFacts, year: number): bigint => lines.find((line) => line.year === year)?.paidCents ?? 0n;

export const receiptKept: Rule<Partial<ReturnInput> | undefined> = {
  name: 'receiptKept',
  label: label(
    'L’encaissement est de ce reversement et n’est pas encore reparti',
    'The receipt is of this recovery, and was kept',
  ),
  needsInput: true,
  check: ({ facts: { receipts }, input }) => {
    const faults: Reason[] = [];
    if (!receipts.some(({ id, returnReason }) => id === input?.receiptId && returnReason === null))
      faults.push(reason('receiptKept', '/receiptId', 'Choisissez un encaissement conservé.', 'Choose a receipt that was kept.'));
    if (!given(input?.reason)) faults.push(reason('receiptKept', '/reason', 'Écrivez le motif.', 'Write the reason.'));
    return faults;
  },
};

export const nothingLeft: Rule = {
  name: 'nothingLeft',
  label: label('Il ne reste rien à recouvrer', 'Nothing is left to recover'),
  check: ({ facts }) =>
    leftOf(facts) === 0n
      ? undefined
      : label(`Il reste ${euros(leftOf(facts))} à recouvrer.`, `${euros(leftOf(facts))} are left to recover.`),
};

export const nothingReceived: Rule = {
  name: 'nothingReceived',
  label: label('Rien n’est encaissé', 'Nothing is received'),
  check: ({ facts }) =>
    receivedOf(facts) === 0n
      ? undefined
      : label(
          `${euros(receivedOf(facts))} sont encaissés : que le comptable les rende d’abord.`,
          `${euros(receivedOf(facts))} are received: have the accountant give them back first.`,
        ),
};

/** The part that is given up, and no more; by another person than who issued the order. */
export const waiverExact: Rule<Partial<WaiveInput> | undefined> = {
  name: 'waiverExact',
  label: label('La remise ne dépasse pas ce qui reste dû', 'The waiver is within what is left'),
  needsInput: true,
  check: ({ facts, input }) => {
    const left = leftOf(facts);
    const sum = BigInt(input?.cents ?? left);
    return sum > 0n && sum <= left
      ? undefined
      : [
          reason(
            'waiverExact',
            '/cents',
            `Remettez au plus ce qui reste dû, ${euros(left)}.`,
            `Waive at most what is left, ${euros(left)}.`,
          ),
        ];
  },
};

export const notWhoOrdered: Rule = {
  name: 'notWhoOrdered',
  label: label('La remise vient d’une autre personne que l’ordre', 'Another person than who ordered waives'),
  check: ({ facts: { order }, actor }) =>
    order?.by === actor.personId
      ? label(
          'Vous avez émis l’ordre de recouvrer : confiez la remise à une autre personne.',
          'You issued the order: leave the waiver to another person.',
        )
      : undefined,
};

/** A day that is past, after the order. */
export const contestDated: Rule<{ readonly filedOn?: string; readonly decidedOn?: string } | undefined> = {
  name: 'contestDated',
  label: label('La contestation est datée', 'The appeal is dated'),
  needsInput: true,
  check: ({ facts: { order, timeZone, contests }, input, now }) => {
    const filed = input?.filedOn !== undefined;
    const day = input?.filedOn ?? input?.decidedOn ?? '';
    const from = filed ? (order?.date ?? '') : (contests.at(-1)?.filedOn ?? '');
    return day !== '' && day <= localDate(now, timeZone) && day >= from
      ? undefined
      : [
          reason(
            'contestDated',
            filed ? '/filedOn' : '/decidedOn',
            `Indiquez un jour passé, à partir du ${from}.`,
            `Give a day in the past, from ${from} on.`,
          ),
        ];
  },
};

/** The reminder that is due and was not sent for this day. */
export function reminderOf(facts: RecoveryFacts, now: Date): (RemindInput & { readonly due: Instalment }) | undefined {
  const due = nextDue(facts);
  if (due === undefined) return undefined;
  const today = localDate(now, facts.timeZone);
  const kind = today > due.dueOn ? 'OVERDUE' : addDays(today, REMINDER_DAYS) >= due.dueOn ? 'BEFORE' : undefined;
  const sent = facts.reminded.some((one) => one.dueOn === due.dueOn && one.kind === kind);
  return kind === undefined || sent ? undefined : { dueOn: due.dueOn, kind, due };
}

export const reminderDue: Rule<Partial<RemindInput> | undefined> = {
  name: 'reminderDue',
  label: label('Un rappel est dû, pas encore envoyé', 'A reminder is due, not sent yet'),
  needsInput: true,
  check: ({ facts, input, now }) => {
    const due = reminderOf(facts, now);
    return due !== undefined && due.dueOn === input?.dueOn && due.kind === input.kind
      ? undefined
      : label('Aucun rappel n’est dû.', 'No reminder is due.');
  },
};
