// Rows of the composition: seats, members, substitutes, lists. Every act holds the committee's row.

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal, type Bilingual } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { violates } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import {
  seatOf,
  type AddMemberInput,
  type CommitteeFacts,
  type CommitteeState,
  type EndMemberInput,
  type EndSubstituteInput,
  type FixListInput,
  type HolderFacts,
  type OpenSeatInput,
  type RegisterSubstituteInput,
  type SeatFacts,
  type SeatInput,
} from './composition-facts.rules.js';
import type { CommitteeEvent } from './composition.machine.js';
import { termAsked } from './seat.rules.js';
import { sessionMachine } from './session.machine.js';

export type CommitteeAct = Act<CommitteeState, CommitteeEvent, CommitteeFacts>;

export interface CommitteeRow {
  readonly state: CommitteeState;
  readonly version: number;
  readonly facts: CommitteeFacts;
}

type Texts<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]: T[P] extends Date ? string : string | null };
type RawHolder = Texts<HolderFacts, 'startsAt' | 'endsAt' | 'termEndsAt'>;
type RawSeat = Omit<Texts<SeatFacts, 'openedAt'>, 'holders'> & { readonly holders: readonly RawHolder[] };
/** The facts as PostgreSQL builds them: instants are texts in JSON. */
export type RawCommittee = Omit<CommitteeFacts, 'seats'> & { readonly seats: readonly RawSeat[] };

const PENDING = sessionMachine.stateNames.filter(
  (state) => state !== sessionMachine.initial && !sessionMachine.terminal.includes(state),
);

/** What the guards judge, of a committee `k`, as one JSON value; `now` says who is in office. */
export function committeeFactsSql(now: Date, personId: string | null): Prisma.Sql {
  const at = Prisma.sql`${now}::timestamptz`;
  return Prisma.sql`json_build_object('id', k.id, 'departments', k.departments, 'kind', k.kind, 'template', k.template, 'settings', k.settings,
    'cafs', (SELECT coalesce(json_agg(a.name ORDER BY a.name), '[]') FROM agency a
      WHERE a.kind = 'CAF' AND a.territory IN (SELECT 'DEP-' || unnest(k.departments))),
    'pendingSessions', (SELECT count(*) FROM committee_session s WHERE s.committee_id = k.id AND s.state = ANY(${PENDING}::text[])),
    'listFixedOn', (SELECT max(d.decided_on) FROM committee_list_deed d WHERE d.committee_id = k.id),
    'personKnown', EXISTS (SELECT FROM person p WHERE p.id = ${personId}::uuid),
    'seats', (SELECT coalesce(json_agg(json_build_object('id', c.id, 'college', c.college, 'title', c.title, 'kind', c.kind, 'role', c.role,
        'rank', c.rank, 'body', c.body, 'rule', c.rule, 'personal', c.personal, 'openedAt', c.opened_at,
        'holders', (SELECT coalesce(json_agg(json_build_object('id', m.id, 'personId', m.person_id, 'startsAt', m.starts_at, 'endsAt', m.ends_at,
            'termEndsAt', m.term_ends_at, 'sits', committee_member_sits(m, ${at}), 'body', m.body, 'population', m.population,
            'represents', coalesce(m.represents, '{}')) ORDER BY m.starts_at, m.id), '[]') FROM committee_member m WHERE m.seat_id = c.id),
        'substitutes', (SELECT coalesce(json_agg(json_build_object('id', u.id, 'personId', u.person_id) ORDER BY u.id), '[]')
          FROM committee_substitute u WHERE u.seat_id = c.id AND u.ends_at IS NULL)) ORDER BY c.position, c.id), '[]')
      FROM committee_seat c WHERE c.committee_id = k.id AND c.closed_at IS NULL))`;
}

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));

export function readCommittee(raw: RawCommittee): CommitteeFacts {
  return {
    ...raw,
    seats: raw.seats.map((seat) => ({
      ...seat,
      openedAt: new Date(seat.openedAt),
      holders: seat.holders.map((holder) => ({
        ...holder,
        startsAt: new Date(holder.startsAt),
        endsAt: date(holder.endsAt),
        termEndsAt: date(holder.termEndsAt),
      })),
    })),
  };
}

/** Undefined: no such committee. */
export async function loadCommittee(db: Db, id: string, now: Date, personId?: string): Promise<CommitteeRow | undefined> {
  const [row] = await db.$queryRaw<(Omit<CommitteeRow, 'facts'> & { facts: RawCommittee })[]>`
    SELECT k.state, k.version, ${committeeFactsSql(now, personId ?? null)} AS facts FROM committee k WHERE k.id = ${id}::uuid`;
  return row === undefined ? undefined : { ...row, facts: readCommittee(row.facts) };
}

/** Constraints that have the last word, and what each means. */
const CONFLICTS: Readonly<Record<string, Bilingual>> = {
  seat_one_president: {
    fr: 'Le comité a déjà un président : mettez fin à son siège avant d’en nommer un autre.',
    en: 'The committee already has a president: end that seat first.',
  },
  seat_one_vice_president: {
    fr: 'Le comité a déjà un vice-président de ce rang.',
    en: 'The committee already has a vice-president of this rank.',
  },
  person_one_seat: {
    fr: 'Cette personne siège déjà à ce comité : mettez fin à son siège avant d’en donner un autre.',
    en: 'This person already sits on this committee: end that seat first.',
  },
  seat_one_holder: { fr: 'Ce siège a déjà un titulaire.', en: 'This seat already has a holder.' },
  substitute_registered: { fr: 'Cette personne est déjà désignée comme suppléant.', en: 'This person is already a substitute.' },
};

export function translated(error: unknown, conflicts: Readonly<Record<string, Bilingual>> = CONFLICTS): unknown {
  const [, detail] = Object.entries(conflicts).find(([constraint]) => violates(error, constraint)) ?? [];
  return detail === undefined ? error : new Refusal('conflict', detail);
}

/** Writes the act; 0 when the version moved meanwhile. @throws Refusal conflict when PostgreSQL refuses */
export async function saveCommittee(tx: Tx, act: CommitteeAct): Promise<number> {
  const { id, to, now, version } = act;
  const saved = await tx.db.$executeRaw`
    UPDATE committee SET state = ${to}, version = version + 1,
           ends_at = CASE ${to} WHEN 'ENDED' THEN greatest(starts_at, least(ends_at, ${now}::timestamptz)) ELSE ends_at END
    WHERE id = ${id}::uuid AND version = ${version}::int`;
  if (saved !== 1) return saved;
  try {
    await writeRest(tx, act);
  } catch (error) {
    throw translated(error);
  }
  return saved;
}

async function writeRest(tx: Tx, act: CommitteeAct): Promise<void> {
  const { id, event, input, actor, now } = act;
  switch (event) {
    case 'openSeat':
      await insertSeats(tx, id, [input as OpenSeatInput], now);
      break;
    case 'closeSeat':
      await closeSeat(tx, (input as SeatInput).seatId, now);
      break;
    case 'addMember':
      await insertMember(tx, act);
      break;
    case 'endMember':
      await endMember(tx, act);
      break;
    case 'registerSubstitute': {
      const { seatId, personId, capacity, body, elected } = input as RegisterSubstituteInput;
      await tx.db.$executeRaw`
        INSERT INTO committee_substitute (id, seat_id, person_id, capacity, body, elected, starts_at)
        VALUES (${newId()}::uuid, ${seatId}::uuid, ${personId}::uuid, ${capacity}, ${body}, ${elected}, ${now}::timestamptz)`;
      break;
    }
    case 'endSubstitute':
      await tx.db.$executeRaw`
        UPDATE committee_substitute SET ends_at = greatest(starts_at, ${now}::timestamptz)
        WHERE id = ${(input as EndSubstituteInput).substituteId}::uuid`;
      break;
    case 'fixList': {
      const { reference, decidedOn, opinionsOn } = input as FixListInput;
      await tx.db.$executeRaw`
        INSERT INTO committee_list_deed (id, committee_id, reference, decided_on, opinions_on, recorded_at, recorded_by)
        VALUES (${newId()}::uuid, ${id}::uuid, ${reference}, ${decidedOn}::date, ${opinionsOn}::date, ${now}::timestamptz, ${actor.personId}::uuid)`;
      break;
    }
    case 'end':
  }
}

export interface NewSeat extends OpenSeatInput {
  readonly id?: string;
  readonly personal?: boolean;
}

/** After those already there. */
export async function insertSeats(tx: Tx, committeeId: string, seats: readonly NewSeat[], openedAt: Date): Promise<void> {
  const rows = seats.map((seat, index) => ({ id: newId(), role: 'MEMBER', personal: false, ...seat, place: index + 1 }));
  await tx.db.$executeRaw`
    INSERT INTO committee_seat (id, committee_id, college, title, kind, role, rank, body, rule, personal, position, opened_at)
    SELECT s.id, ${committeeId}::uuid, s.college, s.title, s.kind, s.role, s.rank, s.body, s.rule, s.personal, s.place + last.position, ${openedAt}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s(id uuid, college text, title text, kind text, role text, rank int, body text, rule text,
           personal boolean, place int),
         (SELECT coalesce(max(position), 0) AS position FROM committee_seat WHERE committee_id = ${committeeId}::uuid) AS last`;
}

async function closeSeat(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.db.$executeRaw`
    UPDATE committee_substitute SET ends_at = greatest(starts_at, ${now}::timestamptz) WHERE seat_id = ${id}::uuid AND ends_at IS NULL`;
  await tx.db.$executeRaw`
    UPDATE committee_seat SET closed_at = greatest(opened_at, ${now}::timestamptz) WHERE id = ${id}::uuid`;
}

/** A member without a seat to fill gets one of their own. Nobody said in virtue of what they sit, save a president, who sits by function. */
async function insertMember(tx: Tx, { id, facts, input, now }: CommitteeAct): Promise<void> {
  const member = input as AddMemberInput;
  const { personId, capacity, president = false, body = null, population = null, represents = [], designation = null } = member;
  const { startsAt, endsAt } = termAsked(facts, member, now);
  const seat = seatOf(facts, member.seatId);
  const own: NewSeat = {
    id: newId(),
    college: member.college ?? '',
    title: capacity,
    kind: president ? 'FUNCTION' : 'QUALIFIED',
    role: president ? 'PRESIDENT' : 'MEMBER',
    personal: true,
  };
  if (seat === undefined) await insertSeats(tx, id, [own], startsAt);
  const { college, role } = seat ?? own;
  await tx.db.$executeRaw`
    INSERT INTO committee_member (id, committee_id, seat_id, person_id, college, capacity, president, starts_at, ends_at, term_ends_at, body, population,
      represents, designation)
    VALUES (${newId()}::uuid, ${id}::uuid, ${(seat ?? own).id}::uuid, ${personId}::uuid, ${college}, ${capacity}, ${role === 'PRESIDENT'},
      ${startsAt}::timestamptz, ${endsAt}::timestamptz, ${endsAt}::timestamptz, ${body}, ${population}::int, ${[...represents]}::text[], ${designation})`;
}

async function endMember(tx: Tx, { facts, input, now }: CommitteeAct): Promise<void> {
  const { memberId, reason = 'UNSTATED' } = input as EndMemberInput;
  const seat = facts.seats.find(({ holders }) => holders.some(({ id }) => id === memberId));
  // One who stays past the term ends with the reason alone: the term is over already.
  await tx.db.$executeRaw`
    UPDATE committee_member SET ends_at = greatest(starts_at, least(ends_at, ${now}::timestamptz)), end_reason = ${reason}
    WHERE id = ${memberId}::uuid`;
  if (seat?.personal === true) await closeSeat(tx, seat.id, now);
}
