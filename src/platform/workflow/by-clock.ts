import { systemActor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Database } from '../database/database.service.js';
import type { Binding } from './binding.js';
import type { Executor } from './executor.js';

/**
 * An act that time alone sets off, in a transaction of its own. Several processes may try at once.
 * @returns false when it is not due any more: done by another process, or something else happened meanwhile
 */
export async function fireByClock<S extends string, E extends string, F>(
  { database, executor }: { readonly database: Database; readonly executor: Executor },
  binding: Binding<S, E, F>,
  id: string,
  event: E,
  now: Date,
): Promise<boolean> {
  const options = { actor: systemActor(), input: undefined, now, requestId: `clock-${newId()}` };
  try {
    await database.transaction((tx) => executor.fire(tx, binding, id, event, options));
    return true;
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'transition-not-allowed' || error.code === 'rule-not-met')) return false;
    throw error;
  }
}
