import { Client } from 'pg';

import { TestApp } from '../../../test/support/app.js';
import { makeApplication, type MadeApplication } from '../../../test/support/applications.js';
import { DECISION, makeDeciders, type Deciders } from '../../../test/support/awards.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { ReconciliationClock } from './reconciliation.clock.js';
import { reconcile } from './reconciliation.reader.js';
import type { Difference } from './reconciliation.rules.js';

describe('the reconciliation of the ledger', () => {
  let app: TestApp;
  let people: Deciders;
  let call: MadeCall;
  let decided: MadeApplication;
  let envelopeId: string;
  let superuser: Client;

  const act = async (url: string, actor: Deciders['jury'], body: object, ifMatch: number): Promise<void> => {
    const reply = await app.post(`/v1/${url}`, actor, { body, ifMatch });
    if (reply.status !== 200) throw new Error(`${url}: ${reply.status} ${JSON.stringify(reply.body)}`);
  };
  const select = async (years: readonly { year: number; cents: number }[]): Promise<MadeApplication> => {
    const application = await makeApplication(app, { call, state: 'COMMITTEE_FAVOURABLE', years });
    await act(`applications/${application.id}/shortlist`, people.jury, { years }, 1);
    return application;
  };
  const awardOf = async ({ id }: MadeApplication): Promise<string> =>
    (await app.database.read.award.findFirstOrThrow({ where: { applicationId: id } })).id;
  const decide = async (application: MadeApplication, ...funders: ('STATE' | 'CNAF')[]): Promise<void> => {
    const id = await awardOf(application);
    for (const funder of funders)
      await act(`awards/${id}/legs/${funder}/decide`, funder === 'STATE' ? people.state : people.cnaf, DECISION, 1);
  };
  const differences = (): Promise<Difference[]> => reconcile(app.database.read);
  const checks = async (): Promise<string[]> => [...new Set((await differences()).map(({ check }) => check))];

  beforeAll(async () => {
    app = await TestApp.start({ now: '2024-11-20T09:00:00Z' });
    people = await makeDeciders(app);
    call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 100_000_00n });
    superuser = new Client({ connectionString: app.testDatabase.superuserUrl });
    await superuser.connect();
    // What the owner of the tables can do, and nothing of the application may.
    await superuser.query('SET session_replication_role = replica');

    // Every state that a leg may be in: pending, decided, refused while the jury has not ruled, cancelled, renounced.
    const years = [2023, 2024, 2025].map((year) => ({ year, cents: 10_000_01 }));
    await select(years);
    decided = await select(years);
    await decide(decided, 'STATE', 'CNAF');
    const refused = await select(years);
    const refusal = { reasons: 'Crédits épuisés', appeal: 'Deux mois' };
    await act(`awards/${await awardOf(refused)}/legs/CNAF/refuse`, people.cnaf, refusal, 1);
    const cancelled = await select(years);
    await decide(cancelled, 'STATE');
    await act(`awards/${await awardOf(cancelled)}/legs/CNAF/refuse`, people.cnaf, refusal, 1);
    const reserve = { rank: 1, reasons: 'Essai', expiresOn: '2025-06-30' };
    await act(`applications/${cancelled.id}/put-on-reserve`, people.jury, reserve, 2);
    const renounced = await select(years);
    await decide(renounced, 'STATE', 'CNAF');
    const { organisationId } = await app.database.read.application.findUniqueOrThrow({ where: { id: renounced.id } });
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId });
    await act(`applications/${renounced.id}/renounce`, holder, { reasons: 'Essai' }, 3);
    const states = await app.database.read.awardLeg.groupBy({ by: ['state'] });
    expect(states.map(({ state }) => state).sort()).toEqual(['CANCELLED', 'DECIDED', 'PENDING', 'REFUSED', 'RENOUNCED']);
    envelopeId = (
      await app.database.read.envelope.findFirstOrThrow({ where: { callId: call.id, funderCode: 'STATE', year: 2025 } })
    ).id;
    await act(`envelopes/${envelopeId}/freeze`, people.state, { reasons: 'Essai', cents: 5_00 }, 1);
    await act(`envelopes/${envelopeId}/raise`, people.state, { reasons: 'Essai', cents: 7_00 }, 2);
  });
  afterAll(async () => {
    await superuser.end();
    await app.stop();
  });

  it('finds nothing where every act went through the application', async () => {
    expect(await differences()).toEqual([]);
  });

  /** Statement that tampers, statement that undoes it, checks that shout. */
  const TAMPERINGS: readonly (readonly [string, () => string, () => string, readonly string[]])[] = [
    [
      'a balance',
      () =>
        `UPDATE ledger_balance SET debit_cents = debit_cents + 1 WHERE subject_id = '${decided.id}' AND account = 'COMMITTED' AND year = 2023`,
      () =>
        `UPDATE ledger_balance SET debit_cents = debit_cents - 1 WHERE subject_id = '${decided.id}' AND account = 'COMMITTED' AND year = 2023`,
      ['balances', 'legs'],
    ],
    [
      'an entry',
      () =>
        `UPDATE ledger_entry SET cents = cents + 1 WHERE application_id = '${decided.id}' AND kind = 'COMMIT' AND year = 2024`,
      () =>
        `UPDATE ledger_entry SET cents = cents - 1 WHERE application_id = '${decided.id}' AND kind = 'COMMIT' AND year = 2024`,
      ['balances', 'envelopes'],
    ],
    [
      'a counter',
      () => `UPDATE envelope SET committed_cents = committed_cents - 1 WHERE id = '${envelopeId}'`,
      () => `UPDATE envelope SET committed_cents = committed_cents + 1 WHERE id = '${envelopeId}'`,
      ['envelopes'],
    ],
    [
      'the share of a leg',
      () =>
        `UPDATE award_leg_year SET cents = cents - 1 WHERE year = 2025 AND award_id IN (SELECT id FROM award WHERE application_id = '${decided.id}')`,
      () =>
        `UPDATE award_leg_year SET cents = cents + 1 WHERE year = 2025 AND award_id IN (SELECT id FROM award WHERE application_id = '${decided.id}')`,
      ['legs'],
    ],
    [
      'the state of a leg',
      () =>
        `UPDATE award_leg SET state = 'PENDING' WHERE award_id IN (SELECT id FROM award WHERE application_id = '${decided.id}')`,
      () =>
        `UPDATE award_leg SET state = 'DECIDED' WHERE award_id IN (SELECT id FROM award WHERE application_id = '${decided.id}')`,
      ['legs', 'states'],
    ],
    [
      'the state of an envelope',
      () =>
        `UPDATE envelope SET state = 'CLOSED', reserved_cents = 0, amount_cents = amount_cents - reserved_cents WHERE id = '${envelopeId}'`,
      () =>
        `UPDATE envelope SET state = 'OPEN', amount_cents = r.was + amount_cents, reserved_cents = r.was
         FROM (SELECT sum(debit_cents - credit_cents) AS was FROM ledger_balance WHERE call_id = '${call.id}' AND funder_code = 'STATE' AND year = 2025 AND account = 'RESERVED') r
         WHERE id = '${envelopeId}'`,
      ['envelopes', 'states'],
    ],
    [
      'an entry of the audit trail, of a decision',
      () => `UPDATE audit_entry SET request_id = 'x' || request_id WHERE aggregate = 'award-leg' AND event = 'decide'`,
      () => `UPDATE audit_entry SET request_id = substr(request_id, 2) WHERE aggregate = 'award-leg' AND event = 'decide'`,
      ['unexplained'],
    ],
    [
      'the amount of a freeze in the audit trail',
      () =>
        `UPDATE audit_entry SET input = replace(input, '500', '501') WHERE aggregate_id = '${envelopeId}' AND event = 'freeze'`,
      () =>
        `UPDATE audit_entry SET input = replace(input, '501', '500') WHERE aggregate_id = '${envelopeId}' AND event = 'freeze'`,
      ['unposted'],
    ],
    [
      'the movement of a raise, taken out whole',
      () => `UPDATE ledger_transaction SET source_id = NULL WHERE source_id = '${envelopeId}' AND kind = 'RAISE'`,
      () => `UPDATE ledger_transaction SET source_id = '${envelopeId}' WHERE call_id = '${call.id}' AND kind = 'RAISE'`,
      ['unexplained', 'unposted'],
    ],
  ];
  it.each(TAMPERINGS)('shouts when %s was changed behind its back', async (_, tamper, undo, expected) => {
    await superuser.query(tamper());
    expect(await checks()).toEqual(expected);
    await superuser.query(undo());
    expect(await differences()).toEqual([]);
  });

  it('says which dossier, what was due and what is there', async () => {
    const [, tamper, undo] = TAMPERINGS[0]!;
    await superuser.query(tamper());
    expect((await differences()).find(({ check }) => check === 'legs')).toMatchObject({
      subject: expect.stringMatching(new RegExp(`^(STATE|CNAF) 2023 of ${decided.id}$`)) as string,
      expected: expect.stringMatching(/^reserved 0, promised 50000[01]$/) as string,
      found: expect.stringMatching(/^reserved 0, promised 50000[12]$/) as string,
    });
    await superuser.query(undo());
  });

  it('raises an alarm where operators look, until all is well again', async () => {
    const clock = app.app.get(ReconciliationClock);
    const administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    const told = async (): Promise<unknown[]> => {
      const { body: health } = await app.get('/health', administrator);
      const { body: metrics } = await app.get<string>('/metrics');
      return [health.status, health.alarms, /^cofund_ledger_gaps (\d+)$/m.exec(metrics)?.[1]];
    };
    expect(await clock.tick(app.clock.now())).toBe(0);
    expect(await told()).toEqual(['up', 0, '0']);
    const [, tamper, undo] = TAMPERINGS[2]!;
    await superuser.query(tamper());
    expect(await clock.tick(app.clock.now())).toBe(1);
    expect(await told()).toEqual(['degraded', 1, '1']);
    expect(await app.database.read.ledgerCheck.findFirstOrThrow({ where: { gaps: 1 } })).toMatchObject({
      first: [{ check: 'envelopes', subject: 'STATE 2025 COMMITTED' }],
    });
    await superuser.query(undo());
    app.clock.set(new Date(app.clock.now().getTime() + 1_000));
    expect(await clock.tick(app.clock.now())).toBe(0);
    expect(await told()).toEqual(['up', 0, '0']);
  });
});
