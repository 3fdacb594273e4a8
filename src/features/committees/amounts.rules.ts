// Amounts voted apart, before the opinion that will carry them: they are what the item then proposes.

import type { Guard } from '../../kernel/machine.js';
import { handsGuards, type Hands } from './hands.rules.js';
import {
  itemOf,
  recusedFrom,
  type ItemInput,
  type OpenItemInput,
  type SessionFacts,
  type YearAmount,
} from './session-facts.rules.js';

export interface VoteAmountsInput extends ItemInput, Hands {
  readonly years: readonly YearAmount[];
}

/** Order and years of nothing do not matter: amounts are the same when each year has the same cents. */
function sameYears(one: readonly YearAmount[], other: readonly YearAmount[]): boolean {
  const told = (years: readonly YearAmount[]): string =>
    JSON.stringify(
      years
        .filter(({ cents }) => cents > 0)
        .map(({ year, cents }) => [year, cents] as const)
        .sort(([first], [second]) => first - second),
    );
  return told(one) === told(other);
}

export const amountsNotVoted: Guard<SessionFacts, ItemInput> = {
  name: 'amountsNotVoted',
  label: { fr: 'les montants du point ne sont pas déjà adoptés', en: 'the item’s amounts are not adopted yet' },
  needsInput: true,
  check: ({ facts, input }) =>
    (itemOf(facts, input.itemId)?.votedYears ?? null) === null
      ? undefined
      : { fr: 'Les montants de ce point sont déjà adoptés.', en: 'The amounts of this item are already adopted.' },
};

export const amountsAsVoted: Guard<SessionFacts, OpenItemInput> = {
  name: 'amountsAsVoted',
  label: { fr: 'les montants votés à part sont ceux de la proposition', en: 'amounts voted apart are those of the proposal' },
  needsInput: true,
  check: ({ facts, input }) => {
    const voted = itemOf(facts, input.itemId)?.votedYears ?? null;
    const message = {
      fr: 'Le comité a voté ces montants à part : ne les redites pas, ou redites les mêmes.',
      en: 'The committee voted these amounts apart: leave them out, or give the same.',
    };
    return voted === null || input.years === undefined || sameYears(voted, input.years)
      ? undefined
      : [{ rule: 'amountsAsVoted', pointer: '/years', message }];
  },
};

export const amountHands = handsGuards<VoteAmountsInput>(({ facts, input }) => {
  const item = itemOf(facts, input.itemId);
  return item === undefined ? undefined : { hands: input, recused: recusedFrom(facts, item) };
});
