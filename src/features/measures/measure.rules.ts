// What the guards of a measure against a share judge, and the guards. Pure.

import type { Bilingual, Reason } from '../../kernel/errors.js';
import { addDays, addMonths, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { formatEuros } from '../../kernel/money.js';
import { given, label, reason, written } from '../../kernel/reasons.js';
import type { DecideInput, LegFacts, LegState, RefuseInput } from '../awards/leg.rules.js';
import { claimOf, type Claim, type Ground } from './claim.rules.js';

export const MEASURE_KINDS = ['TERMINATION', 'WITHDRAWAL'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];
export const MEASURE_STATES = ['NEW', 'REQUESTED', 'HEARING', 'DECIDED', 'DROPPED'] as const;
export type MeasureState = (typeof MEASURE_STATES)[number];
export type MeasureEvent =
  'open' | 'request' | 'remark' | 'askOral' | 'hearOrally' | 'declineOral' | 'decide' | 'drop' | 'withdrawRequest';

/** Which ground leads to which measure: a grant is withdrawn for a reason of law, and terminated because it is not carried out. */
const GROUNDS_OF: Readonly<Record<MeasureKind, readonly Ground[]>> = {
  TERMINATION: ['NOT_CARRIED_OUT', 'CONDITIONS_BROKEN'],
  WITHDRAWAL: ['CONDITIONS_BROKEN', 'ILLEGAL', 'REPUBLICAN_CONTRACT', 'PURPOSE_CHANGED'],
};
/** Grounds that are a fact of a day. */
const DATED: readonly Ground[] = ['REPUBLICAN_CONTRACT', 'PURPOSE_CHANGED'];

const UNDER_WAY: Readonly<Record<MeasureKind, readonly LegState[]>> = {
  TERMINATION: ['NOTIFIED', 'ACTIVE', 'SUSPENDED'],
  // Conditions may be found broken, or a purpose changed, once all is paid.
  WITHDRAWAL: ['NOTIFIED', 'ACTIVE', 'SUSPENDED', 'COMPLETED', 'CLOSED'],
};

/** Days given for written remarks when the call says nothing. */
export const HEARING_DAYS = 15;

export interface MeasureFacts extends LegFacts {
  readonly measureId: string;
  readonly legId: string;
  readonly legState: LegState;
  readonly measureState: MeasureState;
  readonly kind: MeasureKind;
  readonly ground: Ground;
  readonly grievances: string;
  /** Calendar days, YYYY-MM-DD. */
  readonly breachOn: string | null;
  readonly remarksUntil: string | null;
  readonly remarks: number;
  /** The holder said that it has nothing to add. */
  readonly remarksDone: boolean;
  readonly oral: 'NOT_ASKED' | 'ASKED' | 'HEARD' | 'DECLINED';
  /** Least days for remarks, of the call. */
  readonly hearingDays: number;
  readonly project: { readonly startsOn: string; readonly endsOn: string };
  readonly investment: { readonly investmentCents: bigint; readonly totalCents: bigint };
  readonly purposeUntil: string | null;
  /** Paid by this funder and not claimed back, by budget year. */
  readonly paid: readonly { readonly year: number; readonly cents: bigint }[];
}

export interface OpenInput {
  readonly remarksUntil?: string;
}
export interface RemarkInput {
  readonly text: string;
  readonly last?: boolean;
}
export interface HearInput {
  readonly heardOn: string;
  readonly summary: string;
}
export interface ReasonsInput {
  readonly reasons: string;
}
export interface DecideMeasureInput extends DecideInput, RefuseInput {
  /** Calendar day from which the share is over, YYYY-MM-DD. */
  readonly effectiveOn: string;
  /** Sum claimed, in cents; the most that the rule allows when left out. */
  readonly claimCents?: number;
}

type Rule<I = never> = Guard<MeasureFacts, I>;
const at = (rule: string, pointer: string, fr: string, en: string): Reason => reason(rule, pointer, label(fr, en));

/** @returns what may be claimed if the share is over from a day on */
export function claimFrom(facts: MeasureFacts, effectiveOn: string): Claim {
  const { ground, breachOn, project, investment, purposeUntil, paid, years } = facts;
  return claimOf({
    ground,
    shareCents: years.reduce((sum, year) => sum + year.cents - year.reducedCents, 0n),
    paidCents: paid.reduce((sum, year) => sum + year.cents, 0n),
    project,
    investment,
    purposeUntil,
    day: breachOn ?? effectiveOn,
  });
}

export const shareUnderWay: Rule = {
  name: 'shareUnderWay',
  label: { fr: 'La part est en cours, ou soldée pour un retrait', en: 'The share is under way, or completed for a withdrawal' },
  check: ({ facts: { kind, legState } }) =>
    UNDER_WAY[kind].includes(legState)
      ? undefined
      : {
          fr: 'La part n’est pas dans un état qui admette cette mesure : relisez l’attribution.',
          en: 'The share is in no state for this measure: read the award again.',
        },
};

export const groundFits: Rule = {
  name: 'groundFits',
  label: { fr: 'Le motif est de ceux qui fondent cette mesure', en: 'The ground is one on which this measure rests' },
  source: 'CRPA L242-2',
  check: ({ facts, now }) => {
    const { kind, ground, breachOn, timeZone, republicanContract, purposeUntil, investment } = facts;
    const faults: Reason[] = [];
    const say = (pointer: string, fr: string, en: string): unknown => faults.push(at('groundFits', pointer, fr, en));
    if (!GROUNDS_OF[kind].includes(ground))
      say(
        '/ground',
        `Donnez l’un de ces motifs : ${GROUNDS_OF[kind].join(', ')}.`,
        `Give one of these grounds: ${GROUNDS_OF[kind].join(', ')}.`,
      );
    if (DATED.includes(ground) && breachOn === null)
      say('/breachOn', 'Indiquez le jour du manquement.', 'Give the day of the breach.');
    if (breachOn !== null && breachOn > localDate(now, timeZone))
      say(
        '/breachOn',
        'Ce jour est à venir : attendez que le manquement soit constaté.',
        'This day is in the future: wait until the breach is found.',
      );
    if (ground === 'REPUBLICAN_CONTRACT' && republicanContract === 'NOT_OWED')
      say(
        '/ground',
        'Ce porteur ne doit pas de contrat d’engagement républicain.',
        'This holder owes no republican commitment contract.',
      );
    if (ground === 'PURPOSE_CHANGED' && (purposeUntil === null || investment.investmentCents === 0n))
      say(
        '/ground',
        'L’appel ne demande le maintien d’aucune destination, ou le projet n’investit pas.',
        'The call asks for no purpose to be kept, or the project does not invest.',
      );
    else if (ground === 'PURPOSE_CHANGED' && purposeUntil !== null && breachOn !== null && breachOn > purposeUntil)
      say(
        '/breachOn',
        `La destination n’était due que jusqu’au ${purposeUntil}.`,
        `The purpose was owed until ${purposeUntil} only.`,
      );
    return faults.length === 0 ? undefined : faults;
  },
};

export const grievancesWritten: Rule = {
  name: 'grievancesWritten',
  label: { fr: 'Les griefs sont écrits', en: 'The grievances are written' },
  source: 'CRPA L122-1',
  check: ({ facts: { grievances } }) =>
    given(grievances)
      ? undefined
      : [
          at(
            'grievancesWritten',
            '/grievances',
            'Écrivez ce qui est reproché : le porteur y répond.',
            'Write what is held against the holder, who answers it.',
          ),
        ],
};

/** Last day for remarks: the one asked, or the least that the call gives. */
export const remarksDay = (
  { hearingDays, timeZone }: Pick<MeasureFacts, 'hearingDays' | 'timeZone'>,
  input: OpenInput | undefined,
  now: Date,
): string => input?.remarksUntil ?? addDays(localDate(now, timeZone), hearingDays);

export const timeForRemarks: Rule<OpenInput | undefined> = {
  name: 'timeForRemarks',
  label: { fr: 'Le porteur a le temps de répondre', en: 'The holder has time to answer' },
  source: 'CRPA L122-1',
  needsInput: true,
  check: ({ facts, input, now }) => {
    const least = remarksDay(facts, undefined, now);
    return remarksDay(facts, input, now) >= least
      ? undefined
      : [
          at(
            'timeForRemarks',
            '/remarksUntil',
            `Laissez au porteur jusqu’au ${least} au moins.`,
            `Give the holder until ${least} at least.`,
          ),
        ];
  },
};

export const remarkWritten = written('text', {
  name: 'remarkWritten',
  label: label('Les observations sont écrites', 'The remarks are written'),
  message: label('Écrivez vos observations.', 'Write your remarks.'),
});

const oralIs = (name: string, wanted: MeasureFacts['oral'], told: Bilingual, otherwise: Bilingual): Rule => ({
  name,
  label: told,
  source: 'CRPA L122-1',
  check: ({ facts }) => (facts.oral === wanted ? undefined : otherwise),
});
export const oralNotAsked = oralIs(
  'oralNotAsked',
  'NOT_ASKED',
  { fr: 'Aucune audition n’est demandée', en: 'No hearing is asked for' },
  { fr: 'Une audition est déjà demandée.', en: 'A hearing is asked for already.' },
);
export const oralAsked = oralIs(
  'oralAsked',
  'ASKED',
  { fr: 'Le porteur demande à être entendu', en: 'The holder asks to be heard' },
  { fr: 'Aucune demande d’audition n’attend.', en: 'No request for a hearing is waiting.' },
);

export const heardAndTold: Rule<Partial<HearInput> | undefined> = {
  name: 'heardAndTold',
  label: { fr: 'L’audition a un jour et un compte rendu', en: 'The hearing has a day and an account' },
  needsInput: true,
  check: ({ facts, input, now }) => {
    const faults: Reason[] = [];
    if (!given(input?.heardOn) || (input?.heardOn ?? '') > localDate(now, facts.timeZone))
      faults.push(
        at(
          'heardAndTold',
          '/heardOn',
          'Indiquez le jour de l’audition, une fois tenue.',
          'Give the day of the hearing, once held.',
        ),
      );
    if (!given(input?.summary)) faults.push(at('heardAndTold', '/summary', 'Écrivez ce qui a été dit.', 'Write what was said.'));
    return faults.length === 0 ? undefined : faults;
  },
};

/** Nothing is decided against the holder before it could answer, in writing and, if it asked, in person. */
export const holderHeard: Rule = {
  name: 'holderHeard',
  label: { fr: 'Le porteur a pu répondre', en: 'The holder could answer' },
  source: 'CRPA L122-1',
  check: ({ facts, now }) => {
    const { remarksUntil, remarksDone, oral, timeZone } = facts;
    const faults: Reason[] = [];
    if (!remarksDone && (remarksUntil === null || localDate(now, timeZone) <= remarksUntil))
      faults.push({
        rule: 'holderHeard',
        message: {
          fr: `Le porteur peut répondre jusqu’au ${remarksUntil ?? ''} inclus : attendez, ou qu’il dise n’avoir rien à ajouter.`,
          en: `The holder may answer until ${remarksUntil ?? ''} included: wait, or for it to say that it has nothing to add.`,
        },
      });
    if (oral === 'ASKED')
      faults.push({
        rule: 'holderHeard',
        message: {
          fr: 'Le porteur demande à être entendu : entendez-le, ou écrivez pourquoi la demande est abusive.',
          en: 'The holder asks to be heard: hear it, or write why the request is abusive.',
        },
      });
    return faults.length === 0 ? undefined : faults;
  },
};

export const effectDated: Rule<Partial<DecideMeasureInput> | undefined> = {
  name: 'effectDated',
  label: { fr: 'La mesure a un jour d’effet', en: 'The measure has a day of effect' },
  needsInput: true,
  check: ({ facts, input, now }) => {
    const [from, to] = [facts.life.notifiedOn ?? '', localDate(now, facts.timeZone)];
    const day = input?.effectiveOn;
    return day !== undefined && day >= from && day <= to
      ? undefined
      : [
          at(
            'effectDated',
            '/effectiveOn',
            `Donnez un jour d’effet du ${from} au ${to}.`,
            `Give a day of effect from ${from} to ${to}.`,
          ),
        ];
  },
};

export const withinFourMonths: Rule<Partial<DecideMeasureInput> | undefined> = {
  name: 'withinFourMonths',
  label: { fr: 'L’illégalité est retirée dans les quatre mois', en: 'What is illegal is withdrawn within four months' },
  source: 'CRPA L242-1',
  needsInput: true,
  check: ({ facts: { ground, decisionDate }, input }) => {
    if (ground !== 'ILLEGAL' || decisionDate === null) return undefined;
    const last = addMonths(decisionDate, 4);
    return (input?.decisionDate ?? last) <= last
      ? undefined
      : [
          at(
            'withinFourMonths',
            '/decisionDate',
            `La décision du ${decisionDate} ne pouvait être retirée pour illégalité que jusqu’au ${last}.`,
            `The decision of ${decisionDate} could be withdrawn as illegal until ${last} only.`,
          ),
        ];
  },
};

export const claimWithinRule: Rule<Partial<DecideMeasureInput> | undefined> = {
  name: 'claimWithinRule',
  label: { fr: 'La somme demandée tient dans ce que la règle permet', en: 'The sum claimed is within what the rule allows' },
  source: 'Loi 2000-321, art. 10-1',
  needsInput: true,
  check: ({ facts, input }) => {
    if (input?.claimCents === undefined || input.effectiveOn === undefined) return undefined;
    const { mostCents, explanation } = claimFrom(facts, input.effectiveOn);
    const most = formatEuros(mostCents);
    return BigInt(input.claimCents) <= mostCents
      ? undefined
      : [
          at(
            'claimWithinRule',
            '/claimCents',
            `Demandez au plus ${most}. ${explanation.fr}`,
            `Claim ${most} at most. ${explanation.en}`,
          ),
        ];
  },
};

export const dropExplained = written('reasons', {
  name: 'dropExplained',
  label: label('L’abandon est motivé', 'The dropping has reasons'),
  source: 'CRPA L211-7',
  message: label('Écrivez les motifs.', 'Write the reasons.'),
});
