import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal, type Reason } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf, type PageQuery } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import { DISCLOSERS, DISCLOSURE_RULES } from './disclosure.rules.js';
import type { DiscloseDto } from './disclosures.dto.js';
import type { DisclosureListView, DisclosureView } from './disclosures.views.js';

type Row = Omit<DisclosureView, 'disclosedAt'> & { readonly disclosedAt: Date };
const view = ({ disclosedAt, ...row }: Row): DisclosureView => ({ ...row, disclosedAt: disclosedAt.toISOString() });

/** Documents given to who asked for them. Rows are only added: what they say is their own history, and no state is changed. */
@Injectable()
export class Disclosures {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  /** @throws Refusal not-found, forbidden, rule-not-met with every document that may not be communicated */
  record(context: RequestContext, applicationId: string, given: DiscloseDto): Promise<Answer<DisclosureView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      await tx.lock('application', applicationId, 'share');
      const { facts } = await visibleApplication(tx.db, actor, applicationId);
      const capacity = DISCLOSERS.find((policy) => policy.allows(actor, facts))?.name;
      if (capacity === undefined) throw new Refusal('forbidden');
      const { requester, ground, items, note = null } = given;
      const reasons = DISCLOSURE_RULES.flatMap((rule): readonly Reason[] => {
        const found = rule.check({ facts, input: { ground, items }, actor, now }) ?? [];
        return 'fr' in found ? [{ rule: rule.name, message: found }] : found;
      });
      if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
      const row: Row = { id: newId(), requester, ground, items, note, disclosedBy: actor.personId, capacity, disclosedAt: now };
      await tx.db.$executeRaw`
        INSERT INTO disclosure (id, application_id, requester, ground, items, note, disclosed_by, capacity, disclosed_at)
        VALUES (${row.id}::uuid, ${applicationId}::uuid, ${requester}, ${ground}, ${items}::text[], ${note}, ${actor.personId}::uuid,
                ${capacity}, ${now}::timestamptz)`;
      return { body: view(row), status: 201, location: `/v1/applications/${applicationId}/disclosures` };
    });
  }

  /** Newest first. @throws Refusal not-found outside one's scope */
  async list({ actor }: RequestContext, applicationId: string, query: PageQuery): Promise<Answer<DisclosureListView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const [before] = decodeCursor(query.after, 1) ?? [];
    await visibleApplication(this.database.read, actor, applicationId);
    const page = before === undefined ? Prisma.sql`true` : Prisma.sql`id < ${before}::uuid`;
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT id, requester, ground, items, note, disclosed_by AS "disclosedBy", capacity, disclosed_at AS "disclosedAt"
      FROM disclosure WHERE application_id = ${applicationId}::uuid AND ${page} ORDER BY id DESC LIMIT ${limit + 1}::int`;
    const body = pageOf(rows, limit, ({ id }) => [id], view);
    return { body, next: body.page.next ?? undefined };
  }
}
