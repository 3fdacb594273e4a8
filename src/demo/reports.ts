// The financial report of a year of each award: written by the holder's editor, submitted by the representative, accepted by the DDETS for
// both funders.

import type { ReportRowView } from '../features/reports/report-views.dto.js';
import { reportAt, reportsOf } from './addresses.js';
import { forEach, type Awarded } from './awarded.js';
import type { World } from './world.js';

/** Of a charge: what an award spent of the cents that were planned. */
export type Spent = (one: Awarded, planned: number) => number;

/** Written and submitted; all is spent as planned unless told otherwise. */
export async function submitReports(
  world: World,
  awarded: readonly Awarded[],
  year: number,
  spent: Spent = (_, planned) => planned,
): Promise<void> {
  await forEach(awarded, async (one) => {
    const { editor, representative } = one.dossier.holder;
    const { report } = await reportOf(world, one, year);
    const { table } = await editor.get(report);
    const lines = table.map((row) => lineOf(row, (planned) => spent(one, planned)));
    await editor.edit(report, { ...narrative(year), lines });
    await representative.act(report, 'submit');
  });
}

export async function acceptReports(world: World, awarded: readonly Awarded[], year: number): Promise<void> {
  await forEach(awarded, async (one) => {
    const { report } = await reportOf(world, one, year);
    await one.dossier.department.ddets.act(report, 'accept');
  });
}

export async function reportOf(
  { auditor }: World,
  { award }: Awarded,
  year: number,
): Promise<{ report: ReturnType<typeof reportAt>; late: boolean }> {
  const { items } = await auditor.get(reportsOf(award.id));
  const found = items.find((item) => item.year === year);
  if (found === undefined) throw new Error(`no report of ${year} for ${award.title}`);
  return { report: reportAt(found.id), late: found.late };
}

/** The holder's own money makes up the difference between what was spent and what the funders gave. */
function lineOf({ side, nature, family, funderCode, label, planned }: ReportRowView, spent: (planned: number) => number): object {
  return {
    side,
    label,
    cents: side === 'EXPENSE' ? spent(planned.cents) : planned.cents,
    ...(nature !== null && { nature }),
    ...(funderCode !== null ? { funderCode } : family !== null && { family }),
  };
}

const narrative = (year: number): object => ({
  activities: 'Les actions prévues ont été menées ; le comité de suivi s’est réuni deux fois.',
  objectives: 'Les objectifs de l’année sont atteints.',
  beneficiaries: [{ label: 'Enfants de moins de trois ans', count: 58 }],
  places: ['Locaux du porteur'],
  startedOn: `${year}-${year === 2023 ? '12' : '01'}-01`,
  endedOn: `${year}-12-31`,
  explanations: 'Les écarts éventuels tiennent au calendrier des recrutements.',
  accurate: true,
});
