// The variant: once notified, one holder renounces. Its credits are free again, and the first of the reserve list is put before the jury,
// taken, and decided by both funders.

import type { FundingRowView } from '../features/funds/funding.dto.js';
import type { ReserveProposalView } from '../features/selection/reserve.dto.js';
import { applicationAt, fundingOf, reserveProposalsOf } from './addresses.js';
import type { Awarded } from './awarded.js';
import { only, yearsOf, type Calendar, type Dossier } from './dossier.js';
import { eventually } from './eventually.js';
import { actOnShare, fundersOf } from './funders.js';
import { allAwards } from './funding.js';
import { euros, type Checks } from './report.js';
import type { World } from './world.js';

export interface Renounced {
  readonly holder: string;
  /** Credits of all funders and years that no award holds, cents: before, once given back, once the reserve is decided. */
  readonly available: readonly [before: number, freed: number, after: number];
  readonly proposal: ReserveProposalView;
  readonly states: { readonly renounced: string; readonly reserve: string };
  /** Of both awards, cents. */
  readonly amounts: { readonly renounced: number; readonly reserve: number };
}

export async function renounce(
  world: World,
  callId: string,
  { award, dossier }: Awarded,
  dossiers: readonly Dossier[],
  calendar: Calendar,
): Promise<Renounced> {
  const { jury, auditor } = world;
  const available = async (): Promise<number> =>
    (await auditor.get(fundingOf(callId))).items.reduce((sum, row: FundingRowView) => sum + (row.available?.cents ?? 0), 0);
  const before = await available();
  await calendar.passTo('2023-12-18T08:00:00Z');
  await dossier.holder.representative.act(applicationAt(dossier.id), 'renounce', {
    reasons: 'Le conseil municipal a reporté le projet.',
  });
  const freed = await available();
  const reserve = only(dossiers, 'RESERVE');
  const { items } = await eventually(
    () => jury.get(reserveProposalsOf(callId)),
    ({ items: proposals }) => proposals.some(({ applicationId }) => applicationId === reserve.id),
    'the freed credits put no dossier of the reserve before the jury',
  );
  const proposal = items.find(({ applicationId }) => applicationId === reserve.id);
  if (proposal === undefined) throw new Error('the dossier of the reserve is not proposed');
  await calendar.passTo('2023-12-20T08:00:00Z');
  await jury.act(applicationAt(reserve.id), 'shortlist', {
    years: yearsOf(reserve.data),
    reasons: 'Premier de la liste de réserve, sur des crédits rendus.',
  });
  const taken = (await allAwards(world)).find(({ applicationId }) => applicationId === reserve.id);
  if (taken === undefined) throw new Error('the dossier of the reserve has no award');
  for (const funder of fundersOf(world))
    await actOnShare(funder, taken.id, 'decide', {
      decisionNumber: `${funder.acts}-2023-101`,
      decisionDate: '2023-12-20',
      authority: funder.authority,
    });
  const stateOf = async ({ id }: Dossier): Promise<string> => (await auditor.get(applicationAt(id))).state;
  return {
    holder: dossier.data.illustrative.holderName,
    available: [before, freed, await available()],
    proposal,
    states: { renounced: await stateOf(dossier), reserve: await stateOf(reserve) },
    amounts: { renounced: award.total.cents, reserve: taken.total.cents },
  };
}

export function linesOfRenunciation({ holder, available: [before, freed, after], proposal, amounts }: Renounced): string[] {
  return [
    `\nVariante, sur une copie de la base : ${holder} renonce à ${euros(amounts.renounced)} après notification`,
    `  crédits disponibles : ${euros(before)}, puis ${euros(freed)} ; la liste de réserve propose ${proposal.number ?? ''} (rang ${proposal.rank})`,
    `  retenu par le jury et décidé par les deux financeurs : ${euros(amounts.reserve)}, il reste ${euros(after)}`,
  ];
}

export function checkRenunciation(checks: Checks, { available, states, amounts, proposal }: Renounced): void {
  const [before, freed, after] = available;
  checks.equal('renonciation : crédits libérés', freed - before, amounts.renounced);
  checks.equal('liste de réserve : crédits repris', freed - after, amounts.reserve);
  checks.equal('renonciation et réserve : états', states, { renounced: 'WITHDRAWN', reserve: 'AWARDED' });
  checks.equal('premier rang proposé', proposal.rank, 1);
}
