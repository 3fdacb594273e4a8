// Edges of a dossier at the jury and the funders.

import type { InRegion, WithInterests } from '../../access/policies.js';
import { bySystem, ROLE_LABELS } from '../../access/policies.js';
import { servesRegion } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';
import { COMMITTEE_STATES, REASONED, type ApplicationEdge } from './application-edges.machine.js';
import * as processing from './processing.rules.js';
import { referenceDepartureExplained, referenceExclusionExplained } from './selection-reference.rules.js';
import * as selection from './selection.rules.js';

const jury: Policy<InRegion & WithInterests> = {
  name: 'regionalJury',
  label: ROLE_LABELS.REGIONAL_JURY,
  allows: (actor, facts) =>
    servesRegion(actor, 'REGIONAL_JURY', facts.region) && !facts.interestedPersonIds.includes(actor.personId),
};

const REFUSED: Pick<ApplicationEdge, 'event' | 'to' | 'by' | 'emits' | 'label'> = {
  event: 'refuse',
  to: 'REFUSED',
  by: [jury],
  emits: ['application.refused'],
  label: { fr: 'Refuser', en: 'Refuse' },
};
const SHORTLISTED: Pick<ApplicationEdge, 'event' | 'to' | 'by' | 'emits' | 'label'> = {
  event: 'shortlist',
  to: 'SHORTLISTED',
  by: [jury],
  emits: ['application.shortlisted'],
  label: { fr: 'Retenir', en: 'Shortlist' },
};
const AMOUNTS = [selection.yearsOfCall, selection.notMoreThanRequested, selection.envelopeHolds] as const;

export const jurySelection: readonly ApplicationEdge[] = [
  {
    ...SHORTLISTED,
    from: ['COMMITTEE_FAVOURABLE', 'COMMITTEE_RESERVED', 'EXAMINED'],
    when: [selection.callInSelection, selection.committeeSeized, ...AMOUNTS, referenceDepartureExplained],
  },
  {
    ...SHORTLISTED,
    from: ['COMMITTEE_UNFAVOURABLE'],
    when: [selection.callInSelection, ...AMOUNTS, selection.departureExplained, referenceDepartureExplained],
  },
  {
    ...SHORTLISTED,
    from: ['RESERVE'],
    when: [
      selection.callDrawsOnReserve,
      selection.reserveInForce,
      ...AMOUNTS,
      selection.reserveOrder,
      referenceDepartureExplained,
    ],
  },
  {
    event: 'putOnReserve',
    from: [...COMMITTEE_STATES, 'EXAMINED'],
    to: 'RESERVE',
    by: [jury],
    when: [
      selection.callInSelection,
      selection.committeeSeized,
      processing.reasonsGiven,
      selection.rankFree,
      selection.reserveEnds,
      referenceExclusionExplained,
    ],
    emits: ['application.onReserve'],
    label: { fr: 'Placer sur liste de réserve', en: 'Put on the reserve list' },
  },
  {
    ...REFUSED,
    from: ['COMMITTEE_RESERVED', 'COMMITTEE_UNFAVOURABLE', 'EXAMINED'],
    when: [selection.callInSelection, selection.committeeSeized, ...REASONED, referenceExclusionExplained],
  },
  {
    ...REFUSED,
    from: ['COMMITTEE_FAVOURABLE'],
    when: [selection.callInSelection, ...REASONED, selection.departureExplained, referenceExclusionExplained],
  },
  { ...REFUSED, from: ['RESERVE'], when: [selection.callDrawsOnReserve, ...REASONED, referenceExclusionExplained] },
  { ...REFUSED, from: ['SHORTLISTED'], when: [selection.legRefused, ...REASONED] },
  {
    event: 'award',
    from: ['SHORTLISTED'],
    to: 'AWARDED',
    by: [bySystem],
    emits: ['application.awarded'],
    label: { fr: 'Constater l’attribution', en: 'Award' },
  },
];
