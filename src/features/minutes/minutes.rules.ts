// Who reads, drafts and signs minutes, and when (CRPA R133-13).

import { hasRole, type Actor, type Role } from '../../kernel/actor.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { inCommittee, servesCommittee, SESSION_READERS, type OfCommittee } from '../committees/session-scope.rules.js';
import type { MinutesKind } from './minutes-data.js';

export const MINUTES_STATES = ['DRAFTED', 'SIGNED'] as const;
export type MinutesState = (typeof MINUTES_STATES)[number];
export type MinutesEvent = 'draft' | 'sign' | 'attachCopy';

/** Session states of which minutes are drawn up: held, without quorum, or in writing without enough members. */
export const ENDED_STATES: readonly string[] = ['CLOSED', 'ADJOURNED', 'INVALID'];
/** Signed minutes are also for the two agencies, which follow the dossiers. */
export const MINUTES_READERS: readonly Role[] = [...SESSION_READERS, 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'];

export interface MinutesFacts extends OfCommittee {
  readonly id: string;
  readonly sessionId: string;
  readonly department: string;
  readonly kind: MinutesKind;
  readonly number: number;
  readonly state: MinutesState;
  readonly sessionState: string;
  /** Of the minutes that these rectify; null: they are the original. */
  readonly rectifiesId: string | null;
  /** Everyone with a chair in that session: members, and those who came for them. */
  readonly sittingIds: readonly string[];
  /** Those who presided. */
  readonly presiderIds: readonly string[];
  /** Items of the session’s agenda. */
  readonly itemIds: readonly string[];
  /** The last draft; 0: none yet. */
  readonly draft: number;
  readonly dataSha256: string | null;
  readonly pdfSha256: string | null;
  /** Disagreements recorded, and how many of them the last draft mentions. */
  readonly disagreements: number;
  readonly mentioned: number;
}

export interface RectifyInput {
  readonly reasons: string;
  readonly corrections: readonly { readonly itemId?: string; readonly text: string }[];
}

/** A draft is for those who run the session and those who sat in it; signed minutes for all who follow the committee. */
export function readsMinutes(actor: Actor, facts: MinutesFacts): boolean {
  if (facts.state === 'SIGNED' && readsSigned(actor, facts)) return true;
  return (
    servesCommittee(actor, 'COMMITTEE_SECRETARY', facts) ||
    servesCommittee(actor, 'COMMITTEE_PRESIDENT', facts) ||
    (servesCommittee(actor, 'COMMITTEE_MEMBER', facts) && facts.sittingIds.includes(actor.personId))
  );
}

export function readsSigned(actor: Actor, facts: OfCommittee): boolean {
  return hasRole(actor, 'AUDITOR') || MINUTES_READERS.some((role) => role !== 'AUDITOR' && servesCommittee(actor, role, facts));
}

export const seesMinutes: Policy<MinutesFacts> = {
  name: 'seesMinutes',
  label: { fr: 'qui voit le procès-verbal', en: 'who sees the minutes' },
  allows: readsMinutes,
};

export const secretary = inCommittee<MinutesFacts>('COMMITTEE_SECRETARY');
export const president = inCommittee<MinutesFacts>('COMMITTEE_PRESIDENT');

/** The chair of that very session: a role, or the presidency taken since, signs nothing. */
export const presided: Policy<MinutesFacts> = {
  name: 'presidedSession',
  label: { fr: 'qui a présidé la séance', en: 'who presided the session' },
  allows: (actor, facts) =>
    facts.presiderIds.includes(actor.personId) &&
    (servesCommittee(actor, 'COMMITTEE_PRESIDENT', facts) || servesCommittee(actor, 'COMMITTEE_MEMBER', facts)),
};

export const sessionEnded: Guard<Pick<MinutesFacts, 'sessionState'>> = {
  name: 'sessionEnded',
  label: { fr: 'la séance est finie', en: 'the session is over' },
  source: 'CRPA R133-13',
  check: ({ facts }) =>
    ENDED_STATES.includes(facts.sessionState)
      ? undefined
      : {
          fr: 'Établissez le procès-verbal une fois la séance levée ou ajournée.',
          en: 'Draw up the minutes once the session is closed or adjourned.',
        },
};

export const correctionsOfSession: Guard<MinutesFacts, Partial<RectifyInput>> = {
  name: 'correctionsOfSession',
  label: { fr: 'les rectifications portent sur des points de la séance', en: 'corrections are about items of the session' },
  needsInput: true,
  check: ({ facts, input }) =>
    (input.corrections ?? []).flatMap(({ itemId }, index) =>
      itemId === undefined || facts.itemIds.includes(itemId)
        ? []
        : [
            {
              rule: 'correctionsOfSession',
              pointer: `/corrections/${index}/itemId`,
              message: { fr: 'Choisissez un point de la séance.', en: 'Choose an item of the session.' },
            },
          ],
    ),
};

export const everyDisagreementMentioned: Guard<MinutesFacts> = {
  name: 'everyDisagreementMentioned',
  label: { fr: 'tout désaccord demandé est mentionné', en: 'every disagreement asked for is mentioned' },
  source: 'CRPA R133-13',
  check: ({ facts: { kind, disagreements, mentioned } }) =>
    kind === 'RECTIFYING' || disagreements === mentioned
      ? undefined
      : {
          fr: 'Un désaccord a été demandé depuis ce projet : établissez-en un nouveau.',
          en: 'A disagreement was asked for since this draft: draw up a new one.',
        },
};
