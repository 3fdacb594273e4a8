import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CompletionClock } from './features/applications/completion.clock.js';
import { AgreementsClock } from './features/agreements/agreements.clock.js';
import { AmendmentsClock } from './features/amendments/amendments.clock.js';
import { AmountOfferClock } from './features/awards/amount-offer.clock.js';
import { CallClock } from './features/calls/calls.clock.js';
import { SessionsClock } from './features/committees/sessions.clock.js';
import { ReconciliationClock } from './features/funds/reconciliation.clock.js';
import { InstructionClock } from './features/instruction/instruction.clock.js';
import { PaymentsClock } from './features/payments/payments.clock.js';
import { ReportsClock } from './features/reports/reports.clock.js';
import { BalancesClock } from './features/balances/balances.clock.js';
import { RecoveriesClock } from './features/recoveries/recoveries.clock.js';
import { RemediesClock } from './features/remedies/remedies.clock.js';
import { MinutesClock } from './features/minutes/minutes.clock.js';
import { ExpertsClock } from './features/experts/experts.clock.js';
import { DocumentsClock } from './features/documents/documents.clock.js';
import { LettersClock } from './features/letters/letters.clock.js';
import { ReserveClock } from './features/selection/reserve.clock.js';
import { Digests } from './features/notifications/digests.service.js';
import { CONFIG, type Config } from './platform/config/config.js';
import { JobRegistry } from './platform/jobs/job-registry.js';

/** A digest leaves within this long of its hour. */
const DIGEST_SECONDS = 300;

/** What time alone sets off in the features. They know how; when is said here, so that none of them depends on the scheduler. */
@Injectable()
export class Clockwork implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly calls: CallClock,
    private readonly completion: CompletionClock,
    private readonly sessions: SessionsClock,
    private readonly instructions: InstructionClock,
    private readonly reserve: ReserveClock,
    private readonly offers: AmountOfferClock,
    private readonly agreements: AgreementsClock,
    private readonly amendments: AmendmentsClock,
    private readonly reconciliation: ReconciliationClock,
    private readonly remedies: RemediesClock,
    private readonly payments: PaymentsClock,
    private readonly reports: ReportsClock,
    private readonly recoveries: RecoveriesClock,
    private readonly balances: BalancesClock,
    private readonly documents: DocumentsClock,
    private readonly experts: ExpertsClock,
    private readonly minutes: MinutesClock,
    private readonly digests: Digests,
    private readonly letters: LettersClock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.every('calls.clock', this.config.tickSeconds, (now) => this.calls.tick(now));
    this.jobs.every('completion.clock', this.config.tickSeconds, (now) => this.completion.tick(now));
    this.jobs.every('sessions.clock', this.config.tickSeconds, (now) => this.sessions.tick(now));
    // Days, not minutes: nothing that a rule waits for.
    this.jobs.every('instruction.clock', Math.max(this.config.tickSeconds, 600), (now) => this.instructions.tick(now));
    this.jobs.every('reserve.clock', this.config.tickSeconds, (now) => this.reserve.tick(now));
    this.jobs.every('offers.clock', this.config.tickSeconds, (now) => this.offers.tick(now));
    // Days, as the reminders of the examination.
    this.jobs.every('agreements.clock', Math.max(this.config.tickSeconds, 600), (now) => this.agreements.tick(now));
    this.jobs.every('amendments.clock', Math.max(this.config.tickSeconds, 600), (now) => this.amendments.tick(now));
    this.jobs.every('minutes.clock', Math.max(this.config.tickSeconds, 600), (now) => this.minutes.tick(now));
    // Reads every balance and every leg: an hour is soon enough for what a constraint should have refused.
    this.jobs.every('ledger.clock', Math.max(this.config.tickSeconds, 3_600), (now) => this.reconciliation.tick(now));
    // Limits of two months that end with the day: minutes are soon enough.
    this.jobs.every('remedies.clock', Math.max(this.config.tickSeconds, 600), (now) => this.remedies.tick(now));
    // Conditions that no event tells; those that one tells follow it at once.
    this.jobs.every('payments.clock', Math.max(this.config.tickSeconds, 600), (now) => this.payments.tick(now));
    // Days of the calendar, as the reminders of the agreements.
    this.jobs.every('reports.clock', Math.max(this.config.tickSeconds, 600), (now) => this.reports.tick(now));
    // Once the last payment is made: nothing waits for it but the closing.
    this.jobs.every('balances.clock', Math.max(this.config.tickSeconds, 600), (now) => this.balances.tick(now));
    // Days, as the reminders of the agreements.
    this.jobs.every('recoveries.clock', Math.max(this.config.tickSeconds, 600), (now) => this.recoveries.tick(now));
    this.jobs.every('documents.clock', this.config.tickSeconds, (now) => this.documents.tick(now));
    // No sooner than the alarm itself is raised: letters take moments.
    this.jobs.every('letters.clock', this.config.letterAlarmMinutes * 60, (now) => this.letters.tick(now));
    this.jobs.every('experts.clock', this.config.tickSeconds, (now) => this.experts.tick(now));
    this.jobs.every('notifications.digest', DIGEST_SECONDS, (now) => this.digests.tick(now));
  }
}
