import { Module } from '@nestjs/common';

import { ApplicationsModule } from '../applications/applications.module.js';
import { SelectionModule } from '../selection/selection.module.js';
import { AmountOfferBinding } from './amount-offer.binding.js';
import { AmountOfferClock } from './amount-offer.clock.js';
import { AmountOfferReactions } from './amount-offer.reactions.js';
import { AmountOffersController } from './amount-offers.controller.js';
import { AmountOffersService } from './amount-offers.service.js';
import { AwardsController } from './awards.controller.js';
import { AwardsReactions } from './awards.reactions.js';
import { AwardsReader } from './awards.reader.js';
import { AwardsService } from './awards.service.js';
import { CofundingController } from './cofunding.controller.js';
import { CofundingReader } from './cofunding.reader.js';
import { CofundingService } from './cofunding.service.js';

import { LegBinding } from './leg.binding.js';

@Module({
  imports: [ApplicationsModule, SelectionModule],
  controllers: [AwardsController, CofundingController, AmountOffersController],
  providers: [
    LegBinding,
    AwardsReactions,
    AwardsReader,
    AwardsService,
    CofundingReader,
    CofundingService,
    AmountOfferBinding,
    AmountOfferReactions,
    AmountOffersService,
    AmountOfferClock,
  ],
  exports: [LegBinding, AmountOfferClock, AwardsReader],
})
export class AwardsModule {}
