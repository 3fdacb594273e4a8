import { Injectable } from '@nestjs/common';

import { Refusal, type ProblemCode } from '../../kernel/errors.js';
import { viewReason } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import type { BulkAssignByWorkloadDto, BulkAssignDto } from './instruction.dto.js';
import { InstructionBinding } from './instruction.binding.js';
import type { BulkAssignedView, BulkAssignView } from './instruction.views.js';

/** What the row itself answers. Anything else (a database out of reach) stops the whole request, to be sent again with the same key. */
const ANSWERS: readonly ProblemCode[] = [
  'not-found',
  'forbidden',
  'transition-not-allowed',
  'rule-not-met',
  'stale-version',
  'conflict',
];

/**
 * Several assignments asked at once: each row is the act of a single assignment, in a transaction of its own, whose outcome — done or
 * refused — is kept under a key of its own. So a retry after a crash, a second identical request running beside the first, or a replay a week
 * later answers the same for each row and assigns nothing twice.
 */
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
    for (const id of ids) items.push(await this.one(ofRow(context, id), id, event, input));
    const assigned = items.filter(({ outcome }) => outcome === 'ASSIGNED').length;
    return this.acts.perform(context, () => Promise.resolve({ body: { assigned, refused: items.length - assigned, items } }));
  }

  private async one(
    context: RequestContext,
    id: string,
    event: 'assign' | 'assignByWorkload',
    input: object,
  ): Promise<BulkAssignedView> {
    try {
      const { body } = await this.acts.fire(context, this.binding, id, event, input, (_tx, { state, version }) => {
        const assigned: BulkAssignedView = { id, outcome: 'ASSIGNED', code: null, reasons: [], state, version };
        return Promise.resolve({ body: assigned });
      });
      return body;
    } catch (error) {
      if (!(error instanceof Refusal) || !ANSWERS.includes(error.code)) throw error;
      const reasons = error.reasons.map((reason) => viewReason(reason, context.locale));
      const refused: BulkAssignedView = { id, outcome: 'REFUSED', code: error.code, reasons, state: null, version: null };
      const { body } = await this.acts.perform(context, () => Promise.resolve({ body: refused }));
      return body;
    }
  }
}

/** A header's key has visible characters only: none of them collides with a row's. */
function ofRow(context: RequestContext, id: string): RequestContext {
  const { idempotency } = context;
  return {
    ...context,
    ifMatch: undefined,
    idempotency: idempotency && { key: `${idempotency.key} ${id}`, fingerprint: idempotency.fingerprint },
  };
}
