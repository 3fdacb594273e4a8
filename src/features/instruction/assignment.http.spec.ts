// Assignment by workload, absences, reassignment, and what the examiner may open before saying whether an interest ties them to the dossier.

import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { fullScores, makeInstructions } from '../../../test/support/instruction.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { newId } from '../../kernel/ids.js';
import type { AbsenceView } from './absence.views.js';
import type { InstructionHistoryView, InstructionView, ProposedExaminersView } from './instruction.views.js';

type Refusable<T> = T & { code?: string; detail?: string; reasons?: { rule: string; pointer?: string }[] };

const DEPARTMENTS = ['31', '32', '34', '48', '65', '66', '81', '82', '09', '11', '12', '30'];

describe('assignments', () => {
  let app: TestApp;
  let call: MadeCall;
  let used = 0;

  interface Team {
    readonly department: string;
    readonly people: readonly TestActor[];
  }
  /** A Caf of its own for each test: its examiners have nothing in hand. */
  const team = async (size: number): Promise<Team> => {
    const department = DEPARTMENTS[used++] ?? '31';
    const people: TestActor[] = [];
    for (let n = 0; n < size; n += 1) people.push(await app.actor({ role: 'CAF_INSTRUCTOR', territory: `DEP-${department}` }));
    return { department, people };
  };
  const dossier = (department: string): Promise<MadeApplication> =>
    makeApplication(app, { call, department, state: 'UNDER_EXAMINATION' });
  const row = async (department: string, state: 'PENDING' | 'ASSIGNED' | 'IN_PROGRESS' = 'PENDING', examinerId?: string) => {
    const application = await dossier(department);
    const scores = state === 'IN_PROGRESS' ? fullScores(call.settings.grid) : undefined;
    const { CAF } = await makeInstructions(app, call, application, { CAF: { state, examinerId, scores } });
    return { application, id: CAF.id };
  };
  const act = (id: string, event: string, actor: TestActor, body: object = {}) =>
    app.post<Refusable<InstructionView>>(`/v1/instructions/${id}/${event}`, actor, { body });
  const proposed = async (id: string, actor: TestActor) =>
    (await app.get<ProposedExaminersView>(`/v1/instructions/${id}/proposed-examiners`, actor)).body.items;
  const absent = (actor: TestActor, body: object = {}) =>
    app.post<Refusable<AbsenceView>>('/v1/absences', actor, {
      body: { startsAt: '2023-06-01T00:00:00Z', endsAt: '2023-07-01T00:00:00Z', ...body },
    });
  const heldBy = async (people: readonly TestActor[]): Promise<number[]> =>
    Promise.all(
      people.map(({ personId }) => app.database.read.instruction.count({ where: { examinerId: personId, state: 'ASSIGNED' } })),
    );

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app, { departments: DEPARTMENTS });
  });
  afterAll(() => app.stop());

  describe('by workload', () => {
    it('proposes the least loaded first, and assigns the first proposed', async () => {
      const { department, people } = await team(3);
      const [one, two, three] = people as [TestActor, TestActor, TestActor];
      await row(department, 'IN_PROGRESS', one.personId);
      await row(department, 'ASSIGNED', one.personId);
      await row(department, 'ASSIGNED', three.personId);
      const { id } = await row(department);
      const items = await proposed(id, one);
      expect(items.map((item) => [item.id, item.openInstructions, item.deputy])).toEqual([
        [two.personId, 0, false],
        [three.personId, 1, false],
        [one.personId, 2, false],
      ]);
      const { status, body } = await act(id, 'assign-by-workload', one);
      expect([status, body.state, body.examiner?.id]).toEqual([200, 'ASSIGNED', two.personId]);
    });

    it('passes over who is away, has an interest, acts for the holder, or examines for the other agency', async () => {
      const { department, people } = await team(6);
      const [away, interested, holder, other, current, free] = people as TestActor[] as [
        TestActor,
        TestActor,
        TestActor,
        TestActor,
        TestActor,
        TestActor,
      ];
      const application = await dossier(department);
      const { CAF } = await makeInstructions(app, call, application, {
        CAF: { state: 'ASSIGNED', examinerId: current.personId },
        DDETS: { state: 'ASSIGNED', examinerId: other.personId },
      });
      expect((await absent(away)).status).toBe(201);
      await app.database.read.interest.create({
        data: {
          applicationId: application.id,
          personId: interested.personId,
          reason: 'x',
          declaredAt: app.clock.now(),
          declaredBy: free.personId,
        },
      });
      const grant = { id: newId(), personId: holder.personId, role: 'HOLDER_EDITOR', organisationId: application.organisationId };
      await app.database.read.grant.create({ data: { ...grant, startsAt: app.clock.now(), createdAt: app.clock.now() } });
      expect((await proposed(CAF.id, free)).map(({ id }) => id)).toEqual([free.personId]);
      expect((await act(CAF.id, 'assign-by-workload', free)).body.examiner?.id).toBe(free.personId);
      const { status, body } = await act(CAF.id, 'assign', free, { examinerId: away.personId });
      expect([status, body.reasons.map(({ rule }) => rule)]).toEqual([422, ['examinerPresent']]);
    });

    it('finds nobody when nobody is left', async () => {
      const { department, people } = await team(1);
      const [only] = people as [TestActor];
      const { id } = await row(department, 'ASSIGNED', only.personId);
      const { status, body } = await act(id, 'assign-by-workload', only);
      expect([status, body.reasons.map(({ rule }) => rule)]).toEqual([422, ['someoneAvailable']]);
    });

    it('spreads several at once, by one request or by many: nobody has two more than another', async () => {
      const { department, people } = await team(3);
      const ids = [];
      for (let n = 0; n < 7; n += 1) ids.push((await row(department)).id);
      const bulk = await app.post<{ assigned: number }>('/v1/instructions/bulk-assign-by-workload', people[0], { body: { ids } });
      expect([bulk.status, bulk.body.assigned]).toEqual([200, 7]);
      expect((await heldBy(people)).sort()).toEqual([2, 2, 3]);
      const more: string[] = [];
      for (let n = 0; n < 5; n += 1) more.push((await row(department)).id);
      const replies = await Promise.all(more.map((id, index) => act(id, 'assign-by-workload', people[index % 3]!)));
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(await heldBy(people)).toEqual([4, 4, 4]);
    });

    it('of two at once on one instruction, gives it twice in turn or refuses the stale one', async () => {
      const { department, people } = await team(2);
      const { id } = await row(department);
      const once = (actor: TestActor) => app.post(`/v1/instructions/${id}/assign-by-workload`, actor, { body: {}, ifMatch: 1 });
      const statuses = (await Promise.all(people.map(once))).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 412]);
      expect((await heldBy(people)).reduce((sum, count) => sum + count, 0)).toBe(1);
    });
  });

  describe('absences', () => {
    it('are declared by oneself or by a colleague, read by the agency, and ended early once', async () => {
      const { people } = await team(2);
      const [one, two] = people as [TestActor, TestActor];
      const elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-75' });
      const made = await absent(two, { personId: one.personId, deputyId: two.personId });
      expect([made.status, made.body.state, made.body.person.id, made.body.deputy?.id]).toEqual([
        201,
        'DECLARED',
        one.personId,
        two.personId,
      ]);
      const at = `/v1/absences/${made.body.id}`;
      expect((await app.get(at, one)).status).toBe(200);
      expect((await app.get(at, elsewhere)).status).toBe(404);
      expect((await absent(elsewhere, { personId: one.personId })).status).toBe(404);
      const listed = async (actor: TestActor, query = ''): Promise<string[]> =>
        (await app.get<{ items: AbsenceView[] }>(`/v1/absences?limit=100${query}`, actor)).body.items.map(({ id }) => id);
      expect([await listed(two), await listed(one, '&current=true'), await listed(two, '&current=false')]).toEqual([
        [made.body.id],
        [made.body.id],
        [],
      ]);
      expect(await listed(elsewhere)).toEqual([]);
      const ended = await app.post<AbsenceView>(`${at}/end`, one, { body: {} });
      expect([ended.status, ended.body.state, ended.body.endedAt]).toEqual([200, 'ENDED', app.clock.now().toISOString()]);
      expect((await app.post(`${at}/end`, two, { body: {} })).status).toBe(409);
      expect(await listed(two, '&current=true')).toEqual([]);
    });

    it.each([
      ['an end before the start', { endsAt: '2023-05-01T00:00:00Z' }, 'periodInOrder'],
      ['one that is over', { startsAt: '2023-05-01T00:00:00Z', endsAt: '2023-05-02T00:00:00Z' }, 'periodInOrder'],
      ['a deputy of another agency', { deputyId: 'ddets' }, 'deputyOfService'],
      ['oneself as deputy', { deputyId: 'self' }, 'deputyOfService'],
      ['nobody as deputy', { deputyId: newId() }, 'deputyOfService'],
    ])('refuse %s', async (_, given, rule) => {
      const person = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
      const ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
      const named: Record<string, string> = { ddets: ddets.personId, self: person.personId };
      const deputy = 'deputyId' in given ? { deputyId: named[given.deputyId] ?? given.deputyId } : {};
      const { status, body } = await absent(person, { ...given, ...deputy });
      expect([status, body.reasons?.map((reason) => reason.rule)]).toEqual([422, [rule]]);
    });

    it('stand as declared: PostgreSQL refuses to move one, and to forget one', async () => {
      const person = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
      const { id } = (await absent(person)).body;
      await expect(
        app.database.read.examinerAbsence.update({ where: { id }, data: { endsAt: new Date('2023-12-01T00:00:00Z') } }),
      ).rejects.toThrow(/absence/);
      await expect(app.database.read.examinerAbsence.delete({ where: { id } })).rejects.toThrow();
    });
  });

  describe('reassignment', () => {
    it('takes an examination under way from who is away, with a reason, and keeps the abandoned sheet in the history', async () => {
      const { department, people } = await team(3);
      const [away, deputy, third] = people as [TestActor, TestActor, TestActor];
      await row(department, 'ASSIGNED', deputy.personId);
      const { id } = await row(department, 'IN_PROGRESS', away.personId);
      const refused = await act(id, 'assign', third, { examinerId: third.personId, reason: 'Congé.' });
      expect(refused.body.reasons.map(({ rule }) => rule)).toEqual(['examinerHasLeft']);

      expect((await absent(away, { deputyId: deputy.personId })).status).toBe(201);
      const waiting = await app.get<{ items: { kind: string; id: string }[] }>(
        '/v1/desk/worklist?kind=INSTRUCTION_OF_ABSENT',
        third,
      );
      expect(waiting.body.items.map((item) => item.id)).toEqual([id]);
      // The deputy first, though more loaded.
      expect((await proposed(id, third)).map((item) => [item.id, item.deputy])).toEqual([
        [deputy.personId, true],
        [third.personId, false],
      ]);
      const silent = await act(id, 'assign-by-workload', third);
      expect(silent.body.reasons.map(({ rule, pointer }) => [rule, pointer])).toEqual([['reassignmentExplained', '/reason']]);
      const { body } = await act(id, 'assign-by-workload', third, { reason: 'Congé jusqu’en juillet.' });
      expect([body.state, body.examiner?.id, body.score]).toEqual(['ASSIGNED', deputy.personId, null]);

      const told = async (actor: TestActor) =>
        (await app.get<InstructionHistoryView>(`/v1/instructions/${id}/history`, actor)).body;
      // Not before the declaration: what the one before found is of the dossier.
      expect((await told(deputy)).items.at(-1)?.facts).toBeNull();
      expect((await act(id, 'declare-no-interest', deputy)).status).toBe(200);
      const handed = (await told(deputy)).items.find(({ event }) => event === 'assignByWorkload');
      expect(handed?.input).toEqual({ reason: 'Congé jusqu’en juillet.' });
      expect(handed?.facts).toMatchObject({ abandoned: { examinerId: away.personId } });
      expect(JSON.stringify(handed?.facts)).toContain('Constat');
      expect((await app.get(`/v1/instructions/${id}`, away)).status).toBe(200);
    });
  });

  describe('the declaration of interests', () => {
    const paths = (id: string): string[] =>
      [
        '',
        '/versions',
        '/versions/1',
        '/history',
        '/plan',
        '/eligibility',
        '/consultation',
        '/budget.xlsx',
        '/documents',
        '/completion',
        '/people',
        '/comments',
        '/messages',
        '/likely-duplicates',
        '/time-limits',
        '/late-exceptions',
        '/appeals',
        '/examinations',
        '/amendments',
      ].map((path) => `/v1/applications/${id}${path}`);

    it('opens the dossier: until then its examiner reads the reference alone, and is told why', async () => {
      const { department, people } = await team(2);
      const [examiner, colleague] = people as [TestActor, TestActor];
      const { application, id } = await row(department);
      expect((await act(id, 'assign', colleague, { examinerId: examiner.personId })).status).toBe(200);
      for (const url of paths(application.id)) {
        const { status, body } = await app.get<{ detail: string }>(url, examiner);
        expect([url, status, body.detail]).toEqual([url, 403, expect.stringContaining('déclarez d’abord')]);
        expect([url, (await app.get(url, colleague)).status]).toEqual([url, 200]);
      }
      const write = await app.post<{ detail: string }>(`/v1/applications/${application.id}/comments`, examiner, {
        body: { body: 'x' },
      });
      expect(write.status).toBe(403);
      const acted = await app.post<{ detail: string }>(`/v1/applications/${application.id}/find-ineligible`, examiner, {
        body: { rule: 'axes', reasons: 'x' },
      });
      expect([acted.status, acted.body.detail]).toEqual([403, expect.stringContaining('déclarez d’abord')]);

      const own = (await app.get<InstructionView>(`/v1/instructions/${id}`, examiner)).body;
      expect([own.application.number, own.actions.map(({ event }) => event).includes('declareNoInterest')]).toEqual([
        application.number,
        true,
      ]);
      const listed = async (actor: TestActor): Promise<boolean> =>
        (await app.get<{ items: { id: string }[] }>(`/v1/desk/applications?department=${department}`, actor)).body.items.some(
          (item) => item.id === application.id,
        );
      expect([await listed(examiner), await listed(colleague)]).toEqual([false, true]);
      const work = await app.get<{ items: { kind: string; application: { id: string } }[] }>('/v1/desk/worklist', examiner);
      expect(work.body.items.filter((item) => item.application.id === application.id).map(({ kind }) => kind)).toContain(
        'INTEREST_TO_DECLARE',
      );

      expect((await act(id, 'declare-no-interest', examiner)).status).toBe(200);
      for (const url of paths(application.id)) expect([url, (await app.get(url, examiner)).status]).toEqual([url, 200]);
      expect(await listed(examiner)).toBe(true);
    });

    it('is asked before the scoring alone where the call says so, or says nothing', async () => {
      const department = '31';
      const unsaid = { ...FIPE_2023, interestDeclaration: undefined };
      for (const settings of [{ ...unsaid, interestDeclaration: 'BEFORE_SCORING' as const }, unsaid]) {
        const other = await makeCall(app, { departments: [department], settings });
        const examiner = await app.actor({ role: 'CAF_INSTRUCTOR', territory: `DEP-${department}` });
        const application = await makeApplication(app, { call: other, department, state: 'UNDER_EXAMINATION' });
        const { CAF } = await makeInstructions(app, other, application, {
          CAF: { state: 'ASSIGNED', examinerId: examiner.personId },
        });
        expect((await app.get(`/v1/applications/${application.id}`, examiner)).status).toBe(200);
        const scored = await act(CAF.id, 'score', examiner, { scores: [{ code: 'C1.1', met: true }] });
        expect(scored.status).toBe(409);
      }
    });

    it('of an interest closes the dossier for good, and asks no stored answer again', async () => {
      const { department, people } = await team(2);
      const [examiner, colleague] = people as [TestActor, TestActor];
      const { application, id } = await row(department);
      const options = { body: { examinerId: examiner.personId }, key: 'assigned-to-oneself' };
      const first = await app.post<InstructionView>(`/v1/instructions/${id}/assign`, examiner, options);
      expect([first.status, first.body.application.id]).toEqual([200, application.id]);
      expect((await act(id, 'declare-interest', examiner, { reason: 'Ancienne salariée.' })).status).toBe(200);
      for (const url of paths(application.id)) expect([url, (await app.get(url, examiner)).status]).toEqual([url, 404]);
      expect((await app.post(`/v1/instructions/${id}/assign`, examiner, options)).status).toBe(404);
      expect((await act(id, 'assign-by-workload', colleague)).body.examiner?.id).toBe(colleague.personId);
    });
  });
});
