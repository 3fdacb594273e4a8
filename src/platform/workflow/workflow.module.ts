import { Global, Module } from '@nestjs/common';

import { Acts } from './acts.service.js';
import { Executor } from './executor.js';
import { HistoryReader } from './history.reader.js';
import { WorkflowRegistry } from './registry.js';
import { WorkflowsController } from './workflows.controller.js';

@Global()
@Module({
  controllers: [WorkflowsController],
  providers: [WorkflowRegistry, Executor, Acts, HistoryReader],
  exports: [WorkflowRegistry, Executor, Acts, HistoryReader],
})
export class WorkflowModule {}
