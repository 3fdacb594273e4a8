import { Module } from '@nestjs/common';

import { ApplicationBinding } from './application.binding.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';
import { BudgetController } from './budget.controller.js';
import { BudgetService } from './budget.service.js';
import { PlanController } from './plan.controller.js';
import { PlanReader } from './plan.reader.js';

@Module({
  controllers: [ApplicationsController, PlanController, BudgetController],
  providers: [ApplicationBinding, ApplicationsService, ApplicationsReader, PlanReader, BudgetService],
  exports: [ApplicationBinding, ApplicationsService],
})
export class ApplicationsModule {}
