// What one funder is behind the others on the same dossier and year, as SQL.

import { Prisma } from '../../generated/prisma/client.js';
import { stateAt } from '../../platform/workflow/state-at.js';
import { legMachine } from '../awards/leg.machine.js';
import type { Moment } from '../calls/moment.rules.js';
import { endOf } from '../calls/moment.store.js';

/**
 * `gap`, from `moved` and `money`: what one funder is behind the others by on the same dossier and year, in proportion to the shares of its
 * last award: promised by one and not by the other (`LEG_…`, the state of the leg that is behind), or paid by one before the other (`PAID_LATER`).
 *
 * Most dossiers are level, and are told from their sums alone: an only award, all of it promised, and nothing of it paid or all. The legs of the
 * others are compared: a funder is a cent behind where another has more of its share than this one would have with one cent more. That is
 * found in floating point, in one pass and with a margin; what is found is then computed exactly.
 */
export function gapSql(callId: string, asOf: Moment | undefined): Prisma.Sql {
  const legState = stateAt(
    legMachine.name,
    { id: Prisma.sql`l.id`, state: Prisma.sql`l.state`, first: legMachine.initial },
    asOf && endOf(asOf),
  );
  const until = asOf === undefined ? Prisma.empty : Prisma.sql`AND w.created_at < ${endOf(asOf)}`;
  return Prisma.sql`
    unsure AS MATERIALIZED (
      SELECT DISTINCT w.application_id FROM (SELECT application_id, in_committed + in_ordered + in_paid + in_recovered AS promised, in_paid + in_recovered AS paid FROM money) m
        JOIN award w ON w.application_id = m.application_id JOIN "call" c ON c.id = w.call_id
      WHERE w.call_id = ${callId}::uuid ${until} AND m.promised > 0
        AND NOT (w.examination = 1 AND w.attempt = 1 AND m.promised = w.total_cents AND (m.paid = 0 OR m.paid = m.promised))
    ),
    latest AS MATERIALIZED (
      SELECT DISTINCT ON (w.application_id) w.application_id, w.id FROM unsure n JOIN award w ON w.application_id = n.application_id JOIN "call" c ON c.id = w.call_id
      WHERE w.call_id = ${callId}::uuid ${until} ORDER BY w.application_id, w.examination DESC, w.attempt DESC
    ),
    held AS (
      SELECT m.application_id, m.funder_code, m.year, sum(m.cents)::bigint AS promised, coalesce(sum(m.cents) FILTER (WHERE m.account IN ('PAID', 'RECOVERED')), 0)::bigint AS paid
      FROM unsure n JOIN moved m ON m.application_id = n.application_id WHERE m.account <> 'RESERVED' GROUP BY 1, 2, 3
    ),
    leg AS MATERIALIZED (
      SELECT w.application_id, l.id, l.funder_code, y.year, y.cents AS share, coalesce(h.promised, 0) AS promised, coalesce(h.paid, 0) AS paid
      FROM latest w JOIN award_leg l ON l.award_id = w.id JOIN award_leg_year y ON y.leg_id = l.id AND y.cents > 0
      LEFT JOIN held h ON h.application_id = w.application_id AND h.funder_code = l.funder_code AND h.year = y.year
    ),
    uneven AS MATERIALIZED (
      SELECT application_id, year FROM leg GROUP BY 1, 2
      HAVING max(promised::float8 / share) * ${MARGIN}::float8 >= min((promised + 1)::float8 / share)
        OR max(paid::float8 / share) * ${MARGIN}::float8 >= min((paid + 1)::float8 / share)
    ),
    ahead AS MATERIALIZED (
      SELECT s.application_id, s.id, s.funder_code, s.year, s.promised, s.paid,
             max(div(o.promised::numeric * s.share, o.share)) AS due, max(div(o.paid::numeric * s.share, o.share)) AS due_paid
      FROM uneven u JOIN leg s ON s.application_id = u.application_id AND s.year = u.year
        JOIN leg o ON o.application_id = u.application_id AND o.year = u.year AND o.funder_code <> s.funder_code AND o.promised > 0
      GROUP BY 1, 2, 3, 4, 5, 6
    ),
    gap AS MATERIALIZED (
      SELECT application_id, funder_code, year, 'LEG_' || (SELECT ${legState} FROM award_leg l JOIN "call" c ON c.id = l.call_id WHERE l.id = ahead.id) AS reason,
             due - promised AS cents FROM ahead WHERE due > promised
      UNION ALL
      SELECT application_id, funder_code, year, 'PAID_LATER', least(due_paid, promised) - paid FROM ahead WHERE least(due_paid, promised) > paid
    )`;
}

/** Above one by more than floating point loses, by less than a cent of any share below ten million euros. */
const MARGIN = 1 + 1e-10;
