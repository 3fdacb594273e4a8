import { bySystem } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import { jury } from '../applications/application-selection.machine.js';
import {
  fitsEveryEnvelope,
  onReserve,
  passingOverExplained,
  selected,
  type ReserveProposalEvent,
  type ReserveProposalFacts,
  type ReserveProposalState,
} from './reserve-proposal.rules.js';
import { seesSelection } from './jury-scope.rules.js';

const JURY = { fr: 'le jury régional', en: 'the regional jury' };

/** Freed credits put a dossier of the reserve before the jury, which selects it, passes it over with reasons, or lets it lapse. */
export const reserveProposalMachine = defineMachine<ReserveProposalState, ReserveProposalEvent, ReserveProposalFacts>({
  name: 'reserve-proposal',
  label: { fr: 'Proposition de la liste de réserve', en: 'Proposal of the reserve list' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    PROPOSED: { fr: 'Proposé au jury', en: 'Put before the jury' },
    TAKEN: { fr: 'Retenu', en: 'Taken' },
    PASSED_OVER: { fr: 'Passé par le jury', en: 'Passed over by the jury' },
    LAPSED: { fr: 'Sans objet', en: 'Lapsed' },
  },
  initial: 'DRAFT',
  terminal: ['TAKEN', 'PASSED_OVER', 'LAPSED'],
  visibleTo: seesSelection,
  waitingOn: { DRAFT: { fr: 'le système', en: 'the system' }, PROPOSED: JURY },
  edges: [
    {
      event: 'propose',
      from: ['DRAFT'],
      to: 'PROPOSED',
      by: [bySystem],
      when: [onReserve, fitsEveryEnvelope],
      emits: ['reserveProposal.proposed'],
      label: { fr: 'Proposer au jury', en: 'Put before the jury' },
    },
    {
      event: 'take',
      from: ['PROPOSED'],
      to: 'TAKEN',
      by: [bySystem],
      when: [selected],
      label: { fr: 'Constater la sélection', en: 'Record the selection' },
    },
    {
      event: 'passOver',
      from: ['PROPOSED'],
      to: 'PASSED_OVER',
      by: [jury],
      when: [passingOverExplained],
      emits: ['reserveProposal.passedOver'],
      label: { fr: 'Passer ce rang', en: 'Pass over this rank' },
    },
    {
      event: 'lapse',
      from: ['PROPOSED'],
      to: 'LAPSED',
      by: [bySystem],
      label: { fr: 'Constater que la proposition est sans objet', en: 'Record that the proposal has no object' },
    },
  ],
});
