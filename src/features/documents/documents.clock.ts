import { Injectable } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { Storage } from '../../platform/storage/storage.js';
import { UploadFolder } from '../../platform/storage/upload-folder.js';
import { Executor } from '../../platform/workflow/executor.js';
import { DocumentBinding } from './document.binding.js';
import { SCAN_DOCUMENT } from './document-jobs.js';
import { UPLOAD_LIFE_MS } from './documents.views.js';

const MINUTE_MS = 60_000;
/** A scan that has not ended by then is asked for again: well within a quarter of an hour after the antivirus is back. */
const RESCAN_MS = 5 * MINUTE_MS;
/** Longer than any attempt to store a file may take. */
const ATTEMPT_MS = 60 * MINUTE_MS;
const BATCH = 200;

/** What time decides about files: uploads given up, scans asked for again, bytes that belong to nothing removed. Safe to repeat. */
@Injectable()
export class DocumentsClock {
  constructor(
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly binding: DocumentBinding,
    private readonly outbox: Outbox,
    private readonly storage: Storage,
    private readonly uploads: UploadFolder,
  ) {}

  async tick(now: Date): Promise<{ expired: number; rescanned: number; removed: number }> {
    const before = (ms: number): Date => new Date(now.getTime() - ms);
    const expired = await this.expire(before(UPLOAD_LIFE_MS), now);
    const rescanned = await this.rescan(before(RESCAN_MS), now);
    const removed = await this.remove(before(ATTEMPT_MS), now);
    await this.uploads.sweep(before(UPLOAD_LIFE_MS + ATTEMPT_MS));
    return { expired, rescanned, removed };
  }

  private async expire(before: Date, now: Date): Promise<number> {
    const due = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT id FROM document_file WHERE state = 'UPLOADING' AND state_since < ${before}::timestamptz ORDER BY state_since LIMIT ${BATCH}::int`;
    let count = 0;
    for (const { id } of due) {
      const options = { actor: systemActor(), input: undefined, now, requestId: `clock-${newId()}` };
      try {
        await this.database.transaction((tx) => this.executor.fire(tx, this.binding, id, 'expire', options));
        count += 1;
      } catch (error) {
        // Its last byte came meanwhile.
        if (!(error instanceof Refusal && error.code === 'transition-not-allowed')) throw error;
        continue;
      }
      await this.uploads.drop(id);
    }
    return count;
  }

  private rescan(before: Date, now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const due = await tx.db.$queryRaw<{ documentId: string }[]>`
        UPDATE document_file SET scan_asked_at = ${now}::timestamptz
        WHERE id IN (SELECT id FROM document_file WHERE state = 'PENDING' AND scan_asked_at < ${before}::timestamptz
                     ORDER BY scan_asked_at LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED)
        RETURNING id AS "documentId"`;
      await this.outbox.enqueueAll(tx, SCAN_DOCUMENT, due, now);
      return due.length;
    });
  }

  /** Attempts that failed, files taken off or condemned. Removed first, noted after: a crash in between removes it once more. */
  private async remove(before: Date, now: Date): Promise<number> {
    const due = await this.database.read.$queryRaw<{ key: string }[]>`
      SELECT key FROM stored_object WHERE NOT kept AND removed_at IS NULL AND created_at < ${before}::timestamptz
      ORDER BY created_at LIMIT ${BATCH}::int`;
    for (const { key } of due) {
      await this.storage.remove(key);
      await this.database.read.$executeRaw`
        UPDATE stored_object SET removed_at = ${now}::timestamptz WHERE key = ${key}::uuid AND NOT kept AND removed_at IS NULL`;
    }
    return due.length;
  }
}
