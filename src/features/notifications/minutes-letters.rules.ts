// The letter that transmits signed minutes to the authority that decides, and to the members (CRPA R133-13). It says nothing of any item:
// each reader finds in the application what is open to them.

import { formatLegal } from '../../kernel/legal-time.js';
import { sayIn, type Language, type Written } from './letters.rules.js';
import type { MinutesLetterFacts, UnsignedMinutesFacts } from './minutes-letter.reader.js';

export function writeMinutesLetter(facts: MinutesLetterFacts, language: Language): Written {
  const say = sayIn(language);
  const when = formatLegal(facts.scheduledAt, facts.timeZone, language);
  const what = facts.rectifying
    ? say(`Le procès-verbal rectificatif n° ${facts.number}`, `Rectifying minutes number ${facts.number}`)
    : say('Le procès-verbal', 'The minutes');
  return {
    subject: `${say('Procès-verbal signé', 'Minutes signed')} — ${facts.committee}`,
    body: [
      say(
        `${what} de la séance du ${when} est signé, pour l’appel à projets « ${facts.call} ».`,
        `${what} of the session of ${when} are signed, for the call for projects "${facts.call}".`,
      ),
      say(
        'Les avis rendus sont transmis à l’autorité qui décide (CRPA, article R133-13) : lisez le procès-verbal dans l’application.',
        'The opinions are transmitted to the authority that decides (CRPA, article R133-13): read the minutes in the application.',
      ),
    ],
  };
}

/** To those who run the session: nobody signed, and what is to be done. */
export function writeUnsignedMinutesLetter(facts: UnsignedMinutesFacts, language: Language): Written {
  const say = sayIn(language);
  const held = formatLegal(facts.scheduledAt, facts.timeZone, language);
  const ended = formatLegal(facts.closedAt, facts.timeZone, language);
  return {
    subject: `${say('Procès-verbal à signer', 'Minutes to be signed')} — ${facts.committee}`,
    body: [
      say(
        `Le procès-verbal de la séance du ${held}, achevée le ${ended}, n’est pas signé (appel à projets « ${facts.call} »).`,
        `The minutes of the session of ${held}, which ended on ${ended}, are not signed (call for projects "${facts.call}").`,
      ),
      facts.drafted
        ? say(
            'Un projet est prêt : qui a présidé la séance le signe dans l’application, ou le secrétariat en établit un nouveau.',
            'A draft is ready: whoever presided the session signs it in the application, or the secretary draws up a new one.',
          )
        : say(
            'Aucun projet n’est établi : le secrétariat l’établit dans l’application, puis qui a présidé la séance le signe.',
            'No draft was drawn up: the secretary draws it up in the application, then whoever presided the session signs it.',
          ),
    ],
  };
}
