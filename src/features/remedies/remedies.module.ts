import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { AppealBinding } from './appeal.binding.js';
import { AppealsController } from './appeals.controller.js';
import { AppealsService } from './appeals.service.js';
import { ExaminationsReader } from './examinations.reader.js';
import { LateExceptionBinding } from './late-exception.binding.js';
import { LateExceptionsService } from './late-exceptions.service.js';
import { RemediesClock } from './remedies.clock.js';
import { RemediesController } from './remedies.controller.js';
import { RemediesReactions } from './remedies.reactions.js';
import { RemediesReader } from './remedies.reader.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [RemediesController, AppealsController],
  providers: [
    LateExceptionBinding,
    AppealBinding,
    RemediesReactions,
    RemediesClock,
    LateExceptionsService,
    AppealsService,
    RemediesReader,
    ExaminationsReader,
  ],
  exports: [RemediesClock],
})
export class RemediesModule {}
