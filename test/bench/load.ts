import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { setTimeout as pause } from 'node:timers/promises';

import autocannon from 'autocannon';

export interface Server {
  readonly port: number;
  readonly process: ChildProcess;
}

/** Starts one of the bench's servers in a process of its own and waits for its port. */
export function launch(file: string, message: object): Promise<Server> {
  return new Promise((resolve, reject) => {
    // The bound of `npm start`, for both sides: without one Node lets its heap grow by half before it cleans.
    const child = fork(file, { execArgv: ['--max-old-space-size=384'] });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`${file} ended with ${String(code)}`));
    });
    child.once('message', ({ port }: { port: number }) => {
      resolve({ port, process: child });
    });
    child.send(message);
  });
}

/** Most memory that the process has held, in MiB (Linux). */
export function peakMemory(pid: number | undefined): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}

export interface RequestShape {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  readonly requests: number;
}

/** One round: `next` makes each request. Latencies in milliseconds. */
export async function load(port: number, seconds: number, next: () => RequestShape): Promise<Figures> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [{ setupRequest: (request) => ({ ...request, ...next() }) }],
  });
  return {
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors,
    requests: result.requests.total,
  };
}

const CONNECTIONS = 16;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Open loop: so many acts a second, at even intervals, whether or not those before have ended. autocannon's own rate sends each second's
 * requests at once as its second begins, and waits on each connection for the answer before: a queue of its own making.
 */
export async function evenly<Outcome>(
  count: number,
  perSecond: number,
  act: (index: number) => Promise<Outcome>,
): Promise<Outcome[]> {
  const pending: Promise<Outcome>[] = [];
  const started = performance.now();
  for (let index = 0; index < count; index += 1) {
    const wait = started + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await pause(wait);
    pending.push(act(index));
  }
  return Promise.all(pending);
}

/** The value that the given share of them does not pass. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
