import { Inject, Injectable } from '@nestjs/common';

import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import { invitationToken } from '../holders/invitation-token.js';
import type { ExpertLetterFacts } from './expert-letters.rules.js';

@Injectable()
export class ExpertLetterReader {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The code is made as the letter leaves: nothing is stored that could be stolen. */
  async find(id: string): Promise<ExpertLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<(Omit<ExpertLetterFacts, 'address' | 'token'> & { invited: boolean })[]>`
      SELECT a.number, a.title, c.title AS "callTitle", e.agency_kind AS agency, e.due_at AS "dueAt", c.time_zone AS "timeZone",
             p.password_hash IS NULL AND e.state = 'REQUESTED' AS invited
      FROM expert_request e JOIN application a ON a.id = e.application_id JOIN "call" c ON c.id = a.call_id
      JOIN person p ON p.id = e.expert_id WHERE e.id = ${id}::uuid`;
    if (row === undefined) return undefined;
    const { invited, ...facts } = row;
    const token = invited ? invitationToken(this.config.secret, id, 'expert') : null;
    return { ...facts, token, address: `${this.config.publicUrl}/v1/expert-requests/${id}` };
  }
}
