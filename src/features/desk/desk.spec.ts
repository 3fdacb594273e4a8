// The desk on the real application: what is found, by whom, in which order, and what is refused.

import { statementsOf } from '../../../test/support/awards.js';
import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import {
  makeApplication,
  makeContent,
  makeOrganisation,
  type MadeApplication,
  type MadeOrganisation,
} from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { makeInstructions } from '../../../test/support/instruction.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';

interface Item {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly requested: { readonly cents: number };
  readonly instructions: readonly { readonly agencyKind: string }[];
}
interface List {
  readonly items: readonly Item[];
  readonly page: { readonly next: string | null };
  readonly capped: boolean;
}
interface Counts {
  readonly total: number;
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly departments: readonly { readonly department: string; readonly count: number }[];
}

describe('desk', () => {
  let app: TestApp;
  let call: MadeCall;
  let town: MadeOrganisation;
  let holder: TestActor;
  let caf: TestActor;
  let ddets: TestActor;
  let elsewhere: TestActor;
  let jury: TestActor;
  let auditor: TestActor;
  const made: Record<string, MadeApplication> = {};

  const desk = async (actor: TestActor, query = ''): Promise<List> => {
    const { status, body } = await app.get<List>(`/v1/desk/applications?${query}`, actor);
    expect({ query, status }).toEqual({ query, status: 200 });
    return body;
  };
  const found = async (actor: TestActor, query: string): Promise<string[]> =>
    (await desk(actor, query)).items.map(({ id }) => Object.keys(made).find((name) => made[name]?.id === id) ?? id);
  const search = (actor: TestActor, q: string, more = ''): Promise<string[]> => found(actor, `q=${encodeURIComponent(q)}${more}`);
  const refused = async (query: string): Promise<Reply<{ code: string; errors: { rule: string; pointer: string }[] }>> =>
    app.get(`/v1/desk/applications?${query}`, caf);

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    town = await makeOrganisation(app, { name: 'Commune de Lézignan-Corbières', department: '31' });
    const club = await makeOrganisation(app, { name: 'Les Petits Écureuils', holderType: 'ASSOCIATION', department: '31' });
    const far = await makeOrganisation(app, { name: 'Ville de Mende', department: '48' });
    holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: town.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' });
    jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    auditor = await app.actor({ role: 'AUDITOR', territory: 'FR' });
    const content = makeContent(call);
    const base = { call, department: '31' };
    made.station = await makeApplication(app, {
      ...base,
      organisation: town,
      title: 'Requalification d’une gare en micro-crèche',
    });
    app.clock.set(new Date('2023-06-16T08:00:00Z'));
    made.draft = await makeApplication(app, {
      ...base,
      organisation: town,
      state: 'DRAFT',
      title: 'Ludothèque itinérante secrète',
    });
    made.club = await makeApplication(app, {
      ...base,
      organisation: club,
      state: 'UNDER_EXAMINATION',
      title: 'Horaires atypiques pour les familles',
      years: [{ year: 2023, cents: 900_000 }],
      content: {
        ...makeContent(call, { years: [{ year: 2023, cents: 900_000 }] }),
        place: 'Muret',
        axes: [call.settings.axes[1]?.code ?? ''],
        summary: 'Accueillir les enfants tôt le matin.',
        documents: content.documents?.filter(({ code }) => code !== 'RIB'),
      },
    });
    await makeInstructions(app, call, made.club, {
      CAF: { state: 'IN_PROGRESS', examinerId: caf.personId },
      DDETS: { state: 'PENDING' },
    });
    made.incomplete = await makeApplication(app, {
      ...base,
      organisation: town,
      state: 'INCOMPLETE',
      title: 'Crèche du marché',
      columns: {
        completion: { items: [], dueOn: '2023-07-15', dueAt: '2023-07-15T21:59:59.999Z', askedAt: '2023-06-20T08:00:00.000Z' },
      },
    });
    app.clock.set(new Date('2023-06-17T08:00:00Z'));
    made.far = await makeApplication(app, { call, department: '48', organisation: far, title: 'Micro-crèche de Mende' });
    made.divergent = await makeApplication(app, {
      ...base,
      organisation: town,
      state: 'COMMITTEE_FAVOURABLE',
      title: 'Relais petite enfance du canton',
      columns: { divergent: true },
    });
    // The holder changes the working copy after the submission, and sends nothing.
    await app.database.read.application.update({
      where: { id: made.incomplete.id },
      data: { title: 'Halte-garderie du port', requestedCents: 1n },
    });
  });
  afterAll(() => app.stop());

  it('lists what the scope lists, longest wait first, with the dossier as filed', async () => {
    const { items } = await desk(caf);
    expect(items.map(({ title }) => title)).toEqual([
      'Requalification d’une gare en micro-crèche',
      ...['Crèche du marché', 'Horaires atypiques pour les familles'].sort((a, b) =>
        (made[a.startsWith('C') ? 'incomplete' : 'club']?.id ?? '') < (made[b.startsWith('C') ? 'incomplete' : 'club']?.id ?? '')
          ? -1
          : 1,
      ),
      'Relais petite enfance du canton',
    ]);
    expect(await found(elsewhere, '')).toEqual(['far']);
    expect((await found(jury, '')).sort()).toEqual(['club', 'divergent', 'far', 'incomplete', 'station']);
    expect((await found(auditor, '')).sort()).toEqual(['club', 'divergent', 'draft', 'far', 'incomplete', 'station']);
    expect(items.find(({ id }) => id === made.club?.id)?.instructions.map(({ agencyKind }) => agencyKind)).toEqual([
      'CAF',
      'DDETS',
    ]);
  });

  it('shows the holder the working copies, and no instruction before the decision', async () => {
    const { items } = await desk(holder);
    expect(items.map(({ title }) => title).sort()).toEqual(
      [
        'Halte-garderie du port',
        'Ludothèque itinérante secrète',
        'Relais petite enfance du canton',
        'Requalification d’une gare en micro-crèche',
      ].sort(),
    );
    expect(items.every(({ instructions }) => instructions.length === 0)).toBe(true);
  });

  describe('search', () => {
    it.each([
      ['accents and plurals', 'micro creches', ['divergent', 'far', 'incomplete', 'station']],
      ['the summary', 'intergénérationnels', ['divergent', 'far', 'incomplete', 'station']],
      ['the holder', 'ECUREUIL', ['club']],
      ['the place', 'muret', ['club']],
      ['quotes and exclusions', '"micro-crèche" -mende', ['divergent', 'incomplete', 'station']],
      ['a misspelt word of the title', 'requalificasion', ['station']],
      ['a misspelt place', 'lézinian', ['divergent', 'far', 'incomplete', 'station']],
    ])('finds by %s', async (_, q, names) => {
      expect((await search(jury, q)).sort()).toEqual(names);
    });

    it('finds by the exact number first, and by the SIRET', async () => {
      const number = made.club?.number ?? '';
      expect(await search(jury, ` ${number.toLowerCase()} `)).toEqual(['club']);
      const { siret } = await app.database.read.organisation.findUniqueOrThrow({ where: { id: town.id } });
      expect((await search(caf, siret)).sort()).toEqual(['divergent', 'incomplete', 'station']);
    });

    it('puts the title before the summary', async () => {
      const names = await search(caf, 'crèche gare');
      expect(names[0]).toBe('station');
    });

    it('never finds a draft for anyone but its holder', async () => {
      for (const q of ['ludothèque', 'ludoteque itinerente', 'secrète']) {
        expect(await search(holder, q)).toEqual(['draft']);
        for (const actor of [caf, ddets, jury, auditor]) expect(await search(actor, q)).toEqual([]);
      }
    });

    it('reads the last filed version for the agencies, the working copy for the holder', async () => {
      expect(await search(caf, 'marché')).toEqual(['incomplete']);
      expect(await search(caf, 'halte-garderie')).toEqual([]);
      expect(await search(holder, 'halte-garderie')).toEqual(['incomplete']);
      expect(await search(holder, 'marché')).toEqual([]);
    });

    it('follows a new version, and a new name of the organisation', async () => {
      const { id } = await makeApplication(app, { call, department: '31', title: 'Projet sans relief' });
      made.renewed = { ...made.station!, id };
      expect(await search(caf, 'trampoline')).toEqual([]);
      const content = { title: 'Trampoline pour tous', axes: [], requestedYears: [{ year: 2023, cents: 7 }] };
      await app.database.read.applicationVersion.create({
        data: {
          applicationId: id,
          number: 2,
          receiptNumber: `R-${id}`,
          content,
          hash: sha256Hex(canonicalJson(content)),
          late: false,
          submittedAt: app.clock.now(),
          submittedBy: holder.personId,
          callSpec: 1,
        },
      });
      expect(await search(caf, 'trampolines')).toEqual(['renewed']);
      expect((await desk(caf, 'q=trampoline')).items[0]?.requested.cents).toBe(7);
      const { organisationId } = await app.database.read.application.findUniqueOrThrow({ where: { id } });
      await app.database.read.organisation.update({
        where: { id: organisationId },
        data: { name: 'Syndicat des Trois Vallées' },
      });
      expect(await search(caf, 'vallée')).toEqual(['renewed']);
    });

    it('answers any text whatever without a fault', async () => {
      const hostile = [
        "'; DROP TABLE application; --",
        "') OR 1=1 --",
        '%_\\',
        '-crèche',
        'le la les',
        'or or or -',
        '"""',
        '(((((((a+)+)+)+)+)+)+)+$',
        '&|!:*<->',
        'é'.repeat(200),
        'a '.repeat(100).trim(),
        '🙂 𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
      ];
      for (const q of hostile) {
        const started = performance.now();
        await desk(auditor, `q=${encodeURIComponent(q)}`);
        expect(performance.now() - started).toBeLessThan(2_000);
      }
      expect(await app.database.read.application.count()).toBeGreaterThan(5);
    });

    it('refuses a text that is too long, and one of 50 kB', async () => {
      const { status, body } = await refused(`q=${'a'.repeat(201)}`);
      expect([status, body.code, body.errors[0]?.pointer]).toEqual([400, 'validation-failed', '/q']);
      expect((await refused(`q=${'a'.repeat(15_000)}`)).status).toBe(400);
      const huge = await refused(`q=${'a'.repeat(50_000)}`).then(
        (reply) => reply.status,
        () => 431,
      );
      expect([400, 414, 431]).toContain(huge);
      expect((await refused('q=a%00b')).status).toBe(400);
    });
  });

  describe('filters', () => {
    it.each<[string, string[]]>([
      ['state=INCOMPLETE,UNDER_EXAMINATION', ['club', 'incomplete']],
      ['state=INCOMPLETE&state=SUBMITTED&department=48', ['far']],
      ['department=31,48&state=SUBMITTED&holderType=COMMUNE&q=gare', ['far', 'station']],
      ['holderType=ASSOCIATION', ['club']],
      ['amountMax=900000', ['club', 'renewed']],
      ['amountMin=900000&amountMax=900000', ['club']],
      ['missingDocument=RIB', ['club']],
      ['divergent=true', ['divergent']],
      ['agencyKind=CAF&instructionState=IN_PROGRESS', ['club']],
      ['agencyKind=DDETS&examiner=unassigned', ['club']],
      ['examiner=mine', []],
      ['since=2023-06-17T00:00:00Z', ['divergent', 'far', 'renewed']],
      ['before=2023-06-16T00:00:00Z', ['station']],
    ])('%s', async (query, names) => {
      expect((await found(jury, query)).sort()).toEqual(names);
    });

    it('by call, by axis and by one’s own instructions', async () => {
      const axis = encodeURIComponent(call.settings.axes[1]?.code ?? '');
      expect(await found(caf, `axis=${axis}`)).toEqual(['club']);
      expect(await found(caf, 'examiner=mine')).toEqual(['club']);
      expect(await found(ddets, 'examiner=mine')).toEqual([]);
      expect((await found(caf, `callId=${call.id}`)).length).toBeGreaterThan(3);
      expect(await found(caf, `callId=${town.id}`)).toEqual([]);
    });

    it('tells a holder nothing of what is hidden before the results', async () => {
      expect(await found(holder, 'state=COMMITTEE_FAVOURABLE')).toEqual([]);
      expect(await found(holder, 'state=ON_AGENDA')).toEqual(['divergent']);
      expect(await found(holder, 'divergent=true')).toEqual([]);
      const { body } = await app.get<Counts>('/v1/desk/counts', holder);
      expect(body.states.map(({ state }) => state).sort()).toEqual(['DRAFT', 'INCOMPLETE', 'ON_AGENDA', 'SUBMITTED']);
      expect(await found(holder, 'agencyKind=CAF&instructionState=IN_PROGRESS')).toEqual([]);
    });

    it('closes a dossier to a person with an interest in it', async () => {
      const torn = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
      await app.database.read.interest.create({
        data: {
          applicationId: made.club!.id,
          personId: torn.personId,
          reason: 'x',
          declaredAt: app.clock.now(),
          declaredBy: torn.personId,
        },
      });
      expect(await search(torn, 'écureuils')).toEqual([]);
      expect(await search(torn, made.club?.number ?? '')).toEqual([]);
      expect(await found(torn, 'holderType=ASSOCIATION')).toEqual([]);
    });

    it.each([
      ['state=NOWHERE', '/state'],
      ['department=999', '/department'],
      ['amountMin=-1', '/amountMin'],
      ['amountMax=1e9', '/amountMax'],
      ['limit=101', '/limit'],
      ['since=yesterday', '/since'],
      ['unknown=1', '/unknown'],
      ['sort=RANK', '/sort'],
      ['after=bm9wZQ', '/after'],
    ])('refuses %s', async (query, pointer) => {
      const { status, body } = await refused(query);
      expect([status, body.code, body.errors[0]?.pointer]).toEqual([400, 'validation-failed', pointer]);
    });
  });

  describe('pages', () => {
    it.each(
      ['WAITING_SINCE', 'SUBMITTED_AT', 'AMOUNT', 'TITLE', 'RANK'].flatMap((sort) => [`${sort}&order=asc`, `${sort}&order=desc`]),
    )('by %s: every row once, in order', async (sort) => {
      const q = sort.startsWith('RANK') ? '&q=enfants' : '';
      const all = (await desk(jury, `sort=${sort}${q}`)).items.map(({ id }) => id);
      expect(all.length).toBeGreaterThan(3);
      const walked: string[] = [];
      let after = '';
      for (;;) {
        const { items, page } = await desk(jury, `limit=1&sort=${sort}${q}${after}`);
        walked.push(...items.map(({ id }) => id));
        if (page.next === null) break;
        after = `&after=${encodeURIComponent(page.next)}`;
      }
      expect(walked).toEqual(all);
    });

    it('refuses the cursor of another sort', async () => {
      const { page } = await desk(caf, 'limit=1&sort=TITLE');
      const { status, body } = await refused(`sort=AMOUNT&after=${encodeURIComponent(page.next ?? '')}`);
      expect([status, body.code, body.errors[0]?.pointer]).toEqual([400, 'validation-failed', '/after']);
    });

    it('asks the database once, whatever the number of rows', async () => {
      expect(await statementsOf(app, () => desk(jury, 'q=creche&state=SUBMITTED&department=31'))).toHaveLength(1);
      expect(await statementsOf(app, () => desk(jury))).toHaveLength(1);
      expect(await statementsOf(app, () => app.get('/v1/desk/counts?q=creche', jury))).toHaveLength(1);
    });
  });

  it('counts what it lists, under the same filters', async () => {
    for (const query of ['', 'state=SUBMITTED', 'q=creche', 'holderType=COMMUNE&department=31']) {
      const { items } = await desk(jury, `limit=100&${query}`);
      const { body } = await app.get<Counts>(`/v1/desk/counts?${query}`, jury);
      expect(body.total).toBe(items.length);
      expect(body.states.reduce((sum, { count }) => sum + count, 0)).toBe(items.length);
      expect(body.departments.reduce((sum, { count }) => sum + count, 0)).toBe(items.length);
    }
  });

  describe('saved filters', () => {
    const filter = { state: ['SUBMITTED'], department: ['31'], amountMin: 100 };
    interface Saved {
      readonly id: string;
      readonly valid: boolean;
      readonly version: number;
      readonly name: string;
      readonly filter: unknown;
      readonly faults: readonly { readonly pointer: string }[];
    }
    const list = async (actor: TestActor): Promise<readonly Saved[]> =>
      (await app.get<{ items: Saved[] }>('/v1/desk/filters', actor)).body.items;

    it('keeps, renames and removes one’s own, and nobody sees another’s', async () => {
      const { status, body } = await app.post<Saved>('/v1/desk/filters', caf, { body: { name: 'À faire', filter } });
      expect([status, body.valid, body.filter]).toEqual([201, true, filter]);
      expect(await list(caf)).toHaveLength(1);
      expect(await list(ddets)).toHaveLength(0);
      const same = await app.post<{ code: string }>('/v1/desk/filters', caf, { body: { name: 'à FAIRE', filter } });
      expect([same.status, same.body.code]).toEqual([409, 'conflict']);
      const url = `/v1/desk/filters/${body.id}`;
      expect((await app.patch(url, ddets, { body: { name: 'x' }, ifMatch: 1 })).status).toBe(404);
      expect((await app.patch(url, caf, { body: { name: 'x' }, ifMatch: 9 })).status).toBe(412);
      const renamed = await app.patch<Saved>(url, caf, { body: { name: 'Mardi' }, ifMatch: 1 });
      expect([renamed.body.name, renamed.body.version, renamed.body.filter]).toEqual(['Mardi', 2, filter]);
      expect((await app.post(`${url}/remove`, caf)).status).toBe(200);
      expect(await list(caf)).toHaveLength(0);
      expect((await app.post(`${url}/remove`, caf)).status).toBe(404);
      expect((await app.post('/v1/desk/filters', caf, { body: { name: 'Mardi', filter } })).status).toBe(201);
    });

    it('judges a filter as the list does, when saved and again when read', async () => {
      const { status, body } = await app.post<{ errors: { pointer: string }[] }>('/v1/desk/filters', caf, {
        body: { name: 'Faux', filter: { state: ['NOWHERE'], q: 'a'.repeat(201) } },
      });
      expect([status, body.errors.map(({ pointer }) => pointer).sort()]).toEqual([400, ['/filter/q', '/filter/state']]);
      await app.database.read
        .$executeRaw`UPDATE desk_filter SET filter = '{"state":["ABOLISHED"]}' WHERE person_id = ${caf.personId}::uuid`;
      const stale = (await list(caf)).find(({ name }) => name === 'Mardi');
      expect([stale?.valid, stale?.faults.map(({ pointer }) => pointer)]).toEqual([false, ['/state']]);
    });

    it('answers a replay with the same filter, and keeps fifty at most', async () => {
      const key = 'saved-filter-replayed';
      const first = await app.post<Saved>('/v1/desk/filters', ddets, { body: { name: 'Une', filter: {} }, key });
      const again = await app.post<Saved>('/v1/desk/filters', ddets, { body: { name: 'Une', filter: {} }, key });
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
      for (let n = 2; n <= 50; n += 1) await app.post('/v1/desk/filters', ddets, { body: { name: `N° ${n}`, filter: {} } });
      const { status, body } = await app.post<{ reasons: { rule: string }[] }>('/v1/desk/filters', ddets, {
        body: { name: 'De trop', filter: {} },
      });
      expect([status, JSON.stringify(body).includes('filtersWithinLimit')]).toEqual([422, true]);
    });
  });

  it('follows a dossier forwarded, and one on which others are consulted', async () => {
    const { id } = await makeApplication(app, { call, department: '31', title: 'Funambule au clocher' });
    made.moved = { ...made.station!, id };
    expect([await search(caf, 'funambule'), await search(elsewhere, 'funambule')]).toEqual([['moved'], []]);
    const move = (data: { department?: string; consultedDepartments?: string[] }) =>
      app.database.read.application.update({ where: { id }, data });
    await move({ consultedDepartments: ['48'] });
    expect(await search(elsewhere, 'funambule')).toEqual(['moved']);
    await move({ department: '48', consultedDepartments: [] });
    expect([await search(caf, 'funambule'), await search(elsewhere, 'funambule')]).toEqual([[], ['moved']]);
  });
});
