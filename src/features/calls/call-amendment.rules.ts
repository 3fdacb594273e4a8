// What a published call may still change. Holders have begun to write: an amendment adds, corrects and widens, it never takes away what
// was promised. What it adds to the form or to the documents binds the drafts, never a dossier already submitted, which is judged by the
// specification that it answered. Pure.

import { canonicalJson } from '../../kernel/canonical.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import { cents, formatEuros } from '../../kernel/money.js';
import { label, reason } from '../../kernel/reasons.js';
import { settingsFaults } from './call-draft.rules.js';
import { paymentFaults } from './payment-settings.rules.js';
import type { CallSettings } from './call-settings.js';
import { documentsListed, type CallRecord } from './call.rules.js';

export interface AmendInput {
  readonly reasons: string;
  readonly title?: string;
  readonly text?: string;
  /** All of them: what is left out of it is removed. */
  readonly settings?: CallSettings;
  readonly envelopes?: readonly { readonly funderCode: string; readonly year: number; readonly cents: number }[];
}

type Amendment = Guard<CallRecord, AmendInput>;

/** Settings that an amendment may change, each with its own rule or none; every other one is fixed by the publication. */
const AMENDABLE: readonly string[] = [
  'axes',
  'holderTypes',
  'requiredDocuments',
  'questions',
  'maxPublicSharePercent',
  'maxMonths',
  'minCents',
  'maxCents',
  'completionDays',
  'appealText',
  'reserveExpiresOn',
  'letters',
] satisfies readonly (keyof CallSettings)[];

const same = (before: unknown, after: unknown): boolean => canonicalJson(before ?? null) === canonicalJson(after ?? null);

/** Names of the settings that differ. */
export function changedSettings(before: CallSettings, after: CallSettings): string[] {
  const [old, given] = [before, after] as unknown as Readonly<Record<string, unknown>>[];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !same(old?.[key], given?.[key])).sort();
}

const somethingAmended: Amendment = {
  name: 'somethingAmended',
  label: { fr: 'l’avenant change quelque chose', en: 'the amendment changes something' },
  needsInput: true,
  check: ({ facts, input: { title, text, settings, envelopes } }) => {
    const changed =
      (title !== undefined && title !== facts.title) ||
      (text !== undefined && text !== facts.text) ||
      (settings !== undefined && changedSettings(facts.settings, settings).length > 0) ||
      (envelopes ?? []).some((given) => envelopeOf(facts, given)?.cents !== given.cents);
    return changed
      ? undefined
      : { fr: 'Rien ne change : indiquez ce que l’avenant modifie.', en: 'Nothing changes: say what is amended.' };
  },
};

const settingsFixed: Amendment = {
  name: 'settingsFixed',
  label: {
    fr: 'la grille, le comité et les autres paramètres publiés ne changent pas',
    en: 'the grid, the committee and the other published settings do not change',
  },
  needsInput: true,
  check: ({ facts, input: { settings } }) =>
    settings === undefined
      ? undefined
      : changedSettings(facts.settings, settings)
          .filter((key) => !AMENDABLE.includes(key))
          .map((key) =>
            reason(
              'settingsFixed',
              `/settings/${key}`,
              label(
                `« ${key} » est fixé par la publication : remettez la valeur publiée, ou publiez un nouvel appel.`,
                `"${key}" is fixed by the publication: put the published value back, or publish a new call.`,
              ),
            ),
          ),
};

/** Fields where only one direction keeps what was promised. An absent limit is the widest. */
const LIMITS = [
  { key: 'maxPublicSharePercent', wider: 'UP', absent: 100 },
  { key: 'maxMonths', wider: 'UP', absent: Infinity },
  { key: 'completionDays', wider: 'UP', absent: Infinity },
  { key: 'maxCents', wider: 'UP', absent: Infinity },
  { key: 'minCents', wider: 'DOWN', absent: 0 },
] as const;

const limitsNotTightened: Amendment = {
  name: 'limitsNotTightened',
  label: { fr: 'aucune limite publiée n’est resserrée', en: 'no published limit is tightened' },
  needsInput: true,
  check: ({ facts, input: { settings } }) => {
    if (settings === undefined) return undefined;
    const tightened = LIMITS.filter(({ key, wider, absent }) => {
      const [before, after] = [facts.settings[key] ?? absent, settings[key] ?? absent];
      return wider === 'UP' ? after < before : after > before;
    }).map(({ key }) => key as string);
    const [before, after] = [facts.settings.reserveExpiresOn, settings.reserveExpiresOn];
    if (before !== undefined && (after === undefined || after < before)) tightened.push('reserveExpiresOn');
    return tightened.map((key) =>
      reason(
        'limitsNotTightened',
        `/settings/${key}`,
        label(
          'Des porteurs comptent sur la limite publiée : élargissez-la ou laissez-la.',
          'Holders rely on the published limit: widen it or leave it.',
        ),
      ),
    );
  },
};

const choicesKept: Amendment = {
  name: 'choicesKept',
  label: { fr: 'les axes et les types de porteur publiés restent', en: 'the published axes and holder types stay' },
  needsInput: true,
  check: ({ facts, input: { settings } }) => {
    if (settings === undefined) return undefined;
    const axes = facts.settings.axes.filter(({ code }) => !settings.axes.some((axis) => axis.code === code));
    const types = facts.settings.holderTypes.filter((type) => !settings.holderTypes.includes(type));
    const lost = (pointer: string, name: string): Reason =>
      reason(
        'choicesKept',
        pointer,
        label(
          `« ${name} » est publié et des porteurs l’ont peut-être choisi : remettez-le.`,
          `"${name}" is published and holders may have chosen it: put it back.`,
        ),
      );
    return [
      ...axes.map(({ label }) => lost('/settings/axes', label)),
      ...types.map((type) => lost('/settings/holderTypes', type)),
    ];
  },
};

/** An answer already typed must still mean something: another kind of answer is another question. */
const questionTypesKept: Amendment = {
  name: 'questionTypesKept',
  label: { fr: 'une question publiée garde son type', en: 'a published question keeps its type' },
  needsInput: true,
  check: ({ facts, input: { settings } }) =>
    (settings?.questions ?? []).flatMap(({ code, type, multiple = false }, index) => {
      const before = facts.settings.questions?.find((question) => question.code === code);
      if (before === undefined || (before.type === type && (before.multiple ?? false) === multiple)) return [];
      return [
        reason(
          'questionTypesKept',
          `/settings/questions/${index}/${before.type === type ? 'multiple' : 'type'}`,
          label(
            `La question « ${code} » a déjà des réponses d’un autre type : donnez un autre code à la nouvelle.`,
            `The question "${code}" has answers of another type already: give the new one another code.`,
          ),
        ),
      ];
    }),
};

const amendedSettingsSound: Amendment = {
  name: 'amendedSettingsSound',
  label: { fr: 'les paramètres amendés sont cohérents', en: 'the amended settings hold together' },
  needsInput: true,
  check: ({ facts, input: { settings }, actor, now }) => {
    if (settings === undefined) return undefined;
    const faults = [...settingsFaults(settings), ...paymentFaults({ ...facts, settings })];
    const listed = documentsListed.check({ facts: { ...facts, settings }, input: undefined as never, actor, now }) as
      Bilingual | undefined;
    return listed === undefined
      ? faults
      : [...faults, { rule: documentsListed.name, message: listed, pointer: '/settings/requiredDocuments' }];
  },
};

function envelopeOf(
  { envelopes }: CallRecord,
  { funderCode, year }: { funderCode: string; year: number },
): { cents: number } | undefined {
  return envelopes.find((envelope) => envelope.funderCode === funderCode && envelope.year === year);
}

export const envelopesOnlyUp: Guard<CallRecord, Pick<AmendInput, 'envelopes'>> = {
  name: 'envelopesOnlyUp',
  label: { fr: 'une enveloppe publiée ne peut qu’augmenter', en: 'a published envelope may only grow' },
  needsInput: true,
  check: ({ facts, input: { envelopes = [] } }) =>
    envelopes.flatMap((given, index) => {
      const { funderCode, year } = given;
      const before = envelopeOf(facts, given);
      if (before === undefined) {
        return [
          reason(
            'envelopesOnlyUp',
            `/envelopes/${index}`,
            label(
              `L’appel n’a pas d’enveloppe de ${funderCode} pour ${year} : les financeurs et les années sont fixés.`,
              `The call has no envelope of ${funderCode} for ${year}: funders and years are fixed.`,
            ),
          ),
        ];
      }
      if (envelopes.findIndex((other) => other.funderCode === funderCode && other.year === year) < index) {
        const [fr, en] = [
          `L’enveloppe de ${funderCode} pour ${year} figure deux fois : gardez un montant.`,
          'Remove the duplicate.',
        ];
        return [reason('envelopesOnlyUp', `/envelopes/${index}`, label(fr, en))];
      }
      if (given.cents >= before.cents) return [];
      const held = formatEuros(cents(before.cents));
      return [
        reason(
          'envelopesOnlyUp',
          `/envelopes/${index}/cents`,
          label(
            `L’enveloppe publiée est de ${held} : elle ne peut qu’augmenter.`,
            `The published envelope is ${held}: it may only grow.`,
          ),
        ),
      ];
    }),
};

export const someEnvelopeRaised: Guard<CallRecord, Pick<AmendInput, 'envelopes'>> = {
  name: 'someEnvelopeRaised',
  label: { fr: 'une enveloppe au moins augmente', en: 'one envelope at least grows' },
  needsInput: true,
  check: ({ facts, input: { envelopes = [] } }) =>
    envelopes.some((given) => given.cents > (envelopeOf(facts, given)?.cents ?? given.cents))
      ? undefined
      : [reason('someEnvelopeRaised', '/envelopes', label('Aucune enveloppe n’augmente.', 'No envelope grows.'))],
};

export const AMENDMENT_RULES = [
  somethingAmended,
  settingsFixed,
  limitsNotTightened,
  choicesKept,
  questionTypesKept,
  amendedSettingsSound,
  envelopesOnlyUp,
] as const;
