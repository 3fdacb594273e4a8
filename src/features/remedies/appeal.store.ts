// Rows of appeals. Every act on one holds its dossier FOR UPDATE: that lock is theirs too.

import { Prisma } from '../../generated/prisma/client.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { loadApplication } from '../applications/application.store.js';
import { agenciesOf } from '../applications/processing.rules.js';
import { appealMachine } from './appeal.machine.js';
import {
  decidingRoles,
  type AppealEvent,
  type AppealFacts,
  type AppealKind,
  type AppealState,
  type DecisionInput,
  type Outcome,
  type Proposal,
  type ProposalInput,
} from './appeal.rules.js';
import { readNotices } from './remedies.store.js';

/** The answer: reasons, author, capacity, date, and how it may be challenged in turn. */
interface AppealDecision {
  readonly outcome: Outcome;
  readonly reasons: string;
  readonly appeal: string;
  readonly author: string;
  readonly capacity: string;
  readonly date: string;
}

export interface AppealRow {
  readonly id: string;
  readonly applicationId: string;
  readonly applicationNumber: string | null;
  readonly title: string;
  readonly callId: string;
  readonly department: string;
  readonly examination: number;
  readonly against: string;
  readonly kind: AppealKind;
  readonly state: AppealState;
  readonly version: number;
  readonly grounds: string;
  readonly filedAt: Date;
  readonly silenceAt: Date;
  readonly proposal: Proposal | null;
  readonly decision: AppealDecision | null;
  readonly closedAt: Date | null;
}

/** Rows matching `where` (aliases: `x` appeal, `a` application). */
export function selectAppeals(db: Db, where: Prisma.Sql, limit: number): Promise<AppealRow[]> {
  return db.$queryRaw<AppealRow[]>`
    SELECT x.id, x.application_id AS "applicationId", a.number AS "applicationNumber", a.title, x.call_id AS "callId", x.department,
           x.examination, x.against, x.kind, x.state, x.version, x.grounds, x.filed_at AS "filedAt", x.silence_at AS "silenceAt",
           x.proposal, x.decision, x.closed_at AS "closedAt"
    FROM appeal x JOIN application a ON a.id = x.application_id WHERE ${where} ORDER BY x.id LIMIT ${limit}::int`;
}

export async function findAppeal(db: Db, id: string): Promise<AppealRow | undefined> {
  return (await selectAppeals(db, Prisma.sql`x.id = ${id}::uuid`, 1))[0];
}

type Filed = Pick<AppealRow, 'kind' | 'against' | 'examination' | 'silenceAt' | 'proposal'>;

/** The decision contested is the dossier's own refusal, or the one kept with an examination that ended since. */
export async function appealFacts(db: Db, application: ApplicationFacts, filed: Filed, now: Date): Promise<AppealFacts> {
  const { id, call, region, state, department, organisationId, everSubmitted, interestedPersonIds, undeclaredPersonIds } =
    application;
  const roles = decidingRoles(filed);
  const [found] = await db.$queryRaw<{ authors: (string | null)[]; holderDepartment: string; alternatives: number }[]>`
    WITH decision AS (
      SELECT coalesce(e.refusal, a.refusal) AS refusal, coalesce(e.ineligibility, a.ineligibility) AS finding
      FROM application a LEFT JOIN application_examination e ON e.application_id = a.id AND e.number = ${filed.examination}::int
      WHERE a.id = ${id}::uuid
    ), author AS (
      SELECT refusal ->> 'author' AS person FROM decision
      UNION SELECT finding ->> 'by' FROM decision WHERE ${filed.against} = 'INELIGIBLE'
    )
    SELECT ARRAY(SELECT person FROM author WHERE person IS NOT NULL) AS authors,
      (SELECT department FROM organisation WHERE id = ${organisationId}::uuid) AS "holderDepartment",
      (SELECT count(DISTINCT p.id)::int FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
       WHERE g.role = ANY(${[...roles]}::text[]) AND g.starts_at <= ${now}::timestamptz
         AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)
         AND g.territory = ANY(${['FR', `REG-${region}`, ...(roles.includes('CAF_INSTRUCTOR') ? [`DEP-${department}`] : [])]}::text[])
         AND p.id::text NOT IN (SELECT person FROM author WHERE person IS NOT NULL)
         AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = ${id}::uuid AND i.person_id = p.id)) AS alternatives`;
  const notices = await readNotices(db, [id], filed.examination);
  const notice = notices.find(({ decision }) => decision === filed.against) ?? null;
  return {
    state,
    department,
    organisationId,
    everSubmitted,
    interestedPersonIds,
    undeclaredPersonIds,
    region,
    applicationId: id,
    callId: call.id,
    timeZone: call.timeZone,
    settings: call.settings.appeals,
    ...filed,
    authors: (found?.authors ?? []).filter((person) => person !== null),
    holderDepartment: found?.holderDepartment ?? department,
    alternatives: found?.alternatives ?? 0,
    notice,
  };
}

export async function loadAppeal(
  db: Db,
  id: string,
  now: Date,
): Promise<{ row: AppealRow; facts: AppealFacts; application: ApplicationFacts } | undefined> {
  const row = await findAppeal(db, id);
  const application = row === undefined ? undefined : (await loadApplication(db, row.applicationId))?.facts;
  if (row === undefined || application === undefined) return undefined;
  const { kind, against, examination, silenceAt, proposal } = row;
  return {
    row,
    application,
    facts: await appealFacts(db, application, { kind, against, examination, silenceAt, proposal }, now),
  };
}

export interface NewAppeal {
  readonly id: string;
  readonly application: ApplicationFacts;
  readonly kind: AppealKind;
  readonly grounds: string;
  readonly filedBy: string;
  readonly silenceAt: Date;
  readonly now: Date;
}

export async function insertAppeal(tx: Tx, appeal: NewAppeal): Promise<void> {
  const { id, application, kind, grounds, filedBy, silenceAt, now } = appeal;
  await tx.db.$executeRaw`
    INSERT INTO appeal (id, application_id, call_id, department, examination, against, kind, state, grounds, filed_by, filed_at, silence_at)
    VALUES (${id}::uuid, ${application.id}::uuid, ${application.call.id}::uuid, ${application.department}, ${application.examination}::int,
            ${application.state}, ${kind}, 'DRAFT', ${grounds}, ${filedBy}::uuid, ${now}::timestamptz, ${silenceAt}::timestamptz)`;
}

export type AppealAct = Act<AppealState, AppealEvent, AppealFacts>;

function decisionOf(act: AppealAct, appealText: string): AppealDecision | null {
  const { event, actor, facts, from, now } = act;
  if (event !== 'uphold' && event !== 'reject') return null;
  const edge = appealMachine.edges.find((candidate) => candidate.event === event && candidate.from.includes(from));
  return {
    outcome: event === 'uphold' ? 'UPHELD' : 'REJECTED',
    reasons: (act.input as DecisionInput).reasons ?? '',
    appeal: event === 'reject' ? appealText : '',
    author: actor.personId,
    capacity: edge?.by.find((policy) => policy.allows(actor, facts))?.name ?? 'system',
    date: now.toISOString(),
  };
}

function proposalOf({ event, input, actor, facts, now }: AppealAct): Proposal | null {
  if (event !== 'propose') return facts.proposal;
  const { outcome, reasons = '' } = input as ProposalInput;
  const [agency = 'CAF'] = agenciesOf(actor, facts.department);
  return { agency, by: actor.personId, outcome, reasons, at: now.toISOString() };
}

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** @returns rows changed */
export async function saveAppeal(tx: Tx, act: AppealAct): Promise<number> {
  const { id, to, now, version, facts } = act;
  const [call] = await tx.db.$queryRaw<{ text: string }[]>`
    SELECT settings -> 'appealText' ->> 'fr' AS text FROM "call" WHERE id = ${facts.callId}::uuid`;
  const closes = appealMachine.terminal.includes(to);
  return tx.db.$executeRaw`
    UPDATE appeal SET state = ${to}, version = version + 1, proposal = ${json(proposalOf(act))}::jsonb,
           decision = ${json(decisionOf(act, call?.text ?? ''))}::jsonb, closed_at = ${closes ? now : null}::timestamptz
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** Those that still wait for their answer. */
export function openAppealsOf(db: Db, applicationId: string): Promise<{ id: string }[]> {
  return db.$queryRaw<{ id: string }[]>`
    SELECT id FROM appeal WHERE application_id = ${applicationId}::uuid AND state IN ('FILED', 'UNDER_REVIEW') ORDER BY id`;
}
