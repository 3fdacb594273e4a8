import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { viewMoney } from '../../platform/http/views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { seesOpinions } from '../applications/disclosure.rules.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import type { ItemRecord } from './minutes-data.js';
import type { MinutesExtractsView } from './minutes.views.js';

interface Row {
  readonly minutesId: string;
  readonly sessionId: string;
  readonly committeeName: string;
  readonly scheduledAt: Date;
  readonly signedAt: Date;
  readonly item: ItemRecord;
  readonly corrections: string[];
}

/** What signed minutes say of one dossier: to its holder once the decision is taken (CRPA L311-2), to whoever else follows the dossier before. */
@Injectable()
export class MinutesExtractReader {
  constructor(private readonly database: Database) {}

  /** Empty before the decision for the holder. @throws Refusal not-found outside one's scope */
  async of({ actor }: RequestContext, applicationId: string): Promise<Answer<MinutesExtractsView>> {
    const { facts } = await visibleApplication(this.database.read, actor, applicationId);
    if (!seesOpinions(actor, facts)) return { body: { items: [] } };
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT u.id AS "minutesId", s.id AS "sessionId", k.name AS "committeeName", s.scheduled_at AS "scheduledAt", g.signed_at AS "signedAt", x.item,
        ARRAY(SELECT c->>'text' FROM minutes r JOIN minutes_signature h ON h.minutes_id = r.id
          JOIN minutes_document e ON e.minutes_id = r.id AND e.draft = h.draft
          CROSS JOIN LATERAL jsonb_array_elements(e.data::jsonb#>'{rectification,corrections}') c
          WHERE r.session_id = s.id AND r.kind = 'RECTIFYING' AND c->>'itemId' = i.id::text ORDER BY r.number) AS corrections
      FROM agenda_item i JOIN committee_session s ON s.id = i.session_id JOIN committee k ON k.id = s.committee_id
      JOIN minutes u ON u.session_id = s.id AND u.kind = 'ORIGINAL' JOIN minutes_signature g ON g.minutes_id = u.id
      JOIN minutes_document d ON d.minutes_id = u.id AND d.draft = g.draft
      CROSS JOIN LATERAL (SELECT v AS item FROM jsonb_array_elements(d.data::jsonb#>'{session,items}') v WHERE v->>'id' = i.id::text) x
      WHERE i.application_id = ${applicationId}::uuid ORDER BY s.scheduled_at DESC, u.id DESC LIMIT 20`;
    const items = rows.map(({ item, scheduledAt, signedAt, ...row }) => ({
      ...row,
      scheduledAt: scheduledAt.toISOString(),
      signedAt: signedAt.toISOString(),
      result: item.result,
      reasons: item.reasons,
      reserves: [...item.reserves],
      years: item.years.map(({ year, cents }) => ({ year, amount: viewMoney(BigInt(cents)) })),
      deferReasons: item.deferReasons,
    }));
    return { body: { items } };
  }
}
