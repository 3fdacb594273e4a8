// Looks for a PostgreSQL on which test databases and roles can be created, or for a Redis, and prints its URL.
// Usage: node .ci/probe.mjs postgres|redis [port]. Exits 1 where none answers; the reason goes to standard error.
import { userInfo } from 'node:os';
import { Redis } from 'ioredis';
import pg from 'pg';

const TIMEOUT_MS = 2000;

async function postgres(port) {
  for (const user of new Set([userInfo().username, 'postgres', 'root'])) {
    const url = `postgresql://${user}@127.0.0.1:${port}/postgres`;
    const client = new pg.Client({ connectionString: url, password: '', connectionTimeoutMillis: TIMEOUT_MS });
    try {
      await client.connect();
      const { rows } = await client.query(
        `SELECT current_setting('server_version_num')::int AS version, rolsuper OR (rolcreatedb AND rolcreaterole) AS able
           FROM pg_roles WHERE rolname = current_user`,
      );
      if (rows[0].able && rows[0].version >= 150000) return url;
      console.error(`postgres: ${user} answers, but is too old (${rows[0].version}) or may not create databases and roles`);
    } catch (error) {
      console.error(`postgres: ${user}: ${error.message || error.code}`);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function redis(port) {
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { lazyConnect: true, connectTimeout: TIMEOUT_MS, retryStrategy: () => null });
  let reason;
  client.on('error', (error) => (reason = error));
  try {
    await client.connect();
    await client.ping();
    return url;
  } catch (error) {
    console.error(`redis: ${(reason ?? error).message || (reason ?? error).code}`);
  } finally {
    client.disconnect();
  }
}

const [kind, port] = process.argv.slice(2);
const url = kind === 'redis' ? await redis(port ?? 6379) : await postgres(port ?? 5432);
if (url) console.log(url);
else process.exitCode = 1;
