import type { Readable } from 'node:stream';

import type { Actor } from '../../kernel/actor.js';

export type Locale = 'fr' | 'en';

/** What every act needs to know of the request that asks for it. */
export interface RequestContext {
  readonly actor: Actor;
  /** Moment at which the request arrived: the one that deadlines judge. */
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
}
