// Edges of a dossier from the draft to its completeness, and its withdrawal.

import {
  agencies,
  caf,
  COMMITTEE_STATES,
  legalRepresentative,
  REASONED,
  type ApplicationEdge,
} from './application-edges.machine.js';
import * as processing from './processing.rules.js';
import { withdrawalExplained } from './reopening.rules.js';
import { callIsOpen, CONTENT_RULES, deadlinePassed, requiredFieldsPresent } from './submission.rules.js';

export const filing: readonly ApplicationEdge[] = [
  {
    event: 'submit',
    from: ['DRAFT'],
    to: 'SUBMITTED',
    by: [legalRepresentative],
    when: [callIsOpen, ...CONTENT_RULES],
    emits: ['application.submitted'],
    label: { fr: 'Déposer le dossier', en: 'Submit the application' },
  },
  {
    event: 'fileLate',
    from: ['DRAFT'],
    to: 'LATE',
    by: [legalRepresentative],
    when: [deadlinePassed, requiredFieldsPresent],
    emits: ['application.filedLate'],
    label: { fr: 'Enregistrer hors délai', en: 'File late' },
  },
  {
    event: 'declareIncomplete',
    from: ['SUBMITTED'],
    to: 'INCOMPLETE',
    by: agencies,
    when: [processing.itemsNamed, processing.dueInTheFuture],
    emits: ['application.incomplete'],
    label: { fr: 'Demander des pièces', en: 'Ask for missing items' },
  },
  {
    event: 'remind',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: agencies,
    when: [processing.reminderDue],
    emits: ['application.reminded'],
    label: { fr: 'Relancer le porteur', en: 'Remind the holder' },
  },
  {
    event: 'answerCompletion',
    from: ['INCOMPLETE'],
    to: 'INCOMPLETE',
    by: [legalRepresentative],
    when: CONTENT_RULES,
    emits: ['application.completionAnswered'],
    label: { fr: 'Envoyer les compléments', en: 'Send what was missing' },
  },
  {
    event: 'acceptCompleteness',
    from: ['SUBMITTED', 'INCOMPLETE'],
    to: 'COMPLETE',
    by: agencies,
    when: [processing.holderHasAnswered],
    emits: ['application.complete'],
    label: { fr: 'Déclarer complet', en: 'Declare complete' },
  },
  {
    event: 'dismiss',
    from: ['INCOMPLETE'],
    to: 'DISMISSED',
    by: [caf],
    when: [processing.dueDatePassed, processing.reminderSent, ...REASONED],
    emits: ['application.dismissed'],
    label: { fr: 'Classer sans suite', en: 'Dismiss' },
  },
];

export const withdrawal: ApplicationEdge = {
  event: 'withdraw',
  from: [
    'DRAFT',
    'SUBMITTED',
    'INCOMPLETE',
    'COMPLETE',
    'UNDER_EXAMINATION',
    'EXAMINED',
    'ON_AGENDA',
    ...COMMITTEE_STATES,
    'DEFERRED',
    'SHORTLISTED',
    'RESERVE',
  ],
  to: 'WITHDRAWN',
  by: [legalRepresentative],
  when: [withdrawalExplained],
  emits: ['application.withdrawn'],
  label: { fr: 'Retirer le dossier', en: 'Withdraw' },
};
