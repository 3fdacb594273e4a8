import { Injectable } from '@nestjs/common';

import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CommitteeBinding } from './composition.binding.js';
import type { CommitteeEvent } from './composition.machine.js';
import { CompositionReader } from './composition.reader.js';
import type { CompositionView } from './composition.views.js';

/** The acts on the composition of a committee: each one edge of the machine. */
@Injectable()
export class CompositionService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: CommitteeBinding,
    private readonly reader: CompositionReader,
  ) {}

  act(context: RequestContext, id: string, event: CommitteeEvent, input: object): Promise<Answer<CompositionView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.reader.view(tx.db, context, id));
  }

  create(context: RequestContext, id: string, event: CommitteeEvent, input: object): Promise<Answer<CompositionView>> {
    return this.acts.fire(context, this.binding, id, event, input, async (tx) => {
      const answer = await this.reader.view(tx.db, context, id);
      return { ...answer, status: 201, location: `/v1/committees/${id}/composition` };
    });
  }
}
