import { Module } from '@nestjs/common';

import { AgenciesController } from './agencies.controller.js';
import { AgenciesService } from './agencies.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { GrantsController } from './grants.controller.js';
import { GrantsService } from './grants.service.js';
import { LocalPasswordProvider } from './local-password.provider.js';
import { OrganisationsController } from './organisations.controller.js';
import { OrganisationsService } from './organisations.service.js';
import { PasswordHasher } from './password-hasher.js';
import { PeopleController } from './people.controller.js';
import { PeopleReader } from './people.reader.js';
import { PeopleService } from './people.service.js';

@Module({
  controllers: [AuthController, PeopleController, OrganisationsController, AgenciesController, GrantsController],
  providers: [
    PasswordHasher,
    LocalPasswordProvider,
    AuthService,
    PeopleService,
    PeopleReader,
    OrganisationsService,
    AgenciesService,
    GrantsService,
  ],
  exports: [PasswordHasher],
})
export class AccountsModule {}
