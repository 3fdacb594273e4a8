import { Injectable, type OnModuleInit } from '@nestjs/common';

import { JobRegistry } from './job-registry.js';
import { OutboxStore } from './outbox.store.js';

const HOUR_SECONDS = 3_600;
const WEEK_MS = 7 * 24 * HOUR_SECONDS * 1_000;

/** What the platform itself tidies up. */
@Injectable()
export class Housekeeping implements OnModuleInit {
  constructor(
    private readonly registry: JobRegistry,
    private readonly store: OutboxStore,
  ) {}

  onModuleInit(): void {
    this.registry.every('idempotency.forget', HOUR_SECONDS, (now) =>
      this.store.forgetIdempotencyKeys(new Date(now.getTime() - WEEK_MS)),
    );
  }
}
