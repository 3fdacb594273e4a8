// Guards of the acts that leave a dossier, or bring one back: withdrawal, renunciation, readmission, silence.

import { formatLegal } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { given, label } from '../../kernel/reasons.js';
import type { ApplicationFacts } from './application-facts.js';
import type { WithReasons } from './processing.rules.js';
import { silenceOf } from './silence-state.rules.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

/** A draft is the holder's own business; once submitted, others have worked on it. */
export const withdrawalExplained: Rule<WithReasons> = {
  name: 'withdrawalExplained',
  label: label('motif écrit, une fois le dossier déposé', 'written reasons, once submitted'),
  source: 'Règles du programme, retrait',
  needsInput: true,
  check: ({ facts, input }) =>
    !facts.everSubmitted || given(input.reasons)
      ? undefined
      : [
          {
            rule: 'withdrawalExplained',
            pointer: '/reasons',
            message: label('Écrivez pourquoi vous retirez le dossier.', 'Write why you withdraw the application.'),
          },
        ],
};

const AFTER_RESULTS: readonly string[] = ['RESULTS_PUBLISHED', 'FINISHED', 'CANCELLED'];

/** The results say who is selected among those in time: nobody joins them afterwards. */
export const resultsNotPublished: Rule = {
  name: 'resultsNotPublished',
  label: label('résultats de l’appel non publiés, appel maintenu', 'results of the call not published, call not cancelled'),
  check: ({ facts: { call } }) =>
    AFTER_RESULTS.includes(call.state)
      ? label(
          'Les résultats de l’appel sont publiés ou l’appel est annulé : un dossier tardif ne peut plus y entrer.',
          'The results of the call are published or the call is cancelled: a late application can no longer enter.',
        )
      : undefined,
};

export const silenceExpired: Rule = {
  name: 'silenceExpired',
  label: label('deux mois de silence écoulés', 'two months of silence passed'),
  source: 'CRPA L231-4',
  check: ({ facts, now }) => {
    const { state, expiresAt, why } = silenceOf(facts, now);
    if (state === 'EXPIRED') return undefined;
    if (expiresAt === undefined) return why ?? label('Le délai est suspendu.', 'The time limit is suspended.');
    const { timeZone } = facts.call;
    return label(
      `Le silence vaut refus après le ${formatLegal(expiresAt, timeZone, 'fr')}.`,
      `Silence is a refusal after ${formatLegal(expiresAt, timeZone, 'en')}.`,
    );
  },
};

export const silenceNotRecorded: Rule = {
  name: 'silenceNotRecorded',
  label: label('silence pas encore constaté', 'silence not recorded yet'),
  check: ({ facts }) =>
    facts.silenceRecordedAt === null ? undefined : label('Le silence est déjà constaté.', 'The silence is already recorded.'),
};
