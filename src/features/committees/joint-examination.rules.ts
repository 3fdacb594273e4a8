// What a call may ask of the two agencies before the committee is convened: a common score, a conciliation. Settings of the call.

import type { Bilingual } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import { perItem } from './convocation.rules.js';
import type { ItemFacts, SessionFacts } from './session-facts.rules.js';

const owed = (
  name: string,
  missing: 'commonScoreMissing' | 'conciliationMissing',
  label: Bilingual,
  say: (item: ItemFacts) => Bilingual,
): Guard<SessionFacts> => ({ name, label, check: ({ facts }) => perItem(name, facts, (item) => item[missing], say) });

export const commonScoreAgreed = owed(
  'commonScoreAgreed',
  'commonScoreMissing',
  { fr: 'la note commune est arrêtée, si l’appel la demande', en: 'the common score is agreed, if the call asks for it' },
  ({ position }) => ({
    fr: `Point ${position} : attendez que les deux administrations aient arrêté la note commune, que l’appel demande.`,
    en: `Item ${position}: wait until both agencies have agreed the common score that the call asks for.`,
  }),
);

export const conciliationDone = owed(
  'conciliationDone',
  'conciliationMissing',
  {
    fr: 'une divergence est passée par la conciliation, si l’appel la demande',
    en: 'a divergence went through a conciliation, if the call asks for it',
  },
  ({ position }) => ({
    fr: `Point ${position} : les avis divergent, attendez la conciliation que l’appel demande.`,
    en: `Item ${position}: the opinions diverge, wait for the conciliation that the call asks for.`,
  }),
);
