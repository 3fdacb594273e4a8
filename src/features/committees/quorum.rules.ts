// The quorum of CRPA R133-10: half at least of the members composing the commission are present or gave a mandate.

import type { CommitteeSettings } from './committee-settings.js';

export interface Mandate {
  readonly giverId: string;
  readonly holderId: string;
}

export interface QuorumCount {
  readonly present: number;
  /** Absent members whose mandate is held by someone in the room. */
  readonly represented: number;
  readonly total: number;
}

/** How many members compose the committee: the base of the quorum. Of the open seats, the vacant ones are in it by the committee's rule. */
export function composition(settings: CommitteeSettings, membersInOffice: number, openSeats: number): number {
  return settings.vacantSeatsCount ? Math.max(settings.seats ?? openSeats, membersInOffice) : membersInOffice;
}

/** The least number that is at least `quorumPercent` % of the base: 41 members at 50 % need 21. */
export function quorumRequired(settings: CommitteeSettings, base: number): number {
  return Math.ceil((base * settings.quorumPercent) / 100);
}

/**
 * Who counts, among the members in office. A mandate counts while its giver is absent and its holder present: one that nobody in the
 * room can use represents nobody. `recused` members are neither present nor represented, and the mandate they hold is void.
 */
export function countQuorum(
  membersInOffice: readonly string[],
  presentIds: readonly string[],
  mandates: readonly Mandate[],
  recused: readonly string[] = [],
): QuorumCount {
  const counted = new Set(membersInOffice.filter((id) => !recused.includes(id)));
  const present = new Set(presentIds.filter((id) => counted.has(id)));
  const represented = new Set(
    mandates
      .filter(({ giverId, holderId }) => counted.has(giverId) && !presentIds.includes(giverId) && present.has(holderId))
      .map(({ giverId }) => giverId),
  );
  return { present: present.size, represented: represented.size, total: present.size + represented.size };
}
