import type { PoolConfig } from 'pg';

/** The group role that holds exactly the rights the application needs; the migrations create it and grant to it. */
export const APPLICATION_ROLE = 'cofund_app';

/**
 * The screens of many people share the processors: a plan that takes three processes for one screen makes all of them wait (the
 * worklist at 50 requests a second on two cores: p95 of 3.4 s with parallel plans). The URL may say otherwise: `options=-c …`.
 */
const ONE_PROCESS_A_STATEMENT = '-c max_parallel_workers_per_gather=0';

export interface PoolOptions {
  /** Most connections the pool opens. */
  max: number;
  /** Shown in pg_stat_activity, so a slow query can be traced to the process that sent it. */
  applicationName: string;
}

/**
 * Pool settings under which every session runs as `cofund_app`, whatever login the URL names: even with the owner's URL the
 * application cannot alter a table or rewrite its history. Durations are in milliseconds.
 *
 * The role travels in the startup packet (`options`), not in a `SET ROLE` after connecting: no query can run before it, and
 * `RESET ROLE` or `DISCARD ALL` return to it. Options already in the URL are kept; the role comes last, and the last one wins.
 */
export function poolConfig(databaseUrl: string, { max, applicationName }: PoolOptions): PoolConfig {
  const url = new URL(databaseUrl);
  const inherited = url.searchParams.get('options');
  // What `pg` reads from the URL overrides the fields beside it: `options` must leave the URL to be completed.
  url.searchParams.delete('options');
  return {
    connectionString: url.toString(),
    options: [ONE_PROCESS_A_STATEMENT, inherited, `-c role=${APPLICATION_ROLE}`].filter(Boolean).join(' '),
    application_name: applicationName,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  };
}
