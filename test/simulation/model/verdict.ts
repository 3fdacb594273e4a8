// What the model says of an act, in the order in which the product refuses: the route, the sight, the person, the version, the state, the rules.

import type { Role } from '../../../src/kernel/actor.js';
import type { Person } from './sight.js';

export interface Verdict {
  /** Of the answer: 200 or 201 when accepted. */
  readonly status: number;
  /** Names of the rules that are not met; of a 422 alone. */
  readonly rules: readonly string[];
}

export interface Case {
  readonly person: Person;
  /** Roles that the route lets in. */
  readonly roles: readonly Role[];
  readonly sees: boolean;
  readonly may: boolean;
  /** If-Match, and the version there is. */
  readonly version?: readonly [asked: number | undefined, found: number];
  readonly from: boolean;
  /** Rules not met; what is met is false. */
  readonly unmet?: readonly (string | false)[];
  readonly created?: true;
}

const refused = (status: number, rules: readonly string[] = []): Verdict => ({ status, rules });
export const accepted = ({ status }: Verdict): boolean => status < 300;

export function verdictOn({ person, roles, sees, may, version, from, unmet = [], created }: Case): Verdict {
  if (!person.roles.some((role) => roles.includes(role))) return refused(403);
  if (!sees) return refused(404);
  if (!may) return refused(403);
  if (version?.[0] !== undefined && version[0] !== version[1]) return refused(412);
  if (!from) return refused(409);
  const rules = [...new Set(unmet.filter((rule) => rule !== false))].sort();
  return rules.length > 0 ? refused(422, rules) : { status: created === true ? 201 : 200, rules: [] };
}
