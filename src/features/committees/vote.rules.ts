// How an item is put to the vote, voted and closed (CRPA R133-11, R133-12).

import type { Guard, GuardContext } from '../../kernel/machine.js';
import { castingMember, countedBallots, votedInPerson } from './presiding.rules.js';
import type { ItemFacts, ItemInput, OpenItemInput, SessionFacts, VoteInput } from './session-facts.rules.js';
import { isAdded, isMoot, itemOf, memberOf, quorumNow, recusedFrom, requiredFor, votersOn } from './session-facts.rules.js';
import { choiceInPerson, count, countsOf, tallyOf, type Tally } from './tally.rules.js';

export const noOtherItemOpen: Guard<SessionFacts> = {
  name: 'noOtherItemOpen',
  label: { fr: 'aucun autre point n’est au vote', en: 'no other item is being voted' },
  check: ({ facts }) => {
    const open = facts.items.find((item) => (item.state === 'OPEN' || item.state === 'TIED') && !isMoot(item));
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

/** A member asks something of an item in which they take part, while sitting there. */
export const takesPart: Guard<SessionFacts, ItemInput> = {
  name: 'takesPart',
  label: { fr: 'le membre est présent et non déporté', en: 'the member is present and not recused' },
  source: 'CRPA R133-12',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const own = memberOf(facts, actor.personId)?.id;
    const item = itemOf(facts, input.itemId);
    if (own === undefined || item === undefined) return undefined;
    return facts.presentIds.includes(own) && !recusedFrom(facts, item).includes(own)
      ? undefined
      : { fr: 'Siégez sur ce point pour demander son vote séparé.', en: 'Sit on this item to ask for its separate vote.' };
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

/** Ballots change until the closing, the last one counts; but who came and voted is not voted for again by the holder of a mandate. */
export const personalBallotStands: Guard<SessionFacts, VoteInput> = {
  name: 'personalBallotStands',
  label: {
    fr: 'un mandat ne remplace pas le bulletin déposé en personne',
    en: 'a mandate does not replace a ballot cast in person',
  },
  source: 'CRPA R133-9, R133-11',
  needsInput: true,
  check: (context) => {
    const item = itemOf(context.facts, context.input.itemId);
    const { own, ballotOf } = voterOf(context);
    if (item === undefined || ballotOf === undefined || ballotOf === own) return undefined;
    return votedInPerson(votersOn(context.facts, item), ballotOf)
      ? {
          fr: 'Ce membre a voté lui-même sur ce point : son bulletin demeure.',
          en: 'This member voted in person on this item: that ballot stands.',
        }
      : undefined;
  },
};

export const someoneVoted: Guard<SessionFacts, ItemInput> = {
  name: 'someoneVoted',
  label: { fr: 'au moins un bulletin est recevable', en: 'at least one ballot counts' },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    if (item?.state === 'TIED') return undefined;
    return item !== undefined && countedBallots(facts, item.id, recusedFrom(facts, item)).length > 0
      ? undefined
      : { fr: 'Faites voter, ou reportez le point.', en: 'Have the members vote, or defer the item.' };
  },
};

/**
 * A tie is not declared while the one who can break it sits there and has not voted. A secret ballot asks for that vote whatever the count
 * is: a refusal to close that told of a tie would tell one voter what another one chose.
 */
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
    // A written deliberation is over when its items are closed: nobody is waited for.
    if (item?.state !== 'OPEN' || facts.conduct.mode === 'WRITTEN') return undefined;
    const recused = recusedFrom(facts, item);
    const voters = votersOn(facts, item);
    const holder = castingMember(facts, recused, voters);
    if (holder === undefined || !facts.presentIds.includes(holder.id) || votedInPerson(voters, holder.id)) return undefined;
    if (item.ballotMode === 'SECRET') {
      return facts.settings.secretTie === 'PRESIDENT_DECLARES'
        ? {
            fr: 'Le président de séance vote ou s’abstient avant la clôture du scrutin secret.',
            en: 'Whoever presides votes or abstains before the secret ballot is closed.',
          }
        : undefined;
    }
    return count(countsOf(countedBallots(facts, item.id, recused)), facts.settings).tie
      ? {
          fr: 'Partage égal des voix : le président de séance vote ou s’abstient avant la clôture du point.',
          en: 'Tie: whoever presides votes or abstains before the item is closed.',
        }
      : undefined;
  },
};

export const everyItemDone: Guard<SessionFacts> = {
  name: 'everyItemDone',
  label: { fr: 'chaque point est décidé ou reporté', en: 'every item is decided or deferred' },
  check: ({ facts }) => {
    const left = facts.items.filter((item) => item.state !== 'DECIDED' && item.state !== 'DEFERRED' && !isMoot(item));
    return left.length === 0
      ? undefined
      : {
          fr: `Décidez ou reportez les points restants : ${left.map(({ position }) => position).join(', ')}.`,
          en: `Decide or defer the items left: ${left.map(({ position }) => position).join(', ')}.`,
        };
  },
};

/** The result of the item in progress, from its ballots. A secret ballot says nothing of the president's own: it has no casting vote. */
export function itemTally(facts: SessionFacts, item: ItemFacts): Tally {
  const recused = recusedFrom(facts, item);
  const counted = countedBallots(facts, item.id, recused);
  const holder = castingMember(facts, recused, votersOn(facts, item));
  const casting = item.ballotMode === 'PUBLIC' && holder !== undefined ? choiceInPerson(counted, holder.id) : undefined;
  return tallyOf(countsOf(counted), facts.settings, casting, item.proposal ?? 'FAVOURABLE');
}
