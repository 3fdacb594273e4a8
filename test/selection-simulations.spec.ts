// Simulations of the jury, through HTTP.

import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import type { MadeApplication } from './support/applications.js';
import { envelopesOf, makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeInterestedJuror, makeJuryDossier, type MakeJuryDossier } from './support/selection.js';

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
const simulate = (call: MadeCall, body: object, actor = people.jury): Promise<Reply<Simulation & Problem>> =>
  app.post(`/v1/calls/${call.id}/simulations`, actor, { body });
const edit = (id: string, ifMatch: number, body: object, actor = people.jury): Promise<Reply<Simulation & Problem>> =>
  app.patch(`/v1/simulations/${id}`, actor, { body, ifMatch });
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
    const { body: made } = await simulate(call, { name: 'Contre l’avis' });
    const { body: taken } = await edit(made.id, 1, { lines: [taking(against)] });
    expect(lineOf(taken, against)).toMatchObject({ status: 'IN', state: 'COMMITTEE_UNFAVOURABLE' });
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
