import { Module } from '@nestjs/common';

import { AwardsModule } from '../awards/awards.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { SelectionModule } from '../selection/selection.module.js';
import { AmendmentBinding } from './amendment.binding.js';
import { AmendmentsClock } from './amendments.clock.js';
import { AmendmentsController } from './amendments.controller.js';
import { AmendmentsReactions } from './amendments.reactions.js';
import { AmendmentsReader } from './amendments.reader.js';
import { AmendmentsService } from './amendments.service.js';

@Module({
  imports: [AwardsModule, PaymentsModule, SelectionModule],
  controllers: [AmendmentsController],
  providers: [AmendmentBinding, AmendmentsReactions, AmendmentsService, AmendmentsReader, AmendmentsClock],
  exports: [AmendmentsClock],
})
export class AmendmentsModule {}
