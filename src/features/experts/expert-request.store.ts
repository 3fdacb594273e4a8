// Rows of requests for an opinion, with their facts. An act on one holds its dossier for reading (an interest is recorded under that lock),
// then its own row.

import { Prisma } from '../../generated/prisma/client.js';
import { OFFICER_ROLES } from '../../kernel/actor.js';
import { regionOf } from '../../kernel/territory.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { AgencyKind } from '../applications/application-content.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { loadApplication } from '../applications/application.store.js';
import { recordInterest } from '../applications/interests.store.js';
import type {
  DeclineInput,
  ExpertFacts,
  ExpertRequestEvent,
  ExpertRequestFacts,
  ExpertRequestState,
  GiveInput,
  RevokeInput,
} from './expert-request-facts.js';
import { expertRequestMachine } from './expert-request.machine.js';

export interface ShownDocument {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly size: number;
}

export interface ExpertRequestRow {
  readonly id: string;
  readonly applicationId: string;
  readonly examination: number;
  readonly agencyKind: AgencyKind;
  readonly state: ExpertRequestState;
  readonly version: number;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly expertId: string;
  readonly expertName: string;
  readonly question: string;
  readonly dueAt: Date;
  readonly acceptedAt: Date | null;
  readonly opinion: string | null;
  readonly closedAt: Date | null;
  readonly closingReason: string | null;
  readonly documents: readonly ShownDocument[];
}

/** Rows matching `where` (alias `e`), last asked first. */
export function selectExpertRequests(db: Db, where: Prisma.Sql, limit: number): Promise<ExpertRequestRow[]> {
  return db.$queryRaw<ExpertRequestRow[]>`
    SELECT e.id, e.application_id AS "applicationId", e.examination, e.agency_kind AS "agencyKind", e.state, e.version,
           e.requested_by AS "requestedBy", e.requested_at AS "requestedAt", e.expert_id AS "expertId",
           p.given_name || ' ' || p.family_name AS "expertName", e.question, e.due_at AS "dueAt", e.accepted_at AS "acceptedAt", e.opinion,
           e.closed_at AS "closedAt", e.closing_reason AS "closingReason",
           (SELECT coalesce(json_agg(json_build_object('id', d.id, 'code', d.code, 'name', d.name, 'size', d.size) ORDER BY d.code, d.id), '[]')
            FROM expert_request_document x JOIN document_file d ON d.id = x.document_id WHERE x.request_id = e.id) AS documents
    FROM expert_request e JOIN person p ON p.id = e.expert_id WHERE ${where} ORDER BY e.id DESC LIMIT ${limit}::int`;
}

/** Roles that take part in a decision: who holds one over the department is no outsider. */
const SERVING = [
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'COMMITTEE_MEMBER',
  'COMMITTEE_PRESIDENT',
  'REGIONAL_JURY',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
];

export async function findExpert(
  db: Db,
  expertId: string,
  { department, organisationId }: Pick<ApplicationFacts, 'department' | 'organisationId'>,
  now: Date,
): Promise<ExpertFacts> {
  const territories = ['FR', `REG-${regionOf(department)}`, `DEP-${department}`];
  const [row] = await db.$queryRaw<Omit<ExpertFacts, 'expertId'>[]>`
    SELECT p.disabled_at IS NOT NULL AS disabled,
           coalesce(bool_or(g.role = ANY(${SERVING}::text[]) AND g.territory = ANY(${territories}::text[])), false) AS serves,
           coalesce(bool_or(g.organisation_id = ${organisationId}::uuid), false) AS "actsForHolder"
    FROM person p LEFT JOIN role_grant g ON g.person_id = p.id AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)
    WHERE p.id = ${expertId}::uuid GROUP BY p.id`;
  return { expertId, ...(row ?? { disabled: true, serves: false, actsForHolder: false }) };
}

type Asked = Pick<ExpertRequestRow, 'id' | 'agencyKind' | 'requestedBy' | 'dueAt'>;

export function factsOf(
  application: ApplicationFacts,
  asked: Asked,
  expert: ExpertFacts,
  documentIds: readonly string[],
): ExpertRequestFacts {
  const { state, department, organisationId, everSubmitted, interestedPersonIds, undeclaredPersonIds } = application;
  const dossier = { state, department, organisationId, everSubmitted, interestedPersonIds, undeclaredPersonIds };
  const { id, agencyKind, requestedBy, dueAt } = asked;
  const request = { id, agencyKind, requestedBy, dueAt, documentIds };
  return { ...dossier, ...expert, ...request, applicationId: application.id, examination: application.examination };
}

export interface LoadedRequest {
  readonly row: ExpertRequestRow;
  readonly facts: ExpertRequestFacts;
  readonly application: ApplicationFacts;
}

export async function loadExpertRequest(db: Db, id: string, now: Date): Promise<LoadedRequest | undefined> {
  const [row] = await selectExpertRequests(db, Prisma.sql`e.id = ${id}::uuid`, 1);
  const application = row === undefined ? undefined : (await loadApplication(db, row.applicationId))?.facts;
  if (row === undefined || application === undefined) return undefined;
  const documentIds = row.documents.map((document) => document.id);
  return {
    row,
    application,
    facts: factsOf(application, row, await findExpert(db, row.expertId, application, now), documentIds),
  };
}

/** Of these files, those sent and kept in the dossier. */
export async function filesOfDossier(db: Db, applicationId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM document_file WHERE application_id = ${applicationId}::uuid AND id = ANY(${[...ids]}::uuid[]) AND state IN ('PENDING', 'CLEAN')`;
  return rows.map(({ id }) => id);
}

/** Held for reading unless the act records an interest. */
export async function lockExpertRequest(tx: Tx, id: string, event: ExpertRequestEvent): Promise<void> {
  const [row] = await tx.db.$queryRaw<{ applicationId: string }[]>`
    SELECT application_id AS "applicationId" FROM expert_request WHERE id = ${id}::uuid`;
  if (row === undefined) return;
  await tx.lock('application', row.applicationId, event === 'decline' ? 'update' : 'share');
  await tx.db.$queryRaw<unknown[]>`SELECT FROM expert_request WHERE id = ${id}::uuid FOR UPDATE`;
}

export async function insertExpertRequest(tx: Tx, facts: ExpertRequestFacts, question: string, now: Date): Promise<void> {
  const { id, applicationId, examination, department, agencyKind, requestedBy, expertId, dueAt, documentIds } = facts;
  await tx.db.$executeRaw`
    INSERT INTO expert_request (id, application_id, examination, department, agency_kind, state, requested_by, requested_at, expert_id, question, due_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${examination}::int, ${department}, ${agencyKind}, 'DRAFT', ${requestedBy}::uuid,
            ${now}::timestamptz, ${expertId}::uuid, ${question}, ${dueAt}::timestamptz)`;
  await tx.db.$executeRaw`
    INSERT INTO expert_request_document (request_id, document_id) SELECT ${id}::uuid, d FROM unnest(${[...documentIds]}::uuid[]) AS d`;
}

type ExpertRequestAct = Act<ExpertRequestState, ExpertRequestEvent, ExpertRequestFacts>;

function closingReasonOf({ event, input }: ExpertRequestAct): string | null {
  if (event === 'decline') return (input as DeclineInput).reason ?? null;
  return event === 'revoke' ? ((input as RevokeInput).reasons ?? null) : null;
}

/** @returns rows changed */
export async function saveExpertRequest(tx: Tx, act: ExpertRequestAct): Promise<number> {
  const { id, to, now, version, event, input, actor, facts } = act;
  const closed = expertRequestMachine.terminal.includes(to) ? now : null;
  const saved = await tx.db.$executeRaw`
    UPDATE expert_request SET state = ${to}, version = version + 1, closed_at = ${closed}::timestamptz,
           accepted_at = coalesce(${event === 'accept' ? now : null}::timestamptz, accepted_at),
           opinion = ${event === 'give' ? (input as GiveInput).opinion : null}, closing_reason = ${closingReasonOf(act)}
    WHERE id = ${id}::uuid AND version = ${version}::int`;
  if (saved === 1 && event === 'decline' && (input as DeclineInput).interest === true) {
    const { reason = '' } = input as DeclineInput;
    const { applicationId } = facts;
    await recordInterest(tx, { applicationId, personId: actor.personId, reason, now, by: actor.personId });
  }
  return saved;
}
