import { Global, Module } from '@nestjs/common';

import { Deliveries } from './deliveries.js';
import { Housekeeping } from './housekeeping.js';
import { JobRegistry } from './job-registry.js';
import { JobsDesk } from './jobs-desk.js';
import { JobsController } from './jobs.controller.js';
import { JobsReader } from './jobs.reader.js';
import { JobsRunner } from './jobs-runner.js';
import { Outbox } from './outbox.js';
import { OutboxStore } from './outbox.store.js';
import { RelaySignal } from './relay-signal.js';

@Global()
@Module({
  controllers: [JobsController],
  providers: [JobRegistry, RelaySignal, Outbox, OutboxStore, Deliveries, JobsRunner, JobsReader, JobsDesk, Housekeeping],
  exports: [JobRegistry, Outbox, JobsRunner, JobsReader],
})
export class JobsModule {}
