// Simulations, the best selection and its reference, through HTTP.

import type { ApplicationState } from '../src/features/applications/application-facts.js';
import { newId } from '../src/kernel/ids.js';
import { Optimiser } from '../src/platform/optimiser/optimiser.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeApplication, makeContent, type MadeApplication } from './support/applications.js';
import { envelopesOf, makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { signScores } from './support/selection.js';

interface Problem {
  code: string;
  reasons?: { rule: string; message: string; pointer?: string }[];
  errors?: { pointer: string }[];
}
interface Envelope {
  funderCode: string;
  year: number;
  planned: { cents: number };
  left: { cents: number };
  overdrawn: boolean;
}
interface Totals {
  envelopes: Envelope[];
  overdrawn: boolean;
  projects: number;
  alreadySelected: number;
  onReserve: number;
  score: number;
  beneficiaries: number;
  places: number;
  priority: number;
  byDepartment: { code: string; projects: number }[];
  byAxis: { code: string; projects: number }[];
}
interface Line {
  applicationId: string;
  status: string;
  reserveRank: number | null;
  decided: boolean;
  version: number;
  years: { year: number; amount: { cents: number } }[];
}
interface Simulation {
  id: string;
  version: number;
  name: string;
  lines: Line[];
  totals: Totals;
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

interface Given {
  readonly euros: number;
  readonly points: number;
  readonly department?: string;
  readonly state?: ApplicationState;
  readonly brings?: { beneficiaries?: number; placesCreated?: number };
}

/** A dossier before the jury, asking for 2023 alone, with signed scores. */
async function dossier(
  call: MadeCall,
  { euros, points, department = '31', state = 'COMMITTEE_FAVOURABLE', brings }: Given,
): Promise<MadeApplication> {
  const content = { ...makeContent(call, { years: [{ year: 2023, cents: euros * 100 }] }), ...brings };
  const application = await makeApplication(app, { call, department, state, content });
  await signScores(app, application, [points, 0]);
  return application;
}

async function interestedIn(application: MadeApplication): Promise<TestActor> {
  const juror = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
  const { personId } = juror;
  await app.database.read.interest.create({
    data: { applicationId: application.id, personId, reason: 'élu', declaredAt: app.clock.now(), declaredBy: personId },
  });
  return juror;
}

const simulate = (call: MadeCall, body: object, actor = people.jury): Promise<Reply<Simulation & Problem>> =>
  app.post(`/v1/calls/${call.id}/simulations`, actor, { body });
const edit = (id: string, ifMatch: number, body: object, actor = people.jury): Promise<Reply<Simulation & Problem>> =>
  app.patch(`/v1/simulations/${id}`, actor, { body, ifMatch });
const optimise = (call: MadeCall, body: object, actor = people.jury): Promise<Reply<Run & Problem>> =>
  app.post(`/v1/calls/${call.id}/optimisations`, actor, { body: { name: 'Essai', objective: SCORE, ...body } });
const act = (id: string, event: string, body: object, ifMatch = 1): Promise<Reply<Problem>> =>
  app.post(`/v1/applications/${id}/${event}`, people.jury, { body, ifMatch });
const taking = ({ id: applicationId }: MadeApplication, euros?: number): object => ({
  applicationId,
  status: 'IN',
  ...(euros !== undefined && { years: [{ year: 2023, cents: euros * 100 }] }),
});
const lineOf = (simulation: Simulation, { id }: MadeApplication): Line | undefined =>
  simulation.lines.find(({ applicationId }) => applicationId === id);
const envelope = ({ totals }: Simulation, funderCode: string): Envelope | undefined =>
  totals.envelopes.find((row) => row.funderCode === funderCode && row.year === 2023);

describe('simulations', () => {
  it('come to totals exact to the cent, say what is overdrawn, and change nothing', async () => {
    const call = await underSelection({
      envelopeCents: 4_000_000n,
      settings: { selection: { priority: { departments: ['11'] } } },
    });
    const small = await dossier(call, { euros: 25_000.01, points: 7, brings: { beneficiaries: 30, placesCreated: 12 } });
    const large = await dossier(call, { euros: 75_000, points: 9, department: '11', brings: { beneficiaries: 100 } });
    const { body: empty, status, headers } = await simulate(call, { name: 'Aude d’abord' });
    expect(status).toBe(201);
    expect(headers.etag).toBe('"1"');
    expect(empty.lines.map((line) => line.status)).toEqual(['OUT', 'OUT']);

    const { body: both } = await edit(empty.id, 1, { lines: [taking(small), taking(large)] });
    expect(both.version).toBe(2);
    expect(envelope(both, 'STATE')).toMatchObject({
      planned: { cents: 5_000_001 },
      left: { cents: -1_000_001 },
      overdrawn: true,
    });
    expect(envelope(both, 'CNAF')).toMatchObject({ planned: { cents: 5_000_000 }, left: { cents: -1_000_000 }, overdrawn: true });
    expect(both.totals).toMatchObject({
      overdrawn: true,
      projects: 2,
      alreadySelected: 0,
      score: 16,
      beneficiaries: 130,
      places: 12,
      priority: 1,
      byDepartment: [
        { code: '11', projects: 1 },
        { code: '31', projects: 1 },
      ],
      byAxis: [{ code: 'QUALITY', projects: 2 }],
    });
    const { body: held } = await edit(empty.id, 2, { lines: [taking(large, 54_999.98)] });
    expect(held.totals.overdrawn).toBe(false);
    expect([envelope(held, 'STATE')?.left.cents, envelope(held, 'CNAF')?.left.cents]).toEqual([0, 1]);

    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 0n, committed: 0n } });
    const rows = await app.database.read.application.findMany({
      where: { callId: call.id },
      select: { version: true, state: true },
    });
    expect(rows).toEqual([
      { version: 1, state: 'COMMITTEE_FAVOURABLE' },
      { version: 1, state: 'COMMITTEE_FAVOURABLE' },
    ]);
  });

  it('are copied, renamed, compared and archived, each under the version that was read', async () => {
    const call = await underSelection();
    const [a, b] = [await dossier(call, { euros: 10_000, points: 5 }), await dossier(call, { euros: 20_000, points: 6 })];
    const { body: first } = await simulate(call, { name: 'Une' });
    await edit(first.id, 1, { lines: [taking(a), { applicationId: b.id, status: 'RESERVE', reserveRank: 1 }] });
    const { body: copy } = await simulate(call, { name: 'Deux', copyOf: first.id });
    expect(copy.lines.map((line) => [line.status, line.reserveRank])).toEqual([
      ['RESERVE', 1],
      ['IN', null],
    ]);
    expect((await edit(copy.id, 9, { name: 'Trois' })).status).toBe(412);
    expect((await edit(copy.id, 1, { name: 'une' })).status).toBe(409);
    // Ranks are exchanged in one edit, and never shared.
    const ranks = (first_: number, second: number): object => ({
      lines: [a, b].map(({ id }, index) => ({ applicationId: id, status: 'RESERVE', reserveRank: [first_, second][index] })),
    });
    expect((await edit(copy.id, 1, ranks(2, 1))).status).toBe(200);
    expect((await edit(copy.id, 2, ranks(1, 2))).body.totals.onReserve).toBe(2);
    expect((await edit(copy.id, 3, ranks(1, 1))).status).toBe(409);

    const compare = (
      ids: readonly string[],
    ): Promise<
      Reply<{
        simulations: Simulation[];
        dossiers: { applicationId: string; differs: boolean; lines: { amount: { cents: number } | null }[] }[];
      }>
    > => app.get(`/v1/calls/${call.id}/simulations/compare?ids=${ids.join(',')}`, people.state);
    const { body: compared } = await compare([copy.id, first.id]);
    expect(compared.simulations.map(({ name, totals }) => [name, totals.projects])).toEqual([
      ['Deux', 0],
      ['Une', 1],
    ]);
    expect(compared.dossiers.find(({ applicationId }) => applicationId === a.id)).toMatchObject({
      differs: true,
      lines: [{ amount: null }, { amount: { cents: 1_000_000 } }],
    });
    expect((await compare(Array.from({ length: 6 }, () => newId()))).status).toBe(400);
    expect((await compare([newId()])).status).toBe(404);

    const archive = (): Promise<Reply> => app.post(`/v1/simulations/${copy.id}/archive`, people.jury, { ifMatch: 3 });
    expect((await archive()).status).toBe(200);
    expect((await edit(copy.id, 4, { name: 'Trois' })).status).toBe(409);
    const names = async (query = ''): Promise<string[]> =>
      (await app.get<{ items: Simulation[] }>(`/v1/calls/${call.id}/simulations${query}`, people.cnaf)).body.items.map(
        ({ name }) => name,
      );
    expect(await names()).toEqual(['Une']);
    expect(await names('?archived=true')).toEqual(['Deux', 'Une']);
  });

  it('take no dossier of another call, no more than is asked, no rank without reserve', async () => {
    const call = await underSelection();
    const own = await dossier(call, { euros: 10_000, points: 5 });
    const foreign = await dossier(await underSelection(), { euros: 10_000, points: 5 });
    const { body } = await simulate(call, { name: 'Fautes' });
    const faults = async (...lines: object[]): Promise<unknown> => {
      const reply = await edit(body.id, 1, { lines });
      return [reply.status, reply.body.errors?.map(({ pointer }) => pointer)];
    };
    expect(await faults(taking(own), taking(foreign))).toEqual([400, ['/lines/1/applicationId']]);
    expect(await faults(taking(own, 10_000.01))).toEqual([400, ['/lines/0/years/0/cents']]);
    expect(await faults({ applicationId: own.id, status: 'RESERVE' })).toEqual([400, ['/lines/0/reserveRank']]);
    expect(await faults(taking(own), taking(own))).toEqual([400, ['/lines/1/applicationId']]);
    const line = { simulationId: body.id, applicationId: foreign.id, status: 'OUT', years: [], cents: [] };
    await expect(app.database.read.selectionSimulationLine.create({ data: line })).rejects.toThrow('line_of_call');
    expect((await simulate(await underSelection(), { name: 'Copie', copyOf: body.id })).status).toBe(404);
  });

  it('count for a juror the dossier of an interest, and never show it', async () => {
    const call = await underSelection();
    const [hidden, shown] = [
      await dossier(call, { euros: 10_000, points: 5 }),
      await dossier(call, { euros: 20_000, points: 6 }),
    ];
    const juror = await interestedIn(hidden);
    const { body: made } = await simulate(call, { name: 'Intérêt' });
    await edit(made.id, 1, { lines: [taking(hidden), taking(shown)] });
    const { body: read } = await app.get<Simulation>(`/v1/simulations/${made.id}`, juror);
    expect(read.lines.map(({ applicationId }) => applicationId)).toEqual([shown.id]);
    expect(read.totals).toMatchObject({ projects: 2, score: 11 });
    expect((await edit(made.id, 2, { lines: [{ applicationId: hidden.id, status: 'OUT' }] }, juror)).status).toBe(400);
    // What the juror does not see stays as it was, in an edit and in a copy.
    const { body: edited } = await edit(made.id, 2, { lines: [{ applicationId: shown.id, status: 'OUT' }] }, juror);
    expect(edited.totals.projects).toBe(1);
    const { body: copied } = await simulate(call, { name: 'Copie', copyOf: made.id }, juror);
    expect(copied.lines.map(({ applicationId }) => applicationId)).toEqual([shown.id]);
    expect(copied.totals.projects).toBe(1);
  });

  it('are decided on by the acts of the jury, each dossier with its own answer', async () => {
    const call = await underSelection({ envelopeCents: 2_000_000n });
    const good = await dossier(call, { euros: 30_000, points: 9 });
    const against = await dossier(call, { euros: 5_000, points: 1, state: 'COMMITTEE_UNFAVOURABLE' });
    const dear = await dossier(call, { euros: 30_000, points: 8 });
    const out = await dossier(call, { euros: 1_000, points: 2 });
    const { body: made } = await simulate(call, { name: 'Décision' });
    await edit(made.id, 1, { lines: [taking(good), taking(against), taking(dear)] });
    const decide = (
      ifMatch: number,
      key = newId(),
    ): Promise<
      Reply<{
        shortlisted: number;
        items: { applicationId: string; outcome: string; code: string | null; reasons: { rule: string }[] }[];
      }>
    > =>
      app.post(`/v1/simulations/${made.id}/decide`, people.jury, {
        ifMatch,
        key,
        body: {
          rows: [
            { applicationId: good.id, version: 1 },
            { applicationId: against.id, version: 1 },
            { applicationId: dear.id, version: 1 },
            { applicationId: out.id, version: 1 },
          ],
        },
      });
    expect((await decide(1)).status).toBe(412);
    const key = newId();
    const { body } = await decide(2, key);
    expect(body.shortlisted).toBe(1);
    expect(body.items.map(({ outcome, code, reasons }) => [outcome, code, reasons.map(({ rule }) => rule)])).toEqual([
      ['SHORTLISTED', null, []],
      ['REFUSED', 'rule-not-met', ['departureExplained']],
      ['REFUSED', 'rule-not-met', ['envelopeHolds', 'envelopeHolds']],
      ['REFUSED', 'rule-not-met', ['inSimulation']],
    ]);
    expect((await decide(2, key)).body).toEqual(body);
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 1_500_000n } });
    // What is decided is out of the envelopes: it is not counted twice.
    const { body: after } = await app.get<Simulation>(`/v1/simulations/${made.id}`, people.jury);
    expect(lineOf(after, good)?.decided).toBe(true);
    expect(envelope(after, 'STATE')).toMatchObject({ planned: { cents: 1_750_000 }, left: { cents: -1_250_000 } });
    expect(after.totals).toMatchObject({ projects: 3, alreadySelected: 1 });
  });

  it('case 22: a project that the committee refused is simulated like another, and selected with a reason', async () => {
    const call = await underSelection();
    const against = await dossier(call, { euros: 10_000, points: 9, state: 'COMMITTEE_UNFAVOURABLE' });
    const { body: run } = await optimise(call, {});
    expect(run.lines[0]).toMatchObject({ applicationId: against.id, taken: true });
    const years = [{ year: 2023, cents: 1_000_000 }];
    const refused = await act(against.id, 'shortlist', { years });
    expect([refused.status, refused.body.reasons?.map(({ rule }) => rule)]).toEqual([422, ['departureExplained']]);
    expect((await act(against.id, 'shortlist', { years, ...REASONS })).status).toBe(200);
  });

  it('case 23: 40 000 left and 75 000 asked: the simulation shows the overdraft, the refusal says what to do', async () => {
    const call = await underSelection({ envelopeCents: 2_000_000n });
    const large = await dossier(call, { euros: 75_000, points: 9 });
    const { body: made } = await simulate(call, { name: 'Gare' });
    const { body: over } = await edit(made.id, 1, { lines: [taking(large)] });
    expect(envelope(over, 'STATE')).toMatchObject({ left: { cents: -1_750_000 }, overdrawn: true });
    const refused = await act(large.id, 'shortlist', { years: [{ year: 2023, cents: 7_500_000 }] });
    expect(refused.body.reasons?.[0]?.message.replace(/\s/g, ' ')).toBe(
      'Enveloppe STATE 2023 : il reste 20 000,00 € pour 37 500,00 € demandés. Réduisez le montant ou placez le dossier sur liste de réserve.',
    );
    const { body: held } = await edit(made.id, 2, { lines: [taking(large, 40_000)] });
    expect([envelope(held, 'STATE')?.left.cents, held.totals.overdrawn]).toEqual([0, false]);
    expect((await act(large.id, 'shortlist', { years: [{ year: 2023, cents: 4_000_000 }] })).status).toBe(200);
  });
});

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
    const { body: simulation } = await simulate(call, { name: 'Du calcul', optimisationId: run.id }, juror);
    expect(simulation.totals.projects).toBe(1);
    expect(JSON.stringify(simulation)).not.toContain(hidden.id);
    expect((await simulate(await underSelection(), { name: 'Ailleurs', optimisationId: run.id })).status).toBe(404);
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
