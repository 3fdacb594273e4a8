import { Module } from '@nestjs/common';

import { AccountsModule } from '../accounts/accounts.module.js';
import { AidsService } from './aids.service.js';
import { ContractsService } from './contracts.service.js';
import { HoldersProcessor } from './holders.processor.js';
import { InvitationsService } from './invitations.service.js';
import { JoinController } from './join.controller.js';
import { JoinRequestsService } from './join-requests.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { SiretsService } from './sirets.service.js';

@Module({
  imports: [AccountsModule],
  controllers: [MembersController, JoinController],
  providers: [
    MembersService,
    InvitationsService,
    JoinRequestsService,
    ContractsService,
    AidsService,
    SiretsService,
    HoldersProcessor,
  ],
})
export class HoldersModule {}
