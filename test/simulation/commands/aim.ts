// What the commands aim with: the right person most of the time, and anybody otherwise.

import type { Role } from '../../../src/kernel/actor.js';
import type { People, Lock } from '../act.js';
import type { Draw } from '../draw.js';
import { awardOf, dossierOf, type Dossier, type Leg, type Model, type Payment } from '../model/model.js';
import type { Person } from '../model/sight.js';

/** Anybody of the call, in so many of a hundred commands. */
const ANYBODY = 9;

/** One who has the role and nothing else, or anybody. */
export function someone(people: People, draw: Draw, role: Role, organisation?: number): Person {
  if (draw.chance(ANYBODY)) return draw.pick(people);
  const own = people.filter((one) => one.roles.length === 1 && one.roles[0] === role && one.elsewhere !== true);
  return draw.pick(organisation === undefined ? own : own.filter((one) => one.organisation === organisation));
}

/** Most of the time among those that are ripe for the act, else among all. */
export function target<T>(draw: Draw, all: readonly T[], ripe: (one: T) => boolean): T | undefined {
  const found = draw.chance(88) ? draw.any(all.filter(ripe)) : undefined;
  return found ?? (draw.chance(7) ? draw.any(all) : undefined);
}

export const allLegs = (model: Model): { dossier: Dossier; leg: Leg }[] =>
  model.dossiers.flatMap((dossier) => (awardOf(dossier)?.legs ?? []).map((leg) => ({ dossier, leg })));
export const allPayments = (model: Model): Payment[] => allLegs(model).flatMap(({ leg }) => leg.payments);

export const lockOf = {
  envelopes: ({ envelopes }: Model): Lock => ({ table: 'envelope', ids: envelopes.map(({ id }) => id) }),
  dossier: ({ id }: Dossier): Lock => ({ table: 'application', ids: [id] }),
  legs: (dossier: Dossier): Lock => ({ table: 'award_leg', ids: awardOf(dossier)?.legs.map(({ id }) => id) ?? [] }),
  /** What an act on an award takes; the envelopes first where it moves credits. */
  award: (model: Model, dossier: Dossier, moves = false): Lock[] => [
    ...(moves ? [lockOf.envelopes(model)] : []),
    lockOf.dossier(dossier),
    lockOf.legs(dossier),
  ],
  payments: (model: Model, payment: Payment): Lock[] => {
    const leg = awardOf(dossierOf(model, payment.dossier))!.legs.find(({ funder }) => funder === payment.funder)!;
    return [
      { table: 'award_leg', ids: [leg.id], shared: true },
      { table: 'payment', ids: leg.payments.map(({ id }) => id) },
    ];
  },
};
