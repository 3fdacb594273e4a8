// `npm run bench -- desk`: the desk at 100 000 dossiers under 50 requests a second, beside the floor with the same SQL.

import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';

import type pg from 'pg';

import { Tokens } from '../../src/platform/auth/tokens.js';
import { createApp } from '../../src/create-app.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { readConfig } from '../../src/platform/config/config.js';
import { evenly, percentile, type Server } from './load.js';
import { record, type Template } from './recorder.js';
import { grant, session, type Seeded } from './seed.js';

const RATE = 50;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const P95_TARGET_MS = 100;

/** A case: an address, and whose. Several addresses, so that no answer is the one just given. */
interface DeskCase {
  readonly name: string;
  readonly who: 'agent' | 'jury' | 'auditor';
  readonly paths: readonly string[];
}

const WORDS = ['gare', 'ludothèque', 'horaires atypiques', 'médiathèque', 'itinérance', 'parentalité', 'bilingue', 'forêt'];
const desk = (query: string): string => `/v1/desk/applications?${query}`;
const sought = (word: string): string => `q=${encodeURIComponent(word)}`;

const DESK_CASES: readonly DeskCase[] = [
  {
    name: 'list, 3 filters, department',
    who: 'agent',
    paths: ['SUBMITTED', 'COMPLETE', 'EXAMINED'].map((state) =>
      desk(`state=${state}&holderType=COMMUNE&amountMin=1000000&sort=AMOUNT`),
    ),
  },
  {
    name: 'list, 3 filters, region',
    who: 'jury',
    paths: ['SUBMITTED', 'COMPLETE', 'EXAMINED'].map((state) => desk(`state=${state}&holderType=COMMUNE&amountMin=1000000`)),
  },
  {
    name: 'list, 3 filters, nation',
    who: 'auditor',
    paths: ['SUBMITTED', 'COMPLETE', 'EXAMINED'].map((state) => desk(`state=${state}&holderType=COMMUNE&amountMin=1000000`)),
  },
  { name: 'search, department', who: 'agent', paths: WORDS.map((word) => desk(sought(word))) },
  { name: 'search, region', who: 'jury', paths: WORDS.map((word) => desk(sought(word))) },
  { name: 'search, nation', who: 'auditor', paths: WORDS.map((word) => desk(sought(word))) },
  {
    name: 'search, 2 words and a filter',
    who: 'jury',
    paths: WORDS.map((word) => desk(`${sought(`crèche ${word}`)}&state=SUBMITTED`)),
  },
  { name: 'search, misspelt', who: 'jury', paths: ['ludotéqe', 'gardrie', 'medyatheque'].map((word) => desk(sought(word))) },
  { name: 'counts, region', who: 'jury', paths: ['/v1/desk/counts'] },
  { name: 'counts, nation', who: 'auditor', paths: ['/v1/desk/counts'] },
  { name: 'worklist, department', who: 'agent', paths: ['/v1/desk/worklist'] },
];

/** Texts of 24 parts, a rank of words from the frequent to the rare, two instructions a dossier; then what a freezing would have written. */
export async function seedDesk(client: pg.Client, seeded: Seeded): Promise<Record<DeskCase['who'], string>> {
  // All at once rather than a dossier at a time by the trigger: the same functions, a third of the time.
  await client.query(`SET session_replication_role = replica`);
  await client.query(
    `WITH parts AS (SELECT ARRAY['une micro-crèche','un relais petite enfance','une halte-garderie','une maison des familles','un jardin d’enfants','une crèche familiale'] AS what,
        ARRAY['dans une ancienne gare','au pied de la forêt','dans la médiathèque','près du marché','en itinérance','dans un quartier prioritaire','au cœur du village','dans une ludothèque'] AS place,
        ARRAY['avec des horaires atypiques','bilingue et inclusif','pour soutenir la parentalité','ouvert aux familles monoparentales','pour l’insertion professionnelle','avec les aînés de la résidence','autour du jardin partagé'] AS how)
     INSERT INTO application_version (application_id, number, receipt_number, content, hash, late, submitted_at, submitted_by, call_spec)
     SELECT a.id, 1, 'R-' || a.number, a.content || jsonb_build_object(
         'title', initcap(p.what[1 + n % 6]) || ' ' || p.place[1 + n / 6 % 8] || ' n° ' || n, 'place', 'Commune ' || n % 2000,
         'summary', concat_ws('. ', p.what[1 + n % 6] || ' ' || p.place[1 + n / 6 % 8] || ' ' || p.how[1 + n / 48 % 7], repeat('Le projet répond aux besoins des familles du territoire. ', 12),
            'Repère ' || md5(n::text))), 'x', false, a.submitted_at, a.created_by, 1
     FROM (SELECT *, substr(number, 3)::int AS n FROM application WHERE number LIKE 'B-%') a, parts p`,
  );
  await client.query(
    `INSERT INTO application_search (application_id, title, requested_cents, axes, vector, departments)
     SELECT a.id, v.content->>'title', 500000 + (('x' || substr(md5(a.number), 1, 6))::bit(24)::int % 300) * 50000, ARRAY['DIVERSIFICATION'],
            application_vector(v.content->>'title', o.name, v.content), ARRAY[a.department]
     FROM application_version v JOIN application a ON a.id = v.application_id JOIN organisation o ON o.id = a.organisation_id`,
  );
  await client.query(
    `INSERT INTO search_word SELECT DISTINCT w FROM application_version v, regexp_split_to_table(application_label(v.content->>'title', '', v.content), '[^a-z]+') w
     WHERE length(w) BETWEEN 4 AND 40`,
  );
  await client.query(`SET session_replication_role = DEFAULT`);
  await client.query(
    `UPDATE application a SET title = s.title, requested_cents = s.requested_cents,
       state_since = now() - (('x' || substr(md5(a.number), 7, 6))::bit(24)::int % 400) * interval '1 hour', submitted_at = state_since
     FROM application_search s WHERE s.application_id = a.id`,
  );
  await client.query(
    `INSERT INTO instruction (id, application_id, call_id, department, agency_kind, state, created_at)
     SELECT gen_random_uuid(), a.id, a.call_id, a.department, k, 'PENDING', now() FROM application a, unnest(ARRAY['CAF','DDETS']) k WHERE a.number LIKE 'B-%'`,
  );
  const jury = await session(client);
  await grant(client, jury.personId, 'REGIONAL_JURY', { territory: 'REG-76' });
  const auditor = await session(client);
  await grant(client, auditor.personId, 'AUDITOR', { territory: 'FR' });
  await client.query('VACUUM ANALYZE');
  const tokens = new Map<string, { personId: string; sessionId: string }>([
    ['agent', seeded.agentSession],
    ['jury', jury],
    ['auditor', auditor],
  ]);
  return Object.fromEntries([...tokens].map(([who, { personId, sessionId }]) => [who, `${personId} ${sessionId}`])) as Record<
    DeskCase['who'],
    string
  >;
}

export interface DeskPrepared {
  readonly tokens: Readonly<Record<DeskCase['who'], string>>;
  readonly templates: Readonly<Record<string, Template>>;
}

const slug = (index: number, at: number): string => `desk-${index}-${at}`;

/** Records the SQL of each address once, on the application's own connections. */
export async function recordDesk(
  url: string,
  poolSize: number,
  environment: Record<string, string>,
  people: Record<DeskCase['who'], string>,
): Promise<DeskPrepared> {
  const app = await createApp({ config: readConfig(environment), clock: new SystemClock(), database: { url, poolSize } });
  try {
    await app.listen(0, '127.0.0.1');
    const address = await app.getUrl();
    const tokens = Object.fromEntries(
      Object.entries(people).map(([who, ids]) => {
        const [personId = '', sessionId = ''] = ids.split(' ');
        return [who, app.get(Tokens).issueAccess(personId, sessionId, new Date(), 12 * 60).token];
      }),
    ) as Record<DeskCase['who'], string>;
    const templates: Record<string, Template> = {};
    for (const [index, { name, who, paths }] of DESK_CASES.entries()) {
      for (const [at, path] of paths.entries()) {
        const ask = async (): Promise<void> => {
          const reply = await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${tokens[who]}` } });
          if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
          const body = (await reply.json()) as { items?: unknown[]; total?: number };
          if ((body.items?.length ?? body.total ?? 0) === 0)
            throw new Error(`${name}: ${path} finds nothing, and measures nothing`);
        };
        await ask();
        templates[slug(index, at)] = { statements: await record(ask), fresh: 0 };
      }
    }
    return { tokens, templates };
  } finally {
    await app.close();
  }
}

interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly failures: number;
  readonly requests: number;
}

const agent = new Agent({ keepAlive: true });

/** From the instant at which the request leaves to its last byte. @returns undefined when it was not answered 200 */
function timed(port: number, headers: Record<string, string>, path: string): Promise<number | undefined> {
  const started = performance.now();
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, headers, path, agent }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode === 200 ? performance.now() - started : undefined));
      reply.on('error', () => resolve(undefined));
    }).on('error', () => resolve(undefined));
  });
}

async function steady(port: number, headers: Record<string, string>, paths: readonly string[]): Promise<Latencies> {
  const outcomes = await evenly(RATE * SECONDS, RATE, (index) => timed(port, headers, paths[index % paths.length] ?? '/'));
  const times = outcomes.filter((time) => time !== undefined);
  const at = (share: number): number => percentile(times, share);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), failures: outcomes.length - times.length, requests: outcomes.length };
}

/** True when every case keeps to the target and none fails. */
export async function measureDesk(api: Server, floor: Server, { tokens }: DeskPrepared): Promise<boolean> {
  const rows: { name: string; ours: Latencies; floor: Latencies }[] = [];
  console.log(`desk: ${RATE} req/s, ${SECONDS} s a side; latencies in ms`);
  console.log('case                            ours p50    p95    p99 | floor p50    p95    p99 | p95 ratio  failures');
  for (const [index, { name, who, paths }] of DESK_CASES.entries()) {
    const headers = { authorization: `Bearer ${tokens[who]}` };
    const bare = paths.map((_, at) => `/${slug(index, at)}`);
    await steady(api.port, headers, paths);
    await steady(floor.port, {}, bare);
    const row = { name, ours: await steady(api.port, headers, paths), floor: await steady(floor.port, {}, bare) };
    rows.push(row);
    const figures = ({ p50, p95, p99 }: Latencies): string =>
      [p50, p95, p99].map((value) => value.toFixed(1).padStart(7)).join('');
    console.log(
      `${name.padEnd(30)} ${figures(row.ours)} | ${figures(row.floor)} | ${(row.ours.p95 / row.floor.p95).toFixed(2).padStart(9)}  ${row.ours.failures}/${row.ours.requests} ${row.floor.failures}/${row.floor.requests}`,
    );
  }
  writeFileSync('out/bench-desk.json', JSON.stringify(rows, null, 2));
  return rows.every(({ ours, floor: bare }) => ours.p95 <= P95_TARGET_MS && ours.failures === 0 && bare.failures === 0);
}
