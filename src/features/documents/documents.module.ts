import { Module } from '@nestjs/common';

import { DocumentBinding } from './document.binding.js';
import { DocumentIntake } from './document-intake.service.js';
import { DocumentScans } from './document-scan.processor.js';
import { DocumentsClock } from './documents.clock.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsReactions } from './documents.reactions.js';
import { DocumentsReader } from './documents.reader.js';
import { DocumentsService } from './documents.service.js';

@Module({
  controllers: [DocumentsController],
  providers: [
    DocumentBinding,
    DocumentsService,
    DocumentsReader,
    DocumentIntake,
    DocumentsReactions,
    DocumentScans,
    DocumentsClock,
  ],
  exports: [DocumentsClock, DocumentsReader],
})
export class DocumentsModule {}
