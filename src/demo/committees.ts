// Thirteen departmental committees, each from the template that is for its department, with its list fixed.

import type { CompositionView } from '../features/committees/composition.views.js';
import { COMMITTEE_TEMPLATES, COMMITTEES, compositionOf, fixListOf, membersOf } from './addresses.js';
import { EVERY_SEAT_COUNTS, PRESIDENT_SEAT, type FilledSeat } from './seats.js';
import type { Department, World } from './world.js';

export interface Member {
  readonly id: string;
  readonly person: Department['president'];
}

export interface Committee {
  readonly id: string;
  readonly department: Department;
  readonly template: string;
  /** As it is once the list is fixed. */
  readonly composition: CompositionView;
  readonly president: Member;
  readonly members: readonly Member[];
}

export async function installCommittees(world: World): Promise<Committee[]> {
  const committees: Committee[] = [];
  for (const department of world.departments.values()) committees.push(await install(department));
  return committees;
}

async function install(department: Department): Promise<Committee> {
  const { code, name, secretary, president, members } = department;
  const template = await templateFor(department);
  const { id } = await secretary.post(COMMITTEES, {
    department: code,
    name: `Comité départemental des services aux familles — ${name}`,
    kind: 'CDSF',
    template,
    // Whether vacant seats compose the commission of CRPA R133-10 is for each committee's own rules: by default they do.
    ...(code !== EVERY_SEAT_COUNTS && { settings: { vacantSeatsCount: false } }),
  });
  const { seats } = await secretary.get(compositionOf(id));
  const free = seats.filter(({ vacant }) => vacant);
  const seat = async (person: Member['person'], filled: FilledSeat): Promise<Member> => {
    const { title, capacity, body, population, representsCafs } = filled;
    const index = free.findIndex((candidate) => candidate.title === title);
    const [chosen] = index < 0 ? [] : free.splice(index, 1);
    if (chosen === undefined) throw new Error(`no vacant seat « ${title} » in ${name}`);
    const committee = await secretary.post(membersOf(id), {
      personId: person.id,
      seatId: chosen.id,
      capacity,
      ...(body !== undefined && { body }),
      ...(population !== undefined && { population }),
      ...(representsCafs === true && { represents: [department.cafName] }),
    });
    const member = committee.members.find(({ personId }) => personId === person.id);
    if (member === undefined) throw new Error(`${person.name} has no seat`);
    return { id: member.id, person };
  };
  const chair = await seat(president, PRESIDENT_SEAT);
  const others: Member[] = [];
  for (const { person, filled } of members) others.push(await seat(person, filled));
  const composition = await secretary.post(fixListOf(id), {
    reference: `Arrêté n° 2023-${code}-09`,
    decidedOn: '2023-09-15',
    opinionsOn: '2023-09-11',
  });
  return { id, department, template, composition, president: chair, members: others };
}

/** The one for that very department (Paris, Corsica), else the one for any: in Occitanie, always that of the departmental committee. */
async function templateFor({ code, secretary }: Department): Promise<string> {
  const { items } = await secretary.get(COMMITTEE_TEMPLATES);
  const found =
    items.find(({ departments }) => departments.length === 1 && departments[0] === code) ??
    items.find(({ kind, departments }) => kind === 'CDSF' && departments.length === 0);
  if (found === undefined) throw new Error(`no template for ${code}`);
  return found.name;
}
