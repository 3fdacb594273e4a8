// The whole life against a model of it in memory (docs/adr/0036-simulation.md): a season here, twenty by `npm run simulate`.
// SIMULATE_SEED=7 SIMULATE_COMMANDS=5000 npm run simulate plays the season of seed 7 again, command for command.

import { KINDS } from './commands/kinds.js';
import { PLACES } from './faults.js';
import { playSeason, SEASON } from './season.js';
import { Tally } from './tally.js';

const { SIMULATE_SEED = '1', SIMULATE_COMMANDS = String(SEASON), SIMULATE_TELL = 'false' } = process.env;
const commands = Number(SIMULATE_COMMANDS);
const seasons = Array.from({ length: Math.ceil(commands / SEASON) }, (_, index) => ({
  seed: Number(SIMULATE_SEED) + index,
  count: Math.min(SEASON, commands - index * SEASON),
}));
const NAMES = KINDS.map(({ name }) => name);

describe('the whole life, command after command, as the model says', () => {
  const tally = new Tally();

  it.each(seasons)('seed $seed: $count commands', ({ seed, count }) => playSeason(seed, count, tally), 900_000);

  it('every kind of command was accepted and refused, every manner met, every fault struck', () => {
    if (SIMULATE_TELL === 'true') process.stdout.write(`${tally.told()}\n`);
    // A season cut short, to see again where it broke, need not have everything.
    if (commands < SEASON) return;
    expect(NAMES.filter((name) => tally.done(name) === 0)).toEqual([]);
    expect(NAMES.filter((name) => tally.refused(name) === 0)).toEqual([]);
    expect(['again', 'twin', 'rivals', 'pair'].filter((manner) => tally.done(manner) === 0)).toEqual([]);
    expect(PLACES.filter((place) => tally.done(`cut at ${place}`) === 0)).toEqual([]);
  });
});
