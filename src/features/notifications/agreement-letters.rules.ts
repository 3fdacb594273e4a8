// Letters on agreements, and to its holder on the end of a suspension, in French and English. Pure: facts in, text out.

import type { AgreementLetterFacts, LegLetterFacts } from './agreement-letter.reader.js';
import { aboutDossier, sayIn, type Language, type Written } from './letters.rules.js';
import type { AgreementLetterName } from './mail-plan.js';

/** @returns undefined where there is nothing to tell: its holder never knew of an agreement that was not sent */
export function writeAgreementLetter(
  letter: AgreementLetterName,
  facts: AgreementLetterFacts,
  language: Language,
): Written | undefined {
  const say = sayIn(language);
  const parties = say(`Parties : ${facts.parties.join(', ')}.`, `Parties: ${facts.parties.join(', ')}.`);
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${facts.number ?? facts.title}`,
    body: [aboutDossier(facts, say), parties, ...body],
  });
  switch (letter) {
    case 'agreementToSign':
      return letterOf(
        'Convention à signer',
        'Agreement to sign',
        say(
          'La convention attend votre signature : lisez-la et signez-la dans l’application. Rien n’est engagé ni versé avant la dernière signature.',
          'The agreement waits for your signature: read it and sign it in the application. Nothing is committed or paid before the last signature.',
        ),
      );
    case 'agreementReminder':
      return letterOf(
        'Rappel : convention à signer',
        'Reminder: agreement to sign',
        say('La convention attend toujours votre signature.', 'The agreement still waits for your signature.'),
      );
    case 'agreementSigned':
      return letterOf(
        'Convention signée',
        'Agreement signed',
        say(
          'Toutes les parties ont signé : la convention vous sera notifiée.',
          'All parties have signed: the agreement will be notified to you.',
        ),
      );
    case 'agreementVoided':
      if (!facts.sent) return undefined;
      return letterOf(
        'Convention annulée',
        'Agreement voided',
        say(`Motifs : ${facts.reasons ?? ''}`, `Reasons: ${facts.reasons ?? ''}`),
        say(
          'L’attribution demeure : une autre convention vous sera adressée.',
          'The award stands: another agreement will be sent to you.',
        ),
      );
  }
}

/** A suspension and a lapse are letters of the archive; what ends the first is good news. */
export function writeResumedLetter(facts: LegLetterFacts, language: Language): Written {
  const say = sayIn(language);
  const { funder, reasons } = facts;
  return {
    subject: `${say('Suspension levée', 'Suspension ended')} — ${facts.number ?? facts.title}`,
    body: [
      aboutDossier(facts, say),
      say(`« ${funder} » lève la suspension de sa part.`, `"${funder}" ends the suspension of its share.`),
      say(`Motifs : ${reasons ?? ''}`, `Reasons: ${reasons ?? ''}`),
    ],
  };
}
