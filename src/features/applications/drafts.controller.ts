import { Controller, Param, Query } from '@nestjs/common';

import { OFFICER_ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ApplicationView } from './applications.views.js';
import { DraftsReader, draftNumber } from './drafts.reader.js';
import { DraftsService } from './drafts.service.js';
import { DraftSavedView, DraftSaveListView, LikelyDuplicatesView } from './drafts.views.js';
import { LikelyDuplicatesReader } from './likely-duplicates.reader.js';

const HOLDER = roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE');
/** Those who examine, select, pay, run or audit the call. */
const EXAMINING = roles(
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'REGIONAL_JURY',
  ...OFFICER_ROLES,
  'CALL_MANAGER',
  'AUDITOR',
);

@Controller('v1/applications')
export class DraftsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly reader: DraftsReader,
    private readonly duplicates: LikelyDuplicatesReader,
  ) {}

  @Read(':id/drafts', { access: HOLDER, summary: 'Every save of a draft, newest first', answer: DraftSaveListView })
  list(@Ctx() context: RequestContext, @Id() id: string, @Query() query: PageQuery): Promise<Answer<DraftSaveListView>> {
    return this.reader.list(context, id, query);
  }

  @Read(':id/drafts/:version', { access: HOLDER, summary: 'One save of a draft', answer: DraftSavedView })
  one(@Ctx() context: RequestContext, @Id() id: string, @Param('version') version: string): Promise<Answer<DraftSavedView>> {
    return this.reader.one(context, id, version);
  }

  @Act(':id/drafts/:version/restore', {
    access: HOLDER,
    summary: 'Go back to an earlier save, as a new one',
    ifMatch: 'required',
    answer: ApplicationView,
  })
  restore(@Ctx() context: RequestContext, @Id() id: string, @Param('version') version: string): Promise<Answer<ApplicationView>> {
    return this.drafts.restore(context, id, draftNumber(version));
  }

  @Read(':id/likely-duplicates', {
    access: EXAMINING,
    summary: 'Dossiers that may be the same project',
    description:
      'Of any holder and edition, within the reader’s scope: same SIRET or SIREN, or alike in title and place. Shown, never judged.',
    answer: LikelyDuplicatesView,
  })
  likelyDuplicates(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<LikelyDuplicatesView>> {
    return this.duplicates.of(context, id);
  }
}
