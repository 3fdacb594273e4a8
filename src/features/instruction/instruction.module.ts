import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { BulkAssign } from './bulk-assign.service.js';
import { InstructionBinding } from './instruction.binding.js';
import { InstructionController } from './instruction.controller.js';
import { InstructionReactions } from './instruction.reactions.js';
import { InstructionReader } from './instruction.reader.js';
import { InstructionService } from './instruction.service.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [InstructionController],
  providers: [InstructionBinding, InstructionReader, InstructionService, BulkAssign, InstructionReactions],
  exports: [InstructionBinding],
})
export class InstructionModule {}
