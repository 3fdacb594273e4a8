import { Injectable } from '@nestjs/common';

import { viewReason } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { bulkRow } from '../../platform/workflow/bulk.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { BulkAssignDto } from './instruction.dto.js';
import { InstructionBinding } from './instruction.binding.js';
import type { BulkAssignedView, BulkAssignView } from './instruction.views.js';

/** Several assignments asked at once: each row is the act of a single assignment, answered on its own (platform/workflow/bulk.ts). */
@Injectable()
export class BulkAssign {
  constructor(
    private readonly acts: Acts,
    private readonly binding: InstructionBinding,
  ) {}

  async assign(context: RequestContext, { ids, examinerId }: BulkAssignDto): Promise<Answer<BulkAssignView>> {
    const given = await this.acts.answered<BulkAssignView>(context);
    if (given !== undefined) return given;
    const items: BulkAssignedView[] = [];
    for (const id of ids) items.push(await this.one(context, id, examinerId));
    const assigned = items.filter(({ outcome }) => outcome === 'ASSIGNED').length;
    return this.acts.perform(context, () => Promise.resolve({ body: { assigned, refused: items.length - assigned, items } }));
  }

  private one(context: RequestContext, id: string, examinerId: string): Promise<BulkAssignedView> {
    return bulkRow<BulkAssignedView>(
      this.acts,
      context,
      { id },
      (own) =>
        this.acts.fire(own, this.binding, id, 'assign', { examinerId }, (_tx, { state, version }) =>
          Promise.resolve({ body: { id, outcome: 'ASSIGNED', code: null, reasons: [], state, version } }),
        ),
      ({ code, reasons }) => {
        const told = reasons.map((reason) => viewReason(reason, context.locale));
        return { id, outcome: 'REFUSED', code, reasons: told, state: null, version: null };
      },
    );
  }
}
