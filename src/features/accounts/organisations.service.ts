import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf, type Page } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { organisationFaults, rnaFaults } from './directory.rules.js';
import { organisationScope } from './organisation-scope.rules.js';
import type { CreateOrganisationDto, EditOrganisationDto, OrganisationsQuery, OrganisationView } from './organisations.dto.js';

interface Row extends Omit<OrganisationView, 'createdAt'> {
  readonly createdAt: Date;
}

const COLUMNS = Prisma.sql`id, siret, name, holder_type AS "holderType", department, rna, created_at AS "createdAt", version`;
const view = (row: Row): OrganisationView => ({ ...row, createdAt: row.createdAt.toISOString() });

/** The list and the detail share this condition. */
function within(actor: Actor): Prisma.Sql {
  const { all, ids, departments } = organisationScope(actor);
  return Prisma.sql`(${all}::boolean OR id = ANY(${[...ids]}::uuid[]) OR department = ANY(${[...departments]}::text[]))`;
}

/** Project holders: the bodies that may ask for a grant. */
@Injectable()
export class OrganisationsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  async create(context: RequestContext, body: CreateOrganisationDto): Promise<Answer<OrganisationView>> {
    refuse([...organisationFaults(body), ...rnaFaults(body)]);
    const { siret, name, holderType, department, rna = null } = body;
    const id = newId();
    return this.acts.perform(context, async (tx) => {
      const created = await tx.db.$executeRaw`
        INSERT INTO organisation (id, siret, name, holder_type, department, rna, created_at)
        VALUES (${id}::uuid, ${siret}, ${name}, ${holderType}, ${department}, ${rna}, ${context.now}::timestamptz) ON CONFLICT (siret) DO NOTHING`;
      if (created === 0) {
        throw new Refusal('conflict', {
          fr: 'Ce SIRET est déjà enregistré : cherchez-le par GET /v1/organisations?siret=.',
          en: 'This SIRET is already registered: find it with GET /v1/organisations?siret=.',
        });
      }
      return { ...(await read(tx.db, context.actor, id)), status: 201, location: `/v1/organisations/${id}` };
    });
  }

  async list({ actor }: RequestContext, query: OrganisationsQuery): Promise<Page<OrganisationView>> {
    const { limit = DEFAULT_LIMIT, after, siret = null, department = null } = query;
    const [name, id] = decodeCursor(after, 2) ?? [];
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT ${COLUMNS} FROM organisation
      WHERE ${within(actor)} AND (${siret}::text IS NULL OR siret = ${siret}::text) AND (${department}::text IS NULL OR department = ${department}::text)
        AND (${id ?? null}::uuid IS NULL OR (name, id) > (${name ?? ''}::text, ${id ?? null}::uuid))
      ORDER BY name, id LIMIT ${limit + 1}::int`;
    return pageOf(rows, limit, (row) => [row.name, row.id], view);
  }

  one({ actor }: RequestContext, id: string): Promise<Answer<OrganisationView>> {
    return read(this.database.read, actor, id);
  }

  async edit(context: RequestContext, id: string, body: EditOrganisationDto): Promise<Answer<OrganisationView>> {
    refuse(organisationFaults(body));
    const { name = null, holderType = null, department = null, rna = null } = body;
    return this.acts.perform(context, async (tx) => {
      const [held] = await tx.db.$queryRaw<{ holderType: string; rna: string | null }[]>`
        SELECT holder_type AS "holderType", rna FROM organisation WHERE id = ${id}::uuid FOR UPDATE`;
      const number = rna ?? held?.rna ?? undefined;
      refuse(rnaFaults({ holderType: holderType ?? held?.holderType ?? '', ...(number !== undefined && { rna: number }) }));
      const edited = await tx.db.$executeRaw`
        UPDATE organisation SET name = coalesce(${name}, name), holder_type = coalesce(${holderType}, holder_type),
          department = coalesce(${department}, department), rna = coalesce(${rna}, rna), version = version + 1
        WHERE id = ${id}::uuid AND version = ${context.ifMatch ?? 0}::int`;
      const answer = await read(tx.db, context.actor, id);
      if (edited === 0) throw new Refusal('stale-version');
      return answer;
    });
  }
}

function refuse(faults: ReturnType<typeof organisationFaults>): void {
  if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
}

async function read(db: Db, actor: Actor, id: string): Promise<Answer<OrganisationView>> {
  const [row] = await db.$queryRaw<Row[]>`SELECT ${COLUMNS} FROM organisation WHERE id = ${id}::uuid AND ${within(actor)}`;
  if (row === undefined) throw new Refusal('not-found');
  return { body: view(row), version: row.version };
}
