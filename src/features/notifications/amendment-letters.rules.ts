// Letters on an amendment, in French and English. Pure: facts in, text out.

import { formatDay } from '../../kernel/legal-time.js';
import type { AmendmentKind } from '../amendments/amendment.rules.js';
import type { AmendmentLetterFacts } from './amendment-letter.reader.js';
import type { Language, Written } from './letters.rules.js';
import type { AmendmentLetterName } from './mail-plan.js';

const OF: Readonly<Record<AmendmentKind, readonly [string, string]>> = {
  DATES: ['les dates du projet', 'the dates of the project'],
  BUDGET: ['le budget du projet', 'the budget of the project'],
  AMOUNT: ['une baisse du montant accordé', 'a lower amount'],
  HOLDER: ['le transfert à un autre porteur', 'the transfer to another holder'],
  PROJECT: ['la description du projet', 'the description of the project'],
};

/** @returns undefined where there is nothing to tell: one that was never sent, or that an agency has still to examine */
export function writeAmendmentLetter(
  letter: AmendmentLetterName,
  facts: AmendmentLetterFacts,
  language: Language,
): Written | undefined {
  const say = (fr: string, en: string): string => (language === 'fr' ? fr : en);
  const { number, title, callTitle, kind, questions, endReasons, appeal, inForceOn, declared } = facts;
  const name = number === null ? `« ${title} »` : `${number} « ${title} »`;
  const about = say(
    `Dossier ${name}, appel à projets « ${callTitle} ».`,
    `Application ${name}, call for projects "${callTitle}".`,
  );
  const what = say(
    `Avenant sur ${OF[kind][0]}. Motifs : ${facts.reasons}`,
    `Amendment on ${OF[kind][1]}. Reasons: ${facts.reasons}`,
  );
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${number ?? title}`,
    body: [about, what, ...body],
  });
  switch (letter) {
    case 'amendmentRequested':
      return letterOf(
        'Avenant demandé',
        'Amendment requested',
        say('Donnez l’avis de votre administration dans l’application.', 'Give the opinion of your agency in the application.'),
      );
    case 'amendmentToDecide':
      if (!facts.examined) return undefined;
      return letterOf(
        'Avenant : décision attendue',
        'Amendment: decision awaited',
        say(
          'Les deux administrations ont donné leur avis : acceptez l’avenant, refusez-le ou renvoyez-le dans l’application.',
          'Both agencies have given their opinion: agree to the amendment, refuse it or return it in the application.',
        ),
      );
    case 'amendmentReturned':
      return letterOf(
        'Avenant : des questions vous sont posées',
        'Amendment: questions for you',
        say(`Questions : ${questions ?? ''}`, `Questions: ${questions ?? ''}`),
        say(
          'Répondez en modifiant la demande, puis soumettez-la de nouveau.',
          'Answer by editing the request, then submit it again.',
        ),
      );
    case 'amendmentToSign':
      return letterOf(
        'Avenant à signer',
        'Amendment to sign',
        say(
          'L’avenant attend votre signature : lisez-le et signez-le dans l’application. La dernière signature le met en vigueur.',
          'The amendment waits for your signature: read it and sign it in the application. The last signature puts it in force.',
        ),
      );
    case 'amendmentReminder':
      return letterOf(
        'Rappel : avenant à signer',
        'Reminder: amendment to sign',
        say('L’avenant attend toujours votre signature.', 'The amendment still waits for your signature.'),
      );
    case 'amendmentInForce': {
      const day = formatDay(inForceOn ?? '', language);
      return letterOf(
        'Avenant en vigueur',
        'Amendment in force',
        say(`L’avenant est en vigueur depuis le ${day}.`, `The amendment is in force since ${day}.`),
        ...(declared
          ? [
              say(
                'Le porteur l’a déclaré : il est sous le seuil que l’appel laisse à sa main.',
                'The holder declared it: it is below the threshold that the call leaves to it.',
              ),
            ]
          : []),
      );
    }
    case 'amendmentRefused':
      // To the other funders: its holder is told by the letter of the archive.
      return letterOf(
        'Avenant refusé',
        'Amendment refused',
        say(`Motifs du refus : ${endReasons ?? ''}`, `Reasons of the refusal: ${endReasons ?? ''}`),
        say(`Voies et délais de recours : ${appeal ?? ''}`, `Means and time of appeal: ${appeal ?? ''}`),
        say('L’attribution demeure telle qu’elle est.', 'The award stands as it is.'),
      );
    case 'amendmentWithdrawn':
      if (!facts.everSent) return undefined;
      return letterOf(
        'Avenant abandonné',
        'Amendment withdrawn',
        say('L’attribution demeure telle qu’elle est.', 'The award stands as it is.'),
      );
  }
}
