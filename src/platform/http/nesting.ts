import type { FastifyInstance } from 'fastify';

import { Refusal } from '../../kernel/errors.js';

/** Deepest body of ours is a call: settings, questions, columns, choices. */
const MOST_LEVELS = 32;

/** What a JSON body is made of: a file is bytes or a stream, which have no levels. */
function isJson(value: unknown): value is object {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** Level by level, without recursion: what is measured here is what would overflow the stack of everything that recurses. */
function isDeeperThan(levels: number, body: unknown): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((value): unknown[] => (isJson(value) ? Object.values(value) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** A body nested by the hundred thousand passes the parser and breaks the validation: refused before it. */
export function limitNesting(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (!isDeeperThan(MOST_LEVELS, request.body)) {
      done();
      return;
    }
    const message = { fr: 'Le contenu est trop imbriqué.', en: 'The content is nested too deeply.' };
    done(new Refusal('validation-failed', undefined, [{ rule: 'nesting', pointer: '', message }]));
  });
}
