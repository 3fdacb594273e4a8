import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { SEND_LETTER } from '../features/notifications/notification-jobs.js';
import { Database } from '../platform/database/database.service.js';

export interface Letters {
  /** Letters that the acts made due, one per recipient. */
  readonly owed: number;
  /** Files in the mail folder. */
  readonly written: number;
  /** Jobs of any kind given up. */
  readonly failed: number;
}

/** Once the outbox is empty: what it owed and what was written. */
export async function countLetters(app: NestFastifyApplication, dataDir: string): Promise<Letters> {
  const [row] = await app.get(Database).read.$queryRaw<{ owed: number; failed: number }[]>`
    SELECT count(*) FILTER (WHERE job = ${SEND_LETTER.name})::int AS owed,
           count(*) FILTER (WHERE failed_at IS NOT NULL)::int AS failed
    FROM outbox`;
  const files = await readdir(mailFolder(dataDir)).catch(() => []);
  return { owed: row?.owed ?? 0, failed: row?.failed ?? 0, written: files.filter((name) => name.endsWith('.eml')).length };
}

export const mailFolder = (dataDir: string): string => join(dataDir, 'mail');
