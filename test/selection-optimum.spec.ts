// The best selection and its adoption as the reference, through HTTP.

import { newId } from '../src/kernel/ids.js';
import { Optimiser } from '../src/platform/optimiser/optimiser.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import type { MadeApplication } from './support/applications.js';
import { makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeInterestedJuror, makeJuryDossier, type MakeJuryDossier } from './support/selection.js';

interface Problem {
  code: string;
  reasons?: { rule: string; message: string; pointer?: string }[];
  errors?: { pointer: string }[];
}
interface Run {
  id: string;
  status: string;
  objective: number;
  bound: number;
  gap: number;
  problemHash: string;
  solver: string;
  isReference: boolean;
  considered: number;
  taken: number;
  request: { forcedIn?: string[] };
  envelopes: { funderCode: string; year: number; before: { cents: number }; after: { cents: number } }[];
  lines: {
    applicationId: string;
    taken: boolean;
    value: number;
    missing: { amount: { cents: number }; sentence: string }[];
    because: { kind: string }[];
  }[];
  conflict: { constraints: { kind: string; key: string | null }[]; minimal: boolean } | null;
}
interface Explained {
  taken: boolean;
  contrary: {
    status: string;
    cost: number;
    entering: { applicationId: string }[];
    leaving: { applicationId: string }[];
    hidden: number;
  };
  missingValue: number | null;
  growth: { funderCode: string; amount: { cents: number } }[];
  largest: { year: number; amount: { cents: number } }[];
  sentences: string[];
}

const SCORE = { score: 1, beneficiaries: 0, places: 0, projects: 0 };
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
const dossier = (call: MadeCall, given: MakeJuryDossier): Promise<MadeApplication> => makeJuryDossier(app, call, given);
const interestedIn = (application: MadeApplication): Promise<TestActor> => makeInterestedJuror(app, application);
const optimise = (call: MadeCall, body: object, actor = people.jury): Promise<Reply<Run & Problem>> =>
  app.post(`/v1/calls/${call.id}/optimisations`, actor, { body: { name: 'Essai', objective: SCORE, ...body } });
const simulate = (call: MadeCall, name: string, run: Run, actor: TestActor): Promise<Reply<{ totals: { projects: number } }>> =>
  app.post(`/v1/calls/${call.id}/simulations`, actor, { body: { name, optimisationId: run.id } });
const act = (id: string, event: string, body: object, ifMatch = 1): Promise<Reply<Problem>> =>
  app.post(`/v1/applications/${id}/${event}`, people.jury, { body, ifMatch });

describe('the best selection', () => {
  it('is computed with its proof, kept as posed, and explained dossier by dossier', async () => {
    const call = await underSelection({ envelopeCents: 3_000_000n });
    const best = await dossier(call, { euros: 40_000, points: 12 });
    const middle = await dossier(call, { euros: 30_000, points: 9 });
    const small = await dossier(call, { euros: 20_000, points: 8 });
    const key = newId();
    const body = { name: 'Points', objective: SCORE };
    const ask = (): Promise<Reply<Run>> => app.post(`/v1/calls/${call.id}/optimisations`, people.jury, { body, key });
    const { body: run, status, headers } = await ask();
    expect(status).toBe(201);
    expect(headers.location).toBe(`/v1/optimisations/${run.id}`);
    expect(run).toMatchObject({
      status: 'OPTIMAL',
      objective: 20,
      bound: 20,
      gap: 0,
      considered: 3,
      taken: 2,
      isReference: false,
    });
    expect(run.solver).toMatch(/^HiGHS/);
    expect(
      run.lines
        .filter(({ taken }) => taken)
        .map(({ applicationId }) => applicationId)
        .sort(),
    ).toEqual([best.id, small.id].sort());
    expect(run.envelopes.find(({ funderCode, year }) => funderCode === 'CNAF' && year === 2023)).toMatchObject({
      before: { cents: 3_000_000 },
      after: { cents: 0 },
    });
    const left = run.lines.find(({ applicationId }) => applicationId === middle.id);
    expect(left).toMatchObject({ value: 9, because: [{ kind: 'ENVELOPE' }, { kind: 'ENVELOPE' }] });
    expect(left?.missing.map(({ amount }) => amount.cents)).toEqual([1_500_000, 1_500_000]);
    expect((await ask()).body).toEqual(run);

    const explain = async (of: MadeApplication, actor = people.auditor): Promise<Reply<Explained>> =>
      app.get(`/v1/optimisations/${run.id}/dossiers/${of.id}`, actor);
    // With it: 9 + 8, or 9 + 12 of which the envelope holds nothing: 17 for 20.
    const { body: why } = await explain(middle);
    expect(why).toMatchObject({
      taken: false,
      contrary: {
        status: 'FOUND',
        cost: 3,
        entering: [{ applicationId: middle.id }],
        leaving: [{ applicationId: best.id }],
        hidden: 0,
      },
      missingValue: 4,
      largest: [{ year: 2023, amount: { cents: 2_000_000 } }],
    });
    expect(why.growth.map(({ funderCode, amount }) => [funderCode, amount.cents])).toEqual([
      ['STATE', 500_000],
      ['CNAF', 500_000],
    ]);
    expect(why.sentences[0]).toBe('Avec lui, la meilleure sélection perd 3.');
    expect((await explain(best)).body).toMatchObject({ taken: true, contrary: { status: 'FOUND', cost: 3 }, growth: null });
    expect((await explain(await dossier(call, { euros: 1, points: 1 }))).status).toBe(404);

    for (const statement of ['UPDATE selection_optimisation SET name = name', 'DELETE FROM selection_optimisation_line'])
      await expect(app.database.pool.query(statement)).rejects.toThrow(/permission denied|append-only/);
  });

  it('keeps every constraint, or names those that cannot be kept together', async () => {
    const call = await underSelection({ envelopeCents: 3_000_000n });
    const haute = await dossier(call, { euros: 50_000, points: 12 });
    const aude = await dossier(call, { euros: 30_000, points: 2, department: '11' });
    const { body: run } = await optimise(call, { departments: [{ department: '11', min: 1 }] });
    expect(run).toMatchObject({ status: 'OPTIMAL', objective: 2 });
    const { body: reduced } = await optimise(call, {
      departments: [{ department: '11', min: 1 }],
      reduction: { floorPercent: 60 },
    });
    expect(reduced).toMatchObject({ status: 'OPTIMAL', objective: 14, taken: 2 });
    expect(reduced.envelopes[0]?.after.cents).toBe(0);
    const { body: none } = await optimise(call, { departments: [{ department: '11', min: 1 }], forcedIn: [haute.id] });
    expect(none).toMatchObject({ status: 'INFEASIBLE', objective: null, taken: 0, lines: [] });
    expect(none.conflict?.minimal).toBe(true);
    expect(none.conflict?.constraints.map(({ kind }) => kind).sort()).toEqual(['DEPARTMENT_MIN', 'ENVELOPE', 'FORCED_IN']);
    const { body: without } = await optimise(call, { opinions: ['WITH_RESERVES'], minimumObjective: 0 });
    expect(without).toMatchObject({ status: 'OPTIMAL', objective: 0, taken: 0 });
    expect(aude.version).toBe(1);
  });

  it('refuses what it could not answer, with pointers, and one computation more than there are threads', async () => {
    const call = await underSelection();
    await dossier(call, { euros: 10_000, points: 5 });
    const pointers = async (body: object): Promise<unknown> => {
      const reply = await optimise(call, body);
      return [reply.status, reply.body.errors?.map(({ pointer }) => pointer)];
    };
    expect(await pointers({ objective: { ...SCORE, score: 0 } })).toEqual([400, ['/objective']]);
    expect(await pointers({ stepCents: 101 })).toEqual([400, ['/stepCents']]);
    expect(await pointers({ departments: [{ department: '75', min: 2, max: 1 }] })).toEqual([
      400,
      ['/departments/0/department', '/departments/0/max'],
    ]);
    expect(await pointers({ forcedIn: [newId()] })).toEqual([400, ['/forcedIn/0']]);
    expect((await optimise(await makeCall(app, { state: 'OPEN' }), {})).status).toBe(422);
    await app.app.get(Optimiser).session({ seconds: 10 }, async () => {
      const busy = await optimise(call, {});
      expect([busy.status, busy.headers['retry-after']]).toEqual([503, '5']);
    });
    expect((await optimise(call, {})).status).toBe(201);
  });

  it('shows a juror nothing of the dossier of an interest, and takes no order about it', async () => {
    const call = await underSelection({ envelopeCents: 1_000_000n });
    const hidden = await dossier(call, { euros: 20_000, points: 9 });
    const other = await dossier(call, { euros: 20_000, points: 5 });
    const juror = await interestedIn(hidden);
    const { body: run } = await optimise(call, { forcedIn: [hidden.id] });
    const { body: read } = await app.get<Run>(`/v1/optimisations/${run.id}`, juror);
    expect(read.lines.map(({ applicationId }) => applicationId)).toEqual([other.id]);
    expect(JSON.stringify(read)).not.toContain(hidden.id);
    expect(read).toMatchObject({ considered: 2, taken: 1 });
    const { body: why } = await app.get<Explained>(`/v1/optimisations/${run.id}/dossiers/${other.id}`, juror);
    expect(JSON.stringify(why)).not.toContain(hidden.id);
    expect((await app.get(`/v1/optimisations/${run.id}/dossiers/${hidden.id}`, juror)).status).toBe(404);
    expect((await optimise(call, { forcedOut: [hidden.id] }, juror)).status).toBe(400);
    const { body: simulation } = await simulate(call, 'Du calcul', run, juror);
    expect(simulation.totals.projects).toBe(1);
    expect(JSON.stringify(simulation)).not.toContain(hidden.id);
    expect((await simulate(await underSelection(), 'Ailleurs', run, people.jury)).status).toBe(404);
  });
});

describe('the reference selection', () => {
  it('is adopted by an act on the call; whoever departs from it says why', async () => {
    const call = await underSelection({ envelopeCents: 1_000_000n });
    const taken = await dossier(call, { euros: 20_000, points: 9 });
    const left = await dossier(call, { euros: 10_000, points: 5 });
    const second = await dossier(call, { euros: 10_000, points: 1 });
    const { body: run } = await optimise(call, {});
    expect(run.lines.filter((line) => line.taken).map(({ applicationId }) => applicationId)).toEqual([taken.id]);
    const onCall = (event: string, body: object, ifMatch: number): Promise<Reply<Problem>> =>
      app.post(`/v1/calls/${call.id}/${event}`, people.jury, { body, ifMatch });
    const foreign = (
      await optimise(await underSelection().then(async (other) => (await dossier(other, { euros: 1, points: 1 }), other)), {})
    ).body;
    const rules = ({ status, body }: Reply<Problem>): unknown => [status, body.reasons?.map(({ rule }) => rule)];
    expect(rules(await onCall('adopt-reference', { optimisationId: foreign.id }, 1))).toEqual([422, ['referenceProven']]);
    expect(rules(await onCall('drop-reference', REASONS, 1))).toEqual([422, ['referenceAdopted']]);
    expect((await onCall('adopt-reference', { optimisationId: run.id }, 1)).status).toBe(200);
    await expect(
      app.database.read.call.update({ where: { id: call.id }, data: { selectionReferenceId: foreign.id } }),
    ).rejects.toThrow();

    const { body: page } = await app.get<{ referenceId: string; items: { id: string; inReference: boolean | null }[] }>(
      `/v1/calls/${call.id}/selection`,
      people.state,
    );
    expect(page.referenceId).toBe(run.id);
    expect(page.items.map(({ id, inReference }) => [id, inReference])).toEqual([
      [taken.id, true],
      [left.id, false],
      [second.id, false],
    ]);
    const years = [{ year: 2023, cents: 1_000_000 }];
    expect(rules(await act(left.id, 'shortlist', { years }))).toEqual([422, ['referenceDepartureExplained']]);
    expect((await act(left.id, 'shortlist', { years, ...REASONS })).status).toBe(200);
    const refusal = await act(taken.id, 'refuse', { reasons: '   ' });
    expect(refusal.status).toBe(400);
    const reserve = { rank: 1, expiresOn: '2024-06-30', ...REASONS };
    expect((await act(taken.id, 'put-on-reserve', reserve)).status).toBe(200);
    // A dossier that came since the run is nobody's departure.
    const late = await dossier(call, { euros: 1_000, points: 1 });
    expect((await act(late.id, 'shortlist', { years: [{ year: 2023, cents: 100_000 }] })).status).toBe(200);

    expect((await onCall('drop-reference', REASONS, 2)).status).toBe(200);
    expect((await act(second.id, 'shortlist', { years: [{ year: 2023, cents: 900_000 }] })).status).toBe(200);
    const events = await app.database.read.auditEntry.findMany({
      where: { aggregate: 'call', aggregateId: call.id },
      orderBy: { seq: 'asc' },
    });
    expect(events.map(({ event }) => event)).toEqual(['adoptReference', 'dropReference']);
    expect(events[1]?.facts).toContain(run.id);
  });
});
