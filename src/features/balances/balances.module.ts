import { Module } from '@nestjs/common';

import { AwardsModule } from '../awards/awards.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { RecoveriesModule } from '../recoveries/recoveries.module.js';
import { BalanceBinding } from './balance.binding.js';
import { BalancesClock } from './balances.clock.js';
import { BalancesController } from './balances.controller.js';
import { BalancesReactions } from './balances.reactions.js';
import { BalancesReader } from './balances.reader.js';
import { BalancesService } from './balances.service.js';

@Module({
  imports: [AwardsModule, PaymentsModule, RecoveriesModule],
  controllers: [BalancesController],
  providers: [BalanceBinding, BalancesReactions, BalancesReader, BalancesService, BalancesClock],
  exports: [BalancesClock],
})
export class BalancesModule {}
