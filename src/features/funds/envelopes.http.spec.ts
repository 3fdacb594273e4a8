import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeApplication } from '../../../test/support/applications.js';
import { causeAt, DECISION, makeAward, makeDeciders, statementsOf, type Deciders } from '../../../test/support/awards.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';
import { sqlState } from '../../platform/database/faults.js';
import type { LedgerLine } from '../ledger/ledger.rules.js';
import { post, type Posting } from '../ledger/ledger.store.js';

interface Envelope {
  id: string;
  funderCode: string;
  year: number;
  state: string;
  version: number;
  available: { cents: number };
  frozen: { cents: number };
  envelope: { cents: number };
  actions: { event: string; ready: boolean }[];
  reasons?: { rule: string; message: string }[];
  detail?: string;
}

describe('the envelopes of a call', () => {
  let app: TestApp;
  let people: Deciders;
  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
    people = await makeDeciders(app);
  });
  afterAll(() => app.stop());
  beforeEach(() => app.clock.set(new Date('2023-11-20T09:00:00Z')));

  const list = async (call: MadeCall): Promise<Envelope[]> =>
    (await app.get<{ items: Envelope[] }>(`/v1/calls/${call.id}/envelopes`, people.auditor)).body.items;
  const envelope = async (call: MadeCall, funder = 'STATE', year = 2023): Promise<Envelope> => {
    const found = (await list(call)).find((row) => row.funderCode === funder && row.year === year);
    if (found === undefined) throw new Error(`${funder} ${year}`);
    return found;
  };
  const act = async (
    call: MadeCall,
    event: string,
    cents?: number,
    actor: TestActor = people.state,
  ): Promise<Reply<Envelope>> => {
    const { id, version } = await envelope(call);
    return app.post<Envelope>(`/v1/envelopes/${id}/${event}`, actor, { body: { reasons: 'Essai', cents }, ifMatch: version });
  };
  const move = (kind: Posting['kind'], call: MadeCall, applicationId: string, cents: bigint): Promise<unknown> => {
    const lines: LedgerLine[] = [{ funderCode: 'STATE', year: 2023, cents }];
    return app.database.transaction((tx) =>
      post(tx, { kind, callId: call.id, applicationId, lines, cause: { ...causeAt(app.clock.now()), reason: 'Essai' } }),
    );
  };
  const rules = ({ body }: Reply<Envelope>): string[] | undefined => body.reasons?.map(({ rule }) => rule);

  it('are raised, cut, frozen and freed by their officer, each time by one movement of the ledger with its reasons', async () => {
    const call = await makeCall(app, { envelopeCents: 1_000_00n, years: [2023] });
    expect((await act(call, 'raise', 500_00)).body).toMatchObject({ version: 2, envelope: { cents: 1_500_00 } });
    expect((await act(call, 'freeze', 200_00)).body).toMatchObject({ available: { cents: 1_300_00 }, frozen: { cents: 200_00 } });
    expect((await act(call, 'unfreeze', 50_00)).body).toMatchObject({
      available: { cents: 1_350_00 },
      frozen: { cents: 150_00 },
    });
    const cut = await act(call, 'cut', 350_00);
    expect(cut.body).toMatchObject({ envelope: { cents: 1_150_00 }, available: { cents: 1_000_00 }, version: 5 });
    expect(cut.headers.etag).toBe('"5"');
    const { id } = await envelope(call);
    const moved = await app.database.read.ledgerTransaction.findMany({
      where: { callId: call.id, kind: { not: 'OPEN' } },
      orderBy: { number: 'asc' },
    });
    expect(moved.map(({ kind, sourceId, reason, actorId }) => [kind, sourceId, reason, actorId])).toEqual(
      ['RAISE', 'FREEZE', 'UNFREEZE', 'CUT'].map((kind) => [kind, id, 'Essai', people.state.personId]),
    );
    const audit = await app.database.read.auditEntry.findMany({ where: { aggregateId: id }, orderBy: { seq: 'asc' } });
    expect(audit.map(({ event, requestId }) => [event, requestId])).toEqual(
      ['raise', 'freeze', 'unfreeze', 'cut'].map((event, index) => [event, moved[index]?.requestId]),
    );
    // The other funder's is as it was.
    expect(await envelope(call, 'CNAF')).toMatchObject({ version: 1, available: { cents: 1_000_00 } });
    expect((await act(call, 'cut', 1_00, people.cnaf)).status).toBe(403);
  });

  it('case 28: the State cuts its credits of a year: what is free goes, what is committed is refused with what to do', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 30_000_00n });
    const award = await makeAward(app, { call, years: [{ year: 2023, cents: 25_000_00 }] });
    const url = `/v1/awards/${award.id}/legs`;
    const decided = { body: DECISION, ifMatch: 1 };
    expect((await app.post(`${url}/STATE/decide`, people.state, decided)).status).toBe(200);
    expect((await app.post(`${url}/CNAF/decide`, people.cnaf, decided)).status).toBe(200);
    const refused = await act(call, 'cut', 30_000_00);
    expect([refused.status, rules(refused)]).toEqual([422, ['withinAvailable']]);
    const told = refused.body.reasons?.[0]?.message.replace(/[\u00a0\u202f]/g, ' ');
    expect(told).toContain('17 500,00 € disponibles sur 30 000,00 €, le reste est tenu (engagé 12 500,00 €)');
    expect(told).toContain('avenant, renonciation, retrait');
    expect((await act(call, 'freeze', 17_500_00)).status).toBe(200);
    expect(rules(await act(call, 'cut', 1))).toEqual(['withinAvailable']);
    expect((await act(call, 'unfreeze', 17_500_00)).status).toBe(200);
    expect((await act(call, 'cut', 17_500_00)).body).toMatchObject({ envelope: { cents: 12_500_00 }, available: { cents: 0 } });
    // The Caf's half stays as decided.
    expect(await envelope(call, 'CNAF')).toMatchObject({ available: { cents: 17_500_00 } });
  });

  it('puts the next of the reserve before the jury when credits come, and takes the proposal back when they go', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 10_000_00n, years: [2023] });
    const waiting = await makeApplication(app, {
      call,
      state: 'RESERVE',
      years: [{ year: 2023, cents: 24_000_00 }],
    });
    await act(call, 'raise', 2_000_00);
    const proposals = () => app.database.read.reserveProposal.findMany({ where: { applicationId: waiting.id } });
    expect(await proposals()).toEqual([]);
    const cnaf = await envelope(call, 'CNAF');
    await app.post(`/v1/envelopes/${cnaf.id}/raise`, people.cnaf, { body: { reasons: 'Essai', cents: 2_000_00 }, ifMatch: 1 });
    expect(await proposals()).toMatchObject([{ state: 'PROPOSED', cause: 'envelope.raised', causeId: cnaf.id }]);
    expect((await act(call, 'freeze', 1)).status).toBe(200);
    expect(await proposals()).toMatchObject([{ state: 'LAPSED' }]);
  });

  it('close once their year is over and nothing is owed, and take no movement afterwards but a recovery', async () => {
    const call = await makeCall(app, { envelopeCents: 1_000_00n, years: [2023] });
    const { id: applicationId } = await makeApplication(app, { call, state: 'SHORTLISTED' });
    await move('RESERVE', call, applicationId, 300_00n);
    expect(rules(await act(call, 'close'))).toEqual(['yearOver', 'nothingReserved']);
    app.clock.set(new Date('2024-02-01T09:00:00Z'));
    await move('COMMIT', call, applicationId, 300_00n);
    expect(rules(await act(call, 'close'))).toEqual(['nothingOwed']);
    // Whoever writes SQL as the application meets the same rules.
    const { id } = await envelope(call);
    const byHand = (set: string): Promise<string | undefined> =>
      app.database.pool.query(`UPDATE envelope SET ${set} WHERE id = '${id}'`).then(() => undefined, String);
    expect(await byHand(`state = 'CLOSED', version = 2`)).toContain('envelope_closed_owes_nothing');
    expect(await byHand(`state = 'GONE', version = 2`)).toContain('envelope_state');
    expect(await byHand(`version = 7`)).toContain('envelope_next_version');
    await move('ORDER', call, applicationId, 300_00n);
    await move('PAY', call, applicationId, 300_00n);
    expect((await act(call, 'close')).body).toMatchObject({
      state: 'CLOSED',
      version: 2,
      available: { cents: 700_00 },
      actions: [],
    });
    const again = await act(call, 'raise', 1_00);
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('ne se rouvre pas') as string]);
    expect(await byHand(`state = 'OPEN', version = 3`)).toContain('envelope_closed');
    for (const kind of ['RESERVE', 'REJECT'] as const)
      await expect(move(kind, call, applicationId, 1n)).rejects.toThrow('envelope_closed');
    await expect(move('RECOVER', call, applicationId, 100_00n)).resolves.toBeDefined();
    const added = { callId: call.id, funderCode: 'STATE', year: 2031, amountCents: 1n };
    const insert = app.database.read.envelope.create({ data: { id: newId(), ...added, state: 'CLOSED' } });
    expect(await insert.then(() => undefined, sqlState)).toBe('23514');
  });

  it('are selected from no more once closed, with a sentence', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 10_000_00n, years: [2023] });
    const application = await makeApplication(app, {
      call,
      state: 'COMMITTEE_FAVOURABLE',
      years: [{ year: 2023, cents: 100_00 }],
    });
    app.clock.set(new Date('2024-02-01T09:00:00Z'));
    expect((await act(call, 'close')).status).toBe(200);
    const body = { years: [{ year: 2023, cents: 100_00 }] };
    const reply = await app.post<Envelope>(`/v1/applications/${application.id}/shortlist`, people.jury, { body, ifMatch: 1 });
    expect([reply.status, rules(reply)]).toEqual([422, ['envelopeOpen']]);
  });

  it('a closing and a movement at once: one of them waits, and nothing is owed in a closed envelope', async () => {
    for (let round = 0; round < 5; round += 1) {
      app.clock.set(new Date('2023-11-20T09:00:00Z'));
      const call = await makeCall(app, { envelopeCents: 1_000_00n, years: [2023] });
      const { id: applicationId } = await makeApplication(app, { call, state: 'SHORTLISTED' });
      for (const kind of ['RESERVE', 'COMMIT', 'ORDER', 'PAY'] as const) await move(kind, call, applicationId, 10n);
      app.clock.set(new Date('2024-02-01T09:00:00Z'));
      const { id } = await envelope(call);
      const results = await Promise.allSettled([
        app.post(`/v1/envelopes/${id}/close`, people.state, { body: { reasons: 'Essai' }, ifMatch: 1 }),
        move('REJECT', call, applicationId, 1n),
        move('REJECT', call, applicationId, 1n),
      ]);
      const [closing, ...moves] = results;
      expect([200, 422]).toContain(closing.status === 'fulfilled' ? closing.value.status : closing.reason);
      const rejected = moves.filter(({ status }) => status === 'fulfilled').length;
      const row = await app.database.read.envelope.findUniqueOrThrow({ where: { id } });
      expect(row.state === 'CLOSED' && rejected > 0 ? 'owed in a closed envelope' : 'sound').toBe('sound');
    }
  });

  it('are listed by one query', async () => {
    const call = await makeCall(app);
    expect(await statementsOf(app, () => app.get(`/v1/calls/${call.id}/envelopes`, people.jury))).toHaveLength(1);
    const items = await list(call);
    expect(items.map(({ funderCode, year }) => `${funderCode} ${year}`)).toEqual(
      ['STATE', 'CNAF'].flatMap((code) => [2023, 2024, 2025].map((year) => `${code} ${year}`)),
    );
  });
});
