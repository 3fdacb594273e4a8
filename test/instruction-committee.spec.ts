// What the committee receives of the two agencies' examination, and what nobody changes once it has it.

import type { SessionView } from '../src/features/committees/session.views.js';
import { TestApp, type TestActor } from './support/app.js';
import { makeApplication, type MadeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeCommittee, type MadeCommittee } from './support/committees.js';
import { fullScores, makeInstructions, type MadeInstructions, type MakeInstruction } from './support/instruction.js';

describe('from the examination to the committee', () => {
  let app: TestApp;
  let caf: TestActor;
  let ddets: TestActor;
  let committee: MadeCommittee;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-20T08:00:00Z' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    committee = await makeCommittee(app, { department: '31' });
  });
  afterAll(() => app.stop());

  type Reply = Omit<SessionView, 'reasons'> & { version: number; id: string; detail?: string; reasons?: { rule: string }[] };
  const post = (url: string, actor: TestActor, body: object = {}, ifMatch?: number) =>
    app.post<Reply>(url, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
  const rules = ({ reasons = [] }: Reply): string[] => reasons.map(({ rule }) => rule);

  /** Under examination: the Caf has signed, the DDETS has scored. */
  async function halfSigned(
    call: MadeCall,
    CAF: MakeInstruction = {},
  ): Promise<{ application: MadeApplication; rows: MadeInstructions }> {
    const application = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
    const rows = await makeInstructions(app, call, application, {
      CAF: { state: 'SIGNED', examinerId: caf.personId, ...CAF },
      DDETS: { state: 'IN_PROGRESS', examinerId: ddets.personId, scores: fullScores(call.settings.grid) },
    });
    return { application, rows };
  }
  const prepare = async (call: MadeCall, { id }: MadeApplication): Promise<string> =>
    (
      await post('/v1/sessions', committee.secretary, {
        committeeId: committee.id,
        callId: call.id,
        scheduledAt: '2023-10-10T08:00:00Z',
        place: 'Préfecture',
        applicationIds: [id],
      })
    ).body.id;
  const convene = (session: string) => post(`/v1/sessions/${session}/convene`, committee.secretary);
  const AGAINST = { opinion: 'UNFAVOURABLE', reasons: 'Coût par place trop élevé.', years: [] };
  const REDUCED = {
    opinion: 'WITH_RESERVES',
    reasons: 'Besoin établi.',
    reserves: 'Recruter avant janvier.',
    years: [2023, 2024, 2025].map((year) => ({ year, cents: 4_000_000, reason: `Poste non pourvu en ${year}.` })),
  };

  it('case 14: one opinion is missing on the eve: not on the agenda; signed since: it is', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const { application, rows } = await halfSigned(call);
    const session = await prepare(call, application);
    const eve = await convene(session);
    expect([eve.status, rules(eve.body)]).toEqual([422, ['applicationsExamined']]);
    expect((await post(`/v1/instructions/${rows.DDETS.id}/sign`, ddets, REDUCED, 1)).status).toBe(200);
    const convened = await convene(session);
    expect(convened.status).toBe(200);
    expect(convened.body.items[0]?.positions).toMatchObject({
      scoreMaximum: 12,
      commonScore: null,
      divergence: null,
      ddets: { years: [{ year: 2023, amount: { cents: 4_000_000 }, reason: 'Poste non pourvu en 2023.' }, {}, {}] },
      caf: { years: [{ reason: null }, {}, {}] },
    });
  });

  it('case 13: one for, one against: the committee receives both positions and the conciliation, as they stood', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION', settings: { instruction: { conciliation: 'REQUIRED' } } });
    const { application, rows } = await halfSigned(call);
    await post(`/v1/instructions/${rows.DDETS.id}/sign`, ddets, AGAINST, 1);
    const session = await prepare(call, application);
    expect(rules((await convene(session)).body)).toEqual(['conciliationDone']);
    const { body } = await app.get<{ id: string }>(`/v1/applications/${application.id}/divergence`, caf);
    const at = `/v1/divergences/${body.id}`;
    await post(`${at}/state-position`, caf, { position: 'Le besoin est établi.' });
    const stated = await post(`${at}/state-position`, ddets, { position: 'Le coût par place est trop élevé.' });
    const record = {
      heldOn: '2023-09-20',
      means: 'EXCHANGE',
      participants: ['Mme Martin, Caf', 'M. Durand, DDETS'],
      summary: 'Le désaccord porte sur le coût.',
      outcome: 'PERSISTENT',
    };
    const recorded = await post(`${at}/record-conciliation`, ddets, record, stated.body.version);
    expect(rules((await convene(session)).body)).toEqual(['conciliationDone']);
    expect((await post(`${at}/confirm`, caf, {}, recorded.body.version)).status).toBe(200);
    const convened = await convene(session);
    expect(convened.body.items[0]?.positions).toMatchObject({
      jointOutcome: 'DIVERGENT',
      caf: { opinion: 'FAVOURABLE' },
      ddets: { opinion: 'UNFAVOURABLE', reasons: 'Coût par place trop élevé.' },
      divergence: {
        state: 'CONCLUDED',
        positions: [{ agencyKind: 'CAF', position: 'Le besoin est établi.' }, { agencyKind: 'DDETS' }],
        conciliations: [{ heldOn: '2023-09-20', outcome: 'PERSISTENT', agreedOpinion: null, confirmed: true }],
      },
    });
    const [, seated] = committee.members;
    const read = await app.get<SessionView>(`/v1/sessions/${session}`, seated!.actor);
    expect(JSON.stringify(read.body.items)).toContain('Le désaccord porte sur le coût.');
  });

  it('a call may ask for the common score: without it, no agenda', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION', settings: { instruction: { commonScore: 'REQUIRED' } } });
    const { application, rows } = await halfSigned(call);
    await post(`/v1/instructions/${rows.DDETS.id}/sign`, ddets, REDUCED, 1);
    const session = await prepare(call, application);
    expect(rules((await convene(session)).body)).toEqual(['commonScoreAgreed']);
    const proposed = await post(`/v1/applications/${application.id}/joint-scores`, ddets, {
      scores: fullScores(call.settings.grid, (code) => code !== 'C4.2'),
    });
    expect(rules((await convene(session)).body)).toEqual(['commonScoreAgreed']);
    // Agreed while the secretary convenes: either order, never an agenda without what was agreed.
    const [agreed, tried] = await Promise.all([
      post(`/v1/joint-scores/${proposed.body.id}/agree`, caf, {}, proposed.body.version),
      convene(session),
    ]);
    expect(agreed.status).toBe(200);
    const convened = tried.status === 200 ? tried : await convene(session);
    expect(convened.body.items[0]?.positions).toMatchObject({ commonScore: { total: 11 }, caf: { scoreTotal: 12 } });
  });

  it('case 50: a score corrected after the committee is refused: a new examination, a new session', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const { application, rows } = await halfSigned(call);
    await post(`/v1/instructions/${rows.DDETS.id}/sign`, ddets, REDUCED, 1);
    const scores = fullScores(call.settings.grid, () => false);
    const waiting = await post(`/v1/applications/${application.id}/joint-scores`, ddets, { scores });
    const stored = async (): Promise<unknown> =>
      app.database.read.instruction.findMany({
        where: { applicationId: application.id },
        select: { scores: true, scoreTotal: true, opinion: true, version: true },
        orderBy: { agencyKind: 'asc' },
      });
    const before = await stored();
    expect((await convene(await prepare(call, application))).status).toBe(200);
    for (const state of ['ON_AGENDA', 'COMMITTEE_FAVOURABLE', 'SHORTLISTED']) {
      await app.database.read.application.update({ where: { id: application.id }, data: { state } });
      for (const [id, actor] of [
        [rows.CAF.id, caf],
        [rows.DDETS.id, ddets],
      ] as const) {
        for (const [event, body] of [
          ['score', { scores }],
          ['sign', REDUCED],
          ['assign', { examinerId: actor.personId }],
          ['record-visit', { visitedOn: '2023-09-19', peopleMet: ['x'], findings: 'x' }],
        ] as const) {
          const refused = await post(`/v1/instructions/${id}/${event}`, actor, body, event === 'sign' ? 2 : undefined);
          expect([event, refused.status]).toEqual([event, event === 'sign' && actor === caf ? 412 : 409]);
          if (refused.status === 409) expect(refused.body.detail).toMatch(/nouvel examen du dossier, puis une nouvelle séance/);
        }
      }
      const late = await post(`/v1/applications/${application.id}/joint-scores`, caf, { scores });
      expect(late.status).toBe(409);
      const agreeing = await post(`/v1/joint-scores/${waiting.body.id}/agree`, caf, {}, waiting.body.version);
      expect([agreeing.status, rules(agreeing.body)]).toEqual([422, ['beforeCommittee']]);
      expect(JSON.stringify(agreeing.body)).toMatch(/nouvel examen du dossier, puis une nouvelle séance/);
    }
    expect(await stored()).toEqual(before);
  });
});
