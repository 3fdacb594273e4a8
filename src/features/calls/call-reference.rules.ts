// The run that the jury takes as the reference of its selection: adopted, or given up, by an act on the call.

import type { Guard } from '../../kernel/machine.js';
import type { CallRecord } from './call.rules.js';

export interface AdoptReferenceInput {
  readonly optimisationId: string;
}

/** A run that is not proven best is no reference: departing from it would mean nothing. */
export const referenceProven: Guard<CallRecord, AdoptReferenceInput> = {
  name: 'referenceProven',
  label: { fr: 'calcul de cet appel, prouvé optimal', en: 'run of this call, proven optimal' },
  needsInput: true,
  check: ({ facts: { proposedReference } }) =>
    proposedReference?.status === 'OPTIMAL'
      ? undefined
      : [
          {
            rule: 'referenceProven',
            pointer: '/optimisationId',
            message: {
              fr: 'Choisissez un calcul de cet appel, prouvé optimal.',
              en: 'Choose a run of this call that is proven optimal.',
            },
          },
        ],
};

export const referenceAdopted: Guard<CallRecord> = {
  name: 'referenceAdopted',
  label: { fr: 'sélection de référence adoptée', en: 'reference selection adopted' },
  check: ({ facts: { selectionReferenceId = null } }) =>
    selectionReferenceId === null
      ? { fr: 'L’appel n’a pas de sélection de référence.', en: 'The call has no reference selection.' }
      : undefined,
};
