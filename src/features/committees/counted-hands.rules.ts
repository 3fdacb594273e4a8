// What a show of hands decided, whatever it was on: one reading for what is written and for what the audit trail keeps.

import { blockVote, itemsOf, type AdoptEnBlocInput } from './block.rules.js';
import type { VoteAmountsInput } from './amounts.rules.js';
import { entitledVoices, handsTally, recusedFromAny, type HandVote } from './hands.rules.js';
import { handsOnRanking, rankedItems, type AdoptRankingInput } from './ranking.rules.js';
import type { ItemFacts, SessionFacts, YearAmount } from './session-facts.rules.js';
import type { Proposal, Tally } from './tally.rules.js';
import type { CountHandsInput } from './voting.machine.js';

export const HANDS_SUBJECTS = ['OPINION', 'AMOUNTS', 'BLOCK', 'RANKING'] as const;
export type HandsSubject = (typeof HANDS_SUBJECTS)[number];

export interface CountedHands extends HandVote {
  readonly subject: HandsSubject;
  readonly items: readonly { readonly item: ItemFacts; readonly years?: readonly YearAmount[] }[];
  readonly tally: Tally;
  readonly entitled: number;
}

function counted(
  facts: SessionFacts,
  subject: HandsSubject,
  vote: HandVote,
  items: CountedHands['items'],
  proposal: Proposal = 'FAVOURABLE',
): CountedHands {
  return { ...vote, subject, items, tally: handsTally(facts, vote, proposal), entitled: entitledVoices(facts, vote.recused) };
}

/** Undefined: the act counts no hands. */
export function countedHands(facts: SessionFacts, event: string, input: unknown): CountedHands | undefined {
  switch (event) {
    case 'countHands': {
      const hands = input as CountHandsInput;
      const items = itemsOf(facts, [hands]);
      const vote = { hands, recused: recusedFromAny(facts, items) };
      return counted(
        facts,
        'OPINION',
        vote,
        items.map((item) => ({ item })),
        items[0]?.proposal ?? undefined,
      );
    }
    case 'voteAmounts': {
      const hands = input as VoteAmountsInput;
      const items = itemsOf(facts, [hands]);
      const vote = { hands, recused: recusedFromAny(facts, items) };
      return counted(
        facts,
        'AMOUNTS',
        vote,
        items.map((item) => ({ item, years: hands.years })),
      );
    }
    case 'adoptEnBloc': {
      const hands = input as AdoptEnBlocInput;
      const items = hands.items.flatMap((named) =>
        itemsOf(facts, [named]).map((item) => ({ item, years: named.years ?? item.votedYears ?? [] })),
      );
      return counted(facts, 'BLOCK', blockVote(facts, hands), items, hands.proposal);
    }
    case 'adoptRanking': {
      const hands = handsOnRanking(input as AdoptRankingInput);
      if (hands === undefined) return undefined;
      const items = rankedItems(facts, input as AdoptRankingInput);
      return counted(
        facts,
        'RANKING',
        { hands, recused: recusedFromAny(facts, items) },
        items.map((item) => ({ item })),
      );
    }
    default:
      return undefined;
  }
}
