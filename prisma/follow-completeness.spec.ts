// The rounds known before there were tables for them: none is lost, and the dossier goes on from where it was.

import { databaseBefore, type DatabaseBefore } from '../test/support/migrations.js';

const THIS = '20261124000700_follow_completeness';
const PERSON = '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11';

describe('migration of the rounds of completion', () => {
  let before: DatabaseBefore;

  beforeAll(async () => {
    before = await databaseBefore(THIS);
  }, 60_000);
  afterAll(() => before.drop());

  const rows = async <T extends object>(sql: string): Promise<T[]> => (await before.client.query<T>(sql)).rows;

  it('keeps what was asked, reminded and answered, with what the call says of each document', async () => {
    const settings = JSON.stringify({ requiredDocuments: [{ code: 'RIB', essential: false }] });
    await before.client.query(
      `INSERT INTO organisation (id, siret, name, holder_type, department, created_at)
       VALUES ('${PERSON}', '21310555400017', 'Commune', 'COMMUNE', '31', '2023-01-01')`,
    );
    await before.client.query(
      `INSERT INTO "call" (id, title, edition, text, rules_version, region, departments, time_zone, opens_local, deadline_local, opens_at,
         deadline_at, budget_years, settings, state, created_by, created_at)
       VALUES ('${PERSON}', 'Appel', 2023, 'x', 'fipe-2023', '76', '{31}', 'Europe/Paris', 'x', 'x', '2023-06-01', '2023-09-01', '{2023}', '${settings}',
         'OPEN', '${PERSON}', '2023-01-01')`,
    );
    const completion = (rest: object): string =>
      JSON.stringify({
        items: [{ code: 'RIB', label: 'RIB' }, { code: 'BUDGET', label: 'Budget' }], // prettier-ignore
        dueOn: '2023-06-30',
        dueAt: '2023-06-30T21:59:59.999Z',
        askedAt: '2023-06-15T08:00:00.000Z',
        askedBy: PERSON,
        ...rest,
      });
    const answeredAt = '2023-06-20T08:00:00.000Z';
    const applications = [
      ['0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4b01', 1, completion({ remindedAt: '2023-06-28T08:00:00.000Z' })],
      ['0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4b02', 2, completion({ answeredAt })],
      ['0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4b03', 1, null],
    ] as const;
    for (const [id, version, value] of applications) {
      await before.client.query(
        `INSERT INTO application (id, number, call_id, organisation_id, department, title, state, state_since, content, submitted_version,
           completion, created_by, created_at, updated_at)
         VALUES ($1::text::uuid, $1::text, $2, $2, '31', 'x', 'INCOMPLETE', '2023-06-15', '{}', $3, $4::jsonb, $2, '2023-06-01', '2023-06-01')`,
        [id, PERSON, version, value],
      );
      await before.client.query(
        `INSERT INTO application_version (application_id, number, receipt_number, content, hash, late, submitted_at, submitted_by, call_spec)
         VALUES ($1::text::uuid, $3, $1::text, '{}', 'h', false, '2023-06-20', $2, 1)`,
        [id, PERSON, version],
      );
    }
    expect(await before.migrate()).toEqual([THIS]);

    const kept = await rows<{
      version: number;
      kinds: string[];
      items: object[];
      answers: number;
      now: { items: { id: string }[] };
    }>(`
      SELECT r.asked_version AS version, a.completion AS now,
             (SELECT json_agg(e.kind ORDER BY e.version) FROM completion_event e WHERE e.round_id = r.id) AS kinds,
             (SELECT json_agg(json_build_object('id', i.id, 'code', i.code, 'essential', i.essential) ORDER BY i.position)
              FROM completion_item i WHERE i.round_id = r.id) AS items,
             (SELECT count(*)::int FROM completion_answer w JOIN completion_item i ON i.id = w.item_id WHERE i.round_id = r.id) AS answers
      FROM completion_round r JOIN application a ON a.id = r.application_id ORDER BY a.id`);
    expect(kept.map(({ version, kinds, answers }) => [version, kinds, answers])).toEqual([
      [1, ['ASKED', 'REMINDED'], 0],
      [1, ['ASKED', 'SENT'], 2],
    ]);
    for (const { items, now } of kept) {
      expect(items).toMatchObject([{ code: 'RIB', essential: false }, { code: 'BUDGET', essential: true }]); // prettier-ignore
      expect(now).toMatchObject({ round: 1, dueOn: '2023-06-30', items });
    }
    expect(kept[1]?.now.items).toMatchObject([{ sentAt: answeredAt }, { sentAt: answeredAt }]);
  });
});
