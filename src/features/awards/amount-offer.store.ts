// Rows of offers. Every act on one holds its dossier FOR UPDATE, as every act on a leg does: that lock is theirs too.

import { Prisma } from '../../generated/prisma/client.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import type { AwardPlan } from '../applications/application-content.js';
import type { WithReasons } from '../applications/processing.rules.js';
import {
  dueFrom,
  planAccepted,
  type AcceptInput,
  type AmountOfferEvent,
  type AmountOfferFacts,
  type AmountOfferState,
  type RenewInput,
} from './amount-offer.rules.js';

export type AmountOfferAct = Act<AmountOfferState, AmountOfferEvent, AmountOfferFacts>;

export interface AcceptedPlanRow {
  readonly number: number;
  readonly hash: string;
  readonly content: AwardPlan;
  /** Instant, ISO 8601 with an offset. */
  readonly acceptedAt: string;
}

export interface AmountOfferRow {
  readonly id: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly awardId: string;
  readonly state: AmountOfferState;
  readonly version: number;
  readonly offeredAt: Date;
  readonly dueAt: Date;
  readonly answeredAt: Date | null;
  readonly reasons: string | null;
  readonly offered: readonly { readonly year: number; readonly cents: number }[];
  readonly plan: AcceptedPlanRow | null;
}

/** Oldest first; a dossier has one an attempt. */
async function read(db: Db, where: Prisma.Sql): Promise<AmountOfferRow[]> {
  return db.$queryRaw<AmountOfferRow[]>`
    SELECT f.id, f.application_id AS "applicationId", f.call_id AS "callId", f.award_id AS "awardId", f.state, f.version,
           f.offered_at AS "offeredAt", f.due_at AS "dueAt", f.answered_at AS "answeredAt", f.reasons,
           (SELECT json_agg(json_build_object('year', y.year, 'cents', y.cents) ORDER BY y.year)
            FROM (SELECT s.year, sum(s.cents) AS cents FROM award_leg_year s WHERE s.award_id = f.award_id GROUP BY s.year) y) AS offered,
           (SELECT json_build_object('number', p.number, 'hash', p.hash, 'content', p.content, 'acceptedAt', p.accepted_at)
            FROM award_plan p WHERE p.offer_id = f.id) AS plan
    FROM amount_offer f WHERE ${where} ORDER BY f.id LIMIT 100`;
}

export async function findOffer(db: Db, id: string): Promise<AmountOfferRow | undefined> {
  return (await read(db, Prisma.sql`f.id = ${id}::uuid`))[0];
}

export function offersOf(db: Db, applicationId: string): Promise<AmountOfferRow[]> {
  return read(db, Prisma.sql`f.application_id = ${applicationId}::uuid`);
}

export function offerFacts(application: ApplicationFacts, row: AmountOfferRow): AmountOfferFacts {
  return { ...application, offerId: row.id, awardId: row.awardId, dueAt: row.dueAt, offered: row.offered };
}

/** In preparation: nothing is told before it is offered. */
export async function insertOffer(
  tx: Tx,
  { id: applicationId, call }: ApplicationFacts,
  awardId: string,
  now: Date,
): Promise<string> {
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO amount_offer (id, application_id, call_id, award_id, state, offered_at, due_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${call.id}::uuid, ${awardId}::uuid, 'DRAFT', ${now}::timestamptz,
            ${dueFrom(now, call)}::timestamptz)`;
  return id;
}

/** The award's own shares, as offered to the holder or accepted by it. */
async function recordAmounts(
  tx: Tx,
  stage: 'OFFERED' | 'ACCEPTED',
  { facts: { awardId }, now, actor }: AmountOfferAct,
): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO application_amount (application_id, stage, revision, year, funder_code, cents, recorded_at, recorded_by, examination)
    SELECT a.application_id, ${stage}::text,
           (SELECT coalesce(max(m.revision), 0) + 1 FROM application_amount m WHERE m.application_id = a.application_id AND m.stage = ${stage}::text),
           y.year, l.funder_code, y.cents, ${now}::timestamptz, ${actor.personId}::uuid, a.examination
    FROM award a JOIN award_leg l ON l.award_id = a.id JOIN award_leg_year y ON y.leg_id = l.id WHERE a.id = ${awardId}::uuid`;
}

async function insertPlan(tx: Tx, { id, facts, input, now, actor }: AmountOfferAct): Promise<void> {
  const text = canonicalJson(planAccepted(facts, input as AcceptInput));
  await tx.db.$executeRaw`
    INSERT INTO award_plan (application_id, number, offer_id, content, hash, accepted_at, accepted_by)
    SELECT ${facts.id}::uuid, coalesce(max(p.number), 0) + 1, ${id}::uuid, ${text}::jsonb, ${sha256Hex(text)}, ${now}::timestamptz,
           ${actor.personId}::uuid
    FROM award_plan p WHERE p.application_id = ${facts.id}::uuid`;
}

/** @returns rows changed: 0 when the version moved */
export async function saveOffer(tx: Tx, act: AmountOfferAct): Promise<number> {
  const { id, event, to, facts, input, actor, now, version } = act;
  if (event === 'offer') await recordAmounts(tx, 'OFFERED', act);
  if (event === 'accept') {
    await recordAmounts(tx, 'ACCEPTED', act);
    await insertPlan(tx, act);
  }
  const answered = event === 'accept' || event === 'decline';
  const reasons = event === 'decline' ? ((input as WithReasons).reasons ?? null) : null;
  const dueAt = event === 'renew' ? dueFrom(now, facts.call, (input as RenewInput).dueOn) : facts.dueAt;
  return tx.db.$executeRaw`
    UPDATE amount_offer SET state = ${to}, version = version + 1, due_at = ${dueAt}::timestamptz, reasons = ${reasons},
           answered_at = ${answered ? now : null}::timestamptz, answered_by = ${answered ? actor.personId : null}::uuid
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}
