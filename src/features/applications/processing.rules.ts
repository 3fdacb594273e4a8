// Guards of the agencies' negative acts before the examination ends. Those of the completeness are in the files named after it.

import type { Actor } from '../../kernel/actor.js';
import { servesDepartment } from '../../kernel/actor.js';
import type { Guard } from '../../kernel/machine.js';
import { given, label, written } from '../../kernel/reasons.js';
import type { AgencyKind } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

export interface WithReasons {
  readonly reasons?: string;
  /** Ways of appeal; the call's own text when left out. */
  readonly appeal?: string;
}
export interface IneligibilityInput extends WithReasons {
  /** Rule of the call that is not met. */
  readonly rule?: string;
}

export const reasonsGiven: Rule<WithReasons> = written('reasons', {
  name: 'reasonsGiven',
  label: label('motifs écrits', 'reasons given'),
  source: 'CRPA L211-2, L211-5, L211-7',
  message: label('Écrivez les motifs.', 'Give the reasons.'),
});

export const appealTextGiven: Rule<WithReasons> = {
  name: 'appealTextGiven',
  label: label('voies et délais de recours indiqués', 'ways and time limits of appeal stated'),
  source: 'CJA R421-5',
  needsInput: true,
  check: ({ facts, input }) =>
    given(input.appeal) || given(facts.call.settings.appealText.fr)
      ? undefined
      : [
          {
            rule: 'appealTextGiven',
            pointer: '/appeal',
            message: label('Indiquez les voies et délais de recours.', 'State the ways and time limits of appeal.'),
          },
        ],
};

export const ruleNamed: Rule<IneligibilityInput> = written('rule', {
  name: 'ruleNamed',
  label: label('règle de l’appel nommée', 'rule of the call named'),
  message: label('Nommez la règle non respectée.', 'Name the rule not met.'),
});

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
