import type { Awarded } from './awarded.js';
import type { Calendar } from './dossier.js';
import type { World } from './world.js';

/** What the years of the awards are played with. */
export interface Play {
  readonly world: World;
  readonly callId: string;
  readonly awarded: readonly Awarded[];
  readonly calendar: Calendar;
  readonly progress: (line: string) => void;
}
