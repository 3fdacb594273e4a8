// Essential data of the grants, through HTTP: what is notified, funder by funder, and nothing personal.

import { parse } from 'csv-parse/sync';

import type { OpenDataSettings } from '../src/features/calls/call-settings.js';
import { TestApp, type TestActor } from './support/app.js';
import { makeOrganisation } from './support/applications.js';
import { DECISION, ENGAGEMENT, makeAward, makeDeciders, type Deciders, type MadeAward } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';

const STATE = { funderCode: 'STATE', name: 'DREETS Occitanie', siret: '21310555400017' };
const CNAF = { funderCode: 'CNAF', name: 'Caf de la Haute-Garonne', siret: '35600000000048' };

describe('open data', () => {
  let app: TestApp;
  let people: Deciders;
  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-12-20T09:00:00Z' });
    people = await makeDeciders(app);
  });
  afterAll(() => app.stop());

  const calling = (openData?: OpenDataSettings): Promise<MadeCall> =>
    makeCall(app, { state: 'UNDER_SELECTION', settings: openData === undefined ? {} : { openData } });

  /** Both legs decided, committed and notified, but for those left out. */
  async function grant(call: MadeCall, cents: number, notified: readonly ('STATE' | 'CNAF')[]): Promise<MadeAward> {
    const organisation = await makeOrganisation(app, { holderType: 'COMMUNE' });
    const award = await makeAward(app, { call, organisation, department: '31', years: [{ year: 2023, cents }] });
    const act = async (code: string, officer: TestActor, event: string, body: object, ifMatch: number): Promise<void> => {
      const { status, body: answer } = await app.post(`/v1/awards/${award.id}/legs/${code}/${event}`, officer, { body, ifMatch });
      if (status !== 200) throw new Error(`${event}: ${JSON.stringify(answer)}`);
    };
    const officers = { STATE: people.state, CNAF: people.cnaf };
    for (const code of ['STATE', 'CNAF'] as const) await act(code, officers[code], 'decide', DECISION, 1);
    for (const code of notified) {
      await act(code, officers[code], 'engage', { ...ENGAGEMENT, commitmentDate: '2023-12-01' }, 2);
      await act(code, officers[code], 'notify', { notifiedOn: '2023-12-11' }, 3);
    }
    return award;
  }
  const file = async (call: MadeCall, code: string): Promise<Record<string, string>[]> => {
    const { status, body } = await app.get<string>(`/v1/calls/${call.id}/open-data/${code}/subventions.csv`, people.manager);
    expect(status).toBe(200);
    return parse(body, { columns: true });
  };

  it('writes a file per funder, whose lines add up to the award to the cent', async () => {
    const call = await calling({ funders: [STATE, CNAF], scheme: 'FIPE' });
    const award = await grant(call, 5_000_001, ['STATE', 'CNAF']);
    await grant(call, 5_000_000, ['STATE']);
    await grant(call, 100_000, ['STATE', 'CNAF']);
    const [state, cnaf] = [await file(call, 'STATE'), await file(call, 'CNAF')];
    expect(state.map(({ montant }) => montant).sort()).toEqual(['25000.00', '25000.01']);
    expect(cnaf.map(({ montant }) => montant)).toEqual(['25000.00']);
    expect(cnaf[0]).toMatchObject({
      nomAttribuant: CNAF.name,
      idAttribuant: CNAF.siret,
      dispositifAide: 'FIPE',
      notificationUE: 'non',
    });
    const { body } = await app.get<{ funders: object[] }>(`/v1/calls/${call.id}/open-data`, people.auditor);
    expect(body.funders).toMatchObject([
      { funderCode: 'STATE', published: 2, withheld: 1, total: { cents: 5_000_001 }, warnings: [] },
      { funderCode: 'CNAF', published: 1, withheld: 1, total: { cents: 2_500_000 } },
    ]);
    const { body: whole } = await app.get<{ grants: { id: string; amountAwarded: number }[] }>(
      `/v1/calls/${call.id}/open-data/360-giving.json`,
      people.manager,
    );
    expect(whole.grants.map(({ amountAwarded }) => amountAwarded).sort()).toEqual([25000, 25000, 25000.01]);
    expect(whole.grants.map(({ id }) => id)).toContain(`360G-cofund-${award.legs.STATE}`);
  });

  it('adds up what one body gave to one beneficiary through several calls', async () => {
    const organisation = await makeOrganisation(app, { holderType: 'COMMUNE' });
    const calls = [await calling({ funders: [STATE, CNAF] }), await calling({ funders: [STATE, CNAF] })];
    for (const call of calls) {
      expect(await file(call, 'STATE')).toEqual([]);
      const award = await makeAward(app, { call, organisation, department: '31', years: [{ year: 2023, cents: 3_000_000 }] });
      await app.database.read.$executeRaw`
        UPDATE award_leg SET state = 'NOTIFIED', version = 2, decision_number = 'A', decision_date = '2023-12-01', authority = 'x',
          decided_by = gen_random_uuid(), commitment_number = 'E', commitment_date = '2023-12-02', notified_on = '2023-12-03',
          order_number = 'O', order_date = '2023-12-01', order_authority = 'x'
        WHERE award_id = ${award.id}::uuid`;
    }
    for (const call of calls) expect((await file(call, 'STATE')).map(({ montant }) => montant)).toEqual(['15000.00']);
  });

  it('exports nothing of funders that the call does not name, nor to who does not know its money', async () => {
    const unnamed = await calling();
    const { status, body } = await app.get<{ reasons: object[] }>(`/v1/calls/${unnamed.id}/open-data`, people.manager);
    expect([status, body.reasons]).toMatchObject([422, [{ rule: 'openDataNamesFunders' }]]);
    const call = await calling({ funders: [STATE] });
    expect((await app.get(`/v1/calls/${call.id}/open-data/CNAF/subventions.csv`, people.manager)).status).toBe(404);
    const elsewhere = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-75' });
    expect((await app.get(`/v1/calls/${call.id}/open-data`, elsewhere)).status).toBe(404);
  });
});
