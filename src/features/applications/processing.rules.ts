// Guards of the agencies' acts between the submission and the examination.

import type { Actor } from '../../kernel/actor.js';
import { servesDepartment } from '../../kernel/actor.js';
import type { Bilingual } from '../../kernel/errors.js';
import { formatLegal, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import type { AgencyKind } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

const label = (fr: string, en: string): Bilingual => ({ fr, en });
const filled = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';

/** A reminder may go from this long before the end of the time given. */
const REMINDER_BEFORE_MS = 3 * 24 * 3600 * 1000;

export interface CompletionRequest {
  readonly items: readonly { readonly code: string; readonly label: string }[];
  /** Last day given, in the call's time zone; the call's `completionDays` from today when left out. */
  readonly dueOn?: string;
}
export interface WithReasons {
  readonly reasons?: string;
  /** Ways of appeal; the call's own text when left out. */
  readonly appeal?: string;
}
export interface IneligibilityInput extends WithReasons {
  /** Rule of the call that is not met. */
  readonly rule?: string;
}

export const itemsNamed: Rule<CompletionRequest> = {
  name: 'itemsNamed',
  label: label('pièces manquantes nommées', 'missing items named'),
  source: 'CRPA L114-5',
  needsInput: true,
  check: ({ input }) =>
    input.items.length > 0
      ? undefined
      : [{ rule: 'itemsNamed', pointer: '/items', message: label('Nommez chaque pièce manquante.', 'Name each missing item.') }],
};

export const dueInTheFuture: Rule<CompletionRequest> = {
  name: 'dueInTheFuture',
  label: label('délai à venir', 'time limit in the future'),
  source: 'CRPA L114-5',
  needsInput: true,
  check: ({ facts, input, now }) =>
    input.dueOn === undefined || input.dueOn > localDate(now, facts.call.timeZone)
      ? undefined
      : [
          {
            rule: 'dueInTheFuture',
            pointer: '/dueOn',
            message: label('Fixez un délai après aujourd’hui.', 'Set a day after today.'),
          },
        ],
};

export const reminderDue: Rule = {
  name: 'reminderDue',
  label: label('délai passé ou dans les trois jours', 'time limit passed or within three days'),
  check: ({ facts, now }) => {
    const { completion, call } = facts;
    if (completion === null) return undefined;
    const from = new Date(Date.parse(completion.dueAt) - REMINDER_BEFORE_MS);
    return now >= from
      ? undefined
      : label(
          `Relancez à partir du ${formatLegal(from, call.timeZone, 'fr')}.`,
          `Remind from ${formatLegal(from, call.timeZone, 'en')} on.`,
        );
  },
};

export const holderHasAnswered: Rule = {
  name: 'holderHasAnswered',
  label: label('le porteur a répondu', 'the holder has answered'),
  source: 'CRPA L114-5',
  check: ({ facts }) =>
    facts.state !== 'INCOMPLETE' || facts.completion?.answeredAt !== undefined
      ? undefined
      : label('Le porteur n’a pas encore complété son dossier.', 'The holder has not completed the application yet.'),
};

export const dueDatePassed: Rule = {
  name: 'dueDatePassed',
  label: label('délai passé', 'time limit passed'),
  source: 'CRPA L114-5',
  check: ({ facts: { completion, call }, now }) => {
    if (completion === null || now.getTime() > Date.parse(completion.dueAt)) return undefined;
    const due = new Date(completion.dueAt);
    return label(
      `Le porteur a jusqu’au ${formatLegal(due, call.timeZone, 'fr')}.`,
      `The holder has until ${formatLegal(due, call.timeZone, 'en')}.`,
    );
  },
};

export const reminderSent: Rule = {
  name: 'reminderSent',
  label: label('une relance envoyée', 'a reminder sent'),
  check: ({ facts: { completion } }) =>
    completion?.remindedAt === undefined ? label('Relancez d’abord le porteur.', 'Remind the holder first.') : undefined,
};

export const reasonsGiven: Rule<WithReasons> = {
  name: 'reasonsGiven',
  label: label('motifs écrits', 'reasons given'),
  source: 'CRPA L211-2, L211-5, L211-7',
  needsInput: true,
  check: ({ input }) =>
    filled(input.reasons)
      ? undefined
      : [{ rule: 'reasonsGiven', pointer: '/reasons', message: label('Écrivez les motifs.', 'Give the reasons.') }],
};

export const appealTextGiven: Rule<WithReasons> = {
  name: 'appealTextGiven',
  label: label('voies et délais de recours indiqués', 'ways and time limits of appeal stated'),
  source: 'CJA R421-5',
  needsInput: true,
  check: ({ facts, input }) =>
    filled(input.appeal) || filled(facts.call.settings.appealText.fr)
      ? undefined
      : [
          {
            rule: 'appealTextGiven',
            pointer: '/appeal',
            message: label('Indiquez les voies et délais de recours.', 'State the ways and time limits of appeal.'),
          },
        ],
};

export const ruleNamed: Rule<IneligibilityInput> = {
  name: 'ruleNamed',
  label: label('règle de l’appel nommée', 'rule of the call named'),
  needsInput: true,
  check: ({ input }) =>
    filled(input.rule)
      ? undefined
      : [{ rule: 'ruleNamed', pointer: '/rule', message: label('Nommez la règle non respectée.', 'Name the rule not met.') }],
};

/** Agencies for which the actor instructs in the department. */
export function agenciesOf(actor: Actor, department: string): AgencyKind[] {
  const kinds: AgencyKind[] = [];
  if (servesDepartment(actor, 'CAF_INSTRUCTOR', department)) kinds.push('CAF');
  if (servesDepartment(actor, 'DDETS_INSTRUCTOR', department)) kinds.push('DDETS');
  return kinds;
}

/** Two agencies, two persons: neither declares a dossier ineligible alone (programme rules, step 3). */
export const otherAgencyFound: Rule = {
  name: 'otherAgencyFound',
  label: label('constat préalable de l’autre administration', 'finding by the other agency first'),
  source: 'Cahier des charges FIPE, instruction conjointe',
  check: ({ facts, actor }) => {
    const finding = facts.ineligibility;
    if (finding === null) {
      return label(
        'L’autre administration doit d’abord constater l’inéligibilité.',
        'The other agency must find it ineligible first.',
      );
    }
    const other = finding.agency === 'CAF' ? 'DDETS' : 'CAF';
    if (finding.by !== actor.personId && agenciesOf(actor, facts.department).includes(other)) return undefined;
    return label(
      `Constat fait pour la ${finding.agency} : la confirmation revient à la ${other}.`,
      `Found by ${finding.agency}: ${other} must confirm.`,
    );
  },
};
