// The years of the nineteen awards: what falls due is paid.

import type { Awarded } from './awarded.js';
import type { Calendar } from './dossier.js';
import { payDue, type Round } from './payments.js';
import type { World } from './world.js';

export interface Carried {
  readonly rounds: readonly Round[];
}

export async function carryThrough(
  world: World,
  callId: string,
  awarded: readonly Awarded[],
  calendar: Calendar,
  progress: (line: string) => void,
): Promise<Carried> {
  progress('avances de 2023');
  const rounds = await payDue(world, callId, awarded, { ordered: '2023-12-12', paid: '2023-12-14' }, calendar);
  return { rounds };
}
