// Plays the commands of one world against the product, each in its manner, and compares what comes of it with the model.

import type { Pool } from 'pg';

import { LOCKED, type Act, type Answered, type Kind, type Lock } from './act.js';
import { rulesOf, type Client } from './client.js';
import { KINDS } from './commands/kinds.js';
import { differences, learn, snapshotOf } from './comparison.js';
import { Draw, type Roll } from './draw.js';
import { BLOWS, PLACES, TOLD, whileHeld, type Faults } from './faults.js';
import { accepted, type Verdict } from './model/verdict.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

/** How the request is sent; the weight of each. */
const MANNERS = [
  ['once', 76],
  // The same request under one key: afterwards, and at the same moment.
  ['again', 4],
  ['twin', 3],
  // The same act under two keys at the same moment.
  ['rivals', 3],
  ['stale', 3],
  // Another act on the same rows at the same moment.
  ['pair', 4],
  ['struck', 7],
] as const;
type Manner = (typeof MANNERS)[number][0];

export interface Stage {
  readonly client: Client;
  readonly pool: Pool;
  readonly faults: Faults;
  readonly tally: Tally;
}

const WEIGHTS = KINDS.map(({ weight }) => weight);
function weighted(draw: Draw, weights: readonly number[]): number {
  let left = draw.below(weights.reduce((sum, weight) => sum + weight, 0));
  return weights.findIndex((weight) => (left -= weight) < 0);
}

/** What was about to happen, and what is not as it should be. */
export class Divergence extends Error {}

export class Player {
  /** The last acts, for who reads a failure. */
  private readonly trail: string[] = [];

  constructor(
    private readonly stage: Stage,
    readonly world: World,
  ) {}

  async play(index: number, roll: Roll): Promise<void> {
    const draw = new Draw(roll);
    const act = this.aim(draw);
    const manner = this.mannerOf(draw, act);
    const line = `${index} ${act.kind}, ${manner}: ${act.about}`;
    this.trail.push(line);
    try {
      await this.perform(act, manner, draw);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const before = this.trail.slice(-15).map((one) => `  ${one}`);
      const reason = error instanceof Divergence ? error.message : (error.stack ?? error.message);
      throw new Divergence(`world ${this.world.number}, command ${line}\n${reason}\nafter\n${before.join('\n')}`, {
        cause: error,
      });
    }
  }

  /** All that the world holds. */
  async compareAll(): Promise<void> {
    await this.compare(this.world.model.dossiers.map(({ number }) => number));
  }

  /** The kind drawn; another one, where it has nothing to aim at. */
  private aim(draw: Draw): Act {
    for (let tries = 0; tries < 200; tries += 1) {
      const act = this.aimAt(KINDS[weighted(draw, WEIGHTS)]!, draw);
      if (act !== undefined) return act;
    }
    throw new Error('no command has anything to aim at');
  }

  private aimAt(kind: Kind, draw: Draw): Act | undefined {
    return kind.aim(this.world.model, this.world.people, draw);
  }

  private mannerOf(draw: Draw, act: Act): Manner {
    const [manner] =
      MANNERS[
        weighted(
          draw,
          MANNERS.map(([, weight]) => weight),
        )
      ]!;
    if (manner === 'stale' && act.ifMatch === undefined) return 'once';
    // An edit has a version and no key: a second one is another edit.
    if (act.method === 'PATCH' && (manner === 'again' || manner === 'twin')) return 'once';
    if (act.several === true && (manner === 'twin' || manner === 'rivals' || manner === 'pair')) return 'again';
    return manner;
  }

  private async perform(act: Act, manner: Manner, draw: Draw): Promise<void> {
    const key = keyOf(draw);
    if (manner === 'once') return this.settle(act, await this.send(act, key));
    if (manner === 'again') return this.again(act, key);
    if (manner === 'twin') return this.twin(act, key);
    if (manner === 'stale') return this.stale(act, key, draw);
    if (manner === 'struck') return this.struck(act, key, draw);
    const other = manner === 'rivals' ? act : this.rivalOf(act, draw);
    if (other === undefined) return this.settle(act, await this.send(act, key));
    return other.readsFirst === true ? this.together(other, act, manner, draw) : this.together(act, other, manner, draw);
  }

  private send(act: Act, key: string): Promise<Answered> {
    return this.stage.client.send(act, key);
  }

  /** Judged and applied as the next thing that happened. */
  private async settle(act: Act, answer: Answered, { retried = false, raced = false } = {}): Promise<void> {
    this.judge(act, answer, { retried, raced });
    await this.compare(act.dossiers);
  }

  private judge(act: Act, answer: Answered, { retried = false, raced = false, manner = '' } = {}): void {
    const { model } = this.world;
    const verdict = act.judge(model);
    this.stage.tally.count(act.kind, accepted(verdict));
    if (manner !== '') this.stage.tally.count(manner, accepted(verdict));
    if (raced && !accepted(verdict) && act.whenRaced?.includes(answer.status) === true) return;
    assertVerdict(verdict, answer);
    for (const rule of verdict.rules) this.stage.tally.count(`${act.kind}: ${rule}`, false);
    if (!accepted(verdict)) return;
    act.apply(model, answer);
    const wrong = act.wrong?.(model, answer, retried);
    if (wrong !== undefined) throw new Divergence(wrong);
  }

  private async again(act: Act, key: string): Promise<void> {
    const first = await this.send(act, key);
    await this.settle(act, first);
    const second = await this.send(act, key);
    assertSame(first, second);
    if (first.status < 300 && second.headers['idempotent-replayed'] !== 'true')
      throw new Divergence('the second answer is no replay');
    this.stage.tally.count('again', first.status < 300);
    await this.compare(act.dossiers);
  }

  private async twin(act: Act, key: string): Promise<void> {
    const [one, other] = await Promise.all([this.send(act, key), this.send(act, key)]);
    assertSame(one, other);
    this.stage.tally.count('twin', one.status < 300);
    await this.settle(act, one);
  }

  private async stale(act: Act, key: string, draw: Draw): Promise<void> {
    const answer = await this.send({ ...act, ifMatch: act.ifMatch! + draw.pick([-1, 1, 7]) }, key);
    const { status } = act.judge(this.world.model);
    assertVerdict({ status: status === 403 || status === 404 ? status : 412, rules: [] }, answer);
    this.stage.tally.count('stale', false);
    await this.compare(act.dossiers);
  }

  /** Nothing half done, and the same request sent again does it once. */
  private async struck(act: Act, key: string, draw: Draw): Promise<void> {
    const { faults } = this.stage;
    const { number } = this.world;
    const { personId } = act.by;
    const [place, blow] = [draw.pick([...PLACES, 'ledger'] as const), draw.pick(BLOWS)];
    await faults.arm(number, personId, place, blow);
    const first = await this.send(act, key);
    const hit = await faults.disarm(number, personId);
    const told = TOLD[blow];
    if (hit) this.stage.tally.count(`${blow === 'CUT' ? 'cut' : 'failed'} at ${place}`, true);
    if (!hit || told === undefined) return this.settle(act, first);
    if (first.status !== told) throw new Divergence(`${blow} at ${place} is told as ${first.status} ${first.text}`);
    if (act.several !== true) await this.compare(act.dossiers);
    await this.settle(act, await this.send(act, key), { retried: true });
  }

  /** Another act that waits for the same rows. */
  private rivalOf(act: Act, draw: Draw): Act | undefined {
    for (let tries = 0; tries < 12; tries += 1) {
      const other = this.aimAt(KINDS[weighted(draw, WEIGHTS)]!, draw);
      if (other?.several !== true && other !== undefined && sharedLock(act, other) !== undefined) return other;
    }
    return undefined;
  }

  /** Both under way at once: the outcome is that of one after the other, in the order in which they came. */
  private async together(one: Act, other: Act, manner: string, draw: Draw): Promise<void> {
    this.trail.push(`  with ${other.kind}: ${other.about}`);
    const lock = sharedLock(one, other);
    const answers: Promise<Answered>[] = [];
    const start = (act: Act): Promise<Answered> => {
      const answer = this.send(act, keyOf(draw));
      answers.push(answer);
      return answer;
    };
    if (lock === undefined) [one, other].forEach((act) => void start(act));
    else
      await whileHeld(this.stage.pool, lock, async (queued) => {
        await queued(start(one));
        await queued(start(other));
      });
    let [first, second] = (await Promise.all(answers)) as [Answered, Answered];
    // The same act twice, with no row to wait at: either may have been the first.
    if (one === other && first.status >= 300) [first, second] = [second, first];
    this.judge(one, first, { raced: true, manner });
    await this.compare(one.dossiers, false);
    this.judge(other, second, { raced: true, manner });
    await this.compare([...new Set([...one.dossiers, ...other.dossiers])]);
  }

  private async compare(numbers: readonly number[], strict = true): Promise<void> {
    const { model } = this.world;
    const snapshot = await snapshotOf(this.stage.pool, model, numbers);
    learn(model, snapshot);
    const found = strict ? differences(model, numbers, snapshot) : [];
    if (found.length > 0) throw new Divergence(found.join('\n'));
  }
}

const keyOf = (draw: Draw): string => `simulation-${draw.below(0x7fffffff)}-${draw.below(0x7fffffff)}`;

/** First rows, in the order of the locks, for which one of the two waits. */
function sharedLock(one: Act, other: Act): Lock | undefined {
  for (const table of LOCKED) {
    const [own, theirs] = [one, other].map(({ locks }) => locks.filter((lock) => lock.table === table));
    for (const lock of own ?? [])
      for (const rival of theirs ?? []) {
        const ids = lock.ids.filter((id) => rival.ids.includes(id));
        if (ids.length > 0 && !(lock.shared === true && rival.shared === true)) return { table, ids };
      }
  }
  return undefined;
}

function assertVerdict({ status, rules }: Verdict, answer: Answered): void {
  const found = answer.status === 422 ? rulesOf(answer) : [];
  if (answer.status === status && found.join() === rules.join()) return;
  throw new Divergence(
    `the model says ${status} [${rules.join()}], the product ${answer.status} [${found.join()}]: ${answer.text.slice(0, 1_500)}`,
  );
}

function assertSame(one: Answered, other: Answered): void {
  const tell = ({ status, text }: Answered): string => `${status} ${status < 300 ? text : ''}`;
  if (tell(one) !== tell(other)) throw new Divergence(`two answers to one request: ${tell(one)}\nand ${tell(other)}`);
}
