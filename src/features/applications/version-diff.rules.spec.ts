import fc from 'fast-check';

import { canonicalJson } from '../../kernel/canonical.js';
import { valueAt } from './completion-items.rules.js';
import { diffVersions, matchElements, MOST_CHANGES } from './version-diff.rules.js';

const line = fc.record(
  {
    side: fc.constantFrom('EXPENSE', 'INCOME'),
    nature: fc.constantFrom('STAFF', 'OPERATING'),
    year: fc.integer({ min: 2023, max: 2025 }),
    label: fc.constantFrom('Équipe', 'Loyer', 'Fonds propres', '~/'),
    cents: fc.nat(1_000_000),
  },
  { requiredKeys: ['side', 'year', 'label', 'cents'] },
);
const content = fc.record(
  {
    version: fc.nat(9),
    summary: fc.string(),
    axes: fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 3 }),
    requestedYears: fc.uniqueArray(fc.record({ year: fc.integer({ min: 2023, max: 2026 }), cents: fc.nat() }), {
      selector: ({ year }) => year,
    }),
    budget: fc.record({ lines: fc.array(line, { maxLength: 8 }), inKindCents: fc.nat() }, { requiredKeys: ['lines'] }),
    answers: fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  },
  { requiredKeys: [] },
);
type Content = Record<string, unknown>;

/** The order in a list is no difference; everything else is. */
const unordered = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = value.map(unordered);
    return value.every((item) => item !== null && typeof item === 'object' && !Array.isArray(item))
      ? items.map((item) => canonicalJson(item)).sort()
      : items;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unordered(item)]));
};
const comparable = (value: Content): string => canonicalJson(unordered({ ...value, version: null }));

describe('differences between two versions', () => {
  it('are none of a version with itself, and none only when nothing but an order changed', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        expect(diffVersions(a, a).changes).toEqual([]);
        expect(diffVersions(a, b).changes.length === 0).toBe(comparable(a) === comparable(b));
      }),
      { numRuns: 500 },
    );
  });

  it('point at what they tell of, and are as many in both directions', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        const { changes } = diffVersions(a, b);
        for (const { pointer, before, after } of changes) {
          if (after !== undefined) expect(valueAt(b, pointer)).toEqual(after);
          else expect(valueAt(a, pointer)).toEqual(before);
        }
        expect(diffVersions(b, a).changes).toHaveLength(changes.length);
      }),
      { numRuns: 500 },
    );
  });

  it('match each element once, the same ones first', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 12 }), (before, after) => {
        const places = matchElements(before, after).filter((place) => place !== -1);
        expect(new Set(places).size).toBe(places.length);
        expect(matchElements(before, before.slice().reverse())).not.toContain(-1);
      }),
    );
  });

  it('follow a line of the plan through a new amount, a new wording and a new place', () => {
    const staff = { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe', cents: 100 };
    const rent = { side: 'EXPENSE', nature: 'OPERATING', year: 2023, label: 'Loyer', cents: 50 };
    const lines = (...all: object[]): Content => ({ budget: { lines: all } });
    expect(diffVersions(lines(staff, rent), lines({ ...rent, label: 'Loyers' }, { ...staff, cents: 120 })).changes).toEqual([
      { pointer: '/budget/lines/1/cents', before: 100, after: 120 },
      { pointer: '/budget/lines/0/label', before: 'Loyer', after: 'Loyers' },
    ]);
    const income = { side: 'INCOME', family: 'OWN', year: 2023, label: 'Fonds propres', cents: 100 };
    expect(diffVersions(lines(staff), lines(income)).changes).toEqual([
      { pointer: '/budget/lines/0', before: staff },
      { pointer: '/budget/lines/0', after: income },
    ]);
  });

  it('are bounded', () => {
    const answers = Object.fromEntries(Array.from({ length: MOST_CHANGES + 1 }, (_, index) => [`q${index}`, index]));
    expect(diffVersions({ answers: {} }, { answers })).toMatchObject({ truncated: true });
    expect(diffVersions({ answers: {} }, { answers }).changes).toHaveLength(MOST_CHANGES);
  });
});
