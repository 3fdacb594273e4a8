// A consulted department opens a dossier to its two agencies: the executor's rule in memory and the list's in SQL, held equal.

import pg from 'pg';

import { makeApplication, makeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeCall } from '../../../test/support/calls.js';
import { ROLES } from '../../kernel/actor.js';
import { APPLICATION_STATES } from './application-facts.js';
import { recordInterest } from './interests.store.js';

interface ListBody {
  readonly items: { readonly id: string }[];
  readonly page: { readonly next: string | null };
}

describe('a dossier on which a department is consulted', () => {
  let app: TestApp;
  let organisationId: string;
  const ids: string[] = [];

  beforeAll(async () => {
    app = await TestApp.start();
    const call = await makeCall(app);
    const organisation = await makeOrganisation(app, { department: '11' });
    organisationId = organisation.id;
    const base = { call, organisation, department: '11' };
    for (const consultedDepartments of [[], ['81'], ['66', '81'], ['66']]) {
      for (const state of APPLICATION_STATES)
        ids.push((await makeApplication(app, { ...base, state, columns: { consultedDepartments } })).id);
    }
  });
  afterAll(() => app.stop());

  async function listed(actor: TestActor): Promise<string[]> {
    const found: string[] = [];
    let after = '';
    for (;;) {
      const { body } = await app.get<ListBody>(`/v1/applications?limit=50${after}`, actor);
      found.push(...body.items.map(({ id }) => id));
      if (body.page.next === null) return found;
      after = `&after=${body.page.next}`;
    }
  }
  async function readable(actor: TestActor): Promise<string[]> {
    const statuses = await Promise.all(ids.map(async (id) => (await app.get(`/v1/applications/${id}`, actor)).status));
    return ids.filter((_, index) => statuses[index] === 200);
  }

  it.each(ROLES)('is listed to %s of that department if, and only if, it can be read', async (role) => {
    const holder = role.startsWith('HOLDER');
    const elsewhere = await makeOrganisation(app, { department: '81' });
    const actor = await app.actor(holder ? { role, organisationId: elsewhere.id } : { role, territory: 'DEP-81' });
    const before = await readable(actor);
    expect((await listed(actor)).sort()).toEqual([...before].sort());
    const agency = role === 'CAF_INSTRUCTOR' || role === 'DDETS_INSTRUCTOR';
    // Two consultations of the four, every state but the draft.
    const expected = agency ? 2 * (APPLICATION_STATES.length - 1) : role === 'AUDITOR' ? ids.length : 0;
    expect(before).toHaveLength(expected);
    if (!agency) return;
    const [applicationId = ''] = before;
    const record = { applicationId, personId: actor.personId, reason: 'Élu', now: app.clock.now(), by: actor.personId };
    await app.database.transaction((tx) => recordInterest(tx, record));
    const after = await readable(actor);
    expect(after).toEqual(before.filter((id) => id !== applicationId));
    expect((await listed(actor)).sort()).toEqual([...after].sort());
  });

  it('opens neither the instructions nor anything to act on as the lead agencies do', async () => {
    const caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-81' });
    const [id = ''] = await readable(caf);
    expect((await app.get(`/v1/applications/${id}/instructions`, caf)).status).toBe(404);
    for (const act of ['accept-completeness', 'remind', 'find-ineligible', 'confirm-ineligible', 'dismiss'])
      expect((await app.post(`/v1/applications/${id}/${act}`, caf, { body: {} })).status).toBe(403);
    const holder = await app.actor({ role: 'HOLDER_EDITOR', organisationId });
    expect((await readable(holder)).length).toBe(ids.length);
  });

  it('is still listed in one query', async () => {
    const caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-81' });
    const statements: string[] = [];
    const original = pg.Client.prototype.query;
    pg.Client.prototype.query = function (this: pg.Client, ...parameters: unknown[]): unknown {
      const [asked] = parameters as [string | { text?: string }];
      statements.push(typeof asked === 'string' ? asked : (asked.text ?? ''));
      return (original as unknown as (...given: unknown[]) => unknown).apply(this, parameters);
    } as unknown as typeof original;
    try {
      expect((await app.get<ListBody>('/v1/applications?limit=100', caf)).body.items.length).toBeGreaterThan(30);
      expect(statements.filter((text) => !text.includes('auth_session'))).toHaveLength(1);
    } finally {
      pg.Client.prototype.query = original;
    }
  });
});
