import { Module } from '@nestjs/common';

import { AwardsModule } from '../awards/awards.module.js';
import { RecoveriesModule } from '../recoveries/recoveries.module.js';
import { MeasureBinding } from './measure.binding.js';
import { MeasuresController } from './measures.controller.js';
import { MeasuresReactions } from './measures.reactions.js';
import { MeasuresService } from './measures.service.js';

@Module({
  imports: [AwardsModule, RecoveriesModule],
  controllers: [MeasuresController],
  providers: [MeasureBinding, MeasuresReactions, MeasuresService],
})
export class MeasuresModule {}
