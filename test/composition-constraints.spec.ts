// What PostgreSQL itself refuses of a composition, tried directly as the application's role.

import pg from 'pg';

import { newId } from '../src/kernel/ids.js';
import { TestApp } from './support/app.js';
import { makeApplication } from './support/applications.js';
import { makeCall } from './support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee } from './support/committees.js';

const START = '2023-01-01';
const END = '2029-01-01';

let app: TestApp;
let client: pg.Client;
let committee: MadeCommittee;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  client = new pg.Client({ connectionString: app.testDatabase.url });
  await client.connect();
  committee = await makeCommittee(app, { department: '31' });
});
afterAll(async () => {
  await client.end();
  await app.stop();
});

const query = (text: string, values: unknown[] = []): Promise<unknown> => client.query(text, values);
const person = async (): Promise<string> => (await app.actor()).personId;

async function seat(over: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const row = {
    id,
    committee_id: committee.id,
    college: 'Membres',
    title: 'Membre',
    kind: 'FUNCTION',
    role: 'MEMBER',
    position: 9,
    opened_at: START,
    ...over,
  };
  await insert('committee_seat', row);
  return id;
}
async function member(seatId: string, over: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await insert('committee_member', {
    id,
    committee_id: committee.id,
    seat_id: seatId,
    person_id: await person(),
    college: 'Membres',
    capacity: 'Membre',
    president: false,
    starts_at: START,
    ends_at: END,
    term_ends_at: END,
    ...over,
  });
  return id;
}
async function substitute(seatId: string, over: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const row = {
    id,
    seat_id: seatId,
    person_id: await person(),
    capacity: 'Adjoint',
    body: 'DDETS',
    elected: false,
    starts_at: START,
  };
  await insert('committee_substitute', { ...row, ...over });
  return id;
}
function insert(table: string, row: Record<string, unknown>): Promise<unknown> {
  const names = Object.keys(row);
  return query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

describe('PostgreSQL, as the application’s role,', () => {
  it('refuses two holders of a seat, overlapping terms, and two seats of one person', async () => {
    const held = await seat();
    await member(held);
    await expect(member(held)).rejects.toThrow(/seat_one_holder/);
    await expect(member(held, { starts_at: '2022-06-01', ends_at: '2023-01-02', term_ends_at: '2023-01-02' })).rejects.toThrow(
      /seat_one_holder/,
    );
    await expect(member(held, { ends_at: null, term_ends_at: null, starts_at: '2028-12-31' })).rejects.toThrow(/seat_one_holder/);
    // One term after the other, from the same instant.
    await member(held, { starts_at: END, ends_at: '2035-01-01', term_ends_at: '2035-01-01' });
    const personId = await person();
    await member(await seat(), { person_id: personId });
    await expect(member(await seat(), { person_id: personId, starts_at: '2028-01-01' })).rejects.toThrow(/person_one_seat/);
  });

  it('refuses a second president, a second vice-president of a rank, a second seat for the Cafs', async () => {
    await expect(seat({ role: 'PRESIDENT' })).rejects.toThrow(/seat_one_president/);
    await seat({ role: 'VICE_PRESIDENT', rank: 1 });
    await expect(seat({ role: 'VICE_PRESIDENT', rank: 1 })).rejects.toThrow(/seat_one_vice_president/);
    await expect(seat({ role: 'VICE_PRESIDENT' })).rejects.toThrow(/seat_rank/);
    await seat({ rule: 'ONE_FOR_ALL_CAFS' });
    await expect(seat({ rule: 'ONE_FOR_ALL_CAFS' })).rejects.toThrow(/seat_one_for_all_cafs/);
  });

  it('refuses a member who is not what the seat says, or on a closed seat', async () => {
    const open = await seat();
    await expect(member(open, { president: true })).rejects.toThrow(/member_fits_seat/);
    await expect(member(open, { college: 'Autre' })).rejects.toThrow(/member_fits_seat/);
    const { id: other } = await makeCommittee(app, { department: '34', size: 1 });
    await expect(member(open, { committee_id: other })).rejects.toThrow(/member_fits_seat/);
    await query('UPDATE committee_seat SET closed_at = $2 WHERE id = $1', [open, '2023-05-01']);
    await expect(member(open)).rejects.toThrow(/seat_closed/);
    await expect(member(await seat(), { ends_at: '2030-01-01' })).rejects.toThrow(/member_period/);
  });

  it('keeps members and seats as they were: only ended, once, and not while the seat is held', async () => {
    const held = await seat();
    const id = await member(held);
    const change = (set: string): Promise<unknown> => query(`UPDATE committee_member SET ${set} WHERE id = $1`, [id]);
    await expect(change(`person_id = '${newId()}'`)).rejects.toThrow(/member_kept/);
    await expect(change('term_ends_at = ends_at, ends_at = NULL')).rejects.toThrow(/member_kept/);
    await expect(change(`ends_at = '2029-02-01'`)).rejects.toThrow(/member_kept|member_period/);
    await expect(query('UPDATE committee_seat SET closed_at = now() WHERE id = $1', [held])).rejects.toThrow(/seat_held/);
    await change(`ends_at = '2024-01-01', end_reason = 'RESIGNATION'`);
    await expect(change(`ends_at = '2023-12-01'`)).rejects.toThrow(/member_kept/);
    await expect(query(`UPDATE committee_seat SET kind = 'ELECTED' WHERE id = $1`, [held])).rejects.toThrow(/seat_kept/);
    await query(`UPDATE committee_seat SET closed_at = '2024-01-01' WHERE id = $1`, [held]);
    await expect(query('UPDATE committee_seat SET closed_at = NULL WHERE id = $1', [held])).rejects.toThrow(/seat_kept/);
    for (const table of [
      'committee_seat',
      'committee_member',
      'committee_substitute',
      'committee_list_deed',
      'committee_territory',
    ]) {
      await expect(query(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('refuses a substitution that CRPA R133-3 does not allow, when registered and when the substitute comes', async () => {
    const [office, town, expert] = [
      await seat({ body: 'DDETS' }),
      await seat({ kind: 'ELECTED' }),
      await seat({ kind: 'QUALIFIED' }),
    ];
    await expect(substitute(expert)).rejects.toThrow(/substitute_lawful/);
    await expect(substitute(town, { body: 'Mairie' })).rejects.toThrow(/substitute_lawful/);
    await expect(substitute(office, { body: 'Rectorat' })).rejects.toThrow(/substitute_lawful/);
    const [director, mayor] = [await member(office), await member(town, { body: 'Conseil municipal de Muret' })];
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const application = await makeApplication(app, { call, department: '31', state: 'ON_AGENDA' });
    const session = await makeSession(app, { committee, call, applications: [application], present: [] });
    const arrive = (memberId: string, substituteId: string): Promise<unknown> =>
      insert('attendance', { session_id: session.id, member_id: memberId, arrived_at: START, substitute_id: substituteId });
    const deputy = await substitute(office);
    await expect(arrive(mayor, deputy)).rejects.toThrow(/attendance_substitute/);
    await expect(arrive(mayor, await substitute(town, { body: 'Conseil municipal de Tours', elected: true }))).rejects.toThrow(
      /attendance_substitute/,
    );
    await arrive(director, deputy);
    // One chair for the member or the substitute, and one chair a person.
    await expect(insert('attendance', { session_id: session.id, member_id: director, arrived_at: END })).rejects.toThrow(
      /attendance_present/,
    );
    const { rows } = await client.query<{ person_id: string }>('SELECT person_id FROM committee_substitute WHERE id = $1', [
      deputy,
    ]);
    const twin = await substitute(town, { person_id: rows[0]?.person_id, body: 'Conseil municipal de Muret', elected: true });
    await expect(arrive(mayor, twin)).rejects.toThrow(/attendance_one_chair/);
    await query('UPDATE committee_substitute SET ends_at = $2 WHERE id = $1', [twin, END]);
    await expect(query('UPDATE committee_substitute SET ends_at = NULL WHERE id = $1', [twin])).rejects.toThrow(
      /substitute_kept/,
    );
    await expect(arrive(mayor, twin)).rejects.toThrow(/attendance_substitute/);
    await expect(query('UPDATE attendance SET substitute_id = NULL WHERE session_id = $1', [session.id])).rejects.toThrow(
      /attendance_kept/,
    );
  });

  it('refuses a second body for a department at a time, a reasonless substitute body, and a change of departments', async () => {
    const set = (department: string, over: Record<string, unknown> = {}): Promise<unknown> =>
      insert('committee', {
        id: newId(),
        department,
        departments: [department],
        name: 'Comité',
        kind: 'CDSF',
        settings: '{}',
        starts_at: START,
        created_at: START,
        ...over,
      });
    await expect(set('31')).rejects.toThrow(/committee_one_per_department/);
    await expect(set('09', { kind: 'SUBSTITUTE' })).rejects.toThrow(/committee_reason/);
    await expect(set('09', { departments: ['09', '12'] })).rejects.toThrow(/committee_departmental/);
    await expect(set('09', { departments: ['12'] })).rejects.toThrow(/committee_lead/);
    await set('2A', { departments: ['2A', '2B'], kind: 'COLLECTIVITE' });
    await expect(set('2B')).rejects.toThrow(/committee_one_per_department/);
    await set('12', { kind: 'SUBSTITUTE', reason: 'Non installé', ends_at: '2023-06-01' });
    await set('12', { starts_at: '2023-06-01' });
    await expect(query(`UPDATE committee SET departments = '{31,32}' WHERE id = $1`, [committee.id])).rejects.toThrow(
      /committee_departmental|committee_kept/,
    );
    await expect(query(`UPDATE committee SET ends_at = NULL WHERE department = '12'`)).rejects.toThrow(
      /committee_one_per_department/,
    );
  });

  it('keeps the lists fixed by the president', async () => {
    const deed = {
      id: newId(),
      committee_id: committee.id,
      reference: 'Arrêté',
      recorded_at: START,
      recorded_by: await person(),
    };
    await expect(insert('committee_list_deed', { ...deed, decided_on: '2023-01-01', opinions_on: '2023-01-02' })).rejects.toThrow(
      /list_opinions_first/,
    );
    await insert('committee_list_deed', { ...deed, decided_on: '2023-01-02', opinions_on: '2023-01-02' });
    await expect(query(`UPDATE committee_list_deed SET reference = 'autre'`)).rejects.toMatchObject({ code: '42501' });
  });
});
