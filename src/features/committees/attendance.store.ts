// Who is in the room: members in office, and those who came for them.

import { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/database/tx.js';
import type { ArrivalInput } from './session-facts.rules.js';
import type { AttendanceMeans } from './session-mode.rules.js';

/** Members in office, seats and substitutes of the committee of a session `s`, for its facts. */
export function compositionSql(at: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    'members', (SELECT coalesce(json_agg(json_build_object('id', m.id, 'personId', m.person_id, 'president', m.president, 'viceRank', c.rank,
        'substitute', (SELECT json_build_object('id', u.id, 'personId', u.person_id) FROM attendance a JOIN committee_substitute u ON u.id = a.substitute_id
          WHERE a.session_id = s.id AND a.member_id = m.id AND a.left_at IS NULL)) ORDER BY m.id), '[]')
      FROM committee_member m JOIN committee_seat c ON c.id = m.seat_id WHERE m.committee_id = s.committee_id AND committee_member_sits(m, ${at})),
    'openSeats', (SELECT count(*) FROM committee_seat c
      WHERE c.committee_id = s.committee_id AND c.opened_at <= ${at} AND (c.closed_at IS NULL OR c.closed_at > ${at})),
    'substitutes', (SELECT coalesce(json_agg(json_build_object('id', u.id, 'memberId', m.id, 'personId', u.person_id, 'kind', c.kind,
        'memberBody', coalesce(m.body, c.body), 'body', u.body, 'elected', u.elected) ORDER BY u.id, m.id), '[]')
      FROM committee_seat c JOIN committee_substitute u ON u.seat_id = c.id AND u.ends_at IS NULL
      JOIN committee_member m ON m.seat_id = c.id AND committee_member_sits(m, ${at}) WHERE c.committee_id = s.committee_id)`;
}

/** PostgreSQL checks the substitute and writes who the person in the room is. */
export async function writeArrival(
  tx: Tx,
  sessionId: string,
  { memberId, substituteId }: ArrivalInput,
  means: AttendanceMeans,
  now: Date,
): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO attendance (session_id, member_id, arrived_at, substitute_id, means)
    VALUES (${sessionId}::uuid, ${memberId}::uuid, ${now}::timestamptz, ${substituteId ?? null}::uuid, ${means})`;
}
