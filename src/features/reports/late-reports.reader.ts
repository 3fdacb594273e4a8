import type { Db } from '../../platform/database/tx.js';
import type { Moment } from '../calls/moment.rules.js';
import { reportIsLate, reportWasLate } from './reports.reader.js';

export interface LateReports {
  readonly year: number;
  readonly reports: number;
  /** Granted for the year by the awards whose report is late. */
  readonly cents: bigint;
}

/** Of a call, year by year, at a moment or now; dossiers in which the person has an interest aside. One query. The caller has checked who reads. */
export function lateReportsIn(
  db: Db,
  callId: string,
  personId: string,
  { asOf, now }: { readonly asOf: Moment | undefined; readonly now: Date },
): Promise<LateReports[]> {
  return db.$queryRaw<LateReports[]>`
    SELECT r.year, count(*)::int AS reports,
      sum((SELECT coalesce(sum(y.cents), 0) FROM award_leg_year y WHERE y.award_id = r.award_id AND y.year = r.year))::bigint AS cents
    FROM report r JOIN "call" c ON c.id = r.call_id
    WHERE r.call_id = ${callId}::uuid AND ${asOf === undefined ? reportIsLate(now) : reportWasLate(asOf)}
      AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = r.application_id AND i.person_id = ${personId}::uuid)
    GROUP BY r.year ORDER BY r.year`;
}
