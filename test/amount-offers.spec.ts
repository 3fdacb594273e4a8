import { Client } from 'pg';

import type { BudgetLine } from '../src/features/applications/application-content.js';
import { AmountOfferClock } from '../src/features/awards/amount-offer.clock.js';
import type { ReducedAmountSettings } from '../src/features/calls/call-settings.js';
import { canonicalJson, sha256Hex } from '../src/kernel/canonical.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { DECISION, envelopesOf, makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeDossier, type MadeDossier, type Unmet } from './support/remedies.js';

interface Offer {
  id: string;
  state: string;
  version: number;
  requested: { cents: number };
  offered: { cents: number };
  dueAt: string;
  reasons: string | null;
  plan: { number: number; hash: string; content: Record<string, unknown> } | null;
  planBalanced: boolean;
  imbalances: { rule: string; message: string }[];
  actions: { event: string; ready: boolean }[];
}

let app: TestApp;
let people: Deciders;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
});
afterEach(() => app.clock.set(new Date('2023-11-20T09:00:00Z')));
afterAll(() => app.stop());

const BEFORE: ReducedAmountSettings = { acceptance: 'BEFORE_DECISION', days: 15 };
/** Last instant of the 15th day after the 20th of November, in Paris. */
const DUE = '2023-12-05T22:59:59.999Z';
const ASKED = [2023, 2024].map((year) => ({ year, cents: 3_500_000 }));
const REDUCED = [
  { year: 2023, cents: 3_500_000 },
  { year: 2024, cents: 2_000_001 },
];
/** Cost 50 000 € a year; the holder adds what is not granted. */
const lines = (years = REDUCED, missing = 0): BudgetLine[] =>
  years.flatMap(({ year, cents }) => [
    { side: 'EXPENSE', nature: 'STAFF', year, label: 'Équipe', cents: 5_000_000 },
    { side: 'INCOME', family: 'OWN', year, label: 'Fonds propres', cents: 5_000_000 - cents - missing },
  ]);
const ACCEPTANCE = { budget: { lines: lines() } };

const newCall = (reducedAmount?: ReducedAmountSettings, envelopeCents = 3_000_000): Promise<MadeCall> =>
  makeCall(app, { state: 'UNDER_SELECTION', envelopeCents, years: [2023, 2024], settings: { reducedAmount } });
const post = <T = Unmet & { state: string; version: number }>(url: string, actor: TestActor, body: object, ifMatch?: number) =>
  app.post<T>(`/v1/${url}`, actor, { body, ifMatch });

/** Selected below its request. */
async function reduced(call: MadeCall, years = REDUCED): Promise<MadeDossier & { awardId: string }> {
  const dossier = await makeDossier(app, { call, state: 'COMMITTEE_FAVOURABLE', years: ASKED });
  const { status } = await post(`applications/${dossier.id}/shortlist`, people.jury, { years }, 1);
  expect(status).toBe(200);
  const award = await app.database.read.award.findFirstOrThrow({ where: { applicationId: dossier.id } });
  return { ...dossier, awardId: award.id };
}
const decide = (awardId: string, funder: 'STATE' | 'CNAF'): Promise<Reply<Unmet & { status: string }>> =>
  post(`awards/${awardId}/legs/${funder}/decide`, funder === 'STATE' ? people.state : people.cnaf, DECISION, 1);
const offersOf = async ({ id, representative }: MadeDossier, actor = representative): Promise<Offer[]> =>
  (await app.get<{ items: Offer[] }>(`/v1/applications/${id}/amount-offers`, actor)).body.items;
const answer = (offer: Offer, event: string, body: object, actor: TestActor, ifMatch = offer.version): Promise<Reply<Offer>> =>
  post<Offer>(`amount-offers/${offer.id}/${event}`, actor, body, ifMatch);
/** Rules unmet, with the fields at fault. */
const unmetBy = ({ body }: { body: unknown }): [string, string | undefined][] =>
  ((body as Unmet).reasons ?? []).map(({ rule, pointer }) => [rule, pointer]);
const rulesIn = (reply: { body: unknown }): string[] => unmetBy(reply).map(([rule]) => rule);
const stateOf = async ({ id }: { id: string }): Promise<string> =>
  (await app.database.read.application.findUniqueOrThrow({ where: { id } })).state;

describe('a lower amount, accepted before the decisions', () => {
  it('case 23: is offered to the holder, who accepts it in writing with a new budget; the funders then decide', async () => {
    const call = await newCall(BEFORE);
    const dossier = await reduced(call);
    const [offer] = await offersOf(dossier);
    expect(offer).toMatchObject({
      state: 'OFFERED',
      requested: { cents: 7_000_000 },
      offered: { cents: 5_500_001 },
      dueAt: DUE,
      planBalanced: false,
      imbalances: [{ rule: 'planBalancedForAward' }],
      actions: [
        { event: 'accept', ready: true },
        { event: 'decline', ready: true },
      ],
    });
    const told = { payload: { equals: { message: 'amountOffer.offered', subjectId: offer!.id } } };
    expect(await app.database.read.outbox.count({ where: told })).toBe(1);
    const early = await decide(dossier.awardId, 'STATE');
    expect([early.status, rulesIn(early)]).toEqual([422, ['reducedAmountAccepted']]);
    await expect(
      app.database.pool.query(
        `UPDATE award_leg SET state = 'DECIDED', version = 2, decision_number = 'x', decision_date = 'x', authority = 'x', decided_by = $2
         WHERE award_id = $1`,
        [dossier.awardId, people.state.personId],
      ),
    ).rejects.toThrow(/decided_once_accepted/);

    const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: dossier.organisation.id });
    expect((await answer(offer!, 'accept', ACCEPTANCE, editor)).status).toBe(403);
    expect((await answer(offer!, 'accept', ACCEPTANCE, (await makeDossier(app, { call })).representative)).status).toBe(404);
    expect((await answer(offer!, 'accept', ACCEPTANCE, dossier.representative, 9)).status).toBe(412);
    const deliberation = 'Délibération 2023-112';
    const accepted = await answer(offer!, 'accept', { ...ACCEPTANCE, deliberation }, dossier.representative);
    expect(accepted).toMatchObject({
      status: 200,
      body: { state: 'ACCEPTED', planBalanced: true, plan: { number: 1 }, actions: [] },
    });
    const { content, hash } = accepted.body.plan!;
    expect(content).toMatchObject({ applicationId: dossier.id, offerId: offer!.id, requestedYears: REDUCED, deliberation });
    expect(hash).toBe(sha256Hex(canonicalJson(content)));
    // The submitted version is what it was.
    const version = await app.database.read.applicationVersion.findFirstOrThrow({ where: { applicationId: dossier.id } });
    expect(version.content).toMatchObject({ requestedYears: ASKED });
    expect((await answer(offer!, 'accept', ACCEPTANCE, dossier.representative, accepted.body.version)).status).toBe(409);

    expect((await decide(dossier.awardId, 'STATE')).status).toBe(200);
    expect((await decide(dossier.awardId, 'CNAF')).body.status).toBe('AWARDED');
    // Amounts kept apart, by funder and year.
    const { body } = await app.get<{ amounts: { stage: string; year: number; funderCode: string; amount: { cents: number } }[] }>(
      `/v1/applications/${dossier.id}`,
      dossier.representative,
    );
    const of2024 = body.amounts.filter(({ year, funderCode }) => year === 2024 && funderCode === 'STATE');
    expect(Object.fromEntries(of2024.map(({ stage, amount }) => [stage, amount.cents]))).toEqual({
      REQUESTED: 1_750_000,
      OFFERED: 1_000_001,
      ACCEPTED: 1_000_001,
      DECIDED: 1_000_001,
    });
    const plan = await app.get<{ rules: { rule: string; met: boolean }[] }>(`/v1/applications/${dossier.id}/plan`, people.state);
    expect(plan.body.rules.find(({ rule }) => rule === 'planBalancedForAward')?.met).toBe(true);
    expect(await offersOf(dossier)).toHaveLength(1);
  });

  it('case 24: is not accepted with a plan that breaks a rule of the call: all of them at once, at their place', async () => {
    const call = await newCall(BEFORE);
    const dossier = await reduced(call);
    const [offer] = await offersOf(dossier);
    const bad = {
      startsOn: '2023-10-01',
      endsOn: '2027-12-31',
      budget: {
        lines: [
          ...lines(REDUCED, 1).slice(0, 2),
          { side: 'EXPENSE', nature: 'STAFF', year: 2024, label: 'Équipe', cents: 2_000_001 },
          { side: 'EXPENSE', nature: 'ENGINEERING', year: 2030, label: 'Étude', cents: 0, fte: 5 },
        ],
      },
    };
    const reply = await answer(offer!, 'accept', bad, dossier.representative);
    expect(reply.status).toBe(422);
    expect(unmetBy(reply)).toEqual([
      ['fteOfStaff', '/budget/lines/3/fte'],
      ['budgetBalances', '/budget/lines'],
      ['durationWithinLimit', '/endsOn'],
      ['budgetYearsOfCall', '/budget/lines/3/year'],
    ]);
    // 80.00 % of the cost by State and Family branch at most, whatever the fund.
    const psu = (cents: number): BudgetLine[] =>
      lines().map((line) =>
        line.family === 'OWN' && line.year === 2024 ? { ...line, family: 'FAMILY_BRANCH', cents: cents } : line,
      );
    const own = (cents: number): BudgetLine => ({ side: 'INCOME', family: 'OWN', year: 2024, label: 'Commune', cents });
    const over = await answer(offer!, 'accept', { budget: { lines: [...psu(2_500_000), own(499_999)] } }, dossier.representative);
    expect(unmetBy(over)).toEqual([['publicShareWithinCap', '/budget/lines']]);
    const at = await answer(offer!, 'accept', { budget: { lines: [...psu(2_499_999), own(500_000)] } }, dossier.representative);
    expect(at.body.state).toBe('ACCEPTED');
  });

  it('case 24: a plan that does not balance, or is of other amounts, is refused by the database too', async () => {
    const call = await newCall(BEFORE);
    const dossier = await reduced(call);
    const [offer] = await offersOf(dossier);
    const insert = (content: object): Promise<unknown> =>
      app.database.pool.query(
        `INSERT INTO award_plan (application_id, number, offer_id, content, hash, accepted_at, accepted_by) VALUES ($1, 1, $2, $3, 'x', now(), $4)`,
        [dossier.id, offer!.id, JSON.stringify(content), dossier.representative.personId],
      );
    await expect(insert({ requestedYears: ASKED, budget: { lines: lines(ASKED) } })).rejects.toThrow(/award_plan_is_of_award/);
    await expect(insert({ requestedYears: REDUCED, budget: { lines: lines(REDUCED, 1) } })).rejects.toThrow(
      /award_plan_balances/,
    );
    await expect(
      app.database.pool.query(`UPDATE amount_offer SET state = 'ACCEPTED', answered_at = now(), answered_by = $2 WHERE id = $1`, [
        offer!.id,
        people.jury.personId,
      ]),
    ).rejects.toThrow(/offer_accepted_with_plan/);
    expect((await answer(offer!, 'accept', ACCEPTANCE, dossier.representative)).status).toBe(200);
    const { url, ownerUrl } = app.testDatabase;
    for (const [connectionString, statement, refusal] of [
      [url, 'UPDATE award_plan SET number = 2', /permission denied/],
      [url, 'DELETE FROM award_plan', /permission denied/],
      [ownerUrl, 'UPDATE award_plan SET number = 2', /append-only/],
      [url, 'UPDATE amount_offer SET award_id = award_id', /permission denied/],
      [url, `UPDATE amount_offer SET due_at = now() WHERE id = '${offer!.id}'`, /is closed/],
      [ownerUrl, 'DELETE FROM award_outcome; TRUNCATE award_outcome', /append-only/],
    ] as const) {
      const client = new Client({ connectionString });
      await client.connect();
      await expect(client.query(statement)).rejects.toThrow(refusal);
      await client.end();
    }
  });

  it('declined with reasons, makes the dossier the jury’s again: refused, with its credits, and the outcome on record', async () => {
    const call = await newCall(BEFORE);
    const dossier = await reduced(call);
    const [offer] = await offersOf(dossier);
    expect(rulesIn(await answer(offer!, 'decline', {}, dossier.representative))).toEqual(['refusalExplained']);
    const early = await post(`applications/${dossier.id}/refuse`, people.jury, { reasons: 'Non.' }, 2);
    expect(rulesIn(early)).toEqual(['legRefused']);
    const reasons = 'Le reste à charge est trop élevé.';
    expect((await answer(offer!, 'decline', { reasons }, dossier.representative)).body).toMatchObject({
      state: 'DECLINED',
      reasons,
    });
    expect(await stateOf(dossier)).toBe('SHORTLISTED');
    const award = await app.get(`/v1/awards/${dossier.awardId}`, people.state);
    expect(award.body).toMatchObject({ status: 'STOPPED', waitingOn: 'le jury régional' });
    expect((await decide(dossier.awardId, 'STATE')).status).toBe(422);
    const refused = await post(`applications/${dossier.id}/refuse`, people.jury, { reasons, outcome: 'OTHER_FUNDING' }, 2);
    expect(refused.body.state).toBe('REFUSED');
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2024': { reserved: 0n, committed: 0n } });
    const outcome = await app.database.read.awardOutcome.findUniqueOrThrow({ where: { awardId: dossier.awardId } });
    expect(outcome).toMatchObject({ outcome: 'OTHER_FUNDING', reasons, decidedBy: people.jury.personId });
  });

  it('lapses by the clock to the millisecond, is renewed by the jury, and a late acceptance is none', async () => {
    const call = await newCall(BEFORE);
    const dossier = await reduced(call);
    const [offer] = await offersOf(dossier);
    const tick = (now: string): Promise<number> => app.app.get(AmountOfferClock).tick(new Date(now));
    expect(await tick(DUE)).toBe(0);
    app.clock.set(new Date('2023-12-05T23:00:00.000Z'));
    const late = await answer(offer!, 'accept', ACCEPTANCE, dossier.representative);
    expect(rulesIn(late)).toEqual(['offerInForce']);
    expect((await Promise.all([1, 2, 3].map(() => tick('2023-12-05T23:00:00.000Z')))).reduce((sum, n) => sum + n, 0)).toBe(1);
    const [lapsed] = await offersOf(dossier, people.jury);
    expect(lapsed).toMatchObject({ state: 'LAPSED', actions: [{ event: 'renew' }] });
    expect((await answer(lapsed!, 'renew', { reasons: 'Conseil en janvier.' }, people.state)).status).toBe(403);
    const past = await answer(lapsed!, 'renew', { reasons: 'Conseil en janvier.', dueOn: '2023-12-05' }, people.jury);
    expect(rulesIn(past)).toEqual(['renewedForLater']);
    const renewed = await answer(lapsed!, 'renew', { reasons: 'Conseil en janvier.', dueOn: '2024-01-31' }, people.jury);
    expect(renewed.body).toMatchObject({ state: 'OFFERED', dueAt: '2024-01-31T22:59:59.999Z' });
    app.clock.set(new Date('2024-01-31T22:59:59.999Z'));
    expect((await answer(renewed.body, 'accept', ACCEPTANCE, dossier.representative)).body.state).toBe('ACCEPTED');
  });

  it('accepted and lapsing at the same moment: one of them, never both', async () => {
    const call = await newCall(BEFORE, 40_000_000);
    for (let round = 0; round < 4; round += 1) {
      const dossier = await reduced(call);
      const [offer] = await offersOf(dossier);
      app.clock.set(new Date(DUE));
      const [accepted] = await Promise.all([
        answer(offer!, 'accept', ACCEPTANCE, dossier.representative),
        app.app.get(AmountOfferClock).tick(new Date('2023-12-05T23:00:00.000Z')),
      ]);
      const [now] = await offersOf(dossier);
      expect(now?.state).toBe(accepted.status === 200 ? 'ACCEPTED' : 'LAPSED');
      expect(now?.plan === null).toBe(accepted.status !== 200);
      app.clock.set(new Date('2023-11-20T09:00:00Z'));
    }
  });

  it('is not offered for the whole request, and ends with a dossier withdrawn', async () => {
    const call = await newCall(BEFORE, 40_000_000);
    const whole = await reduced(call, ASKED);
    expect(await offersOf(whole)).toEqual([]);
    expect((await decide(whole.awardId, 'STATE')).status).toBe(200);
    const dossier = await reduced(call);
    const [offer] = await offersOf(dossier);
    expect((await post(`applications/${dossier.id}/withdraw`, dossier.representative, { reasons: 'Abandon.' })).status).toBe(200);
    expect(await offersOf(dossier)).toMatchObject([{ state: 'CANCELLED', actions: [] }]);
    expect((await answer(offer!, 'accept', ACCEPTANCE, dossier.representative, 3)).status).toBe(409);
  });
});

describe('a lower amount, accepted before the agreement', () => {
  const awarded = async (call: MadeCall): Promise<MadeDossier & { awardId: string }> => {
    const dossier = await reduced(call);
    // Nothing is told to the holder before the decision (CRPA L311-2).
    expect(await offersOf(dossier)).toEqual([]);
    expect((await decide(dossier.awardId, 'STATE')).status).toBe(200);
    expect((await decide(dossier.awardId, 'CNAF')).status).toBe(200);
    return dossier;
  };

  it('is offered once both funders have decided, within 30 days unless the call says otherwise', async () => {
    const dossier = await awarded(await newCall());
    const [offer] = await offersOf(dossier);
    expect(offer).toMatchObject({ state: 'OFFERED', dueAt: '2023-12-20T22:59:59.999Z', planBalanced: false });
    const accepted = await answer(offer!, 'accept', ACCEPTANCE, dossier.representative);
    expect(accepted.body).toMatchObject({ state: 'ACCEPTED', planBalanced: true });
    expect(await stateOf(dossier)).toBe('AWARDED');
  });

  it('declined, gives the award back: the credits of both funders are free, and proposed to the reserve', async () => {
    const call = await newCall();
    const dossier = await awarded(call);
    const next = await makeDossier(app, {
      call,
      state: 'RESERVE',
      years: [{ year: 2023, cents: 4_000_000 }],
      columns: { reserveRank: 1 },
    });
    const [offer] = await offersOf(dossier);
    const declined = await answer(offer!, 'decline', { reasons: 'Reste à charge trop élevé.' }, dossier.representative);
    expect(declined.body.state).toBe('DECLINED');
    expect(await stateOf(dossier)).toBe('WITHDRAWN');
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 0n, committed: 0n },
      'CNAF 2024': { reserved: 0n, committed: 0n },
    });
    expect(await app.database.read.reserveProposal.findMany({ where: { applicationId: next.id } })).toMatchObject([
      { state: 'PROPOSED', cause: 'application.renounced', causeId: dossier.id },
    ]);
  });

  it('renounced by its own route, is cancelled with the award', async () => {
    const dossier = await awarded(await newCall());
    const { version } = await app.database.read.application.findUniqueOrThrow({ where: { id: dossier.id } });
    expect(
      (await post(`applications/${dossier.id}/renounce`, dossier.representative, { reasons: 'Abandon.' }, version)).status,
    ).toBe(200);
    expect(await offersOf(dossier)).toMatchObject([{ state: 'CANCELLED' }]);
  });
});

describe('a refused leg', () => {
  it('case 27: the other leg is not decided; back on the reserve list, another amount is selected, decided and kept apart', async () => {
    const call = await newCall(undefined, 3_000_000);
    const dossier = await reduced(call, ASKED.slice(0, 1));
    const act = async (event: string, body: object): Promise<Reply<Unmet & { state: string }>> => {
      const { version } = await app.database.read.application.findUniqueOrThrow({ where: { id: dossier.id } });
      return post(`applications/${dossier.id}/${event}`, people.jury, body, version);
    };
    const reserve = { rank: 1, reasons: 'Le conseil de la Caf demande un montant moindre.', expiresOn: '2024-06-30' };
    expect(rulesIn(await act('put-on-reserve', reserve))).toEqual(['legRefused']);
    expect((await decide(dossier.awardId, 'STATE')).status).toBe(200);
    const refusal = { reasons: 'Le conseil ne suit pas le jury à cette hauteur.' };
    expect((await post(`awards/${dossier.awardId}/legs/CNAF/refuse`, people.cnaf, refusal, 1)).status).toBe(200);
    expect((await act('put-on-reserve', reserve)).body.state).toBe('RESERVE');
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 0n, committed: 0n },
      'CNAF 2023': { reserved: 0n, committed: 0n },
    });
    expect((await app.get(`/v1/awards/${dossier.awardId}`, people.state)).body).toMatchObject({
      status: 'CANCELLED',
      outcome: { outcome: 'RESERVE', reasons: reserve.reasons, by: people.jury.personId },
      legs: [{ state: 'CANCELLED' }, { state: 'REFUSED' }],
    });
    // Its own credits do not propose it again.
    expect(await app.database.read.reserveProposal.count({ where: { applicationId: dossier.id } })).toBe(0);

    expect((await act('shortlist', { years: [{ year: 2023, cents: 2_000_000 }] })).body.state).toBe('SHORTLISTED');
    const awards = await app.database.read.award.findMany({ where: { applicationId: dossier.id }, orderBy: { attempt: 'asc' } });
    expect(awards.map(({ attempt, totalCents }) => [attempt, totalCents])).toEqual([
      [1, 3_500_000n],
      [2, 2_000_000n],
    ]);
    expect(rulesIn(await act('refuse', { reasons: 'Non.' }))).toEqual(['legRefused']);
    expect((await decide(awards[1]!.id, 'STATE')).status).toBe(200);
    expect((await decide(awards[1]!.id, 'CNAF')).body.status).toBe('AWARDED');
    expect((await app.get(`/v1/awards/${dossier.awardId}`, people.state)).body).toMatchObject({ status: 'CANCELLED' });
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 0n, committed: 1_000_000n } });
    expect((await app.get(`/v1/calls/${call.id}/cofunding`, people.state)).body).toMatchObject({ awards: 1 });
    expect(await offersOf(dossier)).toMatchObject([{ state: 'OFFERED', offered: { cents: 2_000_000 } }]);
  });

  it('case 27: ended from the reserve list, gives its credits back once', async () => {
    const call = await newCall(undefined, 40_000_000);
    const [kept, dossier] = [await reduced(call, ASKED.slice(0, 1)), await reduced(call, ASKED.slice(0, 1))];
    expect((await post(`awards/${dossier.awardId}/legs/CNAF/refuse`, people.cnaf, { reasons: 'Non.' }, 1)).status).toBe(200);
    const body = { rank: 1, reasons: 'À revoir.', expiresOn: '2024-06-30' };
    expect((await post(`applications/${dossier.id}/put-on-reserve`, people.jury, body, 2)).status).toBe(200);
    expect((await post(`applications/${dossier.id}/refuse`, people.jury, { reasons: 'Aucun autre montant.' }, 3)).status).toBe(
      200,
    );
    expect(await stateOf(kept)).toBe('SHORTLISTED');
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 1_750_000n, committed: 0n },
      'CNAF 2023': { reserved: 1_750_000n, committed: 0n },
    });
  });
});
