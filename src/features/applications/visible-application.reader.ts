import { applicationScope, withinApplicationScope } from '../../access/application-scope.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import type { Db } from '../../platform/database/tx.js';
import { loadApplication, type LoadedApplication } from './application.store.js';

/** @throws Refusal not-found outside one's scope */
export async function visibleApplication(db: Db, actor: Actor, id: string): Promise<LoadedApplication> {
  const loaded = await loadApplication(db, id);
  if (loaded === undefined || !withinApplicationScope(applicationScope(actor), loaded.facts)) throw new Refusal('not-found');
  return loaded;
}
