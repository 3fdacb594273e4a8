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

/** Due to the officers at each opinion on an amendment, and told once both agencies have given theirs: the first has nothing to tell. */
const TOLD_LATER = 'amendmentToDecide';

/** Once the outbox is empty: what it owed and what was written. */
export async function countLetters(app: NestFastifyApplication, dataDir: string): Promise<Letters> {
  const rows = await app.get(Database).read.$queryRaw<{ id: string; letter: string | null; failed: boolean }[]>`
    SELECT id, CASE WHEN job = ${SEND_LETTER.name} THEN payload ->> 'letter' END AS letter, failed_at IS NOT NULL AS failed FROM outbox`;
  const files = new Set((await readdir(mailFolder(dataDir))).filter((name) => name.endsWith('.eml')));
  const owed = rows.filter(({ id, letter }) => letter !== null && (letter !== TOLD_LATER || files.has(`${id}.eml`)));
  return { owed: owed.length, written: files.size, failed: rows.filter(({ failed }) => failed).length };
}

export const mailFolder = (dataDir: string): string => join(dataDir, 'mail');
