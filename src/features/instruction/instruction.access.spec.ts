import { mock } from 'node:test';

import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeOrganisation } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { makeInstructions } from '../../../test/support/instruction.js';
import { ACCOUNTANT_ROLES, HOLDER_ROLES, ROLES, type Role } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { APPLICATION_STATES } from '../applications/application-facts.js';
import type { InstructionPageView, InstructionPairView, InstructionView } from './instruction.views.js';
import { readPositions } from './positions.reader.js';
import { DECIDED_STATES } from './sealing.rules.js';

describe('who reads which instruction', () => {
  let app: TestApp;
  let call: MadeCall;
  let organisationId: string;
  const ids: string[] = [];
  const applicationIds: string[] = [];
  // A draft and a late dossier are never examined. Two states are enough to tell another department.
  const EXAMINABLE = APPLICATION_STATES.filter((state) => state !== 'DRAFT' && state !== 'LATE');
  const STATES = { '31': EXAMINABLE, '32': ['UNDER_EXAMINATION', 'EXAMINED'] } as const;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-20T08:00:00Z' });
    call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const organisation = await makeOrganisation(app, { department: '31' });
    organisationId = organisation.id;
    for (const department of ['31', '32'] as const) {
      for (const state of STATES[department]) {
        const application = await makeApplication(app, { call, department, state, organisation });
        const signed = !['SUBMITTED', 'INCOMPLETE', 'COMPLETE', 'DISMISSED', 'UNDER_EXAMINATION'].includes(state);
        const rows = await makeInstructions(app, call, application, {
          CAF: { state: 'SIGNED', reasons: `secret-CAF-${application.id}` },
          DDETS: signed ? { state: 'SIGNED', reasons: `secret-DDETS-${application.id}` } : { state: 'PENDING' },
        });
        ids.push(rows.CAF.id, rows.DDETS.id);
        applicationIds.push(application.id);
      }
    }
  });
  afterAll(() => app.stop());

  const holding = (role: Role): Promise<TestActor> =>
    app.actor(
      (HOLDER_ROLES as readonly Role[]).includes(role)
        ? { role, organisationId }
        : { role, territory: role === 'AUDITOR' ? 'FR' : 'DEP-31' },
    );

  async function everything(actor: TestActor, filters = ''): Promise<InstructionView[]> {
    const items: InstructionView[] = [];
    for (let after = ''; ;) {
      const reply = await app.get<InstructionPageView>(`/v1/instructions?limit=7${filters}${after}`, actor);
      expect(reply.status).toBe(200);
      items.push(...reply.body.items);
      if (reply.body.page.next === null) return items;
      after = `&after=${reply.body.page.next}`;
    }
  }

  async function compare(actor: TestActor): Promise<InstructionView[]> {
    const listed = new Map((await everything(actor)).map((item) => [item.id, item]));
    for (const id of ids) {
      const detail = await app.get<InstructionView>(`/v1/instructions/${id}`, actor);
      expect([id, detail.status]).toEqual([id, listed.has(id) ? 200 : 404]);
      if (listed.has(id)) expect(listed.get(id)).toEqual(detail.body);
      expect((await app.get(`/v1/instructions/${id}/history`, actor)).status).toBe(detail.status);
    }
    for (const id of applicationIds) {
      const pair = await app.get<InstructionPairView>(`/v1/applications/${id}/instructions`, actor);
      const expected = [...listed.values()].filter((item) => item.application.id === id);
      expect(pair.status).toBe(expected.length === 0 ? 404 : 200);
      if (expected.length > 0) expect(pair.body.items).toEqual(expected);
    }
    return [...listed.values()];
  }

  const counts: Partial<Record<Role, number>> = {
    HOLDER_EDITOR: 2 * DECIDED_STATES.length,
    HOLDER_REPRESENTATIVE: 2 * DECIDED_STATES.length,
    AUDITOR: 2 * EXAMINABLE.length + 4,
    // From the agenda on: ON_AGENDA, three opinions, DEFERRED, SHORTLISTED, RESERVE, AWARDED, REFUSED.
    COMMITTEE_MEMBER: 2 * 9,
    COMMITTEE_PRESIDENT: 2 * 9,
    // Accountants see payments.
    ...Object.fromEntries(ACCOUNTANT_ROLES.map((role) => [role, 0])),
  };

  it.each(ROLES.filter((role) => role !== 'ADMINISTRATOR'))('%s: what is listed is exactly what can be read', async (role) => {
    const items = await compare(await holding(role));
    expect(items).toHaveLength(counts[role] ?? 2 * EXAMINABLE.length);
    for (const item of items) {
      const text = JSON.stringify(item);
      expect(text.includes(`secret-${item.agencyKind}`)).toBe(item.state === 'SIGNED' && !item.sealed);
      if (!item.sealed) continue;
      expect([item.score, item.opinion, item.reasons, item.reserves, item.years]).toEqual([null, null, null, null, null]);
    }
    const half = items.filter((item) => item.state === 'SIGNED' && item.application.state === 'UNDER_EXAMINATION');
    const readsHalf = role === 'CAF_INSTRUCTOR' || role === 'AUDITOR';
    expect(half.every((item) => item.sealed !== readsHalf)).toBe(true);
  });

  it('an administrator manages accounts and reads no instruction', async () => {
    const administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    expect((await app.get('/v1/instructions', administrator)).status).toBe(403);
    expect((await app.get(`/v1/instructions/${ids[0] ?? ''}`, administrator)).status).toBe(403);
  });

  it('a person of two roles, a committee member elsewhere, a recused person and a holder who also examines', async () => {
    const mixed = await app.actor(
      { role: 'COMMITTEE_MEMBER', territory: 'DEP-31' },
      { role: 'CAF_INSTRUCTOR', territory: 'DEP-32' },
    );
    expect(await compare(mixed)).toHaveLength(2 * 9 + 4);

    const recused = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    const before = await compare(recused);
    const concerned = before[0]?.application.id ?? '';
    const now = app.clock.now();
    await app.database.read.interest.create({
      data: {
        applicationId: concerned,
        personId: recused.personId,
        reason: 'Lien familial',
        declaredAt: now,
        declaredBy: recused.personId,
      },
    });
    const after = await compare(recused);
    expect(after).toEqual(before.filter((item) => item.application.id !== concerned));

    const both = await app.actor({ role: 'HOLDER_EDITOR', organisationId }, { role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    expect((await compare(both)).every((item) => (DECIDED_STATES as readonly string[]).includes(item.application.state))).toBe(
      true,
    );
  });

  it('filters by state, department, call, agency and examiner', async () => {
    const auditor = await holding('AUDITOR');
    expect(await everything(auditor, '&state=PENDING&agencyKind=DDETS&department=31')).toHaveLength(5);
    expect(await everything(auditor, '&state=PENDING&agencyKind=DDETS&department=32')).toHaveLength(1);
    expect(await everything(auditor, '&state=PENDING&agencyKind=CAF')).toEqual([]);
    expect(await everything(auditor, `&callId=${newId()}`)).toEqual([]);
    expect(await everything(auditor, '&mine=true')).toEqual([]);
    expect((await app.get('/v1/instructions?after=nonsense', auditor)).status).toBe(400);
  });

  it('reads a page in as many queries whatever its length', async () => {
    const examiner = await holding('CAF_INSTRUCTOR');
    const count = async (limit: number): Promise<number> => {
      const spy = mock.method(app.database.pool, 'query');
      const reply = await app.get<InstructionPageView>(`/v1/instructions?limit=${limit}`, examiner);
      expect(reply.body.items).toHaveLength(limit);
      const queries = spy.mock.callCount();
      spy.mock.restore();
      return queries;
    };
    // The first request also reads who asks.
    expect(await count(1)).toBeLessThanOrEqual(2);
    expect([await count(1), await count(30)]).toEqual([1, 1]);
  });

  it('gives both positions, once both have signed, to the features above', async () => {
    const positions = await readPositions(app.database.read, [...applicationIds, newId()]);
    expect(positions.size).toBe(EXAMINABLE.length - 5 + 1);
    for (const [id, { caf, ddets, jointOutcome, divergent }] of positions) {
      expect([caf.reasons, ddets.reasons]).toEqual([`secret-CAF-${id}`, `secret-DDETS-${id}`]);
      expect(caf.years).toEqual([2023, 2024, 2025].map((year) => ({ year, cents: 5_600_000n, reason: null })));
      expect({ jointOutcome, divergent, score: ddets.scoreTotal > 0 }).toEqual({
        jointOutcome: 'FAVOURABLE',
        divergent: false,
        score: true,
      });
    }
    expect((await readPositions(app.database.read, [])).size).toBe(0);
  });
});
