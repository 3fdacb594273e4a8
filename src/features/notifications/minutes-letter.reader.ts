import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';

export interface MinutesLetterFacts {
  readonly committee: string;
  readonly call: string;
  readonly scheduledAt: Date;
  readonly timeZone: string;
  readonly number: number;
  readonly rectifying: boolean;
}

/** What the letter on signed minutes says; one query a letter. */
@Injectable()
export class MinutesLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<MinutesLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<MinutesLetterFacts[]>`
      SELECT k.name AS committee, c.title AS call, s.scheduled_at AS "scheduledAt", c.time_zone AS "timeZone", u.number,
             u.kind = 'RECTIFYING' AS rectifying
      FROM minutes u JOIN committee_session s ON s.id = u.session_id JOIN committee k ON k.id = s.committee_id JOIN "call" c ON c.id = s.call_id
      WHERE u.id = ${id}::uuid`;
    return row;
  }
}
