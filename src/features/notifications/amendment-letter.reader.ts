import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import type { AmendmentKind } from '../amendments/amendment.rules.js';

export interface AmendmentLetterFacts {
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
  readonly kind: AmendmentKind;
  readonly holder: string;
  /** Why it is asked. */
  readonly reasons: string;
  readonly questions: string | null;
  readonly endReasons: string | null;
  readonly appeal: string | null;
  /** Calendar day, YYYY-MM-DD; null until it is in force. */
  readonly inForceOn: string | null;
  readonly declared: boolean;
  readonly everSent: boolean;
  /** Both agencies have given their opinion of what is asked now. */
  readonly examined: boolean;
}

/** What letters on an amendment say; one query a letter. */
@Injectable()
export class AmendmentLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<AmendmentLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<AmendmentLetterFacts[]>`
      SELECT a.title, a.number, c.title AS "callTitle", m.kind, o.name AS holder, m.reasons, m.questions, m.end_reasons AS "endReasons", m.appeal,
        m.in_force_on AS "inForceOn", m.declared, m.submitted_at IS NOT NULL AS "everSent",
        (SELECT count(*) = 2 FROM amendment_opinion p WHERE p.amendment_id = m.id AND p.round = m.round) AS examined
      FROM amendment m JOIN award w ON w.id = m.award_id JOIN application a ON a.id = m.application_id JOIN organisation o ON o.id = w.organisation_id
      JOIN "call" c ON c.id = m.call_id WHERE m.id = ${id}::uuid`;
    return row;
  }
}
