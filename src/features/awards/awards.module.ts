import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { AwardsController } from './awards.controller.js';
import { AwardsReactions } from './awards.reactions.js';
import { AwardsReader } from './awards.reader.js';
import { AwardsService } from './awards.service.js';
import { CofundingController } from './cofunding.controller.js';
import { CofundingReader } from './cofunding.reader.js';
import { CofundingService } from './cofunding.service.js';
import { LegBinding } from './leg.binding.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [AwardsController, CofundingController],
  providers: [LegBinding, AwardsReactions, AwardsReader, AwardsService, CofundingReader, CofundingService],
  exports: [LegBinding],
})
export class AwardsModule {}
