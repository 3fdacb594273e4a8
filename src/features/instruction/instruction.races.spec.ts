import { Client } from 'pg';

import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { fullScores, makeInstructions, type MadeInstructions } from '../../../test/support/instruction.js';

describe('signatures at the same instant, and what PostgreSQL refuses afterwards', () => {
  let app: TestApp;
  let call: MadeCall;
  let caf: TestActor;
  let ddets: TestActor;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-20T08:00:00Z' });
    call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
  });
  afterAll(() => app.stop());

  async function ready(): Promise<{ application: MadeApplication; rows: MadeInstructions }> {
    const application = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
    const scores = fullScores(call.settings.grid);
    const rows = await makeInstructions(app, call, application, {
      CAF: { state: 'IN_PROGRESS', examinerId: caf.personId, scores },
      DDETS: { state: 'IN_PROGRESS', examinerId: ddets.personId, scores },
    });
    return { application, rows };
  }
  const sign = async (id: string, actor: TestActor, opinion: 'FAVOURABLE' | 'UNFAVOURABLE' = 'FAVOURABLE'): Promise<number> => {
    const years = opinion === 'FAVOURABLE' ? [2023, 2024, 2025].map((year) => ({ year, cents: 5_600_000 })) : [];
    return (await app.post(`/v1/instructions/${id}/sign`, actor, { body: { opinion, reasons: 'Motifs.', years }, ifMatch: 1 }))
      .status;
  };

  it('both agencies, 100 rounds: both sign, the examination is recorded once', async () => {
    for (let round = 0; round < 100; round += 1) {
      const { application, rows } = await ready();
      const statuses = await Promise.all([sign(rows.CAF.id, caf), sign(rows.DDETS.id, ddets, 'UNFAVOURABLE')]);
      expect(statuses).toEqual([200, 200]);
      const after = await app.database.read.application.findUniqueOrThrow({ where: { id: application.id } });
      expect(after).toMatchObject({ state: 'EXAMINED', version: 2, jointOutcome: 'DIVERGENT', divergent: true });
      const recorded = { aggregate: 'application', aggregateId: application.id, event: 'recordExamination' };
      expect(await app.database.read.auditEntry.count({ where: recorded })).toBe(1);
    }
  }, 120_000);

  it('the same examiner twice: one signature', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { application, rows } = await ready();
      const statuses = await Promise.all([sign(rows.CAF.id, caf), sign(rows.CAF.id, caf)]);
      expect(statuses.sort()).toEqual([200, 412]);
      expect(
        await app.database.read.applicationAmount.count({ where: { applicationId: application.id, stage: 'PROPOSED_CAF' } }),
      ).toBe(2 * 3);
    }
  }, 60_000);

  it('two assignments of the same row: one after the other, each seen by the second', async () => {
    const application = await makeApplication(app, { call, department: '31', state: 'COMPLETE' });
    const { CAF } = await makeInstructions(app, call, application);
    const assign = async (): Promise<number> =>
      (await app.post(`/v1/instructions/${CAF.id}/assign`, caf, { body: { examinerId: caf.personId }, ifMatch: 1 })).status;
    expect((await Promise.all([assign(), assign()])).sort()).toEqual([200, 412]);
  });

  it('a signed row is refused to everyone: the application’s role and the owner of the tables', async () => {
    const { rows } = await ready();
    expect(await sign(rows.CAF.id, caf)).toBe(200);
    const { id } = rows.CAF;
    const { url, ownerUrl } = app.testDatabase;
    const changes: [string, string, RegExp][] = [
      [url, `UPDATE instruction SET opinion = 'UNFAVOURABLE' WHERE id = '${id}'`, /signed and frozen/],
      [url, `UPDATE instruction SET state = 'IN_PROGRESS', version = version + 1 WHERE id = '${id}'`, /signed and frozen/],
      [url, `DELETE FROM instruction WHERE id = '${id}'`, /permission denied/],
      [url, 'TRUNCATE instruction CASCADE', /permission denied/],
      [ownerUrl, `UPDATE instruction SET reasons = 'Autres motifs' WHERE id = '${id}'`, /signed and frozen/],
      [ownerUrl, `DELETE FROM instruction WHERE id = '${id}'`, /a signed instruction is kept/],
      [ownerUrl, 'TRUNCATE instruction CASCADE', /a signed instruction is kept/],
      [ownerUrl, `UPDATE application_amount SET cents = 0 WHERE stage = 'PROPOSED_CAF'`, /append-only/],
    ];
    for (const [connectionString, statement, refusal] of changes) {
      const client = new Client({ connectionString });
      await client.connect();
      try {
        await expect(client.query(statement)).rejects.toThrow(refusal);
      } finally {
        await client.end();
      }
    }
    expect(await app.database.read.instruction.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'SIGNED',
      reasons: 'Motifs.',
    });
  });
});
