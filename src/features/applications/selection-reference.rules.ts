// A jury that adopted a reference selection departs from it with a reason.

import type { Bilingual } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import type { ApplicationFacts } from './application-facts.js';
import type { WithReasons } from './processing.rules.js';

const departure = (name: string, taken: boolean, label: Bilingual, message: Bilingual): Guard<ApplicationFacts, WithReasons> => ({
  name,
  label,
  needsInput: true,
  check: ({ facts: { reference }, input: { reasons = '' } }) =>
    reference?.taken === taken && reasons.trim() === '' ? [{ rule: name, pointer: '/reasons', message }] : undefined,
});

/** Selecting a dossier that the reference leaves out. */
export const referenceDepartureExplained = departure(
  'referenceDepartureExplained',
  false,
  { fr: 'écart à la sélection de référence motivé', en: 'departure from the reference selection explained' },
  {
    fr: 'La sélection de référence ne retient pas ce dossier : motivez l’écart.',
    en: 'The reference selection leaves this application out: explain the departure.',
  },
);

/** Refusing, or putting on reserve, a dossier that the reference takes in. */
export const referenceExclusionExplained = departure(
  'referenceExclusionExplained',
  true,
  { fr: 'exclusion contraire à la sélection de référence motivée', en: 'exclusion against the reference selection explained' },
  {
    fr: 'La sélection de référence retient ce dossier : motivez l’écart.',
    en: 'The reference selection takes this application in: explain the departure.',
  },
);
