// What the acts on a payment ask and leave.

import { balance, dossierOf, envelopeOf, move, type Leg, type Model, type Payment } from './model.js';
import { accountFor, amountOf, blocksOf, runs } from './payments.js';
import type { Person } from './sight.js';

export interface Context {
  readonly model: Model;
  readonly payment: Payment;
  readonly leg: Leg;
  readonly by: Person;
  readonly input: Input;
}
export interface Input {
  readonly cents?: bigint;
  readonly day: string;
}
export const separated = (duty: string, { payment, by }: Context): string | false => {
  const held = payment.duties[by.name];
  return held !== undefined && held !== duty && 'dutiesSeparated';
};
export const legRunning = ({ leg }: Context): string | false => !runs(leg) && 'legRunning';
export const creditsOpen = ({ model, payment }: Context): string | false =>
  blocksOf(model, payment).includes('CREDITS_CLOSED') && 'creditsOpen';
export const otherAccount = ({ model, payment }: Context): string | false => {
  const account = accountFor(model, dossierOf(model, payment.dossier));
  return (account === undefined || account === payment.rejected) && 'otherAccount';
};

const COUNTED = ['LIQUIDATED', 'ORDERED', 'PAID', 'REJECTED_BY_BANK'];
/** Advances and instalments of a year pay 80 % of it at most, while a balance is to come. */
export function ceilingPassed(leg: Leg, { id, kind, year }: Payment, cents: bigint): boolean {
  const siblings = leg.payments.filter((one) => one.id !== id && one.year === year);
  if (kind === 'BALANCE' || !siblings.some((one) => one.kind === 'BALANCE' && one.state !== 'CANCELLED')) return false;
  const before = siblings.filter((one) => one.kind !== 'BALANCE' && COUNTED.includes(one.state));
  const line = leg.years.find((one) => one.year === year)!;
  const most = ((line.cents - line.reduced) * 8_000n) / 10_000n;
  return before.reduce((sum, one) => sum + amountOf(one), cents) > most;
}

export const step = (payment: Payment, state: Payment['state']): void => {
  payment.state = state;
  payment.version += 1;
};
export const pays = (
  { model, payment }: Context,
  from: 'COMMITTED' | 'ORDERED' | 'PAID',
  to: 'COMMITTED' | 'ORDERED' | 'PAID',
): void => {
  const { funder, year, dossier } = payment;
  move(model, dossierOf(model, dossier), { funder, year, from, to, cents: amountOf(payment) });
};

/** Nothing is committed again of a year that is closed. */
const closedMeanwhile = (model: Model, { funder, year }: Payment): boolean => envelopeOf(model, funder, year).state === 'CLOSED';
/** Nor is what the holder gave back given back by the bank. */
const recoveredMeanwhile = (model: Model, payment: Payment): boolean =>
  payment.state === 'PAID' &&
  balance(dossierOf(model, payment.dossier), payment.funder, payment.year, 'PAID') < amountOf(payment);
/** The rule, not met once credits are moved. */
export const refusedBack = (model: Model, payment: Payment): string | false =>
  (recoveredMeanwhile(model, payment) && 'notRecovered') || (closedMeanwhile(model, payment) && 'envelopeOpen');

export function recordPayment(context: Omit<Context, 'leg' | 'input'>, day: string, reference: string): void {
  const { payment, by } = context;
  pays(context as Context, 'ORDERED', 'PAID');
  Object.assign(payment, { valueDate: day, reference });
  payment.duties[by.name] = 'ACCOUNTANT';
  step(payment, 'PAID');
}
export function recordRejection(context: Omit<Context, 'leg' | 'input'>): void {
  const { payment, by } = context;
  pays(context as Context, payment.state === 'PAID' ? 'PAID' : 'ORDERED', 'COMMITTED');
  payment.rejected = payment.account;
  payment.duties[by.name] = 'ACCOUNTANT';
  step(payment, 'REJECTED_BY_BANK');
}
