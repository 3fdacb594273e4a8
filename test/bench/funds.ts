// `npm run bench -- funds`: the screens of a call of 10 000 awards over three years; `npm run bench -- ledger-export`: 50 000 lines of its ledger,
// whose memory is watched.

import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

import { readConfig } from '../../src/platform/config/config.js';
import { Tokens } from '../../src/platform/auth/tokens.js';
import { environmentIn, withCluster } from './cluster.js';
import { launch, percentile } from './load.js';
import { ageFunds, DAY_OF_EXPORT, LINES_OF_EXPORT, LOWERED, seedFunds, type SeededFunds } from './funds-seed.js';

const here = dirname(fileURLToPath(import.meta.url));
const FOLDER = '.data/bench-funds';
const MEBIBYTE = 1024 * 1024;
const TIMES = Number(process.env.BENCH_TIMES ?? 100);
/** Median of the whole call's cofunding, one person asking. */
const TARGET_MS = 100;
/** What an export may add to the memory of a server that has served one, and how much more a long one than a short one. */
const TARGET_MIB = 50;

const environment = environmentIn(FOLDER);

interface Bench {
  readonly address: string;
  readonly pid: number;
  readonly token: string;
  readonly seeded: SeededFunds;
  readonly superuserUrl: string;
}

function withServer(work: (bench: Bench) => Promise<boolean>): Promise<boolean> {
  return withCluster(FOLDER, async ({ appUrl, superuserUrl }) => {
    const seeded = await seedFunds(superuserUrl);
    const api = await launch(join(here, 'api-server.js'), { url: appUrl, poolSize: 10, environment });
    try {
      const tokens = new Tokens(readConfig(environment));
      const { token } = tokens.issueAccess(seeded.jury.personId, seeded.jury.sessionId, new Date(), 12 * 60);
      return await work({ address: `http://127.0.0.1:${api.port}`, pid: api.process.pid ?? 0, token, seeded, superuserUrl });
    } finally {
      api.process.kill();
    }
  });
}

async function ask({ address, token }: Bench, path: string): Promise<{ ms: number; bytes: number }> {
  const begun = performance.now();
  const reply = await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${token}` } });
  let bytes = 0;
  if (reply.body !== null) for await (const chunk of reply.body) bytes += (chunk as Uint8Array).length;
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
  return { ms: performance.now() - begun, bytes };
}

interface Screen {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
}

async function measure(bench: Bench, screens: Readonly<Record<string, string>>): Promise<Screen[]> {
  const rows: Screen[] = [];
  for (const [name, path] of Object.entries(screens)) {
    for (let warm = 0; warm < 10; warm += 1) await ask(bench, path);
    const times: number[] = [];
    for (let time = 0; time < TIMES; time += 1) times.push((await ask(bench, path)).ms);
    const row = { name, p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
    rows.push(row);
    console.log(`${name.padEnd(28)} p50 ${row.p50.toFixed(1).padStart(6)} ms  p95 ${row.p95.toFixed(1).padStart(6)} ms`);
  }
  return rows;
}

export function benchFunds(): Promise<boolean> {
  return withServer(async (bench) => {
    const call = `/v1/calls/${bench.seeded.callId}`;
    const screens = {
      cofunding: `${call}/cofunding`,
      'funding by funder and year': `${call}/funding`,
      'funding by department': `${call}/funding?by=department`,
      'funding by award, a page': `${call}/funding?by=award`,
      'funding at a date': `${call}/funding?asOf=2026-06-30`,
      balances: `${call}/balances`,
      'envelopes of the call': `${call}/envelopes`,
      'ledger, a page': `${call}/ledger`,
    };
    console.log(`10 000 awards over three years, ${TIMES} times each; load ${loadavg()[0]?.toFixed(1) ?? '?'}`);
    const stages: Record<string, Screen[]> = { 'all decided': await measure(bench, screens) };
    for (const lowered of LOWERED) {
      await ageFunds(bench.superuserUrl, lowered);
      const stage = `all part-paid, ${lowered === 'ALL' ? 'each' : 'one in eight'} lowered`;
      console.log(stage);
      stages[stage] = await measure(bench, screens);
    }
    writeFileSync('out/bench-funds.json', JSON.stringify({ load: loadavg(), stages }, null, 2));
    // The last stage is no call that there is: it is told, beside the target.
    const [decided, underWay] = Object.values(stages).map(([cofunding]) => cofunding?.p50 ?? Infinity);
    const kept = Math.max(decided ?? Infinity, underWay ?? Infinity) < TARGET_MS;
    console.log(kept ? `cofunding within ${TARGET_MS} ms` : `TARGET MISSED: cofunding within ${TARGET_MS} ms`);
    return kept;
  });
}

const rss = (pid: number): number => {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
};

export function benchLedgerExport(): Promise<boolean> {
  return withServer(async (bench) => {
    const rows: object[] = [];
    let kept = true;
    for (const format of ['csv', 'xlsx']) {
      const path = `/v1/calls/${bench.seeded.callId}/ledger.${format}`;
      // A short one first, several times: what an ordinary day needs is loaded and compiled.
      for (let warm = 0; warm < 10; warm += 1) await ask(bench, `${path}?to=${DAY_OF_EXPORT.short}`);
      const base = rss(bench.pid);
      let [peak, watching] = [base, true];
      const watch = (async () => {
        while (watching) {
          peak = Math.max(peak, rss(bench.pid));
          await pause(10);
        }
      })();
      const { ms, bytes } = await ask(bench, `${path}?to=${DAY_OF_EXPORT.long}`);
      watching = false;
      await watch;
      const growth = (peak - base) / MEBIBYTE;
      kept &&= growth <= TARGET_MIB;
      rows.push({ format, lines: LINES_OF_EXPORT, ms: Math.round(ms), bytes, growthMiB: Number(growth.toFixed(1)) });
      console.log(
        `${format}: ${LINES_OF_EXPORT} lines, ${(bytes / MEBIBYTE).toFixed(1)} MiB in ${(ms / 1000).toFixed(1)} s; memory ${(base / MEBIBYTE).toFixed(0)} → ${(peak / MEBIBYTE).toFixed(0)} MiB: grown by ${growth.toFixed(1)} MiB (target ${TARGET_MIB}); load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
      );
    }
    writeFileSync('out/bench-ledger-export.json', JSON.stringify({ load: loadavg(), rows }, null, 2));
    return kept;
  });
}
