import { Module } from '@nestjs/common';

import { OptimiserModule } from '../../platform/optimiser/optimiser.module.js';
import { ApplicationsModule } from '../applications/applications.module.js';
import { ReserveClock } from './reserve.clock.js';
import { ReserveController } from './reserve.controller.js';
import { ReserveProposalBinding } from './reserve-proposal.binding.js';
import { ReserveReactions } from './reserve.reactions.js';
import { ReserveReader } from './reserve.reader.js';
import { ReserveService } from './reserve.service.js';
import { CallsModule } from '../calls/calls.module.js';
import { BoardReader } from './board.reader.js';
import { OptimisationsController } from './optimisations.controller.js';
import { OptimisationsReader } from './optimisations.reader.js';
import { OptimisationsService } from './optimisations.service.js';
import { SelectionController } from './selection.controller.js';
import { SelectionReader } from './selection.reader.js';
import { SelectionService } from './selection.service.js';
import { SimulationDecisions } from './simulation-decisions.service.js';
import { SimulationsController } from './simulations.controller.js';
import { SimulationsReader } from './simulations.reader.js';
import { SimulationsService } from './simulations.service.js';

@Module({
  imports: [OptimiserModule, CallsModule, ApplicationsModule],
  controllers: [SelectionController, SimulationsController, OptimisationsController, ReserveController],
  providers: [
    SelectionReader,
    SelectionService,
    BoardReader,
    SimulationsReader,
    SimulationsService,
    SimulationDecisions,
    OptimisationsReader,
    OptimisationsService,
    ReserveProposalBinding,
    ReserveReactions,
    ReserveReader,
    ReserveService,
    ReserveClock,
  ],
  exports: [ReserveClock, ReserveReactions],
})
export class SelectionModule {}
