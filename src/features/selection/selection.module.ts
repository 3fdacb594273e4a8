import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { ReserveClock } from './reserve.clock.js';
import { ReserveController } from './reserve.controller.js';
import { ReserveProposalBinding } from './reserve-proposal.binding.js';
import { ReserveReactions } from './reserve.reactions.js';
import { ReserveReader } from './reserve.reader.js';
import { ReserveService } from './reserve.service.js';
import { SelectionController } from './selection.controller.js';
import { SelectionReader } from './selection.reader.js';
import { SelectionService } from './selection.service.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [SelectionController, ReserveController],
  providers: [
    SelectionReader,
    SelectionService,
    ReserveProposalBinding,
    ReserveReactions,
    ReserveReader,
    ReserveService,
    ReserveClock,
  ],
  exports: [ReserveClock, ReserveReactions],
})
export class SelectionModule {}
