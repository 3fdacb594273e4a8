// Two people on one draft: what a partial edit (JSON Merge Patch, RFC 7396) changes, and whether somebody else changed the same since it
// was read. Compared field by field: a field of the draft, or a member of one that is an object (`/budget/lines`, `/declarations/accurate`).
// An array is one value: it is replaced whole, as RFC 7396 wants it.

import type { FieldConflict, Json, JsonObject } from '../../kernel/errors.js';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const member = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** Equal as JSON values: the order of members says nothing. */
export function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  );
}

/** RFC 7396: members given replace or, when objects, are merged; null removes; what is not given stays. */
export function mergePatch(target: Json | undefined, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, isObject(value) ? mergePatch(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

type Path = readonly string[];

const at = (value: Json | undefined, path: Path): Json | undefined => path.reduce(member, value);
const pointerOf = (path: Path): string => path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The fields that a patch writes: members apart where both sides have an object to put them in, or one where there was none. */
function fieldsOf(patch: JsonObject, base: JsonObject, current: JsonObject): Path[] {
  return Object.entries(patch).flatMap(([key, value]): Path[] => {
    const before = member(base, key);
    const apart = isObject(value) && isObject(member(current, key)) && (before === undefined || isObject(before));
    return apart ? Object.keys(value).map((inner) => [key, inner]) : [[key]];
  });
}

/**
 * The fields of the patch that were changed between `base`, what its author read, and `current`, and to something else than what the
 * author gives. None: `mergePatch(current, patch)` loses nothing of either.
 */
export function conflictsOf(patch: JsonObject, base: JsonObject, current: JsonObject): FieldConflict[] {
  const wanted = mergePatch(base, patch);
  return fieldsOf(patch, base, current).flatMap((path) => {
    const [before, yours, theirs] = [at(base, path), at(wanted, path), at(current, path)];
    if (sameJson(before, theirs) || sameJson(yours, theirs)) return [];
    return [{ pointer: pointerOf(path), base: before ?? null, yours: yours ?? null, theirs: theirs ?? null }];
  });
}

/** JSON pointers to the fields that differ, in a stable order. */
export function changedFields(before: JsonObject, after: JsonObject): string[] {
  const union = (one: JsonObject, other: JsonObject): string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return union(before, after)
    .flatMap((key): Path[] => {
      const [one, other] = [member(before, key), member(after, key)];
      if (sameJson(one, other)) return [];
      if (!isObject(one) || !isObject(other)) return [[key]];
      return union(one, other).flatMap((inner) => (sameJson(member(one, inner), member(other, inner)) ? [] : [[key, inner]]));
    })
    .map(pointerOf)
    .sort();
}
