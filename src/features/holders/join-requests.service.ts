import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { hasRole, holdsFor, type Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { ActorLoader } from '../../platform/auth/actor.loader.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf, type Page } from '../../platform/http/pagination.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { auditAccount, type Doer } from '../accounts/account-audit.js';
import { organisationFaults, rnaFaults } from '../accounts/directory.rules.js';
import type { HolderRole } from './holder.rules.js';
import type { ClaimDto, JoinDto, JoinRequestView } from './holders.dto.js';
import { ANNOUNCE_JOIN } from './holder-jobs.js';
import { join } from './invitations.service.js';

interface Row {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly siret: string;
  readonly organisationId: string | null;
  readonly organisationName: string;
  readonly claim: ClaimDto | null;
  readonly role: HolderRole;
  readonly message: string;
  readonly state: string;
  readonly reasons: string | null;
  readonly createdAt: Date;
  readonly version: number;
}

const SELECT = Prisma.sql`
  SELECT r.id, r.person_id AS "personId", p.given_name || ' ' || p.family_name AS name, r.siret, r.organisation_id AS "organisationId",
         coalesce(o.name, r.claim ->> 'name') AS "organisationName", r.claim, r.role, r.message, r.state, r.reasons,
         r.created_at AS "createdAt", r.version
  FROM join_request r JOIN person p ON p.id = r.person_id LEFT JOIN organisation o ON o.id = r.organisation_id`;

const view = ({
  id,
  personId,
  name,
  siret,
  organisationId,
  organisationName,
  role,
  message,
  state,
  reasons,
  createdAt,
  version,
}: Row): JoinRequestView => ({
  id,
  personId,
  name,
  siret,
  organisationId,
  organisationName,
  role,
  message,
  state,
  reasons,
  createdAt: createdAt.toISOString(),
  version,
});

/** One's own; those of the organisations one represents; all of them for the administrator and the auditor. */
function within(actor: Actor): Prisma.Sql {
  const represented = actor.grants.flatMap(({ role, organisationId }) =>
    role === 'HOLDER_REPRESENTATIVE' && organisationId !== undefined ? [organisationId] : [],
  );
  return Prisma.sql`(${hasRole(actor, 'ADMINISTRATOR', 'AUDITOR')}::boolean OR r.person_id = ${actor.personId}::uuid
    OR r.organisation_id = ANY(${represented}::uuid[]))`;
}

/** Requests to act for a project holder, registered or not yet. */
@Injectable()
export class JoinRequestsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly actors: ActorLoader,
  ) {}

  async ask(context: RequestContext, { siret, role, message, organisation }: JoinDto): Promise<Answer<JoinRequestView>> {
    const { actor, now } = context;
    const faults = [
      ...organisationFaults({ siret }),
      ...organisationFaults({ ...(organisation !== undefined && { department: organisation.department }) }).map(under),
      ...(organisation === undefined ? [] : rnaFaults(organisation).map(under)),
    ];
    if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
    try {
      return await this.acts.perform(context, async (tx) => {
        const [known] = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM organisation WHERE siret = ${siret}`;
        if (known === undefined && organisation === undefined) throw notRegistered();
        const id = newId();
        const claim = known === undefined ? JSON.stringify(organisation) : null;
        await tx.db.$executeRaw`
          INSERT INTO join_request (id, person_id, siret, organisation_id, claim, role, message, state, created_at)
          VALUES (${id}::uuid, ${actor.personId}::uuid, ${siret}, ${known?.id ?? null}::uuid, ${claim}::jsonb, ${role}, ${message}, 'PENDING',
                  ${now}::timestamptz)`;
        await audit(tx, doerOf(context, 'self'), id, 'ask', '—', 'PENDING', 1);
        await this.outbox.enqueue(tx, ANNOUNCE_JOIN, { requestId: id }, now);
        const row = await read(tx.db, id);
        return { body: view(row), version: 1, status: 201, location: `/v1/join-requests/${id}` };
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new Refusal('conflict', {
        fr: 'Vous avez déjà une demande en attente pour ce SIRET.',
        en: 'You already have a pending request for this SIRET.',
      });
    }
  }

  async list(
    { actor }: RequestContext,
    { limit = DEFAULT_LIMIT, after }: { limit?: number; after?: string },
  ): Promise<Page<JoinRequestView>> {
    const [id = null] = decodeCursor(after, 1) ?? [];
    const rows = await this.database.read.$queryRaw<Row[]>`
      ${SELECT} WHERE ${within(actor)} AND (${id}::uuid IS NULL OR r.id < ${id}::uuid) ORDER BY r.id DESC LIMIT ${limit + 1}::int`;
    return pageOf(rows, limit, (row) => [row.id], view);
  }

  async one({ actor }: RequestContext, id: string): Promise<Answer<JoinRequestView>> {
    const [row] = await this.database.read.$queryRaw<Row[]>`${SELECT} WHERE r.id = ${id}::uuid AND ${within(actor)}`;
    if (row === undefined) throw new Refusal('not-found');
    return { body: view(row), version: row.version };
  }

  /**
   * The organisation's representative accepts who works there. An unknown organisation, and who asks to represent one that has no
   * representative, are for the administrator, who checks the power to act.
   */
  async accept(context: RequestContext, id: string): Promise<Answer<JoinRequestView>> {
    const done = await this.decide(context, id, async (tx, row, doer) => {
      const organisationId = row.organisationId ?? (await register(tx, row, context.now));
      await join(tx, row.personId, { organisationId, role: row.role }, doer);
      await settle(tx, row, 'ACCEPTED', null, doer, organisationId);
    });
    this.actors.forgetAll();
    return done;
  }

  reject(context: RequestContext, id: string, reasons: string): Promise<Answer<JoinRequestView>> {
    return this.decide(context, id, (tx, row, doer) => settle(tx, row, 'REJECTED', reasons, doer, row.organisationId));
  }

  cancel(context: RequestContext, id: string): Promise<Answer<JoinRequestView>> {
    return this.acts.perform(context, async (tx) => {
      // Among one's own requests: whoever else sees this one rejects it instead.
      const [own] = await tx.db.$queryRaw<unknown[]>`
        SELECT FROM join_request WHERE id = ${id}::uuid AND person_id = ${context.actor.personId}::uuid`;
      if (own === undefined) throw new Refusal('not-found');
      const row = await hold(tx, context, id, () => true);
      await settle(tx, row, 'CANCELLED', null, doerOf(context, 'self'), row.organisationId);
      const after = await read(tx.db, id);
      return { body: view(after), version: after.version };
    });
  }

  private decide(
    context: RequestContext,
    id: string,
    work: (tx: Tx, row: Row, doer: Doer) => Promise<void>,
  ): Promise<Answer<JoinRequestView>> {
    const { actor } = context;
    return this.acts.perform(context, async (tx) => {
      const representsIt = ({ organisationId }: Row): boolean =>
        organisationId !== null && holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId);
      const row = await hold(
        tx,
        context,
        id,
        // Nobody lets themself in.
        (asked) => asked.personId !== actor.personId && (representsIt(asked) || hasRole(actor, 'ADMINISTRATOR')),
      );
      const represents = representsIt(row);
      await work(tx, row, doerOf(context, represents ? 'holderRepresentative' : 'administrator'));
      const after = await read(tx.db, id);
      return { body: view(after), version: after.version };
    });
  }
}

const under = <R extends { pointer?: string }>(reason: R): R => ({ ...reason, pointer: `/organisation${reason.pointer ?? ''}` });

function doerOf({ actor, now, requestId }: RequestContext, capacity: Doer['capacity']): Doer {
  return { actor, now, requestId, capacity };
}

function notRegistered(): Refusal {
  return new Refusal('rule-not-met', undefined, [
    {
      rule: 'organisationDescribed',
      pointer: '/organisation',
      message: {
        fr: 'Ce SIRET n’est pas encore enregistré : donnez le nom, le type et le département de l’organisation.',
        en: 'This SIRET is not registered yet: give the name, type and department of the organisation.',
      },
    },
  ]);
}

async function read(db: Db, id: string): Promise<Row> {
  const [row] = await db.$queryRaw<Row[]>`${SELECT} WHERE r.id = ${id}::uuid`;
  if (row === undefined) throw new Refusal('not-found');
  return row;
}

/** Seen, theirs, in its version, pending: in this order, as everywhere. */
async function hold(tx: Tx, { actor, ifMatch }: RequestContext, id: string, may: (row: Row) => boolean): Promise<Row> {
  const [row] = await tx.db.$queryRaw<Row[]>`${SELECT} WHERE r.id = ${id}::uuid AND ${within(actor)} FOR UPDATE OF r`;
  if (row === undefined) throw new Refusal('not-found');
  if (!may(row)) throw new Refusal('forbidden');
  if (ifMatch !== undefined && ifMatch !== row.version) throw new Refusal('stale-version');
  if (row.state !== 'PENDING') throw new Refusal('transition-not-allowed');
  return row;
}

/** Registered with what the request says; the SIRET may have been registered meanwhile. */
async function register(tx: Tx, { siret, claim }: Row, now: Date): Promise<string> {
  const { name = '', holderType = 'OTHER_PUBLIC', department = '', rna = null } = claim ?? {};
  await tx.db.$executeRaw`
    INSERT INTO organisation (id, siret, name, holder_type, department, rna, created_at)
    VALUES (${newId()}::uuid, ${siret}, ${name}, ${holderType}, ${department}, ${rna}, ${now}::timestamptz) ON CONFLICT (siret) DO NOTHING`;
  const [row] = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM organisation WHERE siret = ${siret}`;
  if (row === undefined) throw new Refusal('conflict');
  return row.id;
}

async function settle(
  tx: Tx,
  { id, version }: Row,
  state: 'ACCEPTED' | 'REJECTED' | 'CANCELLED',
  reasons: string | null,
  doer: Doer,
  organisationId: string | null,
): Promise<void> {
  await tx.db.$executeRaw`
    UPDATE join_request SET state = ${state}, reasons = ${reasons}, organisation_id = ${organisationId}::uuid, decided_at = ${doer.now}::timestamptz,
      decided_by = ${doer.actor.personId}::uuid, version = version + 1 WHERE id = ${id}::uuid`;
  await audit(tx, doer, id, state.toLowerCase(), 'PENDING', state, version + 1);
}

function audit(tx: Tx, doer: Doer, id: string, event: string, from: string, to: string, version: number): Promise<void> {
  return auditAccount(tx, doer, { aggregate: 'join-request', id, event, from, to, version, facts: {} });
}
