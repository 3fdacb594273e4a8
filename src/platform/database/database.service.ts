import { AsyncLocalStorage } from 'node:async_hooks';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';

import { PrismaClient } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { poolConfig } from './connection.js';
import { directTo } from './direct.js';
import { enlist, lendingAdapter } from './enlisted.js';
import { isBusy, isUnavailable, isWriteConflict } from './faults.js';
import { Tx, type Db } from './tx.js';

/** Where the application connects, resolved before the start (embedded or DATABASE_URL). */
export interface DatabaseTarget {
  readonly url: string;
  readonly poolSize: number;
}
export const DATABASE_TARGET = Symbol('DatabaseTarget');

const ATTEMPTS = 3;

@Injectable()
export class Database implements OnModuleDestroy {
  readonly pool: pg.Pool;
  private readonly client: PrismaClient;
  private readonly outer: Db;
  private readonly inside = new AsyncLocalStorage<true>();

  constructor(@Inject(DATABASE_TARGET) target: DatabaseTarget) {
    this.pool = new pg.Pool(poolConfig(target.url, { max: target.poolSize, applicationName: 'cofund' }));
    // An idle connection that the server closes must not end the process; the next query opens another.
    this.pool.on('error', () => undefined);
    // Nor may one in use: its statement fails, and says so.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    const adapter = lendingAdapter(this.pool);
    // Waiting longer for a connection than a client waits for an answer helps nobody.
    this.client = new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 20_000 } });
    const direct = directTo(this.pool);
    this.outer = new Proxy(this.client, {
      get: (client, name) =>
        name === '$queryRaw' || name === '$executeRaw' ? direct[name] : (Reflect.get(client, name) as unknown),
    });
  }

  /** Reads outside a transaction. Inside one it is a programming error: the read would not see the transaction, a write would escape it. */
  get read(): Db {
    if (this.inside.getStore() === true) throw new Error('the outer database client is out of reach inside a transaction');
    return this.outer;
  }

  /** One READ COMMITTED transaction, tried again (3 times at most, jittered) when PostgreSQL chose it as the victim of a conflict. */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.inside.getStore() === true) throw new Error('transactions do not nest: pass the Tx');
    for (let attempt = 1; ; attempt += 1) {
      try {
        const [result, tx] = await this.inside.run(true, () => this.once(work));
        tx.committed();
        return result;
      } catch (error) {
        if (isUnavailable(error)) throw new Refusal('unavailable', undefined, [], 2);
        // A lock waited for in vain is not tried again: the request has waited long enough.
        if (!isWriteConflict(error) || attempt === ATTEMPTS) throw isBusy(error) ? new Refusal('busy', undefined, [], 2) : error;
        await sleep(randomInt(10, 60 * attempt));
      }
    }
  }

  private async once<T>(work: (tx: Tx) => Promise<T>): Promise<readonly [T, Tx]> {
    const connection = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await connection.query('BEGIN');
      const enlisted = enlist(this.client, connection);
      const tx = new Tx(enlisted.db);
      try {
        const result = await work(tx);
        await enlisted.leave();
        const { command } = await connection.query('COMMIT');
        // PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which a statement failed: what was announced was not written.
        if (command !== 'COMMIT') throw new Error('a statement failed in this transaction and its error was swallowed');
        return [result, tx];
      } catch (error) {
        await enlisted.leave();
        await connection.query('ROLLBACK').catch((failure: unknown) => (broken = failure as Error));
        throw error;
      }
    } catch (error) {
      if (isUnavailable(error)) broken ??= error as Error;
      throw error;
    } finally {
      connection.release(broken);
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.client.$disconnect();
    if (!this.pool.ended) await this.pool.end();
  }
}
