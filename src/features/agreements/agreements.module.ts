import { Module } from '@nestjs/common';

import { AwardsModule } from '../awards/awards.module.js';
import { AgreementBinding } from './agreement.binding.js';
import { AgreementsClock } from './agreements.clock.js';
import { AgreementsController } from './agreements.controller.js';
import { AgreementsReactions } from './agreements.reactions.js';
import { AgreementsService } from './agreements.service.js';
import { SignedCopies } from './signed-copies.service.js';

@Module({
  imports: [AwardsModule],
  controllers: [AgreementsController],
  providers: [AgreementBinding, AgreementsReactions, AgreementsService, SignedCopies, AgreementsClock],
  exports: [AgreementsClock],
})
export class AgreementsModule {}
