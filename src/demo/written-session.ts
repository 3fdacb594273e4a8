// A deliberation in writing (ordonnance 2014-1329): announced hours, remarks shared at once, valid because half at least took part. The
// scheduler opens and closes it.

import { sessionAt, SESSIONS, under } from './addresses.js';
import { accepted } from './client.js';
import type { Committee } from './committees.js';
import { yearsOf, type Dossier } from './dossier.js';
import { eventually } from './eventually.js';
import type { Session } from './session.js';

export const HOURS = {
  opens: '2023-10-04T07:00:00.000Z',
  closes: '2023-10-06T07:00:00.000Z',
  /** What arrived in time is counted first: the result comes some seconds after the closing. */
  counted: '2023-10-06T07:01:00Z',
};
/** Of the eight members: half of them is needed. */
const VOTERS = 5;
const REMARKS = [
  'Le plan de financement ne dit rien de la troisième année : à suivre au premier bilan.',
  'Favorable : le quartier n’a aucune place d’accueil après 19 heures.',
];

export async function conveneInWriting(committee: Committee, body: object, dossiers: readonly Dossier[]): Promise<Session> {
  const { secretary } = committee.department;
  const { id, items } = await secretary.post(SESSIONS, {
    ...body,
    mode: 'WRITTEN',
    scheduledAt: HOURS.opens,
    closesAt: HOURS.closes,
    place: 'Par voie dématérialisée',
  });
  const at = sessionAt(id);
  const proposals = items.map(({ id: itemId, application }) => {
    const dossier = dossiers.find((candidate) => candidate.id === application?.id);
    if (dossier === undefined) throw new Error('an item without its dossier');
    return { itemId, proposal: 'FAVOURABLE', years: yearsOf(dossier.data) };
  });
  await secretary.act(at, 'convene', { presidentDecision: 'Décision du préfet du 22 septembre 2023.', proposals });
  return { at, committee, dossiers };
}

/** Five members vote; two write a remark, one of whom does not vote; two stay silent. */
export async function voteInWriting({ at, committee }: Session): Promise<void> {
  const { president, members, department } = committee;
  const everyone = [president, ...members];
  const { items } = await eventually(
    () => department.secretary.get(at),
    ({ state }) => state === 'OPEN',
    'the scheduler did not open the written deliberation',
  );
  for (const [index, text] of REMARKS.entries()) {
    const author = everyone[VOTERS - index];
    await author?.person.act(at, 'contribute', { text, itemId: items[index]?.id });
  }
  for (const { person } of everyone.slice(0, VOTERS)) {
    for (const { id: itemId, version } of items) {
      const ballot = await person.request('POST', under(at, 'vote'), { itemId, choice: 'FOR' }, `"${version}"`);
      accepted(ballot, `${person.name}: vote in writing`);
    }
  }
}

export async function closeInWriting({ at, committee }: Session): Promise<void> {
  await eventually(
    () => committee.department.secretary.get(at),
    ({ state }) => state !== 'OPEN',
    'the scheduler did not close the written deliberation',
  );
}
