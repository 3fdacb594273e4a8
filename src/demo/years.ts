// The years of the nineteen awards: reports, and what falls due is paid; one report comes late.

import type { AmendmentView } from '../features/amendments/amendments.dto.js';
import { awardAt } from './addresses.js';
import { lowerOneYear } from './amendment.js';
import { heldBy, type Awarded } from './awarded.js';
import { closeAll, type Closing } from './closing.js';
import { payDue, type Round } from './payments.js';
import type { Play } from './play.js';
import { acceptReports, reportOf, submitReports, type Spent } from './reports.js';
import type { World } from './world.js';

/** Submits its report of 2023 eleven weeks after the day of the law. */
const LATE = 'Lunel';

/** Under an agreement, so that all sign its amendment. */
const AMENDED = 'Mission locale (named only as « la mission locale »)';

/** Spends in 2025 a quarter of what was planned for that year: three quarters of the whole. */
const UNDERSPENT = 'Nîmes';

export interface LateReport {
  readonly holder: string;
  /** As the API says once the day is over, and again once the report is accepted. */
  readonly late: readonly boolean[];
  /** Of its shares, each time. */
  readonly shares: readonly (readonly string[])[];
}

export interface Carried {
  readonly rounds: readonly Round[];
  readonly late: LateReport;
  readonly amendment: AmendmentView;
  readonly closing: Closing;
}

export async function carryThrough(play: Play): Promise<Carried> {
  const { world, callId, awarded, calendar, progress } = play;
  const pay = (ordered: string, paid: string): Promise<Round[]> => payDue(world, callId, awarded, { ordered, paid }, calendar);
  progress('avances de 2023');
  const rounds = await pay('2023-12-12', '2023-12-14');

  progress('comptes rendus de 2023, l’un en retard');
  const late = heldBy(awarded, LATE);
  await account(
    play,
    awarded.filter((one) => one !== late),
    2023,
  );
  await calendar.passTo('2024-06-24T08:00:00Z');
  await calendar.passTo('2024-07-01T08:00:00Z');
  const overdue = await standing(world, late);
  rounds.push(...(await pay('2024-07-08', '2024-07-10')));
  await calendar.passTo('2024-09-16T08:00:00Z');
  await submitReports(world, [late], 2023);
  await acceptReports(world, [late], 2023);
  const resumed = await standing(world, late);
  rounds.push(...(await pay('2024-09-23', '2024-09-25')));

  progress('un avenant');
  const amendment = await lowerOneYear(world, heldBy(awarded, AMENDED), calendar);

  progress('comptes rendus de 2024');
  await account(play, awarded, 2024);
  rounds.push(...(await pay('2025-07-07', '2025-07-09')));

  progress('derniers comptes rendus');
  const underspent = heldBy(awarded, UNDERSPENT);
  await account(play, awarded, 2025, (one, planned) => (one === underspent ? Math.floor(planned / 4) : planned));
  const { closing, rounds: last } = await closeAll(play, () => pay('2026-07-27', '2026-07-29'));
  rounds.push(...last);
  return {
    closing,
    rounds,
    amendment,
    late: {
      holder: LATE,
      late: [overdue.late, resumed.late],
      shares: [overdue.shares, resumed.shares],
    },
  };
}

/** Reports of a year, submitted in May and accepted in June of the next one. */
async function account({ world, calendar }: Play, awarded: readonly Awarded[], year: number, spent?: Spent): Promise<void> {
  await calendar.passTo(`${year + 1}-05-15T08:00:00Z`);
  await submitReports(world, awarded, year, spent);
  await calendar.passTo(`${year + 1}-06-10T08:00:00Z`);
  await acceptReports(world, awarded, year);
}

async function standing(world: World, one: Awarded): Promise<{ late: boolean; shares: string[] }> {
  const { late } = await reportOf(world, one, 2023);
  const { legs } = await world.auditor.get(awardAt(one.award.id));
  return { late, shares: legs.map(({ state }) => state) };
}
