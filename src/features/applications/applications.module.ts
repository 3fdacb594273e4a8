import { Module } from '@nestjs/common';

import { ApplicationPeopleController } from './application-people.controller.js';
import { ApplicationPeopleService } from './application-people.service.js';
import { ApplicationBinding } from './application.binding.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  controllers: [ApplicationsController, ApplicationPeopleController],
  providers: [ApplicationPeopleService, ApplicationBinding, ApplicationsService, ApplicationsReader],
  exports: [ApplicationBinding, ApplicationsService],
})
export class ApplicationsModule {}
