import { Module } from '@nestjs/common';

import { ApplicationBinding } from './application.binding.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsReader } from './drafts.reader.js';
import { DraftsService } from './drafts.service.js';
import { LikelyDuplicatesReader } from './likely-duplicates.reader.js';

@Module({
  controllers: [ApplicationsController, DraftsController],
  providers: [ApplicationBinding, ApplicationsService, ApplicationsReader, DraftsReader, DraftsService, LikelyDuplicatesReader],
  exports: [ApplicationBinding, ApplicationsService],
})
export class ApplicationsModule {}
