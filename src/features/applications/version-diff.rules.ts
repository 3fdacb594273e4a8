// What changed between two frozen versions. Pure and structural: it knows no field by name, so a new one is compared from its first day.

import { canonicalJson } from '../../kernel/canonical.js';

export interface Change {
  /** RFC 6901: where it is in the later version; where it was in the earlier one when it was removed. */
  readonly pointer: string;
  /** Absent: there was nothing. */
  readonly before?: unknown;
  /** Absent: nothing is left. */
  readonly after?: unknown;
}

export interface Difference {
  readonly changes: readonly Change[];
  /** True: there are more than `MOST_CHANGES`. */
  readonly truncated: boolean;
}

/** Far above what a holder can type: a bound for the answer, not for the work. */
export const MOST_CHANGES = 1000;
/** What tells one version from another, and what no version can change. */
const NOT_COMPARED = ['version', 'applicationId', 'callId', 'organisationId'];

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value);
const key = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** Under what an element of a list is known, most telling first: a line keeps its identity while its amount or its wording changes. */
const IDENTITIES: readonly ((element: Json) => unknown[])[] = [
  ({ id }) => [id],
  ({ code }) => [code],
  ({ side, nature, family, year, label }) => [side, nature, family, year, label],
  ({ side, nature, family, year }) => [side, nature, family, year],
  ({ side, year }) => (side === undefined ? [year] : []),
];

/** Index in `after` of each element of `before`, -1 for one that is gone; each is matched once. */
export function matchElements(before: readonly unknown[], after: readonly unknown[]): number[] {
  const places = before.map(() => -1);
  const taken = new Set<number>();
  const pair = (identity: (element: unknown) => string | undefined): void => {
    const free = new Map<string, number[]>();
    after.forEach((element, index) => {
      const name = taken.has(index) ? undefined : identity(element);
      if (name !== undefined) free.set(name, [...(free.get(name) ?? []), index]);
    });
    before.forEach((element, index) => {
      const name = places[index] === -1 ? identity(element) : undefined;
      const place = name === undefined ? undefined : free.get(name)?.shift();
      if (place === undefined) return;
      places[index] = place;
      taken.add(place);
    });
  };
  pair((element) => canonicalJson(element));
  for (const identity of IDENTITIES) {
    pair((element) => {
      const parts = isObject(element) ? identity(element) : [];
      return parts.some((part) => part !== undefined) ? canonicalJson(parts.map((part) => part ?? null)) : undefined;
    });
  }
  return places;
}

function* compareLists(before: readonly unknown[], after: readonly unknown[], pointer: string): Generator<Change> {
  // A list of plain values (axes) is one value to its reader.
  if (![...before, ...after].every(isObject)) {
    yield { pointer, before, after };
    return;
  }
  const places = matchElements(before, after);
  for (const [index, place] of places.entries()) {
    if (place === -1) yield { pointer: key(pointer, index), before: before[index] };
    else yield* compare(before[index], after[place], key(pointer, place));
  }
  const kept = new Set(places);
  for (const [index, element] of after.entries()) {
    if (!kept.has(index)) yield { pointer: key(pointer, index), after: element };
  }
}

function* compare(before: unknown, after: unknown, pointer: string): Generator<Change> {
  if (before === undefined && after === undefined) return;
  if (before === undefined) yield { pointer, after };
  else if (after === undefined) yield { pointer, before };
  else if (same(before, after)) return;
  else if (Array.isArray(before) && Array.isArray(after)) yield* compareLists(before, after, pointer);
  else if (isObject(before) && isObject(after)) {
    for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      yield* compare(own(before, name), own(after, name), key(pointer, name));
    }
  } else yield { pointer, before, after };
}

const own = (value: Json, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);

/** Changes from one frozen content to another, field by field in alphabetical order. */
export function diffVersions(before: Json, after: Json): Difference {
  const compared = (content: Json): Json =>
    Object.fromEntries(Object.entries(content).filter(([name]) => !NOT_COMPARED.includes(name)));
  const changes: Change[] = [];
  for (const change of compare(compared(before), compared(after), '')) {
    if (changes.length === MOST_CHANGES) return { changes, truncated: true };
    changes.push(change);
  }
  return { changes, truncated: false };
}
