// A member's disagreement with an opinion, mentioned in the minutes because the member asks for it (CRPA R133-13).

import type { Edge, Guard, Policy } from '../../kernel/machine.js';
import { itemOf, memberOf, recusedFrom, type ItemInput, type SessionFacts } from './session-facts.rules.js';

export type DisagreementEvent = 'recordDisagreement';

export interface DisagreementInput extends ItemInput {
  /** What the member wants said beside the disagreement itself. */
  readonly text?: string;
}

const SOURCE = 'CRPA R133-13';

const opinionGiven: Guard<SessionFacts, DisagreementInput> = {
  name: 'opinionGiven',
  label: { fr: 'un avis est rendu sur le point', en: 'an opinion is given on the item' },
  source: SOURCE,
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId)?.state === 'DECIDED'
      ? undefined
      : [
          {
            rule: 'opinionGiven',
            pointer: '/itemId',
            message: {
              fr: 'Le désaccord porte sur un avis rendu : choisissez un point décidé.',
              en: 'A disagreement is with an opinion: choose a decided item.',
            },
          },
        ],
};

const tookPart: Guard<SessionFacts, DisagreementInput> = {
  name: 'notRecusedFromOpinion',
  label: { fr: 'le membre n’est pas déporté sur le point', en: 'the member is not recused from the item' },
  source: 'CRPA R133-12',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const item = itemOf(facts, input.itemId);
    const own = memberOf(facts, actor.personId)?.id;
    return item !== undefined && own !== undefined && recusedFrom(facts, item).includes(own)
      ? { fr: 'Vous êtes déporté sur ce point.', en: 'You are recused from this item.' }
      : undefined;
  },
};

const notYetMentioned: Guard<SessionFacts, DisagreementInput> = {
  name: 'notYetMentioned',
  label: { fr: 'un désaccord par membre et par point', en: 'one disagreement a member on an item' },
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const own = memberOf(facts, actor.personId)?.id;
    return facts.disagreements?.some(({ itemId, memberId }) => itemId === input.itemId && memberId === own) === true
      ? { fr: 'Votre désaccord est déjà mentionné.', en: 'Your disagreement is already mentioned.' }
      : undefined;
  },
};

const minutesUnsigned: Guard<SessionFacts> = {
  name: 'minutesUnsigned',
  label: { fr: 'le procès-verbal n’est pas signé', en: 'the minutes are not signed' },
  source: SOURCE,
  check: ({ facts }) =>
    facts.minutesSigned === true
      ? {
          fr: 'Le procès-verbal est signé : demandez un procès-verbal rectificatif.',
          en: 'The minutes are signed: ask for rectifying minutes.',
        }
      : undefined,
};

/** During the session and after it, until the minutes are signed. */
export function disagreementEdges(
  by: readonly Policy<SessionFacts>[],
): Edge<'OPEN' | 'SUSPENDED' | 'CLOSED', DisagreementEvent, SessionFacts>[] {
  return (['OPEN', 'SUSPENDED', 'CLOSED'] as const).map((state) => ({
    event: 'recordDisagreement',
    label: { fr: 'Faire mentionner son désaccord', en: 'Have one’s disagreement mentioned' },
    from: [state],
    to: state,
    by,
    when: [opinionGiven, tookPart, notYetMentioned, minutesUnsigned],
    ...(state === 'CLOSED' && { afterEnd: true as const }),
  }));
}
