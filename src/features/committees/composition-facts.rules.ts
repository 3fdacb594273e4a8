// What composes a committee: seats, who holds them for which term, who may substitute for whom (CRPA R133-3, R133-4; CASF D214-3, D214-5).

import type { Bilingual } from '../../kernel/errors.js';
import type { CommitteeKind, CommitteeSettings } from './committee-settings.js';

/** In virtue of what the holder of a seat sits: who may substitute for them depends on it (CRPA R133-3). */
export const SEAT_KINDS = ['FUNCTION', 'ELECTED', 'QUALIFIED'] as const;
export type SeatKind = (typeof SEAT_KINDS)[number];
export const SEAT_ROLES = ['PRESIDENT', 'VICE_PRESIDENT', 'MEMBER'] as const;
export type SeatRole = (typeof SEAT_ROLES)[number];
/** A seat whose one holder represents every Caf of the department (CASF D214-3). */
export const ONE_FOR_ALL_CAFS = 'ONE_FOR_ALL_CAFS';
export const COMMITTEE_STATES = ['IN_OFFICE', 'ENDED'] as const;
export type CommitteeState = (typeof COMMITTEE_STATES)[number];
/** Why a member left before the end of the term, or at its end (CRPA R133-4). REPLACED: by who designated the member. */
export const END_REASONS = ['TERM', 'LOSS_OF_CAPACITY', 'RESIGNATION', 'DEATH', 'REPLACED', 'UNSTATED'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** A person on a seat for a term. */
export interface HolderFacts {
  readonly id: string;
  readonly personId: string;
  readonly startsAt: Date;
  /** Null: no end is known. */
  readonly endsAt: Date | null;
  readonly termEndsAt: Date | null;
  /** In office now; PostgreSQL says it (`committee_member_sits`). */
  readonly sits: boolean;
  readonly body: string | null;
  /** Inhabitants of a mayor's commune. */
  readonly population: number | null;
  /** Names of the Cafs that their one president represents. */
  readonly represents: readonly string[];
}

export interface SubstituteFacts {
  readonly id: string;
  readonly personId: string;
}

export interface SeatFacts {
  readonly id: string;
  readonly college: string;
  readonly title: string;
  readonly kind: SeatKind;
  readonly role: SeatRole;
  readonly rank: number | null;
  readonly body: string | null;
  readonly rule: typeof ONE_FOR_ALL_CAFS | null;
  readonly personal: boolean;
  readonly openedAt: Date;
  /** By start, those who left included. */
  readonly holders: readonly HolderFacts[];
  /** Registered now. */
  readonly substitutes: readonly SubstituteFacts[];
}

export interface CommitteeFacts {
  readonly id: string;
  /** The lead one first. */
  readonly departments: readonly string[];
  readonly kind: CommitteeKind;
  readonly template: string | null;
  readonly settings: CommitteeSettings;
  /** Open ones, by position. */
  readonly seats: readonly SeatFacts[];
  /** Names of the Cafs registered for the departments. */
  readonly cafs: readonly string[];
  /** Sessions convened and not closed. */
  readonly pendingSessions: number;
  /** Day of the last list fixed by the president. */
  readonly listFixedOn: string | null;
  /** Whether the person named by the act has an account. */
  readonly personKnown: boolean;
}

export interface OpenSeatInput {
  readonly college: string;
  readonly title: string;
  readonly kind: SeatKind;
  readonly role?: SeatRole;
  readonly rank?: number;
  readonly body?: string;
  readonly rule?: typeof ONE_FOR_ALL_CAFS;
}
export interface SeatInput {
  readonly seatId: string;
}
export interface AddMemberInput {
  readonly personId: string;
  readonly capacity: string;
  /** Else a seat is opened with the member. */
  readonly seatId?: string;
  readonly college?: string;
  readonly president?: boolean;
  readonly body?: string;
  readonly population?: number;
  readonly represents?: readonly string[];
  readonly designation?: string;
  /** Instants, ISO 8601. */
  readonly startsAt?: string;
  readonly termEndsAt?: string;
}
export interface EndMemberInput {
  readonly memberId: string;
  readonly reason?: EndReason;
}
export interface RegisterSubstituteInput extends SeatInput {
  readonly personId: string;
  readonly capacity: string;
  readonly body: string;
  readonly elected: boolean;
}
export interface EndSubstituteInput {
  readonly substituteId: string;
}
export interface FixListInput {
  readonly reference: string;
  /** Days, ISO 8601. */
  readonly decidedOn: string;
  readonly opinionsOn: string;
}

export function seatOf(facts: CommitteeFacts, id: string | undefined): SeatFacts | undefined {
  return facts.seats.find((seat) => seat.id === id);
}

/** In office now. */
export function holderOf(seat: SeatFacts): HolderFacts | undefined {
  return seat.holders.find(({ sits }) => sits);
}

export function membersInOffice(facts: CommitteeFacts): HolderFacts[] {
  return facts.seats.flatMap((seat) => holderOf(seat) ?? []);
}

/** Seats that compose the committee at that moment, the vacant ones included. */
export function openSeats(facts: CommitteeFacts, now: Date): number {
  return facts.seats.filter(({ openedAt }) => openedAt <= now).length;
}

export interface Substitution {
  readonly kind: SeatKind;
  /** Service or assembly of the member. */
  readonly memberBody: string | null;
  /** Of the substitute. */
  readonly body: string;
  readonly elected: boolean;
}

/** Why the person may not substitute for the member (CRPA R133-3); nothing when they may. */
export function whyNoSubstitution({ kind, memberBody, body, elected }: Substitution): Bilingual | undefined {
  if (kind === 'QUALIFIED') {
    return {
      fr: 'Une personnalité qualifiée ne peut pas être suppléée.',
      en: 'A qualified person may not be substituted.',
    };
  }
  if (memberBody === null) {
    return {
      fr: 'Le service, l’organisme ou l’assemblée du membre n’est pas connu : désignez-le avec cette précision.',
      en: 'The service, organisation or assembly of the member is unknown: seat the member with it.',
    };
  }
  if (kind === 'ELECTED' && !elected) {
    return {
      fr: `Un membre désigné pour son mandat électif n’est suppléé que par un élu de la même assemblée (${memberBody}).`,
      en: `A member designated for an elective office is substituted only by an elected member of the same assembly (${memberBody}).`,
    };
  }
  return body === memberBody
    ? undefined
    : {
        fr: `Le suppléant n’appartient pas à « ${memberBody} », comme le membre qu’il supplée.`,
        en: `The substitute is not of "${memberBody}" as the member is.`,
      };
}
