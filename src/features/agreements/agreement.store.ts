// Rows of agreements. Every act on one holds its dossier and the legs of its award: those locks are its own too.

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { agreementOf } from '../awards/agreement-owed.rules.js';
import type { AwardRecord, LegRecord } from '../awards/awards.rules.js';
import { delegationSql } from '../awards/delegation.store.js';
import type { AgreementModel } from '../calls/agreement-models.rules.js';
import type { AgreementSettings } from '../calls/call-settings.js';
import type { DrawnDocument } from './agreement-document.js';
import {
  partyNamed,
  powerOf,
  type AgreementEvent,
  type AgreementFacts,
  type AgreementState,
  type CopyKind,
  type Party,
  type Representative,
  type SignInput,
  type VoidInput,
} from './agreement.rules.js';
import { signedAs } from './signature.rules.js';

export type AgreementAct = Act<AgreementState, AgreementEvent, AgreementFacts>;
export type AgreementForm = AgreementSettings['form'];

export interface CopyRow {
  readonly id: string;
  readonly kind: CopyKind;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly storageKey: string;
  readonly by: string;
  /** Instant, ISO 8601 with an offset. */
  readonly at: string;
}

export interface AgreementRow {
  readonly id: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly form: AgreementForm;
  readonly order: AgreementSettings['order'];
  readonly model: AgreementModel;
  readonly modelVersion: number;
  readonly reminderDays: number;
  readonly state: AgreementState;
  readonly version: number;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly waitingSince: Date | null;
  readonly signedAt: Date | null;
  readonly voidedAt: Date | null;
  readonly voidedBy: string | null;
  readonly voidReasons: string | null;
  readonly dataSha256: string | null;
  readonly pdfSha256: string | null;
  readonly settings: AgreementSettings | null;
  readonly offerState: string | null;
  readonly siret: string | null;
  readonly parties: readonly Party[];
  readonly representatives: readonly Representative[];
  readonly copies: readonly CopyRow[];
}

/** Most agreements of one award: a voided one is followed by another. */
const MOST = 100;

/** Oldest first; one query. */
async function read(db: Db, where: Prisma.Sql): Promise<AgreementRow[]> {
  return db.$queryRaw<AgreementRow[]>`
    SELECT g.id, g.award_id AS "awardId", g.application_id AS "applicationId", g.call_id AS "callId", g.form, g.signing_order AS "order", g.model,
      g.model_version AS "modelVersion", g.reminder_days AS "reminderDays", g.state, g.version, g.created_at AS "createdAt", g.sent_at AS "sentAt",
      g.waiting_since AS "waitingSince", g.signed_at AS "signedAt", g.voided_at AS "voidedAt", g.voided_by AS "voidedBy",
      g.void_reasons AS "voidReasons", d.data_sha256 AS "dataSha256", d.pdf_sha256 AS "pdfSha256", c.settings -> 'agreement' AS settings,
      (SELECT f.state FROM amount_offer f WHERE f.award_id = g.award_id) AS "offerState", o.siret,
      (SELECT json_agg(json_build_object('number', p.number, 'rank', p.rank, 'name', p.name,
          'leg', CASE WHEN l.id IS NOT NULL THEN json_build_object('id', l.id, 'code', l.funder_code, 'name', p.name, 'officerRole', f.officer_role, 'state', l.state) END,
          'signature', CASE WHEN s.number IS NOT NULL THEN json_build_object('by', s.signed_by, 'at', s.signed_at, 'on', s.signed_on, 'method', s.method,
            'name', s.name, 'capacity', s.capacity, 'authority', s.authority, 'delegation', ${delegationSql('s')}) END) ORDER BY p.number)
       FROM agreement_party p LEFT JOIN award_leg l ON l.id = p.leg_id LEFT JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
       LEFT JOIN agreement_signature s ON s.agreement_id = p.agreement_id AND s.number = p.number WHERE p.agreement_id = g.id) AS parties,
      (SELECT coalesce(json_agg(json_build_object('personId', r.person_id, 'name', n.given_name || ' ' || n.family_name, 'startsAt', r.starts_at,
          'endsAt', r.ends_at, 'deed', r.deed) ORDER BY r.id), '[]')
       FROM role_grant r JOIN person n ON n.id = r.person_id
       WHERE r.organisation_id = w.organisation_id AND r.role = 'HOLDER_REPRESENTATIVE' AND n.disabled_at IS NULL) AS representatives,
      (SELECT coalesce(json_agg(json_build_object('id', y.id, 'kind', y.kind, 'size', y.size, 'sha256', y.sha256, 'storageKey', y.storage_key,
          'by', y.added_by, 'at', y.added_at) ORDER BY y.id), '[]') FROM agreement_copy y WHERE y.agreement_id = g.id) AS copies
    FROM agreement g JOIN award w ON w.id = g.award_id JOIN organisation o ON o.id = w.organisation_id JOIN "call" c ON c.id = g.call_id
    LEFT JOIN agreement_document d ON d.agreement_id = g.id
    WHERE ${where} ORDER BY g.id LIMIT ${MOST}::int`;
}

export async function findAgreement(db: Db, id: string): Promise<AgreementRow | undefined> {
  return (await read(db, Prisma.sql`g.id = ${id}::uuid`))[0];
}

export function agreementsOf(db: Db, awardId: string): Promise<AgreementRow[]> {
  return read(db, Prisma.sql`g.award_id = ${awardId}::uuid`);
}

export function agreementFacts(application: ApplicationFacts, row: AgreementRow): AgreementFacts {
  return {
    ...application,
    agreementId: row.id,
    agreementState: row.state,
    awardId: row.awardId,
    reminderDays: row.reminderDays,
    waitingSince: row.waitingSince,
    parties: row.parties,
    offerState: row.offerState,
    settings: agreementOf(row.settings),
    representatives: row.representatives,
    copies: row.copies.map(({ kind }) => kind),
  };
}

export interface CopyInput {
  readonly kind: CopyKind;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly storageKey: string;
}

/** Before the first byte is written to the storage. */
export async function announceCopy(tx: Tx, key: string, agreementId: string, now: Date): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO stored_object (key, agreement_id, created_at) VALUES (${key}::uuid, ${agreementId}::uuid, ${now}::timestamptz)`;
}

/** @throws Refusal conflict when its bytes were swept away meanwhile: they are sent again */
export async function insertCopy(tx: Tx, { id, input, now, actor }: AgreementAct): Promise<void> {
  const { kind, size, sha256, storageKey } = input as CopyInput;
  const kept = await tx.db.$executeRaw`
    UPDATE stored_object SET kept = true WHERE key = ${storageKey}::uuid AND agreement_id = ${id}::uuid AND removed_at IS NULL`;
  if (kept !== 1) throw new Refusal('conflict');
  await tx.db.$executeRaw`
    INSERT INTO agreement_copy (id, agreement_id, kind, size, sha256, storage_key, added_at, added_by)
    VALUES (${newId()}::uuid, ${id}::uuid, ${kind}, ${size}::bigint, ${sha256}, ${storageKey}::uuid, ${now}::timestamptz, ${actor.personId}::uuid)`;
}

export interface NewAgreement {
  readonly award: AwardRecord;
  readonly legs: readonly LegRecord[];
  readonly form: AgreementForm;
  readonly by: string;
  readonly now: Date;
}

/** Its parties, in the order in which they sign; it says nothing yet. */
export async function insertAgreement(tx: Tx, { award, legs, form, by, now }: NewAgreement): Promise<string> {
  const id = newId();
  const { order, reminderDays, model } = agreementOf(award.agreementSettings);
  await tx.db.$executeRaw`
    INSERT INTO agreement (id, award_id, application_id, call_id, form, signing_order, reminder_days, model, model_version, state, created_at, created_by)
    VALUES (${id}::uuid, ${award.id}::uuid, ${award.applicationId}::uuid, ${award.callId}::uuid, ${form}, ${order}, ${reminderDays}::int,
            ${model.code}, ${model.version}::int, 'NEW', ${now}::timestamptz, ${by}::uuid)`;
  const parties = [
    { number: 0, rank: 0, leg_id: null, name: award.holder },
    ...legs.map(({ id: leg, name }, index) => ({
      number: index + 1,
      rank: order === 'FUNDERS_IN_ORDER' ? index + 1 : 1,
      leg_id: leg,
      name,
    })),
  ];
  await tx.db.$executeRaw`
    INSERT INTO agreement_party (agreement_id, number, rank, leg_id, name)
    SELECT ${id}::uuid, r.number, r.rank, r.leg_id, r.name
    FROM jsonb_to_recordset(${JSON.stringify(parties)}::jsonb) AS r(number int, rank int, leg_id uuid, name text)`;
  return id;
}

export async function insertDocument(tx: Tx, { id, now, actor }: AgreementAct, drawn: DrawnDocument): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO agreement_document (agreement_id, data, data_sha256, text, pdf, pdf_sha256, drafted_at, drafted_by)
    VALUES (${id}::uuid, ${drawn.data}, ${drawn.dataSha256}, ${drawn.text}, ${drawn.pdf}, ${drawn.pdfSha256}, ${now}::timestamptz, ${actor.personId}::uuid)`;
}

export async function insertSignature(tx: Tx, act: AgreementAct): Promise<void> {
  const { id, event, facts, input, actor, now } = act;
  const power = event === 'signHolder' ? powerOf(facts, actor.personId, now) : undefined;
  const { method } = input as SignInput;
  const { capacity, authority, delegation, on } = signedAs(input as SignInput, power, facts.organisationName, {
    now,
    timeZone: facts.call.timeZone,
  });
  const number = event === 'signHolder' ? 0 : partyNamed(facts, input as SignInput)?.number;
  await tx.db.$executeRaw`
    INSERT INTO agreement_signature (agreement_id, number, signed_by, signed_at, signed_on, method, name, capacity, authority,
                                     delegation_reference, delegation_from, delegation_to)
    SELECT ${id}::uuid, ${number}::int, p.id, ${now}::timestamptz, ${on}, ${method}, p.given_name || ' ' || p.family_name, ${capacity}, ${authority},
           ${delegation?.reference ?? null}, ${delegation?.from ?? null}, ${delegation?.to ?? null}
    FROM person p WHERE p.id = ${actor.personId}::uuid`;
}

const RENOUNCED = 'Le porteur a renoncé à l’attribution.';

/** @returns rows changed: 0 when the version moved */
export function saveState(tx: Tx, { id, event, to, version, now, actor, input }: AgreementAct): Promise<number> {
  const voided = to === 'VOIDED';
  const reasons = event === 'cancel' ? RENOUNCED : ((input as VoidInput | undefined)?.reasons ?? null);
  const passesThePen = ['send', 'signHolder', 'signFunder', 'remind'].includes(event);
  return tx.db.$executeRaw`
    UPDATE agreement SET state = ${to}, version = version + 1,
      sent_at = CASE WHEN ${event === 'send'}::boolean THEN ${now}::timestamptz ELSE sent_at END,
      waiting_since = CASE WHEN ${passesThePen}::boolean THEN ${now}::timestamptz ELSE waiting_since END,
      signed_at = CASE WHEN ${event === 'complete'}::boolean THEN ${now}::timestamptz ELSE signed_at END, voided_at = ${voided ? now : null}::timestamptz,
      voided_by = ${voided ? actor.personId : null}::uuid, void_reasons = ${voided ? reasons : null}
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** Exactly the stored bytes; undefined before it is drafted. */
export async function storedPdf(db: Db, id: string): Promise<{ readonly pdf: Uint8Array; readonly sha256: string } | undefined> {
  const [row] = await db.$queryRaw<{ pdf: Uint8Array; sha256: string }[]>`
    SELECT pdf, pdf_sha256 AS sha256 FROM agreement_document WHERE agreement_id = ${id}::uuid`;
  return row;
}
