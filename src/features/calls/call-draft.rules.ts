// What must hold together in a draft already. What may still be missing is asked by the publication.

import { isSiret } from '../../kernel/siret.js';
import type { Reason } from '../../kernel/errors.js';
import { deadlineInstant, instantOf, isTimeZone } from '../../kernel/legal-time.js';
import { label, reason } from '../../kernel/reasons.js';
import { isRegion, regionOf, isDepartment } from '../../kernel/territory.js';
import { agreementFaults } from './agreement-settings.rules.js';
import type { CallFunder } from './call-facts.js';
import { formFaults } from './call-form.rules.js';
import type { CallSettings } from './call-settings.js';
import { gridFaults } from './grid.rules.js';
import { paymentFaults } from './payment-settings.rules.js';
import { priorityFaults } from './priority.rules.js';

export interface CallDraft {
  readonly title: string;
  readonly edition: number;
  readonly text: string;
  readonly rulesVersion: string;
  readonly region: string;
  readonly departments: readonly string[];
  readonly timeZone: string;
  readonly opensLocal: string;
  readonly deadlineLocal: string;
  readonly budgetYears: readonly number[];
  /** In the order of the split. */
  readonly funders: readonly Omit<CallFunder, 'position'>[];
  readonly envelopes: readonly { readonly funderCode: string; readonly year: number; readonly cents: number }[];
  readonly settings: CallSettings;
}

/** Instants of a draft without faults. */
export function instantsOf(draft: CallDraft): { opensAt: Date; deadlineAt: Date } {
  const { opensLocal, deadlineLocal, timeZone } = draft;
  return { opensAt: instantOf(opensLocal, timeZone), deadlineAt: deadlineInstant(deadlineLocal, timeZone) };
}

/** Every fault of the draft, with its pointer. */
export function draftFaults(draft: CallDraft): Reason[] {
  return [
    ...territoryFaults(draft),
    ...timeFaults(draft),
    ...moneyFaults(draft),
    ...settingsFaults(draft.settings),
    ...paymentFaults(draft),
  ];
}

function duplicates(codes: readonly (string | number)[], pointer: (index: number) => string): Reason[] {
  return codes.flatMap((code, index) =>
    codes.indexOf(code) < index
      ? [
          reason(
            'unique',
            pointer(index),
            label(`« ${code} » figure déjà : retirez le doublon.`, `"${code}" is already there: remove one.`),
          ),
        ]
      : [],
  );
}

function territoryFaults({ region, departments }: CallDraft): Reason[] {
  if (!isRegion(region)) return [reason('region', '/region', label('Région inconnue.', 'Unknown region.'))];
  return [
    ...departments.flatMap((code, index) =>
      isDepartment(code) && regionOf(code) === region
        ? []
        : [
            reason(
              'departmentOfRegion',
              `/departments/${index}`,
              label(
                `Le département ${code} n’est pas dans la région de l’appel.`,
                `Department ${code} is not in the region of the call.`,
              ),
            ),
          ],
    ),
    ...duplicates(departments, (index) => `/departments/${index}`),
  ];
}

function timeFaults(draft: CallDraft): Reason[] {
  if (!isTimeZone(draft.timeZone)) {
    const message = {
      fr: 'Fuseau horaire inconnu : « Europe/Paris », par exemple.',
      en: 'Unknown time zone: "Europe/Paris", say.',
    };
    return [{ rule: 'timeZone', pointer: '/timeZone', message }];
  }
  const { opensAt, deadlineAt } = instantsOf(draft);
  return deadlineAt > opensAt
    ? []
    : [
        reason(
          'deadlineAfterOpening',
          '/deadlineLocal',
          label('Placez la clôture après l’ouverture.', 'Set the deadline after the opening.'),
        ),
      ];
}

function moneyFaults({ funders, envelopes, budgetYears }: CallDraft): Reason[] {
  return [
    ...duplicates(
      funders.map(({ code }) => code),
      (index) => `/funders/${index}/code`,
    ),
    ...duplicates(
      envelopes.map(({ funderCode, year }) => `${funderCode} ${year}`),
      (index) => `/envelopes/${index}`,
    ),
    ...envelopes.flatMap(({ funderCode, year }, index) => [
      ...(funders.some(({ code }) => code === funderCode)
        ? []
        : [
            reason(
              'funderOfCall',
              `/envelopes/${index}/funderCode`,
              label(`${funderCode} n’est pas un financeur de l’appel.`, `${funderCode} is not a funder of the call.`),
            ),
          ]),
      ...(budgetYears.includes(year)
        ? []
        : [
            reason(
              'yearOfCall',
              `/envelopes/${index}/year`,
              label(`${year} n’est pas une année budgétaire de l’appel.`, `${year} is not a budget year of the call.`),
            ),
          ]),
    ]),
  ];
}

export function settingsFaults(settings: CallSettings): Reason[] {
  const { axes, requiredDocuments, grid, minCents, maxCents } = settings;
  const { criteria } = grid;
  const subs = criteria.flatMap(({ sub }, at) => sub.map(({ code }, index) => ({ code, pointer: `${at}/sub/${index}/code` })));
  return [
    ...duplicates(
      axes.map(({ code }) => code),
      (index) => `/settings/axes/${index}/code`,
    ),
    ...duplicates(
      requiredDocuments.map(({ code }) => code),
      (index) => `/settings/requiredDocuments/${index}/code`,
    ),
    ...duplicates(
      criteria.map(({ code }) => code),
      (index) => `/settings/grid/criteria/${index}/code`,
    ),
    ...duplicates(
      (settings.appeals?.byFunder ?? []).map(({ funderCode }) => funderCode),
      (index) => `/settings/appeals/byFunder/${index}/funderCode`,
    ),
    ...duplicates(
      (settings.openData?.funders ?? []).map(({ funderCode }) => funderCode),
      (index) => `/settings/openData/funders/${index}/funderCode`,
    ),
    ...(settings.openData?.funders ?? []).flatMap(({ siret }, index) =>
      isSiret(siret)
        ? []
        : [
            reason(
              'siretValid',
              `/settings/openData/funders/${index}/siret`,
              label('Corrigez ce SIRET : sa clé de contrôle est fausse.', 'Correct this SIRET: its check digit is wrong.'),
            ),
          ],
    ),
    // A score names its sub-criterion by the code alone.
    ...duplicates(
      subs.map(({ code }) => code),
      (index) => `/settings/grid/criteria/${subs[index]?.pointer ?? ''}`,
    ),
    ...(minCents !== undefined && maxCents !== undefined && minCents > maxCents
      ? [
          reason(
            'limitsOrdered',
            '/settings/maxCents',
            label('Le maximum doit être au moins égal au minimum.', 'The maximum must be at least the minimum.'),
          ),
        ]
      : []),
    ...gridFaults(grid),
    ...remindersFaults(settings),
    ...formFaults(settings),
    ...priorityFaults(settings),
    ...agreementFaults(settings),
  ];
}

/** A reminder of no deadline would never leave, and whoever set it would count on it. */
function remindersFaults({ instruction = {} }: CallSettings): Reason[] {
  if (instruction.signDays !== undefined) return [];
  return (['reminderDays', 'escalationDays'] as const).flatMap((field) =>
    instruction[field] === undefined
      ? []
      : [
          reason(
            'remindersHaveDeadline',
            `/settings/instruction/${field}`,
            label('Fixez d’abord le nombre de jours pour signer.', 'Set the number of days to sign first.'),
          ),
        ],
  );
}
