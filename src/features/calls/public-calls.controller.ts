import { Controller, Query, Req } from '@nestjs/common';

import { PUBLIC } from '../../platform/http/access.js';
import { Id, type CofundRequest } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer } from '../../platform/workflow/request.js';
import { PublicCallQuery } from './calls.dto.js';
import { EnquiriesReader } from './enquiries.reader.js';
import { PublicEnquiryListView } from './enquiries.views.js';
import { PublicCallsReader } from './public-calls.reader.js';
import { PublicCallListView, PublicCallView } from './public-calls.views.js';

/** What anyone may read without a login: open calls and calls to come, and the questions answered about them. Nothing else is public. */
@documented(({ ApiTags }) => ApiTags('public'))
@Controller('v1/public/calls')
export class PublicCallsController {
  constructor(
    private readonly calls: PublicCallsReader,
    private readonly enquiries: EnquiriesReader,
  ) {}

  @Read('', { access: PUBLIC, summary: 'Open calls and calls to come', answer: PublicCallListView })
  list(@Req() { arrivedAt }: CofundRequest, @Query() query: PublicCallQuery): Promise<Answer<PublicCallListView>> {
    return this.calls.list(arrivedAt, query);
  }

  @Read(':id', { access: PUBLIC, summary: 'One open call or call to come', answer: PublicCallView })
  one(@Req() { arrivedAt }: CofundRequest, @Id() id: string): Promise<Answer<PublicCallView>> {
    return this.calls.one(arrivedAt, id);
  }

  @Read(':id/questions', { access: PUBLIC, summary: 'Questions answered about the call', answer: PublicEnquiryListView })
  questions(
    @Req() { arrivedAt }: CofundRequest,
    @Id() id: string,
    @Query() query: PageQuery,
  ): Promise<Answer<PublicEnquiryListView>> {
    return this.enquiries.published(arrivedAt, id, query);
  }
}
