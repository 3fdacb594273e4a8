// `npm run bench -- uploads`: 200 files of 20 MB go up, eight at a time, to a server of its own whose memory is watched.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

import pg from 'pg';

import { createApp } from '../../src/create-app.js';
import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Tokens } from '../../src/platform/auth/tokens.js';
import { readConfig } from '../../src/platform/config/config.js';
import { environmentIn, withCluster } from './cluster.js';
import { launch } from './load.js';

const here = dirname(fileURLToPath(import.meta.url));
const MEBIBYTE = 1024 * 1024;
const FILES = 200;
const FILE_BYTES = 20 * 1_000_000;
const AT_ONCE = 8;
/** First files, after which the memory is what an ordinary day needs. */
const WARM_UP = 16;
/** What may come on top, all files together. */
const TARGET_MIB = 50;
const FOLDER = '.data/bench-uploads';

const environment = { ...environmentIn(FOLDER), MAX_DOSSIER_MB: '100000' };

export function benchUploads(): Promise<boolean> {
  return withCluster(FOLDER, async ({ appUrl, superuserUrl }) => {
    const { token, applicationId } = await prepare(superuserUrl, appUrl);
    const api = await launch(join(here, 'api-server.js'), { url: appUrl, poolSize: 10, environment });
    try {
      return await measure(`http://127.0.0.1:${api.port}`, api.process.pid ?? 0, token, applicationId);
    } finally {
      api.process.kill();
    }
  });
}

async function measure(address: string, pid: number, token: string, applicationId: string): Promise<boolean> {
  const bytes = fileOf(FILE_BYTES);
  const times: number[] = [];
  const send = async (): Promise<void> => {
    const begun = performance.now();
    await upload(address, token, applicationId, bytes);
    times.push(performance.now() - begun);
  };
  await inTurn(WARM_UP, send);
  const base = rss(pid);
  let [peak, watching] = [base, true];
  const watch = (async () => {
    while (watching) {
      peak = Math.max(peak, rss(pid));
      await pause(20);
    }
  })();
  times.length = 0;
  const begun = performance.now();
  await inTurn(FILES, send);
  const seconds = (performance.now() - begun) / 1_000;
  watching = false;
  await watch;
  const growth = (peak - base) / MEBIBYTE;
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): string => ((sorted[Math.floor(sorted.length * share)] ?? 0) / 1_000).toFixed(2);
  console.log(
    [
      `${FILES} files of 20 MB, ${AT_ONCE} at once: ${seconds.toFixed(1)} s, ${((FILES * FILE_BYTES) / MEBIBYTE / seconds).toFixed(0)} MiB/s`,
      `one file, checks and storage included: p50 ${at(0.5)} s, p95 ${at(0.95)} s`,
      `memory of the API: ${(base / MEBIBYTE).toFixed(0)} MiB before, ${(peak / MEBIBYTE).toFixed(0)} MiB at most: grown by ${growth.toFixed(1)} MiB (target ${TARGET_MIB})`,
    ].join('\n'),
  );
  return growth < TARGET_MIB;
}

/** A PDF whose bulk is what a scan's is: bytes that do not compress. */
function fileOf(size: number): Buffer {
  const head = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n2 0 obj\n<< /Subtype /Image >>\nstream\n';
  const tail = '\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n';
  return Buffer.concat([Buffer.from(head), randomBytes(size - head.length - tail.length), Buffer.from(tail)]);
}

async function upload(address: string, token: string, applicationId: string, bytes: Buffer): Promise<void> {
  const authorization = `Bearer ${token}`;
  const announced = await fetch(`${address}/v1/applications/${applicationId}/documents`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': newId() },
    body: JSON.stringify({ code: 'BUDGET', fileName: 'scan.pdf', size: bytes.length }),
  });
  const { id } = (await announced.json()) as { id: string };
  const sent = await fetch(`${address}/v1/documents/${id}/content`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
  });
  const answer = await sent.text();
  if (sent.status !== 200) throw new Error(`${sent.status} ${answer}`);
}

async function inTurn(count: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await work();
      }
    }),
  );
}

/** Linux. */
function rss(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

/** A holder and a draft to a call that takes files. */
async function prepare(superuserUrl: string, appUrl: string): Promise<{ token: string; applicationId: string }> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const [callId, organisationId, applicationId, personId, sessionId] = [newId(), newId(), newId(), newId(), newId()];
  try {
    await client.query(
      `INSERT INTO call (id, title, edition, text, rules_version, region, departments, time_zone, opens_local, deadline_local, opens_at, deadline_at, budget_years, settings, spec_version, state, created_by, created_at)
       VALUES ($1, 'Appel de mesure', 2026, 'Texte', '1', '76', '{31}', 'Europe/Paris', '2020-01-01T00:00:00', '2039-12-31T23:59:00', '2020-01-01', '2039-12-31', '{2026}', $2, 1, 'OPEN', $1, now())`,
      [callId, JSON.stringify({ ...FIPE_2023, documentsByUpload: true })],
    );
    await client.query(
      `INSERT INTO organisation (id, siret, name, holder_type, department, created_at) VALUES ($1, '90000000000001', 'Commune', 'COMMUNE', '31', now())`,
      [organisationId],
    );
    await client.query(
      `INSERT INTO application (id, call_id, organisation_id, department, title, state, state_since, content, created_by, created_at, updated_at)
       VALUES ($1, $2, $3, '31', 'Projet', 'DRAFT', now(), '{}', $1, now(), now())`,
      [applicationId, callId, organisationId],
    );
    await client.query(
      `INSERT INTO person (id, email, given_name, family_name, created_at) VALUES ($1, 'mesure@bench.example', 'Mesure', 'Banc', now())`,
      [personId],
    );
    await client.query(
      `INSERT INTO auth_session (id, person_id, refresh_hash, created_at, last_used_at, expires_at) VALUES ($1, $2, 'x', now(), now(), '2039-12-31')`,
      [sessionId, personId],
    );
    await client.query(
      `INSERT INTO role_grant (id, person_id, role, organisation_id, starts_at, created_at) VALUES ($1, $2, 'HOLDER_EDITOR', $3, '2020-01-01', now())`,
      [newId(), personId, organisationId],
    );
  } finally {
    await client.end();
  }
  const config = readConfig(environment);
  const app = await createApp({ config, clock: new SystemClock(), database: { url: appUrl, poolSize: 2 } });
  await app.init();
  const { token } = app.get(Tokens).issueAccess(personId, sessionId, new Date(), 600);
  await app.close();
  return { token, applicationId };
}
