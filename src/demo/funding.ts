// The regional jury selects within the envelopes; then the State and the Cnaf each decide their half.

import type { ApplicationSummaryView } from '../features/applications/applications.views.js';
import type { AwardSummaryView } from '../features/awards/awards.dto.js';
import type { SessionSummaryView } from '../features/committees/session.views.js';
import type { PageInfo } from '../platform/http/views.js';
import {
  ALL_APPLICATIONS,
  ALL_AWARDS,
  ALL_SESSIONS,
  applicationAt,
  callAt,
  historyOf,
  selectionOf,
  type Address,
} from './addresses.js';
import type { Problem } from './client.js';
import { only, yearsOf, type Calendar, type Dossier } from './dossier.js';
import { actNumber, actOnShare, fundersOf } from './funders.js';
import { study, type Studied } from './optimum.js';
import type { World } from './world.js';

export const DECIDED_ON = '2023-11-20';

/** Why the jury takes a dossier that the optimum leaves out, and the other way round. */
const DEPARTURES = {
  taken:
    'Avis favorable des deux agences et du comité ; l’optimum en points ne l’écarte que pour des dossiers que les comités n’ont pas retenus.',
  reserve: 'Projet de qualité, au-delà des enveloppes ouvertes une fois servis les dossiers sans réserve.',
  refused: 'Avis défavorable du comité départemental : besoins du territoire et caractère innovant insuffisamment établis.',
};

export interface Selected {
  readonly studied: Studied;
  /** The refusal of an award beyond the envelope. */
  readonly beyond: Problem;
  /** The refusal of a departure from the optimum without a reason. */
  readonly unexplained: Problem;
  readonly departures: readonly Departure[];
}

/** A dossier decided otherwise than by the reference selection, and why: both as the API tells them afterwards. */
export interface Departure {
  readonly number: string | null;
  readonly reasons: string | undefined;
}

/** The jury computes the optimum first; then it decides, and says why where it departs. */
export async function select(world: World, dossiers: readonly Dossier[], callId: string, calendar: Calendar): Promise<Selected> {
  calendar.goTo('2023-10-20T08:00:00Z');
  const { jury } = world;
  await jury.act(callAt(callId), 'start-selection');
  const studied = await study(world, dossiers, callId);
  const differing = new Set(studied.open.differences.map(({ dossier }) => dossier.id));
  let unexplained: Problem | undefined;
  for (const { data, id } of dossiers) {
    const application = applicationAt(id);
    if (data.outcome === 'RETAINED') {
      const years = yearsOf(data);
      const departs = differing.has(id);
      if (departs) unexplained ??= await jury.refused(application, 'shortlist', { years });
      await jury.act(application, 'shortlist', { years, ...(departs && { reasons: DEPARTURES.taken }) });
    }
    if (data.outcome === 'REFUSED' || data.outcome === 'COMMITTEE_DIVERGENT_THEN_REFUSED')
      await jury.act(application, 'refuse', { reasons: DEPARTURES.refused });
  }
  const reserve = only(dossiers, 'RESERVE');
  const beyond = await jury.refused(applicationAt(reserve.id), 'shortlist', {
    years: yearsOf(reserve.data),
    reasons: DEPARTURES.reserve,
  });
  await jury.act(applicationAt(reserve.id), 'put-on-reserve', {
    rank: 1,
    expiresOn: '2024-06-30',
    reasons: DEPARTURES.reserve,
  });
  if (unexplained === undefined) throw new Error('the optimum leaves no retained project out');
  return { studied, beyond, unexplained, departures: await departuresOf(world, callId) };
}

/** What the screen of the jury shows apart from the reference, with the reasons that the history of each dossier keeps. */
async function departuresOf({ jury }: World, callId: string): Promise<Departure[]> {
  const { items } = await jury.get(selectionOf(callId));
  const departures: Departure[] = [];
  for (const { id, number, state, inReference } of items) {
    if (inReference === null || inReference === (state === 'SHORTLISTED')) continue;
    const { items: acts } = await jury.get(historyOf(id));
    const { reasons } = (acts.at(-1)?.input ?? {}) as { reasons?: string };
    departures.push({ number, reasons });
  }
  return departures;
}

export async function decideBothHalves(world: World, callId: string, calendar: Calendar): Promise<void> {
  calendar.goTo(`${DECIDED_ON}T09:00:00Z`);
  const awards = await allAwards(world);
  for (const [index, { id }] of awards.entries()) {
    for (const funder of fundersOf(world)) {
      const decision = { decisionNumber: actNumber(funder, index + 1), decisionDate: DECIDED_ON, authority: funder.authority };
      await actOnShare(funder, id, 'decide', decision);
    }
  }
  await world.jury.act(callAt(callId), 'publish-results');
}

export const allApplications = (world: World): Promise<ApplicationSummaryView[]> => everyPage(world, ALL_APPLICATIONS);
export const allSessions = (world: World): Promise<SessionSummaryView[]> => everyPage(world, ALL_SESSIONS);
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
