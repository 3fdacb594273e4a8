// Server-sent events (HTML, section 9.2): an answer that goes on. `text/event-stream`, one event a change, resumed from Last-Event-ID.

import { Readable } from 'node:stream';

import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Refusal } from '../../kernel/errors.js';
import { Download } from '../workflow/request.js';
import type { AccessRule } from './access.js';
import { documented } from './documented.js';
import { Read } from './routes.js';

/** Told to the client: how long to wait before it connects again, in milliseconds. */
const RETRY_MS = 2_000;
/** What a client may leave unread, in bytes: one that reads more slowly is cut, and resumes from what it read. */
const MOST_UNREAD_BYTES = 64 * 1024;

export interface ServerEvent {
  readonly event: string;
  /** What the client sends back as Last-Event-ID. */
  readonly id: number;
  readonly data: object;
}

export class EventStream extends Readable {
  constructor() {
    super({ highWaterMark: MOST_UNREAD_BYTES });
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  override _read(): void {
    // Events are pushed as they happen.
  }

  send({ event, id, data }: ServerEvent): void {
    // JSON holds no line break of its own.
    this.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Keeps proxies from closing a quiet connection. */
  beat(): void {
    this.write(':\n\n');
  }

  finish(): void {
    if (!this.destroyed) this.push(null);
  }

  answer(): Download {
    return new Download(this, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would keep the events until its buffer is full.
      'x-accel-buffering': 'no',
    });
  }

  private write(text: string): void {
    if (this.destroyed || this.readableEnded) return;
    if (!this.push(text) && this.readableLength > MOST_UNREAD_BYTES) this.destroy();
  }
}

export interface Resume {
  /** Last-Event-ID: what the client has read already. */
  readonly after: number | undefined;
  /** HEAD asks for the headers alone: nothing to follow. */
  readonly headersOnly: boolean;
}

const EVENT_ID = /^\d{1,9}$/;

/** Where the client wants to go on from. @throws Refusal validation-failed for an id that is none of ours */
export const ResumeFrom = createParamDecorator((_: unknown, execution: ExecutionContext): Resume => {
  const { headers, method } = execution.switchToHttp().getRequest<FastifyRequest>();
  const id = headers['last-event-id'];
  const headersOnly = method === 'HEAD';
  if (id === undefined || id === '') return { after: undefined, headersOnly };
  if (typeof id === 'string' && EVENT_ID.test(id)) return { after: Number(id), headersOnly };
  throw new Refusal('validation-failed', undefined, [
    {
      rule: 'lastEventId',
      pointer: '/headers/last-event-id',
      message: { fr: 'Identifiant du dernier événement reçu attendu.', en: 'Id of the last event received expected.' },
    },
  ]);
});

interface FollowOptions {
  readonly access: AccessRule;
  readonly summary: string;
  readonly description: string;
}

/** GET of an event stream. */
export function Follow(path: string, options: FollowOptions): MethodDecorator {
  return applyDecorators(
    Read(path, { ...options, media: 'text/event-stream' }),
    documented(({ ApiHeader }) =>
      ApiHeader({
        name: 'Last-Event-ID',
        required: false,
        description: 'Id of the last event received: what happened since is sent first.',
        schema: { type: 'integer', minimum: 0, maximum: 999_999_999, example: 12 },
      }),
    ),
  );
}
