import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { MinutesExtractReader } from './minutes-extract.reader.js';
import { MinutesBinding } from './minutes.binding.js';
import { MinutesController } from './minutes.controller.js';
import { MinutesReader } from './minutes.reader.js';
import { MinutesService } from './minutes.service.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [MinutesController],
  providers: [MinutesBinding, MinutesExtractReader, MinutesReader, MinutesService],
})
export class MinutesModule {}
