import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';

import type { Clock } from '../kernel/clock.js';
import { AntivirusModule } from './antivirus/antivirus.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CLOCK } from './clock.js';
import { CONFIG, type Config } from './config/config.js';
import { Database, DATABASE_TARGET, type DatabaseTarget } from './database/database.service.js';
import { ApiDocument } from './http/api-document.js';
import { DocsController } from './http/docs.controller.js';
import { AccessGuard, PreconditionsGuard } from './http/guards.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ProblemsController } from './http/problems.controller.js';
import { RouteCheck } from './http/route-check.js';
import { validationPipe } from './http/validation.js';
import { JobsModule } from './jobs/jobs.module.js';
import { HealthModule } from './health/health.module.js';
import { LiveModule } from './live/live.module.js';
import { MailModule } from './mail/mail.module.js';
import { SireneModule } from './sirene/sirene.module.js';
import { StorageModule } from './storage/storage.module.js';
import { WorkflowModule } from './workflow/workflow.module.js';

/** What a process is given by whoever starts it: settings, clock, database. */
export interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: DatabaseTarget;
}

@Global()
@Module({})
export class PlatformModule {
  static with({ config, clock, database }: Foundation): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DiscoveryModule,
        WorkflowModule,
        AuthModule,
        JobsModule,
        MailModule,
        LiveModule,
        SireneModule,
        HealthModule,
        StorageModule,
        AntivirusModule,
      ],
      controllers: [DocsController, ProblemsController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CLOCK, useValue: clock },
        { provide: DATABASE_TARGET, useValue: database },
        Database,
        RouteCheck,
        ApiDocument,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: PreconditionsGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
      exports: [CONFIG, CLOCK, DATABASE_TARGET, Database, RouteCheck, ApiDocument],
    };
  }
}
