// Guards of the submission, named like the rules of the programme. Each returns all that it finds, with amounts and pointers.

import type { Reason } from '../../kernel/errors.js';
import { formatDay, formatLegal, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { cents, formatEuros } from '../../kernel/money.js';
import { label, reason } from '../../kernel/reasons.js';
import { acceptsSubmissions, arrivesLate, lastArrival } from '../calls/call-window.rules.js';
import { questionsAnswered } from './application-answers.rules.js';
import type { ApplicationFacts } from './application-facts.js';
import { calendarWithinProject, investmentShareWithinCap, otherDepartmentsOfCall } from './plan-submission.rules.js';
import { budgetYears, cappedMoney, formatShare, projectMonths, totalCost, totalOfYears, withinCap } from './budget.rules.js';
import { documentFaults } from './required-documents.rules.js';

type Rule = Guard<ApplicationFacts>;

/**
 * Server time of the arrival of the request decides, against the deadline in the call's own time zone and the call's grace after it. The
 * arrival is read on the server's clock in the first hook, once the request's head is there and before its body is read: neither a slow
 * body nor a queue in front of the database makes a dossier late.
 */
export const callIsOpen: Rule = {
  name: 'callIsOpen',
  label: label('appel ouvert à l’heure du serveur', 'call open by the server’s time'),
  source: 'Cahier des charges, calendrier',
  check: ({ facts: { call }, now }) => {
    if (acceptsSubmissions(call, now)) return undefined;
    const at = (instant: Date, language: 'fr' | 'en'): string => formatLegal(instant, call.timeZone, language);
    if (call.state === 'CANCELLED') return label('L’appel est annulé.', 'The call is cancelled.');
    if (now < call.opensAt) {
      return label(
        `L’appel ouvre le ${at(call.opensAt, 'fr')} : déposez à partir de cette date.`,
        `The call opens on ${at(call.opensAt, 'en')}: submit from then on.`,
      );
    }
    return label(
      `L’appel est clos depuis le ${at(lastArrival(call), 'fr')} : le dossier peut être enregistré hors délai.`,
      `The call closed on ${at(lastArrival(call), 'en')}: the application can be filed as late.`,
    );
  },
};

/** Mirror of callIsOpen: what arrives after the deadline is kept and answered, never lost. */
export const deadlinePassed: Rule = {
  name: 'deadlinePassed',
  label: label('date limite passée', 'deadline passed'),
  source: 'CRPA L112-3',
  check: ({ facts: { call }, now }) => {
    if (call.state === 'DRAFT' || call.state === 'CANCELLED')
      return label('L’appel n’est pas en cours.', 'The call is not running.');
    return arrivesLate(call, now)
      ? undefined
      : label('L’appel est encore ouvert : déposez le dossier.', 'The call is still open: submit the application.');
  },
};

/** The report on a grant comes before any new request of an association; one whose day has not come is not missing. */
export const noReportOverdue: Rule = {
  name: 'noReportOverdue',
  label: label('aucun compte rendu en retard', 'no report overdue'),
  source: 'CERFA 15059*02',
  check: ({ facts: { awaitedReports }, now }) =>
    awaitedReports
      .filter(({ awaitedOn, timeZone }) => localDate(now, timeZone) > awaitedOn)
      .map(({ year, awaitedOn, applicationNumber, title }) => {
        const [number, name] = [applicationNumber ?? '', title];
        return {
          rule: 'noReportOverdue',
          message: label(
            `Déposez d’abord le compte rendu financier de ${year} du dossier ${number} « ${name} », attendu le ${formatDay(awaitedOn, 'fr')}.`,
            `First submit the financial report of ${year} on application ${number} "${name}", awaited on ${formatDay(awaitedOn, 'en')}.`,
          ),
        };
      }),
};

const REQUIRED = [
  ['summary', 'Décrivez le projet.', 'Describe the project.'],
  ['axes', 'Choisissez au moins un axe de l’appel.', 'Choose at least one axis of the call.'],
  ['targetPublic', 'Indiquez le public visé.', 'Name the target public.'],
  ['startsOn', 'Indiquez la date de début.', 'Give the start date.'],
  ['endsOn', 'Indiquez la date de fin.', 'Give the end date.'],
  ['requestedYears', 'Indiquez le montant demandé par année.', 'Give the amount requested for each year.'],
  ['budget', 'Renseignez le budget prévisionnel.', 'Fill in the budget.'],
] as const;

export const requiredFieldsPresent: Rule = {
  name: 'requiredFieldsPresent',
  label: label('champs obligatoires renseignés', 'required fields present'),
  source: 'CERFA 12156*06',
  check: ({ facts: { content } }) => {
    const empty = (value: unknown): boolean =>
      value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    const reasons = REQUIRED.filter(([field]) => empty(content[field])).map(([field, fr, en]) =>
      reason('requiredFieldsPresent', `/${field}`, label(fr, en)),
    );
    if (content.budget !== undefined && totalCost(content.budget) === 0n) {
      reasons.push(
        reason('requiredFieldsPresent', '/budget/lines', label('Inscrivez les dépenses du projet.', 'Enter the expenses.')),
      );
    }
    if ((content.requestedYears ?? []).length > 0 && totalOfYears(content.requestedYears ?? []) === 0n) {
      reasons.push(
        reason('requiredFieldsPresent', '/requestedYears', label('Le montant demandé est nul.', 'Nothing is requested.')),
      );
    }
    if (content.declarations?.accurate !== true) {
      reasons.push(
        reason(
          'requiredFieldsPresent',
          '/declarations/accurate',
          label('Certifiez l’exactitude du dossier.', 'Certify that it is accurate.'),
        ),
      );
    }
    return reasons;
  },
};

/** Tells what is missing; what may follow is accepted as announced (CRPA L114-5-1: then the award waits for it). */
const requiredDocumentsListed: Rule = {
  name: 'requiredDocumentsListed',
  label: label('pièces exigées jointes ou annoncées', 'required documents attached or announced'),
  source: 'CRPA L114-5-1',
  check: ({ facts }) => documentFaults(facts),
};

const axesOfCall: Rule = {
  name: 'axesOfCall',
  label: label('axes de l’appel', 'axes of the call'),
  check: ({ facts: { call, content } }) =>
    (content.axes ?? []).flatMap((axis, index) =>
      call.settings.axes.some(({ code }) => code === axis)
        ? []
        : [
            reason(
              'axesOfCall',
              `/axes/${index}`,
              label(`L’axe « ${axis} » n’est pas de cet appel.`, `“${axis}” is not an axis of this call.`),
            ),
          ],
    ),
};

export const budgetBalances: Rule = {
  name: 'budgetBalances',
  label: label('budget équilibré chaque année', 'budget balanced each year'),
  source: 'CERFA 12156*06, budget du projet',
  check: ({ facts: { content } }) =>
    budgetYears(content)
      .filter(({ expenses, income }) => expenses !== income)
      .map(({ year, expenses, income, requested }) =>
        reason(
          'budgetBalances',
          '/budget/lines',
          label(
            `${year} : dépenses ${formatEuros(expenses)}, recettes ${formatEuros(income)} (dont ${formatEuros(requested)} demandés). Équilibrez l’année.`,
            `${year}: expenses ${formatEuros(expenses)}, income ${formatEuros(income)} (${formatEuros(requested)} requested). Balance the year.`,
          ),
        ),
      ),
};

/** All State and Family branch money counts, whatever the fund; in-kind contributions are not in the base. */
export const publicShareWithinCap: Rule = {
  name: 'publicShareWithinCap',
  label: label('État + branche Famille sous le plafond', 'State + Family branch within the cap'),
  source: 'Cahier des charges FIPE, taux de cofinancement',
  check: ({ facts: { call, content } }) => {
    const cap = call.settings.maxPublicSharePercent;
    const part = cappedMoney(content, call.funders);
    const whole = totalCost(content.budget);
    if (withinCap(part, whole, cap)) return undefined;
    return [
      reason(
        'publicShareWithinCap',
        '/requestedYears',
        label(
          `État et branche Famille apportent ${formatEuros(part)} sur ${formatEuros(whole)}, soit ${formatShare(part, whole, 'fr')} : ${String(cap).replace('.', ',')}\u00a0% au plus.`,
          `State and Family branch bring ${formatEuros(part)} of ${formatEuros(whole)}, that is ${formatShare(part, whole, 'en')}: at most ${cap}%.`,
        ),
      ),
    ];
  },
};

export const durationWithinLimit: Rule = {
  name: 'durationWithinLimit',
  label: label('durée dans la limite de l’appel', 'duration within the limit of the call'),
  source: 'Cahier des charges FIPE, durée',
  check: ({ facts: { call, content } }) => {
    const { startsOn, endsOn } = content;
    if (startsOn === undefined || endsOn === undefined) return undefined;
    if (endsOn < startsOn) {
      return [reason('durationWithinLimit', '/endsOn', label('La fin précède le début.', 'The end comes before the start.'))];
    }
    const months = projectMonths(startsOn, endsOn);
    const { maxMonths } = call.settings;
    if (months <= maxMonths) return undefined;
    return [
      reason(
        'durationWithinLimit',
        '/endsOn',
        label(
          `Le projet dure ${months} mois : ${maxMonths} au plus.`,
          `The project lasts ${months} months: at most ${maxMonths}.`,
        ),
      ),
    ];
  },
};

/** What is asked falls in the call's budget years; other lines there or in a year of the project. */
export const budgetYearsOfCall: Rule = {
  name: 'budgetYearsOfCall',
  label: label('années budgétaires de l’appel', 'budget years of the call'),
  check: ({ facts: { call, content } }) => {
    const years = call.budgetYears;
    const list = years.join(', ');
    const asked = (content.requestedYears ?? []).flatMap(({ year }, index) =>
      years.includes(year)
        ? []
        : [
            reason(
              'budgetYearsOfCall',
              `/requestedYears/${index}/year`,
              label(`${year} n’est pas une année de l’appel (${list}).`, `${year} is not a year of the call (${list}).`),
            ),
          ],
    );
    const first = Number((content.startsOn ?? '').slice(0, 4));
    const last = Number((content.endsOn ?? '').slice(0, 4));
    const lines = (content.budget?.lines ?? []).flatMap(({ year }, index) =>
      years.includes(year) || (year >= first && year <= last)
        ? []
        : [
            reason(
              'budgetYearsOfCall',
              `/budget/lines/${index}/year`,
              label(`${year} est hors de l’appel et du projet.`, `${year} is outside the call and the project.`),
            ),
          ],
    );
    return [...asked, ...lines];
  },
};

const holderTypeEligible: Rule = {
  name: 'holderTypeEligible',
  label: label('type de porteur admis', 'holder type eligible'),
  source: 'Cahier des charges FIPE, porteurs',
  check: ({ facts: { call, holderType } }) =>
    (call.settings.holderTypes as readonly string[]).includes(holderType)
      ? undefined
      : label(
          `L’appel n’admet pas les porteurs de type ${holderType}.`,
          `The call does not admit holders of type ${holderType}.`,
        ),
};

export const amountWithinLimits: Rule = {
  name: 'amountWithinLimits',
  label: label('montant demandé dans les limites de l’appel', 'requested amount within the limits of the call'),
  check: ({ facts: { call, content } }) => {
    const { minCents, maxCents } = call.settings;
    const total = totalOfYears(content.requestedYears ?? []);
    const out = (bound: number, fr: string, en: string): Reason[] => [
      reason(
        'amountWithinLimits',
        '/requestedYears',
        label(
          `${formatEuros(total)} demandés : ${fr} ${formatEuros(cents(bound))}.`,
          `${formatEuros(total)} requested: ${en} ${formatEuros(cents(bound))}.`,
        ),
      ),
    ];
    if (minCents !== undefined && total < BigInt(minCents)) return out(minCents, 'au moins', 'at least');
    if (maxCents !== undefined && total > BigInt(maxCents)) return out(maxCents, 'au plus', 'at most');
    return undefined;
  },
};

/** Everything that the content itself must meet; asked again of a completed dossier. */
export const CONTENT_RULES: readonly Rule[] = [
  requiredFieldsPresent,
  requiredDocumentsListed,
  axesOfCall,
  budgetBalances,
  publicShareWithinCap,
  durationWithinLimit,
  budgetYearsOfCall,
  holderTypeEligible,
  amountWithinLimits,
  questionsAnswered,
  investmentShareWithinCap,
  calendarWithinProject,
  otherDepartmentsOfCall,
];
