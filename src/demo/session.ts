import type { SessionView } from '../features/committees/session.views.js';
import type { Address } from './addresses.js';
import type { Committee } from './committees.js';
import type { Dossier } from './dossier.js';

/** A session, by its address: what it is at a given moment is asked of the API. */
export interface Session {
  readonly at: Address<SessionView>;
  readonly committee: Committee;
  readonly dossiers: readonly Dossier[];
}
