// Selections made and undone, shares decided and ended.

import { cancelAmendment } from './amendments.js';
import { cancelOpenPayments } from './payments.js';
import { dropReports } from './reports.js';
import {
  awardOf,
  balance,
  daysFrom,
  move,
  shares,
  today,
  type Award,
  type Dossier,
  type Leg,
  type Model,
  type YearSum,
} from './model.js';

/** Decided, and its credits held. */
const COMMITTED = [
  'DECIDED',
  'AGREEMENT_DRAFTED',
  'SENT',
  'SIGNED_BY_HOLDER',
  'SIGNED',
  'ENGAGED',
  'NOTIFIED',
  'ACTIVE',
  'SUSPENDED',
];

/** Cost of a year of which the call's funders pay seven tenths. */
export const costOf = ({ year, cents }: YearSum): YearSum => ({ year, cents: (cents * 100n + 69n) / 70n });

export function isReduced({ requested }: Dossier, decided: readonly YearSum[]): boolean {
  return requested.some(({ year, cents }) => (decided.find((one) => one.year === year)?.cents ?? 0n) < cents);
}

/** What a selection would take of each envelope. */
export function linesOf(model: Model, years: readonly YearSum[]): { funder: string; year: number; cents: bigint }[] {
  return years.flatMap(({ year, cents }) =>
    shares(cents, model.funders).map((share, index) => ({ funder: model.funders[index]!.code, year, cents: share })),
  );
}

export function select(model: Model, dossier: Dossier, years: readonly YearSum[]): void {
  const decided = [...years].sort((a, b) => a.year - b.year);
  const lines = linesOf(model, decided);
  for (const line of lines) move(model, dossier, { ...line, from: null, to: 'RESERVED' });
  const legs = model.funders.map(({ code }): Leg => ({
    id: '',
    funder: code,
    state: 'PENDING',
    version: 1,
    years: lines.filter(({ funder }) => funder === code).map(({ year, cents }) => ({ year, cents, reduced: 0n })),
    decidedBy: null,
    decidedOn: null,
    committedOn: null,
    notifiedOn: null,
    startedOn: null,
    suspendedForReport: false,
    agreement: null,
    payments: [],
  }));
  dossier.awards.push({
    id: '',
    decided,
    plan: dossier.requested.map(costOf),
    legs,
    offer: null,
    agreements: [],
    reports: [],
    balance: null,
    recoveries: [],
    measures: [],
    amendments: [],
  });
  Object.assign(dossier, { state: 'SHORTLISTED', version: dossier.version + 1, rank: null, expiresOn: null });
  openOffer(model, dossier, 'BEFORE_DECISION');
}

function openOffer(model: Model, dossier: Dossier, moment: Model['rules']['acceptance']): void {
  const award = awardOf(dossier)!;
  const { acceptance, offerDays } = model.rules;
  if (award.offer !== null || acceptance !== moment || !isReduced(dossier, award.decided)) return;
  award.offer = { id: '', state: 'OFFERED', version: 2, dueOn: daysFrom(today(model), offerDays) };
}

export function decide(model: Model, dossier: Dossier, leg: Leg, by: string): void {
  for (const { year, cents } of leg.years)
    move(model, dossier, { funder: leg.funder, year, from: 'RESERVED', to: 'COMMITTED', cents });
  Object.assign(leg, { state: 'DECIDED', version: leg.version + 1, decidedBy: by, decidedOn: today(model) });
  if (!awardOf(dossier)!.legs.every(({ state }) => COMMITTED.includes(state))) return;
  dossier.state = 'AWARDED';
  dossier.version += 1;
  openOffer(model, dossier, 'BEFORE_AGREEMENT');
}

function cancelOffer({ offer }: Award): void {
  if (offer?.state === 'OFFERED') Object.assign(offer, { state: 'CANCELLED', version: offer.version + 1 });
}

/** The dossier leaves the selection: all that its award holds is free again. */
export function stopAward(model: Model, dossier: Dossier): void {
  const award = awardOf(dossier);
  if (award === undefined || dossier.state !== 'SHORTLISTED') return;
  cancelOffer(award);
  for (const leg of award.legs) {
    const from = leg.state === 'DECIDED' ? 'COMMITTED' : 'RESERVED';
    for (const { year, cents } of leg.years) move(model, dossier, { funder: leg.funder, year, from, to: null, cents });
    if (leg.state !== 'REFUSED') Object.assign(leg, { state: 'CANCELLED', version: leg.version + 1 });
  }
}

/** What is promised and not ordered of these years is taken off the share, and free. */
export function reduce(model: Model, dossier: Dossier, leg: Leg, fromYear = 0): void {
  for (const line of leg.years) {
    const cents = balance(dossier, leg.funder, line.year, 'COMMITTED') - sentBack(leg, line.year);
    if (line.year < fromYear || cents === 0n) continue;
    move(model, dossier, { funder: leg.funder, year: line.year, from: 'COMMITTED', to: null, cents });
    line.reduced += cents;
  }
}

/** Orders that the bank sent back, promised until each is cancelled. */
const sentBack = ({ payments }: Leg, year: number): bigint =>
  payments
    .filter((one) => one.year === year && one.state === 'REJECTED_BY_BANK')
    .reduce((sum, { liquidated }) => sum + liquidated!, 0n);

export const currentYear = (model: Model): number => Number(today(model).slice(0, 4));

/** A share given back: the credits of the years that are over serve nobody else. */
export function giveBack(model: Model, dossier: Dossier, leg: Leg, state: 'RENOUNCED' | 'LAPSED'): void {
  cancelOpenPayments(leg);
  reduce(model, dossier, leg, currentYear(model));
  Object.assign(leg, { state, version: leg.version + 1 });
  cancelAmendment(awardOf(dossier)!);
  dropReports(awardOf(dossier)!);
}

/** Nothing of it is to be paid any more: what was promised of all its years is free. */
export function endLeg(
  model: Model,
  dossier: Dossier,
  leg: Leg,
  state: 'COMPLETED' | 'TERMINATED' | 'WITHDRAWN_BY_FUNDER',
): void {
  cancelOpenPayments(leg);
  reduce(model, dossier, leg);
  Object.assign(leg, { state, version: leg.version + 1 });
  cancelAmendment(awardOf(dossier)!);
}
export const completeLeg = (model: Model, dossier: Dossier, leg: Leg): void => endLeg(model, dossier, leg, 'COMPLETED');

export function renounce(model: Model, dossier: Dossier): void {
  const award = awardOf(dossier)!;
  dossier.state = 'WITHDRAWN';
  dossier.version += 1;
  cancelOffer(award);
  for (const leg of award.legs) if (COMMITTED.includes(leg.state)) giveBack(model, dossier, leg, 'RENOUNCED');
  for (const agreement of award.agreements)
    if (['DRAFT', 'SENT', 'SIGNED_BY_HOLDER'].includes(agreement.state))
      Object.assign(agreement, { state: 'VOIDED', version: agreement.version + 1 });
}
