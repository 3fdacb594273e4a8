import fc from 'fast-check';

import { enter, makeGrant, makePerson, type TestTokens } from '../../../test/support/accounts.js';
import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeContent, type MadeOrganisation } from '../../../test/support/applications.js';
import type { MadeCall } from '../../../test/support/calls.js';
import { applicationUrl, DraftWorld, type DraftView } from '../../../test/support/drafts.js';
import type { Json, JsonObject } from '../../kernel/errors.js';

describe('two people on one draft, over HTTP', () => {
  let app: TestApp;
  let world: DraftWorld;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let one: TestActor;
  let other: TestActor;
  let stranger: TestActor;
  let caf: TestActor;

  beforeAll(async () => {
    app = await TestApp.start();
    world = await DraftWorld.make(app);
    ({ call, organisation, one, other, stranger, caf } = world);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.clock.set(new Date('2023-06-15T08:00:00Z'));
  });

  describe('edited field by field', () => {
    it('merges what two people typed on different fields, from one version', async () => {
      const id = await world.draft();
      expect((await world.patch(id, one, 1, { summary: 'De l’une', budget: { lines: [], inKindCents: 5 } })).headers.etag).toBe(
        '"2"',
      );
      const merged = await world.patch(id, other, 1, { place: 'Chanac', title: 'Crèche' });
      expect(merged.status).toBe(200);
      expect(merged.headers.etag).toBe('"3"');
      expect(merged.body).toMatchObject({
        title: 'Crèche',
        content: { summary: 'De l’une', place: 'Chanac', budget: { inKindCents: 5 } },
      });
      // Members of one object: the first read version 2, the second as well.
      const line = { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe', cents: 100 };
      expect((await world.patch(id, one, 2, { budget: { lines: [line] } })).status).toBe(200);
      const last = await world.patch(id, other, 2, { budget: { inKindCents: null }, declarations: { accurate: true } });
      expect(last.body.content).toEqual({
        summary: 'De l’une',
        place: 'Chanac',
        budget: { lines: [line] },
        declarations: { accurate: true },
      });
    });

    it('refuses a field that both changed, with both values, in the language asked for, and takes it again under the version told', async () => {
      const id = await world.draft();
      await world.patch(id, one, 1, { summary: 'De l’une', place: 'Chanac', axes: ['a'] });
      const refused = await world.patch(id, other, 1, {
        summary: 'De l’autre',
        place: 'Chanac',
        axes: ['b'],
        partners: 'PMI',
      });
      expect(refused.status).toBe(412);
      expect(refused.body).toMatchObject({
        code: 'stale-version',
        version: 2,
        conflicts: [
          { pointer: '/summary', base: null, yours: 'De l’autre', theirs: 'De l’une' },
          { pointer: '/axes', base: null, yours: ['b'], theirs: ['a'] },
        ],
      });
      expect(refused.body.detail).toContain('Une autre personne a modifié les mêmes champs');
      expect((await world.read(id)).content).toEqual({ summary: 'De l’une', place: 'Chanac', axes: ['a'] });
      const english = await world.patch(id, other, 1, { summary: 'x' }, { headers: { 'accept-language': 'en' } });
      expect(english.body.detail).toContain('Somebody else changed the same fields');
      expect((await world.patch(id, other, 2, { summary: 'De l’autre' })).body.content.summary).toBe('De l’autre');
    });

    it('refuses a version never seen, without telling what is there', async () => {
      const id = await world.draft();
      const refused = await world.patch(id, one, 7, { summary: 'x' });
      expect([refused.status, refused.body.code, refused.body.conflicts]).toEqual([412, 'stale-version', undefined]);
      expect((await world.patch(id, one, 0, { summary: 'x' })).status).toBe(412);
      expect((await app.patch(applicationUrl(id), one, { ifMatch: '"abc"', body: {} })).status).toBe(412);
      expect((await app.patch(applicationUrl(id), one, { body: {} })).status).toBe(428);
    });

    it('saves nothing when nothing changes: the same patch twice is one save', async () => {
      const id = await world.draft();
      const given = { summary: 'Un projet.', requestedYears: [{ year: 2023, cents: 5 }], declarations: { accurate: true } };
      const first = await world.patch(id, one, 1, given);
      const again = await world.patch(id, one, 1, given);
      expect([again.status, again.headers.etag]).toEqual([200, '"2"']);
      expect(again.body).toEqual(first.body);
      expect((await world.patch(id, one, 2, {})).headers.etag).toBe('"2"');
      expect((await world.saves(id)).items.map(({ version }) => version)).toEqual([2, 1]);
    });

    it('takes both media types, and no other', async () => {
      const id = await world.draft();
      const as = (type: string): Promise<Reply<DraftView>> =>
        world.patch(id, one, 1, {}, { body: JSON.stringify({ partners: type }), headers: { 'content-type': type } });
      expect((await as('application/json')).body.content.partners).toBe('application/json');
      const merge = 'application/merge-patch+json';
      expect(
        (await world.patch(id, one, 2, {}, { body: JSON.stringify({ partners: merge }), headers: { 'content-type': merge } }))
          .status,
      ).toBe(200);
      expect((await as('text/plain')).status).toBe(400);
      const poisoned = await world.patch(id, one, 3, {}, { body: '{"__proto__": {"x": 1}}', headers: { 'content-type': merge } });
      expect(poisoned.status).toBe(400);
      expect((await world.patch(id, one, 3, {}, { body: '[]', headers: { 'content-type': merge } })).body.errors).toMatchObject([
        { pointer: '' },
      ]);
      expect((await world.patch(id, one, 3, {}, { body: '{"a":', headers: { 'content-type': merge } })).status).toBe(400);
    });

    it.each<[string, object, string]>([
      ['an unknown field', { sumary: null }, '/sumary'],
      ['an unknown member', { budget: { total: 5 } }, '/budget/total'],
      ['a title emptied', { title: null }, '/title'],
      ['a wrong type', { beneficiaries: 'x' }, '/beneficiaries'],
      ['a wrong member', { budget: { inKindCents: -1 } }, '/budget/inKindCents'],
      ['an object that would lack what it needs', { budget: { inKindCents: 1 } }, '/budget/lines'],
      ['a required member emptied', { budget: { lines: null } }, '/budget/lines'],
      ['an incomplete item of a list', { requestedYears: [{ year: 2023 }] }, '/requestedYears/0/cents'],
      ['a text where an object goes', { declarations: 'oui' }, '/declarations'],
    ])('refuses %s, at its pointer', async (_, given, pointer) => {
      const id = await world.draft();
      const refused = await world.patch(id, one, 1, given);
      expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
      expect(refused.body.errors?.map((error) => error.pointer)).toEqual([pointer]);
      expect((await world.read(id)).version).toBe(1);
    });

    it('is the holder’s, of this dossier, while it may be edited', async () => {
      const id = await world.draft();
      expect((await world.patch(id, stranger, 1, {})).status).toBe(404);
      expect((await world.patch(id, caf, 1, {})).status).toBe(403);
      const { id: submitted } = await makeApplication(app, { call, organisation, department: '11' });
      expect((await world.patch(submitted, one, 1, { summary: 'x' })).body.code).toBe('transition-not-allowed');
    });

    it('loses nothing of two editors who each send fifty patches at once, and never mixes them up', async () => {
      const fields = ['place', 'summary', 'targetPublic', 'partners', 'beneficiaries'] as const;
      const value = (field: string, n: number): Json => (field === 'beneficiaries' ? n : `${field} ${n}`);
      const patches = fc.sample(fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1, maxLength: 3 }), {
        numRuns: 100,
        seed: 20231124,
      });
      const id = await world.draft();
      const accepted: { seen: number; version: number; given: JsonObject }[] = [];
      let conflicts = 0;
      const edit = async (actor: TestActor, mine: (typeof patches)[number][], from: number): Promise<void> => {
        let seen = 1;
        for (const [index, chosen] of mine.entries()) {
          const given = Object.fromEntries(chosen.map((field) => [field, value(field, from + index)]));
          const reply = await world.patch(id, actor, seen, given);
          if (reply.status === 200) {
            accepted.push({ seen, version: reply.body.version, given });
            // Reads again now and then only: most patches start from an old version.
            if (index % 4 === 0) seen = reply.body.version;
          } else {
            expect([reply.status, reply.body.code]).toEqual([412, 'stale-version']);
            expect(reply.body.conflicts?.every(({ pointer }) => chosen.some((field) => pointer === `/${field}`))).toBe(true);
            conflicts += 1;
            seen = reply.body.version;
          }
        }
      };
      await Promise.all([edit(one, patches.slice(0, 50), 0), edit(other, patches.slice(50), 1000)]);
      // The draft after each save; a patch was accepted only where nobody had changed its fields since it was read.
      const states: Record<string, Json>[] = [{}, {}];
      for (const { seen, version, given } of accepted.sort((a, b) => a.version - b.version)) {
        for (const field of Object.keys(given)) expect(states[version - 1]?.[field]).toEqual(states[seen]?.[field]);
        states[version] = { ...states[version - 1], ...given };
      }
      const { version, content } = await world.read(id);
      expect(content).toEqual(states.at(-1));
      expect(version).toBe(accepted.length + 1);
      expect(conflicts).toBeGreaterThan(0);
      expect(accepted.length).toBeGreaterThan(20);
      const { items } = await world.saves(id, '?limit=100');
      expect(items.map((save) => save.version)).toEqual(Array.from({ length: version }, (__, index) => version - index));
    });
  });

  describe('never lost', () => {
    it('after the deadline: saved, not submitted, filed late', async () => {
      const id = await world.draft();
      app.clock.set(new Date(call.deadlineAt.getTime() + 5000));
      const edited = await world.patch(id, one, 1, makeContent(call));
      expect([edited.status, edited.body.version]).toEqual([200, 2]);
      expect((await app.post(applicationUrl(id, '/submit'), other)).status).toBe(422);
      const late = await app.post<DraftView>(applicationUrl(id, '/file-late'), other);
      expect(late.body.state).toBe('LATE');
      expect((await app.get<{ content: JsonObject }>(applicationUrl(id, '/versions/1'), one)).body.content).toMatchObject({
        place: 'Lézignan-Corbières',
      });
    });

    it('when the session expires while typing: the same patch, sent again, is merged', async () => {
      const id = await world.draft();
      const person = await makePerson(app);
      await makeGrant(app, person.id, 'HOLDER_EDITOR', { organisationId: organisation.id });
      const session = await enter(app, person);
      app.clock.advance(600_000);
      await world.patch(id, one, 1, { summary: 'Pendant ce temps' });
      const given = { targetPublic: 'Tapé pendant onze minutes' };
      expect((await world.patch(id, session, 1, given)).status).toBe(401);
      const { body: renewed } = await app.post<TestTokens>('/v1/auth/refresh', undefined, {
        body: { refreshToken: session.refreshToken },
        key: null,
      });
      const again = await world.patch(id, { personId: person.id, token: renewed.accessToken }, 1, given);
      expect(again.status).toBe(200);
      expect(again.body.content).toEqual({ summary: 'Pendant ce temps', ...given });
    });

    it('while a completion is asked, and when unsent edits are put aside', async () => {
      const { id } = await makeApplication(app, { call, organisation, department: '11' });
      const items = [{ code: 'RIB', label: 'RIB' }];
      await app.post(applicationUrl(id, '/declare-incomplete'), caf, { body: { items, dueOn: '2023-06-30' } });
      await world.patch(id, one, 2, { summary: 'Complété.' });
      const merged = await world.patch(id, other, 2, { partners: 'PMI' });
      expect(merged.body.content).toMatchObject({ summary: 'Complété.', partners: 'PMI' });
      await app.post(applicationUrl(id, '/answer-completion'), other);
      await world.patch(id, one, merged.body.version, { summary: 'Jamais envoyé.' });
      const { body: asked } = await app.get<{ completion: { items: { id: string }[] } }>(applicationUrl(id), caf);
      const settle = `/completion/items/${asked.completion.items[0]?.id ?? ''}/settle`;
      expect((await app.post(applicationUrl(id, settle), caf, { body: { accepted: true, reason: 'Reçu.' } })).status).toBe(200);
      const accepted = await app.post<DraftView>(applicationUrl(id, '/accept-completeness'), caf);
      expect(accepted.body.content.summary).toBe('Complété.');
      const { items: kept } = await world.saves(id);
      expect(kept[0]).toMatchObject({ savedBy: null, changed: [] });
      const lost = await app.get<DraftView>(applicationUrl(id, `/drafts/${kept[1]?.version}`), one);
      expect(lost.body.content.summary).toBe('Jamais envoyé.');
    });
  });
});
