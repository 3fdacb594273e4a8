import { holdsFor } from '../../kernel/actor.js';
import { Refusal, type JsonObject } from '../../kernel/errors.js';
import { authorise } from '../../kernel/machine.js';
import type { Tx } from '../../platform/database/tx.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import type { ApplicationFacts } from './application-facts.js';
import { onlyReads } from './application-people.store.js';
import { applicationMachine } from './application.machine.js';
import { loadApplication, type LoadedApplication } from './application.store.js';

/** The dossier, locked, for a person who writes it. @throws Refusal not-found, forbidden */
export async function loadWritable(tx: Tx, { actor }: RequestContext, id: string): Promise<LoadedApplication> {
  await tx.lock('application', id);
  const loaded = await loadApplication(tx.db, id);
  // Whether one sees it is the same question for an edit and for any act.
  if (loaded === undefined || authorise(applicationMachine, 'submit', loaded.facts, actor)?.code === 'not-found') {
    throw new Refusal('not-found');
  }
  const { organisationId } = loaded.facts;
  if (!holdsFor(actor, 'HOLDER_EDITOR', organisationId) && !holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId)) {
    throw new Refusal('forbidden');
  }
  if (await onlyReads(tx.db, id, actor.personId)) throw new Refusal('forbidden');
  return loaded;
}

/** What the holder writes, the title included, as plain JSON: as it came out of its column. */
export function writtenIn({ title, content }: ApplicationFacts): JsonObject {
  return { ...(content as unknown as JsonObject), title };
}
