// What the letters on one agency's examination say. No opinion, score or amount. Pure: facts in, text out.

import { formatLegal } from '../../kernel/legal-time.js';
import type { InstructionFacts } from './letter-facts.reader.js';
import { sayIn, type Language, type Written } from './letters.rules.js';
import type { InstructionLetterName } from './mail-plan.js';

export function writeInstructionLetter(letter: InstructionLetterName, facts: InstructionFacts, language: Language): Written {
  const say = sayIn(language);
  const name = facts.number ?? facts.title;
  const due = facts.dueAt === null ? [] : [formatLegal(facts.dueAt, facts.timeZone, language)];
  const which = say(
    `Instruction ${facts.agency} du dossier ${name} « ${facts.title} » (« ${facts.callTitle} »).`,
    `${facts.agency} examination of application ${name} "${facts.title}" ("${facts.callTitle}").`,
  );
  switch (letter) {
    case 'assigned':
      return {
        subject: `${say('Instruction confiée', 'Examination assigned')} — ${name}`,
        body: [
          say(
            `L’instruction ${facts.agency} du dossier ${name} « ${facts.title} » (« ${facts.callTitle} ») vous est confiée.`,
            `The ${facts.agency} examination of application ${name} "${facts.title}" ("${facts.callTitle}") is assigned to you.`,
          ),
          say(
            'Commencez par déclarer si vous avez un intérêt dans ce dossier.',
            'Start by declaring whether you have an interest in this application.',
          ),
          ...due.map((day) => say(`Signez votre avis au plus tard le ${day}.`, `Sign your opinion by ${day}.`)),
        ],
      };
    case 'signReminder':
      return {
        subject: `${say('Rappel : avis à signer', 'Reminder: opinion to sign')} — ${name}`,
        body: [
          which,
          ...due.map((day) => say(`L’échéance de signature est fixée au ${day}.`, `The deadline to sign is ${day}.`)),
          say('Terminez la notation, puis signez votre avis.', 'Finish the scoring, then sign your opinion.'),
        ],
      };
    case 'signOverdue':
      return {
        subject: `${say('Avis en retard', 'Opinion overdue')} — ${name}`,
        body: [
          which,
          ...due.map((day) =>
            say(
              `L’avis n’est pas signé ; l’échéance était fixée au ${day}, département ${facts.department}.`,
              `The opinion is not signed; the deadline was ${day}, department ${facts.department}.`,
            ),
          ),
          say(
            'Sans lui, le dossier ne peut être inscrit à l’ordre du jour du comité : prenez contact avec le service.',
            'Without it the application cannot be put on the committee’s agenda: get in touch with the agency.',
          ),
        ],
      };
  }
}
