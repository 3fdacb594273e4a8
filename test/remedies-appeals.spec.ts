import { newId } from '../src/kernel/ids.js';
import { RemediesClock } from '../src/features/remedies/remedies.clock.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { DECISION, envelopesOf, makeDeciders, statementsOf, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { fullScores, makeInstructions } from './support/instruction.js';
import { makeDossier, rulesOf, type MadeDossier, type Unmet } from './support/remedies.js';

interface Appeal {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly silenceAt: string;
  readonly decision: Record<string, string> | null;
  readonly actions: { event: string; ready: boolean }[];
}

let app: TestApp;
let people: Deciders;
let otherJury: TestActor;
let caf: TestActor;
let ddets: TestActor;
let call: MadeCall;
const NOW = new Date('2023-11-20T09:00:00Z');
beforeAll(async () => {
  app = await TestApp.start({ now: NOW.toISOString() });
  people = await makeDeciders(app);
  otherJury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
  caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
  ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
  call = await makeCall(app, { state: 'UNDER_SELECTION', settings: { committeeRequired: false } });
});
afterEach(() => app.clock.set(NOW));
afterAll(() => app.stop());

const GROUNDS = 'La pièce demandée figurait au dossier.';
const file = (dossier: MadeDossier, kind = 'GRACIEUX', actor = dossier.representative): Promise<Reply<Appeal & Unmet>> =>
  app.post(`/v1/applications/${dossier.id}/appeals`, actor, { body: { kind, grounds: GROUNDS } });
const answer = (
  appeal: Pick<Appeal, 'id' | 'version'>,
  act: 'uphold' | 'reject' | 'propose',
  actor: TestActor,
  body: object = { reasons: 'Erreur de fait.' },
): Promise<Reply<Appeal & Unmet>> => app.post(`/v1/appeals/${appeal.id}/${act}`, actor, { body, ifMatch: appeal.version });
const filed = async (dossier: MadeDossier, kind?: string): Promise<Appeal> => {
  const { status, body } = await file(dossier, kind);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};
const refused = (of: MadeCall = call): Promise<MadeDossier> => makeDossier(app, { call: of, state: 'REFUSED' });
const row = (id: string) => app.database.read.application.findUniqueOrThrow({ where: { id } });
const notify = (dossier: MadeDossier, decision: string, notifiedAt: string, statesAppeal = true) =>
  app.database.read.decisionNotice.create({
    data: { subjectId: dossier.id, examination: 1, decision, notifiedAt: new Date(notifiedAt), statesAppeal, sentTo: newId() },
  });

describe('an appeal upheld', () => {
  it('starts a new examination, and the first one stays as it was: opinions, amounts, decision, award', async () => {
    // Selected, then refused because a funder refused its leg.
    const dossier = await makeDossier(app, { call, state: 'EXAMINED', years: [{ year: 2023, cents: 1_000_001 }] });
    await makeInstructions(app, call, dossier, {
      CAF: { state: 'SIGNED' },
      DDETS: { state: 'SIGNED', opinion: 'WITH_RESERVES', reserves: 'Calendrier.' },
    });
    const years = [{ year: 2023, cents: 900_001 }];
    const url = `/v1/applications/${dossier.id}`;
    expect((await app.post(`${url}/shortlist`, people.jury, { body: { years }, ifMatch: 1 })).status).toBe(200);
    const first = await app.database.read.award.findFirstOrThrow({ where: { applicationId: dossier.id } });
    const refusal = { body: { reasons: 'Crédits épuisés.' }, ifMatch: 1 };
    expect((await app.post(`/v1/awards/${first.id}/legs/CNAF/refuse`, people.cnaf, refusal)).status).toBe(200);
    const refusing = await app.post(`${url}/refuse`, people.jury, { body: { reasons: 'Un financeur a refusé.' }, ifMatch: 2 });
    expect(refusing.body).toMatchObject({ state: 'REFUSED' });

    const appeal = await filed(dossier);
    expect(appeal).toMatchObject({ state: 'FILED', silenceAt: '2024-01-20T22:59:59.999Z' });
    expect(rulesOf((await answer(appeal, 'uphold', people.jury)).body)).toEqual(['notTheAuthor']);
    const upheld = await answer(appeal, 'uphold', otherJury);
    expect(upheld.body).toMatchObject({ state: 'UPHELD', decision: { reasons: 'Erreur de fait.', capacity: 'regionalJury' } });

    const again = await app.get(url, dossier.representative);
    expect(again.body).toMatchObject({
      state: 'COMPLETE',
      examination: 2,
      refusal: null,
      jointOutcome: null,
      number: dossier.number,
    });
    expect((again.body.amounts as { stage: string }[]).map(({ stage }) => stage)).toEqual(['REQUESTED', 'REQUESTED']);
    interface Pair {
      items: { id: string; state: string; version: number; opinion: string | null; agencyKind: string }[];
    }
    const current = (await app.get<Pair>(`${url}/instructions`, caf)).body.items;
    expect(current.map(({ state, opinion }) => [state, opinion])).toEqual([
      ['PENDING', null],
      ['PENDING', null],
    ]);

    // What was decided was disclosed with the decision, and stays readable; nothing of the new examination is.
    for (const reader of [dossier.representative, caf]) {
      const { body } = await app.get<{
        number: number;
        refusal: object;
        amounts: { stage: string }[];
        instructions: Pair['items'];
      }>(`${url}/examinations/1`, reader);
      expect(body).toMatchObject({
        number: 1,
        state: 'REFUSED',
        jointOutcome: 'WITH_RESERVES',
        refusal: { reasons: 'Un financeur a refusé.' },
      });
      expect(body.instructions.map(({ opinion, state }) => [opinion, state])).toEqual([
        ['FAVOURABLE', 'SIGNED'],
        ['WITH_RESERVES', 'SIGNED'],
      ]);
      const stages = [...new Set(body.amounts.map(({ stage }) => stage))];
      expect(stages).toEqual(reader === caf ? ['DECIDED', 'PROPOSED_CAF', 'PROPOSED_DDETS'] : ['DECIDED']);
    }
    expect((await app.get(`${url}/instructions`, dossier.representative)).status).toBe(404);
    expect((await app.get(`${url}/examinations/2`, caf)).status).toBe(404);

    // The second examination runs to its own award.
    for (const [index, actor] of [caf, ddets].entries()) {
      const at = `/v1/instructions/${current[index]?.id ?? ''}`;
      await app.post(`${at}/assign`, actor, { body: { examinerId: actor.personId } });
      await app.post(`${at}/declare-no-interest`, actor, { body: {} });
      const scored = await app.post<{ version: number }>(`${at}/score`, actor, {
        body: { scores: fullScores(call.settings.grid) },
      });
      const opinion = {
        opinion: 'FAVOURABLE',
        reasons: 'Besoin établi.',
        years: [{ year: 2023, cents: 800_000, reason: 'Un poste de moins.' }],
      };
      expect((await app.post(`${at}/sign`, actor, { body: opinion, ifMatch: scored.body.version })).status).toBe(200);
    }
    const examined = await app.get<{ version: number; amounts: { stage: string; amount: { cents: number } }[] }>(
      url,
      people.jury,
    );
    expect(examined.body).toMatchObject({ state: 'EXAMINED', jointOutcome: 'FAVOURABLE' });
    expect(examined.body.amounts.filter(({ stage }) => stage === 'PROPOSED_CAF').map(({ amount }) => amount.cents)).toEqual([
      400_000, 400_000,
    ]);
    const selection = await app.get<{ items: { id: string; score: number; amounts: unknown }[] }>(
      `/v1/calls/${call.id}/selection`,
      people.jury,
    );
    const points = fullScores(call.settings.grid).length * 2;
    expect(selection.body.items.find(({ id }) => id === dossier.id)).toMatchObject({ score: points });
    const selected = await app.post(`${url}/shortlist`, people.jury, {
      body: { years: [{ year: 2023, cents: 800_000 }] },
      ifMatch: examined.body.version,
    });
    expect(selected.body).toMatchObject({ state: 'SHORTLISTED' });
    const second = await app.database.read.award.findFirstOrThrow({ where: { applicationId: dossier.id, examination: 2 } });
    expect((await app.get(`/v1/awards/${first.id}`, people.state)).body).toMatchObject({ status: 'CANCELLED', waitingOn: null });
    expect((await app.get(`/v1/awards/${second.id}`, people.state)).body).toMatchObject({
      status: 'PENDING',
      total: { cents: 800_000 },
    });
    const decided = { body: { ...DECISION, decisionDate: '2023-11-20' }, ifMatch: 1 };
    // The first award is history: nothing is decided on it any more.
    expect((await app.post(`/v1/awards/${first.id}/legs/STATE/decide`, people.state, { ...decided, ifMatch: 2 })).status).toBe(
      409,
    );
    for (const [funder, officer] of [
      ['STATE', people.state],
      ['CNAF', people.cnaf],
    ] as const) {
      expect((await app.post(`/v1/awards/${second.id}/legs/${funder}/decide`, officer, decided)).status).toBe(200);
    }
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 0n, committed: 400_000n } });
    const list = await app.get<{ items: { id: string }[] }>(`/v1/awards?callId=${call.id}&status=AWARDED`, people.state);
    expect(list.body.items.map(({ id }) => id)).toEqual([second.id]);

    const history = await app.get<{ items: { event: string; toState: string }[] }>(`${url}/history`, dossier.representative);
    expect(history.body.items.map(({ event }) => event)).toEqual([
      'shortlist',
      'refuse',
      'reexamine',
      'startExamination',
      'recordExamination',
      'shortlist',
      'award',
    ]);
  });

  it('hides the new opinions until the new decision, even after the results of the call', async () => {
    const published = await makeCall(app, { state: 'RESULTS_PUBLISHED', settings: { committeeRequired: false } });
    const dossier = await refused(published);
    await answer(await filed(dossier), 'uphold', people.jury);
    await app.database.read.application.update({ where: { id: dossier.id }, data: { state: 'RESERVE', reserveRank: 1 } });
    const shown = await app.get(`/v1/applications/${dossier.id}`, dossier.representative);
    expect(shown.body).toMatchObject({ state: 'EXAMINED', reserveRank: null });
    const list = await app.get<{ items: { state: string }[] }>('/v1/applications', dossier.representative);
    expect(list.body.items.map(({ state }) => state)).toEqual(['EXAMINED']);
    const history = await app.get<{ items: { event: string }[] }>(
      `/v1/applications/${dossier.id}/history`,
      dossier.representative,
    );
    expect(history.body.items).toMatchObject([{ event: 'reexamine' }]);
  });

  it('re-opens a dismissal and an ineligibility; both agencies answer the second', async () => {
    const dismissed = await makeDossier(app, { call, state: 'DISMISSED' });
    const one = await filed(dismissed);
    expect((await answer(one, 'uphold', ddets)).status).toBe(403);
    expect((await answer(one, 'uphold', caf)).body.state).toBe('UPHELD');
    expect(await row(dismissed.id)).toMatchObject({ state: 'COMPLETE', examination: 2 });

    const ineligible = await makeDossier(app, {
      call,
      state: 'INELIGIBLE',
      columns: { ineligibility: { agency: 'CAF', by: newId(), rule: 'axes', reasons: 'x', at: NOW.toISOString() } },
    });
    const two = await filed(ineligible);
    expect(rulesOf((await answer(two, 'uphold', caf)).body)).toEqual(['otherAgencyUpholds']);
    const proposed = await answer(two, 'propose', caf, { outcome: 'UPHELD', reasons: 'La règle est respectée.' });
    expect(proposed.body).toMatchObject({ state: 'UNDER_REVIEW', proposal: { agency: 'CAF', outcome: 'UPHELD' } });
    expect(rulesOf((await answer(proposed.body, 'reject', ddets)).body)).toEqual(['otherAgencyRejects']);
    expect((await app.get(`/v1/appeals/${two.id}`, ineligible.representative)).body).toMatchObject({ proposal: null });
    expect((await answer(proposed.body, 'uphold', ddets)).body.state).toBe('UPHELD');
    expect(await row(ineligible.id)).toMatchObject({ state: 'COMPLETE', examination: 2, ineligibility: null });
  });

  it('leaves the other appeal without an object', async () => {
    const dossier = await refused();
    const [gracieux, hierarchique] = [await filed(dossier), await filed(dossier, 'HIERARCHIQUE')];
    expect((await answer(hierarchique, 'uphold', people.manager)).body.state).toBe('UPHELD');
    expect((await app.get(`/v1/appeals/${gracieux.id}`, dossier.representative)).body).toMatchObject({
      state: 'MOOT',
      actions: [],
    });
    expect((await answer({ ...gracieux, version: 3 }, 'uphold', people.jury)).status).toBe(409);
  });

  it('answered twice at once, is answered once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const dossier = await refused();
      const appeal = await filed(dossier);
      const replies = await Promise.all([answer(appeal, 'uphold', people.jury), answer(appeal, 'reject', otherJury)]);
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 412]);
      const acts = await app.database.read.auditEntry.findMany({ where: { aggregateId: appeal.id }, orderBy: { seq: 'asc' } });
      expect(acts.map(({ event }) => event)).toEqual(['file', replies[0].status === 200 ? 'uphold' : 'reject']);
      expect((await row(dossier.id)).examination).toBe(replies[0].status === 200 ? 2 : 1);
    }
  });

  it('is only upheld for a late dossier by the funders’ exception', async () => {
    const dossier = await makeDossier(app, { call, state: 'LATE' });
    const appeal = await filed(dossier);
    expect(rulesOf((await answer(appeal, 'uphold', people.manager)).body)).toEqual(['notLate']);
    const exception = await app.post<{ id: string }>(`/v1/applications/${dossier.id}/late-exceptions`, people.manager, {
      body: { reasons: 'Panne attestée.' },
    });
    for (const officer of [people.state, people.cnaf])
      expect((await app.post(`/v1/late-exceptions/${exception.body.id}/sign`, officer, { body: {} })).status).toBe(200);
    expect((await app.get(`/v1/appeals/${appeal.id}`, dossier.representative)).body).toMatchObject({ state: 'MOOT' });
  });

  it('cannot be done without by PostgreSQL either', async () => {
    const dossier = await refused();
    const { id } = dossier;
    const reopen = app.database.read.application.update({ where: { id }, data: { state: 'COMPLETE', examination: 2 } });
    await expect(reopen).rejects.toThrow(/reopening_is_lawful/);
    const appeal = await filed(dossier);
    await answer(appeal, 'reject', people.jury);
    await expect(app.database.read.appeal.update({ where: { id: appeal.id }, data: { grounds: 'x' } })).rejects.toThrow(
      /is closed/,
    );
  });
});

describe('an appeal', () => {
  it('is filed once of each kind, by the representative alone; one withdrawn leaves its place', async () => {
    const dossier = await refused();
    const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: dossier.organisation.id });
    const { representative: stranger } = await refused();
    expect((await file(dossier, 'GRACIEUX', editor)).status).toBe(403);
    expect((await file(dossier, 'GRACIEUX', people.jury)).status).toBe(403);
    expect((await file(dossier, 'GRACIEUX', stranger)).status).toBe(404);
    expect(
      (await app.post(`/v1/applications/${newId()}/appeals`, stranger, { body: { kind: 'GRACIEUX', grounds: 'x' } })).status,
    ).toBe(404);
    expect(
      (await app.post(`/v1/applications/${dossier.id}/appeals`, dossier.representative, { body: { kind: 'GRACIEUX' } })).status,
    ).toBe(400);
    const replies = await Promise.all([file(dossier), file(dossier), file(dossier)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const first = replies.find(({ status }) => status === 201)?.body;
    expect((await file(dossier, 'HIERARCHIQUE')).status).toBe(201);
    expect((await app.post(`/v1/appeals/${first?.id ?? ''}/withdraw`, editor, { body: {} })).status).toBe(403);
    expect((await app.post(`/v1/appeals/${first?.id ?? ''}/withdraw`, dossier.representative, { body: {} })).body).toMatchObject({
      state: 'WITHDRAWN',
    });
    expect((await file(dossier)).status).toBe(201);
  });

  it('has nothing to challenge before a negative decision', async () => {
    for (const state of ['SUBMITTED', 'AWARDED', 'WITHDRAWN', 'SHORTLISTED'] as const) {
      const dossier = await makeDossier(app, { call, state });
      const reply = await file(dossier);
      expect([state, reply.status, rulesOf(reply.body)]).toEqual([state, 422, ['negativeDecisionTaken']]);
    }
    expect(await app.database.read.appeal.count({ where: { state: 'DRAFT' } })).toBe(0);
  });

  it('is out of time at two months and a day, in time overseas, and never without ways of appeal', async () => {
    const [complete, overseas, silent] = [
      await refused(),
      await makeDossier(app, { call, state: 'REFUSED', holderDepartment: '971' }),
      await refused(),
    ];
    await notify(complete, 'REFUSED', '2023-09-19T08:00:00Z');
    await notify(overseas, 'REFUSED', '2023-09-19T08:00:00Z');
    await notify(silent, 'REFUSED', '2023-01-01T08:00:00Z', false);
    app.clock.set(new Date('2023-11-20T22:59:59.999Z')); // 19 November is a Sunday
    expect((await file(complete)).status).toBe(201);
    app.clock.set(new Date('2023-11-20T23:00:00Z'));
    const late = await file(complete, 'HIERARCHIQUE');
    expect([late.status, rulesOf(late.body)]).toEqual([422, ['withinAppealLimit']]);
    expect(JSON.stringify(late.body)).toContain('20 novembre 2023 à 23:59');
    expect((await file(overseas)).status).toBe(201);
    expect((await file(silent)).status).toBe(201);
  });

  it('without an answer for two months is rejected by silence, once; the court’s clock starts again', async () => {
    const dossier = await refused();
    await notify(dossier, 'REFUSED', '2023-10-02T08:00:00Z');
    const appeal = await filed(dossier);
    const limits = async () =>
      (
        await app.get<{ court: { state: string; until: string | null } }>(
          `/v1/applications/${dossier.id}/time-limits`,
          dossier.representative,
        )
      ).body;
    expect(await limits()).toMatchObject({
      court: { state: 'INTERRUPTED' },
      notifiedAt: '2023-10-02T08:00:00.000Z',
      appeals: [{ id: appeal.id }],
    });
    const clock = app.app.get(RemediesClock);
    await clock.tick(new Date('2024-01-20T22:59:59.999Z'));
    expect((await app.get(`/v1/appeals/${appeal.id}`, dossier.representative)).body).toMatchObject({ state: 'FILED' });
    const after = new Date('2024-01-20T23:00:00Z');
    app.clock.set(after);
    // Silence has answered, whether the clock has said so or not.
    expect(rulesOf((await answer(appeal, 'uphold', people.jury)).body)).toEqual(['answeredInTime']);
    await Promise.all([clock.tick(after), clock.tick(after)]);
    await clock.tick(after);
    expect((await app.get(`/v1/appeals/${appeal.id}`, dossier.representative)).body).toMatchObject({
      state: 'IMPLICITLY_REJECTED',
    });
    const acts = await app.database.read.auditEntry.findMany({ where: { aggregateId: appeal.id }, orderBy: { seq: 'asc' } });
    expect(acts.map(({ event, actorId }) => [event, actorId])).toEqual([
      ['file', dossier.representative.personId],
      ['rejectBySilence', 'system'],
    ]);
    expect(await limits()).toMatchObject({ court: { state: 'RUNNING', until: '2024-03-20T22:59:59.999Z' } });
  });

  it('sent again under its key, is filed and answered once', async () => {
    const dossier = await refused();
    const key = newId();
    const send = () =>
      app.post<Appeal>(`/v1/applications/${dossier.id}/appeals`, dossier.representative, {
        body: { kind: 'GRACIEUX', grounds: GROUNDS },
        key,
      });
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    const answerKey = newId();
    const uphold = () =>
      app.post<Appeal>(`/v1/appeals/${first.body.id}/uphold`, people.jury, {
        body: { reasons: 'Erreur.' },
        ifMatch: first.body.version,
        key: answerKey,
      });
    const [upheld, twice] = [await uphold(), await uphold()];
    expect([upheld.status, twice.status, twice.body]).toEqual([200, 200, upheld.body]);
    expect((await row(dossier.id)).examination).toBe(2);
  });

  it('keeps the call from being finished', async () => {
    const published = await makeCall(app, { state: 'RESULTS_PUBLISHED' });
    const dossier = await refused(published);
    const appeal = await filed(dossier);
    const finish = () => app.post<Unmet>(`/v1/calls/${published.id}/finish`, people.jury, { body: {} });
    expect(rulesOf((await finish()).body)).toEqual(['noAppealOpen']);
    await answer(appeal, 'reject', people.jury);
    expect((await finish()).status).toBe(200);
  });

  it('is listed, page by page, in one statement; its history says who to those who may know', async () => {
    const other = await makeCall(app, { state: 'UNDER_SELECTION' });
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.push((await filed(await refused(other))).id);
    interface Page {
      items: { id: string }[];
      page: { next: string | null };
    }
    const pages: Reply<Page>[] = [];
    const statements = await statementsOf(app, async () => {
      pages.push(await app.get<Page>(`/v1/appeals?callId=${other.id}&limit=2`, people.jury));
    });
    expect(statements).toHaveLength(1);
    const next = await app.get<Page>(
      `/v1/appeals?callId=${other.id}&limit=2&after=${pages[0]?.body.page.next ?? ''}`,
      people.jury,
    );
    expect([...(pages[0]?.body.items ?? []), ...next.body.items].map(({ id }) => id)).toEqual(ids);
    expect((await app.get<Page>(`/v1/appeals?callId=${other.id}&state=UPHELD`, people.jury)).body.items).toEqual([]);
    const url = `/v1/appeals/${ids[0] ?? ''}/history`;
    const { representative } = await refused(other);
    expect((await app.get(url, representative)).status).toBe(404);
    expect((await app.get<{ items: object[] }>(url, people.jury)).body.items[0]).toMatchObject({
      event: 'file',
      capacity: 'holderRepresentative',
    });
  });
});

describe('silence on a dossier', () => {
  it('is recorded once for a private holder, shown, listed until a decision, and the dossier goes on', async () => {
    const quiet = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const [dossier, commune, waiting] = [
      await makeDossier(app, { call: quiet, state: 'UNDER_EXAMINATION' }),
      await makeDossier(app, { call: quiet, state: 'UNDER_EXAMINATION', holderType: 'COMMUNE' }),
      await makeDossier(app, {
        call: quiet,
        state: 'INCOMPLETE',
        completion: {
          items: [{ code: 'BUDGET' }],
          dueOn: '2024-01-30',
          dueAt: '2024-01-30T22:59:59.999Z',
          askedAt: '2024-01-10T08:00:00Z',
        },
      }),
    ];
    const limits = async ({ id, representative }: MadeDossier) =>
      (await app.get<{ silence: { state: string; why: string | null } }>(`/v1/applications/${id}/time-limits`, representative))
        .body.silence;
    expect(await limits(dossier)).toMatchObject({ state: 'RUNNING', expiresAt: '2024-01-20T22:59:59.999Z', recordedAt: null });
    expect(await limits(commune)).toMatchObject({ state: 'NOT_APPLICABLE', expiresAt: null });
    const after = new Date('2024-01-21T08:00:00Z');
    app.clock.set(after);
    expect(await limits(waiting)).toMatchObject({ state: 'SUSPENDED', expiresAt: '2024-02-09T22:59:59.999Z' });
    const clock = app.app.get(RemediesClock);
    const done = await Promise.all([clock.tick(after), clock.tick(after)]);
    expect(done[0] + done[1]).toBeGreaterThanOrEqual(1);
    expect(await clock.tick(after)).toBe(0);
    expect(await limits(dossier)).toMatchObject({ state: 'EXPIRED', recordedAt: '2024-01-21T08:00:00.000Z' });
    expect(await row(dossier.id)).toMatchObject({ state: 'UNDER_EXAMINATION' });
    for (const [made, count] of [
      [dossier, 1],
      [commune, 0],
      [waiting, 0],
    ] as const) {
      expect(await app.database.read.applicationSilence.count({ where: { applicationId: made.id } })).toBe(count);
    }
    const history = await app.get<{ items: unknown[] }>(`/v1/applications/${dossier.id}/history`, dossier.representative);
    expect(history.body.items).toMatchObject([{ event: 'recordSilence', toState: 'UNDER_EXAMINATION' }]);

    interface Page {
      items: { applicationId: string; expiredOn: string }[];
    }
    const pages: Page[] = [];
    const statements = await statementsOf(app, async () => {
      pages.push((await app.get<Page>('/v1/silence-refusals?limit=50', caf)).body);
    });
    expect(statements).toHaveLength(1);
    const listed = pages[0]?.items.filter(({ applicationId }) => applicationId === dossier.id);
    expect(listed).toMatchObject([{ expiredOn: '2024-01-20' }]);
    await app.post(`/v1/applications/${dossier.id}/withdraw`, dossier.representative, { body: { reasons: 'Abandon.' } });
    const now = (await app.get<Page>('/v1/silence-refusals?limit=50', caf)).body.items;
    expect(now.filter(({ applicationId }) => applicationId === dossier.id)).toEqual([]);
  });
});
