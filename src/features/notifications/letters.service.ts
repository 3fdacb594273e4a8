import { Injectable } from '@nestjs/common';

import type { Letter } from '../../platform/mail/layout.js';
import { CompletionLetterReader } from './completion-letter.reader.js';
import { writeCompletionLetter } from './completion-letters.rules.js';
import { writeDigest } from './digest.rules.js';
import { LetterFactsReader, type PersonFacts } from './letter-facts.reader.js';
import {
  writeApplicationLetter,
  writeAssignment,
  writeCallLetter,
  writeConvocation,
  type Language,
  type Written,
} from './letters.rules.js';
import { isKept, KEPT_LETTERS, type LetterName } from './mail-plan.js';
import { writeRemedyLetter } from './remedy-letters.rules.js';
import { SelectionLetterReader } from './selection-letter.reader.js';
import { writeSelectionLetter } from './selection-letters.rules.js';

/** Writes a letter from what the database says when it leaves. */
@Injectable()
export class Letters {
  constructor(
    private readonly facts: LetterFactsReader,
    private readonly completion: CompletionLetterReader,
    private readonly selection: SelectionLetterReader,
  ) {}

  /** @returns undefined when what it was about is gone */
  async write(letter: LetterName, subjectId: string, person: PersonFacts): Promise<Letter | undefined> {
    const language: Language = person.locale === 'en' ? 'en' : 'fr';
    const written = await this.body(letter, subjectId, language);
    return written && addressed(written, person, language);
  }

  /** @returns undefined when nothing is left to tell */
  async writeDigest(digestId: string, person: PersonFacts): Promise<Letter | undefined> {
    const language: Language = person.locale === 'en' ? 'en' : 'fr';
    const { lines, total } = await this.facts.digest(digestId);
    return total === 0 ? undefined : addressed(writeDigest(lines, total, language), person, language);
  }

  private async body(letter: LetterName, id: string, language: Language): Promise<Written | undefined> {
    if (isKept(letter)) {
      const kept = await this.facts.acknowledgement(id, KEPT_LETTERS[letter]);
      return kept?.[language];
    }
    switch (letter) {
      case 'assigned': {
        const facts = await this.facts.instruction(id);
        return facts && writeAssignment(facts, language);
      }
      case 'convocation': {
        const facts = await this.facts.session(id);
        return facts && writeConvocation(facts, language);
      }
      case 'incomplete':
      case 'reminder':
      case 'continued':
      case 'forwarded':
      case 'dismissed': {
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
      case 'appealReceived':
      case 'appealToAnswer':
      case 'appealUpheld':
      case 'appealRejected':
      case 'appealSilence':
      case 'exceptionToSign':
      case 'exceptionRejected': {
        const facts = await this.facts.remedy(id);
        return facts && writeRemedyLetter(letter, facts, language);
      }
      case 'reserveProposed':
      case 'amountOffered':
      case 'offerDeclined':
      case 'offerLapsed': {
        const facts = await this.selection.find(id);
        return facts && writeSelectionLetter(letter, facts, language);
      }
      default: {
        const facts = await this.facts.application(id);
        return facts && writeApplicationLetter(letter, facts, language);
      }
    }
  }
}

function addressed(written: Written, { name }: PersonFacts, language: Language): Letter {
  const greeting = language === 'fr' ? `Bonjour ${name},` : `Hello ${name},`;
  const closing = language === 'fr' ? 'Message automatique : ne répondez pas.' : 'Automatic message: please do not reply.';
  return { ...written, greeting, closing };
}
