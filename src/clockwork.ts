import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CallClock } from './features/calls/calls.clock.js';
import { Digests } from './features/notifications/digests.service.js';
import { CONFIG, type Config } from './platform/config/config.js';
import { JobRegistry } from './platform/jobs/job-registry.js';

/** A digest leaves within this long of its hour. */
const DIGEST_SECONDS = 300;

/** What time alone sets off in the features. They know how; when is said here, so that none of them depends on the scheduler. */
@Injectable()
export class Clockwork implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly calls: CallClock,
    private readonly digests: Digests,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.every('calls.clock', this.config.tickSeconds, (now) => this.calls.tick(now));
    this.jobs.every('notifications.digest', DIGEST_SECONDS, (now) => this.digests.tick(now));
  }
}
