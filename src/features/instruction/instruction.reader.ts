import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { applicationScope } from '../../access/application-scope.js';
import { Refusal } from '../../kernel/errors.js';
import { assertSees } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type {
  InstructionHistoryView,
  InstructionPageView,
  InstructionPairView,
  InstructionView,
  SiteVisitsView,
} from './instruction.views.js';
import type { AgencyKind } from '../applications/application-content.js';
import type { InstructionState } from './instruction-facts.rules.js';
import { instructionMachine } from './instruction.machine.js';
import { instructionScopeSql } from './instruction-scope.js';
import { readVisits } from './instruction-records.store.js';
import { factsOf, findInstruction, selectInstructions, type InstructionRow } from './instruction.store.js';
import { viewInstruction } from './view-instruction.js';
import { historyReading, isSealed, seesInstruction } from './sealing.rules.js';

export interface InstructionFilters {
  readonly limit?: number;
  readonly after?: string;
  readonly state?: InstructionState;
  readonly department?: string;
  readonly callId?: string;
  readonly agencyKind?: AgencyKind;
  /** 'true': only those that the reader is to examine. */
  readonly mine?: 'true' | 'false';
}

@Injectable()
export class InstructionReader {
  constructor(
    private readonly database: Database,
    private readonly histories: HistoryReader,
  ) {}

  /** Oldest first: identifiers are in order of creation. */
  async list(context: RequestContext, query: InstructionFilters): Promise<Answer<InstructionPageView>> {
    const { actor, now, locale } = context;
    const limit = query.limit ?? DEFAULT_LIMIT;
    const after = decodeCursor(query.after, 1)?.[0];
    const where = [Prisma.sql`i.examination = a.examination`, instructionScopeSql(applicationScope(actor))];
    if (query.state !== undefined) where.push(Prisma.sql`i.state = ${query.state}`);
    if (query.department !== undefined) where.push(Prisma.sql`i.department = ${query.department}`);
    if (query.callId !== undefined) where.push(Prisma.sql`i.call_id = ${query.callId}::uuid`);
    if (query.agencyKind !== undefined) where.push(Prisma.sql`i.agency_kind = ${query.agencyKind}`);
    if (query.mine === 'true') where.push(Prisma.sql`i.examiner_id = ${actor.personId}::uuid`);
    if (after !== undefined) where.push(Prisma.sql`i.id > ${after}::uuid`);
    const tail = Prisma.sql`ORDER BY i.id LIMIT ${limit + 1}::int`;
    const rows = await selectInstructions(this.database.read, Prisma.join(where, ' AND '), tail);
    const body = pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => viewInstruction(row, actor, now, locale),
    );
    return { body, ...(body.page.next !== null && { next: body.page.next }) };
  }

  async one(context: RequestContext, id: string): Promise<Answer<InstructionView>> {
    const row = await this.visible(context, id);
    return { body: viewInstruction(row, context.actor, context.now, context.locale), version: row.version };
  }

  /** Both agencies' rows in the examination in progress, CAF first. A dossier without instruction, or out of reach, has no such page. */
  async ofApplication({ actor, now, locale }: RequestContext, applicationId: string): Promise<Answer<InstructionPairView>> {
    const scope = instructionScopeSql(applicationScope(actor));
    const where = Prisma.sql`i.application_id = ${applicationId}::uuid AND i.examination = a.examination AND ${scope}`;
    const rows = await selectInstructions(this.database.read, where, Prisma.sql`ORDER BY i.agency_kind`);
    if (rows.length === 0) throw new Refusal('not-found');
    return { body: { items: rows.map((row) => viewInstruction(row, actor, now, locale)) } };
  }

  /** Who did what and when, for all who see the instruction; on which facts and with what content, for those it is not sealed from. */
  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<InstructionHistoryView>> {
    const row = await this.visible(context, id);
    const { people, content, interests } = historyReading(context.actor, factsOf(row));
    const entries = await this.histories.of(instructionMachine.name, id, range);
    const items = entries.map((entry) => ({
      ...entry,
      actor: people ? entry.actor : null,
      facts: content ? entry.facts : null,
      input: content && (interests || entry.event !== 'declareInterest') ? entry.input : null,
    }));
    return { body: { sealed: !content, items } };
  }

  /** Sealed as the opinion that they feed. */
  async visits(context: RequestContext, id: string): Promise<Answer<SiteVisitsView>> {
    const sealed = isSealed(context.actor, factsOf(await this.visible(context, id)));
    const rows = sealed ? [] : await readVisits(this.database.read, id);
    const items = rows.map(({ authorId, authorName, recordedAt, ...visit }) => ({
      ...visit,
      author: { id: authorId, name: authorName },
      recordedAt: recordedAt.toISOString(),
    }));
    return { body: { sealed, items } };
  }

  private async visible({ actor }: RequestContext, id: string): Promise<InstructionRow> {
    const row = await findInstruction(this.database.read, id);
    if (row === undefined) throw new Refusal('not-found');
    assertSees(seesInstruction, actor, factsOf(row));
    return row;
  }
}
