import { findAward } from '../src/features/awards/awards.store.js';
import { PaymentsClock } from '../src/features/payments/payments.clock.js';
import { ledgerGaps } from '../src/features/ledger/ledger.reader.js';
import { newId } from '../src/kernel/ids.js';
import { readCsv } from '../src/platform/sheets/csv.js';
import { readXlsx } from '../src/platform/sheets/xlsx-reader.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { declareInterest, makeOrganisation, type MadeOrganisation } from './support/applications.js';
import { makeDocument } from './support/documents.js';
import { DECISION, ENGAGEMENT, makeAward, makeDeciders, statementsOf, type Deciders, type MadeAward } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { balancesOfDossier } from './support/ledger.js';
import { faultsOfPain001 } from './support/pain-schema.js';
import { acceptedReport } from './support/reports.js';
import { cellsOf } from './support/sheets.js';

interface Payment {
  id: string;
  number: string;
  state: string;
  version: number;
  year: number;
  position: number;
  kind: string;
  planned: { cents: number };
  amount: { cents: number };
  heldCause: string | null;
  reason: string | null;
  unmet: { code: string; message: string }[];
  account: { iban: string } | null;
  chain: { certified: { by: string } | null } | null;
  actions: { event: string; ready: boolean }[];
  expectedOn: string;
}
interface Page {
  legs: { funder: { code: string }; planned: { cents: number }; paid: { cents: number }; payments: Payment[] }[];
}

const IBAN = 'FR76 3000 6000 0112 3456 7890 189';
const OTHER_IBAN = 'FR14 2004 1010 0505 0001 3M02 606';
const DEBTOR = { name: 'Caf de la Lozère', iban: IBAN, bic: 'AGRIFRPP' };

let app: TestApp;
let people: Deciders;
let ddets: TestActor;
let caf: TestActor;
let stateAccountant: TestActor;
let cnafAccountant: TestActor;
let other: TestActor;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
  ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' });
  caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' });
  stateAccountant = await app.actor({ role: 'STATE_ACCOUNTANT', territory: 'REG-76' });
  cnafAccountant = await app.actor({ role: 'CNAF_ACCOUNTANT', territory: 'REG-76' });
  other = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.set(new Date('2023-11-20T09:00:00Z'));
});

interface World {
  readonly call: MadeCall;
  readonly award: MadeAward;
  readonly organisation: MadeOrganisation;
  readonly holder: TestActor;
}

/** Decided, committed and notified by both funders, as far as the payments go. */
async function notified(options: { cents?: number; years?: number[]; bank?: boolean; call?: MadeCall } = {}): Promise<World> {
  const { cents = 2_500_001, years = [2023, 2024], bank = true } = options;
  const call = options.call ?? (await makeCall(app, { state: 'UNDER_SELECTION', years: [2023, 2024, 2025] }));
  const organisation = await makeOrganisation(app, { department: '48' });
  const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
  const award = await makeAward(app, { call, organisation, department: '48', years: years.map((year) => ({ year, cents })) });
  for (const [funder, officer] of [
    ['STATE', people.state],
    ['CNAF', people.cnaf],
  ] as const)
    await step(award.id, funder, 'decide', officer, DECISION);
  if (bank) await account({ organisation, holder });
  for (const [funder, officer] of [
    ['STATE', people.state],
    ['CNAF', people.cnaf],
  ] as const) {
    await step(award.id, funder, 'engage', officer, { ...ENGAGEMENT, commitmentNumber: `EJ-${funder}` });
    await step(award.id, funder, 'notify', officer, { notifiedOn: '2023-11-20' });
  }
  return { call, award, organisation, holder };
}

async function step(awardId: string, funder: string, event: string, actor: TestActor, body: object): Promise<void> {
  const { version } = await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId, funderCode: funder } });
  const { status, body: answer } = await app.post(`/v1/awards/${awardId}/legs/${funder}/${event}`, actor, {
    body,
    ifMatch: version,
  });
  if (status !== 200) throw new Error(`${funder} ${event}: ${status} ${JSON.stringify(answer)}`);
}

async function account({ organisation, holder }: Pick<World, 'organisation' | 'holder'>, iban = IBAN): Promise<string> {
  const bic = iban === IBAN ? 'AGRIFRPP' : 'PSSTFRPPXXX';
  const proposed = await app.post(`/v1/organisations/${organisation.id}/bank-details`, holder, {
    body: { iban, bic, accountHolder: organisation.name.toUpperCase() },
  });
  expect(proposed).toMatchObject({ status: 201, body: { state: 'PROPOSED' } });
  const id = String(proposed.body.id);
  const confirmed = await app.post(`/v1/bank-details/${id}/confirm`, caf, { ifMatch: 1, body: {} });
  expect(confirmed).toMatchObject({ status: 200, body: { state: 'ACTIVE', inForce: true } });
  return id;
}

const pageOf = async (awardId: string, actor: TestActor): Promise<Page> => {
  const reply = await app.get<Page>(`/v1/awards/${awardId}/payments`, actor);
  expect(reply.status).toBe(200);
  return reply.body;
};
const find = async (awardId: string, funder: string, year = 2023, position = 1): Promise<Payment> => {
  const { legs } = await pageOf(awardId, people.auditor);
  return legs.find((one) => one.funder.code === funder)!.payments.find((one) => one.year === year && one.position === position)!;
};
const act = <T = Payment>(payment: Pick<Payment, 'id'>, event: string, actor: TestActor, body: object = {}): Promise<Reply<T>> =>
  app.database.read.payment
    .findUniqueOrThrow({ where: { id: payment.id } })
    .then(({ version }) => app.post<T>(`/v1/payments/${payment.id}/${event}`, actor, { body, ifMatch: version }));
const rules = (reply: Reply<unknown>): string[] =>
  (reply.body as { reasons: { rule: string }[] }).reasons.map(({ rule }) => rule);
const chain = async (
  payment: Payment,
  upTo: 'certify' | 'liquidate' | 'order' | 'pay',
  funder: 'STATE' | 'CNAF' = 'STATE',
): Promise<void> => {
  const [examiner, officer, accountant] =
    funder === 'STATE' ? [ddets, people.state, stateAccountant] : [caf, people.cnaf, cnafAccountant];
  const steps = [
    ['certify', examiner, {}],
    ['liquidate', officer, {}],
    ['order', officer, {}],
    ['pay', accountant, { valueDate: '2023-11-20', reference: 'VIR-1' }],
  ] as const;
  for (const [event, actor, body] of steps) {
    const reply = await act(payment, event, actor, body);
    if (reply.status !== 200) throw new Error(`${event}: ${reply.status} ${JSON.stringify(reply.body)}`);
    if (event === upTo) return;
  }
};
const balances = async ({ award }: World): Promise<Record<string, bigint>> =>
  Object.fromEntries(
    (await balancesOfDossier(app.database.read, award.application.id))
      .filter(({ cents }) => cents > 0n)
      .map(({ funderCode, year, account: name, cents }) => [`${funderCode} ${year} ${name}`, cents]),
  );

const lettersOn = async (id: string): Promise<unknown[]> =>
  (await app.database.read.outbox.findMany({ where: { payload: { path: ['subjectId'], equals: id } } })).map(
    ({ payload }) => (payload as { message: string }).message,
  );
const tick = (): Promise<number> => app.app.get(PaymentsClock).tick(app.clock.now());
/** As the application's own role. */
const sql = async (text: string, ...values: unknown[]): Promise<number | null> =>
  (await app.database.pool.query(text, values)).rowCount;

describe('payments', () => {
  it('case 33: 25 000.01 € is 12 500.01 and 12 500.00, in tranches exact to the cent, paid by each funder, ledger included', async () => {
    const world = await notified();
    const page = await pageOf(world.award.id, world.holder);
    expect(page.legs.map(({ funder, planned }) => [funder.code, planned.cents])).toEqual([
      ['STATE', 2 * 1_250_001],
      ['CNAF', 2 * 1_250_000],
    ]);
    expect(page.legs[0]?.payments.map(({ year, kind, planned, state }) => [year, kind, planned.cents, state])).toEqual([
      [2023, 'ADVANCE', 875_000, 'DUE'],
      [2023, 'BALANCE', 375_001, 'PLANNED'],
      [2024, 'ADVANCE', 875_000, 'PLANNED'],
      [2024, 'BALANCE', 375_001, 'PLANNED'],
    ]);
    expect(page.legs[0]?.payments.map(({ expectedOn }) => expectedOn)).toEqual([
      '2023-11-20',
      '2024-06-30',
      '2024-06-30',
      '2025-06-30',
    ]);
    expect(page.legs[0]?.payments[2]?.unmet.map(({ code }) => code)).toEqual(['DATE', 'REPORT']);
    // The holder reads what happens, not who does it; and acts on nothing.
    expect(page.legs[0]?.payments[0]).toMatchObject({ chain: null, actions: [], account: { iban: 'FR76 •••• 0189' } });

    const [state, cnaf] = [await find(world.award.id, 'STATE'), await find(world.award.id, 'CNAF')];
    await chain(state, 'order');
    expect(await balances(world)).toMatchObject({ 'STATE 2023 COMMITTED': 375_001n, 'STATE 2023 ORDERED': 875_000n });
    await chain(cnaf, 'pay', 'CNAF');
    expect(await act(state, 'pay', stateAccountant, { valueDate: '2023-11-21', reference: 'VIR' })).toMatchObject({
      status: 422,
    });
    const paid = await act(state, 'pay', stateAccountant, { valueDate: '2023-11-20', reference: 'VIR-STATE' });
    expect(paid).toMatchObject({
      status: 200,
      body: { state: 'PAID', valueDate: '2023-11-20', chain: { paid: { by: stateAccountant.personId } } },
    });
    expect(await balances(world)).toMatchObject({
      'STATE 2023 COMMITTED': 375_001n,
      'STATE 2023 PAID': 875_000n,
      'CNAF 2023 COMMITTED': 375_000n,
      'CNAF 2023 PAID': 875_000n,
    });
    const award = await findAward(app.database.read, world.award.id);
    expect(award?.legs.map(({ years }) => years[0]?.paidCents)).toEqual([875_000n, 875_000n]);
    expect((await pageOf(world.award.id, world.holder)).legs.map((one) => one.paid.cents)).toEqual([875_000, 875_000]);
    expect(await ledgerGaps(app.database.read)).toEqual([]);

    // The report of 2023 opens its balance and the advance of 2024, whose day has come.
    app.clock.set(new Date('2024-06-01T09:00:00Z'));
    await acceptedReport(app, world.award.id, 2023, { holder: world.holder, examiner: ddets });
    const later = (await pageOf(world.award.id, world.holder)).legs.map(({ payments }) => payments.map(({ state: now }) => now));
    expect(later).toEqual([
      ['PAID', 'DUE', 'DUE', 'PLANNED'],
      ['PAID', 'DUE', 'DUE', 'PLANNED'],
    ]);
    const history = await app.get<{ items: Record<string, unknown>[] }>(`/v1/payments/${state.id}/history`, world.holder);
    expect(history.body.items.map(({ event }) => event)).toEqual(['fallDue', 'certify', 'liquidate', 'order', 'pay']);
    expect(history.body.items.some((entry) => 'actor' in entry)).toBe(false);
    expect(await lettersOn(state.id)).toEqual(['payment.paid']);
  });

  it('case 6: without bank details the award is valid and the payment held, until a second person confirms them', async () => {
    const world = await notified({ bank: false });
    const held = await find(world.award.id, 'STATE');
    expect(held).toMatchObject({ state: 'HELD', heldCause: 'BANK_DETAILS' });
    expect((await pageOf(world.award.id, world.holder)).legs[1]?.payments[0]?.reason).toContain('coordonnées bancaires');
    expect(await lettersOn(held.id)).toEqual(['payment.held']);

    const url = `/v1/organisations/${world.organisation.id}/bank-details`;
    const ask = (body: object, by = world.holder) => app.post(url, by, { body });
    const good = { iban: IBAN, bic: 'AGRIFRPP', accountHolder: world.organisation.name };
    expect(rules(await ask({ ...good, iban: 'FR76 3000 6000 0112 3456 7890 188' }))).toEqual(['ibanValid']);
    expect(rules(await ask({ ...good, bic: 'AGRIDEPP' }))).toEqual(['bicOfIban']);
    expect(rules(await ask({ ...good, accountHolder: 'Trésor public' }))).toEqual(['accountOfHolder']);
    const proposed = await ask(
      { ...good, accountHolder: 'Trésor public', mismatchReason: 'Comptable public de la commune' },
      people.state,
    );
    expect(proposed).toMatchObject({ status: 201, body: { iban: 'FR76 •••• 0189', state: 'PROPOSED' } });
    expect((await ask(good)).status).toBe(409);
    const id = String(proposed.body.id);
    const confirm = (by: TestActor) => app.post(`/v1/bank-details/${id}/confirm`, by, { body: {}, ifMatch: 1 });
    expect(rules(await confirm(people.state))).toEqual(['secondPerson']);
    await expect(
      sql(
        `UPDATE bank_details SET state = 'ACTIVE', version = 2, confirmed_by = proposed_by, confirmed_at = now() WHERE id = $1::uuid`,
        id,
      ),
    ).rejects.toThrow('bank_details_two_people');
    await expect(sql(`UPDATE bank_details SET iban = $2 WHERE id = $1::uuid`, id, 'FR1420041010050500013M02606')).rejects.toThrow(
      /permission denied/,
    );
    expect((await confirm(other)).status).toBe(200);
    expect((await find(world.award.id, 'STATE')).state).toBe('DUE');
    expect((await find(world.award.id, 'CNAF')).state).toBe('DUE');

    // Masked everywhere, whole for who orders or pays, and the reading is on record.
    const account = `/v1/payments/${held.id}/account`;
    expect((await app.get(account, stateAccountant)).body).toMatchObject({ iban: 'FR7630006000011234567890189' });
    expect((await app.get(account, cnafAccountant)).status).toBe(404);
    expect((await app.get(account, people.cnaf)).status).toBe(403);
    expect(await app.database.read.bankReading.findMany({ where: { bankDetailsId: id } })).toMatchObject([
      { personId: stateAccountant.personId },
    ]);
    expect(JSON.stringify((await app.get(url, world.holder)).body)).not.toContain('30006000');
  });

  it('case 28: State credits of year 2 are stopped: its tranche is held, the Caf’s paid, the holder told', async () => {
    const world = await notified();
    app.clock.set(new Date('2024-06-01T09:00:00Z'));
    const url = `/v1/calls/${world.call.id}/funders/STATE/payment-credits`;
    const measure = { year: 2024, open: false, reasons: 'Décret d’annulation du 21 février 2024' };
    expect((await app.post(url, people.cnaf, { body: measure })).status).toBe(404);
    expect((await app.post(url, people.state, { body: measure })).status).toBe(201);
    await acceptedReport(app, world.award.id, 2023, { holder: world.holder, examiner: caf });
    const [state, cnaf] = [await find(world.award.id, 'STATE', 2024), await find(world.award.id, 'CNAF', 2024)];
    expect([state.state, state.heldCause, cnaf.state]).toEqual(['HELD', 'CREDITS_CLOSED', 'DUE']);
    expect((await pageOf(world.award.id, world.holder)).legs[0]?.payments[2]?.reason).toContain('Décret d’annulation');
    expect(rules(await act(state, 'release', people.state))).toEqual(['causeOver']);
    await act(cnaf, 'certify', caf);
    await act(cnaf, 'liquidate', people.cnaf);
    expect((await act(cnaf, 'order', people.cnaf)).status).toBe(200);
    expect((await act(cnaf, 'pay', cnafAccountant, { valueDate: '2024-06-01', reference: 'V' })).status).toBe(200);

    // Opened again, the clock makes it due; a payment on its way is held as well.
    await app.post(url, people.state, { body: { ...measure, open: true, reasons: 'Crédits rétablis' } });
    await tick();
    await tick();
    expect((await find(world.award.id, 'STATE', 2024)).state).toBe('DUE');
    await act(state, 'certify', ddets);
    await app.post(url, people.state, { body: { ...measure, reasons: 'Gel' } });
    expect(rules(await act(state, 'liquidate', people.state))).toEqual(['creditsOpen']);
    await tick();
    expect((await find(world.award.id, 'STATE', 2024)).state).toBe('HELD');
  });

  it('follows its share: suspended and resumed, held by an officer with a reason, cancelled with a renunciation', async () => {
    const world = await notified();
    await step(world.award.id, 'STATE', 'start', people.state, { startedOn: '2023-11-20' });
    await step(world.award.id, 'STATE', 'suspend', people.state, { reasons: 'Doute' });
    const payment = await find(world.award.id, 'STATE');
    expect([payment.state, payment.heldCause]).toEqual(['HELD', 'LEG_SUSPENDED']);
    await expect(
      sql(`UPDATE payment SET state = 'PLANNED', held_cause = NULL, version = version + 1 WHERE id = $1::uuid`, payment.id),
    ).resolves.toBe(1);
    await sql(`UPDATE payment SET state = 'DUE', version = version + 1 WHERE id = $1::uuid`, payment.id);
    expect(rules(await act(payment, 'certify', ddets))).toEqual(['legRunning']);
    await expect(
      sql(
        `UPDATE payment SET state = 'PERFORMANCE_CERTIFIED', certified_by = $2::uuid, certified_at = now(), version = version + 1 WHERE id = $1::uuid`,
        payment.id,
        ddets.personId,
      ),
    ).rejects.toThrow('payment_of_running_leg');
    await step(world.award.id, 'STATE', 'resume', people.state, { reasons: 'Doute levé' });
    expect((await act(payment, 'certify', ddets)).status).toBe(200);

    expect((await act(payment, 'hold', people.state, { cause: 'LEG_SUSPENDED', reason: 'Essai' })).status).toBe(400);
    expect(await act(payment, 'hold', people.state, { cause: 'SIRET_CLOSED', reason: 'SIRET fermé' })).toMatchObject({
      status: 200,
      body: { state: 'HELD', reason: 'SIRET fermé' },
    });
    await tick();
    expect((await find(world.award.id, 'STATE')).state).toBe('HELD');
    // Released, it is due at once, and certified anew.
    expect(await act(payment, 'release', people.state)).toMatchObject({
      status: 200,
      body: { state: 'DUE', chain: { certified: null } },
    });

    await chain(await find(world.award.id, 'CNAF'), 'order', 'CNAF');
    const { version } = await app.database.read.application.findUniqueOrThrow({ where: { id: world.award.application.id } });
    const renounced = await app.post(`/v1/applications/${world.award.application.id}/renounce`, world.holder, {
      body: { reasons: 'Projet abandonné' },
      ifMatch: version,
    });
    expect(renounced.status).toBe(200);
    const rows = await app.database.read.payment.findMany({ where: { awardId: world.award.id } });
    // What was ordered stays with the accountant; the rest is over, and its credits free.
    expect(rows.filter(({ state }) => state !== 'CANCELLED').map(({ funderCode, state }) => [funderCode, state])).toEqual([
      ['CNAF', 'ORDERED'],
    ]);
    expect(await balances(world)).toEqual({ 'CNAF 2023 ORDERED': 875_000n });
    const [ordered] = rows.filter(({ state }) => state === 'ORDERED');
    expect((await act({ id: ordered?.id ?? '' }, 'cancel', people.cnaf, { reason: 'Renonciation' })).status).toBe(200);
    // An order cancelled afterwards is free too: nothing of the award is promised any more, and each reduction is what the ledger released.
    expect(await balances(world)).toEqual({});
    const [cancelled] = await app.database.read.shareReduction.findMany({ where: { sourceId: ordered?.id ?? '' } });
    expect(cancelled).toMatchObject({ year: 2023, cents: 875_000n, cause: 'RENUNCIATION' });
    expect(await ledgerGaps(app.database.read)).toEqual([]);
    const reduce = `INSERT INTO share_reduction SELECT $1::uuid, leg_id, year, cents, cause, source_id, at FROM share_reduction WHERE source_id = $2::uuid`;
    await expect(sql(reduce, newId(), ordered?.id ?? '')).rejects.toThrow('payments_within_share');
    await expect(sql(`UPDATE share_reduction SET cents = cents - 1`)).rejects.toThrow('permission denied');
  });

  it('of a share that is over, an order that the bank sends back keeps its credits when another one is cancelled', async () => {
    const tranches = (['ADVANCE', 'BALANCE'] as const).map((kind) => ({
      kind,
      rate: 5_000,
      conditions: [{ kind: 'SIGNATURE' } as const],
    }));
    const call = await makeCall(app, { state: 'UNDER_SELECTION', settings: { payments: { schedules: [{ tranches }] } } });
    const world = await notified({ call, years: [2023] });
    await tick();
    const [first, second] = [await find(world.award.id, 'STATE'), await find(world.award.id, 'STATE', 2023, 2)];
    await chain(first, 'certify');
    expect((await act(first, 'liquidate', people.state, { cents: 400_000 })).status).toBe(200);
    expect((await act(first, 'order', people.state)).status).toBe(200);
    await chain(second, 'order');
    const { version } = await app.database.read.application.findUniqueOrThrow({ where: { id: world.award.application.id } });
    const renounced = { body: { reasons: 'Projet abandonné' }, ifMatch: version };
    expect((await app.post(`/v1/applications/${world.award.application.id}/renounce`, world.holder, renounced)).status).toBe(200);
    expect((await act(first, 'reject', stateAccountant, { reason: 'Compte clos' })).status).toBe(200);
    expect((await act(second, 'cancel', people.state, { reason: 'Renonciation' })).status).toBe(200);
    expect(await balances(world)).toEqual({ 'STATE 2023 COMMITTED': 400_000n });
    expect((await act(first, 'cancel', people.state, { reason: 'Renonciation' })).status).toBe(200);
    expect(await balances(world)).toEqual({});
    expect(await ledgerGaps(app.database.read)).toEqual([]);
  });

  it('funds that come back once their envelope is closed are no rejection any more: refused with what to do, by the act and line by line', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', settings: { payments: undefined } });
    const world = await notified({ call, years: [2023] });
    const payment = await find(world.award.id, 'STATE');
    await chain(payment, 'order');
    const url = `/v1/calls/${call.id}/funders/STATE/payment-batches`;
    const batch = await app.post(url, stateAccountant, { body: { executionOn: '2023-11-22', debtor: DEBTOR } });
    expect((await act(payment, 'pay', stateAccountant, { valueDate: '2023-11-20', reference: 'VIR' })).status).toBe(200);
    app.clock.set(new Date('2024-02-01T09:00:00Z'));
    const { id } = await app.database.read.envelope.findFirstOrThrow({
      where: { callId: call.id, funderCode: 'STATE', year: 2023 },
    });
    const closed = await app.post(`/v1/envelopes/${id}/close`, people.state, { body: { reasons: 'Exercice soldé' }, ifMatch: 1 });
    expect(closed).toMatchObject({ status: 200, body: { state: 'CLOSED' } });
    const refused = await act(payment, 'reject', stateAccountant, { reason: 'Compte clôturé' });
    expect([refused.status, rules(refused)]).toEqual([422, ['envelopeOpen']]);
    expect(await find(world.award.id, 'STATE')).toMatchObject({ state: 'PAID' });
    const file = `Paiement;Résultat;Date de valeur;Référence;Motif\r\n${payment.number};REJECTED;;;Compte clos`;
    const returned = await app.post(`${url}/${String(batch.body.id)}/returns`, stateAccountant, {
      body: file,
      headers: { 'content-type': 'text/csv' },
    });
    expect(returned).toMatchObject({ status: 200, body: { lines: [{ outcome: 'REFUSED', code: 'envelopeOpen' }] } });
    expect(await balances(world)).toMatchObject({ 'STATE 2023 PAID': 1_250_001n });
  });

  it('keeps examiner, orderer and accountant apart, whatever roles one person holds: by the guard and by PostgreSQL', async () => {
    const all = await app.actor(
      { role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' },
      { role: 'STATE_OFFICER', territory: 'REG-76' },
      { role: 'STATE_ACCOUNTANT', territory: 'REG-76' },
    );
    const world = await notified({ years: [2023] });
    const payment = await find(world.award.id, 'STATE');
    expect((await act(payment, 'certify', caf)).status).toBe(403);
    expect((await act(payment, 'certify', all)).status).toBe(200);
    expect(rules(await act(payment, 'liquidate', all))).toEqual(['dutiesSeparated']);
    const set = (text: string, ...values: unknown[]) =>
      sql(`UPDATE payment SET version = version + 1, ${text} WHERE id = '${payment.id}'::uuid`, ...values);
    await expect(
      set(`state = 'LIQUIDATED', liquidated_by = certified_by, liquidated_at = now(), liquidated_cents = 1`),
    ).rejects.toThrow('payment_separation');
    expect((await act(payment, 'liquidate', people.state, { cents: 875_001 })).status).toBe(422);
    expect((await act(payment, 'liquidate', people.state, { cents: 800_000 })).status).toBe(200);
    expect(rules(await act(payment, 'order', all))).toEqual(['dutiesSeparated']);
    const bank = await app.database.read.bankDetails.findFirstOrThrow({ where: { organisationId: world.organisation.id } });
    await expect(
      set(`state = 'ORDERED', ordered_by = certified_by, ordered_at = now(), bank_details_id = $1::uuid`, bank.id),
    ).rejects.toThrow('payment_separation');
    // Nor ordered without the ledger, nor to another account, nor above its tranche, nor out of turn.
    await expect(
      set(`state = 'ORDERED', ordered_by = liquidated_by, ordered_at = now(), bank_details_id = $1::uuid`, bank.id),
    ).rejects.toThrow('payment_in_ledger');
    const stranger = await makeOrganisation(app, { department: '48' });
    const foreign = await account(
      { organisation: stranger, holder: await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: stranger.id }) },
      OTHER_IBAN,
    );
    await expect(
      set(`state = 'ORDERED', ordered_by = liquidated_by, ordered_at = now(), bank_details_id = $1::uuid`, foreign),
    ).rejects.toThrow('payment_to_holder');
    await expect(set(`liquidated_cents = 875001`)).rejects.toThrow('payment_amounts');
    await expect(set(`state = 'PAID'`)).rejects.toThrow('payment_step');
    await expect(set(`planned_cents = 1`)).rejects.toThrow(/permission denied/);
    // The same orderer may order what it liquidated.
    expect((await act(payment, 'order', people.state)).status).toBe(200);
    for (const one of [all, await app.actor({ role: 'CNAF_ACCOUNTANT', territory: 'REG-76' })])
      expect((await act(payment, 'pay', one, { valueDate: '2023-11-20', reference: 'V' })).status).not.toBe(200);
    for (const column of ['certified_by', 'liquidated_by', 'ordered_by'])
      await expect(
        set(`state = 'PAID', paid_by = ${column}, paid_at = now(), value_date = '2023-11-20', reference = 'V'`),
      ).rejects.toThrow('payment_separation');
    await expect(
      set(
        `state = 'PAID', paid_by = $1::uuid, paid_at = now(), value_date = '2023-11-20', reference = 'V'`,
        stateAccountant.personId,
      ),
    ).rejects.toThrow('payment_in_ledger');

    // The bank rejects; a later attempt keeps the duties of the first one.
    expect(await act(payment, 'reject', stateAccountant, { reason: 'Compte clôturé' })).toMatchObject({
      status: 200,
      body: { state: 'REJECTED_BY_BANK' },
    });
    expect(await balances(world)).toMatchObject({ 'STATE 2023 COMMITTED': 1_250_001n });
    expect(rules(await act(payment, 'reissue', people.state))).toEqual(['otherAccount']);
    await account(world, OTHER_IBAN);
    expect(await act(payment, 'reissue', people.state)).toMatchObject({ status: 200, body: { state: 'DUE', attempt: 2 } });
    expect((await act(payment, 'certify', ddets)).status).toBe(200);
    expect(rules(await act(payment, 'liquidate', all))).toEqual(['dutiesSeparated']);
    await expect(
      set(`state = 'LIQUIDATED', liquidated_by = $1::uuid, liquidated_at = now(), liquidated_cents = 1`, all.personId),
    ).rejects.toThrow('payment_separation');
    await expect(
      sql(`INSERT INTO payment_duty VALUES ($1::uuid, $2::uuid, 'ORDERER', now())`, payment.id, all.personId),
    ).rejects.toThrow(/permission denied/);
    // A recused officer does not even see it.
    await declareInterest(app, world.award.application.id, other);
    expect((await act(payment, 'liquidate', other)).status).toBe(404);
    expect((await act(payment, 'liquidate', people.state)).status).toBe(200);

    // A share is never planned above itself.
    await expect(
      sql(
        `INSERT INTO payment (id, award_id, leg_id, application_id, call_id, funder_code, year, position, kind, rate, planned_cents, terms, expected_on, state, created_at)
         SELECT gen_random_uuid(), award_id, leg_id, application_id, call_id, funder_code, year, 9, kind, 1, 1, terms, expected_on, 'PLANNED', now() FROM payment WHERE id = $1::uuid`,
        payment.id,
      ),
    ).rejects.toThrow('payments_within_share');
    await expect(sql(`DELETE FROM payment WHERE id = $1::uuid`, payment.id)).rejects.toThrow(/permission denied/);
  });

  it('two officers ordering the same payment at once: one order', async () => {
    const world = await notified({ years: [2023] });
    const second = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' });
    const payment = await find(world.award.id, 'STATE');
    await chain(payment, 'liquidate');
    const { version } = await app.database.read.payment.findUniqueOrThrow({ where: { id: payment.id } });
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        app.post(`/v1/payments/${payment.id}/order`, index % 2 === 0 ? people.state : second, { body: {}, ifMatch: version }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    expect(await balances(world)).toMatchObject({ 'STATE 2023 ORDERED': 875_000n, 'STATE 2023 COMMITTED': 375_001n });
    expect(await app.database.read.ledgerTransaction.count({ where: { sourceId: payment.id, kind: 'ORDER' } })).toBe(1);
  });

  it('goes to the bank in a numbered batch, and comes back line by line, once', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', years: [2023, 2024, 2025] });
    const worlds = [
      await notified({ call, years: [2023] }),
      await notified({ call, years: [2023] }),
      await notified({ call, years: [2023] }),
    ];
    const payments = await Promise.all(worlds.map(({ award }) => find(award.id, 'CNAF')));
    for (const payment of payments) await chain(payment, 'order', 'CNAF');
    const url = `/v1/calls/${call.id}/funders/CNAF/payment-batches`;
    const asked = { executionOn: '2023-11-22', debtor: DEBTOR };
    expect((await app.post(url, stateAccountant, { body: asked })).status).toBe(404);
    const twice = await Promise.all([1, 2].map(() => app.post(url, cnafAccountant, { body: asked })));
    expect(twice.map(({ status }) => status).sort()).not.toEqual([201, 201]);
    const batch = twice.find(({ status }) => status === 201)!.body;
    expect(batch).toMatchObject({ number: 1, orders: 3, total: { cents: 3 * 875_000 } });
    expect(rules(await app.post(url, cnafAccountant, { body: asked }))).toEqual(['ordersWaiting']);
    expect(rules(await act(payments[0]!, 'cancel', people.cnaf, { reason: 'Erreur' }))).toEqual(['notAtTheBank']);

    const xml = (await app.get<string>(`${url}/${String(batch.id)}/orders.xml`, cnafAccountant)).body;
    expect(faultsOfPain001(xml)).toEqual([]);
    expect((await app.get<string>(`${url}/${String(batch.id)}/orders.xml`, cnafAccountant)).body).toBe(xml);
    expect(xml.match(/<CtrlSum>26250.00<\/CtrlSum>/g)).toHaveLength(2);
    expect([...xml.matchAll(/<EndToEndId>(.*)<\/EndToEndId>/g)].map(([, number]) => number)).toEqual(
      payments.map(({ number }) => number).sort(),
    );
    expect(xml.match(/<InstdAmt Ccy="EUR">8750.00</g)).toHaveLength(3);
    const csv = (await app.get<string>(`${url}/${String(batch.id)}/orders.csv`, cnafAccountant)).body;
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(csv).toContain(';8750,00;2023-11-22;');
    expect((await app.get(`${url}/${String(batch.id)}/orders.csv`, people.cnaf)).status).toBe(403);

    const [one, two, three] = payments.map(({ number }) => number);
    const file = `Paiement;Résultat;Date de valeur;Référence;Motif\r\n${one};PAID;20/11/2023;VIR-9;\r\n${two};REJECTED;;;Compte clos\r\nPAY-999999999;PAID;2023-11-20;X;\r\n${three};PAID;2023-12-25;VIR;\r\n${three};PAYÉ;2023-11-20;VIR;`;
    const send = (text: string, key?: string) =>
      app.post<{ known: boolean; applied: number; lines: { line: number; outcome: string; code: string | null }[] }>(
        `${url}/${String(batch.id)}/returns`,
        cnafAccountant,
        { body: text, headers: { 'content-type': 'text/csv' }, ...(key !== undefined && { key }) },
      );
    const first = await send(file);
    expect(first).toMatchObject({ status: 200, body: { known: false, applied: 2 } });
    expect(first.body.lines.map(({ line, outcome, code }) => [line, outcome, code])).toEqual([
      [2, 'APPLIED', null],
      [3, 'APPLIED', null],
      [4, 'REFUSED', 'notInBatch'],
      [5, 'REFUSED', 'paymentIdentified'],
      [6, 'UNREADABLE', 'twice'],
    ]);
    const money = await balances(worlds[0]!);
    const again = await send(file);
    expect(again.body).toEqual({ ...first.body, known: true });
    const other = await send(`${file}\r\n`);
    expect(other.body.lines.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['ALREADY_APPLIED', 'ALREADY_APPLIED']);
    expect(await balances(worlds[0]!)).toEqual(money);
    expect(await app.database.read.ledgerTransaction.count({ where: { sourceId: payments[0]?.id, kind: 'PAY' } })).toBe(1);
    expect((await find(worlds[1]!.award.id, 'CNAF')).state).toBe('REJECTED_BY_BANK');
    expect(await lettersOn(payments[1]!.id)).toEqual(['payment.rejected']);
    // Returned after it was paid: back to the commitment.
    expect((await act(payments[0]!, 'reject', cnafAccountant, { reason: 'Fonds retournés' })).status).toBe(200);
    expect(await balances(worlds[0]!)).toMatchObject({ 'CNAF 2023 COMMITTED': 1_250_000n });
    await expect(sql(`UPDATE payment_batch_line SET cents = 1`)).rejects.toThrow(/permission denied/);
  });

  it('is in the worklist of who may act on it, until it is owed, and of nobody else', async () => {
    const world = await notified({ years: [2023] });
    const payment = await find(world.award.id, 'STATE');
    interface Work {
      kind: string;
      id: string;
      href: string;
      title: string;
      application: { id: string } | null;
      since: string;
      until: string;
    }
    const work = async (actor: TestActor): Promise<Work[]> =>
      (await app.get<{ items: Work[] }>('/v1/desk/worklist?limit=100', actor)).body.items.filter(({ id }) => id === payment.id);
    const all = await app.actor(
      { role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' },
      { role: 'STATE_OFFICER', territory: 'REG-76' },
      { role: 'STATE_ACCOUNTANT', territory: 'REG-76' },
    );
    const recused = await app.actor(
      { role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' },
      { role: 'STATE_OFFICER', territory: 'REG-76' },
      { role: 'STATE_ACCOUNTANT', territory: 'REG-76' },
    );
    await declareInterest(app, world.award.application.id, recused);
    const neighbour = await app.actor(
      { role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' },
      { role: 'STATE_OFFICER', territory: 'DEP-31' },
      { role: 'STATE_ACCOUNTANT', territory: 'DEP-31' },
    );
    const everybody = {
      ddets,
      caf,
      state: people.state,
      cnaf: people.cnaf,
      stateAccountant,
      cnafAccountant,
      all,
      recused,
      neighbour,
    };
    const waiting = async (): Promise<Record<string, string>> => {
      const found: Record<string, string> = {};
      for (const [name, actor] of Object.entries(everybody)) for (const { kind } of await work(actor)) found[name] = kind;
      return found;
    };
    expect(await waiting()).toEqual({ ddets: 'PAYMENT_TO_CERTIFY', all: 'PAYMENT_TO_CERTIFY' });
    // 60 days from the notification, to the end of that day in the call's own time.
    const [due] = await work(ddets);
    expect(due).toMatchObject({ href: `/v1/payments/${payment.id}`, application: { id: world.award.application.id } });
    expect([due?.since, due?.until]).toEqual(['2023-11-20T09:00:00.000Z', '2024-01-19T22:59:59.999Z']);

    // Who certified neither liquidates nor orders nor pays.
    await act(payment, 'certify', all);
    expect(await waiting()).toEqual({ state: 'PAYMENT_TO_LIQUIDATE' });
    await act(payment, 'hold', people.state, { cause: 'DEBT', reason: 'Dette' });
    expect(await waiting()).toEqual({ state: 'PAYMENT_TO_RELEASE', all: 'PAYMENT_TO_RELEASE' });
    await act(payment, 'release', people.state);
    await act(payment, 'certify', ddets);
    await act(payment, 'liquidate', people.state);
    expect(await waiting()).toEqual({ state: 'PAYMENT_TO_ORDER' });
    await act(payment, 'order', people.state);
    expect(await waiting()).toEqual({ stateAccountant: 'PAYMENT_TO_BATCH' });
    // An accountant reads the payment, nothing else of its dossier.
    expect((await work(stateAccountant))[0]).toMatchObject({
      application: null,
      title: 'Requalification d’une gare en micro-crèche',
    });
    const url = `/v1/calls/${world.call.id}/funders/STATE/payment-batches`;
    const asked = { executionOn: '2023-11-22', debtor: DEBTOR };
    expect((await app.post(url, stateAccountant, { body: asked })).status).toBe(201);
    expect(await waiting()).toEqual({ stateAccountant: 'PAYMENT_AT_BANK' });
    await act(payment, 'reject', stateAccountant, { reason: 'Compte clos' });
    // Other bank details first: the holder is awaited.
    expect(await waiting()).toEqual({});
    await account(world, OTHER_IBAN);
    expect(await waiting()).toEqual({ state: 'PAYMENT_TO_REISSUE', all: 'PAYMENT_TO_REISSUE' });

    // What it names, it offers; one query whoever asks.
    const opened = await app.get<Payment>(`/v1/payments/${payment.id}`, people.state);
    expect(opened.body.actions.map(({ event }) => event)).toContain('reissue');
    expect(await statementsOf(app, () => work(all))).toHaveLength(1);
    // What waits for another year is owed on the day it is expected.
    const later = await notified({ years: [2023, 2024] });
    const next = await find(later.award.id, 'STATE', 2024);
    expect(next.expectedOn).toBe('2024-06-30');
    await sql(`UPDATE payment SET state = 'DUE', due_at = now(), version = version + 1 WHERE id = $1::uuid`, next.id);
    const { items } = (await app.get<{ items: Work[] }>('/v1/desk/worklist?kind=PAYMENT_TO_CERTIFY&limit=100', ddets)).body;
    expect(items.find(({ id }) => id === next.id)?.until).toBe('2024-06-30T21:59:59.999Z');
  });

  it('shows each accountant the payments of the own funder and territory, in one query, and the forecast by month', async () => {
    const world = await notified();
    interface List {
      items: { funder: { code: string }; department: string }[];
      page: { next: string | null };
    }
    const list = (actor: TestActor, query = '') => app.get<List>(`/v1/payments?callId=${world.call.id}${query}`, actor);
    const statements = await statementsOf(app, async () => {
      expect((await list(stateAccountant)).body.items.map(({ funder }) => funder.code)).toEqual([
        'STATE',
        'STATE',
        'STATE',
        'STATE',
      ]);
    });
    expect(statements).toHaveLength(1);
    expect((await list(await app.actor({ role: 'STATE_ACCOUNTANT', territory: 'REG-11' }))).body.items).toEqual([]);
    expect((await list(ddets, '&state=DUE&dueBefore=2023-12-31')).body.items).toHaveLength(2);
    const firstPage = (await list(ddets, '&limit=5')).body;
    const rest = (await list(ddets, `&limit=5&after=${String(firstPage.page.next)}`)).body;
    expect([firstPage.items.length, rest.items.length, rest.page.next]).toEqual([5, 3, null]);
    expect(
      (await app.get<Page>(`/v1/awards/${world.award.id}/payments`, stateAccountant)).body.legs.map(({ funder }) => funder.code),
    ).toEqual(['STATE']);
    expect((await app.get(`/v1/awards/${world.award.id}`, stateAccountant)).status).toBe(404);
    expect((await app.get(`/v1/applications/${world.award.application.id}`, stateAccountant)).status).toBe(404);
    const forecast = await app.get<{
      funders: { code: string; total: { cents: number }; months: { month: string; amount: { cents: number } }[] }[];
    }>(`/v1/calls/${world.call.id}/payment-forecast`, people.state);
    expect(forecast.body.funders[0]).toMatchObject({
      code: 'STATE',
      total: { cents: 2_500_002 },
      months: [
        { month: '2023-11', amount: { cents: 875_000 } },
        { month: '2024-06', amount: { cents: 1_250_001 } },
        { month: '2025-06', amount: { cents: 375_001 } },
      ],
    });
  });

  it('is forecast as it was at any date: less what was liquidated, paid or cancelled until then', async () => {
    const world = await notified({ years: [2023] });
    const advance = await find(world.award.id, 'STATE');
    const balance = await find(world.award.id, 'STATE', 2023, 2);
    interface Forecast {
      funders: { code: string; months: { month: string; amount: { cents: number } }[] }[];
    }
    const months = async (asOf = ''): Promise<unknown> => {
      const url = `/v1/calls/${world.call.id}/payment-forecast${asOf === '' ? '' : `?asOf=${asOf}`}`;
      const { funders } = (await app.get<Forecast>(url, people.state)).body;
      return funders.find(({ code }) => code === 'STATE')?.months.map(({ month, amount }) => [month, amount.cents]) ?? [];
    };
    const asPlanned = [
      ['2023-11', 875_000],
      ['2024-06', 375_001],
    ];
    expect(await months()).toEqual(asPlanned);
    app.clock.set(new Date('2023-12-04T10:00:00Z'));
    await chain(advance, 'certify');
    expect((await act(advance, 'liquidate', people.state, { cents: 800_000 })).status).toBe(200);
    app.clock.set(new Date('2023-12-05T10:00:00Z'));
    expect((await act(advance, 'order', people.state)).status).toBe(200);
    const paid = { valueDate: '2023-12-05', reference: 'VIR' };
    expect((await act(advance, 'pay', stateAccountant, paid)).status).toBe(200);
    app.clock.set(new Date('2024-01-31T23:30:00Z'));
    expect((await act(balance, 'cancel', people.state, { reason: 'Erreur' })).status).toBe(200);
    expect(await months('2023-11-19')).toEqual([]);
    expect(await months('2023-11-20')).toEqual(asPlanned);
    // Overdue: in the month of the day that is asked for.
    expect(await months('2023-12-03')).toEqual([['2023-12', 875_000], asPlanned[1]]);
    expect(await months('2023-12-04')).toEqual([['2023-12', 800_000], asPlanned[1]]);
    expect(await months('2023-12-05')).toEqual([asPlanned[1]]);
    expect(await months('2024-01-31')).toEqual([asPlanned[1]]);
    // Half past midnight in Paris: the first of February.
    expect([await months('2024-02-01'), await months()]).toEqual([[], []]);
    const sheet = async (format: string, asOf: string): Promise<Buffer> => {
      const url = `${app.address}/v1/calls/${world.call.id}/payment-forecast.${format}?asOf=${asOf}`;
      return Buffer.from(
        await (await fetch(url, { headers: { authorization: `Bearer ${stateAccountant.token}` } })).arrayBuffer(),
      );
    };
    const HEADINGS = ['Financeur', 'Mois', 'À payer (€)', 'Paiements'];
    expect(cellsOf(readCsv(await sheet('csv', '2023-12-04')), 4)).toEqual([
      HEADINGS,
      ['État', '2023-12', '8000,00', '1'],
      ['État', '2024-06', '3750,01', '1'],
    ]);
    expect(cellsOf(await readXlsx(await sheet('xlsx', '2023-12-05'), 'Prévision de paiements'), 4)).toEqual([
      HEADINGS,
      ['État', '2024-06', 3750.01, 1],
    ]);
    expect((await app.get(`/v1/calls/${world.call.id}/payment-forecast?asOf=2024-13-01`, people.state)).status).toBe(400);
  });

  it('is told of when its day has come and a document is missing: of its tranche, or owed by the dossier; at any date', async () => {
    const conditions = [{ kind: 'SIGNATURE' }, { kind: 'DOCUMENT', document: 'DELIBERATION' }] as const;
    const tranches = [{ kind: 'BALANCE', rate: 10_000, conditions }] as const;
    const call = await makeCall(app, {
      state: 'UNDER_SELECTION',
      settings: { documentsByUpload: true, payments: { schedules: [{ tranches }] } },
    });
    const world = await notified({ call, years: [2023] });
    const applicationId = world.award.application.id;
    interface Alert {
      code: string;
      sentence: string;
      amount: { cents: number };
      reasons: string[];
    }
    const missing = async (asOf = '', actor = people.state): Promise<unknown[]> => {
      const url = `/v1/calls/${call.id}/funding-alerts?days=0${asOf === '' ? '' : `&asOf=${asOf}`}`;
      const { items } = (await app.get<{ items: Alert[] }>(url, actor)).body;
      return items
        .filter(({ code }) => code === 'DOCUMENT_MISSING')
        .map(({ amount, reasons, sentence }) => [...reasons, amount.cents, sentence.split('»')[0]]);
    };
    const label = (await app.database.read.call.findUniqueOrThrow({ where: { id: call.id } })).settings as unknown as {
      requiredDocuments: { code: string; label: string }[];
    };
    const named = (code: string): string => `Pièce « ${label.requiredDocuments.find((one) => one.code === code)?.label ?? code} `;
    const ofTranche = ['DELIBERATION', 2_500_001, named('DELIBERATION')];
    expect(await missing()).toEqual([ofTranche]);
    app.clock.set(new Date('2023-12-01T10:00:00Z'));
    const condition = { id: newId(), applicationId, code: 'RIB', label: 'Relevé d’identité bancaire', reason: 'Annoncée' };
    const open = { ...condition, effect: 'PAYMENT', state: 'OPEN', createdAt: app.clock.now(), createdBy: ddets.personId };
    await app.database.read.applicationCondition.create({ data: open });
    const ofDossier = ['RIB', 2_500_001, named('RIB')];
    expect(await missing()).toEqual([ofTranche, ofDossier]);
    app.clock.set(new Date('2023-12-10T10:00:00Z'));
    await makeDocument(app, applicationId, 'DELIBERATION');
    expect(await missing()).toEqual([ofDossier]);
    expect(await missing('2023-11-20')).toEqual([ofTranche]);
    expect(await missing('2023-12-09')).toEqual([ofTranche, ofDossier]);
    expect(await missing('2023-12-10')).toEqual([ofDossier]);
    expect(await missing('2023-11-19')).toEqual([]);
    // Who has an interest in the dossier is told of nothing of it.
    const tied = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' });
    await declareInterest(app, applicationId, tied);
    expect(await missing('', tied)).toEqual([]);
  });
});
