import { Body, Controller, Query } from '@nestjs/common';

import { roles } from '../../platform/http/access.js';
import { Ctx, Id } from '../../platform/http/context.js';
import { documented } from '../../platform/http/documented.js';
import type { Page } from '../../platform/http/pagination.js';
import { Act, Create, Edit, Read } from '../../platform/http/routes.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { CreatePersonDto, EditPersonDto, PeopleQuery, PersonListView, PersonView, ResetPasswordDto } from './people.dto.js';
import { PeopleReader, type Person } from './people.reader.js';
import { PeopleService } from './people.service.js';
import { paged } from './paged.js';

const MANAGES = roles('ADMINISTRATOR');
const READS = roles('ADMINISTRATOR', 'AUDITOR');

@documented(({ ApiTags }) => ApiTags('accounts'))
@Controller('v1/people')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly reader: PeopleReader,
  ) {}

  @Create('', { access: MANAGES, summary: 'Open an account', answer: PersonView })
  create(@Ctx() context: RequestContext, @Body() body: CreatePersonDto): Promise<Answer<Person>> {
    return this.people.create(context, body);
  }

  @Read('', { access: READS, summary: 'People, by family name', answer: PersonListView })
  async list(@Query() query: PeopleQuery): Promise<Answer<Page<Person>>> {
    return paged(await this.reader.list(query));
  }

  @Read(':id', { access: READS, summary: 'One person', answer: PersonView })
  one(@Id() id: string): Promise<Answer<Person>> {
    return this.reader.one(id);
  }

  @Edit(':id', {
    access: MANAGES,
    summary: 'Correct a person’s name, address or language',
    answer: PersonView,
    problems: ['conflict'],
  })
  edit(@Ctx() context: RequestContext, @Id() id: string, @Body() body: EditPersonDto): Promise<Answer<Person>> {
    return this.people.edit(context, id, body);
  }

  @Act(':id/disable', { access: MANAGES, summary: 'Close an account; ends its sessions', answer: PersonView })
  disable(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<Person>> {
    return this.people.disable(context, id);
  }

  @Act(':id/enable', { access: MANAGES, summary: 'Open a closed account again', answer: PersonView })
  enable(@Ctx() context: RequestContext, @Id() id: string): Promise<Answer<Person>> {
    return this.people.enable(context, id);
  }

  @Act(':id/reset-password', { access: MANAGES, summary: 'Give a new one-time password; ends the sessions', answer: PersonView })
  reset(@Ctx() context: RequestContext, @Id() id: string, @Body() body: ResetPasswordDto): Promise<Answer<Person>> {
    return this.people.resetPassword(context, id, body);
  }
}
