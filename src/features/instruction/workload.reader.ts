import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { authorise } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { instructionMachine } from './instruction.machine.js';
import { factsOf, findInstruction } from './instruction.store.js';
import type { ProposedExaminersView } from './instruction.views.js';
import { inOrder } from './workload.rules.js';
import { findWorkloads } from './workload.store.js';

/** Proposed at most. */
const MOST_PROPOSED = 50;

@Injectable()
export class WorkloadReader {
  constructor(private readonly database: Database) {}

  /** Who may be named, the one to choose first. @throws Refusal not-found, forbidden to who may not assign */
  async proposals({ actor, now }: RequestContext, id: string): Promise<Answer<ProposedExaminersView>> {
    const row = await findInstruction(this.database.read, id);
    if (row === undefined) throw new Refusal('not-found');
    const denied = authorise(instructionMachine, 'assignByWorkload', factsOf(row), actor);
    if (denied !== undefined) throw new Refusal(denied.code, denied.detail);
    const ordered = inOrder(await findWorkloads(this.database.read, row, now), row);
    const items = ordered
      .slice(0, MOST_PROPOSED)
      .map(({ personId, name, open, deputy }) => ({ id: personId, name, openInstructions: open, deputy }));
    return { body: { items } };
  }
}
