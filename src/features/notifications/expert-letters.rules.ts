// What the letters on a request for an expert opinion say. Pure.

import { formatLegal } from '../../kernel/legal-time.js';
import { aboutDossier, sayIn, type Language, type Written } from './letters.rules.js';
import type { ExpertLetterName } from './mail-plan.js';

export interface ExpertLetterFacts {
  readonly number: string | null;
  readonly title: string;
  readonly callTitle: string;
  readonly agency: string;
  readonly dueAt: Date;
  readonly timeZone: string;
  /** Where the request is read. */
  readonly address: string;
  /** Opens the account of a person who has none; null: they have one. */
  readonly token: string | null;
}

/** The question, the files and the opinion are read in the application, never in a message. */
export function writeExpertLetter(letter: ExpertLetterName, facts: ExpertLetterFacts, language: Language): Written {
  const { number, title, agency, dueAt, timeZone, address, token } = facts;
  const fr = language === 'fr';
  const about = aboutDossier(facts, sayIn(language));
  if (letter === 'expertOpinionGiven') {
    return {
      subject: `${fr ? 'Avis d’expert rendu' : 'Expert opinion given'} — ${number ?? title}`,
      body: [about, fr ? `L’expert sollicité a rendu son avis : ${address}` : `The expert has given the opinion: ${address}`],
    };
  }
  const until = formatLegal(dueAt, timeZone, language);
  return {
    subject: `${fr ? 'Votre avis d’expert est demandé' : 'Your expert opinion is requested'} — ${number ?? title}`,
    body: [
      about,
      fr
        ? `La ${agency} sollicite votre avis, à rendre avant le ${until}. Déclarez d’abord si un intérêt vous lie à ce dossier ; les pièces s’ouvrent ensuite.`
        : `The ${agency} asks for your opinion, before ${until}. First declare whether an interest ties you to this application; the files open then.`,
      address,
      ...(token === null
        ? []
        : [
            fr
              ? 'Un compte vous attend : choisissez son mot de passe par POST /v1/auth/activate avec ce code, puis connectez-vous.'
              : 'An account is ready for you: choose its password by POST /v1/auth/activate with this code, then log in.',
            token,
          ]),
    ],
  };
}
