import { Body, Controller } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AcceptOfferDto, AmountOfferListView, AmountOfferView, DeclineOfferDto, RenewOfferDto } from './amount-offer.dto.js';
import { AmountOffersService } from './amount-offers.service.js';

const REPRESENTATIVE = roles('HOLDER_REPRESENTATIVE');

@Controller('v1')
export class AmountOffersController {
  constructor(private readonly offers: AmountOffersService) {}

  @Read('applications/:id/amount-offers', {
    access: AUTHENTICATED,
    summary: 'Lower amounts offered to the holder, and what was answered',
    answer: AmountOfferListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AmountOfferListView>> {
    return this.offers.ofApplication(context, id);
  }

  @Read('amount-offers/:id', { access: AUTHENTICATED, summary: 'One of them', answer: AmountOfferView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AmountOfferView>> {
    return this.offers.one(context, id);
  }

  @Act('amount-offers/:id/accept', {
    access: REPRESENTATIVE,
    summary: 'Accept the lower amount in writing, with a plan that balances with it',
    description: 'The plan is judged by the rules of the call, all at once; the submitted version stays as it was.',
    answer: AmountOfferView,
    ifMatch: 'required',
  })
  accept(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AcceptOfferDto): Promise<Answer<AmountOfferView>> {
    return this.offers.act(context, id, 'accept', body);
  }

  @Act('amount-offers/:id/decline', {
    access: REPRESENTATIVE,
    summary: 'Decline the lower amount, with reasons',
    description: 'Before the decisions the application is the jury’s again; after them, declining renounces the award.',
    answer: AmountOfferView,
    ifMatch: 'required',
  })
  decline(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DeclineOfferDto): Promise<Answer<AmountOfferView>> {
    return this.offers.act(context, id, 'decline', body);
  }

  @Act('amount-offers/:id/renew', {
    access: roles('REGIONAL_JURY'),
    summary: 'Offer the amount again once its time is over, with reasons',
    answer: AmountOfferView,
    ifMatch: 'required',
  })
  renew(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RenewOfferDto): Promise<Answer<AmountOfferView>> {
    return this.offers.act(context, id, 'renew', body);
  }
}
