// Constraints, and what a run finds, as sentences for people.

import type { Bilingual } from '../../kernel/errors.js';
import { cents, formatEuros } from '../../kernel/money.js';
import type { Explanation } from './portfolio-explain.rules.js';
import type { ConstraintRef } from './portfolio.rules.js';

const say = (fr: string, en: string): Bilingual => ({ fr, en });

export function constraintSentence({ kind, key }: ConstraintRef): Bilingual {
  switch (kind) {
    case 'ENVELOPE':
      return say(`Enveloppe ${key}.`, `Envelope ${key}.`);
    case 'DEPARTMENT_MIN':
      return say(`Nombre minimal de projets du département ${key}.`, `Least number of projects of department ${key}.`);
    case 'DEPARTMENT_MAX':
      return say(`Nombre maximal de projets du département ${key}.`, `Greatest number of projects of department ${key}.`);
    case 'AXIS_MIN':
      return say(`Nombre minimal de projets de l’axe ${key}.`, `Least number of projects of axis ${key}.`);
    case 'AXIS_MAX':
      return say(`Nombre maximal de projets de l’axe ${key}.`, `Greatest number of projects of axis ${key}.`);
    case 'PRIORITY_MIN':
      return say('Nombre minimal de projets de territoires prioritaires.', 'Least number of projects of priority territories.');
    case 'PRIORITY_SHARE':
      return say('Part minimale des territoires prioritaires.', 'Least share of priority territories.');
    case 'FORCED_IN':
      return say('Dossier imposé.', 'Application forced in.');
    case 'FORCED_OUT':
      return say('Dossier écarté par la demande de calcul.', 'Application set aside by the request.');
    case 'EXCLUSIVE':
      return say('Un seul de ces dossiers.', 'At most one of these applications.');
    case 'MINIMUM_OBJECTIVE':
      return say('Valeur minimale de la sélection.', 'Least value of the selection.');
  }
}

export function missingSentence({
  funderCode,
  year,
  cents: lack,
}: {
  funderCode: string;
  year: number;
  cents: number;
}): Bilingual {
  const amount = formatEuros(cents(lack));
  return say(`Enveloppe ${funderCode} ${year} : il manque ${amount}.`, `Envelope ${funderCode} ${year}: ${amount} missing.`);
}

/** What would change the place of a dossier, one sentence each; what the time did not allow is not told. */
export function explanationSentences(explanation: Explanation): Bilingual[] {
  const { taken, contrary, missingValue, growth, largest } = explanation;
  const sentences: Bilingual[] = [];
  if (contrary.status === 'IMPOSSIBLE') {
    sentences.push(
      taken
        ? say('Aucune sélection ne respecte les contraintes sans lui.', 'No selection meets the constraints without it.')
        : say('Aucune sélection ne respecte les contraintes avec lui.', 'No selection meets the constraints with it.'),
    );
  }
  if (contrary.cost !== null) {
    const cost = contrary.cost;
    sentences.push(
      taken
        ? say(`Sans lui, la meilleure sélection perd ${cost}.`, `Without it, the best selection loses ${cost}.`)
        : say(`Avec lui, la meilleure sélection perd ${cost}.`, `With it, the best selection loses ${cost}.`),
    );
  }
  if (missingValue !== null) {
    sentences.push(
      say(
        `Il lui manque ${missingValue} pour être de toute meilleure sélection.`,
        `It lacks ${missingValue} to be in every best selection.`,
      ),
    );
  }
  for (const [envelope, more] of growth?.cents ?? []) {
    if (more === 0) continue;
    const amount = formatEuros(cents(more));
    sentences.push(
      say(
        `Il entrerait sans perte avec ${amount} de plus sur l’enveloppe ${envelope}.`,
        `It would enter at no loss with ${amount} more in envelope ${envelope}.`,
      ),
    );
  }
  if (largest?.status === 'FOUND') {
    const amount = formatEuros(cents(largest.years.reduce((sum, year) => sum + year.cents, 0)));
    sentences.push(
      say(`Il entrerait sans perte avec une demande de ${amount}.`, `It would enter at no loss with a request of ${amount}.`),
    );
  }
  return sentences;
}
