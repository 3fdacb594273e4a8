import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';

interface Enquiry {
  id: string;
  code?: string;
  question: string;
  answer: string | null;
  mine: boolean;
  version: number;
  superseded: { number: number; answer: string }[];
  reasons?: { rule: string; message: string }[];
}
interface Page {
  items: Enquiry[];
  page: { next: string | null };
}

describe('questions about a call', () => {
  let app: TestApp;
  let call: MadeCall;
  let manager: TestActor;
  let holder: TestActor;
  let other: TestActor;
  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    holder = await app.actor();
    other = await app.actor();
  });
  afterAll(() => app.stop());

  let serial = 0;
  const ask = (text = `Question ${(serial += 1)} ?`, who = holder, of = call, key?: string): Promise<Reply<Enquiry>> =>
    app.post<Enquiry>(`/v1/calls/${of.id}/questions`, who, { body: { text }, ...(key !== undefined && { key }) });
  const answer = (id: string, ifMatch: number | undefined, body: object, who = manager): Promise<Reply<Enquiry>> =>
    app.post<Enquiry>(`/v1/calls/${call.id}/questions/${id}/answer`, who, { body, ...(ifMatch !== undefined && { ifMatch }) });
  const seen = async (who: TestActor, query = ''): Promise<string[]> =>
    (await app.get<Page>(`/v1/calls/${call.id}/questions${query}`, who)).body.items.map(({ id }) => id);

  it('are asked by anyone, read by their author and the manager until they are answered, then by all', async () => {
    const asked = await ask();
    expect(asked.status).toBe(201);
    expect(asked.headers).toMatchObject({ location: `/v1/calls/${call.id}/questions`, etag: '"1"' });
    const { id } = asked.body;
    expect(asked.body).toMatchObject({ mine: true, answer: null, version: 1, superseded: [] });
    expect([await seen(holder), await seen(manager), await seen(other)]).toEqual([[id], [id], []]);
    expect([await seen(manager, '?state=PENDING'), await seen(manager, '?state=ANSWERED')]).toEqual([[id], []]);

    const answered = await answer(id, 1, { answer: 'Oui.', question: 'Un CCAS est-il éligible ?' });
    expect([answered.status, answered.headers.etag]).toEqual([200, '"2"']);
    expect(answered.body).toMatchObject({ question: 'Un CCAS est-il éligible ?', answer: 'Oui.', version: 2 });
    expect(await seen(other)).toEqual([id]);
    const published = await app.get<Page>(`/v1/public/calls/${call.id}/questions`);
    expect(published.body.items).toEqual([
      { id, question: 'Un CCAS est-il éligible ?', answer: 'Oui.', answeredAt: '2023-06-15T08:00:00.000Z', superseded: [] },
    ]);
    for (const text of [
      JSON.stringify(published.body),
      JSON.stringify((await app.get(`/v1/calls/${call.id}/questions`, other)).body),
    ]) {
      expect(text).not.toContain(holder.personId);
      expect(text).not.toContain(manager.personId);
    }
  });

  it('are answered again by a new answer, never edited or deleted', async () => {
    const { id } = (await ask()).body;
    await answer(id, 1, { answer: 'Oui.' });
    expect((await answer(id, 2, { answer: 'Non, sauf convention.' })).body).toMatchObject({
      answer: 'Non, sauf convention.',
      version: 3,
      superseded: [{ number: 1, answer: 'Oui.' }],
    });
    const db = app.database.read;
    for (const attempt of [
      () => db.$executeRaw`UPDATE call_enquiry_answer SET answer = 'x' WHERE enquiry_id = ${id}::uuid`,
      () => db.$executeRaw`DELETE FROM call_enquiry_answer WHERE enquiry_id = ${id}::uuid`,
      () => db.$executeRaw`UPDATE call_enquiry SET text = 'x' WHERE id = ${id}::uuid`,
      () => db.$executeRaw`DELETE FROM call_enquiry WHERE id = ${id}::uuid`,
    ])
      await expect(attempt()).rejects.toThrow(/permission denied/);
  });

  it('are answered under If-Match, by the manager of the call: one of many answers at once', async () => {
    const { id } = (await ask()).body;
    const stranger = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-11' });
    expect((await answer(id, 1, { answer: 'x' }, stranger)).status).toBe(403);
    expect((await answer(id, 1, { answer: 'x' }, holder)).status).toBe(403);
    expect((await answer(id, undefined, { answer: 'x' })).status).toBe(428);
    expect((await answer(id, 2, { answer: 'x' })).status).toBe(412);
    expect((await answer(newId(), 1, { answer: 'x' })).status).toBe(404);
    expect((await answer('not-a-uuid', 1, { answer: 'x' })).status).toBe(404);
    expect((await answer(id, 1, { answer: '' })).status).toBe(400);
    expect((await answer(id, 1, { answer: 'x', answeredBy: newId() })).status).toBe(400);
    const elsewhere = await makeCall(app);
    expect(
      (await app.post(`/v1/calls/${elsewhere.id}/questions/${id}/answer`, manager, { body: { answer: 'x' }, ifMatch: 1 })).status,
    ).toBe(404);
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => answer(id, 1, { answer: `Réponse ${n}` })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    expect(await app.database.read.callEnquiryAnswer.count({ where: { enquiryId: id } })).toBe(1);
  });

  it('are asked once, replayed with their key, and refused when the call takes none', async () => {
    const key = newId();
    const first = await ask('Peut-on louer ?', holder, call, key);
    const again = await ask('Peut-on louer ?', holder, call, key);
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
    expect((await ask('PEUT-ON louer ?', other)).body.code).toBe('conflict');
    const many = await Promise.all(Array.from({ length: 10 }, () => ask('Au même instant ?', other)));
    expect(many.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);

    const rules = ({ status, body }: Reply<Enquiry>): unknown[] => [status, body.reasons?.map(({ rule }) => rule)];
    const cancelled = await makeCall(app, { state: 'CANCELLED' });
    const draft = await makeCall(app, { state: 'DRAFT' });
    expect(rules(await ask('x', holder, cancelled))).toEqual([422, ['callTakesQuestions']]);
    expect(rules(await ask('x', manager, draft))).toEqual([422, ['callTakesQuestions']]);
    expect((await ask('x', holder, draft)).status).toBe(404);
    const over = await makeCall(app, { deadlineLocal: '2023-06-15T09:00' });
    const late = await ask('x', holder, over);
    expect(late.body.reasons?.[0]?.message).toBe(
      'L’appel est clos depuis le 15 juin 2023 à 09:00 (heure de Paris) : il ne reçoit plus de questions.',
    );
    const asker = await app.actor();
    for (let n = 0; n < 20; n += 1) expect((await ask(`Série ${n}`, asker)).status).toBe(201);
    expect(rules(await ask('Une de trop', asker))).toEqual([422, ['questionsPerPerson']]);
    expect((await ask('a\u0000b')).status).toBe(400);
  });

  it('are listed page by page', async () => {
    const first = await app.get<Page>(`/v1/calls/${call.id}/questions?limit=5`, manager);
    expect(first.body.items).toHaveLength(5);
    const second = await app.get<Page>(`/v1/calls/${call.id}/questions?limit=5&after=${String(first.body.page.next)}`, manager);
    expect(second.body.items.some(({ id }) => first.body.items.some((item) => item.id === id))).toBe(false);
  });
});
