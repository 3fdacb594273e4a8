import { Injectable } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import type { CompletionLetterFacts } from './completion-letters.rules.js';

/** Reads what the letters of the completeness say; one query a letter. */
@Injectable()
export class CompletionLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<CompletionLetterFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<CompletionLetterFacts[]>`
      SELECT coalesce(v.content ->> 'title', a.title) AS title, a.number, c.title AS "callTitle", c.time_zone AS "timeZone",
        a.submitted_at AS "submittedAt", (a.completion ->> 'dueAt')::timestamptz AS "dueAt",
        coalesce(a.completion -> 'items', '[]') AS items,
        (SELECT coalesce(json_agg(json_build_object('label', k.label, 'effect', k.effect, 'reason', k.reason) ORDER BY k.id), '[]')
         FROM application_condition k WHERE k.application_id = a.id AND k.state = 'OPEN') AS conditions,
        (SELECT json_build_object('from', f.from_department, 'to', f.to_department, 'reasons', f.reasons)
         FROM application_forwarding f WHERE f.application_id = a.id ORDER BY f.version DESC LIMIT 1) AS forwarding
      FROM application a
      JOIN "call" c ON c.id = a.call_id
      LEFT JOIN application_version v ON v.application_id = a.id AND v.number = a.submitted_version
      WHERE a.id = ${id}::uuid`;
    return row;
  }
}
