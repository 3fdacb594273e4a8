import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { Client } from 'pg';
import { cleanEnvironment, credentialsOf, ensureCluster, type Credentials } from './cluster.js';
import {
  canEnter,
  postgresBinaries,
  reachableBase,
  reachableDataDir,
  serviceAccount,
  type Account,
} from './postgres-binaries.js';
import { bilingual, clearStaleLock, isLivePostgres, pause, readPostmaster } from './postmaster.js';
import { holdFolder } from './process-lock.js';
import { ensureRoles } from './roles.js';

export interface EmbeddedOptions {
  /** Folder of the data, created where missing. One process at a time. */
  dataDir: string;
  /** Loopback port; a free one is picked where absent. */
  port?: number;
  /** False trades safety for speed (no fsync): for data that are thrown away. */
  durable: boolean;
  log?: (line: string) => void;
}

export interface Embedded {
  /** Database `cofund` as its owner, who applies the migrations. */
  ownerUrl: string;
  /** Database `cofund` as the application's login, member of `cofund_app`. */
  appUrl: string;
  superuserUrl: string;
  /** Where the data are: the folder asked for, or another when PostgreSQL's account cannot reach that one. */
  dataDir: string;
  port: number;
  /** Disconnects everybody and stops the server cleanly. May be called twice. */
  stop(): Promise<void>;
}

const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const START_LIMIT_MS = 60_000;

/**
 * Starts a PostgreSQL of its own on 127.0.0.1, for whoever has none. Repairs what a violent death left: stops the orphan server,
 * clears a stale lock, redoes an interrupted initialisation. Rejects, in French then English, when another process uses the
 * folder or when the server cannot run. Stopping at a signal is the caller's job; at `exit` the server is asked to stop anyway.
 */
export async function startEmbedded({ dataDir, port, durable, log = () => undefined }: EmbeddedOptions): Promise<Embedded> {
  const { home, account } = chooseFolder(resolve(dataDir), log);
  const lock = await holdFolder(home);
  if (!lock) {
    throw bilingual(
      `Une autre instance utilise déjà la base de données de ${home} : arrêtez-la, ou choisissez un autre dossier.`,
      `Another instance already uses the database in ${home}: stop it, or choose another folder.`,
    );
  }
  try {
    // Ordinary user: the copy, should one be needed, goes beside the data. Root: to a folder the service account can reach.
    const bin = postgresBinaries(account, () => (account ? reachableBase(account) : home));
    const cluster = join(home, 'cluster');
    await stopServer(bin, cluster, account, log);
    await clearStaleLock(cluster);
    const credentials = credentialsOf(home);
    await ensureCluster(home, bin, account, credentials, durable);
    const server = await launch({ bin, home, cluster, account, durable, port });
    const onExit = () => signal(server.child, 'SIGINT');
    process.once('exit', onExit);
    let stopping: Promise<void> | undefined;
    const stop = () =>
      (stopping ??= (async () => {
        await stopServer(bin, cluster, account, log);
        process.off('exit', onExit);
        await lock.release();
      })());
    try {
      await prepare(server.port, credentials);
    } catch (error) {
      await stop();
      throw error;
    }
    log(`PostgreSQL embarqué prêt / embedded PostgreSQL ready: 127.0.0.1:${server.port} (${home})`);
    return { ...urlsOf(server.port, credentials), dataDir: home, port: server.port, stop };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Where to reach the embedded database that another process serves at this moment; undefined when nobody does. */
export function runningEmbedded(dataDir: string): Pick<Embedded, 'appUrl'> | undefined {
  const { home } = chooseFolder(resolve(dataDir), () => undefined);
  const cluster = join(home, 'cluster');
  const server = readPostmaster(cluster);
  if (!server?.ready || !isLivePostgres(server.pid, cluster)) return undefined;
  return { appUrl: urlsOf(server.port, credentialsOf(home)).appUrl };
}

/** Where the data really live, and the account that serves them. */
function chooseFolder(wanted: string, log: (line: string) => void): { home: string; account: Account } {
  try {
    mkdirSync(wanted, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    throw bilingual(`Le dossier ${wanted} ne peut pas être créé.`, `The folder ${wanted} cannot be created.`, String(error));
  }
  const account = serviceAccount(join(wanted, 'cluster'));
  if (canEnter(wanted, account)) return { home: wanted, account };
  // Only the folder itself is closed (mode 700): letting it be crossed shows nothing, the cluster and the passwords stay closed.
  if (canEnter(dirname(wanted), account)) {
    chmodSync(wanted, statSync(wanted).mode | 0o011);
    return { home: wanted, account };
  }
  const home = reachableDataDir(wanted, account);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  log(`${wanted} est fermé au compte de PostgreSQL : données dans ${home} / closed to PostgreSQL's account: data in ${home}`);
  return { home, account };
}

function urlsOf(port: number, { superuser, owner, app }: Credentials) {
  const url = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    ownerUrl: url('cofund_owner', owner, 'cofund'),
    appUrl: url('cofund', app, 'cofund'),
    superuserUrl: url('postgres', superuser, 'postgres'),
  };
}

async function prepare(port: number, credentials: Credentials): Promise<void> {
  const client = new Client({ connectionString: urlsOf(port, credentials).superuserUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const owner = { name: 'cofund_owner', password: credentials.owner };
    await ensureRoles(client, owner, { name: 'cofund', password: credentials.app });
    const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'cofund'`);
    if (rowCount === 0) await client.query('CREATE DATABASE cofund OWNER cofund_owner');
  } finally {
    await client.end();
  }
}

interface Launch {
  bin: string;
  home: string;
  cluster: string;
  account: Account;
  durable: boolean;
  port: number | undefined;
}

async function launch(options: Launch): Promise<{ child: ChildProcess; port: number }> {
  const logFile = join(options.home, 'postgres.log');
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  let failure = '';
  // Between the moment a port is found free and the moment the server takes it, another program may: try others.
  for (let attempt = 0; attempt < 5; attempt++) {
    const from = existsSync(logFile) ? statSync(logFile).size : 0;
    const port = options.port ?? (await freePort());
    const child = spawnServer(options, port, logFile);
    if (await becomesReady(child, options.cluster)) return { child, port };
    failure = readFileSync(logFile).subarray(from).toString('utf8');
    if (options.port !== undefined || !failure.includes('could not create any TCP/IP sockets')) break;
  }
  throw bilingual(
    `La base de données embarquée n'a pas démarré (journal : ${logFile}).`,
    `The embedded database did not start (log: ${logFile}).`,
    failure.slice(-2_000),
  );
}

function spawnServer({ bin, cluster, account, durable }: Launch, port: number, logFile: string): ChildProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const args = ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  // Its messages go to a file: a pipe would break when this process dies, and the server may outlive it.
  const output = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(join(bin, 'postgres'), args, {
      ...account,
      cwd: '/',
      env: cleanEnvironment(),
      stdio: ['ignore', output, output],
      // Its own process group: Ctrl-C in the terminal reaches the application alone, which drains before stopping the server.
      detached: true,
    });
    child.on('error', () => undefined); // reported by `becomesReady`: no pid
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

async function becomesReady(child: ChildProcess, cluster: string): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
    const server = readPostmaster(cluster);
    if (server?.pid === child.pid && server.ready) return true;
    await pause(20);
  }
  signal(child, 'SIGINT');
  return false;
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    child.kill(name);
  } catch {
    // Already gone.
  }
}

/** Stops whatever server runs on the cluster, ours or an orphan's; "fast" disconnects the sessions, "immediate" is the last resort. */
async function stopServer(bin: string, cluster: string, account: Account, log: (line: string) => void): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    const running = readPostmaster(cluster);
    if (!running || !isLivePostgres(running.pid, cluster)) return;
    log(`Arrêt de PostgreSQL / stopping PostgreSQL (pid ${running.pid}, ${mode})`);
    await new Promise<void>((done) => {
      const args = ['stop', '-D', cluster, '-m', mode, '-w', '-t', '30'];
      const child = spawn(join(bin, 'pg_ctl'), args, { ...account, cwd: '/', env: cleanEnvironment(), stdio: 'ignore' });
      child.once('error', () => done());
      child.once('exit', () => done());
    });
  }
  const left = readPostmaster(cluster);
  if (left && isLivePostgres(left.pid, cluster)) {
    throw bilingual(
      `Le serveur PostgreSQL (processus ${left.pid}) de ${cluster} ne s'arrête pas.`,
      `The PostgreSQL server (process ${left.pid}) of ${cluster} does not stop.`,
    );
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
