import { Injectable } from '@nestjs/common';

import type { Letter } from '../../platform/mail/layout.js';
import type { LetterToSend } from '../letters/letters.store.js';
import { AmendmentLetterReader } from './amendment-letter.reader.js';
import { writeAmendmentLetter } from './amendment-letters.rules.js';
import { AgreementLetterReader } from './agreement-letter.reader.js';
import { writeAgreementLetter, writeResumedLetter } from './agreement-letters.rules.js';
import { CompletionLetterReader } from './completion-letter.reader.js';
import { writeCompletionLetter } from './completion-letters.rules.js';
import { writeDigest } from './digest.rules.js';
import { writeInstructionLetter } from './instruction-letters.rules.js';
import { LetterFactsReader, type PersonFacts } from './letter-facts.reader.js';
import { writeApplicationLetter, writeCallLetter, writeConvocation, type Language, type Written } from './letters.rules.js';
import { ExpertLetterReader } from './expert-letter.reader.js';
import { writeExpertLetter } from './expert-letters.rules.js';
import { isKept, KEPT_LETTERS, type ArchivedLetterName, type LetterName } from './mail-plan.js';
import { writeRemedyLetter } from './remedy-letters.rules.js';
import { MinutesLetterReader } from './minutes-letter.reader.js';
import { MeasureLetterReader } from './measure-letter.reader.js';
import { writeMeasureLetter } from './measure-letters.rules.js';
import { PaymentLetterReader } from './payment-letter.reader.js';
import { writePaymentLetter } from './payment-letters.rules.js';
import { ReportLetterReader } from './report-letter.reader.js';
import { writeReportLetter } from './report-letters.rules.js';
import { BalanceLetterReader } from './balance-letter.reader.js';
import { writeBalanceLetter } from './balance-letters.rules.js';
import { RecoveryLetterReader } from './recovery-letter.reader.js';
import { writeRecoveryLetter } from './recovery-letters.rules.js';
import { writeMinutesLetter, writeUnsignedMinutesLetter } from './minutes-letters.rules.js';
import { SelectionLetterReader } from './selection-letter.reader.js';
import { writeSelectionLetter } from './selection-letters.rules.js';

type WrittenWhenSent = Exclude<LetterName, ArchivedLetterName>;

/** Writes a letter from what the database says when it leaves; decisions come from the archive. */
@Injectable()
export class Letters {
  constructor(
    private readonly facts: LetterFactsReader,
    private readonly completion: CompletionLetterReader,
    private readonly selection: SelectionLetterReader,
    private readonly experts: ExpertLetterReader,
    private readonly minutes: MinutesLetterReader,
    private readonly agreements: AgreementLetterReader,
    private readonly payments: PaymentLetterReader,
    private readonly amendments: AmendmentLetterReader,
    private readonly measures: MeasureLetterReader,
    private readonly reports: ReportLetterReader,
    private readonly recoveries: RecoveryLetterReader,
    private readonly balances: BalanceLetterReader,
  ) {}

  /** A letter of the archive, word for word: in French whoever reads it, as decisions are. */
  fromArchive({ title, text }: Pick<LetterToSend, 'title' | 'text'>, person: PersonFacts): Letter {
    return addressed({ subject: title, body: text.split('\n\n') }, person, languageOf(person));
  }

  /** @returns undefined when what it was about is gone, or closed to the person since the letter was due */
  async write(letter: WrittenWhenSent, subjectId: string, person: PersonFacts, now: Date): Promise<Letter | undefined> {
    if (await this.facts.isClosedTo(subjectId, person.id, now)) return undefined;
    const language = languageOf(person);
    const written = await this.body(letter, subjectId, person.id, language);
    return written && addressed(written, person, language);
  }

  /** @returns undefined when nothing is left to tell */
  async writeDigest(digestId: string, person: PersonFacts): Promise<Letter | undefined> {
    const language = languageOf(person);
    const { lines, total } = await this.facts.digest(digestId);
    return total === 0 ? undefined : addressed(writeDigest(lines, total, language), person, language);
  }

  private async body(letter: WrittenWhenSent, id: string, readerId: string, language: Language): Promise<Written | undefined> {
    if (isKept(letter)) {
      const kept = await this.facts.acknowledgement(id, KEPT_LETTERS[letter]);
      return kept?.[language];
    }
    switch (letter) {
      case 'assigned':
      case 'signReminder':
      case 'signOverdue': {
        const facts = await this.facts.instruction(id);
        return facts && writeInstructionLetter(letter, facts, language);
      }
      case 'convocation': {
        const facts = await this.facts.session(id, readerId);
        return facts && writeConvocation(facts, language);
      }
      case 'minutesSigned': {
        const facts = await this.minutes.find(id);
        return facts && writeMinutesLetter(facts, language);
      }
      case 'minutesUnsigned': {
        const facts = await this.minutes.findUnsigned(id);
        return facts && writeUnsignedMinutesLetter(facts, language);
      }
      case 'incomplete':
      case 'reminder':
      case 'continued':
      case 'forwarded': {
        const facts = await this.completion.find(id);
        return facts && writeCompletionLetter(letter, facts, language);
      }
      case 'callOpened':
      case 'callClosed':
      case 'callPostponed':
      case 'callAmended': {
        const facts = await this.facts.call(id);
        return facts && writeCallLetter(letter, facts, language);
      }
      case 'expertRequested':
      case 'expertOpinionGiven': {
        const facts = await this.experts.find(id);
        return facts && writeExpertLetter(letter, facts, language);
      }
      case 'appealReceived':
      case 'appealToAnswer':
      case 'appealSilence':
      case 'exceptionToSign':
      case 'exceptionRejected': {
        const facts = await this.facts.remedy(id);
        return facts && writeRemedyLetter(letter, facts, language);
      }
      case 'agreementToSign':
      case 'agreementReminder':
      case 'agreementSigned':
      case 'agreementVoided': {
        const facts = await this.agreements.agreement(id);
        return facts && writeAgreementLetter(letter, facts, language);
      }
      case 'legResumed': {
        const facts = await this.agreements.resumed(id);
        return facts && writeResumedLetter(facts, language);
      }
      case 'reserveProposed':
      case 'amountOffered':
      case 'offerDeclined':
      case 'offerLapsed': {
        const facts = await this.selection.find(id);
        return facts && writeSelectionLetter(letter, facts, language);
      }
      case 'measureOpened':
      case 'measureAnswered':
      case 'terminationRequested':
      case 'measureToldFunders':
      case 'measureDropped': {
        const facts = await this.measures.find(id);
        return facts && writeMeasureLetter(letter, facts, language);
      }
      case 'paymentPaid':
      case 'paymentHeld':
      case 'paymentRejected': {
        const facts = await this.payments.find(id);
        return facts && writePaymentLetter(letter, facts, language);
      }
      case 'reportReminder':
      case 'reportLate':
      case 'reportSubmitted':
      case 'reportReturned':
      case 'reportAccepted': {
        const facts = await this.reports.find(id);
        return facts && writeReportLetter(letter, facts, language);
      }
      case 'amendmentRequested':
      case 'amendmentToDecide':
      case 'amendmentReturned':
      case 'amendmentToSign':
      case 'amendmentReminder':
      case 'amendmentInForce':
      case 'amendmentRefused':
      case 'amendmentWithdrawn': {
        const facts = await this.amendments.find(id);
        return facts && writeAmendmentLetter(letter, facts, language);
      }
      case 'balanceProposed':
      case 'balanceFixed': {
        const facts = await this.balances.find(id);
        return facts && writeBalanceLetter(letter, facts, language);
      }
      case 'recoveryHeard':
      case 'recoveryPlanAgreed':
      case 'recoveryReminded':
      case 'recoveryWaived':
      case 'recoveryRecovered':
      case 'recoveryCancelled': {
        const facts = await this.recoveries.find(id);
        return facts && writeRecoveryLetter(letter, facts, language);
      }
      default: {
        const facts = await this.facts.application(id);
        return facts && writeApplicationLetter(letter, facts, language);
      }
    }
  }
}

const languageOf = ({ locale }: PersonFacts): Language => (locale === 'en' ? 'en' : 'fr');

function addressed(written: Written, { name }: PersonFacts, language: Language): Letter {
  const greeting = language === 'fr' ? `Bonjour ${name},` : `Hello ${name},`;
  const closing = language === 'fr' ? 'Message automatique : ne répondez pas.' : 'Automatic message: please do not reply.';
  return { ...written, greeting, closing };
}
