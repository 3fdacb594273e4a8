// Letters on a financial report, in French and English. Pure: facts in, text out.

import { formatDay } from '../../kernel/legal-time.js';
import type { Language, Written } from './letters.rules.js';
import type { ReportLetterName } from './mail-plan.js';
import type { ReportLetterFacts } from './report-letter.reader.js';

/** @returns undefined for a reminder of what was submitted meanwhile */
export function writeReportLetter(letter: ReportLetterName, facts: ReportLetterFacts, language: Language): Written | undefined {
  const say = (fr: string, en: string): string => (language === 'fr' ? fr : en);
  const { number, title, callTitle, holder, year, reasons, awaited } = facts;
  const name = number === null ? `« ${title} »` : `${number} « ${title} »`;
  const about = say(
    `Dossier ${name}, appel à projets « ${callTitle} ».`,
    `Application ${name}, call for projects "${callTitle}".`,
  );
  const day = formatDay(facts.awaitedOn, language);
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${number ?? title}`,
    body: [about, ...body],
  });
  const how = say(
    'Remplissez-le dans l’application, puis faites-le déposer par votre représentant légal.',
    'Fill it in in the application, then have your legal representative submit it.',
  );
  switch (letter) {
    case 'reportReminder':
      if (!awaited) return undefined;
      return letterOf(
        'Compte rendu financier à déposer',
        'Financial report to submit',
        say(
          `Le compte rendu financier de ${year} est attendu le ${day} au plus tard (loi n° 2000-321, article 10).`,
          `The financial report of ${year} is awaited by ${day} (law no. 2000-321, article 10).`,
        ),
        how,
      );
    case 'reportLate':
      if (!awaited) return undefined;
      return letterOf(
        'Compte rendu financier en retard',
        'Financial report late',
        say(
          `Le compte rendu financier de ${year}, attendu le ${day}, n’est pas déposé (loi n° 2000-321, article 10).`,
          `The financial report of ${year}, awaited by ${day}, is not submitted (law no. 2000-321, article 10).`,
        ),
        say(
          'Les parts en cours sont suspendues, et leurs versements avec elles, jusqu’à son acceptation. L’aide n’est ni retirée ni résiliée.',
          'The shares under way are suspended, and their payments with them, until it is accepted. The grant is neither withdrawn nor terminated.',
        ),
        how,
      );
    case 'reportSubmitted':
      return letterOf(
        'Compte rendu financier déposé',
        'Financial report submitted',
        say(
          `« ${holder} » a déposé le compte rendu financier de ${year} : acceptez-le, ou renvoyez-le à compléter.`,
          `"${holder}" submitted the financial report of ${year}: accept it, or return it to be completed.`,
        ),
      );
    case 'reportReturned':
      return letterOf(
        'Compte rendu financier à compléter',
        'Financial report to be completed',
        say(
          `Le compte rendu financier de ${year} vous est renvoyé : complétez-le et déposez-le à nouveau le ${day} au plus tard.`,
          `The financial report of ${year} is returned to you: complete it and submit it again by ${day}.`,
        ),
        say(`Motifs : ${reasons ?? ''}`, `Reasons: ${reasons ?? ''}`),
      );
    case 'reportAccepted':
      return letterOf(
        'Compte rendu financier accepté',
        'Financial report accepted',
        say(
          `Le compte rendu financier de ${year} est accepté pour tous les financeurs. Les versements qui l’attendaient suivent leur cours.`,
          `The financial report of ${year} is accepted for all the funders. The payments that waited for it go on.`,
        ),
      );
  }
}
