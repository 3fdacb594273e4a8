import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { systemActor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { Antivirus, AntivirusUnavailable, type ScanResult } from '../../platform/antivirus/antivirus.js';
import { Database } from '../../platform/database/database.service.js';
import { JobRegistry, type Delivery } from '../../platform/jobs/job-registry.js';
import { Storage, StorageUnavailable } from '../../platform/storage/storage.js';
import { Executor } from '../../platform/workflow/executor.js';
import { DocumentBinding } from './document.binding.js';
import { SCAN_DOCUMENT } from './document-jobs.js';
import { loadDocument } from './document.store.js';

/** Shows a stored file to the antivirus. While that one is away the file stays PENDING, and the clock asks again. */
@Injectable()
export class DocumentScans implements OnModuleInit {
  private readonly logger = new Logger('documents');

  constructor(
    private readonly jobs: JobRegistry,
    private readonly antivirus: Antivirus,
    private readonly storage: Storage,
    private readonly database: Database,
    private readonly executor: Executor,
    private readonly binding: DocumentBinding,
  ) {}

  onModuleInit(): void {
    this.jobs.declare(SCAN_DOCUMENT);
    this.jobs.processOutside(SCAN_DOCUMENT, (delivery) => this.scan(delivery));
  }

  private async scan({ id: jobId, payload: { documentId }, now }: Delivery<{ documentId: string }>): Promise<void> {
    const loaded = await loadDocument(this.database.read, documentId);
    const key = loaded?.facts.storageKey ?? null;
    if (loaded?.state !== 'PENDING' || key === null) return;
    const result = await this.ask(documentId, key);
    if (result === undefined) return;
    const options = { actor: systemActor(), now, requestId: `scan-${jobId}` };
    try {
      await this.database.transaction((tx) =>
        result.infected
          ? this.executor.fire(tx, this.binding, documentId, 'condemn', { ...options, input: { signature: result.signature } })
          : this.executor.fire(tx, this.binding, documentId, 'clear', { ...options, input: undefined }),
      );
    } catch (error) {
      // Taken off by the holder, or judged by an earlier delivery, meanwhile.
      if (!(error instanceof Refusal && error.code === 'transition-not-allowed')) throw error;
    }
  }

  /** Undefined: nothing is known, the file stays as it is. */
  private async ask(documentId: string, key: string): Promise<ScanResult | undefined> {
    try {
      // A process without the setting must not let files through that another one holds back.
      if (!this.antivirus.enabled) throw new AntivirusUnavailable('CLAMD_URL is not set in this process');
      return await this.antivirus.scan(await this.storage.get(key));
    } catch (error) {
      if (!(error instanceof AntivirusUnavailable || error instanceof StorageUnavailable)) throw error;
      this.logger.warn({ documentId, reason: error.message });
      return undefined;
    }
  }
}
