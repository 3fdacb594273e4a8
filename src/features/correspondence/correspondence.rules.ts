// Who writes to whom about a dossier. Comments are between the two agencies of its department: never the holder, nor the committee, the jury
// or the officers, whose own acts are reasoned and shown. Messages are between the holder and those agencies, and part of the dossier.
// Nothing here is sealed: an agency that writes its opinion in a comment before both are signed tells it (docs of the routes say so).

import { withinApplicationScope, applicationScope, type ScopedApplication } from '../../access/application-scope.js';
import { hasRole, type Actor } from '../../kernel/actor.js';
import type { Reason } from '../../kernel/errors.js';
import type { AgencyKind } from '../applications/application-content.js';
import { readsAsHolder } from '../applications/disclosure.rules.js';
import { agenciesOf } from '../applications/processing.rules.js';

export const SIDES = ['HOLDER', 'CAF', 'DDETS'] as const;
export type Side = (typeof SIDES)[number];

export interface Dossier extends ScopedApplication {
  readonly id: string;
}

/** The agencies for which this person may write on the dossier: none for who acts for the holder, or has an interest in it. */
export function agenciesFor(actor: Actor, dossier: Dossier): AgencyKind[] {
  if (readsAsHolder(actor, dossier.organisationId) || !withinApplicationScope(applicationScope(actor), dossier)) return [];
  if (dossier.interestedPersonIds.includes(actor.personId)) return [];
  return agenciesOf(actor, dossier.department);
}

/** The sides on which this person takes part in the messages. */
export function sidesFor(actor: Actor, dossier: Dossier): Side[] {
  return readsAsHolder(actor, dossier.organisationId) ? ['HOLDER'] : agenciesFor(actor, dossier);
}

export const readsAll = (actor: Actor): boolean => hasRole(actor, 'AUDITOR');

export function notFiled({ everSubmitted }: Dossier): Reason[] {
  return everSubmitted
    ? []
    : [
        {
          rule: 'dossierFiled',
          message: {
            fr: 'Déposez d’abord le dossier : les services ne voient pas un brouillon.',
            en: 'Submit the application first: the agencies do not see a draft.',
          },
        },
      ];
}

export const AGENCY_OF_AUTHOR: Reason = {
  rule: 'agencyOfAuthor',
  pointer: '/agencyKind',
  message: {
    fr: 'Écrivez pour un service où vous instruisez ce dossier.',
    en: 'Write for an agency where you examine this application.',
  },
};

export const COMMENT_IS_OWN: Reason = {
  rule: 'commentIsOwn',
  pointer: '/replaces',
  message: {
    fr: 'Vous ne corrigez que vos propres commentaires sur ce dossier.',
    en: 'You correct only your own comments on this application.',
  },
};

export const COMMENT_NOT_REPLACED: Reason = {
  rule: 'commentNotReplaced',
  pointer: '/replaces',
  message: {
    fr: 'Ce commentaire est déjà corrigé : corrigez le plus récent.',
    en: 'This comment is already corrected: correct the latest one.',
  },
};
