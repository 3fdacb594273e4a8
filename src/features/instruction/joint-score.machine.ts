// The common score: proposed by one agency once both have signed, accepted by the other. The two independent sheets stay as they are.

import { bySystem } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import type { AgencyKind } from '../applications/application-content.js';
import {
  answeringAgency,
  anotherPerson,
  askingAgency,
  beforeCommittee,
  bothOpinionsSigned,
  eitherAgency,
  refusalExplained,
  type AskedByAgency,
  type ExaminationFacts,
} from './examination-facts.rules.js';
import type { ScoreSheet } from './grid.rules.js';
import { allScored, scoresCommented, scoresInForm, scoresOfGrid } from './scoring.rules.js';
import { seesInstruction } from './sealing.rules.js';

export const JOINT_SCORE_STATES = ['DRAFT', 'PROPOSED', 'AGREED', 'REJECTED', 'WITHDRAWN', 'LAPSED'] as const;
export type JointScoreState = (typeof JOINT_SCORE_STATES)[number];
export type JointScoreEvent = 'propose' | 'agree' | 'reject' | 'withdraw' | 'lapse';

export interface JointScoreFacts extends ExaminationFacts {
  /** Of who proposes. */
  readonly agencyKind: AgencyKind;
  readonly proposedBy: string;
  readonly sheet: ScoreSheet;
}

const proposal = ({ agencyKind, proposedBy }: JointScoreFacts): AskedByAgency => ({ agencyKind, personId: proposedBy });
const otherAgency = answeringAgency(proposal);

export const jointScoreMachine = defineMachine<JointScoreState, JointScoreEvent, JointScoreFacts>({
  name: 'joint-score',
  label: { fr: 'Note commune', en: 'Common score' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    PROPOSED: { fr: 'Proposée à l’autre service', en: 'Proposed to the other agency' },
    AGREED: { fr: 'Arrêtée par les deux services', en: 'Agreed by both agencies' },
    REJECTED: { fr: 'Refusée par l’autre service', en: 'Rejected by the other agency' },
    WITHDRAWN: { fr: 'Retirée par qui l’a proposée', en: 'Withdrawn by who proposed it' },
    LAPSED: { fr: 'Sans objet', en: 'Without object' },
  },
  initial: 'DRAFT',
  terminal: ['AGREED', 'REJECTED', 'WITHDRAWN', 'LAPSED'],
  visibleTo: seesInstruction,
  waitingOn: {
    DRAFT: { fr: 'le service qui la propose', en: 'the agency that proposes it' },
    PROPOSED: { fr: 'l’autre service, pour l’accepter ou la refuser', en: 'the other agency, to accept or reject it' },
  },
  refusals: {
    AGREED: {
      fr: 'La note commune est arrêtée : elle ne change plus. Une correction demande un nouvel examen du dossier, puis une nouvelle séance du comité.',
      en: 'The common score is agreed: it no longer changes. A correction needs a new examination, then a new session of the committee.',
    },
  },
  edges: [
    {
      event: 'propose',
      from: ['DRAFT'],
      to: 'PROPOSED',
      by: eitherAgency,
      when: [bothOpinionsSigned, beforeCommittee, scoresOfGrid, scoresInForm, allScored, scoresCommented],
      label: { fr: 'Proposer une note commune', en: 'Propose a common score' },
    },
    {
      event: 'agree',
      from: ['PROPOSED'],
      to: 'AGREED',
      by: otherAgency,
      when: [bothOpinionsSigned, beforeCommittee, anotherPerson(proposal)],
      label: { fr: 'Accepter la note commune', en: 'Accept the common score' },
    },
    {
      event: 'reject',
      from: ['PROPOSED'],
      to: 'REJECTED',
      by: otherAgency,
      when: [anotherPerson(proposal), refusalExplained],
      label: { fr: 'Refuser la note commune', en: 'Reject the common score' },
    },
    {
      event: 'withdraw',
      from: ['PROPOSED'],
      to: 'WITHDRAWN',
      by: askingAgency(proposal),
      label: { fr: 'Retirer la proposition', en: 'Withdraw the proposal' },
    },
    {
      // The dossier ended before the other agency answered.
      event: 'lapse',
      from: ['PROPOSED'],
      to: 'LAPSED',
      by: [bySystem],
      label: { fr: 'Constater que la proposition est sans objet', en: 'Record that the proposal is without object' },
    },
  ],
});
