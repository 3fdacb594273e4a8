// What main, the worker and the demonstration share: the database to use, and a clean stop.

import { resolve } from 'node:path';
import { stderr } from 'node:process';

import { ConfigError, type Config } from './platform/config/config.js';
import type { Embedded } from './platform/database/embedded.js';

export interface OpenDatabase {
  /** As the application's login. */
  readonly url: string;
  /** Stops the embedded server; nothing to do for another one. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** False for a process that may not be the one that migrates: it then needs DATABASE_URL. */
  readonly embed: boolean;
  readonly log: (line: string) => void;
}

/**
 * DATABASE_URL where it is given, else a PostgreSQL of our own under the data folder. The migrations are applied when this process has the
 * owner's login: always with the embedded server, with DATABASE_OWNER_URL otherwise. Without it they are the operator's step
 * (`prisma/migrate.js deploy`), and the API never holds a login that could alter its tables.
 * @throws Error one sentence in French and English
 */
export async function openDatabase(config: Config, { embed, log }: DatabaseOptions): Promise<OpenDatabase> {
  const { databaseUrl, databaseOwnerUrl, dataDir } = config;
  if (databaseUrl !== undefined) {
    if (databaseOwnerUrl !== undefined) await migrate(databaseOwnerUrl, log);
    return { url: databaseUrl, close: () => Promise.resolve() };
  }
  if (!embed) {
    throw new ConfigError(
      'DATABASE_URL est obligatoire ici : la base embarquée appartient à l’API / is required here: the embedded database belongs to the API',
    );
  }
  const { startEmbedded } = await import('./platform/database/embedded.js');
  const embedded: Embedded = await startEmbedded({ dataDir: embeddedFolder(dataDir), durable: true, log });
  try {
    await migrate(embedded.ownerUrl, log);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return { url: embedded.appUrl, close: () => embedded.stop() };
}

async function migrate(ownerUrl: string, log: (line: string) => void): Promise<void> {
  // Prisma's schema engine is loaded by the process that migrates alone.
  const { deployMigrations } = await import('../prisma/migrate.js');
  const applied = await deployMigrations(ownerUrl);
  if (applied.length > 0) log(`Migrations appliquées / migrations applied: ${applied.length}`);
}

/** Where the embedded cluster lives inside the application's data folder. */
export function embeddedFolder(dataDir: string): string {
  return resolve(dataDir, 'postgres');
}

/** A stop that hangs must not keep the process: what is cut short is done again at the next start. */
const STOP_LIMIT_MS = 10_000;

/**
 * Starts, then stops at SIGTERM or SIGINT: `start` answers with what undoes it. An error at the start is one sentence, and exit code 1;
 * with LOG_LEVEL=debug, its stack too.
 */
export async function runProcess(start: () => Promise<() => Promise<void>>): Promise<void> {
  let asked: () => void = () => undefined;
  const signal = new Promise<void>((resolve) => (asked = resolve));
  const onSignal = (): void => asked();
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  let stop: () => Promise<void>;
  try {
    stop = await start();
  } catch (error) {
    stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  }
  await signal;
  const limit = setTimeout(() => process.exit(1), STOP_LIMIT_MS);
  try {
    await stop();
  } catch (error) {
    stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  }
  clearTimeout(limit);
  process.exit(0);
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  const detail = process.env.LOG_LEVEL === 'debug' ? `\n${error.stack ?? ''}` : '';
  if (code === 'EADDRINUSE') {
    return `Le port ${port ?? ''} est déjà pris : choisissez-en un autre avec PORT / is already in use: choose another one with PORT${detail}`;
  }
  if (code === 'ECONNREFUSED') {
    return `La base de données ne répond pas : vérifiez DATABASE_URL / the database does not answer: check DATABASE_URL${detail}`;
  }
  return `${error.message}${detail}`;
}
