// A funder ends its share: the holder heard, or at its own request; what may be claimed back of what was paid.

import { endLeg } from './awards.js';
import { projectBegins, projectEnds } from './days.js';
import type { Kind, Measure } from './later-life.js';
import { awardOf, legOf, today, type Dossier, type Leg, type Model } from './model.js';
import { openRecovery, unclaimed } from './recoveries.js';
import { dropReports } from './reports.js';

const UNDER_WAY: Readonly<Record<Kind, readonly string[]>> = {
  TERMINATION: ['NOTIFIED', 'ACTIVE', 'SUSPENDED'],
  // Conditions may be found broken once all is paid.
  WITHDRAWAL: ['NOTIFIED', 'ACTIVE', 'SUSPENDED', 'COMPLETED', 'CLOSED'],
};
export const mayEnd = (kind: Kind, { state }: Leg): boolean => UNDER_WAY[kind].includes(state);
export const isUnderHearing = ({ state }: Measure): boolean => state === 'REQUESTED' || state === 'HEARING';

export const couldAnswer = (model: Model, { remarksDone, remarksUntil, oral }: Measure): boolean =>
  oral !== 'ASKED' && (remarksDone || (remarksUntil !== null && today(model) > remarksUntil));

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** All that was paid where conditions are not met; else what is paid for the days of the project still to run. */
export function mostOf(model: Model, dossier: Dossier, { funder, ground, breachOn }: Measure, effectiveOn: string): bigint {
  const paid = unclaimed(model, dossier, funder).reduce((sum, { cents }) => sum + cents, 0n);
  if (ground === 'CONDITIONS_BROKEN' || ground === 'ILLEGAL') return paid;
  const begins = projectBegins(dossier);
  const days = daysBetween(begins, projectEnds(dossier)) + 1;
  const run = Math.min(Math.max(daysBetween(begins, breachOn ?? effectiveOn), 0), days);
  const share = legOf(model, dossier.number, funder).years.reduce((sum, { cents, reduced }) => sum + cents - reduced, 0n);
  // In the holder's favour, by less than a cent.
  const kept = (share * BigInt(run) + BigInt(days) - 1n) / BigInt(days);
  return paid > kept ? paid - kept : 0n;
}

export function decideMeasure(model: Model, dossier: Dossier, measure: Measure, claimed: bigint): void {
  const { kind, funder, ground } = measure;
  Object.assign(measure, { state: 'DECIDED', version: measure.version + 1, claimed });
  const leg = legOf(model, dossier.number, funder);
  endLeg(model, dossier, leg, kind === 'TERMINATION' ? 'TERMINATED' : 'WITHDRAWN_BY_FUNDER');
  dropReports(awardOf(dossier)!);
  const withdrawnOn = ground === 'REPUBLICAN_CONTRACT' ? today(model) : null;
  openRecovery(model, dossier, { funder, origin: kind, cents: claimed, withdrawnOn });
}
