// A secret ballot (ordonnance 2014-1329, art. 2 and 3: secret votes stay secret): its box, and the tie that the president breaks aloud.

import type { Guard } from '../../kernel/machine.js';
import { castingMember, votedInPerson } from './presiding.rules.js';
import { isMoot, itemOf, memberOf, recusedFrom, votersOn } from './session-facts.rules.js';
import type { ItemFacts, ItemInput, MemberFacts, SessionFacts } from './session-facts.rules.js';
import { tallyOf, type Choice, type Tally } from './tally.rules.js';

export interface SettleTieInput extends ItemInput {
  readonly choice: Choice;
}

/** Who may say aloud which way a tied secret ballot goes: with the casting vote, in the room, and having voted in person. */
function declarer(facts: SessionFacts, item: ItemFacts): MemberFacts | undefined {
  if (facts.settings.secretTie !== 'PRESIDENT_DECLARES') return undefined;
  const voters = votersOn(facts, item);
  const holder = castingMember(facts, recusedFrom(facts, item), voters);
  return holder !== undefined && facts.presentIds.includes(holder.id) && votedInPerson(voters, holder.id) ? holder : undefined;
}

/** Whether the closing leaves the item waiting for a declared vote. */
export function waitsForDeclaration(facts: SessionFacts, item: ItemFacts, tally: Tally): boolean {
  return item.state === 'OPEN' && item.ballotMode === 'SECRET' && tally.tie && declarer(facts, item) !== undefined;
}

/** The closed count with the declared vote; without one the tie stands, and nothing is adopted. */
export function settledTally(facts: SessionFacts, item: ItemFacts, declared?: Choice): Tally {
  if (item.tally === null) throw new Error(`item ${item.id} has no closed count`);
  return tallyOf(item.tally, facts.settings, declared, item.proposal ?? 'FAVOURABLE');
}

/** An item at the vote; or one tied, once nobody is left who may break the tie. */
export const itemToClose: Guard<SessionFacts, ItemInput> = {
  name: 'itemOpen',
  label: { fr: 'le point est au vote', en: 'the item is being voted' },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    if (item === undefined || isMoot(item) || (item.state !== 'OPEN' && item.state !== 'TIED')) {
      return { fr: 'Ce point n’est pas au vote.', en: 'This item is not being voted.' };
    }
    return item.state === 'TIED' && declarer(facts, item) !== undefined
      ? {
          fr: 'Partage égal des voix au scrutin secret : le président de séance déclare son vote.',
          en: 'The secret ballot is tied: whoever presides declares their vote.',
        }
      : undefined;
  },
};

/** The box is kept out of the database's log, so a crash of the database empties it; the register remains. */
export const boxIsWhole: Guard<SessionFacts, ItemInput> = {
  name: 'boxIsWhole',
  label: {
    fr: 'au scrutin secret, chaque membre émargé a son bulletin dans l’urne',
    en: 'in a secret ballot, each voter of the register has a ballot in the box',
  },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    if (item?.state !== 'OPEN' || item.ballotMode !== 'SECRET') return undefined;
    const inBox = new Set(facts.ballots.filter(({ itemId }) => itemId === item.id).map(({ memberId }) => memberId));
    const registered = new Set(votersOn(facts, item).map(({ memberId }) => memberId));
    const lost = [...registered].filter((id) => !inBox.has(id)).length;
    return lost === 0
      ? undefined
      : {
          fr: `${lost} bulletins secrets ont été perdus par un arrêt de la base : que chaque membre vote de nouveau.`,
          en: `${lost} secret ballots were lost when the database stopped: have every member vote again.`,
        };
  },
};

export const itemTied: Guard<SessionFacts, ItemInput> = {
  name: 'itemTied',
  label: { fr: 'le scrutin secret est clos sur un partage égal des voix', en: 'the secret ballot is closed on a tie' },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    return item?.state === 'TIED' && !isMoot(item)
      ? undefined
      : { fr: 'Ce point n’attend pas de voix prépondérante.', en: 'This item waits for no casting vote.' };
  },
};

export const hasCastingVote: Guard<SessionFacts, ItemInput> = {
  name: 'hasCastingVote',
  label: {
    fr: 'le président de séance est présent, non déporté, et a pris part au scrutin',
    en: 'whoever presides is present, not recused, and voted',
  },
  source: 'CRPA R133-11, R133-12',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const item = itemOf(facts, input.itemId);
    const own = memberOf(facts, actor.personId);
    return item === undefined || (own !== undefined && declarer(facts, item)?.id === own.id)
      ? undefined
      : {
          fr: 'La voix prépondérante revient au président de séance qui a pris part au scrutin.',
          en: 'The casting vote is that of whoever presides and voted.',
        };
  },
};
