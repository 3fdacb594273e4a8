import { Module } from '@nestjs/common';

import { SelectionModule } from '../selection/selection.module.js';
import { EnvelopeBinding } from './envelope.binding.js';
import { EnvelopeReactions } from './envelope.reactions.js';
import { EnvelopesController } from './envelopes.controller.js';
import { EnvelopesService } from './envelopes.service.js';

@Module({
  imports: [SelectionModule],
  controllers: [EnvelopesController],
  providers: [EnvelopeBinding, EnvelopeReactions, EnvelopesService],
})
export class FundsModule {}
