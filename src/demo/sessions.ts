// The sessions of the thirteen committees: one without quorum and its second session, one tie with the president's casting vote, one mayor
// recused on the dossier of the own commune, one secret ballot, several dossiers by one vote. One committee deliberates in writing.

import type { SessionItemView, SessionSecretReceiptView, SessionView } from '../features/committees/session.views.js';
import { sessionAt, SESSIONS, under } from './addresses.js';
import { accepted, refusal, type Problem, type Reply } from './client.js';
import type { Committee, Member } from './committees.js';
import { reachesCommittee, yearsOf, type Calendar, type Dossier } from './dossier.js';
import type { Session } from './session.js';
import type { World } from './world.js';
import { closeInWriting, conveneInWriting, HOURS, voteInWriting } from './written-session.js';

const WITHOUT_QUORUM = '32';
const WITH_RECUSAL = '48';
const IN_SECRET = '34';
const EN_BLOC = '31';
const IN_WRITING = '66';

/** What the story tells of the sessions, each as an auditor reads it once all are over. */
export interface Held {
  /** Every session, the one without quorum included, in the order held. */
  readonly all: readonly Session[];
  readonly written: SessionView;
  readonly secret: SessionItemView;
  /** What the voters of the secret ballot got back. */
  readonly receipts: readonly SessionSecretReceiptView[];
  readonly enBloc: SessionView;
  readonly adjourned: SessionView;
  readonly second: SessionView;
  readonly recusedVote: Problem;
}

/** Filled as the sessions go. */
interface Noted {
  recusedVote?: Problem;
  secretItem?: string;
  readonly receipts: SessionSecretReceiptView[];
}

export async function holdCommittees(
  world: World,
  committees: readonly Committee[],
  dossiers: readonly Dossier[],
  callId: string,
  calendar: Calendar,
): Promise<Held> {
  calendar.goTo('2023-09-25T08:00:00Z');
  const sessions = new Map<string, Session>();
  for (const committee of committees) {
    const { code } = committee.department;
    const agenda = dossiers.filter((dossier) => reachesCommittee(dossier) && dossier.department === committee.department);
    const body = { committeeId: committee.id, callId, applicationIds: agenda.map(({ id }) => id) };
    const session =
      code === IN_WRITING
        ? await conveneInWriting(committee, body, agenda)
        : await convene(committee, { ...body, scheduledAt: HOURS.opens, place: 'Préfecture' }, agenda);
    sessions.set(code, session);
  }
  const of = (code: string): Session => {
    const session = sessions.get(code);
    if (session === undefined) throw new Error(`no session in ${code}`);
    return session;
  };
  const noted: Noted = { receipts: [] };
  calendar.goTo('2023-10-04T07:05:00Z');
  for (const [code, session] of sessions) {
    if (code === WITHOUT_QUORUM) await adjourn(session);
    else if (code === IN_WRITING) await voteInWriting(session);
    else await hold(session, roomOf(session.committee), noted);
  }
  calendar.goTo('2023-10-05T08:00:00Z');
  const first = of(WITHOUT_QUORUM);
  const again = {
    secondOfId: (await world.auditor.get(first.at)).id,
    scheduledAt: '2023-10-12T07:00:00.000Z',
    place: 'Préfecture',
  };
  const second = await convene(first.committee, again, first.dossiers);
  calendar.goTo(HOURS.counted);
  await closeInWriting(of(IN_WRITING));
  calendar.goTo('2023-10-12T07:05:00Z');
  await hold(second, { present: present(first.committee, 1), mandates: [] }, noted);

  const { recusedVote, secretItem, receipts } = noted;
  const read = ({ at }: Session): Promise<SessionView> => world.auditor.get(at);
  const secret = (await read(of(IN_SECRET))).items.find(({ id }) => id === secretItem);
  if (recusedVote === undefined || secret === undefined) throw new Error('the recused member or the secret ballot is missing');
  return {
    all: [...sessions.values(), second],
    written: await read(of(IN_WRITING)),
    secret,
    receipts,
    enBloc: await read(of(EN_BLOC)),
    adjourned: await read(first),
    second: await read(second),
    recusedVote,
  };
}

async function convene(committee: Committee, body: object, dossiers: readonly Dossier[]): Promise<Session> {
  const { secretary } = committee.department;
  const { id } = await secretary.post(SESSIONS, body);
  const at = sessionAt(id);
  await secretary.act(at, 'convene');
  return { at, committee, dossiers };
}

/** Who is there, the president first, and who gave a mandate to whom: one at most per holder (CRPA R133-9). */
interface Room {
  readonly present: readonly Member[];
  readonly mandates: readonly { readonly giver: Member; readonly holder: Member }[];
}

const present = ({ president, members }: Committee, others: number): Member[] => [president, ...members.slice(0, others)];

/** Half of the members give a mandate, so that everybody votes; in the largest committee the quorum is then just met. */
function roomOf(committee: Committee): Room {
  const { members } = committee;
  const sitting = Math.ceil(members.length / 2);
  const holders = members.slice(0, sitting).reverse();
  const mandates = members.slice(sitting).flatMap((giver, index) => {
    const holder = holders[index];
    return holder === undefined ? [] : [{ giver, holder }];
  });
  return { present: present(committee, sitting), mandates };
}

async function arrive({ at, committee }: Session, members: readonly Member[]): Promise<void> {
  for (const { id } of members) await committee.department.secretary.act(at, 'record-arrival', { memberId: id });
}

async function adjourn(session: Session): Promise<void> {
  const { at, committee } = session;
  await arrive(session, present(committee, 1));
  await committee.department.secretary.act(at, 'adjourn');
}

async function hold(session: Session, room: Room, noted: Noted): Promise<void> {
  const { at, committee, dossiers } = session;
  const { code } = committee.department;
  const { president } = committee;
  await arrive(session, room.present);
  for (const { giver, holder } of room.mandates) await giver.person.act(at, 'give-proxy', { holderId: holder.id });
  await president.person.act(at, 'open');
  if (code === EN_BLOC) await adoptEnBloc(session, room);
  else
    for (const [index, dossier] of dossiers.entries())
      await vote(session, room, dossier, code === IN_SECRET && index === 0, noted);
  await president.person.act(at, 'close');
}

/** Nobody asks otherwise: one show of hands, counted by the secretary, on all the dossiers. */
async function adoptEnBloc(session: Session, { present, mandates }: Room): Promise<void> {
  const { at, committee, dossiers } = session;
  const items = [];
  for (const dossier of dossiers) items.push({ itemId: (await itemOf(session, dossier)).id, years: yearsOf(dossier.data) });
  await committee.department.secretary.act(at, 'adopt-en-bloc', {
    proposal: 'FAVOURABLE',
    items,
    counts: { for: present.length + mandates.length, against: 0, abstain: 0, blank: 0 },
  });
}

async function vote(session: Session, room: Room, dossier: Dossier, secretly: boolean, noted: Noted): Promise<void> {
  const { at, committee } = session;
  const { president, members, department } = committee;
  let item = await itemOf(session, dossier);
  /** Acts on an item answer to the item's version, which ballots do not move: it is read again after the other acts only. */
  const tryOn = ({ person }: Member, event: string, body: object): Promise<Reply<unknown>> =>
    person.request('POST', under<unknown>(at, event), { itemId: item.id, ...body }, `"${item.version}"`);
  const onItem = async (member: Member, event: string, body: object = {}): Promise<unknown> =>
    accepted(await tryOn(member, event, body), `${member.person.name}: ${event}`);
  const mayor = department.code === WITH_RECUSAL ? members[0] : undefined;
  if (mayor !== undefined) {
    await onItem(mayor, 'recuse', { memberId: mayor.id, reason: 'Maire de la commune porteuse du projet.' });
    item = await itemOf(session, dossier);
  }
  await onItem(president, 'open-item', {
    proposal: proposalFor(dossier),
    years: yearsOf(dossier.data),
    ballotMode: secretly ? 'SECRET' : 'PUBLIC',
  });
  item = await itemOf(session, dossier);
  const voices = [
    ...room.present.map((member) => ({ member, given: {} })),
    ...room.mandates.map(({ giver, holder }) => ({ member: holder, given: { forMemberId: giver.id } })),
  ];
  for (const [index, { member, given }] of voices.entries()) {
    const ballot = { choice: choiceFor(dossier, index, secretly), ...given };
    if (secretly) noted.receipts.push((await onItem(member, 'vote-secretly', ballot)) as SessionSecretReceiptView);
    else if (member !== mayor) await onItem(member, 'vote', ballot);
    else noted.recusedVote = refusal(await tryOn(member, 'vote', ballot), 'vote of a recused member');
  }
  await onItem(president, 'close-item');
  if (secretly) noted.secretItem = item.id;
  item = await itemOf(session, dossier);
  if (item.result !== null && item.result !== 'FAVOURABLE') await onItem(president, 'record-opinion', REASONS[item.result]);
}

async function itemOf({ at, committee }: Session, { id }: Dossier): Promise<SessionItemView> {
  const { items } = await committee.department.secretary.get(at);
  const item = items.find(({ application }) => application?.id === id);
  if (item === undefined) throw new Error('dossier not on the agenda');
  return item;
}

function proposalFor({ data }: Dossier): string {
  return data.outcome === 'RESERVE' ? 'WITH_RESERVES' : 'FAVOURABLE';
}

const REASONS = {
  WITH_RESERVES: {
    reasons: 'Projet utile au territoire, dont le plan de financement reste à consolider.',
    reserves: ['Préciser le recrutement de nuit avant tout engagement.'],
  },
  UNFAVOURABLE: { reasons: 'Le besoin n’est pas établi au regard du diagnostic du territoire, et le coût par place est élevé.' },
};

/** Unanimous, but where the story needs otherwise: a refusal, a tie that the president's vote decides, one voice against in a secret ballot. */
function choiceFor({ data }: Dossier, index: number, secretly: boolean): 'FOR' | 'AGAINST' {
  if (data.outcome === 'REFUSED') return index < 2 ? 'FOR' : 'AGAINST';
  if (data.outcome === 'COMMITTEE_DIVERGENT_THEN_REFUSED') return index % 2 === 0 ? 'AGAINST' : 'FOR';
  return secretly && index === 3 ? 'AGAINST' : 'FOR';
}
