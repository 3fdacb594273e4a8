import pg from 'pg';

import { makeApplication, makeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type TestActor, type TestGrant } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { ROLES } from '../../kernel/actor.js';
import { APPLICATION_STATES } from './application-facts.js';
import { recordInterest } from './interests.store.js';

interface ListBody {
  readonly items: { readonly id: string }[];
  readonly page: { readonly limit: number; readonly next: string | null };
}

describe('what is listed is what can be read', () => {
  let app: TestApp;
  let call: MadeCall;
  const ids: string[] = [];
  const organisations: string[] = [];

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    for (const department of ['31', '11']) {
      const organisation = await makeOrganisation(app, { department });
      organisations.push(organisation.id);
      for (const state of APPLICATION_STATES)
        ids.push((await makeApplication(app, { call, organisation, department, state })).id);
      // A draft withdrawn before any submission stays the holder's own business.
      const withdrawn = { call, organisation, department, state: 'WITHDRAWN', submitted: false } as const;
      ids.push((await makeApplication(app, withdrawn)).id);
    }
  });
  afterAll(() => app.stop());

  async function listed(actor: TestActor, filter = ''): Promise<string[]> {
    const found: string[] = [];
    let after = '';
    for (;;) {
      const { body, headers } = await app.get<ListBody>(`/v1/applications?limit=7${filter}${after}`, actor);
      found.push(...body.items.map(({ id }) => id));
      if (body.page.next === null) {
        expect(headers.link).toBeUndefined();
        return found;
      }
      expect(headers.link).toContain('rel="next"');
      after = `&after=${body.page.next}`;
    }
  }

  async function readable(actor: TestActor): Promise<string[]> {
    const statuses = await Promise.all(ids.map(async (id) => (await app.get(`/v1/applications/${id}`, actor)).status));
    expect(new Set(statuses).size).toBeGreaterThan(0);
    expect(statuses.every((status) => status === 200 || status === 404)).toBe(true);
    return ids.filter((_, index) => statuses[index] === 200);
  }

  const grantsOf = (role: (typeof ROLES)[number]): TestGrant[] =>
    role.startsWith('HOLDER')
      ? [{ role, organisationId: organisations[0] ?? '' }]
      : [{ role, territory: role === 'REGIONAL_JURY' ? 'REG-76' : 'DEP-31' }];

  it.each(ROLES)('for %s, with and without an interest', async (role) => {
    const actor = await app.actor(...grantsOf(role));
    const before = await readable(actor);
    expect((await listed(actor)).sort()).toEqual([...before].sort());
    const closed = before.slice(0, 3);
    await app.database.transaction(async (tx) => {
      for (const applicationId of closed) {
        const record = {
          applicationId,
          personId: actor.personId,
          reason: 'Élu de la commune',
          now: app.clock.now(),
          by: actor.personId,
        };
        expect(await recordInterest(tx, record)).toBe(true);
        expect(await recordInterest(tx, record)).toBe(false);
      }
    });
    const after = await readable(actor);
    expect((await listed(actor)).sort()).toEqual([...after].sort());
    const keeps = role.startsWith('HOLDER') || role === 'AUDITOR';
    expect(after).toHaveLength(keeps ? before.length : before.length - closed.length);
  });

  it('shows each its own number of dossiers', async () => {
    const count = async (...grants: TestGrant[]): Promise<number> => (await listed(await app.actor(...grants))).length;
    const states = APPLICATION_STATES.length;
    expect(await count({ role: 'AUDITOR', territory: 'FR' })).toBe(2 * (states + 1));
    expect(await count({ role: 'HOLDER_EDITOR', organisationId: organisations[0] ?? '' })).toBe(states + 1);
    expect(await count({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' })).toBe(states - 1);
    expect(await count({ role: 'REGIONAL_JURY', territory: 'REG-76' })).toBe(2 * (states - 1));
    expect(await count({ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' })).toBe(9);
    expect(await count({ role: 'CAF_INSTRUCTOR', territory: 'DEP-75' })).toBe(0);
    expect(await count({ role: 'ADMINISTRATOR', territory: 'FR' })).toBe(0);
    const both: TestGrant[] = [
      { role: 'HOLDER_EDITOR', organisationId: organisations[0] ?? '' },
      { role: 'CAF_INSTRUCTOR', territory: 'DEP-11' },
    ];
    expect(await count(...both)).toBe(states + 1 + states - 1);
  });

  it('filters, newest first, with the shape of the view', async () => {
    const caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'REG-76' });
    const { body } = await app.get<ListBody>(`/v1/applications?state=SUBMITTED&department=31&callId=${call.id}`, caf);
    expect(body).toEqual({
      items: [
        {
          id: ids[1],
          number: expect.stringMatching(/^2023-31-\d{5}$/) as string,
          title: 'Requalification d’une gare en micro-crèche',
          state: 'SUBMITTED',
          stateSince: '2023-06-15T08:00:00.000Z',
          callId: call.id,
          department: '31',
          organisation: { id: organisations[0], name: expect.stringMatching(/^Commune/) as string },
          requested: { cents: 16_800_000, currency: 'EUR' },
          submittedAt: '2023-06-15T08:00:00.000Z',
          version: 1,
        },
      ],
      page: { limit: 50, next: null },
    });
    const all = await listed(caf);
    expect(all).toEqual([...all].sort().reverse());
    expect(await listed(caf, `&organisationId=${organisations[1] ?? ''}`)).toHaveLength(APPLICATION_STATES.length - 1);
    expect((await app.get('/v1/applications?after=bogus', caf)).status).toBe(400);
  });

  it('asks the database once for a list and once for a dossier, whatever they hold', async () => {
    const auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    const statements: string[] = [];
    const original = pg.Client.prototype.query;
    const counted = function (this: pg.Client, ...parameters: unknown[]): unknown {
      const [asked] = parameters as [string | { text?: string }];
      statements.push(typeof asked === 'string' ? asked : (asked.text ?? ''));
      return (original as unknown as (...given: unknown[]) => unknown).apply(this, parameters);
    };
    pg.Client.prototype.query = counted as unknown as typeof original;
    try {
      expect((await app.get<ListBody>('/v1/applications?limit=100', auditor)).body.items.length).toBeGreaterThan(30);
      const ofActor = (text: string): boolean => text.includes('auth_session');
      expect(statements.splice(0).filter((text) => !ofActor(text))).toHaveLength(1);
      expect((await app.get(`/v1/applications/${ids[5] ?? ''}`, auditor)).status).toBe(200);
      expect(statements.filter((text) => !ofActor(text))).toHaveLength(1);
    } finally {
      pg.Client.prototype.query = original;
    }
  });
});
