// Who is in the room, who sits for whom, who represents whom, who leaves an item (CRPA R133-3, R133-9, R133-12).

import type { Actor } from '../../kernel/actor.js';
import type { Guard } from '../../kernel/machine.js';
import { whyNoSubstitution } from './composition-facts.rules.js';
import type { ArrivalInput, MemberInput, ProxyInput, RecuseInput, SessionFacts } from './session-facts.rules.js';
import { isMoot, itemOf, memberOf, sitterOf, votersOn } from './session-facts.rules.js';

const inOffice = (facts: SessionFacts, id: string | undefined): boolean => facts.members.some((member) => member.id === id);

/** The giver of a mandate: the one named, else the member who asks. */
export function giverOf(facts: SessionFacts, actor: Actor, input: ProxyInput): string | undefined {
  return input.giverId ?? memberOf(facts, actor.personId)?.id;
}

export const memberInOffice: Guard<SessionFacts, MemberInput> = {
  name: 'memberInOffice',
  label: { fr: 'la personne est membre en fonctions', en: 'the person is a member in office' },
  needsInput: true,
  check: ({ facts, input }) =>
    inOffice(facts, input.memberId)
      ? undefined
      : { fr: 'Désignez un membre du comité en fonctions.', en: 'Name a member of the committee in office.' },
};

export const notYetPresent: Guard<SessionFacts, MemberInput> = {
  name: 'notYetPresent',
  label: { fr: 'le membre n’est pas déjà noté présent', en: 'the member is not already present' },
  needsInput: true,
  check: ({ facts, input }) =>
    facts.presentIds.includes(input.memberId)
      ? { fr: 'Ce membre est déjà noté présent.', en: 'This member is already recorded as present.' }
      : undefined,
};

export const lawfulSubstitute: Guard<SessionFacts, ArrivalInput> = {
  name: 'lawfulSubstitute',
  label: {
    fr: 'le suppléant est désigné pour ce siège : même service, ou élu de la même assemblée',
    en: 'the substitute is registered for this seat: same service, or elected in the same assembly',
  },
  source: 'CRPA R133-3',
  needsInput: true,
  check: ({ facts, input }) => {
    if (input.substituteId === undefined) return undefined;
    const found = facts.substitutes.find(({ id, memberId }) => id === input.substituteId && memberId === input.memberId);
    const message =
      found === undefined
        ? {
            fr: 'Cette personne n’est pas désignée comme suppléant de ce membre.',
            en: 'This person is no substitute of this member.',
          }
        : whyNoSubstitution(found);
    return message && [{ rule: 'lawfulSubstitute', pointer: '/substituteId', message }];
  },
};

/** A person has one voice of their own: a member does not substitute for another one, nor does anyone for two. */
export const oneChairEach: Guard<SessionFacts, ArrivalInput> = {
  name: 'oneChairEach',
  label: { fr: 'nul ne siège à deux places', en: 'nobody sits in two chairs' },
  source: 'CRPA R133-3',
  needsInput: true,
  check: ({ facts, input }) => {
    const comes = facts.substitutes.find(({ id }) => id === input.substituteId)?.personId;
    if (comes === undefined) return undefined;
    return facts.members.some((member) => member.personId === comes || sitterOf(member) === comes)
      ? [
          {
            rule: 'oneChairEach',
            pointer: '/substituteId',
            message: {
              fr: 'Ce suppléant est lui-même membre du comité, ou supplée déjà un autre membre.',
              en: 'This substitute is a member of the committee, or already substitutes for another one.',
            },
          },
        ]
      : undefined;
  },
};

export const isPresent: Guard<SessionFacts, MemberInput> = {
  name: 'isPresent',
  label: { fr: 'le membre est noté présent', en: 'the member is recorded as present' },
  needsInput: true,
  check: ({ facts, input }) =>
    facts.presentIds.includes(input.memberId)
      ? undefined
      : { fr: 'Ce membre n’est pas noté présent.', en: 'This member is not recorded as present.' },
};

export const bothInOffice: Guard<SessionFacts, ProxyInput> = {
  name: 'bothInOffice',
  label: { fr: 'mandant et mandataire sont deux membres en fonctions', en: 'giver and holder are two members in office' },
  source: 'CRPA R133-9',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const giver = giverOf(facts, actor, input);
    return inOffice(facts, giver) && inOffice(facts, input.holderId) && giver !== input.holderId
      ? undefined
      : {
          fr: 'Un membre en fonctions donne mandat à un autre membre en fonctions : désignez-les.',
          en: 'A member in office gives a mandate to another member in office: name both.',
        };
  },
};

/** A member speaks for themself; the secretary records what members wrote. */
export const ownMandate: Guard<SessionFacts, ProxyInput> = {
  name: 'ownMandate',
  label: { fr: 'un membre ne donne que son propre mandat', en: 'a member gives only their own mandate' },
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const own = memberOf(facts, actor.personId)?.id;
    return own === undefined || input.giverId === undefined || input.giverId === own
      ? undefined
      : { fr: 'Donnez votre propre mandat, non celui d’un autre membre.', en: 'Give your own mandate, not another member’s.' };
  },
};

/** A member who is not substituted may give a mandate: one or the other. */
export const giverNotSubstituted: Guard<SessionFacts, ProxyInput> = {
  name: 'giverNotSubstituted',
  label: { fr: 'le mandant n’est pas suppléé', en: 'the giver is not substituted' },
  source: 'CRPA R133-9',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const giver = giverOf(facts, actor, input);
    return (facts.members.find(({ id }) => id === giver)?.substitute ?? null) === null
      ? undefined
      : { fr: 'Un membre suppléé ne donne pas mandat.', en: 'A member who is substituted gives no mandate.' };
  },
};

export const giverAbsent: Guard<SessionFacts, ProxyInput> = {
  name: 'giverAbsent',
  label: { fr: 'le mandant n’est pas présent', en: 'the giver is not present' },
  source: 'CRPA R133-9',
  needsInput: true,
  check: ({ facts, input, actor }) =>
    facts.presentIds.includes(giverOf(facts, actor, input) ?? '')
      ? { fr: 'Un membre présent vote lui-même : il ne donne pas mandat.', en: 'A present member votes in person: no mandate.' }
      : undefined,
};

export const oneMandateEach: Guard<SessionFacts, ProxyInput> = {
  name: 'oneMandateEach',
  label: {
    fr: 'nul ne détient plus d’un mandat, nul n’en donne plus d’un',
    en: 'nobody holds more than one mandate or gives more than one',
  },
  source: 'CRPA R133-9',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const giver = giverOf(facts, actor, input);
    if (facts.proxies.some(({ holderId }) => holderId === input.holderId)) {
      return {
        fr: 'Ce mandataire détient déjà un mandat : choisissez un autre membre.',
        en: 'This holder already has a mandate: choose another member.',
      };
    }
    return facts.proxies.some(({ giverId }) => giverId === giver)
      ? { fr: 'Ce membre a déjà donné mandat.', en: 'This member already gave a mandate.' }
      : undefined;
  },
};

export const recusesThemself: Guard<SessionFacts, RecuseInput> = {
  name: 'recusesThemself',
  label: {
    fr: 'un membre se déporte lui-même ; le secrétariat et le président notent le déport de tous',
    en: 'a member recuses themself; the secretary and the president record anyone’s recusal',
  },
  source: 'CRPA R133-12',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const own = memberOf(facts, actor.personId);
    return own === undefined || own.president || own.id === input.memberId
      ? undefined
      : { fr: 'Déclarez votre propre déport.', en: 'Declare your own recusal.' };
  },
};

export const itemUndecided: Guard<SessionFacts, { itemId: string }> = {
  name: 'itemUndecided',
  label: { fr: 'le point n’est ni décidé ni reporté', en: 'the item is neither decided nor deferred' },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    return item !== undefined && (item.state === 'PENDING' || item.state === 'OPEN') && !isMoot(item)
      ? undefined
      : {
          fr: 'Choisissez un point de l’ordre du jour encore à traiter (un dossier retiré n’en est plus un).',
          en: 'Choose an item still to be dealt with (a withdrawn application no longer is).',
        };
  },
};

export const notYetRecused: Guard<SessionFacts, RecuseInput> = {
  name: 'notYetRecused',
  label: { fr: 'le déport n’est pas déjà noté', en: 'the recusal is not already recorded' },
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId)?.recusedIds.includes(input.memberId) === true
      ? { fr: 'Ce déport est déjà noté.', en: 'This recusal is already recorded.' }
      : undefined,
};

/** A ballot may change but is never taken back, so a recusal comes before it. */
export const tookNoPart: Guard<SessionFacts, RecuseInput> = {
  name: 'tookNoPart',
  label: { fr: 'le membre n’a pas déjà voté sur le point', en: 'the member has not voted on the item' },
  source: 'CRPA R133-12',
  needsInput: true,
  check: ({ facts, input }) =>
    votersOn(facts, { id: input.itemId }).some(
      ({ memberId, castById }) => memberId === input.memberId || castById === input.memberId,
    )
      ? {
          fr: 'Un bulletin de ce membre est déjà dans l’urne : reportez le point et reprenez-le dans une autre séance.',
          en: 'A ballot of this member is already cast: defer the item and take it up in another session.',
        }
      : undefined,
};
