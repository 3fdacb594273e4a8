import { Body, Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read, Upload } from '../../platform/http/routes.js';
import { Sent } from '../../platform/http/uploads.js';
import type { Piece } from '../../platform/storage/upload-folder.js';
import type { Answer, Download, RequestContext } from '../../platform/workflow/request.js';
import { AgreementListView, AgreementView, DraftAgreementDto, SignAgreementDto, VoidAgreementDto } from './agreements.dto.js';
import { AgreementsService } from './agreements.service.js';
import { SignedCopies } from './signed-copies.service.js';

const DRAFTERS = roles(...OFFICER_ROLES, 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');

type Reply = Promise<Answer<AgreementView>>;

/** Awards on paper (loi 2000-321, article 10). */
@Controller('v1')
export class AgreementsController {
  constructor(
    private readonly agreements: AgreementsService,
    private readonly copies: SignedCopies,
  ) {}

  @Create('awards/:id/agreements', {
    access: DRAFTERS,
    summary: 'Draft the agreement of an award, or that of one funder, as the call says',
    description:
      'Written once, from the award, the dossier and the terms of the call; its data, text and PDF are kept with their hashes.',
    answer: AgreementView,
  })
  draft(@Ctx() context: RequestContext, @Id() id: string, @Body() body: DraftAgreementDto): Reply {
    return this.agreements.draft(context, id, body);
  }

  @Read('awards/:id/agreements', {
    access: AUTHENTICATED,
    summary: 'Agreements of an award, and whether one is owed with each funder',
    answer: AgreementListView,
  })
  list(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AgreementListView>> {
    return this.agreements.ofAward(context, id);
  }

  @Read('agreements/:id', { access: AUTHENTICATED, summary: 'One agreement: parties, signatures, hashes', answer: AgreementView })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.agreements.one(context, id);
  }

  @Read('agreements/:id/pdf', {
    access: AUTHENTICATED,
    summary: 'The agreement as a PDF (PDF/A-3a), byte for byte as stored',
    media: 'application/pdf',
  })
  async pdf(@Ctx() context: RequestContext, @Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { bytes, sha256, name } = await this.agreements.pdf(context, id);
    void reply.headers({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-sha256': sha256,
    });
    return bytes;
  }

  @Upload('agreements/:id/upload/:kind', {
    access: roles(...OFFICER_ROLES, 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'HOLDER_REPRESENTATIVE'),
    summary: 'Send a copy of what was signed outside: SCAN of the paper, or the PDF with QUALIFIED signatures',
    description:
      'The whole PDF in one request. It is looked into, kept with its hash, and never replaced: another one is another copy.',
    answer: AgreementView,
  })
  receive(@Ctx() context: RequestContext, @Id() id: string, @Param('kind') kind: string, @Sent() piece: Piece): Reply {
    return this.copies.receive(context, id, kind, piece);
  }

  @Read('agreements/:id/copies/:copyId', {
    access: AUTHENTICATED,
    summary: 'The bytes of a copy, as an attachment',
    media: 'application/pdf',
  })
  copy(@Ctx() context: RequestContext, @Id() id: string, @Param('copyId') copyId: string): Promise<Answer<Download>> {
    return this.copies.content(context, id, copyId);
  }

  @Act('agreements/:id/send', {
    access: DRAFTERS,
    summary: 'Send it for signature',
    answer: AgreementView,
    ifMatch: 'required',
  })
  send(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.agreements.send(context, id);
  }

  @Act('agreements/:id/sign', {
    access: roles('HOLDER_REPRESENTATIVE', ...OFFICER_ROLES),
    summary: 'Sign it, for the holder or for one funder',
    description: 'The last signature makes it binding. Two parties of one rank may sign at once: If-Match is optional.',
    answer: AgreementView,
  })
  sign(@Ctx() context: RequestContext, @Id() id: string, @Body() body: SignAgreementDto): Reply {
    return this.agreements.sign(context, id, body);
  }

  @Act('agreements/:id/void', {
    access: roles(...OFFICER_ROLES),
    summary: 'Void it before the last signature, with reasons: its shares are decided ones again',
    answer: AgreementView,
    ifMatch: 'required',
  })
  void(@Ctx() context: RequestContext, @Id() id: string, @Body() body: VoidAgreementDto): Reply {
    return this.agreements.void(context, id, body);
  }
}
