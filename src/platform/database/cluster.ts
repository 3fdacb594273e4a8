import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './postgres-binaries.js';
import { bilingual } from './postmaster.js';

const run = promisify(execFile);

export interface Credentials {
  superuser: string;
  owner: string;
  app: string;
}

/** Environment of PostgreSQL's programs: messages in English (they are read), no PG* variable of the caller's. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG',
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

/** The random passwords of this data folder, made at its first use and kept readable by their owner alone (mode 0600). */
export function credentialsOf(dataDir: string): Credentials {
  const file = join(dataDir, 'credentials.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Credentials;
  if (isCluster(join(dataDir, 'cluster'))) {
    throw bilingual(
      `Les données existent mais leurs mots de passe (${file}) manquent : remettez ce fichier en place, ou changez de dossier.`,
      `The data exist but their passwords (${file}) are missing: put that file back, or choose another folder.`,
    );
  }
  const secret = () => randomBytes(24).toString('hex');
  const credentials = { superuser: secret(), owner: secret(), app: secret() };
  // Written aside then renamed: an interruption leaves no half-written file that would lock everybody out.
  writeFileSync(`${file}.new`, JSON.stringify(credentials), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return credentials;
}

function isCluster(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION')) && existsSync(join(folder, 'global', 'pg_control'));
}

/**
 * Initialises `<dataDir>/cluster` unless it is there. The work is done in a draft folder renamed once complete: an interrupted
 * run leaves a draft, never half a cluster. A `cluster` folder that is not one is set aside, not deleted.
 */
export async function ensureCluster(
  dataDir: string,
  bin: string,
  account: Account,
  credentials: Credentials,
  durable: boolean,
): Promise<'created' | 'kept'> {
  const cluster = join(dataDir, 'cluster');
  if (isCluster(cluster)) return 'kept';
  if (existsSync(cluster)) renameSync(cluster, `${cluster}.incomplete-${Date.now()}`);

  const draft = join(dataDir, 'cluster.draft');
  const passwordFile = join(dataDir, 'password.draft');
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, credentials.superuser, { mode: 0o600, flag: 'wx' });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  try {
    // The built-in provider sorts and folds case alike on every machine, now and after a system upgrade. The character classes
    // that trigrams and text search still ask of the system need C.UTF-8 to see accented letters; where it is missing, C.
    const failures: string[] = [];
    for (const ctype of ['C.UTF-8', 'C']) {
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft, { mode: 0o700 });
      if (account) chownSync(draft, account.uid, account.gid);
      const args = [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        `--lc-ctype=${ctype}`,
        ...(durable ? [] : ['--no-sync']),
      ];
      try {
        await run(join(bin, 'initdb'), args, { ...account, cwd: '/', env: cleanEnvironment() });
        renameSync(draft, cluster);
        return 'created';
      } catch (error) {
        failures.push((error as { stderr?: string }).stderr ?? String(error));
      }
    }
    throw bilingual(
      `La base de données embarquée n'a pas pu être initialisée dans ${dataDir}.`,
      `The embedded database could not be initialised in ${dataDir}.`,
      failures.at(-1),
    );
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}
