// What is paid of a share: planned at its notification, due, held and released as things are.

import {
  awardOf,
  balance,
  dossierOf,
  envelopeOf,
  legOf,
  today,
  type Dossier,
  type Leg,
  type Model,
  type Organisation,
  type Payment,
} from './model.js';

const latest = (days: readonly string[]): string => days.reduce((last, day) => (day > last ? day : last));

/** As it begins. */
const PLANNED = {
  liquidated: null,
  state: 'PLANNED',
  version: 1,
  heldCause: null,
  attempt: 1,
  account: null,
  rejected: null,
  orderedOn: null,
  valueDate: null,
  reference: null,
  batched: false,
} as const;

export function plan(model: Model, dossier: Dossier, leg: Leg, notifiedOn: string): void {
  const years = [...leg.years].sort((a, b) => a.year - b.year);
  leg.payments = years.flatMap(({ year, cents: share }, order) => {
    const tranches = model.rules.schedules[order === 0 ? 0 : 1];
    let left = share;
    return tranches.flatMap(({ kind, rate, conditions }, index): Payment[] => {
      const planned = index === tranches.length - 1 ? left : (share * BigInt(rate)) / 10_000n;
      left -= planned;
      if (planned === 0n) return [];
      const waits = conditions.flatMap((one) => {
        if (one.kind === 'DATE') return [`${year}-${one.day ?? '01-01'}`];
        return one.kind === 'REPORT' ? [`${one.report === 'PREVIOUS' ? year : year + 1}-06-30`] : [];
      });
      return [
        {
          id: '',
          bankReference: '',
          dossier: dossier.number,
          funder: leg.funder,
          year,
          position: index + 1,
          kind,
          planned,
          conditions,
          expectedOn: latest([`${year}-01-01`, notifiedOn, ...waits]),
          ...PLANNED,
          duties: {},
        },
      ];
    });
  });
}

export const amountOf = ({ liquidated, planned }: Payment): bigint => liquidated ?? planned;

/** Number of the account in force; undefined: none. */
const accountInForce = ({ accounts }: Organisation): number | undefined =>
  accounts.findLast(({ state }) => state === 'ACTIVE')?.number;
export const accountFor = (model: Model, dossier: Dossier): number | undefined =>
  accountInForce(model.organisations[dossier.organisation]!);

export const runs = ({ state }: Leg): boolean => state === 'NOTIFIED' || state === 'ACTIVE';

/** Its balance is settled: there is nothing left of it to wait for. */
const isPaidUp = ({ state }: Leg): boolean => state === 'COMPLETED' || state === 'CLOSED';

/** Whether what the schedule asks is there. */
export function conditionsMet(model: Model, payment: Payment): boolean {
  const dossier = dossierOf(model, payment.dossier);
  const award = awardOf(dossier)!;
  const leg = legOf(model, payment.dossier, payment.funder);
  const met = payment.conditions.every(({ kind, report, day }) => {
    if (kind === 'SIGNATURE') return leg.notifiedOn !== null;
    if (kind === 'START') return leg.startedOn !== null;
    if (kind === 'DATE') return today(model) >= `${payment.year}-${day ?? '01-01'}`;
    if (kind === 'REPORT') {
      const awaited = report === 'PREVIOUS' ? payment.year - 1 : payment.year;
      return award.reports.some(({ year, state }) => year === awaited && state === 'ACCEPTED');
    }
    throw new Error(`the model knows no condition ${kind}`);
  });
  if (!met || !model.rules.waitForOtherFunder) return met;
  const others = award.legs.filter(({ funder }) => funder !== payment.funder);
  return others.every(
    (other) =>
      (runs(other) || isPaidUp(other)) && !other.payments.some(({ year, state }) => year === payment.year && state === 'HELD'),
  );
}

export type Block = 'LEG_SUSPENDED' | 'CREDITS_CLOSED' | 'BANK_DETAILS';
const BLOCKS: readonly string[] = ['LEG_SUSPENDED', 'CREDITS_CLOSED', 'BANK_DETAILS'];

export function blocksOf(model: Model, payment: Payment): Block[] {
  const dossier = dossierOf(model, payment.dossier);
  const { funder, year } = payment;
  const blocks: Block[] = [];
  if (legOf(model, payment.dossier, funder).state === 'SUSPENDED') blocks.push('LEG_SUSPENDED');
  if (envelopeOf(model, funder, year).stopped || balance(dossier, funder, year, 'COMMITTED') < amountOf(payment))
    blocks.push('CREDITS_CLOSED');
  if (accountFor(model, dossier) === undefined) blocks.push('BANK_DETAILS');
  return blocks;
}

export type Review = 'fallDue' | 'release' | { readonly hold: Block };

const OPEN = ['PLANNED', 'DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED'];

/** What follows by itself; undefined: nothing. */
export function reviewOf(model: Model, payment: Payment): Review | undefined {
  const { state, heldCause } = payment;
  const blocks = blocksOf(model, payment);
  if (state === 'HELD')
    return BLOCKS.includes(heldCause ?? '') && !(blocks as (string | null)[]).includes(heldCause) ? 'release' : undefined;
  if (!OPEN.includes(state) || (state === 'PLANNED' && !conditionsMet(model, payment))) return undefined;
  if (blocks[0] !== undefined) return { hold: blocks[0] };
  return state === 'PLANNED' ? 'fallDue' : undefined;
}

export function clear(payment: Payment): void {
  Object.assign(payment, { liquidated: null, account: null, orderedOn: null, valueDate: null, reference: null });
}

export function follow(payment: Payment, review: Review): void {
  payment.version += 1;
  if (review === 'fallDue') payment.state = 'DUE';
  else if (review === 'release') {
    Object.assign(payment, { state: 'PLANNED', heldCause: null });
    clear(payment);
  } else Object.assign(payment, { state: 'HELD', heldCause: review.hold });
}

/** In the transaction of what changed: released, then due or held for something else; payment after payment in the order of their ids. */
export function reviewNow(model: Model, payments: readonly Payment[]): void {
  const ordered = [...payments].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  for (const payment of ordered) {
    for (let step = 0; step < 3; step += 1) {
      const review = reviewOf(model, payment);
      if (review === undefined) break;
      follow(payment, review);
    }
  }
}

/** Nothing of it has left for the accountant. */
export const isOpen = ({ state }: Payment): boolean => [...OPEN, 'HELD', 'REJECTED_BY_BANK'].includes(state);

export const cancelPayment = (payment: Payment): void => {
  Object.assign(payment, { state: 'CANCELLED', version: payment.version + 1, heldCause: null });
};
/** What had not left for the accountant ends with its share. */
export function cancelOpenPayments({ payments }: Leg): void {
  payments.filter(isOpen).forEach(cancelPayment);
}

/** Another tranche in the place of one that gave way, on its terms and the last of its year. */
export function replace(leg: Leg, payment: Payment, own: Partial<Payment> & Pick<Payment, 'planned'>): Payment {
  const position = Math.max(...leg.payments.filter(({ year }) => year === payment.year).map((one) => one.position)) + 1;
  const next: Payment = { ...payment, ...PLANNED, id: '', bankReference: '', duties: {}, position, ...own };
  leg.payments.push(next);
  return next;
}

/**
 * What the tranches of a year are above its share is taken from the last one that has not left for the accountant, backwards; of one taken in
 * part, another one is what is left.
 */
export function lowerYear(model: Model, leg: Leg, year: number): void {
  const { cents, reduced } = leg.years.find((one) => one.year === year)!;
  const alive = leg.payments.filter((one) => one.year === year && one.state !== 'CANCELLED');
  const worth = alive.map((one) => (isOpen(one) ? one.planned : amountOf(one)));
  let over = worth.reduce((sum, one) => sum + one, 0n) - (cents - reduced);
  for (const payment of alive.filter(isOpen).sort((a, b) => b.position - a.position)) {
    if (over <= 0n) return;
    cancelPayment(payment);
    if (payment.planned > over) reviewNow(model, [replace(leg, payment, { planned: payment.planned - over })]);
    over -= payment.planned;
  }
}

/** What was paid of a year and not given back by the bank. */
export const paidIn = ({ payments }: Leg, year: number): bigint =>
  payments.filter((one) => one.year === year && one.state === 'PAID').reduce((sum, one) => sum + amountOf(one), 0n);

export function suspendLeg(model: Model, leg: Leg, forReport: boolean): void {
  Object.assign(leg, { state: 'SUSPENDED', version: leg.version + 1, suspendedForReport: forReport });
  reviewNow(model, leg.payments);
}
export function resumeLeg(model: Model, leg: Leg): void {
  Object.assign(leg, { state: 'ACTIVE', version: leg.version + 1, suspendedForReport: false });
  reviewNow(model, leg.payments);
}
