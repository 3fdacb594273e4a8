// Guards of the committee's proposals and of the jury's acts.

import type { Reason } from '../../kernel/errors.js';
import { formatLegal, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { cents, formatEuros } from '../../kernel/money.js';
import { given, label } from '../../kernel/reasons.js';
import { envelopeShortfalls } from '../calls/envelopes.rules.js';
import type { YearAmount } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';
import { sharesByYear, splitYears, totalOfYears } from './budget.rules.js';
import type { WithReasons } from './processing.rules.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

export interface WithYears {
  readonly years?: readonly YearAmount[];
}
export interface RerankInput extends WithReasons {
  readonly rank: number;
}
export interface ReserveInput extends RerankInput {
  /** Last day of the list for this dossier; the call's `reserveExpiresOn` when left out. */
  readonly expiresOn?: string;
}

/** A dossier that an appeal re-opened is selected, or refused again, after its call's results. */
const reopenedAfterResults = ({ examination, call }: ApplicationFacts): boolean =>
  examination > 1 && (call.state === 'RESULTS_PUBLISHED' || call.state === 'FINISHED');

export const callInSelection: Rule = {
  name: 'callInSelection',
  label: label('appel en phase de sélection', 'call under selection'),
  check: ({ facts, facts: { call } }) =>
    call.state === 'UNDER_SELECTION' || reopenedAfterResults(facts)
      ? undefined
      : label('L’appel n’est pas en phase de sélection.', 'The call is not under selection.'),
};

/** Credits are freed after the results too: the reserve list then serves until it expires. */
export const callDrawsOnReserve: Rule = {
  name: 'callDrawsOnReserve',
  label: label('appel en sélection ou résultats publiés', 'call under selection or results published'),
  check: ({ facts, facts: { call } }) =>
    call.state === 'UNDER_SELECTION' || call.state === 'RESULTS_PUBLISHED' || reopenedAfterResults(facts)
      ? undefined
      : label(
          'La liste de réserve ne sert pas dans cet état de l’appel.',
          'The reserve list does not serve in this state of the call.',
        ),
};

export const committeeSeized: Rule = {
  name: 'committeeSeized',
  label: label('comité saisi', 'committee seized'),
  source: 'CASF D214-1',
  check: ({ facts: { state, call } }) =>
    state === 'EXAMINED' && call.settings.committeeRequired
      ? label('Le comité départemental doit d’abord rendre son avis.', 'The departmental committee must give its opinion first.')
      : undefined,
};

/** Each year is one of the call's, once, and something is granted. Used by every act that proposes or decides amounts. */
export const yearsOfCall: Rule<WithYears> = {
  name: 'yearsOfCall',
  label: label('montants sur les années de l’appel', 'amounts on the years of the call'),
  needsInput: true,
  check: ({ facts: { call }, input }) => {
    const years = input.years ?? [];
    if (years.length === 0 || totalOfYears(years) === 0n) {
      return [
        {
          rule: 'yearsOfCall',
          pointer: '/years',
          message: label('Indiquez un montant par année.', 'Give an amount for each year.'),
        },
      ];
    }
    return yearReasons(years, call.budgetYears);
  },
};

/** Same, where an opinion may come without amounts. */
export const yearsOfCallIfGiven: Rule<WithYears> = {
  ...yearsOfCall,
  check: ({ facts: { call }, input }) => yearReasons(input.years ?? [], call.budgetYears),
};

function yearReasons(years: readonly YearAmount[], allowed: readonly number[]): Reason[] {
  return years.flatMap(({ year }, index) => {
    if (!allowed.includes(year)) {
      const list = allowed.join(', ');
      const message = label(`${year} n’est pas une année de l’appel (${list}).`, `${year} is not a year of the call (${list}).`);
      return [{ rule: 'yearsOfCall', pointer: `/years/${index}/year`, message }];
    }
    if (years.findIndex((other) => other.year === year) === index) return [];
    const message = label(`${year} est donnée deux fois.`, `${year} is given twice.`);
    return [{ rule: 'yearsOfCall', pointer: `/years/${index}/year`, message }];
  });
}

export const notMoreThanRequested: Rule<WithYears> = {
  name: 'notMoreThanRequested',
  label: label('pas plus que demandé, chaque année', 'not more than requested, in each year'),
  needsInput: true,
  check: ({ facts, input }) => {
    const requested = sharesByYear(facts.amounts.filter(({ stage }) => stage === 'REQUESTED'));
    return (input.years ?? []).flatMap(({ year, cents: amount }, index) => {
      const asked = requested.get(year) ?? cents(0);
      if (BigInt(amount) <= asked) return [];
      const offered = formatEuros(cents(amount));
      const message = label(
        `${year} : ${offered} pour ${formatEuros(asked)} demandés. Réduisez le montant.`,
        `${year}: ${offered} for ${formatEuros(asked)} requested. Lower the amount.`,
      );
      return [{ rule: 'notMoreThanRequested', pointer: `/years/${index}/cents`, message }];
    });
  },
};

/** Judged on locked envelopes, funder by funder and year by year, after the split. */
export const envelopeHolds: Rule<WithYears> = {
  name: 'envelopeHolds',
  label: label('enveloppe de chaque financeur et année suffisante', 'envelope of each funder and year holds it'),
  needsInput: true,
  check: ({ facts, input }) => envelopeShortfalls(facts.envelopes, splitYears(input.years ?? [], facts.call.funders)),
};

/** A jury may depart from the committee's opinion, with a reason. */
export const departureExplained: Rule<WithReasons> = {
  name: 'departureExplained',
  label: label('écart à l’avis du comité motivé', 'departure from the committee explained'),
  needsInput: true,
  check: ({ facts: { committeeOpinion }, input }) =>
    given(input.reasons)
      ? undefined
      : [
          {
            rule: 'departureExplained',
            pointer: '/reasons',
            message: label(
              `Le comité s’est prononcé autrement (${committeeOpinion ?? 'avis rendu'}) : motivez l’écart.`,
              `The committee said otherwise (${committeeOpinion ?? 'opinion given'}): explain the departure.`,
            ),
          },
        ],
};

export const reserveOrder: Rule<WithReasons> = {
  name: 'reserveOrder',
  label: label('ordre de la liste de réserve, ou motif', 'order of the reserve list, or a reason'),
  needsInput: true,
  check: ({ facts: { reserveRank, reserveRanks }, input }) => {
    const first = reserveRanks[0];
    if (reserveRank === null || first === undefined || reserveRank <= first || given(input.reasons)) return undefined;
    return [
      {
        rule: 'reserveOrder',
        pointer: '/reasons',
        message: label(
          `Le rang ${first} passe avant le rang ${reserveRank} : respectez l’ordre ou motivez.`,
          `Rank ${first} comes before rank ${reserveRank}: keep the order or give a reason.`,
        ),
      },
    ];
  },
};

export const reserveInForce: Rule = {
  name: 'reserveInForce',
  label: label('liste de réserve non expirée', 'reserve list not expired'),
  check: ({ facts: { reserveExpiresAt, call }, now }) =>
    reserveExpiresAt === null || now <= reserveExpiresAt
      ? undefined
      : label(
          `La liste de réserve a expiré le ${formatLegal(reserveExpiresAt, call.timeZone, 'fr')}.`,
          `The reserve list expired on ${formatLegal(reserveExpiresAt, call.timeZone, 'en')}.`,
        ),
};

export const rankFree: Rule<ReserveInput> = {
  name: 'rankFree',
  label: label('rang libre', 'rank free'),
  needsInput: true,
  check: ({ facts: { reserveRanks }, input: { rank } }) =>
    reserveRanks.includes(rank)
      ? [{ rule: 'rankFree', pointer: '/rank', message: label(`Le rang ${rank} est pris.`, `Rank ${rank} is taken.`) }]
      : undefined,
};

export const reserveEnds: Rule<ReserveInput> = {
  name: 'reserveEnds',
  label: label('fin de la liste de réserve à venir', 'end of the reserve list in the future'),
  needsInput: true,
  check: ({ facts: { call }, input, now }) => {
    const endsOn = input.expiresOn ?? call.settings.reserveExpiresOn;
    return endsOn !== undefined && endsOn >= localDate(now, call.timeZone)
      ? undefined
      : [
          {
            rule: 'reserveEnds',
            pointer: '/expiresOn',
            message: label('Indiquez une date de fin à venir.', 'Give an end date in the future.'),
          },
        ];
  },
};

/** A selected dossier is the jury's again only when one of its funders refused (by halves or not at all), or its holder the lower amount. */
export const legRefused: Rule = {
  name: 'legRefused',
  label: label(
    'un financeur a refusé sa part, ou le porteur le montant réduit',
    'a funder refused its leg, or the holder the lower amount',
  ),
  check: ({ facts }) =>
    facts.legRefused || facts.offerDeclined
      ? undefined
      : label(
          'Aucun financeur n’a refusé sa part et le porteur n’a pas refusé de montant réduit : le dossier reste retenu.',
          'No funder refused its leg and the holder declined no lower amount: it stays selected.',
        ),
};

/** The list serves until the last millisecond of its last day, and no longer. */
export const reserveExpired: Rule = {
  name: 'reserveExpired',
  label: label('liste de réserve expirée', 'reserve list expired'),
  source: 'Règles du programme, liste de réserve',
  check: ({ facts: { reserveExpiresAt, call }, now }) =>
    reserveExpiresAt !== null && now > reserveExpiresAt
      ? undefined
      : label(
          `La liste de réserve vaut encore${reserveExpiresAt === null ? '' : ` jusqu’au ${formatLegal(reserveExpiresAt, call.timeZone, 'fr')}`}.`,
          `The reserve list still holds${reserveExpiresAt === null ? '' : ` until ${formatLegal(reserveExpiresAt, call.timeZone, 'en')}`}.`,
        ),
};
