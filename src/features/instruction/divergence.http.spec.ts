import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { fullScores, makeInstructions, type MadeInstructions } from '../../../test/support/instruction.js';
import type { DivergenceView, JointScoreView } from './joint-examination.views.js';

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly reasons?: readonly { readonly rule: string; readonly pointer?: string }[];
}

describe('a divergence', () => {
  let app: TestApp;
  let call: MadeCall;
  let caf: TestActor;
  let ddets: TestActor;
  let member: TestActor;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-20T08:00:00Z' });
    call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    member = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' });
  });
  afterAll(() => app.stop());

  async function examined(
    opinion: 'FAVOURABLE' | 'UNFAVOURABLE' = 'FAVOURABLE',
  ): Promise<{ application: MadeApplication; rows: MadeInstructions }> {
    const application = await makeApplication(app, { call, department: '31', state: 'EXAMINED' });
    const rows = await makeInstructions(app, call, application, {
      CAF: { state: 'SIGNED', examinerId: caf.personId },
      DDETS: { state: 'SIGNED', examinerId: ddets.personId, opinion },
    });
    return { application, rows };
  }
  const move = (id: string, state: string) => app.database.read.application.update({ where: { id }, data: { state } });
  const rules = ({ reasons = [] }: Problem): string[] => reasons.map(({ rule, pointer = '' }) => rule + pointer);

  const act = (id: string, event: string, actor: TestActor, body: object, ifMatch?: number) =>
    app.post<DivergenceView & Problem>(`/v1/divergences/${id}/${event}`, actor, {
      body,
      ...(ifMatch !== undefined && { ifMatch }),
    });
  const conciliation = {
    heldOn: '2023-09-20',
    means: 'MEETING',
    participants: ['Mme Martin, Caf', 'M. Durand, DDETS'],
    summary: 'Avis réservé, sous condition de recrutement.',
    outcome: 'AGREEMENT',
    agreedOpinion: 'WITH_RESERVES',
  };

  /** Signed for good, over HTTP, the DDETS last and against. */
  async function opened(): Promise<{ application: MadeApplication; rows: MadeInstructions; divergence: DivergenceView }> {
    const application = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
    const rows = await makeInstructions(app, call, application, {
      CAF: { state: 'SIGNED', examinerId: caf.personId },
      DDETS: { state: 'IN_PROGRESS', examinerId: ddets.personId, scores: fullScores(call.settings.grid) },
    });
    expect((await app.get(`/v1/applications/${application.id}/divergence`, caf)).status).toBe(404);
    const against = { opinion: 'UNFAVOURABLE', reasons: 'Coût par place trop élevé.', years: [] };
    expect((await app.post(`/v1/instructions/${rows.DDETS.id}/sign`, ddets, { body: against, ifMatch: 1 })).status).toBe(200);
    const found = await app.get<DivergenceView>(`/v1/applications/${application.id}/divergence`, caf);
    return { application, rows, divergence: found.body };
  }
  /** Both positions stated. */
  async function stated(): Promise<DivergenceView> {
    const { divergence } = await opened();
    await act(divergence.id, 'state-position', caf, { position: 'Le besoin est établi.' });
    return (await act(divergence.id, 'state-position', ddets, { position: 'Le coût par place est trop élevé.' })).body;
  }

  it('case 13: opens with the second signature, holds both positions and the conciliation, and rewrites no opinion', async () => {
    const { divergence, rows } = await opened();
    expect(divergence).toMatchObject({ state: 'OPEN', cafOpinion: 'FAVOURABLE', ddetsOpinion: 'UNFAVOURABLE', positions: [] });
    const { id } = divergence;
    expect(rules((await act(id, 'state-position', caf, { position: '' })).body)).toEqual(['positionReasoned/position']);
    const early = await act(id, 'record-conciliation', caf, conciliation, divergence.version);
    expect(rules(early.body)).toEqual(['bothPositionsStated']);
    await act(id, 'state-position', caf, { position: 'Le besoin est établi.' });
    expect(rules((await act(id, 'state-position', caf, { position: 'Autre.' })).body)).toEqual(['statedOnce']);
    const { version } = (await act(id, 'state-position', ddets, { position: 'Le coût par place est trop élevé.' })).body;

    expect(
      rules((await act(id, 'record-conciliation', caf, { ...conciliation, agreedOpinion: undefined }, version)).body),
    ).toEqual(['agreedOpinionGiven/agreedOpinion']);
    const wrong = { ...conciliation, heldOn: '2023-09-21', outcome: 'PERSISTENT' };
    expect(rules((await act(id, 'record-conciliation', caf, wrong, version)).body)).toEqual([
      'conciliationHeld/heldOn',
      'agreedOpinionGiven/agreedOpinion',
    ]);
    const recorded = await act(id, 'record-conciliation', caf, conciliation, version);
    expect(recorded.body).toMatchObject({ state: 'TO_CONFIRM', conciliations: [{ agencyKind: 'CAF', confirmed: null }] });
    expect((await act(id, 'confirm', caf, {}, recorded.body.version)).status).toBe(403);
    const contested = await act(
      id,
      'contest',
      ddets,
      { reasons: 'La condition portait aussi sur le coût.' },
      recorded.body.version,
    );
    expect(contested.body).toMatchObject({ state: 'OPEN', conciliations: [{ confirmed: false }] });
    const again = await act(id, 'record-conciliation', ddets, conciliation, contested.body.version);
    const confirmed = await act(id, 'confirm', caf, {}, again.body.version);
    expect(confirmed.body).toMatchObject({
      state: 'CONCLUDED',
      positions: [{ agencyKind: 'CAF' }, { agencyKind: 'DDETS' }],
      conciliations: [
        { confirmed: false, contestReasons: 'La condition portait aussi sur le coût.' },
        { confirmed: true, agreedOpinion: 'WITH_RESERVES', answeredBy: caf.personId },
      ],
    });
    const opinions = await app.database.read.instruction.findMany({
      where: { id: { in: [rows.CAF.id, rows.DDETS.id] } },
      orderBy: { agencyKind: 'asc' },
    });
    expect(opinions.map(({ opinion }) => opinion)).toEqual(['FAVOURABLE', 'UNFAVOURABLE']);
  });

  it('two conciliations recorded at once: one; confirmed and contested at once: one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, version } = await stated();
      const records = await Promise.all([
        act(id, 'record-conciliation', caf, conciliation, version),
        act(id, 'record-conciliation', ddets, conciliation, version),
      ]);
      expect(records.map(({ status }) => status).sort()).toEqual([200, 412]);
      const { body } = records.find(({ status }) => status === 200)!;
      const answering = body.conciliations[0]?.agencyKind === 'CAF' ? ddets : caf;
      const answers = await Promise.all([
        act(id, 'confirm', answering, {}, body.version),
        act(id, 'contest', answering, { reasons: 'Non.' }, body.version),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    }
  });

  it('is over once the committee is seized, and has no object once the dossier ends', async () => {
    const { application, divergence } = await opened();
    await move(application.id, 'ON_AGENDA');
    expect(rules((await act(divergence.id, 'state-position', caf, { position: 'Trop tard.' })).body)).toEqual([
      'beforeCommittee',
    ]);
    await move(application.id, 'EXAMINED');
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: application.organisationId });
    await app.post(`/v1/applications/${application.id}/withdraw`, holder, { body: { reasons: 'Essai' } });
    expect((await app.get<DivergenceView>(`/v1/divergences/${divergence.id}`, caf)).body).toMatchObject({
      state: 'CLOSED',
      actions: [],
    });
  });

  it('is not one of agreeing opinions', async () => {
    const { application } = await examined();
    expect((await app.get(`/v1/applications/${application.id}/divergence`, caf)).status).toBe(404);
  });

  it('and the common score are nothing to the committee before its agenda, nor to the holder before the decision', async () => {
    const { application, divergence } = await opened();
    const scored = await app.post<JointScoreView>(`/v1/applications/${application.id}/joint-scores`, caf, {
      body: { scores: fullScores(call.settings.grid) },
    });
    expect(scored.status).toBe(201);
    const holder = await app.actor({ role: 'HOLDER_EDITOR', organisationId: application.organisationId });
    const urls = [
      `/v1/applications/${application.id}/divergence`,
      `/v1/applications/${application.id}/joint-scores`,
      `/v1/divergences/${divergence.id}`,
      `/v1/joint-scores/${scored.body.id}`,
    ];
    const seen = async (actor: TestActor): Promise<number[]> =>
      Promise.all(urls.map(async (url) => (await app.get(url, actor)).status));
    const [none, all] = [Array<number>(4).fill(404), Array<number>(4).fill(200)];
    expect([await seen(member), await seen(holder)]).toEqual([none, none]);
    await move(application.id, 'ON_AGENDA');
    expect([await seen(member), await seen(holder)]).toEqual([all, none]);
    await app.database.read.application.update({
      where: { id: application.id },
      data: { state: 'REFUSED', refusal: { reasons: 'x', appeal: 'x' } },
    });
    expect(await seen(holder)).toEqual(all);
  });
});
