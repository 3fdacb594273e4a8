import {
  makeApplication,
  makeOrganisation,
  type MadeApplication,
  type MadeOrganisation,
} from '../../../test/support/applications.js';
import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { makeInstructions } from '../../../test/support/instruction.js';
import { newId } from '../../kernel/ids.js';
import type { CompletionHistoryView, DifferenceView } from './completion-history.views.js';
import type { ConditionView, CompletionView } from './completion.views.js';

interface View extends Record<string, unknown> {
  readonly state: string;
  readonly version: number;
  readonly completion: CompletionView | null;
  readonly conditions: ConditionView[];
  readonly reasons?: { rule: string; pointer?: string; message: string }[];
}

const BUDGET = { code: 'BUDGET', label: 'Budget pluriannuel', defect: 'WRONG', explanation: 'Les recettes de 2024 manquent.' };
const RIB = { code: 'RIB', label: 'Relevé d’identité bancaire' };
const SIGNATURE = {
  code: 'SIGNATURE',
  label: 'Signature du représentant légal',
  kind: 'DECLARATION',
  defect: 'FORMAL',
  explanation: 'Signer la demande (CRPA, article L212-1).',
};
const SUMMARY = { code: 'summary', label: 'Description du projet', kind: 'FIELD', defect: 'WRONG', pointer: '/summary' };

describe('completeness over HTTP', () => {
  let app: TestApp;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let editor: TestActor;
  let representative: TestActor;
  let stranger: TestActor;
  let caf: TestActor;
  let ddets: TestActor;
  let elsewhere: TestActor;
  let interested: TestActor;

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    organisation = await makeOrganisation(app, { department: '11' });
    const other = await makeOrganisation(app);
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
    representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    stranger = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: other.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-11' });
    elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    interested = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.clock.set(new Date('2023-06-15T08:00:00Z'));
  });

  const url = (id: string, rest = ''): string => `/v1/applications/${id}${rest}`;
  const rules = ({ body }: Reply<View>): string[] => (body.reasons ?? []).map(({ rule }) => rule);
  const post = (id: string, rest: string, actor: TestActor, body: object = {}): Promise<Reply<View>> =>
    app.post<View>(url(id, rest), actor, { body });
  const one = async (id: string, actor: TestActor): Promise<View> => (await app.get<View>(url(id), actor)).body;
  const history = async (id: string, actor: TestActor): Promise<CompletionHistoryView> =>
    (await app.get<CompletionHistoryView>(url(id, '/completion'), actor)).body;
  const submitted = (): Promise<MadeApplication> => makeApplication(app, { call, organisation, department: '11' });
  const askedFor = async (items: object[], actor = caf): Promise<{ id: string; items: readonly string[]; view: View }> => {
    const { id } = await submitted();
    const reply = await post(id, '/declare-incomplete', actor, { items, dueOn: '2023-06-30' });
    expect([reply.status, rules(reply)]).toEqual([200, []]);
    return { id, items: itemIds(reply.body), view: reply.body };
  };
  const itemIds = ({ completion }: View): string[] => (completion?.items ?? []).map((item) => item.id);
  const item = (id: string, itemId: string | undefined, act: 'answer' | 'settle', actor: TestActor, body: object) =>
    post(id, `/completion/items/${String(itemId)}/${act}`, actor, body);
  const edit = async (id: string, body: object): Promise<void> => {
    const { version } = await one(id, editor);
    expect((await app.patch(url(id), editor, { ifMatch: version, body })).status).toBe(200);
  };

  it('asks item by item, reads what the call says of each document, and suspends the clock', async () => {
    const { id, view } = await askedFor([BUDGET, RIB, SIGNATURE, SUMMARY]);
    expect(view.completion).toMatchObject({
      round: 1,
      dueOn: '2023-06-30',
      dueLegalTime: '30 juin 2023 à 23:59 (heure de Paris)',
      unanswered: 4,
      items: [
        { code: 'BUDGET', kind: 'DOCUMENT', defect: 'WRONG', essential: true, agency: 'CAF', explanation: BUDGET.explanation },
        { code: 'RIB', defect: 'MISSING', essential: false, settlement: null, answer: null },
        { code: 'SIGNATURE', kind: 'DECLARATION', defect: 'FORMAL', essential: true },
        { code: 'summary', kind: 'FIELD', pointer: '/summary', essential: true },
      ],
    });
    const { rounds, suspensions } = await history(id, representative);
    expect(rounds).toMatchObject([{ number: 1, askedVersion: 1, events: [{ kind: 'ASKED' }] }]);
    expect(suspensions).toEqual([{ from: '2023-06-15T08:00:00.000Z', to: '2023-06-30T21:59:59.999Z' }]);
    const wrong = await submitted();
    const refused = await post(wrong.id, '/declare-incomplete', caf, {
      items: [
        { ...RIB, code: 'PASSPORT' },
        { ...RIB, essential: true },
        { ...SUMMARY, pointer: undefined },
      ],
    });
    expect(refused.body.reasons).toMatchObject([
      { rule: 'documentsOfCall', pointer: '/items/0/code' },
      { rule: 'essentialAsInCall', pointer: '/items/1/essential' },
      { rule: 'fieldsPointed', pointer: '/items/2/pointer' },
    ]);
    const shapeless = await post(wrong.id, '/declare-incomplete', caf, { items: [{ ...SUMMARY, pointer: 'summary' }] });
    expect(shapeless.status).toBe(400);
  });

  it('case 7: the budget is missing: the dossier is INCOMPLETE, and the clock is suspended until what is asked is due', async () => {
    const { id, view } = await askedFor([{ ...BUDGET, defect: 'MISSING', explanation: undefined }]);
    expect([view.state, view.completion?.items]).toMatchObject(['INCOMPLETE', [{ code: 'BUDGET', essential: true }]]);
    expect((await history(id, representative)).suspensions).toEqual([
      { from: '2023-06-15T08:00:00.000Z', to: '2023-06-30T21:59:59.999Z' },
    ]);
    // Essential to an examination: nobody goes on without it.
    const onConditions = await post(id, '/continue-with-conditions', caf);
    expect([onConditions.status, rules(onConditions)]).toEqual([422, ['onlyConditionsLeft']]);
    expect((await one(id, caf)).state).toBe('INCOMPLETE');
  });

  it('is answered in part, judged in part, asked again, and accepted once all is accepted; every round stays', async () => {
    const { id, items } = await askedFor([BUDGET, SUMMARY]);
    const [budget, summary] = items;
    const key = newId();
    const said = { body: { comment: 'Les recettes 2024 sont ajoutées.' }, key };
    const first = await app.post<View>(url(id, `/completion/items/${String(budget)}/answer`), editor, said);
    const replayed = await app.post<View>(url(id, `/completion/items/${String(budget)}/answer`), editor, said);
    expect([first.status, replayed.headers['idempotent-replayed'], replayed.body.version]).toEqual([
      200,
      'true',
      first.body.version,
    ]);
    // The desk reads nothing of it before it is sent.
    expect((await one(id, representative)).completion?.items[0]?.answer?.comment).toBe(said.body.comment);
    expect((await one(id, caf)).completion?.items[0]?.answer).toBeNull();
    expect((await history(id, caf)).rounds[0]?.items[0]?.answers).toEqual([]);

    app.clock.set(new Date('2023-06-18T08:00:00Z'));
    expect((await post(id, '/answer-completion', representative)).body).toMatchObject({
      state: 'INCOMPLETE',
      submittedVersion: 2,
      completion: { unanswered: 1 },
    });
    expect((await one(id, caf)).completion?.items).toMatchObject([
      { answer: said.body, sentAt: '2023-06-18T08:00:00.000Z' },
      { answer: null },
    ]);
    // Sent in part: what is still to come still suspends.
    expect((await history(id, caf)).suspensions[0]?.to).toBe('2023-06-30T21:59:59.999Z');

    expect(rules(await item(id, budget, 'settle', caf, { accepted: false }))).toEqual(['settlementExplained']);
    expect((await item(id, budget, 'settle', caf, { accepted: false, reason: 'Recettes de 2025 absentes.' })).status).toBe(200);
    expect((await one(id, representative)).completion?.items[0]?.settlement).toBeNull();

    // A field that changes answers for itself.
    await edit(id, { summary: 'Une micro-crèche de douze places.' });
    app.clock.set(new Date('2023-06-20T08:00:00Z'));
    const sentAgain = await post(id, '/answer-completion', representative);
    expect(sentAgain.body.completion).toMatchObject({ unanswered: 0, items: [{}, { answer: { byContent: true } }] });
    expect((await history(id, caf)).suspensions).toEqual([{ from: '2023-06-15T08:00:00.000Z', to: '2023-06-20T08:00:00.000Z' }]);
    expect((await item(id, summary, 'settle', caf, { accepted: true })).status).toBe(200);
    const left = await post(id, '/accept-completeness', caf);
    expect(left.body.reasons).toMatchObject([{ rule: 'itemsSettled', pointer: '/completion/items/0' }]);

    const again = await post(id, '/declare-incomplete', ddets, { items: [], dueOn: '2023-07-10' });
    expect(again.body.completion).toMatchObject({
      round: 2,
      items: [{ code: 'BUDGET', agency: 'CAF', explanation: 'Recettes de 2025 absentes.', answer: null }],
    });
    const [carried] = itemIds(again.body);
    expect(rules(await item(id, budget, 'answer', editor, { comment: 'Trop tard.' }))).toEqual(['itemOfRound']);
    expect(rules(await item(id, carried, 'settle', ddets, { accepted: true, reason: 'Reçu par courriel.' }))).toEqual([
      'deskOfItem',
    ]);
    await item(id, carried, 'answer', representative, { notApplicable: true, reason: 'Le projet s’arrête en 2024.' });
    await post(id, '/answer-completion', representative);
    await item(id, carried, 'settle', caf, { accepted: true });
    expect(rules(await item(id, carried, 'answer', editor, { comment: 'Encore.' }))).toEqual(['notAccepted']);
    expect((await post(id, '/accept-completeness', ddets)).body).toMatchObject({ state: 'COMPLETE', conditions: [] });

    const { rounds } = await history(id, representative);
    expect(rounds.map(({ events }) => events.map(({ kind }) => kind))).toEqual([
      ['ASKED', 'SENT', 'SENT', 'RENEWED'],
      ['ASKED', 'SENT', 'ACCEPTED'],
    ]);
    expect(rounds[0]?.items[0]).toMatchObject({
      answers: [{ comment: said.body.comment }],
      settlements: [{ accepted: false, reason: 'Recettes de 2025 absentes.', agency: 'CAF' }],
    });
    expect(rounds[1]?.items[0]?.answers).toMatchObject([{ notApplicable: true, reason: 'Le projet s’arrête en 2024.' }]);
    const db = app.database.read;
    for (const table of ['completion_item', 'completion_answer', 'completion_settlement', 'completion_event'] as const) {
      const rows = await db.$queryRaw<{ found: number }[]>`
        SELECT count(*)::int AS found FROM pg_trigger WHERE tgrelid = ${table}::regclass AND tgname = 'append_only'`;
      expect([table, rows[0]?.found]).toEqual([table, 1]);
    }
    await expect(db.$executeRaw`UPDATE completion_answer SET comment = 'x' WHERE item_id = ${budget}::uuid`).rejects.toThrow();
    await expect(db.$executeRaw`DELETE FROM completion_item WHERE id = ${budget}::uuid`).rejects.toThrow();
  });

  it('lets the DDETS join the Caf’s round, keeps the time given, and lets the Caf settle for both', async () => {
    const { id } = await askedFor([BUDGET]);
    app.clock.set(new Date('2023-06-20T08:00:00Z'));
    const shorter = await post(id, '/declare-incomplete', ddets, { items: [RIB], dueOn: '2023-06-29' });
    expect(shorter.body.reasons).toMatchObject([{ rule: 'dueNotShortened', pointer: '/dueOn' }]);
    const twice = await post(id, '/declare-incomplete', ddets, { items: [RIB, BUDGET] });
    expect(twice.body.reasons).toMatchObject([{ rule: 'itemsAskedOnce', pointer: '/items/1' }]);
    const joined = await post(id, '/declare-incomplete', ddets, { items: [RIB, SUMMARY] });
    expect(joined.body.completion).toMatchObject({
      round: 1,
      dueOn: '2023-07-05',
      items: [{ agency: 'CAF' }, { code: 'RIB', agency: 'DDETS' }, { code: 'summary', agency: 'DDETS' }],
    });
    const [, rib] = itemIds(joined.body);
    expect((await item(id, rib, 'settle', caf, { accepted: true, reason: 'Détenu par la Caf.' })).status).toBe(200);
    const { rounds, suspensions } = await history(id, ddets);
    expect(rounds.map(({ events }) => events.map(({ kind }) => kind))).toEqual([['ASKED', 'JOINED']]);
    expect(suspensions).toEqual([{ from: '2023-06-15T08:00:00.000Z', to: '2023-07-05T21:59:59.999Z' }]);
  });

  it('makes one round of two desks that ask at the same moment', async () => {
    for (const sameItem of [false, true]) {
      const { id } = await submitted();
      const replies = await Promise.all([
        post(id, '/declare-incomplete', caf, { items: [BUDGET] }),
        post(id, '/declare-incomplete', ddets, { items: [sameItem ? BUDGET : RIB] }),
      ]);
      expect(replies.map(({ status }) => status).sort()).toEqual(sameItem ? [200, 422] : [200, 200]);
      expect(replies.flatMap(rules)).toEqual(sameItem ? ['itemsAskedOnce'] : []);
      const { rounds } = await history(id, caf);
      expect(rounds).toHaveLength(1);
      expect(rounds[0]?.items.map(({ code }) => code).sort()).toEqual(sameItem ? ['BUDGET'] : ['BUDGET', 'RIB']);
    }
  });

  it('goes on without what is not essential, on conditions that are lifted once', async () => {
    const { id, items } = await askedFor([BUDGET, RIB, SIGNATURE]);
    const [budget, rib] = items;
    const refused = await post(id, '/continue-with-conditions', caf, { effects: [{ itemId: newId(), effect: 'AWARD' }] });
    expect(refused.body.reasons).toMatchObject([
      { rule: 'onlyConditionsLeft', pointer: '/completion/items/0' },
      { rule: 'effectsOfItemsLeft', pointer: '/effects/0/itemId' },
    ]);
    expect((await post(id, '/continue-with-conditions', ddets)).status).toBe(403);
    await item(id, budget, 'settle', caf, { accepted: true, reason: 'Reçu par courrier.' });
    await edit(id, { title: 'Jamais envoyé' });
    const continued = await post(id, '/continue-with-conditions', caf, {
      effects: [{ itemId: rib, effect: 'PAYMENT' }],
      reasons: 'À produire avant la convention.',
    });
    expect(continued.body).toMatchObject({
      state: 'COMPLETE',
      conditions: [
        { code: 'RIB', effect: 'PAYMENT', state: 'OPEN', reason: 'À produire avant la convention.', liftedAt: null },
        { code: 'SIGNATURE', effect: 'AWARD', state: 'OPEN' },
      ],
    });
    expect(continued.body.title).not.toBe('Jamais envoyé');
    expect((await history(id, editor)).rounds[0]?.events.map(({ kind }) => kind)).toEqual(['ASKED', 'CONTINUED']);

    const [condition] = continued.body.conditions;
    const lift = (actor: TestActor, body: object, options: object = {}): Promise<Reply<View>> =>
      app.post<View>(url(id, `/conditions/${String(condition?.id)}/lift`), actor, { body, ...options });
    expect((await lift(representative, {})).status).toBe(403);
    expect((await lift(elsewhere, {})).status).toBe(404);
    expect((await lift(ddets, {})).body.reasons).toMatchObject([{ rule: 'receiptStated', pointer: '/reasons' }]);
    expect((await lift(ddets, { reasons: 'Reçu.' }, { ifMatch: 1 })).status).toBe(412);
    const lifts = await Promise.all([lift(ddets, { reasons: 'Reçu le 15 juin.' }), lift(caf, { reasons: 'Reçu le 15 juin.' })]);
    expect(lifts.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await one(id, representative)).conditions).toMatchObject([
      { state: 'LIFTED', liftedReason: 'Reçu le 15 juin.' },
      { state: 'OPEN' },
    ]);
    const other = await submitted();
    expect(
      (await app.post(url(other.id, `/conditions/${String(condition?.id)}/lift`), caf, { body: { reasons: 'x' } })).status,
    ).toBe(404);
    const db = app.database.read;
    await expect(
      db.$executeRaw`UPDATE application_condition SET label = 'x' WHERE application_id = ${id}::uuid`,
    ).rejects.toThrow();
    await expect(db.$executeRaw`DELETE FROM application_condition WHERE application_id = ${id}::uuid`).rejects.toThrow();
  });

  it('makes a condition of each document announced as to follow, when the dossier is complete', async () => {
    const { content } = await submitted();
    const documents = (content.documents ?? []).map((entry) =>
      ['RIB', 'DELIBERATION'].includes(entry.code) ? { ...entry, provided: 'TO_FOLLOW' as const } : entry,
    );
    const { id } = await makeApplication(app, { call, organisation, department: '11', content: { ...content, documents } });
    expect((await post(id, '/accept-completeness', caf)).body.conditions).toMatchObject([
      { code: 'RIB', effect: 'PAYMENT' },
      { code: 'DELIBERATION', effect: 'AWARD' },
    ]);
  });

  it('never ends a file for its form or for what is not essential', async () => {
    const { id } = await askedFor([RIB, SIGNATURE]);
    app.clock.set(new Date('2023-07-01T08:00:00Z'));
    await post(id, '/remind', caf);
    const body = { reasons: 'Rien n’est arrivé.' };
    expect(rules(await post(id, '/dismiss', caf, body))).toEqual(['essentialItemLeft']);
    expect((await post(id, '/continue-with-conditions', caf, {})).body.state).toBe('COMPLETE');
    for (const rule of ['RIB', 'signature', 'FORMAL']) {
      const found = await post(id, '/find-ineligible', caf, { rule, reasons: 'Pièce absente.' });
      expect(found.body.reasons).toMatchObject([{ rule: 'notFormalAlone', pointer: '/rule' }]);
    }
  });

  it('judges what was answered before it dismisses', async () => {
    const { id, items } = await askedFor([BUDGET]);
    await item(id, items[0], 'answer', editor, { comment: 'Voir le courriel.' });
    await post(id, '/answer-completion', representative);
    app.clock.set(new Date('2023-07-01T08:00:00Z'));
    await post(id, '/remind', caf);
    const body = { reasons: 'Budget absent.' };
    expect(rules(await post(id, '/dismiss', caf, body))).toEqual(['answersSettled']);
    await item(id, items[0], 'settle', caf, { accepted: false, reason: 'Aucun courriel reçu.' });
    expect((await post(id, '/dismiss', caf, body)).body.state).toBe('DISMISSED');
    expect((await history(id, representative)).rounds[0]?.items[0]?.settlements).toMatchObject([{ accepted: false }]);
  });

  it('shows the agencies the last version sent while the holder works on the next one, in every read', async () => {
    const { id } = await askedFor([BUDGET]);
    const before = await one(id, caf);
    const years = call.budgetYears.map((year) => ({ year, cents: 1_000_000 }));
    await edit(id, { title: 'Titre au travail', summary: 'Texte au travail.', requestedYears: years });
    const listed = async (actor: TestActor): Promise<Record<string, unknown> | undefined> =>
      (await app.get<{ items: Record<string, unknown>[] }>('/v1/applications?limit=100', actor)).body.items.find(
        (row) => row.id === id,
      );
    for (const actor of [caf, ddets]) {
      expect(await one(id, actor)).toMatchObject({
        title: before.title,
        content: before.content,
        requested: before.requested,
        totalCost: before.totalCost,
      });
      expect(await listed(actor)).toMatchObject({ title: before.title, requested: before.requested });
    }
    expect(await one(id, editor)).toMatchObject({ title: 'Titre au travail', requested: { cents: 3_000_000 } });
    expect(await listed(editor)).toMatchObject({ title: 'Titre au travail', requested: { cents: 3_000_000 } });
    await edit(id, { requestedYears: (before.content as { requestedYears: unknown }).requestedYears });
    await post(id, '/answer-completion', representative);
    expect(await one(id, caf)).toMatchObject({ title: 'Titre au travail' });
    await edit(id, { title: 'Abandonné' });
    expect((await post(id, '/withdraw', representative, { reasons: 'Abandon du projet.' })).status).toBe(200);
    expect((await one(id, caf)).title).toBe('Titre au travail');
  });

  it('shows what changed between two versions, lines of the plan matched, to who may read both', async () => {
    const { id, content } = await submitted();
    await post(id, '/declare-incomplete', caf, { items: [BUDGET] });
    const [expense, income, ...rest] = content.budget?.lines ?? [];
    const more = { ...expense, cents: (expense?.cents ?? 0) + 100 };
    const own = { ...income, cents: (income?.cents ?? 0) + 100 };
    await edit(id, { budget: { lines: [...rest, own, more] }, place: null, partners: 'Caf, PMI' });
    await post(id, '/answer-completion', representative);
    const diff = await app.get<DifferenceView>(url(id, '/versions/1/diff/2'), caf);
    expect(diff.body).toMatchObject({
      from: 1,
      to: 2,
      truncated: false,
      requested: { before: { cents: 16_800_000 }, after: { cents: 16_800_000 } },
    });
    expect(diff.body.totalCost.after.cents - diff.body.totalCost.before.cents).toBe(100);
    expect(diff.body.changes).toEqual([
      { pointer: '/budget/lines/5/cents', kind: 'CHANGED', before: expense?.cents, after: more.cents },
      { pointer: '/budget/lines/4/cents', kind: 'CHANGED', before: income?.cents, after: own.cents },
      { pointer: '/partners', kind: 'ADDED', before: null, after: 'Caf, PMI' },
      { pointer: '/place', kind: 'REMOVED', before: content.place, after: null },
    ]);
    expect((await app.get<DifferenceView>(url(id, '/versions/2/diff/2'), representative)).body.changes).toEqual([]);
    for (const [path, actor] of [
      ['1/diff/3', caf],
      ['0/diff/1', caf],
      ['1/diff/x', caf],
      ['1/diff/2', stranger],
      ['1/diff/2', elsewhere],
    ] as const)
      expect([path, (await app.get(url(id, `/versions/${path}`), actor)).status]).toEqual([path, 404]);
  });

  it('forwards to the right department: number and receipt stay, access and examinations follow at once', async () => {
    const made = await submitted();
    const { id } = made;
    const rows = await makeInstructions(app, call, made, { CAF: { state: 'IN_PROGRESS', examinerId: caf.personId } });
    await post(id, '/declare-incomplete', caf, { items: [BUDGET] });
    await edit(id, { title: 'Au travail' });
    const body = { department: '31', reasons: 'Le projet est à Toulouse.' };
    expect((await post(id, '/forward', elsewhere, body)).status).toBe(404);
    expect((await post(id, '/forward', representative, body)).status).toBe(403);
    const wrong = await post(id, '/forward', caf, { department: '75' });
    expect(wrong.body.reasons).toMatchObject([
      { rule: 'departmentOfCall', pointer: '/department' },
      { rule: 'forwardingExplained', pointer: '/reasons' },
    ]);
    expect(rules(await post(id, '/forward', caf, { ...body, department: '11' }))).toEqual(['otherDepartment']);

    // After the deadline of the call: still on time.
    app.clock.set(new Date(call.deadlineAt.getTime() + 86_400_000));
    const forwarded = await post(id, '/forward', caf, body);
    expect(forwarded.body).toMatchObject({
      state: 'SUBMITTED',
      department: '31',
      number: made.number,
      submittedAt: '2023-06-15T08:00:00.000Z',
      completion: null,
    });
    expect((await app.get(url(id), caf)).status).toBe(404);
    expect((await app.get(url(id), ddets)).status).toBe(404);
    expect(await one(id, elsewhere)).toMatchObject({ title: 'Requalification d’une gare en micro-crèche' });
    expect((await history(id, representative)).forwardings).toEqual([
      { fromDepartment: '11', toDepartment: '31', reasons: body.reasons, at: app.clock.now().toISOString() },
    ]);
    expect((await history(id, elsewhere)).rounds[0]?.events.map(({ kind }) => kind)).toEqual(['ASKED', 'FORWARDED']);
    expect((await app.get(`/v1/instructions/${rows.CAF.id}`, elsewhere)).body).toMatchObject({
      state: 'PENDING',
      department: '31',
      examiner: null,
    });
    expect((await app.get(`/v1/instructions/${rows.CAF.id}`, caf)).status).toBe(404);
    const told = await app.database.read.outbox.findMany({
      where: { job: 'notification.announce', payload: { path: ['subjectId'], equals: id } },
    });
    expect(told.map(({ payload }) => (payload as { message: string }).message)).toContain('application.forwarded');
    expect((await post(id, '/declare-incomplete', elsewhere, { items: [BUDGET] })).body.completion).toMatchObject({ round: 2 });
    expect((await post(id, '/forward', elsewhere, { ...body, department: '11' })).body.department).toBe('11');
  });

  it('is closed to strangers, to the other side, and to whom has an interest', async () => {
    const { id, items } = await askedFor([BUDGET]);
    await app.database.read.interest.create({
      data: {
        applicationId: id,
        personId: interested.personId,
        reason: 'élu',
        declaredAt: app.clock.now(),
        declaredBy: interested.personId,
      },
    });
    const answer = { comment: 'x' };
    expect((await item(id, items[0], 'answer', stranger, answer)).status).toBe(404);
    expect((await item(id, items[0], 'answer', caf, answer)).status).toBe(403);
    expect((await item(id, items[0], 'settle', editor, { accepted: true })).status).toBe(403);
    expect((await item(id, items[0], 'settle', elsewhere, { accepted: true })).status).toBe(404);
    expect((await item(id, items[0], 'settle', interested, { accepted: true })).status).toBe(404);
    expect((await item(id, newId(), 'answer', editor, answer)).status).toBe(404);
    const other = await askedFor([BUDGET]);
    expect((await item(id, other.items[0], 'answer', editor, answer)).status).toBe(404);
    expect((await app.get(url(id, '/completion'), stranger)).status).toBe(404);
    expect((await app.get(url(id, '/completion'), interested)).status).toBe(404);
    const events = (actor: TestActor) => app.get<{ items: { event: string }[] }>(url(id, '/history'), actor);
    await item(id, items[0], 'settle', caf, { accepted: false, reason: 'x' });
    expect((await events(editor)).body.items.map(({ event }) => event)).not.toContain('settleItem');
    expect((await events(caf)).body.items.map(({ event }) => event)).toContain('settleItem');
  });
});
