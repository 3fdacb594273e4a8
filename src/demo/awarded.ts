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

/** What one dossier needs waits for no other. */
export function forEach<Result>(awarded: readonly Awarded[], work: (one: Awarded) => Promise<Result>): Promise<Result[]> {
  return Promise.all(awarded.map(work));
}

export function heldBy(awarded: readonly Awarded[], holderName: string): Awarded {
  const found = awarded.find(({ dossier }) => dossier.data.illustrative.holderName === holderName);
  if (found === undefined) throw new Error(`no award of ${holderName}`);
  return found;
}
