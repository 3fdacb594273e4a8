import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { DEFAULT_LIMIT, decodeCursor, pageOf, type Page } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { AgenciesQuery, AgencyView, CreateAgencyDto, EditAgencyDto } from './agencies.dto.js';
import { agencyFaults } from './directory.rules.js';

interface Row extends Omit<AgencyView, 'createdAt'> {
  readonly createdAt: Date;
}

const COLUMNS = Prisma.sql`id, kind, name, territory, contact_email AS "contactEmail", contact_phone AS "contactPhone",
  postal_address AS "postalAddress", created_at AS "createdAt", version`;
const view = (row: Row): AgencyView => ({ ...row, createdAt: row.createdAt.toISOString() });

/** Public bodies with a part in the procedure. Who they are is no secret. */
@Injectable()
export class AgenciesService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  async create(context: RequestContext, body: CreateAgencyDto): Promise<Answer<AgencyView>> {
    const { kind, name, territory, contactEmail, contactPhone, postalAddress } = body;
    const faults = agencyFaults(kind, territory);
    if (faults.length > 0) throw new Refusal('rule-not-met', undefined, faults);
    const id = newId();
    return this.acts.perform(context, async (tx) => {
      const created = await tx.db.$executeRaw`
        INSERT INTO agency (id, kind, name, territory, contact_email, contact_phone, postal_address, created_at)
        VALUES (${id}::uuid, ${kind}, ${name}, ${territory}, ${contactEmail ?? null}, ${contactPhone ?? null}, ${postalAddress ?? null},
                ${context.now}::timestamptz) ON CONFLICT (kind, territory) DO NOTHING`;
      if (created === 0) {
        throw new Refusal('conflict', {
          fr: 'Ce territoire a déjà une agence de ce type : cherchez-la par GET /v1/agencies.',
          en: 'This territory already has such an agency: find it with GET /v1/agencies.',
        });
      }
      return { ...(await read(tx.db, id)), status: 201, location: `/v1/agencies/${id}` };
    });
  }

  async list({ limit = DEFAULT_LIMIT, after, kind, territory }: AgenciesQuery): Promise<Page<AgencyView>> {
    const [name, id] = decodeCursor(after, 2) ?? [];
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT ${COLUMNS} FROM agency
      WHERE (${kind ?? null}::text IS NULL OR kind = ${kind ?? null}::text) AND (${territory ?? null}::text IS NULL OR territory = ${territory ?? null}::text)
        AND (${id ?? null}::uuid IS NULL OR (name, id) > (${name ?? ''}::text, ${id ?? null}::uuid))
      ORDER BY name, id LIMIT ${limit + 1}::int`;
    return pageOf(rows, limit, (row) => [row.name, row.id], view);
  }

  one(id: string): Promise<Answer<AgencyView>> {
    return read(this.database.read, id);
  }

  async edit(context: RequestContext, id: string, body: EditAgencyDto): Promise<Answer<AgencyView>> {
    const { name, contactEmail, contactPhone, postalAddress } = body;
    return this.acts.perform(context, async (tx) => {
      const edited = await tx.db.$executeRaw`
        UPDATE agency SET name = coalesce(${name ?? null}, name), contact_email = coalesce(${contactEmail ?? null}, contact_email),
          contact_phone = coalesce(${contactPhone ?? null}, contact_phone), postal_address = coalesce(${postalAddress ?? null}, postal_address),
          version = version + 1
        WHERE id = ${id}::uuid AND version = ${context.ifMatch ?? 0}::int`;
      const answer = await read(tx.db, id);
      if (edited === 0) throw new Refusal('stale-version');
      return answer;
    });
  }
}

async function read(db: Db, id: string): Promise<Answer<AgencyView>> {
  const [row] = await db.$queryRaw<Row[]>`SELECT ${COLUMNS} FROM agency WHERE id = ${id}::uuid`;
  if (row === undefined) throw new Refusal('not-found');
  return { body: view(row), version: row.version };
}
