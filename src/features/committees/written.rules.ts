// A deliberation in writing (ordonnance 2014-1329, art. 3 and 4; décret 2014-1627): between two instants announced by the convocation, every
// remark open at once to all, valid only if half at least of the members really took part. Time is judged on the arrival of each request.

import { findingsOf, type Guard } from '../../kernel/machine.js';
import type { Reason } from '../../kernel/errors.js';
import { quorumNow, requiredNow } from './session-facts.rules.js';
import type { ContributeInput, ConveneInput, OpenItemInput, SessionFacts } from './session-facts.rules.js';
import { itemOf } from './session-facts.rules.js';
import { notMoreThanRequested, yearsOfCall } from './vote.rules.js';

/**
 * How long the results wait after the closing: what arrived in time and still waits for its turn is counted first. A request waits for
 * a connection and for a lock, each 5 s at most.
 */
export const SETTLING_MS = 12_000;

/** Why the dossiers of a deliberation that is not valid go back to the agenda of another session. */
export const INVALID_DELIBERATION =
  'Délibération écrite non valable : moins de la moitié des membres y ont effectivement participé (ordonnance 2014-1329, art. 4 II).';

export function isWritten({ conduct }: SessionFacts): boolean {
  return conduct.mode === 'WRITTEN';
}

export interface Participation {
  /** Members who voted or wrote a remark; who gave a mandate did not really take part. */
  readonly tookPart: number;
  /** Half at least of the members of the committee: 41 need 21. */
  readonly required: number;
}

export function participationOf(facts: SessionFacts): Participation {
  const members = facts.membersCount ?? facts.members.length;
  return { tookPart: quorumNow(facts).present, required: Math.ceil(members / 2) };
}

/** Half of the members took part, and the committee's own quorum, should it ask for more, is met too. */
export function isValidInWriting(facts: SessionFacts): boolean {
  const { tookPart, required } = participationOf(facts);
  return tookPart >= required && quorumNow(facts).total >= requiredNow(facts);
}

export const heldInWriting: Guard<SessionFacts> = {
  name: 'heldInWriting',
  label: { fr: 'la délibération est écrite', en: 'the deliberation is in writing' },
  source: 'ordonnance 2014-1329, art. 3',
  check: ({ facts }) =>
    isWritten(facts)
      ? undefined
      : {
          fr: 'Cette séance se tient en réunion : ses membres s’y expriment.',
          en: 'This session is a meeting: members speak there.',
        },
};

export const heldAsMeeting: Guard<SessionFacts> = {
  name: 'heldAsMeeting',
  label: { fr: 'la séance se tient en réunion, non par écrit', en: 'the session is a meeting, not in writing' },
  source: 'ordonnance 2014-1329, art. 3',
  check: ({ facts }) =>
    isWritten(facts)
      ? {
          fr: 'La délibération est écrite : elle s’ouvre et se clôt aux heures de la convocation, et la participation se constate par les votes et les observations.',
          en: 'The deliberation is in writing: it opens and closes at the hours of the convocation, and votes and remarks show who takes part.',
        }
      : undefined,
};

export const writtenHoursLongEnough: Guard<SessionFacts> = {
  name: 'writtenHoursLongEnough',
  label: {
    fr: 'une délibération écrite dure au moins le temps fixé par le comité',
    en: 'a written deliberation lasts at least as long as the committee says',
  },
  source: 'ordonnance 2014-1329, art. 3',
  check: ({ facts }) => {
    const { closesAt } = facts.conduct;
    const { writtenMinHours } = facts.settings;
    return closesAt === null || closesAt.getTime() - facts.scheduledAt.getTime() >= writtenMinHours * 3_600_000
      ? undefined
      : {
          fr: `Laissez ${writtenMinHours} heures au moins entre l’ouverture et la clôture.`,
          en: `Leave at least ${writtenMinHours} hours between the opening and the closing.`,
        };
  },
};

/** Members who cannot meet must know from the convocation on what they will vote on. */
export const proposalsAnnounced: Guard<SessionFacts, ConveneInput> = {
  name: 'proposalsAnnounced',
  label: {
    fr: 'une délibération écrite annonce l’avis soumis au vote sur chaque point',
    en: 'a written deliberation announces the opinion put to the vote on each item',
  },
  source: 'ordonnance 2014-1329, art. 3',
  needsInput: true,
  check: (context) => {
    const { facts, input } = context;
    const proposals = input.proposals ?? [];
    if (!isWritten(facts)) {
      return proposals.length === 0
        ? undefined
        : [announced('/proposals', 'En réunion, l’avis est proposé en séance.', 'At a meeting, the opinion is proposed there.')];
    }
    const missing = facts.items.filter(({ id }) => proposals.filter(({ itemId }) => itemId === id).length !== 1);
    const reasons = missing.map(({ position }) =>
      announced(
        '/proposals',
        `Point ${position} : annoncez un avis à soumettre au vote, et un seul.`,
        `Item ${position}: announce one opinion to put to the vote, and one only.`,
      ),
    );
    for (const [index, proposal] of proposals.entries()) {
      const pointer = `/proposals/${index}`;
      if (itemOf(facts, proposal.itemId) === undefined) {
        reasons.push(announced(pointer, 'Ce point n’est pas à l’ordre du jour.', 'This item is not on the agenda.'));
        continue;
      }
      for (const rule of [yearsOfCall, notMoreThanRequested] as Guard<SessionFacts, OpenItemInput>[]) {
        const found = findingsOf<SessionFacts>(rule, { ...context, input: proposal });
        reasons.push(...found.map((reason) => ({ ...reason, pointer: `${pointer}/years` })));
      }
    }
    return reasons.length === 0 ? undefined : reasons;
  },
};

function announced(pointer: string, fr: string, en: string): Reason {
  return { rule: 'proposalsAnnounced', pointer, message: { fr, en } };
}

export const withinHours: Guard<SessionFacts> = {
  name: 'withinHours',
  label: {
    fr: 'par écrit : entre l’ouverture et la clôture annoncées',
    en: 'in writing: between the announced opening and closing',
  },
  source: 'ordonnance 2014-1329, art. 3',
  // The closing belongs to no member: what arrives at that very millisecond is late.
  check: ({ facts: { scheduledAt, conduct }, now }) =>
    conduct.closesAt === null || (scheduledAt <= now && now < conduct.closesAt)
      ? undefined
      : {
          fr: 'La délibération écrite n’est pas ouverte à cette heure : seul compte ce qui arrive entre l’ouverture et la clôture annoncées.',
          en: 'The written deliberation is not open at this hour: only what arrives between the announced opening and closing counts.',
        },
};

export const hoursOver: Guard<SessionFacts> = {
  name: 'hoursOver',
  label: { fr: 'par écrit : l’heure de clôture est passée', en: 'in writing: the closing time is over' },
  source: 'ordonnance 2014-1329, art. 3',
  check: ({ facts, now }) =>
    facts.conduct.closesAt === null || now.getTime() >= facts.conduct.closesAt.getTime() + SETTLING_MS
      ? undefined
      : {
          fr: 'Attendez la clôture annoncée, et quelques secondes pour ce qui est arrivé à temps.',
          en: 'Wait for the announced closing, and a few seconds for what arrived in time.',
        },
};

export const halfTookPart: Guard<SessionFacts> = {
  name: 'halfTookPart',
  label: {
    fr: 'par écrit : la moitié au moins des membres ont effectivement participé',
    en: 'in writing: half at least of the members really took part',
  },
  source: 'ordonnance 2014-1329, art. 4 II',
  check: ({ facts }) => {
    if (!isWritten(facts) || isValidInWriting(facts)) return undefined;
    const { tookPart, required } = participationOf(facts);
    return {
      fr: `Délibération non valable : ${tookPart} membres y ont participé, ${required} requis.`,
      en: `The deliberation is not valid: ${tookPart} members took part, ${required} required.`,
    };
  },
};

export const fewerTookPart: Guard<SessionFacts> = {
  name: 'fewerTookPart',
  label: {
    fr: 'moins de la moitié des membres ont effectivement participé',
    en: 'fewer than half of the members really took part',
  },
  source: 'ordonnance 2014-1329, art. 4 II',
  check: ({ facts }) =>
    isValidInWriting(facts)
      ? {
          fr: 'La participation suffit : clôturez les points.',
          en: 'Enough members took part: close the items.',
        }
      : undefined,
};

export const itemOnAgenda: Guard<SessionFacts, ContributeInput> = {
  name: 'itemOnAgenda',
  label: { fr: 'l’observation porte sur un point de l’ordre du jour', en: 'the remark is on an item of the agenda' },
  needsInput: true,
  check: ({ facts, input }) =>
    input.itemId === undefined || itemOf(facts, input.itemId) !== undefined
      ? undefined
      : { fr: 'Ce point n’est pas à l’ordre du jour.', en: 'This item is not on the agenda.' },
};
