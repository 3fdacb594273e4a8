// What the list of a committee, and the committee itself, need (CASF D214-5).

import type { Guard } from '../../kernel/machine.js';
import { holderOf, type CommitteeFacts, type FixListInput } from './composition-facts.rules.js';

export const presidentSits: Guard<CommitteeFacts> = {
  name: 'presidentSits',
  label: { fr: 'le comité a un président en fonctions', en: 'the committee has a president in office' },
  source: 'CASF D214-5',
  check: ({ facts }) =>
    facts.seats.some((seat) => seat.role === 'PRESIDENT' && holderOf(seat) !== undefined)
      ? undefined
      : {
          fr: 'La liste est fixée par le président : nommez-le d’abord.',
          en: 'The list is fixed by the president: name one first.',
        },
};

/** A substitute body sits until the committee is installed, and an ended committee no more. */
export const committeeInPlace: Guard<{ readonly inPlace: boolean }> = {
  name: 'committeeInPlace',
  label: { fr: 'le comité est en place le jour de la séance', en: 'the committee is in place on the day of the session' },
  check: ({ facts }) =>
    facts.inPlace
      ? undefined
      : {
          fr: 'Le comité n’est pas en place à la date de la séance.',
          en: 'The committee is not in place on the date of the session.',
        },
};

export const opinionsBeforeList: Guard<CommitteeFacts, FixListInput> = {
  name: 'opinionsBeforeList',
  label: { fr: 'les vice-présidents ont donné leur avis avant', en: 'the vice-presidents gave their opinion before' },
  source: 'CASF D214-5',
  needsInput: true,
  check: ({ input }) =>
    input.opinionsOn <= input.decidedOn
      ? undefined
      : [
          {
            rule: 'opinionsBeforeList',
            pointer: '/opinionsOn',
            message: {
              fr: 'L’avis des vice-présidents précède la décision qui fixe la liste.',
              en: 'The vice-presidents’ opinion comes before the decision that fixes the list.',
            },
          },
        ],
};

export const noSessionPending: Guard<CommitteeFacts> = {
  name: 'noSessionPending',
  label: { fr: 'aucune séance convoquée n’est à tenir', en: 'no convened session is left to be held' },
  check: ({ facts }) =>
    facts.pendingSessions === 0
      ? undefined
      : {
          fr: `Levez ou annulez d’abord les séances convoquées (${facts.pendingSessions}).`,
          en: `Close or cancel the convened sessions first (${facts.pendingSessions}).`,
        },
};
