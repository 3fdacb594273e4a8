import { Controller, Param } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { roles } from '../../platform/http/access.js';
import { Read } from '../../platform/http/routes.js';
import type { Answer } from '../../platform/workflow/request.js';
import { CallTemplateListView, CallTemplateView } from './calls.views.js';
import { FIPE_2023 } from './templates/fipe-2023.js';

const TEMPLATES: readonly CallTemplateView[] = [
  { name: 'fipe-2023', label: 'Fonds d’innovation pour la petite enfance, édition 2023', settings: FIPE_2023 },
];

/** Settings to start a call from. */
@Controller('v1/call-templates')
export class CallTemplatesController {
  @Read('', { access: roles('CALL_MANAGER'), summary: 'Templates of calls', answer: CallTemplateListView })
  list(): Answer<CallTemplateListView> {
    return { body: { items: TEMPLATES.map(({ name, label }) => ({ name, label })) } };
  }

  @Read(':name', { access: roles('CALL_MANAGER'), summary: 'One template', answer: CallTemplateView })
  one(@Param('name') name: string): Answer<CallTemplateView> {
    const body = TEMPLATES.find((template) => template.name === name);
    if (body === undefined) throw new Refusal('not-found');
    return { body };
  }
}
