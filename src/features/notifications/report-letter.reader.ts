import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';

export interface ReportLetterFacts {
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
  readonly holder: string;
  readonly year: number;
  /** Calendar day, YYYY-MM-DD. */
  readonly awaitedOn: string;
  /** Of the last return. */
  readonly reasons: string | null;
  /** With its holder: once submitted, no letter asks for it any more. */
  readonly awaited: boolean;
}

/** What letters on a financial report say; one query a letter. */
@Injectable()
export class ReportLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<ReportLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<ReportLetterFacts[]>`
      SELECT p.title, p.number, c.title AS "callTitle", o.name AS holder, r.year, r.awaited_on AS "awaitedOn", r.state IN ('DRAFT', 'RETURNED') AS awaited,
        (SELECT d.reasons FROM report_decision d WHERE d.report_id = r.id AND d.outcome = 'RETURNED' ORDER BY d.number DESC LIMIT 1) AS reasons
      FROM report r JOIN application p ON p.id = r.application_id JOIN "call" c ON c.id = r.call_id
      JOIN award w ON w.id = r.award_id JOIN organisation o ON o.id = w.organisation_id WHERE r.id = ${id}::uuid`;
    return row;
  }
}
