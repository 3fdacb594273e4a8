// The committee's ranking of the dossiers it favours, adopted by a vote or, without one, because nobody objects.

import type { Guard } from '../../kernel/machine.js';
import { itemsOf } from './block.rules.js';
import { handsGuards, recusedFromAny, type Hands } from './hands.rules.js';
import { isMoot, type SessionFacts } from './session-facts.rules.js';

export interface AdoptRankingInput extends Partial<Hands> {
  /** Every favoured item of the session, the first rank first. */
  readonly itemIds: readonly string[];
}

/** Hands counted on the ranking; undefined when it is adopted without a vote. */
export function handsOnRanking({ counts, presidentChoice }: AdoptRankingInput): Hands | undefined {
  return counts === undefined ? undefined : { counts, ...(presidentChoice !== undefined && { presidentChoice }) };
}

export function rankedItems(facts: SessionFacts, { itemIds }: AdoptRankingInput): ReturnType<typeof itemsOf> {
  return itemsOf(
    facts,
    itemIds.map((itemId) => ({ itemId })),
  );
}

export const noItemLeft: Guard<SessionFacts> = {
  name: 'noItemLeft',
  label: {
    fr: 'chaque point est décidé ou reporté avant le classement',
    en: 'every item is decided or deferred before the ranking',
  },
  check: ({ facts }) =>
    facts.items.some((item) => item.state !== 'DECIDED' && item.state !== 'DEFERRED' && !isMoot(item))
      ? { fr: 'Décidez ou reportez d’abord les points restants.', en: 'Decide or defer the items left first.' }
      : undefined,
};

export const notYetRanked: Guard<SessionFacts> = {
  name: 'notYetRanked',
  label: { fr: 'la séance n’a pas encore adopté de classement', en: 'the session has adopted no ranking yet' },
  check: ({ facts }) =>
    facts.ranked ? { fr: 'Le classement de la séance est adopté.', en: 'The session’s ranking is adopted.' } : undefined,
};

export const rankingComplete: Guard<SessionFacts, AdoptRankingInput> = {
  name: 'rankingComplete',
  label: {
    fr: 'le classement compte, une fois chacun, tous les dossiers à avis favorable de la séance',
    en: 'the ranking has every favoured dossier of the session, each once',
  },
  needsInput: true,
  check: ({ facts, input }) => {
    const favoured = facts.items
      .filter(({ result }) => result === 'FAVOURABLE' || result === 'WITH_RESERVES')
      .map(({ id }) => id);
    const complete =
      favoured.length > 0 &&
      input.itemIds.length === favoured.length &&
      new Set(input.itemIds).size === favoured.length &&
      favoured.every((id) => input.itemIds.includes(id));
    const message = {
      fr: 'Classez, une fois chacun, tous les points à avis favorable ou avec réserves de la séance, et eux seuls.',
      en: 'Rank every favoured item of the session (with reserves or without), each once, and no other.',
    };
    return complete ? undefined : [{ rule: 'rankingComplete', pointer: '/itemIds', message }];
  },
};

/** Comparing dossiers concerns each of them: who is recused from one takes no part in the vote on the ranking (CRPA R133-12). */
export const rankingHands = handsGuards<AdoptRankingInput>(({ facts, input }) => {
  const hands = handsOnRanking(input);
  return hands === undefined ? undefined : { hands, recused: recusedFromAny(facts, rankedItems(facts, input)) };
});
