import { Body, Controller } from '@nestjs/common';

import { AUTHENTICATED, roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { Act, Create, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AddPersonDto, DossierPeopleView } from './application-people.dto.js';
import { ApplicationPeopleService } from './application-people.service.js';

const REPRESENTATIVE = roles('HOLDER_REPRESENTATIVE');

type People = Promise<Answer<DossierPeopleView>>;

@Controller('v1/applications')
export class ApplicationPeopleController {
  constructor(private readonly people: ApplicationPeopleService) {}

  @Read(':id/people', { access: AUTHENTICATED, summary: 'People of the holder on this application', answer: DossierPeopleView })
  list(@Ctx() context: RequestContext, @Id() id: string): People {
    return this.people.list(context, id);
  }

  @Create(':id/people', {
    access: REPRESENTATIVE,
    summary: 'Give a person a role on this application',
    answer: DossierPeopleView,
  })
  add(@Ctx() context: RequestContext, @Id() id: string, @Body() body: AddPersonDto): People {
    return this.people.add(context, id, body);
  }

  @Act(':id/people/:personId/remove', {
    ifMatch: 'none',
    access: REPRESENTATIVE,
    summary: 'Take the role on this application away',
    answer: DossierPeopleView,
  })
  remove(@Ctx() context: RequestContext, @Id() id: string, @Id('personId') personId: string): People {
    return this.people.remove(context, id, personId);
  }
}
