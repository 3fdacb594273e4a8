import { Body, Controller, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { HOLDER_ROLES, OFFICER_ROLES } from '../../kernel/actor.js';
import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import { HistoryQuery, HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import {
  AgreeAmendmentDto,
  AmendmentListView,
  AmendmentsQuery,
  AmendmentView,
  AwardAmendmentsView,
  EditAmendmentDto,
  NewAmendmentDto,
  OpinionDto,
  RefuseAmendmentDto,
  ReturnAmendmentDto,
  SignAmendmentDto,
  WithdrawAmendmentDto,
} from './amendments.dto.js';
import { AmendmentsService } from './amendments.service.js';

const ASKERS = roles('HOLDER_REPRESENTATIVE', ...OFFICER_ROLES);
const WRITERS = roles(...HOLDER_ROLES, ...OFFICER_ROLES);
const EXAMINERS = ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'] as const;

type Reply = Promise<Answer<AmendmentView>>;

/** Changes of an award: asked, examined, agreed by each funder, signed, in force with their effects. */
@Controller('v1')
export class AmendmentsController {
  constructor(private readonly amendments: AmendmentsService) {}

  @Create('awards/:id/amendments', {
    access: WRITERS,
    summary: 'Prepare an amendment of an award, as its holder or as a funder',
    description: 'One is open at a time. The other side knows of it once it is submitted.',
    answer: AmendmentView,
  })
  create(@Ctx() context: RequestContext, @Id() id: string, @Body() body: NewAmendmentDto): Reply {
    return this.amendments.create(context, id, body);
  }

  @Read('awards/:id/amendments', {
    access: AUTHENTICATED,
    summary: 'Amendments of an award, with what each changes',
    answer: AwardAmendmentsView,
  })
  ofAward(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<AwardAmendmentsView>> {
    return this.amendments.ofAward(context, id);
  }

  @Read('amendments', {
    access: AUTHENTICATED,
    summary: 'Amendments of the awards that the reader may see, in the order in which they were asked',
    answer: AmendmentListView,
  })
  list(@Ctx() context: RequestContext, @Query() query: AmendmentsQuery): Promise<Answer<AmendmentListView>> {
    return this.amendments.list(context, query);
  }

  @Read('amendments/:id', {
    access: AUTHENTICATED,
    summary: 'One amendment: before and after, opinions, agreements, signatures',
    answer: AmendmentView,
  })
  one(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.amendments.one(context, id);
  }

  @Read('amendments/:id/history', {
    access: AUTHENTICATED,
    summary: 'What was done of an amendment',
    description: 'Holders read events and dates; those who act, and auditors, who and on which facts.',
    answer: HistoryView,
  })
  history(@Ctx() context: RequestContext, @Id() id: string, @Query() query: HistoryQuery): Promise<Answer<HistoryView>> {
    return this.amendments.history(context, id, query);
  }

  @Read('amendments/:id/pdf', {
    access: AUTHENTICATED,
    summary: 'The amendment as a PDF (PDF/A-3a), byte for byte as stored once all had agreed',
    media: 'application/pdf',
  })
  async pdf(@Ctx() context: RequestContext, @Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { bytes, sha256, name } = await this.amendments.pdf(context, id);
    void reply.headers({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-sha256': sha256,
    });
    return bytes;
  }

  @Act('amendments/:id/edit', {
    access: WRITERS,
    summary: 'Change what is asked, before it is submitted or once it is returned',
    answer: AmendmentView,
    ifMatch: 'required',
  })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EditAmendmentDto): Reply {
    return this.amendments.edit(context, id, body);
  }

  @Act('amendments/:id/submit', {
    access: ASKERS,
    summary: 'Submit it to the agencies and the funders',
    answer: AmendmentView,
    ifMatch: 'required',
  })
  submit(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.amendments.act(context, id, 'submit', {});
  }

  @Act('amendments/:id/declare', {
    access: roles('HOLDER_REPRESENTATIVE'),
    summary: 'Declare a shift between headings below the threshold of the call: in force at once, the agencies are told',
    description: 'Compared with the plan that the funders last agreed: declarations in a row do not add up to more than one.',
    answer: AmendmentView,
    ifMatch: 'required',
  })
  declare(@Ctx() context: RequestContext, @Id() id: string): Reply {
    return this.amendments.act(context, id, 'declare', {});
  }

  @Act('amendments/:id/opinion', {
    access: roles(...EXAMINERS),
    summary: 'Give the opinion of the Caf or of the DDETS',
    answer: AmendmentView,
  })
  opinion(@Ctx() context: RequestContext, @Id() id: string, @Body() body: OpinionDto): Reply {
    return this.amendments.act(context, id, 'giveOpinion', body);
  }

  @Act('amendments/:id/return', {
    access: roles(...EXAMINERS, ...OFFICER_ROLES),
    summary: 'Return it with questions, before any funder has agreed',
    answer: AmendmentView,
    ifMatch: 'required',
  })
  return(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ReturnAmendmentDto): Reply {
    return this.amendments.act(context, id, 'return', body);
  }

  @Act('amendments/:id/agree', {
    access: roles(...OFFICER_ROLES),
    summary: 'Agree for one funder: its decision, or its amending award order',
    description: 'The last agreement writes the document. Two funders may agree at once: If-Match is optional.',
    answer: AmendmentView,
  })
  agree(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AgreeAmendmentDto): Reply {
    return this.amendments.act(context, id, 'agree', body);
  }

  @Act('amendments/:id/refuse', {
    access: roles(...OFFICER_ROLES),
    summary: 'Refuse it, with reasons and the means of appeal',
    answer: AmendmentView,
    ifMatch: 'required',
  })
  refuse(@Ctx() context: RequestContext, @Id() id: string, @Body() body: RefuseAmendmentDto): Reply {
    return this.amendments.act(context, id, 'refuse', body);
  }

  @Act('amendments/:id/withdraw', {
    access: ASKERS,
    summary: 'Withdraw what one asks, before it is in force',
    answer: AmendmentView,
    ifMatch: 'required',
  })
  withdraw(@Ctx() context: RequestContext, @Id() id: string, @Body() body: WithdrawAmendmentDto): Reply {
    return this.amendments.act(context, id, 'withdraw', body);
  }

  @Act('amendments/:id/sign', {
    access: ASKERS,
    summary: 'Sign it: for the holder, for who takes its place, or for one funder',
    description: 'The last signature puts it in force, with its effects. If-Match is optional.',
    answer: AmendmentView,
  })
  sign(@Ctx() context: RequestContext, @Id() id: string, @Body() body: SignAmendmentDto): Reply {
    return this.amendments.sign(context, id, body);
  }
}
