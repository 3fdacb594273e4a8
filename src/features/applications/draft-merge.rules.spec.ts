import fc from 'fast-check';

import type { Json, JsonObject } from '../../kernel/errors.js';
import { changedFields, conflictsOf, mergePatch, sameJson } from './draft-merge.rules.js';

describe('mergePatch', () => {
  // RFC 7396, appendix A, save for the rows whose patch is no object: a draft is always one.
  it.each<[Json, JsonObject, Json]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('keeps a member named __proto__ a member', () => {
    const patch = JSON.parse('{"answers": {"__proto__": {"x": 1}}}') as JsonObject;
    const merged = mergePatch({}, patch);
    expect(JSON.stringify(merged)).toBe('{"answers":{"__proto__":{"x":1}}}');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('conflictsOf', () => {
  const base = { title: 'A', place: 'B', budget: { lines: [1], inKindCents: 2 } };

  it('finds none between different fields, nor between members of one object', () => {
    const current = mergePatch(base, { place: 'C', budget: { lines: [1, 2] } });
    expect(conflictsOf({ title: 'D', budget: { inKindCents: 9 } }, base, current)).toEqual([]);
  });

  it('gives the three values of a field that both changed, and none when both changed it alike', () => {
    const current = mergePatch(base, { title: 'C', place: 'C', summary: 'C' });
    expect(conflictsOf({ title: 'D', place: 'C', summary: 'D' }, base, current)).toEqual([
      { pointer: '/title', base: 'A', yours: 'D', theirs: 'C' },
      { pointer: '/summary', base: null, yours: 'D', theirs: 'C' },
    ]);
    expect(conflictsOf({ place: null }, base, mergePatch(base, { place: 'C' }))).toEqual([
      { pointer: '/place', base: 'B', yours: null, theirs: 'C' },
    ]);
  });

  it('sees an object removed whole under a member that is edited, and the other way round', () => {
    const removed = mergePatch(base, { budget: null });
    expect(conflictsOf({ budget: { inKindCents: 9, lines: [] } }, base, removed)).toEqual([
      { pointer: '/budget', base: base.budget, yours: { lines: [], inKindCents: 9 }, theirs: null },
    ]);
    const edited = mergePatch(base, { budget: { inKindCents: 9 } });
    expect(conflictsOf({ budget: null }, base, edited)).toEqual([
      { pointer: '/budget', base: base.budget, yours: null, theirs: { lines: [1], inKindCents: 9 } },
    ]);
  });

  it('escapes pointers', () => {
    expect(conflictsOf({ answers: { 'a/b~c': 1 } }, {}, { answers: { 'a/b~c': 2 } })[0]?.pointer).toBe('/answers/a~1b~0c');
  });
});

describe('two people on one draft', () => {
  const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('', 'x'), fc.constant([1]), fc.constant([1, 2]));
  const members = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.oneof(leaf, fc.record({ z: leaf })), {
    noNullPrototype: true,
  });
  const content = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.oneof(leaf, members), { noNullPrototype: true });
  const inPatch = fc.oneof(leaf, fc.constant(null));
  const patch = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.oneof(inPatch, fc.dictionary(fc.constantFrom('p', 'q', 'r'), inPatch, { noNullPrototype: true })),
    { noNullPrototype: true },
  );

  it('lose nothing where there is no conflict, and are told of each field where there is', () => {
    let [merges, refusals] = [0, 0];
    fc.assert(
      fc.property(content, patch, patch, (base, first, second) => {
        const theirs = mergePatch(base, first);
        const mine = mergePatch(base, second);
        const conflicts = conflictsOf(second, base, theirs);
        const result = mergePatch(theirs, second);
        const touched = changedFields(base, theirs);
        if (conflicts.length > 0) {
          refusals += 1;
          // Never a refusal for a field that nobody else touched.
          for (const { pointer } of conflicts) {
            expect(
              touched.some((field) => field === pointer || field.startsWith(`${pointer}/`) || pointer.startsWith(`${field}/`)),
            ).toBe(true);
          }
          return;
        }
        merges += 1;
        for (const pointer of touched) expect([pointer, kept(at(result, pointer), at(theirs, pointer))]).toEqual([pointer, true]);
        for (const pointer of changedFields(base, mine))
          expect([pointer, kept(at(result, pointer), at(mine, pointer))]).toEqual([pointer, true]);
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(merges, refusals)).toBeGreaterThan(200);
  });

  it('may send one patch twice', () => {
    fc.assert(
      fc.property(content, patch, (base, given) => {
        const once = mergePatch(base, given);
        expect(conflictsOf(given, base, once)).toEqual([]);
        expect(changedFields(once, mergePatch(once, given))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('compares values, not the order of members', () => {
    expect(sameJson({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson({ a: null }, {})).toBe(false);
    expect(sameJson({ a: 1 }, [1])).toBe(false);
  });

  /** An object that one made may have got members of the other; all the rest is exactly as given. */
  const kept = (found: Json | undefined, given: Json | undefined): boolean =>
    isPlain(found) && isPlain(given)
      ? Object.entries(given).every(([key, value]) => sameJson(found[key], value))
      : sameJson(found, given);
  const isPlain = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

  const at = (value: JsonObject, pointer: string): Json | undefined =>
    pointer
      .slice(1)
      .split('/')
      .reduce<Json | undefined>((found, key) => (found as JsonObject | undefined)?.[key], value);
});
