import { LETTER_LABELS } from './delivery.rules.js';
import type { DigestLine } from './letter-facts.reader.js';
import type { Language, Written } from './letters.rules.js';

/** `lines`: the first ones; `total`: how many there are. */
export function writeDigest(lines: readonly DigestLine[], total: number, language: Language): Written {
  const fr = language === 'fr';
  const items = lines.map(({ kind, number, title }) =>
    [LETTER_LABELS[kind][language], number, title === null ? null : fr ? `« ${title} »` : `"${title}"`]
      .filter((part) => part !== null)
      .join(' — '),
  );
  const more = total - items.length;
  return {
    subject: fr ? `Récapitulatif du jour (${total})` : `Today’s digest (${total})`,
    body: [
      fr ? 'Depuis le dernier récapitulatif :' : 'Since the last digest:',
      items,
      ...(more > 0
        ? [fr ? `Et ${more} de plus, à lire dans l’application.` : `And ${more} more, to be read in the application.`]
        : []),
    ],
  };
}
