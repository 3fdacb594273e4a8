import type { Readable } from 'node:stream';

import type { Actor } from '../../kernel/actor.js';

export type Locale = 'fr' | 'en';

/** What every act needs to know of the request that asks for it. */
export interface RequestContext {
  readonly actor: Actor;
  /**
   * Moment at which the request arrived, on the server's clock: the one that deadlines judge. Taken by the first hook, once the head of the
   * request is there and before its body is read, the token is checked or a database connection is waited for. A retry after a lost
   * connection is a new arrival, unless the first one was recorded: then its stored answer is sent again.
   */
  readonly now: Date;
  readonly requestId: string;
  readonly locale: Locale;
  /** Version from If-Match. */
  readonly ifMatch?: number;
  readonly idempotency?: IdempotencyContext;
}

export interface IdempotencyContext {
  readonly key: string;
  /** HMAC of method, path and canonical body. */
  readonly fingerprint: string;
}

/** Text that PostgreSQL already built as JSON: sent as it is. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** Bytes sent as they come, under headers of their own. */
export class Download {
  constructor(
    readonly stream: Readable,
    readonly headers: Readonly<Record<string, string>>,
  ) {}
}

/** A body with what its headers say. */
export interface Answer<T> {
  readonly body: T;
  readonly status?: number;
  /** Version of the aggregate: its ETag. */
  readonly version?: number;
  readonly location?: string;
  /** Cursor of the next page, for the Link header. */
  readonly next?: string;
  readonly replayed?: boolean;
  /** Of what is public alone: seconds that anyone may keep it, under an ETag of the very bytes sent. */
  readonly cacheSeconds?: number;
}
