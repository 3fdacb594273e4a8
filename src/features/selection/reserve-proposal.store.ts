// Rows of proposals. Every act that frees or takes credits, or that moves the reserve list, holds the call's envelopes: whoever holds them
// finds the list and its proposals at rest.

import { Prisma } from '../../generated/prisma/client.js';
import { SYSTEM_ID } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Message } from '../../platform/workflow/binding.js';
import type { WithReasons } from '../applications/processing.rules.js';
import type { EnvelopeLine } from '../calls/envelopes.rules.js';
import type { ReserveProposalEvent, ReserveProposalFacts, ReserveProposalState } from './reserve-proposal.rules.js';
import type { ReserveCandidate } from './reserve.rules.js';

type SharesJson = readonly (readonly [number, string, string])[];

/** What an application named `p` asked, by year and funder; cents as text, exact. */
const REQUESTED_SHARES = Prisma.sql`(
  SELECT coalesce(json_agg(json_build_array(m.year, m.funder_code, m.cents::text) ORDER BY m.year, m.funder_code), '[]')
  FROM application_amount m WHERE m.application_id = p.id AND m.stage = 'REQUESTED' AND m.revision = (
    SELECT max(r.revision) FROM application_amount r WHERE r.application_id = p.id AND r.stage = 'REQUESTED'))`;

const linesIn = (shares: SharesJson): EnvelopeLine[] =>
  shares.map(([year, funderCode, cents]) => ({ year, funderCode, cents: BigInt(cents) }));

/** A list longer than this is read by its first ranks. */
const MOST_RANKS = 1000;

/** The reserve list of a call by rank; empty when it serves no more. The envelopes of the call are locked. */
export async function readCandidates(tx: Tx, callId: string): Promise<ReserveCandidate[]> {
  const rows = await tx.db.$queryRaw<(Omit<ReserveCandidate, 'shares'> & { shares: SharesJson })[]>`
    SELECT p.id AS "applicationId", p.examination, p.reserve_rank AS rank, p.reserve_expires_at AS "expiresAt", ${REQUESTED_SHARES} AS shares,
           (SELECT q.id FROM reserve_proposal q WHERE q.application_id = p.id AND q.closed_at IS NULL) AS "openId"
    FROM application p JOIN "call" c ON c.id = p.call_id
    WHERE p.call_id = ${callId}::uuid AND p.state = 'RESERVE' AND c.state IN ('UNDER_SELECTION', 'RESULTS_PUBLISHED')
    ORDER BY p.reserve_rank LIMIT ${MOST_RANKS}::int`;
  return rows.map(({ shares, ...row }) => ({ ...row, shares: linesIn(shares) }));
}

export async function openProposalOf(tx: Tx, applicationId: string): Promise<string | undefined> {
  const [row] = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM reserve_proposal WHERE application_id = ${applicationId}::uuid AND closed_at IS NULL`;
  return row?.id;
}

export async function anyOpen(tx: Tx, callId: string): Promise<boolean> {
  const [row] = await tx.db.$queryRaw<{ open: boolean }[]>`
    SELECT EXISTS (SELECT FROM reserve_proposal WHERE call_id = ${callId}::uuid AND closed_at IS NULL) AS open`;
  return row?.open === true;
}

export async function insertProposal(
  tx: Tx,
  callId: string,
  { applicationId, examination, rank }: ReserveCandidate,
  cause: Message,
): Promise<string> {
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO reserve_proposal (id, application_id, call_id, examination, rank, cause, cause_id, state, proposed_at)
    VALUES (${id}::uuid, ${applicationId}::uuid, ${callId}::uuid, ${examination}::int, ${rank}::int, ${cause.name}, ${cause.id}::uuid,
            'DRAFT', ${cause.now}::timestamptz)`;
  return id;
}

export interface ReserveProposalRow extends Omit<ReserveProposalFacts, 'shares' | 'envelopes' | 'state'> {
  readonly id: string;
  readonly state: ReserveProposalState;
  readonly version: number;
  readonly number: string | null;
  readonly title: string;
  readonly holder: string;
  readonly applicationState: string;
  readonly applicationVersion: number;
  readonly proposedAt: Date;
  readonly closedAt: Date | null;
  readonly reasons: string | null;
  readonly shares: SharesJson;
}

export function readProposals(db: Db, where: Prisma.Sql, limit = 1): Promise<ReserveProposalRow[]> {
  return db.$queryRaw<ReserveProposalRow[]>`
    SELECT q.id, q.state, q.version, q.application_id AS "applicationId", q.call_id AS "callId", q.rank, q.cause, q.cause_id AS "causeId",
           q.proposed_at AS "proposedAt", q.closed_at AS "closedAt", q.reasons, p.number, p.title, o.name AS holder, p.department,
           p.state AS "applicationState", p.version AS "applicationVersion", p.organisation_id AS "organisationId",
           p.submitted_version > 0 AS "everSubmitted", c.region,
           ARRAY(SELECT i.person_id::text FROM interest i WHERE i.application_id = p.id) AS "interestedPersonIds",
           ${REQUESTED_SHARES} AS shares
    FROM reserve_proposal q JOIN application p ON p.id = q.application_id JOIN organisation o ON o.id = p.organisation_id
    JOIN "call" c ON c.id = q.call_id WHERE ${where} ORDER BY q.id DESC LIMIT ${limit}::int`;
}

export async function findProposal(db: Db, id: string): Promise<ReserveProposalRow | undefined> {
  return (await readProposals(db, Prisma.sql`q.id = ${id}::uuid`))[0];
}

export function factsOf(row: ReserveProposalRow): Omit<ReserveProposalFacts, 'envelopes'> {
  const { applicationId, callId, rank, cause, causeId, department, organisationId, everSubmitted, region } = row;
  return {
    applicationId,
    callId,
    rank,
    cause,
    causeId,
    state: row.applicationState,
    department,
    organisationId,
    everSubmitted,
    region,
    interestedPersonIds: row.interestedPersonIds,
    shares: linesIn(row.shares),
  };
}

export function saveProposal(
  tx: Tx,
  { id, version, to, input, actor, now }: Act<ReserveProposalState, ReserveProposalEvent, ReserveProposalFacts>,
): Promise<number> {
  const closes = to !== 'PROPOSED';
  // The system closes on behalf of the person whose act caused it; the clock has nobody.
  const by = closes && actor.personId !== SYSTEM_ID ? actor.personId : null;
  return tx.db.$executeRaw`
    UPDATE reserve_proposal SET state = ${to}, version = version + 1, closed_at = ${closes ? now : null}::timestamptz,
           closed_by = ${by}::uuid, reasons = ${(input as WithReasons | undefined)?.reasons ?? null}
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}
