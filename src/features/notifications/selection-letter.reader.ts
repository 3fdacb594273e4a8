import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';

export interface SelectionLetterFacts {
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
  readonly timeZone: string;
  /** Of a proposal. */
  readonly rank: number | null;
  readonly requestedCents: bigint;
  /** Of an offer. */
  readonly offeredCents: bigint | null;
  readonly dueAt: Date | null;
  readonly reasons: string | null;
  /** The funders have decided: the offer is of an award. */
  readonly awarded: boolean;
}

/** What letters on the reserve list and on lower amounts say; one query a letter. */
@Injectable()
export class SelectionLetterReader {
  constructor(private readonly database: Database) {}

  /** A proposal or an offer: no identifier is of both. */
  async find(id: string): Promise<SelectionLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<SelectionLetterFacts[]>`
      SELECT a.title, a.number, c.title AS "callTitle", c.time_zone AS "timeZone", r.rank, a.requested_cents AS "requestedCents",
             r.offered AS "offeredCents", r.due_at AS "dueAt", r.reasons, a.state = 'AWARDED' AS awarded
      FROM (SELECT application_id, rank, NULL::bigint AS offered, NULL::timestamptz AS due_at, reasons
            FROM reserve_proposal WHERE id = ${id}::uuid
            UNION ALL
            SELECT f.application_id, NULL, w.total_cents, f.due_at, f.reasons
            FROM amount_offer f JOIN award w ON w.id = f.award_id WHERE f.id = ${id}::uuid) r
      JOIN application a ON a.id = r.application_id JOIN "call" c ON c.id = a.call_id`;
    return row;
  }
}
