import { Controller, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { FOLLOWERS } from '../remedies/followers.js';
import { AlarmsReader } from './alarms.reader.js';
import { AlarmQuery } from './letters.dto.js';
import { LettersReader } from './letters.reader.js';
import { AlarmListView, LetterListView, LetterVerificationView, LetterView } from './letters.views.js';

const WATCHERS = roles('CALL_MANAGER', 'AUDITOR', 'ADMINISTRATOR');

@Controller('v1')
export class LettersController {
  constructor(
    private readonly reader: LettersReader,
    private readonly alarmsReader: AlarmsReader,
  ) {}

  @Read('applications/:id/letters', {
    access: FOLLOWERS,
    summary: 'Letters of decisions on an application, newest first',
    answer: LetterListView,
  })
  ofApplication(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<LetterListView>> {
    return this.reader.ofApplication(context, id, query);
  }

  @Read('letters/:id', {
    access: FOLLOWERS,
    summary: 'One letter as it was written, and its sendings',
    description: 'Stored once with the hash of its data, of its text and of its PDF; never rendered again.',
    answer: LetterView,
  })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<LetterView>> {
    return this.reader.one(context, id);
  }

  @Read('letters/:id/pdf', {
    access: FOLLOWERS,
    summary: 'The same letter as a PDF (PDF/A-3a), byte for byte as stored',
    description: '`X-Content-SHA256` is the hash written with it.',
    media: 'application/pdf',
  })
  async pdf(@Ctx() context: RequestContext, @Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { bytes, sha256, name } = await this.reader.pdf(context, id);
    void reply.headers({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '_')}"`,
      'x-content-sha256': sha256,
    });
    return bytes;
  }

  @Read('letters/:id/verification', {
    access: FOLLOWERS,
    summary: 'Whether a stored letter still has the hashes that were written with it',
    answer: LetterVerificationView,
  })
  verification(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<LetterVerificationView>> {
    return this.reader.verification(context, id);
  }

  @Read('alarms', {
    access: WATCHERS,
    summary: 'Decisions without their letter, or whose letter never left',
    description: 'Computed from the data at each call. A call manager sees those of the own region.',
    answer: AlarmListView,
  })
  alarms(@Ctx() context: RequestContext, @Query() query: AlarmQuery): Promise<Answer<AlarmListView>> {
    return this.alarmsReader.list(context, query);
  }
}
