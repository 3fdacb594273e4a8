import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { actions, assertSees, findingsOf } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { viewActions } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AbsenceBinding } from './absence.binding.js';
import type { AbsenceQuery, DeclareAbsenceDto } from './absence.dto.js';
import { absenceMachine } from './absence.machine.js';
import { deputyOfService, periodInOrder, seesAbsence } from './absence.rules.js';
import { colleaguesSql, findAbsence, findServices, insertAbsence, selectAbsences, type AbsenceRow } from './absence.store.js';
import type { AbsencePageView, AbsenceView } from './absence.views.js';

@Injectable()
export class AbsencesService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly database: Database,
    private readonly binding: AbsenceBinding,
  ) {}

  /** @throws Refusal not-found for a person of another service, rule-not-met */
  declare(context: RequestContext, body: DeclareAbsenceDto): Promise<Answer<AbsenceView>> {
    const { actor, now, requestId } = context;
    const { personId = actor.personId, deputyId = null } = body;
    return this.acts.perform(context, async (tx) => {
      const [startsAt, endsAt] = [new Date(body.startsAt), new Date(body.endsAt)];
      const services = await findServices(tx.db, personId, now);
      const deputyServices = deputyId === null ? [] : ((await findServices(tx.db, deputyId, now)) ?? []);
      if (services === undefined) throw new Refusal('not-found');
      const facts = { id: '', personId, deputyId, startsAt, endsAt, services, deputyServices };
      assertSees(seesAbsence, actor, facts);
      // What the table could not hold is said in the words of the machine's own rules.
      const found = [periodInOrder, deputyOfService].flatMap((rule) => findingsOf(rule, { facts, input: undefined, actor, now }));
      if (found.length > 0) throw new Refusal('rule-not-met', undefined, found);
      const id = newId();
      await insertAbsence(tx, { id, personId, deputyId, startsAt, endsAt, by: actor.personId, now });
      await this.executor.fire(tx, this.binding, id, 'declare', { actor, input: {}, now, requestId });
      return { ...(await this.view(tx.db, context, id)), status: 201, location: `/v1/absences/${id}` };
    });
  }

  end(context: RequestContext, id: string): Promise<Answer<AbsenceView>> {
    return this.acts.fire(context, this.binding, id, 'end', {}, (tx) => this.view(tx.db, context, id));
  }

  one(context: RequestContext, id: string): Promise<Answer<AbsenceView>> {
    return this.view(this.database.read, context, id);
  }

  /** Of those who examine for the same agencies in the same departments, last declared first. */
  async list(context: RequestContext, query: AbsenceQuery): Promise<Answer<AbsencePageView>> {
    const { actor, now } = context;
    const limit = query.limit ?? DEFAULT_LIMIT;
    const [before] = decodeCursor(query.after, 1) ?? [];
    const where = [colleaguesSql(actor, now)];
    if (query.personId !== undefined) where.push(Prisma.sql`x.person_id = ${query.personId}::uuid`);
    if (query.current === 'true') where.push(Prisma.sql`x.state = 'DECLARED' AND x.ends_at > ${now}::timestamptz`);
    if (query.current === 'false') where.push(Prisma.sql`NOT (x.state = 'DECLARED' AND x.ends_at > ${now}::timestamptz)`);
    if (before !== undefined) where.push(Prisma.sql`x.id < ${before}::uuid`);
    const rows = await selectAbsences(this.database.read, Prisma.join(where, ' AND '), now, limit + 1);
    const body = pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => viewAbsence(row, context),
    );
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }

  /** @throws Refusal not-found */
  private async view(db: Db, context: RequestContext, id: string): Promise<Answer<AbsenceView>> {
    const row = await findAbsence(db, id, context.now);
    if (row === undefined) throw new Refusal('not-found');
    assertSees(seesAbsence, context.actor, row);
    return { body: viewAbsence(row, context), version: row.version };
  }
}

function viewAbsence(row: AbsenceRow, { actor, now, locale }: RequestContext): AbsenceView {
  const { id, version, state, personId, personName, deputyId, deputyName, startsAt, endsAt, declaredAt, endedAt } = row;
  return {
    id,
    version,
    state,
    person: { id: personId, name: personName },
    deputy: deputyId === null ? null : { id: deputyId, name: deputyName ?? '' },
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    declaredAt: declaredAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    actions: viewActions(actions(absenceMachine, state, row, actor, now), locale),
  };
}
