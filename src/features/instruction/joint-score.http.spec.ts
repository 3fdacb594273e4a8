import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeOrganisation, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { fullScores, makeInstructions, type MadeInstructions } from '../../../test/support/instruction.js';
import type { JointScoreListView, JointScoreView } from './joint-examination.views.js';

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly reasons?: readonly { readonly rule: string; readonly pointer?: string }[];
}

describe('a common score', () => {
  let app: TestApp;
  let call: MadeCall;
  let caf: TestActor;
  let ddets: TestActor;
  let both: TestActor;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-20T08:00:00Z' });
    call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    both = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' }, { role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
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

  const scores = (skipped = 'C1.1') => fullScores(call.settings.grid, (code) => code !== skipped);
  const propose = (application: MadeApplication, actor: TestActor, body: object = {}) =>
    app.post<JointScoreView & Problem>(`/v1/applications/${application.id}/joint-scores`, actor, {
      body: { scores: scores(), ...body },
    });
  const answer = (id: string, event: string, actor: TestActor, ifMatch: number, body: object = {}) =>
    app.post<JointScoreView & Problem>(`/v1/joint-scores/${id}/${event}`, actor, { body, ifMatch });

  it('is proposed by one agency, accepted by the other, and leaves the three scores on file', async () => {
    const { application, rows } = await examined();
    const proposed = await propose(application, caf);
    expect([proposed.status, proposed.headers.location]).toEqual([201, `/v1/joint-scores/${proposed.body.id}`]);
    expect(proposed.body).toMatchObject({ state: 'PROPOSED', agencyKind: 'CAF', score: { total: 11, maximum: 12 } });
    expect(proposed.body.actions.map(({ event }) => event)).toEqual(['withdraw']);
    const { id, version } = proposed.body;

    expect((await answer(id, 'agree', caf, version)).status).toBe(403);
    expect((await answer(id, 'agree', ddets, version - 1)).status).toBe(412);
    const agreed = await answer(id, 'agree', ddets, version);
    expect(agreed.body).toMatchObject({ state: 'AGREED', answeredBy: ddets.personId, waitingOn: null, actions: [] });
    const own = await app.database.read.instruction.findMany({ where: { applicationId: application.id } });
    expect(own.map(({ scoreTotal }) => scoreTotal)).toEqual([12, 12]);
    expect(await app.database.read.jointScore.findUniqueOrThrow({ where: { id } })).toMatchObject({ total: 11 });

    const again = await answer(id, 'agree', ddets, version + 1);
    expect([again.status, again.body.detail]).toEqual([409, expect.stringMatching(/nouvel examen/)]);
    expect((await propose(application, ddets)).status).toBe(409);
    const list = await app.get<JointScoreListView>(`/v1/applications/${application.id}/joint-scores`, caf);
    expect(list.body.items.map((item) => [item.id, item.state])).toEqual([[id, 'AGREED']]);
    expect(rows.CAF.examinerId).toBe(caf.personId);
  });

  it('may be rejected with reasons, or withdrawn, then proposed again', async () => {
    const { application } = await examined();
    const first = await propose(application, caf);
    expect(rules((await answer(first.body.id, 'reject', ddets, first.body.version, { reasons: ' ' })).body)).toEqual([
      'refusalExplained/reasons',
    ]);
    const rejected = await answer(first.body.id, 'reject', ddets, first.body.version, { reasons: 'C3.2 à revoir.' });
    expect(rejected.body).toMatchObject({ state: 'REJECTED', rejection: 'C3.2 à revoir.' });
    const second = await propose(application, ddets);
    expect((await answer(second.body.id, 'withdraw', caf, second.body.version)).status).toBe(403);
    expect((await answer(second.body.id, 'withdraw', ddets, second.body.version)).body.state).toBe('WITHDRAWN');
    expect((await propose(application, caf)).status).toBe(201);
  });

  it('wants both signatures, the whole grid, and a dossier that the committee does not have', async () => {
    const early = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
    await makeInstructions(app, call, early, { CAF: { state: 'SIGNED' }, DDETS: { state: 'IN_PROGRESS' } });
    expect(rules((await propose(early, caf)).body)).toEqual(['bothOpinionsSigned']);
    const { application } = await examined();
    const [first, ...rest] = scores();
    expect(rules((await propose(application, caf, { scores: rest })).body)).toEqual(['allScored']);
    expect(rules((await propose(application, caf, { scores: [{ code: first?.code, points: 1 }, ...rest] })).body)).toEqual([
      'scoresInForm/scores/0/met',
    ]);
    const { body } = await propose(application, caf);
    await move(application.id, 'ON_AGENDA');
    expect(rules((await answer(body.id, 'agree', ddets, body.version)).body)).toEqual(['beforeCommittee']);
    await move(application.id, 'DEFERRED');
    expect((await answer(body.id, 'agree', ddets, body.version)).body.state).toBe('AGREED');
  });

  it('is not agreed by one person with two hats, nor by who signed for the other side', async () => {
    const { application } = await examined();
    expect(rules((await propose(application, both)).body)).toEqual(['agencyNamed/agencyKind']);
    const { body } = await propose(application, both, { agencyKind: 'CAF' });
    expect(rules((await answer(body.id, 'agree', both, body.version)).body)).toEqual(['anotherPerson']);
    await app.database.read.grant.create({
      data: {
        id: body.id,
        personId: caf.personId,
        role: 'DDETS_INSTRUCTOR',
        territory: 'DEP-31',
        startsAt: new Date('2020-01-01'),
        endsAt: new Date('2023-10-01'),
        createdAt: app.clock.now(),
      },
    });
    expect((await answer(body.id, 'agree', caf, body.version)).status).toBe(403);
    await app.database.read.grant.update({ where: { id: body.id }, data: { endsAt: new Date('2020-01-02') } });
    expect((await answer(body.id, 'agree', ddets, body.version)).status).toBe(200);
  });

  it('two proposals at once: one; two agreements at once: one', async () => {
    const other = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    for (let round = 0; round < 10; round += 1) {
      const { application } = await examined();
      const proposals = await Promise.all([propose(application, caf), propose(application, ddets), propose(application, other)]);
      expect(proposals.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
      const { id, version, agencyKind } = proposals.find(({ status }) => status === 201)!.body;
      const [first, second] = agencyKind === 'CAF' ? [ddets, other] : [caf, both];
      const answers = await Promise.all([
        answer(id, 'agree', first, version),
        answer(id, 'agree', second, version),
        answer(id, 'reject', first, version, { reasons: 'Non.' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      const acts = await app.database.read.auditEntry.findMany({ where: { aggregate: 'joint-score', aggregateId: id } });
      expect(acts).toHaveLength(2);
    }
  });

  it('is what PostgreSQL keeps: one agreed, by two people, from two signed opinions, never changed', async () => {
    const { application } = await examined();
    const { body } = await propose(application, caf);
    const db = app.database.read;
    const agreeing = (by: TestActor): Promise<unknown> =>
      db.$executeRaw`UPDATE joint_score SET state = 'AGREED', answered_by = ${by.personId}::uuid, answered_at = now() WHERE id = ${body.id}::uuid`;
    await expect(agreeing(caf)).rejects.toThrow(/joint_score_two_people/);
    await expect(db.$executeRaw`UPDATE joint_score SET total = 0 WHERE id = ${body.id}::uuid`).rejects.toThrow(/kept as it is/);
    await move(application.id, 'ON_AGENDA');
    await expect(agreeing(ddets)).rejects.toThrow(/joint_score_is_lawful/);
    await move(application.id, 'EXAMINED');
    await agreeing(ddets);
    await expect(
      db.$executeRaw`UPDATE joint_score SET state = 'PROPOSED', answered_by = NULL, answered_at = NULL WHERE id = ${body.id}::uuid`,
    ).rejects.toThrow(/kept as it is/);
    await expect(db.$executeRaw`DELETE FROM joint_score WHERE id = ${body.id}::uuid`).rejects.toThrow(/permission denied/);
  });

  it('ends with its dossier', async () => {
    const organisation = await makeOrganisation(app, { department: '31' });
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    const application = await makeApplication(app, { call, organisation, department: '31', state: 'EXAMINED' });
    await makeInstructions(app, call, application, { CAF: { state: 'SIGNED' }, DDETS: { state: 'SIGNED' } });
    const { body } = await propose(application, caf);
    const withdrawn = await app.post(`/v1/applications/${application.id}/withdraw`, holder, { body: { reasons: 'Essai' } });
    expect(withdrawn.status).toBe(200);
    expect((await app.get<JointScoreView>(`/v1/joint-scores/${body.id}`, ddets)).body.state).toBe('LAPSED');
  });
});
