import { Inject, Injectable } from '@nestjs/common';

import { newId } from '../../kernel/ids.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.service.js';
import type { Tx } from '../../platform/database/tx.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { SEND_DIGEST } from './notification-jobs.js';

/** People served by one transaction. */
const BATCH = 200;

/** Once a day, from the hour that each person chose in their own time zone, what waits for them leaves in one mail. */
@Injectable()
export class Digests {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Safe to repeat: the day's digest of a person is one row. Nothing waits: nothing leaves. Returns how many digests are due. */
  async tick(now: Date): Promise<number> {
    let made = 0;
    for (;;) {
      const count = await this.database.transaction((tx) => this.batch(tx, now));
      made += count;
      if (count < BATCH) return made;
    }
  }

  private async batch(tx: Tx, now: Date): Promise<number> {
    const { digestHour, digestTimeZone } = this.config;
    const due = await tx.db.$queryRaw<{ personId: string; day: string }[]>`
      SELECT w.person_id AS "personId", to_char(w.local, 'YYYY-MM-DD') AS day
      FROM (SELECT p.id AS person_id, ${now}::timestamptz AT TIME ZONE coalesce(f.time_zone, ${digestTimeZone}) AS local,
                   coalesce(f.digest_hour, ${digestHour}::int) AS hour
            FROM person p LEFT JOIN notification_preference f ON f.person_id = p.id
            WHERE p.disabled_at IS NULL AND p.id IN (
              SELECT n.person_id FROM notification n WHERE n.delivery = 'DIGEST' AND n.digest_id IS NULL AND n.read_at IS NULL)) w
      WHERE extract(hour FROM w.local) >= w.hour
        AND NOT EXISTS (SELECT FROM notification_digest d WHERE d.person_id = w.person_id AND d.day = to_char(w.local, 'YYYY-MM-DD'))
      ORDER BY w.person_id LIMIT ${BATCH}::int`;
    if (due.length === 0) return 0;
    const rows = due.map(({ personId, day }) => ({ id: newId(), person_id: personId, day }));
    const made = await tx.db.$queryRaw<{ id: string }[]>`
      INSERT INTO notification_digest (id, person_id, day, created_at)
      SELECT r.id, r.person_id, r.day, ${now}::timestamptz FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, person_id uuid, day text)
      ON CONFLICT (person_id, day) DO NOTHING RETURNING id`;
    const ids = made.map(({ id }) => id);
    await tx.db.$executeRaw`
      UPDATE notification n SET digest_id = d.id FROM notification_digest d
      WHERE d.id = ANY(${ids}::uuid[]) AND n.person_id = d.person_id AND n.delivery = 'DIGEST' AND n.digest_id IS NULL AND n.read_at IS NULL`;
    await this.outbox.enqueueAll(
      tx,
      SEND_DIGEST,
      ids.map((digestId) => ({ digestId })),
      now,
    );
    return due.length;
  }
}
