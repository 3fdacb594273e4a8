// What a receipt and an acknowledgement are made of, and their writing: one read and one statement, in the submission's own transaction.

import type { Bilingual } from '../../kernel/errors.js';
import type { Tx } from '../../platform/database/tx.js';
import { arrivesWithinGrace } from '../calls/call-window.rules.js';
import type { AcknowledgementKind, AcknowledgementLetter } from './acknowledgement.rules.js';
import type { ProofSource, Service } from './proof-source.js';

interface Row {
  readonly id: string;
  readonly applicationNumber: string;
  readonly department: string;
  readonly number: number;
  readonly receiptNumber: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly hash: string;
  readonly late: boolean;
  readonly submittedAt: Date;
  readonly callSpec: number;
  readonly callId: string;
  readonly callTitle: string;
  readonly edition: number;
  readonly deadlineAt: Date;
  readonly timeZone: string;
  readonly graceSeconds: number;
  readonly appealText: Bilingual;
  readonly name: string;
  readonly siret: string;
  readonly holderType: string;
  readonly service: Service | null;
}

/** The last frozen version of the dossier, whose row the caller holds. */
export async function readProofSource(tx: Tx, applicationId: string): Promise<ProofSource | undefined> {
  const [row] = await tx.db.$queryRaw<Row[]>`
    SELECT a.id, a.number AS "applicationNumber", a.department, v.number, v.receipt_number AS "receiptNumber", v.content, v.hash, v.late,
           v.submitted_at AS "submittedAt", v.call_spec AS "callSpec", c.id AS "callId", c.title AS "callTitle", c.edition,
           c.deadline_at AS "deadlineAt", c.time_zone AS "timeZone", coalesce((c.settings->>'graceSeconds')::int, 0) AS "graceSeconds",
           c.settings->'appealText' AS "appealText", o.name, o.siret, o.holder_type AS "holderType",
           (SELECT json_build_object('name', s.name, 'email', s.contact_email, 'phone', s.contact_phone, 'address', s.postal_address)
            FROM agency s WHERE s.kind = 'CAF' AND s.territory = 'DEP-' || a.department) AS service
    FROM application a JOIN application_version v ON v.application_id = a.id AND v.number = a.submitted_version
         JOIN "call" c ON c.id = a.call_id JOIN organisation o ON o.id = a.organisation_id
    WHERE a.id = ${applicationId}::uuid`;
  if (row === undefined) return undefined;
  const { id, applicationNumber, department, name, siret, holderType, service, number, receiptNumber, content, hash, late } = row;
  const { submittedAt, callSpec, callId, callTitle, edition, deadlineAt, timeZone, graceSeconds, appealText } = row;
  return {
    application: { id, number: applicationNumber, department },
    frozen: { number, receiptNumber, content, hash, late, submittedAt, callSpec },
    call: { id: callId, title: callTitle, edition, deadlineAt, timeZone, graceSeconds, appealText },
    organisation: { name, siret, holderType },
    service,
    // A later version answers a request for completion, which has its own time limit.
    withinGrace: number === 1 && arrivesWithinGrace({ deadlineAt, settings: { graceSeconds } }, submittedAt),
  };
}

interface SignedReceipt {
  readonly document: string;
  readonly signature: string;
  readonly keyId: string;
  readonly publicKey: string;
}
interface WrittenAcknowledgement {
  readonly kind: AcknowledgementKind;
  readonly silenceOn: string | undefined;
  readonly letter: AcknowledgementLetter;
}

export async function saveProof(
  tx: Tx,
  source: ProofSource,
  signed: SignedReceipt,
  written: WrittenAcknowledgement,
): Promise<void> {
  const { application, frozen, withinGrace } = source;
  const at = frozen.submittedAt;
  // The key's row is there from its first receipt on: the conflict is the usual case, and writes nothing.
  await tx.db.$executeRaw`
    WITH known AS (
      INSERT INTO receipt_key (key_id, public_key, first_used_at) VALUES (${signed.keyId}, ${signed.publicKey}, ${at}::timestamptz)
      ON CONFLICT DO NOTHING),
    kept AS (
      INSERT INTO receipt (number, application_id, version, document, signature, key_id, within_grace, issued_at)
      VALUES (${frozen.receiptNumber}, ${application.id}::uuid, ${frozen.number}::int, ${signed.document}, ${signed.signature}, ${signed.keyId},
              ${withinGrace}::boolean, ${at}::timestamptz))
    INSERT INTO acknowledgement (application_id, version, kind, receipt_number, silence_on, letter, issued_at)
    VALUES (${application.id}::uuid, ${frozen.number}::int, ${written.kind}, ${frozen.receiptNumber}, ${written.silenceOn ?? null}::date,
            ${JSON.stringify(written.letter)}::jsonb, ${at}::timestamptz)`;
}
