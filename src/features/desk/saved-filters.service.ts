import { Injectable } from '@nestjs/common';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { validationPipe } from '../../platform/http/validation.js';
import { viewReason } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, Locale, RequestContext } from '../../platform/workflow/request.js';
import { DeskFilterDto, type EditFilterDto, type SaveFilterDto } from './desk.dto.js';
import type { SavedFiltersView, SavedFilterView } from './desk.views.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly filter: unknown;
  readonly version: number;
}

/** Enough for anyone, and the list stays one page. */
const MOST = 50;
const judge = validationPipe();

/** Filters that a person keeps: their own alone. Kept as given, and judged again at each reading, since codes and states come and go. */
@Injectable()
export class SavedFilters {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  async list({ actor, locale }: RequestContext): Promise<Answer<SavedFiltersView>> {
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT id, name, filter, version FROM desk_filter WHERE person_id = ${actor.personId}::uuid AND removed_at IS NULL ORDER BY id LIMIT ${MOST}::int`;
    return { body: { items: await Promise.all(rows.map((row) => view(row, locale))) } };
  }

  async save(context: RequestContext, { name, filter }: SaveFilterDto): Promise<Answer<SavedFilterView>> {
    const { actor, now, locale } = context;
    const id = newId();
    return named(() =>
      this.acts.perform(context, async (tx) => {
        // The person's own row is what makes two savings wait for each other.
        await tx.db.$queryRaw`SELECT id FROM person WHERE id = ${actor.personId}::uuid FOR UPDATE`;
        const inserted = await tx.db.$executeRaw`
          INSERT INTO desk_filter (id, person_id, name, filter, created_at, updated_at)
          SELECT ${id}::uuid, ${actor.personId}::uuid, ${name}, ${JSON.stringify(filter)}::jsonb, ${now}::timestamptz, ${now}::timestamptz
          WHERE (SELECT count(*) FROM desk_filter WHERE person_id = ${actor.personId}::uuid AND removed_at IS NULL) < ${MOST}::int`;
        if (inserted === 0) throw new Refusal('rule-not-met', undefined, [TOO_MANY]);
        const row = await held(tx.db, actor.personId, id);
        return { body: await view(row, locale), version: row.version, status: 201, location: `/v1/desk/filters/${id}` };
      }),
    );
  }

  async edit(context: RequestContext, id: string, { name, filter }: EditFilterDto): Promise<Answer<SavedFilterView>> {
    return named(() =>
      this.changed(
        context,
        id,
        (tx, version) => tx.db.$executeRaw`
        UPDATE desk_filter SET name = coalesce(${name ?? null}, name), updated_at = ${context.now}::timestamptz, version = version + 1,
          filter = coalesce(${filter === undefined ? null : JSON.stringify(filter)}::jsonb, filter)
        WHERE id = ${id}::uuid AND version = ${version}::int`,
      ),
    );
  }

  /** Taken out of the list; its name is free again. */
  async remove(context: RequestContext, id: string): Promise<Answer<SavedFilterView>> {
    return this.changed(
      context,
      id,
      (tx, version) => tx.db.$executeRaw`
      UPDATE desk_filter SET removed_at = ${context.now}::timestamptz, version = version + 1 WHERE id = ${id}::uuid AND version = ${version}::int`,
    );
  }

  private changed(
    context: RequestContext,
    id: string,
    write: (tx: Tx, version: number) => Promise<number>,
  ): Promise<Answer<SavedFilterView>> {
    const { actor, ifMatch, locale } = context;
    return this.acts.perform(context, async (tx) => {
      const { version } = await held(tx.db, actor.personId, id);
      if (ifMatch !== undefined && ifMatch !== version) throw new Refusal('stale-version');
      if ((await write(tx, version)) === 0) throw new Refusal('stale-version');
      const row = await held(tx.db, actor.personId, id, true);
      return { body: await view(row, locale), version: row.version };
    });
  }
}

const TOO_MANY: Reason = {
  rule: 'filtersWithinLimit',
  message: { fr: `Retirez un filtre : ${MOST} au plus par personne.`, en: `Remove a filter: ${MOST} at most for one person.` },
};

async function held(db: Db, personId: string, id: string, removedToo = false): Promise<Row> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT id, name, filter, version FROM desk_filter
    WHERE id = ${id}::uuid AND person_id = ${personId}::uuid AND (${removedToo}::boolean OR removed_at IS NULL)`;
  if (row === undefined) throw new Refusal('not-found');
  return row;
}

async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal('conflict', {
      fr: 'Un de vos filtres porte déjà ce nom.',
      en: 'One of your filters already has this name.',
    });
  }
}

async function view({ id, name, filter, version }: Row, locale: Locale): Promise<SavedFilterView> {
  const faults = (await faultsOf(filter)).map((reason) => viewReason(reason, locale));
  return { id, name, filter, valid: faults.length === 0, faults, version };
}

/** Judged by the very class that judges the parameters of the list. */
async function faultsOf(filter: unknown): Promise<readonly Reason[]> {
  try {
    await judge.transform(filter, { type: 'body', metatype: DeskFilterDto });
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.reasons;
    throw error;
  }
}
