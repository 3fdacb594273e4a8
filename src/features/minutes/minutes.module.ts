import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { MinutesExtractReader } from './minutes-extract.reader.js';
import { MinutesBinding } from './minutes.binding.js';
import { MinutesClock } from './minutes.clock.js';
import { MinutesController } from './minutes.controller.js';
import { MinutesReader } from './minutes.reader.js';
import { MinutesService } from './minutes.service.js';
import { SignedCopies } from './signed-copies.service.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [MinutesController],
  providers: [MinutesBinding, MinutesExtractReader, MinutesReader, MinutesService, MinutesClock, SignedCopies],
  exports: [MinutesClock],
})
export class MinutesModule {}
