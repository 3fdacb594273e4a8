// Locks, facts and plain writes of an application. The writes of each act are in application.save.store.ts.

import { cents } from '../../kernel/money.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { CallFacts } from '../calls/call-facts.js';
import { lockEnvelopes, readEnvelopes } from '../calls/envelopes.store.js';
import type { AmountStage } from './application-content.js';
import type { ApplicationFacts, LastSent } from './application-facts.js';
import { ROUNDS, suspensionsIn, type RoundRow } from './completion-rounds.store.js';
import { LAST_SENT } from './frozen.store.js';
import { UNDECLARED_EXAMINERS } from './application-scope.store.js';

/** The jury's acts judge the call's phase, its reserve list and its envelopes. */
const JURY_EVENTS: readonly string[] = ['shortlist', 'putOnReserve', 'refuse'];
/** What gives back or takes credits, in the save or in a reaction to it. */
const ENVELOPE_EVENTS: readonly string[] = [
  'shortlist',
  'refuse',
  'withdraw',
  'renounce',
  // Whoever holds the envelopes holds the reserve list too: what freed credits propose is found on a list that does not move.
  'putOnReserve',
  'rerank',
  'expireReserve',
];
/**
 * Acts that follow from an act on a session, an instruction or a leg: that act has already locked rows of a higher rank than the call,
 * and these guards read nothing of the call that a published call can change.
 */
const FOLLOWING_EVENTS: readonly string[] = [
  'startExamination',
  'recordExamination',
  'putOnAgenda',
  'recordFavourable',
  'recordReserved',
  'recordUnfavourable',
  'defer',
  'award',
];

/** Call FOR SHARE, its envelopes FOR UPDATE when credits move, then the application FOR UPDATE. */
export async function lockApplication(tx: Tx, id: string, event: string): Promise<void> {
  if (!FOLLOWING_EVENTS.includes(event)) {
    // The call of an application never changes: reading it before the lock is safe.
    const [row] = await tx.db.$queryRaw<{ callId: string }[]>`SELECT call_id AS "callId" FROM application WHERE id = ${id}::uuid`;
    if (row === undefined) return;
    await tx.lock('call', row.callId, 'share');
    if (ENVELOPE_EVENTS.includes(event)) await lockEnvelopes(tx, row.callId);
  }
  await tx.lock('application', id);
}

interface Row extends Omit<
  ApplicationFacts,
  'suspensions' | 'amounts' | 'call' | 'region' | 'reserveRanks' | 'envelopes' | 'everSubmitted' | 'requestedCents' | 'lastSent'
> {
  readonly version: number;
  readonly requestedCents: bigint;
  readonly callId: string;
  readonly callRegion: string;
  readonly callDepartments: CallFacts['departments'];
  readonly callState: CallFacts['state'];
  readonly opensAt: Date;
  readonly deadlineAt: Date;
  readonly timeZone: string;
  readonly rulesVersion: string;
  readonly settings: CallFacts['settings'];
  readonly funders: CallFacts['funders'];
  readonly budgetYears: readonly number[];
  readonly specVersion: number;
  readonly edition: number;
  readonly callTitle: string;
  /** [stage, year, funder, cents]; cents as text, since a JSON number would lose the last digits of a BIGINT. */
  readonly amounts: readonly (readonly [AmountStage, number, string, string])[];
  readonly reserveRanks: readonly number[] | null;
  readonly rounds: readonly RoundRow[];
  readonly lastSent: (Omit<LastSent, 'requestedCents'> & { readonly requestedCents: string }) | null;
}

export interface LoadedApplication {
  readonly version: number;
  readonly facts: ApplicationFacts;
}

/** One query for the dossier, its call, organisation, interests, amounts and legs; one more for the envelopes, for a selection alone. */
export async function loadApplication(db: Db, id: string, event?: string): Promise<LoadedApplication | undefined> {
  const jury = event !== undefined && JURY_EVENTS.includes(event);
  const [row] = await db.$queryRaw<Row[]>`
    SELECT a.id, a.version, a.number, a.title, a.state, a.state_since AS "stateSince", a.department, a.call_id AS "callId",
           a.organisation_id AS "organisationId", a.content, a.requested_cents AS "requestedCents",
           a.submitted_version AS "submittedVersion", a.begun_spec AS "begunSpec", a.submitted_at AS "submittedAt", a.completion, a.ineligibility,
           a.joint_outcome AS "jointOutcome", a.divergent, a.committee_opinion AS "committeeOpinion", a.reserve_rank AS "reserveRank",
           a.reserve_expires_at AS "reserveExpiresAt", a.refusal, ${LAST_SENT} AS "lastSent",
           (SELECT count(*)::int FROM completion_round r WHERE r.application_id = a.id) AS "completionRounds", ${ROUNDS} AS rounds,
           (SELECT coalesce(json_agg(json_build_object('id', k.id, 'code', k.code, 'label', k.label, 'reason', k.reason, 'effect', k.effect,
                     'state', k.state, 'createdAt', k.created_at, 'liftedAt', k.lifted_at, 'liftedReason', k.lifted_reason) ORDER BY k.id), '[]')
            FROM application_condition k WHERE k.application_id = a.id) AS conditions,
           a.examination,
           greatest((SELECT max(e.ended_at) FROM application_examination e WHERE e.application_id = a.id),
                    (SELECT max(x.closed_at) FROM late_exception x WHERE x.application_id = a.id AND x.state = 'GRANTED')) AS "reopenedAt",
           (SELECT q.recorded_at FROM application_silence q
            WHERE q.application_id = a.id AND q.examination = a.examination) AS "silenceRecordedAt",
           o.name AS "organisationName", o.holder_type AS "holderType",
           c.region AS "callRegion", c.departments AS "callDepartments", c.state AS "callState", c.opens_at AS "opensAt",
           c.deadline_at AS "deadlineAt", c.time_zone AS "timeZone", c.rules_version AS "rulesVersion",
           -- A dossier once submitted is judged by the specification that it answered, whatever was amended since.
           CASE WHEN sv.call_spec IS NULL OR sv.call_spec = c.spec_version THEN c.settings
                ELSE coalesce((SELECT s.content->'settings' FROM call_specification s WHERE s.call_id = c.id AND s.number = sv.call_spec),
                              c.settings) END AS settings,
           coalesce(sv.call_spec, c.spec_version) AS "specVersion",
           c.budget_years AS "budgetYears", c.edition, c.title AS "callTitle",
           (SELECT coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'position', f.position, 'weight', f.weight,
                                                       'family', f.family, 'officerRole', f.officer_role) ORDER BY f.position), '[]')
            FROM call_funder f WHERE f.call_id = a.call_id) AS funders,
           (SELECT coalesce(json_agg(i.person_id), '[]') FROM interest i WHERE i.application_id = a.id) AS "interestedPersonIds",
           ${UNDECLARED_EXAMINERS} AS "undeclaredPersonIds",
           (SELECT coalesce(json_agg(json_build_array(m.stage, m.year, m.funder_code, m.cents::text) ORDER BY m.stage, m.year, m.funder_code), '[]')
            FROM (SELECT stage, year, funder_code, cents, revision, max(revision) OVER (PARTITION BY stage) AS last
                  FROM application_amount WHERE application_id = a.id AND (stage = 'REQUESTED' OR examination = a.examination)) m WHERE m.revision = m.last) AS amounts,
           (SELECT json_build_object('number', v.receipt_number, 'submittedAt', v.submitted_at, 'hash', v.hash)
            FROM application_version v WHERE v.application_id = a.id AND v.number = a.submitted_version) AS receipt,
           a.consulted_departments AS "consultedDepartments",
           (SELECT coalesce(json_agg(json_build_object('department', x.department, 'agency', x.agency_kind)
                                     ORDER BY x.department, x.agency_kind), '[]')
            FROM consultation_opinion x WHERE x.application_id = a.id) AS consultations,
           (SELECT coalesce(json_agg(json_build_object('code', d.code, 'version', d.version, 'name', d.name, 'size', d.size, 'sha256', d.sha256)
                                     ORDER BY d.code), '[]')
            FROM (SELECT DISTINCT ON (code) code, version, name, size, sha256 FROM document_file
                  WHERE application_id = a.id AND state IN ('PENDING', 'CLEAN') ORDER BY code, version DESC) d) AS files,
           CASE WHEN a.state = 'DRAFT' AND o.holder_type = 'ASSOCIATION' THEN
             (SELECT coalesce(json_agg(json_build_object('year', b.year, 'awaitedOn', b.awaited_on, 'timeZone', bc.time_zone,
                                                         'applicationNumber', ba.number, 'title', ba.title) ORDER BY b.awaited_on, b.id), '[]')
              FROM award bw JOIN report b ON b.award_id = bw.id AND b.state IN ('DRAFT', 'RETURNED')
              JOIN application ba ON ba.id = b.application_id JOIN "call" bc ON bc.id = b.call_id
              WHERE bw.organisation_id = a.organisation_id) ELSE '[]' END AS "awaitedReports",
           w.id IS NOT NULL AS "hasAward", coalesce(fo.state IN ('DECLINED', 'LAPSED'), false) AS "offerDeclined", fp.content AS "awardPlan",
           coalesce((SELECT bool_or(l.state = 'REFUSED') FROM award_leg l WHERE l.award_id = w.id), false) AS "legRefused",
           CASE WHEN ${jury}::boolean THEN
             (SELECT coalesce(json_agg(r.reserve_rank ORDER BY r.reserve_rank), '[]') FROM application r
              WHERE r.call_id = a.call_id AND r.state = 'RESERVE') END AS "reserveRanks",
           CASE WHEN ${jury}::boolean THEN
             (SELECT json_build_object('optimisationId', n.optimisation_id, 'taken', n.taken) FROM selection_optimisation_line n
              WHERE n.optimisation_id = c.selection_reference_id AND n.application_id = a.id) END AS reference
    FROM application a JOIN organisation o ON o.id = a.organisation_id JOIN "call" c ON c.id = a.call_id
         LEFT JOIN award w ON w.application_id = a.id AND w.examination = a.examination AND w.attempt = a.award_attempt
         LEFT JOIN amount_offer fo ON fo.award_id = w.id LEFT JOIN award_plan fp ON fp.offer_id = fo.id
         LEFT JOIN application_version sv ON sv.application_id = a.id AND sv.number = a.submitted_version
    WHERE a.id = ${id}::uuid`;
  if (row === undefined) return undefined;
  const envelopes = event === 'shortlist' ? await readEnvelopes(db, row.callId) : [];
  return { version: row.version, facts: { ...factsOf(row), envelopes } };
}

function factsOf(row: Row): Omit<ApplicationFacts, 'envelopes'> {
  const { callId, callRegion, callDepartments, callState, callTitle, amounts, reserveRanks, lastSent, rounds, ...rest } = row;
  const { opensAt, deadlineAt, timeZone, rulesVersion, settings, funders, budgetYears, specVersion, edition, ...own } = rest;
  return {
    ...own,
    everSubmitted: own.submittedVersion > 0,
    region: callRegion,
    reserveRanks: reserveRanks ?? [],
    suspensions: suspensionsIn(rounds),
    lastSent: lastSent && { ...lastSent, requestedCents: BigInt(lastSent.requestedCents) },
    amounts: amounts.map(([stage, year, funderCode, text]) => ({ stage, year, funderCode, cents: cents(text) })),
    call: {
      id: callId,
      region: callRegion,
      departments: callDepartments,
      state: callState,
      opensAt,
      deadlineAt,
      timeZone,
      rulesVersion,
      settings,
      funders,
      budgetYears,
      specVersion,
      edition,
      title: callTitle,
    },
  };
}
