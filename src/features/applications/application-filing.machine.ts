// Edges of a dossier from the draft to its submission, and its withdrawal.

import { COMMITTEE_STATES, legalRepresentative, type ApplicationEdge } from './application-edges.machine.js';
import { withdrawalExplained } from './reopening.rules.js';
import { callIsOpen, CONTENT_RULES, deadlinePassed, noReportOverdue, requiredFieldsPresent } from './submission.rules.js';

export const filing: readonly ApplicationEdge[] = [
  {
    event: 'submit',
    from: ['DRAFT'],
    to: 'SUBMITTED',
    by: [legalRepresentative],
    when: [callIsOpen, noReportOverdue, ...CONTENT_RULES],
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
