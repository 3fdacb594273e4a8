import { Module } from '@nestjs/common';

import { AwardsModule } from '../awards/awards.module.js';
import { BankDetailsBinding } from './bank-details.binding.js';
import { BankDetailsController } from './bank-details.controller.js';
import { BankDetailsService } from './bank-details.service.js';
import { BatchesController } from './batches.controller.js';
import { BatchesService } from './batches.service.js';
import { PaymentBinding } from './payment.binding.js';
import { PaymentLowering } from './payment-lowering.js';
import { PaymentReview } from './payment-review.js';
import { PaymentSettlement } from './payment-settlement.js';
import { PaymentsClock } from './payments.clock.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsReactions } from './payments.reactions.js';
import { PaymentsReader } from './payments.reader.js';
import { PaymentsService } from './payments.service.js';

@Module({
  imports: [AwardsModule],
  controllers: [PaymentsController, BankDetailsController, BatchesController],
  providers: [
    PaymentBinding,
    PaymentReview,
    PaymentLowering,
    PaymentSettlement,
    PaymentsReactions,
    PaymentsReader,
    PaymentsService,
    PaymentsClock,
    BankDetailsBinding,
    BankDetailsService,
    BatchesService,
  ],
  exports: [PaymentReview, PaymentsClock, PaymentLowering, PaymentSettlement],
})
export class PaymentsModule {}
