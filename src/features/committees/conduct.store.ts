// The part of a session's facts and display that says how it is held, and what its acts write.

import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import type { SessionAct } from './session-act.js';
import {
  isMoot,
  memberOf,
  recusedFrom,
  type ContributeInput,
  type ConveneInput,
  type EndHearingInput,
  type HearInput,
  type SendConvocationInput,
} from './session-facts.rules.js';
import type { SendingCause, SendingMeans, SessionConduct } from './session-mode.rules.js';
import { isWritten } from './written.rules.js';

export type RawConduct = Omit<SessionConduct, 'closesAt' | 'convenedAt'> & {
  readonly closesAt: string | null;
  readonly convenedAt: string | null;
};

/** `SessionConduct` of the session `s`, as JSON. */
export const CONDUCT_FACTS = Prisma.sql`json_build_object(
  'mode', s.mode, 'closesAt', s.closes_at, 'convenedAt', s.convened_at,
  'hearings', (SELECT coalesce(json_agg(json_build_object('id', h.id, 'itemId', h.item_id) ORDER BY h.id), '[]')
    FROM session_hearing h WHERE h.session_id = s.id AND h.left_at IS NULL),
  'convenedIds', (SELECT coalesce(json_agg(c.member_id ORDER BY c.member_id), '[]')
    FROM (SELECT DISTINCT member_id FROM convocation_sending WHERE session_id = s.id) c),
  'documents', (SELECT coalesce(json_agg(f.title ORDER BY f.position), '[]') FROM session_document f WHERE f.session_id = s.id))`;

export function readConduct(raw: RawConduct): SessionConduct {
  const { closesAt, convenedAt } = raw;
  return {
    ...raw,
    closesAt: closesAt === null ? null : new Date(closesAt),
    convenedAt: convenedAt === null ? null : new Date(convenedAt),
  };
}

/** What an act writes beside the session's row and what `session-acts.store.ts` writes. */
export async function writeConduct(tx: Tx, act: SessionAct): Promise<void> {
  switch (act.event) {
    case 'convene':
      await writeProposals(tx, act);
      break;
    case 'sendConvocation': {
      const { memberIds, means, sentAt } = act.input as SendConvocationInput;
      const known = new Set(act.facts.conduct.convenedIds);
      const at = sentAt === undefined ? act.now : new Date(sentAt);
      await writeSendings(tx, act, { memberIds: memberIds.filter((id) => known.has(id)), means, at, cause: 'RENEWED' });
      await writeSendings(tx, act, { memberIds: memberIds.filter((id) => !known.has(id)), means, at, cause: 'JOINED' });
      break;
    }
    case 'openWritten':
      await openItems(tx, act);
      break;
    case 'contribute': {
      const { itemId, text } = act.input as ContributeInput;
      await tx.db.$executeRaw`
        INSERT INTO session_contribution (id, session_id, item_id, member_id, text, at)
        VALUES (${newId()}::uuid, ${act.id}::uuid, ${itemId ?? null}::uuid, ${ownMember(act)}::uuid, ${text}, ${act.now}::timestamptz)`;
      await recordParticipation(tx, act);
      break;
    }
    case 'vote':
      await recordParticipation(tx, act);
      break;
    case 'hear': {
      const { itemId, name, capacity } = act.input as HearInput;
      await tx.db.$executeRaw`
        INSERT INTO session_hearing (id, session_id, item_id, name, capacity, entered_at, recorded_by)
        VALUES (${newId()}::uuid, ${act.id}::uuid, ${itemId}::uuid, ${name}, ${capacity}, ${act.now}::timestamptz, ${act.actor.personId}::uuid)`;
      break;
    }
    case 'endHearing':
      await tx.db.$executeRaw`
        UPDATE session_hearing SET left_at = ${act.now}::timestamptz
        WHERE id = ${(act.input as EndHearingInput).hearingId}::uuid AND session_id = ${act.id}::uuid AND left_at IS NULL`;
      break;
    default:
  }
}

interface Sendings {
  readonly memberIds: readonly string[];
  readonly means: SendingMeans;
  readonly at: Date;
  readonly cause: SendingCause;
}

/** One row for each member: who sent what, how and when is the proof of the notice (CRPA R133-8). */
export async function writeSendings(tx: Tx, { id, actor }: SessionAct, sendings: Sendings): Promise<void> {
  const { memberIds, means, at, cause } = sendings;
  await tx.db.$executeRaw`
    INSERT INTO convocation_sending (session_id, member_id, sent_at, means, cause, sent_by)
    SELECT ${id}::uuid, member_id, ${at}::timestamptz, ${means}, ${cause}, ${actor.personId} FROM unnest(${[...memberIds]}::uuid[]) AS member_id`;
}

/** What the convocation of a written deliberation announces; nothing at a meeting. */
async function writeProposals(tx: Tx, { id, input }: SessionAct): Promise<void> {
  const { proposals = [] } = input as ConveneInput;
  await tx.db.$executeRaw`
    UPDATE agenda_item i SET proposal = p.proposal, proposed_years = coalesce(p.years, '[]')
    FROM jsonb_to_recordset(${JSON.stringify(proposals)}::jsonb) AS p("itemId" uuid, proposal text, years jsonb)
    WHERE i.session_id = ${id}::uuid AND i.id = p."itemId"`;
}

/** Every item at once; interests on file become recusals, so that PostgreSQL too refuses those ballots and remarks. */
async function openItems(tx: Tx, { id, facts, now }: SessionAct): Promise<void> {
  const items = facts.items.filter((item) => item.state === 'PENDING' && !isMoot(item));
  const recusals = items.flatMap((item) =>
    recusedFrom(facts, item)
      .filter((memberId) => !item.recusedIds.includes(memberId))
      .map((memberId) => ({ itemId: item.id, memberId })),
  );
  // Recorded by the member concerned: the clock is nobody, and the interest is on file.
  await tx.db.$executeRaw`
    INSERT INTO recusal (item_id, member_id, reason, recorded_at, recorded_by)
    SELECT r."itemId", r."memberId", 'Intérêt personnel connu au dossier', ${now}::timestamptz, m.person_id
    FROM jsonb_to_recordset(${JSON.stringify(recusals)}::jsonb) AS r("itemId" uuid, "memberId" uuid) JOIN committee_member m ON m.id = r."memberId"`;
  await tx.db.$executeRaw`
    UPDATE agenda_item SET state = 'OPEN', version = version + 1, opened_at = ${now}::timestamptz
    WHERE session_id = ${id}::uuid AND id = ANY(${items.map((item) => item.id)}::uuid[])`;
}

function ownMember({ facts, actor }: SessionAct): string | undefined {
  return memberOf(facts, actor.personId)?.id;
}

/** A first remark or ballot is what attending in writing is. Nothing at a meeting, where arrivals are recorded. */
async function recordParticipation(tx: Tx, act: SessionAct): Promise<void> {
  if (!isWritten(act.facts)) return;
  await tx.db.$executeRaw`
    INSERT INTO attendance (session_id, member_id, arrived_at, means)
    VALUES (${act.id}::uuid, ${ownMember(act)}::uuid, ${act.now}::timestamptz, 'WRITTEN') ON CONFLICT DO NOTHING`;
}
