// What a session needs to be convened, put off or opened (CRPA R133-5, R133-8, R133-10).

import type { Guard } from '../../kernel/machine.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import { fullDaysBetween } from './notice.rules.js';
import type { ItemFacts, SessionFacts } from './session-facts.rules.js';
import { isAdded, president, quorumNow, requiredNow, type ConveneInput } from './session-facts.rules.js';

export const perItem = (
  rule: string,
  facts: SessionFacts,
  wrong: (item: ItemFacts) => boolean,
  say: (item: ItemFacts) => Bilingual,
): Reason[] | undefined => {
  const found = facts.items.filter(wrong);
  return found.length === 0
    ? undefined
    : found.map((item) => ({ rule, message: say(item), pointer: `/items/${item.position - 1}` }));
};

export const agendaNotEmpty: Guard<SessionFacts> = {
  name: 'agendaNotEmpty',
  label: { fr: 'l’ordre du jour compte au moins un dossier', en: 'the agenda has at least one application' },
  source: 'CRPA R133-5',
  check: ({ facts }) =>
    facts.items.length > 0
      ? undefined
      : { fr: 'Inscrivez au moins un dossier à l’ordre du jour.', en: 'Put at least one application on the agenda.' },
};

export const applicationsExamined: Guard<SessionFacts> = {
  name: 'applicationsExamined',
  label: {
    fr: 'chaque dossier a l’avis signé des deux administrations, ou a été reporté',
    en: 'each application is examined by both agencies, or was deferred',
  },
  check: ({ facts }) => {
    // A second session takes up what is already on the agenda; a dossier withdrawn since is passed over in session.
    const admissible = (item: ItemFacts): readonly string[] =>
      facts.secondOfId === null || isAdded(facts, item) ? ['EXAMINED', 'DEFERRED'] : ['ON_AGENDA', 'WITHDRAWN'];
    return perItem(
      'applicationsExamined',
      facts,
      (item) => !admissible(item).includes(item.applicationState),
      (item) => ({
        fr: `Point ${item.position} : l’examen conjoint du dossier n’est pas terminé ou le dossier est déjà inscrit ailleurs ; retirez-le de l’ordre du jour.`,
        en: `Item ${item.position}: the joint examination is not finished, or the application is on another agenda; take it off.`,
      }),
    );
  },
};

export const bothPositionsWritten: Guard<SessionFacts> = {
  name: 'bothPositionsWritten',
  label: {
    fr: 'les deux positions d’un dossier divergent sont écrites',
    en: 'both positions on a divergent application are written out',
  },
  check: ({ facts }) =>
    perItem(
      'bothPositionsWritten',
      facts,
      (item) => item.divergent && item.signedPositions < 2,
      (item) => ({
        fr: `Point ${item.position} : les avis divergent, attendez la position motivée des deux administrations.`,
        en: `Item ${item.position}: the opinions diverge, wait for both agencies’ reasoned positions.`,
      }),
    ),
};

export const noticeLongEnough: Guard<SessionFacts, ConveneInput> = {
  name: 'noticeLongEnough',
  label: {
    fr: 'le délai de convocation est tenu, ou l’urgence est motivée',
    en: 'the notice is long enough, or a motive of urgency is given',
  },
  source: 'CRPA R133-8',
  needsInput: true,
  check: ({ facts, input, now }) => {
    const { noticeDays } = facts.settings;
    if (facts.scheduledAt <= now) {
      return { fr: 'Fixez la séance à une date à venir.', en: 'Set the session at a time to come.' };
    }
    if (input.urgencyMotive !== undefined) return undefined;
    if (fullDaysBetween(now, facts.scheduledAt, facts.timeZone) >= noticeDays) return undefined;
    return {
      fr: `Convoquez ${noticeDays} jours au moins avant la séance, ou motivez l’urgence.`,
      en: `Convene at least ${noticeDays} days before the session, or give a motive of urgency.`,
    };
  },
};

export const presidentInOffice: Guard<SessionFacts> = {
  name: 'presidentInOffice',
  label: { fr: 'le comité a un président en fonctions', en: 'the committee has a president in office' },
  source: 'CRPA R133-5',
  check: ({ facts }) =>
    president(facts) !== undefined
      ? undefined
      : { fr: 'Nommez d’abord le président du comité.', en: 'Name the committee’s president first.' },
};

/** All of the first agenda, in its order; what comes after it is new, and asks for a quorum when it is put to the vote. */
export const sameAgenda: Guard<SessionFacts> = {
  name: 'sameAgenda',
  label: {
    fr: 'une seconde séance reprend tout l’ordre du jour de la première, dans le même ordre ; des points nouveaux peuvent le suivre',
    en: 'a second session takes up the whole agenda of the first, in the same order; new items may follow it',
  },
  source: 'CRPA R133-10',
  check: ({ facts }) =>
    takesUp(
      facts.items.map(({ applicationId }) => applicationId),
      facts.firstAgenda,
    )
      ? undefined
      : SAME_AGENDA,
};

export const SAME_AGENDA: Bilingual = {
  fr: 'Reprenez tout l’ordre du jour de la première séance, dans le même ordre ; ajoutez ensuite les points nouveaux, pour lesquels le quorum sera exigé (CRPA R133-10).',
  en: 'Take up the first session’s whole agenda, in the same order; add new items after it: they will need a quorum (CRPA R133-10).',
};

/** Whether an agenda begins with the whole of another. */
export function takesUp(agenda: readonly string[], first: readonly string[]): boolean {
  return first.every((id, index) => agenda[index] === id);
}

export const scheduledTimeReached: Guard<SessionFacts> = {
  name: 'scheduledTimeReached',
  label: { fr: 'l’heure de la convocation est atteinte', en: 'the time of the convocation is reached' },
  check: ({ facts, now }) =>
    now >= facts.scheduledAt
      ? undefined
      : { fr: 'Attendez l’heure fixée par la convocation.', en: 'Wait for the time set by the convocation.' },
};

export const quorumReached: Guard<SessionFacts> = {
  name: 'quorumReached',
  label: {
    fr: 'la moitié au moins des membres sont présents ou ont donné mandat',
    en: 'half at least of the members are present or gave a mandate',
  },
  source: 'CRPA R133-10',
  check: ({ facts }) => {
    const { total } = quorumNow(facts);
    const required = requiredNow(facts);
    return total >= required
      ? undefined
      : {
          fr: `Quorum non atteint : ${total} membres présents ou représentés, ${required} requis. Constatez-le et convoquez une seconde séance.`,
          en: `No quorum: ${total} members present or represented, ${required} required. Adjourn and convene a second session.`,
        };
  },
};

export const quorumNotReached: Guard<SessionFacts> = {
  name: 'quorumNotReached',
  label: { fr: 'le quorum n’est pas atteint', en: 'the quorum is not reached' },
  source: 'CRPA R133-10',
  check: ({ facts }) =>
    quorumNow(facts).total < requiredNow(facts)
      ? undefined
      : { fr: 'Le quorum est atteint : ouvrez la séance.', en: 'The quorum is reached: open the session.' },
};

export const notASecondSession: Guard<SessionFacts> = {
  name: 'notASecondSession',
  label: { fr: 'ce n’est pas une seconde séance', en: 'it is not a second session' },
  source: 'CRPA R133-10',
  check: ({ facts }) =>
    facts.secondOfId === null
      ? undefined
      : {
          fr: 'Une seconde séance délibère sans condition de quorum : ouvrez-la.',
          en: 'A second session needs no quorum: open it.',
        },
};
