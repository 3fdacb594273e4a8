import { Module } from '@nestjs/common';

import { AcknowledgementsService } from './acknowledgements.service.js';
import { ApplicationBinding } from './application.binding.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsReader } from './applications.reader.js';
import { ApplicationsService } from './applications.service.js';
import { ReceiptSigner } from './receipt-signer.js';
import { ReceiptsController } from './receipts.controller.js';
import { ReceiptsReader } from './receipts.reader.js';
import { SubmissionFiles } from './submission-files.reader.js';
import { SubmissionProofs } from './submission-proof.reactions.js';
import { SubmissionsController } from './submissions.controller.js';

@Module({
  controllers: [ApplicationsController, SubmissionsController, ReceiptsController],
  providers: [
    ApplicationBinding,
    ApplicationsService,
    ApplicationsReader,
    ReceiptSigner,
    SubmissionProofs,
    ReceiptsReader,
    AcknowledgementsService,
    SubmissionFiles,
  ],
  exports: [ApplicationBinding, ApplicationsService],
})
export class ApplicationsModule {}
