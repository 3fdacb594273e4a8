import { Body, Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read, Upload } from '../../platform/http/routes.js';
import { Sent } from '../../platform/http/uploads.js';
import type { Piece } from '../../platform/storage/upload-folder.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { MinutesExtractReader } from './minutes-extract.reader.js';
import { MinutesRectifyDto } from './minutes.dto.js';
import { MinutesReader, type StoredPdf } from './minutes.reader.js';
import { MINUTES_READERS } from './minutes.rules.js';
import { MinutesService } from './minutes.service.js';
import { SignedCopies } from './signed-copies.service.js';
import { MinutesExtractsView, MinutesListView, MinutesVerificationView, MinutesView } from './minutes.views.js';

const readers = roles(...MINUTES_READERS);
const desk = roles('COMMITTEE_SECRETARY', 'COMMITTEE_PRESIDENT');

/** The minutes of a session (CRPA R133-13). */
@Controller('v1')
export class MinutesController {
  constructor(
    private readonly minutes: MinutesService,
    private readonly reader: MinutesReader,
    private readonly extracts: MinutesExtractReader,
    private readonly copies: SignedCopies,
  ) {}

  @Create('sessions/:id/minutes', {
    access: desk,
    summary: 'Draw up the minutes of a session that is over, or a new draft of them',
    description: 'From what was recorded; the data are frozen with the version of the template, and the PDF is drawn once.',
    answer: MinutesView,
    problems: ['transition-not-allowed'],
  })
  draft(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<MinutesView>> {
    return this.minutes.draft(context, id);
  }

  @Read('sessions/:id/minutes', {
    access: readers,
    summary: 'Minutes of a session: the original, then what rectifies it',
    answer: MinutesListView,
  })
  ofSession(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<MinutesListView>> {
    return this.reader.ofSession(context, id);
  }

  @Read('minutes/:id', {
    access: readers,
    summary: 'Minutes as data, with their hashes and their seal',
    description: 'The last draft, or what was signed. Whoever takes no part in an item reads the rest of it.',
    answer: MinutesView,
  })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<MinutesView>> {
    return this.reader.one(context, id);
  }

  @Read('minutes/:id/pdf', {
    access: readers,
    summary: 'The same as a PDF (PDF/A-3a), byte for byte as stored',
    description: 'Refused to whoever takes no part in an item of the session: the PDF holds them all.',
    media: 'application/pdf',
  })
  async pdf(@Ctx() context: RequestContext, @Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return sent(reply, await this.reader.pdf(context, id));
  }

  @Upload('minutes/:id/signed-copies', {
    access: desk,
    summary: 'Keep a PDF of signed minutes, scanned or with a qualified signature, beside them',
    description:
      'In one request, 10 MB at most; nothing active in it. Kept with its SHA-256 and never replaced: another scan is another copy, the same bytes sent again are the same one.',
    answer: MinutesView,
  })
  attach(@Ctx() context: RequestContext, @Id() id: string, @Sent() piece: Piece): Promise<Answer<MinutesView>> {
    return this.copies.attach(context, id, piece);
  }

  @Read('minutes/:id/signed-copies/:number', {
    access: readers,
    summary: 'A signed copy, byte for byte as received',
    description: 'For those who read the PDF of the minutes.',
    media: 'application/pdf',
  })
  async copy(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('number') number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return sent(reply, await this.reader.copy(context, id, number));
  }

  @Read('minutes/:id/verification', {
    access: readers,
    summary: 'Draw the PDF again from the frozen data, and compare; check the seal',
    answer: MinutesVerificationView,
  })
  verification(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<MinutesVerificationView>> {
    return this.reader.verification(context, id);
  }

  @Act('minutes/:id/sign', {
    access: roles('COMMITTEE_PRESIDENT', 'COMMITTEE_MEMBER'),
    ifMatch: 'required',
    summary: 'Sign the last draft, as the one who presided the session',
    description: 'Seals both hashes with the key of GET /v1/receipts/keys; the minutes never change afterwards.',
    answer: MinutesView,
  })
  sign(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<MinutesView>> {
    return this.minutes.sign(context, id);
  }

  @Act('minutes/:id/rectify', {
    access: desk,
    summary: 'Draw up rectifying minutes of signed ones, with their own number, to be signed likewise',
    description: 'Asked again before their signature, it is a new draft of them.',
    status: 201,
    answer: MinutesView,
  })
  rectify(@Ctx() context: RequestContext, @Id() id: string, @Body() body: MinutesRectifyDto): Promise<Answer<MinutesView>> {
    return this.minutes.rectify(context, id, body);
  }

  @Read('applications/:id/minutes-extract', {
    access: AUTHENTICATED,
    summary: 'What signed minutes say of a dossier; for its holder, once the decision is taken',
    answer: MinutesExtractsView,
  })
  extract(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<MinutesExtractsView>> {
    return this.extracts.of(context, id);
  }
}

function sent(reply: FastifyReply, { bytes, sha256, name }: StoredPdf): Buffer {
  void reply.headers({
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${name}"`,
    'x-content-sha256': sha256,
  });
  return bytes;
}
