// What a holder gives back to one funder: claimed of the last years first, heard, ordered, received, waived or contested.

import type { Recovery, YearCents } from './later-life.js';
import { awardOf, balance, daysFrom, today, type Dossier, type Model } from './model.js';

export const OVER = ['RECOVERED', 'WAIVED', 'CANCELLED'];
const sum = (lines: readonly YearCents[]): bigint => lines.reduce((total, { cents }) => total + cents, 0n);
const kept = ({ receipts }: Recovery): YearCents[] => receipts.filter(({ returned }) => !returned).flatMap(({ lines }) => lines);
export const receivedOf = (recovery: Recovery): bigint => sum(kept(recovery));
const dueOf = ({ order, cents }: Recovery): bigint => order?.cents ?? cents;
export const leftOf = (recovery: Recovery): bigint => dueOf(recovery) - receivedOf(recovery) - recovery.waived;

/** The money paid last is given back first. */
function lastFirst(years: readonly YearCents[], cents: bigint): YearCents[] {
  let left = cents;
  return [...years]
    .sort((a, b) => b.year - a.year)
    .map(({ year, cents: most }) => {
      const part = most < left ? most : left;
      left -= part;
      return { year, cents: part };
    })
    .filter((line) => line.cents > 0n);
}

/** Of which years a receipt is: those ordered, less what came in of them. */
export function linesOfReceipt(recovery: Recovery, cents: bigint): YearCents[] {
  const came = kept(recovery);
  const open = lastFirst(recovery.lines, dueOf(recovery)).map((line) => ({
    year: line.year,
    cents: line.cents - sum(came.filter(({ year }) => year === line.year)),
  }));
  return lastFirst(open, cents);
}

/** Paid by a funder and not claimed back yet, by year. */
export function unclaimed(model: Model, dossier: Dossier, funder: string): YearCents[] {
  const claims = awardOf(dossier)!
    .recoveries.filter((one) => one.funder === funder && one.state !== 'CANCELLED')
    .flatMap((one) => lastFirst(one.lines, dueOf(one)));
  return model.years
    .map((year) => ({
      year,
      cents:
        balance(dossier, funder, year, 'PAID') +
        balance(dossier, funder, year, 'RECOVERED') -
        sum(claims.filter((claim) => claim.year === year)),
    }))
    .filter(({ cents }) => cents > 0n);
}

export function openRecovery(
  model: Model,
  dossier: Dossier,
  { funder, origin, cents, withdrawnOn }: Pick<Recovery, 'funder' | 'origin' | 'cents' | 'withdrawnOn'>,
): void {
  if (cents === 0n) return;
  awardOf(dossier)!.recoveries.push({
    id: '',
    funder,
    origin,
    cents,
    lines: lastFirst(unclaimed(model, dossier, funder), cents),
    withdrawnOn,
    state: 'COMPUTED',
    version: 1,
    remarksUntil: null,
    remarked: false,
    order: null,
    receipts: [],
    waived: 0n,
    plan: [],
    settledBefore: 0n,
    contestedOn: null,
    duties: {},
    reminded: [],
  });
}

export const stepTo = (recovery: Recovery, state: Recovery['state']): void => {
  recovery.state = state;
  recovery.version += 1;
};

/** The day that the holder is behind with, or will be. */
function dueNext(recovery: Recovery): string | undefined {
  const { order, plan, settledBefore, waived } = recovery;
  if (order === null || leftOf(recovery) <= 0n) return undefined;
  const settled = receivedOf(recovery) + waived - settledBefore;
  let asked = 0n;
  for (const { dueOn, cents } of plan) {
    asked += cents;
    if (settled < asked) return dueOn;
  }
  return plan.at(-1)?.dueOn ?? order.dueOn;
}

const REMINDER_DAYS = 7;

export function remindDebtors(model: Model): void {
  for (const { awards } of model.dossiers)
    for (const recovery of awards.flatMap(({ recoveries }) => recoveries)) {
      if (recovery.state !== 'ORDER_ISSUED' && recovery.state !== 'PARTLY_RECOVERED') continue;
      const day = dueNext(recovery);
      if (day === undefined) continue;
      const kind = today(model) > day ? 'OVERDUE' : daysFrom(today(model), REMINDER_DAYS) >= day ? 'BEFORE' : undefined;
      if (kind === undefined || recovery.reminded.includes(`${day} ${kind}`)) continue;
      recovery.reminded.push(`${day} ${kind}`);
      recovery.version += 1;
    }
}
