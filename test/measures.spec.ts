import { WRITE_LETTER } from '../src/features/letters/letter-jobs.js';
import { ledgerGaps } from '../src/features/ledger/ledger.reader.js';
import { reconcile } from '../src/features/funds/reconciliation.reader.js';
import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeOrganisation } from './support/applications.js';
import { makeDeciders, statementsOf, type Deciders } from './support/awards.js';
import { makeCall } from './support/calls.js';
import { balancesOfDossier } from './support/ledger.js';
import { writtenLetter } from './support/letters.js';
import { leg, makeChains, makeNotifiedAward, payDue, type Chain, type NotifiedAward } from './support/payments.js';

interface Measure {
  id: string;
  state: string;
  version: number;
  funder: { code: string };
  hearing: { remarksUntil: string | null; oral: string; remarks: { number: number; text: string; by: string }[] };
  expected: { basis: string; most: { cents: number }; explanation: string } | null;
  decision: {
    effectiveOn: string;
    claim: { most: { cents: number }; daysRun: number; days: number; explanation: string };
    claimed: { cents: number };
  } | null;
  actions: { event: string; ready: boolean }[];
}

const GRIEVANCES = 'Les places ouvertes ne sont pas celles du projet.';
const MEASURE = {
  decisionNumber: 'R-2024-3',
  decisionDate: '2024-10-01',
  authority: 'Préfet de la région Occitanie',
  reasons: 'Le projet n’a pas été mené à bien.',
  appeal: 'Deux mois devant le tribunal administratif de Toulouse.',
  effectiveOn: '2024-10-01',
};

let app: TestApp;
let people: Deciders;
let chains: Record<'STATE' | 'CNAF', Chain>;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
  chains = await makeChains(app, people);
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.set(new Date('2023-11-20T09:00:00Z'));
});

const YEARS = [2023, 2024].map((year) => ({ year, cents: 2_500_001 }));

async function running(holderType = 'COMMUNE'): Promise<NotifiedAward> {
  const call = await makeCall(app, {
    state: 'UNDER_SELECTION',
    years: [2023, 2024, 2025],
    settings: { measures: { hearingDays: 10 } },
  });
  const organisation = await makeOrganisation(app, { department: '48', holderType });
  const world = await makeNotifiedAward(app, people, { call, years: YEARS, organisation });
  for (const funder of ['STATE', 'CNAF'] as const) {
    await leg(app, world.award.id, funder, 'start', chains[funder].officer, { startedOn: '2023-11-20' });
    await payDue(app, world.award.id, funder, chains[funder]);
  }
  return world;
}
const open = (awardId: string, actor: TestActor, body: object, funder = 'STATE'): Promise<Reply<Measure>> =>
  app.post<Measure>(`/v1/awards/${awardId}/legs/${funder}/measures`, actor, { body });
const act = (id: string, event: string, actor: TestActor, body: object = {}): Promise<Reply<Measure>> =>
  app.database.read.measure
    .findUniqueOrThrow({ where: { id } })
    .then(({ version }) => app.post<Measure>(`/v1/measures/${id}/${event}`, actor, { body, ifMatch: version }));
const rules = (reply: Reply<unknown>): string[] =>
  (reply.body as { reasons: { rule: string }[] }).reasons.map(({ rule }) => rule);
const balances = async ({ award }: NotifiedAward): Promise<Record<string, bigint>> =>
  Object.fromEntries(
    (await balancesOfDossier(app.database.read, award.application.id))
      .filter(({ cents }) => cents > 0n)
      .map(({ funderCode, year, account, cents }) => [`${funderCode} ${year} ${account}`, cents]),
  );
/** The reservations are the support's own: no act explains them. */
const differences = async (): Promise<unknown[]> =>
  (await reconcile(app.database.read)).filter(({ check }) => check !== 'unexplained');
const legOf = async (awardId: string, code: string): Promise<{ state: string; endedOn: string | null }> =>
  app.database.read.awardLeg.findFirstOrThrow({ where: { awardId, funderCode: code }, select: { state: true, endedOn: true } });
const lettersOn = async (subjectId: string): Promise<string[]> =>
  (
    await app.database.read.outbox.findMany({
      where: { payload: { path: ['subjectId'], equals: subjectId } },
      orderBy: { id: 'asc' },
    })
  ).map(({ job, payload }) => (job === WRITE_LETTER.name ? job : (payload as { message: string }).message));

describe('a termination', () => {
  it('hears the holder first, frees what was not paid, stops the payments, and leaves the other funder’s share alone', async () => {
    const world = await running();
    expect(await balances(world)).toEqual({
      'STATE 2023 PAID': 875_000n,
      'STATE 2023 COMMITTED': 375_001n,
      'STATE 2024 COMMITTED': 1_250_001n,
      'CNAF 2023 PAID': 875_000n,
      'CNAF 2023 COMMITTED': 375_000n,
      'CNAF 2024 COMMITTED': 1_250_000n,
    });
    app.clock.set(new Date('2024-09-20T09:00:00Z'));
    const body = { kind: 'TERMINATION', ground: 'NOT_CARRIED_OUT', grievances: GRIEVANCES };
    expect((await open(world.award.id, people.cnaf, body)).status).toBe(403);
    expect((await open(world.award.id, world.holder, body)).status).toBe(403);
    expect(rules(await open(world.award.id, people.state, { ...body, remarksUntil: '2024-09-29' }))).toEqual(['timeForRemarks']);
    const opened = await open(world.award.id, people.state, body);
    expect(opened).toMatchObject({
      status: 201,
      body: { state: 'HEARING', hearing: { remarksUntil: '2024-09-30', oral: 'NOT_ASKED' }, expected: { basis: 'PERIOD' } },
    });
    const { id } = opened.body;
    expect((await open(world.award.id, people.state, body)).status).toBe(409);
    // The other funder may open its own on its own share.
    const other = await open(world.award.id, people.cnaf, body, 'CNAF');
    expect(other.status).toBe(201);
    expect((await act(other.body.id, 'drop', people.cnaf, { reasons: 'Le projet avance.' })).body.state).toBe('DROPPED');

    expect(
      (await act(id, 'remark', world.holder, { text: 'Les travaux ont pris du retard.' })).body.hearing.remarks,
    ).toMatchObject([{ number: 1, text: 'Les travaux ont pris du retard.', by: world.holder.personId }]);
    expect((await act(id, 'ask-oral', world.holder)).body.hearing.oral).toBe('ASKED');
    expect(
      rules(await act(id, 'decide', people.state, { ...MEASURE, decisionDate: '2024-09-20', effectiveOn: '2024-09-20' })),
    ).toEqual(['holderHeard', 'holderHeard']);
    expect((await act(id, 'hear', people.state, { heardOn: '2024-09-20', summary: 'Le maire est entendu.' })).status).toBe(200);

    app.clock.set(new Date('2024-10-01T09:00:00Z'));
    const decided = await act(id, 'decide', people.state, MEASURE);
    // 366 of 1 096 days had run: 2 500 002 × 366 / 1 096, rounded for the holder, against 875 000 paid.
    const kept = (2_500_002n * 366n + 1095n) / 1096n;
    expect(decided).toMatchObject({
      status: 200,
      body: {
        state: 'DECIDED',
        decision: {
          effectiveOn: '2024-10-01',
          claim: { daysRun: 366, days: 1096 },
          claimed: { cents: Number(875_000n - kept) },
        },
      },
    });
    expect(await legOf(world.award.id, 'STATE')).toEqual({ state: 'TERMINATED', endedOn: '2024-10-01' });
    expect(await legOf(world.award.id, 'CNAF')).toEqual({ state: 'ACTIVE', endedOn: null });
    expect(await balances(world)).toEqual({
      'STATE 2023 PAID': 875_000n,
      'CNAF 2023 PAID': 875_000n,
      'CNAF 2023 COMMITTED': 375_000n,
      'CNAF 2024 COMMITTED': 1_250_000n,
    });
    const states = await app.database.read.payment.groupBy({
      by: ['funderCode', 'state'],
      where: { awardId: world.award.id },
      _count: true,
    });
    expect(Object.fromEntries(states.map(({ funderCode, state, _count }) => [`${funderCode} ${state}`, _count]))).toEqual({
      'STATE PAID': 1,
      'STATE CANCELLED': 3,
      'CNAF PAID': 1,
      'CNAF PLANNED': 3,
    });
    expect(await app.database.read.shareReduction.findMany({ where: { sourceId: id }, orderBy: { year: 'asc' } })).toMatchObject([
      { year: 2023, cents: 375_001n, cause: 'TERMINATION' },
      { year: 2024, cents: 1_250_001n, cause: 'TERMINATION' },
    ]);
    expect(await lettersOn(id)).toEqual([
      'measure.opened',
      'measure.remarked',
      'measure.oralAsked',
      WRITE_LETTER.name,
      'measure.decided',
    ]);
    // Its holder is told by one letter of the archive, of the funder that ended its share.
    const letter = await writtenLetter(app, id);
    expect(letter).toMatchObject({
      kind: 'LEG_TERMINATION',
      decision: 'LEG_TERMINATED',
      leg: 'STATE',
      authorId: people.state.personId,
      service: 'État',
      organisationId: world.organisation.id,
      reasons: MEASURE.reasons,
    });
    for (const part of [
      'Par la décision n° R-2024-3 du 1er octobre 2024, « État » prononce la résiliation de sa part de l’aide, à effet du 1er octobre 2024.',
      'Les griefs vous ont été communiqués le 20 septembre 2024',
      `Motifs : ${MEASURE.reasons}`,
      decided.body.decision!.claim.explanation,
      `pour : ${MEASURE.authority}, État.`,
      'Deux mois devant le tribunal administratif de Toulouse.',
      'recours gracieux à l’autorité qui a décidé',
    ])
      expect(letter.text).toContain(part);
    expect((await app.get(`/v1/letters/${letter.id}`, world.holder)).status).toBe(200);
    const [recovery] = await app.database.read.recovery.findMany({ where: { sourceId: id } });
    expect(recovery).toMatchObject({ origin: 'TERMINATION', funderCode: 'STATE', state: 'COMPUTED', cents: 875_000n - kept });
    expect(await ledgerGaps(app.database.read)).toEqual([]);
    expect(await differences()).toEqual([]);

    // Decided is decided: nothing of it changes, by the screens or by SQL.
    expect((await act(id, 'remark', world.holder, { text: 'Encore' })).status).toBe(409);
    const list = (await app.get<{ items: Measure[] }>(`/v1/awards/${world.award.id}/measures`, world.holder)).body.items;
    expect(list.map(({ state, funder }) => [state, funder.code])).toEqual([
      ['DECIDED', 'STATE'],
      ['DROPPED', 'CNAF'],
    ]);
    const statements = await statementsOf(app, () => app.get(`/v1/awards/${world.award.id}/measures`, people.auditor));
    expect(statements).toHaveLength(2);
  });

  it('is granted to the holder that asks for it, without a hearing; refused, or taken back by the holder', async () => {
    const world = await running();
    const url = `/v1/awards/${world.award.id}/legs/CNAF/termination-requests`;
    const ask = () => app.post<Measure>(url, world.holder, { body: { grievances: 'Le projet s’arrête faute de personnel.' } });
    const first = await ask();
    expect(first).toMatchObject({ status: 201, body: { state: 'REQUESTED' } });
    expect((await app.post(url, people.cnaf, { body: { grievances: 'x' } })).status).toBe(403);
    expect((await act(first.body.id, 'withdraw-request', world.holder)).body.state).toBe('DROPPED');
    const second = await ask();
    const granted = await act(second.body.id, 'decide', people.cnaf, {
      ...MEASURE,
      decisionDate: '2023-11-20',
      effectiveOn: '2023-11-20',
      claimCents: 0,
    });
    expect(granted).toMatchObject({ status: 200, body: { state: 'DECIDED', decision: { claimed: { cents: 0 } } } });
    expect(await legOf(world.award.id, 'CNAF')).toEqual({ state: 'TERMINATED', endedOn: '2023-11-20' });
    const { text } = await writtenLetter(app, second.body.id);
    expect(text).toContain('Vous l’avez demandé le 20 novembre 2023.');
    expect(text).toContain('Aucune somme n’est à reverser.');
    expect(await differences()).toEqual([]);
  });
});

describe('a withdrawal', () => {
  it('follows a breach of the republican contract, is told to the other funders, and is held by PostgreSQL', async () => {
    const commune = await running();
    const ground = { kind: 'WITHDRAWAL', ground: 'REPUBLICAN_CONTRACT', grievances: GRIEVANCES, breachOn: '2023-11-20' };
    expect(rules(await open(commune.award.id, people.state, ground))).toEqual(['groundFits']);

    const world = commune;
    const opened = await open(world.award.id, people.state, {
      kind: 'WITHDRAWAL',
      ground: 'CONDITIONS_BROKEN',
      grievances: GRIEVANCES,
    });
    const { id } = opened.body;
    expect((await act(id, 'remark', world.holder, { text: 'Nous n’avons rien à ajouter.', last: true })).status).toBe(200);

    const sql = (text: string, ...values: unknown[]): Promise<unknown> => app.database.pool.query(text, values);
    const end = `UPDATE award_leg SET state = 'WITHDRAWN_BY_FUNDER', ended_on = '2023-11-20' WHERE id = $1`;
    await expect(sql(end, world.award.legs.STATE)).rejects.toThrow('leg_ended_by_measure');
    const decide = `UPDATE measure SET state = 'DECIDED', version = version + 1, decision_number = 'X', decision_date = '2023-11-20', authority = 'X',
      reasons = 'x', appeal = 'x', effective_on = '2023-11-20', claim = '{}', claim_cents = 0, closed_by = opened_by, closed_at = '2023-11-20T09:00:00Z'`;
    await expect(sql(`${decide}, remarks_done = false WHERE id = $1`, id)).rejects.toThrow('measure_heard');
    await expect(sql(`${decide}, appeal = ' ' WHERE id = $1`.replace("appeal = 'x', ", ''), id)).rejects.toThrow(
      'measure_reasoned',
    );
    await expect(sql(`${decide}, claim_cents = -1 WHERE id = $1`.replace('claim_cents = 0, ', ''), id)).rejects.toThrow(
      'measure_claim',
    );
    await expect(sql(`UPDATE measure SET grievances = 'autre' WHERE id = $1`, id)).rejects.toThrow('permission denied');
    await expect(sql(`UPDATE measure SET remarks_until = '2020-01-01', version = version + 1 WHERE id = $1`, id)).rejects.toThrow(
      'measure_frozen',
    );
    await expect(sql(`UPDATE measure_remark SET text = '' WHERE measure_id = $1`, id)).rejects.toThrow('permission denied');
    await expect(
      sql(
        `INSERT INTO measure SELECT $2, leg_id, award_id, application_id, call_id, kind, ground, grievances, breach_on, 'NEW', 1, opened_by, opened_at
      FROM measure WHERE id = $1`,
        id,
        newId(),
      ),
    ).rejects.toThrow('measure_one_open');

    const decided = await act(id, 'decide', people.state, { ...MEASURE, decisionDate: '2023-11-20', effectiveOn: '2023-11-20' });
    expect(decided).toMatchObject({
      status: 200,
      body: { decision: { claim: { most: { cents: 875_000 } }, claimed: { cents: 875_000 } } },
    });
    expect(await legOf(world.award.id, 'STATE')).toEqual({ state: 'WITHDRAWN_BY_FUNDER', endedOn: '2023-11-20' });
    expect(await writtenLetter(app, id)).toMatchObject({ kind: 'LEG_WITHDRAWAL', decision: 'LEG_WITHDRAWN' });
    await expect(sql(`UPDATE measure SET reasons = 'autres', version = version + 1 WHERE id = $1`, id)).rejects.toThrow(
      'measure_frozen',
    );
    expect(await differences()).toEqual([]);
    // An association, bound by the contract: what is claimed back is due within six months of the withdrawal.
    const bound = await running('ASSOCIATION');
    const breach = (await open(bound.award.id, people.state, { ...ground, breachOn: '2023-11-20' })).body;
    await act(breach.id, 'remark', bound.holder, { text: 'Rien à ajouter.', last: true });
    await act(breach.id, 'decide', people.state, { ...MEASURE, decisionDate: '2023-11-20', effectiveOn: '2023-11-20' });
    const owed = await app.database.read.recovery.findFirstOrThrow({ where: { sourceId: breach.id } });
    const recoveryAct = (event: string, actor: TestActor, body: object): Promise<Reply<unknown>> =>
      app.database.read.recovery
        .findUniqueOrThrow({ where: { id: owed.id } })
        .then(({ version }) => app.post(`/v1/recoveries/${owed.id}/${event}`, actor, { body, ifMatch: version }));
    expect((await recoveryAct('hear', chains.STATE.examiner, {})).status).toBe(200);
    app.clock.set(new Date('2024-02-01T09:00:00Z'));
    const { decisionNumber, authority, reasons } = MEASURE;
    const decisionDate = '2024-02-01';
    const issue = (day: string) =>
      recoveryAct('order', people.state, { decisionNumber, decisionDate, authority, reasons, dueOn: day });
    expect(rules(await issue('2024-05-21'))).toContain('dueWithinSixMonths');
    expect((await issue('2024-05-20')).status).toBe(200);
    const stranger = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: (await makeOrganisation(app)).id });
    expect((await app.get(`/v1/measures/${id}`, stranger)).status).toBe(404);
    expect((await app.get(`/v1/measures/${id}`, people.cnaf)).status).toBe(200);
  });
});
