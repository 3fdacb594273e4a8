import { Body, Controller, Query } from '@nestjs/common';

import { AUTHENTICATED } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import type { Page } from '../../platform/http/pagination.js';
import { Act, Create, Edit, Read } from '../../platform/http/routes.js';
import type { Answer, RawJson, RequestContext } from '../../platform/workflow/request.js';
import { DeskFilterDto, DeskQuery, EditFilterDto, SaveFilterDto, WorklistQuery } from './desk.dto.js';
import { DeskReader } from './desk.reader.js';
import { DeskCountsView, DeskListView, SavedFiltersView, SavedFilterView, WorklistView } from './desk.views.js';
import { SavedFilters } from './saved-filters.service.js';
import { WorklistReader, type Work } from './worklist.reader.js';

@Controller('v1/desk')
export class DeskController {
  constructor(
    private readonly desk: DeskReader,
    private readonly worklists: WorklistReader,
    private readonly filters: SavedFilters,
  ) {}

  @Read('applications', {
    access: AUTHENTICATED,
    summary: 'Applications in one’s scope: filters, sort, search',
    answer: DeskListView,
  })
  applications(@Ctx() context: RequestContext, @Query() query: DeskQuery): Promise<Answer<RawJson>> {
    return this.desk.list(context, query);
  }

  @Read('counts', {
    access: AUTHENTICATED,
    summary: 'How many, by state and department, under the same filters',
    answer: DeskCountsView,
  })
  counts(@Ctx() context: RequestContext, @Query() query: DeskFilterDto): Promise<Answer<DeskCountsView>> {
    return this.desk.counts(context, query) as Promise<Answer<DeskCountsView>>;
  }

  @Read('worklist', { access: AUTHENTICATED, summary: 'What waits on the caller, the most urgent first', answer: WorklistView })
  worklist(@Ctx() context: RequestContext, @Query() query: WorklistQuery): Promise<Page<Work>> {
    return this.worklists.list(context, query);
  }

  @Read('filters', { access: AUTHENTICATED, summary: 'The caller’s own saved filters', answer: SavedFiltersView })
  saved(@Ctx() context: RequestContext): Promise<Answer<SavedFiltersView>> {
    return this.filters.list(context);
  }

  @Create('filters', { access: AUTHENTICATED, summary: 'Save a filter', answer: SavedFilterView })
  save(@Ctx() context: RequestContext, @Body() body: SaveFilterDto): Promise<Answer<SavedFilterView>> {
    return this.filters.save(context, body);
  }

  @Edit('filters/:id', { access: AUTHENTICATED, summary: 'Rename or change a saved filter', answer: SavedFilterView })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EditFilterDto): Promise<Answer<SavedFilterView>> {
    return this.filters.edit(context, id, body);
  }

  @Act('filters/:id/remove', { access: AUTHENTICATED, summary: 'Remove a saved filter', answer: SavedFilterView })
  remove(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<SavedFilterView>> {
    return this.filters.remove(context, id);
  }
}
