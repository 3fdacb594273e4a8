// Who is in the room, who represents whom, who leaves an item (CRPA R133-9, R133-12).

import type { Actor } from '../../kernel/actor.js';
import type { Guard } from '../../kernel/machine.js';
import type { MemberInput, ProxyInput, RecuseInput, SessionFacts } from './session-facts.rules.js';
import { isMoot, itemOf, memberOf, votersOn } from './session-facts.rules.js';

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
