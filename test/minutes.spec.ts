// The minutes of a session (CRPA R133-13): what they hold, that the same data give the same bytes, and that nothing changes once signed.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

import pg from 'pg';

import { SessionsClock } from '../src/features/committees/sessions.clock.js';
import { SETTLING_MS } from '../src/features/committees/written.rules.js';
import { MinutesClock } from '../src/features/minutes/minutes.clock.js';
import { LARGEST_COPY } from '../src/features/minutes/signed-copies.rules.js';
import { formatDay, formatLegal, localDate } from '../src/kernel/legal-time.js';
import { maskItems } from '../src/features/minutes/minutes-data.rules.js';
import type { ItemRecord, MinutesData } from '../src/features/minutes/minutes-data.js';
import { drawMinutes } from '../src/features/minutes/minutes-document.js';
import { minutesV1 } from '../src/features/minutes/templates/minutes.v1.js';
import type {
  MinutesExtractsView,
  MinutesListView,
  MinutesVerificationView,
  MinutesView,
} from '../src/features/minutes/minutes.views.js';
import { plainTextOf } from '../src/platform/documents/archive-document.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeApplication } from './support/applications.js';
import { makeCommittee, makeSession, type MadeCommittee, type MadeSession } from './support/committees.js';
import { pdf, putBytes } from './support/documents.js';
import { rulesOf, VotingRoom } from './support/voting.js';

let app: TestApp;
let call: MadeCall;
let room: VotingRoom;
let minutes: MinutesView;
let text: string;
let jury: TestActor;

const draft = (id = room.session.id, actor = room.secretary): Promise<Reply<MinutesView>> =>
  app.post<MinutesView>(`/v1/sessions/${id}/minutes`, actor);
const read = (actor: TestActor, id = minutes.id): Promise<Reply<MinutesView>> => app.get<MinutesView>(`/v1/minutes/${id}`, actor);
const sign = (actor: TestActor, ifMatch: number, id = minutes.id): Promise<Reply<MinutesView>> =>
  app.post<MinutesView>(`/v1/minutes/${id}/sign`, actor, { ifMatch });
const dataOf = (view: MinutesView): MinutesData => view.data as MinutesData;
const textOf = (view: MinutesView): string => plainTextOf({ blocks: minutesV1(dataOf(view)).blocks });
function itemOf(view: MinutesView, index: number): ItemRecord {
  const item = dataOf(view).session?.items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}
/** The local hour there, and the hash of the PDF drawn by a process of another time zone and locale. */
function drawnElsewhere(data: MinutesData): string {
  const script = `import { readFileSync } from 'node:fs';
    import { drawMinutes } from './src/features/minutes/minutes-document.js';
    const drawn = await drawMinutes(JSON.parse(readFileSync(0, 'utf8')));
    process.stdout.write(new Date('2023-01-01T00:00:00Z').getHours() + ' ' + drawn.pdfSha256);`;
  const options = ['--import', './test/support/swc-loader.mjs', '--input-type=module', '--eval', script];
  const env = { ...process.env, NODE_OPTIONS: '', TZ: 'Pacific/Auckland', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' };
  return execFileSync(process.execPath, options, { input: JSON.stringify(data), env, encoding: 'utf8' });
}
/** Five members deliberate in writing until now; the first ones voted. */
async function makeWritten(choices: readonly string[]): Promise<{ committee: MadeCommittee; session: MadeSession }> {
  const committee = await makeCommittee(app, { department: '12', size: 5 });
  const applications = [await makeApplication(app, { call, department: '12', state: 'ON_AGENDA' })];
  const now = app.clock.now();
  const closesAt = new Date(now.getTime() + 3_600_000);
  const session = await makeSession(app, { committee, call, applications, state: 'CONVENED', mode: 'WRITTEN', closesAt });
  await app.app.get(SessionsClock).tick(now);
  const [itemId] = session.itemIds;
  for (const [index, choice] of choices.entries()) {
    const actor = committee.members[index]?.actor;
    await must(app.post(`/v1/sessions/${session.id}/vote`, actor, { body: { itemId, choice }, ifMatch: 2 }));
  }
  app.clock.set(new Date(closesAt.getTime() + SETTLING_MS));
  return { committee, session };
}
async function must(reply: Promise<Reply<unknown>>): Promise<void> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
}

/** Five members: the last is absent and gave a mandate; the fourth is recused from the second dossier. */
async function hold(): Promise<void> {
  const { secretary } = room;
  await must(room.act('give-proxy', secretary, { giverId: room.member(4).id, holderId: room.member(1).id }));
  await must(
    room.act('recuse', secretary, { itemId: room.itemId(1), memberId: room.member(3).id, reason: 'Administratrice du porteur' }),
  );
  const heard = await room.act('hear', secretary, {
    itemId: room.itemId(0),
    name: 'Claude Martin',
    capacity: 'Directrice de la crèche',
  });
  await must(room.act('end-hearing', secretary, { hearingId: heard.body.conduct.hearings[0]?.id }));
  const secret = await room.put('SECRET', 0);
  for (const [index, choice] of ['FOR', 'FOR', 'AGAINST', 'FOR'].entries())
    await must(room.vote('vote-secretly', index, choice, secret));
  await must(room.close(0));
  const open = await room.put('PUBLIC', 1, {
    proposal: 'WITH_RESERVES',
    reserves: ['Produire le plan de financement.'],
    years: [{ year: 2023, cents: 100 }],
  });
  for (const [index, choice] of ['FOR', 'FOR', 'AGAINST'].entries())
    await must(room.vote('vote', index, choice, open, { item: 1 }));
  await must(room.close(1));
  await must(room.act('record-opinion', secretary, { itemId: room.itemId(1), reasons: 'Projet utile au territoire.' }));
  await must(room.act('defer-item', secretary, { itemId: room.itemId(2), reasons: 'Pièces attendues.' }));
  await must(room.act('adopt-ranking', secretary, { itemIds: [room.itemId(1), room.itemId(0)] }));
  app.clock.set(new Date(app.clock.now().getTime() + 3_600_000));
  await must(room.act('record-departure', secretary, { memberId: room.member(2).id }));
}

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  await app.jobs.start();
  call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
  room = await VotingRoom.open(app, call, { department: '31', present: 4, dossiers: 3 });
  jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
  await hold();
}, 60_000);
afterAll(() => app.stop());

describe('before the end', () => {
  it('draws up nothing while the session is open', async () => {
    const { status, body } = await draft();
    expect(status).toBe(422);
    expect(rulesOf(body)).toEqual(['sessionEnded']);
  });

  it('mentions the disagreement of a member who asks for it, once, never of one who is recused', async () => {
    const ask = (index: number): Promise<Reply<unknown>> =>
      room.act('record-disagreement', room.member(index).actor, { itemId: room.itemId(1), text: 'Budget surestimé.' });
    expect((await ask(2)).status).toBe(200);
    expect(rulesOf((await ask(2)).body)).toEqual(['notYetMentioned']);
    expect(rulesOf((await ask(3)).body)).toEqual(['notRecusedFromOpinion']);
    const deferred = await room.act('record-disagreement', room.member(2).actor, { itemId: room.itemId(2) });
    expect(rulesOf(deferred.body)).toEqual(['opinionGiven']);
  });
});

describe('a draft', () => {
  beforeAll(async () => {
    await must(room.act('close', room.secretary));
    const drafted = await draft();
    expect(drafted.status).toBe(201);
    minutes = drafted.body;
    text = textOf(minutes);
  });

  it.each([
    ['committee, call, place and form', ['Comité 31', 'Préfecture', 'en présence des membres']],
    ['names and capacities of those present', ['(Préfet)', '(Membre 1)', 'Membres présents']],
    ['absent members and mandates', ['a donné mandat à', 'excusé : mandat à']],
    ['arrivals and departures', ['arrivé le', 'parti le']],
    ['the quorum', ['Membres composant le comité : 5', '4 membres présents, 1 représentés, 3 requis : quorum atteint']],
    ['heard persons', ['Claude Martin (Directrice de la crèche)', 'avant la délibération']],
    ['the questions dealt with', ['Point 1 —', 'Point 2 —', 'Point 3 —']],
    [
      'the sense of each deliberation',
      ['avis favorable,', 'avis favorable avec réserves', 'Point reporté. Motif : Pièces attendues.'],
    ],
    ['recusals', ['Ne prennent pas part à la délibération']],
    [
      'reasons, reserves, amounts and rank',
      ['Motifs : Projet utile', 'Produire le plan de financement.', '2023 : 1,00', 'Rang proposé : 1.'],
    ],
    ['disagreements', ['mention du désaccord de', 'Budget surestimé.']],
  ])('holds %s', (_, phrases) => {
    for (const phrase of phrases) expect(text).toContain(phrase);
  });

  it('says the counts of a secret ballot and of none of its members', () => {
    const { ballotMode, count, nominal } = itemOf(minutes, 0);
    expect({ ballotMode, nominal }).toEqual({ ballotMode: 'SECRET', nominal: null });
    expect(count).toMatchObject({ for: 3, against: 1, abstain: 0, blank: 0, adopted: true });
  });

  it('names nobody’s vote in a public ballot either, unless the committee’s rules ask for it', async () => {
    expect(itemOf(minutes, 1).nominal).toBeNull();
    const other = await VotingRoom.open(app, call, { department: '32', settings: { nominalMinutes: true } });
    const version = await other.put('PUBLIC');
    await must(other.vote('vote', 0, 'FOR', version));
    await must(other.close());
    await must(other.act('close', other.secretary));
    const drafted = await draft(other.session.id, other.secretary);
    expect(itemOf(drafted.body, 0).nominal).toEqual([{ name: expect.stringContaining('Camille'), choice: 'FOR' }]);
  });

  it('counts the quorum of an item without its recused member', () => {
    expect(itemOf(minutes, 1).quorum).toEqual({ present: 3, represented: 1, required: 3, reached: true });
  });

  it('is for those who run the session and those who sat in it', async () => {
    expect((await read(room.member(1).actor)).status).toBe(200);
    expect((await read(room.member(4).actor)).status).toBe(200);
    expect((await read(jury)).status).toBe(404);
    const listed = await app.get<MinutesListView>(`/v1/sessions/${room.session.id}/minutes`, jury);
    expect(listed.body.items).toEqual([]);
  });

  it('hides an item from whoever takes no part in it: left out of the JSON, and no PDF', async () => {
    const { actor } = room.member(3);
    const { body } = await read(actor);
    const own = itemOf(minutes, 1);
    expect(body.maskedItems).toEqual([2]);
    const raw = JSON.stringify(body);
    for (const secret of [
      own.title,
      own.organisation,
      own.applicationId,
      'Projet utile',
      'Budget surestimé',
      'plan de financement',
    ])
      if (secret !== itemOf(minutes, 0).title && secret !== itemOf(minutes, 0).organisation) expect(raw).not.toContain(secret);
    expect(itemOf(body, 0)).toEqual(itemOf(minutes, 0));
    expect((await app.get(`/v1/minutes/${minutes.id}/pdf`, actor)).status).toBe(403);
  });

  it('masks the reasons of a rectification, which may speak of any item', () => {
    const rectification = {
      originalId: 'o',
      originalNumber: 1,
      originalSignedAt: '',
      originalPdfSha256: '',
      reasons: 'Point 2 mal rendu',
      corrections: [
        { itemId: null, position: null, text: 'Partout' },
        { itemId: 'a', position: 1, text: 'Un' },
        { itemId: 'b', position: 2, text: 'Deux' },
      ],
    };
    const masked = maskItems({ ...dataOf(minutes), session: null, rectification }, ['b']) as MinutesData;
    expect(masked.rectification).toMatchObject({ reasons: null, corrections: [{ text: 'Un' }] });
  });

  it('gives the same bytes when drawn again, in another time zone and locale too', async () => {
    const verified = await app.get<MinutesVerificationView>(`/v1/minutes/${minutes.id}/verification`, room.secretary);
    expect(verified.body).toEqual({ genuine: true, data: true, pdf: true, seal: null });
    const [first, second] = await Promise.all([drawMinutes(dataOf(minutes)), drawMinutes(dataOf(minutes))]);
    expect(first.pdf.equals(second.pdf)).toBe(true);
    expect(first.pdfSha256).toBe(minutes.pdfSha256);
    expect(drawnElsewhere(dataOf(minutes))).toBe(`13 ${minutes.pdfSha256}`);
  });

  it('is a new one after a disagreement asked for meanwhile', async () => {
    await must(room.act('record-disagreement', room.member(1).actor, { itemId: room.itemId(0) }));
    const early = await sign(room.member(0).actor, minutes.version);
    expect(rulesOf(early.body)).toEqual(['everyDisagreementMentioned']);
    const again = await draft();
    expect(again.body).toMatchObject({ id: minutes.id, draft: 2, number: 1 });
    expect(itemOf(again.body, 0).disagreements).toHaveLength(1);
    minutes = again.body;
  });
});

describe('signed minutes', () => {
  it('are signed by whoever presided, alone', async () => {
    expect((await sign(room.secretary, minutes.version)).status).toBe(403);
    expect((await sign(room.member(1).actor, minutes.version)).status).toBe(403);
  });

  it('are signed once, of two signatures at the same moment', async () => {
    const president = room.member(0).actor;
    const both = await Promise.all([sign(president, minutes.version), sign(president, minutes.version)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    minutes = (await read(jury)).body;
    expect(minutes).toMatchObject({ state: 'SIGNED', waitingOn: null, seal: { signedBy: president.personId } });
    const verified = await app.get<MinutesVerificationView>(`/v1/minutes/${minutes.id}/verification`, jury);
    expect(verified.body).toEqual({ genuine: true, data: true, pdf: true, seal: true });
  });

  it('are announced to the regional jury and to the members, without a word of any item', async () => {
    await app.jobs.drain();
    for (const actor of [jury, room.member(1).actor, room.member(3).actor]) {
      const { body } = await app.get<{ items: { kind: string; path: string }[] }>('/v1/notifications', actor);
      expect(body.items).toMatchObject([{ kind: 'minutesSigned' }]);
      expect(JSON.stringify(body)).not.toContain('Projet utile');
    }
    const mails = await app.database.read.mailSent.count();
    expect(mails).toBeGreaterThanOrEqual(3);
  });

  it('are frozen: no draft, no disagreement, no change by the application’s own role', async () => {
    expect((await draft()).status).toBe(409);
    const late = await room.act('record-disagreement', room.member(0).actor, { itemId: room.itemId(0) });
    expect(rulesOf(late.body)).toEqual(['minutesUnsigned']);
    const role = new pg.Client({ connectionString: app.testDatabase.url });
    await role.connect();
    try {
      for (const statement of [
        `UPDATE minutes SET state = 'DRAFTED' WHERE id = '${minutes.id}'`,
        `DELETE FROM minutes WHERE id = '${minutes.id}'`,
        `UPDATE minutes_document SET data = '{}' WHERE minutes_id = '${minutes.id}'`,
        `UPDATE minutes_signature SET signature = 'x' WHERE minutes_id = '${minutes.id}'`,
        `DELETE FROM session_disagreement WHERE session_id = '${room.session.id}'`,
        `INSERT INTO minutes_document SELECT minutes_id, draft + 1, template_version, data, data_sha256, pdf, pdf_sha256, disagreements, drafted_at, drafted_by
         FROM minutes_document WHERE minutes_id = '${minutes.id}' ORDER BY draft DESC LIMIT 1`,
      ])
        await expect(role.query(statement)).rejects.toThrow();
    } finally {
      await role.end();
    }
  });

  it('are corrected by rectifying minutes, which refer to them and are signed likewise', async () => {
    const rectify = (itemId: string, id = minutes.id): Promise<Reply<MinutesView>> =>
      app.post<MinutesView>(`/v1/minutes/${id}/rectify`, room.secretary, {
        body: { reasons: 'Erreur matérielle.', corrections: [{ itemId, text: 'Lire « 3 voix pour ».' }] },
      });
    expect(rulesOf((await rectify(minutes.id)).body)).toEqual(['correctionsOfSession']);
    const { status, body } = await rectify(room.itemId(0));
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'RECTIFYING', number: 2, rectifiesId: minutes.id, state: 'DRAFTED' });
    expect(dataOf(body)).toMatchObject({
      session: null,
      rectification: { originalPdfSha256: minutes.pdfSha256, corrections: [{ position: 1 }] },
    });
    expect(textOf(body)).toContain('Procès-verbal n° 1, signé le');
    expect((await rectify(room.itemId(0), body.id)).status).toBe(409);
    expect((await sign(room.member(0).actor, body.version, body.id)).status).toBe(200);
    const listed = await app.get<MinutesListView>(`/v1/sessions/${room.session.id}/minutes`, jury);
    expect(listed.body.items.map(({ kind, state }) => [kind, state])).toEqual([
      ['ORIGINAL', 'SIGNED'],
      ['RECTIFYING', 'SIGNED'],
    ]);
  });

  it('keep what was signed by hand beside them: whole, with its hash, never replaced', async () => {
    const scan = pdf('% signed by hand');
    const attach = async (actor: TestActor, bytes: Buffer, id = minutes.id): Promise<{ status: number; body: MinutesView }> => {
      const { status, body } = await putBytes(`${app.address}/v1/minutes/${id}/signed-copies`, actor, bytes);
      return { status, body: body as MinutesView };
    };
    const get = (actor: TestActor, number: number): Promise<Reply<unknown>> =>
      app.get(`/v1/minutes/${minutes.id}/signed-copies/${number}`, actor);
    expect((await attach(room.member(1).actor, scan)).status).toBe(403);
    expect(rulesOf((await attach(room.secretary, Buffer.from('MZ\u0090 no PDF'))).body)).toEqual(['fileTypeMatches']);
    expect(rulesOf((await attach(room.secretary, Buffer.alloc(0))).body)).toEqual(['fileNotEmpty']);
    expect((await attach(room.secretary, Buffer.alloc(LARGEST_COPY + 1, '%PDF-1.7 '))).status).toBe(413);
    const before = (await read(room.secretary)).body;
    const [kept, again] = await Promise.all([attach(room.secretary, scan), attach(room.secretary, scan)]);
    expect([kept.status, again.status]).toEqual([200, 200]);
    const sha256 = createHash('sha256').update(scan).digest('hex');
    const copies = [{ number: 1, sha256, size: scan.length, receivedBy: room.secretary.personId }];
    expect(again.body).toMatchObject({ state: 'SIGNED', version: before.version + 1, signedCopies: copies });
    expect(again.body.seal).toEqual(before.seal);
    const better = await attach(room.member(0).actor, pdf('% a better scan'));
    expect(better.body.signedCopies.map(({ number }) => number)).toEqual([1, 2]);
    // Those who read the PDF of the minutes, and they alone.
    const copy = await get(jury, 1);
    expect([copy.status, copy.headers['x-content-sha256'], copy.headers['content-type']]).toEqual([
      200,
      sha256,
      'application/pdf',
    ]);
    expect([(await get(room.member(3).actor, 1)).status, (await get(jury, 3)).status]).toEqual([403, 404]);
    const other = await VotingRoom.open(app, call, { department: '65' });
    await must(other.act('defer-item', other.secretary, { itemId: other.itemId(), reasons: 'Pièces attendues.' }));
    await must(other.act('close', other.secretary));
    const unsigned = await draft(other.session.id, other.secretary);
    expect((await attach(other.secretary, scan, unsigned.body.id)).status).toBe(409);
    const role = new pg.Client({ connectionString: app.testDatabase.url });
    await role.connect();
    try {
      const insert = (columns: string, from: string): string =>
        `INSERT INTO minutes_signed_copy (minutes_id, number, pdf, size, sha256, received_at, received_by) SELECT ${columns}, received_at, received_by FROM ${from}`;
      const one = `minutes_signed_copy WHERE minutes_id = '${minutes.id}' AND number = 1`;
      for (const statement of [
        `UPDATE minutes_signed_copy SET pdf = '%PDF-'`,
        `DELETE FROM minutes_signed_copy`,
        `UPDATE minutes SET version = version + 1 WHERE id = '${minutes.id}'`,
        insert(`minutes_id, 3, '%PDF-1'::bytea, 6, sha256`, one),
        insert(`minutes_id, 3, 'MZ'::bytea, 2, encode(sha256('MZ'::bytea), 'hex')`, one),
        insert(`'${unsigned.body.id}'::uuid, 1, pdf, size, sha256`, one),
      ])
        await expect(role.query(statement)).rejects.toThrow();
    } finally {
      await role.end();
    }
  });

  it('give the holder the extract of the own dossier, and nothing before the decision', async () => {
    const id = room.applications[0]?.id ?? '';
    const organisation = await app.database.read.application.findUniqueOrThrow({
      where: { id },
      select: { organisationId: true },
    });
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.organisationId });
    const extract = (actor: TestActor): Promise<Reply<MinutesExtractsView>> =>
      app.get<MinutesExtractsView>(`/v1/applications/${id}/minutes-extract`, actor);
    expect((await extract(holder)).body.items).toEqual([]);
    expect((await read(holder)).status).toBe(403);
    await app.database.read.application.update({ where: { id }, data: { state: 'REFUSED' } });
    const { body } = await extract(holder);
    expect(body.items).toMatchObject([{ minutesId: minutes.id, result: 'FAVOURABLE', corrections: ['Lire « 3 voix pour ».'] }]);
    expect(JSON.stringify(body)).not.toContain('Projet utile');
  });
});

it('draws up minutes of a session adjourned for want of quorum', async () => {
  const other = await VotingRoom.open(app, call, { department: '09' });
  const { id } = await makeSession(app, {
    committee: other.committee,
    call,
    applications: [],
    state: 'CONVENED',
    present: other.committee.members.slice(0, 1),
  });
  await must(app.post(`/v1/sessions/${id}/adjourn`, other.secretary));
  const { status, body } = await draft(id, other.secretary);
  expect(status).toBe(201);
  expect(textOf(body)).toContain('Le quorum n’étant pas atteint, la séance a été ajournée');
  expect(textOf(body)).toContain('quorum non atteint');
});

it('case 21: says of a written deliberation below half that it is not valid, that nothing is decided, and who took part', async () => {
  const made = await makeWritten(['FOR', 'FOR']);
  await app.app.get(SessionsClock).tick(app.clock.now());
  const { status, body } = await draft(made.session.id, made.committee.secretary);
  expect(status).toBe(201);
  expect(dataOf(body)).toMatchObject({
    state: 'INVALID',
    mode: 'WRITTEN',
    session: { quorum: { present: 2, required: 3, reached: false } },
  });
  const said = textOf(body);
  expect(said).toContain('La délibération par échange d’écrits n’est pas valable, trop peu de membres y ayant participé');
  expect(said).toContain('Point reporté. Motif :');
  expect(said).toContain('art. 4 II');
  // Nobody reads an opinion in it.
  expect(said).not.toMatch(/avis favorable|avis défavorable/i);
  expect(itemOf(body, 0)).toMatchObject({ outcome: 'DEFERRED', result: null, count: null });
});

describe('minutes that nobody signs', () => {
  const day = 24 * 3_600_000;
  const ended = async (department: string, settings = {}): Promise<{ id: string; committee: MadeCommittee; closedAt: Date }> => {
    const committee = await makeCommittee(app, { department, size: 3, settings });
    const { id } = await makeSession(app, { committee, call, applications: [], state: 'CONVENED', present: committee.members });
    await must(app.post(`/v1/sessions/${id}/open`, committee.secretary));
    await must(app.post(`/v1/sessions/${id}/close`, committee.secretary));
    return { id, committee, closedAt: app.clock.now() };
  };
  const told = async (actor: TestActor): Promise<string[]> => {
    await app.jobs.drain();
    const { body } = await app.get<{ items: { kind: string; href: string }[] }>('/v1/notifications', actor);
    return body.items.filter(({ kind }) => kind === 'minutesUnsigned').map(({ href }) => href);
  };
  const waiting = async (actor: TestActor): Promise<{ href: string; until: string }[]> =>
    (await app.get<{ items: { href: string; until: string }[] }>('/v1/desk/worklist?kind=MINUTES_TO_SIGN', actor)).body.items;
  const tick = (now: Date): Promise<number> => app.app.get(MinutesClock).tick(now);

  it('wait on the president and the secretary until the last day, and are recalled to them once, then', async () => {
    // What other tests left unsigned is told first.
    await tick(new Date(app.clock.now().getTime() + 400 * day));
    const { id, committee, closedAt } = await ended('66');
    const [president, member] = committee.members.map(({ actor }) => actor);
    const at = (days: number): Date => new Date(closedAt.getTime() + days * day);
    for (const actor of [committee.secretary, president!]) {
      const [work, ...others] = await waiting(actor);
      expect([work?.href, others]).toEqual([`/v1/sessions/${id}/minutes`, []]);
      expect(formatLegal(new Date(work?.until ?? ''), 'Europe/Paris', 'fr')).toContain(
        formatDay(localDate(at(15), 'Europe/Paris'), 'fr'),
      );
    }
    expect(await waiting(member!)).toEqual([]);
    expect(await tick(at(14))).toBe(0);
    const both = await Promise.all([tick(at(15)), tick(at(15))]);
    expect(both.sort()).toEqual([0, 1]);
    expect(await tick(at(30))).toBe(0);
    for (const actor of [committee.secretary, president!]) expect(await told(actor)).toEqual([`/v1/sessions/${id}`]);
    expect(await told(member!)).toEqual([]);
    const drafted = await draft(id, committee.secretary);
    expect((await sign(president!, drafted.body.version, drafted.body.id)).status).toBe(200);
    expect(await waiting(president!)).toEqual([]);
  });

  it('are recalled as the committee sets, and not once signed', async () => {
    const { id, committee, closedAt } = await ended('46', { minutesDays: 2 });
    const drafted = await draft(id, committee.secretary);
    const at = (days: number): Date => new Date(closedAt.getTime() + days * day);
    expect(await tick(at(1))).toBe(0);
    expect((await sign(committee.members[0]!.actor, drafted.body.version, drafted.body.id)).status).toBe(200);
    expect(await tick(at(400))).toBe(0);
    expect(await told(committee.secretary)).toEqual([]);
  });
});
