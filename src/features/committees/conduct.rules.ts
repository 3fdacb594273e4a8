// How a session is held and who is told of it: mode, means of attendance, sendings, persons heard (CRPA R133-5, R133-6, R133-10).

import type { Guard } from '../../kernel/machine.js';
import type {
  ArrivalInput,
  ConveneInput,
  EndHearingInput,
  HearInput,
  SendConvocationInput,
  SessionFacts,
} from './session-facts.rules.js';
import { itemOf, isMoot, president } from './session-facts.rules.js';
import { MEANS_OF_MODE, type AttendanceMeans } from './session-mode.rules.js';

/** The means recorded when none is said: the usual one of the mode. */
export function meansOfArrival(facts: SessionFacts, { means }: ArrivalInput): AttendanceMeans {
  return means ?? MEANS_OF_MODE[facts.conduct.mode][0] ?? 'ROOM';
}

export const presidentDecidesMode: Guard<SessionFacts, ConveneInput> = {
  name: 'presidentDecidesMode',
  label: {
    fr: 'une délibération à distance ou par écrit est décidée par le président',
    en: 'a deliberation at a distance or in writing is decided by the president',
  },
  source: 'ordonnance 2014-1329, art. 2 et 3',
  needsInput: true,
  check: ({ facts, input, actor }) =>
    facts.conduct.mode === 'ON_SITE' || president(facts)?.personId === actor.personId || input.presidentDecision !== undefined
      ? undefined
      : [
          {
            rule: 'presidentDecidesMode',
            pointer: '/presidentDecision',
            message: {
              fr: 'Indiquez la décision du président de délibérer à distance ou par écrit (date, référence), ou faites-le convoquer.',
              en: 'Give the president’s decision to deliberate at a distance or in writing (date, reference), or let the president convene.',
            },
          },
        ],
};

export const meansFitMode: Guard<SessionFacts, ArrivalInput> = {
  name: 'meansFitMode',
  label: {
    fr: 'le membre assiste par un moyen prévu par la convocation',
    en: 'the member attends by a means that the convocation provides for',
  },
  source: 'CRPA R133-10 ; ordonnance 2014-1329, art. 2',
  needsInput: true,
  check: ({ facts, input }) => {
    const fit = MEANS_OF_MODE[facts.conduct.mode];
    return fit.length === 0 || fit.includes(meansOfArrival(facts, input))
      ? undefined
      : [
          {
            rule: 'meansFitMode',
            pointer: '/means',
            message: {
              fr: `Cette séance a été convoquée pour être suivie par : ${fit.join(', ')}.`,
              en: `This session was convened to be attended by: ${fit.join(', ')}.`,
            },
          },
        ];
  },
};

export const sentToMembers: Guard<SessionFacts, SendConvocationInput> = {
  name: 'sentToMembers',
  label: { fr: 'les destinataires sont membres en fonctions', en: 'those it is sent to are members in office' },
  source: 'CRPA R133-8',
  needsInput: true,
  check: ({ facts, input }) => {
    const strangers = input.memberIds.flatMap((id, index) =>
      facts.members.some((member) => member.id === id)
        ? []
        : [
            {
              rule: 'sentToMembers',
              pointer: `/memberIds/${index}`,
              message: { fr: 'Désignez un membre en fonctions.', en: 'Name a member in office.' },
            },
          ],
    );
    return strangers.length === 0 ? undefined : strangers;
  },
};

/** An e-mail leaves with the act; what left otherwise was written down after the convocation, and before now. */
export const sentWhenSaid: Guard<SessionFacts, SendConvocationInput> = {
  name: 'sentWhenSaid',
  label: {
    fr: 'un envoi par courrier ou remis en main propre est daté entre la convocation et maintenant',
    en: 'what was sent by post or by hand is dated between the convocation and now',
  },
  needsInput: true,
  check: ({ facts, input, now }) => {
    if (input.sentAt === undefined) return undefined;
    const at = new Date(input.sentAt);
    const { convenedAt } = facts.conduct;
    const credible = at <= now && (convenedAt === null || at >= convenedAt);
    return input.means !== 'EMAIL' && credible
      ? undefined
      : [
          {
            rule: 'sentWhenSaid',
            pointer: '/sentAt',
            message: {
              fr: 'Datez un envoi par courrier ou en main propre entre la convocation et maintenant ; un courriel part avec cet acte.',
              en: 'Date a sending by post or by hand between the convocation and now; an e-mail leaves with this act.',
            },
          },
        ];
  },
};

export const itemToBeHeardOn: Guard<SessionFacts, HearInput> = {
  name: 'itemToBeHeardOn',
  label: { fr: 'le point est à traiter', en: 'the item is still to be dealt with' },
  source: 'CRPA R133-6',
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    return item?.state === 'PENDING' && !isMoot(item)
      ? undefined
      : {
          fr: 'Une personne est entendue sur un point encore à traiter, avant sa mise au vote.',
          en: 'A person is heard on an item still to be dealt with, before it is put to the vote.',
        };
  },
};

export const nobodyHeardInRoom: Guard<SessionFacts> = {
  name: 'nobodyHeardInRoom',
  label: {
    fr: 'les personnes entendues se sont retirées avant la délibération',
    en: 'persons heard have left before the deliberation',
  },
  source: 'CRPA R133-6',
  check: ({ facts }) =>
    facts.conduct.hearings.length === 0
      ? undefined
      : {
          fr: 'Une personne entendue est encore présente : notez son départ avant de mettre un point au vote.',
          en: 'A heard person is still there: record their departure before putting an item to the vote.',
        },
};

export const isBeingHeard: Guard<SessionFacts, EndHearingInput> = {
  name: 'isBeingHeard',
  label: { fr: 'la personne est en train d’être entendue', en: 'the person is being heard' },
  needsInput: true,
  check: ({ facts, input }) =>
    facts.conduct.hearings.some(({ id }) => id === input.hearingId)
      ? undefined
      : { fr: 'Cette audition n’est pas en cours.', en: 'This hearing is not in progress.' },
};
