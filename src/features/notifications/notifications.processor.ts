import { Injectable, type OnModuleInit } from '@nestjs/common';

import { Database } from '../../platform/database/database.service.js';
import type { Tx } from '../../platform/database/tx.js';
import { JobRegistry, type Delivery } from '../../platform/jobs/job-registry.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { htmlText, plainText, type Letter } from '../../platform/mail/layout.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { SEND_ACKNOWLEDGEMENT_AGAIN, type AcknowledgementDue } from '../applications/acknowledgement-jobs.js';
import { CONVOCATION_SENT, type ConvocationSent } from '../committees/session-jobs.js';
import { COMMENT_WRITTEN, MESSAGE_WRITTEN, type Written } from '../correspondence/correspondence-jobs.js';
import { MINUTES_UNSIGNED, type MinutesUnsigned } from '../minutes/minutes-jobs.js';
import { LETTER_ARCHIVED, type Archived } from '../letters/letter-jobs.js';
import { findLetterToSend, recordSending } from '../letters/letters.store.js';
import { LetterFactsReader, type PersonFacts } from './letter-facts.reader.js';
import { Letters } from './letters.service.js';
import { ARCHIVED_LETTERS, isArchived, sendingsOf, type Audience, type LetterName } from './mail-plan.js';
import { tell } from './notices.store.js';
import { ANNOUNCE, SEND_DIGEST, SEND_LETTER, type Announcement, type DigestDue, type LetterDue } from './notification-jobs.js';
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
    this.jobs.declare(ANNOUNCE, SEND_LETTER, SEND_DIGEST, SEND_ACKNOWLEDGEMENT_AGAIN);
    this.jobs.processInTransaction(ANNOUNCE, (tx, delivery) => this.announce(tx, delivery));
    this.jobs.processInTransaction(MESSAGE_WRITTEN, (tx, delivery) => this.message(tx, delivery));
    this.jobs.processInTransaction(COMMENT_WRITTEN, (tx, delivery) => this.comment(tx, delivery));
    this.jobs.processInTransaction(MINUTES_UNSIGNED, (tx, delivery) => this.unsignedMinutes(tx, delivery));
    this.jobs.processInTransaction(CONVOCATION_SENT, (tx, delivery) => this.convocation(tx, delivery));
    this.jobs.processOutside(SEND_LETTER, (delivery) => this.send(delivery));
    this.jobs.processOutside(SEND_DIGEST, (delivery) => this.digest(delivery));
    this.jobs.processInTransaction(LETTER_ARCHIVED, (tx, delivery) => this.decision(tx, delivery));
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

  private async announce(tx: Tx, { id, payload: { message, subjectId }, now }: Delivery<Announcement>): Promise<void> {
    const due = new Map<string, LetterDue>();
    for (const { letter, to } of sendingsOf(message)) {
      for (const personId of await this.recipients.find(tx.db, to, subjectId, now))
        // A person in two audiences receives the letter once.
        due.set(`${letter} ${personId}`, { letter, subjectId, personId });
    }
    const [subject = ''] = message.split('.');
    await this.enqueue(tx, id, subject, [...due.values()], now);
  }

  private async decision(tx: Tx, { id, payload: { letterId }, now }: Delivery<Archived>): Promise<void> {
    const letter = await findLetterToSend(tx.db, letterId);
    if (letter === undefined) return;
    const name = ARCHIVED_LETTERS[letter.kind];
    const ofAppeal = letter.kind === 'APPEAL_UPHELD' || letter.kind === 'APPEAL_REJECTED';
    const subjectId = ofAppeal ? letter.subjectId : letter.applicationId;
    const people = await this.recipients.find(tx.db, 'holder', letter.applicationId, now);
    const due = people.map((personId) => ({ letter: name, letterId, subjectId, personId }));
    await this.enqueue(tx, id, ofAppeal ? 'appeal' : 'application', due, now);
  }

  /** The other side is told; a second agency finds the message in its worklist. */
  private async message(tx: Tx, delivery: Delivery<Written>): Promise<void> {
    const [row] = await tx.db.$queryRaw<{ applicationId: string; authorId: string; side: string }[]>`
      SELECT application_id AS "applicationId", author_id AS "authorId", side FROM application_message WHERE id = ${delivery.payload.id}::uuid`;
    if (row !== undefined)
      await this.tellOthers(tx, delivery, 'newMessage', row.side === 'HOLDER' ? 'instructors' : 'holder', row);
  }

  private async comment(tx: Tx, delivery: Delivery<Written>): Promise<void> {
    const [row] = await tx.db.$queryRaw<{ applicationId: string; authorId: string }[]>`
      SELECT application_id AS "applicationId", author_id AS "authorId" FROM application_comment WHERE id = ${delivery.payload.id}::uuid`;
    if (row !== undefined) await this.tellOthers(tx, delivery, 'newComment', 'instructors', row);
  }

  /** To the members of this sending alone, seats ended since left out. */
  private async convocation(tx: Tx, { id, payload: { sessionId, sentAt }, now }: Delivery<ConvocationSent>): Promise<void> {
    const people = await tx.db.$queryRaw<{ personId: string }[]>`
      SELECT m.person_id AS "personId" FROM convocation_sending c JOIN committee_member m ON m.id = c.member_id
      WHERE c.session_id = ${sessionId}::uuid AND c.sent_at = ${sentAt}::timestamptz AND c.means = 'EMAIL'
        AND (m.ends_at IS NULL OR m.ends_at > ${now}::timestamptz) ORDER BY m.person_id`;
    const due = people.map(({ personId }): LetterDue => ({ letter: 'convocation', subjectId: sessionId, personId }));
    await this.enqueue(tx, id, 'session', due, now);
  }

  private async unsignedMinutes(tx: Tx, { id, payload: { sessionId }, now }: Delivery<MinutesUnsigned>): Promise<void> {
    const people = await this.recipients.find(tx.db, 'minutesDesk', sessionId, now);
    const due = people.map((personId): LetterDue => ({ letter: 'minutesUnsigned', subjectId: sessionId, personId }));
    await this.enqueue(tx, id, 'session', due, now);
  }

  private async tellOthers(
    tx: Tx,
    { id, now }: Delivery<Written>,
    letter: LetterName,
    to: Audience,
    { applicationId, authorId }: { applicationId: string; authorId: string },
  ): Promise<void> {
    const people = await this.recipients.find(tx.db, to, applicationId, now);
    const due = people
      .filter((personId) => personId !== authorId)
      .map((personId) => ({ letter, subjectId: applicationId, personId }));
    await this.enqueue(tx, id, 'application', due, now);
  }

  private async enqueue(tx: Tx, sourceId: string, subject: string, due: readonly LetterDue[], now: Date): Promise<void> {
    await this.outbox.enqueueAll(tx, SEND_LETTER, await tell(tx, { sourceId, subject, due, now }), now);
  }

  private async send({ id, payload, now }: Delivery<LetterDue>): Promise<void> {
    const { letter, letterId, subjectId, personId } = payload;
    if (letterId !== undefined) return this.sendArchived(id, letterId, personId, now);
    if (isArchived(letter)) throw new Error(`${letter} is sent from the archive alone`);
    await this.mail(id, personId, now, (person) => this.letters.write(letter, subjectId, person, now));
  }

  private async sendArchived(id: string, letterId: string, personId: string, now: Date): Promise<void> {
    const db = this.database.read;
    const letter = await findLetterToSend(db, letterId);
    if (letter === undefined) return;
    const messageId = this.mailer.messageIdOf(id);
    const write = (person: PersonFacts): Promise<Letter> => Promise.resolve(this.letters.fromArchive(letter, person));
    // Before the sending is marked as done: a crash in between sends again, and the first date stands.
    await this.mail(id, personId, now, write, () => recordSending(db, { id, letterId, personId, messageId, now }));
  }

  private async digest({ id, payload: { digestId }, now }: Delivery<DigestDue>): Promise<void> {
    const personId = await this.facts.personOfDigest(digestId);
    if (personId !== undefined) await this.mail(id, personId, now, (person) => this.letters.writeDigest(digestId, person));
  }

  /** Sent once to a person: recognised by the id of the delivery. */
  private async mail(
    id: string,
    personId: string,
    now: Date,
    write: (person: PersonFacts) => Promise<Letter | undefined>,
    left: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const db = this.database.read;
    const sent = await db.mailSent.findUnique({
      where: { outboxId_recipient: { outboxId: id, recipient: personId } },
      select: { outboxId: true },
    });
    if (sent !== null) return;
    const person = await this.facts.person(personId);
    // An account closed since: nothing is owed.
    if (person === undefined) return;
    const content = await write(person);
    if (content === undefined) return;
    await this.mailer.send({
      id,
      to: { name: person.name, address: person.email },
      subject: content.subject,
      text: plainText(content),
      html: htmlText(content, person.locale === 'en' ? 'en' : 'fr'),
    });
    await left();
    await db.mailSent.createMany({
      data: [{ outboxId: id, recipient: personId, messageId: this.mailer.messageIdOf(id), sentAt: now }],
      skipDuplicates: true,
    });
  }
}
