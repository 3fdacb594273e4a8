import { makeApplication, type MadeApplication } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { FUNDERS, makeCall, type MadeCall } from '../../../test/support/calls.js';
import { systemActor, type Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { ApplicationState } from './application-facts.js';
import { ApplicationBinding } from './application.binding.js';
import type { ApplicationEvent } from './application.machine.js';

const YEARS = [
  { year: 2023, cents: 5_000_001 },
  { year: 2024, cents: 2_000_000 },
];

describe('what the acts of the committee and the jury write', () => {
  let app: TestApp;
  let call: MadeCall;
  let jury: Actor;
  let caf: TestActor;

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 5_000_000 });
    const { personId } = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    jury = { personId, grants: [{ role: 'REGIONAL_JURY', territory: 'REG-76' }] };
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'FR' });
  });
  afterAll(() => app.stop());

  const make = (state: ApplicationState, columns: Record<string, unknown> = {}): Promise<MadeApplication> =>
    makeApplication(app, { call, state, columns, years: YEARS });
  const fire = (id: string, event: ApplicationEvent, input: object, actor = jury): Promise<{ state: string }> =>
    app.database.transaction((tx) =>
      app.app
        .get(Executor)
        .fire(tx, app.app.get(ApplicationBinding), id, event, { actor, input, now: app.clock.now(), requestId: 'spec' }),
    );
  const refusal = async (act: Promise<unknown>): Promise<string> => {
    const error: unknown = await act.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof Refusal ? error.message : `not refused: ${String(error)}`;
  };
  const reserved = async (): Promise<Record<string, bigint>> => {
    const rows = await app.database.read.envelope.findMany({ where: { callId: call.id, reservedCents: { gt: 0 } } });
    return Object.fromEntries(rows.map((row) => [`${row.funderCode} ${row.year}`, row.reservedCents]));
  };

  it('splits what is decided, odd cent to the State, and reserves it', async () => {
    const { id } = await make('COMMITTEE_FAVOURABLE');
    expect(await fire(id, 'shortlist', { years: YEARS })).toMatchObject({ state: 'SHORTLISTED' });
    const decided = await app.database.read.applicationAmount.findMany({
      where: { applicationId: id, stage: 'DECIDED' },
      orderBy: [{ year: 'asc' }, { funderCode: 'desc' }],
    });
    expect(decided.map(({ year, funderCode, cents }) => [year, funderCode, cents])).toEqual([
      [2023, 'STATE', 2_500_001n],
      [2023, 'CNAF', 2_500_000n],
      [2024, 'STATE', 1_000_000n],
      [2024, 'CNAF', 1_000_000n],
    ]);
    expect(await reserved()).toEqual({
      'STATE 2023': 2_500_001n,
      'CNAF 2023': 2_500_000n,
      'STATE 2024': 1_000_000n,
      'CNAF 2024': 1_000_000n,
    });
    const second = await make('COMMITTEE_FAVOURABLE');
    expect(await refusal(fire(second.id, 'shortlist', { years: YEARS }))).toBe('rule-not-met: envelopeHolds');
  });

  it('never overdraws an envelope, whoever comes at once', async () => {
    const own = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 3_000_000 });
    const years = [{ year: 2023, cents: 2_000_000 }];
    const made = await Promise.all(
      Array.from({ length: 20 }, () => makeApplication(app, { call: own, state: 'COMMITTEE_RESERVED', years })),
    );
    const results = await Promise.allSettled(made.map(({ id }) => fire(id, 'shortlist', { years })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const rows = await app.database.read.envelope.findMany({ where: { callId: own.id, year: 2023 } });
    expect(rows.map(({ reservedCents }) => reservedCents)).toEqual(FUNDERS.map(() => 3_000_000n));
  });

  it('gives a rank of the reserve once, races included', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => make('COMMITTEE_RESERVED')));
    const input = { rank: 41, expiresOn: '2024-01-31', reasons: 'Crédits épuisés.' };
    const codes = await Promise.all(made.map(({ id }) => refusal(fire(id, 'putOnReserve', input))));
    expect(codes.filter((code) => code.startsWith('not refused: undefined'))).toHaveLength(1);
    expect(codes.filter((code) => code === 'conflict' || code === 'rule-not-met: rankFree')).toHaveLength(7);
    const [row] = await app.database.read.application.findMany({ where: { callId: call.id, reserveRank: 41 } });
    expect(row?.reserveExpiresAt?.toISOString()).toBe('2024-01-31T22:59:59.999Z');
  });

  it('records the committee’s opinion with its amounts, and a refusal with reasons, capacity and appeal', async () => {
    const { id } = await make('ON_AGENDA', { jointOutcome: 'FAVOURABLE', divergent: false });
    await fire(id, 'recordUnfavourable', { years: [{ year: 2023, cents: 3 }] }, systemActor(jury));
    await fire(id, 'refuse', { reasons: 'Hors du champ.' });
    const row = await app.database.read.application.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({
      state: 'REFUSED',
      committeeOpinion: 'UNFAVOURABLE',
      refusal: {
        reasons: 'Hors du champ.',
        capacity: 'regionalJury',
        author: jury.personId,
        appeal: call.settings.appealText.fr,
      },
    });
    const proposed = await app.database.read.applicationAmount.findMany({
      where: { applicationId: id, stage: 'PROPOSED_COMMITTEE' },
    });
    expect(proposed.map(({ cents }) => cents).sort()).toEqual([1n, 2n]);
  });

  it('keeps one agency’s proposal from the other until both are signed', async () => {
    const { id } = await make('UNDER_EXAMINATION');
    const base = {
      applicationId: id,
      revision: 1,
      year: 2023,
      funderCode: 'STATE',
      recordedAt: app.clock.now(),
      recordedBy: newId(),
    };
    await app.database.read.applicationAmount.createMany({
      data: [
        { ...base, stage: 'PROPOSED_CAF', cents: 7n },
        { ...base, stage: 'PROPOSED_DDETS', cents: 8n },
      ],
    });
    const stages = async (actor: TestActor): Promise<string[]> => {
      const { body } = await app.get<{ amounts: { stage: string }[] }>(`/v1/applications/${id}`, actor);
      return [...new Set(body.amounts.map(({ stage }) => stage))].sort();
    };
    const jurySeat = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    expect(await stages(caf)).toEqual(['PROPOSED_CAF', 'REQUESTED']);
    expect(await stages(jurySeat)).toEqual(['REQUESTED']);
    await fire(id, 'recordExamination', { jointOutcome: 'FAVOURABLE', divergent: true }, systemActor());
    expect(await stages(caf)).toEqual(['PROPOSED_CAF', 'PROPOSED_DDETS', 'REQUESTED']);
    expect(await stages(jurySeat)).toEqual(['PROPOSED_CAF', 'PROPOSED_DDETS', 'REQUESTED']);
  });
});
