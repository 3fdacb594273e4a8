import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createApp } from '../create-app.js';
import { ensureFirstAdministrator } from '../features/accounts/first-administrator.js';
import { SettableClock } from '../kernel/clock.js';
import { readConfig } from '../platform/config/config.js';
import { Database } from '../platform/database/database.service.js';
import { ApiDocument } from '../platform/http/api-document.js';
import { verifyAudit, type AuditReport } from '../platform/workflow/audit-verify.js';
import { callAt, PASSWORD } from './addresses.js';
import { accepted, Http, Person } from './client.js';
import { installCommittees } from './committees.js';
import { freshDatabase } from './database.js';
import { readDataset } from './dataset.js';
import type { Calendar } from './dossier.js';
import { eventually } from './eventually.js';
import { decideBothHalves, select } from './funding.js';
import { instructJointly } from './joint-instruction.js';
import { countLetters, mailFolder } from './letters.js';
import { drawUpMinutes, filesOf } from './minutes.js';
import { randomPassword } from './random-password.js';
import { summarise, type Results } from './results.js';
import { holdCommittees } from './sessions.js';
import { checkCompleteness, declareIneligible, draftAll, publishCall, submitAll, writeTogether } from './story.js';
import { WorldBuilder } from './world.js';

export interface DemoOptions {
  readonly dataDir: string;
  readonly secret: string;
  readonly progress: (line: string) => void;
}

export interface DemoOutcome {
  readonly passed: boolean;
  /** What the demo prints. */
  readonly printed: string;
  /** File name → content, for `out/`. */
  readonly artefacts: {
    readonly 'results.json': Results;
    readonly 'audit-verification.json': AuditReport;
    readonly 'openapi.json': unknown;
  };
  /** File name → content, for `out/minutes/`: the PDF and the JSON of every session's minutes. */
  readonly minutes: Readonly<Record<string, Buffer>>;
}

const BEGINNING = '2023-05-15T08:00:00Z';

export async function runDemo({ dataDir, secret, progress }: DemoOptions): Promise<DemoOutcome> {
  progress('PostgreSQL embarqué et migrations');
  const database = await freshDatabase(dataDir);
  // Letters of an earlier run would be counted with this one's.
  await rm(mailFolder(dataDir), { recursive: true, force: true });
  const clock = new SettableClock(new Date(BEGINNING));
  // Every actor calls from this one machine: limits per address would only slow the replay.
  const config = readConfig({
    JWT_SECRET: secret,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    TICK_SECONDS: '1',
    RATE_LIMIT_PER_MINUTE: '0',
    AUTH_RATE_LIMIT_PER_15_SECONDS: '0',
  });
  const app = await createApp({ config, clock, database: { url: database.url, poolSize: 10 } });
  try {
    await app.listen(0, '127.0.0.1');
    return await replay(app, clock, { dataDir, progress });
  } finally {
    await app.close();
    await database.stop();
  }
}

async function replay(
  app: NestFastifyApplication,
  clock: SettableClock,
  { dataDir, progress }: Pick<DemoOptions, 'dataDir' | 'progress'>,
): Promise<DemoOutcome> {
  const dataset = readDataset();
  const http = new Http(await app.getUrl());
  const now = (): Date => clock.now();
  const calendar: Calendar = {
    goTo: (instant) => {
      clock.set(new Date(instant));
      progress(`— ${instant.slice(0, 16).replace('T', ' ')} UTC`);
    },
  };
  const administrator = await firstAdministrator(app, http, clock);
  progress('comptes, organismes et habilitations');
  const world = await new WorldBuilder(http, administrator, now).build(dataset);
  progress('appel publié');
  const callId = await publishCall(world, dataset, calendar);
  progress('brouillons rédigés par les porteurs');
  const dossiers = await draftAll(world, dataset, callId, calendar);
  progress('un brouillon à deux mains');
  const both = await writeTogether(dossiers);
  progress('dépôts');
  const late = await submitAll(dossiers, calendar);
  progress('complétude, éligibilité, retrait');
  await checkCompleteness(dossiers, calendar);
  await declareIneligible(dossiers);
  await closedCall(world.manager, callId);
  await world.manager.act(callAt(callId), 'start-examination');
  progress('instruction conjointe Caf et DDETS');
  await instructJointly(world, dossiers, callId, calendar);
  progress('treize comités');
  const committees = await installCommittees(world);
  const held = await holdCommittees(world, committees, dossiers, callId, calendar);
  progress('procès-verbaux');
  const minutes = await drawUpMinutes(world, held.all, calendar);
  progress('jury régional');
  const selected = await select(world, dossiers, callId, calendar);
  progress('décisions de l’État et de la Cnaf');
  await decideBothHalves(world, callId, calendar);
  progress('envoi des derniers courriers');
  const letters = await countLetters(app, dataDir);
  progress('vérification des résultats et de la piste d’audit');
  const audit = await verifyAudit(app.get(Database).pool);
  const { beyond, unexplained } = selected;
  const refusals = { both, late, recused: held.recusedVote, unexplained, beyond };
  const told = { committees, held, minutes, selected };
  const { passed, printed, results } = await summarise(world, dataset, dossiers, callId, { refusals, told }, { audit, letters });
  const openapi: unknown = JSON.parse(await app.get(ApiDocument).text());
  progress(`${http.requests} requêtes HTTP`);
  return {
    passed,
    printed,
    artefacts: { 'results.json': results, 'audit-verification.json': audit, 'openapi.json': openapi },
    minutes: filesOf(minutes),
  };
}

async function firstAdministrator(app: NestFastifyApplication, http: Http, clock: SettableClock): Promise<Person> {
  const first = await ensureFirstAdministrator(app.get(Database), clock, randomBytes);
  if (first === undefined) throw new Error('the demo needs an empty database');
  const password = randomPassword();
  const { email, oneTimePassword } = first;
  const changed = await http.send('POST', PASSWORD, {
    body: { email, currentPassword: oneTimePassword, newPassword: password },
  });
  accepted(changed, 'first administrator');
  return new Person(http, '', 'Administratrice', email, password, () => clock.now());
}

/** The published deadline has passed: the scheduler closes the call. */
async function closedCall(manager: Person, callId: string): Promise<void> {
  await eventually(
    () => manager.get(callAt(callId)),
    ({ state }) => state === 'CLOSED',
    'the scheduler did not close the call',
  );
}
