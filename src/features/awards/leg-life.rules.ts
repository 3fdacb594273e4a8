// What becomes of a funder's share once decided: committed in its books, notified, under way, suspended. Guards, pure.

import type { Bilingual } from '../../kernel/errors.js';
import { addDays, addMonths, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { given, missing, reason, written, type Fields } from '../../kernel/reasons.js';
import type { CoverInput, OrderInput } from './leg-agreement.rules.js';
import type { EndInput } from './leg-end.rules.js';
import type { LegFacts, LegLife, LegState } from './leg.rules.js';

/** The funder has decided, and its credits are held for the award. */
export const COMMITTED_STATES = [
  'DECIDED',
  'AGREEMENT_DRAFTED',
  'SENT',
  'SIGNED_BY_HOLDER',
  'SIGNED',
  'ENGAGED',
  'NOTIFIED',
  'ACTIVE',
  'SUSPENDED',
] as const satisfies readonly LegState[];
/** The funder has not decided to pay this share, or its decision went with the application. In all other states it did, ended or not. */
export const UNDECIDED_STATES = ['PENDING', 'REFUSED', 'CANCELLED'] as const satisfies readonly LegState[];
export const isCommitted = (state: LegState): boolean => (COMMITTED_STATES as readonly LegState[]).includes(state);

/** Without an agreement, with its award order. */
export interface EngageInput extends OrderInput {
  /** Number of the commitment in the funder's books: "EJ" in Chorus for the State. */
  readonly commitmentNumber: string;
  /** Calendar day, YYYY-MM-DD, as all days below. */
  readonly commitmentDate: string;
}
export interface NotifyInput {
  readonly notifiedOn: string;
}
export interface StartInput {
  readonly startedOn: string;
}
export interface SuspensionInput {
  readonly reasons: string;
  /** Of the system: the late report that it suspends the share for. */
  readonly lateReportId?: string;
}

interface LifeAct {
  readonly event: string;
  readonly input?: unknown;
  readonly facts: Pick<LegFacts, 'life'>;
}

/** What an act leaves of a leg's days and numbers. */
export function lifeAfter({ event, input, facts: { life } }: LifeAct): LegLife {
  switch (event) {
    case 'coverByAgreement':
      return { ...life, agreementId: (input as CoverInput).agreementId };
    case 'voidAgreement':
      return { ...life, agreementId: null };
    case 'engage': {
      const {
        commitmentNumber,
        commitmentDate,
        orderNumber = null,
        orderDate = null,
        orderAuthority = null,
      } = input as EngageInput;
      // A signed agreement takes the place of an order.
      const order = life.agreementId === null ? { orderNumber, orderDate, orderAuthority } : {};
      return { ...life, ...order, commitmentNumber, commitmentDate };
    }
    case 'notify':
      return { ...life, notifiedOn: (input as NotifyInput).notifiedOn };
    case 'start':
      return { ...life, startedOn: (input as StartInput).startedOn };
    case 'suspend': {
      const { reasons, lateReportId = null } = input as SuspensionInput;
      return { ...life, suspensionReasons: reasons, lateReportId };
    }
    case 'lapse':
      return { ...life, suspensionReasons: (input as SuspensionInput).reasons };
    case 'resume':
      return { ...life, suspensionReasons: null, lateReportId: null };
    case 'complete':
    case 'terminate':
    case 'withdraw':
      return { ...life, endedOn: (input as EndInput).endedOn };
    default:
      return life;
  }
}

export const applicationAwarded: Guard<LegFacts> = {
  name: 'applicationAwarded',
  label: { fr: 'Tous les financeurs ont décidé', en: 'All funders have decided' },
  check: ({ facts }) =>
    facts.state === 'AWARDED'
      ? undefined
      : {
          fr: 'L’attribution n’est pas complète : attendez la décision de chaque financeur.',
          en: 'The award is not complete: wait for the decision of each funder.',
        },
};

const COMMITMENT: Fields<keyof EngageInput> = [
  ['commitmentNumber', { fr: 'Indiquez le numéro de l’engagement.', en: 'Give the number of the commitment.' }],
  ['commitmentDate', { fr: 'Indiquez la date de l’engagement.', en: 'Give the date of the commitment.' }],
];

export const commitmentIdentified: Guard<LegFacts, Partial<EngageInput> | undefined> = {
  name: 'commitmentIdentified',
  label: { fr: 'L’engagement a un numéro et une date', en: 'The commitment has a number and a date' },
  source: 'Décret 2012-1246, art. 30',
  needsInput: true,
  check: ({ input }) => missing('commitmentIdentified', COMMITMENT, input),
};

/** A fact is recorded once it has happened, and not before the one that it follows. */
function dayBetween<K extends string>(
  name: string,
  field: K,
  label: Bilingual,
  after: (facts: LegFacts) => string | null,
): Guard<LegFacts, Partial<Record<K, string>> | undefined> {
  return {
    name,
    label,
    needsInput: true,
    check: ({ facts, input, now }) => {
      const day = input?.[field];
      const pointer = `/${field}`;
      if (day === undefined || !given(day)) return [reason(name, pointer, { fr: 'Indiquez cette date.', en: 'Give this date.' })];
      const from = after(facts);
      const today = localDate(now, facts.timeZone);
      if (day > today)
        return [
          reason(name, pointer, {
            fr: `Le ${day} est à venir : enregistrez ce fait une fois accompli.`,
            en: `${day} is in the future: record this once it has happened.`,
          }),
        ];
      if (from !== null && day < from)
        return [
          reason(name, pointer, {
            fr: `Le ${day} précède l’étape d’avant, datée du ${from} : corrigez la date.`,
            en: `${day} is before the previous step, of ${from}: correct the date.`,
          }),
        ];
      return undefined;
    },
  };
}

export const commitmentDated = dayBetween(
  'commitmentDated',
  'commitmentDate',
  { fr: 'L’engagement suit la décision', en: 'The commitment follows the decision' },
  ({ decisionDate }) => decisionDate,
);
export const notificationDated = dayBetween(
  'notificationDated',
  'notifiedOn',
  { fr: 'La notification suit l’engagement', en: 'The notification follows the commitment' },
  ({ life }) => life.commitmentDate,
);
/** Work may have begun before the decision, from the filing on: only what is not yet past is refused. */
export const startDated = dayBetween(
  'startDated',
  'startedOn',
  { fr: 'Le projet a commencé', en: 'The project has begun' },
  () => null,
);

export const suspensionReasoned: Guard<LegFacts, Partial<SuspensionInput> | undefined> = written('reasons', {
  name: 'suspensionReasoned',
  label: { fr: 'La mesure est motivée', en: 'The measure has reasons' },
  source: 'CRPA L211-7',
  message: { fr: 'Écrivez les motifs : le porteur les lira.', en: 'Write the reasons: the holder will read them.' },
});

/** Loi 2000-321, article 10. */
export const DAYS_TO_PAY = 60;

/** The system suspends for a late report, which it names, and nothing else. */
export const lateReportNamed: Guard<LegFacts, Partial<SuspensionInput> | undefined> = {
  name: 'lateReportNamed',
  label: { fr: 'D’office, pour un compte rendu en retard seulement', en: 'Of its own motion, for a late report only' },
  source: 'Loi 2000-321, art. 10',
  needsInput: true,
  check: ({ actor, input }) =>
    (actor.system === true) === (input?.lateReportId !== undefined)
      ? undefined
      : {
          fr: 'Seul un compte rendu en retard suspend la part d’office.',
          en: 'Only a late report suspends the share by itself.',
        },
};

/** What an officer suspended, an officer resumes. */
export const suspendedForLateReport: Guard<LegFacts> = {
  name: 'suspendedForLateReport',
  label: { fr: 'D’office, ce que le système a suspendu seulement', en: 'Of its own motion, what the system suspended only' },
  check: ({ actor, facts: { life } }) =>
    actor.system !== true || life.lateReportId !== null
      ? undefined
      : {
          fr: 'Un ordonnateur a suspendu la part : un ordonnateur la reprend.',
          en: 'An officer suspended the share: an officer resumes it.',
        },
};

/** The clocks that the notification of a share starts, as calendar days. */
export interface LegDeadlines {
  /** 60 days to pay what waits for nothing else (loi 2000-321, article 10). */
  readonly payBefore: string;
  /** Essential data within three months (décret 2017-779, article 2). */
  readonly publishBefore: string;
}

export function deadlinesOf({ notifiedOn }: Pick<LegLife, 'notifiedOn'>): LegDeadlines | null {
  if (notifiedOn === null) return null;
  return { payBefore: addDays(notifiedOn, DAYS_TO_PAY), publishBefore: addMonths(notifiedOn, 3) };
}
