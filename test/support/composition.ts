// Facts of a composition, for the specs of its pure rules.

import type { HolderFacts, SeatFacts } from '../../src/features/committees/composition-facts.rules.js';

/** A term of six years. */
export const TERM_START = new Date('2023-11-30T09:00:00Z');
export const TERM_END = new Date('2029-11-30T09:00:00Z');

/** In office for the whole term. */
export function holderFacts(over: Partial<HolderFacts> = {}): HolderFacts {
  return {
    id: 'm1',
    personId: `p-${over.id ?? 'm1'}`,
    startsAt: TERM_START,
    endsAt: TERM_END,
    termEndsAt: TERM_END,
    sits: true,
    body: null,
    population: null,
    represents: [],
    ...over,
  };
}

/** A vacant seat held by function. */
export function seatFacts(over: Partial<SeatFacts> = {}): SeatFacts {
  return {
    id: 's1',
    college: 'Membres',
    title: 'Membre',
    kind: 'FUNCTION',
    role: 'MEMBER',
    rank: null,
    body: null,
    rule: null,
    personal: false,
    openedAt: TERM_START,
    holders: [],
    substitutes: [],
    ...over,
  };
}
