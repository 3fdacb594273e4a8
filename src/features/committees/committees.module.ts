import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { BallotBox } from './ballot-box.store.js';
import { CommitteeOpinionReader } from './committee-opinion.reader.js';
import { CommitteeOpinionsController } from './committee-opinions.controller.js';
import { CommitteeReader } from './committee.reader.js';
import { CommitteesController } from './committees.controller.js';
import { BallotReceiptReader } from './ballot-receipts.reader.js';
import { CommitteesService } from './committees.service.js';
import { SessionDraftsService } from './session-drafts.service.js';
import { SessionHistoryReader } from './session-history.reader.js';
import { SessionBinding } from './session.binding.js';
import { SessionReactions } from './session.reactions.js';
import { SessionReader } from './session.reader.js';
import { SessionsService } from './session.service.js';
import { SessionsController } from './sessions.controller.js';
import { VotingController } from './voting.controller.js';

@Module({
  imports: [ApplicationsModule],
  controllers: [CommitteeOpinionsController, CommitteesController, SessionsController, VotingController],
  providers: [
    BallotBox,
    BallotReceiptReader,
    CommitteeOpinionReader,
    CommitteeReader,
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
