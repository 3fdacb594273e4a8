import type { FastifyInstance } from 'fastify';

import { Refusal } from '../../kernel/errors.js';

/** Deepest body of ours is a call: settings, questions, columns, choices. */
const MOST_LEVELS = 32;

/** Level by level, without recursion: what is measured here is what would overflow the stack of everything that recurses. */
function isDeeperThan(levels: number, body: unknown): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((value): unknown[] => (value === null || typeof value !== 'object' ? [] : Object.values(value)));
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
