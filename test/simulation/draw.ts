import fc from 'fast-check';

/** All that is random in one command. */
export type Roll = readonly number[];

const LENGTH = 24;
const ROLL: fc.Arbitrary<Roll> = fc.noBias(fc.array(fc.nat(0x7fffffff), { minLength: LENGTH, maxLength: LENGTH }));

/** The same for the same seed; the first ones are the same however many are asked for. */
export function rollsOf(seed: number, count: number): Roll[] {
  return fc.sample(ROLL, { seed, numRuns: count });
}

/** Reads a roll number after number; once at its end, it goes round and mixes. */
export class Draw {
  private at = 0;

  constructor(private readonly roll: Roll) {}

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    const [round, place] = [Math.floor(this.at / this.roll.length), this.at % this.roll.length];
    this.at += 1;
    return ((this.roll[place] ?? 0) ^ (Math.imul(round, 0x9e3779b1) >>> 1)) % bound;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** @throws Error on an empty list */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  /** One of them, or none where there is none. */
  any<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : this.pick(list);
  }
}
