// Edges of a dossier at the jury and the funders.

import type { InRegion, WithInterests } from '../../access/policies.js';
import { bySystem, ROLE_LABELS } from '../../access/policies.js';
import { servesRegion } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';
import { COMMITTEE_STATES, REASONED, type ApplicationEdge } from './application-edges.machine.js';
import * as processing from './processing.rules.js';
import { referenceDepartureExplained, referenceExclusionExplained } from './selection-reference.rules.js';
import * as selection from './selection.rules.js';

export const jury: Policy<InRegion & WithInterests> = {
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
const RESERVED: Pick<ApplicationEdge, 'event' | 'to' | 'by' | 'emits' | 'label'> = {
  event: 'putOnReserve',
  to: 'RESERVE',
  by: [jury],
  emits: ['application.onReserve'],
  label: { fr: 'Placer sur liste de réserve', en: 'Put on the reserve list' },
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
    ...RESERVED,
    from: [...COMMITTEE_STATES, 'EXAMINED'],
    when: [
      selection.callInSelection,
      selection.committeeSeized,
      processing.reasonsGiven,
      selection.rankFree,
      selection.reserveEnds,
      referenceExclusionExplained,
    ],
  },
  {
    // A funder or the holder refused the amount: back on the list, from which the jury may select it again with another one.
    ...RESERVED,
    from: ['SHORTLISTED'],
    when: [
      selection.callDrawsOnReserve,
      selection.legRefused,
      processing.reasonsGiven,
      selection.rankFree,
      selection.reserveEnds,
    ],
  },
  {
    event: 'rerank',
    from: ['RESERVE'],
    to: 'RESERVE',
    by: [jury],
    when: [selection.callInSelection, processing.reasonsGiven],
    emits: ['application.onReserve'],
    label: { fr: 'Changer de rang sur la liste de réserve', en: 'Change the rank on the reserve list' },
  },
  {
    event: 'expireReserve',
    from: ['RESERVE'],
    to: 'REFUSED',
    by: [bySystem],
    when: [selection.callDrawsOnReserve, selection.reserveExpired],
    emits: ['application.refused'],
    label: { fr: 'Refuser à la fin de la liste de réserve', en: 'Refuse at the end of the reserve list' },
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
