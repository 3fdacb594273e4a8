import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';
import { yearsLater } from './call-copy.rules.js';
import type { Question } from './call-form.js';
import type { CallSettings } from './call-settings.js';

interface Body {
  id: string;
  code?: string;
  state: string;
  version: number;
  specVersion: number;
  title: string;
  edition: number;
  opensLocal: string;
  deadlineLocal: string;
  budgetYears: number[];
  funders: { code: string }[];
  settings: CallSettings;
  envelopes: { funderCode: string; year: number; amount: { cents: number } }[];
  actions: { event: string; ready: boolean }[];
  reasons?: { rule: string; message: string; pointer?: string }[];
  errors?: { pointer?: string }[];
}

const reasons = 'Précision demandée par plusieurs porteurs.';
const QUESTION: Question = { code: 'PLACES', label: 'Places', type: 'NUMBER' };

describe('a published call', () => {
  let app: TestApp;
  let manager: TestActor;
  let stranger: TestActor;
  let holder: TestActor;
  beforeAll(async () => {
    app = await TestApp.start();
    manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    stranger = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-11' });
    holder = await app.actor();
  });
  afterAll(() => app.stop());

  const amend = (
    call: Pick<MadeCall, 'id'>,
    body: object,
    options: { key?: string; ifMatch?: number } = {},
    who = manager,
  ): Promise<Reply<Body>> => app.post<Body>(`/v1/calls/${call.id}/amend`, who, { body: { reasons, ...body }, ...options });
  const unmet = ({ status, body }: Reply<Body>): unknown[] => [
    status,
    ...(body.reasons ?? []).map(({ rule, pointer }) => [rule, pointer]),
  ];
  const refused = async (changes: Partial<CallSettings> & Record<string, unknown>, call?: MadeCall): Promise<unknown[]> => {
    const on =
      call ??
      (await makeCall(app, {
        settings: { minCents: 100, maxCents: 1000, reserveExpiresOn: '2024-12-31', questions: [QUESTION] },
      }));
    return unmet(await amend(on, { settings: { ...on.settings, ...changes } }));
  };

  it('is amended by a new specification with its reasons; the one before is kept', async () => {
    const call = await makeCall(app);
    const key = newId();
    const text = 'Texte précisé.';
    const done = await amend(call, { text, title: 'Fonds d’innovation, modifié' }, { key, ifMatch: 1 });
    expect(done.body).toMatchObject({ state: 'OPEN', version: 2, specVersion: 2, title: 'Fonds d’innovation, modifié' });
    expect(
      (await amend(call, { text, title: 'Fonds d’innovation, modifié' }, { key, ifMatch: 1 })).headers['idempotent-replayed'],
    ).toBe('true');
    const at = async (number: number): Promise<Record<string, unknown>> =>
      (await app.get<{ content: Record<string, unknown> }>(`/v1/calls/${call.id}/specifications/${number}`, holder)).body.content;
    expect(await at(2)).toMatchObject({ text, amendment: { reasons }, settings: call.settings });
    expect(await at(1)).not.toMatchObject({ text });
    const shown = await app.get<{ amendments: unknown[]; text: string }>(`/v1/public/calls/${call.id}`);
    expect(shown.body).toMatchObject({ text, amendments: [{ number: 2, reasons }] });
    const history = await app.get<{ items: { event: string }[] }>(`/v1/calls/${call.id}/history`, manager);
    expect(history.body.items.map(({ event }) => event)).toEqual(['amend']);
    const published = await makeCall(app, { state: 'PUBLISHED', opensLocal: '2023-07-01T00:00' });
    expect((await amend(published, { text })).body.state).toBe('PUBLISHED');
  });

  it('widens, adds and corrects', async () => {
    const call = await makeCall(app, { settings: { minCents: 100, maxCents: 1000, questions: [QUESTION] } });
    const settings = { ...call.settings };
    delete (settings as { minCents?: number }).minCents;
    const wider = {
      ...settings,
      maxMonths: 48,
      maxPublicSharePercent: 85,
      maxCents: 2000,
      axes: [...settings.axes, { code: 'NEW', label: 'Nouvel axe' }],
      holderTypes: [...settings.holderTypes, 'COMPANY'],
      questions: [{ ...QUESTION, label: 'Combien de places ?', required: true }],
    };
    const envelopes = [{ funderCode: 'STATE', year: 2023, cents: 50_000_000 }];
    const done = await amend(call, { settings: wider, envelopes });
    expect([done.status, done.body.settings]).toEqual([200, wider]);
    expect(done.body.envelopes.map(({ funderCode, year, amount }) => [funderCode, year, amount.cents])).toContainEqual([
      'STATE',
      2023,
      50_000_000,
    ]);
    const { content } = await app.database.read.callSpecification.findUniqueOrThrow({
      where: { callId_number: { callId: call.id, number: 2 } },
    });
    expect(JSON.stringify(content)).not.toContain('50000000');
  });

  it('never takes back what was promised: each refusal by name', async () => {
    const call = await makeCall(app);
    const { settings } = call;
    expect(unmet(await amend(call, {}))).toEqual([422, ['somethingAmended', undefined]]);
    expect(
      unmet(
        await amend(call, {
          settings,
          title: 'Fonds d’innovation pour la petite enfance',
          envelopes: [{ funderCode: 'STATE', year: 2023, cents: 40_000_000 }],
        }),
      ),
    ).toEqual([422, ['somethingAmended', undefined]]);
    expect(await refused({ committeeRequired: false, grid: { ...settings.grid, threshold: 3 } })).toEqual([
      422,
      ['settingsFixed', '/settings/committeeRequired'],
      ['settingsFixed', '/settings/grid'],
    ]);
    expect(
      await refused({
        maxPublicSharePercent: 79,
        maxMonths: 35,
        completionDays: 14,
        maxCents: 999,
        minCents: 101,
        reserveExpiresOn: '2024-12-30',
      }),
    ).toEqual([
      422,
      ...['maxPublicSharePercent', 'maxMonths', 'completionDays', 'maxCents', 'minCents', 'reserveExpiresOn'].map((key) => [
        'limitsNotTightened',
        `/settings/${key}`,
      ]),
    ]);
    expect(await refused({ axes: settings.axes.slice(1), holderTypes: settings.holderTypes.slice(1) })).toEqual([
      422,
      ['choicesKept', '/settings/axes'],
      ['choicesKept', '/settings/holderTypes'],
    ]);
    expect(await refused({ questions: [{ ...QUESTION, type: 'TEXT' }] })).toEqual([
      422,
      ['questionTypesKept', '/settings/questions/0/type'],
    ]);
    expect(await refused({ questions: [QUESTION, { ...QUESTION, type: 'CHOICE' }], requiredDocuments: [] })).toEqual([
      422,
      ['questionTypesKept', '/settings/questions/1/type'],
      ['unique', '/settings/questions/1/code'],
      ['choicesPresent', '/settings/questions/1/choices'],
      ['documentsListed', '/settings/requiredDocuments'],
    ]);
    const envelopes = [
      { funderCode: 'STATE', year: 2023, cents: 39_999_999 },
      { funderCode: 'REGION', year: 2023, cents: 1 },
      { funderCode: 'STATE', year: 2023, cents: 41_000_000 },
    ];
    expect(unmet(await amend(call, { envelopes }))).toEqual([
      422,
      ['envelopesOnlyUp', '/envelopes/0/cents'],
      ['envelopesOnlyUp', '/envelopes/1'],
      ['envelopesOnlyUp', '/envelopes/2'],
    ]);
    expect(unmet(await amend(call, { text: 'x', reasons: ' ' }))[0]).toBe(400);
  });

  it('cannot have its funders, split, territory or dates amended, by anyone, nor by a stranger, nor once closed', async () => {
    const call = await makeCall(app);
    const smuggled = await amend(call, {
      text: 'x',
      funders: [],
      region: '11',
      departments: ['75'],
      deadlineLocal: '2023-07-01T00:00',
      state: 'DRAFT',
      specVersion: 9,
    });
    expect([smuggled.status, smuggled.body.errors?.map(({ pointer }) => pointer).sort()]).toEqual([
      400,
      ['/deadlineLocal', '/departments', '/funders', '/region', '/specVersion', '/state'],
    ]);
    expect((await amend(call, { text: 'x' }, {}, stranger)).status).toBe(403);
    expect((await amend(call, { text: 'x' }, {}, holder)).status).toBe(403);
    expect((await amend(call, { text: 'x' }, { ifMatch: 2 })).status).toBe(412);
    expect((await amend(await makeCall(app, { state: 'CLOSED' }), { text: 'x' })).body.code).toBe('transition-not-allowed');
    expect((await amend(await makeCall(app, { state: 'DRAFT' }), { text: 'x' })).body.code).toBe('transition-not-allowed');
    const over = await makeCall(app, { deadlineLocal: '2023-06-15T09:00' });
    expect(unmet(await amend(over, { text: 'x' }))).toEqual([422, ['notClosed', undefined]]);
  });

  it('is held by PostgreSQL too: no change without a specification, no envelope moved by hand', async () => {
    const call = await makeCall(app);
    const db = app.database.read;
    await expect(db.$executeRaw`UPDATE "call" SET text = 'x' WHERE id = ${call.id}::uuid`).rejects.toThrow(/new specification/);
    await expect(db.$executeRaw`UPDATE "call" SET settings = '{}' WHERE id = ${call.id}::uuid`).rejects.toThrow(
      /new specification/,
    );
    await expect(
      db.$executeRaw`UPDATE envelope SET amount_cents = amount_cents - 1 WHERE call_id = ${call.id}::uuid`,
    ).rejects.toThrow(/permission denied for table envelope/);
  });

  it('is copied into a draft of a new edition: dates moved or given, money left to be decided', async () => {
    const call = await makeCall(app, { settings: { questions: [QUESTION], reserveExpiresOn: '2024-12-31' } });
    const copy = (body: object, who = manager): Promise<Reply<Body>> =>
      app.post<Body>(`/v1/calls/${call.id}/copy`, who, { body });
    const made = await copy({ edition: 2024 });
    expect([made.status, made.headers.location]).toEqual([201, `/v1/calls/${made.body.id}`]);
    expect(made.body).toMatchObject({
      state: 'DRAFT',
      version: 1,
      specVersion: 0,
      edition: 2024,
      opensLocal: '2024-06-09T00:00',
      deadlineLocal: '2024-08-31T23:59',
      budgetYears: [2024, 2025, 2026],
      envelopes: [],
    });
    expect(made.body.settings.questions).toEqual([QUESTION]);
    expect(made.body.settings).not.toHaveProperty('reserveExpiresOn');
    expect(made.body.funders.map(({ code }) => code)).toEqual(['STATE', 'CNAF']);
    expect(made.body.actions.find(({ event }) => event === 'publish')?.ready).toBe(false);
    const given = await copy({
      edition: 2025,
      title: 'Autre',
      opensLocal: '2025-01-10T00:00',
      deadlineLocal: '2025-03-01T12:00',
      budgetYears: [2025],
    });
    expect(given.body).toMatchObject({
      title: 'Autre',
      opensLocal: '2025-01-10T00:00',
      deadlineLocal: '2025-03-01T12:00',
      budgetYears: [2025],
    });
    const wrong = await copy({ edition: 2025, opensLocal: '2025-10-10T00:00' });
    expect([wrong.status, wrong.body.errors?.map(({ pointer }) => pointer)]).toEqual([400, ['/deadlineLocal']]);
    expect((await copy({ edition: 2025 }, stranger)).status).toBe(403);
    expect((await copy({ edition: 2025 }, holder)).status).toBe(403);
    expect((await copy({ edition: 2025, state: 'OPEN', createdBy: newId() })).status).toBe(400);
  });

  it('moves a date by years, to a day that exists', () => {
    expect(yearsLater('2024-02-29T12:00', 1)).toBe('2025-02-28T12:00');
    expect(yearsLater('2024-02-29T12:00:30', 4)).toBe('2028-02-29T12:00:30');
    expect(yearsLater('2024-02-29T12:00', -124)).toBe('1900-02-28T12:00');
    expect(yearsLater('2023-12-31T23:59', 0)).toBe('2023-12-31T23:59');
  });
});
