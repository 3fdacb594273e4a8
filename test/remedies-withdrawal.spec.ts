import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { DECISION, envelopesOf, makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeCommittee, makeSession } from './support/committees.js';
import { makeInstructions } from './support/instruction.js';
import { makeDossier, rulesOf, type MadeDossier, type Unmet } from './support/remedies.js';

interface View extends Unmet {
  readonly state: string;
  readonly version: number;
}

let app: TestApp;
let people: Deciders;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
});
afterAll(() => app.stop());

const REASONS = { reasons: 'Le conseil municipal a renoncé au projet.' };
const leave = (
  { id, representative }: MadeDossier,
  act: 'withdraw' | 'renounce' = 'withdraw',
  body: object = REASONS,
  actor: TestActor = representative,
  ifMatch?: number,
): Promise<Reply<View>> => app.post<View>(`/v1/applications/${id}/${act}`, actor, { body, ifMatch });
const selectionCall = (): Promise<MadeCall> =>
  makeCall(app, { state: 'UNDER_SELECTION', settings: { committeeRequired: false } });

/** Selected by the jury, and decided by both funders. */
async function awarded(call: MadeCall): Promise<MadeDossier> {
  const dossier = await makeDossier(app, { call, state: 'COMMITTEE_FAVOURABLE', years: [{ year: 2023, cents: 1_000_001 }] });
  await app.post(`/v1/applications/${dossier.id}/shortlist`, people.jury, { body: { years: dossier.years }, ifMatch: 1 });
  const award = await app.database.read.award.findFirstOrThrow({ where: { applicationId: dossier.id } });
  for (const [funder, officer] of [
    ['STATE', people.state],
    ['CNAF', people.cnaf],
  ] as const) {
    const { status } = await app.post(`/v1/awards/${award.id}/legs/${funder}/decide`, officer, { body: DECISION, ifMatch: 1 });
    if (status !== 200) throw new Error(`${funder}: ${status}`);
  }
  return dossier;
}

describe('a withdrawal', () => {
  it('is possible at every stage before the decision, with written reasons once submitted', async () => {
    const call = await selectionCall();
    for (const state of [
      'SUBMITTED',
      'INCOMPLETE',
      'COMPLETE',
      'UNDER_EXAMINATION',
      'EXAMINED',
      'ON_AGENDA',
      'COMMITTEE_FAVOURABLE',
      'COMMITTEE_RESERVED',
      'COMMITTEE_UNFAVOURABLE',
      'DEFERRED',
      'RESERVE',
    ] as const) {
      const dossier = await makeDossier(app, { call, state });
      const bare = await leave(dossier, 'withdraw', {});
      expect([state, bare.status, bare.body.reasons?.[0]?.pointer]).toEqual([state, 422, '/reasons']);
      expect(rulesOf(bare.body)).toEqual(['withdrawalExplained']);
      expect([state, (await leave(dossier)).body.state]).toEqual([state, 'WITHDRAWN']);
    }
    const draft = await makeDossier(app, { call, state: 'DRAFT' });
    expect((await leave(draft, 'withdraw', {})).body.state).toBe('WITHDRAWN');
  });

  it('has nothing to withdraw where the answer is given: 409, and an appeal is what is left', async () => {
    const call = await selectionCall();
    for (const state of ['LATE', 'REFUSED', 'INELIGIBLE', 'DISMISSED', 'WITHDRAWN', 'AWARDED'] as const) {
      const dossier = await makeDossier(app, { call, state });
      expect([state, (await leave(dossier)).status]).toEqual([state, 409]);
    }
  });

  it('closes what is under examination, and keeps what was signed', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const dossier = await makeDossier(app, { call, state: 'UNDER_EXAMINATION' });
    await makeInstructions(app, call, dossier, { CAF: { state: 'SIGNED' }, DDETS: { state: 'IN_PROGRESS' } });
    await leave(dossier);
    const rows = await app.database.read.instruction.findMany({
      where: { applicationId: dossier.id },
      orderBy: { agencyKind: 'asc' },
    });
    expect(rows.map(({ state }) => state)).toEqual(['SIGNED', 'CLOSED']);
  });

  it('frees the rank on the reserve list', async () => {
    const call = await selectionCall();
    const first = await makeDossier(app, { call, state: 'COMMITTEE_FAVOURABLE' });
    const rank = (id: string) =>
      app.post<Unmet>(`/v1/applications/${id}/put-on-reserve`, people.jury, {
        body: { rank: 1, reasons: 'Enveloppe épuisée.', expiresOn: '2024-06-30' },
        ifMatch: 1,
      });
    expect((await rank(first.id)).status).toBe(200);
    const second = await makeDossier(app, { call, state: 'COMMITTEE_FAVOURABLE' });
    expect(rulesOf((await rank(second.id)).body)).toEqual(['rankFree']);
    await leave(first);
    expect((await rank(second.id)).status).toBe(200);
  });

  it('against a vote at the same moment: a ballot comes before it or is refused, and no opinion follows', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const committee = await makeCommittee(app, { department: '31', size: 5 });
    for (let round = 0; round < 4; round += 1) {
      const dossier = await makeDossier(app, {
        call,
        state: 'ON_AGENDA',
        columns: { jointOutcome: 'FAVOURABLE', divergent: false },
      });
      await makeInstructions(app, call, dossier, { CAF: { state: 'SIGNED' }, DDETS: { state: 'SIGNED' } });
      const session = await makeSession(app, { committee, call, applications: [dossier], state: 'OPEN' });
      const itemId = session.itemIds[0] ?? '';
      const at = `/v1/sessions/${session.id}`;
      const openedItem = await app.post(`${at}/open-item`, committee.president.actor, {
        body: { itemId, proposal: 'FAVOURABLE' },
        ifMatch: 1,
      });
      expect(openedItem.status).toBe(200);
      const vote = (actor: TestActor) => app.post<Unmet>(`${at}/vote`, actor, { body: { itemId, choice: 'FOR' }, ifMatch: 2 });
      const members = committee.members.slice(1).map(({ actor }) => actor);
      const [withdrawn, ...votes] = await Promise.all([leave(dossier), ...members.map(vote)]);
      expect(withdrawn.status).toBe(200);
      for (const { status, body } of votes) if (status !== 200) expect(rulesOf(body)).toEqual(['itemOpen']);
      expect(rulesOf((await vote(committee.president.actor)).body)).toEqual(['itemOpen']);
      const closing = await app.post<Unmet>(`${at}/close-item`, committee.president.actor, { body: { itemId }, ifMatch: 2 });
      expect(rulesOf(closing.body)).toContain('itemOpen');
      expect(await app.database.read.application.findUniqueOrThrow({ where: { id: dossier.id } })).toMatchObject({
        state: 'WITHDRAWN',
        committeeOpinion: null,
      });
    }
  });
});

describe('a renunciation of the award', () => {
  it('frees the credits of both funders, keeps the decisions on record, and the reserve may use them', async () => {
    const call = await makeCall(app, {
      state: 'UNDER_SELECTION',
      envelopeCents: 600_000n,
      settings: { committeeRequired: false },
    });
    const dossier = await awarded(call);
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 0n, committed: 500_001n },
      'CNAF 2023': { reserved: 0n, committed: 500_000n },
    });
    const next = await makeDossier(app, { call, state: 'RESERVE', years: [{ year: 2023, cents: 900_000 }] });
    const draw = () =>
      app.post<Unmet>(`/v1/applications/${next.id}/shortlist`, people.jury, { body: { years: next.years }, ifMatch: 1 });
    expect(rulesOf((await draw()).body)).toContain('envelopeHolds');

    const { version } = (await app.get<View>(`/v1/applications/${dossier.id}`, dossier.representative)).body;
    const bare = await leave(dossier, 'renounce', {}, dossier.representative, version);
    expect([bare.status, rulesOf(bare.body)]).toEqual([422, ['withdrawalExplained']]);
    const reply = await leave(dossier, 'renounce', REASONS, dossier.representative, version);
    expect(reply.body).toMatchObject({ state: 'WITHDRAWN', actions: [] });
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 0n, committed: 0n },
      'CNAF 2023': { reserved: 0n, committed: 0n },
    });
    const award = await app.database.read.award.findFirstOrThrow({
      where: { applicationId: dossier.id },
      include: { legs: true },
    });
    expect(award.legs.map(({ state, decisionNumber }) => [state, decisionNumber])).toEqual([
      ['RENOUNCED', DECISION.decisionNumber],
      ['RENOUNCED', DECISION.decisionNumber],
    ]);
    const shown = await app.get(`/v1/awards/${award.id}`, people.state);
    expect(shown.body).toMatchObject({ status: 'CANCELLED', legs: [{ state: 'RENOUNCED' }, { state: 'RENOUNCED' }] });
    const cofunding = await app.get(`/v1/calls/${call.id}/cofunding`, people.state);
    expect(cofunding.body).toMatchObject({ awards: 0, partly: 0 });
    expect((await draw()).status).toBe(200);
  });

  it('is the representative’s alone, once, and for an award only', async () => {
    const call = await selectionCall();
    const dossier = await awarded(call);
    const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: dossier.organisation.id });
    const { version } = (await app.get<View>(`/v1/applications/${dossier.id}`, dossier.representative)).body;
    expect((await leave(dossier, 'renounce', REASONS, editor, version)).status).toBe(403);
    expect((await leave(dossier, 'renounce', REASONS, people.jury, version)).status).toBe(403);
    const { representative: stranger } = await makeDossier(app, { call });
    expect((await leave(dossier, 'renounce', REASONS, stranger, version)).status).toBe(404);
    expect((await leave(dossier, 'renounce')).status).toBe(428);
    const replies = await Promise.all([1, 2, 3].map(() => leave(dossier, 'renounce', REASONS, dossier.representative, version)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const award = await app.database.read.award.findFirstOrThrow({
      where: { applicationId: dossier.id },
      include: { legs: true },
    });
    const acts = { aggregateId: { in: award.legs.map(({ id }) => id) }, event: 'renounce' };
    expect(await app.database.read.auditEntry.count({ where: acts })).toBe(2);
    const selected = await makeDossier(app, { call, state: 'SHORTLISTED' });
    expect((await leave(selected, 'renounce', REASONS, selected.representative, 1)).status).toBe(409);
  });

  it('sent again under its key, frees the credits once', async () => {
    const call = await selectionCall();
    const [dossier, kept] = [await awarded(call), await awarded(call)];
    const { version } = (await app.get<View>(`/v1/applications/${dossier.id}`, dossier.representative)).body;
    const key = newId();
    const send = () =>
      app.post<View>(`/v1/applications/${dossier.id}/renounce`, dossier.representative, { body: REASONS, ifMatch: version, key });
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { committed: 500_001n } });
    expect((await app.get<View>(`/v1/applications/${kept.id}`, kept.representative)).body.state).toBe('AWARDED');
  });
});
