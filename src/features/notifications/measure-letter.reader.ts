import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import type { Ground } from '../measures/claim.rules.js';
import type { MeasureKind } from '../measures/measure.rules.js';

export interface MeasureLetterFacts {
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
  readonly holder: string;
  readonly funder: string;
  readonly kind: MeasureKind;
  readonly ground: Ground;
  readonly grievances: string;
  /** Last day for remarks, YYYY-MM-DD, as all days. */
  readonly remarksUntil: string | null;
  readonly decisionNumber: string | null;
  readonly decisionDate: string | null;
  readonly authority: string | null;
  readonly effectiveOn: string | null;
  readonly reasons: string | null;
}

/** What letters on a termination or a withdrawal say; one query a letter. */
@Injectable()
export class MeasureLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<MeasureLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<MeasureLetterFacts[]>`
      SELECT p.title, p.number, c.title AS "callTitle", o.name AS holder, f.name AS funder, m.kind, m.ground, m.grievances,
        m.remarks_until AS "remarksUntil", m.decision_number AS "decisionNumber", m.decision_date AS "decisionDate", m.authority,
        m.effective_on AS "effectiveOn", m.reasons
      FROM measure m JOIN application p ON p.id = m.application_id JOIN "call" c ON c.id = m.call_id JOIN award_leg l ON l.id = m.leg_id
      JOIN award w ON w.id = m.award_id JOIN organisation o ON o.id = w.organisation_id
      JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code WHERE m.id = ${id}::uuid`;
    return row;
  }
}
