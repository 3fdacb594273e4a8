import { Module } from '@nestjs/common';

import { AcknowledgementsService } from './acknowledgements.service.js';
import { AmendmentsReader } from './amendments.reader.js';
import { ApplicationPeopleController } from './application-people.controller.js';
import { ApplicationPeopleService } from './application-people.service.js';
import { ApplicationBinding } from './application.binding.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';
import { BudgetController } from './budget.controller.js';
import { BudgetService } from './budget.service.js';
import { CompletionClock } from './completion.clock.js';
import { CompletionController } from './completion.controller.js';
import { CompletionReader } from './completion.reader.js';
import { CompletionService } from './completion.service.js';
import { ConditionBinding } from './condition.binding.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsReader } from './drafts.reader.js';
import { DraftsService } from './drafts.service.js';
import { LikelyDuplicatesReader } from './likely-duplicates.reader.js';
import { PlanController } from './plan.controller.js';
import { PlanReader } from './plan.reader.js';
import { ReceiptSigner } from './receipt-signer.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsReader } from './receipts.reader.js';
import { SubmissionFiles } from './submission-files.reader.js';
import { SubmissionProofs } from './submission-proof.reactions.js';
import { SubmissionsController } from './submissions.controller.js';

@Module({
  controllers: [
    ApplicationsController,
    ApplicationPeopleController,
    CompletionController,
    DraftsController,
    PlanController,
    BudgetController,
    SubmissionsController,
    ReceiptsController,
  ],
  providers: [
    AmendmentsReader,
    ApplicationPeopleService,
    ApplicationBinding,
    ApplicationsService,
    ApplicationsReader,
    CompletionService,
    CompletionReader,
    CompletionClock,
    ConditionBinding,
    DraftsReader,
    DraftsService,
    LikelyDuplicatesReader,
    PlanReader,
    BudgetService,
    ReceiptSigner,
    SubmissionProofs,
    ReceiptsReader,
    AcknowledgementsService,
    SubmissionFiles,
  ],
  exports: [ApplicationBinding, ApplicationsService, CompletionClock, ReceiptSigner],
})
export class ApplicationsModule {}
