// What each act of a session writes. The session's row comes first, so that a stale act writes nothing.

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { isUniqueViolation, violates } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import { recordInterest } from '../applications/interests.store.js';
import { readExpertOpinions } from '../experts/expert-opinions.reader.js';
import { readPositions } from '../instruction/positions.reader.js';
import { giverOf } from './attendance.rules.js';
import { writeArrival } from './attendance.store.js';
import { meansOfArrival } from './conduct.rules.js';
import { writeConduct, writeSendings } from './conduct.store.js';
import { writeDisagreement } from './disagreement.store.js';
import { composition, quorumRequired } from './quorum.rules.js';
import {
  isMoot,
  itemOf,
  sitterOf,
  type ArrivalInput,
  type ConveneInput,
  type ItemFacts,
  type ItemInput,
  type MemberInput,
  type ProxyInput,
  type ReasonsInput,
  type RecuseInput,
  type SessionFacts,
} from './session-facts.rules.js';
import { emptyBoxesOf, type BallotBox } from './ballot-box.store.js';
import type { SessionAct } from './session-act.js';
import * as voting from './voting.store.js';
import { INVALID_DELIBERATION } from './written.rules.js';

/** Writes the act; 0 when the version moved meanwhile. @throws Refusal conflict when PostgreSQL refuses what a race let through */
export async function saveSession(tx: Tx, act: SessionAct, box: BallotBox): Promise<number> {
  const saved = await writeSession(tx, act);
  if (saved !== 1) return saved;
  try {
    await writeRest(tx, act, box);
    if (act.from !== act.to) await emptyBoxesOf(tx, act.id);
  } catch (error) {
    throw translated(error);
  }
  return saved;
}

/** The constraints on ballots, mandates and attendances have the last word; the transaction is lost with them. */
function translated(error: unknown): unknown {
  if (isUniqueViolation(error)) {
    return new Refusal('conflict', {
      fr: 'Déjà enregistré par un acte simultané : relisez la séance.',
      en: 'Already recorded by an act at the same moment: read the session again.',
    });
  }
  if (violates(error, 'attendance_substitute')) {
    return new Refusal('conflict', { fr: 'La suppléance n’est pas recevable.', en: 'The substitution is not admissible.' });
  }
  if (violates(error, 'disagreement_admissible')) {
    return new Refusal('conflict', { fr: 'Le désaccord n’est pas recevable.', en: 'The disagreement is not admissible.' });
  }
  const rule = [
    'ballot_item_open',
    'ballot_mode',
    'ballot_not_recused',
    'ballot_mandate',
    'ballot_in_person',
    'ballot_in_order',
    'within_written_hours',
  ].find((name) => violates(error, name));
  return rule === undefined
    ? error
    : new Refusal('conflict', { fr: 'Le bulletin n’est pas recevable.', en: 'The ballot is not admissible.' });
}

function writeSession(tx: Tx, act: SessionAct): Promise<number> {
  const { id, event, facts, to, now, version } = act;
  const set: Prisma.Sql[] = [Prisma.sql`state = ${to}, version = version + 1`];
  if (event === 'convene') {
    const { urgencyMotive, presidentDecision } = act.input as ConveneInput;
    const base = composition(facts.settings, facts.members.length, facts.openSeats);
    const required = facts.secondOfId === null ? quorumRequired(facts.settings, base) : 0;
    set.push(Prisma.sql`convened_at = ${now}::timestamptz, members_count = ${base}::int, quorum_required = ${required}::int,
      urgency_motive = ${urgencyMotive ?? null}, mode_decision = ${presidentDecision ?? null}`);
  }
  if (event === 'open' || event === 'openWritten') set.push(Prisma.sql`opened_at = ${now}::timestamptz`);
  if (event === 'close' || event === 'adjourn' || event === 'invalidate') set.push(Prisma.sql`closed_at = ${now}::timestamptz`);
  if (event === 'cancel') set.push(Prisma.sql`cancel_reasons = ${(act.input as ReasonsInput).reasons}`);
  return tx.db.$executeRaw`
    UPDATE committee_session SET ${Prisma.join(set, ', ')} WHERE id = ${id}::uuid AND version = ${version}::int`;
}

async function writeRest(tx: Tx, act: SessionAct, box: BallotBox): Promise<void> {
  switch (act.event) {
    case 'convene':
      await writeConvocation(tx, act);
      break;
    case 'recordArrival':
      await writeArrival(tx, act.id, act.input as ArrivalInput, meansOfArrival(act.facts, act.input as ArrivalInput), act.now);
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
      await voting.writeItemOpening(tx, act);
      break;
    case 'vote':
      await voting.writeBallot(tx, act);
      break;
    case 'closeItem':
      await voting.writeResult(tx, act);
      break;
    case 'deferItem': {
      const { itemId, reasons } = act.input as ItemInput & ReasonsInput;
      await voting.writeDeferral(tx, act, [itemId], reasons);
      break;
    }
    case 'voteSecretly':
      await voting.writeSecretBallot(tx, act, box);
      break;
    case 'settleTie':
      await voting.writeSettledTie(tx, act);
      break;
    case 'countHands':
    case 'voteAmounts':
    case 'adoptEnBloc':
      await voting.writeHands(tx, act);
      break;
    case 'askSeparateVote':
      await voting.writeSeparateRequest(tx, act);
      break;
    case 'recordOpinion':
      await voting.writeOpinion(tx, act);
      break;
    case 'recordDisagreement':
      await writeDisagreement(tx, act);
      break;
    case 'adoptRanking':
      await voting.writeRanking(tx, act);
      break;
    case 'invalidate': {
      const left = act.facts.items.filter((item) => (item.state === 'OPEN' || item.state === 'PENDING') && !isMoot(item));
      await voting.writeDeferral(
        tx,
        act,
        left.map(({ id }) => id),
        INVALID_DELIBERATION,
      );
      break;
    }
    default:
  }
  await writeConduct(tx, act);
}

/** Every sending is logged; both agencies' positions are copied as they stand, so that the members judge what they received. */
async function writeConvocation(tx: Tx, act: SessionAct): Promise<void> {
  const { facts, now } = act;
  const memberIds = facts.members.map((member) => member.id);
  await writeSendings(tx, act, { memberIds, means: 'EMAIL', at: now, cause: 'CONVENED' });
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
  await recordInterest(tx, { applicationId: item.applicationId, personId: sitterOf(member), reason, now, by: actor.personId });
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

/** Puts the dossiers of a new or edited draft in order; the first `kept` of them are there already, and stay. */
export async function writeAgenda(tx: Tx, sessionId: string, applicationIds: readonly string[], kept = 0): Promise<void> {
  await tx.db.$executeRaw`DELETE FROM agenda_item WHERE session_id = ${sessionId}::uuid AND position > ${kept}::int`;
  const items = applicationIds.map((applicationId, index) => ({ id: newId(), applicationId, position: index + 1 })).slice(kept);
  await tx.db.$executeRaw`
    INSERT INTO agenda_item (id, session_id, application_id, position, state)
    SELECT item.id, ${sessionId}::uuid, item."applicationId", item.position, 'PENDING'
    FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS item(id uuid, "applicationId" uuid, position int)`;
}
