import { Module } from '@nestjs/common';

import { AccountsModule } from '../accounts/accounts.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { ExpertAccounts } from './expert-accounts.service.js';
import { ExpertRequestBinding } from './expert-request.binding.js';
import { ExpertsClock } from './experts.clock.js';
import { ExpertsController } from './experts.controller.js';
import { ExpertsReactions } from './experts.reactions.js';
import { ExpertsReader } from './experts.reader.js';
import { ExpertsService } from './experts.service.js';

@Module({
  imports: [AccountsModule, DocumentsModule],
  controllers: [ExpertsController],
  providers: [ExpertRequestBinding, ExpertsReader, ExpertsService, ExpertAccounts, ExpertsReactions, ExpertsClock],
  exports: [ExpertsClock],
})
export class ExpertsModule {}
