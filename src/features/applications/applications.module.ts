import { Module } from '@nestjs/common';

import { AmendmentsReader } from './amendments.reader.js';
import { ApplicationBinding } from './application.binding.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  controllers: [ApplicationsController],
  providers: [ApplicationBinding, ApplicationsService, ApplicationsReader, AmendmentsReader],
  exports: [ApplicationBinding, ApplicationsService],
})
export class ApplicationsModule {}
