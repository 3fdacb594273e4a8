import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { fullScores, makeInstructions } from '../../../test/support/instruction.js';
import type { InstructionPairView, InstructionView, InstructionHistoryView } from './instruction.views.js';

describe('the joint instruction over HTTP', () => {
  let app: TestApp;
  let call: MadeCall;
  let caf: TestActor;
  let cafColleague: TestActor;
  let ddets: TestActor;
  let elsewhere: TestActor;
  let auditor: TestActor;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-20T08:00:00Z' });
    call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    cafColleague = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-32' });
    auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
  });
  afterAll(() => app.stop());

  const complete = (options: { years?: { year: number; cents: number }[] } = {}): Promise<MadeApplication> =>
    makeApplication(app, { call, department: '31', state: 'COMPLETE', ...options });
  const act = (id: string, event: string, actor: TestActor, body?: unknown, ifMatch?: number) =>
    app.post<Omit<InstructionView, 'reasons'> & { code?: string; reasons?: { rule: string }[] }>(
      `/v1/instructions/${id}/${event}`,
      actor,
      {
        body,
        ...(ifMatch !== undefined && { ifMatch }),
      },
    );
  const stateOf = async (id: string): Promise<string> =>
    (await app.database.read.application.findUniqueOrThrow({ where: { id }, select: { state: true } })).state;
  const REDUCED = [
    { year: 2023, cents: 5_000_001, reason: 'Dépense de matériel surévaluée.' },
    { year: 2024, cents: 0, reason: 'Projet d’un an.' },
    { year: 2025, cents: 0, reason: 'Projet d’un an.' },
  ];
  const signature = (years: { year: number; cents: number; reason?: string }[] = REDUCED) => ({
    opinion: 'FAVOURABLE',
    reasons: 'Projet solide.',
    years,
  });

  /** A row brought to IN_PROGRESS with its whole grid scored; returns its version. */
  async function prepare(id: string, examiner: TestActor): Promise<number> {
    expect((await act(id, 'assign', examiner, { examinerId: examiner.personId })).status).toBe(200);
    expect((await act(id, 'declare-no-interest', examiner)).status).toBe(200);
    const scored = await act(id, 'score', examiner, { scores: fullScores(call.settings.grid, (code) => code !== '1.1') });
    expect(scored.status).toBe(200);
    return scored.body.version;
  }

  it('goes from the assignment to EXAMINED, sealed until the second signature', async () => {
    const application = await complete();
    const rows = await makeInstructions(app, call, application);

    const assigned = await act(rows.CAF.id, 'assign', cafColleague, { examinerId: caf.personId });
    expect(assigned.body).toMatchObject({ state: 'ASSIGNED', version: 2, examiner: { id: caf.personId }, sealed: false });
    expect(assigned.headers.etag).toBe('"2"');
    expect(await stateOf(application.id)).toBe('COMPLETE');
    expect((await act(rows.DDETS.id, 'assign', ddets, { examinerId: ddets.personId })).status).toBe(200);
    expect(await stateOf(application.id)).toBe('UNDER_EXAMINATION');

    expect((await act(rows.CAF.id, 'score', caf, { scores: [{ code: '1.1', met: true }] })).body.code).toBe(
      'transition-not-allowed',
    );
    const started = await act(rows.CAF.id, 'declare-no-interest', caf);
    expect(started.body.actions.map(({ event, ready }) => [event, ready])).toEqual([
      ['assign', false],
      ['assignByWorkload', false],
      ['declareInterest', true],
      ['score', true],
      ['recordVisit', true],
      ['sign', false],
    ]);
    const [first, ...others] = fullScores(call.settings.grid);
    const partial = await act(rows.CAF.id, 'score', caf, { scores: [{ ...first, met: false }] });
    expect(partial.body.score).toMatchObject({ total: 0, gridVersion: call.settings.grid.version });
    const early = await act(rows.CAF.id, 'sign', caf, { ...signature(), reasons: '' }, partial.body.version);
    expect(early.status).toBe(422);
    expect(early.body.reasons?.map(({ rule }) => rule)).toEqual(['allScored', 'reasonsGiven']);
    const scored = await act(rows.CAF.id, 'score', caf, { scores: others });
    expect(scored.body.score).toMatchObject({ total: others.length, maximum: others.length + 1 });

    expect((await act(rows.CAF.id, 'sign', caf, signature())).status).toBe(428);
    expect((await act(rows.CAF.id, 'sign', caf, signature(), scored.body.version - 1)).status).toBe(412);
    const signed = await act(rows.CAF.id, 'sign', caf, signature(), scored.body.version);
    expect(signed.status).toBe(200);
    expect(signed.body).toMatchObject({
      state: 'SIGNED',
      opinion: 'FAVOURABLE',
      waitingOn: null,
      years: [
        {
          year: 2023,
          amount: { cents: 5_000_001, currency: 'EUR' },
          shares: [
            { funder: 'STATE', amount: { cents: 2_500_001 } },
            { funder: 'CNAF', amount: { cents: 2_500_000 } },
          ],
          reason: 'Dépense de matériel surévaluée.',
        },
        { year: 2024, amount: { cents: 0 }, reason: 'Projet d’un an.' },
        { year: 2025, amount: { cents: 0 }, reason: 'Projet d’un an.' },
      ],
    });
    expect(await stateOf(application.id)).toBe('UNDER_EXAMINATION');

    const pair = (actor: TestActor) => app.get<InstructionPairView>(`/v1/applications/${application.id}/instructions`, actor);
    const hidden = (await pair(ddets)).body.items;
    expect(hidden.map(({ agencyKind, sealed }) => [agencyKind, sealed])).toEqual([
      ['CAF', true],
      ['DDETS', false],
    ]);
    expect(hidden[0]).toMatchObject({ state: 'SIGNED', score: null, opinion: null, reasons: null, reserves: null, years: null });
    expect((await pair(auditor)).body.items[0]).toMatchObject({ sealed: false, opinion: 'FAVOURABLE' });

    const history = (actor: TestActor) => app.get<InstructionHistoryView>(`/v1/instructions/${rows.CAF.id}/history`, actor);
    const told = (await history(ddets)).body;
    expect(told.items.map(({ event }) => event)).toEqual(['assign', 'declareNoInterest', 'score', 'score', 'sign']);
    expect(told.sealed).toBe(true);
    expect(told.items.every(({ facts, input }) => facts === null && input === null)).toBe(true);
    expect(JSON.stringify((await history(caf)).body)).toContain('Projet solide.');

    await act(rows.DDETS.id, 'declare-no-interest', ddets);
    const other = await act(rows.DDETS.id, 'score', ddets, { scores: fullScores(call.settings.grid) });
    const reserved = {
      ...signature([{ ...REDUCED[0]!, cents: 4_000_000 }, ...REDUCED.slice(1)]),
      opinion: 'WITH_RESERVES',
      reserves: 'Préciser les horaires.',
    };
    expect((await act(rows.DDETS.id, 'sign', ddets, reserved, other.body.version)).status).toBe(200);

    const examined = await app.database.read.application.findUniqueOrThrow({ where: { id: application.id } });
    expect(examined).toMatchObject({ state: 'EXAMINED', jointOutcome: 'WITH_RESERVES', divergent: false });
    expect((await pair(ddets)).body.items[0]).toMatchObject({ sealed: false, opinion: 'FAVOURABLE', reasons: 'Projet solide.' });
    expect((await history(ddets)).body.sealed).toBe(false);
    const amounts = await app.database.read.applicationAmount.findMany({
      where: { applicationId: application.id, stage: 'PROPOSED_DDETS' },
    });
    expect(
      amounts
        .filter(({ year }) => year === 2023)
        .map(({ funderCode, cents }) => [funderCode, cents])
        .sort(),
    ).toEqual([
      ['CNAF', 2_000_000n],
      ['STATE', 2_000_000n],
    ]);
  });

  it('refuses in order: 404, 403, 412, 409, 422', async () => {
    const application = await complete();
    const { CAF } = await makeInstructions(app, call, application);
    const stale = 99;
    const body = { examinerId: elsewhere.personId };
    expect((await act(CAF.id, 'assign', elsewhere, body, stale)).status).toBe(404);
    expect((await act(CAF.id, 'assign', ddets, body, stale)).status).toBe(403);
    expect((await act(CAF.id, 'assign', caf, body, stale)).status).toBe(412);
    const wrong = await act(CAF.id, 'assign', caf, body, 1);
    expect(wrong.status).toBe(422);
    expect(wrong.body.reasons?.map(({ rule }) => rule)).toEqual(['examinerHoldsRole']);
    await prepare(CAF.id, caf);
    expect((await act(CAF.id, 'declare-no-interest', caf, undefined, stale)).status).toBe(412);
    expect((await act(CAF.id, 'declare-no-interest', caf, undefined)).status).toBe(409);
    expect((await act(CAF.id, 'sign', cafColleague, signature(), stale)).status).toBe(403);
    expect((await app.get(`/v1/instructions/${CAF.id}`, elsewhere)).status).toBe(404);
    expect((await app.get(`/v1/instructions/${CAF.id}/history`, elsewhere)).status).toBe(404);
    expect((await app.get(`/v1/applications/${application.id}/instructions`, elsewhere)).status).toBe(404);
  });

  it('refuses amounts beyond the request or outside the call, both together', async () => {
    const application = await complete({ years: [{ year: 2023, cents: 1_000_000 }] });
    const { CAF } = await makeInstructions(app, call, application);
    const version = await prepare(CAF.id, caf);
    const years = [
      { year: 2023, cents: 1_000_001 },
      { year: 2031, cents: 0 },
    ];
    const reply = await act(CAF.id, 'sign', caf, signature(years), version);
    expect(reply.status).toBe(422);
    expect(reply.body.reasons).toMatchObject([
      { rule: 'yearsOfCall', pointer: '/years/1/year' },
      { rule: 'notMoreThanRequested', pointer: '/years/0/cents' },
    ]);
    expect((await act(CAF.id, 'score', caf, { scores: [{ code: 'nowhere', met: true }] })).body.reasons?.[0]?.rule).toBe(
      'scoresOfGrid',
    );
    const typed = await act(CAF.id, 'score', caf, { scores: [{ code: '1.1', met: true }], scoreTotal: 13 });
    expect(typed.status).toBe(400);
  });

  it('closes the dossier to who declares an interest, and asks for another examiner', async () => {
    const application = await complete();
    const { CAF } = await makeInstructions(app, call, application);
    const person = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    await prepare(CAF.id, person);
    const list = () => app.get<{ items: InstructionView[] }>('/v1/instructions?mine=true', person);
    expect((await list()).body.items.map(({ id }) => id)).toEqual([CAF.id]);

    const declared = await act(CAF.id, 'declare-interest', person, { reason: 'Mon conjoint dirige la structure.' });
    expect(declared.status).toBe(200);
    expect(declared.body).toEqual({ id: CAF.id, state: 'PENDING', declaredAt: app.clock.now().toISOString() });

    for (const url of [
      `/v1/instructions/${CAF.id}`,
      `/v1/instructions/${CAF.id}/history`,
      `/v1/applications/${application.id}/instructions`,
    ]) {
      expect((await app.get(url, person)).status).toBe(404);
    }
    const all = await app.get<{ items: InstructionView[] }>('/v1/instructions?limit=100', person);
    expect(all.body.items.some((item) => item.application.id === application.id)).toBe(false);
    expect(await app.database.read.interest.count({ where: { applicationId: application.id, personId: person.personId } })).toBe(
      1,
    );

    const after = (await app.get<InstructionView>(`/v1/instructions/${CAF.id}`, caf)).body;
    expect(after).toMatchObject({ state: 'PENDING', examiner: null, score: null });
    const again = await act(CAF.id, 'assign', caf, { examinerId: person.personId });
    expect(again.body.reasons?.map(({ rule }) => rule)).toEqual(['examinerWithoutInterest']);
  });

  it('tells nothing of a first opinion by way of the dossier: neither its view nor its history', async () => {
    const application = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
    await makeInstructions(app, call, application, {
      CAF: { state: 'SIGNED', years: [{ year: 2023, cents: 4_242_424 }] },
      DDETS: { state: 'IN_PROGRESS' },
    });
    const found = await app.post(`/v1/applications/${application.id}/find-ineligible`, ddets, {
      body: { rule: 'axes', reasons: 'Hors champ.' },
    });
    expect(found.status).toBe(200);
    for (const url of [`/v1/applications/${application.id}`, `/v1/applications/${application.id}/history`]) {
      const text = JSON.stringify((await app.get(url, ddets)).body);
      expect(text).toMatch(/REQUESTED|requestedYears/);
      expect(text).not.toMatch(/PROPOSED_CAF|2121212/);
    }
  });

  it('replays an act under its key: one effect', async () => {
    const { CAF } = await makeInstructions(app, call, await complete());
    const options = { body: { examinerId: caf.personId }, key: 'the-same-key-twice' };
    const first = await app.post<InstructionView>(`/v1/instructions/${CAF.id}/assign`, caf, options);
    const second = await app.post<InstructionView>(`/v1/instructions/${CAF.id}/assign`, caf, options);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
    expect((await app.get<InstructionView>(`/v1/instructions/${CAF.id}`, caf)).body.version).toBe(2);
  });
});
