import { Injectable, Logger } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { AlarmsReader } from './alarms.reader.js';
import { LetterArchive } from './archive.service.js';
import { LETTER_ARCHIVED } from './letter-jobs.js';
import { unsentLetters } from './letters.store.js';

/** Rows of one pass; the next one takes up the rest. */
const PAGE = 200;

/** Looks for letters that are owed and not there, says so where operators look, and tries again what may succeed now. */
@Injectable()
export class LettersClock {
  private readonly logger = new Logger('letters');

  constructor(
    private readonly database: Database,
    private readonly alarms: AlarmsReader,
    private readonly archive: LetterArchive,
    private readonly outbox: Outbox,
  ) {}

  /** @returns how many letters it wrote or handed over to be sent */
  async tick(now: Date): Promise<number> {
    return (await this.writeMissing(now)) + (await this.sendUnsent(now));
  }

  private async writeMissing(now: Date): Promise<number> {
    let written = 0;
    for (const { subject, subjectId, applicationId, decision, decidedAt } of await this.alarms.missing(now, PAGE)) {
      this.logger.error({ message: 'a decision has no letter', subject, subjectId, applicationId, decision, decidedAt });
      try {
        written += await this.database.transaction((tx) => this.archive.write(tx, subjectId, now));
      } catch (error) {
        // The others are owed all the same.
        this.logger.error({ message: 'the letter could not be written', subjectId, reason: String(error) });
      }
    }
    return written;
  }

  /** Once somebody can receive them: a holder whose people had all left, and who has a representative again. */
  private async sendUnsent(now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const unsent = await unsentLetters(tx, this.alarms.since(now), now, PAGE);
      await this.outbox.enqueueAll(
        tx,
        LETTER_ARCHIVED,
        unsent.map((letterId) => ({ letterId })),
        now,
      );
      return unsent.length;
    });
  }
}
