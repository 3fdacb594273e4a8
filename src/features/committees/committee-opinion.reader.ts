import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { seesOpinions } from '../applications/disclosure.rules.js';
import { visibleApplication } from '../applications/visible-application.reader.js';
import type { CommitteeOpinionsView, CommitteeOpinionView } from './committee-opinion.views.js';

type Row = Omit<CommitteeOpinionView, 'decidedAt'> & { readonly decidedAt: Date };

/** What committees said of one dossier, with its reasons: for the jury, and for the holder once the decision is taken (CRPA L311-2). */
@Injectable()
export class CommitteeOpinionReader {
  constructor(private readonly database: Database) {}

  /** Latest first; none before the decision for the holder. @throws Refusal not-found outside one's scope */
  async of({ actor }: RequestContext, applicationId: string): Promise<Answer<CommitteeOpinionsView>> {
    const { facts } = await visibleApplication(this.database.read, actor, applicationId);
    if (!seesOpinions(actor, facts)) return { body: { items: [] } };
    const rows = await this.database.read.$queryRaw<Row[]>`
      SELECT i.session_id AS "sessionId", i.id AS "itemId", k.name AS "committeeName", i.closed_at AS "decidedAt", i.result,
             i.ballot_mode AS "ballotMode", e.reasons, coalesce(e.reserves, i.reserves) AS reserves, g.rank
      FROM agenda_item i JOIN committee_session s ON s.id = i.session_id JOIN committee k ON k.id = s.committee_id
      LEFT JOIN committee_opinion e ON e.item_id = i.id LEFT JOIN committee_rank g ON g.item_id = i.id
      WHERE i.application_id = ${applicationId}::uuid AND i.state = 'DECIDED' ORDER BY i.closed_at DESC, i.id DESC LIMIT 20`;
    const items = rows.map(({ decidedAt, reserves, ...row }) => ({
      ...row,
      decidedAt: decidedAt.toISOString(),
      reserves: row.result === 'WITH_RESERVES' ? reserves : [],
    }));
    return { body: { items } };
  }
}
