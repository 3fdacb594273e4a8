import { Body, Controller } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CloseEnvelopeDto, EnvelopeListView, EnvelopeView, MoveEnvelopeDto } from './envelopes.dto.js';
import { EnvelopesService } from './envelopes.service.js';
import { FUNDS_ROLES } from './funds-scope.rules.js';

const READERS = roles(...FUNDS_ROLES);
const OFFICERS = roles(...OFFICER_ROLES);

@Controller('v1')
export class EnvelopesController {
  constructor(private readonly envelopes: EnvelopesService) {}

  @Read('calls/:id/envelopes', {
    access: READERS,
    summary: 'Envelopes of a call by funder and year: what is free, and what holds the rest',
    answer: EnvelopeListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<EnvelopeListView>> {
    return this.envelopes.ofCall(context, id);
  }

  @Read('envelopes/:id', { access: READERS, summary: 'One of them', answer: EnvelopeView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<EnvelopeView>> {
    return this.envelopes.one(context, id);
  }

  @Act('envelopes/:id/raise', {
    access: OFFICERS,
    summary: 'Open more credits in this envelope',
    answer: EnvelopeView,
    ifMatch: 'required',
  })
  raise(@Ctx() context: RequestContext, @Id() id: string, @Body() body: MoveEnvelopeDto): Promise<Answer<EnvelopeView>> {
    return this.envelopes.act(context, id, 'raise', body);
  }

  @Act('envelopes/:id/cut', {
    access: OFFICERS,
    summary: 'Take credits back from what is available',
    description:
      'What is reserved, committed or paid is never cut: the refusal says how much is available, and what holds the rest.',
    answer: EnvelopeView,
    ifMatch: 'required',
  })
  cut(@Ctx() context: RequestContext, @Id() id: string, @Body() body: MoveEnvelopeDto): Promise<Answer<EnvelopeView>> {
    return this.envelopes.act(context, id, 'cut', body);
  }

  @Act('envelopes/:id/freeze', {
    access: OFFICERS,
    summary: 'Set available credits aside',
    description: 'As for a cut: of what is available alone.',
    answer: EnvelopeView,
    ifMatch: 'required',
  })
  freeze(@Ctx() context: RequestContext, @Id() id: string, @Body() body: MoveEnvelopeDto): Promise<Answer<EnvelopeView>> {
    return this.envelopes.act(context, id, 'freeze', body);
  }

  @Act('envelopes/:id/unfreeze', {
    access: OFFICERS,
    summary: 'Free credits that were set aside',
    answer: EnvelopeView,
    ifMatch: 'required',
  })
  unfreeze(@Ctx() context: RequestContext, @Id() id: string, @Body() body: MoveEnvelopeDto): Promise<Answer<EnvelopeView>> {
    return this.envelopes.act(context, id, 'unfreeze', body);
  }

  @Act('envelopes/:id/close', {
    access: OFFICERS,
    summary: 'Close the envelope once its year is over and nothing is owed, for good',
    description: 'Afterwards no credit moves in it; what was paid may still be recovered.',
    answer: EnvelopeView,
    ifMatch: 'required',
  })
  close(@Ctx() context: RequestContext, @Id() id: string, @Body() body: CloseEnvelopeDto): Promise<Answer<EnvelopeView>> {
    return this.envelopes.act(context, id, 'close', body);
  }
}
