// One season: a fresh database, some calls side by side, and the commands of one seed, one after the other in each call.

import { Pool } from 'pg';

import { AgreementsClock } from '../../src/features/agreements/agreements.clock.js';
import { AmendmentsClock } from '../../src/features/amendments/amendments.clock.js';
import { AmountOfferClock } from '../../src/features/awards/amount-offer.clock.js';
import { reconcile } from '../../src/features/funds/reconciliation.reader.js';
import { BalancesClock } from '../../src/features/balances/balances.clock.js';
import { PaymentsClock } from '../../src/features/payments/payments.clock.js';
import { RecoveriesClock } from '../../src/features/recoveries/recoveries.clock.js';
import { ReportsClock } from '../../src/features/reports/reports.clock.js';
import { ReserveClock } from '../../src/features/selection/reserve.clock.js';
import { TestApp } from '../support/app.js';
import { Client } from './client.js';
import { Draw, rollsOf } from './draw.js';
import { Faults } from './faults.js';
import { expireReserve, lapseOffers, remindSigners, reviewPayments } from './model/time.js';
import { Divergence, Player, type Stage } from './player.js';
import { completeSettled } from './model/balances.js';
import { remindDebtors } from './model/recoveries.js';
import { watchReports } from './model/reports.js';
import type { Tally } from './tally.js';
import { makeWorld } from './world.js';

const WORLDS = 4;
/** Commands of a season: with more, most dossiers have reached their end. */
export const SEASON = 5_000;

const BEGINS = '2023-11-20T09:00:00Z';
const DAY = 86_400_000;
/** In so many of a hundred rounds, time moves. */
const TICKS = 7;
/** Rounds between two comparisons of everything. */
const WHOLE = 60;

/** Plays the commands of a seed. @throws Error that says what diverged, and how to play them again */
export async function playSeason(seed: number, commands: number, tally: Tally): Promise<void> {
  const app = await TestApp.start({ now: BEGINS });
  const client = new Client(app.address, 2 * WORLDS);
  // The product's own connections are for the product.
  const pool = new Pool({ connectionString: app.testDatabase.superuserUrl, max: 2 * WORLDS });
  const faults = await Faults.install(app.testDatabase.superuserUrl, WORLDS);
  try {
    await play(app, { client, faults, tally, pool }, seed, commands);
  } catch (error) {
    if (error instanceof Divergence)
      throw new Error(`SIMULATE_SEED=${seed} SIMULATE_COMMANDS=${commands} npm run simulate\n${error.message}`, { cause: error });
    throw error;
  } finally {
    await client.close();
    await pool.end();
    await faults.close();
    await app.stop();
  }
}

async function play(app: TestApp, stage: Stage, seed: number, commands: number): Promise<void> {
  const rolls = rollsOf(seed, commands + WORLDS);
  const players: Player[] = [];
  for (let world = 0; world < WORLDS; world += 1) players.push(new Player(stage, await makeWorld(app, world, rolls[world]!)));
  const time = new Draw(rollsOf(seed ^ 0x5f5f5f5f, 1)[0]!);
  let next = WORLDS;
  for (let round = 1; next < rolls.length; round += 1) {
    const first = next;
    const playing = players.slice(0, rolls.length - next);
    next += playing.length;
    const played = await Promise.allSettled(playing.map((player, at) => player.play(first - WORLDS + at, rolls[first + at]!)));
    for (const one of played) if (one.status === 'rejected') throw one.reason;
    if (time.chance(TICKS)) await passTime(app, players, time);
    if (round % WHOLE === 0) await compareAll(app, players);
  }
  await compareAll(app, players);
}

/** Some hours, some days or some months; then what the periodic jobs do. */
async function passTime(app: TestApp, players: readonly Player[], time: Draw): Promise<void> {
  const days = time.chance(45) ? time.below(4) : time.chance(60) ? 4 + time.below(20) : 30 + time.below(70);
  const midnight = Math.floor(app.clock.now().getTime() / DAY) * DAY;
  const now = new Date(midnight + Math.max(days, 1) * DAY + (8 + time.below(12)) * 3_600_000);
  app.clock.set(now);
  const models = players.map(({ world }) => world.model);
  for (const model of models) {
    model.now = now.getTime();
    lapseOffers(model);
    expireReserve(model);
    remindSigners(model);
    watchReports(model);
    remindDebtors(model);
    completeSettled(model);
  }
  await app.app.get(AmountOfferClock).tick(now);
  await app.app.get(ReserveClock).tick(now);
  await app.app.get(AgreementsClock).tick(now);
  await app.app.get(AmendmentsClock).tick(now);
  await app.app.get(ReportsClock).tick(now);
  await app.app.get(RecoveriesClock).tick(now);
  // Shares by the page: until there is none.
  while ((await app.app.get(BalancesClock).tick(now)) > 0);
  await app.app.get(PaymentsClock).tick(now);
  reviewPayments(models);
  for (const player of players) await player.compareAll();
}

/** Every balance, counter, state and version of every call; and the product's own reconciliation finds nothing. */
async function compareAll(app: TestApp, players: readonly Player[]): Promise<void> {
  for (const player of players) await player.compareAll();
  const gaps = await reconcile(app.database.read);
  if (gaps.length > 0) throw new Divergence(`the reconciliation finds ${JSON.stringify(gaps)}`);
}
