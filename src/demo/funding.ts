// The regional jury selects within the envelopes; then the State and the Cnaf each decide their half.

import type { ApplicationSummaryView } from '../features/applications/applications.views.js';
import type { AwardSummaryView } from '../features/awards/awards.dto.js';
import type { PageInfo } from '../platform/http/views.js';
import { ALL_APPLICATIONS, ALL_AWARDS, applicationAt, awardAt, callAt, under, type Address } from './addresses.js';
import type { Problem } from './client.js';
import { only, yearsOf, type Calendar, type Dossier } from './dossier.js';
import type { World } from './world.js';

/** @returns the refusal of an award beyond the envelope */
export async function select(world: World, dossiers: readonly Dossier[], callId: string, calendar: Calendar): Promise<Problem> {
  calendar.goTo('2023-10-20T08:00:00Z');
  await world.jury.act(callAt(callId), 'start-selection');
  for (const { data, id } of dossiers) {
    const application = applicationAt(id);
    if (data.outcome === 'RETAINED') await world.jury.act(application, 'shortlist', { years: yearsOf(data) });
    if (data.outcome === 'REFUSED' || data.outcome === 'COMMITTEE_DIVERGENT_THEN_REFUSED') {
      await world.jury.act(application, 'refuse', {
        reasons: 'Avis défavorable du comité départemental : besoins du territoire et caractère innovant insuffisamment établis.',
      });
    }
  }
  const reserve = only(dossiers, 'RESERVE');
  const beyond = await world.jury.refused(applicationAt(reserve.id), 'shortlist', { years: yearsOf(reserve.data) });
  await world.jury.act(applicationAt(reserve.id), 'put-on-reserve', {
    rank: 1,
    expiresOn: '2024-06-30',
    reasons: 'Projet de qualité, au-delà des enveloppes ouvertes.',
  });
  return beyond;
}

export async function decideBothHalves(world: World, callId: string, calendar: Calendar): Promise<void> {
  calendar.goTo('2023-11-20T09:00:00Z');
  const awards = await allAwards(world);
  for (const [index, { id }] of awards.entries()) {
    for (const [funderCode, officer, authority, reference] of [
      ['CNAF', world.cnafOfficer, 'Conseil d’administration de la Caf', 'CA-2023'],
      ['STATE', world.stateOfficer, 'Préfet de la région Occitanie', 'ARR-2023'],
    ] as const) {
      const { legs } = await officer.get(awardAt(id));
      const leg = legs.find(({ funder }) => funder.code === funderCode);
      await officer.post(
        under(awardAt(id), `legs/${funderCode}/decide`),
        { decisionNumber: `${reference}-${String(index + 1).padStart(3, '0')}`, decisionDate: '2023-11-20', authority },
        leg?.etag,
      );
    }
  }
  await world.jury.act(callAt(callId), 'publish-results');
}

export const allApplications = (world: World): Promise<ApplicationSummaryView[]> => everyPage(world, ALL_APPLICATIONS);
export const allAwards = (world: World): Promise<AwardSummaryView[]> => everyPage(world, ALL_AWARDS);

/** Every page of a list, as the auditor, who reads everything. */
async function everyPage<Item>({ auditor }: World, { path }: Address<{ items: Item[]; page: PageInfo }>): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&after=${encodeURIComponent(cursor)}`;
    const list: Address<{ items: Item[]; page: PageInfo }> = { path: `${path}?limit=100${after}` };
    const { items: found, page } = await auditor.get(list);
    items.push(...found);
    cursor = page.next;
  }
  return items;
}
