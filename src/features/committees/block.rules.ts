// Several items adopted by one vote: only when no member asks otherwise, and when the same members take part in all of them.

import { findingsOf, type Guard } from '../../kernel/machine.js';
import type { Reason } from '../../kernel/errors.js';
import { amountsAsVoted } from './amounts.rules.js';
import { handsGuards, handsTally, recusedFromAny, type Hands, type HandVote } from './hands.rules.js';
import { isMoot, itemOf, recusedFrom } from './session-facts.rules.js';
import type { ItemFacts, ItemInput, SessionFacts, YearAmount } from './session-facts.rules.js';
import type { Proposal } from './tally.rules.js';
import { notMoreThanRequested, quorumForItem, yearsOfCall } from './vote.rules.js';

export interface BlockItemInput extends ItemInput {
  readonly years?: readonly YearAmount[];
}
export interface AdoptEnBlocInput extends Hands {
  readonly proposal: Proposal;
  readonly reserves?: readonly string[];
  readonly items: readonly BlockItemInput[];
}

export function itemsOf(facts: SessionFacts, named: readonly ItemInput[]): ItemFacts[] {
  return named.flatMap(({ itemId }) => itemOf(facts, itemId) ?? []);
}

export function blockVote(facts: SessionFacts, input: AdoptEnBlocInput): HandVote {
  return { hands: input, recused: recusedFromAny(facts, itemsOf(facts, input.items)) };
}

const perItem = (
  rule: string,
  { items }: AdoptEnBlocInput,
  wrong: (itemId: string, index: number) => { fr: string; en: string } | undefined,
): Reason[] | undefined => {
  const found = items.flatMap(({ itemId }, index): Reason[] => {
    const message = wrong(itemId, index);
    return message === undefined ? [] : [{ rule, message, pointer: `/items/${index}/itemId` }];
  });
  return found.length === 0 ? undefined : found;
};

export const blockPending: Guard<SessionFacts, AdoptEnBlocInput> = {
  name: 'blockPending',
  label: { fr: 'les points du bloc sont distincts et à traiter', en: 'the items of the block are distinct and pending' },
  needsInput: true,
  check: ({ facts, input }) =>
    perItem('blockPending', input, (itemId, index) => {
      const item = itemOf(facts, itemId);
      const again = input.items.findIndex((other) => other.itemId === itemId) !== index;
      return item?.state === 'PENDING' && !isMoot(item) && !again
        ? undefined
        : { fr: 'Choisissez, une fois chacun, des points à traiter.', en: 'Choose pending items, each once.' };
    }),
};

export const noOneAsksOtherwise: Guard<SessionFacts, AdoptEnBlocInput> = {
  name: 'noOneAsksOtherwise',
  label: { fr: 'aucun membre ne demande un vote séparé', en: 'no member asks for a separate vote' },
  needsInput: true,
  check: ({ facts, input }) =>
    perItem('noOneAsksOtherwise', input, (itemId) =>
      itemOf(facts, itemId)?.voteApart === true
        ? { fr: 'Un membre demande que ce point soit voté seul.', en: 'A member asks that this item be voted by itself.' }
        : undefined,
    ),
};

/** Who is recused from one item only would vote on it by voting on the others, or lose the vote on these. */
export const recusedFromAllOrNone: Guard<SessionFacts, AdoptEnBlocInput> = {
  name: 'recusedFromAllOrNone',
  label: {
    fr: 'aucun membre n’est déporté d’une partie seulement du bloc',
    en: 'no member is recused from a part of the block only',
  },
  source: 'CRPA R133-12',
  needsInput: true,
  check: ({ facts, input }) => {
    const everyone = recusedFromAny(facts, itemsOf(facts, input.items));
    return perItem('recusedFromAllOrNone', input, (itemId) => {
      const item = itemOf(facts, itemId);
      const recused = item === undefined ? everyone : recusedFrom(facts, item);
      return everyone.every((id) => recused.includes(id))
        ? undefined
        : {
            fr: 'Un membre est déporté d’un autre point du bloc et non de celui-ci : votez-les séparément.',
            en: 'A member is recused from another item of the block and not from this one: vote them separately.',
          };
    });
  },
};

/** What would be asked of each item were it put to the vote by itself. */
export const blockItemsInOrder: Guard<SessionFacts, AdoptEnBlocInput> = {
  name: 'blockItemsInOrder',
  label: {
    fr: 'chaque point du bloc respecte le quorum, les années et les montants demandés',
    en: 'each item of the block keeps the quorum, the years and the amounts requested',
  },
  needsInput: true,
  check: (context) => {
    const { input } = context;
    const rules = [quorumForItem, yearsOfCall, notMoreThanRequested, amountsAsVoted] as unknown as readonly Guard<SessionFacts>[];
    const found = input.items.flatMap((item, index) =>
      rules.flatMap((rule) =>
        findingsOf(rule, { ...context, input: { ...item, proposal: input.proposal } }).map((reason) => ({
          ...reason,
          pointer: `/items/${index}`,
        })),
      ),
    );
    return found.length === 0 ? undefined : found;
  },
};

export const blockAdopted: Guard<SessionFacts, AdoptEnBlocInput> = {
  name: 'blockAdopted',
  label: { fr: 'le vote en bloc est favorable', en: 'the vote on the block is favourable' },
  source: 'CRPA R133-11',
  needsInput: true,
  check: ({ facts, input }) =>
    handsTally(facts, blockVote(facts, input), input.proposal).adopted
      ? undefined
      : {
          fr: 'Le bloc n’est pas adopté : mettez chaque point au vote.',
          en: 'The block is not adopted: put each item to the vote.',
        },
};

export const blockHands = handsGuards<AdoptEnBlocInput>(({ facts, input }) => blockVote(facts, input));

export const itemNotYetApart: Guard<SessionFacts, ItemInput> = {
  name: 'itemNotYetApart',
  label: { fr: 'le vote séparé n’est pas déjà demandé', en: 'the separate vote is not asked for yet' },
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId)?.voteApart === true
      ? { fr: 'Le vote séparé de ce point est déjà demandé.', en: 'A separate vote on this item is already asked for.' }
      : undefined,
};
