// The whole life against a model of it in memory (docs/adr/0036-simulation.md): a season here, twenty by `npm run simulate`.
// SIMULATE_SEED=7 SIMULATE_COMMANDS=5000 npm run simulate plays the season of seed 7 again, command for command.

import { KINDS } from './commands/kinds.js';
import { PLACES } from './faults.js';
import { playSeason, SEASON } from './season.js';
import type { Tally } from './tally.js';

const { SIMULATE_SEED = '1', SIMULATE_COMMANDS = String(SEASON), SIMULATE_TELL = 'false' } = process.env;
const commands = Number(SIMULATE_COMMANDS);
const seasons = Array.from({ length: Math.ceil(commands / SEASON) }, (_, index) => ({
  seed: Number(SIMULATE_SEED) + index,
  count: Math.min(SEASON, commands - index * SEASON),
}));

function tell(tally: Tally): void {
  const lines = tally.lines().map(([name, done, refused]) => `${name}: ${done} done, ${refused} refused`);
  if (SIMULATE_TELL === 'true') process.stdout.write(`${lines.join('\n')}\n`);
}

describe('the whole life, command after command, as the model says', () => {
  it.each(seasons)(
    'seed $seed: $count commands',
    async ({ seed, count }) => {
      const tally = await playSeason(seed, count);
      tell(tally);
      if (count < SEASON) return;
      // A simulation in which nothing happens, or nothing is refused, would prove nothing.
      expect(KINDS.map(({ name }) => name).filter((name) => tally.done(name) === 0)).toEqual([]);
      expect(KINDS.map(({ name }) => name).filter((name) => tally.refused(name) === 0)).toEqual([]);
      expect(['again', 'twin', 'rivals', 'pair'].filter((manner) => tally.done(manner) === 0)).toEqual([]);
      expect(PLACES.filter((place) => tally.done(`cut at ${place}`) === 0)).toEqual([]);
    },
    900_000,
  );
});
