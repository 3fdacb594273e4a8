// A person whose interest in a dossier is recorded has no way left to it (CRPA R133-12, loi 2013-907 art. 2): every operation of the
// description of the API is walked for each agency, committee and jury role, on every object of the access matrix, and each answer is read.
// A route that is added has its rows in matrix.ts, or access-matrix.spec.ts fails; with rows, it is walked here.

import { newId } from '../../src/kernel/ids.js';
import type { Role } from '../../src/kernel/actor.js';
import { TestApp, type TestActor } from '../support/app.js';
import { makeApplication, type MadeApplication } from '../support/applications.js';
import { makeSession } from '../support/committees.js';
import { makeInstructions } from '../support/instruction.js';
import { makePlace, type Place } from './access-world.js';
import { MATRIX, verdicts, type ObjectName, type Row, type Verdict } from './matrix.js';
import { addressOf, answerTo, inParallel, probe, STALE } from './requests.js';

/** Roles in which one serves, and which an interest takes away; auditors read everything, holders their own. */
const SERVING: readonly Role[] = [
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'COMMITTEE_MEMBER',
  'COMMITTEE_PRESIDENT',
  'REGIONAL_JURY',
  'STATE_OFFICER',
  'CNAF_OFFICER',
  'CALL_MANAGER',
];

/** What is on a dossier, or hangs on one: closed whole. */
const ON_DOSSIER: readonly ObjectName[] = [
  'draft application',
  'submitted application',
  'application on agenda',
  'decided application',
  'incomplete application',
  'conditional application',
  're-examined application',
  'draft document',
  'submitted document',
  'Caf instruction',
  'DDETS instruction',
  'decided instruction',
  'pending award',
  'complete award',
  'State leg',
  'Cnaf leg',
  'measured leg',
  'measure',
  'State payment',
  'Cnaf payment',
  'recovery',
  'balance',
  'balanced award',
  'report',
  'late exception',
  'appeal',
  'joint appeal',
  'hierarchical appeal',
  'expert request',
  'divergent application',
  'joint score',
  'divergence',
  'amount offer',
  'agreement',
  'amendment',
  'reserve proposal',
  'letter',
];
/** What is no dossier: still read, without anything of one. */
const APART: readonly ObjectName[] = [
  'nothing',
  'person',
  'grant',
  'job',
  'organisation',
  'join request',
  'agency',
  'absence',
  'draft call',
  'published call',
  'committee',
  'session in preparation',
  'open session',
  'receipt',
  'own filter',
  'own notice',
  'draft minutes',
  'signed minutes',
  'simulation',
  'optimisation',
  // Of a holder, of a funder
  'bank details',
  'State credits',
  'Cnaf credits',
  'Cnaf batch',
  'envelope',
];
/** Ends the session of the caller, and answers nothing. */
const LEAVES = 'POST /v1/auth/logout';
/** Describes the API, with examples: says the same to everyone. */
const DESCRIPTION = 'GET /v1/openapi.json';
/** Where an examiner finds the instruction to declare on: sealed, with the reference of the dossier alone. */
const DECLARES = 'GET /v1/applications/{id}/instructions';
/** For anyone who has the number of a receipt: repeats that number, and proves by hashes alone. */
const BY_NUMBER = 'GET /v1/receipts/{number}';
/** The directory of holders is no dossier: it is read by who sees the department, and names them. */
const DIRECTORY = /^\w+ \/v1\/(organisations|join-requests)/;
/** Essential data of a notified grant, for everyone (décret 2017-779): holder, title and object, no identifier or number of ours. */
const PUBLISHED = 'GET /v1/calls/{id}/open-data/';

const HOLDER = 'Commune de Saint-Récusé';

interface Token {
  readonly kind: string;
  readonly text: string;
}

describe('a recused person', () => {
  let app: TestApp;
  let place: Place;
  let tokens: readonly Token[];
  let stranger: MadeApplication;
  let operations: readonly string[];

  const recuse = (applicationId: string, { personId }: TestActor) =>
    app.database.read.interest.create({
      data: { applicationId, personId, reason: 'Proche du porteur', declaredAt: app.clock.now(), declaredBy: personId },
    });
  const leaksIn = (operation: string, text: string, sought = tokens): string[] =>
    sought
      .filter(({ kind }) => !(['holder', 'title', 'text'].includes(kind) && operation.startsWith(PUBLISHED)))
      .filter(({ kind }) => !(kind === 'holder' && DIRECTORY.test(operation)) && !(kind === 'number' && operation === BY_NUMBER))
      .flatMap(({ kind, text: token }) => (text.includes(token) ? [`${kind} ${token}`] : []));

  beforeAll(async () => {
    app = await TestApp.start();
    place = await makePlace(app, '31', '76');
    const { actors, call, organisation, department, committee, params } = place;
    const db = app.database.read;
    const submitted = params['submitted application'].id ?? '';
    await db.organisation.update({ where: { id: organisation.id }, data: { name: HOLDER } });
    // Correspondence, notices and a session that has a history: what the access world lacks.
    const written = { applicationId: submitted, createdAt: app.clock.now() };
    const author = actors.HOLDER_EDITOR.personId;
    await db.applicationMessage.create({
      data: { ...written, id: newId(), authorId: author, side: 'HOLDER', body: 'Message du porteur' },
    });
    await db.applicationComment.create({
      data: { ...written, id: newId(), authorId: author, agencyKind: 'CAF', body: 'Commentaire entre services' },
    });
    const examined = await makeApplication(app, { call, organisation, department, state: 'EXAMINED' });
    await makeInstructions(app, call, examined, { CAF: { state: 'SIGNED' }, DDETS: { state: 'SIGNED' } });
    const scheduledAt = new Date(app.clock.now().getTime() + 10 * 86_400_000);
    const session = await makeSession(app, { committee, call, applications: [examined], state: 'DRAFT', scheduledAt });
    const secretary = actors.COMMITTEE_SECRETARY;
    expect((await app.post(`/v1/sessions/${session.id}/convene`, secretary, { body: {} })).status).toBe(200);
    const deferred = { body: { itemId: session.itemIds[0], reasons: 'Essai' } };
    app.clock.set(scheduledAt);
    for (const { id: memberId } of committee.members)
      await app.post(`/v1/sessions/${session.id}/record-arrival`, secretary, { body: { memberId } });
    expect((await app.post(`/v1/sessions/${session.id}/open`, secretary, { body: {} })).status).toBe(200);
    expect((await app.post(`/v1/sessions/${session.id}/defer-item`, secretary, deferred)).status).toBe(200);
    Object.assign(params['open session'], { id: session.id });
    // Open to all, and alike: nothing on it may lead to the dossiers that are closed.
    stranger = await makeApplication(app, { call, department, title: 'Requalification d’une gare en crèche' });

    const closed = await db.application.findMany({ where: { id: { not: stranger.id } } });
    const rows = [
      ...(await db.instruction.findMany({ select: { id: true } })),
      ...(await db.documentFile.findMany({ select: { id: true } })),
      ...(await db.award.findMany({ select: { id: true } })),
      ...(await db.payment.findMany({ select: { id: true } })),
      ...(await db.appeal.findMany({ select: { id: true } })),
      ...(await db.lateException.findMany({ select: { id: true } })),
      ...(await db.expertRequest.findMany({ select: { id: true } })),
    ];
    for (const role of SERVING) {
      const actor = actors[role];
      const at = { personId: actor.personId, delivery: 'NONE', at: app.clock.now() };
      for (const { id } of closed) await recuse(id, actor);
      await db.notification.createMany({
        data: [
          { ...at, id: newId(), kind: 'newMessage', subject: 'application', subjectId: submitted, sourceId: newId() },
          {
            ...at,
            id: newId(),
            kind: 'assigned',
            subject: 'instruction',
            subjectId: params['Caf instruction'].id ?? '',
            sourceId: newId(),
          },
          { ...at, id: newId(), kind: 'appealToAnswer', subject: 'appeal', subjectId: params.appeal.id ?? '', sourceId: newId() },
        ],
      });
    }
    tokens = [
      ...closed.map(({ id }) => ({ kind: 'id', text: id })),
      ...rows.map(({ id }) => ({ kind: 'id', text: id })),
      ...closed.flatMap(({ number }) => (number === null ? [] : [{ kind: 'number', text: number }])),
      { kind: 'title', text: 'Requalification d’une gare en micro-crèche' },
      ...[
        'ancienne gare',
        'Lézignan-Corbières',
        'moins de trois ans',
        'Message du porteur',
        'Commentaire entre services',
        'Question posée à l’expert',
      ].map((text) => ({ kind: 'text', text })),
      { kind: 'holder', text: HOLDER },
    ];
    const { paths } = (await app.get<{ paths: Record<string, Record<string, unknown>> }>('/v1/openapi.json')).body;
    operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }, 60_000);
  afterAll(() => app.stop());

  it('is walked through every operation, on every kind of object', () => {
    expect([...new Set(MATRIX.map(({ operation }) => operation))].sort()).toEqual([...operations].sort());
    const objects = Object.keys(place.params).sort();
    expect([...ON_DOSSIER, ...APART].sort()).toEqual(objects);
  });

  it('finds every dossier closed, and nothing of one anywhere else', async () => {
    const tries = MATRIX.filter(({ operation }) => operation !== LEAVES && operation !== DESCRIPTION).flatMap((row) =>
      SERVING.map((role) => ({ row, role })),
    );
    const faults: string[] = [];
    await inParallel(tries, async ({ row, role }) => {
      const { operation, object } = row;
      const { method, url } = addressOf(operation, place.params[object]);
      const { body } = probe(operation, place);
      const { status, text } = await answerTo(app, { method, url, caller: place.actors[role], body, ifMatch: STALE });
      const expected = answersTo(row, role);
      if (!expected(status)) faults.push(`${operation} on ${object}: ${role} got ${status}`);
      for (const leak of leaksIn(operation, text)) faults.push(`${operation} on ${object}: ${role} (${status}) reads ${leak}`);
    });
    console.info(`recusal: ${tries.length} requests`);
    expect(faults.sort()).toEqual([]);
    expect(tries.length).toBeGreaterThan(1500);
  }, 120_000);

  it('finds nothing of a closed dossier on another one, alike and open to all', async () => {
    const rows = MATRIX.filter(({ operation, object }) => operation.startsWith('GET ') && object === 'submitted application');
    const sought = tokens.filter(({ kind }) => kind === 'id' || kind === 'number' || kind === 'title');
    const faults: string[] = [];
    let read = 0;
    await inParallel(
      rows.flatMap((row) => SERVING.map((role) => ({ row, role }))),
      async ({ row: { operation }, role }) => {
        const { url } = addressOf(operation, { ...place.params['submitted application'], id: stranger.id });
        const { status, text } = await answerTo(app, { method: 'GET', url, caller: place.actors[role] });
        if (status === 200) read += 1;
        for (const leak of leaksIn(operation, text, sought)) faults.push(`${operation}: ${role} reads ${leak}`);
      },
    );
    expect(faults.sort()).toEqual([]);
    expect(read).toBeGreaterThan(80);
  }, 60_000);

  it('nor does the examiner of a dossier open it before declaring: every way is refused with the reason, and shows nothing of it', async () => {
    const examiner = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    const assigned = { state: 'ASSIGNED' as const, examinerId: examiner.personId };
    const { CAF } = await makeInstructions(app, place.call, stranger, { CAF: assigned });
    const ways = MATRIX.filter(
      ({ operation, object, own }) =>
        operation !== DECLARES && object === 'submitted application' && verdicts(own).CAF_INSTRUCTOR === 'yes',
    );
    const elsewhere = MATRIX.filter(({ operation, object }) => object === 'nothing' && operation.startsWith('GET /v1/'));
    const content = tokens.filter(({ kind, text }) => kind === 'text' && !text.startsWith('Question'));
    const faults: string[] = [];
    await inParallel([...ways, ...elsewhere], async ({ operation, object }) => {
      if (operation === DESCRIPTION) return;
      const { method, url } = addressOf(operation, {
        ...place.params[object],
        ...(object === 'nothing' ? {} : { id: stranger.id }),
      });
      const { body } = probe(operation, place);
      const { status, text } = await answerTo(app, { method, url, caller: examiner, body, ifMatch: STALE });
      if (object !== 'nothing' && (status !== 403 || !text.includes('déclarez d’abord'))) faults.push(`${operation}: ${status}`);
      for (const leak of leaksIn(operation, text, content)) faults.push(`${operation} (${status}) reads ${leak}`);
      const named = operation.includes('/instructions') || operation.includes('/worklist');
      if (!named && text.includes(stranger.id)) faults.push(`${operation} names the dossier`);
    });
    expect(faults.sort()).toEqual([]);
    expect(ways.length).toBeGreaterThan(30);
    const own = await app.get<{ application: { number: string } }>(`/v1/instructions/${CAF.id}`, examiner);
    expect([own.status, own.body.application.number]).toEqual([200, stranger.number]);
    const pair = await answerTo(app, { method: 'GET', url: `/v1/applications/${stranger.id}/instructions`, caller: examiner });
    expect(leaksIn(DECLARES, pair.text, content)).toEqual([]);
  });

  it('finds no closed dossier by searching for it, nor by a filter, page or count', async () => {
    const number = (await app.database.read.application.findUniqueOrThrow({ where: { id: place.submitted.id } })).number ?? '';
    for (const role of SERVING) {
      const actor = place.actors[role];
      for (const q of [number, 'micro-crèche', 'micro-creche gare', 'Lézignan']) {
        for (const path of ['applications', 'counts']) {
          const { text } = await answerTo(app, {
            method: 'GET',
            url: `/v1/desk/${path}?q=${encodeURIComponent(q)}`,
            caller: actor,
          });
          expect([role, q, leaksIn(`GET /v1/desk/${path}`, text)]).toEqual([role, q, []]);
          if (path === 'counts') expect([role, q, (JSON.parse(text) as { total: number }).total < 2]).toEqual([role, q, true]);
        }
      }
    }
  });
});

/** Whether a status is what a recused person may get: closed on a dossier, as everyone elsewhere. */
function answersTo({ own, object, operation }: Row, role: Role): (status: number) => boolean {
  const verdict: Verdict = verdicts(own)[role];
  if (verdict === 'public') return () => true;
  // Never this act, or not even the dossier: which of the two comes first is each route's own.
  if (ON_DOSSIER.includes(object) || operation.endsWith('/dossiers/{applicationId}'))
    return (status) => status === 404 || (status === 403 && verdict === 'never');
  if (verdict === 'never') return (status) => status === 403;
  if (verdict === 'hidden') return (status) => status === 404;
  return (status) => (operation.startsWith('GET ') ? status === 200 : status !== 403 && status !== 404);
}
