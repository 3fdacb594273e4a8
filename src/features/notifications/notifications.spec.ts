import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser, type AddressObject } from 'mailparser';

import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { MAILED_MESSAGES } from './mail-plan.js';
import { seatMember } from '../../../test/support/committees.js';

interface Received {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

describe('notifications', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-notices-'));
  let app: TestApp;
  let call: MadeCall;
  let callId: string;
  let applicationId: string;
  let holder: TestActor;
  let caf: TestActor;
  let ddets: TestActor;

  const emailOf = ({ personId }: TestActor): string => `${personId}@example.org`;
  const emit = async (name: string, id: string): Promise<void> => {
    await app.database.transaction(async (tx) => {
      const message = { name, aggregate: 'x', id, actor: { personId: holder.personId, grants: [] }, now: app.clock.now() };
      for (const reaction of app.app.get(WorkflowRegistry).reactionsTo(name))
        await reaction(tx, { ...message, input: undefined, requestId: 'spec', depth: 0 });
    });
    await app.jobs.drain();
  };
  const anInstruction = async (): Promise<string> => {
    const { id } = await app.database.read.instruction.findFirstOrThrow({ where: { applicationId }, select: { id: true } });
    return id;
  };
  /** Mails written since the last look. */
  const received = async (): Promise<Received[]> => {
    const mails: Received[] = [];
    for (const name of readdirSync(join(folder, 'mail')).sort()) {
      const path = join(folder, 'mail', name);
      const parsed = await simpleParser(readFileSync(path));
      rmSync(path);
      const to = (parsed.to as AddressObject).value.map(({ address }) => address).join();
      mails.push({ to, subject: parsed.subject ?? '', text: parsed.text ?? '', messageId: parsed.messageId ?? '' });
    }
    return mails;
  };

  beforeAll(async () => {
    app = await TestApp.start({ environment: { DATA_DIR: folder } });
    const db = app.database.read;
    call = await makeCall(app);
    callId = call.id;
    const now = app.clock.now();
    const organisationId = newId();
    await db.organisation.create({
      data: {
        id: organisationId,
        siret: '21310555400017',
        name: 'Commune d’Essai',
        holderType: 'COMMUNE',
        department: '31',
        createdAt: now,
      },
    });
    applicationId = newId();
    const common = { createdBy: newId(), createdAt: now, updatedAt: now, stateSince: now, content: {} };
    await db.application.create({
      data: {
        ...common,
        id: applicationId,
        number: '2023-31-00001',
        callId,
        organisationId,
        department: '31',
        title: 'Crèche <à horaires> étendus',
        state: 'SUBMITTED',
        submittedVersion: 1,
        completion: {
          items: [{ code: 'rib', label: 'Relevé d’identité bancaire' }],
          dueOn: '2023-07-15',
          dueAt: '2023-07-15T21:59:59.999Z',
        },
        jointOutcome: 'UNFAVOURABLE',
      },
    });
    await db.applicationVersion.create({
      data: {
        applicationId,
        number: 1,
        receiptNumber: 'R-2023-31-00001-1',
        content: { title: 'Crèche <à horaires> étendus' },
        hash: 'h',
        late: false,
        submittedAt: now,
        submittedBy: newId(),
        callSpec: 1,
      },
    });
    holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'REG-76' });
    await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-75' });
    const interested = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    await db.interest.create({
      data: { applicationId, personId: interested.personId, reason: 'élu', declaredAt: now, declaredBy: interested.personId },
    });
    await app.jobs.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sends the receipt to the holder, and a notice to both agencies of the department, to nobody else', async () => {
    await emit('application.submitted', applicationId);
    const mails = await received();
    expect(mails.map(({ to }) => to).sort()).toEqual([emailOf(holder), emailOf(caf), emailOf(ddets)].sort());
    const receipt = mails.find(({ to }) => to === emailOf(holder));
    expect(receipt?.subject).toBe('Accusé de réception — 2023-31-00001');
    expect(receipt?.text).toContain('Dossier déposé le 15 juin 2023 à 10:00 (heure de Paris).');
    expect(receipt?.text).toContain('R-2023-31-00001-1');
    const [kept] = await app.database.read.acknowledgement.findMany();
    for (const part of (kept?.letter as { fr: { body: string[] } }).fr.body) expect(receipt?.text).toContain(part);
    const rows = await app.database.read.outbox.findMany({ where: { job: 'notification.letter' } });
    expect(mails.map(({ messageId }) => messageId).sort()).toEqual(rows.map(({ id }) => `<${id}@cofund.invalid>`).sort());
    expect(await app.database.read.mailSent.count()).toBe(3);
    // Identifiers alone: no name, no address.
    expect(JSON.stringify(rows.map(({ payload }) => payload))).not.toMatch(/@|Camille|Commune/);
  });

  it('writes in English to who asked for it', async () => {
    await app.database.read.person.update({ where: { id: holder.personId }, data: { locale: 'en' } });
    await emit('application.incomplete', applicationId);
    const [mail] = await received();
    expect(mail?.subject).toBe('Missing documents — 2023-31-00001');
    expect(mail?.text).toContain('- Relevé d’identité bancaire');
    expect(mail?.text).toContain('Answer by 15 July 2023 at 23:59 (Paris time).');
    await app.database.read.person.update({ where: { id: holder.personId }, data: { locale: 'fr' } });
  });

  it('carries a decision word for word as archived, and nothing as long as its author is not known', async () => {
    const db = app.database.read;
    const reasons = 'Hors du périmètre.';
    const refusal = {
      reasons,
      appeal: 'Tribunal administratif, deux mois.',
      author: 'x',
      capacity: 'regionalJury',
      date: '2023-10-01',
    };
    const stateSince = app.clock.now();
    await db.application.update({ where: { id: applicationId }, data: { state: 'REFUSED', stateSince, refusal } });
    await emit('application.refused', applicationId);
    expect(await received()).toEqual([]);
    const { personId: author } = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    await db.application.update({ where: { id: applicationId }, data: { refusal: { ...refusal, author } } });
    await emit('application.refused', applicationId);
    const mails = await received();
    expect(mails.map(({ to }) => to)).toEqual([emailOf(holder)]);
    const letter = await db.letter.findFirstOrThrow();
    expect(mails[0]?.subject).toBe(letter.title);
    expect(mails[0]?.text.replace(/\s+/g, ' ')).toContain(letter.text.replace(/\s+/g, ' '));
    expect(mails[0]?.text).toContain('Motifs : Hors du périmètre.');
    expect(mails[0]?.text).toContain('Tribunal administratif, deux mois.');
    // No opinion of an agency.
    expect(mails[0]?.text).not.toMatch(/favorable|UNFAVOURABLE|CAF|DDETS/i);
  });

  it('convenes the members in office, and says at a second session that no quorum is needed', async () => {
    const db = app.database.read;
    const [committeeId, firstId, secondId] = [newId(), newId(), newId()];
    const now = app.clock.now();
    const member = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' });
    const former = await app.actor({ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' });
    const startsAt = new Date('2023-01-01');
    await db.committee.create({
      data: {
        id: committeeId,
        department: '31',
        departments: ['31'],
        name: 'CDSF 31',
        kind: 'CDSF',
        settings: {},
        startsAt,
        createdAt: now,
      },
    });
    await seatMember(app, { committeeId, personId: member.personId, startsAt });
    await seatMember(app, { committeeId, personId: former.personId, startsAt, endsAt: new Date('2023-02-01') });
    const session = { committeeId, callId, department: '31', place: 'Préfecture', createdAt: now, quorumRequired: 7 };
    const scheduledAt = new Date('2023-09-20T12:00:00Z');
    // An agenda is written while its session is a draft, and the second session takes up the first one's.
    for (const [id, secondOfId, state] of [
      [firstId, null, 'ADJOURNED'],
      [secondId, firstId, 'CONVENED'],
    ] as const) {
      await db.committeeSession.create({ data: { ...session, id, scheduledAt, secondOfId, state: 'DRAFT' } });
      await db.agendaItem.create({ data: { id: newId(), sessionId: id, applicationId, position: 1, state: 'PENDING' } });
      await db.committeeSession.update({ where: { id }, data: { state } });
    }

    await emit('session.convened', secondId);
    const mails = await received();
    expect(mails.map(({ to }) => to)).toEqual([emailOf(member)]);
    expect(mails[0]?.text).toContain('20 septembre 2023 à 14:00 (heure de Paris)');
    expect(mails[0]?.text).toContain('Lieu : Préfecture');
    expect(mails[0]?.text).toContain('2023-31-00001 — Crèche <à horaires> étendus — Commune d’Essai');
    expect(mails[0]?.text).toContain('sans condition de quorum');

    await emit('session.convened', firstId);
    expect((await received())[0]?.text).toContain('Quorum : 7 membres.');
  });

  it('tells the agencies of an opening, and nobody whose account is closed', async () => {
    await app.database.read.person.update({ where: { id: ddets.personId }, data: { disabledAt: app.clock.now() } });
    await emit('call.opened', callId);
    const mails = await received();
    const addresses = mails.map(({ to }) => to);
    expect(addresses).toContain(emailOf(caf));
    expect(addresses).not.toContain(emailOf(ddets));
    expect(mails[0]?.text).toContain('Date limite de dépôt : 31 août 2023 à 23:59 (heure de Paris).');
  });

  it('tells those who have a draft why the call was amended, and that what they wrote is kept', async () => {
    const db = app.database.read;
    const drafter = newId();
    await db.organisation.create({
      data: {
        id: drafter,
        siret: '21310555400025',
        name: 'Commune',
        holderType: 'COMMUNE',
        department: '31',
        createdAt: app.clock.now(),
      },
    });
    const call = await makeCall(app);
    const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: drafter });
    const body = { callId: call.id, organisationId: drafter, department: '31', title: 'Brouillon' };
    expect((await app.post('/v1/applications', editor, { body })).status).toBe(201);
    const manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    await received();
    const reasons = 'Précision sur la pièce n° 4.';
    expect((await app.post(`/v1/calls/${call.id}/amend`, manager, { body: { reasons, text: 'Texte précisé.' } })).status).toBe(
      200,
    );
    await app.jobs.drain();
    const mails = await received();
    expect(mails.map(({ to }) => to)).toEqual([emailOf(editor)]);
    expect(mails[0]?.subject).toContain('Appel à projets modifié');
    expect(mails[0]?.text).toContain('Motif : Précision sur la pièce n° 4.');
    expect(mails[0]?.text).toContain('Ce que vous avez écrit est conservé.');
  });

  it.each(MAILED_MESSAGES)('has a row for %s as soon as the act is committed', async (name) => {
    const count = () => app.database.read.outbox.count({ where: { job: 'notification.announce' } });
    const before = await count();
    // The reactions of the examination and of the receipts read the row that the message is about.
    const filed = ['application.submitted', 'application.filedLate', 'application.completionAnswered'].includes(name);
    const id = filed ? (await makeApplication(app, { call })).id : newId();
    await emit(name, name.startsWith('instruction.') ? await anInstruction() : id);
    expect(await count()).toBe(before + 1);
    expect(await app.database.read.outbox.count({ where: { failedAt: { not: null } } })).toBe(0);
  });
});
