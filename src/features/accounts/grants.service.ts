import { Injectable } from '@nestjs/common';

import { ROLE_LABELS } from '../../access/policies.js';
import { Prisma } from '../../generated/prisma/client.js';
import { Refusal, type Reason } from '../../kernel/errors.js';
import { ActorLoader } from '../../platform/auth/actor.loader.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf, type Page } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, Locale, RequestContext } from '../../platform/workflow/request.js';
import type { Doer } from './account-audit.js';
import type { AgencyKind } from './directory.rules.js';
import { agencyRoleFaults, isHeldAlready, periodFaults, scopeFaults, separationFaults } from './grant.rules.js';
import { endGrant, grantsFrom, holdPerson, insertGrant, notOneself, type NewGrant } from './grants.store.js';
import type { CreateGrantDto, GrantsQuery, GrantView } from './grants.dto.js';

interface Row extends Omit<GrantView, 'label' | 'startsAt' | 'endsAt'> {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
}

const SELECT = Prisma.sql`
  SELECT g.id, g.person_id AS "personId", g.role, g.territory, g.starts_at AS "startsAt", g.ends_at AS "endsAt", g.granted_by AS "grantedBy",
    g.ended_by AS "endedBy", g.version,
    CASE WHEN o.id IS NOT NULL THEN json_build_object('id', o.id, 'name', o.name) END AS organisation,
    CASE WHEN a.id IS NOT NULL THEN json_build_object('id', a.id, 'name', a.name) END AS agency
  FROM role_grant g LEFT JOIN organisation o ON o.id = g.organisation_id LEFT JOIN agency a ON a.id = g.agency_id`;

/** Who may act as what, where and until when. A change takes effect at once in this process, within a second in the others. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly actors: ActorLoader,
  ) {}

  async create(context: RequestContext, body: CreateGrantDto): Promise<Answer<GrantView>> {
    const { personId, role } = body;
    const { now } = context;
    if (personId === context.actor.personId) throw notOneself();
    const period = {
      startsAt: body.startsAt === undefined ? now : new Date(body.startsAt),
      endsAt: body.endsAt === undefined ? null : new Date(body.endsAt),
    };
    refuse([...scopeFaults(role, body), ...periodFaults(period)]);
    const done = await this.acts.perform(context, async (tx) => {
      if (!(await holdPerson(tx, personId)))
        refuse([unknown('personExists', '/personId', 'une personne au compte ouvert', 'a person with an open account')]);
      const grant: NewGrant = { personId, role, ...(await placeOf(tx, body)), ...period };
      const others = await grantsFrom(tx, personId, period.startsAt);
      if (isHeldAlready(grant, others)) {
        throw new Refusal('conflict', {
          fr: 'La personne a déjà ce rôle à cet endroit, sur tout ou partie de cette période.',
          en: 'The person already holds this role there, for all or part of this time.',
        });
      }
      refuse(separationFaults(role, period, others));
      const id = await insertGrant(tx, grant, doer(context));
      return { ...(await read(tx.db, id, context.locale)), status: 201, location: `/v1/grants/${id}` };
    });
    this.actors.forgetAll();
    return done;
  }

  async end(context: RequestContext, id: string): Promise<Answer<GrantView>> {
    const done = await this.acts.perform(context, async (tx) => {
      await endGrant(tx, id, context.ifMatch, doer(context));
      return read(tx.db, id, context.locale);
    });
    this.actors.forgetAll();
    return done;
  }

  async list({ locale }: RequestContext, { limit = DEFAULT_LIMIT, after, personId }: GrantsQuery): Promise<Page<GrantView>> {
    const [id = null] = decodeCursor(after, 1) ?? [];
    const rows = await this.database.read.$queryRaw<Row[]>`
      ${SELECT} WHERE (${personId ?? null}::uuid IS NULL OR g.person_id = ${personId ?? null}::uuid) AND (${id}::uuid IS NULL OR g.id > ${id}::uuid)
      ORDER BY g.id LIMIT ${limit + 1}::int`;
    return pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => view(row, locale),
    );
  }

  one({ locale }: RequestContext, id: string): Promise<Answer<GrantView>> {
    return read(this.database.read, id, locale);
  }
}

function doer({ actor, now, requestId }: RequestContext): Doer {
  return { actor, now, requestId, capacity: 'administrator' };
}

function refuse(faults: readonly Reason[]): void {
  if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
}

function unknown(rule: string, pointer: string, fr: string, en: string): Reason {
  return { rule, pointer, message: { fr: `Donnez l’identifiant d’${fr}.`, en: `Give the id of ${en}.` } };
}

/** The organisation, the territory, or the agency with its territory. */
async function placeOf(
  tx: Tx,
  { role, organisationId, territory, agencyId }: CreateGrantDto,
): Promise<Pick<NewGrant, 'organisationId' | 'territory' | 'agencyId'>> {
  if (organisationId !== undefined) {
    const found = await tx.db.organisation.count({ where: { id: organisationId } });
    if (found === 0)
      refuse([unknown('organisationExists', '/organisationId', 'un porteur enregistré', 'a registered project holder')]);
    return { organisationId, territory: null, agencyId: null };
  }
  if (agencyId === undefined) return { organisationId: null, territory: territory ?? null, agencyId: null };
  const agency = await tx.db.agency.findUnique({ where: { id: agencyId }, select: { kind: true, territory: true } });
  if (agency === null) {
    throw new Refusal('rule-not-met', undefined, [
      unknown('agencyExists', '/agencyId', 'une agence enregistrée', 'a registered agency'),
    ]);
  }
  refuse(agencyRoleFaults(role, agency.kind as AgencyKind));
  return { organisationId: null, territory: agency.territory, agencyId };
}

async function read(db: Db, id: string, locale: Locale): Promise<Answer<GrantView>> {
  const [row] = await db.$queryRaw<Row[]>`${SELECT} WHERE g.id = ${id}::uuid`;
  if (row === undefined) throw new Refusal('not-found');
  return { body: view(row, locale), version: row.version };
}

function view(row: Row, locale: Locale): GrantView {
  return {
    ...row,
    label: ROLE_LABELS[row.role][locale],
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
  };
}
