import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser, type AddressObject } from 'mailparser';

import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';

interface View {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly code?: string;
  readonly reasons?: { rule: string; pointer?: string; message: string }[];
}
interface Consultation {
  readonly sealed: boolean;
  readonly items: {
    department: string;
    agency: string;
    opinion: string | null;
    reasons: string | null;
    givenAt: string | null;
  }[];
}

describe('a project over two departments', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-consultation-'));
  let app: TestApp;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let representative: TestActor;
  let caf: TestActor;
  let ddets: TestActor;
  let otherCaf: TestActor;
  let otherDdets: TestActor;
  let jury: TestActor;

  const url = (id: string, rest = ''): string => `/v1/applications/${id}${rest}`;
  const OPINION = { department: '66', agency: 'CAF', opinion: 'WITH_RESERVES', reasons: 'Le besoin est le même chez nous.' };
  const rules = ({ reasons = [] }: View): [string, string | undefined][] => reasons.map(({ rule, pointer }) => [rule, pointer]);
  const complete = (extra: object = {}): ReturnType<typeof makeApplication> =>
    makeApplication(app, {
      call,
      organisation,
      department: '11',
      state: 'COMPLETE',
      columns: { consultedDepartments: ['66'] },
      ...extra,
    });
  const received = async (): Promise<string[]> => {
    await app.jobs.drain();
    const mails: string[] = [];
    for (const name of readdirSync(join(folder, 'mail')).sort()) {
      const path = join(folder, 'mail', name);
      const parsed = await simpleParser(readFileSync(path));
      rmSync(path);
      const to = (parsed.to as AddressObject).value.map(({ address }) => address).join();
      mails.push(`${String(parsed.subject).split(' — ')[0]} → ${to}`);
    }
    return mails.sort();
  };

  beforeAll(async () => {
    app = await TestApp.start({ environment: { DATA_DIR: folder } });
    call = await makeCall(app);
    organisation = await makeOrganisation(app, { department: '11' });
    representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-11' });
    otherCaf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-66' });
    otherDdets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-66' });
    jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    await app.jobs.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is filed to the lead department; the other one is told and reads it', async () => {
    const created = await app.post<View>('/v1/applications', representative, {
      body: { callId: call.id, organisationId: organisation.id, department: '11', title: 'Micro-crèche' },
    });
    const { id } = created.body;
    const wrong = { ...makeContent(call), otherDepartments: ['11', '75', '66'] };
    await app.patch(url(id), representative, { body: wrong, ifMatch: 1 });
    const refused = await app.post<View>(url(id, '/submit'), representative);
    expect(refused.status).toBe(422);
    expect(rules(refused.body)).toEqual([
      ['otherDepartmentsOfCall', '/otherDepartments/0'],
      ['otherDepartmentsOfCall', '/otherDepartments/1'],
    ]);
    expect((await app.get(url(id), otherCaf)).status).toBe(404);
    const faults = await app.patch<{ errors: { pointer: string }[] }>(url(id), representative, {
      body: { otherDepartments: ['99'] },
      ifMatch: 2,
    });
    expect([faults.status, faults.body.errors.map(({ pointer }) => pointer)]).toEqual([400, ['/otherDepartments/0']]);
    await app.patch(url(id), representative, { body: { otherDepartments: ['66'] }, ifMatch: 2 });
    expect((await app.post<View>(url(id, '/submit'), representative)).body.state).toBe('SUBMITTED');
    expect((await app.get(url(id), otherCaf)).status).toBe(200);
    expect((await app.get(url(id), otherDdets)).status).toBe(200);
    const email = ({ personId }: TestActor): string => `${personId}@example.org`;
    expect(await received()).toEqual(
      [
        `Accusé de réception → ${email(representative)}`,
        `Nouveau dossier à instruire → ${email(caf)}`,
        `Nouveau dossier à instruire → ${email(ddets)}`,
        `Votre avis est demandé sur un dossier → ${email(otherCaf)}`,
        `Votre avis est demandé sur un dossier → ${email(otherDdets)}`,
      ].sort(),
    );
    // Not yet: the opinion is on a complete dossier.
    const early = await app.post<View>(url(id, '/give-consultation'), otherCaf, { body: OPINION });
    expect([early.status, early.body.code]).toEqual([409, 'transition-not-allowed']);
    expect((await app.get<Consultation>(url(id, '/consultation'), caf)).body.items).toHaveLength(2);

    // A department named while completing is told then, and those that knew are not told twice.
    const incomplete = await app.post<View>(url(id, '/declare-incomplete'), caf, {
      body: { items: [{ code: 'RIB', label: 'RIB' }] },
    });
    const edited = await app.patch<View>(url(id), representative, {
      body: { otherDepartments: ['66', '81'] },
      ifMatch: incomplete.body.version,
    });
    expect(edited.status).toBe(200);
    const newcomer = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-81' });
    expect((await app.get(url(id), newcomer)).status).toBe(404);
    await received();
    expect((await app.post(url(id, '/answer-completion'), representative)).status).toBe(200);
    expect((await app.get(url(id), newcomer)).status).toBe(200);
    expect(await received()).toEqual([
      `Compléments reçus → ${email(representative)}`,
      `Votre avis est demandé sur un dossier → ${email(newcomer)}`,
    ]);
  });

  it('gets one opinion from each consulted agency, kept from the holder until the decision', async () => {
    const { id } = await complete();
    const given = await app.post<View>(url(id, '/give-consultation'), otherCaf, { body: OPINION, key: `key-${id}` });
    expect([given.status, given.body.state, given.body.version]).toEqual([200, 'COMPLETE', 2]);
    const again = await app.post<View>(url(id, '/give-consultation'), otherCaf, { body: OPINION, key: `key-${id}` });
    expect([again.headers['idempotent-replayed'], again.body]).toEqual(['true', given.body]);
    const second = await app.post<View>(url(id, '/give-consultation'), otherCaf, { body: OPINION });
    expect([second.status, rules(second.body)]).toEqual([422, [['oneOpinionPerAgency', '/department']]]);

    const mine = { ...OPINION, givenAt: app.clock.now().toISOString() };
    const waited = { department: '66', agency: 'DDETS', opinion: null, reasons: null, givenAt: null };
    for (const reader of [caf, ddets, jury])
      expect((await app.get<Consultation>(url(id, '/consultation'), reader)).body).toEqual({
        sealed: false,
        items: [mine, waited],
      });
    // Each consulted agency reads its own, and nothing of the other's.
    expect((await app.get<Consultation>(url(id, '/consultation'), otherCaf)).body).toEqual({ sealed: true, items: [mine] });
    expect((await app.get<Consultation>(url(id, '/consultation'), otherDdets)).body).toEqual({ sealed: true, items: [waited] });
    for (const reader of [otherDdets, representative])
      expect(JSON.stringify((await app.get(url(id, '/history'), reader)).body)).not.toContain(OPINION.reasons);
    expect(JSON.stringify((await app.get(url(id, '/history'), caf)).body)).toContain(OPINION.reasons);
    expect((await app.get<Consultation>(url(id, '/consultation'), representative)).body).toEqual({ sealed: true, items: [] });
    expect(JSON.stringify((await app.get(url(id), representative)).body)).not.toContain(OPINION.reasons);
    expect(JSON.stringify((await app.get(url(id, '/history'), representative)).body)).not.toContain('giveConsultation');

    const refusal = { reasons: 'Enveloppe épuisée.', appeal: 'Deux mois.', author: 'x', capacity: 'jury', date: '2023-10-01' };
    await app.database.read.application.update({ where: { id }, data: { state: 'REFUSED', refusal } });
    expect((await app.get<Consultation>(url(id, '/consultation'), representative)).body.items).toEqual([mine, waited]);
    await received();
  });

  it('tells the lead agencies that an opinion was given', async () => {
    const { id } = await complete({ state: 'UNDER_EXAMINATION' });
    await received();
    await app.post(url(id, '/give-consultation'), otherDdets, { body: { ...OPINION, agency: 'DDETS' } });
    expect(await received()).toEqual(
      [caf, ddets].map(({ personId }) => `Avis d’un département consulté → ${personId}@example.org`).sort(),
    );
  });

  it('refuses who is not consulted, an opinion for another agency, without reasons, or out of time', async () => {
    const { id } = await complete();
    const post = (actor: TestActor, body: object, ifMatch?: number): Promise<{ status: number; body: View }> =>
      app.post<View>(url(id, '/give-consultation'), actor, { body: { ...OPINION, ...body }, ifMatch });
    expect((await post(caf, {})).status).toBe(403);
    expect((await post(representative, {})).status).toBe(403);
    expect((await post(await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' }), {})).status).toBe(404);
    expect((await post(otherCaf, {}, 7)).status).toBe(412);
    expect((await post(otherCaf, { opinion: 'PERHAPS' })).status).toBe(400);
    const refused = await post(otherCaf, { agency: 'DDETS', reasons: undefined });
    expect([refused.status, rules(refused.body)]).toEqual([
      422,
      [
        ['ownConsultedAgency', '/agency'],
        ['reasonsGiven', '/reasons'],
      ],
    ]);
    expect(rules((await post(otherCaf, { department: '11' })).body)).toEqual([['ownConsultedAgency', '/department']]);
    const interested = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-66' });
    const interest = { applicationId: id, personId: interested.personId, reason: 'élu', declaredAt: app.clock.now() };
    await app.database.read.interest.create({ data: { ...interest, declaredBy: interested.personId } });
    expect((await post(interested, {})).status).toBe(404);
    for (const state of ['SUBMITTED', 'EXAMINED', 'ON_AGENDA'] as const) {
      const { id: other } = await complete({ state });
      const late = await app.post<View>(url(other, '/give-consultation'), otherCaf, { body: OPINION });
      expect([state, late.status]).toEqual([state, 409]);
    }
  });

  it('lets one of twenty at once give the opinion, and keeps it against anyone', async () => {
    const { id } = await complete();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        app.post<View>(url(id, '/give-consultation'), otherCaf, { body: { ...OPINION, reasons: `Motif ${index}` } }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 422)).toHaveLength(19);
    const db = app.database.read;
    expect(await db.consultationOpinion.count({ where: { applicationId: id } })).toBe(1);
    await expect(
      db.$executeRaw`UPDATE consultation_opinion SET reasons = 'x' WHERE application_id = ${id}::uuid`,
    ).rejects.toThrow();
    await expect(db.$executeRaw`DELETE FROM consultation_opinion WHERE application_id = ${id}::uuid`).rejects.toThrow();
    const row = { applicationId: id, department: '81', agencyKind: 'CAF', opinion: 'FAVOURABLE', reasons: ' ' };
    await expect(
      db.consultationOpinion.create({ data: { ...row, givenAt: app.clock.now(), givenBy: newId() } }),
    ).rejects.toThrow();
  });
});
