// One condition of an award: open until an agency says what was received. It outlives the dossier's own workflow, hence its own machine.

import { inDepartmentWithoutInterest } from '../../access/policies.js';
import { seesApplication, type ScopedApplication } from '../../access/application-scope.js';
import { defineMachine, type Guard } from '../../kernel/machine.js';
import { written } from '../../kernel/reasons.js';
import type { ConditionEffect, ConditionState } from './completion-content.js';

export interface ConditionFacts extends ScopedApplication {
  readonly applicationId: string;
  readonly code: string;
  readonly effect: ConditionEffect;
}

export type ConditionEvent = 'lift';

const receiptStated: Guard<ConditionFacts, { readonly reasons?: string }> = written('reasons', {
  name: 'receiptStated',
  label: { fr: 'ce qui a été reçu est indiqué', en: 'what was received is stated' },
  source: 'CRPA L114-5-1',
  message: { fr: 'Dites ce qui a été reçu, et quand.', en: 'Say what was received, and when.' },
});

export const conditionMachine = defineMachine<ConditionState, ConditionEvent, ConditionFacts>({
  name: 'condition',
  label: { fr: 'Condition de l’aide', en: 'Condition of the award' },
  states: { OPEN: { fr: 'Ouverte', en: 'Open' }, LIFTED: { fr: 'Levée', en: 'Lifted' } },
  initial: 'OPEN',
  terminal: ['LIFTED'],
  visibleTo: seesApplication,
  waitingOn: { OPEN: { fr: 'le porteur, puis la Caf ou la DDETS', en: 'the holder, then the Caf or the DDETS' } },
  edges: [
    {
      event: 'lift',
      from: ['OPEN'],
      to: 'LIFTED',
      by: [inDepartmentWithoutInterest('CAF_INSTRUCTOR'), inDepartmentWithoutInterest('DDETS_INSTRUCTOR')],
      when: [receiptStated],
      label: { fr: 'Lever la condition', en: 'Lift the condition' },
    },
  ],
});
