import { Controller } from '@nestjs/common';

import { AUTHENTICATED } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CommitteeOpinionReader } from './committee-opinion.reader.js';
import { CommitteeOpinionsView } from './committee-opinion.views.js';

@Controller('v1/applications')
export class CommitteeOpinionsController {
  constructor(private readonly opinions: CommitteeOpinionReader) {}

  @Read(':id/committee-opinions', {
    access: AUTHENTICATED,
    summary: 'Opinions of committees on a dossier, with their reasons; for its holder, once the decision is taken',
    answer: CommitteeOpinionsView,
  })
  opinionsOf(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<CommitteeOpinionsView>> {
    return this.opinions.of(context, id);
  }
}
