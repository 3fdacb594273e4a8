// One SELECT per kind of work: what waits, since when, until when. A new kind is a name in worklist.rules.ts and a branch in BRANCHES.
// Each branch gives (kind, id, application_id, on_id, title, department, since, until): `id` is unique within the kind, `on_id` what the
// link leads to, `title` the name of what is no dossier. A branch that the person's roles cannot fill is left out of the query.

import { Prisma } from '../../generated/prisma/client.js';
import type { Role } from '../../kernel/actor.js';
import type { AgencyKind } from '../applications/application-content.js';
import { AGENCY_KINDS, EXAMINING_ROLE } from '../instruction/instruction-facts.rules.js';
import { SIGNING_DUE_AT } from '../instruction/instruction-deadline.store.js';
import { ENDED_STATES } from '../minutes/minutes.rules.js';
import { MINUTES_ARE_UNSIGNED, MINUTES_DUE_ON } from '../minutes/unsigned-minutes.store.js';
import { AGENCY_ROLES, CONVENING_ROLES, JURY_ROLES, OFFICERS, VOTING_ROLES, WAITING, type WorkKind } from './worklist.rules.js';
import { amendmentToDecide, amendmentToExamine, amendmentToSign } from './worklist-amendments.store.js';
import { PAYMENT_BRANCHES } from './worklist-payments.store.js';
import { RECOVERY_BRANCHES } from './worklist-recoveries.store.js';
import { impartial, texts, type Branch } from './worklist-sql.store.js';
import type { WorklistViewer } from './worklist-viewer.js';

const INSTANT_OF = {
  dueAt: Prisma.sql`(a.completion->>'dueAt')::timestamptz`,
  askedAt: Prisma.sql`coalesce((a.completion->>'askedAt')::timestamptz, a.state_since)`,
  answeredAt: Prisma.sql`(a.completion->>'answeredAt')::timestamptz`,
} as const;

/** Columns of work on a dossier. */
const onDossier = (kind: WorkKind, since: Prisma.Sql, until: Prisma.Sql = Prisma.sql`NULL::timestamptz`): Prisma.Sql =>
  Prisma.sql`SELECT ${kind} AS kind, a.id, a.id AS application_id, a.id AS on_id, NULL::text AS title, a.department, ${since} AS since, ${until} AS until`;

/** Of the dossiers filed in the departments of these roles. */
function ofAgents(viewer: WorklistViewer, roles: readonly Role[], select: Prisma.Sql, where: Prisma.Sql): Prisma.Sql | undefined {
  const departments = viewer.departments(...roles);
  if (departments.length === 0) return undefined;
  return Prisma.sql`${select} FROM application a JOIN "call" c ON c.id = a.call_id
    WHERE a.department = ANY(${texts(departments)}) AND a.submitted_version > 0 AND ${where} AND ${impartial(viewer)}`;
}

function ofHolder({ holds, organisations }: WorklistViewer, select: Prisma.Sql, where: Prisma.Sql): Prisma.Sql | undefined {
  return holds
    ? Prisma.sql`${select} FROM application a JOIN "call" c ON c.id = a.call_id WHERE a.organisation_id = ANY(${organisations}) AND ${where}`
    : undefined;
}

const draftToSubmit: Branch = (viewer) =>
  ofHolder(
    viewer,
    onDossier('DRAFT_TO_SUBMIT', Prisma.sql`a.state_since`, Prisma.sql`c.deadline_at`),
    Prisma.sql`a.state = ANY(${texts(WAITING.submit)}) AND c.state IN ('PUBLISHED', 'OPEN') AND c.deadline_at >= ${viewer.now}::timestamptz`,
  );

const completionToAnswer: Branch = (viewer) =>
  ofHolder(
    viewer,
    onDossier('COMPLETION_TO_ANSWER', INSTANT_OF.askedAt, INSTANT_OF.dueAt),
    Prisma.sql`a.state = ANY(${texts(WAITING.answerCompletion)}) AND ${INSTANT_OF.answeredAt} IS NULL`,
  );

const completenessToCheck: Branch = (viewer) =>
  ofAgents(
    viewer,
    AGENCY_ROLES,
    onDossier('COMPLETENESS_TO_CHECK', Prisma.sql`coalesce(${INSTANT_OF.answeredAt}, a.state_since)`),
    Prisma.sql`a.state = ANY(${texts(WAITING.acceptCompleteness)}) AND (a.state <> 'INCOMPLETE' OR ${INSTANT_OF.answeredAt} IS NOT NULL)`,
  );

const completionOverdue: Branch = (viewer) =>
  ofAgents(
    viewer,
    AGENCY_ROLES,
    onDossier('COMPLETION_OVERDUE', INSTANT_OF.dueAt),
    Prisma.sql`a.state = 'INCOMPLETE' AND ${INSTANT_OF.answeredAt} IS NULL AND ${INSTANT_OF.dueAt} < ${viewer.now}::timestamptz`,
  );

/** One agency's finding waits for the other one, and for another person. */
const findingToConfirm: Branch = (viewer) => {
  const [caf, ddets] = [viewer.departments(EXAMINING_ROLE.CAF), viewer.departments(EXAMINING_ROLE.DDETS)];
  return ofAgents(
    viewer,
    AGENCY_ROLES,
    onDossier('FINDING_TO_CONFIRM', Prisma.sql`(a.ineligibility->>'at')::timestamptz`),
    Prisma.sql`a.state = ANY(${texts(WAITING.confirmIneligible)}) AND a.ineligibility IS NOT NULL AND a.ineligibility->>'by' <> ${viewer.personId}
      AND ((a.ineligibility->>'agency' = 'DDETS' AND a.department = ANY(${texts(caf)})) OR (a.ineligibility->>'agency' = 'CAF' AND a.department = ANY(${texts(ddets)})))`,
  );
};

/** Of each agency that the person examines for: `where` and `since` on the instruction `i`; until the call's deadline to sign, if it sets one. */
function ofInstructions(viewer: WorklistViewer, kind: WorkKind, since: Prisma.Sql, where: Prisma.Sql): Prisma.Sql | undefined {
  const sides = AGENCY_KINDS.flatMap((agency) => {
    const departments = viewer.departments(EXAMINING_ROLE[agency]);
    return departments.length === 0
      ? []
      : [Prisma.sql`(i.agency_kind = ${agency} AND i.department = ANY(${texts(departments)}))`];
  });
  if (sides.length === 0) return undefined;
  return Prisma.sql`SELECT ${kind} AS kind, i.id, a.id AS application_id, i.id AS on_id, NULL::text AS title, i.department, ${since} AS since, ${SIGNING_DUE_AT} AS until
    FROM instruction i JOIN application a ON a.id = i.application_id JOIN "call" c ON c.id = a.call_id
    WHERE (${Prisma.join(sides, ' OR ')}) AND ${where} AND ${impartial(viewer)}`;
}

const instructionToAssign: Branch = (viewer) =>
  ofInstructions(viewer, 'INSTRUCTION_TO_ASSIGN', Prisma.sql`i.created_at`, Prisma.sql`i.state = ${WAITING.assign}`);
/** A colleague is away: somebody of the same agency may give the instruction to another. */
const instructionOfAbsent: Branch = (viewer) => {
  const away = Prisma.sql`FROM examiner_absence b WHERE b.person_id = i.examiner_id AND b.state = 'DECLARED'
    AND b.starts_at <= ${viewer.now}::timestamptz AND b.ends_at > ${viewer.now}::timestamptz`;
  return ofInstructions(
    viewer,
    'INSTRUCTION_OF_ABSENT',
    Prisma.sql`(SELECT min(b.starts_at) ${away})`,
    Prisma.sql`i.state = ANY(${texts(WAITING.reassign)}) AND i.examiner_id <> ${viewer.personId}::uuid AND EXISTS (SELECT ${away})`,
  );
};
const mine = ({ personId }: WorklistViewer, states: readonly string[]): Prisma.Sql =>
  Prisma.sql`i.examiner_id = ${personId}::uuid AND i.state = ANY(${texts(states)})`;
const interestToDeclare: Branch = (viewer) =>
  ofInstructions(viewer, 'INTEREST_TO_DECLARE', Prisma.sql`i.assigned_at`, mine(viewer, WAITING.declareNoInterest));
const opinionToSign: Branch = (viewer) =>
  ofInstructions(viewer, 'OPINION_TO_SIGN', Prisma.sql`i.assigned_at`, mine(viewer, WAITING.sign));

/** Settled between the agencies before the committee is seized: by whom the person examines for, never against the opinion that they signed. */
function ofExaminations(
  viewer: WorklistViewer,
  select: Prisma.Sql,
  from: Prisma.Sql,
  waits: (agency: AgencyKind) => Prisma.Sql,
): Prisma.Sql | undefined {
  const sides = AGENCY_KINDS.flatMap((agency) => {
    const departments = viewer.departments(EXAMINING_ROLE[agency]);
    return departments.length === 0
      ? []
      : [
          Prisma.sql`(a.department = ANY(${texts(departments)}) AND ${waits(agency)} AND NOT EXISTS (SELECT FROM instruction i
            WHERE i.application_id = a.id AND i.examination = a.examination AND i.agency_kind <> ${agency} AND i.signed_by = ${viewer.personId}::uuid))`,
        ];
  });
  if (sides.length === 0) return undefined;
  return Prisma.sql`${select} FROM ${from} JOIN application a ON a.id = j.application_id AND a.examination = j.examination
    WHERE a.state = ANY(${texts(WAITING.putOnAgenda)}) AND (${Prisma.join(sides, ' OR ')}) AND ${impartial(viewer)}`;
}
const commonScoreToAnswer: Branch = (viewer) =>
  ofExaminations(
    viewer,
    Prisma.sql`SELECT 'COMMON_SCORE_TO_ANSWER' AS kind, j.id, a.id AS application_id, j.id AS on_id, NULL::text AS title, a.department,
      j.proposed_at AS since, NULL::timestamptz AS until`,
    Prisma.sql`joint_score j`,
    (agency) =>
      Prisma.sql`j.state = ANY(${texts(WAITING.agreeScore)}) AND j.agency_kind <> ${agency} AND j.proposed_by <> ${viewer.personId}::uuid`,
  );
const divergenceToSettle: Branch = (viewer) =>
  ofExaminations(
    viewer,
    Prisma.sql`SELECT 'DIVERGENCE_TO_SETTLE' AS kind, j.id, a.id AS application_id, j.id AS on_id, NULL::text AS title, a.department,
      j.opened_at AS since, NULL::timestamptz AS until`,
    Prisma.sql`divergence j`,
    (agency) => Prisma.sql`((j.state = ANY(${texts(WAITING.statePosition)})
        AND NOT EXISTS (SELECT FROM divergence_position p WHERE p.divergence_id = j.id AND p.agency_kind = ${agency}))
      OR (j.state = ANY(${texts(WAITING.confirmConciliation)}) AND EXISTS (SELECT FROM conciliation o WHERE o.divergence_id = j.id
        AND o.agency_kind <> ${agency} AND o.recorded_by <> ${viewer.personId}::uuid
        AND NOT EXISTS (SELECT FROM conciliation_answer w WHERE w.conciliation_id = o.id))))`,
  );
/** Asked of the person, whatever their roles: the request alone, never the dossier, is what they open. */
const expertOpinionToGive: Branch = ({ personId, now }) => Prisma.sql`
  SELECT 'EXPERT_OPINION_TO_GIVE' AS kind, e.id, NULL::uuid AS application_id, e.id AS on_id, a.title, e.department, e.requested_at AS since, e.due_at AS until
  FROM expert_request e JOIN application a ON a.id = e.application_id
  WHERE e.expert_id = ${personId}::uuid AND e.state = ANY(${texts(WAITING.expertOpinion)}) AND e.due_at > ${now}::timestamptz
    AND NOT EXISTS (SELECT FROM interest x WHERE x.application_id = a.id AND x.person_id = ${personId}::uuid)`;

/** What is on the agenda of a session in preparation waits for its convocation, not for a second agenda. */
const dossierForAgenda: Branch = (viewer) =>
  ofAgents(
    viewer,
    ['COMMITTEE_SECRETARY'],
    onDossier('DOSSIER_FOR_AGENDA', Prisma.sql`a.state_since`),
    Prisma.sql`a.state = ANY(${texts(WAITING.putOnAgenda)}) AND (c.settings->>'committeeRequired')::boolean
      AND NOT EXISTS (SELECT FROM agenda_item t JOIN committee_session n ON n.id = t.session_id WHERE t.application_id = a.id AND n.state = ANY(${texts(WAITING.convene)}))`,
  );

/** The member `m` is in office, and the person sits for them in the session `n`: themself, or as the substitute who came (CRPA R133-3). */
const sits = ({ personId, now }: WorklistViewer): Prisma.Sql => Prisma.sql`
  committee_member_sits(m, ${now}::timestamptz) AND ${personId}::uuid = coalesce(
    (SELECT b.person_id FROM attendance b WHERE b.session_id = n.id AND b.member_id = m.id AND b.left_at IS NULL), m.person_id)`;

function ofSessions(
  kind: WorkKind,
  states: readonly string[],
  since: Prisma.Sql,
  until: Prisma.Sql,
  where: Prisma.Sql = Prisma.sql`true`,
): Branch {
  return (viewer) => {
    const secretary = viewer.departments(...CONVENING_ROLES.filter((role) => role === 'COMMITTEE_SECRETARY'));
    const president = viewer.departments(...CONVENING_ROLES.filter((role) => role === 'COMMITTEE_PRESIDENT'));
    if (secretary.length + president.length === 0) return undefined;
    return Prisma.sql`SELECT ${kind} AS kind, n.id, NULL::uuid AS application_id, n.id AS on_id, k.name AS title, n.department, ${since} AS since, ${until} AS until
      FROM committee_session n JOIN committee k ON k.id = n.committee_id JOIN "call" c ON c.id = n.call_id
      WHERE n.state = ANY(${texts(states)}) AND ${where} AND (k.departments && ${texts(secretary)} OR (k.departments && ${texts(president)}
        AND EXISTS (SELECT FROM committee_member m WHERE m.committee_id = n.committee_id AND m.president AND ${sits(viewer)})))`;
  };
}
const UNTIL_SCHEDULED = Prisma.sql`n.scheduled_at`;
const sessionToConvene = ofSessions('SESSION_TO_CONVENE', WAITING.convene, Prisma.sql`n.created_at`, UNTIL_SCHEDULED);
const sessionToOpen = ofSessions('SESSION_TO_OPEN', WAITING.open, Prisma.sql`n.convened_at`, UNTIL_SCHEDULED);
const sessionToClose = ofSessions(
  'SESSION_TO_CLOSE',
  WAITING.close,
  Prisma.sql`coalesce(n.opened_at, n.scheduled_at)`,
  Prisma.sql`NULL::timestamptz`,
);
/** Until the last instant of the last day that the committee sets, on the call's own calendar. */
const minutesToSign = ofSessions(
  'MINUTES_TO_SIGN',
  ENDED_STATES,
  Prisma.sql`n.closed_at`,
  Prisma.sql`((${MINUTES_DUE_ON} + 1)::timestamp AT TIME ZONE c.time_zone) - interval '1 millisecond'`,
  MINUTES_ARE_UNSIGNED,
);

const itemToVote: Branch = (viewer) => {
  const departments = viewer.departments(...VOTING_ROLES);
  if (departments.length === 0) return undefined;
  return Prisma.sql`SELECT 'ITEM_TO_VOTE' AS kind, t.id, a.id AS application_id, n.id AS on_id, NULL::text AS title, n.department,
      coalesce(t.opened_at, n.scheduled_at) AS since, n.closes_at AS until
    FROM committee_member m JOIN committee k ON k.id = m.committee_id JOIN committee_session n ON n.committee_id = m.committee_id
    JOIN agenda_item t ON t.session_id = n.id JOIN application a ON a.id = t.application_id
    WHERE ${sits(viewer)} AND n.state = 'OPEN' AND t.state = 'OPEN' AND t.ballot_mode <> 'SHOW_OF_HANDS' AND a.state = 'ON_AGENDA' AND k.departments && ${texts(departments)}
      AND NOT EXISTS (SELECT FROM ballot b WHERE b.item_id = t.id AND b.member_id = m.id)
      AND NOT EXISTS (SELECT FROM secret_voter v WHERE v.item_id = t.id AND v.member_id = m.id)
      AND NOT EXISTS (SELECT FROM recusal r WHERE r.item_id = t.id AND r.member_id = m.id) AND ${impartial(viewer)}`;
};

/** Selected once the call is under selection; the reserve serves until its end; a refusal of a funder, or of the lower amount, sends it back to the jury. */
const dossierToSelect: Branch = (viewer) => {
  const regions = viewer.regions('REGIONAL_JURY');
  if (regions.length === 0) return undefined;
  return ofAgents(
    viewer,
    JURY_ROLES,
    onDossier(
      'DOSSIER_TO_SELECT',
      Prisma.sql`a.state_since`,
      Prisma.sql`CASE WHEN a.state = 'RESERVE' THEN a.reserve_expires_at END`,
    ),
    Prisma.sql`c.region = ANY(${texts(regions)}) AND (
      (a.state = ANY(${texts(WAITING.shortlist)}) AND a.state <> 'RESERVE' AND c.state = 'UNDER_SELECTION'
        AND (a.state <> 'EXAMINED' OR NOT (c.settings->>'committeeRequired')::boolean))
      OR (a.state = 'RESERVE' AND c.state IN ('UNDER_SELECTION', 'RESULTS_PUBLISHED'))
      OR (a.state = 'SHORTLISTED' AND EXISTS (
        SELECT FROM award w WHERE w.application_id = a.id AND w.examination = a.examination AND w.attempt = a.award_attempt AND (
          EXISTS (SELECT FROM award_leg l WHERE l.award_id = w.id AND l.state = 'REFUSED')
          OR EXISTS (SELECT FROM amount_offer x WHERE x.award_id = w.id AND x.state IN ('DECLINED', 'LAPSED'))))))`,
  );
};

const legToDecide: Branch = (viewer) => {
  const offices = OFFICERS.flatMap((role) => {
    const departments = viewer.departments(role);
    return departments.length === 0 ? [] : [Prisma.sql`(f.officer_role = ${role} AND w.department = ANY(${texts(departments)}))`];
  });
  if (offices.length === 0) return undefined;
  return Prisma.sql`SELECT 'LEG_TO_DECIDE' AS kind, l.id, a.id AS application_id, w.id AS on_id, NULL::text AS title, w.department, w.created_at AS since, NULL::timestamptz AS until
    FROM award_leg l JOIN award w ON w.id = l.award_id JOIN application a ON a.id = w.application_id
    JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
    WHERE l.state = ANY(${texts(WAITING.decideLeg)}) AND a.state = 'SHORTLISTED' AND (${Prisma.join(offices, ' OR ')})
      AND NOT EXISTS (SELECT FROM award_leg y WHERE y.award_id = w.id AND y.id <> l.id AND (y.decided_by = ${viewer.personId}::uuid OR y.state = 'REFUSED'))
      AND NOT EXISTS (SELECT FROM amount_offer x WHERE x.award_id = w.id AND x.state <> 'ACCEPTED')
      AND ${impartial(viewer)}`;
};

const REPORT_OF = Prisma.sql`FROM report r JOIN award w ON w.id = r.award_id JOIN application a ON a.id = r.application_id JOIN "call" c ON c.id = r.call_id`;
/** A report is written once its year is over, until the last instant of the day that it is awaited on, on the call's own calendar. */
const reportToSubmit: Branch = ({ holds, organisations, now }) =>
  holds
    ? Prisma.sql`SELECT 'REPORT_TO_SUBMIT' AS kind, r.id, a.id AS application_id, r.id AS on_id, NULL::text AS title, w.department,
        greatest(r.created_at, (r.year + 1 || '-01-01')::timestamp AT TIME ZONE c.time_zone) AS since,
        ((r.awaited_on::date + 1)::timestamp AT TIME ZONE c.time_zone) - interval '1 millisecond' AS until
      ${REPORT_OF} WHERE w.organisation_id = ANY(${organisations}) AND r.state = ANY(${texts(WAITING.submitReport)})
        AND r.year < extract(year FROM ${now}::timestamptz AT TIME ZONE c.time_zone)`
    : undefined;
/** By either agency, for both. */
const reportToExamine: Branch = (viewer) => {
  const departments = viewer.departments(...Object.values(EXAMINING_ROLE));
  return departments.length === 0
    ? undefined
    : Prisma.sql`SELECT 'REPORT_TO_EXAMINE' AS kind, r.id, a.id AS application_id, r.id AS on_id, NULL::text AS title, w.department,
        r.submitted_at AS since, NULL::timestamptz AS until
      ${REPORT_OF} WHERE r.state = ANY(${texts(WAITING.acceptReport)}) AND w.department = ANY(${texts(departments)}) AND ${impartial(viewer)}`;
};

/** Each side reads for itself: the holder's people together, each agency. */
const messageToRead: Branch = (viewer) => {
  const unread = (side: string, whose: Prisma.Sql): Prisma.Sql => Prisma.sql`
    SELECT 'MESSAGE_TO_READ' AS kind, g.id, a.id AS application_id, a.id AS on_id, NULL::text AS title, a.department, g.created_at AS since, NULL::timestamptz AS until
    FROM application_message g JOIN application a ON a.id = g.application_id
    WHERE g.side <> ${side} AND ${whose} AND NOT EXISTS (SELECT FROM message_reading r WHERE r.message_id = g.id AND r.side = ${side})`;
  const sides = AGENCY_KINDS.flatMap((agency) => {
    const departments = viewer.departments(EXAMINING_ROLE[agency]);
    return departments.length === 0
      ? []
      : [unread(agency, Prisma.sql`a.department = ANY(${texts(departments)}) AND ${impartial(viewer)}`)];
  });
  if (viewer.holds) sides.push(unread('HOLDER', Prisma.sql`a.organisation_id = ANY(${viewer.organisations})`));
  // A person of both agencies has one entry a message.
  return sides.length === 0
    ? undefined
    : Prisma.sql`SELECT DISTINCT ON (id) * FROM (${Prisma.join(sides, ' UNION ALL ')}) messages ORDER BY id`;
};

export const BRANCHES: readonly Branch[] = [
  draftToSubmit,
  completionToAnswer,
  completenessToCheck,
  completionOverdue,
  findingToConfirm,
  instructionToAssign,
  instructionOfAbsent,
  interestToDeclare,
  opinionToSign,
  commonScoreToAnswer,
  divergenceToSettle,
  expertOpinionToGive,
  dossierForAgenda,
  sessionToConvene,
  sessionToOpen,
  sessionToClose,
  minutesToSign,
  itemToVote,
  dossierToSelect,
  legToDecide,
  amendmentToExamine,
  amendmentToDecide,
  amendmentToSign,
  ...PAYMENT_BRANCHES,
  ...RECOVERY_BRANCHES,
  reportToSubmit,
  reportToExamine,
  messageToRead,
];
