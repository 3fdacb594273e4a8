// Every time limit that runs for or against a dossier, as its screen shows it. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { silenceOf, type Silence } from '../applications/silence-state.rules.js';
import { appealLimit, placeOf, type Clockwork } from './appeal-limit.rules.js';
import { APPEALABLE } from './appeal.rules.js';

export const COURT_STATES = ['NOT_APPLICABLE', 'NOT_RUNNING', 'RUNNING', 'INTERRUPTED', 'EXPIRED'] as const;
type CourtState = (typeof COURT_STATES)[number];

/** The time to go to court, which is also the time to file an internal appeal until one is answered. */
export interface CourtLimit {
  readonly state: CourtState;
  readonly from?: Date;
  readonly until?: Date;
  readonly overseasMonth: boolean;
  readonly explanation: Bilingual;
}

export interface FiledAppeal {
  readonly id: string;
  readonly state: string;
  readonly silenceAt: Date;
}

export interface NoticeGiven {
  readonly notifiedAt: Date;
  readonly statesAppeal: boolean;
}

export interface Standing {
  readonly application: ApplicationFacts;
  readonly holderDepartment: string;
  /** Sending of the dossier's own decision. */
  readonly notice: NoticeGiven | undefined;
  /** Against that decision, with the sending of the answer. */
  readonly appeals: readonly (FiledAppeal & { readonly notice?: NoticeGiven })[];
}

export interface TimeLimits {
  readonly silence: Silence;
  readonly court: CourtLimit;
}

const bilingual = (fr: string, en: string): Bilingual => ({ fr, en });
const NOT_NOTIFIED = bilingual(
  'Aucun envoi de la décision avec les voies et délais de recours n’est enregistré : aucun délai ne court (CJA R421-5).',
  'No sending of the decision with its ways of appeal is recorded: no time limit runs (CJA R421-5).',
);

function runs(from: Date, now: Date, clockwork: Clockwork, explanation: Bilingual): CourtLimit {
  const { until, overseasMonth } = appealLimit(from, clockwork);
  return { state: now <= until ? 'RUNNING' : 'EXPIRED', from, until, overseasMonth, explanation };
}

/** An appeal filed in time stops the clock; it starts anew once all are answered, by letter or by silence (CRPA L411-2). */
function afterDecision(standing: Standing, now: Date, clockwork: Clockwork): CourtLimit {
  const still = { overseasMonth: false };
  const appeals = standing.appeals.filter(({ state }) => state !== 'WITHDRAWN');
  if (appeals.some(({ state, silenceAt }) => ['FILED', 'UNDER_REVIEW'].includes(state) && now <= silenceAt)) {
    const explanation = bilingual(
      'Un recours administratif est en cours : le délai est interrompu (CRPA L411-2).',
      'An administrative appeal is pending: the time limit is interrupted (CRPA L411-2).',
    );
    return { state: 'INTERRUPTED', ...still, explanation };
  }
  if (appeals.length === 0) {
    if (standing.notice?.statesAppeal !== true) return { state: 'NOT_RUNNING', ...still, explanation: NOT_NOTIFIED };
    const explanation = bilingual(
      'Deux mois à compter de la notification de la décision (CJA R421-1).',
      'Two months from the notification of the decision (CJA R421-1).',
    );
    return runs(standing.notice.notifiedAt, now, clockwork, explanation);
  }
  const answers = appeals.map(({ state, silenceAt, notice }) =>
    state === 'REJECTED' ? (notice?.statesAppeal === true ? notice.notifiedAt : undefined) : silenceAt,
  );
  const known = answers.filter((answer) => answer !== undefined);
  if (known.length < answers.length) return { state: 'NOT_RUNNING', ...still, explanation: NOT_NOTIFIED };
  const from = new Date(Math.max(...known.map((answer) => answer.getTime())));
  const explanation = bilingual(
    'Deux mois à compter du rejet du dernier recours administratif, exprès ou par le silence (CRPA L411-2, L411-7).',
    'Two months from the rejection of the last administrative appeal, express or by silence (CRPA L411-2, L411-7).',
  );
  return runs(from, now, clockwork, explanation);
}

export function timeLimitsOf(standing: Standing, now: Date): TimeLimits {
  const { application, holderDepartment } = standing;
  const { call, state, department } = application;
  const { appeals: settings } = call.settings;
  const place = placeOf({ settings, department, holder: holderDepartment });
  const clockwork = { timeZone: call.timeZone, settings, place };
  const silence = silenceOf(application, now);
  if ((APPEALABLE as readonly string[]).includes(state)) return { silence, court: afterDecision(standing, now, clockwork) };
  if (silence.state === 'EXPIRED' && silence.expiresAt !== undefined) {
    const explanation = bilingual(
      'Deux mois à compter du refus né du silence, si l’accusé de réception mentionnait les voies de recours (CJA R421-2, CRPA L112-6). Une décision expresse peut encore intervenir.',
      'Two months from the refusal born of silence, if the receipt stated the ways of appeal (CJA R421-2, CRPA L112-6). An express decision may still come.',
    );
    return { silence, court: runs(silence.expiresAt, now, clockwork, explanation) };
  }
  const explanation = bilingual('Aucune décision défavorable à contester.', 'No negative decision to challenge.');
  return { silence, court: { state: 'NOT_APPLICABLE', overseasMonth: false, explanation } };
}
