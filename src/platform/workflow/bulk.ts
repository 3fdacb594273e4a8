// Several acts asked at once: each row is an act of its own, in a transaction of its own, whose outcome — done or refused — is kept under a
// key of its own. So a retry after a crash, a second identical request running beside the first, or a replay a week later answers the same
// for each row and does nothing twice.

import { Refusal, type ProblemCode } from '../../kernel/errors.js';
import type { Acts } from './acts.service.js';
import type { Answer, RequestContext } from './request.js';

/** What the row itself answers. Anything else (a database out of reach) stops the whole request, to be sent again with the same key. */
const ANSWERS: readonly ProblemCode[] = [
  'not-found',
  'forbidden',
  'transition-not-allowed',
  'rule-not-met',
  'stale-version',
  'conflict',
];

/** `act` under the row's own context; `refused` says what a refusal of it is told as. */
export async function bulkRow<T>(
  acts: Acts,
  context: RequestContext,
  row: { readonly id: string; readonly ifMatch?: number },
  act: (own: RequestContext) => Promise<Answer<T>>,
  refused: (refusal: Refusal) => T,
): Promise<T> {
  const own = ofRow(context, row);
  try {
    return (await act(own)).body;
  } catch (error) {
    if (!(error instanceof Refusal) || !ANSWERS.includes(error.code)) throw error;
    return (await acts.perform(own, () => Promise.resolve({ body: refused(error) }))).body;
  }
}

/** A header's key has visible characters only: none of them collides with a row's. */
function ofRow(context: RequestContext, { id, ifMatch }: { readonly id: string; readonly ifMatch?: number }): RequestContext {
  const { idempotency } = context;
  return {
    ...context,
    ifMatch,
    idempotency: idempotency && { key: `${idempotency.key} ${id}`, fingerprint: idempotency.fingerprint },
  };
}
