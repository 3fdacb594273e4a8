// Exact optimisation in threads of their own: a solver computes for seconds, and the process goes on answering.

import { Worker } from 'node:worker_threads';

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { CONFIG, type Config } from '../config/config.js';
import { tightened, type Milp, type MilpOutcome, type Solve } from './milp.rules.js';

/** A programme as it crosses to the thread: rows packed one after the other. */
export interface PackedMilp {
  readonly costs: Float64Array;
  readonly lowers: Float64Array;
  readonly uppers: Float64Array;
  readonly rowLowers: Float64Array;
  readonly rowUppers: Float64Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly coefficients: Float64Array;
  /** Longest solve. */
  readonly seconds: number;
}

interface SolverAnswer {
  readonly status: MilpOutcome['status'];
  readonly values?: Float64Array;
  readonly bound: number;
  readonly nodes: number;
  readonly solver: string;
}

interface SessionOptions {
  /** For all the solves of the session together. */
  readonly seconds: number;
  /** Ends the session at once. */
  readonly signal?: AbortSignal;
}

interface Session {
  readonly solve: Solve;
  /** Name and version of what solved, once it has. */
  readonly solver: () => string;
}

const BUSY = {
  fr: 'Le calcul est occupé par une autre demande : réessayez dans quelques secondes.',
  en: 'The computation is taken by another request: try again in a few seconds.',
};
const BUSY_SECONDS = 5;
/** A solver looks at its clock between two steps; beyond this it is ended from outside. */
const GRACE_SECONDS = 3;
const OUT_OF_TIME: MilpOutcome = { status: 'TIME_LIMIT', nodes: 0, seconds: 0 };
/** A proven bound is a whole number, told in floating point. */
const ROUNDING = 1e-6;

@Injectable()
export class Optimiser implements OnModuleDestroy {
  private readonly threads = new Set<Worker>();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'optimiserThreads'>) {}

  /**
   * One thread for the time of `work`, which may solve several programmes one after the other; its memory is given back at the end. A solve
   * that the time does not allow answers TIME_LIMIT.
   * @throws Refusal unavailable when all the threads are taken, or when `signal` ends the session
   */
  async session<T>({ seconds, signal }: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
    if (this.threads.size >= this.config.optimiserThreads) throw new Refusal('unavailable', BUSY, [], BUSY_SECONDS);
    const thread = new Worker(new URL('./highs.worker.js', import.meta.url), { execArgv: [] });
    this.threads.add(thread);
    // Between two solves nobody listens: the next one finds the thread gone.
    thread.on('error', () => undefined);
    const ended = performance.now() + seconds * 1000;
    let solver = '';
    const solve: Solve = async (milp) => {
      const started = performance.now();
      const left = (ended - started) / 1000;
      if (left <= 0) return OUT_OF_TIME;
      const { milp: scaled, costUnit } = tightened(milp);
      const answer = await ask(thread, packed(scaled, left), signal);
      if (answer === undefined) return { ...OUT_OF_TIME, seconds: (performance.now() - started) / 1000 };
      solver = answer.solver;
      return {
        status: answer.status,
        values: answer.values && Array.from(answer.values, Math.round),
        bound: Number.isFinite(answer.bound) ? Math.floor(answer.bound + ROUNDING) * costUnit : undefined,
        nodes: answer.nodes,
        seconds: (performance.now() - started) / 1000,
      };
    };
    try {
      return await work({ solve, solver: () => solver });
    } finally {
      this.threads.delete(thread);
      await thread.terminate();
    }
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.threads].map((thread) => thread.terminate()));
  }
}

/** Undefined: the solver did not come back in time, and its thread is ended by the session. */
function ask(thread: Worker, milp: PackedMilp, signal: AbortSignal | undefined): Promise<SolverAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const answered = ({ answer, failure }: { answer?: SolverAnswer; failure?: string }): void => {
      if (answer === undefined) failed(new Error(`solver: ${String(failure)}`));
      else settle(answer);
    };
    const stopped = (): void => failed(new Refusal('unavailable'));
    const failed = (error: Error): void => {
      forget();
      reject(error);
    };
    const settle = (answer: SolverAnswer | undefined): void => {
      forget();
      resolve(answer);
    };
    const late = setTimeout(settle, (milp.seconds + GRACE_SECONDS) * 1000, undefined);
    const forget = (): void => {
      clearTimeout(late);
      signal?.removeEventListener('abort', stopped);
      thread.off('message', answered).off('error', failed).off('exit', stopped);
    };
    thread.on('message', answered).on('error', failed).on('exit', stopped);
    signal?.addEventListener('abort', stopped, { once: true });
    if (signal?.aborted === true) stopped();
    else thread.postMessage(milp);
  });
}

function packed({ columns, rows }: Milp, seconds: number): PackedMilp {
  const entries = rows.flatMap((row) => row.entries);
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, index) => (starts[index + 1] = (starts[index] ?? 0) + row.entries.length));
  return {
    costs: Float64Array.from(columns, ({ cost }) => cost),
    lowers: Float64Array.from(columns, ({ lower }) => lower),
    uppers: Float64Array.from(columns, ({ upper }) => upper),
    rowLowers: Float64Array.from(rows, ({ lower = -Infinity }) => lower),
    rowUppers: Float64Array.from(rows, ({ upper = Infinity }) => upper),
    starts,
    indices: Int32Array.from(entries, ([column]) => column),
    coefficients: Float64Array.from(entries, ([, coefficient]) => coefficient),
    seconds,
  };
}
