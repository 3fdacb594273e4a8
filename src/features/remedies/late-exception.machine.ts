import { OFFICER_ROLES } from '../../kernel/actor.js';
import { bySystem } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import {
  dossierLate,
  everyFunderSigned,
  notYetSigned,
  oneSignaturePerPerson,
  ownFunder,
  reasonsGiven,
  resultsNotPublished,
  type LateExceptionEvent,
  type LateExceptionFacts,
  type LateExceptionState,
} from './late-exception.rules.js';
import { decidingAs, seesRemedy } from './remedy-scope.rules.js';

const manager = decidingAs<LateExceptionFacts>('CALL_MANAGER', 'region');
/** Officers of the call's own funders, in the department. */
const officers = OFFICER_ROLES.map((role) =>
  decidingAs<LateExceptionFacts>(role, 'department', ({ funders }) => funders.some(({ officerRole }) => officerRole === role)),
);

/** A late dossier enters by an exception that all the funders sign, and by nothing else. */
export const lateExceptionMachine = defineMachine<LateExceptionState, LateExceptionEvent, LateExceptionFacts>({
  name: 'late-exception',
  label: { fr: 'Exception pour dossier tardif', en: 'Exception for a late application' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    OPEN: { fr: 'À signer par les financeurs', en: 'To be signed by the funders' },
    GRANTED: { fr: 'Accordée', en: 'Granted' },
    REJECTED: { fr: 'Refusée', en: 'Rejected' },
  },
  initial: 'DRAFT',
  terminal: ['GRANTED', 'REJECTED'],
  visibleTo: seesRemedy,
  waitingOn: {
    DRAFT: { fr: 'qui la demande', en: 'who asks for it' },
    OPEN: { fr: 'les financeurs qui n’ont pas signé', en: 'the funders that have not signed' },
  },
  edges: [
    {
      event: 'open',
      from: ['DRAFT'],
      to: 'OPEN',
      by: [manager, ...officers],
      when: [dossierLate, resultsNotPublished, reasonsGiven],
      emits: ['lateException.opened'],
      label: { fr: 'Demander une exception', en: 'Ask for an exception' },
    },
    {
      event: 'sign',
      from: ['OPEN'],
      to: 'OPEN',
      by: officers,
      when: [dossierLate, resultsNotPublished, ownFunder, notYetSigned, oneSignaturePerPerson],
      emits: ['lateException.signed'],
      label: { fr: 'Signer pour son financeur', en: 'Sign for one’s funder' },
    },
    {
      event: 'grant',
      from: ['OPEN'],
      to: 'GRANTED',
      by: [bySystem],
      when: [everyFunderSigned],
      emits: ['lateException.granted'],
      label: { fr: 'Constater toutes les signatures', en: 'Record all the signatures' },
    },
    {
      event: 'reject',
      from: ['OPEN'],
      to: 'REJECTED',
      by: officers,
      when: [reasonsGiven],
      emits: ['lateException.rejected'],
      label: { fr: 'Refuser l’exception', en: 'Reject the exception' },
    },
  ],
});
