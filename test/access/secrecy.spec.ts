// What compares the requests stays between those who examine, advise and select until the decision is taken (CRPA L311-2); then a holder
// reads what concerns it. Every GET route of the description is walked, on dossiers that hold a mark for each thing that is secret.

import type { ApplicationState } from '../../src/features/applications/application-facts.js';
import { TestApp, type TestActor } from '../support/app.js';
import { makeApplication, makeOrganisation, type MadeApplication } from '../support/applications.js';
import { DECISION, makeAward, makeDeciders, type Deciders } from '../support/awards.js';
import { makeCall, type MadeCall } from '../support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee } from '../support/committees.js';
import { makeInstructions } from '../support/instruction.js';
import { answerTo, inParallel, QUERIES } from './requests.js';

/** Opinions, comments on the grid, amounts proposed by an agency or by the committee, results, rank. */
const SECRETS: readonly RegExp[] = [
  /SECRET-(?:CAF|DDETS)/g,
  /Constat /g,
  /:(?:555555|1111110|666666|1333332|777777|1555554)\b/g,
  /"(?:committeeOpinion|jointOutcome|divergent|reserveRank)":(?!null)/g,
  /"rank":7777\b/g,
];
const secretsIn = (text: string): string[] =>
  SECRETS.flatMap((secret) => [...new Set(Array.from(text.matchAll(secret), ([found]) => found))]);

const BEFORE = [
  'UNDER_EXAMINATION',
  'EXAMINED',
  'ON_AGENDA',
  'DEFERRED',
  'COMMITTEE_FAVOURABLE',
  'SHORTLISTED',
  'RESERVE',
] as const;
const AFTER = ['REFUSED', 'AWARDED'] as const;

interface Dossier {
  readonly state: ApplicationState;
  readonly application: Pick<MadeApplication, 'id'>;
  /** Representative and editor: each dossier has its own holder, whose lists tell of no other. */
  readonly holders: readonly TestActor[];
  /** What stands in the path, by the collection before it. */
  readonly params: Readonly<Record<string, string>>;
}
interface Walked {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

describe('the secrecy of compared merits', () => {
  let app: TestApp;
  let call: MadeCall;
  let committee: MadeCommittee;
  let people: Deciders;
  const outsiders: Record<string, TestActor | undefined> = {};
  const dossiers: Dossier[] = [];
  let routes: readonly string[] = [];

  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
    call = await makeCall(app, { state: 'UNDER_SELECTION' });
    committee = await makeCommittee(app);
    people = await makeDeciders(app);
    const elsewhere = await makeOrganisation(app);
    outsiders.nobody = undefined;
    outsiders['another holder'] = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: elsewhere.id });
    outsiders['examiner of another department'] = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-34' });
    outsiders['member of another committee'] = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-34' });
    outsiders['officer of another region'] = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-75' });
    for (const state of [...BEFORE, ...AFTER]) dossiers.push(await makeDossier(state));
    const document = await app.get<{ paths: Record<string, { get?: object }> }>('/v1/openapi.json');
    routes = Object.entries(document.body.paths).flatMap(([path, { get }]) =>
      get === undefined || path === '/v1/openapi.json' ? [] : [path],
    );
  }, 120_000);
  afterAll(() => app.stop());

  /** With both opinions, scores, proposed amounts, and what its state adds. */
  async function makeDossier(state: ApplicationState): Promise<Dossier> {
    const awarded = state === 'SHORTLISTED' || state === 'AWARDED';
    const organisation = await makeOrganisation(app, { holderType: 'ASSOCIATION' });
    const base = { call, organisation, department: '31' };
    const award = awarded ? await makeAward(app, base) : undefined;
    const application = award?.application ?? (await makeApplication(app, { ...base, state }));
    const { id } = application;
    const instructions = await makeInstructions(app, call, application, {
      CAF: { state: 'SIGNED', reasons: 'SECRET-CAF', years: [{ year: 2023, cents: 1_111_110 }] },
      DDETS: { state: 'SIGNED', opinion: 'WITH_RESERVES', reasons: 'SECRET-DDETS', years: [{ year: 2023, cents: 1_333_332 }] },
    });
    const db = app.database.read;
    const proposed = { applicationId: id, stage: 'PROPOSED_COMMITTEE', revision: 1, year: 2023, cents: 777_777n };
    const recorded = { recordedAt: app.clock.now(), recordedBy: committee.president.actor.personId };
    await db.applicationAmount.createMany({
      data: ['STATE', 'CNAF'].map((funderCode) => ({ ...proposed, ...recorded, funderCode })),
    });
    const rank = state === 'RESERVE' ? { reserveRank: 7777 } : {};
    await db.application.update({ where: { id }, data: { committeeOpinion: 'FAVOURABLE', ...rank } });
    const session =
      state === 'ON_AGENDA' ? (await makeSession(app, { committee, call, applications: [application], state: 'OPEN' })).id : '';
    if (state === 'AWARDED') {
      await db.republicanContract.create({
        data: {
          id: award?.id ?? '',
          organisationId: organisation.id,
          basis: 'SIGNED',
          reference: 'Contrat',
          signedOn: '2023-01-01',
          ...recorded,
        },
      });
      for (const [funder, officer] of [
        ['STATE', people.state],
        ['CNAF', people.cnaf],
      ] as const) {
        const decided = await app.post(`/v1/awards/${award?.id ?? ''}/legs/${funder}/decide`, officer, {
          body: DECISION,
          ifMatch: 1,
        });
        if (decided.status !== 200) throw new Error(`${funder}: ${JSON.stringify(decided.body)}`);
      }
    }
    const params = {
      applications: id,
      calls: call.id,
      committees: committee.id,
      organisations: organisation.id,
      instructions: instructions.CAF.id,
      ...(session !== '' && { sessions: session }),
      ...(award !== undefined && { awards: award.id }),
    };
    const holders = [
      await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id }),
      await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id }),
    ];
    return { state, application, holders, params };
  }

  /** Every GET route that this dossier's parameters fill. */
  function walk(actor: TestActor | undefined, { params }: Dossier): Promise<Walked[]> {
    const paths = routes
      .filter((route) => route.includes('{id}'))
      .map((route) =>
        (route + (QUERIES[route] ?? '')).replace(/(\w+)\/\{id\}/, (whole, collection: string) =>
          params[collection] === undefined ? whole : `${collection}/${params[collection]}`,
        ),
      )
      .map((route) => route.replace(/\{(?:number|other|version)\}/g, '1'))
      .filter((path) => !path.includes('{'));
    return answers(actor, paths);
  }

  /** Every GET route without a parameter: lists, the desk, what is public. */
  const walkLists = (actor: TestActor | undefined): Promise<Walked[]> =>
    answers(
      actor,
      routes.filter((route) => !route.includes('{')),
    );

  async function answers(actor: TestActor | undefined, paths: readonly string[]): Promise<Walked[]> {
    const walked: Walked[] = [];
    await inParallel(paths, async (path) => {
      const { status, text } = await answerTo(app, { method: 'GET', url: path, caller: actor });
      walked.push({ path, status, text });
    });
    return walked;
  }
  const leaks = (walked: readonly Walked[]): string[] =>
    walked.flatMap(({ path, text }) => secretsIn(text).map((secret) => `${path}: ${secret}`));

  it.each(BEFORE)('%s: nothing comparative reaches the holder, people of elsewhere or the public', async (state) => {
    const dossier = dossiers.find((one) => one.state === state)!;
    for (const actor of dossier.holders) {
      const walked = await walk(actor, dossier);
      expect(leaks(walked)).toEqual([]);
      // The walk is not empty: the holder reads the dossier itself.
      const read = walked.filter(({ status }) => status === 200).map(({ path }) => path);
      expect(read).toContain(`/v1/applications/${dossier.application.id}`);
      expect(read).toContain(`/v1/applications/${dossier.application.id}/history`);
      const closed = walked.filter(({ path }) => /^\/v1\/(?:sessions|instructions|awards)\/./.test(path));
      for (const { path, status } of closed) expect([path, [403, 404].includes(status)]).toEqual([path, true]);
    }
    for (const [who, actor] of Object.entries(outsiders)) expect([who, leaks(await walk(actor, dossier))]).toEqual([who, []]);
  });

  it('no list, desk or public page tells it either', async () => {
    for (const [who, actor] of Object.entries(outsiders)) expect([who, leaks(await walkLists(actor))]).toEqual([who, []]);
    for (const state of BEFORE) {
      const [holder] = dossiers.find((one) => one.state === state)!.holders;
      const walked = await walkLists(holder);
      expect([state, leaks(walked)]).toEqual([state, []]);
      expect(walked.filter(({ status }) => status === 200).length).toBeGreaterThan(10);
    }
  });

  it('the marks are there for those who select: the walk would find them', async () => {
    for (const dossier of dossiers) {
      const found = leaks(await walk(people.jury, dossier)).join('\n');
      for (const mark of ['SECRET-CAF', 'Constat ', ':555555', 'committeeOpinion'])
        expect([dossier.state, found]).toEqual([dossier.state, expect.stringContaining(mark)]);
    }
  });

  it.each(AFTER)('%s: the holder reads the opinions and scores on its own dossier, the others nothing still', async (state) => {
    const dossier = dossiers.find((one) => one.state === state)!;
    const { id } = dossier.application;
    const [holder] = dossier.holders;
    const instructions = await app.get<{ items: { reasons: string }[] }>(`/v1/applications/${id}/instructions`, holder);
    expect(instructions.body.items.map(({ reasons }) => reasons).sort()).toEqual(['SECRET-CAF', 'SECRET-DDETS']);
    expect(JSON.stringify(instructions.body)).toContain('Constat ');
    expect((await app.get(`/v1/applications/${id}`, holder)).body).toMatchObject({ committeeOpinion: 'FAVOURABLE' });
    for (const [who, actor] of Object.entries(outsiders)) expect([who, leaks(await walk(actor, dossier))]).toEqual([who, []]);
  });

  describe('what others ask for', () => {
    const ask = (dossier: Dossier, actor: TestActor, body: object) =>
      app.post<{ reasons?: { rule: string; pointer: string; message: string }[] }>(
        `/v1/applications/${dossier.application.id}/disclosures`,
        actor,
        { body: { requester: 'Une journaliste', ground: 'CRPA_L311_1', ...body } },
      );
    const of = (state: ApplicationState): Dossier => dossiers.find((one) => one.state === state)!;
    let caf: TestActor;
    beforeAll(async () => {
      caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    });

    it('case 43: a journalist asks for the ranking before the decision, and is refused (CRPA L311-2)', async () => {
      const open = routes.filter((route) => route.includes('/public/') || route.startsWith('/common-grants'));
      expect(open.filter((route) => /rank|selection|score|application|reserve/.test(route))).toEqual([]);
      for (const state of ['ON_AGENDA', 'RESERVE', 'AWARDED'] as const) {
        const refused = await ask(of(state), caf, { items: ['RANKING', 'COMPARATIVE_OPINIONS'] });
        expect(refused.status).toBe(422);
        expect(refused.body.reasons).toMatchObject([
          { rule: 'comparativeSecret', pointer: '/items/0' },
          { rule: 'comparativeSecret', pointer: '/items/1' },
        ]);
        expect(refused.body.reasons?.[0]?.message).toContain('CRPA, article L311-2');
      }
    });

    it('case 44: a citizen asks for the agreement and the accounts of an association, and is given them (law 2000-321, art. 10)', async () => {
      const items = ['AGREEMENT', 'ACCOUNTS'];
      const asked = { requester: 'M. Citoyen', ground: 'LAW_2000_321_ARTICLE_10', items };
      expect((await ask(of('SHORTLISTED'), caf, asked)).body.reasons).toMatchObject([
        { rule: 'awardTaken' },
        { rule: 'awardTaken' },
      ]);
      expect((await ask(of('AWARDED'), caf, { ...asked, items: ['AWARD_DECISION'] })).body.reasons).toMatchObject([
        { rule: 'groundCovers', pointer: '/ground' },
      ]);
      const given = await ask(of('AWARDED'), caf, { ...asked, note: 'Adresse masquée (L311-6).' });
      expect(given.status).toBe(201);
      const list = await app.get<{ items: object[] }>(
        `/v1/applications/${of('AWARDED').application.id}/disclosures`,
        people.auditor,
      );
      expect(list.body.items).toMatchObject([
        { requester: 'M. Citoyen', items, disclosedBy: caf.personId, capacity: 'cafInstructor' },
      ]);
      const interested = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
      await app.database.read.interest.create({
        data: {
          applicationId: of('AWARDED').application.id,
          personId: interested.personId,
          reason: 'élu',
          declaredAt: app.clock.now(),
          declaredBy: interested.personId,
        },
      });
      expect((await ask(of('AWARDED'), interested, asked)).status).toBe(404);
      const { pool } = app.database;
      const insert = (id: string) =>
        pool.query(
          `INSERT INTO disclosure (id, application_id, requester, ground, items, disclosed_by, capacity, disclosed_at)
           VALUES (gen_random_uuid(), $1, 'x', 'CRPA_L311_1', '{RANKING}', $2, 'x', now())`,
          [id, caf.personId],
        );
      await expect(insert(of('RESERVE').application.id)).rejects.toThrow(/disclosure_after_award/);
      await expect(pool.query('DELETE FROM disclosure')).rejects.toThrow(/permission denied/);
    });

    it('case 45: a member asks to erase a vote: no route erases anything, and PostgreSQL refuses it', async () => {
      const document = await app.get<{ paths: Record<string, object> }>('/v1/openapi.json');
      const methods = new Set(Object.values(document.body.paths).flatMap((item) => Object.keys(item)));
      expect(methods.has('delete')).toBe(false);
      for (const table of ['ballot', 'proxy', 'recusal', 'audit_entry'])
        for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table}`])
          await expect(app.database.pool.query(sql)).rejects.toThrow(/permission denied/);
      await expect(app.database.pool.query(`UPDATE ballot SET choice = 'ABSTAIN'`)).rejects.toThrow(/permission denied/);
    });
  });
});
