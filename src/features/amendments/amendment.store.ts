// Rows of amendments. Every act on one holds its dossier and the legs of its award: those locks are its own too.

import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import type { PartySignature } from '../agreements/agreement.rules.js';
import { agreementOf } from '../awards/agreement-owed.rules.js';
import type { AwardRecord } from '../awards/awards.rules.js';
import { delegationSql } from '../awards/delegation.store.js';
import { planInForce, type PlanInForce } from '../awards/plan-in-force.store.js';
import { stateAidOf, stateAidSql, type StateAidJson } from '../awards/state-aid.store.js';
import type { Changed } from './amendment-data.rules.js';
import { amountsLeft } from './amendment-money.rules.js';
import type {
  AmendmentContent,
  AmendmentDecision,
  AmendmentEvent,
  AmendmentFacts,
  AmendmentKind,
  AmendmentOpinion,
  AmendmentState,
  NewHolder,
  PartyRepresentative,
} from './amendment.rules.js';

export type AmendmentAct = Act<AmendmentState, AmendmentEvent, AmendmentFacts>;

interface PartyRow {
  readonly number: number;
  readonly rank: number;
  readonly name: string;
  readonly organisationId: string | null;
  readonly legId: string | null;
  readonly signature: PartySignature | null;
}

export interface AmendmentRow {
  readonly id: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly kind: AmendmentKind;
  readonly askedByLeg: string | null;
  readonly content: AmendmentContent;
  readonly reasons: string;
  readonly state: AmendmentState;
  readonly version: number;
  readonly round: number;
  readonly declared: boolean;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly questions: string | null;
  readonly agreedAt: Date | null;
  readonly waitingSince: Date | null;
  /** Calendar day in the zone of the call. */
  readonly inForceOn: string | null;
  readonly endedAt: Date | null;
  readonly endReasons: string | null;
  readonly appeal: string | null;
  /** As when it ended; null while it is open. */
  readonly changed: Changed | null;
  readonly dataSha256: string | null;
  readonly pdfSha256: string | null;
  readonly plan: PlanInForce;
  readonly agreedPlan: PlanInForce;
  readonly opinions: readonly AmendmentOpinion[];
  readonly decisions: readonly AmendmentDecision[];
  readonly parties: readonly PartyRow[];
  readonly representatives: readonly PartyRepresentative[];
  readonly newHolder: (Omit<NewHolder, 'stateAid'> & { readonly stateAid: StateAidJson | null }) | null;
}

/** Most amendments of one award that a page shows: one at a time, each examined by two agencies. */
const MOST = 100;

/** Oldest first; one query. */
async function read(db: Db, where: Prisma.Sql): Promise<AmendmentRow[]> {
  return db.$queryRaw<AmendmentRow[]>`
    SELECT m.id, m.award_id AS "awardId", m.application_id AS "applicationId", m.call_id AS "callId", m.kind, m.asked_by_leg AS "askedByLeg", m.content,
      m.reasons, m.state, m.version, m.round, m.declared, m.created_at AS "createdAt", m.submitted_at AS "submittedAt", m.questions,
      m.agreed_at AS "agreedAt", m.waiting_since AS "waitingSince", m.in_force_on AS "inForceOn", m.ended_at AS "endedAt", m.end_reasons AS "endReasons", m.appeal, m.changed,
      d.data_sha256 AS "dataSha256", d.pdf_sha256 AS "pdfSha256",
      ${planInForce(Prisma.sql`m.award_id`)} AS plan, ${planInForce(Prisma.sql`m.award_id`, true)} AS "agreedPlan",
      (SELECT coalesce(json_agg(json_build_object('agency', o.agency_kind, 'favourable', o.favourable, 'objectKept', o.object_kept, 'text', o.text,
          'by', o.given_by, 'at', o.given_at) ORDER BY o.agency_kind), '[]')
       FROM amendment_opinion o WHERE o.amendment_id = m.id AND o.round = m.round) AS opinions,
      (SELECT coalesce(json_agg(json_build_object('legId', g.leg_id, 'number', g.number, 'date', g.date, 'authority', g.authority,
          'delegation', ${delegationSql('g')}, 'by', g.decided_by, 'at', g.decided_at) ORDER BY g.decided_at, g.leg_id), '[]')
       FROM amendment_decision g WHERE g.amendment_id = m.id) AS decisions,
      (SELECT coalesce(json_agg(json_build_object('number', p.number, 'rank', p.rank, 'name', p.name, 'organisationId', p.organisation_id, 'legId', p.leg_id,
          'signature', CASE WHEN s.number IS NOT NULL THEN json_build_object('by', s.signed_by, 'at', s.signed_at, 'on', s.signed_on, 'method', 'PLATFORM',
            'name', s.name, 'capacity', s.capacity, 'authority', s.authority, 'delegation', ${delegationSql('s')}) END) ORDER BY p.number), '[]')
       FROM amendment_party p LEFT JOIN amendment_signature s USING (amendment_id, number) WHERE p.amendment_id = m.id) AS parties,
      (SELECT coalesce(json_agg(json_build_object('organisationId', r.organisation_id, 'personId', r.person_id, 'name', n.given_name || ' ' || n.family_name,
          'startsAt', r.starts_at, 'endsAt', r.ends_at, 'deed', r.deed) ORDER BY r.id), '[]')
       FROM amendment_party p JOIN role_grant r ON r.organisation_id = p.organisation_id AND r.role = 'HOLDER_REPRESENTATIVE'
       JOIN person n ON n.id = r.person_id AND n.disabled_at IS NULL WHERE p.amendment_id = m.id) AS representatives,
      (SELECT json_build_object('id', o.id, 'name', o.name, 'siret', o.siret, 'holderType', o.holder_type, 'rna', o.rna, 'siretStatus', o.siret_status,
          'contractHeld', EXISTS (SELECT FROM republican_contract k WHERE k.organisation_id = o.id),
          'stateAid', ${stateAidSql(Prisma.sql`c.settings`, Prisma.sql`m.award_id`)})
       FROM organisation o JOIN "call" c ON c.id = m.call_id WHERE o.id = (m.content ->> 'organisationId')::uuid) AS "newHolder"
    FROM amendment m LEFT JOIN amendment_document d ON d.amendment_id = m.id WHERE ${where} ORDER BY m.id LIMIT ${MOST}::int`;
}

export async function findAmendment(db: Db, id: string): Promise<AmendmentRow | undefined> {
  return (await read(db, Prisma.sql`m.id = ${id}::uuid`))[0];
}

export function amendmentsOf(db: Db, awardId: string): Promise<AmendmentRow[]> {
  return read(db, Prisma.sql`m.award_id = ${awardId}::uuid`);
}

export interface AmendmentAddress {
  readonly id: string;
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly kind: AmendmentKind;
}

/** Columns that never change, hence read before the locks. */
export async function addressOf(db: Db, id: string): Promise<AmendmentAddress | undefined> {
  const [row] = await db.$queryRaw<AmendmentAddress[]>`
    SELECT id, award_id AS "awardId", application_id AS "applicationId", call_id AS "callId", kind FROM amendment WHERE id = ${id}::uuid`;
  return row;
}

/** The one that is open, if any. */
export async function openOf(db: Db, awardId: string): Promise<string | undefined> {
  const [row] = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM amendment WHERE award_id = ${awardId}::uuid AND state NOT IN ('IN_FORCE', 'REFUSED', 'WITHDRAWN')`;
  return row?.id;
}

export function amendmentFacts(application: ApplicationFacts, award: AwardRecord, row: AmendmentRow): AmendmentFacts {
  const legs = award.legs.map(({ id, code, name, position, weight, officerRole, state, life, years }) => ({
    id,
    code,
    name,
    position,
    weight,
    officerRole,
    state,
    agreementId: life.agreementId,
    years,
  }));
  const inForce = amountsLeft(legs).reduce((sum, { cents }) => sum + cents, 0n);
  return {
    ...application,
    amendmentId: row.id,
    amendmentState: row.state,
    kind: row.kind,
    awardId: row.awardId,
    askedByLeg: row.askedByLeg,
    change: row.content,
    round: row.round,
    everSent: row.submittedAt !== null,
    timeZone: application.call.timeZone,
    legs,
    plan: row.plan,
    agreedPlan: row.agreedPlan,
    opinions: row.opinions,
    decisions: row.decisions,
    parties: row.parties.map(({ legId, ...party }) => {
      const leg = legs.find(({ id }) => id === legId);
      return {
        ...party,
        leg:
          leg === undefined
            ? null
            : { id: leg.id, code: leg.code, name: leg.name, officerRole: leg.officerRole, state: leg.state },
      };
    }),
    representatives: row.representatives,
    newHolder: row.newHolder && { ...row.newHolder, stateAid: stateAidOf(row.newHolder.stateAid, inForce) },
    waitingSince: row.waitingSince,
    reminderDays: agreementOf(application.call.settings.agreement).reminderDays,
  };
}

export interface NewAmendment {
  readonly award: Pick<AwardRecord, 'id' | 'applicationId' | 'callId'>;
  readonly kind: AmendmentKind;
  readonly askedByLeg: string | null;
  readonly content: AmendmentContent;
  readonly reasons: string;
  readonly by: string;
  readonly now: Date;
}

/** Its state and rights follow at once; a unique index keeps one open at a time. */
export async function insertAmendment(tx: Tx, amendment: NewAmendment): Promise<string> {
  const { award, kind, askedByLeg, content, reasons, by, now } = amendment;
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO amendment (id, award_id, application_id, call_id, kind, asked_by_leg, content, reasons, state, created_at, created_by)
    VALUES (${id}::uuid, ${award.id}::uuid, ${award.applicationId}::uuid, ${award.callId}::uuid, ${kind}, ${askedByLeg}::uuid,
            ${JSON.stringify(content)}::jsonb, ${reasons}, 'DRAFT', ${now}::timestamptz, ${by}::uuid)`;
  return id;
}

/** Exactly the stored bytes; undefined before all have agreed. */
export async function storedPdf(db: Db, id: string): Promise<{ readonly pdf: Uint8Array; readonly sha256: string } | undefined> {
  const [row] = await db.$queryRaw<{ pdf: Uint8Array; sha256: string }[]>`
    SELECT pdf, pdf_sha256 AS sha256 FROM amendment_document WHERE amendment_id = ${id}::uuid`;
  return row;
}
