// Prisma's model calls inside a transaction that `pg` opened: its own interactive transaction is started on the same connection, at the
// first model call alone. Most acts make none, and an interactive transaction costs more than all their statements' handling.

import { AsyncLocalStorage } from 'node:async_hooks';

import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

import type { PrismaClient } from '../../generated/prisma/client.js';
import { directTo, nameStatement, type Connection } from './direct.js';
import type { Db } from './tx.js';

const lent = new AsyncLocalStorage<Connection>();
const nothing = (): Promise<void> => Promise.resolve();

/** The adapter of Prisma, except that a transaction started while a connection is lent runs on it, and leaves its end to the lender. */
export function lendingAdapter(pool: pg.Pool): SqlDriverAdapterFactory {
  const factory = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => nameStatement(sql) });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => {
      const adapter = await factory.connect();
      const start = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (isolation) => {
        const connection = lent.getStore();
        return connection === undefined ? start(isolation) : borrow(adapter, connection);
      };
      return adapter;
    },
  };
}

function borrow(adapter: SqlDriverAdapter, connection: Connection): Transaction {
  // `usePhantomQuery`: Prisma sends neither COMMIT nor ROLLBACK itself.
  const parts = { client: connection, options: { usePhantomQuery: true }, commit: nothing, rollback: nothing };
  return Object.assign(Object.create(adapter) as Transaction, parts);
}

/** What a transaction on `connection` reads and writes through; `leave` before its COMMIT or ROLLBACK. */
export function enlist(client: PrismaClient, connection: Connection): { readonly db: Db; leave(): Promise<void> } {
  const direct = directTo(connection);
  let end: () => void = () => undefined;
  let ended: Promise<void> | undefined;
  let models: Promise<Db> | undefined;
  const open = (): Promise<Db> =>
    (models ??= new Promise<Db>((resolve, reject) => {
      const held = new Promise<void>((leave) => (end = leave));
      ended = lent.run(connection, () =>
        client
          .$transaction(async (db) => {
            resolve(db);
            await held;
          })
          .then(() => undefined, reject),
      );
    }));
  const modelOf = (name: string): unknown =>
    new Proxy(
      {},
      {
        get: (_, method) => async (args: unknown) => {
          const model = (await open())[name as keyof Db] as unknown as Record<string | symbol, (args: unknown) => unknown>;
          return model[method]?.(args);
        },
      },
    );
  const known = new Map<string, unknown>(Object.entries(direct));
  const db = new Proxy(
    {},
    {
      get: (_, name) => {
        // A `then` would make it a promise, `$…` are the client's other means, which have no place in an act.
        if (typeof name !== 'string' || name === 'then') return undefined;
        if (!known.has(name)) known.set(name, name.startsWith('$') ? undefined : modelOf(name));
        return known.get(name);
      },
    },
  ) as Db;
  return {
    db,
    leave: async () => {
      end();
      await ended;
    },
  };
}
