// How an item is put to the vote, voted and closed (CRPA R133-11, R133-12).

import type { Guard, GuardContext } from '../../kernel/machine.js';
import type { ItemFacts, ItemInput, OpenItemInput, SessionFacts, VoteInput } from './session-facts.rules.js';
import { isAdded, isMoot, itemOf, memberOf, president, quorumNow, recusedFrom, requiredFor } from './session-facts.rules.js';
import { count, tallyOf, type Tally } from './tally.rules.js';

export const noOtherItemOpen: Guard<SessionFacts> = {
  name: 'noOtherItemOpen',
  label: { fr: 'aucun autre point n’est au vote', en: 'no other item is being voted' },
  check: ({ facts }) => {
    const open = facts.items.find((item) => item.state === 'OPEN' && !isMoot(item));
    return open === undefined
      ? undefined
      : { fr: `Terminez d’abord le point ${open.position}.`, en: `Finish item ${open.position} first.` };
  },
};

export const itemPending: Guard<SessionFacts, ItemInput> = {
  name: 'itemPending',
  label: { fr: 'le point est à traiter', en: 'the item is still to be dealt with' },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    return item?.state === 'PENDING' && !isMoot(item)
      ? undefined
      : {
          fr: 'Choisissez un point à traiter de l’ordre du jour (le dossier retiré par son porteur ne l’est plus).',
          en: 'Choose a pending item of the agenda (an application withdrawn by its holder no longer is).',
        };
  },
};

export const quorumForItem: Guard<SessionFacts, ItemInput> = {
  name: 'quorumForItem',
  label: {
    fr: 'le quorum est atteint pour ce point, membres déportés exclus (si le comité le vérifie à chaque point, ou si le point est nouveau dans une seconde séance)',
    en: 'the quorum holds for this item without the recused members (if the committee asks it for each item, or if the item is new in a second session)',
  },
  source: 'CRPA R133-10, R133-12',
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    if (item === undefined || (facts.settings.quorumAt !== 'ITEM' && !isAdded(facts, item))) return undefined;
    const { total } = quorumNow(facts, item);
    const required = requiredFor(facts, item);
    return total >= required
      ? undefined
      : {
          fr: `Quorum non atteint pour ce point : ${total} membres, ${required} requis. Reportez-le.`,
          en: `No quorum for this item: ${total} members, ${required} required. Defer it.`,
        };
  },
};

export const yearsOfCall: Guard<SessionFacts, OpenItemInput> = {
  name: 'yearsOfCall',
  label: { fr: 'les montants portent sur les années de l’appel', en: 'the amounts are for the call’s years' },
  needsInput: true,
  check: ({ facts, input }) => {
    const years = (input.years ?? []).map(({ year }) => year);
    return new Set(years).size === years.length && years.every((year) => facts.budgetYears.includes(year))
      ? undefined
      : {
          fr: `Proposez au plus un montant par année de l’appel (${facts.budgetYears.join(', ')}).`,
          en: `Propose at most one amount for each year of the call (${facts.budgetYears.join(', ')}).`,
        };
  },
};

export const notMoreThanRequested: Guard<SessionFacts, OpenItemInput> = {
  name: 'notMoreThanRequested',
  label: { fr: 'pas plus que demandé, chaque année', en: 'not more than requested, in each year' },
  needsInput: true,
  check: ({ facts, input }) => {
    const requested = itemOf(facts, input.itemId)?.requestedYears ?? [];
    const over = (input.years ?? []).find(
      ({ year, cents }) => BigInt(cents) > (requested.find((line) => line.year === year)?.cents ?? 0n),
    );
    return over === undefined
      ? undefined
      : {
          fr: `Proposez au plus le montant demandé pour ${over.year}.`,
          en: `Propose at most the amount requested for ${over.year}.`,
        };
  },
};

export const itemOpen: Guard<SessionFacts, ItemInput> = {
  name: 'itemOpen',
  label: { fr: 'le point est au vote', en: 'the item is being voted' },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    return item?.state === 'OPEN' && !isMoot(item)
      ? undefined
      : { fr: 'Ce point n’est pas au vote.', en: 'This item is not being voted.' };
  },
};

interface Voter {
  /** The member who votes. */
  readonly own: string | undefined;
  /** The member whose ballot it is: the same, or the giver of the mandate. */
  readonly ballotOf: string | undefined;
}

function voterOf({ facts, actor, input }: GuardContext<SessionFacts, VoteInput>): Voter {
  const own = memberOf(facts, actor.personId)?.id;
  return { own, ballotOf: input.forMemberId ?? own };
}

export const memberPresent: Guard<SessionFacts, VoteInput> = {
  name: 'memberPresent',
  label: {
    fr: 'le votant est présent, ou détient le mandat d’un membre absent',
    en: 'the voter is present, or holds the mandate of an absent member',
  },
  source: 'CRPA R133-9, R133-11',
  needsInput: true,
  check: (context) => {
    const { facts } = context;
    const { own, ballotOf } = voterOf(context);
    // In writing nobody is there before taking part.
    if (own === undefined || (facts.conduct.mode !== 'WRITTEN' && !facts.presentIds.includes(own))) {
      return {
        fr: 'Faites noter votre arrivée par le secrétariat avant de voter.',
        en: 'Have your arrival recorded before voting.',
      };
    }
    if (ballotOf === own) return undefined;
    const mandated =
      facts.proxies.some(({ giverId, holderId }) => giverId === ballotOf && holderId === own) &&
      facts.members.some(({ id }) => id === ballotOf);
    if (!mandated) return { fr: 'Vous ne détenez pas le mandat de ce membre.', en: 'You do not hold this member’s mandate.' };
    return facts.presentIds.includes(ballotOf ?? '')
      ? { fr: 'Ce membre est présent : il vote lui-même.', en: 'This member is present and votes in person.' }
      : undefined;
  },
};

export const notRecused: Guard<SessionFacts, VoteInput> = {
  name: 'notRecused',
  label: {
    fr: 'ni le votant ni son mandant n’a d’intérêt personnel au dossier',
    en: 'neither the voter nor the giver of the mandate has a personal interest in the application',
  },
  source: 'CRPA R133-12',
  needsInput: true,
  check: (context) => {
    const item = itemOf(context.facts, context.input.itemId);
    if (item === undefined) return undefined;
    const recused = recusedFrom(context.facts, item);
    const { own, ballotOf } = voterOf(context);
    if (own !== undefined && recused.includes(own)) {
      return {
        fr: 'Vous êtes déporté sur ce point : vous ne votez ni pour vous ni au titre d’un mandat.',
        en: 'You are recused from this item: you vote neither for yourself nor under a mandate.',
      };
    }
    return ballotOf !== undefined && recused.includes(ballotOf)
      ? {
          fr: 'Votre mandant est déporté sur ce point : son mandat n’y est pas utilisable.',
          en: 'The giver of your mandate is recused from this item: the mandate cannot be used for it.',
        }
      : undefined;
  },
};

export const notYetVoted: Guard<SessionFacts, VoteInput> = {
  name: 'notYetVoted',
  label: { fr: 'un seul bulletin par membre et par point', en: 'one ballot per member and item' },
  source: 'CRPA R133-11',
  needsInput: true,
  check: (context) => {
    const { ballotOf } = voterOf(context);
    return context.facts.ballots.some(({ itemId, memberId }) => itemId === context.input.itemId && memberId === ballotOf)
      ? { fr: 'Le bulletin de ce membre est déjà enregistré.', en: 'This member’s ballot is already recorded.' }
      : undefined;
  },
};

export const someoneVoted: Guard<SessionFacts, ItemInput> = {
  name: 'someoneVoted',
  label: { fr: 'au moins un bulletin est enregistré', en: 'at least one ballot is recorded' },
  needsInput: true,
  check: ({ facts, input }) =>
    facts.ballots.some(({ itemId }) => itemId === input.itemId)
      ? undefined
      : { fr: 'Faites voter, ou reportez le point.', en: 'Have the members vote, or defer the item.' },
};

/** A tie is not declared while the president, who alone can break it, sits there and has not voted. */
export const presidentHasSpoken: Guard<SessionFacts, ItemInput> = {
  name: 'presidentHasSpoken',
  label: {
    fr: 'en cas de partage égal, le président présent a voté ou s’est abstenu',
    en: 'on a tie, a president who is present has voted or abstained',
  },
  source: 'CRPA R133-11',
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    const chair = president(facts);
    // A written deliberation is over when its items are closed: nobody is waited for.
    if (item === undefined || chair === undefined || !facts.settings.castingVote || facts.conduct.mode === 'WRITTEN') {
      return undefined;
    }
    const mayStillVote =
      facts.presentIds.includes(chair.id) &&
      !recusedFrom(facts, item).includes(chair.id) &&
      !facts.ballots.some(({ itemId, memberId }) => itemId === item.id && memberId === chair.id);
    return mayStillVote && count(ballotsOn(facts, item), facts.settings).tie
      ? {
          fr: 'Partage égal des voix : le président vote ou s’abstient avant la clôture du point.',
          en: 'Tie: the president votes or abstains before the item is closed.',
        }
      : undefined;
  },
};

export const everyItemDone: Guard<SessionFacts> = {
  name: 'everyItemDone',
  label: { fr: 'chaque point est décidé ou reporté', en: 'every item is decided or deferred' },
  check: ({ facts }) => {
    const left = facts.items.filter((item) => (item.state === 'PENDING' || item.state === 'OPEN') && !isMoot(item));
    return left.length === 0
      ? undefined
      : {
          fr: `Décidez ou reportez les points restants : ${left.map(({ position }) => position).join(', ')}.`,
          en: `Decide or defer the items left: ${left.map(({ position }) => position).join(', ')}.`,
        };
  },
};

function ballotsOn(facts: SessionFacts, item: ItemFacts): readonly SessionFacts['ballots'][number][] {
  return facts.ballots.filter(({ itemId }) => itemId === item.id);
}

/** The result of the item in progress, from its ballots. A recused president has no casting vote. */
export function itemTally(facts: SessionFacts, item: ItemFacts): Tally {
  const chair = president(facts)?.id;
  const casting = chair !== undefined && !recusedFrom(facts, item).includes(chair) ? chair : undefined;
  return tallyOf(ballotsOn(facts, item), facts.settings, casting, item.proposal ?? 'FAVOURABLE');
}
