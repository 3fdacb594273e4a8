import { Module } from '@nestjs/common';

import { AwardsModule } from '../awards/awards.module.js';
import { RecoveriesClock } from './recoveries.clock.js';
import { RecoveriesController } from './recoveries.controller.js';
import { RecoveriesReactions } from './recoveries.reactions.js';
import { RecoveriesReader } from './recoveries.reader.js';
import { RecoveriesService } from './recoveries.service.js';
import { RecoveryBinding } from './recovery.binding.js';
import { RecoveryOpening } from './recovery-opening.js';

@Module({
  imports: [AwardsModule],
  controllers: [RecoveriesController],
  providers: [RecoveryBinding, RecoveryOpening, RecoveriesReactions, RecoveriesReader, RecoveriesService, RecoveriesClock],
  exports: [RecoveryOpening, RecoveriesClock],
})
export class RecoveriesModule {}
