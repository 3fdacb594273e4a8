// `npm run bench` (`-- uploads`: see uploads.ts): our API beside a floor that does the same SQL and JSON with nothing else, in the same call, interleaved.

import { writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

import { createApp } from '../../src/create-app.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { Tokens } from '../../src/platform/auth/tokens.js';
import { readConfig } from '../../src/platform/config/config.js';
import { benchBurst } from './burst.js';
import { caseNames, prepareCases, type Cases } from './cases.js';
import { environmentIn, withCluster, type Cluster } from './cluster.js';
import { measureDesk, recordDesk, seedDesk } from './desk.js';
import { benchFunds, benchLedgerExport } from './funds.js';
import { launch, load, median, peakMemory, type Figures } from './load.js';
import { benchPortfolio } from './portfolio.js';
import { measureStart } from './startup.js';
import { seed } from './seed.js';
import { benchUploads } from './uploads.js';

const here = dirname(fileURLToPath(import.meta.url));
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
/** Before the rounds, on both sides: the code is compiled and the caches are full, as in a server that runs for weeks. */
const WARM_UP_SECONDS = 3;
const POOL = 10;
/** Ratios to reach, ours / floor. */
const TARGETS: Readonly<Record<keyof Cases, number>> = {
  'read one': 0.4,
  'list page': 0.75,
  'page 200': 0.75,
  'create draft': 0.3,
  transition: 0.3,
  'payment transition': 0.3,
};
const MEMORY_TARGET_MIB = 400;
const START_TARGET_MS = 1500;

const FOLDER = '.data/bench';
const environment = environmentIn(FOLDER);

/** `npm run bench -- desk` measures the desk alone. */
const DESK = process.argv.includes('desk');

function main(): Promise<boolean> {
  console.log('PostgreSQL, migrations, 100 000 dossiers…');
  return withCluster(FOLDER, async (cluster) => {
    const { appUrl } = cluster;
    const seeded = await seed(cluster.superuserUrl);
    if (DESK) return await desk(cluster, seeded);
    const cases = await recordCases(appUrl, seeded);
    const api = await launch(join(here, 'api-server.js'), { url: appUrl, poolSize: POOL, environment });
    const templates = Object.fromEntries(caseNames(cases).map((name) => [name.replace(' ', '-'), cases[name].template]));
    const floor = await launch(join(here, 'floor-server.js'), { url: appUrl, poolSize: POOL, cases: templates });
    const rows: Row[] = [];
    try {
      for (const name of caseNames(cases)) rows.push(await compare(name, cases, api.port, floor.port));
      const memory = peakMemory(api.process.pid);
      const start = await measureStart(appUrl, environment);
      return report(rows, memory, start);
    } finally {
      api.process.kill();
      floor.process.kill();
    }
  });
}

async function desk({ appUrl, superuserUrl }: Cluster, seeded: Awaited<ReturnType<typeof seed>>): Promise<boolean> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const people = await seedDesk(client, seeded).finally(() => client.end());
  const prepared = await recordDesk(appUrl, POOL, environment, people);
  const api = await launch(join(here, 'api-server.js'), { url: appUrl, poolSize: POOL, environment });
  const floor = await launch(join(here, 'floor-server.js'), { url: appUrl, poolSize: POOL, cases: prepared.templates });
  try {
    return await measureDesk(api, floor, prepared);
  } finally {
    api.process.kill();
    floor.process.kill();
  }
}

async function recordCases(url: string, seeded: Awaited<ReturnType<typeof seed>>): Promise<Cases> {
  const app = await createApp({ config: readConfig(environment), clock: new SystemClock(), database: { url, poolSize: POOL } });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await app.listen(0, '127.0.0.1');
    const tokens = app.get(Tokens);
    const hours = 12 * 60;
    return await prepareCases({
      address: await app.getUrl(),
      seeded,
      holderToken: tokens.issueAccess(seeded.holderSession.personId, seeded.holderSession.sessionId, new Date(), hours).token,
      agentToken: tokens.issueAccess(seeded.agentSession.personId, seeded.agentSession.sessionId, new Date(), hours).token,
      client,
    });
  } finally {
    await client.end();
    await app.close();
  }
}

interface Row {
  readonly name: keyof Cases;
  readonly ours: Figures;
  readonly floor: Figures;
  readonly ratio: number;
}

/** Rounds alternate, so that what the machine does meanwhile falls on both; medians of the rounds. */
async function compare(name: keyof Cases, cases: Cases, apiPort: number, floorPort: number): Promise<Row> {
  const { ours, given } = cases[name];
  const ourRounds: Figures[] = [];
  const floorRounds: Figures[] = [];
  const atFloor = (values: readonly string[]) => ({
    method: cases[name].method,
    path: `/${name.replace(' ', '-')}?given=${values.join(',')}`,
    headers: {},
    body: undefined,
  });
  await load(apiPort, WARM_UP_SECONDS, ours);
  await load(floorPort, WARM_UP_SECONDS, () => atFloor(given()));
  for (let round = 0; round < ROUNDS; round += 1) {
    ourRounds.push(await load(apiPort, SECONDS, ours));
    floorRounds.push(await load(floorPort, SECONDS, () => atFloor(given())));
  }
  const merge = (rounds: readonly Figures[]): Figures => ({
    requestsPerSecond: median(rounds.map((figures) => figures.requestsPerSecond)),
    p50: median(rounds.map((figures) => figures.p50)),
    p99: median(rounds.map((figures) => figures.p99)),
    failures: rounds.reduce((sum, figures) => sum + figures.failures, 0),
    requests: rounds.reduce((sum, figures) => sum + figures.requests, 0),
  });
  const row = { name, ours: merge(ourRounds), floor: merge(floorRounds) };
  console.log(`  ${name}: ${row.ours.requestsPerSecond.toFixed(0)} req/s, floor ${row.floor.requestsPerSecond.toFixed(0)} req/s`);
  return { ...row, ratio: row.ours.requestsPerSecond / row.floor.requestsPerSecond };
}

function report(rows: readonly Row[], memory: number, start: number): boolean {
  const lines = ['', 'case            ours req/s  p50 ms  p99 ms | floor req/s  p50 ms  p99 ms | ratio  target  failures'];
  for (const { name, ours, floor, ratio } of rows) {
    lines.push(
      [
        name.padEnd(15),
        ours.requestsPerSecond.toFixed(0).padStart(10),
        ours.p50.toFixed(0).padStart(7),
        ours.p99.toFixed(0).padStart(7),
        '|',
        floor.requestsPerSecond.toFixed(0).padStart(11),
        floor.p50.toFixed(0).padStart(7),
        floor.p99.toFixed(0).padStart(7),
        '|',
        ratio.toFixed(2).padStart(5),
        TARGETS[name].toFixed(2).padStart(7),
        `${ours.failures}/${ours.requests} ${floor.failures}/${floor.requests}`,
      ].join(' '),
    );
  }
  lines.push(
    `memory of the API under load: ${memory} MiB (target ${MEMORY_TARGET_MIB})`,
    `first 200 after the start on this database: ${start} ms (target ${START_TARGET_MS})`,
  );
  console.log(lines.join('\n'));
  writeFileSync('out/bench.json', JSON.stringify({ rows, memoryMiB: memory, firstAnswerMs: start }, null, 2));
  return (
    rows.every(({ name, ratio, ours, floor }) => ratio >= TARGETS[name] && ours.failures === 0 && floor.failures === 0) &&
    memory <= MEMORY_TARGET_MIB &&
    start <= START_TARGET_MS
  );
}

// `npm run bench -- burst` (the last minute of a call), `uploads` (200 files of 20 MB), `portfolio` (the best selection),
// `funds` (the money of 10 000 awards) or `ledger-export` (50 000 lines of a ledger), instead of the five cases.
const CASES = {
  burst: benchBurst,
  uploads: benchUploads,
  portfolio: benchPortfolio,
  funds: benchFunds,
  'ledger-export': benchLedgerExport,
} as const;
const named = Object.entries(CASES).find(([name]) => process.argv.includes(name));
process.exitCode = (await (named?.[1] ?? main)()) ? 0 : 1;
