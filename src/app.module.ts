import { Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';

import { Clockwork } from './clockwork.js';
import { AccountsModule } from './features/accounts/accounts.module.js';
import { AmendmentsModule } from './features/amendments/amendments.module.js';
import { AgreementsModule } from './features/agreements/agreements.module.js';
import { ApplicationsModule } from './features/applications/applications.module.js';
import { AwardsModule } from './features/awards/awards.module.js';
import { OpenDataModule } from './features/open-data/open-data.module.js';
import { CallsModule } from './features/calls/calls.module.js';
import { CommitteesModule } from './features/committees/committees.module.js';
import { MinutesModule } from './features/minutes/minutes.module.js';
import { CorrespondenceModule } from './features/correspondence/correspondence.module.js';
import { DeskModule } from './features/desk/desk.module.js';
import { DocumentsModule } from './features/documents/documents.module.js';
import { ExpertsModule } from './features/experts/experts.module.js';
import { FundsModule } from './features/funds/funds.module.js';
import { HoldersModule } from './features/holders/holders.module.js';
import { InstructionModule } from './features/instruction/instruction.module.js';
import { LettersModule } from './features/letters/letters.module.js';
import { NotificationsModule } from './features/notifications/notifications.module.js';
import { MeasuresModule } from './features/measures/measures.module.js';
import { PaymentsModule } from './features/payments/payments.module.js';
import { ReportsModule } from './features/reports/reports.module.js';
import { BalancesModule } from './features/balances/balances.module.js';
import { RecoveriesModule } from './features/recoveries/recoveries.module.js';
import { RemediesModule } from './features/remedies/remedies.module.js';
import { SelectionModule } from './features/selection/selection.module.js';
import { MACHINES, NOTHING_FOLLOWS } from './machines.js';
import { PlatformModule, type Foundation } from './platform/platform.module.js';
import { WorkflowRegistry } from './platform/workflow/registry.js';

/** The platform, then the features in rank order: their reactions register, and run, in this order. */
@Module({ providers: [Clockwork] })
export class AppModule implements OnApplicationBootstrap {
  constructor(private readonly registry: WorkflowRegistry) {}

  static with(foundation: Foundation): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(foundation),
        AccountsModule,
        HoldersModule,
        CallsModule,
        ApplicationsModule,
        DocumentsModule,
        InstructionModule,
        ExpertsModule,
        CommitteesModule,
        MinutesModule,
        SelectionModule,
        AwardsModule,
        AgreementsModule,
        PaymentsModule,
        ReportsModule,
        AmendmentsModule,
        MeasuresModule,
        RecoveriesModule,
        BalancesModule,
        OpenDataModule,
        FundsModule,
        RemediesModule,
        LettersModule,
        CorrespondenceModule,
        DeskModule,
        NotificationsModule,
      ],
    };
  }

  /** Every feature has bound its machines and registered its reactions by now: what does not fit together stops the start. */
  onApplicationBootstrap(): void {
    this.registry.nothingFollows(...NOTHING_FOLLOWS);
    this.registry.verify(MACHINES);
  }
}
