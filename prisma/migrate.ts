import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv, env, exit, stderr, stdout } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { HistoryDiagnostic, MigrationList, SchemaContainer } from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Client, DatabaseError, types, type QueryArrayResult } from 'pg';
import { prepareQueueSchema } from '../src/platform/jobs/queue-schema.js';

/** Where the migrations and the schema are read; the package's own `prisma` folder unless a test says otherwise. */
export interface MigrationSource {
  folder?: string;
}

export interface MigrationStatus {
  /** Names found in the folder and not applied yet, oldest first. */
  pending: string[];
  /** Applied in the database and absent from the folder: the program is older than its database. */
  unknown: string[];
  /** Started and not finished: the database needs a person. */
  failed: string[];
  /** Applied, then edited in the folder. */
  edited: string[];
}

// One deployment at a time in a database, whatever the number of processes that start together. Any number does, provided that
// it differs from the one Prisma's own command line takes (72707369).
const DEPLOY_LOCK = '7270736942';

/**
 * Applies the migrations not applied yet, in order; each script is one transaction; then brings the queue's own tables up to date. Returns the names applied, none when the
 * database is up to date. Waits for a deployment already under way in another process.
 */
export async function deployMigrations(ownerUrl: string, source: MigrationSource = {}): Promise<string[]> {
  const locker = new Client({ connectionString: ownerUrl, application_name: 'cofund migrate', connectionTimeoutMillis: 10_000 });
  await locker.connect();
  try {
    await locker.query('SELECT pg_advisory_lock($1)', [DEPLOY_LOCK]);
    const applied = await withEngine(ownerUrl, source, async (engine, folder) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationsOf(folder), filters });
      return appliedMigrationNames;
    });
    await prepareQueueSchema(ownerUrl);
    return applied;
  } finally {
    await locker.end();
  }
}

export async function migrationStatus(ownerUrl: string, source: MigrationSource = {}): Promise<MigrationStatus> {
  return withEngine(ownerUrl, source, async (engine, folder) => {
    const list = migrationsOf(folder);
    const found = await engine.diagnoseMigrationHistory({ migrationsList: list, optInToShadowDatabase: false, filters });
    const history: HistoryDiagnostic | null = found.history;
    let pending = history && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : [];
    // Without its table the engine reports no history at all: everything is to be applied.
    if (!found.hasMigrationsTable) pending = list.migrationDirectories.map(({ path }) => path);
    return {
      pending,
      unknown: history && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : [],
      failed: found.failedMigrationNames,
      edited: found.editedMigrationNames,
    };
  });
}

/** The SQL that would bring the database, as migrated, to schema.prisma; empty when they agree. */
export async function schemaDrift(ownerUrl: string, source: MigrationSource = {}): Promise<string> {
  return withEngine(ownerUrl, source, async (engine, folder) => {
    const schema = schemaOf(folder);
    const { stdout: script } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: folder },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      filters,
    });
    const sql = script?.trim() ?? '';
    return sql === '-- This is an empty migration.' ? '' : sql;
  });
}

/** The one-character type of the system catalogues. */
const CHARACTER: number = types.builtins.CHAR;

const filters = { externalTables: [], externalEnums: [] };

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error('package.json not found above prisma/migrate');
    folder = dirname(folder);
  }
  return folder;
}

function schemaOf(folder: string): SchemaContainer {
  const path = join(folder, 'schema.prisma');
  return { path, content: readFileSync(path, 'utf8') };
}

function migrationsOf(folder: string): MigrationList {
  const baseDir = join(folder, 'migrations');
  const lockfile = join(baseDir, 'migration_lock.toml');
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

interface EngineExports {
  __wbindgen_start(): void;
}

// Node has WebAssembly; its types come only with the browser's library, which a server must not see.
const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: EngineExports } }> };
};

let loaded: Promise<void> | undefined;

/** Prisma's schema engine in WebAssembly: same code, same `_prisma_migrations` table as the native one, nothing to download. */
function loadEngine(): Promise<void> {
  return (loaded ??= (async () => {
    const require = createRequire(import.meta.url);
    const file = join(dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')), 'schema_engine_bg.wasm');
    // The engine arms a 10 s timer around its lock and never disarms it: it must not keep a finished process alive.
    const imports = Object.entries(engineModule).map(([name, value]: [string, unknown]) => [
      name,
      name.startsWith('__wbg_setTimeout') ? (callback: () => void, ms: number) => setTimeout(callback, ms).unref() : value,
    ]);
    const { instance } = await webAssembly.instantiate(readFileSync(file), {
      './schema_engine_bg.js': Object.fromEntries(imports) as object,
    });
    const glue = engineModule as unknown as { __wbg_set_wasm(exports: EngineExports): void };
    glue.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
  })());
}

async function withEngine<T>(
  url: string,
  source: MigrationSource,
  work: (engine: engineModule.SchemaEngine, folder: string) => Promise<T>,
): Promise<T> {
  await loadEngine();
  const folder = source.folder ?? join(packageRoot(), 'prisma');
  const session = engineSession(url);
  const panic = onPanic();
  const adapter = bindMigrationAwareSqlAdapterFactory(session.factory);
  let engine: engineModule.SchemaEngine | undefined;
  try {
    engine = await engineModule.SchemaEngine.new(
      { datamodels: [['schema.prisma', schemaOf(folder).content]] },
      () => undefined,
      adapter,
    );
    return await Promise.race([work(engine, folder), panic.promise]);
  } catch (error) {
    throw readable(error, session.failure());
  } finally {
    if (!panic.happened()) engine?.free();
    // The engine leaves its advisory lock to the end of its connection: left to the pool's idle timeout, the next one would wait 10 s.
    await session.close();
  }
}

/** When the engine panics its promises never settle: the message it hands to this global is the only sign. */
function onPanic(): { promise: Promise<never>; happened(): boolean } {
  let happened = false;
  const promise = new Promise<never>((_, reject) => {
    const registry = {
      set_message: (message: string) => {
        happened = true;
        loaded = undefined; // The instance is unusable from now on.
        reject(new Error(`Prisma schema engine: ${message}`));
      },
    };
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry });
  });
  promise.catch(() => undefined);
  return { promise, happened: () => happened };
}

interface EngineSession {
  factory: SqlMigrationAwareDriverAdapterFactory;
  /** The SQL error of the script that failed, which says more than the engine's own. */
  failure(): DatabaseError | undefined;
  close(): Promise<void>;
}

/** The adapter the engine speaks through, with its faults mended. */
function engineSession(url: string): EngineSession {
  const factory = new PrismaPg({ connectionString: url, application_name: 'cofund migrate', max: 2 });
  const connect = factory.connect.bind(factory);
  const adapters: Awaited<ReturnType<typeof connect>>[] = [];
  let failure: DatabaseError | undefined;
  factory.connect = async () => {
    const adapter = await connect();
    adapters.push(adapter);
    // As published it cuts scripts at every semicolon, function bodies included. Sent whole, a script is one transaction.
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        if (error instanceof DatabaseError) failure = error;
        throw error;
      }
    };
    // And it refuses the type of one character ("char"), of which the system catalogues read by `diff` are full: let it pass as
    // text, then give the engine back the kind it expects, with the empty value as the zero character it stands for.
    const pool = adapter.underlyingDriver();
    const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<QueryArrayResult | QueryArrayResult[]>;
    const characters = new WeakMap<object, number[]>();
    Object.assign(pool, {
      query: async (...args: unknown[]) => {
        const result = await query(...args);
        if (Array.isArray(result)) return result; // A script of several statements: nobody reads its rows.
        const found: number[] = [];
        for (const [index, field] of result.fields.entries()) {
          if (field.dataTypeID !== CHARACTER) continue;
          field.dataTypeID = types.builtins.TEXT;
          found.push(index);
        }
        if (found.length > 0) characters.set(result.rows, found);
        return result;
      },
    });
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (sql) => {
      const result = await queryRaw(sql);
      for (const index of characters.get(result.rows) ?? []) {
        result.columnTypes[index] = ColumnTypeEnum.Character;
        for (const row of result.rows) if (row[index] === '') row[index] = '\0';
      }
      return result;
    };
    return adapter;
  };
  return {
    factory,
    failure: () => failure,
    close: async () => {
      await Promise.all(adapters.map((adapter) => adapter.dispose()));
    },
  };
}

function readable(error: unknown, sql: DatabaseError | undefined): Error {
  const engineMessage = error instanceof Error ? error.message : JSON.stringify(error);
  if (!sql) return new Error(engineMessage, { cause: error });
  const details = [sql.message, sql.detail, sql.hint, sql.where, sql.position && `position ${sql.position}`].filter(Boolean);
  return new Error(`${details.join('\n')}\n${engineMessage}`, { cause: sql });
}

async function main(command: string | undefined): Promise<number> {
  const url = env.DATABASE_OWNER_URL ?? env.DATABASE_URL;
  if (!url || !['deploy', 'status', 'diff'].includes(command ?? '')) {
    stderr.write('Usage : DATABASE_OWNER_URL=… node dist/prisma/migrate.js deploy|status|diff\n');
    return 64;
  }
  if (command === 'deploy') {
    const applied = await deployMigrations(url);
    stdout.write(applied.length > 0 ? `${applied.join('\n')}\n` : 'À jour / up to date\n');
    return 0;
  }
  if (command === 'status') {
    const status = await migrationStatus(url);
    stdout.write(`${JSON.stringify(status, null, 2)}\n`);
    return Object.values<string[]>({ ...status }).every((names) => names.length === 0) ? 0 : 2;
  }
  const drift = await schemaDrift(url);
  stdout.write(drift ? `${drift}\n` : 'Aucun écart / no drift\n');
  return drift ? 2 : 0;
}

// Started through a symbolic link, `argv` names the link and `import.meta` the file.
if (argv[1] && import.meta.url === pathToFileURL(realpathSync(argv[1])).href) {
  main(argv[2]).then(
    (code) => exit(code),
    (error: unknown) => {
      stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      exit(1);
    },
  );
}
