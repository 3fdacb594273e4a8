import { defineMachine } from '../../kernel/machine.js';
import {
  colleague,
  deputyOfService,
  notOverYet,
  oneself,
  periodInOrder,
  seesAbsence,
  type AbsenceEvent,
  type AbsenceFacts,
  type AbsenceState,
} from './absence.rules.js';

/** A declaration that lets others take instructions from a person: who said it, and when, is kept as any act. */
export const absenceMachine = defineMachine<AbsenceState, AbsenceEvent, AbsenceFacts>({
  name: 'absence',
  label: { fr: 'Absence d’un instructeur', en: 'Absence of an examiner' },
  states: {
    DRAFT: { fr: 'En préparation', en: 'In preparation' },
    DECLARED: { fr: 'Déclarée', en: 'Declared' },
    ENDED: { fr: 'Abrégée', en: 'Ended early' },
  },
  initial: 'DRAFT',
  terminal: ['ENDED'],
  visibleTo: seesAbsence,
  waitingOn: {
    DRAFT: { fr: 'qui la déclare', en: 'who declares it' },
    DECLARED: { fr: 'la fin de l’absence', en: 'the end of the absence' },
  },
  edges: [
    {
      event: 'declare',
      from: ['DRAFT'],
      to: 'DECLARED',
      by: [oneself, colleague],
      when: [periodInOrder, deputyOfService],
      label: { fr: 'Déclarer l’absence', en: 'Declare the absence' },
    },
    {
      event: 'end',
      from: ['DECLARED'],
      to: 'ENDED',
      by: [oneself, colleague],
      when: [notOverYet],
      label: { fr: 'Mettre fin à l’absence', en: 'End the absence' },
    },
  ],
});
