import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ensureFirstAdministrator } from '../features/accounts/first-administrator.js';
import { reconcile } from '../features/funds/reconciliation.reader.js';
import { Database } from '../platform/database/database.service.js';
import { ApiDocument } from '../platform/http/api-document.js';
import { verifyAudit, type AuditReport } from '../platform/workflow/audit-verify.js';
import { engageAll } from './agreements.js';
import { awardedOf, heldBy } from './awarded.js';
import { callAt, cofundingOf, PASSWORD } from './addresses.js';
import { checkBehind, linesBehind } from './behind.js';
import { accepted, Person } from './client.js';
import { checkClosing } from './closing-told.js';
import { installCommittees } from './committees.js';
import { freshDatabase, type DemoDatabase } from './database.js';
import { readDataset } from './dataset.js';
import type { Dossier } from './dossier.js';
import { eventually } from './eventually.js';
import { decideBothHalves, select } from './funding.js';
import { instructJointly } from './joint-instruction.js';
import { checkLedger, closingBalance, closingTable, type ClosingRow } from './ledger-told.js';
import { countLetters, mailFolder, type Letters } from './letters.js';
import { drawUpMinutes, filesOf, type KeptMinutes } from './minutes.js';
import { checkOpenData, linesOfOpenData, publish } from './open-data.js';
import { randomPassword } from './random-password.js';
import { checkRenunciation, linesOfRenunciation, renounce } from './renunciation.js';
import { Checks } from './report.js';
import { summarise, type Published, type Results } from './results.js';
import { holdCommittees } from './sessions.js';
import { Stage } from './stage.js';
import { checkCompleteness, declareIneligible, draftAll, publishCall, submitAll, writeTogether } from './story.js';
import { WorldBuilder, type World } from './world.js';
import { carryThrough } from './years.js';
import { checkCarried, linesOfYears, ordersOf } from './years-told.js';

/** Of 31 000 € a year: what it gives back is enough for the first of the reserve. */
const RENOUNCES = 'Saint-Jean';

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
    readonly 'results.json': Results & { readonly letters: Letters; readonly ledger: readonly ClosingRow[] };
    readonly 'audit-verification.json': AuditReport;
    readonly 'openapi.json': unknown;
  };
  /** File name → content, for `out/minutes/`: the PDF and the JSON of every session's minutes. */
  readonly minutes: Readonly<Record<string, Buffer>>;
  /** File name → content, for `out/payments/`: the orders of every batch, as the bank received them. */
  readonly payments: Readonly<Record<string, Buffer>>;
  /** File name → content, for `out/open-data/`: what each funder publishes of its grants. */
  readonly openData: Readonly<Record<string, Buffer>>;
}

export async function runDemo({ dataDir, secret, progress }: DemoOptions): Promise<DemoOutcome> {
  progress('PostgreSQL embarqué et migrations');
  const database = await freshDatabase(dataDir);
  // Letters of an earlier run would be counted with this one's.
  await rm(mailFolder(dataDir), { recursive: true, force: true });
  const stage = new Stage({ secret, progress });
  try {
    await stage.open(database.url, dataDir);
    const checks = new Checks();
    const decided = await replayCall(stage, checks, progress);
    return await carryOn(stage, database, checks, decided, { dataDir, progress });
  } finally {
    await stage.close();
    await database.stop();
  }
}

/** What the call of 2023 made of the dossiers. */
interface Decided {
  readonly world: World;
  readonly dossiers: readonly Dossier[];
  readonly callId: string;
  readonly published: Published;
  readonly minutes: readonly KeptMinutes[];
}

/** From the publication of the call to the decisions of both funders. */
async function replayCall(stage: Stage, checks: Checks, progress: (line: string) => void): Promise<Decided> {
  const { calendar } = stage;
  const dataset = readDataset();
  const administrator = await firstAdministrator(stage);
  progress('comptes, organismes et habilitations');
  const world = await new WorldBuilder(stage.http, administrator, stage.now).build(dataset);
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
  const { beyond, unexplained } = selected;
  const refusals = { both, late, recused: held.recusedVote, unexplained, beyond };
  const told = { committees, held, minutes, selected };
  const published = await summarise(checks, world, dataset, dossiers, callId, { refusals, told });
  return { world, dossiers, callId, published, minutes };
}

/** The awards, from the agreements to the closing of the ledger; between the two, what would have been of a renunciation. */
async function carryOn(
  stage: Stage,
  database: DemoDatabase,
  checks: Checks,
  { world, dossiers, callId, published, minutes }: Decided,
  { dataDir, progress }: Pick<DemoOptions, 'dataDir' | 'progress'>,
): Promise<DemoOutcome> {
  const { calendar, http } = stage;
  progress('conventions et arrêtés, engagements, notifications');
  const awarded = await awardedOf(world, dossiers);
  await engageAll(world, awarded, calendar);
  progress('variante : une renonciation, sur une copie de la base');
  await stage.settle();
  await stage.close();
  // Its letters are none of those that the story owes.
  await stage.open(await database.copy('cofund_renunciation'), join(dataDir, 'renunciation'));
  const renounced = await renounce(world, callId, heldBy(awarded, RENOUNCES), dossiers, calendar);
  await stage.close();
  await stage.open(database.url, dataDir);
  const carried = await carryThrough({ world, callId, awarded, calendar, progress });
  progress('données essentielles');
  const openData = await publish(world, callId);
  progress('envoi des derniers courriers');
  await stage.settle();
  const { app } = stage;
  const letters = await countLetters(app, dataDir);
  progress('vérification du grand livre et de la piste d’audit');
  const audit = await verifyAudit(app.get(Database).pool);
  const ledger = await closingBalance(world, callId);
  checkLedger(checks, ledger, await reconcile(app.get(Database).read));
  checkRenunciation(checks, renounced);
  checkCarried(checks, carried);
  checkClosing(checks, carried.closing, ledger, await world.auditor.get(cofundingOf(callId)));
  checkOpenData(checks, openData, awarded.length);
  checkBehind(checks, { audit, letters });
  const openapi: unknown = JSON.parse(await app.get(ApiDocument).text());
  progress(`${http.requests} requêtes HTTP`);
  return {
    passed: checks.passed,
    printed: [
      ...published.printed,
      ...linesOfRenunciation(renounced),
      ...linesOfYears(carried),
      closingTable(ledger),
      ...linesOfOpenData(openData),
      ...linesBehind({ audit, letters }),
      checks.summary,
    ].join('\n'),
    artefacts: {
      'results.json': { ...published.results, letters, ledger },
      'audit-verification.json': audit,
      'openapi.json': openapi,
    },
    minutes: filesOf(minutes),
    payments: ordersOf(carried),
    openData: openData.files,
  };
}

async function firstAdministrator({ app, http, clock, now }: Stage): Promise<Person> {
  const first = await ensureFirstAdministrator(app.get(Database), clock, randomBytes);
  if (first === undefined) throw new Error('the demo needs an empty database');
  const password = randomPassword();
  const { email, oneTimePassword } = first;
  const changed = await http.send('POST', PASSWORD, {
    body: { email, currentPassword: oneTimePassword, newPassword: password },
  });
  accepted(changed, 'first administrator');
  return new Person(http, '', 'Administratrice', email, password, now);
}

/** The published deadline has passed: the scheduler closes the call. */
async function closedCall(manager: Person, callId: string): Promise<void> {
  await eventually(
    () => manager.get(callAt(callId)),
    ({ state }) => state === 'CLOSED',
    'the scheduler did not close the call',
  );
}
