// What waits on each role, held against the workflows: an entry is there if and only if the act is the person's to do.

import { makeAward, statementsOf } from '../../../test/support/awards.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import {
  declareInterest,
  makeApplication,
  makeOrganisation,
  type MadeApplication,
  type MadeOrganisation,
} from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee } from '../../../test/support/committees.js';
import { makeDivergence, makeInstructions, makeJointScore } from '../../../test/support/instruction.js';
import { applicationMachine } from '../applications/application.machine.js';
import { rolesOf, statesOf, WAITING, WORK_KINDS, WORK_LABELS } from './worklist.rules.js';

interface Work {
  readonly kind: string;
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly application: { readonly id: string } | null;
  readonly since: string;
  readonly until: string | null;
}

describe('worklists', () => {
  let app: TestApp;
  let call: MadeCall;
  let selecting: MadeCall;
  let town: MadeOrganisation;
  let committee: MadeCommittee;
  let holder: TestActor;
  let caf: TestActor;
  let ddets: TestActor;
  let jury: TestActor;
  let state: TestActor;
  let elsewhere: TestActor;
  const made: Record<string, MadeApplication> = {};

  const work = async (actor: TestActor, query = 'limit=100'): Promise<readonly Work[]> => {
    const { status, body } = await app.get<{ items: Work[] }>(`/v1/desk/worklist?${query}`, actor);
    expect(status).toBe(200);
    return body.items;
  };
  const kinds = async (actor: TestActor): Promise<string[]> =>
    (await work(actor))
      .map(({ kind, application }) => `${kind} ${Object.keys(made).find((name) => made[name]?.id === application?.id) ?? '-'}`)
      .sort();
  const round = (more: object): { completion: object } => ({
    completion: {
      items: [],
      dueOn: '2023-06-12',
      dueAt: '2023-06-12T21:59:59.999Z',
      askedAt: '2023-06-01T08:00:00.000Z',
      ...more,
    },
  });

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    selecting = await makeCall(app, { state: 'UNDER_SELECTION', edition: 2022 });
    town = await makeOrganisation(app);
    committee = await makeCommittee(app);
    holder = await app.actor({ role: 'HOLDER_EDITOR', organisationId: town.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    state = await app.actor({ role: 'STATE_OFFICER', territory: 'DEP-31' });
    elsewhere = await app.actor(
      { role: 'CAF_INSTRUCTOR', territory: 'DEP-48' },
      { role: 'COMMITTEE_SECRETARY', territory: 'DEP-48' },
      { role: 'STATE_OFFICER', territory: 'DEP-48' },
      { role: 'REGIONAL_JURY', territory: 'REG-11' },
    );
    const base = { call, organisation: town, department: '31' };
    made.draft = await makeApplication(app, { ...base, state: 'DRAFT', title: 'Brouillon' });
    made.submitted = await makeApplication(app, { ...base, title: 'Déposé' });
    await makeInstructions(app, call, made.submitted);
    made.asked = await makeApplication(app, {
      ...base,
      state: 'INCOMPLETE',
      columns: round({ dueAt: '2023-07-12T21:59:59.999Z' }),
    });
    made.overdue = await makeApplication(app, { ...base, state: 'INCOMPLETE', columns: round({}) });
    made.answered = await makeApplication(app, {
      ...base,
      state: 'INCOMPLETE',
      columns: round({ answeredAt: '2023-06-10T08:00:00.000Z' }),
    });
    made.found = await makeApplication(app, {
      ...base,
      state: 'COMPLETE',
      columns: { ineligibility: { agency: 'CAF', by: caf.personId, rule: 'x', reasons: 'y', at: '2023-06-11T08:00:00.000Z' } },
    });
    made.examined = await makeApplication(app, { ...base, state: 'UNDER_EXAMINATION' });
    await makeInstructions(app, call, made.examined, {
      CAF: { state: 'IN_PROGRESS', examinerId: caf.personId },
      DDETS: { state: 'ASSIGNED', examinerId: ddets.personId },
    });
    made.ready = await makeApplication(app, { ...base, state: 'EXAMINED' });
    await makeInstructions(app, call, made.ready, {
      CAF: { state: 'SIGNED', examinerId: caf.personId },
      DDETS: { state: 'SIGNED', examinerId: ddets.personId, opinion: 'UNFAVOURABLE' },
    });
    await makeJointScore(app, call, made.ready, caf.personId);
    await makeDivergence(app, made.ready, caf.personId);
    made.prepared = await makeApplication(app, { ...base, state: 'EXAMINED' });
    made.seized = await makeApplication(app, { ...base, state: 'ON_AGENDA' });
    await makeSession(app, { committee, call, applications: [made.prepared], state: 'DRAFT' });
    const session = await makeSession(app, { committee, call, applications: [made.seized], state: 'OPEN' });
    await app.database.read.agendaItem.update({
      where: { id: session.itemIds[0] ?? '' },
      data: { state: 'OPEN', proposal: 'FAVOURABLE', openedAt: app.clock.now() },
    });
    made.favoured = await makeApplication(app, { ...base, call: selecting, state: 'COMMITTEE_FAVOURABLE' });
    made.reserve = await makeApplication(app, { ...base, call: selecting, state: 'RESERVE' });
    const award = await makeAward(app, { call: selecting, organisation: town, department: '31' });
    const { applicationId } = await app.database.read.award.findUniqueOrThrow({ where: { id: award.id } });
    made.shortlisted = { ...made.ready, id: applicationId };
  });
  afterAll(() => app.stop());

  it('tells the holder of drafts before the deadline and of what is asked', async () => {
    expect(await kinds(holder)).toEqual(['COMPLETION_TO_ANSWER asked', 'COMPLETION_TO_ANSWER overdue', 'DRAFT_TO_SUBMIT draft']);
    const [first, , last] = await work(holder);
    // The most urgent first: the time limit that has passed, then the nearest.
    expect([first?.application?.id, first?.until, first?.since]).toEqual([
      made.overdue?.id,
      '2023-06-12T21:59:59.999Z',
      '2023-06-01T08:00:00.000Z',
    ]);
    expect([last?.until, last?.href, last?.title]).toEqual([
      call.deadlineAt.toISOString(),
      `/v1/applications/${made.draft?.id ?? ''}`,
      'Brouillon',
    ]);
  });

  it('tells each agency of its own part', async () => {
    const both = ['COMPLETENESS_TO_CHECK answered', 'COMPLETENESS_TO_CHECK submitted', 'COMPLETION_OVERDUE overdue'];
    // The common score and the conciliation that the Caf asked for wait for the other agency.
    expect(await kinds(caf)).toEqual([...both, 'INSTRUCTION_TO_ASSIGN submitted', 'OPINION_TO_SIGN examined'].sort());
    expect(await kinds(ddets)).toEqual(
      [
        ...both,
        'COMMON_SCORE_TO_ANSWER ready',
        'DIVERGENCE_TO_SETTLE ready',
        'FINDING_TO_CONFIRM found',
        'INSTRUCTION_TO_ASSIGN submitted',
        'INTEREST_TO_DECLARE examined',
      ].sort(),
    );
  });

  it('tells the committee, the jury and the officers', async () => {
    expect(await kinds(committee.secretary)).toEqual(['DOSSIER_FOR_AGENDA ready', 'SESSION_TO_CLOSE -', 'SESSION_TO_CONVENE -']);
    expect(await kinds(committee.president.actor)).toEqual(['ITEM_TO_VOTE seized', 'SESSION_TO_CLOSE -', 'SESSION_TO_CONVENE -']);
    const [, member] = committee.members;
    expect(await kinds(member!.actor)).toEqual(['ITEM_TO_VOTE seized']);
    expect(await kinds(jury)).toEqual(['DOSSIER_TO_SELECT favoured', 'DOSSIER_TO_SELECT reserve']);
    expect(await kinds(state)).toEqual(['LEG_TO_DECIDE shortlisted']);
    const reserve = (await work(jury)).find(({ application }) => application?.id === made.reserve?.id);
    expect(reserve?.until).toBe('2030-12-31T22:59:59.999Z');
  });

  it('tells nobody of another territory, nor who has an interest', async () => {
    expect(await kinds(elsewhere)).toEqual([]);
    const torn = await app.actor(
      { role: 'CAF_INSTRUCTOR', territory: 'DEP-31' },
      { role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' },
    );
    const before = await work(torn);
    expect(before.some(({ application }) => application?.id === made.submitted?.id)).toBe(true);
    await declareInterest(app, made.submitted!.id, torn);
    expect((await work(torn)).some(({ application }) => application?.id === made.submitted?.id)).toBe(false);
    expect(await kinds(await app.actor({ role: 'AUDITOR', territory: 'FR' }))).toEqual([]);
  });

  it('offers, on what it links to, the act it names', async () => {
    const named: Record<string, string> = {
      COMPLETENESS_TO_CHECK: 'acceptCompleteness',
      COMPLETION_OVERDUE: 'remind',
      FINDING_TO_CONFIRM: 'confirmIneligible',
      INSTRUCTION_TO_ASSIGN: 'assign',
      INTEREST_TO_DECLARE: 'declareNoInterest',
      OPINION_TO_SIGN: 'sign',
      COMMON_SCORE_TO_ANSWER: 'agree',
      DIVERGENCE_TO_SETTLE: 'confirm',
      SESSION_TO_CONVENE: 'convene',
      SESSION_TO_CLOSE: 'close',
      ITEM_TO_VOTE: 'vote',
      DOSSIER_TO_SELECT: 'shortlist',
    };
    let tried = 0;
    for (const actor of [caf, ddets, committee.secretary, committee.president.actor, jury]) {
      for (const { kind, href } of await work(actor)) {
        const event = named[kind];
        if (event === undefined) continue;
        const { status, body } = await app.get<{ actions: { event: string }[] }>(href, actor);
        expect([kind, status, body.actions.map((action) => action.event).includes(event)]).toEqual([kind, 200, true]);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(12);
  });

  it('pages over all kinds together, each entry once, with one query', async () => {
    const all = (await work(ddets)).map(({ kind, id }) => `${kind} ${id}`);
    const walked: string[] = [];
    let after = '';
    for (;;) {
      const { body } = await app.get<{ items: Work[]; page: { next: string | null } }>(
        `/v1/desk/worklist?limit=2${after}`,
        ddets,
      );
      walked.push(...body.items.map(({ kind, id }) => `${kind} ${id}`));
      if (body.page.next === null) break;
      after = `&after=${encodeURIComponent(body.page.next)}`;
    }
    expect(walked).toEqual(all);
    expect(await statementsOf(app, () => work(ddets))).toHaveLength(1);
    const only = await work(ddets, 'kind=FINDING_TO_CONFIRM');
    expect(only.map(({ kind }) => kind)).toEqual(['FINDING_TO_CONFIRM']);
  });

  it.each([
    ['kind=NOTHING', '/kind'],
    ['after=WyJ4Il0', '/after'],
  ])('refuses %s', async (query, pointer) => {
    const { status, body } = await app.get<{ errors: { pointer: string }[] }>(`/v1/desk/worklist?${query}`, caf);
    expect([status, body.errors[0]?.pointer]).toEqual([400, pointer]);
  });

  it('follows the workflows: states and roles are theirs, every kind has its words', () => {
    expect(WAITING.acceptCompleteness).toEqual(['SUBMITTED', 'INCOMPLETE']);
    expect(() => statesOf(applicationMachine as never, 'abolished')).toThrow('no edge fires abolished');
    expect(rolesOf(applicationMachine as never, 'dismiss')).toEqual(['CAF_INSTRUCTOR']);
    for (const kind of WORK_KINDS) expect(WORK_LABELS[kind].fr).not.toBe('');
  });
});
