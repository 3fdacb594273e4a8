import type { ApplicationState } from '../src/features/applications/application-facts.js';
import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { declareInterest, makeApplication, type MadeApplication } from './support/applications.js';
import { envelopesOf, makeDeciders, statementsOf, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { signScores } from './support/selection.js';

interface Item {
  id: string;
  department: string;
  state: string;
  version: number;
  score: number;
  scores: { agency: string; score: number; opinion: string }[];
  jointOutcome: string | null;
  divergent: boolean | null;
  commonScore: number | null;
  committee: { opinion: string; for: number | null; castingVote: boolean; rank: number | null } | null;
  amounts: { stage: string; total: { cents: number }; years: { year: number; amount: { cents: number } }[] }[];
  waitingOn: string | null;
}
interface Page {
  state: string;
  envelopes: { funderCode: string; year: number; envelope: { cents: number }; left: { cents: number } }[];
  items: Item[];
  page: { next: string | null };
}
interface Problem {
  code: string;
  reasons: { rule: string }[];
}

const YEARS = [{ year: 2023, cents: 2_000_000 }];
const REASONS = { reasons: 'Territoire sans aucune place d’accueil.' };

let app: TestApp;
let people: Deciders;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  people = await makeDeciders(app);
});
afterAll(() => app.stop());

const underSelection = (options: Parameters<typeof makeCall>[1] = {}): Promise<MadeCall> =>
  makeCall(app, { state: 'UNDER_SELECTION', ...options });
const halves = (state: number, cnaf: number): object[] => [
  { funderCode: 'STATE', amount: { cents: state, currency: 'EUR' } },
  { funderCode: 'CNAF', amount: { cents: cnaf, currency: 'EUR' } },
];
const list = (call: { id: string }, actor: TestActor, query = ''): Promise<Reply<Page>> =>
  app.get<Page>(`/v1/calls/${call.id}/selection${query}`, actor);
const act = (id: string, event: string, body: object, actor = people.jury, ifMatch = 1): Promise<Reply<Problem>> =>
  app.post<Problem>(`/v1/applications/${id}/${event}`, actor, { body, ifMatch });
const rules = (reply: Reply<Problem>): [number, string[]] => [reply.status, reply.body.reasons.map(({ rule }) => rule)];

/** An application past the committee, with both agencies' signed scores. */
async function examined(
  call: MadeCall,
  department: string,
  points: [number, number],
  state: ApplicationState = 'COMMITTEE_FAVOURABLE',
): Promise<MadeApplication> {
  const application = await makeApplication(app, { call, department, state, years: YEARS });
  await signScores(app, application, points);
  return application;
}

/** A common score of both agencies, written directly. */
async function agree({ id: applicationId }: MadeApplication, total: number, state = 'AGREED'): Promise<void> {
  const now = app.clock.now();
  const answer = state === 'AGREED' ? { answeredBy: newId(), answeredAt: now } : {};
  const proposed = { agencyKind: 'CAF', scores: {}, total, proposedBy: newId(), proposedAt: now };
  await app.database.read.jointScore.create({
    data: { id: newId(), applicationId, examination: 1, state, ...proposed, ...answer },
  });
}

let bodies = 0;
/** A closed session that decided these dossiers and adopted this order, written directly. */
async function sessionOn(
  call: MadeCall,
  department: string,
  applicationIds: readonly string[],
  item: { proposal: string; result: string; tally: object },
  order: readonly string[] = [],
): Promise<void> {
  const db = app.database.read;
  const now = app.clock.now();
  const [committeeId, sessionId] = [newId(), newId()];
  const name = { name: 'CDSF', kind: 'CDSF', settings: {} };
  // One committee a department at a time: each has its own year.
  const period = { startsAt: new Date(Date.UTC(2000 + bodies, 0)), endsAt: new Date(Date.UTC(2001 + bodies, 0)) };
  bodies += 1;
  await db.committee.create({
    data: { id: committeeId, department, departments: [department], ...name, ...period, createdAt: now },
  });
  const session = { committeeId, callId: call.id, department, scheduledAt: now, place: 'Toulouse', createdAt: now };
  await db.committeeSession.create({ data: { id: sessionId, ...session, state: 'DRAFT' } });
  const itemIds = new Map<string, string>();
  for (const [index, applicationId] of applicationIds.entries()) {
    const { id } = await db.agendaItem.create({
      data: { id: newId(), sessionId, applicationId, position: index + 1, state: 'DECIDED', ...item, closedAt: now },
    });
    itemIds.set(applicationId, id);
  }
  if (order.length > 0) await db.committeeRanking.create({ data: { sessionId, adoptedAt: now, adoptedBy: newId() } });
  for (const [index, applicationId] of order.entries())
    await db.committeeRank.create({
      data: { sessionId, rank: index + 1, itemId: itemIds.get(applicationId) ?? '', applicationId },
    });
  await db.committeeSession.update({ where: { id: sessionId }, data: { state: 'CLOSED' } });
}

describe('the list before the jury', () => {
  it('ranks by department then score, shows what is left, and takes one statement a page', async () => {
    const call = await underSelection({ envelopeCents: 5_000_000n });
    const low = await examined(call, '31', [3, 4]);
    const high = await examined(call, '31', [9, 8]);
    const aude = await examined(call, '11', [1, 1], 'COMMITTEE_UNFAVOURABLE');
    const reserve = await examined(call, '31', [3, 4], 'RESERVE');
    for (const state of ['EXAMINED', 'ON_AGENDA', 'WITHDRAWN', 'SUBMITTED', 'INELIGIBLE'] as const)
      await examined(call, '31', [9, 9], state);
    expect((await act(high.id, 'shortlist', { years: [{ year: 2023, cents: 1_000_001 }] })).status).toBe(200);

    const { status, body } = await list(call, people.jury);
    expect(status).toBe(200);
    expect(body.items.map(({ id }) => id)).toEqual([aude.id, high.id, low.id, reserve.id]);
    expect(body.items[1]).toMatchObject({
      state: 'SHORTLISTED',
      version: 2,
      score: 17,
      scores: [
        { agency: 'CAF', score: 9, opinion: 'FAVOURABLE' },
        { agency: 'DDETS', score: 8, opinion: 'FAVOURABLE' },
      ],
      committee: { opinion: 'FAVOURABLE', for: null, castingVote: false },
      waitingOn: 'les deux financeurs',
    });
    expect(body.items[1]?.amounts).toEqual([
      {
        stage: 'DECIDED',
        total: { cents: 1_000_001, currency: 'EUR' },
        years: [{ year: 2023, amount: { cents: 1_000_001, currency: 'EUR' }, shares: halves(500_001, 500_000) }],
      },
      {
        stage: 'REQUESTED',
        total: { cents: 2_000_000, currency: 'EUR' },
        years: [{ year: 2023, amount: { cents: 2_000_000, currency: 'EUR' }, shares: halves(1_000_000, 1_000_000) }],
      },
    ]);
    // Asked for by the three that are not decided.
    const asked = { requested: { cents: 3_000_000 }, proposed: { cents: 0 } };
    expect(body.envelopes[0]).toMatchObject({ funderCode: 'STATE', year: 2023, left: { cents: 4_499_999 }, ...asked });
    expect(body.items[0]).toMatchObject({ beneficiaries: 0, places: 0, axes: ['QUALITY'], priority: false, inReference: null });
    expect(body.envelopes.find(({ funderCode }) => funderCode === 'CNAF')).toMatchObject({
      year: 2023,
      left: { cents: 4_500_000 },
    });

    const pages: string[] = [];
    let after = '';
    const statements = await statementsOf(app, async () => {
      for (let page = 0; page < 4; page += 1) {
        const reply = await list(call, people.auditor, `?limit=1${after}`);
        pages.push(...reply.body.items.map(({ id }) => id));
        after = `&after=${String(reply.body.page.next)}`;
      }
    });
    expect(pages).toEqual([aude.id, high.id, low.id, reserve.id]);
    expect(statements).toHaveLength(4);
    expect((await list(call, people.jury, '?after=nonsense')).status).toBe(400);
  });

  it('holds the examined dossiers of a call without committee', async () => {
    const call = await underSelection({ settings: { committeeRequired: false } });
    const { id } = await examined(call, '31', [5, 5], 'EXAMINED');
    expect((await list(call, people.jury)).body.items.map((item) => item.id)).toEqual([id]);
    expect((await act(id, 'shortlist', { years: YEARS })).status).toBe(200);
  });

  it('shows a committee’s count', async () => {
    const call = await underSelection();
    const { id } = await examined(call, '31', [5, 5], 'COMMITTEE_RESERVED');
    const tally = { for: 7, against: 7, abstain: 1, castingVote: true, adopted: true, result: 'WITH_RESERVES' };
    await sessionOn(call, '31', [id], { proposal: 'WITH_RESERVES', result: 'WITH_RESERVES', tally });
    expect((await list(call, people.jury)).body.items[0]?.committee).toEqual({
      opinion: 'WITH_RESERVES',
      for: 7,
      against: 7,
      abstain: 1,
      castingVote: true,
      rank: null,
    });
  });

  it('counts the common score first, then the order that the committee adopted, the best selection likewise', async () => {
    const call = await underSelection({ envelopeCents: 1_000_000n });
    const apart = await examined(call, '31', [6, 6]);
    const raised = await examined(call, '31', [2, 3]);
    const lowered = await examined(call, '31', [9, 9]);
    const second = await examined(call, '31', [4, 6]);
    const first = await examined(call, '31', [5, 5]);
    await agree(raised, 8);
    await agree(lowered, 3);
    // Proposed and not agreed: it counts for nothing.
    await agree(apart, 11, 'PROPOSED');
    const item = { proposal: 'FAVOURABLE', result: 'FAVOURABLE', tally: {} };
    await sessionOn(call, '31', [second.id, first.id], item, [first.id, second.id]);

    const { items } = (await list(call, people.jury)).body;
    expect(items.map(({ id, score, commonScore, committee }) => [id, score, commonScore, committee?.rank])).toEqual([
      [raised.id, 16, 8, null],
      [apart.id, 12, null, null],
      [first.id, 10, null, 1],
      [second.id, 10, null, 2],
      [lowered.id, 6, 3, null],
    ]);
    // What each agency found is still there.
    expect(items[0]?.scores).toMatchObject([{ score: 2 }, { score: 3 }]);
    const pages: string[] = [];
    for (let after = ''; pages.length < 5;) {
      const { body } = await list(call, people.jury, `?limit=1${after}`);
      pages.push(...body.items.map(({ id }) => id));
      after = `&after=${String(body.page.next)}`;
    }
    expect(pages).toEqual(items.map(({ id }) => id));
    const body = { name: 'Essai', objective: { score: 1, beneficiaries: 0, places: 0, projects: 0 } };
    const run = await app.post<{ lines: object[] }>(`/v1/calls/${call.id}/optimisations`, people.jury, { body });
    expect(run.body).toMatchObject({ objective: 16, taken: 1 });
    expect(run.body.lines).toContainEqual(expect.objectContaining({ applicationId: raised.id, taken: true, value: 16 }));
  });

  it('is for the jury, the funders, the manager and the auditors, each on the own territory', async () => {
    const call = await underSelection();
    const lot = await examined(call, '46', [5, 5]);
    const gers = await examined(call, '32', [5, 5]);
    const elsewhere = await makeDeciders(app, '84');
    const lotOfficer = await app.actor({ role: 'STATE_OFFICER', territory: 'DEP-46' });
    // An examiner's own department adds nothing to what the jury of another region sees.
    const mixed = await app.actor(
      { role: 'REGIONAL_JURY', territory: 'REG-84' },
      { role: 'CAF_INSTRUCTOR', territory: 'DEP-46' },
    );
    const interested = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    await declareInterest(app, lot.id, interested);
    const ids = async (actor: TestActor): Promise<string[]> => (await list(call, actor)).body.items.map(({ id }) => id);
    for (const actor of [people.jury, people.state, people.cnaf, people.manager, people.auditor]) {
      expect(await ids(actor)).toEqual([gers.id, lot.id]);
    }
    expect(await ids(lotOfficer)).toEqual([lot.id]);
    expect(await ids(interested)).toEqual([gers.id]);
    for (const actor of [elsewhere.jury, elsewhere.state, elsewhere.manager, mixed])
      expect((await list(call, actor)).status).toBe(404);
    for (const role of ['CAF_INSTRUCTOR', 'COMMITTEE_PRESIDENT', 'ADMINISTRATOR'] as const) {
      expect((await list(call, await app.actor({ role, territory: 'REG-76' }))).status).toBe(403);
    }
    expect((await list({ id: newId() }, people.auditor)).status).toBe(404);
  });
});

describe('the acts of the jury', () => {
  it('ask for the version read, and for the jury of the region', async () => {
    const call = await underSelection();
    const { id } = await examined(call, '31', [5, 5]);
    const elsewhere = await makeDeciders(app, '84');
    for (const event of ['shortlist', 'put-on-reserve', 'refuse']) {
      const body = {
        shortlist: { years: YEARS },
        'put-on-reserve': { rank: 1, expiresOn: '2024-06-30', ...REASONS },
        refuse: REASONS,
      }[event]!;
      expect((await act(id, event, body, elsewhere.jury, 9)).status).toBe(404);
      expect((await act(id, event, body, people.state, 9)).status).toBe(403);
      expect((await app.post(`/v1/applications/${id}/${event}`, people.jury, { body })).status).toBe(428);
      expect((await act(id, event, body, people.jury, 9)).status).toBe(412);
    }
    expect((await act(id, 'shortlist', { years: YEARS })).status).toBe(200);
    // Selected, it stays so as long as neither a funder nor its holder refuses.
    const back = await act(id, 'put-on-reserve', { rank: 1, expiresOn: '2024-06-30', ...REASONS }, people.jury, 2);
    expect(rules(back)).toEqual([422, ['legRefused']]);
  });

  it('select within the request and the envelope, and depart from the committee with reasons only', async () => {
    const call = await underSelection({ envelopeCents: 1_500_000n });
    const against = await examined(call, '31', [5, 5], 'COMMITTEE_UNFAVOURABLE');
    expect(rules(await act(against.id, 'shortlist', { years: [{ year: 2023, cents: 2_000_001 }] }))).toEqual([
      422,
      ['notMoreThanRequested', 'departureExplained'],
    ]);
    expect(rules(await act(against.id, 'shortlist', { years: [{ year: 2030, cents: 2 }], ...REASONS }))).toEqual([
      422,
      ['yearsOfCall', 'notMoreThanRequested', 'envelopeHolds', 'envelopeHolds'],
    ]);
    expect((await act(against.id, 'shortlist', { years: YEARS, ...REASONS })).status).toBe(200);
    const second = await examined(call, '31', [5, 5]);
    expect(rules(await act(second.id, 'shortlist', { years: YEARS }))).toEqual([422, ['envelopeHolds', 'envelopeHolds']]);
    // Reduced to what is left, to the cent.
    expect((await act(second.id, 'shortlist', { years: [{ year: 2023, cents: 1_000_000 }] })).status).toBe(200);
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 1_500_000n, committed: 0n } });
    expect((await list(call, people.jury)).body.envelopes[0]?.left).toMatchObject({ cents: 0 });
  });

  it('reserve by rank, then select in order or with a reason', async () => {
    const call = await underSelection();
    const [first, second] = [await examined(call, '31', [5, 5]), await examined(call, '31', [4, 4])];
    const reserve = (id: string, rank: number): Promise<Reply<Problem>> =>
      act(id, 'put-on-reserve', { rank, expiresOn: '2024-06-30', ...REASONS });
    expect((await reserve(first.id, 1)).status).toBe(200);
    expect(rules(await reserve(second.id, 1))).toEqual([422, ['rankFree']]);
    expect((await reserve(second.id, 2)).status).toBe(200);
    expect(rules(await act(second.id, 'shortlist', { years: YEARS }, people.jury, 2))).toEqual([422, ['reserveOrder']]);
    expect((await act(second.id, 'shortlist', { years: YEARS, ...REASONS }, people.jury, 2)).status).toBe(200);
    expect((await act(first.id, 'shortlist', { years: YEARS }, people.jury, 2)).status).toBe(200);
  });

  it('refuse with reasons, author, capacity, date and appeal text', async () => {
    const call = await underSelection();
    const { id } = await examined(call, '31', [1, 1], 'COMMITTEE_UNFAVOURABLE');
    expect((await act(id, 'refuse', {})).status).toBe(400);
    expect((await act(id, 'refuse', REASONS)).status).toBe(200);
    const row = await app.database.read.application.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({
      state: 'REFUSED',
      refusal: {
        ...REASONS,
        appeal: call.settings.appealText.fr,
        author: people.jury.personId,
        capacity: 'regionalJury',
        date: '2023-10-02T08:00:00.000Z',
      },
    });
    const own = await examined(call, '31', [1, 1], 'COMMITTEE_RESERVED');
    expect((await act(own.id, 'refuse', { ...REASONS, appeal: 'Tribunal administratif de Toulouse, deux mois.' })).status).toBe(
      200,
    );
    const { refusal } = await app.database.read.application.findUniqueOrThrow({ where: { id: own.id } });
    expect(refusal).toMatchObject({ appeal: 'Tribunal administratif de Toulouse, deux mois.' });
  });
});
