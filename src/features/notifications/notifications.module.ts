import { Module } from '@nestjs/common';

import { AgreementLetterReader } from './agreement-letter.reader.js';
import { AmendmentLetterReader } from './amendment-letter.reader.js';
import { ExpertLetterReader } from './expert-letter.reader.js';
import { CompletionLetterReader } from './completion-letter.reader.js';
import { Digests } from './digests.service.js';
import { LetterFactsReader } from './letter-facts.reader.js';
import { Letters } from './letters.service.js';
import { NoticesReader } from './notices.reader.js';
import { Notices } from './notices.service.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsProcessor } from './notifications.processor.js';
import { NotificationsReactions } from './notifications.reactions.js';
import { RecipientsReader } from './recipients.reader.js';
import { MeasureLetterReader } from './measure-letter.reader.js';
import { MinutesLetterReader } from './minutes-letter.reader.js';
import { PaymentLetterReader } from './payment-letter.reader.js';
import { ReportLetterReader } from './report-letter.reader.js';
import { BalanceLetterReader } from './balance-letter.reader.js';
import { RecoveryLetterReader } from './recovery-letter.reader.js';
import { SelectionLetterReader } from './selection-letter.reader.js';

@Module({
  controllers: [NotificationsController],
  providers: [
    NotificationsReactions,
    NotificationsProcessor,
    RecipientsReader,
    LetterFactsReader,
    CompletionLetterReader,
    SelectionLetterReader,
    ExpertLetterReader,
    MinutesLetterReader,
    AgreementLetterReader,
    AmendmentLetterReader,
    PaymentLetterReader,
    MeasureLetterReader,
    ReportLetterReader,
    RecoveryLetterReader,
    BalanceLetterReader,
    Letters,
    Notices,
    NoticesReader,
    Digests,
  ],
  exports: [Digests],
})
export class NotificationsModule {}
