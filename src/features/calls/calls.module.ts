import { Module } from '@nestjs/common';

import { CallTemplatesController } from './call-templates.controller.js';
import { CallBinding } from './call.binding.js';
import { CallClock } from './calls.clock.js';
import { CallsController } from './calls.controller.js';
import { CallsReader } from './calls.reader.js';
import { CallsService } from './calls.service.js';
import { CommonGrantsController } from './common-grants.controller.js';
import { CommonGrantsReader } from './common-grants.reader.js';
import { EnquiriesController } from './enquiries.controller.js';
import { EnquiriesReader } from './enquiries.reader.js';
import { EnquiriesService } from './enquiries.service.js';
import { PublicCallsController } from './public-calls.controller.js';
import { PublicCallsReader } from './public-calls.reader.js';

@Module({
  controllers: [CallsController, CallTemplatesController, EnquiriesController, PublicCallsController, CommonGrantsController],
  providers: [
    CallBinding,
    CallsService,
    CallsReader,
    CallClock,
    EnquiriesService,
    EnquiriesReader,
    PublicCallsReader,
    CommonGrantsReader,
  ],
  exports: [CallBinding, CallClock, CallsService],
})
export class CallsModule {}
