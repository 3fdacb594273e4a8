import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';

interface Dossier {
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
}

export interface AgreementLetterFacts extends Dossier {
  /** Holder and funders, in the order in which they sign. */
  readonly parties: readonly string[];
  /** Once voided. */
  readonly reasons: string | null;
  /** Its holder knows of it. */
  readonly sent: boolean;
}

export interface LegLetterFacts extends Dossier {
  readonly funder: string;
  /** Of the last resumption. */
  readonly reasons: string | null;
}

/** What letters on agreements, and on the end of a suspension, say; one query a letter. */
@Injectable()
export class AgreementLetterReader {
  constructor(private readonly database: Database) {}

  async agreement(id: string): Promise<AgreementLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<AgreementLetterFacts[]>`
      SELECT a.title, a.number, c.title AS "callTitle", g.void_reasons AS reasons, g.sent_at IS NOT NULL AS sent,
             ARRAY(SELECT p.name FROM agreement_party p WHERE p.agreement_id = g.id ORDER BY p.number) AS parties
      FROM agreement g JOIN application a ON a.id = g.application_id JOIN "call" c ON c.id = g.call_id WHERE g.id = ${id}::uuid`;
    return row;
  }

  /** The reasons are those of the act itself, from its trail: a resumption leaves none on the leg. */
  async resumed(id: string): Promise<LegLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<LegLetterFacts[]>`
      SELECT a.title, a.number, c.title AS "callTitle", f.name AS funder,
        (SELECT e.input::jsonb ->> 'reasons' FROM audit_entry e WHERE e.aggregate = 'award-leg' AND e.aggregate_id = l.id AND e.event = 'resume'
         ORDER BY e.seq DESC LIMIT 1) AS reasons
      FROM award_leg l JOIN award w ON w.id = l.award_id JOIN application a ON a.id = w.application_id JOIN "call" c ON c.id = l.call_id
      JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code WHERE l.id = ${id}::uuid`;
    return row;
  }
}
