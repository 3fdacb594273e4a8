import { Module } from '@nestjs/common';

import { CallTemplatesController } from './call-templates.controller.js';
import { CallBinding } from './call.binding.js';
import { CallClock } from './calls.clock.js';
import { CallsController } from './calls.controller.js';
import { CallsReader } from './calls.reader.js';
import { CallsService } from './calls.service.js';

@Module({
  controllers: [CallsController, CallTemplatesController],
  providers: [CallBinding, CallsService, CallsReader, CallClock],
  exports: [CallBinding, CallClock],
})
export class CallsModule {}
