import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import type { Tx } from '../../platform/database/tx.js';
import { JobRegistry, type Delivery } from '../../platform/jobs/job-registry.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { htmlText, plainText } from '../../platform/mail/layout.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { recordNotice } from '../remedies/notices.store.js';
import { SEND_ACKNOWLEDGEMENT_AGAIN, type AcknowledgementDue } from '../applications/acknowledgement-jobs.js';
import { LetterFactsReader } from './letter-facts.reader.js';
import { Letters } from './letters.service.js';
import { sendingsOf, type LetterName } from './mail-plan.js';
import { ANNOUNCE, SEND_LETTER, type Announcement, type LetterDue } from './notification-jobs.js';
import { RecipientsReader } from './recipients.reader.js';

@Injectable()
export class NotificationsProcessor implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly outbox: Outbox,
    private readonly database: Database,
    private readonly recipients: RecipientsReader,
    private readonly facts: LetterFactsReader,
    private readonly letters: Letters,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.jobs.declare(ANNOUNCE, SEND_LETTER, SEND_ACKNOWLEDGEMENT_AGAIN);
    this.jobs.processInTransaction(ANNOUNCE, (tx, delivery) => this.announce(tx, delivery));
    this.jobs.processOutside(SEND_LETTER, (delivery) => this.send(delivery));
    this.jobs.processInTransaction(SEND_ACKNOWLEDGEMENT_AGAIN, (tx, delivery) => this.sendAgain(tx, delivery));
  }

  private async sendAgain(tx: Tx, { payload: { applicationId, kind }, now }: Delivery<AcknowledgementDue>): Promise<void> {
    const letter: LetterName = kind === 'LATE' ? 'lateReceipt' : 'receipt';
    const people = await this.recipients.find(tx.db, 'holder', applicationId, now);
    await this.outbox.enqueueAll(
      tx,
      SEND_LETTER,
      people.map((personId) => ({ letter, subjectId: applicationId, personId })),
      now,
    );
  }

  private async announce(tx: Tx, { payload: { message, subjectId }, now }: Delivery<Announcement>): Promise<void> {
    const due = new Map<string, LetterDue>();
    for (const { letter, to } of sendingsOf(message)) {
      for (const personId of await this.recipients.find(tx.db, to, subjectId, now))
        // A person in two audiences receives the letter once.
        due.set(`${letter} ${personId}`, { letter, subjectId, personId });
    }
    await this.outbox.enqueueAll(tx, SEND_LETTER, [...due.values()], now);
  }

  private async send({ id, payload: { letter, subjectId, personId }, now }: Delivery<LetterDue>): Promise<void> {
    const db = this.database.read;
    const sent = await db.mailSent.findUnique({
      where: { outboxId_recipient: { outboxId: id, recipient: personId } },
      select: { outboxId: true },
    });
    if (sent !== null) return;
    const person = await this.facts.person(personId);
    // An account closed since: nothing is owed.
    if (person === undefined) return;
    const content = await this.letters.write(letter, subjectId, person);
    if (content === undefined) return;
    await this.mailer.send({
      id,
      to: { name: person.name, address: person.email },
      subject: content.subject,
      text: plainText(content),
      html: htmlText(content, person.locale === 'en' ? 'en' : 'fr'),
    });
    // Before the sending is marked as done: a crash in between sends again, and the first date stands.
    await recordNotice(db, letter, subjectId, personId, now);
    await db.mailSent.createMany({
      data: [{ outboxId: id, recipient: personId, messageId: this.mailer.messageIdOf(id), sentAt: now }],
      skipDuplicates: true,
    });
  }
}
