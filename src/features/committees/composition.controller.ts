import { Body, Controller, Param } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { EndCommitteeDto, FixListDto, OpenSeatDto, RegisterSubstituteDto } from './composition.dto.js';
import { CompositionReader } from './composition.reader.js';
import { CompositionService } from './composition.service.js';
import { CommitteeTemplateListView, CommitteeTemplateView, CompositionView } from './composition.views.js';
import { COMPOSERS, SESSION_READERS } from './session-scope.rules.js';
import { COMMITTEE_TEMPLATES, committeeTemplate } from './templates/cdsf.js';
import { viewTemplate } from './view-template.js';

type ViewAnswer = Promise<Answer<CompositionView>>;

const readers = roles(...SESSION_READERS);
const composers = roles(...COMPOSERS);
const answer = CompositionView;

/** Compositions to start a committee from. */
@Controller('v1/committee-templates')
export class CommitteeTemplatesController {
  @Read('', { access: composers, summary: 'Templates of committees', answer: CommitteeTemplateListView })
  list(@Ctx() { locale }: RequestContext): Answer<CommitteeTemplateListView> {
    return { body: { items: COMMITTEE_TEMPLATES.map((template) => viewTemplate(template, locale)) } };
  }

  @Read(':name', { access: composers, summary: 'One template', answer: CommitteeTemplateView })
  one(@Ctx() { locale }: RequestContext, @Param('name') name: string): Answer<CommitteeTemplateView> {
    const template = committeeTemplate(name);
    if (template === undefined) throw new Refusal('not-found');
    return { body: viewTemplate(template, locale) };
  }
}

/** Seats, substitutes and list of a committee. Members: `committees.controller.ts`. */
@Controller('v1/committees')
export class CompositionController {
  constructor(
    private readonly compositions: CompositionService,
    private readonly reader: CompositionReader,
  ) {}

  @Read(':id/composition', { access: readers, summary: 'Seats, holders, substitutes, and what is irregular', answer })
  one(@Ctx() context: RequestContext, @Id() id: string): ViewAnswer {
    return this.reader.one(context, id);
  }

  @Create(':id/seats', { access: composers, summary: 'Open a seat', answer })
  openSeat(@Ctx() context: RequestContext, @Id() id: string, @Body() body: OpenSeatDto): ViewAnswer {
    return this.compositions.create(context, id, 'openSeat', body);
  }

  @Act(':id/seats/:seatId/close', { access: composers, summary: 'Close a vacant seat', answer })
  closeSeat(@Ctx() context: RequestContext, @Id() id: string, @Id('seatId') seatId: string): ViewAnswer {
    return this.compositions.act(context, id, 'closeSeat', { seatId });
  }

  @Create(':id/seats/:seatId/substitutes', { access: composers, summary: 'Register a substitute (CRPA R133-3)', answer })
  registerSubstitute(
    @Ctx() context: RequestContext,
    @Id() id: string,
    @Id('seatId') seatId: string,
    @Body() body: RegisterSubstituteDto,
  ): ViewAnswer {
    return this.compositions.create(context, id, 'registerSubstitute', Object.assign({}, body, { seatId }));
  }

  @Act(':id/substitutes/:substituteId/end', { access: composers, summary: 'End a substitution', answer })
  endSubstitute(@Ctx() context: RequestContext, @Id() id: string, @Id('substituteId') substituteId: string): ViewAnswer {
    return this.compositions.act(context, id, 'endSubstitute', { substituteId });
  }

  @Act(':id/fix-list', {
    access: composers,
    summary: 'Record the list fixed by the president after the vice-presidents’ opinion (CASF D214-5)',
    answer,
  })
  fixList(@Ctx() context: RequestContext, @Id() id: string, @Body() body: FixListDto): ViewAnswer {
    return this.compositions.act(context, id, 'fixList', body);
  }

  @Act(':id/end', { access: composers, summary: 'End a committee: a substitute body that gives way', answer })
  end(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EndCommitteeDto): ViewAnswer {
    return this.compositions.act(context, id, 'end', body);
  }
}
