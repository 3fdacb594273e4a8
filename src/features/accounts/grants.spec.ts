import { randomBytes } from 'node:crypto';

import { enter, login, makePerson, type TestPerson } from '../../../test/support/accounts.js';
import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import type { Role } from '../../kernel/actor.js';
import { SettableClock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { ensureFirstAdministrator } from './first-administrator.js';

interface Grant {
  id: string;
  version: number;
  [field: string]: unknown;
}

describe('grants', () => {
  let app: TestApp;
  let administrator: TestActor;
  let organisationId: string;
  const agencies: Record<string, string> = {};
  beforeAll(async () => {
    app = await TestApp.start();
    administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    const organisation = { siret: '21310555400017', name: 'Commune de Toulouse', holderType: 'COMMUNE', department: '31' };
    organisationId = (await app.post<Grant>('/v1/organisations', administrator, { body: organisation })).body.id;
    for (const [kind, territory] of [
      ['CAF', 'DEP-31'],
      ['DDETS', 'DEP-31'],
      ['DREETS', 'REG-76'],
      ['PREFECTURE', 'DEP-31'],
      ['CNAF', 'FR'],
    ] as const) {
      agencies[kind] = (await app.post<Grant>('/v1/agencies', administrator, { body: { kind, name: kind, territory } })).body.id;
    }
  });
  afterAll(() => app.stop());

  const give = (personId: string, body: Record<string, unknown>): Promise<Reply<Grant>> =>
    app.post<Grant>('/v1/grants', administrator, { body: { personId, ...body } });
  const rules = (reply: Reply): unknown => (reply.body.reasons as { rule: string }[] | undefined)?.map(({ rule }) => rule);
  const rolesOf = async (actor: TestActor): Promise<unknown[]> =>
    ((await app.get('/v1/me', actor)).body.grants as { role: Role }[]).map(({ role }) => role);

  it('gives a role that takes effect at once, shows it with its names, and ends it at once', async () => {
    const person = await makePerson(app);
    const actor = await enter(app, person);
    expect((await app.get(`/v1/organisations/${organisationId}`, actor)).status).toBe(404);
    const given = await give(person.id, { role: 'HOLDER_EDITOR', organisationId });
    expect(given.status).toBe(201);
    expect(given.headers).toMatchObject({ etag: '"1"', location: `/v1/grants/${given.body.id}` });
    expect((await app.get(`/v1/organisations/${organisationId}`, actor)).status).toBe(200);
    const me = await app.get('/v1/me', actor);
    expect(me.body.grants).toEqual([
      {
        id: given.body.id,
        role: 'HOLDER_EDITOR',
        label: 'rédacteur du porteur',
        organisation: { id: organisationId, name: 'Commune de Toulouse' },
        agency: null,
        territory: null,
        startsAt: app.clock.now().toISOString(),
        endsAt: null,
      },
    ]);
    app.clock.advance(60_000);
    const ended = await app.post<Grant>(`/v1/grants/${given.body.id}/end`, administrator, { ifMatch: 1 });
    expect(ended.body).toMatchObject({ version: 2, endsAt: app.clock.now().toISOString(), endedBy: administrator.personId });
    expect((await app.get(`/v1/organisations/${organisationId}`, actor)).status).toBe(404);
    expect(await rolesOf(actor)).toEqual([]);
    expect((await app.post(`/v1/grants/${given.body.id}/end`, administrator)).status).toBe(409);
    expect((await app.post(`/v1/grants/${newId()}/end`, administrator)).status).toBe(404);
    const entries = await app.database.read.auditEntry.findMany({
      where: { aggregate: 'grant', aggregateId: given.body.id },
      orderBy: { seq: 'asc' },
    });
    expect(entries.map(({ event, fromState, toState, actorId }) => [event, fromState, toState, actorId])).toEqual([
      ['give', '—', 'GIVEN', administrator.personId],
      ['end', 'GIVEN', 'ENDED', administrator.personId],
    ]);
  });

  it('begins and ends when it says', async () => {
    const person = await makePerson(app);
    const at = (hours: number) => new Date(app.clock.now().getTime() + hours * 3_600_000).toISOString();
    const reply = await give(person.id, { role: 'CALL_MANAGER', territory: 'REG-76', startsAt: at(1), endsAt: at(2) });
    expect(reply.status).toBe(201);
    const states: unknown[] = [];
    for (const hours of [0.5, 1, 1]) {
      states.push(await rolesOf(await enter(app, person)));
      app.clock.advance(hours * 3_600_000);
    }
    expect(states).toEqual([[], [], ['CALL_MANAGER']]);
    expect(await rolesOf(await enter(app, person))).toEqual([]);
    expect((await app.post(`/v1/grants/${reply.body.id}/end`, administrator)).status).toBe(409);
  });

  it('lets a role that has not begun be ended, and then it never begins', async () => {
    const person = await makePerson(app);
    const startsAt = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
    const { body } = await give(person.id, { role: 'CALL_MANAGER', territory: 'REG-76', startsAt });
    expect((await app.post<Grant>(`/v1/grants/${body.id}/end`, administrator)).body).toMatchObject({ endsAt: startsAt });
    expect((await app.post(`/v1/grants/${body.id}/end`, administrator)).status).toBe(409);
    app.clock.advance(3_600_001);
    expect(await rolesOf(await enter(app, person))).toEqual([]);
  });

  it('takes the territory from the agency, and asks that the agency gives such a role', async () => {
    const kinds = Object.keys(agencies);
    const expected: [Role, string[]][] = [
      ['CAF_INSTRUCTOR', ['CAF']],
      ['DDETS_INSTRUCTOR', ['DDETS']],
      ['COMMITTEE_SECRETARY', ['CAF', 'DDETS', 'PREFECTURE']],
      ['COMMITTEE_MEMBER', kinds],
      ['REGIONAL_JURY', ['CAF', 'DREETS', 'PREFECTURE', 'CNAF']],
      ['STATE_OFFICER', ['DDETS', 'DREETS', 'PREFECTURE']],
      ['CNAF_OFFICER', ['CAF', 'CNAF']],
      ['CALL_MANAGER', ['DREETS', 'PREFECTURE', 'CNAF']],
    ];
    for (const [role, giving] of expected) {
      for (const kind of kinds) {
        const reply = await give((await makePerson(app)).id, { role, agencyId: agencies[kind] });
        const fits = giving.includes(kind);
        expect([role, kind, reply.status]).toEqual([role, kind, fits ? 201 : 422]);
        if (!fits) expect(rules(reply)).toEqual(['agencyGivesRole']);
      }
    }
    const reply = await give((await makePerson(app)).id, { role: 'DDETS_INSTRUCTOR', agencyId: agencies.DDETS });
    expect(reply.body).toMatchObject({
      territory: 'DEP-31',
      agency: { id: agencies.DDETS, name: 'DDETS' },
      organisation: null,
    });
  });

  it('says what is wrong with a grant', async () => {
    const { id } = await makePerson(app);
    const closed = await makePerson(app, { disabledAt: app.clock.now() });
    const now = app.clock.now().toISOString();
    const table: [Record<string, unknown>, number, unknown][] = [
      [{ role: 'HOLDER_EDITOR', territory: 'FR' }, 422, ['holderOfOneOrganisation']],
      [{ role: 'HOLDER_EDITOR' }, 422, ['holderOfOneOrganisation']],
      [{ role: 'HOLDER_EDITOR', organisationId, territory: 'FR' }, 422, ['holderOfOneOrganisation']],
      [{ role: 'CAF_INSTRUCTOR', organisationId }, 422, ['roleOnOneTerritory']],
      [{ role: 'CAF_INSTRUCTOR' }, 422, ['roleOnOneTerritory']],
      [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-31', agencyId: agencies.CAF }, 422, ['roleOnOneTerritory']],
      [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-99' }, 422, ['territoryExists']],
      [{ role: 'CAF_INSTRUCTOR', agencyId: newId() }, 422, ['agencyExists']],
      [{ role: 'HOLDER_EDITOR', organisationId: newId() }, 422, ['organisationExists']],
      [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-31', startsAt: now, endsAt: now }, 422, ['grantEndsAfterStart']],
      [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-31', personId: newId() }, 422, ['personExists']],
      [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-31', personId: closed.id }, 422, ['personExists']],
      [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-31', personId: administrator.personId }, 422, ['anotherAdministrator']],
      [{ role: 'KING', territory: 'Toulouse', personId: 'x', grantedBy: id, version: 4 }, 400, undefined],
    ];
    for (const [body, status, expected] of table) {
      const reply = await give(id, body);
      expect([body, reply.status, rules(reply)]).toEqual([body, status, expected]);
    }
    expect(await app.database.read.grant.count({ where: { personId: id } })).toBe(0);
  });

  it('keeps administrators from deciding and auditors from changing, in either order', async () => {
    const on = { territory: 'FR' };
    const table: [Role, Role, unknown][] = [
      ['ADMINISTRATOR', 'STATE_OFFICER', ['administratorDecidesNothing']],
      ['REGIONAL_JURY', 'ADMINISTRATOR', ['administratorDecidesNothing']],
      ['AUDITOR', 'CAF_INSTRUCTOR', ['auditorChangesNothing']],
      ['COMMITTEE_MEMBER', 'AUDITOR', ['auditorChangesNothing']],
      ['AUDITOR', 'ADMINISTRATOR', ['auditorChangesNothing']],
      ['ADMINISTRATOR', 'AUDITOR', ['auditorChangesNothing']],
      ['CAF_INSTRUCTOR', 'COMMITTEE_SECRETARY', undefined],
    ];
    for (const [first, second, expected] of table) {
      const { id } = await makePerson(app);
      const held = await give(id, { role: first, ...on });
      const refused = await give(id, { role: second, ...on });
      expect([first, second, rules(refused)]).toEqual([first, second, expected]);
      app.clock.advance(1000);
      await app.post(`/v1/grants/${held.body.id}/end`, administrator);
      if (expected !== undefined) expect((await give(id, { role: second, ...on })).status).toBe(201);
    }
    const { id } = await makePerson(app);
    await give(id, { role: 'ADMINISTRATOR', ...on });
    expect(rules(await give(id, { role: 'HOLDER_REPRESENTATIVE', organisationId }))).toEqual(['administratorDecidesNothing']);
  });

  it('gives one of two roles that exclude each other when both are asked for at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await makePerson(app);
      const replies = await Promise.all([
        give(id, { role: 'ADMINISTRATOR', territory: 'FR' }),
        give(id, { role: 'STATE_OFFICER', territory: 'FR' }),
      ]);
      expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
    }
    const { id } = await makePerson(app);
    const same = await Promise.all(Array.from({ length: 8 }, () => give(id, { role: 'CALL_MANAGER', territory: 'FR' })));
    expect(same.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  it('lists the grants of a person, and what it lists can be read', async () => {
    const { id } = await makePerson(app);
    for (const territory of ['DEP-31', 'DEP-81', 'DEP-09']) await give(id, { role: 'CAF_INSTRUCTOR', territory });
    const auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    const first = await app.get<{ items: Grant[]; page: { next: string } }>(`/v1/grants?personId=${id}&limit=2`, auditor);
    const rest = await app.get<{ items: Grant[]; page: { next: null } }>(
      `/v1/grants?personId=${id}&limit=2&after=${first.body.page.next}`,
      auditor,
    );
    const items = [...first.body.items, ...rest.body.items];
    expect(items.map(({ territory }) => territory)).toEqual(['DEP-31', 'DEP-81', 'DEP-09']);
    expect(rest.body.page.next).toBeNull();
    for (const item of items) expect((await app.get(`/v1/grants/${item.id}`, auditor)).body).toEqual(item);
  });

  it('lets no administrator end their own role', async () => {
    const grant = await app.database.read.grant.findFirstOrThrow({ where: { personId: administrator.personId } });
    expect(rules(await app.post(`/v1/grants/${grant.id}/end`, administrator))).toEqual(['anotherAdministrator']);
  });
});

describe('the first administrator', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('is made once, even by ten processes at once, and enters by choosing a password', async () => {
    const clock = new SettableClock(app.clock.now());
    const made = (
      await Promise.all(Array.from({ length: 10 }, () => ensureFirstAdministrator(app.database, clock, randomBytes)))
    ).filter((one) => one !== undefined);
    expect(made).toHaveLength(1);
    const [{ email, oneTimePassword }] = made as [{ email: string; oneTimePassword: string }];
    expect(oneTimePassword).toMatch(/^[a-z2-9_]{24}$/);
    expect(await ensureFirstAdministrator(app.database, clock, randomBytes)).toBeUndefined();
    expect((await login(app, email, oneTimePassword)).status).toBe(422);
    const newPassword = 'quinze cormorans sur la jetée';
    const body = { email, currentPassword: oneTimePassword, newPassword };
    expect((await app.post('/v1/auth/password', undefined, { body, key: null })).status).toBe(204);
    const entered = await login(app, email, newPassword);
    const { id } = await app.database.read.person.findUniqueOrThrow({ where: { email } });
    const person: TestPerson = { id, email };
    const me = await app.get('/v1/me', { personId: person.id, token: entered.body.accessToken });
    expect(me.body.grants).toMatchObject([{ role: 'ADMINISTRATOR', label: 'administrateur', territory: 'FR' }]);
    expect(await app.database.read.auditEntry.count({ where: { actorId: 'system' } })).toBe(2);
  });
});
