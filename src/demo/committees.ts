// Thirteen departmental committees: one without quorum and its second session, one tie with the president's casting vote, one mayor
// recused on the dossier of the own commune.

import type { SessionItemView, SessionView } from '../features/committees/session.views.js';
import { COMMITTEES, membersOf, sessionAt, SESSIONS, under, type Address } from './addresses.js';
import { accepted, refusal, type Problem, type Reply } from './client.js';
import { reachesCommittee, yearsOf, type Calendar, type Dossier } from './dossier.js';
import type { Department, World } from './world.js';

interface Member {
  readonly id: string;
  readonly person: Department['president'];
}

interface Committee {
  readonly id: string;
  readonly department: Department;
  readonly president: Member;
  readonly members: readonly Member[];
}

const WITHOUT_QUORUM = '32';
const WITH_RECUSAL = '48';

export async function installCommittees(world: World): Promise<Committee[]> {
  const committees: Committee[] = [];
  for (const department of world.departments.values()) {
    const { secretary, president, members } = department;
    const { id } = await secretary.post(COMMITTEES, {
      department: department.code,
      name: `Comité départemental des services aux familles — ${department.name}`,
      kind: 'CDSF',
    });
    const add = async (person: Member['person'], college: string, capacity: string, presides: boolean): Promise<Member> => {
      const committee = await secretary.post(membersOf(id), { personId: person.id, college, capacity, president: presides });
      const seat = committee.members.find(({ personId }) => personId === person.id);
      if (seat === undefined) throw new Error(`${person.name} has no seat`);
      return { id: seat.id, person };
    };
    const chair = await add(president, 'Présidence', 'préfet ou son représentant', true);
    const others: Member[] = [];
    for (const { person, college, capacity } of members) others.push(await add(person, college, capacity, false));
    committees.push({ id, department, president: chair, members: others });
  }
  return committees;
}

interface Session {
  readonly id: string;
  readonly at: Address<SessionView>;
  readonly committee: Committee;
  readonly dossiers: readonly Dossier[];
}

async function convene(committee: Committee, body: object, dossiers: readonly Dossier[]): Promise<Session> {
  const { secretary } = committee.department;
  const { id } = await secretary.post(SESSIONS, body);
  const at = sessionAt(id);
  await secretary.act(at, 'convene');
  return { id, at, committee, dossiers };
}

/** @returns the refusal of the recused mayor's vote */
export async function holdCommittees(
  committees: readonly Committee[],
  dossiers: readonly Dossier[],
  callId: string,
  calendar: Calendar,
): Promise<Problem> {
  calendar.goTo('2023-09-25T08:00:00Z');
  const sessions: Session[] = [];
  for (const committee of committees) {
    const agenda = dossiers.filter((dossier) => reachesCommittee(dossier) && dossier.department === committee.department);
    const body = {
      committeeId: committee.id,
      callId,
      scheduledAt: '2023-10-04T07:00:00.000Z',
      place: 'Préfecture',
      applicationIds: agenda.map(({ id }) => id),
    };
    sessions.push(await convene(committee, body, agenda));
  }
  calendar.goTo('2023-10-04T07:05:00Z');
  let recusedVote: Problem | undefined;
  for (const session of sessions) {
    const { code } = session.committee.department;
    if (code === WITHOUT_QUORUM) await adjourn(session);
    else recusedVote = (await hold(session)) ?? recusedVote;
  }
  calendar.goTo('2023-10-05T08:00:00Z');
  const adjourned = sessions.find(({ committee }) => committee.department.code === WITHOUT_QUORUM);
  if (adjourned === undefined) throw new Error('the committee without quorum is missing');
  const second = await convene(
    adjourned.committee,
    { secondOfId: adjourned.id, scheduledAt: '2023-10-12T07:00:00.000Z', place: 'Préfecture' },
    adjourned.dossiers,
  );
  calendar.goTo('2023-10-12T07:05:00Z');
  await hold(second, 2);
  if (recusedVote === undefined) throw new Error('no recused member tried to vote');
  return recusedVote;
}

async function arrive({ at, committee }: Session, members: readonly Member[]): Promise<void> {
  for (const { id } of members) await committee.department.secretary.act(at, 'record-arrival', { memberId: id });
}

async function adjourn(session: Session): Promise<void> {
  const { at, committee } = session;
  await arrive(session, [committee.president, ...committee.members.slice(0, 1)]);
  await committee.department.secretary.act(at, 'adjourn');
}

async function hold(session: Session, present = 6): Promise<Problem | undefined> {
  const { at, committee, dossiers } = session;
  const { president, department } = committee;
  const sitting = committee.members.slice(0, present - 1);
  await arrive(session, [president, ...sitting]);
  // The sixth member gives a mandate to the fifth: one at most per holder.
  const absent = present === 6 ? committee.members[5] : undefined;
  const holder = sitting.at(-1);
  if (absent !== undefined && holder !== undefined) await absent.person.act(at, 'give-proxy', { holderId: holder.id });
  await president.person.act(at, 'open');
  let refusedVote: Problem | undefined;
  for (const dossier of dossiers) {
    const item = await itemOf(session, dossier);
    /** Acts on an item answer to the item's version, which others' ballots do not move. */
    const tryOn = async ({ person }: Member, event: string, body: object): Promise<Reply<unknown>> => {
      const { version } = await itemOf(session, dossier);
      return person.request('POST', under(at, event), { itemId: item.id, ...body }, `"${version}"`);
    };
    const onItem = async (member: Member, event: string, body: object = {}): Promise<unknown> =>
      accepted(await tryOn(member, event, body), `${member.person.name}: ${event}`);
    const mayor = department.code === WITH_RECUSAL ? sitting[0] : undefined;
    if (mayor !== undefined)
      await onItem(mayor, 'recuse', { memberId: mayor.id, reason: 'Maire de la commune porteuse du projet.' });
    await onItem(president, 'open-item', { proposal: proposalFor(dossier), years: yearsOf(dossier.data) });
    for (const [index, member] of [president, ...sitting].entries()) {
      const ballot = { choice: choiceFor(dossier, index) };
      if (member !== mayor) await onItem(member, 'vote', ballot);
      else refusedVote = refusal(await tryOn(member, 'vote', ballot), 'vote of a recused member');
    }
    if (absent !== undefined && holder !== undefined)
      await onItem(holder, 'vote', { choice: choiceFor(dossier, 6), forMemberId: absent.id });
    await onItem(president, 'close-item');
    const { result } = await itemOf(session, dossier);
    if (result !== null && result !== 'FAVOURABLE') await onItem(president, 'record-opinion', REASONS[result]);
  }
  await president.person.act(at, 'close');
  return refusedVote;
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

/** Unanimous, but where the story needs otherwise: a refusal, or a tie that the president's vote decides. */
function choiceFor({ data }: Dossier, index: number): 'FOR' | 'AGAINST' | 'ABSTAIN' {
  if (data.outcome === 'REFUSED') return index < 2 ? 'FOR' : 'AGAINST';
  if (data.outcome === 'COMMITTEE_DIVERGENT_THEN_REFUSED') return index === 6 ? 'ABSTAIN' : index % 2 === 0 ? 'AGAINST' : 'FOR';
  return 'FOR';
}
