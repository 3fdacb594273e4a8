import { servesRegion } from '../../kernel/actor.js';
import { defineMachine, type Policy } from '../../kernel/machine.js';
import { regionOf } from '../../kernel/territory.js';
import { ROLE_LABELS } from '../../access/policies.js';
import type { CommitteeFacts, CommitteeState } from './composition-facts.rules.js';
import * as composition from './composition.rules.js';
import * as seat from './seat.rules.js';
import { inCommittee, seesCommittee } from './session-scope.rules.js';

export type CommitteeEvent =
  'openSeat' | 'closeSeat' | 'addMember' | 'endMember' | 'registerSubstitute' | 'endSubstitute' | 'fixList' | 'end';

/** A committee of several departments has one secretariat. */
const secretary = inCommittee<CommitteeFacts>('COMMITTEE_SECRETARY');
const manager: Policy<CommitteeFacts> = {
  name: 'callManager',
  label: ROLE_LABELS.CALL_MANAGER,
  allows: (actor, { departments }) => departments.some((code) => servesRegion(actor, 'CALL_MANAGER', regionOf(code))),
};
const inOffice = { from: ['IN_OFFICE'], to: 'IN_OFFICE', by: [secretary, manager] } as const;

/** Every change of the composition is an act: it moves the quorum. */
export const committeeMachine = defineMachine<CommitteeState, CommitteeEvent, CommitteeFacts>({
  name: 'committee',
  label: { fr: 'Composition du comité', en: 'Composition of the committee' },
  states: {
    IN_OFFICE: { fr: 'en place', en: 'in office' },
    ENDED: { fr: 'fin de fonctions', en: 'ended' },
  },
  initial: 'IN_OFFICE',
  terminal: ['ENDED'],
  visibleTo: seesCommittee,
  waitingOn: {
    IN_OFFICE: { fr: 'le secrétariat, pour tenir la composition à jour', en: 'the secretary, to keep the composition' },
  },
  edges: [
    {
      ...inOffice,
      event: 'openSeat',
      label: { fr: 'Créer un siège', en: 'Open a seat' },
      when: [seat.rankOfVicePresident, seat.oneSeatForAllCafs],
    },
    { ...inOffice, event: 'closeSeat', label: { fr: 'Supprimer un siège', en: 'Close a seat' }, when: [seat.seatVacant] },
    {
      ...inOffice,
      event: 'addMember',
      label: { fr: 'Nommer un membre', en: 'Seat a member' },
      when: [seat.personKnown, seat.seatOrCollege, seat.termWithinRule, seat.seatFree, seat.representsEveryCaf],
    },
    {
      ...inOffice,
      event: 'endMember',
      label: { fr: 'Mettre fin à un mandat', en: 'End a member’s term' },
      when: [seat.notEnded],
    },
    {
      ...inOffice,
      event: 'registerSubstitute',
      label: { fr: 'Désigner un suppléant', en: 'Register a substitute' },
      when: [seat.personKnown, seat.mayBeSubstituted, seat.notAMember],
    },
    { ...inOffice, event: 'endSubstitute', label: { fr: 'Mettre fin à une suppléance', en: 'End a substitution' } },
    {
      ...inOffice,
      event: 'fixList',
      label: { fr: 'Fixer la liste des membres', en: 'Fix the list of members' },
      when: [composition.presidentSits, composition.opinionsBeforeList],
    },
    {
      ...inOffice,
      event: 'end',
      to: 'ENDED',
      label: { fr: 'Mettre fin au comité', en: 'End the committee' },
      when: [composition.noSessionPending],
    },
  ],
});
