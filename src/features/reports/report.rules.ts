// What the guards of a report judge, and the guards. Pure.

import type { Bilingual, Reason } from '../../kernel/errors.js';
import { addDays, addMonths, daysBetween, formatDay, localDate } from '../../kernel/legal-time.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { cents as asCents, formatEuros } from '../../kernel/money.js';
import type { Budget, Indicator, TargetNumber } from '../applications/application-content.js';
import type { LegState } from '../awards/leg.rules.js';
import { paymentScope } from '../payments/payment-scope.rules.js';
import type { ReportContent } from './report-content.js';
import { plannedLines, tableOf, totalsOf, type AwardedShare, type SetAside, type TableRow } from './report-table.rules.js';
import { tableIn, type FrozenReport } from './report-version.rules.js';

export const REPORT_STATES = ['DRAFT', 'SUBMITTED', 'RETURNED', 'ACCEPTED', 'NOT_OWED'] as const;
export type ReportState = (typeof REPORT_STATES)[number];
export type ReportEvent = 'submit' | 'return' | 'accept' | 'remind' | 'recordLate' | 'drop';

/** In the holder's hands: late once its day is over. */
export const WITH_HOLDER = ['DRAFT', 'RETURNED'] as const satisfies readonly ReportState[];

export const REMINDER_KINDS = ['MONTH_BEFORE', 'WEEK_BEFORE', 'LATE'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

export interface ReportLeg extends AwardedShare {
  readonly id: string;
  readonly state: LegState;
  /** Paid for the year of the report. */
  readonly paidCents: bigint;
}

export interface ReportFacts {
  readonly id: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly timeZone: string;
  readonly organisationId: string;
  readonly department: string;
  readonly interestedPersonIds: readonly string[];
  readonly state: ReportState;
  readonly year: number;
  /** Of the last year of the award that is owed. */
  readonly final: boolean;
  /** Calendar day, YYYY-MM-DD, as below: the day of the law. */
  readonly dueOn: string;
  /** The same, or the later one that the examiners gave to complete it. */
  readonly awaitedOn: string;
  readonly submittedVersion: number;
  /** As the holder writes it. */
  readonly content: ReportContent;
  /** What was submitted last; null before. */
  readonly submitted: FrozenReport | null;
  /** Of the plan in force. */
  readonly budget: Budget | undefined;
  /** Last day of the project, by the plan in force. */
  readonly projectEndsOn: string | null;
  /** Of the application as submitted. */
  readonly indicators: readonly Indicator[];
  readonly targets: readonly TargetNumber[];
  readonly legs: readonly ReportLeg[];
  /** Reminders sent for the day that it is awaited on. */
  readonly reminded: readonly ReminderKind[];
}

export interface ReturnInput {
  readonly reasons?: string;
  /** Last day to send it again; thirty days from today, and never before the day of the law, when left out. */
  readonly completeOn?: string;
}
export interface AcceptInput {
  readonly setAside?: readonly SetAside[];
}
export interface RemindInput {
  readonly kind?: ReminderKind;
}

type Rule<I = never> = Guard<ReportFacts, I>;
const label = (fr: string, en: string): Bilingual => ({ fr, en });
const reason = (rule: string, pointer: string, fr: string, en: string): Reason => ({ rule, pointer, message: { fr, en } });
const given = (value: string | undefined): boolean => (value ?? '').trim() !== '';
const euros = (amount: bigint): string => formatEuros(asCents(amount));

/** Six months after the end of the year (loi 2000-321, article 10); after the notification, for who was told of the award later still. */
export function dueOn(year: number, notifiedOn: string): string {
  const legal = `${year + 1}-06-30`;
  return notifiedOn > legal ? addMonths(notifiedOn, 6) : legal;
}

export function isLate(
  { state, awaitedOn, timeZone }: Pick<ReportFacts, 'state' | 'awaitedOn' | 'timeZone'>,
  now: Date,
): boolean {
  return (WITH_HOLDER as readonly ReportState[]).includes(state) && localDate(now, timeZone) > awaitedOn;
}

/** Last day to complete a report that is returned. */
export function awaitedAfter(facts: Pick<ReportFacts, 'dueOn' | 'timeZone'>, { completeOn }: ReturnInput, now: Date): string {
  const wanted = completeOn ?? addDays(localDate(now, facts.timeZone), 30);
  return wanted > facts.dueOn ? wanted : facts.dueOn;
}

/** In the holder's hands, on the plan in force; once submitted, as it was then, whatever the plan became. */
export function rowsOf({ state, submitted, budget, year, legs, content }: ReportFacts): TableRow[] {
  const writing = (WITH_HOLDER as readonly ReportState[]).includes(state) || submitted === null;
  return writing ? tableOf(plannedLines(budget, year, legs), content.lines) : tableIn(submitted);
}

/** Its holder, the agencies, officers and managers of its department, auditors; never who has an interest in the dossier. */
export const seesReport: Policy<ReportFacts> = {
  name: 'seesReport',
  label: label('qui voit le compte rendu', 'who sees the report'),
  allows: (actor, { organisationId, department, interestedPersonIds }) => {
    const { all, organisationIds, departments, personId } = paymentScope(actor);
    if (all || organisationIds.includes(organisationId)) return true;
    return departments.includes(department) && !interestedPersonIds.includes(personId);
  },
};

/** The accounts of a year are known once it is over, or once the project is. */
export const yearOver: Rule = {
  name: 'yearOver',
  label: label('année ou projet terminé', 'year or project over'),
  source: 'Loi 2000-321, art. 10',
  check: ({ facts: { year, projectEndsOn, timeZone }, now }) => {
    const today = localDate(now, timeZone);
    if (today > `${year}-12-31` || (projectEndsOn !== null && today > projectEndsOn)) return undefined;
    return label(
      `L’année ${year} n’est pas terminée : préparez le compte rendu, vous le déposerez à partir du 1er janvier ${year + 1}.`,
      `${year} is not over: prepare the report, and submit it from 1 January ${year + 1} on.`,
    );
  },
};

export const figuresGiven: Rule = {
  name: 'figuresGiven',
  label: label('réalisé de chaque ligne prévue', 'each planned line has its figure'),
  source: 'Arrêté du 11 octobre 2006, tableau',
  check: ({ facts }) =>
    rowsOf(facts)
      .filter(({ realisedCents }) => realisedCents === null)
      .map(({ label: name, position, cents }) =>
        reason(
          'figuresGiven',
          '/lines',
          `Ligne ${position}, « ${name} » (${euros(cents)} prévus) : indiquez le réalisé, zéro s’il n’y en a pas.`,
          `Line ${position}, "${name}" (${euros(cents)} planned): give what was realised, zero if nothing was.`,
        ),
      ),
};

/** A year may end with more or less than it spent: it is said, and told. */
export const differenceExplained: Rule = {
  name: 'differenceExplained',
  label: label('écart entre charges et produits expliqué', 'difference between charges and products explained'),
  source: 'Arrêté du 11 octobre 2006, annexe',
  check: ({ facts }) => {
    const { charges, products } = totalsOf(rowsOf(facts));
    if (charges.realisedCents === products.realisedCents || given(facts.content.explanations)) return undefined;
    const [spent, got] = [euros(charges.realisedCents), euros(products.realisedCents)];
    return [
      reason(
        'differenceExplained',
        '/explanations',
        `Charges ${spent}, produits ${got} : corrigez une ligne, ou expliquez la différence.`,
        `Charges ${spent}, products ${got}: correct a line, or explain the difference.`,
      ),
    ];
  },
};

const WRITTEN = [
  ['activities', 'Décrivez ce qui a été réalisé.', 'Describe what was done.'],
  ['objectives', 'Dites si les objectifs sont atteints.', 'Say whether the objectives were reached.'],
  ['beneficiaries', 'Indiquez le nombre de bénéficiaires, par public.', 'Give the number of beneficiaries, by public.'],
  ['places', 'Indiquez au moins un lieu de réalisation.', 'Give one place at least.'],
  ['startedOn', 'Indiquez le premier jour de réalisation.', 'Give the first day.'],
  ['endedOn', 'Indiquez le dernier jour de réalisation.', 'Give the last day.'],
] as const;

export const reportComplete: Rule = {
  name: 'reportComplete',
  label: label('bilan qualitatif rempli et certifié', 'qualitative part filled in and certified'),
  source: 'Arrêté du 11 octobre 2006, bilan qualitatif',
  check: ({ facts: { content, indicators } }) => {
    const missing = WRITTEN.filter(([field]) => (content[field] ?? '').length === 0).map(([field, fr, en]) =>
      reason('reportComplete', `/${field}`, fr, en),
    );
    const told = new Set((content.indicators ?? []).map((one) => one.label));
    const silent = indicators
      .filter((one) => !told.has(one.label))
      .map((one) =>
        reason(
          'reportComplete',
          '/indicators',
          `Indicateur « ${one.label} » : donnez la valeur atteinte.`,
          `Indicator "${one.label}": give the value reached.`,
        ),
      );
    const certified =
      content.accurate === true
        ? []
        : [reason('reportComplete', '/accurate', 'Certifiez l’exactitude du compte rendu.', 'Certify that it is accurate.')];
    return [...missing, ...silent, ...certified];
  },
};

export const completionAhead: Rule<ReturnInput> = {
  name: 'completionAhead',
  label: label('délai pour compléter à venir', 'time to complete in the future'),
  needsInput: true,
  check: ({ facts: { timeZone }, input: { completeOn }, now }) =>
    completeOn === undefined || completeOn > localDate(now, timeZone)
      ? undefined
      : [reason('completionAhead', '/completeOn', 'Indiquez un jour à venir.', 'Give a day in the future.')],
};

export const setAsideWithinCost: Rule<AcceptInput> = {
  name: 'setAsideWithinCost',
  label: label('sommes écartées dans le coût éligible', 'what is set aside is within the eligible cost'),
  needsInput: true,
  check: ({ facts, input: { setAside = [] } }) => {
    const rows = new Map(rowsOf(facts).map((row) => [row.position, row]));
    return setAside.flatMap(({ position, cents }, index) => {
      const row = rows.get(position);
      const again = setAside.findIndex((one) => one.position === position) !== index;
      if (!again && row?.eligible === true && BigInt(cents) <= (row.realisedCents ?? 0n)) return [];
      return [
        reason(
          'setAsideWithinCost',
          `/setAside/${index}`,
          'Écartez, une fois par ligne, au plus le réalisé d’une charge déclarée éligible.',
          'Set aside, once a line, no more than what was realised of a charge declared eligible.',
        ),
      ];
    });
  },
};

/** The reminder that is due and was not sent for this day. A returned report was just told of its day: no month before. */
export function reminderOf(
  facts: Pick<ReportFacts, 'state' | 'awaitedOn' | 'timeZone' | 'reminded'>,
  now: Date,
): ReminderKind | undefined {
  if (!(WITH_HOLDER as readonly ReportState[]).includes(facts.state)) return undefined;
  const left = daysBetween(localDate(now, facts.timeZone), facts.awaitedOn);
  const kind = left < 0 ? 'LATE' : left <= 7 ? 'WEEK_BEFORE' : left <= 30 && facts.state === 'DRAFT' ? 'MONTH_BEFORE' : undefined;
  return kind === undefined || facts.reminded.includes(kind) ? undefined : kind;
}

export const reminderDue: Rule<RemindInput | undefined> = {
  name: 'reminderDue',
  label: label('rappel dû, pas encore envoyé', 'a reminder is due, not sent yet'),
  needsInput: true,
  check: ({ facts, input, now }) => {
    const due = reminderOf(facts, now);
    return due !== undefined && due !== 'LATE' && due === input?.kind
      ? undefined
      : label('Aucun rappel n’est dû.', 'No reminder is due.');
  },
};

export const lateUnrecorded: Rule = {
  name: 'lateUnrecorded',
  label: label('délai passé, retard pas encore constaté', 'time over, not recorded yet'),
  source: 'Loi 2000-321, art. 10',
  check: ({ facts, now }) =>
    reminderOf(facts, now) === 'LATE'
      ? undefined
      : label(
          'Le compte rendu n’est pas en retard, ou c’est déjà constaté.',
          'The report is not late, or that is recorded already.',
        ),
};

const OVER: readonly LegState[] = ['RENOUNCED', 'LAPSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER', 'REFUSED', 'CANCELLED'];

/** Every share is over before its term, and nothing was paid for the year: there is nothing to account for. */
export const nothingReceived: Rule = {
  name: 'nothingReceived',
  label: label('rien reçu au titre de l’année', 'nothing received for the year'),
  source: 'Loi 2000-321, art. 10',
  check: ({ facts: { legs } }) =>
    legs.every(({ state, paidCents }) => OVER.includes(state) && paidCents === 0n)
      ? undefined
      : label('Le porteur rend compte de ce qu’il a reçu.', 'The holder accounts for what it received.'),
};

/** Why its shares are suspended; the holder reads it. */
export const whySuspended = ({ year, awaitedOn }: Pick<ReportFacts, 'year' | 'awaitedOn'>): string =>
  `Le compte rendu financier de ${year}, attendu le ${formatDay(awaitedOn, 'fr')}, n’est pas déposé (loi 2000-321, article 10). La suspension prend fin quand il est accepté.`;
