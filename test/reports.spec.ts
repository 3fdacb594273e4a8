import { ReportsClock } from '../src/features/reports/reports.clock.js';
import type { ReportContent } from '../src/features/reports/report-content.js';
import { canonicalJson, sha256Hex } from '../src/kernel/canonical.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { declareInterest, makeApplication, makeOrganisation, type MadeOrganisation } from './support/applications.js';
import { DECISION, ENGAGEMENT, makeAward, makeDeciders, statementsOf, type Deciders, type MadeAward } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { acceptedReport, linesAsPlanned, NARRATIVE, reportIdOf, submittedReport, type ReportPage } from './support/reports.js';

interface Report extends ReportPage {
  readonly state: string;
  readonly kind: string;
  readonly late: boolean;
  readonly dueOn: string;
  readonly awaitedOn: string;
  readonly content: ReportContent;
  readonly table: readonly (ReportPage['table'][number] & {
    readonly position: number;
    readonly realised: { readonly cents: number } | null;
    readonly gap: { readonly cents: number; readonly percent: string | null } | null;
  })[];
  readonly totals: Record<'charges' | 'products', { realised: { cents: number }; gap: { cents: number; percent: string } }>;
  readonly versions: { number: number; hash: string; decision: { outcome: string; reasons: string | null } | null }[];
  readonly actions: { event: string; ready: boolean; reasons: { rule: string }[] }[];
  readonly waitingOn: string | null;
}

let app: TestApp;
let people: Deciders;
let ddets: TestActor;
let caf: TestActor;
let call: MadeCall;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
  ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' });
  caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' });
  call = await makeCall(app, { state: 'UNDER_SELECTION' });
});
afterAll(() => app.stop());
beforeEach(() => {
  at('2023-11-20T09:00:00Z');
});

const at = (instant: string): void => {
  app.clock.set(new Date(instant));
};
const tick = (): Promise<number> => app.app.get(ReportsClock).tick(app.clock.now());
/** As the application's own role. */
const sql = async (text: string, ...values: unknown[]): Promise<number | null> =>
  (await app.database.pool.query(text, values)).rowCount;
const rules = (reply: Reply<unknown>): string[] =>
  (reply.body as { reasons: { rule: string }[] }).reasons.map(({ rule }) => rule);
const lettersOn = async (id: string): Promise<unknown[]> =>
  (
    await app.database.read.outbox.findMany({ where: { payload: { path: ['subjectId'], equals: id } }, orderBy: { id: 'asc' } })
  ).map(({ payload }) => (payload as { message: string }).message);

interface World {
  readonly award: MadeAward;
  readonly organisation: MadeOrganisation;
  readonly holder: TestActor;
  readonly editor: TestActor;
}

/** Decided and committed by both funders, notified unless said: 20 000 € a year. */
async function awarded(options: { notify?: boolean; start?: boolean; holderType?: string; of?: MadeCall } = {}): Promise<World> {
  const { notify = true, start = false, holderType = 'COMMUNE', of = call } = options;
  const organisation = await makeOrganisation(app, { department: '48', holderType });
  const organisationId = organisation.id;
  const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId });
  const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId });
  const years = [2023, 2024].map((year) => ({ year, cents: 2_000_000 }));
  const award = await makeAward(app, { call: of, organisation, department: '48', years });
  const world = { award, organisation, holder, editor };
  for (const [funder, officer] of BOTH()) await step(world, funder, 'decide', officer, DECISION);
  for (const [funder, officer] of BOTH()) {
    await step(world, funder, 'engage', officer, { ...ENGAGEMENT, commitmentNumber: `EJ-${funder}` });
    if (notify) await step(world, funder, 'notify', officer, { notifiedOn: '2023-11-20' });
    if (start) await step(world, funder, 'start', officer, { startedOn: '2023-11-20' });
  }
  return world;
}
const BOTH = () =>
  [
    ['STATE', people.state],
    ['CNAF', people.cnaf],
  ] as const;

async function step({ award }: World, funder: string, event: string, actor: TestActor, body: object): Promise<void> {
  const { version } = await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId: award.id, funderCode: funder } });
  const url = `/v1/awards/${award.id}/legs/${funder}/${event}`;
  const { status, body: answer } = await app.post(url, actor, { body, ifMatch: version });
  if (status !== 200) throw new Error(`${funder} ${event}: ${status} ${JSON.stringify(answer)}`);
}
const legsOf = async ({ award }: World): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await app.database.read.awardLeg.findMany({ where: { awardId: award.id } })).map(({ funderCode, state }) => [
      funderCode,
      state,
    ]),
  );
const read = async (id: string, actor: TestActor): Promise<Report> => {
  const { status, body } = await app.get<Report>(`/v1/reports/${id}`, actor);
  expect(status).toBe(200);
  return body;
};
const act = async (id: string, event: string, actor: TestActor, body: object = {}): Promise<Reply<Report>> => {
  const { version } = await app.database.read.report.findUniqueOrThrow({ where: { id } });
  return app.post<Report>(`/v1/reports/${id}/${event}`, actor, { body, ifMatch: version });
};
const edit = async (id: string, actor: TestActor, body: object, ifMatch?: number): Promise<Reply<Report>> => {
  const { version } = await app.database.read.report.findUniqueOrThrow({ where: { id } });
  return app.patch<Report>(`/v1/reports/${id}`, actor, { body, ifMatch: ifMatch ?? version });
};

describe('financial reports', () => {
  it('are awaited from the notification on: one a year, the last one final; each reads what is its own', async () => {
    const world = await awarded();
    const url = `/v1/awards/${world.award.id}/reports`;
    const { body } = await app.get<{ items: Report[]; accepted: unknown[] }>(url, world.holder);
    expect(body.items.map(({ state, kind, dueOn, awaitedOn, late }) => [state, kind, dueOn, awaitedOn, late])).toEqual([
      ['DRAFT', 'INTERMEDIATE', '2024-06-30', '2024-06-30', false],
      ['DRAFT', 'FINAL', '2025-06-30', '2025-06-30', false],
    ]);
    const id = await reportIdOf(app, world.award.id, 2023);
    await edit(id, world.editor, { activities: 'Brouillon' });
    const own = await read(id, world.holder);
    expect(own.table.map(({ label, planned, realised }) => [label, planned.cents, realised])).toEqual([
      ['Équipe', 2_857_143, null],
      ['État', 1_000_000, null],
      ['Cnaf', 1_000_000, null],
      ['Fonds propres', 857_143, null],
    ]);
    expect(own.actions.map(({ event, ready }) => [event, ready])).toEqual([['submit', false]]);
    // A draft is its holder's; auditors read all; accountants and who has an interest, nothing.
    const seen = await read(id, caf);
    expect([seen.content, seen.table.length, seen.actions, seen.waitingOn]).toEqual([{}, 4, [], own.waitingOn]);
    expect((await read(id, people.auditor)).content.activities).toBe('Brouillon');
    const torn = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' });
    await declareInterest(app, world.award.application.id, torn);
    const accountant = await app.actor({ role: 'STATE_ACCOUNTANT', territory: 'REG-76' });
    for (const stranger of [torn, accountant]) {
      expect((await app.get(`/v1/reports/${id}`, stranger)).status).toBe(404);
      expect((await app.get(url, stranger)).status).toBe(404);
      expect((await app.get<{ items: unknown[] }>('/v1/reports', stranger)).body.items).not.toContainEqual(
        expect.objectContaining({ id }),
      );
    }
    expect(await statementsOf(app, () => read(id, caf))).toHaveLength(1);
    expect(await statementsOf(app, () => app.get(url, caf))).toHaveLength(2);
    expect(await statementsOf(app, () => app.get('/v1/reports?limit=10', caf))).toHaveLength(1);
  });

  it('are written by the holder’s people, submitted by its representative, kept whole, returned and accepted by either agency', async () => {
    const world = await awarded();
    const id = await reportIdOf(app, world.award.id, 2023);
    const draft = await read(id, world.editor);
    expect((await edit(id, caf, { activities: 'x' })).status).toBe(403);
    expect((await edit(id, world.editor, { activities: 'x' }, 9)).status).toBe(412);
    const wrong = await edit(id, world.editor, {
      lines: [
        { side: 'EXPENSE', label: 'Sans nature', cents: 1 },
        { side: 'INCOME', funderCode: 'REGION', label: 'Région', cents: 1 },
        { side: 'IN_KIND', family: 'OWN', label: 'Locaux', cents: 1 },
      ],
    });
    expect([
      wrong.status,
      (wrong.body as unknown as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer),
    ]).toEqual([400, ['/lines/0/nature', '/lines/1/funderCode', '/lines/2/family']]);
    const lines = linesAsPlanned(draft.table, { Équipe: 2_500_000, 'Fonds propres': 400_000 });
    const more = { side: 'INCOME', family: 'FAMILY_BRANCH', label: 'PSU', cents: 100_000 } as const;
    expect((await edit(id, world.editor, { ...NARRATIVE, lines: [...lines, more], indicators: [] })).status).toBe(200);
    expect((await act(id, 'submit', world.editor)).status).toBe(403);
    expect(rules(await act(id, 'submit', world.holder))).toEqual(['yearOver']);

    at('2024-03-01T09:00:00Z');
    const submitted = await act(id, 'submit', world.holder);
    expect(submitted).toMatchObject({ status: 200, body: { state: 'SUBMITTED', versions: [{ number: 1, decision: null }] } });
    expect(submitted.body.table.map(({ gap }) => [gap?.cents, gap?.percent])).toEqual([
      [-357_143, '-12.50'],
      [0, '0.00'],
      [0, '0.00'],
      [-457_143, '-53.33'],
      [100_000, null],
    ]);
    expect(submitted.body.totals.charges).toMatchObject({ realised: { cents: 2_500_000 }, gap: { percent: '-12.50' } });
    expect((await edit(id, world.editor, { activities: 'Autre' })).status).toBe(409);
    expect((await read(id, caf)).content.activities).toBe(NARRATIVE.activities);

    expect((await act(id, 'return', world.holder, { reasons: 'x' })).status).toBe(403);
    expect(rules(await act(id, 'return', caf))).toEqual(['refusalExplained']);
    const returned = await act(id, 'return', caf, { reasons: 'Détaillez l’équipe.', completeOn: '2024-03-15' });
    // Never before the day of the law.
    expect(returned).toMatchObject({ status: 200, body: { state: 'RETURNED', awaitedOn: '2024-06-30' } });
    await edit(id, world.editor, { activities: 'Équipe détaillée' });
    expect((await read(id, caf)).content.activities).toBe(NARRATIVE.activities);
    expect(
      (await act(id, 'submit', world.holder)).body.versions.map(({ number, decision }) => [number, decision?.reasons]),
    ).toEqual([
      [1, 'Détaillez l’équipe.'],
      [2, undefined],
    ]);
    for (const [number, activities] of [
      [1, NARRATIVE.activities],
      [2, 'Équipe détaillée'],
    ] as const) {
      const { body } = await app.get<{ hash: string; content: { content: ReportContent } }>(
        `/v1/reports/${id}/versions/${number}`,
        caf,
      );
      expect([body.content.content.activities, body.hash]).toEqual([activities, sha256Hex(canonicalJson(body.content))]);
    }
    expect((await app.get(`/v1/reports/${id}/versions/3`, caf)).status).toBe(404);

    const setAside = [{ position: 1, cents: 500_000, reasons: 'Poste hors projet' }];
    expect(rules(await act(id, 'accept', ddets, { setAside: [{ ...setAside[0], position: 2 }] }))).toEqual([
      'setAsideWithinCost',
    ]);
    expect(await act(id, 'accept', ddets, { setAside })).toMatchObject({ status: 200, body: { state: 'ACCEPTED', actions: [] } });
    expect((await act(id, 'accept', caf)).status).toBe(409);
    const { body } = await app.get<{ accepted: unknown[] }>(`/v1/awards/${world.award.id}/reports`, world.holder);
    expect(body.accepted).toMatchObject([
      {
        year: 2023,
        kind: 'INTERMEDIATE',
        acceptedOn: '2024-03-01',
        eligible: { cents: 2_000_000 },
        otherPublic: { cents: 100_000 },
      },
    ]);
    expect(await app.database.read.reportAcceptance.findMany({ where: { awardId: world.award.id } })).toMatchObject([
      { year: 2023, acceptedOn: '2024-03-01', reference: 'Compte rendu financier 2023, version 2', recordedBy: ddets.personId },
    ]);
    const history = await app.get<{ items: Record<string, unknown>[] }>(`/v1/reports/${id}/history`, world.holder);
    expect(history.body.items.map(({ event }) => event)).toEqual(['submit', 'return', 'submit', 'accept']);
    expect(history.body.items.some((entry) => 'actor' in entry)).toBe(false);
    expect(await lettersOn(id)).toEqual(['report.submitted', 'report.returned', 'report.submitted', 'report.accepted']);
  });

  it('case 37: at 6 months + 1 day it is late, its holder reminded, what runs suspended; nothing is withdrawn or terminated', async () => {
    const world = await awarded({ start: true });
    const id = await reportIdOf(app, world.award.id, 2023);
    const other = await awarded({ start: true });
    await step(other, 'STATE', 'suspend', people.state, { reasons: 'Doute' });
    const waiting = await awarded();

    at('2024-05-31T09:00:00Z');
    expect(await tick()).toBeGreaterThanOrEqual(3);
    expect(await tick()).toBe(0);
    at('2024-06-30T21:59:59Z');
    await tick();
    expect([(await read(id, world.holder)).late, await legsOf(world)]).toEqual([false, { STATE: 'ACTIVE', CNAF: 'ACTIVE' }]);
    at('2024-06-30T22:00:00Z');
    await tick();
    expect(await tick()).toBe(0);
    expect(await lettersOn(id)).toEqual(['report.reminded', 'report.reminded', 'report.late']);
    expect([(await read(id, world.holder)).late, await legsOf(world)]).toEqual([true, { STATE: 'SUSPENDED', CNAF: 'SUSPENDED' }]);
    const { body } = await app.get<{ legs: { life: { suspensionReasons: string; lateReportId: string } }[] }>(
      `/v1/awards/${world.award.id}`,
      world.holder,
    );
    expect(body.legs[0]?.life).toMatchObject({
      lateReportId: id,
      suspensionReasons: expect.stringContaining('30 juin 2024') as string,
    });
    // Of the notification, and of the suspension.
    expect(await lettersOn(world.award.legs.STATE ?? '')).toHaveLength(2);
    // Listed as late to those who follow them, in their department alone.
    const late = await app.get<{ items: Report[] }>('/v1/reports?late=true&department=48', ddets);
    expect(late.body.items.map((one) => one.id)).toContain(id);
    expect(late.body.items.every((one) => one.late)).toBe(true);
    const elsewhere = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    expect((await app.get<{ items: Report[] }>('/v1/reports?late=true', elsewhere)).body.items).toEqual([]);

    const alerts = await app.get<{ items: { code: string; year: number; sentence: string }[] }>(
      `/v1/calls/${call.id}/funding-alerts`,
      people.state,
    );
    expect(alerts.body.items.find(({ code }) => code === 'REPORT_LATE')).toMatchObject({
      year: 2023,
      sentence: expect.stringMatching(/en retard : \d+, pour/) as string,
    });

    // A share that begins while it is late is suspended at once.
    await step(waiting, 'STATE', 'start', people.state, { startedOn: '2024-06-30' });
    expect(await legsOf(waiting)).toEqual({ STATE: 'SUSPENDED', CNAF: 'NOTIFIED' });

    // The system resumes what it suspended, once the report is accepted; an officer's suspension stays.
    for (const one of [world, other]) {
      expect(await legsOf(one)).toEqual({ STATE: 'SUSPENDED', CNAF: 'SUSPENDED' });
      const { id: report } = await submittedReport(app, one.award.id, 2023, { holder: one.holder });
      expect(await legsOf(one)).toEqual({ STATE: 'SUSPENDED', CNAF: 'SUSPENDED' });
      expect((await act(report, 'accept', caf)).status).toBe(200);
    }
    expect(await legsOf(world)).toEqual({ STATE: 'ACTIVE', CNAF: 'ACTIVE' });
    expect(await legsOf(other)).toEqual({ STATE: 'SUSPENDED', CNAF: 'ACTIVE' });
    expect(await tick()).toBe(0);
  });

  it('are told as late at any date: of the reports as they were, awaited on the day that was given then', async () => {
    const one = await makeCall(app, { state: 'UNDER_SELECTION', years: [2023, 2024] });
    const world = await awarded({ of: one, start: true });
    const id = await reportIdOf(app, world.award.id, 2023);
    at('2024-07-02T09:00:00Z');
    await tick();
    await submittedReport(app, world.award.id, 2023, { holder: world.holder });
    at('2024-07-03T09:00:00Z');
    expect((await act(id, 'return', caf, { reasons: 'Annexe', completeOn: '2024-08-15' })).status).toBe(200);
    at('2024-09-01T09:00:00Z');
    await acceptedReport(app, world.award.id, 2023, { examiner: caf });
    const late = async (asOf: string): Promise<boolean> => {
      const url = `/v1/calls/${one.id}/funding-alerts?asOf=${asOf}`;
      const { body } = await app.get<{ items: { code: string }[] }>(url, people.state);
      return body.items.some(({ code }) => code === 'REPORT_LATE');
    };
    const days = ['2023-11-19', '2024-06-30', '2024-07-01', '2024-07-02', '2024-07-03', '2024-08-15', '2024-08-16', '2024-09-01'];
    const found: boolean[] = [];
    for (const day of days) found.push(await late(day));
    expect(found).toEqual([false, false, true, false, false, false, true, false]);
  });

  it('a returned report is late after the day given to complete it; a share waits for every late report', async () => {
    const world = await awarded({ start: true });
    at('2025-07-01T09:00:00Z');
    await tick();
    const [first, last] = [await reportIdOf(app, world.award.id, 2023), await reportIdOf(app, world.award.id, 2024)];
    expect([(await read(first, caf)).late, (await read(last, caf)).late]).toEqual([true, true]);
    await submittedReport(app, world.award.id, 2024);
    expect((await act(last, 'return', caf, { reasons: 'Annexe' })).body).toMatchObject({ awaitedOn: '2025-07-31', late: false });
    await acceptedReport(app, world.award.id, 2023, { examiner: caf });
    expect(await legsOf(world)).toEqual({ STATE: 'SUSPENDED', CNAF: 'SUSPENDED' });
    at('2025-07-31T22:00:00Z');
    await tick();
    expect((await read(last, caf)).late).toBe(true);
    expect(await lettersOn(last)).toEqual(['report.late', 'report.submitted', 'report.returned', 'report.late']);
    await acceptedReport(app, world.award.id, 2024, { examiner: caf });
    expect(await legsOf(world)).toEqual({ STATE: 'ACTIVE', CNAF: 'ACTIVE' });
    const { body } = await app.get<{ accepted: unknown[] }>(`/v1/awards/${world.award.id}/reports`, caf);
    expect(body.accepted).toMatchObject([
      { year: 2023, kind: 'INTERMEDIATE' },
      { year: 2024, kind: 'FINAL' },
    ]);
  });

  it('case 38: a second request is refused to an association whose report is late, which is named, and to no one else', async () => {
    const next = await makeCall(app, {
      edition: 2024,
      opensLocal: '2024-06-01T00:00',
      deadlineLocal: '2024-08-31T23:59',
      years: [2024, 2025, 2026],
    });
    const request = async ({ organisation, holder }: World) => {
      const draft = await makeApplication(app, { call: next, organisation, department: '48', state: 'DRAFT' });
      return () => app.post(`/v1/applications/${draft.id}/submit`, holder, { body: {}, ifMatch: 1 });
    };
    const association = await awarded({ holderType: 'ASSOCIATION' });
    const commune = await awarded();
    const [first, second, third] = [await request(association), await request(association), await request(commune)];
    at('2024-06-30T09:00:00Z');
    expect((await first()).status).toBe(200);
    at('2024-07-01T09:00:00Z');
    const refused = await second();
    expect([refused.status, rules(refused)]).toEqual([422, ['noReportOverdue']]);
    const { number } = await app.database.read.application.findUniqueOrThrow({ where: { id: association.award.application.id } });
    expect(JSON.stringify(refused.body)).toContain(`2023 du dossier ${number ?? '?'}`);
    expect((await third()).status).toBe(200);
    await submittedReport(app, association.award.id, 2023, { holder: association.holder });
    expect((await second()).status).toBe(200);
  });

  it('waits in the worklists: of its holder once its year is over, then of the examiners', async () => {
    const world = await awarded();
    const work = async (actor: TestActor) =>
      (
        await app.get<{ items: { kind: string; href: string; until: string | null }[] }>('/v1/desk/worklist?limit=100', actor)
      ).body.items.filter(({ kind, href }) => kind.startsWith('REPORT') && href === `/v1/reports/${id}`);
    const id = await reportIdOf(app, world.award.id, 2023);
    expect(await work(world.holder)).toEqual([]);
    at('2024-01-01T09:00:00Z');
    expect(await work(world.editor)).toMatchObject([{ kind: 'REPORT_TO_SUBMIT', until: '2024-06-30T21:59:59.999Z' }]);
    expect(await work(caf)).toEqual([]);
    await submittedReport(app, world.award.id, 2023);
    expect(await work(world.editor)).toEqual([]);
    for (const examiner of [caf, ddets]) expect(await work(examiner)).toMatchObject([{ kind: 'REPORT_TO_EXAMINE' }]);
    await act(id, 'accept', caf);
    expect(await work(ddets)).toEqual([]);
  });

  it('are not owed any more when the award is renounced before anything was paid', async () => {
    const world = await awarded();
    const { id, version } = await app.database.read.application.findUniqueOrThrow({ where: { id: world.award.application.id } });
    const renounced = await app.post(`/v1/applications/${id}/renounce`, world.holder, {
      body: { reasons: 'Projet abandonné' },
      ifMatch: version,
    });
    expect(renounced.status).toBe(200);
    const reports = await app.database.read.report.findMany({ where: { awardId: world.award.id } });
    expect(reports.map(({ state }) => state)).toEqual(['NOT_OWED', 'NOT_OWED']);
  });

  it('PostgreSQL keeps what was submitted, and refuses what no act does', async () => {
    const world = await awarded();
    at('2024-03-01T09:00:00Z');
    const { id } = await submittedReport(app, world.award.id, 2023);
    const set = (assignments: string, ...values: unknown[]) =>
      sql(`UPDATE report SET ${assignments}, version = version + 1 WHERE id = $1::uuid`, id, ...values);
    await expect(set(`content = '{}'`)).rejects.toThrow('report_fixed');
    await expect(set(`submitted_version = 2`)).rejects.toThrow('report_fixed');
    await expect(set(`awaited_on = '2030-01-01'`)).rejects.toThrow('report_fixed');
    await expect(set(`state = 'DRAFT'`)).rejects.toThrow('report_step');
    await expect(set(`state = 'ACCEPTED'`)).rejects.toThrow('report_whole');
    await expect(set(`state = 'RETURNED'`)).rejects.toThrow('report_whole');
    await expect(set(`due_on = '2024-01-01'`)).rejects.toThrow(/permission denied/);
    await expect(sql(`UPDATE report_version SET content = '{}' WHERE report_id = $1::uuid`, id)).rejects.toThrow(
      /permission denied/,
    );
    await expect(sql(`DELETE FROM report_version WHERE report_id = $1::uuid`, id)).rejects.toThrow(/permission denied/);
    const version = `INSERT INTO report_version (report_id, number, content, hash, submitted_at, submitted_by)
      VALUES ($1::uuid, $2, '{}', repeat('0', 64), now(), $3::uuid)`;
    await expect(sql(version, id, 2, caf.personId)).rejects.toThrow('report_whole');
    const decide = (number: number, outcome: string, columns: string, values: string) =>
      sql(
        `INSERT INTO report_decision (report_id, number, outcome, decided_by, decided_at, ${columns}) VALUES ($1::uuid, $2, $3, $4::uuid, now(), ${values})`,
        ...[id, number, outcome, caf.personId],
      );
    await expect(decide(1, 'RETURNED', 'reasons', `' '`)).rejects.toThrow('report_decision_whole');
    await expect(decide(1, 'ACCEPTED', 'eligible_cents', '1')).rejects.toThrow('report_decision_whole');
    await expect(decide(1, 'ACCEPTED', 'eligible_cents, other_public_cents', '1, 1')).rejects.toThrow('report_whole');
    const accept = `INSERT INTO report_acceptance (award_id, year, accepted_on, reference, recorded_by, recorded_at)
      VALUES ($1::uuid, $2, '2024-03-01', 'x', $3::uuid, now())`;
    for (const year of [2023, 2024, 2030])
      await expect(sql(accept, world.award.id, year, caf.personId)).rejects.toThrow('report_whole');
    const insert = `INSERT INTO report (id, award_id, application_id, call_id, year, due_on, awaited_on, state, created_at, updated_at)
      SELECT gen_random_uuid(), award_id, application_id, call_id, $2, $3, $3, 'DRAFT', now(), now() FROM report WHERE id = $1::uuid`;
    await expect(sql(insert, id, 2023, '2024-06-30')).rejects.toThrow('report_award_id_year_key');
    await expect(sql(insert, id, 2025, '2026-06-30')).rejects.toThrow('report_of_notified_award');
    const late = `INSERT INTO report_reminder (report_id, awaited_on, kind, at) VALUES ($1::uuid, '2024-06-30', 'LATE', now())`;
    await sql(late, id);
    await expect(sql(late, id)).rejects.toThrow('report_reminder_pkey');
    await expect(
      sql(`UPDATE award_leg SET late_report_id = $1::uuid, version = version + 1 WHERE award_id = $2::uuid`, id, world.award.id),
    ).rejects.toThrow('leg_suspended_for_report');
  });

  it('two examiners at once: one acceptance', async () => {
    const world = await awarded();
    at('2024-03-01T09:00:00Z');
    const { id, version } = await submittedReport(app, world.award.id, 2023);
    const replies = await Promise.all(
      [caf, ddets, caf, ddets].map((by) => app.post(`/v1/reports/${id}/accept`, by, { body: {}, ifMatch: version })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});
