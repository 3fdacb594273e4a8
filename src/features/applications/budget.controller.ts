import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { CSV, sendAsFile, SheetOf, TakesSheet, XLSX, type SheetBody, type SheetMedia } from '../../platform/http/raw-body.js';
import { Act, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ApplicationView } from './applications.views.js';
import { BudgetService } from './budget.service.js';

const DESCRIPTION = 'Columns Sens, Poste, Année, Libellé, ETP, Montant (EUR): what the import reads. No formulas, no totals.';

@Controller('v1/applications')
export class BudgetController {
  constructor(private readonly budgets: BudgetService) {}

  @Read(':id/budget.xlsx', {
    access: AUTHENTICATED,
    summary: 'Budget as a workbook',
    description: `${DESCRIPTION} A second sheet shows the computed plan.`,
    media: XLSX,
  })
  xlsx(@Ctx() context: RequestContext, @Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return this.send(context, id, XLSX, reply);
  }

  @Read(':id/budget.csv', { access: AUTHENTICATED, summary: 'Budget as CSV', description: DESCRIPTION, media: CSV })
  csv(@Ctx() context: RequestContext, @Id() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return this.send(context, id, CSV, reply);
  }

  @Act(':id/budget/import', {
    access: roles('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'),
    summary: 'Replace the budget of a draft by that of a sheet',
    description: `The file as it is, .xlsx or CSV, 1 MB at most. ${DESCRIPTION} Every faulty cell is named at once, and then nothing is stored. Rows of what is asked replace it; without any it stays.`,
    answer: ApplicationView,
    ifMatch: 'required',
  })
  @TakesSheet()
  import(@Ctx() context: RequestContext, @Id() id: string, @SheetOf() sheet: SheetBody): Promise<Answer<ApplicationView>> {
    return this.budgets.upload(context, id, sheet);
  }

  private async send(context: RequestContext, id: string, media: SheetMedia, reply: FastifyReply): Promise<Buffer> {
    const { bytes, name, version } = await this.budgets.download(context, id, media);
    sendAsFile(reply, media, name, version);
    return bytes;
  }
}
