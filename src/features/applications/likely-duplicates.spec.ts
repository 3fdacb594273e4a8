import pg from 'pg';

import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { applicationUrl } from '../../../test/support/drafts.js';
import type { ApplicationState } from './application-facts.js';
import { recordInterest } from './interests.store.js';

interface Likely {
  readonly id: string;
  readonly score: number;
  readonly similarity: number;
  readonly reasons: string[];
}

describe('likely duplicates', () => {
  let app: TestApp;
  let call: MadeCall;
  let before: MadeCall;
  let holder: MadeOrganisation;
  let caf: TestActor;
  let id: string;

  const made = async (
    title: string,
    place: string,
    options: { organisation?: MadeOrganisation; department?: string; of?: MadeCall; state?: ApplicationState } = {},
  ): Promise<string> => {
    const { of = call, department = '11', ...rest } = options;
    return (await makeApplication(app, { call: of, department, title, content: { ...makeContent(of), place }, ...rest })).id;
  };
  const likely = async (actor: TestActor, of = id): Promise<Likely[]> => {
    const { status, body } = await app.get<{ items: Likely[] }>(applicationUrl(of, '/likely-duplicates'), actor);
    expect(status).toBe(200);
    return body.items;
  };

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    before = await makeCall(app, { edition: 2022, title: 'Appel de 2022' });
    holder = await makeOrganisation(app, { department: '11' });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
    id = await made('Micro-crèche à horaires étendus de la gare', 'Lézignan-Corbières', { organisation: holder });
  });
  afterAll(() => app.stop());

  it('are the same SIRET or SIREN and like texts, of any holder and edition, most likely first, with the reason', async () => {
    const again = await made('MICRO-CRECHE à horaires étendus de la gare', 'Lezignan Corbieres', {
      organisation: holder,
      of: before,
    });
    const copied = await made('Micro crèche horaires étendus, gare', 'Lézignan-Corbières');
    const unlike = await made('Relais petite enfance itinérant', 'Narbonne', { organisation: holder });
    const sister = await makeOrganisation(app, { department: '11' });
    const [{ siret }] = await app.database.read.$queryRaw<[{ siret: string }]>`
      SELECT siret FROM organisation WHERE id = ${holder.id}::uuid`;
    await app.database.read.organisation.update({ where: { id: sister.id }, data: { siret: `${siret.slice(0, 9)}99999` } });
    const branch = await made('Ludothèque du quai', 'Port-la-Nouvelle', { organisation: sister });
    await made('Formation des assistantes maternelles au plein air', 'Castelnaudary');
    const items = await likely(caf);
    expect(items.map((item) => [item.id, item.reasons])).toEqual([
      [again, ['SAME_SIRET', 'SIMILAR_TEXT']],
      [copied, ['SIMILAR_TEXT']],
      [unlike, ['SAME_SIRET']],
      [branch, ['SAME_SIREN']],
    ]);
    expect(items.map(({ score }) => score)).toEqual([...items.map(({ score }) => score)].sort((a, b) => b - a));
    expect(items[0]).toEqual({
      id: again,
      number: expect.stringMatching(/^2023-11-/) as string,
      title: 'MICRO-CRECHE à horaires étendus de la gare',
      place: 'Lezignan Corbieres',
      department: '11',
      call: { id: before.id, title: 'Appel de 2022', edition: 2022 },
      organisation: { id: holder.id, name: holder.name, siret },
      requested: { cents: 16_800_000, currency: 'EUR' },
      submittedAt: '2023-06-15T08:00:00.000Z',
      score: 100,
      similarity: 100,
      reasons: ['SAME_SIRET', 'SIMILAR_TEXT'],
    });
  });

  it('show nothing outside the reader’s scope, nothing unsent, and nothing that an interest closes', async () => {
    const title = 'Halte-garderie de nuit du port de Sète';
    const here = await made(title, 'Sète', { department: '34' });
    const same = await made(title, 'Sète', { department: '34' });
    await made(title, 'Sète', { department: '31' });
    await made(title, 'Sète', { department: '34', state: 'DRAFT' });
    const ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-34' });
    expect((await likely(ddets, here)).map((item) => item.id)).toEqual([same]);
    const jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    expect(await likely(jury, here)).toHaveLength(2);
    await app.database.transaction(async (tx) => {
      await recordInterest(tx, {
        applicationId: same,
        personId: ddets.personId,
        reason: 'Élu',
        now: app.clock.now(),
        by: ddets.personId,
      });
    });
    expect(await likely(ddets, here)).toEqual([]);
  });

  it('are hidden from the holder, whatever else it is, and from other territories', async () => {
    const status = async (actor: TestActor): Promise<number> =>
      (await app.get(applicationUrl(id, '/likely-duplicates'), actor)).status;
    expect(await status(await app.actor({ role: 'HOLDER_EDITOR', organisationId: holder.id }))).toBe(403);
    expect(
      await status(
        await app.actor(
          { role: 'HOLDER_REPRESENTATIVE', organisationId: holder.id },
          { role: 'CAF_INSTRUCTOR', territory: 'DEP-11' },
        ),
      ),
    ).toBe(404);
    expect(await status(await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' }))).toBe(404);
    // Own drafts of an agent who also holds for another organisation are not dossiers to compare.
    const own = await makeOrganisation(app, { department: '11' });
    await made('Micro-crèche à horaires étendus de la gare', 'Lézignan-Corbières', { organisation: own, state: 'DRAFT' });
    const both = await app.actor(
      { role: 'HOLDER_EDITOR', organisationId: own.id },
      { role: 'CAF_INSTRUCTOR', territory: 'DEP-11' },
    );
    expect((await likely(both)).map((item) => item.id)).toEqual((await likely(caf)).map((item) => item.id));
  });

  it('are ten at most and two queries, however many there are', async () => {
    const department = '66';
    const town = await makeOrganisation(app, { department });
    const ids: string[] = [];
    for (let n = 0; n < 25; n += 1) {
      const organisation = n < 12 ? town : undefined;
      ids.push(await made(`Jardin d’enfants de la forêt ${n}`, 'Prades', { department, ...(organisation && { organisation }) }));
    }
    const examiner = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-66' });
    await app.get('/v1/me', examiner);
    let asked = 0;
    const original = pg.Client.prototype.query;
    const counted = function (this: pg.Client, ...parameters: unknown[]): unknown {
      const [given] = parameters as [string | { text?: string }];
      if (!(typeof given === 'string' ? given : (given.text ?? '')).includes('auth_session')) asked += 1;
      return (original as unknown as (...rest: unknown[]) => unknown).apply(this, parameters);
    };
    pg.Client.prototype.query = counted as unknown as typeof original;
    try {
      const items = await likely(examiner, ids[0]);
      expect(items).toHaveLength(10);
      expect(items.every(({ reasons }) => reasons.includes('SAME_SIRET'))).toBe(true);
    } finally {
      pg.Client.prototype.query = original;
    }
    expect(asked).toBe(2);
  });

  it('stop nobody: a likely duplicate is submitted and examined as any other', async () => {
    const editor = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: holder.id });
    const copy = await made('Micro-crèche à horaires étendus de la gare', 'Lézignan-Corbières', {
      organisation: holder,
      state: 'DRAFT',
    });
    expect((await app.post(applicationUrl(copy, '/submit'), editor)).status).toBe(200);
    expect((await app.post(applicationUrl(copy, '/accept-completeness'), caf)).status).toBe(200);
    expect((await likely(caf, copy)).find((item) => item.id === id)).toMatchObject({ score: 100 });
  });
});
