// Letters on the reserve list and on lower amounts, in French and English. Pure: facts in, text out.

import { formatLegal } from '../../kernel/legal-time.js';
import { formatEuros } from '../../kernel/money.js';
import { aboutDossier, sayIn, type Language, type Written } from './letters.rules.js';
import type { SelectionLetterName } from './mail-plan.js';
import type { SelectionLetterFacts } from './selection-letter.reader.js';

export function writeSelectionLetter(letter: SelectionLetterName, facts: SelectionLetterFacts, language: Language): Written {
  const say = sayIn(language);
  const about = aboutDossier(facts, say);
  const asked = formatEuros(facts.requestedCents);
  const offered = facts.offeredCents === null ? '' : formatEuros(facts.offeredCents);
  const due = facts.dueAt === null ? '' : formatLegal(facts.dueAt, facts.timeZone, language);
  const amounts = say(`Montant demandé : ${asked} ; montant offert : ${offered}.`, `Asked: ${asked}; offered: ${offered}.`);
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${facts.number ?? facts.title}`,
    body: [about, ...body],
  });
  switch (letter) {
    case 'reserveProposed':
      return letterOf(
        'Liste de réserve : des crédits libérés permettent ce dossier',
        'Reserve list: freed credits allow this application',
        say(
          `Rang ${facts.rank ?? ''}, ${asked} demandés : les enveloppes de chaque financeur et de chaque année le permettent. Retenez le dossier ou passez le rang en motivant.`,
          `Rank ${facts.rank ?? ''}, ${asked} asked: the envelopes of each funder and year hold it. Select it, or pass over the rank with reasons.`,
        ),
      );
    case 'amountOffered':
      return letterOf(
        'Montant réduit à accepter',
        'Lower amount to accept',
        amounts,
        facts.awarded
          ? say('Les deux financeurs ont décidé ce montant.', 'Both funders have decided this amount.')
          : say(
              'Le jury propose ce montant ; les financeurs se prononceront une fois que vous l’aurez accepté.',
              'The jury proposes this amount; the funders will decide once you accept it.',
            ),
        say(
          `Le représentant légal l’accepte par écrit dans l’application, avec un plan de financement rééquilibré, ou le décline, au plus tard le ${due}.`,
          `The legal representative accepts it in writing in the application, with a rebalanced plan, or declines it, by ${due} at the latest.`,
        ),
      );
    case 'offerDeclined':
      return letterOf(
        'Montant réduit décliné',
        'Lower amount declined',
        amounts,
        say(`Motifs du porteur : ${facts.reasons ?? ''}`, `Reasons of the holder: ${facts.reasons ?? ''}`),
      );
    case 'offerLapsed':
      return letterOf(
        'Montant réduit : délai de réponse expiré',
        'Lower amount: time to answer over',
        amounts,
        say(
          `Aucune réponse n’est venue avant le ${due}. Le jury peut renouveler l’offre ; sans acceptation, aucune convention n’est signée.`,
          `No answer came by ${due}. The jury may renew the offer; without an acceptance, no agreement is signed.`,
        ),
      );
  }
}
