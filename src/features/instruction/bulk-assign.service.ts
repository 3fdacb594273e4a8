import { Injectable } from '@nestjs/common';

import { viewReason } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { bulkRow } from '../../platform/workflow/bulk.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { BulkAssignByWorkloadDto, BulkAssignDto } from './instruction.dto.js';
import { InstructionBinding } from './instruction.binding.js';
import type { BulkAssignedView, BulkAssignView } from './instruction.views.js';

/** Several assignments asked at once: each row is the act of a single assignment, answered on its own (platform/workflow/bulk.ts). */
@Injectable()
export class BulkAssign {
  constructor(
    private readonly acts: Acts,
    private readonly binding: InstructionBinding,
  ) {}

  assign(context: RequestContext, { ids, examinerId, reason }: BulkAssignDto): Promise<Answer<BulkAssignView>> {
    return this.each(context, ids, 'assign', { examinerId, ...(reason !== undefined && { reason }) });
  }

  /** The first row to the least loaded, the next one to who is so then. */
  assignByWorkload(context: RequestContext, { ids, reason }: BulkAssignByWorkloadDto): Promise<Answer<BulkAssignView>> {
    return this.each(context, ids, 'assignByWorkload', { ...(reason !== undefined && { reason }) });
  }

  private async each(
    context: RequestContext,
    ids: readonly string[],
    event: 'assign' | 'assignByWorkload',
    input: object,
  ): Promise<Answer<BulkAssignView>> {
    const given = await this.acts.answered<BulkAssignView>(context);
    if (given !== undefined) return given;
    const items: BulkAssignedView[] = [];
    for (const id of ids) items.push(await this.one(context, id, event, input));
    const assigned = items.filter(({ outcome }) => outcome === 'ASSIGNED').length;
    return this.acts.perform(context, () => Promise.resolve({ body: { assigned, refused: items.length - assigned, items } }));
  }

  private one(
    context: RequestContext,
    id: string,
    event: 'assign' | 'assignByWorkload',
    input: object,
  ): Promise<BulkAssignedView> {
    return bulkRow<BulkAssignedView>(
      this.acts,
      context,
      { id },
      (own) =>
        this.acts.fire(own, this.binding, id, event, input, (_tx, { state, version }) =>
          Promise.resolve({ body: { id, outcome: 'ASSIGNED', code: null, reasons: [], state, version } }),
        ),
      ({ code, reasons }) => {
        const told = reasons.map((reason) => viewReason(reason, context.locale));
        return { id, outcome: 'REFUSED', code, reasons: told, state: null, version: null };
      },
    );
  }
}
