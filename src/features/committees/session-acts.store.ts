// What each act of a session writes. The session's row comes first, so that a stale act writes nothing.

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { isUniqueViolation, violates } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { recordInterest } from '../applications/interests.store.js';
import { readExpertOpinions } from '../experts/expert-opinions.reader.js';
import { readPositions } from '../instruction/positions.reader.js';
import { giverOf } from './attendance.rules.js';
import { composition, quorumRequired } from './quorum.rules.js';
import {
  itemOf,
  memberOf,
  recusedFrom,
  type ConveneInput,
  type ItemFacts,
  type ItemInput,
  type MemberInput,
  type OpenItemInput,
  type ProxyInput,
  type ReasonsInput,
  type RecuseInput,
  type SessionFacts,
  type SessionState,
  type VoteInput,
} from './session-facts.rules.js';
import type { SessionEvent } from './session.machine.js';
import { itemTally } from './vote.rules.js';

export type SessionAct = Act<SessionState, SessionEvent, SessionFacts>;

/** Writes the act; 0 when the version moved meanwhile. @throws Refusal conflict when PostgreSQL refuses what a race let through */
export async function saveSession(tx: Tx, act: SessionAct): Promise<number> {
  const saved = await writeSession(tx, act);
  if (saved !== 1) return saved;
  try {
    await writeRest(tx, act);
  } catch (error) {
    throw translated(error);
  }
  return saved;
}

/** The constraints on ballots, mandates and attendances have the last word; the transaction is lost with them. */
function translated(error: unknown): unknown {
  if (isUniqueViolation(error)) {
    return new Refusal('conflict', {
      fr: 'Déjà enregistré : un bulletin par membre et par point, un mandat par mandataire et par mandant.',
      en: 'Already recorded: one ballot per member and item, one mandate per holder and per giver.',
    });
  }
  const rule = ['ballot_item_open', 'ballot_not_recused', 'ballot_mandate'].find((name) => violates(error, name));
  return rule === undefined
    ? error
    : new Refusal('conflict', { fr: 'Le bulletin n’est pas recevable.', en: 'The ballot is not admissible.' });
}

function writeSession(tx: Tx, act: SessionAct): Promise<number> {
  const { id, event, facts, to, now, version } = act;
  const set: Prisma.Sql[] = [Prisma.sql`state = ${to}, version = version + 1`];
  if (event === 'convene') {
    const base = composition(facts.settings, facts.members.length);
    const required = facts.secondOfId === null ? quorumRequired(facts.settings, base) : 0;
    set.push(Prisma.sql`convened_at = ${now}::timestamptz, members_count = ${base}::int, quorum_required = ${required}::int,
      urgency_motive = ${(act.input as ConveneInput).urgencyMotive ?? null}`);
  }
  if (event === 'open') set.push(Prisma.sql`opened_at = ${now}::timestamptz`);
  if (event === 'close' || event === 'adjourn') set.push(Prisma.sql`closed_at = ${now}::timestamptz`);
  if (event === 'cancel') set.push(Prisma.sql`cancel_reasons = ${(act.input as ReasonsInput).reasons}`);
  return tx.db.$executeRaw`
    UPDATE committee_session SET ${Prisma.join(set, ', ')} WHERE id = ${id}::uuid AND version = ${version}::int`;
}

async function writeRest(tx: Tx, act: SessionAct): Promise<void> {
  switch (act.event) {
    case 'convene':
      await writeConvocation(tx, act);
      break;
    case 'recordArrival':
      await tx.db.$executeRaw`
        INSERT INTO attendance (session_id, member_id, arrived_at)
        VALUES (${act.id}::uuid, ${(act.input as MemberInput).memberId}::uuid, ${act.now}::timestamptz)`;
      break;
    case 'recordDeparture':
      await tx.db.$executeRaw`
        UPDATE attendance SET left_at = ${act.now}::timestamptz
        WHERE session_id = ${act.id}::uuid AND member_id = ${(act.input as MemberInput).memberId}::uuid AND left_at IS NULL`;
      break;
    case 'giveProxy':
      await writeProxy(tx, act);
      break;
    case 'recuse':
      await writeRecusal(tx, act);
      break;
    case 'openItem':
      await writeItemOpening(tx, act);
      break;
    case 'vote':
      await writeBallot(tx, act);
      break;
    case 'closeItem':
      await writeResult(tx, act);
      break;
    case 'deferItem':
      await tx.db.$executeRaw`
        UPDATE agenda_item SET state = 'DEFERRED', version = version + 1, closed_at = ${act.now}::timestamptz,
               defer_reasons = ${(act.input as ReasonsInput).reasons}
        WHERE id = ${(act.input as ItemInput).itemId}::uuid`;
      break;
    default:
  }
}

/** Every sending is logged; both agencies' positions are copied as they stand, so that the members judge what they received. */
async function writeConvocation(tx: Tx, { id, facts, now }: SessionAct): Promise<void> {
  const memberIds = facts.members.map((member) => member.id);
  await tx.db.$executeRaw`
    INSERT INTO convocation_sending (session_id, member_id, sent_at, means)
    SELECT ${id}::uuid, member_id, ${now}::timestamptz, 'EMAIL' FROM unnest(${memberIds}::uuid[]) AS member_id`;
  const dossiers = facts.items.map(({ applicationId }) => applicationId);
  const positions = await readPositions(tx.db, dossiers);
  const opinions = await readExpertOpinions(tx.db, dossiers);
  const copies = facts.items.flatMap(({ id: itemId, applicationId }) => {
    const found = positions.get(applicationId);
    return found === undefined ? [] : [{ itemId, positions: { ...found, experts: opinions.get(applicationId) ?? [] } }];
  });
  await tx.db.$executeRaw`
    UPDATE agenda_item i SET positions = copy.positions
    FROM jsonb_to_recordset(${asJson(copies)}::jsonb) AS copy("itemId" uuid, positions jsonb) WHERE i.id = copy."itemId"`;
}

/** Amounts are whole numbers of cents in stored JSON, as on the wire. */
function asJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}

async function writeProxy(tx: Tx, { id, facts, actor, input, now }: SessionAct): Promise<void> {
  const mandate = input as ProxyInput;
  await tx.db.$executeRaw`
    INSERT INTO proxy (session_id, giver_id, holder_id, given_at, given_by)
    VALUES (${id}::uuid, ${giverOf(facts, actor, mandate)}::uuid, ${mandate.holderId}::uuid, ${now}::timestamptz, ${actor.personId}::uuid)`;
}

async function writeRecusal(tx: Tx, { facts, actor, input, now }: SessionAct): Promise<void> {
  const { itemId, memberId, reason, personalInterest = true } = input as RecuseInput;
  const { item, member } = named(facts, itemId, memberId);
  await tx.db.$executeRaw`
    INSERT INTO recusal (item_id, member_id, reason, recorded_at, recorded_by)
    VALUES (${itemId}::uuid, ${memberId}::uuid, ${reason}, ${now}::timestamptz, ${actor.personId}::uuid)`;
  await tx.db.$executeRaw`UPDATE agenda_item SET version = version + 1 WHERE id = ${itemId}::uuid`;
  if (!personalInterest) return;
  await recordInterest(tx, { applicationId: item.applicationId, personId: member.personId, reason, now, by: actor.personId });
}

function named(
  facts: SessionFacts,
  itemId: string,
  memberId: string,
): { item: ItemFacts; member: SessionFacts['members'][number] } {
  const item = itemOf(facts, itemId);
  const member = facts.members.find(({ id }) => id === memberId);
  if (item === undefined || member === undefined) throw new Refusal('not-found');
  return { item, member };
}

/** Interests on file become recusals when the vote opens, so that PostgreSQL too refuses those ballots. */
async function writeItemOpening(tx: Tx, { facts, actor, input, now }: SessionAct): Promise<void> {
  const { itemId, proposal, years = [] } = input as OpenItemInput;
  const item = itemOf(facts, itemId);
  if (item === undefined) throw new Refusal('not-found');
  const interested = recusedFrom(facts, item).filter((id) => !item.recusedIds.includes(id));
  await tx.db.$executeRaw`
    INSERT INTO recusal (item_id, member_id, reason, recorded_at, recorded_by)
    SELECT ${itemId}::uuid, member_id, 'Intérêt personnel connu au dossier', ${now}::timestamptz, ${actor.personId}::uuid
    FROM unnest(${interested}::uuid[]) AS member_id`;
  await tx.db.$executeRaw`
    UPDATE agenda_item SET state = 'OPEN', version = version + 1, proposal = ${proposal}, proposed_years = ${JSON.stringify(years)}::jsonb,
           opened_at = ${now}::timestamptz WHERE id = ${itemId}::uuid`;
}

async function writeBallot(tx: Tx, { facts, actor, input, now }: SessionAct): Promise<void> {
  const { itemId, choice, forMemberId } = input as VoteInput;
  const own = memberOf(facts, actor.personId)?.id;
  await tx.db.$executeRaw`
    INSERT INTO ballot (item_id, member_id, choice, cast_by_id, cast_at)
    VALUES (${itemId}::uuid, ${forMemberId ?? own}::uuid, ${choice}, ${own}::uuid, ${now}::timestamptz)`;
}

async function writeResult(tx: Tx, { facts, input, now }: SessionAct): Promise<void> {
  const { itemId } = input as ItemInput;
  const item = itemOf(facts, itemId);
  if (item === undefined) throw new Refusal('not-found');
  const tally = itemTally(facts, item);
  await tx.db.$executeRaw`
    UPDATE agenda_item SET state = 'DECIDED', version = version + 1, closed_at = ${now}::timestamptz, result = ${tally.result},
           tally = ${JSON.stringify(tally)}::jsonb WHERE id = ${itemId}::uuid`;
}

/** Puts the dossiers of a new or edited draft in order. */
export async function writeAgenda(tx: Tx, sessionId: string, applicationIds: readonly string[]): Promise<void> {
  await tx.db.$executeRaw`DELETE FROM agenda_item WHERE session_id = ${sessionId}::uuid`;
  const items = applicationIds.map((applicationId, index) => ({ id: newId(), applicationId, position: index + 1 }));
  await tx.db.$executeRaw`
    INSERT INTO agenda_item (id, session_id, application_id, position, state)
    SELECT item.id, ${sessionId}::uuid, item."applicationId", item.position, 'PENDING'
    FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS item(id uuid, "applicationId" uuid, position int)`;
}
