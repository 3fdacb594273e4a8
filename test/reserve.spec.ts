import { Client } from 'pg';

import { WRITE_LETTER } from '../src/features/letters/letter-jobs.js';
import { ReserveClock } from '../src/features/selection/reserve.clock.js';
import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { DECISION, envelopesOf, makeDeciders, statementsOf, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeDossier, rulesOf, type MadeDossier, type Unmet } from './support/remedies.js';

interface Item {
  id: string;
  version: number;
  rank: number;
  asked: { cents: number };
  years: { year: number; amount: { cents: number }; allowed: { cents: number } }[];
  allowed: string;
  expiresAt: string | null;
  proposal: { id: string; version: number; state: string } | null;
  ranks: { rank: number; reasons: string }[];
}
interface List extends Unmet {
  items: Item[];
  envelopes: { funderCode: string; left: { cents: number } }[];
  page: { next: string | null };
}
interface Proposal {
  id: string;
  applicationId: string;
  rank: number;
  state: string;
  version: number;
  cause: string;
  reasons: string | null;
  actions: { event: string }[];
}

let app: TestApp;
let people: Deciders;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
});
afterAll(() => app.stop());

const EXPIRES = '2024-06-30T21:59:59.999Z';
const year = (cents: number): { year: number; cents: number }[] => [{ year: 2023, cents }];
const selection = (envelopeCents: number): Promise<MadeCall> => makeCall(app, { state: 'UNDER_SELECTION', envelopeCents });
const onReserve = (call: MadeCall, rank: number, cents: number): Promise<MadeDossier> =>
  makeDossier(app, {
    call,
    state: 'RESERVE',
    years: year(cents),
    columns: { reserveRank: rank, reserveExpiresAt: new Date(EXPIRES) },
  });
const list = (call: MadeCall, actor: TestActor = people.jury, query = ''): Promise<Reply<List>> =>
  app.get<List>(`/v1/calls/${call.id}/reserve-list${query}`, actor);
const reorder = (call: MadeCall, order: object[], actor = people.jury, reasons = 'Territoires sans offre.') =>
  app.post<List>(`/v1/calls/${call.id}/reserve-list/reorder`, actor, { body: { order, reasons } });
const proposals = async (call: MadeCall, query = ''): Promise<Proposal[]> =>
  (await app.get<{ items: Proposal[] }>(`/v1/calls/${call.id}/reserve-proposals${query}`, people.jury)).body.items;
const act = <T = Unmet & { state: string; version: number }>(
  { id }: { id: string },
  event: string,
  actor: TestActor,
  body: object,
  ifMatch?: number,
): Promise<Reply<T>> => app.post<T>(`/v1/applications/${id}/${event}`, actor, { body, ifMatch });
const stateOf = async ({ id }: { id: string }): Promise<string> =>
  (await app.database.read.application.findUniqueOrThrow({ where: { id } })).state;

/** Selected by the jury, and decided by both funders. */
async function awarded(call: MadeCall, cents: number): Promise<MadeDossier> {
  const dossier = await makeDossier(app, { call, state: 'COMMITTEE_FAVOURABLE', years: year(cents) });
  await act(dossier, 'shortlist', people.jury, { years: dossier.years }, 1);
  const award = await app.database.read.award.findFirstOrThrow({ where: { applicationId: dossier.id } });
  for (const [funder, officer] of [
    ['STATE', people.state],
    ['CNAF', people.cnaf],
  ] as const) {
    const reply = await app.post(`/v1/awards/${award.id}/legs/${funder}/decide`, officer, { body: DECISION, ifMatch: 1 });
    expect(reply.status).toBe(200);
  }
  return dossier;
}
const renounce = async (dossier: MadeDossier): Promise<number> => {
  const { version } = await app.database.read.application.findUniqueOrThrow({ where: { id: dossier.id } });
  return (await act(dossier, 'renounce', dossier.representative, { reasons: 'Projet abandonné.' }, version)).status;
};

describe('the reserve list', () => {
  it('shows by rank what is asked, what the credits left allow and until when, in one statement a page', async () => {
    const call = await selection(500_000);
    const second = await onReserve(call, 2, 400_000);
    const first = await onReserve(call, 1, 1_500_001);
    const { body } = await list(call);
    expect(body.items.map(({ id, rank, allowed, expiresAt }) => [id, rank, allowed, expiresAt])).toEqual([
      [first.id, 1, 'PART', EXPIRES],
      [second.id, 2, 'ALL', EXPIRES],
    ]);
    expect(body.items[0]?.years).toMatchObject([{ year: 2023, amount: { cents: 1_500_001 }, allowed: { cents: 1_000_000 } }]);
    expect(body.envelopes[0]).toMatchObject({ funderCode: 'STATE', left: { cents: 500_000 } });
    const statements = await statementsOf(app, async () => {
      const page = await list(call, people.auditor, '?limit=1');
      const next = await list(call, people.auditor, `?limit=1&after=${String(page.body.page.next)}`);
      expect([...page.body.items, ...next.body.items].map(({ rank }) => rank)).toEqual([1, 2]);
    });
    expect(statements).toHaveLength(2);
    expect((await list(call, people.jury, '?after=nonsense')).status).toBe(400);
    const elsewhere = await makeDeciders(app, '84');
    expect((await list(call, elsewhere.jury)).status).toBe(404);
    expect((await list(call, first.representative)).status).toBe(403);
  });

  it('is reordered as a whole, with reasons, each rank staying on record', async () => {
    const call = await selection(0);
    const dossiers = [await onReserve(call, 1, 10), await onReserve(call, 2, 10), await onReserve(call, 3, 10)];
    const [a, b, c] = dossiers.map(({ id }) => ({ applicationId: id, version: 1 }));
    const missing = await reorder(call, [a!, b!]);
    expect([missing.status, rulesOf(missing.body)]).toEqual([422, ['wholeReserveOrdered']]);
    expect((await reorder(call, [a!, b!, { ...c!, version: 7 }])).status).toBe(412);
    expect((await reorder(call, [c!, a!, b!], people.state)).status).toBe(403);
    expect((await reorder(call, [c!, a!, b!], people.jury, ' ')).status).toBe(400);
    const both = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-84' }, { role: 'STATE_OFFICER', territory: 'REG-76' });
    expect((await reorder(call, [c!, a!, b!], both)).status).toBe(403);

    const done = await reorder(call, [c!, a!, b!]);
    expect(done.status).toBe(200);
    expect(done.body.items.map(({ id, rank, version }) => [id, rank, version])).toEqual([
      [dossiers[2]?.id, 1, 2],
      [dossiers[0]?.id, 2, 2],
      [dossiers[1]?.id, 3, 2],
    ]);
    expect(done.body.items[0]?.ranks).toMatchObject([{ rank: 1, reasons: 'Territoires sans offre.' }]);
    // The holder is told of the new rank.
    const told = { job: WRITE_LETTER.name, payload: { equals: { subjectId: dossiers[2]!.id } } };
    expect(await app.database.read.outbox.count({ where: told })).toBe(1);
    // What nobody moved is not acted upon; and the same order from the same reading is out of date.
    const again = await reorder(call, [
      { ...c!, version: 2 },
      { ...b!, version: 2 },
      { ...a!, version: 2 },
    ]);
    expect(again.body.items.map(({ version }) => version)).toEqual([2, 3, 3]);
    expect((await reorder(call, [c!, a!, b!])).status).toBe(412);
    const history = await app.database.read.reserveRank.findMany({
      where: { applicationId: dossiers[0]!.id },
      orderBy: { version: 'asc' },
    });
    expect(history.map(({ version, rank, givenBy }) => [version, rank, givenBy === people.jury.personId])).toEqual([
      [2, 2, true],
      [3, 3, true],
    ]);
  });

  it('is not reordered after the results, and two orders at once are given one after the other', async () => {
    const call = await selection(0);
    const dossiers = [await onReserve(call, 1, 10), await onReserve(call, 2, 10)];
    const [a, b] = dossiers.map(({ id }) => ({ applicationId: id, version: 1 }));
    const replies = await Promise.all([reorder(call, [b!, a!]), reorder(call, [b!, a!])]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412]);
    await app.database.read.call.update({ where: { id: call.id }, data: { state: 'RESULTS_PUBLISHED' } });
    const late = await reorder(call, [
      { ...a!, version: 2 },
      { ...b!, version: 2 },
    ]);
    expect([late.status, rulesOf(late.body)]).toEqual([422, ['callInSelection']]);
  });

  it('keeps its history from everyone', async () => {
    const call = await selection(0);
    const dossiers = [await onReserve(call, 1, 10), await onReserve(call, 2, 10)];
    const [a, b] = dossiers.map(({ id }) => ({ applicationId: id, version: 1 }));
    expect((await reorder(call, [b!, a!])).status).toBe(200);
    const { url, ownerUrl } = app.testDatabase;
    for (const [connectionString, statement, refusal] of [
      [url, 'UPDATE reserve_rank SET rank = 9', /permission denied/],
      [url, 'DELETE FROM reserve_rank', /permission denied/],
      [url, 'TRUNCATE reserve_rank', /permission denied/],
      [ownerUrl, 'UPDATE reserve_rank SET rank = 9', /append-only/],
      [ownerUrl, 'DELETE FROM reserve_rank', /append-only/],
      [url, 'UPDATE reserve_proposal SET rank = 9', /permission denied/],
      [url, `UPDATE application SET reserve_rank = 2 WHERE call_id = '${call.id}'`, /application_reserve_rank/],
    ] as const) {
      const client = new Client({ connectionString });
      await client.connect();
      await expect(client.query(statement)).rejects.toThrow(refusal);
      await client.end();
    }
  });
});

describe('the end of the list', () => {
  const tick = (now: string): Promise<number> => app.app.get(ReserveClock).tick(new Date(now));

  it('case 26: refuses once, to the millisecond, with reasons, author, capacity, date and appeal text', async () => {
    const expiryReasons = 'Un nouvel appel est publié chaque année.';
    const call = await makeCall(app, { state: 'RESULTS_PUBLISHED', envelopeCents: 0, settings: { reserve: { expiryReasons } } });
    const dossier = await onReserve(call, 4, 10);
    const cancelled = await onReserve(await makeCall(app, { state: 'CANCELLED' }), 1, 10);
    expect(await tick(EXPIRES)).toBe(0);
    expect(await stateOf(dossier)).toBe('RESERVE');
    const sent = await Promise.all([1, 2, 3, 4].map(() => tick('2024-06-30T22:00:00.000Z')));
    expect(sent.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1);
    const { state, refusal } = await app.database.read.application.findUniqueOrThrow({ where: { id: dossier.id } });
    expect(state).toBe('REFUSED');
    expect(refusal).toEqual({
      reasons: expect.stringMatching(
        /^Dossier au rang 4 de la liste complémentaire, qui a pris fin le 30 juin 2024 .* Un nouvel appel/,
      ),
      appeal: call.settings.appealText.fr,
      author: 'system',
      capacity: 'system',
      date: '2024-06-30T22:00:00.000Z',
    });
    const acts = await app.database.read.auditEntry.findMany({ where: { aggregateId: dossier.id } });
    expect(acts.map(({ event, capacity }) => [event, capacity])).toEqual([['expireReserve', 'system']]);
    const told = { job: WRITE_LETTER.name, payload: { equals: { subjectId: dossier.id } } };
    expect(await app.database.read.outbox.count({ where: told })).toBe(1);
    expect(await stateOf(cancelled)).toBe('RESERVE');
    expect(await tick('2024-07-01T22:00:00.000Z')).toBe(0);
  });

  it('against a selection at the same moment: one of them, never both', async () => {
    const call = await selection(1_000_000);
    for (let round = 1; round <= 4; round += 1) {
      const dossier = await onReserve(call, round, 1000);
      const [selected] = await Promise.all([
        act(dossier, 'shortlist', people.jury, { years: dossier.years }, 1),
        tick('2024-06-30T22:00:00.000Z'),
      ]);
      const state = await stateOf(dossier);
      expect(state).toBe(selected.status === 200 ? 'SHORTLISTED' : 'REFUSED');
      expect([200, 409, 412]).toContain(selected.status);
    }
  });
});

describe('freed credits', () => {
  it('case 25: a renunciation frees that year and the later ones, and proposes the first that fits, which the jury takes', async () => {
    const call = await selection(500_000);
    const dossier = await awarded(call, 1_000_000);
    const tooLarge = await onReserve(call, 1, 1_200_000);
    const fits = await onReserve(call, 2, 800_000);
    const next = await onReserve(call, 3, 300_000);
    expect(await proposals(call)).toEqual([]);
    expect(await renounce(dossier)).toBe(200);
    const made = await proposals(call);
    expect(made).toMatchObject([
      { applicationId: fits.id, rank: 2, state: 'PROPOSED', cause: 'application.renounced', actions: [{ event: 'passOver' }] },
    ]);
    const { body } = await list(call);
    expect(body.items.map(({ proposal }) => proposal?.state ?? null)).toEqual([null, 'PROPOSED', null]);
    // Proposed, never selected by itself.
    expect([await stateOf(tooLarge), await stateOf(fits), await stateOf(next)]).toEqual(['RESERVE', 'RESERVE', 'RESERVE']);
    const told = { payload: { equals: { message: 'reserveProposal.proposed', subjectId: made[0]!.id } } };
    expect(await app.database.read.outbox.count({ where: told })).toBe(1);

    const order = await act(fits, 'shortlist', people.jury, { years: fits.years }, 1);
    expect(rulesOf(order.body)).toEqual(['reserveOrder']);
    const reasons = 'Le rang 1 ne tient pas dans les crédits libérés.';
    expect((await act(fits, 'shortlist', people.jury, { years: fits.years, reasons }, 1)).status).toBe(200);
    expect(await proposals(call)).toMatchObject([{ applicationId: fits.id, state: 'TAKEN', actions: [] }]);
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 400_000n, committed: 0n } });
  });

  it('passed over with reasons, go to the next one; taken for another dossier, they lapse', async () => {
    const call = await selection(500_000);
    const dossier = await awarded(call, 1_000_000);
    const [first, second] = [await onReserve(call, 1, 900_000), await onReserve(call, 2, 700_000)];
    expect(await renounce(dossier)).toBe(200);
    const [proposal] = await proposals(call, '?state=PROPOSED');
    const pass = (body: object, actor = people.jury, ifMatch = proposal!.version) =>
      app.post<Proposal & Unmet>(`/v1/reserve-proposals/${proposal!.id}/pass-over`, actor, { body, ifMatch });
    expect((await pass({}, people.state)).status).toBe(403);
    expect((await pass({}, people.jury, 1)).status).toBe(412);
    expect(rulesOf((await pass({})).body)).toEqual(['passingOverExplained']);
    const passed = await pass({ reasons: 'Le local n’est plus disponible.' });
    expect(passed.body).toMatchObject({ state: 'PASSED_OVER', reasons: 'Le local n’est plus disponible.', actions: [] });
    expect((await pass({ reasons: 'Encore.' }, people.jury, passed.body.version)).status).toBe(409);
    expect((await proposals(call)).map(({ applicationId, state }) => [applicationId, state])).toEqual([
      [second.id, 'PROPOSED'],
      [first.id, 'PASSED_OVER'],
    ]);
    const other = await makeDossier(app, { call, state: 'COMMITTEE_FAVOURABLE', years: year(600_000) });
    expect((await act(other, 'shortlist', people.jury, { years: other.years }, 1)).status).toBe(200);
    expect((await proposals(call)).map(({ state }) => state)).toEqual(['LAPSED', 'PASSED_OVER']);
    const { ownerUrl } = app.testDatabase;
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    await expect(client.query(`UPDATE reserve_proposal SET state = 'TAKEN' WHERE id = '${proposal!.id}'`)).rejects.toThrow(
      /is closed/,
    );
    await client.end();
  });

  it('of two renunciations at once propose each dossier once, and no more than the envelopes hold', async () => {
    const call = await selection(1_000_000);
    const [one, two] = [await awarded(call, 1_000_000), await awarded(call, 1_000_000)];
    const dossiers = [
      await onReserve(call, 1, 1_000_000),
      await onReserve(call, 2, 1_000_000),
      await onReserve(call, 3, 500_000),
    ];
    expect(await Promise.all([renounce(one), renounce(two)])).toEqual([200, 200]);
    const open = await proposals(call, '?state=PROPOSED');
    expect(open.map(({ applicationId }) => applicationId).sort()).toEqual([dossiers[0]!.id, dossiers[1]!.id].sort());
    const row = {
      callId: call.id,
      examination: 1,
      rank: 1,
      cause: 'x',
      causeId: newId(),
      proposedAt: new Date(),
      state: 'PROPOSED',
    };
    await expect(
      app.database.read.reserveProposal.create({ data: { id: newId(), applicationId: dossiers[0]!.id, ...row } }),
    ).rejects.toThrow();
  });

  it('come from a withdrawal, a refused leg once the jury has ruled, and an envelope raised', async () => {
    const call = await selection(500_000);
    const selected = await makeDossier(app, { call, state: 'COMMITTEE_FAVOURABLE', years: year(1_000_000) });
    await act(selected, 'shortlist', people.jury, { years: selected.years }, 1);
    const [first, second] = [await onReserve(call, 1, 900_000), await onReserve(call, 2, 100_000)];
    const award = await app.database.read.award.findFirstOrThrow({ where: { applicationId: selected.id } });
    await app.post(`/v1/awards/${award.id}/legs/CNAF/refuse`, people.cnaf, { body: { reasons: 'Non.' }, ifMatch: 1 });
    expect(await proposals(call)).toEqual([]);
    expect((await act(selected, 'refuse', people.jury, { reasons: 'Un financeur a refusé.' }, 2)).status).toBe(200);
    // The whole list fits: each is proposed, in order.
    expect((await proposals(call)).map(({ rank, state }) => [rank, state])).toEqual([
      [2, 'PROPOSED'],
      [1, 'PROPOSED'],
    ]);
    const third = await onReserve(call, 3, 850_000);
    expect((await act(first, 'withdraw', first.representative, { reasons: 'Abandon.' })).status).toBe(200);
    expect((await proposals(call)).map(({ rank, state, cause }) => [rank, state, cause])).toEqual([
      [3, 'PROPOSED', 'application.withdrawn'],
      [2, 'PROPOSED', 'application.refused'],
      [1, 'LAPSED', 'application.refused'],
    ]);
    const fourth = await onReserve(call, 4, 400_000);
    const raise = (cents: number, ifMatch: number, actor = people.manager) =>
      app.post<Unmet>(`/v1/calls/${call.id}/raise-envelopes`, actor, {
        body: {
          reasons: 'Crédits délégués.',
          envelopes: ['STATE', 'CNAF'].map((funderCode) => ({ funderCode, year: 2023, cents })),
        },
        ifMatch,
      });
    expect((await raise(700_000, 1, people.jury)).status).toBe(403);
    expect(rulesOf((await raise(500_000, 1)).body)).toEqual(['someEnvelopeRaised']);
    expect((await raise(700_000, 1)).status).toBe(200);
    expect((await proposals(call))[0]).toMatchObject({ applicationId: fourth.id, cause: 'call.envelopesRaised' });
    expect([await stateOf(second), await stateOf(third)]).toEqual(['RESERVE', 'RESERVE']);
  });
});
