import { Controller, Query } from '@nestjs/common';

import { roles } from '../http/access.js';
import { Ctx, Id } from '../http/context.js';
import { Act, Read } from '../http/routes.js';
import type { Answer, RequestContext } from '../workflow/request.js';
import { JobsDesk } from './jobs-desk.js';
import { JobPage, JobsQuery, JobView } from './jobs.dto.js';

@Controller('v1/jobs')
export class JobsController {
  constructor(private readonly desk: JobsDesk) {}

  @Read('', { access: roles('ADMINISTRATOR', 'AUDITOR'), summary: 'Jobs waiting, failed or done, newest first', answer: JobPage })
  list(@Query() query: JobsQuery): Promise<Answer<JobPage>> {
    return this.desk.list(query);
  }

  @Act(':id/retry', { access: roles('ADMINISTRATOR'), summary: 'Try a failed job again', answer: JobView, ifMatch: 'none' })
  retry(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<JobView>> {
    return this.desk.retry(context, id);
  }
}
