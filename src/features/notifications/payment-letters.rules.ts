// Letters to the holder on a payment, in French and English. Pure: facts in, text out.

import { formatEuros } from '../../kernel/money.js';
import { aboutDossier, sayIn, type Language, type Written } from './letters.rules.js';
import type { PaymentLetterName } from './mail-plan.js';
import type { PaymentLetterFacts } from './payment-letter.reader.js';

export function writePaymentLetter(letter: PaymentLetterName, facts: PaymentLetterFacts, language: Language): Written {
  const say = sayIn(language);
  const { number, title, funder, year, valueDate, reference, reason } = facts;
  const about = aboutDossier(facts, say);
  const sum = formatEuros(facts.cents);
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${number ?? title}`,
    body: [about, ...body],
  });
  const why = say(`Motif : ${reason ?? ''}`, `Reason: ${reason ?? ''}`);
  switch (letter) {
    case 'paymentPaid':
      return letterOf(
        'Versement effectué',
        'Payment made',
        say(
          `« ${funder} » a versé ${sum} au titre de ${year}, date de valeur ${valueDate ?? ''}, référence ${reference ?? ''}.`,
          `"${funder}" paid ${sum} for ${year}, value date ${valueDate ?? ''}, reference ${reference ?? ''}.`,
        ),
      );
    case 'paymentHeld':
      return letterOf(
        'Versement retenu',
        'Payment held',
        say(
          `Le versement de ${sum} de « ${funder} » au titre de ${year} est retenu.`,
          `The payment of ${sum} by "${funder}" for ${year} is held.`,
        ),
        why,
      );
    case 'paymentRejected':
      return letterOf(
        'Versement rejeté par la banque',
        'Payment rejected by the bank',
        say(
          `Le versement de ${sum} de « ${funder} » au titre de ${year} a été rejeté.`,
          `The payment of ${sum} by "${funder}" for ${year} was rejected.`,
        ),
        why,
        say(
          'Proposez de nouvelles coordonnées bancaires dans l’application : le versement sera remis en paiement une fois qu’elles seront confirmées.',
          'Propose new bank details in the application: the payment will be issued again once they are confirmed.',
        ),
      );
  }
}
