import { BalancesClock } from '../src/features/balances/balances.clock.js';
import { reconcile } from '../src/features/funds/reconciliation.reader.js';
import { WRITE_LETTER } from '../src/features/letters/letter-jobs.js';
import { PaymentsClock } from '../src/features/payments/payments.clock.js';
import { RecoveriesClock } from '../src/features/recoveries/recoveries.clock.js';
import { newId } from '../src/kernel/ids.js';
import { readCsv } from '../src/platform/sheets/csv.js';
import { readXlsx } from '../src/platform/sheets/xlsx-reader.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { declareInterest, makeContent, makeOrganisation, type MadeOrganisation } from './support/applications.js';
import { DECISION, ENGAGEMENT, makeAward, makeDeciders, statementsOf, type Deciders, type MadeAward } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { balancesOfDossier } from './support/ledger.js';
import { writtenLetter } from './support/letters.js';
import { cellsOf } from './support/sheets.js';
import { acceptedReport, linesAsPlanned, reportIdOf, type ReportPage } from './support/reports.js';

interface Money {
  cents: number;
}
interface Balance {
  id: string;
  state: string;
  version: number;
  computation: number;
  figures: Record<string, Money>;
  sentences: string[];
  shares: { funder: { code: string }; legState: string; final: Money; paid: Money; over: Money; left: Money }[];
  actions: { event: string; ready: boolean }[];
}
interface Recovery {
  id: string;
  state: string;
  version: number;
  funder: { code: string };
  due: Money;
  received: Money;
  waived: Money;
  left: Money;
  nextDueOn: string | null;
  receipts: { id: string; returnReason: string | null }[];
  explanation: string;
  actions: { event: string; ready: boolean }[];
}

const IBAN = 'FR76 3000 6000 0112 3456 7890 189';
let app: TestApp;
let people: Deciders;
let ddets: TestActor;
let caf: TestActor;
let stateAccountant: TestActor;
let cnafAccountant: TestActor;
let other: TestActor;
let call: MadeCall;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
  ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' });
  caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' });
  stateAccountant = await app.actor({ role: 'STATE_ACCOUNTANT', territory: 'REG-76' });
  cnafAccountant = await app.actor({ role: 'CNAF_ACCOUNTANT', territory: 'REG-76' });
  other = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' });
  const funders = ['STATE', 'CNAF'].map((funderCode) => ({ funderCode, name: funderCode, siret: '21310555400017' }));
  const tranches = [{ kind: 'BALANCE', rate: 10_000, conditions: [{ kind: 'SIGNATURE' }] } as const];
  const settings = { openData: { funders }, payments: { schedules: [{ tranches }] } };
  call = await makeCall(app, { state: 'UNDER_SELECTION', years: [2023], settings });
});
afterAll(() => app.stop());
beforeEach(() => {
  at('2023-11-20T09:00:00Z');
});

const at = (instant: string): void => {
  app.clock.set(new Date(instant));
};
/** As the application's own role. */
const sql = async (text: string, ...values: unknown[]): Promise<number | null> =>
  (await app.database.pool.query(text, values)).rowCount;
const rules = (reply: Reply<unknown>): string[] =>
  (reply.body as { reasons: { rule: string }[] }).reasons.map(({ rule }) => rule);
const lettersOn = async (id: string): Promise<unknown[]> =>
  (
    await app.database.read.outbox.findMany({ where: { payload: { path: ['subjectId'], equals: id } }, orderBy: { id: 'asc' } })
  ).map(({ job, payload }) => (job === WRITE_LETTER.name ? job : (payload as { message: string }).message));

interface World {
  readonly award: MadeAward;
  readonly organisation: MadeOrganisation;
  readonly holder: TestActor;
}
const BOTH = () =>
  [
    ['STATE', people.state],
    ['CNAF', people.cnaf],
  ] as const;

async function step(awardId: string, funder: string, event: string, actor: TestActor, body: object): Promise<Reply<unknown>> {
  const { version } = await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId, funderCode: funder } });
  return app.post(`/v1/awards/${awardId}/legs/${funder}/${event}`, actor, { body, ifMatch: version });
}

/** 40 000.01 € on a plan of 80 000.02 €, under way for both funders; paid by those named. */
async function running(paid: readonly string[] = [], of = call): Promise<World> {
  const organisation = await makeOrganisation(app, { department: '48', holderType: 'COMMUNE' });
  const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
  const content = makeContent(of, { years: [{ year: 2023, cents: 4_000_001 }], sharePercent: 50 });
  const award = await makeAward(app, { call: of, organisation, department: '48', content });
  for (const [funder, officer] of BOTH()) expect((await step(award.id, funder, 'decide', officer, DECISION)).status).toBe(200);
  const url = `/v1/organisations/${organisation.id}/bank-details`;
  const account = { iban: IBAN, bic: 'AGRIFRPP', accountHolder: organisation.name };
  const proposed = await app.post(url, holder, { body: account });
  expect((await app.post(`/v1/bank-details/${String(proposed.body.id)}/confirm`, caf, { ifMatch: 1, body: {} })).status).toBe(
    200,
  );
  for (const [funder, officer] of BOTH()) {
    await step(award.id, funder, 'engage', officer, { ...ENGAGEMENT, commitmentNumber: `EJ-${funder}` });
    await step(award.id, funder, 'notify', officer, { notifiedOn: '2023-11-20' });
    expect((await step(award.id, funder, 'start', officer, { startedOn: '2023-11-20' })).status).toBe(200);
  }
  for (const funder of paid) await pay(award.id, funder);
  return { award, organisation, holder };
}

async function pay(awardId: string, funder: string): Promise<void> {
  const [examiner, officer, accountant] =
    funder === 'STATE' ? [ddets, people.state, stateAccountant] : [caf, people.cnaf, cnafAccountant];
  const { id } = await app.database.read.payment.findFirstOrThrow({ where: { awardId, funderCode: funder, state: 'DUE' } });
  const today = app.clock.now().toISOString().slice(0, 10);
  for (const [event, actor, body] of [
    ['certify', examiner, {}],
    ['liquidate', officer, {}],
    ['order', officer, {}],
    ['pay', accountant, { valueDate: today, reference: 'VIR' }],
  ] as const) {
    const { version } = await app.database.read.payment.findUniqueOrThrow({ where: { id } });
    const reply = await app.post(`/v1/payments/${id}/${event}`, actor, { body, ifMatch: version });
    if (reply.status !== 200) throw new Error(`${funder} ${event}: ${JSON.stringify(reply.body)}`);
  }
}

/** The report accepted once the year is over, with this real cost; other lines as planned. */
async function reported({ award, holder }: World, cost: number): Promise<void> {
  at('2024-03-01T09:00:00Z');
  const { body } = await app.get<ReportPage>(`/v1/reports/${await reportIdOf(app, award.id, 2023)}`, holder);
  const lines = linesAsPlanned(body.table, { Équipe: cost });
  await acceptedReport(app, award.id, 2023, { holder, examiner: ddets, content: { lines, explanations: 'Moins de dépenses.' } });
}

const balance = async ({ award }: World, actor: TestActor = people.auditor): Promise<Balance> =>
  (await app.get<Balance>(`/v1/awards/${award.id}/balance`, actor)).body;
const onBalance = async (world: World, event: string, actor: TestActor, body: object = {}): Promise<Reply<Balance>> => {
  const { id, version } = await balance(world);
  return app.post<Balance>(`/v1/balances/${id}/${event}`, actor, { body, ifMatch: version });
};
const AGREED = { decisionNumber: 'S-1', decisionDate: '2024-03-01', authority: 'Préfet' };
/** Proposed, answered by the holder, agreed by both funders. */
async function fixed(world: World): Promise<Balance> {
  expect((await onBalance(world, 'propose', ddets)).status).toBe(200);
  expect((await onBalance(world, 'remark', world.holder, { text: 'D’accord.' })).status).toBe(200);
  expect((await onBalance(world, 'agree', people.state, { ...AGREED, funderCode: 'STATE' })).status).toBe(200);
  const last = await onBalance(world, 'agree', people.cnaf, { ...AGREED, funderCode: 'CNAF' });
  expect(last).toMatchObject({ status: 200, body: { state: 'FIXED' } });
  return last.body;
}

const recoveries = async ({ award }: World, actor: TestActor = people.auditor): Promise<Recovery[]> =>
  (await app.get<{ items: Recovery[] }>(`/v1/awards/${award.id}/recoveries`, actor)).body.items;
const onRecovery = async (id: string, event: string, actor: TestActor, body: object = {}): Promise<Reply<Recovery>> => {
  const { version } = await app.database.read.recovery.findUniqueOrThrow({ where: { id } });
  return app.post<Recovery>(`/v1/recoveries/${id}/${event}`, actor, { body, ifMatch: version });
};
const ORDER = {
  decisionNumber: 'TP-1',
  decisionDate: '2024-03-01',
  authority: 'Préfet',
  reasons: 'Solde du 1er mars 2024.',
  dueOn: '2024-04-30',
};
/** Of an over-payment of 8 000.01 €: the order of the State, 4 000.01 €, in force. */
async function ordered(): Promise<{ world: World; id: string }> {
  const world = await running(['STATE', 'CNAF']);
  await reported(world, 6_400_000);
  await fixed(world);
  const [state] = await recoveries(world);
  const id = state?.id ?? '';
  expect((await onRecovery(id, 'hear', ddets)).status).toBe(200);
  expect((await onRecovery(id, 'remark', world.holder, { text: 'Nous paierons.' })).status).toBe(200);
  expect(await onRecovery(id, 'order', people.state, ORDER)).toMatchObject({ status: 200, body: { state: 'ORDER_ISSUED' } });
  return { world, id };
}
const accounts = async ({ award }: World): Promise<Record<string, bigint>> =>
  Object.fromEntries(
    (await balancesOfDossier(app.database.read, award.application.id))
      .filter(({ cents }) => cents > 0n)
      .map(({ funderCode, account, cents }) => [`${funderCode} ${account}`, cents]),
  );
const legs = async ({ award }: World): Promise<string[]> =>
  (await app.database.read.awardLeg.findMany({ where: { awardId: award.id }, orderBy: { funderCode: 'desc' } })).map(
    ({ state }) => state,
  );
afterEach(async () => {
  // The reservations are written by the support of the tests: no act asked for them.
  const found = await reconcile(app.database.read);
  expect(found.filter(({ subject, expected }) => !(subject.startsWith('RESERVE') && expected.endsWith('request test')))).toEqual(
    [],
  );
});

describe('balance of an award', () => {
  it('case 35: real cost of 80 %: computed by the last report, agreed by two persons, given back in proportion to what each paid', async () => {
    const world = await running(['STATE', 'CNAF']);
    expect((await app.post(`/v1/awards/${world.award.id}/balance`, ddets, { body: {} })).status).toBe(422);
    await reported(world, 6_400_000);
    const computed = await balance(world);
    expect(computed).toMatchObject({
      state: 'COMPUTED',
      computation: 1,
      figures: {
        award: { cents: 4_000_001 },
        planned: { cents: 8_000_002 },
        eligible: { cents: 6_400_000 },
        rate: { numerator: 4_000_001, denominator: 8_000_002 },
        rateCost: { cents: 3_200_000 },
        capLeft: { cents: 5_120_000 },
        final: { cents: 3_200_000 },
        over: { cents: 800_001 },
        left: { cents: 0 },
        unspent: { cents: 800_001 },
        kept: { cents: 0 },
      },
    });
    expect(computed.sentences.join(' ').replace(/\s/gu, ' ')).toContain('64 000,00 € ÷ 80 000,02 € = 32 000,00 €');
    // Preparatory: the holder reads it once it is proposed.
    expect((await app.get(`/v1/awards/${world.award.id}/balance`, world.holder)).status).toBe(404);
    expect(await onBalance(world, 'propose', people.state)).toMatchObject({ status: 403 });
    expect((await onBalance(world, 'propose', ddets)).status).toBe(200);
    expect(rules(await onBalance(world, 'agree', people.state, { ...AGREED, funderCode: 'STATE' }))).toEqual(['remarksOver']);
    expect((await onBalance(world, 'remark', world.holder, { text: 'Recalculez.' })).status).toBe(200);
    // Computed again, as a second computation: it is proposed again, and the first one is kept.
    expect(await app.post(`/v1/awards/${world.award.id}/balance`, caf, { body: {} })).toMatchObject({
      status: 201,
      body: { computation: 2 },
    });
    expect((await onBalance(world, 'propose', ddets)).status).toBe(200);
    at('2024-04-15T09:00:00Z');
    const agree = (actor: TestActor, funderCode: string) => onBalance(world, 'agree', actor, { ...AGREED, funderCode });
    expect(rules(await agree(people.state, 'CNAF'))).toEqual(['ownShare']);
    expect((await agree(people.state, 'STATE')).status).toBe(200);
    expect(rules(await agree(other, 'STATE'))).toEqual(['agreedOnce']);
    const both = await app.actor({ role: 'CNAF_OFFICER', territory: 'REG-76' });
    expect(await agree(both, 'CNAF')).toMatchObject({ status: 200, body: { state: 'FIXED' } });
    expect(await lettersOn(computed.id)).toEqual(['balance.proposed', 'balance.proposed', 'balance.fixed']);

    const opened = await recoveries(world, world.holder);
    expect(opened.map(({ funder, due, state }) => [funder.code, due.cents, state])).toEqual([
      ['STATE', 400_001, 'COMPUTED'],
      ['CNAF', 400_000, 'COMPUTED'],
    ]);
    expect(await legs(world)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(rules(await step(world.award.id, 'CNAF', 'close', people.cnaf, {}))).toEqual(['recoveriesOver']);
    const cnaf = opened[1]?.id ?? '';
    expect((await onRecovery(cnaf, 'hear', caf)).status).toBe(200);
    expect((await onRecovery(cnaf, 'cancel', people.cnaf, { reasons: 'Rien n’est dû.' })).status).toBe(200);
    expect(await step(world.award.id, 'CNAF', 'close', people.cnaf, {})).toMatchObject({ status: 200 });
    expect(await legs(world)).toEqual(['COMPLETED', 'CLOSED']);
    expect((await app.post(`/v1/awards/${world.award.id}/balance`, ddets, { body: {} })).status).toBe(409);
  });

  it('case 36: a real cost above the planned one: exactly the award is left to pay, by each funder its share', async () => {
    const world = await running(['STATE']);
    await reported(world, 9_999_999);
    const done = await fixed(world);
    expect(done.shares.map((share) => [share.funder.code, share.final.cents, share.left.cents, share.legState])).toEqual([
      ['STATE', 2_000_001, 0, 'COMPLETED'],
      ['CNAF', 2_000_000, 2_000_000, 'ACTIVE'],
    ]);
    await pay(world.award.id, 'CNAF');
    const clock = app.app.get(BalancesClock);
    expect([await clock.tick(app.clock.now()), await clock.tick(app.clock.now())]).toEqual([1, 0]);
    expect(await legs(world)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(await recoveries(world)).toEqual([]);
  });

  it('is completed by time alone while an amendment of its award is open: that ends with it', async () => {
    const world = await running();
    await reported(world, 6_400_000);
    await fixed(world);
    for (const funder of ['STATE', 'CNAF']) await pay(world.award.id, funder);
    const body = { kind: 'DATES', change: { endsOn: '2026-08-31' }, reasons: 'Retard.' };
    const asked = await app.post<{ id: string }>(`/v1/awards/${world.award.id}/amendments`, world.holder, { body });
    expect(asked.status).toBe(201);
    expect(await app.app.get(BalancesClock).tick(app.clock.now())).toBe(2);
    expect(await legs(world)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(await app.database.read.amendment.findUniqueOrThrow({ where: { id: asked.body.id } })).toMatchObject({
      state: 'WITHDRAWN',
      endReasons: 'L’attribution a pris fin.',
    });
  });

  it('sets the payments to what is left, and frees the rest: nobody is paid above the final amount', async () => {
    const world = await running();
    await reported(world, 6_400_000);
    expect((await balance(world)).figures).toMatchObject({ final: { cents: 3_200_000 }, left: { cents: 3_200_000 } });
    await fixed(world);
    const payments = await app.database.read.payment.findMany({ where: { awardId: world.award.id }, orderBy: { number: 'asc' } });
    expect(payments.map(({ funderCode, kind, state, plannedCents }) => [funderCode, kind, state, plannedCents])).toEqual([
      ['STATE', 'BALANCE', 'CANCELLED', 2_000_001n],
      ['CNAF', 'BALANCE', 'CANCELLED', 2_000_000n],
      ['STATE', 'BALANCE', 'DUE', 1_600_001n],
      ['CNAF', 'BALANCE', 'DUE', 1_599_999n],
    ]);
    expect(await accounts(world)).toEqual({ 'STATE COMMITTED': 1_600_001n, 'CNAF COMMITTED': 1_599_999n });
    for (const funder of ['STATE', 'CNAF']) await pay(world.award.id, funder);
    expect(await app.app.get(BalancesClock).tick(app.clock.now())).toBe(2);
    for (const [funder, officer] of BOTH()) expect((await step(world.award.id, funder, 'close', officer, {})).status).toBe(200);
    expect(await accounts(world)).toEqual({ 'STATE PAID': 1_600_001n, 'CNAF PAID': 1_599_999n });
    const statements = await statementsOf(app, () => app.get('/v1/balances?limit=2', people.auditor));
    expect(statements.filter((text) => text.includes('FROM balance b'))).toHaveLength(1);
  });

  it('counts of a share that ended what it paid and does not claim back', async () => {
    const world = await running(['STATE', 'CNAF']);
    const asked = await app.post<{ id: string; version: number }>(
      `/v1/awards/${world.award.id}/legs/STATE/termination-requests`,
      world.holder,
      { body: { grievances: 'Le projet s’arrête faute de personnel.' } },
    );
    const end = {
      decisionNumber: 'R-1',
      decisionDate: '2023-11-20',
      authority: 'Préfet',
      reasons: 'À la demande du porteur.',
      appeal: 'Deux mois devant le tribunal administratif de Nîmes.',
      effectiveOn: '2023-11-20',
      claimCents: 500_000,
    };
    const { id, version } = asked.body;
    expect((await app.post(`/v1/measures/${id}/decide`, people.state, { body: end, ifMatch: version })).status).toBe(200);
    await reported(world, 6_400_000);
    expect((await balance(world)).figures).toMatchObject({ ended: { cents: 1_500_001 } });
    const [claim] = await recoveries(world);
    // What is received is paid no more; what is waived is kept.
    expect((await onRecovery(claim?.id ?? '', 'hear', ddets)).status).toBe(200);
    expect((await onRecovery(claim?.id ?? '', 'remark', world.holder, { text: 'Nous paierons.' })).status).toBe(200);
    expect((await onRecovery(claim?.id ?? '', 'order', people.state, ORDER)).status).toBe(200);
    const received = { cents: 300_000, valueDate: '2024-03-01', reference: 'VIR-3' };
    expect((await onRecovery(claim?.id ?? '', 'receive', stateAccountant, received)).status).toBe(200);
    expect((await onRecovery(claim?.id ?? '', 'waive', other, { cents: 50_000, reasons: 'Gêne' })).status).toBe(200);
    const again = await app.post<Balance>(`/v1/awards/${world.award.id}/balance`, ddets, { body: {} });
    expect(again.body.figures).toMatchObject({ ended: { cents: 1_550_001 } });
  });

  it('of a call that pays together: what is left of a share does not wait for another one that is paid up', async () => {
    const tranches = [{ kind: 'BALANCE', rate: 10_000, conditions: [{ kind: 'SIGNATURE' }] } as const];
    const payments = { schedules: [{ tranches }], waitForOtherFunder: true };
    const together = await makeCall(app, { state: 'UNDER_SELECTION', years: [2023], settings: { payments } });
    const world = await running([], together);
    await app.app.get(PaymentsClock).tick(app.clock.now());
    await pay(world.award.id, 'STATE');
    await reported(world, 6_400_000);
    await fixed(world);
    expect(await legs(world)).toEqual(['COMPLETED', 'ACTIVE']);
    const left = await app.database.read.payment.findMany({ where: { awardId: world.award.id, state: { not: 'CANCELLED' } } });
    expect(left.map(({ funderCode, state, plannedCents }) => `${funderCode} ${state} ${plannedCents}`).sort()).toEqual([
      'CNAF DUE 1199999',
      'STATE PAID 2000001',
    ]);
  });

  it('is refused by PostgreSQL where it does not follow the formula, or is touched once fixed', async () => {
    const world = await running();
    await reported(world, 6_400_000);
    const { id } = await balance(world);
    const copy = (changes: string, number = 2): Promise<unknown> =>
      sql(
        `INSERT INTO balance_computation SELECT (jsonb_populate_record(c, $2::jsonb || jsonb_build_object('number', $3::int))).* FROM balance_computation c
         WHERE balance_id = $1::uuid AND number = 1`,
        id,
        changes,
        number,
      );
    await expect(copy('{"final_cents": 3200001}')).rejects.toThrow('balance_formula');
    await expect(copy('{"rate_cost_cents": 4000000, "final_cents": 4000000, "left_cents": 0}')).rejects.toThrow(
      'balance_formula',
    );
    await expect(copy('{}')).rejects.toThrow('balance_adds_up');
    await expect(sql(`UPDATE balance_computation SET final_cents = 1 WHERE balance_id = $1::uuid`, id)).rejects.toThrow(
      /permission denied/,
    );
    const move = (state: string): Promise<unknown> =>
      sql(
        `UPDATE balance SET state = $2, version = version + 1, remarks_until = '2024-01-01', fixed_on = CASE WHEN $2 = 'FIXED' THEN '2024-03-01' END WHERE id = $1::uuid`,
        id,
        state,
      );
    await expect(move('FIXED')).rejects.toThrow('balance_step');
    expect((await onBalance(world, 'propose', ddets)).status).toBe(200);
    await expect(move('FIXED')).rejects.toThrow('balance_agreed');
    await onBalance(world, 'remark', world.holder, { text: 'Oui.' });
    await onBalance(world, 'agree', people.state, { ...AGREED, funderCode: 'STATE' });
    await expect(
      sql(
        `INSERT INTO balance_agreement (balance_id, number, leg_id, decision_number, decision_date, authority, agreed_by, agreed_at)
         VALUES ($1::uuid, 1, $2::uuid, 'x', '2024-03-01', 'x', $3::uuid, now())`,
        id,
        world.award.legs.CNAF,
        people.state.personId,
      ),
    ).rejects.toThrow('balance_agreement_balance_id_number_agreed_by_key');
    expect((await onBalance(world, 'agree', people.cnaf, { ...AGREED, funderCode: 'CNAF' })).status).toBe(200);
    await expect(move('COMPUTED')).rejects.toThrow('balance_step');
    await expect(sql(`UPDATE balance SET version = version + 1 WHERE id = $1::uuid`, id)).rejects.toThrow('balance_final');
    await expect(copy('{}')).rejects.toThrow('balance_open');
  });
});

describe('recoveries', () => {
  it('are received in instalments by a third person, each in the ledger, and a receipt may go back', async () => {
    const { world, id } = await ordered();
    expect(await lettersOn(id)).toEqual(['recovery.heard', WRITE_LETTER.name]);
    const letter = await writtenLetter(app, id);
    expect(letter).toMatchObject({
      kind: 'RECOVERY_ORDER',
      decision: 'RECOVERY_ORDERED',
      leg: 'STATE',
      authorId: people.state.personId,
      service: 'État',
      organisationId: world.organisation.id,
      reasons: ORDER.reasons,
    });
    const { number, explanation } = await app.database.read.recovery.findUniqueOrThrow({ where: { id } });
    expect(letter.text).toMatch(
      /Par l’ordre n° TP-1 du 1er mars 2024, « État » vous demande de reverser 4.000,01.€ au plus tard le 30 avril 2024\./,
    );
    for (const part of [
      `Rappelez la référence REC-${String(number).padStart(9, '0')} avec votre règlement.`,
      `Bases de la liquidation : ${(explanation as { fr: string }).fr}`,
      'pour : Préfet, État.',
      'Recours contentieux : dans les deux mois',
    ])
      expect(letter.text).toContain(part);
    expect((await app.get(`/v1/letters/${letter.id}`, world.holder)).status).toBe(200);
    expect((await onRecovery(id, 'receive', people.state, { cents: 1, valueDate: '2024-03-01', reference: 'V' })).status).toBe(
      403,
    );
    expect((await onRecovery(id, 'receive', cnafAccountant, { cents: 1, valueDate: '2024-03-01', reference: 'V' })).status).toBe(
      404,
    );
    const plan = (...sums: number[]) =>
      onRecovery(id, 'plan', people.state, {
        instalments: sums.map((cents, index) => ({ cents, dueOn: `2024-0${index + 5}-15` })),
      });
    expect(rules(await plan(200_000, 200_000))).toEqual(['planExact']);
    expect(await plan(200_000, 200_001)).toMatchObject({ status: 200, body: { nextDueOn: '2024-05-15' } });
    const receive = (cents: number) =>
      onRecovery(id, 'receive', stateAccountant, { cents, valueDate: '2024-03-01', reference: 'VIR' });
    expect(rules(await receive(400_002))).toEqual(['receiptExact']);
    expect(await receive(200_000)).toMatchObject({ status: 200, body: { state: 'PARTLY_RECOVERED', nextDueOn: '2024-06-15' } });
    expect(await accounts(world)).toMatchObject({ 'STATE PAID': 1_800_001n, 'STATE RECOVERED': 200_000n });
    at('2024-06-10T09:00:00Z');
    const clock = app.app.get(RecoveriesClock);
    await clock.tick(app.clock.now());
    await clock.tick(app.clock.now());
    at('2024-06-16T09:00:00Z');
    await clock.tick(app.clock.now());
    expect((await lettersOn(id)).filter((one) => one === 'recovery.reminded')).toHaveLength(2);
    const last = await receive(200_001);
    expect(last).toMatchObject({ status: 200, body: { state: 'RECOVERED', left: { cents: 0 } } });
    const receiptId = last.body.receipts[1]?.id ?? '';
    const back = await onRecovery(id, 'return-receipt', stateAccountant, { receiptId, reason: 'Chèque impayé' });
    expect(back).toMatchObject({ status: 200, body: { state: 'PARTLY_RECOVERED', left: { cents: 200_001 } } });
    expect(await accounts(world)).toMatchObject({ 'STATE PAID': 1_800_001n, 'STATE RECOVERED': 200_000n });
    expect((await receive(200_001)).body).toMatchObject({ state: 'RECOVERED' });
    const statements = await statementsOf(app, () => app.get('/v1/recoveries?limit=1', people.auditor));
    expect(statements.filter((text) => text.includes('FROM recovery r'))).toHaveLength(1);
    const list = await app.get<{ items: Recovery[] }>('/v1/recoveries', cnafAccountant);
    expect(list.body.items.every(({ funder }) => funder.code === 'CNAF')).toBe(true);
  });

  it('are in the worklist of who acts next, by the same days as the machine, in one query on an index', async () => {
    const world = await running(['STATE', 'CNAF']);
    await reported(world, 6_400_000);
    await fixed(world);
    const [opened] = await recoveries(world);
    const id = opened?.id ?? '';
    const recused = await app.actor(
      { role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' },
      { role: 'STATE_OFFICER', territory: 'REG-76' },
      { role: 'STATE_ACCOUNTANT', territory: 'REG-76' },
    );
    await declareInterest(app, world.award.application.id, recused);
    const both = await app.actor(
      { role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' },
      { role: 'STATE_OFFICER', territory: 'REG-76' },
    );
    const agents = { ddets, caf, state: people.state, cnaf: people.cnaf, stateAccountant, cnafAccountant, both, recused };
    interface Work {
      id: string;
      kind: string;
      until: string | null;
      since: string;
      href: string;
      application: object | null;
    }
    const work = async (actor: TestActor): Promise<Work[]> =>
      (await app.get<{ items: Work[] }>('/v1/desk/worklist?limit=100', actor)).body.items.filter((item) => item.id === id);
    const waiting = async (): Promise<Record<string, string>> => {
      const found: Record<string, string> = {};
      for (const [name, actor] of Object.entries({ ...agents, holder: world.holder }))
        for (const { kind } of await work(actor)) found[name] = kind;
      return found;
    };
    expect(await waiting()).toEqual({ ddets: 'RECOVERY_TO_HEAR', both: 'RECOVERY_TO_HEAR' });
    expect((await onRecovery(id, 'hear', both)).status).toBe(200);
    // Heard by a person who will not order; the time of the holder runs first.
    expect(await waiting()).toEqual({ holder: 'RECOVERY_TO_ANSWER' });
    const { remarksUntil } = await app.database.read.recovery.findUniqueOrThrow({ where: { id } });
    expect((await work(world.holder))[0]?.until?.slice(0, 10)).toBe(remarksUntil);
    at(`${remarksUntil ?? ''}T20:00:00Z`);
    expect(await waiting()).toEqual({ holder: 'RECOVERY_TO_ANSWER' });
    at(`${remarksUntil ?? ''}T23:30:00Z`);
    expect(await waiting()).toEqual({ state: 'RECOVERY_TO_ORDER' });
    at('2024-03-01T10:00:00Z');
    expect((await onRecovery(id, 'remark', world.holder, { text: 'Nous paierons.' })).status).toBe(200);
    expect(await waiting()).toEqual({ state: 'RECOVERY_TO_ORDER' });
    expect((await onRecovery(id, 'order', people.state, ORDER)).status).toBe(200);
    expect(await waiting()).toEqual({ holder: 'RECOVERY_TO_PAY' });
    const due = async (): Promise<(string | null | undefined)[]> => {
      const { body } = await app.get<{ nextDueOn: string | null }>(`/v1/recoveries/${id}`, people.state);
      return [(await work(world.holder))[0]?.until?.slice(0, 10), body.nextDueOn];
    };
    expect(await due()).toEqual(['2024-04-30', '2024-04-30']);
    const contest = { filedOn: '2024-03-01', authority: 'Tribunal administratif de Nîmes', reference: '2400124' };
    expect((await onRecovery(id, 'contest', people.state, contest)).status).toBe(200);
    expect(await waiting()).toEqual({ state: 'RECOVERY_CONTEST_TO_SETTLE' });
    const end = { decidedOn: '2024-03-01', reference: '2400124', reasons: 'Requête rejetée.' };
    expect((await onRecovery(id, 'reject-contest', people.state, end)).status).toBe(200);
    // Part is received before the instalments are agreed, part of the first one after.
    const receive = (cents: number) =>
      onRecovery(id, 'receive', stateAccountant, { cents, valueDate: '2024-03-01', reference: 'VIR' });
    expect((await receive(100_001)).status).toBe(200);
    const instalments = [5, 6, 7].map((month) => ({ cents: 100_000, dueOn: `2024-0${month}-15` }));
    expect((await onRecovery(id, 'plan', people.state, { instalments })).status).toBe(200);
    expect(await due()).toEqual(['2024-05-15', '2024-05-15']);
    expect((await receive(99_999)).status).toBe(200);
    expect(await due()).toEqual(['2024-05-15', '2024-05-15']);
    expect((await receive(1)).status).toBe(200);
    expect(await due()).toEqual(['2024-06-15', '2024-06-15']);
    at('2024-06-15T21:59:00Z');
    expect(await waiting()).toEqual({ holder: 'RECOVERY_TO_PAY' });
    at('2024-06-15T22:01:00Z');
    expect(await waiting()).toEqual({ holder: 'RECOVERY_TO_PAY', stateAccountant: 'RECOVERY_OVERDUE' });
    expect((await work(stateAccountant))[0]).toMatchObject({
      href: `/v1/recoveries/${id}`,
      application: null,
      since: '2024-06-15T22:00:00.000Z',
    });
    const [statement, ...more] = await statementsOf(app, () => work(both));
    expect([more, statement?.includes('FROM recovery r')]).toEqual([[], true]);
    // Over a planner that reads no table whole: what waits is found by its index.
    const plan = await app.database.transaction(async (tx) => {
      await tx.db.$executeRaw`SET LOCAL enable_seqscan = off`;
      return tx.db.$queryRaw<{ 'QUERY PLAN': string }[]>`
        EXPLAIN SELECT r.id FROM recovery r JOIN award w ON w.id = r.award_id WHERE r.state = ANY(${['CONTRADICTORY']}::text[]) AND w.department = '48'`;
    });
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('recovery_waiting');
    at('2024-03-01T09:00:00Z');
  });

  it('are exported as they stood at a date, to who sees the payments of their funder', async () => {
    const { id, world } = await ordered();
    at('2024-03-02T10:00:00Z');
    const contest = { filedOn: '2024-03-02', authority: 'Tribunal administratif', reference: '2400125' };
    expect((await onRecovery(id, 'contest', people.state, contest)).status).toBe(200);
    at('2024-03-03T10:00:00Z');
    const end = { decidedOn: '2024-03-03', reference: '2400125', reasons: 'Requête rejetée.' };
    expect((await onRecovery(id, 'reject-contest', people.state, end)).status).toBe(200);
    const receive = (cents: number) =>
      onRecovery(id, 'receive', stateAccountant, { cents, valueDate: '2024-03-03', reference: 'VIR' });
    expect((await receive(100_000)).status).toBe(200);
    at('2024-03-04T10:00:00Z');
    expect((await onRecovery(id, 'waive', other, { cents: 100_001, reasons: 'Gêne' })).status).toBe(200);
    at('2024-03-05T10:00:00Z');
    const last = await receive(200_000);
    const receiptId = last.body.receipts.at(-1)?.id ?? '';
    at('2024-03-06T10:00:00Z');
    expect((await onRecovery(id, 'return-receipt', stateAccountant, { receiptId, reason: 'Impayé' })).status).toBe(200);

    const { callId, number } = await app.database.read.recovery.findUniqueOrThrow({ where: { id } });
    const download = async (actor: TestActor, query = '', format = 'csv') => {
      const url = `${app.address}/v1/recovery-orders.${format}?callId=${callId}${query}`;
      const reply = await fetch(url, { headers: { authorization: `Bearer ${actor.token}` } });
      return { status: reply.status, type: reply.headers.get('content-type'), bytes: Buffer.from(await reply.arrayBuffer()) };
    };
    const sheet = async (query: string, actor = stateAccountant): Promise<unknown[][]> =>
      cellsOf(readCsv((await download(actor, query)).bytes), 17);
    const own = async (query: string, actor?: TestActor): Promise<unknown[][]> =>
      (await sheet(query, actor)).filter(([reference]) => reference === `REC-${String(number).padStart(9, '0')}`);
    const [head] = await sheet('');
    expect(head?.slice(-5)).toEqual(['Ordonné (€)', 'Encaissé (€)', 'Remis (€)', 'Reste dû (€)', 'Situation']);
    expect((await own(''))[0]?.slice(1, 3)).toEqual(['État', 'Fonds d’innovation pour la petite enfance']);
    const stood = async (day: string) => (await own(`&asOf=${day}`)).map((line) => line.slice(-5));
    // A day of the call's own zone: the order was issued on 1 March at 9:00 UTC.
    expect(await stood('2024-02-29')).toEqual([]);
    expect(await stood('2024-03-01')).toEqual([['4000,01', '0,00', '0,00', '4000,01', 'À recouvrer']]);
    expect(await stood('2024-03-02')).toEqual([['4000,01', '0,00', '0,00', '4000,01', 'Contesté']]);
    expect(await stood('2024-03-03')).toEqual([['4000,01', '1000,00', '0,00', '3000,01', 'Recouvré en partie']]);
    expect(await stood('2024-03-04')).toEqual([['4000,01', '1000,00', '1000,01', '2000,00', 'Recouvré en partie']]);
    expect(await stood('2024-03-05T10:00:00Z')).toEqual([['4000,01', '3000,00', '1000,01', '0,00', 'Recouvré']]);
    expect(await stood('2024-03-06')).toEqual([['4000,01', '1000,00', '1000,01', '2000,00', 'Recouvré en partie']]);
    // The accountant of the other funder sees none of it; a funder may be named; who has an interest sees none either.
    expect((await sheet('', cnafAccountant)).slice(1).every(([, funder]) => funder === 'Cnaf')).toBe(true);
    expect(await own('', cnafAccountant)).toEqual([]);
    expect([(await own('&funder=STATE', people.cnaf)).length, (await own('&funder=CNAF', people.cnaf)).length]).toEqual([1, 0]);
    const recused = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' });
    await declareInterest(app, world.award.application.id, recused);
    expect(await own('', recused)).toEqual([]);
    expect((await download(world.holder)).status).toBe(403);
    expect((await download(people.auditor, '&asOf=2024-02-30')).status).toBe(400);
    const book = await download(people.auditor, '', 'xlsx');
    expect([book.status, (await readXlsx(book.bytes, 'Ordres de recouvrer')).rows.length]).toEqual([
      200,
      (await sheet('', people.auditor)).length,
    ]);
    const statements = await statementsOf(app, () => download(people.auditor));
    expect(statements.filter((text) => text.includes('FROM recovery r'))).toHaveLength(1);
    at('2024-03-01T09:00:00Z');
  });

  it('are not given back twice: the bank returns a payment once the receipt of it has gone back', async () => {
    const { world, id } = await ordered();
    const received = { cents: 400_001, valueDate: '2024-03-01', reference: 'VIR-2' };
    const receipt = await onRecovery(id, 'receive', stateAccountant, received);
    expect(receipt).toMatchObject({ status: 200, body: { state: 'RECOVERED' } });
    const payment = await app.database.read.payment.findFirstOrThrow({
      where: { awardId: world.award.id, funderCode: 'STATE', state: 'PAID' },
    });
    const reject = (): Promise<Reply<unknown>> =>
      app.post(`/v1/payments/${payment.id}/reject`, stateAccountant, {
        body: { reason: 'Compte clos' },
        ifMatch: payment.version,
      });
    const refused = await reject();
    expect([refused.status, rules(refused)]).toEqual([422, ['notRecovered']]);
    const back = { receiptId: receipt.body.receipts[0]?.id, reason: 'Chèque impayé' };
    expect((await onRecovery(id, 'return-receipt', stateAccountant, back)).status).toBe(200);
    expect((await reject()).status).toBe(200);
    expect(await accounts(world)).toEqual({ 'STATE COMMITTED': 2_000_001n, 'CNAF PAID': 2_000_000n });
  });

  it('are contested, which suspends them; waived by another person than who ordered, the waived part alone', async () => {
    const { id } = await ordered();
    const contest = { filedOn: '2024-03-01', authority: 'Tribunal administratif de Nîmes', reference: '2400123' };
    expect(await onRecovery(id, 'contest', people.state, contest)).toMatchObject({ status: 200, body: { state: 'CONTESTED' } });
    const receipt = { cents: 100, valueDate: '2024-03-01', reference: 'VIR' };
    expect((await onRecovery(id, 'receive', stateAccountant, receipt)).status).toBe(409);
    const end = { decidedOn: '2024-03-01', reference: '2400123', reasons: 'Requête rejetée.' };
    expect(await onRecovery(id, 'reject-contest', people.state, end)).toMatchObject({
      status: 200,
      body: { state: 'ORDER_ISSUED' },
    });
    expect(rules(await onRecovery(id, 'waive', people.state, { reasons: 'Gêne' }))).toEqual(['notWhoOrdered']);
    const part = await onRecovery(id, 'waive', other, { cents: 100_001, reasons: 'Gêne' });
    expect(part).toMatchObject({
      status: 200,
      body: { state: 'ORDER_ISSUED', waived: { cents: 100_001 }, left: { cents: 300_000 } },
    });
    expect((await onRecovery(id, 'receive', stateAccountant, receipt)).status).toBe(200);
    const rest = await onRecovery(id, 'waive', other, { reasons: 'Gêne' });
    expect(rest).toMatchObject({ status: 200, body: { state: 'WAIVED', received: { cents: 100 }, waived: { cents: 399_901 } } });

    const second = await ordered();
    expect((await onRecovery(second.id, 'receive', stateAccountant, receipt)).status).toBe(200);
    expect((await onRecovery(second.id, 'contest', people.state, contest)).status).toBe(200);
    expect(rules(await onRecovery(second.id, 'uphold-contest', people.state, end))).toEqual(['nothingReceived']);
    const { receiptId } = await app.database.read.recoveryReceiptLine.findFirstOrThrow({ where: { recoveryId: second.id } });
    expect((await onRecovery(second.id, 'return-receipt', stateAccountant, { receiptId, reason: 'Rendu' })).status).toBe(200);
    expect(await onRecovery(second.id, 'uphold-contest', people.state, end)).toMatchObject({
      status: 200,
      body: { state: 'CANCELLED' },
    });
  });

  it('are refused by PostgreSQL to one person in two duties, above the order, out of the ledger, or changed', async () => {
    const { world, id } = await ordered();
    const receipt = (by: string, cents: number): Promise<unknown> =>
      app.database.transaction(async ({ db }) => {
        const receiptId = newId();
        await db.$executeRaw`INSERT INTO recovery_receipt VALUES (${receiptId}::uuid, ${id}::uuid, 1, ${cents}::bigint, '2024-03-01', 'x', ${by}::uuid, now())`;
        await db.$executeRaw`INSERT INTO recovery_receipt_line VALUES (${receiptId}::uuid, ${id}::uuid, 2023, ${cents}::bigint)`;
      });
    await expect(receipt(people.state.personId, 1)).rejects.toThrow('recovery_separation');
    await expect(receipt(ddets.personId, 1)).rejects.toThrow('recovery_separation');
    await expect(receipt(stateAccountant.personId, 400_002)).rejects.toThrow(/recovery_within_order|receipt_in_ledger/);
    await expect(receipt(stateAccountant.personId, 1)).rejects.toThrow(/recovery_adds_up|receipt_in_ledger/);
    await expect(
      sql(`INSERT INTO recovery_waiver VALUES ($1::uuid, $2::uuid, 1, 'x', $3::uuid, now())`, newId(), id, people.state.personId),
    ).rejects.toThrow('recovery_separation');
    await expect(
      sql(`INSERT INTO recovery_plan VALUES ($1::uuid, 1, 5, $2::uuid, now())`, id, people.state.personId),
    ).rejects.toThrow('recovery_plan_sums');
    await expect(sql(`UPDATE recovery SET ordered_cents = 1, version = version + 1 WHERE id = $1::uuid`, id)).rejects.toThrow(
      'recovery_fixed',
    );
    await expect(sql(`UPDATE recovery SET state = 'RECOVERED', version = version + 1 WHERE id = $1::uuid`, id)).rejects.toThrow(
      'recovery_step',
    );
    await expect(sql(`UPDATE recovery SET cents = 1 WHERE id = $1::uuid`, id)).rejects.toThrow(/permission denied/);
    await expect(sql(`UPDATE recovery_line SET cents = 1 WHERE recovery_id = $1::uuid`, id)).rejects.toThrow(/permission denied/);
    // Another cause may claim no more than what was paid and is not claimed already.
    const open = (cents: number): Promise<unknown> =>
      app.database.transaction(async ({ db }) => {
        const again = newId();
        await db.$executeRaw`
          INSERT INTO recovery (id, award_id, leg_id, application_id, call_id, funder_code, origin, source_id, cents, explanation, state, opened_at)
          SELECT ${again}::uuid, award_id, leg_id, application_id, call_id, funder_code, 'PURPOSE', ${newId()}::uuid, ${cents}::bigint, explanation, 'COMPUTED', now()
          FROM recovery WHERE id = ${id}::uuid`;
        await db.$executeRaw`INSERT INTO recovery_line VALUES (${again}::uuid, ${world.award.legs.STATE ?? ''}::uuid, 2023, ${cents}::bigint)`;
      });
    await expect(open(1_600_001)).rejects.toThrow('recovery_within_paid');
    await expect(open(1_600_000)).resolves.toBeUndefined();
  });
});
