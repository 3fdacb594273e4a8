// All that minutes say of a session, in one query: what the acts recorded, in an order that does not depend on the database.

import { Prisma } from '../../generated/prisma/client.js';
import type { Db } from '../../platform/database/tx.js';
import { withDefaults, type CommitteeSettings } from '../committees/committee-settings.js';
import type { SessionMode } from '../committees/session-mode.rules.js';
import type { Choice, Counts, ItemResult, Proposal, Tally } from '../committees/tally.rules.js';
import type { BallotMode } from '../committees/voting-settings.js';
import type { NamedPerson, PositionsRecord, YearRecord } from './minutes-data.js';

export interface SourcePresence {
  readonly personId: string | null;
  readonly arrivedAt: string;
  readonly leftAt: string | null;
  readonly means: string;
  readonly substitute: NamedPerson | null;
}
export interface SourceMember extends NamedPerson {
  readonly id: string;
  readonly personId: string;
  readonly college: string;
  readonly president: boolean;
  /** Order of a vice-president. */
  readonly viceRank: number | null;
  readonly inOffice: boolean;
  readonly presences: readonly SourcePresence[];
}
export interface SourceItem {
  readonly id: string;
  readonly position: number;
  readonly applicationId: string;
  readonly number: string | null;
  readonly title: string;
  readonly organisation: string;
  readonly state: string;
  readonly taken: boolean;
  readonly positions: PositionsRecord | null;
  readonly recusedIds: readonly string[];
  readonly heard: readonly (NamedPerson & { readonly enteredAt: string; readonly leftAt: string | null })[];
  readonly ballotMode: BallotMode;
  readonly proposal: Proposal | null;
  readonly tally: Tally | null;
  readonly ballots: readonly { readonly memberId: string; readonly choice: Choice }[];
  readonly result: ItemResult | null;
  readonly reasons: string | null;
  readonly reserves: readonly string[];
  readonly years: readonly YearRecord[];
  readonly rank: number | null;
  readonly deferReasons: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly disagreements: readonly { readonly memberId: string; readonly text: string | null; readonly recordedAt: string }[];
}
export interface MinutesSource {
  readonly sessionId: string;
  readonly state: string;
  readonly mode: SessionMode;
  readonly place: string;
  readonly scheduledAt: string;
  readonly closesAt: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly convenedAt: string | null;
  readonly urgencyMotive: string | null;
  readonly modeDecision: string | null;
  readonly secondOf: { readonly id: string; readonly scheduledAt: string } | null;
  readonly membersCount: number | null;
  readonly quorumRequired: number | null;
  readonly settings: CommitteeSettings;
  readonly committee: { readonly name: string; readonly department: string };
  readonly call: { readonly id: string; readonly title: string };
  readonly timeZone: string;
  readonly members: readonly SourceMember[];
  readonly sendings: readonly {
    readonly memberId: string;
    readonly sentAt: string;
    readonly means: string;
    readonly cause: string;
  }[];
  readonly mandates: readonly { readonly giverId: string; readonly holderId: string; readonly givenAt: string }[];
  readonly items: readonly SourceItem[];
  readonly ranking: { readonly adoptedAt: string; readonly count: Counts | null } | null;
}

const FULL_NAME = Prisma.sql`p.given_name || ' ' || p.family_name`;

/** Members of the session `s`: in office then, convened, present, or party to a mandate. */
export const MEMBERS = Prisma.sql`(SELECT coalesce(json_agg(json_build_object('id', m.id, 'personId', m.person_id, 'name', ${FULL_NAME},
    'capacity', m.capacity, 'college', m.college, 'president', m.president, 'viceRank', t.rank,
    'inOffice', committee_member_sits(m, coalesce(s.opened_at, s.scheduled_at)),
    'presences', (SELECT coalesce(json_agg(json_build_object('personId', a.person_id, 'arrivedAt', a.arrived_at, 'leftAt', a.left_at, 'means', a.means,
        'substitute', (SELECT json_build_object('name', q.given_name || ' ' || q.family_name, 'capacity', u.capacity)
          FROM committee_substitute u JOIN person q ON q.id = u.person_id WHERE u.id = a.substitute_id)) ORDER BY a.arrived_at), '[]')
      FROM attendance a WHERE a.session_id = s.id AND a.member_id = m.id))
    ORDER BY m.president DESC, t.position, m.id), '[]')
  FROM committee_member m JOIN committee_seat t ON t.id = m.seat_id JOIN person p ON p.id = m.person_id
  WHERE m.committee_id = s.committee_id AND (committee_member_sits(m, coalesce(s.opened_at, s.scheduled_at))
    OR EXISTS (SELECT FROM attendance a WHERE a.session_id = s.id AND a.member_id = m.id)
    OR EXISTS (SELECT FROM proxy x WHERE x.session_id = s.id AND m.id IN (x.giver_id, x.holder_id))
    OR EXISTS (SELECT FROM convocation_sending n WHERE n.session_id = s.id AND n.member_id = m.id)))`;

/** Choices are read of public ballots alone: a secret one has none with a name. */
const ITEMS = Prisma.sql`(SELECT coalesce(json_agg(json_build_object('id', i.id, 'position', i.position, 'applicationId', d.id, 'number', d.number,
    'title', d.title, 'organisation', o.name, 'state', i.state, 'positions', i.positions,
    'taken', s.second_of_id IS NOT NULL AND EXISTS (SELECT FROM agenda_item f WHERE f.session_id = s.second_of_id AND f.application_id = d.id),
    'recusedIds', (SELECT coalesce(json_agg(r.member_id ORDER BY r.member_id), '[]') FROM recusal r WHERE r.item_id = i.id),
    'heard', (SELECT coalesce(json_agg(json_build_object('name', h.name, 'capacity', h.capacity, 'enteredAt', h.entered_at, 'leftAt', h.left_at)
      ORDER BY h.entered_at, h.id), '[]') FROM session_hearing h WHERE h.item_id = i.id),
    'ballotMode', i.ballot_mode, 'proposal', i.proposal, 'tally', i.tally, 'result', i.result,
    'ballots', CASE WHEN i.state = 'DECIDED' AND i.ballot_mode = 'PUBLIC' THEN (SELECT coalesce(json_agg(json_build_object('memberId', b.member_id,
        'choice', b.choice) ORDER BY b.member_id), '[]') FROM counting_ballot b WHERE b.item_id = i.id
        AND NOT EXISTS (SELECT FROM recusal r WHERE r.item_id = i.id AND r.member_id IN (b.member_id, b.cast_by_id))) ELSE '[]' END,
    'reasons', e.reasons, 'reserves', coalesce(e.reserves, i.reserves), 'years', coalesce(i.proposed_years, '[]'), 'rank', g.rank,
    'deferReasons', i.defer_reasons, 'openedAt', i.opened_at, 'closedAt', i.closed_at,
    'disagreements', (SELECT coalesce(json_agg(json_build_object('memberId', y.member_id, 'text', y.text, 'recordedAt', y.recorded_at)
      ORDER BY y.id), '[]') FROM session_disagreement y WHERE y.item_id = i.id)) ORDER BY i.position), '[]')
  FROM agenda_item i JOIN application d ON d.id = i.application_id JOIN organisation o ON o.id = d.organisation_id
  LEFT JOIN committee_opinion e ON e.item_id = i.id LEFT JOIN committee_rank g ON g.item_id = i.id WHERE i.session_id = s.id)`;

/** Undefined: no such session. */
export async function readMinutesSource(db: Db, sessionId: string): Promise<MinutesSource | undefined> {
  const [row] = await db.$queryRaw<{ source: MinutesSource }[]>`
    SELECT json_build_object('sessionId', s.id, 'state', s.state, 'mode', s.mode, 'place', s.place, 'scheduledAt', s.scheduled_at,
      'closesAt', s.closes_at, 'openedAt', s.opened_at, 'closedAt', s.closed_at, 'convenedAt', s.convened_at, 'urgencyMotive', s.urgency_motive,
      'modeDecision', s.mode_decision, 'membersCount', s.members_count, 'quorumRequired', s.quorum_required, 'settings', k.settings,
      'secondOf', (SELECT json_build_object('id', f.id, 'scheduledAt', f.scheduled_at) FROM committee_session f WHERE f.id = s.second_of_id),
      'committee', json_build_object('name', k.name, 'department', s.department), 'call', json_build_object('id', c.id, 'title', c.title),
      'timeZone', c.time_zone, 'members', ${MEMBERS}, 'items', ${ITEMS},
      'sendings', (SELECT coalesce(json_agg(json_build_object('memberId', n.member_id, 'sentAt', n.sent_at, 'means', n.means, 'cause', n.cause)
        ORDER BY n.sent_at, n.member_id), '[]') FROM convocation_sending n WHERE n.session_id = s.id),
      'mandates', (SELECT coalesce(json_agg(json_build_object('giverId', x.giver_id, 'holderId', x.holder_id, 'givenAt', x.given_at)
        ORDER BY x.given_at, x.giver_id), '[]') FROM proxy x WHERE x.session_id = s.id),
      'ranking', (SELECT json_build_object('adoptedAt', g.adopted_at, 'count', CASE WHEN h.id IS NULL THEN NULL ELSE json_build_object('for', h."for",
        'against', h.against, 'abstain', h.abstain, 'blank', h.blank) END)
        FROM committee_ranking g LEFT JOIN show_of_hands h ON h.id = g.hands_id WHERE g.session_id = s.id)) AS source
    FROM committee_session s JOIN committee k ON k.id = s.committee_id JOIN "call" c ON c.id = s.call_id WHERE s.id = ${sessionId}::uuid`;
  return row === undefined ? undefined : { ...row.source, settings: withDefaults(row.source.settings) };
}
