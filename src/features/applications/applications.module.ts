import { Module } from '@nestjs/common';

import { ApplicationBinding } from './application.binding.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  controllers: [ApplicationsController],
  providers: [ApplicationBinding, ApplicationsService, ApplicationsReader],
  exports: [ApplicationBinding, ApplicationsService],
})
export class ApplicationsModule {}
