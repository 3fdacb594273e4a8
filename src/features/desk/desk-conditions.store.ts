// The filters of the desk as SQL, on `a` (application), `o` (organisation), `c` (call) and `s` (the dossier as last filed; no row before).
// What others than the holder filter, sort and read is what was filed; a holder's own dossier is the working copy while it may be edited.

import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { applicationMachine } from '../applications/application.machine.js';
import { referenceScopeSql, scopeSql } from '../applications/application-scope.store.js';
import { shownStateSql } from '../applications/applications.reader.js';
import { RESULTS_PUBLIC } from '../applications/disclosure.rules.js';
import { instructionScopeSql } from '../instruction/instruction-scope.js';
import type { DeskFilter } from './desk-filter.js';
import { missingDocumentSql } from './missing-document.store.js';

/** Tables that a condition or a sort reads beside the dossier: the others are left out, since each costs time to plan and to join. */
export interface Needs {
  readonly organisation: boolean;
  readonly filed: boolean;
  readonly call: boolean;
}

export interface Where {
  readonly sql: Prisma.Sql;
  readonly needs: Needs;
}

export interface Desk {
  readonly scope: Prisma.Sql;
  /** The same, with the dossiers that the reader is to declare on first: to name them, and show nothing of them. */
  readonly reference: Prisma.Sql;
  /** The reader acts for the holder of this row. */
  readonly own: Prisma.Sql;
  /** The row is read in its working copy. */
  readonly working: Prisma.Sql;
  /** Whether the reader holds for anyone at all: else no row needs more than what was filed. */
  readonly holds: boolean;
  readonly state: Prisma.Sql;
  readonly title: Prisma.Sql;
  readonly amount: Prisma.Sql;
  readonly from: (needs: Needs) => Prisma.Sql;
  readonly instructions: Prisma.Sql;
  readonly personId: string;
  /** Whether others' dossiers are seen at all. */
  readonly scoped: boolean;
  /** On `s`: implied by the scope of one who holds for no one, for the index of searches to start from the reader's own departments. */
  readonly around: Prisma.Sql;
}

export function deskOf(actor: Actor): Desk {
  const scope = applicationScope(actor);
  const holds = !scope.all && scope.organisationIds.length > 0;
  const own = holds ? Prisma.sql`a.organisation_id = ANY(${[...scope.organisationIds]}::uuid[])` : Prisma.sql`false`;
  const editable = [...(applicationMachine.editable ?? [])];
  const working = holds
    ? Prisma.sql`(${own} AND (a.state = ANY(${editable}::text[]) OR s.application_id IS NULL))`
    : Prisma.sql`false`;
  // Auditors see drafts too: what was never filed is shown as it stands.
  const either = (draft: Prisma.Sql, filed: Prisma.Sql): Prisma.Sql =>
    holds
      ? Prisma.sql`CASE WHEN ${working} THEN ${draft} ELSE coalesce(${filed}, ${draft}) END`
      : Prisma.sql`coalesce(${filed}, ${draft})`;
  return {
    scope: scopeSql(scope),
    reference: referenceScopeSql(scope),
    own,
    working,
    holds,
    state: holds ? shownStateSql(scope.organisationIds) : Prisma.sql`a.state`,
    title: either(Prisma.sql`a.title`, Prisma.sql`s.title`),
    amount: either(Prisma.sql`a.requested_cents`, Prisma.sql`s.requested_cents`),
    // A holder's rows are told apart by what was filed, and their state by the call's.
    from: ({ organisation, filed, call }) => Prisma.sql`application a
      ${organisation ? Prisma.sql`JOIN organisation o ON o.id = a.organisation_id` : Prisma.empty}
      ${call || holds ? Prisma.sql`JOIN "call" c ON c.id = a.call_id` : Prisma.empty}
      ${filed || holds ? Prisma.sql`LEFT JOIN application_search s ON s.application_id = a.id` : Prisma.empty}`,
    instructions: instructionScopeSql(scope),
    personId: actor.personId,
    scoped: scope.all || scope.departments.length + scope.agendaDepartments.length > 0,
    around:
      scope.all || holds
        ? Prisma.sql`true`
        : Prisma.sql`s.departments && ${[...new Set([...scope.departments, ...scope.agendaDepartments, ...scope.consultedDepartments])]}::text[]`,
  };
}

export function conditions(desk: Desk, filter: DeskFilter): Where {
  const { callId, state, department, axis, holderType, amountMin, amountMax, since, before, divergent, missingDocument } = filter;
  const where = [desk.scope];
  if (callId !== undefined) where.push(Prisma.sql`a.call_id = ${callId}::uuid`);
  // One state by equality: an index can then give its dossiers in the order of a list, which it cannot over a list of states.
  if (state?.length === 1) where.push(Prisma.sql`${desk.state} = ${state[0]}`);
  else if (state !== undefined) where.push(Prisma.sql`${desk.state} = ANY(${[...state]}::text[])`);
  if (department !== undefined) where.push(Prisma.sql`a.department = ANY(${[...department]}::text[])`);
  if (holderType !== undefined) where.push(Prisma.sql`o.holder_type = ${holderType}`);
  if (amountMin !== undefined) where.push(Prisma.sql`${desk.amount} >= ${amountMin}::bigint`);
  if (amountMax !== undefined) where.push(Prisma.sql`${desk.amount} <= ${amountMax}::bigint`);
  if (since !== undefined) where.push(Prisma.sql`a.state_since >= ${since}::timestamptz`);
  if (before !== undefined) where.push(Prisma.sql`a.state_since < ${before}::timestamptz`);
  if (axis !== undefined) where.push(axisSql(desk, axis));
  if (missingDocument !== undefined) where.push(missingDocumentSql(missingDocument));
  if (divergent !== undefined) where.push(divergentSql(desk, divergent === 'true'));
  const instruction = instructionSql(desk, filter);
  if (instruction !== undefined) where.push(instruction);
  const needs = {
    organisation: holderType !== undefined || missingDocument !== undefined,
    filed: axis !== undefined || amountMin !== undefined || amountMax !== undefined,
    call: missingDocument !== undefined,
  };
  return { sql: Prisma.join(where, ' AND '), needs };
}

function axisSql({ holds, working }: Desk, axis: string): Prisma.Sql {
  const filed = Prisma.sql`${axis} = ANY(s.axes)`;
  if (!holds) return filed;
  return Prisma.sql`CASE WHEN ${working} THEN a.content->'axes' @> ${JSON.stringify([axis])}::jsonb ELSE ${filed} END`;
}

/** A holder learns of a divergence with the result, never by filtering on it (CRPA L311-2). */
function divergentSql({ holds, own }: Desk, divergent: boolean): Prisma.Sql {
  const told = Prisma.sql`a.divergent = ${divergent}::boolean`;
  if (!holds) return told;
  const final = Prisma.sql`(a.state = ANY(${[...applicationMachine.terminal]}::text[]) OR c.state = ANY(${[...RESULTS_PUBLIC]}::text[]))`;
  return Prisma.sql`(${told} AND (NOT ${own} OR ${final}))`;
}

/** Only what the reader sees of the instructions: a holder sees none before the decision. */
function instructionSql(desk: Desk, { agencyKind, instructionState, examiner }: DeskFilter): Prisma.Sql | undefined {
  const where: Prisma.Sql[] = [];
  if (agencyKind !== undefined) where.push(Prisma.sql`i.agency_kind = ${agencyKind}`);
  if (instructionState !== undefined) where.push(Prisma.sql`i.state = ${instructionState}`);
  if (examiner === 'mine') where.push(Prisma.sql`i.examiner_id = ${desk.personId}::uuid`);
  if (examiner === 'unassigned') where.push(Prisma.sql`i.examiner_id IS NULL AND i.state = 'PENDING'`);
  if (where.length === 0) return undefined;
  return Prisma.sql`EXISTS (SELECT FROM instruction i WHERE i.application_id = a.id AND ${desk.instructions} AND ${Prisma.join(where, ' AND ')})`;
}
