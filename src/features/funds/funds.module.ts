import { Module } from '@nestjs/common';

import { SelectionModule } from '../selection/selection.module.js';
import { EnvelopeBinding } from './envelope.binding.js';
import { EnvelopeReactions } from './envelope.reactions.js';
import { EnvelopesController } from './envelopes.controller.js';
import { EnvelopesService } from './envelopes.service.js';
import { FundingController } from './funding.controller.js';
import { FundingService } from './funding.service.js';
import { FundingReader } from './funding.reader.js';
import { LedgerEntriesReader } from './ledger-entries.reader.js';
import { LedgerController } from './ledger.controller.js';
import { ReconciliationClock } from './reconciliation.clock.js';
import { LedgerService } from './ledger.service.js';
import { RecoveryOrdersController } from './recovery-orders.controller.js';
import { RecoveryOrdersReader } from './recovery-orders.reader.js';

@Module({
  imports: [SelectionModule],
  controllers: [EnvelopesController, LedgerController, FundingController, RecoveryOrdersController],
  providers: [
    EnvelopeBinding,
    EnvelopeReactions,
    EnvelopesService,
    LedgerEntriesReader,
    FundingReader,
    RecoveryOrdersReader,
    LedgerService,
    FundingService,
    ReconciliationClock,
  ],
  exports: [ReconciliationClock],
})
export class FundsModule {}
