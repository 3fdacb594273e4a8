// Financial reports: awaited from the first notification on, late once their day is over, and what they make of shares and payments.

import { sixMonthsFrom } from './days.js';
import { awardOf, today, type Award, type Dossier, type Model } from './model.js';
import type { Report } from './later-life.js';
import { paidIn, resumeLeg, reviewNow, suspendLeg } from './payments.js';

const WITH_HOLDER = ['DRAFT', 'RETURNED'];
export const withHolder = ({ state }: Report): boolean => WITH_HOLDER.includes(state);

/** One a year of the award, from the first share that is notified. */
export function expectReports(award: Award, notifiedOn: string): void {
  for (const { year } of award.decided) {
    if (award.reports.some((report) => report.year === year)) continue;
    const legal = `${year + 1}-06-30`;
    const dueOn = notifiedOn > legal ? sixMonthsFrom(notifiedOn) : legal;
    award.reports.push({
      id: '',
      year,
      state: 'DRAFT',
      version: 1,
      dueOn,
      awaitedOn: dueOn,
      written: null,
      reminded: {},
      wasLate: false,
      eligible: null,
    });
  }
}

/** Found late once, and not accepted yet. */
export const lateReports = ({ reports }: Award): Report[] =>
  reports.filter(({ wasLate, state }) => wasLate && state !== 'ACCEPTED' && state !== 'NOT_OWED');

const OVER = ['RENOUNCED', 'LAPSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER', 'REFUSED', 'CANCELLED'];

/** Nobody accounts for what was never received. */
export function dropReports(award: Award): void {
  for (const report of award.reports) {
    const owed = award.legs.some((leg) => !OVER.includes(leg.state) || paidIn(leg, report.year) > 0n);
    if (!owed && (withHolder(report) || report.state === 'SUBMITTED'))
      Object.assign(report, { state: 'NOT_OWED', version: report.version + 1 });
  }
}

export function acceptReport(model: Model, dossier: Dossier, report: Report, setAside: bigint): void {
  const award = awardOf(dossier)!;
  Object.assign(report, { state: 'ACCEPTED', version: report.version + 1, eligible: report.written!.spent - setAside });
  if (lateReports(award).length === 0)
    for (const leg of award.legs) if (leg.state === 'SUSPENDED' && leg.suspendedForReport) resumeLeg(model, leg);
  reviewNow(
    model,
    award.legs.flatMap(({ payments }) => payments.filter(({ state }) => state === 'PLANNED')),
  );
}

type Reminder = 'MONTH_BEFORE' | 'WEEK_BEFORE' | 'LATE';
function reminderOf(model: Model, report: Report): Reminder | undefined {
  if (!withHolder(report)) return undefined;
  const left = (Date.parse(report.awaitedOn) - Date.parse(today(model))) / 86_400_000;
  const kind =
    left < 0 ? 'LATE' : left <= 7 ? 'WEEK_BEFORE' : left <= 30 && report.state === 'DRAFT' ? 'MONTH_BEFORE' : undefined;
  return kind === undefined || report.reminded[report.awaitedOn]?.includes(kind) === true ? undefined : kind;
}

/** Reminds before the day, and records what is late: what runs stops until the report is accepted. */
export function watchReports(model: Model): void {
  const all = model.dossiers.flatMap(({ awards }) =>
    awards.flatMap((award) => award.reports.map((report) => ({ award, report }))),
  );
  const ordered = all.sort((one, other) => {
    const [a, b] = [one, other].map(({ report: { awaitedOn, id } }) => `${awaitedOn} ${id}`);
    return a! < b! ? -1 : 1;
  });
  for (const { award, report } of ordered) {
    const kind = report.reminded[report.awaitedOn]?.includes('LATE') === true ? undefined : reminderOf(model, report);
    if (kind === undefined) continue;
    report.version += 1;
    report.reminded[report.awaitedOn] = [...(report.reminded[report.awaitedOn] ?? []), kind];
    if (kind !== 'LATE') continue;
    report.wasLate = true;
    for (const leg of award.legs) if (leg.state === 'ACTIVE') suspendLeg(model, leg, true);
  }
}

export const awaitedAfterReturn = (report: Report, completeOn: string): string =>
  completeOn > report.dueOn ? completeOn : report.dueOn;
