import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { AbsenceBinding } from './absence.binding.js';
import { AbsencesController } from './absences.controller.js';
import { AbsencesService } from './absences.service.js';
import { BulkAssign } from './bulk-assign.service.js';
import { DivergenceBinding } from './divergence.binding.js';
import { InstructionBinding } from './instruction.binding.js';
import { InstructionClock } from './instruction.clock.js';
import { InstructionController } from './instruction.controller.js';
import { InstructionReactions } from './instruction.reactions.js';
import { InstructionReader } from './instruction.reader.js';
import { InstructionService } from './instruction.service.js';
import { JointExaminationController } from './joint-examination.controller.js';
import { JointExaminationService } from './joint-examination.service.js';
import { JointScoreBinding } from './joint-score.binding.js';
import { WorkloadReader } from './workload.reader.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [InstructionController, JointExaminationController, AbsencesController],
  providers: [
    InstructionBinding,
    InstructionReader,
    InstructionService,
    InstructionClock,
    BulkAssign,
    WorkloadReader,
    AbsenceBinding,
    AbsencesService,
    JointScoreBinding,
    DivergenceBinding,
    JointExaminationService,
    InstructionReactions,
  ],
  exports: [InstructionBinding, InstructionClock],
})
export class InstructionModule {}
