// What an award really gives: computed once its last report is accepted, proposed to the holder, agreed by each funder, then followed.

import { completeLeg } from './awards.js';
import { awardOf, balance as held, move, today, type Award, type Dossier, type Leg, type Model, type Payment } from './model.js';
import type { Balance, Figures } from './later-life.js';
import { cancelPayment, isOpen, replace, reviewNow } from './payments.js';
import { leftOf, openRecovery } from './recoveries.js';

const UNDER_WAY = ['NOTIFIED', 'ACTIVE', 'SUSPENDED'];
/** Their money together is within four fifths of the cost. */
const CAPPED = ['STATE', 'FAMILY_BRANCH'];
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);
const least = (...amounts: readonly bigint[]): bigint => amounts.reduce((low, one) => (one < low ? one : low));
const orZero = (amount: bigint): bigint => (amount < 0n ? 0n : amount);

const onAccount = (model: Model, dossier: Dossier, funder: string, account: 'PAID' | 'ORDERED' | 'COMMITTED'): bigint =>
  sum(model.years.map((year) => held(dossier, funder, year, account)));

/** In proportion to weights: floors, and the cents left over one each to the first that weigh something. */
function parts(total: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sum(weights);
  if (whole === 0n) return weights.map(() => 0n);
  const floors = weights.map((weight) => (total * weight) / whole);
  let left = total - sum(floors);
  return floors.map((cents, index) => {
    if (left === 0n || weights[index] === 0n) return cents;
    left -= 1n;
    return cents + 1n;
  });
}

const underWay = (award: Award): Leg[] => award.legs.filter(({ state }) => UNDER_WAY.includes(state));
export const reportsAccepted = ({ reports }: Award): boolean =>
  reports.some(({ state }) => state === 'ACCEPTED') && reports.every(({ state }) => state === 'ACCEPTED' || state === 'NOT_OWED');
export const hasRate = (award: Award): boolean => underWay(award).length > 0;

/** Claimed back and neither received nor waived: paid, and not kept. */
const claimed = ({ recoveries }: Award, funder: string): bigint =>
  sum(recoveries.filter((one) => one.funder === funder && one.state !== 'CANCELLED').map(leftOf));

/** As things are: min(award, rate × real cost and what is kept of the unspent, cap × real cost less other money) beside what was paid. */
function figuresOf(model: Model, dossier: Dossier): Figures {
  const award = awardOf(dossier)!;
  const familyOf = (code: string): string => model.funders.find((one) => one.code === code)!.family;
  const legs = underWay(award).map((leg) => ({
    funder: leg.funder,
    family: familyOf(leg.funder),
    award: sum(leg.years.map(({ cents, reduced }) => cents - reduced)),
    paid: onAccount(model, dossier, leg.funder, 'PAID'),
    ordered: onAccount(model, dossier, leg.funder, 'ORDERED'),
    committed: onAccount(model, dossier, leg.funder, 'COMMITTED'),
  }));
  const ended = sum(
    award.legs
      .filter(({ state, funder }) => !UNDER_WAY.includes(state) && CAPPED.includes(familyOf(funder)))
      .map(({ funder }) => onAccount(model, dossier, funder, 'PAID') - claimed(award, funder)),
  );
  const planned = sum(award.plan.map(({ cents }) => cents));
  const accepted = award.reports.filter(({ state }) => state === 'ACCEPTED');
  const eligible = sum(accepted.map((report) => report.eligible!));
  const other = sum(accepted.map((report) => report.written!.other));
  const whole = sum(legs.map((leg) => leg.award));
  const paid = sum(legs.map((leg) => leg.paid));
  const spent = (whole * eligible) / planned;
  const capped = sum(legs.filter(({ family }) => CAPPED.includes(family)).map((leg) => leg.award));
  const room = orZero((eligible * 80n) / 100n - other - ended);
  const cap = capped === 0n ? whole : (room * whole) / capped;
  const keeps = model.organisations[dossier.organisation]!.holderType === 'ASSOCIATION' && underWay(award).every(signed(award));
  const kept = keeps ? (orZero(least(paid, whole) - spent) * BigInt(model.rules.unspentKept)) / 10_000n : 0n;
  const final = least(whole, spent + kept, cap);
  const over = orZero(paid - final);
  const finals = parts(
    final,
    legs.map((leg) => leg.award),
  );
  const overs = parts(
    over,
    legs.map((leg) => leg.paid),
  );
  const gaps = legs.map((leg, index) => least(orZero(finals[index]! - leg.paid), leg.committed));
  const left = least(orZero(final - paid), sum(gaps));
  const lefts = parts(left, gaps);
  const shares = legs.map((leg, index) => ({ ...leg, final: finals[index]!, over: overs[index]!, left: lefts[index]! }));
  return { award: whole, planned, eligible, other, ended, kept, final, over, left, shares };
}

const signed =
  ({ agreements }: Award) =>
  ({ agreement }: Leg): boolean =>
    agreement !== null && agreements[agreement] !== undefined;

const told = (figures: Figures): string =>
  JSON.stringify(figures, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
export const isAsNow = (model: Model, dossier: Dossier): boolean => {
  const award = awardOf(dossier)!;
  const figures = award.balance?.figures ?? null;
  return figures !== null && hasRate(award) && told(figures) === told(figuresOf(model, dossier));
};

/** Shares that it settles: of the last computation, else those under way. */
export const settled = (award: Award): Leg[] => {
  const figures = award.balance?.figures ?? null;
  if (figures === null) return underWay(award);
  return award.legs.filter(({ funder }) => figures.shares.some((share) => share.funder === funder));
};

export function expectBalance(award: Award): Balance {
  award.balance ??= {
    id: '',
    state: 'AWAITED',
    version: 1,
    number: 0,
    figures: null,
    remarksUntil: null,
    remarked: false,
    agreed: {},
  };
  return award.balance;
}

export function compute(model: Model, dossier: Dossier): void {
  const balance = expectBalance(awardOf(dossier)!);
  Object.assign(balance, {
    state: 'COMPUTED',
    version: balance.version + 1,
    number: balance.number + 1,
    figures: figuresOf(model, dossier),
    remarksUntil: null,
    remarked: false,
    agreed: {},
  });
}

/** The last report accepted gives the first computation. */
export function computeOnReport(model: Model, dossier: Dossier): void {
  const award = awardOf(dossier)!;
  if (expectBalance(award).state !== 'FIXED' && reportsAccepted(award) && hasRate(award)) compute(model, dossier);
}

/** Once all agree: what is over is claimed, a share with nothing left is completed, the payments of the others become what is left. */
export function fix(model: Model, dossier: Dossier): void {
  const award = awardOf(dossier)!;
  const balance = award.balance!;
  Object.assign(balance, { state: 'FIXED', version: balance.version + 1 });
  const { shares } = balance.figures!;
  for (const { funder, over } of shares)
    openRecovery(model, dossier, { funder, origin: 'BALANCE', cents: over, withdrawnOn: null });
  const legOf = (code: string): Leg => award.legs.find(({ funder }) => funder === code)!;
  for (const { funder } of shares.filter(({ left }) => left === 0n)) completeLeg(model, dossier, legOf(funder));
  for (const { funder, left } of shares.filter((share) => share.left > 0n)) lower(model, dossier, legOf(funder), left);
}

/** Of the oldest years first is kept what is left to pay. */
function lower(model: Model, dossier: Dossier, leg: Leg, left: bigint): void {
  let rest = left;
  const kept: { year: number; cents: bigint }[] = [];
  for (const line of [...leg.years].sort((a, b) => a.year - b.year)) {
    const promised = held(dossier, leg.funder, line.year, 'COMMITTED');
    if (promised === 0n) continue;
    const cents = least(promised, rest);
    rest -= cents;
    kept.push({ year: line.year, cents });
    if (promised === cents) continue;
    move(model, dossier, { funder: leg.funder, year: line.year, from: 'COMMITTED', to: null, cents: promised - cents });
    line.reduced += promised - cents;
  }
  const planned = kept.flatMap(({ year, cents }) => settle(model, leg, year, cents));
  reviewNow(model, planned);
}

/** Open tranches that make what is left of a year stay; others give way to one balance of it, on the terms of the last. */
function settle(model: Model, leg: Leg, year: number, cents: bigint): Payment[] {
  const own = leg.payments.filter((one) => one.year === year).sort((a, b) => a.position - b.position);
  const open = own.filter(isOpen);
  if (sum(open.map(({ planned }) => planned)) === cents) return [];
  open.forEach(cancelPayment);
  const last = own.at(-1);
  if (cents === 0n || last === undefined) return [];
  const day = today(model);
  const expectedOn = last.expectedOn < day ? day : last.expectedOn;
  return [replace(leg, last, { kind: 'BALANCE', planned: cents, expectedOn })];
}

export const remarksOver = (model: Model, { remarked, remarksUntil }: Balance): boolean =>
  remarked || (remarksUntil !== null && today(model) > remarksUntil);

/** Shares of a fixed balance of which the last payment is paid or cancelled. */
export function completeSettled(model: Model): void {
  for (const dossier of model.dossiers) {
    const award = awardOf(dossier);
    if (award?.balance?.state !== 'FIXED') continue;
    for (const leg of award.legs)
      if (leg.state === 'ACTIVE' && leg.payments.every(({ state }) => state === 'PAID' || state === 'CANCELLED'))
        completeLeg(model, dossier, leg);
  }
}
