import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { AbsenceBinding } from './absence.binding.js';
import { AbsencesController } from './absences.controller.js';
import { AbsencesService } from './absences.service.js';
import { BulkAssign } from './bulk-assign.service.js';
import { InstructionBinding } from './instruction.binding.js';
import { InstructionController } from './instruction.controller.js';
import { InstructionReactions } from './instruction.reactions.js';
import { InstructionReader } from './instruction.reader.js';
import { InstructionService } from './instruction.service.js';
import { WorkloadReader } from './workload.reader.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [InstructionController, AbsencesController],
  providers: [
    InstructionBinding,
    InstructionReader,
    InstructionService,
    BulkAssign,
    WorkloadReader,
    AbsenceBinding,
    AbsencesService,
    InstructionReactions,
  ],
  exports: [InstructionBinding],
})
export class InstructionModule {}
