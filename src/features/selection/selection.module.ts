import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { SelectionController } from './selection.controller.js';
import { SelectionReader } from './selection.reader.js';
import { SelectionService } from './selection.service.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [SelectionController],
  providers: [SelectionReader, SelectionService],
})
export class SelectionModule {}
