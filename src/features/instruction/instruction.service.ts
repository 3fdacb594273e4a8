import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { InstructionBinding } from './instruction.binding.js';
import type { InstructionView, InterestDeclaredView } from './instruction.views.js';
import type { InstructionEvent } from './instruction.machine.js';
import { findInstruction } from './instruction.store.js';
import { viewInstruction } from './view-instruction.js';

@Injectable()
export class InstructionService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: InstructionBinding,
  ) {}

  act(context: RequestContext, id: string, event: InstructionEvent, input: unknown): Promise<Answer<InstructionView>> {
    return this.acts.fire(context, this.binding, id, event, input, async (tx) => {
      const row = await findInstruction(tx.db, id);
      if (row === undefined) throw new Refusal('not-found');
      return { body: viewInstruction(row, context.actor, context.now, context.locale), version: row.version };
    });
  }

  /** The dossier is closed to this person from now on: the answer says that the declaration is recorded, and nothing of the dossier. */
  declareInterest(context: RequestContext, id: string, input: unknown): Promise<Answer<InterestDeclaredView>> {
    return this.acts.fire(context, this.binding, id, 'declareInterest', input, (_tx, { state }) =>
      Promise.resolve({ body: { id, state, declaredAt: context.now.toISOString() } }),
    );
  }
}
