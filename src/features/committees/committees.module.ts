import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { CommitteeReader } from './committee.reader.js';
import { CommitteesController } from './committees.controller.js';
import { CommitteeBinding } from './composition.binding.js';
import { CommitteeTemplatesController, CompositionController } from './composition.controller.js';
import { CompositionReader } from './composition.reader.js';
import { CompositionService } from './composition.service.js';
import { CommitteesService } from './committees.service.js';
import { SessionDraftsService } from './session-drafts.service.js';
import { SessionHistoryReader } from './session-history.reader.js';
import { SessionBinding } from './session.binding.js';
import { SessionReactions } from './session.reactions.js';
import { SessionReader } from './session.reader.js';
import { SessionsService } from './session.service.js';
import { SessionsController } from './sessions.controller.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [CommitteesController, CommitteeTemplatesController, CompositionController, SessionsController],
  providers: [
    CommitteeBinding,
    CommitteeReader,
    CompositionReader,
    CompositionService,
    CommitteesService,
    SessionBinding,
    SessionReactions,
    SessionReader,
    SessionHistoryReader,
    SessionDraftsService,
    SessionsService,
  ],
  exports: [SessionBinding],
})
export class CommitteesModule {}
