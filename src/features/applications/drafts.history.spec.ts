import pg from 'pg';

import { TestApp, type CallOptions, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import type { MadeCall } from '../../../test/support/calls.js';
import {
  applicationUrl,
  DraftWorld,
  type DraftProblem,
  type DraftView,
  type Save,
  type Saves,
} from '../../../test/support/drafts.js';
import { newId } from '../../kernel/ids.js';

describe('what is kept of a draft', () => {
  let app: TestApp;
  let world: DraftWorld;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let one: TestActor;
  let other: TestActor;
  let stranger: TestActor;
  let caf: TestActor;
  let auditor: TestActor;

  beforeAll(async () => {
    app = await TestApp.start();
    world = await DraftWorld.make(app);
    ({ call, organisation, one, other, stranger, caf } = world);
    auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.clock.set(new Date('2023-06-15T08:00:00Z'));
  });

  describe('history', () => {
    it('says who saved what and when, newest first, page by page', async () => {
      const id = await world.draft();
      app.clock.advance(1000);
      await world.patch(id, one, 1, { title: 'Crèche', budget: { lines: [] } });
      app.clock.advance(1000);
      await world.patch(id, other, 2, { budget: { inKindCents: 5 }, place: 'Chanac' });
      const { items } = await world.saves(id);
      expect(items).toEqual([
        {
          version: 3,
          savedAt: '2023-06-15T08:00:02.000Z',
          savedBy: { id: other.personId, name: expect.stringContaining('Camille') as string },
          changed: ['/budget/inKindCents', '/place'],
          restoredFrom: null,
        },
        { ...items[1], version: 2, changed: ['/budget', '/title'] },
        { ...items[2], version: 1, changed: ['/title'], savedBy: { id: one.personId, name: expect.anything() as string } },
      ]);
      const pages: number[][] = [];
      for (let after = ''; ;) {
        const { headers, body: page } = await app.get<Saves>(applicationUrl(id, `/drafts?limit=1${after}`), one);
        pages.push(page.items.map(({ version }) => version));
        if (page.page.next === null) break;
        expect(headers.link).toContain('rel="next"');
        after = `&after=${page.page.next}`;
      }
      expect(pages).toEqual([[3], [2], [1]]);
      const saved = await app.get<DraftView & Save>(applicationUrl(id, '/drafts/2'), other);
      expect(saved.body).toMatchObject({
        version: 2,
        title: 'Crèche',
        content: { budget: { lines: [] } },
        changed: ['/budget', '/title'],
      });
      expect(saved.headers.etag).toBe('"2"');
      expect((await app.get(applicationUrl(id, '/drafts?after=bogus'), one)).status).toBe(400);
      for (const none of ['4', '0', 'x', '2147483648', '99999999999'])
        expect((await app.get(applicationUrl(id, `/drafts/${none}`), one)).status).toBe(404);
    });

    it('asks the database once for a page and once for a save', async () => {
      const id = await world.draft();
      for (let version = 1; version < 8; version += 1) await world.patch(id, one, version, { beneficiaries: version });
      await app.get('/v1/me', one);
      const statements: string[] = [];
      const original = pg.Client.prototype.query;
      const counted = function (this: pg.Client, ...parameters: unknown[]): unknown {
        const [asked] = parameters as [string | { text?: string }];
        statements.push(typeof asked === 'string' ? asked : (asked.text ?? ''));
        return (original as unknown as (...given: unknown[]) => unknown).apply(this, parameters);
      };
      pg.Client.prototype.query = counted as unknown as typeof original;
      try {
        const asked = async (rest: string): Promise<number> => {
          statements.length = 0;
          expect((await app.get(applicationUrl(id, rest), one)).status).toBe(200);
          return statements.filter((text) => !text.includes('auth_session')).length;
        };
        expect([await asked('/drafts'), await asked('/drafts/3')]).toEqual([1, 1]);
      } finally {
        pg.Client.prototype.query = original;
      }
    });

    it('is the holder’s alone, submitted or not', async () => {
      const { id } = await makeApplication(app, { call, organisation, department: '11' });
      const both = await app.actor(
        { role: 'CAF_INSTRUCTOR', territory: 'DEP-11' },
        { role: 'HOLDER_EDITOR', organisationId: (await makeOrganisation(app)).id },
      );
      for (const rest of ['/drafts', '/drafts/1']) {
        expect((await app.get(applicationUrl(id, rest), one)).status).toBe(200);
        for (const [actor, status] of [
          [stranger, 404],
          [both, 404],
          [caf, 403],
          [auditor, 403],
        ] as const)
          expect([rest, (await app.get(applicationUrl(id, rest), actor)).status]).toEqual([rest, status]);
      }
      expect((await app.get(applicationUrl(newId(), '/drafts'), one)).status).toBe(404);
    });

    it('is added to, never changed, by anyone', async () => {
      const id = await world.draft();
      const db = app.database.read;
      await expect(
        db.$executeRaw`UPDATE application_draft_version SET title = 'x' WHERE application_id = ${id}::uuid`,
      ).rejects.toThrow();
      await expect(db.$executeRaw`DELETE FROM application_draft_version WHERE application_id = ${id}::uuid`).rejects.toThrow();
      const owner = new pg.Client({ connectionString: app.testDatabase.ownerUrl });
      await owner.connect();
      try {
        await expect(
          owner.query('UPDATE application_draft_version SET title = $1 WHERE application_id = $2', ['x', id]),
        ).rejects.toThrow('append-only');
        await expect(owner.query('TRUNCATE application_draft_version')).rejects.toThrow('append-only');
      } finally {
        await owner.end();
      }
    });
  });

  describe('restored', () => {
    const restore = (
      id: string,
      version: number | string,
      actor: TestActor,
      options: CallOptions,
    ): Promise<Reply<DraftView & DraftProblem>> =>
      app.post<DraftView & DraftProblem>(applicationUrl(id, `/drafts/${version}/restore`), actor, options);

    it('goes back to a save as a new one, once for one key, and forward again', async () => {
      const id = await world.draft();
      const content = makeContent(call);
      await world.patch(id, one, 1, content);
      await world.patch(id, other, 2, { title: 'Autre', budget: null, requestedYears: null });
      const key = newId();
      const back = await restore(id, 2, one, { ifMatch: 3, key });
      expect([back.status, back.headers.etag]).toEqual([200, '"4"']);
      expect(back.body).toMatchObject({ title: 'Micro-crèche', content, requested: { cents: 16_800_000 } });
      const replayed = await restore(id, 2, one, { ifMatch: 3, key });
      expect(replayed.headers['idempotent-replayed']).toBe('true');
      expect(replayed.body).toEqual(back.body);
      expect((await world.saves(id)).items[0]).toMatchObject({
        version: 4,
        restoredFrom: 2,
        changed: ['/budget', '/requestedYears', '/title'],
        savedBy: { id: one.personId },
      });
      expect((await restore(id, 3, other, { ifMatch: 4 })).body).toMatchObject({ title: 'Autre', version: 5 });
      // What is restored is what is there: nothing to save.
      expect((await restore(id, 3, other, { ifMatch: 5 })).headers.etag).toBe('"5"');
    });

    it('is refused without the version now, to others, for a save that is none, and once submitted', async () => {
      const id = await world.draft();
      await world.patch(id, one, 1, { summary: 'x' });
      expect((await restore(id, 1, one, {})).status).toBe(428);
      expect((await restore(id, 1, one, { ifMatch: 1 })).body.code).toBe('stale-version');
      expect((await restore(id, 1, stranger, { ifMatch: 2 })).status).toBe(404);
      expect((await restore(id, 1, caf, { ifMatch: 2 })).status).toBe(403);
      expect((await restore(id, 9, one, { ifMatch: 2 })).status).toBe(404);
      expect((await restore(id, 'x', one, { ifMatch: 2 })).status).toBe(404);
      const submitted = await makeApplication(app, { call, organisation, department: '11' });
      expect((await restore(submitted.id, 1, one, { ifMatch: 1 })).body.code).toBe('transition-not-allowed');
    });

    it('is done by one of twenty at once', async () => {
      const id = await world.draft();
      await world.patch(id, one, 1, { summary: 'x' });
      const replies = await Promise.all(Array.from({ length: 20 }, () => restore(id, 1, one, { ifMatch: 2 })));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(412)]);
    });
  });
});
