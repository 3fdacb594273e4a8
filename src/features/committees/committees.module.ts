import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { BallotBox } from './ballot-box.store.js';
import { CommitteeOpinionReader } from './committee-opinion.reader.js';
import { CommitteeOpinionsController } from './committee-opinions.controller.js';
import { CommitteeReader } from './committee.reader.js';
import { ConductController } from './conduct.controller.js';
import { CommitteesController } from './committees.controller.js';
import { BallotReceiptReader } from './ballot-receipts.reader.js';
import { CommitteeBinding } from './composition.binding.js';
import { CommitteeTemplatesController, CompositionController } from './composition.controller.js';
import { CompositionReader } from './composition.reader.js';
import { CompositionService } from './composition.service.js';
import { CommitteesService } from './committees.service.js';
import { SessionDraftsService } from './session-drafts.service.js';
import { SessionEventsReader } from './session-events.reader.js';
import { SessionHistoryReader } from './session-history.reader.js';
import { SessionLiveController } from './session-live.controller.js';
import { SessionLive } from './session-live.service.js';
import { SessionBinding } from './session.binding.js';
import { SessionReactions } from './session.reactions.js';
import { SessionReader } from './session.reader.js';
import { SessionsService } from './session.service.js';
import { SessionsClock } from './sessions.clock.js';
import { SessionsController } from './sessions.controller.js';
import { VotingController } from './voting.controller.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [
    CommitteeOpinionsController,
    CommitteesController,
    CommitteeTemplatesController,
    CompositionController,
    SessionsController,
    VotingController,
    ConductController,
    SessionLiveController,
  ],
  providers: [
    BallotBox,
    BallotReceiptReader,
    CommitteeOpinionReader,
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
    SessionsClock,
    SessionEventsReader,
    SessionLive,
  ],
  exports: [SessionBinding, SessionsClock],
})
export class CommitteesModule {}
