import { Pool } from 'undici';

import type { Act, Answered } from './act.js';

/** Sends acts over HTTP, connections kept. */
export class Client {
  private readonly pool: Pool;

  constructor(address: string, connections: number) {
    this.pool = new Pool(address, { connections });
  }

  async send({ by, method = 'POST', path, body, headers, ifMatch }: Act, key: string): Promise<Answered> {
    const answer = await this.pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${by.token}`,
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        ...(method === 'POST' && { 'idempotency-key': key }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, body: JSON.parse(text) as Record<string, unknown> };
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

/** Rules that a refusal names, each once. */
export function rulesOf({ body }: Answered): string[] {
  const reasons = (body.reasons as { rule: string }[] | undefined) ?? [];
  return [...new Set(reasons.map(({ rule }) => rule))].sort();
}
