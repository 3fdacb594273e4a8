import { Controller, Param } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { AUTHENTICATED } from '../http/access.js';
import { Read } from '../http/routes.js';
import type { Answer } from './request.js';
import { WorkflowRegistry } from './registry.js';
import { WorkflowListView, WorkflowView, viewWorkflow } from './workflows.dto.js';

/** The tables of edges as data: what may happen, to whom it falls, under which rules. */
@Controller('v1/workflows')
export class WorkflowsController {
  constructor(private readonly registry: WorkflowRegistry) {}

  @Read('', { access: AUTHENTICATED, summary: 'All workflows', answer: WorkflowListView })
  list(): Answer<WorkflowListView> {
    return { body: { items: this.registry.machines().map(viewWorkflow) } };
  }

  @Read(':name', { access: AUTHENTICATED, summary: 'One workflow: states, edges, rules', answer: WorkflowView })
  one(@Param('name') name: string): Answer<WorkflowView> {
    const binding = this.registry.binding(name);
    if (binding === undefined) throw new Refusal('not-found');
    return { body: viewWorkflow(binding.machine) };
  }
}
