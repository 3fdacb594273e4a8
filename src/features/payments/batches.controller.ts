import { Body, Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ACCOUNTANT_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { CSV, SheetOf, sendAsFile, TakesSheet, XML, type SheetBody } from '../../platform/http/raw-body.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { BatchListView, BatchView, CreateBatchDto, ReturnView } from './batches.dto.js';
import { BatchesService } from './batches.service.js';

const ACCOUNTANTS = roles(...ACCOUNTANT_ROLES);
const READERS = roles(...ACCOUNTANT_ROLES, 'AUDITOR');

@Controller('v1/calls/:id/funders/:code/payment-batches')
export class BatchesController {
  constructor(private readonly batches: BatchesService) {}

  @Create('', {
    access: ACCOUNTANTS,
    summary: 'Batch the orders that wait, in the accountant’s territory',
    description: 'Every order of the funder that is in no batch yet. The account debited is the funder’s own.',
    answer: BatchView,
  })
  create(
    @Ctx() context: RequestContext,
    @Id() callId: string,
    @Param('code') code: string,
    @Body() body: CreateBatchDto,
  ): Promise<Answer<BatchView>> {
    return this.batches.create(context, { callId, code }, body);
  }

  @Read('', { access: READERS, summary: 'Batches of a funder', answer: BatchListView })
  list(@Ctx() context: RequestContext, @Id() callId: string, @Param('code') code: string): Promise<Answer<BatchListView>> {
    return this.batches.list(context, { callId, code });
  }

  @Read(':batchId', { access: READERS, summary: 'One batch', answer: BatchView })
  one(
    @Ctx() context: RequestContext,
    @Id() callId: string,
    @Param('code') code: string,
    @Id('batchId') batchId: string,
  ): Promise<Answer<BatchView>> {
    return this.batches.one(context, { callId, code }, batchId);
  }

  @Read(':batchId/orders.csv', { access: READERS, summary: 'Orders of a batch as CSV', media: CSV })
  async csv(
    @Ctx() context: RequestContext,
    @Id() callId: string,
    @Param('code') code: string,
    @Id('batchId') batchId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { bytes, name } = await this.batches.file(context, { callId, code }, batchId, 'csv');
    sendAsFile(reply, CSV, name, 1);
    return bytes;
  }

  @Read(':batchId/orders.xml', { access: READERS, summary: 'Orders of a batch as pain.001.001.03 (ISO 20022)', media: XML })
  async xml(
    @Ctx() context: RequestContext,
    @Id() callId: string,
    @Param('code') code: string,
    @Id('batchId') batchId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { bytes, name } = await this.batches.file(context, { callId, code }, batchId, 'xml');
    sendAsFile(reply, XML, name, 1);
    return bytes;
  }

  @Act(':batchId/returns', {
    access: ACCOUNTANTS,
    summary: 'Apply a file of returns of the bank',
    description:
      'CSV, columns Paiement;Résultat (PAID or REJECTED);Date de valeur;Référence;Motif. Each line is the accountant’s own act; one that cannot be applied is told with its number and code, and the rest is done. The same file again changes nothing.',
    answer: ReturnView,
    ifMatch: 'none',
  })
  @TakesSheet()
  returns(
    @Ctx() context: RequestContext,
    @Id() callId: string,
    @Param('code') code: string,
    @Id('batchId') batchId: string,
    @SheetOf() sheet: SheetBody,
  ): Promise<Answer<ReturnView>> {
    return this.batches.returns(context, { callId, code }, batchId, sheet);
  }
}
