import { Module } from '@nestjs/common';

import { CompletionLetterReader } from './completion-letter.reader.js';
import { LetterFactsReader } from './letter-facts.reader.js';
import { Letters } from './letters.service.js';
import { NotificationsProcessor } from './notifications.processor.js';
import { NotificationsReactions } from './notifications.reactions.js';
import { RecipientsReader } from './recipients.reader.js';

@Module({
  providers: [
    NotificationsReactions,
    NotificationsProcessor,
    RecipientsReader,
    LetterFactsReader,
    CompletionLetterReader,
    Letters,
  ],
})
export class NotificationsModule {}
