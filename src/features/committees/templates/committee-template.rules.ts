// Compositions to start a committee from. Only a start: seats are opened and closed afterwards, each with its own act.

import type { Bilingual } from '../../../kernel/errors.js';
import type { CommitteeKind } from '../committee-settings.js';
import type { ONE_FOR_ALL_CAFS, OpenSeatInput, SeatKind, SeatRole } from '../composition-facts.rules.js';

export interface SeatTemplate {
  /** In French: it is the text of the list. */
  readonly title: string;
  readonly kind: SeatKind;
  readonly count: number;
  readonly role?: SeatRole;
  readonly rank?: number;
  /** Service or assembly, where the text names it; else each holder says theirs. */
  readonly body?: string;
  readonly rule?: typeof ONE_FOR_ALL_CAFS;
}

export interface CollegeTemplate {
  readonly name: string;
  /** Seats of the college: the check holds it to the sum of `seats`. */
  readonly size: number;
  /** The law gives the number and not the split: to be set by the committee. */
  readonly toBeSet?: true;
  /** One holder at least is of a commune above so many inhabitants; where the department has none, above the second number. */
  readonly largeCommune?: { readonly above: number; readonly otherwise: number };
  readonly seats: readonly SeatTemplate[];
}

export interface CommitteeTemplate {
  readonly name: string;
  readonly label: Bilingual;
  readonly kind: CommitteeKind;
  /** Departments that it is for; none: any. */
  readonly departments: readonly string[];
  /** What the sources do not settle. */
  readonly note: Bilingual;
  /** Members beside the president and the vice-presidents. */
  readonly members: number;
  readonly colleges: readonly CollegeTemplate[];
}

export function sizeOf({ colleges }: Pick<CommitteeTemplate, 'colleges'>): number {
  return colleges.reduce((sum, { size }) => sum + size, 0);
}

/** Where the numbers of a template disagree; none in one that may be used. */
export function miscounts(template: CommitteeTemplate): string[] {
  const wrong = template.colleges.filter(({ size, seats }) => size !== seats.reduce((sum, { count }) => sum + count, 0));
  const members = template.colleges
    .flatMap(({ seats }) => seats)
    .reduce((sum, { role = 'MEMBER', count }) => sum + (role === 'MEMBER' ? count : 0), 0);
  return [...wrong.map(({ name }) => name), ...(members === template.members ? [] : ['members'])];
}

/** Its seats, one by one. */
export function seatsOf({ colleges }: CommitteeTemplate): OpenSeatInput[] {
  return colleges.flatMap(({ name: college, seats }) =>
    seats.flatMap(({ count, ...seat }) => Array.from({ length: count }, () => ({ ...seat, college }))),
  );
}
