import { seesApplication, type ScopedApplication } from '../../access/application-scope.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { assertSees, type Policy } from '../../kernel/machine.js';
import type { Db } from '../../platform/database/tx.js';
import { loadApplication, type LoadedApplication } from './application.store.js';

/**
 * The dossier behind any of its screens: the one place where it is refused to who may not open it.
 * @throws Refusal not-found outside one's scope, forbidden with a sentence before one's declaration of interests
 */
export async function visibleApplication(
  db: Db,
  actor: Actor,
  id: string,
  policy: Policy<ScopedApplication> = seesApplication,
): Promise<LoadedApplication> {
  const loaded = await loadApplication(db, id);
  if (loaded === undefined) throw new Refusal('not-found');
  assertSees(policy, actor, loaded.facts);
  return loaded;
}
