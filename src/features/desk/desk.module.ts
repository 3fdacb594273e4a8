import { Module } from '@nestjs/common';

import { DeskController } from './desk.controller.js';
import { DeskReader } from './desk.reader.js';
import { SavedFilters } from './saved-filters.service.js';
import { WorklistReader } from './worklist.reader.js';

@Module({ controllers: [DeskController], providers: [DeskReader, WorklistReader, SavedFilters] })
export class DeskModule {}
