// The floor: bare Fastify and pg, the same SQL, the same JSON, no authentication, no access rule, no validation, no framework.

import { randomUUID } from 'node:crypto';

import Fastify from 'fastify';
import pg from 'pg';

import { poolConfig } from '../../src/platform/database/connection.js';
import { nameStatement } from '../../src/platform/database/direct.js';
import { instantiate, type Template } from './recorder.js';

interface Start {
  readonly url: string;
  readonly poolSize: number;
  readonly cases: Readonly<Record<string, Template>>;
}

process.once('message', (start: Start) => {
  void serve(start);
});

async function serve({ url, poolSize, cases }: Start): Promise<void> {
  const pool = new pg.Pool(poolConfig(url, { max: poolSize, applicationName: 'floor' }));
  const fastify = Fastify({ logger: false });
  /** A list leaves as PostgreSQL wrote it, on both sides; the rest is serialised, on both sides. */
  const bodyOf = (rows: readonly unknown[]): unknown => {
    const [row] = rows as readonly { items?: unknown }[];
    return rows.length === 1 && typeof row?.items === 'string' ? `{"items":[${row.items}]}` : rows;
  };
  const run = async (name_: string, given: readonly string[]): Promise<unknown> => {
    const template = cases[name_];
    if (template === undefined) throw new Error(`no case ${name_}`);
    const fresh = Array.from({ length: template.fresh }, () => randomUUID());
    const client = await pool.connect();
    try {
      let rows: unknown[] = [];
      for (const { text, values } of template.statements) {
        const result = await client.query(
          values.length === 0
            ? { text }
            : { name: nameStatement(text), text, values: values.map((value) => instantiate(value, given, fresh)) },
        );
        if (result.rows.length > 0) rows = result.rows as unknown[];
      }
      return bodyOf(rows);
    } finally {
      client.release();
    }
  };
  fastify.addHook('onSend', (_, reply, __, done) => {
    reply.header('content-type', 'application/json; charset=utf-8');
    done();
  });
  fastify.get<{ Params: { name: string }; Querystring: { given?: string } }>('/:name', async ({ params, query }) =>
    run(params.name, (query.given ?? '').split(',')),
  );
  fastify.post<{ Params: { name: string }; Querystring: { given?: string } }>('/:name', async ({ params, query }) =>
    run(params.name, (query.given ?? '').split(',')),
  );
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const address = fastify.server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
}
