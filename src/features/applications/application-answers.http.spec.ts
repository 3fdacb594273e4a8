import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import type { Question } from '../calls/call-form.js';
import type { CallSettings } from '../calls/call-settings.js';

interface Reason {
  rule: string;
  message: string;
  pointer?: string;
}
interface View {
  id: string;
  code: string;
  state: string;
  version: number;
  specVersion: number;
  content: { answers?: Record<string, unknown> };
  receipt: { hash: string } | null;
  actions: { event: string; ready: boolean }[];
  reasons?: Reason[];
  errors?: Reason[];
}
interface Amendments {
  begunUnder: number;
  judgedBy: number;
  amendments: { number: number; reasons: string; changed: string[] }[];
  toComplete: Reason[];
}
interface Form {
  specification: number;
  questions: { code: string }[];
  documents: { code: string; ofQuestion: boolean }[];
  schema: { required: string[]; properties: Record<string, unknown> };
}

const YES_NO = [
  { code: 'YES', label: 'Oui' },
  { code: 'NO', label: 'Non' },
];
const QUESTIONS: readonly Question[] = [
  { code: 'BUILDING', label: 'Construisez-vous ?', type: 'CHOICE', choices: YES_NO, required: true },
  {
    code: 'PERMIT',
    label: 'Permis de construire',
    type: 'ATTACHMENT',
    required: true,
    showIf: { question: 'BUILDING', equals: 'YES' },
  },
  {
    code: 'SURFACE',
    label: 'Surface',
    type: 'NUMBER',
    min: 10,
    max: 900,
    required: true,
    showIf: { question: 'BUILDING', equals: 'YES' },
  },
  { code: 'PLACES', label: 'Places', type: 'NUMBER', integer: true, min: 1, max: 60, required: true },
];

describe('the form of a call, over HTTP', () => {
  let app: TestApp;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let representative: TestActor;
  let editor: TestActor;
  let manager: TestActor;
  let caf: TestActor;
  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app, { settings: { questions: QUESTIONS } });
    organisation = await makeOrganisation(app);
    representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
    manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
  });
  afterAll(() => app.stop());

  const url = (id: string, rest = ''): string => `/v1/applications/${id}${rest}`;
  const begin = async (of: MadeCall): Promise<string> => {
    const body = {
      callId: of.id,
      organisationId: organisation.id,
      department: '31',
      title: 'Une micro-crèche',
      anotherProject: true,
    };
    const { body: draft } = await app.post<View>('/v1/applications', editor, { body });
    const { axes, ...content } = makeContent(of);
    const filled = await app.patch<View>(url(draft.id), editor, { ifMatch: 1, body: { axes, ...content } });
    expect(filled.status).toBe(200);
    return draft.id;
  };
  const version = async (id: string): Promise<number> => (await app.get<View>(url(id), editor)).body.version;
  const answer = async (id: string, answers: unknown): Promise<Reply<View>> =>
    app.patch<View>(url(id), editor, { ifMatch: await version(id), body: { answers } });
  const faults = ({ body }: Reply<View>): [string, string | undefined][] =>
    (body.errors ?? body.reasons ?? []).map(({ rule, pointer }) => [rule, pointer]);
  const amend = (of: MadeCall, body: Record<string, unknown>): Promise<Reply<View>> =>
    app.post<View>(`/v1/calls/${of.id}/amend`, manager, { body: { reasons: 'Précision demandée.', ...body } });
  const settingsWith = (changes: Partial<CallSettings>, of = call): CallSettings => ({ ...of.settings, ...changes });

  it('is read by all with its JSON Schema and the documents that it adds', async () => {
    const form = await app.get<Form>(`/v1/calls/${call.id}/form`, editor);
    expect(form.status).toBe(200);
    expect(form.body).toMatchObject({ specification: 1, questions: QUESTIONS });
    expect(form.body.documents.filter(({ ofQuestion }) => ofQuestion).map(({ code }) => code)).toEqual(['PERMIT']);
    expect(form.body.schema).toMatchObject({ required: ['BUILDING', 'PLACES'], additionalProperties: false });
    expect(form.body.schema.properties).not.toHaveProperty('PERMIT');
    expect((await app.get(`/v1/calls/${call.id}/form?specification=2`, editor)).status).toBe(404);
    expect((await app.get(`/v1/calls/${call.id}/form?specification=x`, editor)).status).toBe(400);
    const draft = await makeCall(app, { state: 'DRAFT', settings: { questions: QUESTIONS } });
    expect((await app.get(`/v1/calls/${draft.id}/form`, editor)).status).toBe(404);
    expect((await app.get<Form>(`/v1/calls/${draft.id}/form`, manager)).body).toMatchObject({
      specification: 0,
      questions: QUESTIONS,
    });
  });

  it('is refused, with names and pointers, when it makes no form: in the draft and at the publication', async () => {
    const questions = [
      { code: 'A', label: 'A', type: 'CHOICE' },
      { code: 'B', label: 'B', type: 'TEXT', showIf: { question: 'Z', equals: 'X' } },
    ];
    const bad = await makeCall(app, {
      state: 'DRAFT',
      deadlineLocal: '2023-09-30T12:00',
      settings: { questions: questions as Question[] },
    });
    const published = await app.post<View>(`/v1/calls/${bad.id}/publish`, manager);
    expect([published.status, faults(published)]).toEqual([
      422,
      [
        ['choicesPresent', '/settings/questions/0/choices'],
        ['conditionKnown', '/settings/questions/1/showIf/question'],
      ],
    ]);
    const edited = await app.patch<View>(`/v1/calls/${bad.id}`, manager, {
      ifMatch: 1,
      body: { settings: settingsWith({ questions: questions as Question[] }) },
    });
    expect([edited.status, faults(edited).length]).toEqual([400, 2]);
    const unknown = [{ code: 'a b', label: '', type: 'REGEX', pattern: '(a+)+$' }];
    const shape = await app.patch<View>(`/v1/calls/${bad.id}`, manager, {
      ifMatch: 1,
      body: { settings: { ...call.settings, questions: unknown } },
    });
    expect([
      shape.status,
      faults(shape)
        .map(([, pointer]) => pointer)
        .sort(),
    ]).toEqual([400, ['code', 'label', 'pattern', 'type'].map((field) => `/settings/questions/0/${field}`)]);
  });

  it('takes partial answers in a draft, question by question, and refuses what is not of the form', async () => {
    const id = await begin(call);
    expect((await answer(id, { BUILDING: 'YES', PLACES: 900 })).status).toBe(200);
    expect((await answer(id, { PLACES: 12 })).body.content.answers).toEqual({ BUILDING: 'YES', PLACES: 12 });
    expect((await answer(id, { PLACES: null })).body.content.answers).toEqual({ BUILDING: 'YES' });
    expect((await answer(id, null)).body.content).not.toHaveProperty('answers');
    const refused = await answer(id, { BUILDING: 'MAYBE', PLACES: '12', OTHER: 1, PERMIT: 'x', __proto__x: 1 });
    // Validation faults travel with their pointer and their sentence; names are those of the rules of an act.
    expect([
      refused.status,
      faults(refused)
        .map(([, pointer]) => pointer)
        .sort(),
    ]).toEqual([400, ['BUILDING', 'OTHER', 'PERMIT', 'PLACES', '__proto__x'].map((code) => `/answers/${code}`)]);
    expect(refused.body.errors?.find(({ pointer }) => pointer === '/answers/PLACES')?.message).toBe(
      '« Places » : donnez un nombre entier.',
    );
    expect(faults(await answer(id, [1]))).toEqual([[undefined, '/answers']]);
    expect(faults(await answer(id, { PLACES: [[[[{}]]]] }))).toEqual([[undefined, '/answers/PLACES']]);
    // Nested deeper than any parser of ours follows: refused, not a failure of the server.
    const deep = await fetch(`${app.address}${url(id)}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${editor.token}`,
        'content-type': 'application/json',
        'if-match': `"${await version(id)}"`,
      },
      body: `{"answers":{"PLACES":${'['.repeat(400_000)}${']'.repeat(400_000)}}}`,
    });
    expect([deep.status, await deep.text()]).toEqual([400, expect.stringContaining('trop imbriqué')]);
  });

  it('is complete at the submission, or every missing answer is named; hidden answers are not frozen', async () => {
    const id = await begin(call);
    const missing = await app.post<View>(url(id, '/submit'), representative);
    expect([missing.status, faults(missing)]).toEqual([
      422,
      [
        ['questionsAnswered', '/answers/BUILDING'],
        ['questionsAnswered', '/answers/PLACES'],
      ],
    ]);
    await answer(id, { BUILDING: 'YES', PLACES: 61 });
    const more = await app.post<View>(url(id, '/submit'), representative);
    expect(faults(more).sort()).toEqual([
      ['questionsAnswered', '/answers/PLACES'],
      ['questionsAnswered', '/answers/SURFACE'],
      ['requiredDocumentsListed', '/documents'],
    ]);
    expect(more.body.reasons?.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        '« Places » : au plus 60.',
        '« Surface » : répondez à cette question.',
        'Joignez la pièce « Permis de construire ».',
      ]),
    );
    await answer(id, { SURFACE: 120, PLACES: 12 });
    await answer(id, { BUILDING: 'NO' });
    const submitted = await app.post<View>(url(id, '/submit'), representative);
    expect(submitted.body).toMatchObject({ state: 'SUBMITTED' });
    const frozen = await app.get<{ callSpec: number; content: Record<string, unknown> }>(url(id, '/versions/1'), representative);
    expect(frozen.body).toMatchObject({ callSpec: 1, content: { callSpec: 1, answers: { BUILDING: 'NO', PLACES: 12 } } });
    expect(frozen.body.content.answers).not.toHaveProperty('SURFACE');
    expect(sha256Hex(canonicalJson(frozen.body.content))).toBe(submitted.body.receipt?.hash);
  });

  it('says to a draft what an amendment asks of it, and judges a submitted dossier by what it answered', async () => {
    const amended = await makeCall(app, { settings: { questions: QUESTIONS } });
    const [draft, sent, untouched] = [await begin(amended), await begin(amended), await begin(amended)];
    for (const id of [draft, sent]) await answer(id, { BUILDING: 'NO', PLACES: 12 });
    expect((await app.post<View>(url(sent, '/submit'), representative)).status).toBe(200);

    const questions: Question[] = [
      ...QUESTIONS.filter(({ code }) => code !== 'PLACES'),
      { code: 'PLACES', label: 'Places', type: 'NUMBER', integer: true, min: 1, max: 10, required: true },
      { code: 'PMI', label: 'Avis de la PMI demandé ?', type: 'CHOICE', choices: YES_NO, required: true },
    ];
    const plan = { code: 'PLAN', label: 'Plan', holderTypes: [], essential: true, mayFollow: false };
    const requiredDocuments = [...amended.settings.requiredDocuments, plan];
    const done = await amend(amended, { settings: settingsWith({ questions, requiredDocuments }) });
    expect([done.status, done.body.specVersion, done.body.version]).toEqual([200, 2, 2]);

    const told = await app.get<Amendments>(url(draft, '/amendments'), editor);
    expect(told.body).toMatchObject({
      begunUnder: 1,
      judgedBy: 2,
      amendments: [{ number: 2, reasons: 'Précision demandée.', changed: ['settings.questions', 'settings.requiredDocuments'] }],
    });
    expect(told.body.toComplete.map(({ rule, pointer }) => [rule, pointer])).toEqual([
      ['requiredDocumentsListed', '/documents'],
      ['questionsAnswered', '/answers/PMI'],
      ['questionsAnswered', '/answers/PLACES'],
    ]);
    // What was missing before is not the amendment's doing.
    expect(
      (await app.get<Amendments>(url(untouched, '/amendments'), editor)).body.toComplete.map(({ pointer }) => pointer),
    ).toEqual(['/documents', '/answers/PMI']);
    expect((await app.get<Amendments>(url(draft, '/amendments'), caf)).status).toBe(404);
    expect(faults(await app.post<View>(url(draft, '/submit'), representative))).toHaveLength(3);

    const judged = await app.get<Amendments>(url(sent, '/amendments'), caf);
    expect(judged.body).toMatchObject({ begunUnder: 1, judgedBy: 1, toComplete: [] });
    await app.post(url(sent, '/declare-incomplete'), caf, {
      body: { items: [{ code: 'RIB', label: 'RIB' }], dueOn: '2023-07-15' },
    });
    const answered = await app.post<View>(url(sent, '/answer-completion'), representative);
    expect(answered.body).toMatchObject({ state: 'INCOMPLETE', content: { answers: { BUILDING: 'NO', PLACES: 12 } } });
    const versions = await app.get<{ items: { number: number; callSpec: number }[] }>(url(sent, '/versions'), caf);
    expect(versions.body.items).toMatchObject([
      { number: 1, callSpec: 1 },
      { number: 2, callSpec: 1 },
    ]);
    expect((await app.get<Form>(`/v1/calls/${amended.id}/form?specification=1`, caf)).body.questions).toEqual(QUESTIONS);

    const begunAfter = await begin(amended);
    expect((await app.get<Amendments>(url(begunAfter, '/amendments'), editor)).body).toMatchObject({
      begunUnder: 2,
      amendments: [],
      toComplete: [],
    });
  });

  it('never stops the edit of a draft whose answers an amendment left behind', async () => {
    const amended = await makeCall(app, { settings: { questions: QUESTIONS } });
    const id = await begin(amended);
    await answer(id, { BUILDING: 'NO', PLACES: 12 });
    const questions = QUESTIONS.filter(({ code }) => code !== 'PLACES');
    expect((await amend(amended, { settings: settingsWith({ questions }) })).status).toBe(200);
    const edited = await app.patch<View>(url(id), editor, { ifMatch: await version(id), body: { summary: 'Autre.' } });
    expect([edited.status, edited.body.content.answers]).toEqual([200, { BUILDING: 'NO', PLACES: 12 }]);
    expect((await app.post<View>(url(id, '/submit'), representative)).status).toBe(200);
    const frozen = await app.get<{ content: { answers: object } }>(url(id, '/versions/1'), representative);
    expect(frozen.body.content.answers).toEqual({ BUILDING: 'NO' });
  });

  it('is amended once by many at once, and a submission meets one specification or the other', async () => {
    const amended = await makeCall(app, { settings: { questions: QUESTIONS } });
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => makeApplication(app, { call: amended, organisation, department: '31', state: 'DRAFT' })),
    );
    for (const { id } of ids) await answer(id, { BUILDING: 'NO', PLACES: 12 });
    const questions: Question[] = [...QUESTIONS, { code: 'PMI', label: 'PMI', type: 'TEXT', required: true }];
    const body = { reasons: 'Course.', settings: settingsWith({ questions }) };
    const [amendments, submissions] = await Promise.all([
      Promise.all(
        Array.from({ length: 4 }, () => app.post<View>(`/v1/calls/${amended.id}/amend`, manager, { body, ifMatch: 1 })),
      ),
      Promise.all(ids.map(({ id }) => app.post<View>(url(id, '/submit'), representative))),
    ]);
    expect(amendments.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const specs = await app.database.read.applicationVersion.findMany({
      where: { applicationId: { in: ids.map(({ id }) => id) } },
      select: { callSpec: true },
    });
    expect(specs.every(({ callSpec }) => callSpec === 1)).toBe(true);
    expect(specs).toHaveLength(submissions.filter(({ status }) => status === 200).length);
    expect(submissions.filter(({ status }) => status !== 200).flatMap((reply) => faults(reply))).toEqual(
      submissions.filter(({ status }) => status !== 200).map(() => ['questionsAnswered', '/answers/PMI']),
    );
  });
});
