// What the jury reads before it decides: the best selection within the envelopes, and where its own choice departs from it.

import type { RunLineView, RunView } from '../features/selection/optimisation.views.js';
import { callAt, explanationOf, optimisationsOf } from './addresses.js';
import type { Dossier } from './dossier.js';
import type { World } from './world.js';

/** The value of a selection is the points of both agencies together. */
const POINTS = { score: 1, beneficiaries: 0, places: 0, projects: 0 };

/** A dossier on which the choice and the optimum differ. */
export interface Difference {
  readonly dossier: Dossier;
  readonly number: string | null;
  /** By the optimum. */
  readonly taken: boolean;
  /** Points. */
  readonly value: number;
  /** What it would cost the optimum to do as the jury does, in the system's words. */
  readonly sentence: string;
}

/** The choice beside a computed selection, in points. */
export interface Comparison {
  readonly run: RunView;
  readonly choice: number;
  readonly differences: readonly Difference[];
}

export interface Studied {
  /** Among every dossier that was examined: it becomes the reference, from which one departs with a reason. */
  readonly open: Comparison;
  /** Among those that the committees favour, with or without reserves. */
  readonly favoured: Comparison;
}

const chosen = ({ data }: Dossier): boolean => data.outcome === 'RETAINED';

/** Computes both, compares them with the choice, and adopts the first as the reference of the call. */
export async function study(world: World, dossiers: readonly Dossier[], callId: string): Promise<Studied> {
  const { jury } = world;
  const compute = (name: string, more: object): Promise<RunView> =>
    jury.post(optimisationsOf(callId), { name, objective: POINTS, ...more });
  const open = await compare(world, await compute('Meilleurs points, tous dossiers', {}), dossiers);
  const opinions = ['FAVOURABLE', 'WITH_RESERVES'];
  const favoured = await compare(world, await compute('Meilleurs points, avis favorables', { opinions }), dossiers);
  await jury.act(callAt(callId), 'adopt-reference', { optimisationId: open.run.id });
  return { open, favoured };
}

async function compare({ jury }: World, run: RunView, dossiers: readonly Dossier[]): Promise<Comparison> {
  const lines = new Map(run.lines.map((line) => [line.applicationId, line]));
  const lineOf = ({ id, data }: Dossier): RunLineView => {
    const line = lines.get(id);
    if (line === undefined) throw new Error(`« ${data.title} » was not considered`);
    return line;
  };
  const choice = dossiers.filter(chosen).reduce((sum, dossier) => sum + lineOf(dossier).value, 0);
  const differences: Difference[] = [];
  for (const dossier of dossiers) {
    const line = lines.get(dossier.id);
    if (line === undefined || line.taken === chosen(dossier)) continue;
    const { sentences } = await jury.get(explanationOf(run.id, dossier.id));
    const { number, taken, value } = line;
    differences.push({ dossier, number, taken, value, sentence: sentences[0] ?? '' });
  }
  return { run, choice, differences };
}
