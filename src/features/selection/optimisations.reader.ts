import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import type { Db } from '../../platform/database/tx.js';
import { visibleToJuror } from './jury-dossiers.store.js';
import { asJuror, knowsSelection, type CallOfJury } from './jury-scope.rules.js';
import type { ConstraintRef, PortfolioProblem, RunStatus } from './portfolio.rules.js';
import type { RunRequest } from './problem.rules.js';

/** How a run is told in a list; instants are ISO texts of PostgreSQL. */
export interface RunHead {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly objective: number | null;
  readonly bound: number | null;
  readonly nodes: number;
  readonly milliseconds: number;
  readonly solver: string;
  readonly problemHash: string;
  readonly author: string;
  readonly requestedAt: string;
  readonly isReference: boolean;
}

export interface RunLine {
  readonly applicationId: string;
  readonly number: string | null;
  readonly title: string;
  readonly department: string;
  readonly visible: boolean;
  readonly taken: boolean;
  readonly reduced: boolean;
  readonly years: readonly { readonly year: number; readonly cents: number }[];
  readonly value: number;
  readonly because: readonly ConstraintRef[];
  readonly missing: readonly { readonly funderCode: string; readonly year: number; readonly cents: number }[];
}

export interface Run extends RunHead, CallOfJury {
  readonly callId: string;
  readonly request: RunRequest;
  readonly problem: PortfolioProblem;
  readonly conflict: { readonly constraints: readonly ConstraintRef[]; readonly minimal: boolean } | null;
  /** Of every dossier considered, by department then title. */
  readonly lines: readonly RunLine[];
}

export interface ListedRuns extends CallOfJury {
  readonly items: readonly RunHead[];
}

const HEAD = Prisma.sql`'id', x.id, 'name', x.name, 'status', x.status, 'objective', x.objective, 'bound', x.bound, 'nodes', x.nodes,
  'milliseconds', x.milliseconds, 'solver', x.solver, 'problemHash', x.problem_hash, 'author', a.given_name || ' ' || a.family_name,
  'requestedAt', x.requested_at, 'isReference', coalesce(c.selection_reference_id = x.id, false)`;

@Injectable()
export class OptimisationsReader {
  /** Newest first, one more than `limit` when there is a next page; undefined: no such call. */
  async list(db: Db, callId: string, page: { after?: string; limit: number }): Promise<ListedRuns | undefined> {
    const beyond = page.after === undefined ? Prisma.sql`true` : Prisma.sql`x.id < ${page.after}::uuid`;
    const [call] = await db.$queryRaw<ListedRuns[]>`
      SELECT c.region, c.departments, c.spec_version > 0 AS "everPublished",
        (SELECT coalesce(json_agg(json_build_object(${HEAD}) ORDER BY x.id DESC), '[]')
         FROM (SELECT * FROM selection_optimisation x WHERE x.call_id = c.id AND ${beyond} ORDER BY x.id DESC LIMIT ${page.limit + 1}::int) x
           JOIN person a ON a.id = x.requested_by) AS items
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    return call;
  }

  /** @throws Refusal not-found outside one's scope */
  async read(db: Db, actor: Actor, id: string): Promise<Run> {
    const juror = asJuror(actor);
    const [row] = await db.$queryRaw<(CallOfJury & { run: Omit<Run, keyof CallOfJury> })[]>`
      SELECT c.region, c.departments, c.spec_version > 0 AS "everPublished",
        json_build_object(${HEAD}, 'callId', c.id, 'request', x.request, 'problem', x.problem, 'conflict', x.conflict,
          'lines', (SELECT coalesce(json_agg(json_build_object('applicationId', p.id, 'number', p.number, 'title', p.title,
              'department', p.department, 'visible', ${visibleToJuror(juror)}, 'taken', l.taken, 'reduced', l.reduced, 'value', l.value,
              'because', l.because, 'missing', l.missing,
              'years', (SELECT coalesce(json_agg(json_build_object('year', u.year, 'cents', u.cents) ORDER BY u.year), '[]')
                        FROM unnest(l.years, l.cents) AS u (year, cents))) ORDER BY p.department, p.title, p.id), '[]')
            FROM selection_optimisation_line l JOIN application p ON p.id = l.application_id WHERE l.optimisation_id = x.id)) AS run
      FROM selection_optimisation x JOIN "call" c ON c.id = x.call_id JOIN person a ON a.id = x.requested_by WHERE x.id = ${id}::uuid`;
    if (row === undefined || !knowsSelection(juror, row)) throw new Refusal('not-found');
    const { run, ...call } = row;
    return { ...run, ...call };
  }
}
