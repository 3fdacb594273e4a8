import { Module } from '@nestjs/common';

import { AwardsModule } from '../awards/awards.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { ReportBinding } from './report.binding.js';
import { ReportsClock } from './reports.clock.js';
import { ReportsController } from './reports.controller.js';
import { ReportsReactions } from './reports.reactions.js';
import { ReportsReader } from './reports.reader.js';
import { ReportsService } from './reports.service.js';

@Module({
  imports: [AwardsModule, PaymentsModule],
  controllers: [ReportsController],
  providers: [ReportBinding, ReportsReactions, ReportsReader, ReportsService, ReportsClock],
  exports: [ReportsClock],
})
export class ReportsModule {}
