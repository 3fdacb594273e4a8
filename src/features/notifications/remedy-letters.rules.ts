// Letters on appeals and exceptions, in French and English. Pure: facts in, text out.

import { formatLegal } from '../../kernel/legal-time.js';
import type { RemedyFacts } from './letter-facts.reader.js';
import { aboutDossier, sayIn, type Language, type Written } from './letters.rules.js';
import type { RemedyLetterName } from './mail-plan.js';

const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  GRACIEUX: ['recours gracieux', 'informal appeal'],
  HIERARCHIQUE: ['recours hiérarchique', 'hierarchical appeal'],
};

export function writeRemedyLetter(letter: RemedyLetterName, facts: RemedyFacts, language: Language): Written {
  const say = sayIn(language);
  const at = (instant: Date | null): string => (instant === null ? '' : formatLegal(instant, facts.timeZone, language));
  const [kindFr, kindEn] = KINDS[facts.appealKind ?? ''] ?? ['recours', 'appeal'];
  const about = aboutDossier(facts, say);
  const reasons = facts.reasons === null ? [] : [say(`Motifs : ${facts.reasons}`, `Reasons: ${facts.reasons}`)];
  const appeal =
    facts.appeal === null
      ? []
      : [say(`Voies et délais de recours : ${facts.appeal}`, `Ways and time limits of appeal: ${facts.appeal}`)];
  const silence = say(
    `Sans réponse à la fin du ${at(facts.silenceAt)}, le silence vaut rejet (CRPA, article L411-7) et le délai de recours contentieux court à nouveau.`,
    `Without an answer by the end of ${at(facts.silenceAt)}, silence is a rejection (CRPA, article L411-7) and the time to go to court runs anew.`,
  );
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${facts.number ?? facts.title}`,
    body: [about, ...body],
  });
  switch (letter) {
    case 'appealReceived':
      return letterOf(
        'Recours reçu',
        'Appeal received',
        say(`Votre ${kindFr} a été reçu le ${at(facts.filedAt)}.`, `Your ${kindEn} was received on ${at(facts.filedAt)}.`),
        silence,
        ...appeal,
      );
    case 'appealToAnswer':
      return letterOf(
        'Recours à examiner',
        'Appeal to answer',
        say(`Un ${kindFr} a été déposé le ${at(facts.filedAt)}.`, `An appeal was filed on ${at(facts.filedAt)} (${kindEn}).`),
        silence,
      );
    case 'appealSilence':
      return letterOf(
        'Recours rejeté par le silence',
        'Appeal rejected by silence',
        say(
          `Votre ${kindFr} est resté deux mois sans réponse : il est rejeté depuis le ${at(facts.silenceAt)}.`,
          `Your ${kindEn} stayed two months without an answer: it is rejected since ${at(facts.silenceAt)}.`,
        ),
        ...appeal,
      );
    case 'exceptionToSign':
      return letterOf(
        'Exception à signer',
        'Exception to sign',
        say(
          'Une exception est demandée pour admettre ce dossier tardif. Elle vaut si chaque financeur signe.',
          'An exception is asked to admit this late application. It holds if each funder signs.',
        ),
        ...reasons,
      );
    case 'exceptionRejected':
      return letterOf(
        'Dossier tardif : exception refusée',
        'Late application: exception rejected',
        say('Votre dossier reçu hors délai reste refusé.', 'Your late application stays refused.'),
        ...reasons,
        ...appeal,
      );
  }
}
