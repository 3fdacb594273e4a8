import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';

export interface PaymentLetterFacts {
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
  readonly funder: string;
  readonly year: number;
  readonly cents: bigint;
  /** Calendar day, YYYY-MM-DD; null unless paid. */
  readonly valueDate: string | null;
  readonly reference: string | null;
  /** Of a payment held or rejected. */
  readonly reason: string | null;
}

/** What letters on a payment say; one query a letter. */
@Injectable()
export class PaymentLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<PaymentLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<PaymentLetterFacts[]>`
      SELECT p.title, p.number, c.title AS "callTitle", f.name AS funder, t.year, coalesce(t.liquidated_cents, t.planned_cents) AS cents,
             t.value_date AS "valueDate", t.reference, t.reason
      FROM payment t JOIN application p ON p.id = t.application_id JOIN "call" c ON c.id = t.call_id
      JOIN call_funder f ON f.call_id = t.call_id AND f.code = t.funder_code WHERE t.id = ${id}::uuid`;
    return row;
  }
}
