import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

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
