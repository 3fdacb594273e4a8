import { Injectable } from '@nestjs/common';

import { applicationScope, type ApplicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { viewMoney } from '../../platform/http/views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { scopeSql } from './application-scope.store.js';
import type { LikelyDuplicatesView, LikelyDuplicateView } from './drafts.views.js';
import { likenesses, likenessScore, MOST_SHOWN, type Compared } from './likely-duplicates.rules.js';
import { visibleApplication } from './visible-application.reader.js';

interface Row extends Compared {
  readonly id: string;
  readonly number: string | null;
  readonly title: string;
  readonly place: string | null;
  readonly department: string;
  readonly callId: string;
  readonly callTitle: string;
  readonly edition: number;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly requestedCents: bigint;
  readonly submittedAt: Date | null;
}

/** What was last sent. The text is the expression of the index `application_version_alike`, letter for letter. */
const TEXT = Prisma.sql`fr_unaccent(lower((v.content->>'title') || ' ' || coalesce(v.content->>'place', '')))`;
const SENT = Prisma.sql`application_version v JOIN application a ON a.id = v.application_id AND a.submitted_version = v.number`;

/** Newest dossiers of one SIREN that are compared. */
const MOST_OF_A_HOLDER = 200;
/**
 * Up to here a reader's departments are read through: a thousand dossiers, a third of the time of the trigram index, which walks through
 * the nearest texts of the whole country to find ten of one department (measured on 100 000 dossiers). The planner does not see it.
 */
const FEW_DEPARTMENTS = 3;

function nearest({ all, departments, agendaDepartments }: ApplicationScope, others: Prisma.Sql, given: Prisma.Sql): Prisma.Sql {
  const few = !all && departments.length + agendaDepartments.length <= FEW_DEPARTMENTS;
  return few
    ? Prisma.sql`(WITH seen AS MATERIALIZED (SELECT a.id, ${TEXT} AS text FROM ${SENT} WHERE ${others})
        SELECT id FROM seen ORDER BY text <-> ${given} LIMIT ${MOST_SHOWN}::int)`
    : Prisma.sql`(SELECT a.id FROM ${SENT} WHERE ${others} ORDER BY ${TEXT} <-> ${given} LIMIT ${MOST_SHOWN}::int)`;
}

@Injectable()
export class LikelyDuplicatesReader {
  constructor(private readonly database: Database) {}

  /**
   * Submitted dossiers of any holder and edition, within what the reader sees. Two bounded searches in one query: the nearest texts, and
   * the nearest of the last dossiers of the same SIREN.
   * @throws Refusal not-found outside one's scope, and for the holder: who resembles whom is for those who instruct
   */
  async of({ actor }: RequestContext, id: string): Promise<Answer<LikelyDuplicatesView>> {
    const scope = applicationScope(actor);
    const loaded = await visibleApplication(this.database.read, actor, id);
    if (scope.organisationIds.includes(loaded.facts.organisationId)) throw new Refusal('not-found');
    const { title, content } = loaded.facts;
    const given = Prisma.sql`fr_unaccent(lower(${`${title} ${content.place ?? ''}`}::text))`;
    const others = Prisma.sql`a.id <> ${id}::uuid AND ${scopeSql({ ...scope, organisationIds: [] })}`;
    const rows = await this.database.read.$queryRaw<Row[]>`
      WITH holder AS (SELECT o.siret FROM application t JOIN organisation o ON o.id = t.organisation_id WHERE t.id = ${id}::uuid),
      near AS ${nearest(scope, others, given)},
      own AS MATERIALIZED (SELECT a.id, ${TEXT} AS text FROM ${SENT} JOIN organisation o ON o.id = a.organisation_id
           JOIN holder h ON left(h.siret, 9) = left(o.siret, 9) WHERE ${others} ORDER BY a.id DESC LIMIT ${MOST_OF_A_HOLDER}::int),
      akin AS (SELECT id FROM own ORDER BY text <-> ${given} LIMIT ${MOST_SHOWN}::int)
      SELECT a.id, a.number, v.content->>'title' AS title, v.content->>'place' AS place, a.department, a.call_id AS "callId", c.title AS "callTitle",
             c.edition, a.organisation_id AS "organisationId", o.name AS "organisationName", o.siret AS "otherSiret", h.siret,
             a.requested_cents AS "requestedCents", a.submitted_at AS "submittedAt",
             similarity(${TEXT}, ${given})::float8 AS similarity
      FROM (SELECT id FROM near UNION SELECT id FROM akin) found JOIN application a ON a.id = found.id
           JOIN application_version v ON v.application_id = a.id AND v.number = a.submitted_version
           JOIN organisation o ON o.id = a.organisation_id JOIN "call" c ON c.id = a.call_id CROSS JOIN holder h`;
    const items = rows
      .filter((row) => likenesses(row).length > 0)
      .map(viewOf)
      .sort((one, other) => other.score - one.score || other.similarity - one.similarity || (one.id < other.id ? 1 : -1));
    return { body: { items: items.slice(0, MOST_SHOWN) } };
  }
}

function viewOf(row: Row): LikelyDuplicateView {
  const { id, number, title, place, department, callId, callTitle, edition, requestedCents, submittedAt, similarity } = row;
  return {
    id,
    number,
    title,
    place,
    department,
    call: { id: callId, title: callTitle, edition },
    organisation: { id: row.organisationId, name: row.organisationName, siret: row.otherSiret },
    requested: viewMoney(requestedCents),
    submittedAt: submittedAt?.toISOString() ?? null,
    score: likenessScore(row),
    similarity: Math.round(100 * similarity),
    reasons: likenesses(row),
  };
}
