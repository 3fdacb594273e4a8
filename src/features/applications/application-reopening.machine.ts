// Edges that lift a final answer, renounce an award, or record that silence became a refusal. The remedies fire all but the renunciation.

import { bySystem } from '../../access/policies.js';
import { legalRepresentative, type ApplicationEdge } from './application-edges.machine.js';
import { resultsNotPublished, silenceExpired, silenceNotRecorded, withdrawalExplained } from './reopening.rules.js';
import { UNANSWERED_STATES } from './silence-state.rules.js';

/** The dossier goes on as it is: an express decision may still come. An act without a change of state needs an edge for each. */
const silences: readonly ApplicationEdge[] = UNANSWERED_STATES.map((state) => ({
  event: 'recordSilence',
  from: [state],
  to: state,
  by: [bySystem],
  when: [silenceExpired, silenceNotRecorded],
  emits: ['application.silenceExpired'],
  label: { fr: 'Constater le refus implicite', en: 'Record the implicit refusal' },
}));

export const reopening: readonly ApplicationEdge[] = [
  {
    event: 'renounce',
    from: ['AWARDED'],
    to: 'WITHDRAWN',
    // By the system when the holder declines the lower amount that was decided.
    by: [legalRepresentative, bySystem],
    when: [withdrawalExplained],
    emits: ['application.renounced'],
    afterEnd: true,
    label: { fr: 'Renoncer à l’attribution', en: 'Renounce the award' },
  },
  {
    // With its number, its receipt and its version still marked late. What the content lacks is asked for by the completeness desk.
    event: 'readmit',
    from: ['LATE'],
    to: 'SUBMITTED',
    by: [bySystem],
    when: [resultsNotPublished],
    emits: ['application.readmitted'],
    afterEnd: true,
    label: { fr: 'Admettre le dossier tardif', en: 'Admit the late application' },
  },
  {
    // The content examined is the last version sent, complete by the effect of the decision on the appeal.
    event: 'reexamine',
    from: ['REFUSED', 'INELIGIBLE', 'DISMISSED'],
    to: 'COMPLETE',
    by: [bySystem],
    emits: ['application.reexamined'],
    afterEnd: true,
    label: { fr: 'Rouvrir pour un nouvel examen', en: 'Re-open for a new examination' },
  },
  ...silences,
];
