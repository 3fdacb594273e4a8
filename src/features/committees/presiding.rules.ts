// Who presides an item, and whose vote decides a tie (CRPA R133-11). `recused`: members who take no part in what is voted.

import type { Guard, Policy } from '../../kernel/machine.js';
import { itemOf, memberOf, president, recusedFrom } from './session-facts.rules.js';
import type { ItemBallot, ItemInput, ItemVoter, MemberFacts, SessionFacts } from './session-facts.rules.js';

/** In the president's place: the first vice-president, in order, who is in the room and takes part. */
export function actingPresident(facts: SessionFacts, recused: readonly string[]): MemberFacts | undefined {
  return facts.members
    .filter(({ id, viceRank = null }) => viceRank !== null && facts.presentIds.includes(id) && !recused.includes(id))
    .sort((one, other) => (one.viceRank ?? 0) - (other.viceRank ?? 0))[0];
}

/** The president who is in the room and takes part, else the one acting instead; undefined: nobody can. */
export function presidingMember(facts: SessionFacts, recused: readonly string[]): MemberFacts | undefined {
  const chair = president(facts);
  const presides = chair !== undefined && facts.presentIds.includes(chair.id) && !recused.includes(chair.id);
  return presides ? chair : actingPresident(facts, recused);
}

/** Whether a member cast the ballot themself, in `ballots` or in a register. */
export function votedInPerson(voters: readonly ItemVoter[], memberId: string): boolean {
  return voters.some((voter) => voter.memberId === memberId && voter.castById === memberId);
}

/**
 * Whose own vote decides a tie. The president's, unless recused, or absent without having voted in person; then, only where the committee
 * says so, that of whoever presides instead.
 */
export function castingMember(
  facts: SessionFacts,
  recused: readonly string[],
  voters: readonly ItemVoter[] = [],
): MemberFacts | undefined {
  const { castingVote, tieWithoutPresident } = facts.settings;
  if (!castingVote) return undefined;
  const chair = president(facts);
  const there = chair !== undefined && (facts.presentIds.includes(chair.id) || votedInPerson(voters, chair.id));
  if (there && !recused.includes(chair.id)) return chair;
  return tieWithoutPresident === 'ACTING_PRESIDENT' ? actingPresident(facts, recused) : undefined;
}

/** A vice-president who presides the session, or one item of it, in the president's place; `member`: who is one at all. */
export function presidingInstead(member: Policy<SessionFacts>): Policy<SessionFacts> {
  return {
    name: 'actingPresident',
    label: { fr: 'vice-président qui préside', en: 'vice-president who presides' },
    allows: (actor, facts) => {
      const own = memberOf(facts, actor.personId);
      if (own === undefined || own.president || !member.allows(actor, facts)) return false;
      const presides = (recused: readonly string[]): boolean => presidingMember(facts, recused)?.id === own.id;
      return presides([]) || facts.items.some((item) => presides(recusedFrom(facts, item)));
    },
  };
}

/** The secretary acts for whoever presides; a member, the president included, only while presiding that item. */
export function presidesItem(secretary: Policy<SessionFacts>): Guard<SessionFacts, ItemInput> {
  return {
    name: 'presidesItem',
    label: {
      fr: 'qui préside le point n’en est pas déporté ; les vice-présidents remplacent le président dans l’ordre',
      en: 'whoever presides the item is not recused from it; vice-presidents replace the president in order',
    },
    source: 'CRPA R133-12',
    needsInput: true,
    check: ({ facts, input, actor }) => {
      const item = itemOf(facts, input.itemId);
      const own = memberOf(facts, actor.personId);
      if (item === undefined || own === undefined || secretary.allows(actor, facts)) return undefined;
      const recused = recusedFrom(facts, item);
      if (own.president ? !recused.includes(own.id) : presidingMember(facts, recused)?.id === own.id) return undefined;
      return recused.includes(own.id)
        ? {
            fr: 'Vous êtes déporté sur ce point : un vice-président le préside, ou le secrétariat note l’acte.',
            en: 'You are recused from this item: a vice-president presides it, or the secretary records the act.',
          }
        : {
            fr: 'Le président, ou un vice-président qui vous précède, préside ce point.',
            en: 'The president, or a vice-president before you, presides this item.',
          };
    },
  };
}

/** The ballots that count on an item: those of members who take part, cast by members who do. */
export function countedBallots(facts: SessionFacts, itemId: string, recused: readonly string[]): readonly ItemBallot[] {
  return facts.ballots.filter(
    (ballot) => ballot.itemId === itemId && !recused.includes(ballot.memberId) && !recused.includes(ballot.castById),
  );
}
