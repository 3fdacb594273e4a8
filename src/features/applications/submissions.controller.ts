import { Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RawJson, RequestContext } from '../../platform/workflow/request.js';
import { AcknowledgementsService } from './acknowledgements.service.js';
import { AcknowledgementView } from './receipts.views.js';
import { SubmissionFiles } from './submission-files.reader.js';

const HOLDER_AND_AGENCIES = roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE', 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');
const attachment = (name: string): string => `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`;

/** What proves a submission: the acknowledgement, the signed receipt, the dossier on paper. */
@Controller('v1/applications')
export class SubmissionsController {
  constructor(
    private readonly acknowledgements: AcknowledgementsService,
    private readonly files: SubmissionFiles,
  ) {}

  @Read(':id/acknowledgement', {
    access: AUTHENTICATED,
    summary: 'Acknowledgement of the submission, as it was sent',
    answer: AcknowledgementView,
  })
  acknowledgement(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AcknowledgementView>> {
    return this.acknowledgements.read(context, id);
  }

  @Act(':id/acknowledgement/send-again', {
    access: HOLDER_AND_AGENCIES,
    summary: 'Send the same acknowledgement to the holder again',
    description: 'Five times in 24 hours for one application.',
    answer: AcknowledgementView,
  })
  sendAgain(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AcknowledgementView>> {
    return this.acknowledgements.sendAgain(context, id);
  }

  @Read(':id/versions/:number/receipt', {
    access: AUTHENTICATED,
    summary: 'Signed receipt of one frozen version, a file to keep',
    description:
      'Ed25519 over the canonical JSON (RFC 8785) of `receipt`. To be checked without this service: `npm run receipt:verify -- receipt.json key.pem`.',
    media: 'application/json',
  })
  async receipt(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('number') number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<RawJson>> {
    const file = await this.files.receipt(context, id, number);
    reply.header('content-disposition', attachment(`${file.number}.json`));
    return { body: file.body };
  }

  @Read(':id/versions/:number/dossier.pdf', {
    access: AUTHENTICATED,
    summary: 'One frozen version as a PDF',
    description:
      'The same bytes each time; `X-Content-SHA256` is their hash, `X-Renderer-Version` changes when the drawing does.',
    media: 'application/pdf',
  })
  async dossier(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Param('number') number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { name, bytes, sha256, rendererVersion } = await this.files.dossier(context, id, number);
    void reply.headers({
      'content-type': 'application/pdf',
      'content-disposition': attachment(name),
      'x-content-sha256': sha256,
      'x-renderer-version': String(rendererVersion),
    });
    return bytes;
  }
}
