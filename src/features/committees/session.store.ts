import { Prisma } from '../../generated/prisma/client.js';
import { cents } from '../../kernel/money.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { compositionSql } from './attendance.store.js';
import { withDefaults } from './committee-settings.js';
import { CONDUCT_FACTS, readConduct, type RawConduct } from './conduct.store.js';
import type { SessionFacts, SessionState } from './session-facts.rules.js';

export interface SessionRow {
  readonly state: SessionState;
  readonly version: number;
  readonly facts: SessionFacts;
}

type RawItem = Omit<SessionFacts['items'][number], 'requestedYears'> & {
  readonly requestedYears: readonly { readonly year: number; readonly cents: string }[];
};
/** The facts as PostgreSQL builds them: instants and big integers are texts in JSON. */
export type RawFacts = Omit<SessionFacts, 'scheduledAt' | 'items' | 'conduct'> & {
  readonly scheduledAt: string;
  readonly conduct: RawConduct;
  readonly items: readonly RawItem[];
};

/** The tables that `factsSql` speaks of. */
export const SESSION_TABLES = Prisma.sql`committee_session s JOIN committee k ON k.id = s.committee_id JOIN "call" c ON c.id = s.call_id`;

/** What the call asks of the two agencies before an agenda, of the dossier `d`. */
const EXAMINATION_OWED = Prisma.sql`
  'commonScoreMissing', coalesce(c.settings->'instruction'->>'commonScore', 'OPTIONAL') = 'REQUIRED' AND NOT EXISTS (
    SELECT FROM joint_score j WHERE j.application_id = d.id AND j.examination = d.examination AND j.state = 'AGREED'),
  'conciliationMissing', coalesce(c.settings->'instruction'->>'conciliation', 'OPTIONAL') = 'REQUIRED' AND coalesce(d.divergent, false)
    AND NOT EXISTS (SELECT FROM divergence v WHERE v.application_id = d.id AND v.examination = d.examination AND v.state = 'CONCLUDED')`;

/** What the guards judge, as one JSON value; `now` says who is in office and who acts for a holder. */
export function factsSql(now: Date): Prisma.Sql {
  const at = Prisma.sql`${now}::timestamptz`;
  return Prisma.sql`json_build_object(
    'id', s.id, 'convened', s.convened_at IS NOT NULL, 'committeeId', s.committee_id, 'callId', s.call_id,
    'department', s.department, 'departments', k.departments, 'region', c.region, 'timeZone', c.time_zone, 'budgetYears', c.budget_years, 'scheduledAt', s.scheduled_at,
    'conduct', ${CONDUCT_FACTS},
    'settings', k.settings, 'secondOfId', s.second_of_id, 'membersCount', s.members_count, 'quorumRequired', s.quorum_required,
    'firstAgenda', (SELECT coalesce(json_agg(f.application_id ORDER BY f.position), '[]') FROM agenda_item f WHERE f.session_id = s.second_of_id),
    'ranked', EXISTS (SELECT FROM committee_ranking g WHERE g.session_id = s.id),
    'minutesSigned', EXISTS (SELECT FROM minutes u WHERE u.session_id = s.id AND u.state = 'SIGNED'),
    'disagreements', (SELECT coalesce(json_agg(json_build_object('itemId', e.item_id, 'memberId', e.member_id) ORDER BY e.id), '[]')
      FROM session_disagreement e WHERE e.session_id = s.id),
    'inPlace', k.state = 'IN_OFFICE' AND k.starts_at <= s.scheduled_at AND (k.ends_at IS NULL OR k.ends_at > s.scheduled_at),
    ${compositionSql(at)},
    'presentIds', (SELECT coalesce(json_agg(a.member_id ORDER BY a.member_id), '[]') FROM attendance a WHERE a.session_id = s.id AND a.left_at IS NULL),
    'proxies', (SELECT coalesce(json_agg(json_build_object('giverId', p.giver_id, 'holderId', p.holder_id) ORDER BY p.giver_id), '[]')
      FROM proxy p WHERE p.session_id = s.id),
    'items', (SELECT coalesce(json_agg(json_build_object('id', i.id, 'applicationId', i.application_id, 'position', i.position, 'state', i.state,
        'version', i.version, 'applicationState', d.state, 'divergent', coalesce(d.divergent, false), 'proposal', i.proposal,
        'ballotMode', i.ballot_mode, 'result', i.result, 'tally', i.tally, 'reserves', i.reserves,
        'votedYears', (SELECT v.years FROM show_of_hands_item v JOIN show_of_hands h ON h.id = v.hands_id
          WHERE v.item_id = i.id AND h.subject = 'AMOUNTS' AND h.adopted LIMIT 1),
        'reasoned', EXISTS (SELECT FROM committee_opinion o WHERE o.item_id = i.id),
        'voteApart', EXISTS (SELECT FROM separate_vote_request q WHERE q.item_id = i.id),
        'requestedYears', (SELECT coalesce(json_agg(json_build_object('year', y.year, 'cents', y.cents::text) ORDER BY y.year), '[]') FROM (
          SELECT q.year, sum(q.cents) AS cents FROM application_amount q WHERE q.application_id = d.id AND q.stage = 'REQUESTED'
            AND q.revision = (SELECT max(l.revision) FROM application_amount l WHERE l.application_id = d.id AND l.stage = 'REQUESTED')
          GROUP BY q.year) y),
        'signedPositions', (SELECT count(*) FROM instruction n WHERE n.application_id = d.id AND n.examination = d.examination AND n.state = 'SIGNED'
          AND btrim(n.reasons) <> ''),
        ${EXAMINATION_OWED},
        'recusedIds', (SELECT coalesce(json_agg(r.member_id ORDER BY r.member_id), '[]') FROM recusal r WHERE r.item_id = i.id),
        'interestedPersonIds', (SELECT coalesce(json_agg(x.person_id ORDER BY x.person_id), '[]') FROM (
          SELECT person_id FROM interest WHERE application_id = d.id
          UNION SELECT g.person_id FROM role_grant g
          WHERE g.organisation_id = d.organisation_id AND g.starts_at <= ${at} AND (g.ends_at IS NULL OR g.ends_at > ${at})) x)
      ) ORDER BY i.position), '[]') FROM agenda_item i JOIN application d ON d.id = i.application_id WHERE i.session_id = s.id),
    'ballots', (SELECT coalesce(json_agg(json_build_object('itemId', b.item_id, 'memberId', b.member_id, 'castById', b.cast_by_id, 'choice', b.choice)
        ORDER BY b.member_id), '[]') FROM agenda_item i
        CROSS JOIN LATERAL (SELECT c.* FROM counting_ballot c WHERE c.item_id = i.id) b WHERE i.session_id = s.id AND i.state = 'OPEN'),
    'secretVoters', (SELECT coalesce(json_agg(json_build_object('itemId', v.item_id, 'memberId', v.member_id, 'castById', v.cast_by_id)
        ORDER BY v.member_id, v.cast_by_id), '[]') FROM agenda_item i JOIN secret_voter v ON v.item_id = i.id
        WHERE i.session_id = s.id AND i.state IN ('OPEN', 'TIED')))`;
}

export function readFacts(raw: RawFacts): SessionFacts {
  return {
    ...raw,
    settings: withDefaults(raw.settings),
    scheduledAt: new Date(raw.scheduledAt),
    conduct: readConduct(raw.conduct),
    items: raw.items.map((item) => ({
      ...item,
      requestedYears: item.requestedYears.map((line) => ({ year: line.year, cents: cents(line.cents) })),
    })),
  };
}

/** Undefined: no such session. */
export async function loadSession(db: Db, id: string, now: Date): Promise<SessionRow | undefined> {
  const [row] = await db.$queryRaw<(Omit<SessionRow, 'facts'> & { facts: RawFacts })[]>`
    SELECT s.state, s.version, ${factsSql(now)} AS facts FROM ${SESSION_TABLES} WHERE s.id = ${id}::uuid`;
  return row === undefined ? undefined : { ...row, facts: readFacts(row.facts) };
}

/**
 * Locks the session, and for an act that changes dossiers its call (shared) and those dossiers, in rank order; for a convocation, which
 * freezes the composition, the committee too. A session's call and committee never change, so they may be read before any lock; its agenda may,
 * so it is read after the session's.
 */
export async function lockSession(
  tx: Tx,
  id: string,
  dossiers: 'none' | 'all' | { readonly itemIds: readonly string[] },
): Promise<void> {
  if (dossiers !== 'none') {
    const [row] = await tx.db.$queryRaw<{ callId: string; committeeId: string }[]>`
      SELECT call_id AS "callId", committee_id AS "committeeId" FROM committee_session WHERE id = ${id}::uuid`;
    if (row === undefined) return;
    await tx.lock('call', row.callId, 'share');
    if (dossiers === 'all') await tx.lock('committee', row.committeeId, 'share');
  }
  await tx.lock('session', id);
  if (dossiers === 'none') return;
  const some = dossiers === 'all' ? Prisma.empty : Prisma.sql`AND id = ANY(${[...dossiers.itemIds]}::uuid[])`;
  const items = await tx.db.$queryRaw<{ applicationId: string }[]>`
    SELECT application_id AS "applicationId" FROM agenda_item WHERE session_id = ${id}::uuid ${some}`;
  await tx.lock(
    'application',
    items.map(({ applicationId }) => applicationId),
  );
}
