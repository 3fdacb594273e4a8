import { Client } from 'pg';

import { reduceShare } from '../src/features/awards/share-reductions.store.js';
import { AgreementLetterReader } from '../src/features/notifications/agreement-letter.reader.js';
import { RecipientsReader } from '../src/features/notifications/recipients.reader.js';
import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { declareInterest, makeApplication, makeOrganisation, type MadeOrganisation } from './support/applications.js';
import {
  causeAt,
  DECISION,
  ENGAGEMENT,
  envelopesOf,
  makeAward,
  makeDecidedAward,
  makeDeciders,
  statementsOf,
  type Deciders,
} from './support/awards.js';
import { FUNDERS, makeCall, type MadeCall } from './support/calls.js';

interface Money {
  cents: number;
}
interface Leg {
  id: string;
  funder: { code: string; name: string };
  state: string;
  version: number;
  etag: string;
  total: Money;
  life: Record<string, string | null>;
  decision: { number: string; date: string; authority: string; by: string; at: string } | null;
  refusal: Record<string, string> | null;
  actions: { event: string; ready: boolean; reasons: { rule: string; message: string }[] }[];
  waitingOn: string | null;
}
interface Award {
  id: string;
  applicationId: string;
  status: string;
  total: Money;
  equal: boolean;
  legs: Leg[];
  years: { year: number; total: Money; shares: { code: string; amount: Money }[] }[];
  parity: { equal: boolean; inSplit: boolean; difference: Money; explanation: string };
  stopped: { funder: { code: string }; reasons: string; at: string } | null;
  waitingOn: string | null;
}
interface Problem {
  code: string;
  reasons: { rule: string; message: string }[];
}

const YEARS = [2023, 2024, 2025].map((year) => ({ year, cents: 2_500_000 }));
const REFUSAL = { reasons: 'Le conseil d’administration n’a pas suivi le jury.' };
const ZERO = { reserved: 0n, committed: 0n };

let app: TestApp;
let people: Deciders;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
});
afterAll(() => app.stop());

const selectionCall = (envelopeCents = 40_000_000n): Promise<MadeCall> =>
  makeCall(app, { state: 'UNDER_SELECTION', envelopeCents });
const read = (id: string, actor: TestActor): Promise<Reply<Award>> => app.get<Award>(`/v1/awards/${id}`, actor);
const act = <T = Award>(
  id: string,
  funder: string,
  event: string,
  actor: TestActor,
  body: object,
  ifMatch: number | undefined = 1,
) => app.post<T>(`/v1/awards/${id}/legs/${funder}/${event}`, actor, { body, ifMatch });
const decide = (id: string, funder: string, actor: TestActor): Promise<Reply<Award>> =>
  act(id, funder, 'decide', actor, DECISION);
const legOf = (award: Award, code: string): Leg => award.legs.find((leg) => leg.funder.code === code)!;
const rules = (reply: { body: unknown }): string[] => (reply.body as Problem).reasons.map(({ rule }) => rule);

/** Selected by the jury over HTTP. */
async function selected(
  call: MadeCall,
  years: { year: number; cents: number }[],
  options: { organisation?: MadeOrganisation; department?: string } = {},
): Promise<{ applicationId: string; awardId: string }> {
  const application = await makeApplication(app, { call, state: 'COMMITTEE_FAVOURABLE', years, ...options });
  const reply = await app.post(`/v1/applications/${application.id}/shortlist`, people.jury, { body: { years }, ifMatch: 1 });
  expect(reply).toMatchObject({ status: 200, body: { state: 'SHORTLISTED' } });
  const award = await app.database.read.award.findFirstOrThrow({ where: { applicationId: application.id } });
  return { applicationId: application.id, awardId: award.id };
}

describe('an award', () => {
  it('is born of the selection, decided by each funder, and splits 25 000.01 € to the cent', async () => {
    const call = await selectionCall();
    const organisation = await makeOrganisation(app, { department: '48' });
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    const years = [
      { year: 2023, cents: 2_500_001 },
      { year: 2024, cents: 2_500_000 },
    ];
    const { awardId, applicationId } = await selected(call, years, { organisation, department: '48' });

    const born = await read(awardId, people.state);
    expect(born).toMatchObject({
      status: 200,
      body: { status: 'PENDING', applicationId, total: { cents: 5_000_001 }, equal: false, stopped: null },
    });
    expect(born.body.years[0]).toMatchObject({
      year: 2023,
      total: { cents: 2_500_001 },
      shares: [
        { code: 'STATE', amount: { cents: 1_250_001 } },
        { code: 'CNAF', amount: { cents: 1_250_000 } },
      ],
    });
    expect(born.body.parity).toMatchObject({ equal: false, inSplit: true, difference: { cents: 1 } });
    expect(born.body.waitingOn).toBe('la décision de : État, Cnaf');
    expect(legOf(born.body, 'STATE').actions.map(({ event, ready }) => [event, ready])).toEqual([
      ['decide', true],
      ['refuse', true],
    ]);
    expect(legOf(born.body, 'CNAF').actions).toEqual([]);
    // L311-2: nothing for the holder before the decision, in the list neither.
    expect((await read(awardId, holder)).status).toBe(404);
    expect((await app.get('/v1/awards', holder)).body).toMatchObject({ items: [] });

    const first = await decide(awardId, 'STATE', people.state);
    expect(first).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { status: 'PENDING', waitingOn: 'la décision de : Cnaf' },
    });
    expect(legOf(first.body, 'STATE')).toMatchObject({
      state: 'DECIDED',
      etag: '"2"',
      decision: { number: 'ARR-2023-17', date: '2023-11-20', by: people.state.personId },
    });
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 0n, committed: 1_250_001n },
      'CNAF 2023': { reserved: 1_250_000n, committed: 0n },
    });

    const second = await decide(awardId, 'CNAF', people.cnaf);
    expect(second).toMatchObject({ status: 200, body: { status: 'AWARDED', waitingOn: null } });
    const application = await app.database.read.application.findUniqueOrThrow({ where: { id: applicationId } });
    expect(application.state).toBe('AWARDED');
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 0n, committed: 1_250_001n },
      'CNAF 2023': { reserved: 0n, committed: 1_250_000n },
      'CNAF 2024': { reserved: 0n, committed: 1_250_000n },
    });
    expect((await read(awardId, holder)).body).toMatchObject({ id: awardId, status: 'AWARDED' });
    expect((await app.get('/v1/awards', holder)).body).toMatchObject({ items: [{ id: awardId }] });

    const history = await app.get<{ items: { funder: { code: string }; event: string; capacity: string }[] }>(
      `/v1/awards/${awardId}/history`,
      people.auditor,
    );
    expect(history.body.items.map(({ funder, event, capacity }) => [funder.code, event, capacity])).toEqual([
      ['STATE', 'decide', 'stateOfficer'],
      ['CNAF', 'decide', 'cnafOfficer'],
    ]);
    // The holder reads what happened and when, not who did it nor on which facts.
    const own = await app.get<{ items: Record<string, unknown>[] }>(`/v1/awards/${awardId}/history`, holder);
    expect(own.body.items.map((entry) => Object.keys(entry).sort())).toEqual(
      [1, 2].map(() => ['at', 'event', 'fromState', 'funder', 'seq', 'toState']),
    );
  });

  it('is read as the holder by whoever acts for the holder, whatever other role the same person has', async () => {
    const { id: awardId } = await makeAward(app, { call: await selectionCall(), years: YEARS });
    const { organisationId } = await app.database.read.award.findUniqueOrThrow({ where: { id: awardId } });
    const both = await app.actor({ role: 'HOLDER_EDITOR', organisationId }, { role: 'CALL_MANAGER', territory: 'REG-76' });
    expect((await read(awardId, both)).status).toBe(404);
    expect(
      (await app.get<{ items: { id: string }[] }>('/v1/awards?limit=100', both)).body.items.map(({ id }) => id),
    ).not.toContain(awardId);
    expect((await read(awardId, people.manager)).status).toBe(200);
  });

  it('refuses in order: 404, 403, 428, 412, 409, 422', async () => {
    const call = await selectionCall();
    const { id } = await makeAward(app, { call, department: '48', years: YEARS });
    const elsewhere = await makeDeciders(app, '84');
    const decision = (actor: TestActor, funder = 'STATE', ifMatch: number | undefined = 7): Promise<Reply<Award>> =>
      act(id, funder, 'decide', actor, { ...DECISION, decisionDate: '2023-11-21' }, ifMatch);
    expect((await decision(elsewhere.state)).status).toBe(404);
    expect((await decision(people.state, 'REGION')).status).toBe(404);
    expect((await act(newId(), 'STATE', 'decide', people.state, DECISION)).status).toBe(404);
    expect((await read(id, elsewhere.jury)).status).toBe(404);
    expect((await decision(people.jury)).status).toBe(403);
    expect((await decision(people.state, 'CNAF')).status).toBe(403);
    const bare = await app.post(`/v1/awards/${id}/legs/STATE/decide`, people.state, { body: DECISION });
    expect(bare.status).toBe(428);
    expect((await decision(people.state)).status).toBe(412);
    const future = await decision(people.state, 'STATE', 1);
    expect([future.status, rules(future)]).toEqual([422, ['decisionNotInTheFuture']]);
    expect((await act(id, 'STATE', 'decide', people.state, { decisionNumber: ' ' })).status).toBe(400);
    expect((await decide(id, 'STATE', people.state)).status).toBe(200);
    const again = await act(id, 'STATE', 'decide', people.state, DECISION, 2);
    expect(again).toMatchObject({ status: 409, body: { code: 'transition-not-allowed' } });
  });

  it('answers a repeated decision with the stored answer', async () => {
    const call = await selectionCall();
    const { id } = await makeAward(app, { call, years: YEARS });
    const key = newId();
    const options = { body: DECISION, ifMatch: 1, key };
    const first = await app.post(`/v1/awards/${id}/legs/STATE/decide`, people.state, options);
    const second = await app.post(`/v1/awards/${id}/legs/STATE/decide`, people.state, options);
    expect([first.status, second.status, second.headers['idempotent-replayed']]).toEqual([200, 200, 'true']);
    expect(second.body).toEqual(first.body);
    expect(await envelopesOf(app, call.id)).toMatchObject({ 'STATE 2023': { reserved: 0n, committed: 1_250_000n } });
  });

  it('lets a person with both roles decide one leg only', async () => {
    const call = await selectionCall();
    const { id } = await makeAward(app, { call, years: YEARS });
    const both = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' }, { role: 'CNAF_OFFICER', territory: 'REG-76' });
    expect((await decide(id, 'STATE', both)).status).toBe(200);
    const second = await decide(id, 'CNAF', both);
    expect([second.status, rules(second)]).toEqual([422, ['oneLegPerPerson']]);
  });

  it('closes the dossier to an officer with an interest in it', async () => {
    const call = await selectionCall();
    const { id, application } = await makeAward(app, { call, years: YEARS });
    const officer = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' });
    await declareInterest(app, application.id, officer);
    expect((await read(id, officer)).status).toBe(404);
    expect((await decide(id, 'STATE', officer)).status).toBe(404);
    const list = await app.get<{ items: Award[] }>(`/v1/awards?callId=${call.id}`, officer);
    expect(list.body.items).toEqual([]);
  });
});

describe('a refused leg', () => {
  it('stops the award and says so, until the jury refuses the application and both reservations are free', async () => {
    const call = await selectionCall();
    const { awardId, applicationId } = await selected(call, YEARS);
    expect((await decide(awardId, 'STATE', people.state)).status).toBe(200);
    const early = await app.post(`/v1/applications/${applicationId}/refuse`, people.jury, { body: REFUSAL, ifMatch: 2 });
    expect([early.status, rules(early)]).toEqual([422, ['legRefused']]);

    const refused = await act(awardId, 'CNAF', 'refuse', people.cnaf, REFUSAL);
    expect(refused).toMatchObject({ status: 200, body: { status: 'STOPPED', waitingOn: 'le jury régional' } });
    expect(refused.body.stopped).toMatchObject({
      funder: { code: 'CNAF' },
      reasons: REFUSAL.reasons,
      at: '2023-11-20T09:00:00.000Z',
    });
    // Invariant 7: reasons, author, capacity, date and appeal text, the call's own by default.
    expect(legOf(refused.body, 'CNAF').refusal).toEqual({
      reasons: REFUSAL.reasons,
      appeal: call.settings.appealText.fr,
      author: people.cnaf.personId,
      capacity: 'CNAF_OFFICER',
      date: '2023-11-20T09:00:00.000Z',
    });
    const stopped = await app.database.read.application.findUniqueOrThrow({ where: { id: applicationId } });
    expect(stopped.state).toBe('SHORTLISTED');
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2024': { reserved: 0n, committed: 1_250_000n },
      'CNAF 2024': { reserved: 1_250_000n, committed: 0n },
    });

    const ruling = await app.post(`/v1/applications/${applicationId}/refuse`, people.jury, {
      body: REFUSAL,
      ifMatch: stopped.version,
    });
    expect(ruling).toMatchObject({ status: 200, body: { state: 'REFUSED' } });
    const ended = await read(awardId, people.auditor);
    expect(ended.body).toMatchObject({ status: 'CANCELLED', stopped: { funder: { code: 'CNAF' } } });
    expect(ended.body.legs.map(({ state }) => state)).toEqual(['CANCELLED', 'REFUSED']);
    for (const use of Object.values(await envelopesOf(app, call.id))) expect(use).toEqual(ZERO);
  });

  it('keeps the other funder from deciding, and names why', async () => {
    const call = await selectionCall();
    const { id } = await makeAward(app, { call, years: YEARS });
    expect((await act(id, 'STATE', 'refuse', people.state, REFUSAL)).status).toBe(200);
    const blocked = await decide(id, 'CNAF', people.cnaf);
    expect([blocked.status, rules(blocked)]).toEqual([422, ['noOtherLegRefused']]);
    expect((blocked.body as unknown as Problem).reasons[0]?.message).toContain(REFUSAL.reasons);
    const seen = await read(id, people.cnaf);
    expect(legOf(seen.body, 'CNAF').actions[0]).toMatchObject({
      event: 'decide',
      ready: false,
      reasons: [{ rule: 'noOtherLegRefused' }],
    });
  });

  it('cannot be refused without reasons', async () => {
    const call = await selectionCall();
    const { id } = await makeAward(app, { call, years: YEARS });
    expect((await act(id, 'CNAF', 'refuse', people.cnaf, {})).status).toBe(400);
    expect((await act(id, 'CNAF', 'refuse', people.cnaf, { reasons: '   ' })).status).toBe(400);
  });
});

describe('a withdrawal after the selection', () => {
  it('frees what was reserved and what was committed, exactly', async () => {
    const call = await selectionCall();
    const organisation = await makeOrganisation(app);
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    const kept = await selected(call, YEARS);
    const left = await selected(call, [{ year: 2023, cents: 1_000_001 }], { organisation });
    expect((await decide(left.awardId, 'STATE', people.state)).status).toBe(200);
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 1_250_000n, committed: 500_001n },
      'CNAF 2023': { reserved: 1_750_000n, committed: 0n },
    });
    const reply = await app.post(`/v1/applications/${left.applicationId}/withdraw`, holder, {
      body: { reasons: 'Essai' },
      ifMatch: 2,
    });
    expect(reply).toMatchObject({ status: 200, body: { state: 'WITHDRAWN' } });
    expect(await envelopesOf(app, call.id)).toMatchObject({
      'STATE 2023': { reserved: 1_250_000n, committed: 0n },
      'CNAF 2023': { reserved: 1_250_000n, committed: 0n },
    });
    const legs = await app.database.read.awardLeg.findMany({ where: { awardId: left.awardId } });
    expect(legs.map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED']);
    // The decision that was taken stays on record.
    expect(legs.find(({ funderCode }) => funderCode === 'STATE')).toMatchObject({ decisionNumber: DECISION.decisionNumber });
    const late = await act(left.awardId, 'CNAF', 'decide', people.cnaf, DECISION, 2);
    expect(late.status).toBe(409);
    expect((await read(kept.awardId, people.cnaf)).body.status).toBe('PENDING');
  });
});

describe('the split of a call', () => {
  const [STATE, CNAF] = FUNDERS;
  const REGION = {
    ...CNAF!,
    code: 'REGION',
    name: 'Région',
    family: 'LOCAL',
    position: 2,
    officerRole: 'PARTNER_OFFICER',
  } as const;

  it.each([
    [
      '60/40',
      [
        { ...STATE!, weight: 60 },
        { ...CNAF!, weight: 40 },
      ],
      { STATE: [1_500_002, 600], CNAF: [1_000_001, 400] },
    ],
    ['three funders', [STATE!, CNAF!, REGION], { STATE: [833_335, 334], CNAF: [833_334, 333], REGION: [833_334, 333] }],
  ] as const)('%s is decided by each of its funders and committed, to the cent', async (_, funders, shares) => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', years: [2023, 2024], funders });
    const years = [
      { year: 2023, cents: 2_500_003 },
      { year: 2024, cents: 1_000 },
    ];
    const { awardId, applicationId } = await selected(call, years);
    const partner = await app.actor({ role: 'PARTNER_OFFICER', territory: 'REG-76' });
    const officers: Record<string, TestActor> = { STATE: people.state, CNAF: people.cnaf, REGION: partner };
    for (const { code } of funders) expect((await decide(awardId, code, officers[code]!)).status).toBe(200);
    const { state } = await app.database.read.application.findUniqueOrThrow({ where: { id: applicationId } });
    expect(state).toBe('AWARDED');
    // One funder's officer commits for that funder alone.
    expect((await act(awardId, 'STATE', 'engage', partner, ENGAGEMENT, 2)).status).toBe(403);
    for (const { code } of funders) await act(awardId, code, 'engage', officers[code]!, ENGAGEMENT, 2);
    const { body } = await read(awardId, people.auditor);
    expect(body.legs.map(({ funder, state: reached }) => [funder.code, reached])).toEqual(
      funders.map(({ code }) => [code, 'ENGAGED']),
    );
    expect(body.years.map(({ total, shares: of }) => [total.cents, of.map(({ amount }) => amount.cents)])).toEqual(
      years.map(({ cents }, index) => [cents, Object.values(shares).map((share: readonly number[]) => share[index])]),
    );
    expect(body.parity).toMatchObject({ inSplit: true });
    const committed = await envelopesOf(app, call.id);
    for (const [code, share] of Object.entries(shares))
      for (const [index, { year }] of years.entries())
        expect(committed[`${code} ${year}`]).toEqual({ reserved: 0n, committed: BigInt(share[index]) });
  });
});

describe('a decided share', () => {
  const officers = (): Record<string, TestActor> => ({ STATE: people.state, CNAF: people.cnaf });
  const balances = async (applicationId: string): Promise<Record<string, bigint>> => {
    const rows = await app.database.read.$queryRaw<{ key: string; cents: bigint }[]>`
      SELECT funder_code || ' ' || account AS key, sum(debit_cents - credit_cents)::bigint AS cents FROM ledger_balance
      WHERE subject_id = ${applicationId}::uuid GROUP BY 1 HAVING sum(debit_cents - credit_cents) <> 0`;
    return Object.fromEntries(rows.map(({ key, cents }) => [key, cents]));
  };

  it('is committed, notified, begun, suspended and resumed, on days that follow one another', async () => {
    const call = await selectionCall();
    const { id, application } = await makeDecidedAward(app, officers(), { call, years: YEARS });
    const step = (event: string, body: object, ifMatch: number, actor = people.state) =>
      act(id, 'STATE', event, actor, body, ifMatch);
    const before = await balances(application.id);
    expect(before).toEqual({ 'STATE COMMITTED': 3_750_000n, 'CNAF COMMITTED': 3_750_000n });

    const undated = await step('engage', { ...ENGAGEMENT, commitmentDate: '2023-11-19' }, 2);
    expect([undated.status, rules(undated)]).toEqual([422, ['commitmentDated']]);
    expect((await step('engage', ENGAGEMENT, 2, people.cnaf)).status).toBe(403);
    const engaged = await step('engage', ENGAGEMENT, 2);
    expect(legOf(engaged.body, 'STATE')).toMatchObject({
      state: 'ENGAGED',
      life: { commitmentNumber: ENGAGEMENT.commitmentNumber, orderNumber: ENGAGEMENT.orderNumber, payBefore: null },
      waitingOn: 'l’ordonnateur, pour notifier',
    });
    for (const day of ['2023-11-19', '2023-11-21']) {
      const wrong = await step('notify', { notifiedOn: day }, 3);
      expect([wrong.status, rules(wrong)]).toEqual([422, ['notificationDated']]);
    }
    const notified = await step('notify', { notifiedOn: '2023-11-20' }, 3);
    // 60 days to pay, three months to publish.
    expect(legOf(notified.body, 'STATE')).toMatchObject({
      state: 'NOTIFIED',
      life: { notifiedOn: '2023-11-20', payBefore: '2024-01-19', publishBefore: '2024-02-20' },
    });
    const soon = await step('start', { startedOn: '2023-11-21' }, 4);
    expect([soon.status, rules(soon)]).toEqual([422, ['startDated']]);
    // Work may have begun before the decision.
    expect(legOf((await step('start', { startedOn: '2023-10-01' }, 4)).body, 'STATE').state).toBe('ACTIVE');
    expect((await step('lapse', { reasons: 'Essai' }, 5)).status).toBe(409);
    expect((await step('suspend', { reasons: ' ' }, 5)).status).toBe(400);
    const suspended = await step('suspend', { reasons: 'Compte rendu non remis' }, 5);
    expect(legOf(suspended.body, 'STATE')).toMatchObject({
      state: 'SUSPENDED',
      life: { suspensionReasons: 'Compte rendu non remis' },
    });
    const resumed = await step('resume', { reasons: 'Compte rendu remis' }, 6);
    expect(legOf(resumed.body, 'STATE')).toMatchObject({ state: 'ACTIVE', life: { suspensionReasons: null } });
    // Neither waits for the other, and no credit moves.
    expect(legOf(resumed.body, 'CNAF').state).toBe('DECIDED');
    expect(await balances(application.id)).toEqual(before);
    const told = await app.database.read.outbox.findMany({
      where: { payload: { path: ['subjectId'], equals: legOf(resumed.body, 'STATE').id } },
      orderBy: { id: 'asc' },
    });
    // The notification and the suspension by letters of the archive, the end of the suspension by a mail.
    expect(told.map(({ job, payload }) => (payload as { message?: string }).message ?? job)).toEqual([
      'letters.write',
      'letters.write',
      'award.legResumed',
    ]);
    const reader = await app.actor({ role: 'HOLDER_EDITOR', organisationId: application.organisationId });
    const { id: legId } = legOf(resumed.body, 'STATE');
    expect(await app.app.get(RecipientsReader).find(app.database.read, 'awardHolder', legId, app.clock.now())).toEqual([
      reader.personId,
    ]);
    expect(await app.app.get(AgreementLetterReader).resumed(legId)).toMatchObject({
      funder: 'État',
      reasons: 'Compte rendu remis',
    });
  });

  it('lapses when the project is not begun: its credits are free, and the next of the reserve is proposed', async () => {
    const call = await makeCall(app, { state: 'UNDER_SELECTION', years: [2023], envelopeCents: 1_250_000n });
    const years = [{ year: 2023, cents: 2_500_000 }];
    const { id, application } = await makeDecidedAward(app, officers(), { call, years });
    const waiting = await makeApplication(app, {
      call,
      state: 'RESERVE',
      years: [{ year: 2023, cents: 2_000_000 }],
      columns: { reserveRank: 1, reserveExpiresAt: new Date('2024-06-30T21:59:59.999Z') },
    });
    const proposed = (): Promise<number> =>
      app.database.read.reserveProposal.count({ where: { applicationId: waiting.id, state: 'PROPOSED' } });
    for (const [code, actor] of Object.entries(officers())) {
      expect(await proposed()).toBe(0);
      await act(id, code, 'engage', actor, ENGAGEMENT, 2);
      await act(id, code, 'notify', actor, { notifiedOn: '2023-11-20' }, 3);
      const lapsed = await act(id, code, 'lapse', actor, { reasons: 'Projet non commencé dans les six mois' }, 4);
      expect(legOf(lapsed.body, code)).toMatchObject({
        state: 'LAPSED',
        actions: [],
        life: { suspensionReasons: 'Projet non commencé dans les six mois' },
      });
    }
    expect(await balances(application.id)).toEqual({});
    for (const use of Object.values(await envelopesOf(app, call.id))) expect(use).toEqual(ZERO);
    expect(await proposed()).toBe(1);
  });

  it('is decided by a delegate only on a day of the delegation', async () => {
    const { id } = await makeAward(app, { call: await selectionCall(), years: YEARS });
    const delegation = { delegationReference: 'RAA 2023-118', delegationFrom: '2023-09-12', delegationTo: '2023-11-19' };
    const over = await act(id, 'STATE', 'decide', people.state, { ...DECISION, ...delegation });
    expect([over.status, rules(over)]).toEqual([422, ['decisionDelegated']]);
    const half = await act(id, 'STATE', 'decide', people.state, { ...DECISION, delegationFrom: '2023-09-12' });
    expect([half.status, rules(half)]).toEqual([422, ['decisionDelegated', 'decisionDelegated']]);
    const decided = await act(id, 'STATE', 'decide', people.state, { ...DECISION, ...delegation, delegationTo: '2023-11-20' });
    expect(legOf(decided.body, 'STATE').decision).toMatchObject({
      delegation: { reference: 'RAA 2023-118', from: '2023-09-12', to: '2023-11-20' },
    });
  });

  it('holds in PostgreSQL: each state has its days and numbers, whoever writes it', async () => {
    const { legs } = await makeDecidedAward(app, officers(), { call: await selectionCall(), years: YEARS });
    const client = new Client({ connectionString: app.testDatabase.url });
    await client.connect();
    const refused = async (set: string, constraint: string): Promise<void> => {
      const sql = `UPDATE award_leg SET ${set} WHERE id = '${legs.STATE}'`;
      await expect(client.query(sql)).rejects.toThrow(constraint);
    };
    const order = `order_number = 'A', order_date = '2023-11-20', order_authority = 'Préfet'`;
    const engaged = `${order}, commitment_number = 'EJ', commitment_date = '2023-11-20'`;
    await refused(`state = 'ENGAGED', ${order}, commitment_number = 'EJ'`, 'leg_engaged');
    await refused(`state = 'NOTIFIED', ${engaged}`, 'leg_notified');
    await refused(`state = 'NOTIFIED', ${engaged}, notified_on = '2023-11-19'`, 'leg_notified');
    await refused(`state = 'ACTIVE', ${engaged}, notified_on = '2023-11-20'`, 'leg_started');
    await refused(`state = 'SUSPENDED', ${engaged}, notified_on = '2023-11-20', started_on = '2023-11-20'`, 'leg_suspended');
    await refused(`state = 'LAPSED', ${engaged}, notified_on = '2023-11-20'`, 'leg_suspended');
    await refused(`state = 'PAID'`, 'leg_state');
    await refused(`state = 'TERMINATED', ${engaged}, notified_on = '2023-11-20'`, 'leg_ended');
    const lower = `INSERT INTO share_reduction VALUES ($1::uuid, $2::uuid, ${YEARS[0]?.year}, 1, 'BALANCE', $1::uuid, now())`;
    await expect(client.query(lower, [newId(), legs.STATE])).rejects.toThrow('reduction_in_ledger');
    await client.end();
  });
});

describe('the lists', () => {
  it('show what the detail shows, page by page, in one statement each', async () => {
    const call = await selectionCall();
    const made = [];
    for (const department of ['11', '31', '48', '31', '48']) made.push(await makeAward(app, { call, department, years: YEARS }));
    await act(made[4]!.id, 'CNAF', 'refuse', people.cnaf, REFUSAL);
    const list = (query: string, actor: TestActor): Promise<Reply<{ items: Award[]; page: { next: string | null } }>> =>
      app.get(`/v1/awards?callId=${call.id}${query}`, actor);
    const ids = made.map(({ id }) => id);

    const pages: string[] = [];
    let after = '';
    const statements = await statementsOf(app, async () => {
      for (let page = 0; page < 3; page += 1) {
        const { body } = await list(`&limit=2${after}`, people.manager);
        pages.push(...body.items.map(({ id }) => id));
        after = `&after=${String(body.page.next)}`;
      }
    });
    expect(pages).toEqual(ids);
    expect(statements).toHaveLength(3);

    const department = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    const member = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-48' });
    const administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    const elsewhere = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-84' });
    for (const actor of [people.jury, people.auditor, department, member, administrator, elsewhere]) {
      const listed = (await list('', actor)).body.items.map(({ id }) => id);
      const readable = [];
      for (const id of ids) if ((await read(id, actor)).status === 200) readable.push(id);
      expect(listed).toEqual(readable);
    }
    expect((await list('', department)).body.items).toHaveLength(2);
    expect((await list('&status=STOPPED', people.jury)).body.items.map(({ id }) => id)).toEqual([ids[4]]);
    expect((await list('&status=PENDING&department=48', people.jury)).body.items.map(({ id }) => id)).toEqual([ids[2]]);
    expect((await list('&after=nonsense', people.jury)).status).toBe(400);
    expect(await statementsOf(app, () => read(ids[0]!, people.jury))).toHaveLength(1);
  });
});

describe('the cofunding of a call', () => {
  interface Line {
    envelope: Money;
    reserved: Money;
    committed: Money;
    left: Money;
  }
  interface Cofunding {
    funders: (Line & { code: string; years: (Line & { year: number })[] })[];
    totals: Line;
    awards: number;
    awarded: Money;
    partly: number;
    departments: { department: string; awards: number; total: Money }[];
    parity: Award['parity'];
  }
  const cofunding = (call: MadeCall, actor: TestActor): Promise<Reply<Cofunding>> =>
    app.get<Cofunding>(`/v1/calls/${call.id}/cofunding`, actor);

  it('says per funder and year what is left, and whether the funders are equal to the cent', async () => {
    const call = await selectionCall(10_000_000n);
    const whole = await makeAward(app, { call, department: '31', years: YEARS });
    const odd = await makeAward(app, { call, department: '48', years: [{ year: 2023, cents: 1_000_001 }] });
    await makeAward(app, { call, department: '11', years: [{ year: 2025, cents: 200 }] });
    expect((await cofunding(call, people.manager)).body).toMatchObject({
      awards: 0,
      partly: 0,
      parity: { equal: true, inSplit: true },
    });

    await decide(whole.id, 'STATE', people.state);
    const half = (await cofunding(call, people.manager)).body;
    expect(half).toMatchObject({
      awards: 0,
      partly: 1,
      parity: { equal: false, inSplit: false, difference: { cents: 3_750_000 } },
    });
    expect(half.parity.explanation).toContain('Cnaf 0,00');

    await decide(whole.id, 'CNAF', people.cnaf);
    const equal = (await cofunding(call, people.auditor)).body;
    expect(equal).toMatchObject({
      awards: 1,
      awarded: { cents: 7_500_000 },
      partly: 0,
      departments: [{ department: '31', awards: 1, total: { cents: 7_500_000 } }],
      parity: { equal: true, inSplit: true, difference: { cents: 0 } },
    });

    await decide(odd.id, 'STATE', people.state);
    await decide(odd.id, 'CNAF', people.cnaf);
    const { body } = await cofunding(call, people.jury);
    expect(body).toMatchObject({ awards: 2, parity: { equal: false, inSplit: true, difference: { cents: 1 } } });
    expect(body.parity.explanation).toContain('État +1');
    expect(body.funders[0]).toMatchObject({ code: 'STATE', committed: { cents: 4_250_001 } });
    expect(body.funders[0]?.years[0]).toMatchObject({
      year: 2023,
      envelope: { cents: 10_000_000 },
      reserved: { cents: 0 },
      committed: { cents: 1_750_001 },
      left: { cents: 8_249_999 },
    });
    expect(body.funders[1]?.years[2]).toMatchObject({ year: 2025, reserved: { cents: 100 }, committed: { cents: 1_250_000 } });
    expect(body.totals).toMatchObject({
      envelope: { cents: 60_000_000 },
      reserved: { cents: 200 },
      committed: { cents: 8_500_001 },
    });
    expect(await statementsOf(app, () => cofunding(call, people.jury))).toHaveLength(1);
  });

  it('judges what is left once shares were lowered: equal where both were, explained where one was', async () => {
    const call = await selectionCall(10_000_000n);
    const award = await makeDecidedAward(app, { STATE: people.state, CNAF: people.cnaf }, { call, years: YEARS });
    const lower = (funderCode: string, cents: bigint): Promise<void> =>
      app.database.transaction((tx) =>
        reduceShare(
          tx,
          {
            legId: award.legs[funderCode]!,
            callId: call.id,
            applicationId: award.application.id,
            funderCode,
            why: 'BALANCE',
            sourceId: newId(),
            lines: [{ year: 2024, cents }],
          },
          causeAt(app.clock.now()),
        ),
      );
    await lower('STATE', 100_000n);
    const { body } = await cofunding(call, people.jury);
    expect(body).toMatchObject({ awards: 1, parity: { equal: false, inSplit: false, difference: { cents: 100_000 } } });
    expect(body.parity.explanation).toMatch(
      /même proportion : État .* au lieu de .*, Cnaf .* Retiré des parts .* État 1.000,00.€\.$/,
    );
    const shown = (await read(award.id, people.jury)).body.parity;
    expect(shown).toEqual(body.parity);

    // The odd cent of what is left is the State's again.
    await lower('CNAF', 100_001n);
    const left = (await cofunding(call, people.jury)).body.parity;
    expect(left).toMatchObject({ equal: false, inSplit: true, difference: { cents: 1 } });
    expect(left.explanation).toContain('État +1');
    expect((await read(award.id, people.jury)).body.parity).toEqual(left);
  });

  it('is for the agencies, jury, funders, manager and auditors of the region', async () => {
    const call = await selectionCall();
    const caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    const elsewhere = await makeDeciders(app, '84');
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: (await makeOrganisation(app)).id });
    for (const actor of [caf, people.state, people.cnaf, people.jury, people.auditor]) {
      expect((await cofunding(call, actor)).status).toBe(200);
    }
    for (const actor of [elsewhere.jury, elsewhere.manager, elsewhere.state])
      expect((await cofunding(call, actor)).status).toBe(404);
    expect((await cofunding(call, holder)).status).toBe(403);
    expect((await app.get(`/v1/calls/${newId()}/cofunding`, people.auditor)).status).toBe(404);
  });
});
