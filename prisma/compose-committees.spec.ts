// Members known before there were seats: each keeps their place, and what composes the committee is the same after as before.

import { databaseBefore, type DatabaseBefore } from '../test/support/migrations.js';

const THIS = '20261128003000_compose_committees';
const id = (n: number): string => `0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4b${String(n).padStart(2, '0')}`;

describe('migration of the members to seats', () => {
  let before: DatabaseBefore;

  beforeAll(async () => {
    before = await databaseBefore(THIS);
  }, 60_000);
  afterAll(() => before.drop());

  const rows = async (sql: string): Promise<object[]> => (await before.client.query<Record<string, unknown>>(sql)).rows;

  it('gives each member a seat of their own, in office as before, and one committee to each department', async () => {
    const committees = [
      [id(1), '31', 'CDSF', '2023-03-01'],
      [id(2), '31', 'SUBSTITUTE', '2023-01-01'],
      [id(3), '2A', 'COLLECTIVITE', '2023-03-01'],
      [id(4), '2A', 'CDSF', '2023-04-01'],
      [id(5), '2A', 'SUBSTITUTE', '2023-01-01'],
    ];
    for (const row of committees) {
      await before.client.query(
        `INSERT INTO committee (id, department, name, kind, settings, created_at) VALUES ($1, $2, 'Comité', $3, '{"seats": null}', $4)`,
        row,
      );
    }
    const members = [
      [id(11), id(21), true, '2023-03-01', '2023-06-01'],
      [id(12), id(22), true, '2023-06-01', null],
      [id(13), id(23), false, '2023-03-01', null],
      // Back after a first term.
      [id(14), id(21), false, '2023-07-01', null],
    ];
    for (const row of members) {
      await before.client.query(
        `INSERT INTO committee_member (id, committee_id, person_id, college, capacity, president, starts_at, ends_at)
         VALUES ($1, '${id(1)}', $2, 'Membres', 'Titulaire', $3, $4, $5)`,
        row,
      );
    }
    expect(await before.migrate()).toEqual([THIS]);

    expect(
      await rows(`SELECT right(m.id::text, 2) AS id, c.role, c.kind, c.personal, c.closed_at IS NULL AS open, committee_member_sits(m, '2023-09-01') AS sits
                  FROM committee_member m JOIN committee_seat c ON c.id = m.seat_id ORDER BY m.id`),
    ).toEqual([
      { id: '11', role: 'PRESIDENT', kind: 'FUNCTION', personal: true, open: false, sits: false },
      { id: '12', role: 'PRESIDENT', kind: 'FUNCTION', personal: true, open: true, sits: true },
      { id: '13', role: 'MEMBER', kind: 'QUALIFIED', personal: true, open: true, sits: true },
      { id: '14', role: 'MEMBER', kind: 'QUALIFIED', personal: true, open: true, sits: true },
    ]);
    expect(
      await rows(`SELECT right(k.id::text, 2) AS id, k.state, (k.ends_at AT TIME ZONE 'UTC')::date::text AS until, k.settings->'termYears' AS years
                  FROM committee k ORDER BY k.id`),
    ).toEqual([
      { id: '01', state: 'IN_OFFICE', until: null, years: 6 },
      { id: '02', state: 'ENDED', until: '2023-03-01', years: 6 },
      { id: '03', state: 'IN_OFFICE', until: null, years: 6 },
      { id: '04', state: 'ENDED', until: '2023-04-01', years: 6 },
      { id: '05', state: 'ENDED', until: '2023-03-01', years: 6 },
    ]);
  });
});
