import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Db } from '../../platform/database/tx.js';
import type { Simulation } from './board.js';
import type { CallOfJury } from './jury-scope.rules.js';

export interface ListedCall extends CallOfJury {
  /** One more than `limit` when there is a next page, newest first. */
  readonly items: readonly Omit<Simulation, 'lines'>[];
}

@Injectable()
export class SimulationsReader {
  /** Simulations of a call, archived ones too when asked for; undefined: no such call. */
  async list(
    db: Db,
    callId: string,
    page: { archived: boolean; after?: string; limit: number },
  ): Promise<ListedCall | undefined> {
    const { archived, after, limit } = page;
    const beyond = after === undefined ? Prisma.sql`true` : Prisma.sql`x.id < ${after}::uuid`;
    const [call] = await db.$queryRaw<ListedCall[]>`
      SELECT c.region, c.departments, c.spec_version > 0 AS "everPublished",
        (SELECT coalesce(json_agg(json_build_object('id', x.id, 'name', x.name, 'note', x.note, 'author', x.author, 'version', x.version,
            'copiedFrom', x.copied_from, 'optimisationId', x.optimisation_id, 'createdAt', x.created_at, 'updatedAt', x.updated_at,
            'archivedAt', x.archived_at) ORDER BY x.id DESC), '[]')
         FROM (SELECT x.*, a.given_name || ' ' || a.family_name AS author FROM selection_simulation x JOIN person a ON a.id = x.created_by
               WHERE x.call_id = c.id AND (${archived}::boolean OR x.archived_at IS NULL) AND ${beyond}
               ORDER BY x.id DESC LIMIT ${limit + 1}::int) x) AS items
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    return call;
  }
}
