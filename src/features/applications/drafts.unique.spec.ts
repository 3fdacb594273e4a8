import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { applicationUrl, DraftWorld, type DraftProblem, type DraftView } from '../../../test/support/drafts.js';
import { newId } from '../../kernel/ids.js';

describe('one draft of a holder for a call', () => {
  let app: TestApp;
  let world: DraftWorld;
  let call: MadeCall;

  beforeAll(async () => {
    app = await TestApp.start();
    world = await DraftWorld.make(app);
    ({ call } = world);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.clock.set(new Date('2023-06-15T08:00:00Z'));
  });

  describe('one for a call', () => {
    const create = (
      actor: TestActor,
      holder: MadeOrganisation,
      overrides: object = {},
    ): Promise<Reply<DraftView & DraftProblem>> =>
      app.post<DraftView & DraftProblem>('/v1/applications', actor, {
        body: { callId: call.id, organisationId: holder.id, department: '11', title: 'Micro-crèche', ...overrides },
      });

    it('tells of the draft that there is, unless it is another project or another call', async () => {
      const holder = await makeOrganisation(app, { department: '11' });
      const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: holder.id });
      const first = await create(editor, holder);
      expect(first.status).toBe(201);
      const refused = await create(editor, holder, { department: '31', title: 'La même' });
      expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
      expect(refused.body.detail).toContain('Vous avez déjà un brouillon pour cet appel');
      expect(refused.body.existing).toEqual({
        href: applicationUrl(first.body.id),
        id: first.body.id,
        title: 'Micro-crèche',
        updatedAt: '2023-06-15T08:00:00.000Z',
      });
      expect((await app.get(refused.body.existing?.href ?? '', editor)).status).toBe(200);
      const second = await create(editor, holder, { anotherProject: true });
      expect(second.status).toBe(201);
      expect((await create(editor, holder)).status).toBe(409);
      const elsewhere = await makeCall(app);
      expect((await create(editor, holder, { callId: elsewhere.id })).status).toBe(201);
      // Once neither is a draft any more, a new one may be made.
      const representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: holder.id });
      for (const { body: made } of [first, second])
        await app.post(applicationUrl(made.id, '/withdraw'), representative, { body: {} });
      expect((await create(editor, holder)).status).toBe(201);
      // What the call says comes first.
      app.clock.set(new Date(call.deadlineAt.getTime() + 1));
      expect((await create(editor, holder)).body.code).toBe('rule-not-met');
    });

    it('is made once of fifty requests with keys of their own', async () => {
      const holder = await makeOrganisation(app, { department: '11' });
      const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: holder.id });
      const replies = await Promise.all(Array.from({ length: 50 }, () => create(editor, holder)));
      const made = replies.filter(({ status }) => status === 201);
      expect(made).toHaveLength(1);
      expect(new Set(replies.filter(({ status }) => status !== 201).map((reply) => reply.body.existing?.id))).toEqual(
        new Set([made[0]?.body.id]),
      );
      expect(await app.database.read.application.count({ where: { organisationId: holder.id } })).toBe(1);
    });

    it('is held by the database itself', async () => {
      const holder = await makeOrganisation(app);
      const row = { callId: call.id, organisationId: holder.id, department: '31', title: 'x', state: 'DRAFT', content: {} };
      const dates = { stateSince: app.clock.now(), createdAt: app.clock.now(), updatedAt: app.clock.now(), createdBy: newId() };
      const insert = (): Promise<unknown> => app.database.read.application.create({ data: { id: newId(), ...row, ...dates } });
      await insert();
      await expect(insert()).rejects.toThrow();
    });
  });
});
