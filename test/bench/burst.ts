// `npm run bench -- burst`: the last minute of a call. 2 000 drafts, 50 clients that send theirs at once and try again with the same
// Idempotency-Key when the connection is cut, which happens on purpose: before the request has left, and once it has but no answer came.
// Then the same act at a steady 20 a second. Nothing lost, nothing doubled, one receipt each; p95 under 300 ms at 20 req/s.

import { createPublicKey, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

import { verifyText } from '../../src/kernel/signature.js';
import { Tokens } from '../../src/platform/auth/tokens.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { readConfig } from '../../src/platform/config/config.js';
import { environmentIn, withCluster } from './cluster.js';
import { createApp } from '../../src/create-app.js';
import { openForSeconds, seedBurst, type BurstSeed } from './burst-seed.js';
import { evenly, launch, percentile } from './load.js';

const here = dirname(fileURLToPath(import.meta.url));
const SUBMISSIONS = Number(process.env.BENCH_BURST ?? 2_000);
const CLIENTS = 50;
/** One in so many tries has its connection cut: half of them before the request is out, half once it is. */
const CUT_ONE_IN = 8;
const STEADY_PER_SECOND = 20;
const STEADY_SECONDS = 30;
const WARM_UP = 100;
/** How long the call still takes submissions when the burst begins. */
const LAST_SECONDS = Number(process.env.BENCH_LAST_SECONDS ?? 60);
const P95_TARGET_MS = 300;
const GIVE_UP_MS = 60_000;

const FOLDER = '.data/bench-burst';
const environment = environmentIn(FOLDER);

interface Sent {
  readonly status: number;
  readonly ms: number;
}

export function benchBurst(): Promise<boolean> {
  const steady = WARM_UP + STEADY_PER_SECOND * STEADY_SECONDS;
  console.log(`PostgreSQL, migrations, ${SUBMISSIONS + steady} drafts…`);
  return withCluster(FOLDER, async ({ appUrl, superuserUrl }) => {
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    try {
      const seeded = await seedBurst(client, steady, SUBMISSIONS);
      const token = await tokenOf(appUrl, seeded);
      const api = await launch(join(here, 'api-server.js'), { url: appUrl, poolSize: 10, environment });
      try {
        const sender = new Sender(api.port, token);
        // The first ones compile the code: a server that a last minute meets has run for weeks.
        const warm = await sender.evenly(seeded.steady.slice(0, WARM_UP), STEADY_PER_SECOND);
        const even = await sender.evenly(seeded.steady.slice(WARM_UP), STEADY_PER_SECOND);
        await openForSeconds(client, seeded.burstCallId, LAST_SECONDS);
        const burst = await sender.together(seeded.burst, CLIENTS);
        return await report(client, seeded, { warm, even, burst, sender });
      } finally {
        api.process.kill();
      }
    } finally {
      await client.end();
    }
  });
}

async function tokenOf(url: string, { holder }: BurstSeed): Promise<string> {
  const app = await createApp({ config: readConfig(environment), clock: new SystemClock(), database: { url, poolSize: 2 } });
  try {
    return app.get(Tokens).issueAccess(holder.personId, holder.sessionId, new Date(), 12 * 60).token;
  } finally {
    await app.close();
  }
}

class Sender {
  cuts = 0;
  retries = 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 200 });

  constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  /** All clients at once, each with its share, one after the other. Returns the answers and how long the whole took. */
  async together(ids: readonly string[], clients: number): Promise<{ sent: Sent[]; seconds: number }> {
    const started = performance.now();
    const sent: Sent[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) sent.push(await this.submit(id, true));
    };
    await Promise.all(Array.from({ length: clients }, work));
    return { sent, seconds: (performance.now() - started) / 1000 };
  }

  /** So many a second, whether or not the ones before have been answered. */
  evenly(ids: readonly string[], perSecond: number): Promise<Sent[]> {
    return evenly(ids.length, perSecond, (index) => this.submit(ids[index] ?? '', false));
  }

  /** Until it is answered, with the same key: what a holder's browser does. */
  private async submit(id: string, cutting: boolean): Promise<Sent> {
    const key = randomUUID();
    const started = performance.now();
    for (let attempt = 0; performance.now() - started < GIVE_UP_MS; attempt += 1) {
      const cut = cutting && Math.random() * CUT_ONE_IN < 1 ? (Math.random() < 0.5 ? 'early' : 'late') : undefined;
      if (cut !== undefined) this.cuts += 1;
      if (attempt > 0) this.retries += 1;
      const status = await this.once(id, key, cut).catch(() => 0);
      // Cut, or out of breath: again. Any other answer is final.
      if (status !== 0 && status !== 503) return { status, ms: performance.now() - started };
      await pause(Math.min(2_000, 50 * 2 ** attempt) * (0.5 + Math.random()));
    }
    return { status: 0, ms: performance.now() - started };
  }

  private once(id: string, key: string, cut: 'early' | 'late' | undefined): Promise<number> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'content-type': 'application/json',
      'content-length': '2',
      'idempotency-key': key,
    };
    return new Promise((resolve, reject) => {
      const path = `/v1/applications/${id}/submit`;
      const sent = request({ port: this.port, method: 'POST', path, headers, agent: this.agent }, (reply) => {
        reply.resume();
        reply.on('end', () => resolve(reply.statusCode ?? 0));
        reply.on('error', reject);
      });
      sent.on('error', reject);
      if (cut === 'early') {
        sent.write('{');
        setTimeout(() => sent.destroy(new Error('cut')), 5);
        return;
      }
      sent.end('{}');
      // Somewhere between the arrival and the answer: the act may well be committed.
      if (cut === 'late') setTimeout(() => sent.destroy(new Error('cut')), Math.random() * 150);
    });
  }
}

const at = (sent: readonly Sent[], share: number): number =>
  Math.round(
    percentile(
      sent.map(({ ms }) => ms),
      share,
    ),
  );

interface Measured {
  readonly warm: readonly Sent[];
  readonly even: readonly Sent[];
  readonly burst: { readonly sent: readonly Sent[]; readonly seconds: number };
  readonly sender: Sender;
}

async function report(client: pg.Client, seeded: BurstSeed, { warm, even, burst, sender }: Measured): Promise<boolean> {
  const all = [...warm, ...even, ...burst.sent];
  const { rows } = await client.query<Record<string, number>>(
    `SELECT count(*) FILTER (WHERE a.state = 'SUBMITTED')::int AS submitted, count(DISTINCT a.number)::int AS numbers,
            count(r.number)::int AS receipts, count(DISTINCT r.number)::int AS "receiptNumbers", count(k.receipt_number)::int AS letters,
            (SELECT count(*)::int FROM application_version) AS versions,
            (SELECT count(*)::int FROM audit_entry WHERE event = 'submit') AS acts,
            (SELECT count(*)::int FROM instruction) AS instructions,
            (SELECT count(*)::int FROM outbox WHERE job = 'notification.announce') AS announced
     FROM application a JOIN call c ON c.id = a.call_id LEFT JOIN receipt r ON r.application_id = a.id
          LEFT JOIN acknowledgement k ON k.application_id = a.id`,
  );
  const counted = rows[0] ?? {};
  const wanted = seeded.steady.length + seeded.burst.length;
  const signed = await client.query<{ document: string; signature: string; key: string }>(
    'SELECT r.document, r.signature, k.public_key AS key FROM receipt r JOIN receipt_key k USING (key_id)',
  );
  const genuine = signed.rows.filter(({ document, signature, key }) =>
    verifyText(document, signature, createPublicKey(key)),
  ).length;
  const figures = {
    submissions: wanted,
    refused: all.filter(({ status }) => status !== 200).length,
    lost: wanted - (counted.submitted ?? 0),
    doubled: (counted.versions ?? 0) - wanted,
    cuts: sender.cuts,
    retries: sender.retries,
    burstPerSecond: Math.round(burst.sent.length / burst.seconds),
    burstSeconds: Math.round(burst.seconds * 10) / 10,
    burstP50: at(burst.sent, 0.5),
    burstP95: at(burst.sent, 0.95),
    steadyP50: at(even, 0.5),
    steadyP95: at(even, 0.95),
    genuine,
  };
  console.log(
    [
      '',
      `${figures.submissions} submissions, ${CLIENTS} clients, ${figures.cuts} connections cut, ${figures.retries} retries`,
      `lost ${figures.lost}, doubled ${figures.doubled}, refused ${figures.refused}, receipts genuine ${genuine}/${wanted}`,
      `burst: ${figures.burstPerSecond} submissions/s over ${figures.burstSeconds} s, p50 ${figures.burstP50} ms, p95 ${figures.burstP95} ms, retries included`,
      `at ${STEADY_PER_SECOND} req/s: p50 ${figures.steadyP50} ms, p95 ${figures.steadyP95} ms (target ${P95_TARGET_MS})`,
    ].join('\n'),
  );
  writeFileSync('out/bench-burst.json', JSON.stringify({ ...figures, counted }, null, 2));
  const each = ['submitted', 'numbers', 'receipts', 'receiptNumbers', 'letters', 'versions', 'acts', 'announced'] as const;
  const wrong = each.filter((name) => counted[name] !== wanted);
  if (wrong.length > 0) console.log(`not ${wanted}: ${wrong.map((name) => `${name} ${counted[name]}`).join(', ')}`);
  const sound = wrong.length === 0 && counted.instructions === 2 * wanted && genuine === wanted && figures.refused === 0;
  return sound && figures.cuts > 0 && figures.steadyP95 < P95_TARGET_MS;
}
