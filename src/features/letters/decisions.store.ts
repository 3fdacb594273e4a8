// The decisions that holders must be told of: one definition, for the letters that are written and for the alarm of those that are not.

import { Prisma } from '../../generated/prisma/client.js';
import type { Db } from '../../platform/database/tx.js';
import { delegationSql } from '../awards/delegation.store.js';
import type { Decision } from './decision.js';

/**
 * Acts on a share that its holder is told of: the notification for good, a suspension while it lasts (the last one), a lapse. The act is the
 * history's: the share itself keeps days, and not the instant.
 */
const SHARE_ACTS = Prisma.sql`
  SELECT 'award-leg', l.id, w.application_id, w.call_id, w.examination,
         CASE e.event WHEN 'notify' THEN 'LEG_NOTIFIED' WHEN 'suspend' THEN 'LEG_SUSPENDED' ELSE 'LEG_LAPSED' END, l.funder_code, e.at
  FROM audit_entry e JOIN award_leg l ON l.id = e.aggregate_id JOIN award w ON w.id = l.award_id
  WHERE e.aggregate = 'award-leg' AND e.event IN ('notify', 'suspend', 'lapse') AND CASE e.event
    WHEN 'notify' THEN l.state <> 'RENOUNCED'
    WHEN 'suspend' THEN l.state = 'SUSPENDED' AND NOT EXISTS (SELECT FROM audit_entry n
      WHERE n.aggregate = 'award-leg' AND n.aggregate_id = e.aggregate_id AND n.event = 'suspend' AND n.seq > e.seq)
    ELSE l.state = 'LAPSED' END`;

/**
 * Each rank given to a dossier of the reserve list is a decision of its own, told by a letter of its own; the last one alone is still owed.
 * Columns subject, subject_id, application_id, call_id, examination, decision, leg, decided_at: one row a letter that is owed.
 */
const DECISIONS = Prisma.sql`
  SELECT 'application' AS subject, a.id AS subject_id, a.id AS application_id, a.call_id, a.examination, a.state AS decision, x.leg,
         a.state_since AS decided_at
  FROM application a JOIN "call" c ON c.id = a.call_id
  CROSS JOIN LATERAL (
    SELECT '' AS leg WHERE a.state <> 'AWARDED' OR c.settings #>> '{letters,award}' IS DISTINCT FROM 'PER_LEG'
    UNION ALL
    SELECT f.code FROM call_funder f WHERE f.call_id = c.id AND a.state = 'AWARDED' AND c.settings #>> '{letters,award}' = 'PER_LEG'
  ) x
  WHERE a.state IN ('AWARDED', 'REFUSED', 'INELIGIBLE', 'DISMISSED', 'LATE')
  UNION ALL
  SELECT 'application', a.id, a.id, a.call_id, a.examination, a.state, '', coalesce(
    (SELECT max(r.given_at) FROM reserve_rank r WHERE r.application_id = a.id AND r.given_at > a.state_since), a.state_since)
  FROM application a WHERE a.state = 'RESERVE'
  UNION ALL
  SELECT 'award-leg', l.id, w.application_id, w.call_id, w.examination, 'LEG_REFUSED', l.funder_code, l.decided_at
  FROM award_leg l JOIN award w ON w.id = l.award_id WHERE l.state = 'REFUSED'
  UNION ALL ${SHARE_ACTS}
  UNION ALL
  SELECT 'measure', m.id, m.application_id, m.call_id, w.examination, CASE m.kind WHEN 'TERMINATION' THEN 'LEG_TERMINATED' ELSE 'LEG_WITHDRAWN' END,
         l.funder_code, m.closed_at
  FROM measure m JOIN award w ON w.id = m.award_id JOIN award_leg l ON l.id = m.leg_id WHERE m.state = 'DECIDED'
  UNION ALL
  SELECT 'recovery', r.id, r.application_id, r.call_id, w.examination, 'RECOVERY_ORDERED', r.funder_code, r.ordered_at
  FROM recovery r JOIN award w ON w.id = r.award_id WHERE r.ordered_at IS NOT NULL AND r.state <> 'CANCELLED'
  UNION ALL
  SELECT 'amendment', m.id, m.application_id, m.call_id, w.examination, 'AMENDMENT_REFUSED', '', m.ended_at
  FROM amendment m JOIN award w ON w.id = m.award_id WHERE m.state = 'REFUSED'
  UNION ALL
  SELECT 'appeal', p.id, p.application_id, p.call_id, p.examination, p.state, '', p.closed_at
  FROM appeal p WHERE p.state IN ('UPHELD', 'REJECTED')`;

/**
 * The letter of decision `d`, as `k`: the funder's own or the one of all, as the call said when it was written. A call that chooses otherwise
 * since does not have its awards told again.
 */
const OWN_LETTER = Prisma.sql`
  k.subject_id = d.subject_id AND k.examination = d.examination AND k.decision = d.decision AND k.decided_at = d.decided_at
  AND (k.leg = d.leg OR k.leg = '' OR d.leg = '')`;

export const WITHOUT_LETTER = Prisma.sql`NOT EXISTS (SELECT FROM letter k WHERE ${OWN_LETTER})`;
export const UNSENT = Prisma.sql`EXISTS (SELECT FROM letter k WHERE ${OWN_LETTER}
  AND NOT EXISTS (SELECT FROM letter_sending s WHERE s.letter_id = k.id))`;

/** On leg `g` of a notified share, with the plan that it is paid on (see `contentForAward`). */
const SHARE = Prisma.sql`CASE WHEN d.decision = 'LEG_NOTIFIED' THEN (
  SELECT json_build_object('notifiedOn', g.notified_on,
    'delegation', ${delegationSql('g')},
    'agreementSignedOn', (SELECT to_char(m.signed_at AT TIME ZONE c.time_zone, 'YYYY-MM-DD') FROM agreement m WHERE m.id = g.agreement_id),
    'order', CASE WHEN g.order_number IS NOT NULL THEN json_build_object('number', g.order_number, 'date', g.order_date,
      'authority', g.order_authority) END,
    'commitmentNumber', g.commitment_number, 'commitmentDate', g.commitment_date, 'summary', v.content ->> 'summary',
    'startsOn', coalesce(plan.content, v.content) ->> 'startsOn', 'endsOn', coalesce(plan.content, v.content) ->> 'endsOn',
    'payments', (SELECT coalesce(json_agg(json_build_object('year', t.year, 'kind', t.kind, 'cents', t.planned_cents,
        'expectedOn', t.expected_on, 'conditions', t.terms -> 'conditions') ORDER BY t.year, t.position), '[]')
      FROM payment t WHERE t.leg_id = g.id),
    'documents', c.settings -> 'requiredDocuments')
  FROM (SELECT 1) one LEFT JOIN (
    SELECT q.award_id, y.content FROM amount_offer q JOIN award_plan y ON y.offer_id = q.id) plan ON plan.award_id = g.award_id LIMIT 1) END`;

/** Decisions matching `where` (aliases: `d` decision, `a` application, `c` call), all that their letters say with them. One query. */
export function readDecisions(db: Db, where: Prisma.Sql, limit: number): Promise<Decision[]> {
  return db.$queryRaw<Decision[]>`
    SELECT d.subject, d.subject_id AS "subjectId", d.application_id AS "applicationId", d.examination, d.decision, d.leg,
           d.decided_at AS "decidedAt", a.number, coalesce(v.content ->> 'title', a.title) AS title, o.id AS "organisationId", o.name AS organisation, o.holder_type AS "holderType",
           o.department AS "holderDepartment", a.department, c.region, c.title AS "callTitle", c.time_zone AS "timeZone",
           c.settings -> 'appealText' ->> 'fr' AS "appealText", c.settings -> 'appeals' AS appeals, c.settings -> 'letters' AS letters,
           (SELECT q.given_name || ' ' || q.family_name FROM call_specification s JOIN person q ON q.id = s.frozen_by
            WHERE s.call_id = c.id AND s.number = c.spec_version) AS publisher,
           (SELECT g.name FROM agency g WHERE g.kind = 'CAF' AND g.territory = 'DEP-' || a.department) AS caf,
           (SELECT g.name FROM agency g WHERE g.kind = 'DDETS' AND g.territory = 'DEP-' || a.department) AS ddets,
           coalesce(n.answer ->> 'reasons', act.reasons) AS reasons,
           CASE WHEN d.decision IN ('AWARDED', 'RESERVE', 'LEG_NOTIFIED', 'LEG_SUSPENDED', 'LEG_LAPSED') THEN c.settings -> 'appealText' ->> 'fr' ELSE n.answer ->> 'appeal' END AS appeal,
           coalesce(n.answer ->> 'author', act.author) AS "actorId", u.given_name || ' ' || u.family_name AS author,
           coalesce(n.answer ->> 'capacity', act.capacity) AS capacity,
           (SELECT json_agg(json_build_object('code', f.code, 'name', f.name, 'officerRole', f.officer_role) ORDER BY f.position)
            FROM call_funder f WHERE f.call_id = c.id) AS funders,
           coalesce(CASE WHEN d.decision = 'AWARDED' OR d.subject IN ('award-leg', 'measure', 'recovery') THEN (
             SELECT json_agg(json_build_object('code', l.funder_code, 'name', f.name, 'officerRole', f.officer_role, 'state', l.state,
               'decisionNumber', l.decision_number, 'decisionDate', l.decision_date, 'authority', l.authority,
               'authorId', l.decided_by, 'author', (SELECT q.given_name || ' ' || q.family_name FROM person q WHERE q.id = l.decided_by),
               'years', (SELECT json_agg(json_build_object('year', y.year, 'cents', y.cents) ORDER BY y.year)
                         FROM award_leg_year y WHERE y.leg_id = l.id)) ORDER BY f.position)
             FROM award w JOIN award_leg l ON l.award_id = w.id JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
             WHERE w.application_id = a.id AND w.examination = d.examination) END, '[]') AS legs,
           ${SHARE} AS share,
           CASE WHEN d.subject = 'amendment' THEN json_build_object('kind', z.kind, 'askedAt', z.submitted_at, 'proposer', (
             SELECT f.name FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code WHERE l.id = z.asked_by_leg)) END AS amendment,
           CASE WHEN d.subject = 'measure' THEN json_build_object('decisionNumber', b.decision_number, 'decisionDate', b.decision_date,
             'authority', b.authority, 'delegation', ${delegationSql('b')},
             'effectiveOn', b.effective_on, 'openedAt', b.opened_at, 'asked', b.ground = 'HOLDER_REQUEST',
             'claimCents', b.claim_cents::text, 'claim', b.claim) END AS measure,
           CASE WHEN d.subject = 'recovery' THEN json_build_object('number', r.number::text, 'orderNumber', r.order_number, 'orderDate', r.order_date,
             'authority', r.order_authority, 'delegation', ${delegationSql('r')},
             'cents', r.ordered_cents::text, 'dueOn', r.due_on, 'explanation', r.explanation) END AS recovery,
           a.requested_cents AS "requestedCents", a.reserve_rank AS "reserveRank", a.reserve_expires_at AS "reserveExpiresAt",
           CASE WHEN d.decision = 'RESERVE' THEN (
             SELECT json_build_object('rank', (k.data::jsonb #>> '{reserve,rank}')::int, 'writtenOn', k.data::jsonb ->> 'writtenOn') FROM letter k
             WHERE k.subject_id = d.subject_id AND k.examination = d.examination AND k.decision = 'RESERVE'
               AND k.decided_at >= a.state_since AND k.decided_at < d.decided_at
             ORDER BY k.decided_at DESC LIMIT 1) END AS "rankTold",
           coalesce(CASE WHEN d.decision = 'DISMISSED' THEN a.completion -> 'items' END, '[]') AS lacking,
           p.kind AS "appealKind", p.filed_at AS "appealFiledAt"
    FROM (${DECISIONS}) d
    JOIN application a ON a.id = d.application_id
    JOIN "call" c ON c.id = d.call_id
    JOIN organisation o ON o.id = a.organisation_id
    LEFT JOIN application_version v ON v.application_id = a.id AND v.number = a.submitted_version
    LEFT JOIN appeal p ON d.subject = 'appeal' AND p.id = d.subject_id
    LEFT JOIN amendment z ON d.subject = 'amendment' AND z.id = d.subject_id
    LEFT JOIN measure b ON d.subject = 'measure' AND b.id = d.subject_id
    LEFT JOIN recovery r ON d.subject = 'recovery' AND r.id = d.subject_id
    LEFT JOIN award_leg g ON d.subject = 'award-leg' AND g.id = d.subject_id
    CROSS JOIN LATERAL (SELECT CASE d.subject WHEN 'appeal' THEN p.decision WHEN 'award-leg' THEN g.refusal
      WHEN 'amendment' THEN jsonb_build_object('reasons', z.end_reasons, 'appeal', z.appeal, 'author', z.ended_by)
      WHEN 'measure' THEN jsonb_build_object('reasons', b.reasons, 'appeal', b.appeal, 'author', b.closed_by)
      WHEN 'recovery' THEN jsonb_build_object('reasons', r.order_reasons, 'appeal', r.appeal_text, 'author', r.ordered_by)
      ELSE CASE WHEN d.decision NOT IN ('AWARDED', 'RESERVE') THEN a.refusal END END AS answer) n
    LEFT JOIN LATERAL (
      SELECT e.actor_id AS author, e.capacity, e.input::jsonb ->> 'reasons' AS reasons FROM audit_entry e
      WHERE d.decision IN ('RESERVE', 'LEG_SUSPENDED', 'LEG_LAPSED', 'AMENDMENT_REFUSED') AND e.aggregate = d.subject AND e.aggregate_id = d.subject_id
        AND e.event = ANY(CASE d.subject WHEN 'amendment' THEN ARRAY['refuse'] ELSE ARRAY['putOnReserve', 'rerank', 'suspend', 'lapse'] END)
      ORDER BY e.seq DESC LIMIT 1) act ON true
    LEFT JOIN person u ON u.id = CASE WHEN coalesce(n.answer ->> 'author', act.author) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      THEN coalesce(n.answer ->> 'author', act.author)::uuid END
    WHERE ${where} ORDER BY d.subject_id, d.leg LIMIT ${limit}::int`;
}

/** How many decisions match. */
export async function countDecisions(db: Db, where: Prisma.Sql): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (${DECISIONS}) d WHERE ${where}`;
  return row?.count ?? 0;
}
