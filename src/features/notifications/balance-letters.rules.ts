// Letters to the holder on the balance of its award, in French and English. Pure: facts in, text out.

import { formatDay } from '../../kernel/legal-time.js';
import type { BalanceLetterFacts } from './balance-letter.reader.js';
import type { Language, Written } from './letters.rules.js';
import type { BalanceLetterName } from './mail-plan.js';

export function writeBalanceLetter(letter: BalanceLetterName, facts: BalanceLetterFacts, language: Language): Written {
  const say = (fr: string, en: string): string => (language === 'fr' ? fr : en);
  const { number, title, sentences, remarksUntil, overCents } = facts;
  const name = number === null ? `« ${title} »` : `${number} « ${title} »`;
  const about = say(`Dossier ${name}.`, `Application ${name}.`);
  const computation = sentences.map((sentence) => sentence[language]);
  const until = remarksUntil === null ? '' : formatDay(remarksUntil, language);
  if (letter === 'balanceProposed')
    return {
      subject: `${say('Solde proposé : vos observations', 'Balance proposed: your remarks')} — ${number ?? title}`,
      body: [
        about,
        ...computation,
        say(
          `Vous pouvez présenter vos observations dans l’application jusqu’au ${until} inclus.`,
          `You may make remarks in the application until ${until} included.`,
        ),
      ],
    };
  return {
    subject: `${say('Solde arrêté', 'Balance fixed')} — ${number ?? title}`,
    body: [
      about,
      ...computation,
      overCents > 0n
        ? say(
            'Chaque financeur vous entendra sur ce qui est à lui reverser avant d’émettre un ordre de recouvrer.',
            'Each funder will hear you on what is to be given back before it issues an order.',
          )
        : say(
            'Ce qui reste à verser vous sera payé sans démarche de votre part.',
            'What is left will be paid without any step on your side.',
          ),
    ],
  };
}
