import type { AwardSummaryView } from '../features/awards/awards.dto.js';
import type { Dossier } from './dossier.js';
import { allAwards } from './funding.js';
import type { World } from './world.js';

/** A dossier and its award. */
export interface Awarded {
  readonly award: AwardSummaryView;
  readonly dossier: Dossier;
  /** From 1, in the order of the awards. */
  readonly serial: number;
}

export async function awardedOf(world: World, dossiers: readonly Dossier[]): Promise<Awarded[]> {
  const awards = await allAwards(world);
  return awards.map((award, index) => {
    const dossier = dossiers.find(({ id }) => id === award.applicationId);
    if (dossier === undefined) throw new Error(`award ${award.id} without its dossier`);
    return { award, dossier, serial: index + 1 };
  });
}

/** Awards worked on at a time: more would wait for one another, at the credits that they share. */
const AT_ONCE = 4;

/** What one dossier needs waits for no other. */
export async function forEach<Result>(awarded: readonly Awarded[], work: (one: Awarded) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const left = [...awarded.entries()];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, one] = next;
      results[index] = await work(one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

export function heldBy(awarded: readonly Awarded[], holderName: string): Awarded {
  const found = awarded.find(({ dossier }) => dossier.data.illustrative.holderName === holderName);
  if (found === undefined) throw new Error(`no award of ${holderName}`);
  return found;
}
