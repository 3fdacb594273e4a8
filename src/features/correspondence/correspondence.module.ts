import { Module } from '@nestjs/common';

import { CorrespondenceController } from './correspondence.controller.js';
import { CorrespondenceReader } from './correspondence.reader.js';
import { Correspondence } from './correspondence.service.js';

@Module({ controllers: [CorrespondenceController], providers: [CorrespondenceReader, Correspondence] })
export class CorrespondenceModule {}
