// The split of 100 000 awards, amended and amended again: no cent is lost or made, whoever funds and in whatever proportion.

import fc from 'fast-check';

import { allocate, cents } from '../src/kernel/money.js';

const SPLITS: readonly (readonly number[])[] = [
  [1, 1],
  [60, 40],
  [1, 1, 1],
];

/** What is wrong with the parts of a sum; nothing when each rule holds. Plain comparisons: `expect` would take most of the time. */
function faultOf(total: bigint, weights: readonly number[], parts: readonly bigint[]): string | undefined {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const floors = weights.map((weight) => (total * BigInt(weight)) / whole);
  const odd = total - floors.reduce((sum, floor) => sum + floor, 0n);
  if (parts.length !== weights.length) return 'one part for each funder';
  if (parts.reduce((sum, part) => sum + part, 0n) !== total) return 'the parts make the sum';
  if (parts.some((part, index) => part !== (floors[index] ?? 0n) + (BigInt(index) < odd ? 1n : 0n)))
    return 'the odd cents go one each to the first funders';
  return undefined;
}

it('neither loses nor makes a cent over 100 000 awards of one to three years, their amendments included', () => {
  const amount = fc.bigInt(0n, 10n ** 12n);
  const award = fc.tuple(
    fc.constantFrom(...SPLITS),
    fc.array(amount, { minLength: 1, maxLength: 3 }),
    // Each amendment sets the amount of one year: lower, higher, or nothing at all.
    fc.array(fc.tuple(fc.nat(2), amount), { maxLength: 2 }),
  );
  let years = 0;
  fc.assert(
    fc.property(award, ([weights, sums, amendments]) => {
      const split = sums.map((sum) => allocate(cents(sum), weights));
      for (const [which, sum] of amendments) {
        const year = which % sums.length;
        const before = split[year] ?? [];
        const after = allocate(cents(sum), weights);
        const moved = after.reduce((total, part, index) => total + part - (before[index] ?? 0n), 0n);
        if (moved !== sum - (sums[year] ?? 0n)) throw new Error('what an amendment moves is what it says');
        sums[year] = sum;
        split[year] = after;
      }
      for (const [year, sum] of sums.entries()) {
        const fault = faultOf(sum, weights, split[year] ?? []);
        if (fault !== undefined) throw new Error(`${fault}: ${sum} by ${weights.join('/')}`);
        years += 1;
      }
      const [total, paid] = [sums, split.flat()].map((amounts) => amounts.reduce((all, one) => all + one, 0n));
      if (total !== paid) throw new Error('the award is the sum of its parts');
    }),
    { numRuns: 100_000, seed: 20_231_120 },
  );
  expect(years).toBeGreaterThan(150_000);
}, 20_000);
