import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { MINUTES_ARE_UNSIGNED } from '../minutes/unsigned-minutes.store.js';

export interface MinutesLetterFacts {
  readonly committee: string;
  readonly call: string;
  readonly scheduledAt: Date;
  readonly timeZone: string;
  readonly number: number;
  readonly rectifying: boolean;
}

export interface UnsignedMinutesFacts {
  readonly committee: string;
  readonly call: string;
  readonly scheduledAt: Date;
  readonly closedAt: Date;
  readonly timeZone: string;
  /** Whether a draft waits for its signature; nothing was drawn up otherwise. */
  readonly drafted: boolean;
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

  /** What is still true when the letter leaves: undefined once the minutes are signed. */
  async findUnsigned(sessionId: string): Promise<UnsignedMinutesFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<UnsignedMinutesFacts[]>`
      SELECT k.name AS committee, c.title AS call, n.scheduled_at AS "scheduledAt", n.closed_at AS "closedAt", c.time_zone AS "timeZone",
             EXISTS (SELECT FROM minutes u WHERE u.session_id = n.id) AS drafted
      FROM committee_session n JOIN committee k ON k.id = n.committee_id JOIN "call" c ON c.id = n.call_id
      WHERE n.id = ${sessionId}::uuid AND ${MINUTES_ARE_UNSIGNED}`;
    return row;
  }
}
