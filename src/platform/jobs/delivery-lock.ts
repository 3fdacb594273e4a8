import { Client } from 'pg';

import { poolConfig } from '../database/connection.js';

/**
 * Keeps two deliveries of the same row from running together: a job that the queue believes stalled is delivered again while the first
 * delivery still speaks to the mail server. Advisory locks of one session of its own: they hold no transaction open while mail is sent, no
 * connection of the application's pool, and they vanish with the process that holds them.
 */
export class DeliveryLock {
  private readonly mine = new Set<string>();
  private session: Promise<Client> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly databaseUrl: string) {}

  /** Runs `work` unless another delivery of `id` is running here or elsewhere. @returns false when it is */
  async hold(id: string, work: () => Promise<void>): Promise<boolean> {
    // A session may take its own lock twice: within the process the set decides.
    if (this.mine.has(id)) return false;
    this.mine.add(id);
    try {
      if (!(await this.ask('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS yes', id))) return false;
      try {
        await work();
      } finally {
        // A session that broke meanwhile has released it already.
        await this.ask('SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS yes', id).catch(() => undefined);
      }
      return true;
    } finally {
      this.mine.delete(id);
    }
  }

  async close(): Promise<void> {
    const session = await this.session?.catch(() => undefined);
    this.session = undefined;
    await session?.end().catch(() => undefined);
  }

  /** One question at a time: the session is shared by all the jobs in flight. */
  private ask(sql: string, id: string): Promise<boolean> {
    const answer = this.last.then(async () => {
      const session = await this.connect();
      const { rows } = await session.query<{ yes: boolean }>(sql, [id]);
      return rows[0]?.yes === true;
    });
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private connect(): Promise<Client> {
    this.session ??= this.open();
    return this.session;
  }

  private async open(): Promise<Client> {
    const client = new Client({ ...poolConfig(this.databaseUrl, { max: 1, applicationName: 'cofund deliveries' }) });
    const forget = (): void => {
      this.session = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    try {
      await client.connect();
    } catch (error) {
      forget();
      throw error;
    }
    return client;
  }
}
