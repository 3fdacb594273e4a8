import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LettersClock } from '../src/features/letters/letters.clock.js';
import { WRITE_LETTER } from '../src/features/letters/letter-jobs.js';
import { newId } from '../src/kernel/ids.js';
import { Outbox } from '../src/platform/jobs/outbox.js';
import { TestApp, type TestActor } from './support/app.js';
import { DECISION, ENGAGEMENT, makeAward, makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { takeMails, type Mail } from './support/mails.js';
import { makeDossier, type MadeDossier } from './support/remedies.js';

const SIGNATORY = { name: 'Dominique Préfet', capacity: 'directrice régionale', service: 'DREETS Occitanie' };
const COURT_97 = { courtDepartment: '31', court: 'tribunal administratif de Toulouse' };

interface Letter {
  readonly id: string;
  readonly kind: string;
  readonly leg: string;
  readonly title: string;
  readonly body: string[];
  readonly author: string;
  readonly capacity: string;
  readonly sentAt: string | null;
  readonly sendings: { personId: string; messageId: string }[];
}

describe('letters of decisions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-letters-'));
  let app: TestApp;
  let people: Deciders;
  let caf: TestActor;
  let call: MadeCall;
  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-11-20T09:00:00Z', environment: { DATA_DIR: folder } });
    people = await makeDeciders(app);
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    call = await makeCall(app, {
      state: 'UNDER_SELECTION',
      settings: { committeeRequired: false, appeals: COURT_97, letters: { signatory: SIGNATORY } },
    });
    await app.jobs.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true });
  });

  /** Mails to this person since the last look, the others thrown away. */
  async function mailsTo({ personId }: TestActor): Promise<Mail[]> {
    await app.jobs.drain();
    return (await takeMails(folder)).filter(({ to }) => to === personId);
  }
  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const listOf = async ({ id }: { id: string }, actor: TestActor): Promise<Letter[]> =>
    (await app.get<{ items: Letter[] }>(`/v1/applications/${id}/letters`, actor)).body.items;
  const one = async (id: string, actor: TestActor): Promise<Letter> => (await app.get<Letter>(`/v1/letters/${id}`, actor)).body;
  const onlyLetter = async (dossier: MadeDossier): Promise<Letter> => {
    const items = await listOf(dossier, dossier.representative);
    expect(items).toHaveLength(1);
    return one(items[0]?.id ?? '', dossier.representative);
  };
  const refuse = (dossier: MadeDossier, body: object = { reasons: 'Besoin non établi.' }) =>
    app.post(`/v1/applications/${dossier.id}/refuse`, people.jury, { body, ifMatch: 1 });

  it('writes a refusal once, sends it word for word, and serves the very bytes that it stored', async () => {
    const dossier = await makeDossier(app, { call, state: 'COMMITTEE_UNFAVOURABLE' });
    expect((await refuse(dossier)).status).toBe(200);
    const [mail, ...others] = await mailsTo(dossier.representative);
    expect(others).toEqual([]);
    const letter = await onlyLetter(dossier);
    expect(letter).toMatchObject({ kind: 'REFUSAL', leg: '', title: `Dossier non retenu — ${String(dossier.number)}` });
    expect(letter.capacity).toBe('jury régional');
    expect(mail?.subject).toBe(letter.title);
    expect(flat(mail?.text ?? '')).toContain(flat(letter.body.join(' ')));
    const text = letter.body.join('\n');
    for (const part of [
      'Motifs : Besoin non établi.',
      `Décision du 20 novembre 2023 : ${letter.author}, jury régional, Jury régional, Occitanie.`,
      'CRPA, article L212-2',
      'un recours gracieux au jury régional',
      'tribunal administratif de Toulouse',
      'Notifiée le 20 novembre 2023, elle peut l’être jusqu’au 22 janvier 2024 inclus',
    ])
      expect(text).toContain(part);
    expect(letter.sendings).toMatchObject([{ means: 'EMAIL', personId: dossier.representative.personId }]);

    const pdf = await fetch(`${app.address}/v1/letters/${letter.id}/pdf`, {
      headers: { authorization: `Bearer ${dossier.representative.token}` },
    });
    const bytes = Buffer.from(await pdf.arrayBuffer());
    const stored = await app.database.read.letter.findUniqueOrThrow({ where: { id: letter.id } });
    expect(bytes.equals(Buffer.from(stored.pdf))).toBe(true);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(pdf.headers.get('x-content-sha256'));
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(bytes.subarray(0, 8).toString()).toBe('%PDF-1.7');
    expect((await app.get(`/v1/letters/${letter.id}/verification`, caf)).body).toMatchObject({
      status: 'GENUINE',
      data: { genuine: true },
      text: { genuine: true },
      pdf: { genuine: true },
    });
  });

  it('writes one letter whatever is delivered again, and the same row after a crash', async () => {
    const dossier = await makeDossier(app, { call, state: 'COMMITTEE_UNFAVOURABLE' });
    await refuse(dossier);
    await app.jobs.drain();
    const [before] = await app.database.read.letter.findMany({ where: { applicationId: dossier.id } });
    // As if the outbox row had come twice, then the clock on top.
    const row = { job: 'letters.write', payload: { subjectId: dossier.id }, createdAt: app.clock.now() };
    await app.database.read.outbox.createMany({ data: [1, 2, 3].map(() => ({ id: newId(), ...row })) });
    await app.jobs.drain();
    await app.app.get(LettersClock).tick(new Date('2023-11-20T12:00:00Z'));
    expect(await app.database.read.letter.findMany({ where: { applicationId: dossier.id } })).toEqual([before]);
    expect(await app.database.read.letterSending.count({ where: { letterId: before?.id ?? '' } })).toBe(1);
  });

  it('case 39: a refusal without appeal text cannot be sent, and raises an alarm until it has one', async () => {
    const refusal = {
      reasons: 'Besoin non établi.',
      appeal: ' ',
      author: people.jury.personId,
      capacity: 'regionalJury',
      date: app.clock.now().toISOString(),
    };
    const dossier = await makeDossier(app, { call, state: 'REFUSED', columns: { refusal } });
    const clock = app.app.get(LettersClock);
    const soon = new Date('2023-11-20T09:14:59Z');
    const later = new Date('2023-11-20T09:15:00Z');
    await clock.tick(later);
    expect(await mailsTo(dossier.representative)).toEqual([]);
    expect(await listOf(dossier, dossier.representative)).toEqual([]);
    // Nothing was notified: no time limit runs (CJA R421-5).
    expect((await app.get(`/v1/applications/${dossier.id}/time-limits`, dossier.representative)).body).toMatchObject({
      court: { state: 'NOT_RUNNING' },
    });

    const { manager, auditor } = people;
    const administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    const elsewhere = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-11' });
    const alarms = async (actor: TestActor) =>
      (await app.get<{ items: { applicationId: string; missing: string[] }[] }>('/v1/alarms', actor)).body.items.filter(
        ({ applicationId }) => applicationId === dossier.id,
      );
    app.clock.set(soon);
    expect(await alarms(auditor)).toEqual([]);
    app.clock.set(later);
    for (const actor of [manager, auditor, administrator])
      expect(await alarms(actor)).toMatchObject([{ alarm: 'LETTER_MISSING', decision: 'REFUSED', missing: ['appeal'] }]);
    expect(await alarms(elsewhere)).toEqual([]);
    expect((await app.get('/health', auditor)).body).toMatchObject({ status: 'degraded' });
    expect((await app.get<string>('/metrics')).body).toMatch(/cofund_alarms\{alarm="LETTER_MISSING"\} [1-9]/);

    // PostgreSQL refuses such a letter too, whoever writes it.
    const other = await makeDossier(app, { call, state: 'COMMITTEE_UNFAVOURABLE' });
    await refuse(other);
    await app.jobs.drain();
    const { id, ...written } = await app.database.read.letter.findFirstOrThrow({ where: { applicationId: other.id } });
    const forged = { ...written, id: newId(), decidedAt: new Date('2023-11-21T00:00:00Z') };
    for (const gap of [{ appeal: ' ' }, { reasons: '' }, { author: ' ' }, { capacity: '' }, { textSha256: written.dataSha256 }])
      await expect(app.database.read.letter.create({ data: { ...forged, ...gap } })).rejects.toThrow(
        /letter_(lawful|signed|hashed)/,
      );
    expect(id).not.toBe(forged.id);

    // Put right, it leaves by itself.
    await app.database.read.application.update({
      where: { id: dossier.id },
      data: { refusal: { ...refusal, appeal: 'TA, deux mois.' } },
    });
    await clock.tick(later);
    expect((await mailsTo(dossier.representative)).map(({ subject }) => subject)).toEqual([
      `Dossier non retenu — ${String(dossier.number)}`,
    ]);
    expect(await alarms(auditor)).toEqual([]);
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
  });

  it('a letter that nobody could receive is an alarm, and leaves once somebody can', async () => {
    const dossier = await makeDossier(app, { call, state: 'COMMITTEE_UNFAVOURABLE' });
    const gone = { where: { personId: dossier.representative.personId } };
    await app.database.read.grant.updateMany({ ...gone, data: { endsAt: new Date('2023-11-20T08:00:00Z') } });
    await refuse(dossier);
    await app.jobs.drain();
    const later = new Date('2023-11-20T09:20:00Z');
    app.clock.set(later);
    const alarms = await app.get<{ items: object[] }>('/v1/alarms?alarm=LETTER_UNSENT', people.manager);
    expect(alarms.body.items).toMatchObject([{ applicationId: dossier.id, alarm: 'LETTER_UNSENT', missing: [] }]);
    const clock = app.app.get(LettersClock);
    expect(await clock.tick(later)).toBe(0);
    const successor = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: dossier.organisation.id });
    expect(await clock.tick(later)).toBe(1);
    // Handed over already: a second look adds nothing.
    expect(await clock.tick(later)).toBe(0);
    expect(await mailsTo(successor)).toHaveLength(1);
    expect((await app.get<{ items: object[] }>('/v1/alarms?alarm=LETTER_UNSENT', people.manager)).body.items).toEqual([]);
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
  });

  it('tells an award with the parts of both funders, in one letter or in one each', async () => {
    const apart = await makeCall(app, {
      state: 'UNDER_SELECTION',
      settings: {
        committeeRequired: false,
        letters: { award: 'PER_LEG' },
        appeals: {
          byFunder: [{ funderCode: 'CNAF', court: 'tribunal judiciaire de Toulouse', text: { fr: 'Recours Caf.', en: 'Caf.' } }],
        },
      },
    });
    for (const [of, legs] of [
      [call, ['']],
      [apart, ['CNAF', 'STATE']],
    ] as const) {
      const organisation = (await makeDossier(app, { call: of, state: 'DRAFT', holderType: 'COMMUNE' })).organisation;
      const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
      const award = await makeAward(app, { call: of, organisation });
      for (const [funder, officer] of [
        ['STATE', people.state],
        ['CNAF', people.cnaf],
      ] as const)
        expect(
          (await app.post(`/v1/awards/${award.id}/legs/${funder}/decide`, officer, { body: DECISION, ifMatch: 1 })).status,
        ).toBe(200);
      const mails = await mailsTo(holder);
      expect(mails).toHaveLength(legs.length);
      const letters = await listOf(award.application, holder);
      expect(letters.map(({ leg }) => leg).sort()).toEqual([...legs]);
      const texts = await Promise.all(letters.map(async ({ id }) => (await one(id, holder)).body.join('\n')));
      for (const [index, text] of texts.entries()) {
        expect(text).toContain('décision n° ARR-2023-17 du 20 novembre 2023');
        expect(text).toContain('Préfet de la région Occitanie');
        const leg = letters[index]?.leg;
        if (leg === 'CNAF') expect(text).toContain('Recours Caf.');
        expect(text.includes('tribunal judiciaire')).toBe(leg === 'CNAF');
        expect(text.includes('Financeur : État')).toBe(leg !== 'CNAF');
      }
    }
  });

  it('case 41: tells a holder overseas of its three months, leg by leg, and of two where its court is its own', async () => {
    const settings = {
      committeeRequired: false,
      appeals: {
        courtDepartment: '31',
        byFunder: [{ funderCode: 'CNAF', courtDepartment: '971', court: 'tribunal de Basse-Terre' }],
      },
    };
    const overseas = await makeCall(app, { state: 'UNDER_SELECTION', settings });
    const dossier = await makeDossier(app, { call: overseas, state: 'COMMITTEE_UNFAVOURABLE', holderDepartment: '971' });
    await refuse(dossier);
    await app.jobs.drain();
    const text = (await onlyLetter(dossier)).body.join('\n');
    const [, state = '', cnaf = ''] = text.split(/Pour la part « (?:État|Cnaf) » :/);
    expect(state).toContain('dans les trois mois');
    expect(state).toContain('jusqu’au 20 février 2024 inclus');
    expect(state).toContain('CJA, article R421-7');
    expect(cnaf).toContain('tribunal de Basse-Terre');
    expect(cnaf).toContain('dans les deux mois');
    expect(cnaf).toContain('jusqu’au 22 janvier 2024 inclus');
    // The application takes the appeal for as long as one of the two courts may be seized.
    const fileAt = async (now: string) => {
      app.clock.set(new Date(now));
      const { status } = await app.post(`/v1/applications/${dossier.id}/appeals`, dossier.representative, {
        body: { kind: 'GRACIEUX', grounds: 'Le besoin est établi.' },
      });
      return status;
    };
    expect(await fileAt('2024-02-20T23:00:00Z')).toBe(422);
    expect(await fileAt('2024-02-20T22:59:59Z')).toBe(201);
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
  });

  it('tells a refused leg, a late dossier, a place on the reserve list and an appeal, each in its own words', async () => {
    const shortlisted = await makeDossier(app, { call, state: 'DRAFT' });
    const award = await makeAward(app, { call, organisation: shortlisted.organisation });
    const leg = await app.post(`/v1/awards/${award.id}/legs/CNAF/refuse`, people.cnaf, {
      body: { reasons: 'Crédits d’action sociale épuisés.' },
      ifMatch: 1,
    });
    expect(leg.status).toBe(200);
    await app.jobs.drain();
    const [legLetter] = await listOf(award.application, shortlisted.representative);
    expect(legLetter).toMatchObject({ kind: 'LEG_REFUSAL', leg: 'CNAF' });
    const legText = (await one(legLetter?.id ?? '', shortlisted.representative)).body.join('\n');
    expect(legText).toContain('« Cnaf » refuse la part');
    expect(legText).toContain('Motifs : Crédits d’action sociale épuisés.');

    const reserve = await makeDossier(app, { call, state: 'EXAMINED' });
    const rank = { rank: 4, reasons: 'Crédits insuffisants.', expiresOn: '2024-06-30' };
    expect(
      (await app.post(`/v1/applications/${reserve.id}/put-on-reserve`, people.jury, { body: rank, ifMatch: 1 })).status,
    ).toBe(200);
    await app.jobs.drain();
    const reserved = await onlyLetter(reserve);
    expect(reserved.kind).toBe('RESERVE');
    expect(reserved.body).toEqual(
      expect.arrayContaining(['Rang : 4.', 'La liste vaut jusqu’au 30 juin 2024.', 'Motifs : Crédits insuffisants.']),
    );

    // A place that no letter told before is the first one.
    expect(reserved.title).toMatch(/^Dossier en liste complémentaire/);

    // The deadline refuses by itself: who answers for it is the call's own signatory.
    const late = await makeDossier(app, {
      call,
      state: 'LATE',
      columns: {
        refusal: { reasons: 'Reçu hors délai.', appeal: 'TA.', author: 'system', capacity: 'system', date: '2023-11-20' },
      },
    });
    await app.app.get(LettersClock).tick(new Date('2023-11-20T09:30:00Z'));
    await app.jobs.drain();
    const lateLetter = await onlyLetter(late);
    expect(lateLetter).toMatchObject({ kind: 'LATE', author: SIGNATORY.name, capacity: SIGNATORY.capacity });
    expect(await app.database.read.decisionNotice.findMany({ where: { subjectId: late.id } })).toMatchObject([
      { decision: 'LATE' },
    ]);

    const dismissed = await makeDossier(app, { call, state: 'DISMISSED' });
    const filed = await app.post<{ id: string; version: number }>(
      `/v1/applications/${dismissed.id}/appeals`,
      dismissed.representative,
      {
        body: { kind: 'GRACIEUX', grounds: 'La pièce y était.' },
      },
    );
    await app.post(`/v1/appeals/${filed.body.id}/reject`, caf, {
      body: { reasons: 'Elle n’y était pas.' },
      ifMatch: filed.body.version,
    });
    await app.jobs.drain();
    const answers = await listOf(dismissed, dismissed.representative);
    const [answer] = answers.filter(({ kind }) => kind === 'APPEAL_REJECTED');
    const answerText = (await one(answer?.id ?? '', dismissed.representative)).body.join('\n');
    expect(answerText).toContain('Votre recours gracieux, déposé le 20 novembre 2023, est rejeté.');
    expect(answerText).not.toContain('Recours administratif :');
    expect(answerText).toContain('Recours contentieux : dans les deux mois');
  });

  it('tells of a new rank on the reserve list by a new letter, once, and keeps the one before', async () => {
    const signatory = { committeeRequired: false, letters: { signatory: SIGNATORY } };
    const own = await makeCall(app, { state: 'UNDER_SELECTION', settings: signatory });
    const dossiers = [];
    for (const rank of [1, 2, 3]) {
      const dossier = await makeDossier(app, { call: own, state: 'EXAMINED' });
      const body = { rank, reasons: 'Crédits insuffisants.', expiresOn: '2024-06-30' };
      await app.post(`/v1/applications/${dossier.id}/put-on-reserve`, people.jury, { body, ifMatch: 1 });
      dossiers.push(dossier);
    }
    const [moved, other, still] = dossiers as [MadeDossier, MadeDossier, MadeDossier];
    await app.jobs.drain();
    const [before] = await listOf(moved, moved.representative);
    const started = app.clock.now();
    const reorder = async (order: readonly MadeDossier[], version: number): Promise<void> => {
      app.clock.set(new Date(app.clock.now().getTime() + 86_400_000));
      const unmoved = order.indexOf(still) === 2;
      const versions = order.map(({ id }) => ({ applicationId: id, version: unmoved && id === still.id ? 2 : version }));
      const body = { order: versions, reasons: 'Territoires sans offre.' };
      const { status } = await app.post(`/v1/calls/${own.id}/reserve-list/reorder`, people.jury, { body });
      expect(status).toBe(200);
    };
    await takeMails(folder);
    await reorder([other, moved, still], 2);
    const [mail, ...more] = await mailsTo(moved.representative);
    expect(more).toEqual([]);
    expect(flat(mail?.text ?? '')).toContain('Rang : 2. Il remplace le rang 1 indiqué par la lettre du 20 novembre 2023.');
    const letters = await listOf(moved, moved.representative);
    expect(letters.map(({ kind }) => kind)).toEqual(['RESERVE', 'RESERVE']);
    const [kept, told] = await Promise.all([
      one(before?.id ?? '', caf),
      one(letters.find(({ id }) => id !== before?.id)?.id ?? '', caf),
    ]);
    expect(kept.body).toContain('Rang : 1.');
    expect(told.title).toMatch(/^Nouveau rang en liste complémentaire/);
    expect(told.body).toContain('Motifs : Territoires sans offre.');
    expect(told.author).not.toBe('');
    // Who did not move is told nothing; what is delivered again writes nothing.
    expect(await listOf(still, still.representative)).toHaveLength(1);
    const outbox = app.app.get(Outbox);
    const [delivered] = await app.database.read.outbox.findMany({
      where: { job: WRITE_LETTER.name, payload: { equals: { subjectId: moved.id } } },
      take: 1,
    });
    expect(delivered).toBeDefined();
    await app.database.transaction((tx) => outbox.enqueue(tx, WRITE_LETTER, { subjectId: moved.id }, app.clock.now()));
    await app.jobs.drain();
    expect(await listOf(moved, moved.representative)).toHaveLength(2);
    // A rank not told yet is owed like any decision: the alarm sees it, and the clock writes it.
    await app.jobs.stop();
    await reorder([moved, other, still], 3);
    const late = new Date(app.clock.now().getTime() + 86_400_000);
    await app.app.get(LettersClock).tick(late);
    expect(await listOf(moved, moved.representative)).toHaveLength(3);
    await app.jobs.start();
    await app.jobs.drain();
    expect(await listOf(moved, moved.representative)).toHaveLength(3);
    app.clock.set(started);
  });

  it('notifies a share by one letter: decision, act, payments, duties, appeal; its suspension and its lapse by one each', async () => {
    const payments = {
      schedules: [
        {
          tranches: [
            { kind: 'ADVANCE' as const, rate: 7_000, conditions: [{ kind: 'SIGNATURE' as const }] },
            { kind: 'BALANCE' as const, rate: 3_000, conditions: [{ kind: 'REPORT' as const }] },
          ],
        },
      ],
    };
    const byFunder = [{ funderCode: 'CNAF', court: 'tribunal judiciaire de Toulouse', text: { fr: 'Recours Caf.', en: 'Caf.' } }];
    const paid = await makeCall(app, {
      state: 'UNDER_SELECTION',
      settings: { committeeRequired: false, appeals: { byFunder }, payments },
    });
    const { organisation } = await makeDossier(app, { call: paid, state: 'DRAFT', holderType: 'COMMUNE' });
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    const years = [{ year: 2023, cents: 2_500_001 }];
    const award = await makeAward(app, { call: paid, organisation, years });
    const officers = { STATE: people.state, CNAF: people.cnaf };
    const versions = { STATE: 1, CNAF: 1 };
    const act = async (funder: 'STATE' | 'CNAF', event: string, body: object): Promise<void> => {
      const url = `/v1/awards/${award.id}/legs/${funder}/${event}`;
      const reply = await app.post(url, officers[funder], { body, ifMatch: versions[funder] });
      if (reply.status !== 200) throw new Error(`${funder} ${event}: ${reply.status} ${JSON.stringify(reply.body)}`);
      versions[funder] += 1;
    };
    const delegated = { delegationReference: 'Arrêté 2023-12', delegationFrom: '2023-01-01', delegationTo: '2023-12-31' };
    await act('STATE', 'decide', { ...DECISION, ...delegated });
    await act('CNAF', 'decide', { ...DECISION, authority: 'Conseil d’administration de la Caf' });
    for (const funder of ['STATE', 'CNAF'] as const) await act(funder, 'engage', ENGAGEMENT);
    await mailsTo(holder);
    // Payments without bank details are held, which is told apart.
    const told = async (): Promise<Mail[]> => (await mailsTo(holder)).filter(({ subject }) => !subject.startsWith('Versement'));

    // Notified while nothing is delivered: owed, and an alarm after a while, by share.
    await app.jobs.stop();
    for (const funder of ['STATE', 'CNAF'] as const) await act(funder, 'notify', { notifiedOn: '2023-11-20' });
    app.clock.set(new Date('2023-11-20T09:20:00Z'));
    const missing = await app.get<{ items: { subjectId: string; decision: string; missing: string[] }[] }>(
      '/v1/alarms',
      people.manager,
    );
    const owed = missing.body.items.filter(({ subjectId }) => Object.values(award.legs).includes(subjectId));
    expect(owed).toMatchObject([{ decision: 'LEG_NOTIFIED' }, { decision: 'LEG_NOTIFIED' }]);
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
    await app.jobs.start();
    const mails = await told();
    expect(mails.map(({ subject }) => subject.replace(/ — .*/, ''))).toEqual([
      'Notification d’une aide',
      'Notification d’une aide',
    ]);

    const letters = (await listOf(award.application, holder)).filter(({ kind }) => kind === 'LEG_NOTIFICATION');
    expect(letters.map(({ leg }) => leg).sort()).toEqual(['CNAF', 'STATE']);
    const read = async (leg: string): Promise<Letter> => one(letters.find((letter) => letter.leg === leg)?.id ?? '', holder);
    const [state, cnaf] = [await read('STATE'), await read('CNAF')];
    const text = state.body.join('\n');
    for (const part of [
      '« État » vous notifie sa part de l’aide accordée à votre projet : 12 500,01 €',
      `Décision n° ARR-2023-17 du 20 novembre 2023 : ${state.author}, ordonnateur de l’État, pour : Préfet de la région Occitanie, État.`,
      'Décision prise par délégation de signature : Arrêté 2023-12',
      'Arrêté attributif n° ARR-2023-17',
      'Dépense engagée le 20 novembre 2023 sous le n° EJ 2103456789.',
      'au plus tard le 19 janvier 2024',
      'Avance 2023 : dès la notification.',
      'Solde 2023 : une fois accepté le compte rendu financier de 2023.',
      'exercice 2023 : au plus tard le 30 juin 2024.',
      'au plus tard le 20 février 2024',
      'un recours gracieux à l’autorité qui a décidé',
    ])
      expect(text.replace(/[\u00a0\u202f]/g, ' ')).toContain(part);
    expect([text.includes('Recours Caf.'), cnaf.body.includes('Recours Caf.')]).toEqual([false, true]);
    expect(cnaf.body.join('\n')).toContain('tribunal judiciaire de Toulouse');
    const mailed = mails.map(({ text: sent }) => flat(sent));
    for (const { body } of [state, cnaf]) expect(mailed.some((sent) => sent.includes(flat(body.join(' '))))).toBe(true);
    // Its first sending is the notification, and it states the ways of appeal.
    expect(
      await app.database.read.decisionNotice.findMany({ where: { subjectId: { in: Object.values(award.legs) } } }),
    ).toMatchObject([
      { decision: 'LEG_NOTIFIED', statesAppeal: true },
      { decision: 'LEG_NOTIFIED', statesAppeal: true },
    ]);

    // Measures that harm: with reasons and ways of appeal, one letter each time; the end of a suspension is a mail.
    await act('STATE', 'start', { startedOn: '2023-11-20' });
    for (const reasons of ['Compte rendu non remis.', 'Compte rendu faux.']) {
      app.clock.set(new Date(app.clock.now().getTime() + 60_000));
      await act('STATE', 'suspend', { reasons });
      const [suspended, ...others] = await told();
      expect([suspended?.subject.replace(/ — .*/, ''), others]).toEqual(['Suspension d’une aide', []]);
      expect(flat(suspended?.text ?? '')).toContain(`Motifs : ${reasons}`);
      expect(flat(suspended?.text ?? '')).toContain('Recours contentieux : dans les deux mois');
      await act('STATE', 'resume', { reasons: 'Compte rendu remis.' });
      expect((await told()).map(({ subject }) => subject.replace(/ — .*/, ''))).toEqual(['Suspension levée']);
    }
    await act('CNAF', 'lapse', { reasons: 'Projet non commencé.' });
    const [lapsed, ...more] = await told();
    expect([lapsed?.subject.replace(/ — .*/, ''), more]).toEqual(['Caducité d’une aide', []]);
    expect(flat(lapsed?.text ?? '')).toContain('ordonnateur de la Cnaf, Cnaf.');

    // What is delivered again, or looked for again, writes nothing; nor does PostgreSQL keep a second one.
    const outbox = app.app.get(Outbox);
    for (const subjectId of Object.values(award.legs))
      await app.database.transaction((tx) => outbox.enqueue(tx, WRITE_LETTER, { subjectId }, app.clock.now()));
    await app.jobs.drain();
    const kept = await app.database.read.letter.findMany({ where: { subjectId: { in: Object.values(award.legs) } } });
    expect(kept.map(({ kind, leg }) => `${leg} ${kind}`).sort()).toEqual([
      'CNAF LEG_LAPSE',
      'CNAF LEG_NOTIFICATION',
      'STATE LEG_NOTIFICATION',
      'STATE LEG_SUSPENSION',
      'STATE LEG_SUSPENSION',
    ]);
    const [first] = kept;
    await expect(app.database.read.letter.create({ data: { ...first!, id: newId() } })).rejects.toThrow(/Unique constraint/);
    const measure = kept.find(({ kind }) => kind === 'LEG_SUSPENSION')!;
    for (const gap of [{ reasons: ' ' }, { appeal: '' }])
      await expect(
        app.database.read.letter.create({ data: { ...measure, id: newId(), decidedAt: new Date('2023-11-21'), ...gap } }),
      ).rejects.toThrow(/letter_lawful/);
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
  });

  it('keeps letters and sendings as they were, against the application’s own role', async () => {
    for (const table of ['letter', 'letter_sending'])
      for (const sql of [`UPDATE ${table} SET id = id`, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`])
        await expect(app.database.pool.query(sql)).rejects.toThrow(/permission denied/);
  });

  it('shows a letter to those who follow the dossier, to nobody with an interest in it, elsewhere or in the committee', async () => {
    const dossier = await makeDossier(app, { call, state: 'COMMITTEE_UNFAVOURABLE' });
    await refuse(dossier);
    await app.jobs.drain();
    const { id } = await onlyLetter(dossier);
    const interested = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    await app.database.read.interest.create({
      data: {
        applicationId: dossier.id,
        personId: interested.personId,
        reason: 'élu',
        declaredAt: app.clock.now(),
        declaredBy: newId(),
      },
    });
    const stranger = await app.actor({
      role: 'HOLDER_REPRESENTATIVE',
      organisationId: (await makeDossier(app, { call })).organisation.id,
    });
    const neighbour = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-32' });
    const member = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' });
    for (const path of [
      `applications/${dossier.id}/letters`,
      `letters/${id}`,
      `letters/${id}/pdf`,
      `letters/${id}/verification`,
    ]) {
      for (const actor of [dossier.representative, caf, people.state, people.auditor])
        expect([path, (await app.get(`/v1/${path}`, actor)).status]).toEqual([path, 200]);
      for (const actor of [interested, stranger, neighbour])
        expect([path, (await app.get(`/v1/${path}`, actor)).status]).toEqual([path, 404]);
      expect((await app.get(`/v1/${path}`, member)).status).toBe(403);
      expect((await app.get(`/v1/${path}`)).status).toBe(401);
    }
  });
});
