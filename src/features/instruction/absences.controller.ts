import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AbsenceQuery, DeclareAbsenceDto } from './absence.dto.js';
import { AbsencePageView, AbsenceView } from './absence.views.js';
import { AbsencesService } from './absences.service.js';

const examiners = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR');
const readers = roles('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'AUDITOR');

@Controller('v1/absences')
export class AbsencesController {
  constructor(private readonly absences: AbsencesService) {}

  @Create('', {
    access: examiners,
    summary: 'Declare an absence, one’s own or a colleague’s',
    description: 'Who is away is proposed for no dossier, and a colleague may give their instructions to another examiner.',
    answer: AbsenceView,
    problems: ['not-found'],
  })
  declare(@Ctx() context: RequestContext, @Body() body: DeclareAbsenceDto): Promise<Answer<AbsenceView>> {
    return this.absences.declare(context, body);
  }

  @Read('', { access: readers, summary: 'Absences in one’s agencies, last declared first', answer: AbsencePageView })
  list(@Ctx() context: RequestContext, @Query() query: AbsenceQuery): Promise<Answer<AbsencePageView>> {
    return this.absences.list(context, query);
  }

  @Read(':id', { access: readers, summary: 'One absence', answer: AbsenceView })
  one(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AbsenceView>> {
    return this.absences.one(context, id);
  }

  @Act(':id/end', { access: examiners, summary: 'End an absence early', answer: AbsenceView })
  end(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AbsenceView>> {
    return this.absences.end(context, id);
  }
}
