// A divergence of the two signed opinions: each agency states its position, a conciliation is recorded by one and confirmed by the other.
// The signed opinions stay as they are, and the committee reads all of it.

import { bySystem } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import {
  agreedOpinionGiven,
  bothPositionsStated,
  conciliationHeld,
  positionReasoned,
  statedOnce,
  type DivergenceEvent,
  type DivergenceFacts,
  type DivergenceState,
} from './divergence.rules.js';
import {
  agencyNamed,
  answeringAgency,
  anotherPerson,
  beforeCommittee,
  eitherAgency,
  refusalExplained,
  type AskedByAgency,
} from './examination-facts.rules.js';
import { seesInstruction } from './sealing.rules.js';

const record = ({ lastRecord }: DivergenceFacts): AskedByAgency | null => lastRecord;
const otherAgency = answeringAgency(record);

export const divergenceMachine = defineMachine<DivergenceState, DivergenceEvent, DivergenceFacts>({
  name: 'divergence',
  label: { fr: 'Divergence des avis', en: 'Divergence of the opinions' },
  states: {
    OPEN: { fr: 'Ouverte', en: 'Open' },
    TO_CONFIRM: { fr: 'Conciliation à confirmer', en: 'Conciliation to be confirmed' },
    CONCLUDED: { fr: 'Conciliation confirmée', en: 'Conciliation confirmed' },
    CLOSED: { fr: 'Sans objet', en: 'Without object' },
  },
  initial: 'OPEN',
  terminal: ['CONCLUDED', 'CLOSED'],
  visibleTo: seesInstruction,
  waitingOn: {
    OPEN: {
      fr: 'les deux services, pour exposer leur position et se concilier',
      en: 'both agencies, to state their position and conciliate',
    },
    TO_CONFIRM: {
      fr: 'l’autre service, pour confirmer ou contester le relevé',
      en: 'the other agency, to confirm or contest the record',
    },
  },
  edges: [
    {
      event: 'statePosition',
      from: ['OPEN'],
      to: 'OPEN',
      by: eitherAgency,
      when: [beforeCommittee, agencyNamed, positionReasoned, statedOnce],
      label: { fr: 'Exposer la position du service', en: 'State the agency’s position' },
    },
    {
      event: 'recordConciliation',
      from: ['OPEN'],
      to: 'TO_CONFIRM',
      by: eitherAgency,
      when: [beforeCommittee, agencyNamed, bothPositionsStated, conciliationHeld, agreedOpinionGiven],
      label: { fr: 'Consigner la conciliation', en: 'Record the conciliation' },
    },
    {
      event: 'confirm',
      from: ['TO_CONFIRM'],
      to: 'CONCLUDED',
      by: otherAgency,
      when: [beforeCommittee, anotherPerson(record)],
      label: { fr: 'Confirmer le relevé de conciliation', en: 'Confirm the record of the conciliation' },
    },
    {
      event: 'contest',
      from: ['TO_CONFIRM'],
      to: 'OPEN',
      by: otherAgency,
      when: [beforeCommittee, anotherPerson(record), refusalExplained],
      label: { fr: 'Contester le relevé de conciliation', en: 'Contest the record of the conciliation' },
    },
    {
      // The dossier ended before the committee was seized.
      event: 'close',
      from: ['OPEN', 'TO_CONFIRM'],
      to: 'CLOSED',
      by: [bySystem],
      label: { fr: 'Clore la divergence', en: 'Close the divergence' },
    },
  ],
});
