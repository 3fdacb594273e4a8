import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { makeInstructions, type MadeInstructions } from '../../../test/support/instruction.js';
import type { Grid } from '../calls/call-settings.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import type { InstructionView, SiteVisitsView } from './instruction.views.js';

const GRID: Grid = {
  version: 3,
  threshold: 30,
  commentRequired: true,
  criteria: [
    {
      code: 'A',
      label: 'Territoire',
      weight: 2,
      sub: [
        { code: 'A1', label: 'Besoin' },
        { code: 'A2', label: 'Public', grading: 'POINTS', maxPoints: 10, weight: 3 },
      ],
    },
    {
      code: 'B',
      label: 'Projet',
      sub: [
        {
          code: 'B1',
          label: 'Innovation',
          grading: 'SCALE',
          levels: [
            { code: 'NONE', label: 'Aucune', points: 0 },
            { code: 'SOME', label: 'Partielle', points: 2 },
            { code: 'STRONG', label: 'Forte', points: 5 },
          ],
        },
      ],
    },
  ],
};

describe('a grid of points, levels and weights, and the visits on site', () => {
  let app: TestApp;
  let call: MadeCall;
  let caf: TestActor;
  let ddets: TestActor;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-20T08:00:00Z' });
    call = await makeCall(app, { state: 'UNDER_EXAMINATION', settings: { grid: GRID } });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
  });
  afterAll(() => app.stop());

  const started = async (): Promise<MadeInstructions & { applicationId: string; organisationId: string }> => {
    const application = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
    const rows = await makeInstructions(app, call, application, {
      CAF: { state: 'IN_PROGRESS', examinerId: caf.personId },
      DDETS: { state: 'IN_PROGRESS', examinerId: ddets.personId },
    });
    return { ...rows, applicationId: application.id, organisationId: application.organisationId };
  };
  type Reply = Omit<InstructionView, 'reasons'> & { reasons?: { rule: string; pointer?: string }[]; detail?: string };
  const act = (id: string, event: string, actor: TestActor, body: unknown, ifMatch?: number) =>
    app.post<Reply>(`/v1/instructions/${id}/${event}`, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
  const years = [2023, 2024, 2025].map((year) => ({ year, cents: 5_600_000 }));
  const FULL = [
    { code: 'A1', met: true, comment: 'Vu.' },
    { code: 'A2', points: 7, comment: 'Vu.' },
    { code: 'B1', level: 'SOME', comment: 'Vu.' },
  ];

  it('counts the weighted points, and wants the comments that the call asks for', async () => {
    const { CAF } = await started();
    const wrong = await act(CAF.id, 'score', caf, { scores: [{ code: 'A2', met: true }, { code: 'B1', level: 'WEAK' }] }); // prettier-ignore
    expect(wrong.body.reasons?.map(({ rule, pointer }) => `${rule}${pointer ?? ''}`)).toEqual([
      'scoresInForm/scores/0/points',
      'scoresInForm/scores/1/level',
    ]);
    expect((await act(CAF.id, 'score', caf, { scores: [{ code: 'A2', points: 1.5 }] })).status).toBe(400);
    const bare = await act(CAF.id, 'score', caf, { scores: FULL.map((score) => ({ ...score, comment: '' })) });
    // 1 × 2 + 7 × 2 × 3 + 2 × 1, of 2 + 60 + 5.
    expect(bare.body.score).toMatchObject({ total: 46, maximum: 67, threshold: 30, gridVersion: 3 });
    expect(bare.body.score?.scores.map(({ grading, weight, points, maximum, met, level }) => [grading, weight, points, maximum, met, level])).toEqual([
      ['BOOLEAN', 2, 1, 1, true, null],
      ['POINTS', 6, 7, 10, null, null],
      ['SCALE', 1, 2, 5, null, 'SOME'],
    ]); // prettier-ignore
    const signature = { opinion: 'FAVOURABLE', reasons: 'Solide.', years };
    const early = await act(CAF.id, 'sign', caf, signature, bare.body.version);
    expect(early.body.reasons?.map(({ rule }) => rule)).toEqual(['scoresCommented']);
    const scored = await act(CAF.id, 'score', caf, { scores: FULL });
    expect((await act(CAF.id, 'sign', caf, signature, scored.body.version)).status).toBe(200);
    const kept = await app.database.read.instruction.findUniqueOrThrow({ where: { id: CAF.id } });
    expect([kept.scoreTotal, kept.scores]).toEqual([46, { gridVersion: 3, scores: FULL }]);
  });

  it('is refused in a call when it does not hold together, and is public without its threshold', async () => {
    const manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    const { id } = await makeCall(app, { state: 'DRAFT' });
    const edit = (settings: object) =>
      app.patch<{ errors?: { pointer: string }[]; reasons?: { pointer: string }[] }>(`/v1/calls/${id}`, manager, {
        body: { settings: { ...FIPE_2023, ...settings } },
        ifMatch: 1,
      });
    const broken = await edit({
      grid: { ...GRID, criteria: [{ code: 'A', label: 'A', sub: [{ code: 'A1', label: 'A1', grading: 'POINTS' }] }] },
      instruction: { reminderDays: 3 },
    });
    expect(JSON.stringify(broken.body)).toMatch(/criteria\/0\/sub\/0\/maxPoints/);
    expect(JSON.stringify(broken.body)).toMatch(/instruction\/reminderDays/);
    const instruction = { commonScore: 'REQUIRED', signDays: 20, reminderDays: 3 };
    expect((await edit({ grid: GRID, instruction })).status).toBe(200);
    const open = await makeCall(app, { settings: { grid: GRID }, deadlineLocal: '2023-10-31T23:59' });
    const seen = await app.get<{ criteria: unknown }>(`/v1/public/calls/${open.id}`);
    expect(seen.body.criteria).toEqual(GRID.criteria);
    expect(JSON.stringify(seen.body)).not.toContain('threshold');
  });

  it('keeps each agency’s visits from the other until both have signed, and from the holder until the decision', async () => {
    const { CAF, DDETS, applicationId, organisationId } = await started();
    const colleague = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    const holder = await app.actor({ role: 'HOLDER_EDITOR', organisationId });
    const member = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' });
    const visit = { visitedOn: '2023-09-19', peopleMet: ['Mme Petit, directrice'], findings: 'Locaux conformes.' };
    expect((await act(CAF.id, 'record-visit', caf, { ...visit, peopleMet: [] })).status).toBe(400);
    expect((await act(CAF.id, 'record-visit', caf, { ...visit, visitedOn: '2023-09-21' })).body.reasons).toMatchObject([
      { rule: 'visitMade', pointer: '/visitedOn' },
    ]);
    expect((await act(CAF.id, 'record-visit', ddets, visit)).status).toBe(403);
    const recorded = await act(CAF.id, 'record-visit', colleague, visit);
    expect(recorded.body).toMatchObject({ state: 'IN_PROGRESS', version: 2 });

    const visits = async (actor: TestActor): Promise<unknown[]> => {
      const { status, body } = await app.get<Partial<SiteVisitsView>>(`/v1/instructions/${CAF.id}/visits`, actor);
      return [status, body.sealed, body.items?.length];
    };
    expect(await visits(caf)).toEqual([200, false, 1]);
    expect(await visits(ddets)).toEqual([200, true, 0]);
    for (const actor of [holder, member]) expect((await visits(actor))[0]).toBe(404);
    const mine = await app.get<SiteVisitsView>(`/v1/instructions/${CAF.id}/visits`, caf);
    expect(mine.body.items[0]).toMatchObject({ ...visit, author: { id: colleague.personId } });
    const history = await app.get(`/v1/instructions/${CAF.id}/history`, ddets);
    expect(JSON.stringify(history.body)).not.toContain('Petit');

    for (const [id, actor] of [
      [CAF.id, caf],
      [DDETS.id, ddets],
    ] as const) {
      const { body } = await act(id, 'score', actor, { scores: FULL });
      const signed = await act(id, 'sign', actor, { opinion: 'FAVOURABLE', reasons: 'Solide.', years }, body.version);
      expect(signed.status).toBe(200);
    }
    expect(await visits(ddets)).toEqual([200, false, 1]);
    const late = await act(CAF.id, 'record-visit', caf, visit);
    expect([late.status, late.body.detail]).toEqual([409, expect.stringMatching(/nouvel examen/)]);
    await app.database.read.application.update({ where: { id: applicationId }, data: { state: 'ON_AGENDA' } });
    expect(await visits(member)).toEqual([200, false, 1]);
    expect((await visits(holder))[0]).toBe(404);
    const db = app.database.read;
    await expect(db.$executeRaw`UPDATE site_visit SET findings = 'Autre' WHERE instruction_id = ${CAF.id}::uuid`).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      db.$executeRaw`INSERT INTO site_visit SELECT gen_random_uuid(), instruction_id, visited_on, people_met, findings, author_id, recorded_at
        FROM site_visit WHERE instruction_id = ${CAF.id}::uuid`,
    ).rejects.toThrow(/visit_before_signature/);
  });
});
