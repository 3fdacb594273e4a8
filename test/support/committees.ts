import type { CommitteeSettings } from '../../src/features/committees/committee-settings.js';
import { DEFAULT_SETTINGS } from '../../src/features/committees/committee-settings.js';
import { composition, quorumRequired } from '../../src/features/committees/quorum.rules.js';
import type { SessionMode } from '../../src/features/committees/session-mode.rules.js';
import type { SessionState } from '../../src/features/committees/session-facts.rules.js';
import { newId } from '../../src/kernel/ids.js';
import type { TestActor, TestApp } from './app.js';
import type { MadeApplication } from './applications.js';
import type { MadeCall } from './calls.js';

export interface MadeMember {
  readonly id: string;
  readonly actor: TestActor;
}

export interface MadeCommittee {
  readonly id: string;
  readonly department: string;
  readonly settings: CommitteeSettings;
  readonly secretary: TestActor;
  /** The president is the first member. */
  readonly president: MadeMember;
  readonly members: readonly MadeMember[];
}

export interface MakeCommittee {
  readonly department?: string;
  /** Members in office, the president included; 5 unless given. */
  readonly size?: number;
  readonly settings?: Partial<CommitteeSettings>;
}

const SINCE = new Date('2020-01-01T00:00:00Z');

export interface SeatMember {
  readonly committeeId: string;
  readonly personId: string;
  readonly startsAt: Date;
  readonly endsAt?: Date;
  readonly college?: string;
  readonly capacity?: string;
  readonly president?: boolean;
}

/** A member on a seat of their own, written directly; gives the member's id. */
export async function seatMember(app: TestApp, member: SeatMember): Promise<string> {
  const { committeeId, personId, startsAt, endsAt = null, college = 'Membres', capacity = 'Membre', president = false } = member;
  const db = app.database.read;
  const [id, seatId] = [newId(), newId()];
  const kind = president ? 'FUNCTION' : 'QUALIFIED';
  const role = president ? 'PRESIDENT' : 'MEMBER';
  await db.committeeSeat.create({
    data: { id: seatId, committeeId, college, title: capacity, kind, role, personal: true, position: 1, openedAt: startsAt },
  });
  await db.committeeMember.create({
    data: { id, committeeId, seatId, personId, college, capacity, president, startsAt, endsAt },
  });
  return id;
}

/** A committee with its secretary and its members, each with a role and a token; written directly. */
export async function makeCommittee(app: TestApp, options: MakeCommittee = {}): Promise<MadeCommittee> {
  const { department = '31', size = 5 } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const db = app.database.read;
  const id = newId();
  const territory = `DEP-${department}`;
  await db.committee.create({
    data: {
      id,
      department,
      departments: [department],
      name: `Comité ${department}`,
      kind: 'CDSF',
      settings: { ...settings },
      startsAt: SINCE,
      createdAt: app.clock.now(),
    },
  });
  const members: MadeMember[] = [];
  for (let index = 0; index < size; index += 1) {
    const president = index === 0;
    const actor = await app.actor({ role: president ? 'COMMITTEE_PRESIDENT' : 'COMMITTEE_MEMBER', territory });
    const memberId = await seatMember(app, {
      committeeId: id,
      personId: actor.personId,
      startsAt: SINCE,
      ...(president ? { college: 'Présidence', capacity: 'Préfet', president } : { capacity: `Membre ${index}` }),
    });
    members.push({ id: memberId, actor });
  }
  const [president] = members;
  if (president === undefined) throw new Error('a committee has a president');
  const secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', territory });
  return { id, department, settings, secretary, president, members };
}

export interface MakeSession {
  readonly committee: MadeCommittee;
  readonly call: MadeCall;
  readonly applications: readonly MadeApplication[];
  /** OPEN unless given; from CONVENED on, the dossiers are to be ON_AGENDA. */
  readonly state?: SessionState;
  /** Now unless given. */
  readonly scheduledAt?: Date;
  /** ON_SITE unless given. In writing a favourable opinion is announced on each item, and nobody is there before taking part. */
  readonly mode?: SessionMode;
  /** Of a written deliberation: two days after `scheduledAt` unless given. */
  readonly closesAt?: Date;
  /** Members in the room; all unless given, none in a draft. */
  readonly present?: readonly MadeMember[];
}

export interface MadeSession {
  readonly id: string;
  readonly itemIds: readonly string[];
  readonly version: number;
}

/** A session in any state, written directly. */
export async function makeSession(app: TestApp, options: MakeSession): Promise<MadeSession> {
  const { committee, call, applications, state = 'OPEN', mode = 'ON_SITE' } = options;
  const now = app.clock.now();
  const scheduledAt = options.scheduledAt ?? now;
  const written = mode === 'WRITTEN';
  const db = app.database.read;
  const id = newId();
  const base = composition(committee.settings, committee.members.length, committee.members.length);
  await db.committeeSession.create({
    data: {
      id,
      committeeId: committee.id,
      callId: call.id,
      department: committee.department,
      scheduledAt,
      mode,
      closesAt: written ? (options.closesAt ?? new Date(scheduledAt.getTime() + 2 * 86_400_000)) : null,
      place: 'Préfecture',
      state: 'DRAFT',
      createdAt: now,
    },
  });
  const items = applications.map((application, index) => ({
    id: newId(),
    sessionId: id,
    applicationId: application.id,
    position: index + 1,
    state: 'PENDING',
    ...(written && { proposal: 'FAVOURABLE' }),
  }));
  // A draft first: an agenda is fixed by the convocation.
  await db.agendaItem.createMany({ data: items });
  if (state !== 'DRAFT') {
    const frozen = { membersCount: base, quorumRequired: quorumRequired(committee.settings, base), convenedAt: now };
    const opened = state === 'OPEN' || state === 'CLOSED' ? { openedAt: now } : {};
    await db.committeeSession.update({ where: { id }, data: { state, ...frozen, ...opened } });
    if (!written) await arrive(app, id, options.present ?? committee.members);
  }
  return { id, itemIds: items.map((item) => item.id), version: 1 };
}

/** Members in the room, written directly. */
export async function arrive(app: TestApp, sessionId: string, members: readonly MadeMember[]): Promise<void> {
  await app.database.read.attendance.createMany({
    data: members.map(({ id }) => ({ sessionId, memberId: id, arrivedAt: app.clock.now() })),
  });
}
