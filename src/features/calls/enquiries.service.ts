import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { servesRegion } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid, newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { callScope, withinCallScope } from './call-scope.rules.js';
import type { CallRecord } from './call.rules.js';
import { loadCall } from './call.store.js';
import type { AnswerEnquiryDto, AskDto } from './enquiries.dto.js';
import { whyNotAsk } from './enquiries.rules.js';
import { countPending, insertAnswer, insertEnquiry, selectEnquiries } from './enquiries.store.js';
import { viewEnquiry, type Enquiry, type EnquiryView } from './enquiries.views.js';

/** Rows are only added: what they say is their own history, and no state is changed. */
@Injectable()
export class EnquiriesService {
  constructor(private readonly acts: Acts) {}

  /** @throws Refusal not-found, rule-not-met, conflict (already asked) */
  async ask(context: RequestContext, callId: string, { text }: AskDto): Promise<Answer<EnquiryView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      const call = await visible(tx, context, callId);
      const reasons = whyNotAsk(call, await countPending(tx.db, callId, actor.personId), now);
      if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
      const id = newId();
      await insertEnquiry(tx, { id, callId, text, askedBy: actor.personId, now });
      const body = viewEnquiry(await find(tx, callId, id), actor.personId);
      return { body, status: 201, location: `/v1/calls/${callId}/questions`, version: body.version };
    });
  }

  /** Publishes an answer to all; a later one supersedes it. @throws Refusal not-found, forbidden, stale-version */
  async answer(
    context: RequestContext,
    callId: string,
    enquiryId: string,
    { answer, question }: AnswerEnquiryDto,
  ): Promise<Answer<EnquiryView>> {
    const { actor, now, ifMatch } = context;
    return this.acts.perform(context, async (tx) => {
      const call = await visible(tx, context, callId);
      if (!servesRegion(actor, 'CALL_MANAGER', call.region)) throw new Refusal('forbidden');
      const enquiry = await find(tx, callId, enquiryId);
      const number = enquiry.answers.length + 1;
      // The version of a question is one more than the number of its answers.
      if (ifMatch !== number) throw new Refusal('stale-version');
      const published = question ?? enquiry.answers.at(-1)?.question ?? enquiry.text;
      await insertAnswer(tx, { enquiryId, number, question: published, answer, answeredBy: actor.personId, now });
      const body = viewEnquiry(await find(tx, callId, enquiryId), actor.personId);
      return { body, version: body.version };
    });
  }
}

async function visible(tx: Tx, { actor }: RequestContext, callId: string): Promise<CallRecord> {
  const call = await loadCall(tx.db, callId);
  if (call === undefined || !withinCallScope(callScope(actor), call)) throw new Refusal('not-found');
  return call;
}

async function find(tx: Tx, callId: string, id: string): Promise<Enquiry> {
  if (!isUuid(id)) throw new Refusal('not-found');
  const [enquiry] = await selectEnquiries(tx.db, Prisma.sql`q.id = ${id}::uuid AND q.call_id = ${callId}::uuid`, 1);
  if (enquiry === undefined) throw new Refusal('not-found');
  return enquiry;
}
