import { defineMachine } from '../../kernel/machine.js';
import {
  correctionsOfSession,
  everyDisagreementMentioned,
  president,
  presided,
  secretary,
  seesMinutes,
  sessionEnded,
  type MinutesEvent,
  type MinutesFacts,
  type MinutesState,
} from './minutes.rules.js';

/** Drafted as often as needed, signed once; then corrected by other minutes alone. A copy signed by hand is kept beside. */
export const minutesMachine = defineMachine<MinutesState, MinutesEvent, MinutesFacts>({
  name: 'minutes',
  label: { fr: 'Procès-verbal de séance', en: 'Minutes of a session' },
  states: {
    DRAFTED: { fr: 'Projet, à signer', en: 'Draft, to be signed' },
    SIGNED: { fr: 'Signé', en: 'Signed' },
  },
  initial: 'DRAFTED',
  terminal: ['SIGNED'],
  visibleTo: seesMinutes,
  waitingOn: { DRAFTED: { fr: 'qui a présidé la séance, pour signer', en: 'whoever presided the session, to sign' } },
  refusals: {
    SIGNED: {
      fr: 'Le procès-verbal est signé : il se corrige par un procès-verbal rectificatif.',
      en: 'The minutes are signed: they are corrected by rectifying minutes.',
    },
  },
  edges: [
    {
      event: 'draft',
      label: { fr: 'Établir un projet', en: 'Draw up a draft' },
      from: ['DRAFTED'],
      to: 'DRAFTED',
      by: [secretary, president],
      when: [sessionEnded, correctionsOfSession],
    },
    {
      event: 'sign',
      label: { fr: 'Signer', en: 'Sign' },
      from: ['DRAFTED'],
      to: 'SIGNED',
      by: [presided],
      when: [everyDisagreementMentioned],
      emits: ['minutes.signed'],
    },
    {
      event: 'attachCopy',
      label: { fr: 'Joindre la copie signée', en: 'Attach the signed copy' },
      from: ['SIGNED'],
      to: 'SIGNED',
      afterEnd: true,
      by: [secretary, president],
      when: [],
    },
  ],
});
