import { findAward } from '../src/features/awards/awards.store.js';
import { PaymentsClock } from '../src/features/payments/payments.clock.js';
import { balancesOfDossier, ledgerGaps } from '../src/features/ledger/ledger.reader.js';
import { Prisma } from '../src/generated/prisma/client.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeOrganisation, type MadeOrganisation } from './support/applications.js';
import { DECISION, makeAward, makeDeciders, statementsOf, type Deciders, type MadeAward } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';

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
async function notified(options: { cents?: number; years?: number[]; bank?: boolean; only?: string[]; call?: MadeCall } = {}): Promise<World> {
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
    await step(award.id, funder, 'engage', officer, { commitmentNumber: `EJ-${funder}`, commitmentDate: '2023-11-20' });
    await step(award.id, funder, 'notify', officer, { notifiedOn: '2023-11-20' });
  }
  return { call, award, organisation, holder };
}

async function step(awardId: string, funder: string, event: string, actor: TestActor, body: object): Promise<void> {
  const { version } = await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId, funderCode: funder } });
  const { status, body: answer } = await app.post(`/v1/awards/${awardId}/legs/${funder}/${event}`, actor, { body, ifMatch: version });
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
  return legs
    .find((one) => one.funder.code === funder)!
    .payments.find((one) => one.year === year && one.position === position)!;
};
const act = <T = Payment>(payment: Pick<Payment, 'id'>, event: string, actor: TestActor, body: object = {}): Promise<Reply<T>> =>
  app.database.read.payment
    .findUniqueOrThrow({ where: { id: payment.id } })
    .then(({ version }) => app.post<T>(`/v1/payments/${payment.id}/${event}`, actor, { body, ifMatch: version }));
const rules = (reply: Reply<unknown>): string[] => (reply.body as { reasons: { rule: string }[] }).reasons.map(({ rule }) => rule);
const chain = async (payment: Payment, upTo: 'certify' | 'liquidate' | 'order' | 'pay', funder: 'STATE' | 'CNAF' = 'STATE'): Promise<void> => {
  const [examiner, officer, accountant] = funder === 'STATE' ? [ddets, people.state, stateAccountant] : [caf, people.cnaf, cnafAccountant];
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
    expect(page.legs[0]?.payments.map(({ expectedOn }) => expectedOn)).toEqual(['2023-11-20', '2024-06-30', '2024-06-30', '2025-06-30']);
    expect(page.legs[0]?.payments[2]?.unmet.map(({ code }) => code)).toEqual(['DATE', 'REPORT']);
    // The holder reads what happens, not who does it; and acts on nothing.
    expect(page.legs[0]?.payments[0]).toMatchObject({ chain: null, actions: [], account: { iban: 'FR76 •••• 0189' } });

    const [state, cnaf] = [await find(world.award.id, 'STATE'), await find(world.award.id, 'CNAF')];
    await chain(state, 'order');
    expect(await balances(world)).toMatchObject({ 'STATE 2023 COMMITTED': 375_001n, 'STATE 2023 ORDERED': 875_000n });
    await chain(cnaf, 'pay', 'CNAF');
    expect(await act(state, 'pay', stateAccountant, { valueDate: '2023-11-21', reference: 'VIR' })).toMatchObject({ status: 422 });
    const paid = await act(state, 'pay', stateAccountant, { valueDate: '2023-11-20', reference: 'VIR-STATE' });
    expect(paid).toMatchObject({ status: 200, body: { state: 'PAID', valueDate: '2023-11-20', chain: { paid: { by: stateAccountant.personId } } } });
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
    const report = { year: 2023, acceptedOn: '2024-05-30', reference: 'Compte rendu du 15 mai' };
    const url = `/v1/awards/${world.award.id}/report-acceptances`;
    expect((await app.post(url, ddets, { body: { ...report, year: 2029 } })).status).toBe(422);
    expect((await app.post(url, ddets, { body: report })).status).toBe(201);
    expect((await app.post(url, caf, { body: report })).status).toBe(409);
    const later = (await pageOf(world.award.id, world.holder)).legs.map(({ payments }) => payments.map(({ state: now }) => now));
    expect(later).toEqual([
      ['PAID', 'DUE', 'DUE', 'PLANNED'],
      ['PAID', 'DUE', 'DUE', 'PLANNED'],
    ]);
    const history = await app.get<{ items: Record<string, unknown>[] }>(`/v1/payments/${state.id}/history`, world.holder);
    expect(history.body.items.map(({ event }) => event)).toEqual(['fallDue', 'certify', 'liquidate', 'order', 'pay']);
    expect(history.body.items.some((entry) => 'actor' in entry)).toBe(false);
    expect(await app.database.read.outboxMessage.count({ where: { payload: { path: ['subjectId'], equals: state.id } } })).toBe(1);
  });
});
