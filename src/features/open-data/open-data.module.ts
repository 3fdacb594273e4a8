import { Module } from '@nestjs/common';

import { OpenDataController } from './open-data.controller.js';
import { OpenDataReader } from './open-data.reader.js';
import { OpenDataService } from './open-data.service.js';

@Module({ controllers: [OpenDataController], providers: [OpenDataReader, OpenDataService] })
export class OpenDataModule {}
