import { Injectable } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../database/database.service.js';
import type { Tx } from '../database/tx.js';
import type { Binding } from './binding.js';
import { Executor, type Fired } from './executor.js';
import type { Answer, RequestContext } from './request.js';

interface StoredAnswer {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
  readonly headers: { version?: number; location?: string };
}

/** Runs what a request asks in one transaction, and keeps its answer under the request's Idempotency-Key in the same transaction. */
@Injectable()
export class Acts {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
  ) {}

  /** An edit or a creation. The answer's body is what is stored and sent. */
  async perform<T>(context: RequestContext, work: (tx: Tx) => Promise<Answer<T>>): Promise<Answer<T>> {
    return this.database.transaction(async (tx) => {
      const { idempotency, actor, now } = context;
      if (idempotency === undefined) return work(tx);
      // A second request with the same key waits here for the first one's commit, then finds its answer.
      const inserted = await tx.db.$executeRaw`
        INSERT INTO idempotency_key (person_id, key, fingerprint, status, body, headers, created_at)
        VALUES (${actor.personId}, ${idempotency.key}, ${idempotency.fingerprint}, 0, '', '{}', ${now}::timestamptz)
        ON CONFLICT DO NOTHING`;
      if (inserted === 0) return (await replay(tx, actor.personId, idempotency.key, idempotency.fingerprint)) as Answer<T>;
      const answer = await work(tx);
      const headers = JSON.stringify({ version: answer.version, location: answer.location });
      await tx.db.$executeRaw`
        UPDATE idempotency_key SET status = ${answer.status ?? 200}::int, body = ${JSON.stringify(answer.body ?? null)}, headers = ${headers}::jsonb
        WHERE person_id = ${actor.personId} AND key = ${idempotency.key}`;
      return answer;
    });
  }

  /**
   * The answer already given under this request's key, for what takes several transactions: asked first, so that a replay does nothing.
   * @throws Refusal idempotency-key-reused
   */
  async answered<T>({ idempotency, actor }: RequestContext): Promise<Answer<T> | undefined> {
    if (idempotency === undefined) return undefined;
    const { key, fingerprint } = idempotency;
    return this.database.transaction(async (tx) => {
      const [known] = await tx.db.$queryRaw<
        unknown[]
      >`SELECT FROM idempotency_key WHERE person_id = ${actor.personId} AND key = ${key}`;
      return known === undefined ? undefined : ((await replay(tx, actor.personId, key, fingerprint)) as Answer<T>);
    });
  }

  /** A transition; `view` reads, in the same transaction, what is answered. */
  async fire<S extends string, E extends string, F, T>(
    context: RequestContext,
    binding: Binding<S, E, F>,
    id: string,
    event: E,
    input: unknown,
    view: (tx: Tx, fired: Fired<S>) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    return this.perform(context, async (tx) => {
      const { actor, now, requestId, ifMatch } = context;
      const fired = await this.executor.fire(tx, binding, id, event, { actor, input, now, requestId, ifMatch });
      return view(tx, fired);
    });
  }

  /**
   * A transition that time alone sets off; several processes may try it at once.
   * @returns false when another process was first, or something else came meanwhile: nothing is due any more
   */
  async byClock<S extends string, E extends string, F>(
    binding: Binding<S, E, F>,
    id: string,
    event: E,
    now: Date,
    input?: unknown,
  ): Promise<boolean> {
    const options = { actor: systemActor(), input, now, requestId: `clock-${newId()}` };
    try {
      await this.database.transaction((tx) => this.executor.fire(tx, binding, id, event, options));
      return true;
    } catch (error) {
      if (error instanceof Refusal && (error.code === 'transition-not-allowed' || error.code === 'rule-not-met')) return false;
      throw error;
    }
  }
}

async function replay(tx: Tx, personId: string, key: string, fingerprint: string): Promise<Answer<unknown>> {
  const [stored] = await tx.db.$queryRaw<StoredAnswer[]>`
    SELECT fingerprint, status, body, headers FROM idempotency_key WHERE person_id = ${personId} AND key = ${key}`;
  if (stored === undefined) throw new Refusal('conflict');
  if (stored.fingerprint !== fingerprint) throw new Refusal('idempotency-key-reused');
  const { version, location } = stored.headers;
  return { body: JSON.parse(stored.body) as unknown, status: stored.status, version, location, replayed: true };
}
