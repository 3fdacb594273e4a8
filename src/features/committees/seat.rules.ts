// What a seat, its holder and its substitutes need (CASF D214-3, D214-5; CRPA R133-3, R133-4).

import type { Bilingual } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import {
  ONE_FOR_ALL_CAFS,
  membersInOffice,
  seatOf,
  whyNoSubstitution,
  type AddMemberInput,
  type CommitteeFacts,
  type EndMemberInput,
  type OpenSeatInput,
  type RegisterSubstituteInput,
  type SeatFacts,
  type SeatInput,
} from './composition-facts.rules.js';
import { isTaken, termFrom } from './seat-terms.rules.js';

const at = (rule: string, pointer: string, message: Bilingual) => [{ rule, pointer, message }];

export const rankOfVicePresident: Guard<CommitteeFacts, OpenSeatInput> = {
  name: 'rankOfVicePresident',
  label: { fr: 'un vice-président a un rang, et lui seul', en: 'a vice-president has a rank, and nobody else has' },
  source: 'CASF D214-3',
  needsInput: true,
  check: ({ input }) =>
    (input.role === 'VICE_PRESIDENT') === (input.rank !== undefined)
      ? undefined
      : at('rankOfVicePresident', '/rank', {
          fr: 'Donnez un rang à un siège de vice-président, et à lui seul.',
          en: 'Give a rank to a vice-president’s seat, and to no other.',
        }),
};

export const oneSeatForAllCafs: Guard<CommitteeFacts, OpenSeatInput> = {
  name: 'oneSeatForAllCafs',
  label: { fr: 'un seul siège pour toutes les Caf du département', en: 'one seat for all the Cafs of the department' },
  source: 'CASF D214-3',
  needsInput: true,
  check: ({ facts, input }) =>
    input.rule === ONE_FOR_ALL_CAFS && facts.seats.some(({ rule }) => rule === ONE_FOR_ALL_CAFS)
      ? at('oneSeatForAllCafs', '/rule', {
          fr: 'Les Caf du département ont déjà leur siège : un seul président les représente toutes.',
          en: 'The Cafs of the department have their seat: one president represents them all.',
        })
      : undefined,
};

export const seatVacant: Guard<CommitteeFacts, SeatInput> = {
  name: 'seatVacant',
  label: { fr: 'le siège est vacant', en: 'the seat is vacant' },
  needsInput: true,
  check: ({ facts, input, now }) => {
    const seat = seatOf(facts, input.seatId);
    const held = seat?.holders.some(({ sits, endsAt }) => sits || endsAt === null || endsAt > now);
    return held === true
      ? {
          fr: 'Ce siège a un titulaire : mettez fin à son mandat avant de le supprimer.',
          en: 'This seat has a holder: end their term before you close it.',
        }
      : undefined;
  },
};

/** The seat named by the act, once it is known that one is named. */
const named = (facts: CommitteeFacts, input: AddMemberInput): SeatFacts | undefined => seatOf(facts, input.seatId);

export const personKnown: Guard<CommitteeFacts, { personId: string }> = {
  name: 'personKnown',
  label: { fr: 'la personne a un compte', en: 'the person has an account' },
  needsInput: true,
  check: ({ facts }) =>
    facts.personKnown
      ? undefined
      : at('personKnown', '/personId', { fr: 'Désignez une personne qui a un compte.', en: 'Name a person who has an account.' }),
};

export const seatOrCollege: Guard<CommitteeFacts, AddMemberInput> = {
  name: 'seatOrCollege',
  label: {
    fr: 'le siège à pourvoir, ou le collège d’un siège ouvert avec le membre',
    en: 'the seat to fill, or the college of a seat that is opened with the member',
  },
  needsInput: true,
  check: ({ facts, input }) => {
    if (input.seatId === undefined) {
      return input.college === undefined
        ? at('seatOrCollege', '/college', {
            fr: 'Désignez le siège à pourvoir, ou le collège du membre.',
            en: 'Name the seat to fill, or the member’s college.',
          })
        : undefined;
    }
    if (named(facts, input) === undefined) {
      return at('seatOrCollege', '/seatId', {
        fr: 'Désignez un siège ouvert de ce comité.',
        en: 'Name an open seat of this committee.',
      });
    }
    return input.college === undefined && input.president !== true
      ? undefined
      : at('seatOrCollege', '/seatId', {
          fr: 'Le siège dit déjà son collège et s’il est celui du président : ne les redites pas.',
          en: 'The seat says its college and whether it is the president’s: do not say them again.',
        });
  },
};

/** When the member takes the seat, and until when at most. */
export function termAsked(
  facts: CommitteeFacts,
  input: AddMemberInput,
  now: Date,
): { startsAt: Date; endsAt: Date; rest: boolean; most: Date } {
  const startsAt = input.startsAt === undefined ? now : new Date(input.startsAt);
  const { endsAt: most, rest } = termFrom(named(facts, input), startsAt, facts.settings.termYears);
  return { startsAt, endsAt: input.termEndsAt === undefined ? most : new Date(input.termEndsAt), rest, most };
}

export const termWithinRule: Guard<CommitteeFacts, AddMemberInput> = {
  name: 'termWithinRule',
  label: {
    fr: 'le mandat ne dépasse pas la durée prévue, ni le reste de celui du prédécesseur parti avant terme',
    en: 'the term is not longer than the rule, nor than what is left of that of a predecessor who left early',
  },
  source: 'CASF D214-5, CRPA R133-4',
  needsInput: true,
  check: ({ facts, input, now }) => {
    const { startsAt, endsAt, rest, most } = termAsked(facts, input, now);
    if (endsAt <= startsAt) {
      return at('termWithinRule', '/termEndsAt', { fr: 'Le mandat finit après son début.', en: 'A term ends after it starts.' });
    }
    if (endsAt <= most) return undefined;
    const until = most.toISOString().slice(0, 10);
    return at(
      'termWithinRule',
      '/termEndsAt',
      rest
        ? {
            fr: `Le membre remplace son prédécesseur pour le mandat restant à courir : jusqu’au ${until} au plus.`,
            en: `The member replaces the predecessor for the rest of the term: until ${until} at most.`,
          }
        : {
            fr: `Un mandat dure ${facts.settings.termYears} ans au plus : jusqu’au ${until}.`,
            en: `A term lasts ${facts.settings.termYears} years at most: until ${until}.`,
          },
    );
  },
};

export const seatFree: Guard<CommitteeFacts, AddMemberInput> = {
  name: 'seatFree',
  label: { fr: 'personne d’autre n’occupe le siège pendant ce mandat', en: 'nobody else holds the seat during the term' },
  needsInput: true,
  check: ({ facts, input, now }) => {
    const seat = named(facts, input);
    const { startsAt, endsAt } = termAsked(facts, input, now);
    return seat !== undefined && isTaken(seat, startsAt, endsAt)
      ? at('seatFree', '/seatId', {
          fr: 'Ce siège est pourvu pendant ce mandat : mettez fin au mandat de son titulaire d’abord.',
          en: 'This seat is held during that term: end its holder’s term first.',
        })
      : undefined;
  },
};

/** Where the department has several Cafs, one president represents them all; the designation says which. */
export const representsEveryCaf: Guard<CommitteeFacts, AddMemberInput> = {
  name: 'representsEveryCaf',
  label: {
    fr: 'le siège des Caf : un seul titulaire, qui représente chacune d’elles',
    en: 'the Cafs’ seat: one holder, who represents each of them',
  },
  source: 'CASF D214-3',
  needsInput: true,
  check: ({ facts, input }) => {
    const rule = named(facts, input)?.rule ?? null;
    const represented = new Set(input.represents ?? []);
    if (rule === null) {
      return represented.size === 0
        ? undefined
        : at('representsEveryCaf', '/represents', {
            fr: 'Seul le titulaire du siège des Caf les représente.',
            en: 'Only the holder of the Cafs’ seat represents them.',
          });
    }
    const missing = facts.cafs.filter((name) => !represented.has(name));
    if (represented.size > 0 && missing.length === 0) return undefined;
    const names = missing.length === 0 ? '' : ` (${missing.join(', ')})`;
    return at('representsEveryCaf', '/represents', {
      fr: `Nommez toutes les Caf que le titulaire représente${names} : un seul président les représente.`,
      en: `Name every Caf that the holder represents${names}: one president represents them.`,
    });
  },
};

export const notEnded: Guard<CommitteeFacts, EndMemberInput> = {
  name: 'notEnded',
  label: { fr: 'le mandat n’est pas déjà terminé', en: 'the term has not already ended' },
  needsInput: true,
  check: ({ facts, input, now }) => {
    const holder = facts.seats.flatMap(({ holders }) => holders).find(({ id }) => id === input.memberId);
    return holder === undefined || holder.sits || holder.endsAt === null || holder.endsAt > now
      ? undefined
      : { fr: 'Ce mandat est déjà terminé.', en: 'This term has already ended.' };
  },
};

export const mayBeSubstituted: Guard<CommitteeFacts, RegisterSubstituteInput> = {
  name: 'mayBeSubstituted',
  label: {
    fr: 'suppléance permise : même service, ou élu de la même assemblée ; aucune pour une personnalité qualifiée',
    en: 'a lawful substitute: same service, or elected in the same assembly; none for a qualified person',
  },
  source: 'CRPA R133-3',
  needsInput: true,
  check: ({ facts, input }) => {
    const seat = seatOf(facts, input.seatId);
    if (seat === undefined) return undefined;
    // A person who is on a seat designates nobody there before they sit: the body is that of the holder, else of the seat.
    const memberBody = seat.holders.find(({ sits }) => sits)?.body ?? seat.body;
    const { body, elected } = input;
    const why = whyNoSubstitution({ kind: seat.kind, memberBody, body, elected });
    return why === undefined
      ? undefined
      : at('mayBeSubstituted', seat.kind === 'ELECTED' && !elected ? '/elected' : '/body', why);
  },
};

export const notAMember: Guard<CommitteeFacts, RegisterSubstituteInput> = {
  name: 'notAMember',
  label: { fr: 'le suppléant ne siège pas lui-même au comité', en: 'the substitute is no member of the committee' },
  source: 'CRPA R133-9',
  needsInput: true,
  check: ({ facts, input }) =>
    membersInOffice(facts).some(({ personId }) => personId === input.personId)
      ? at('notAMember', '/personId', {
          fr: 'Cette personne est membre du comité : elle peut recevoir un mandat, non suppléer un autre membre.',
          en: 'This person is a member of the committee: they may be given a mandate, not substitute for another member.',
        })
      : undefined,
};
