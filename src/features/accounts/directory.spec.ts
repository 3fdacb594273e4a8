import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makePerson } from '../../../test/support/accounts.js';
import { ACCOUNTANT_ROLES, ROLES, HOLDER_ROLES, type Role } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';

interface Item {
  id: string;
  version: number;
  [field: string]: unknown;
}
interface Page {
  items: Item[];
  page: { limit: number; next: string | null };
}

describe('people, project holders and agencies', () => {
  let app: TestApp;
  let administrator: TestActor;
  let auditor: TestActor;
  let organisations: Item[];
  const siretOf = (n: number): string => {
    // Completes twelve digits with the two that make the key right.
    for (let end = 0; ; end += 1) {
      const text = `${String(210000000000 + n)}${String(end).padStart(2, '0')}`;
      const sum = Array.from(text)
        .reverse()
        .reduce((total, digit, index) => {
          const weighted = Number(digit) * (index % 2 === 0 ? 1 : 2);
          return total + (weighted > 9 ? weighted - 9 : weighted);
        }, 0);
      if (sum % 10 === 0) return text;
    }
  };
  const create = (url: string, body: unknown, actor = administrator): Promise<Reply<Item>> =>
    app.post<Item>(url, actor, { body });
  const pointers = (reply: Reply): unknown[] => {
    const { errors, reasons } = reply.body as { errors?: { pointer: string }[]; reasons?: { rule: string; pointer: string }[] };
    return reasons?.map(({ rule, pointer }) => `${rule} ${pointer}`) ?? errors?.map(({ pointer }) => pointer).sort() ?? [];
  };

  beforeAll(async () => {
    app = await TestApp.start();
    administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    organisations = [];
    for (const [n, department] of ['31', '31', '81', '34', '75'].entries()) {
      const body = { siret: siretOf(n), name: `Commune ${n}`, holderType: 'COMMUNE', department };
      organisations.push((await create('/v1/organisations', body)).body);
    }
  });
  afterAll(() => app.stop());

  it('registers a project holder, once', async () => {
    const body = { siret: siretOf(50), name: 'Les Petits Pas', holderType: 'ASSOCIATION', department: '2A', rna: 'W201234567' };
    const reply = await create('/v1/organisations', body);
    expect(reply.status).toBe(201);
    expect(reply.headers).toMatchObject({ etag: '"1"', location: `/v1/organisations/${reply.body.id}` });
    expect(reply.body).toMatchObject(body);
    const again = await create('/v1/organisations', { ...body, name: 'Autre nom' });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  });

  it('says what is wrong with a project holder', async () => {
    const right = { siret: siretOf(60), name: 'X', holderType: 'COMMUNE', department: '31' };
    const table: [unknown, number, unknown[]][] = [
      [{ ...right, siret: '21310555400018' }, 422, ['siretChecksum /siret']],
      [{ ...right, siret: '213 105 554' }, 400, ['/siret']],
      [{ ...right, department: '20' }, 422, ['departmentExists /department']],
      [{ ...right, siret: '12345678901234', department: '99' }, 422, ['siretChecksum /siret', 'departmentExists /department']],
      [{ ...right, holderType: 'PERSON' }, 400, ['/holderType']],
      [{ ...right, name: '  ' }, 400, ['/name']],
      [{ ...right, id: newId(), version: 9, createdAt: '2020-01-01T00:00:00Z' }, 400, ['/createdAt', '/id', '/version']],
      [{}, 400, ['/department', '/holderType', '/name', '/siret']],
    ];
    for (const [body, status, expected] of table) {
      const reply = await create('/v1/organisations', body);
      expect([body, reply.status, pointers(reply)]).toEqual([body, status, expected]);
    }
  });

  it('lists exactly what the detail shows, for every role', async () => {
    const [inToulouse, , , , inParis] = organisations;
    const expected: Partial<Record<Role, number>> = { ADMINISTRATOR: 6, AUDITOR: 6, COMMITTEE_MEMBER: 0, COMMITTEE_PRESIDENT: 0 };
    // An accountant meets a holder in a payment.
    for (const role of ROLES.filter((one) => !(ACCOUNTANT_ROLES as readonly Role[]).includes(one))) {
      const holder = (HOLDER_ROLES as readonly Role[]).includes(role);
      const scopes = holder
        ? [{ role, organisationId: inParis?.id ?? '' }]
        : [
            { role, territory: 'DEP-31' },
            { role, territory: 'REG-76' },
          ];
      for (const [index, scope] of scopes.entries()) {
        const actor = await app.actor(scope);
        const listed = (await app.get<Page>('/v1/organisations', actor)).body.items.map(({ id }) => id);
        const all = await app.database.read.organisation.findMany({ select: { id: true } });
        for (const { id } of all) {
          const { status } = await app.get(`/v1/organisations/${id}`, actor);
          expect([role, id, status]).toEqual([role, id, listed.includes(id) ? 200 : 404]);
        }
        expect([role, listed.length]).toEqual([role, expected[role] ?? (holder ? 1 : [2, 4][index])]);
      }
    }
    expect(inToulouse?.department).toBe('31');
  });

  it('pages by name without a hole or a double', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const query: string = after === null ? '' : `&after=${after}`;
      const { body, headers } = await app.get<Page>(`/v1/organisations?limit=2${query}`, auditor);
      seen.push(...body.items.map(({ id }) => id));
      after = body.page.next;
      if (after !== null) expect(headers.link).toContain('rel="next"');
    } while (after !== null);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
    expect((await app.get('/v1/organisations?after=xx', auditor)).status).toBe(400);
    expect((await app.get('/v1/organisations?limit=101', auditor)).status).toBe(400);
    expect((await app.get('/v1/organisations?order=name', auditor)).status).toBe(400);
  });

  it('corrects a project holder under its version', async () => {
    const { id } = organisations[0] ?? { id: '' };
    const url = `/v1/organisations/${id}`;
    const edit = (ifMatch: number | undefined, body: unknown, actor = administrator) =>
      app.patch<Item>(url, actor, { body, ifMatch });
    expect((await edit(undefined, { name: 'Y' })).status).toBe(428);
    expect((await edit(2, { name: 'Y' })).status).toBe(412);
    expect((await edit(1, { siret: siretOf(1) })).status).toBe(400);
    expect((await edit(1, { department: '99' })).status).toBe(422);
    const done = await edit(1, { name: 'Commune de Toulouse' });
    expect([done.status, done.headers.etag, done.body.name, done.body.department]).toEqual([
      200,
      '"2"',
      'Commune de Toulouse',
      '31',
    ]);
    expect((await app.patch(`/v1/organisations/${newId()}`, administrator, { body: { name: 'Y' }, ifMatch: 1 })).status).toBe(
      404,
    );
  });

  it('registers agencies on the territory of their kind, and shows them to anyone known', async () => {
    const agency = {
      kind: 'CAF',
      name: 'Caf de la Haute-Garonne',
      territory: 'DEP-31',
      contactEmail: 'contact@caf31.example.org',
    };
    const made = await create('/v1/agencies', agency);
    expect(made.status).toBe(201);
    expect((await create('/v1/agencies', { ...agency, name: 'Z' })).status).toBe(409);
    const wrong: [unknown, number, unknown[]][] = [
      [{ ...agency, territory: 'REG-76' }, 422, ['agencyTerritoryFits /territory']],
      [{ ...agency, territory: 'DEP-99' }, 422, ['territoryExists /territory']],
      [{ ...agency, kind: 'CNAF', territory: 'DEP-31' }, 422, ['agencyTerritoryFits /territory']],
      [{ ...agency, kind: 'DREETS', territory: 'DEP-31' }, 422, ['agencyTerritoryFits /territory']],
      [{ ...agency, territory: 'Toulouse', kind: 'URSSAF', contactEmail: 'x' }, 400, ['/contactEmail', '/kind', '/territory']],
    ];
    for (const [body, status, expected] of wrong) {
      const reply = await create('/v1/agencies', body);
      expect([body, reply.status, pointers(reply)]).toEqual([body, status, expected]);
    }
    const nobody = await app.actor();
    expect((await app.get<Page>('/v1/agencies?kind=CAF', nobody)).body.items).toEqual([made.body]);
    const edited = await app.patch<Item>(`/v1/agencies/${made.body.id}`, administrator, { body: { name: 'Caf 31' }, ifMatch: 1 });
    expect(edited.body).toMatchObject({ name: 'Caf 31', version: 2, contactEmail: 'contact@caf31.example.org' });
    expect((await app.get<Item>(`/v1/agencies/${made.body.id}`, nobody)).body).toEqual(edited.body);
    expect((await app.patch(`/v1/agencies/${made.body.id}`, administrator, { body: { name: 'Caf' }, ifMatch: 1 })).status).toBe(
      412,
    );
  });

  it('opens an account, whose one-time password no answer holds', async () => {
    const oneTimePassword = 'deux renards sous un parapluie';
    const body = { email: 'Ada.Brun@Example.org', givenName: 'Ada', familyName: 'Brun', oneTimePassword };
    const key = newId();
    const made = await app.post<Item>('/v1/people', administrator, { body, key });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      email: 'ada.brun@example.org',
      hasPassword: true,
      passwordMustChange: true,
      version: 1,
      locale: 'fr',
    });
    const replayed = await app.post<Item>('/v1/people', administrator, { body, key });
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    expect(replayed.body).toEqual(made.body);
    const stored = await app.database.read.$queryRaw<{ all: string }[]>`
      SELECT to_jsonb(p)::text AS all FROM person p UNION ALL SELECT to_jsonb(k)::text FROM idempotency_key k UNION ALL SELECT to_jsonb(e)::text FROM audit_entry e`;
    for (const { all } of stored) expect(all).not.toContain(oneTimePassword);
    expect(JSON.stringify([made, await app.get(`/v1/people/${made.body.id}`, auditor)])).not.toContain('renards');
    expect((await create('/v1/people', { ...body, familyName: 'Autre' })).status).toBe(409);
    expect(pointers(await create('/v1/people', { ...body, email: 'x', role: 'ADMINISTRATOR', passwordHash: 'x' }))).toEqual([
      '/email',
      '/passwordHash',
      '/role',
    ]);
    expect(pointers(await create('/v1/people', { ...body, email: 'b@example.org', oneTimePassword: 'motdepasse123' }))).toEqual([
      'passwordUncommon /oneTimePassword',
    ]);
  });

  it('edits, closes and opens accounts, each act in the audit trail', async () => {
    const { id } = await makePerson(app);
    const url = `/v1/people/${id}`;
    expect((await app.patch(url, administrator, { body: { familyName: 'Brun' }, ifMatch: 3 })).status).toBe(412);
    expect((await app.patch(url, administrator, { body: { email: 'ada.brun@example.org' }, ifMatch: 1 })).status).toBe(409);
    expect((await app.patch(url, administrator, { body: { disabledAt: null }, ifMatch: 1 })).status).toBe(400);
    expect((await app.patch<Item>(url, administrator, { body: { familyName: 'Brun' }, ifMatch: 1 })).body).toMatchObject({
      familyName: 'Brun',
      version: 2,
    });
    expect((await app.post(`${url}/enable`, administrator)).status).toBe(409);
    expect((await app.post(`${url}/disable`, administrator, { ifMatch: 1 })).status).toBe(412);
    expect((await app.post<Item>(`${url}/disable`, administrator)).body).toMatchObject({
      version: 3,
      disabledAt: app.clock.now().toISOString(),
    });
    expect((await app.post(`${url}/disable`, administrator)).status).toBe(409);
    const reset = { body: { oneTimePassword: 'deux renards sous un parapluie' } };
    expect((await app.post(`${url}/reset-password`, administrator, reset)).status).toBe(409);
    expect((await app.post(`${url}/enable`, administrator)).status).toBe(200);
    expect((await app.post<Item>(`${url}/reset-password`, administrator, reset)).body).toMatchObject({
      passwordMustChange: true,
      version: 5,
    });
    expect((await app.post(`/v1/people/${administrator.personId}/disable`, administrator)).status).toBe(422);
    for (const act of ['disable', 'enable'])
      expect((await app.post(`/v1/people/${newId()}/${act}`, administrator)).status).toBe(404);
    const entries = await app.database.read.auditEntry.findMany({ where: { aggregateId: id }, orderBy: { seq: 'asc' } });
    expect(entries.map(({ seq, event, version, fromState, toState }) => [seq, event, version, fromState, toState])).toEqual([
      [1, 'edit', 2, 'ACTIVE', 'ACTIVE'],
      [2, 'disable', 3, 'ACTIVE', 'DISABLED'],
      [3, 'enable', 4, 'DISABLED', 'ACTIVE'],
      [4, 'resetPassword', 5, 'ACTIVE', 'ACTIVE'],
    ]);
    expect(entries.map(({ previousHash }) => previousHash).slice(1)).toEqual(entries.map(({ hash }) => hash).slice(0, -1));
  });

  it('lists people by family name', async () => {
    const { body } = await app.get<Page>('/v1/people?limit=100', auditor);
    const names = body.items.map(({ familyName }) => String(familyName));
    expect(names.length).toBeGreaterThan(10);
    const sorted = await app.database.read.person.findMany({ orderBy: [{ familyName: 'asc' }, { id: 'asc' }], take: 100 });
    expect(names).toEqual(sorted.map(({ familyName }) => familyName));
    expect((await app.get<Page>('/v1/people?email=ADA.brun@example.org', auditor)).body.items).toHaveLength(1);
  });

  it('lets only administrators write, and only administrators and auditors read people and grants', async () => {
    const id = newId();
    const writes: ['POST' | 'PATCH', string][] = [
      ['POST', '/v1/people'],
      ['PATCH', `/v1/people/${id}`],
      ['POST', `/v1/people/${id}/disable`],
      ['POST', `/v1/people/${id}/enable`],
      ['POST', `/v1/people/${id}/reset-password`],
      ['POST', '/v1/organisations'],
      ['PATCH', `/v1/organisations/${id}`],
      ['POST', '/v1/agencies'],
      ['PATCH', `/v1/agencies/${id}`],
      ['POST', '/v1/grants'],
      ['POST', `/v1/grants/${id}/end`],
    ];
    const reads = ['/v1/people', `/v1/people/${id}`, '/v1/grants', `/v1/grants/${id}`];
    for (const [method, url] of writes) expect([url, (await app.call(method, url)).status]).toEqual([url, 401]);
    for (const url of [...reads, '/v1/organisations', '/v1/agencies'])
      expect([url, (await app.get(url)).status]).toEqual([url, 401]);
    for (const role of ROLES) {
      if (role === 'ADMINISTRATOR') continue;
      const holder = (HOLDER_ROLES as readonly Role[]).includes(role);
      const actor = await app.actor(holder ? { role, organisationId: organisations[0]?.id ?? '' } : { role, territory: 'FR' });
      for (const [method, url] of writes) {
        expect([role, url, (await app.call(method, url, actor, { body: {}, ifMatch: 1 })).status]).toEqual([role, url, 403]);
      }
      for (const url of reads) {
        const { status } = await app.get(url, actor);
        expect([role, url, status]).toEqual([role, url, role === 'AUDITOR' ? (url.endsWith(id) ? 404 : 200) : 403]);
      }
    }
  });
});
