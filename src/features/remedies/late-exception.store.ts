// Rows of late exceptions. Every act on one holds its dossier FOR UPDATE: that lock is theirs too.

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { loadApplication } from '../applications/application.store.js';
import {
  funderToSign,
  type LateExceptionEvent,
  type LateExceptionFacts,
  type LateExceptionState,
  type ReasonsInput,
  type Signature,
  type SignInput,
} from './late-exception.rules.js';

export interface LateExceptionRow {
  readonly id: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly state: LateExceptionState;
  readonly version: number;
  readonly reasons: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly rejection: { readonly reasons: string; readonly funderCode: string; readonly by: string } | null;
  readonly signatures: readonly Signature[];
}

/** Of one dossier, or one alone; oldest first. */
export function readExceptions(
  db: Db,
  by: { readonly id?: string; readonly applicationId?: string },
): Promise<LateExceptionRow[]> {
  const { id = null, applicationId = null } = by;
  return db.$queryRaw<LateExceptionRow[]>`
    SELECT x.id, x.application_id AS "applicationId", x.call_id AS "callId", x.state, x.version, x.reasons, x.opened_by AS "openedBy",
           x.opened_at AS "openedAt", x.closed_at AS "closedAt", x.rejection,
           (SELECT coalesce(json_agg(json_build_object('funderCode', s.funder_code, 'signedBy', s.signed_by, 'signedAt', s.signed_at)
                                     ORDER BY s.funder_code), '[]')
            FROM late_exception_signature s WHERE s.exception_id = x.id) AS signatures
    FROM late_exception x WHERE x.id = ${id}::uuid OR x.application_id = ${applicationId}::uuid ORDER BY x.id LIMIT 100`;
}

export function exceptionFacts(application: ApplicationFacts, signatures: readonly Signature[]): LateExceptionFacts {
  const { id, call, region, state, department, organisationId, everSubmitted, interestedPersonIds, undeclaredPersonIds } =
    application;
  const dossier = { state, department, organisationId, everSubmitted, interestedPersonIds, undeclaredPersonIds, region };
  return { ...dossier, applicationId: id, callId: call.id, callState: call.state, funders: call.funders, signatures };
}

export async function loadException(
  db: Db,
  id: string,
): Promise<{ row: LateExceptionRow; facts: LateExceptionFacts; application: ApplicationFacts } | undefined> {
  const [row] = await readExceptions(db, { id });
  const loaded = row === undefined ? undefined : await loadApplication(db, row.applicationId);
  return row === undefined || loaded === undefined
    ? undefined
    : { row, facts: exceptionFacts(loaded.facts, row.signatures), application: loaded.facts };
}

export interface NewException {
  readonly id: string;
  readonly application: ApplicationFacts;
  readonly reasons: string;
  readonly openedBy: string;
  readonly now: Date;
}

export async function insertException(tx: Tx, { id, application, reasons, openedBy, now }: NewException): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO late_exception (id, application_id, call_id, state, reasons, lifted, opened_by, opened_at)
    VALUES (${id}::uuid, ${application.id}::uuid, ${application.call.id}::uuid, 'DRAFT', ${reasons},
            ${JSON.stringify(application.refusal ?? {})}::jsonb, ${openedBy}::uuid, ${now}::timestamptz)`;
}

export async function saveException(
  tx: Tx,
  act: Act<LateExceptionState, LateExceptionEvent, LateExceptionFacts>,
): Promise<number> {
  const { id, event, to, facts, actor, now, version } = act;
  if (event === 'sign') {
    const code = funderToSign(facts, actor, act.input as SignInput);
    await tx.db.$executeRaw`
      INSERT INTO late_exception_signature (exception_id, funder_code, signed_by, signed_at)
      VALUES (${id}::uuid, ${code}, ${actor.personId}::uuid, ${now}::timestamptz)`;
  }
  const closes = to === 'GRANTED' || to === 'REJECTED';
  const rejection =
    event === 'reject'
      ? JSON.stringify({
          reasons: (act.input as ReasonsInput).reasons,
          funderCode: funderToSign(facts, actor, {}),
          by: actor.personId,
        })
      : null;
  return tx.db.$executeRaw`
    UPDATE late_exception SET state = ${to}, version = version + 1, rejection = ${rejection}::jsonb,
           closed_at = ${closes ? now : null}::timestamptz
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}
