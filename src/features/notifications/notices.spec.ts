// The list, the preferences and the digest of notifications, from the messages that the letters come from.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser, type AddressObject } from 'mailparser';

import { statementsOf } from '../../../test/support/awards.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { issueProof, makeApplication, makeOrganisation, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall } from '../../../test/support/calls.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { deliveryOf, isRequiredByLaw, LETTERS } from './delivery.rules.js';
import { Digests } from './digests.service.js';

interface Notice {
  readonly id: string;
  readonly kind: string;
  readonly href: string | null;
  readonly application: { readonly title: string } | null;
  readonly readAt: string | null;
}
interface Notices {
  readonly items: readonly Notice[];
  readonly page: { readonly next: string | null };
}
interface Preferences {
  readonly version: number;
  readonly timeZone: string;
  readonly digestHour: number;
  readonly preferences: readonly { readonly kind: string; readonly delivery: string; readonly requiredByLaw: boolean }[];
}
interface Problem {
  readonly reasons: readonly { readonly rule: string; readonly pointer: string }[];
}

describe('notices', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-notices-'));
  let app: TestApp;
  let dossier: MadeApplication;
  let holder: TestActor;
  let caf: TestActor;
  let ddets: TestActor;

  const list = async (actor: TestActor, query = ''): Promise<readonly Notice[]> =>
    (await app.get<Notices>(`/v1/notifications?${query}`, actor)).body.items;
  const preferences = async (actor: TestActor): Promise<Preferences> =>
    (await app.get<Preferences>('/v1/notifications/preferences', actor)).body;
  const choose = (actor: TestActor, body: object, ifMatch = 1) =>
    app.patch<Preferences & Problem>('/v1/notifications/preferences', actor, { body, ifMatch });
  const write = async (body = 'Ouvert le samedi ?', actor = holder): Promise<void> => {
    const { status } = await app.post(`/v1/applications/${dossier.id}/messages`, actor, { body: { body } });
    expect(status).toBe(201);
    await app.jobs.drain();
  };
  const submitted = async (): Promise<void> => {
    await app.database.transaction(async (tx) => {
      const actor = { personId: holder.personId, grants: [] };
      const message = { name: 'application.submitted', aggregate: 'application', id: dossier.id, actor, now: app.clock.now() };
      // Last in rank order: the announcement alone, of a dossier that stands already.
      const announce = app.app.get(WorkflowRegistry).reactionsTo(message.name).at(-1);
      await announce?.(tx, { ...message, input: undefined, requestId: 'spec', depth: 0 });
    });
    await app.jobs.drain();
  };
  const mails = async (): Promise<{ to: string; subject: string; text: string }[]> => {
    const found = [];
    for (const name of readdirSync(join(folder, 'mail')).sort()) {
      const path = join(folder, 'mail', name);
      const { to, subject = '', text = '' } = await simpleParser(readFileSync(path));
      rmSync(path);
      found.push({ to: (to as AddressObject).value.map(({ address }) => address).join(), subject, text });
    }
    return found;
  };
  const addressOf = ({ personId }: TestActor): string => `${personId}@example.org`;
  const tick = async (at: string): Promise<number> => {
    const now = new Date(at);
    app.clock.set(now);
    const made = await app.app.get(Digests).tick(now);
    await app.jobs.drain();
    return made;
  };

  beforeAll(async () => {
    app = await TestApp.start({ environment: { DATA_DIR: folder } });
    const call = await makeCall(app);
    const town = await makeOrganisation(app);
    dossier = await makeApplication(app, { call, organisation: town, department: '31', title: 'Crèche du port' });
    await issueProof(app, dossier.id);
    holder = await app.actor({ role: 'HOLDER_EDITOR', organisationId: town.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
    await app.jobs.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells in the application what the letters tell, to the same people', async () => {
    await submitted();
    expect((await mails()).map(({ to }) => to).sort()).toEqual([holder, caf, ddets].map(addressOf).sort());
    expect((await list(holder)).map(({ kind }) => kind)).toEqual(['receipt']);
    const [notice] = await list(caf);
    expect([notice?.kind, notice?.application?.title, notice?.href, notice?.readAt]).toEqual([
      'newApplication',
      'Crèche du port',
      `/v1/applications/${dossier.id}`,
      null,
    ]);
  });

  it('tells of a message without what it says, and not its author', async () => {
    await write('Le code du portail est 1234.');
    const sent = await mails();
    expect(sent.map(({ to }) => to).sort()).toEqual([caf, ddets].map(addressOf).sort());
    for (const { subject, text } of sent) {
      expect(subject).toContain('Nouveau message');
      expect(text).not.toContain('1234');
    }
    await write('Merci', caf);
    expect((await mails()).map(({ to }) => to)).toEqual([addressOf(holder)]);
    const { status } = await app.post(`/v1/applications/${dossier.id}/comments`, caf, { body: { body: 'Entre nous' } });
    expect(status).toBe(201);
    await app.jobs.drain();
    const [comment] = await mails();
    expect([comment?.to, comment?.subject.includes('Nouveau commentaire'), comment?.text.includes('Entre nous')]).toEqual([
      addressOf(ddets),
      true,
      false,
    ]);
  });

  it('marks as read one’s own alone, pages, and asks the database once', async () => {
    const [first] = await list(caf);
    expect((await app.post(`/v1/notifications/${first?.id ?? ''}/read`, ddets)).status).toBe(404);
    expect((await app.post(`/v1/notifications/${first?.id ?? ''}/read`, caf)).body).toEqual({ newlyRead: 1 });
    expect((await app.post(`/v1/notifications/${first?.id ?? ''}/read`, caf)).body).toEqual({ newlyRead: 0 });
    const unread = await list(caf, 'unread=true');
    expect(unread.map(({ id }) => id)).not.toContain(first?.id);
    expect(await list(caf, 'unread=false')).toHaveLength(1);
    const { body } = await app.get<Notices>('/v1/notifications?limit=1', ddets);
    const next = await list(ddets, `limit=1&after=${body.page.next ?? ''}`);
    expect([body.items[0]?.id, next[0]?.id]).toEqual((await list(ddets)).slice(0, 2).map(({ id }) => id));
    expect(await statementsOf(app, () => list(ddets))).toHaveLength(1);
    expect((await app.post<{ newlyRead: number }>('/v1/notifications/read', caf)).body.newlyRead).toBe(unread.length);
    expect(await list(caf, 'unread=true')).toEqual([]);
  });

  it('no longer tells of a dossier that an interest has closed', async () => {
    const torn = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    await write('Encore une question');
    expect((await list(torn))[0]?.application?.title).toBe('Crèche du port');
    await app.database.read.interest.create({
      data: {
        applicationId: dossier.id,
        personId: torn.personId,
        reason: 'x',
        declaredAt: app.clock.now(),
        declaredBy: torn.personId,
      },
    });
    expect(await list(torn)).toEqual([]);
    await mails();
  });

  it('keeps the choices of a person, under their version', async () => {
    const before = await preferences(ddets);
    expect([before.version, before.timeZone, before.digestHour]).toEqual([1, 'Europe/Paris', 7]);
    const chosen = await choose(ddets, {
      preferences: [
        { kind: 'newMessage', delivery: 'DIGEST' },
        { kind: 'newComment', delivery: 'NONE' },
      ],
      timeZone: 'Indian/Reunion',
      digestHour: 8,
    });
    expect([chosen.status, chosen.body.version]).toEqual([200, 2]);
    expect((await choose(ddets, { digestHour: 9 })).status).toBe(412);
    const after = await preferences(ddets);
    expect(after.preferences.find(({ kind }) => kind === 'newMessage')?.delivery).toBe('DIGEST');
    expect([after.timeZone, after.digestHour]).toEqual(['Indian/Reunion', 8]);
    expect((await app.patch('/v1/notifications/preferences', ddets, { body: { digestHour: 9 } })).status).toBe(428);
  });

  it('never lets go of a letter that the law requires', async () => {
    for (const kind of ['receipt', 'incomplete', 'refused', 'awarded', 'convocation']) {
      const { status, body } = await choose(holder, {
        preferences: [
          { kind: 'newMessage', delivery: 'NONE' },
          { kind, delivery: 'DIGEST' },
        ],
      });
      const text = JSON.stringify(body);
      expect([kind, status, text.includes('lettersRequiredByLaw'), text.includes('/preferences/1/delivery')]).toEqual([
        kind,
        422,
        true,
        true,
      ]);
    }
    const zone = await choose(holder, { timeZone: 'Mars/Olympus' });
    expect([zone.status, JSON.stringify(zone.body).includes('timeZoneKnown')]).toEqual([422, true]);
    expect((await choose(holder, { digestHour: 24 })).status).toBe(400);
    for (const letter of LETTERS.filter(isRequiredByLaw)) expect(deliveryOf(letter, { [letter]: 'NONE' })).toBe('IMMEDIATE');
  });

  it('puts what waits in one mail a day, at the person’s own hour, and nothing when nothing waits', async () => {
    await write('Première question');
    await write('Seconde question');
    // DDETS in the digest, the Caf at once.
    expect((await mails()).map(({ to }) => to)).toEqual([addressOf(caf), addressOf(caf)]);
    expect((await list(ddets, 'unread=true')).length).toBeGreaterThan(1);
    // 03:59 UTC is 07:59 in Réunion.
    expect(await tick('2023-06-20T03:59:00Z')).toBe(0);
    expect(await mails()).toEqual([]);
    await tick('2023-06-20T04:00:00Z');
    const [mail, ...others] = await mails();
    expect([mail?.to, mail?.subject, others]).toEqual([addressOf(ddets), 'Récapitulatif du jour (2)', []]);
    expect(mail?.text).toContain('Nouveau message');
    expect(mail?.text).toContain('Crèche du port');
    expect(await tick('2023-06-20T04:05:00Z')).toBe(0);
    await write('Troisième question, le même jour');
    await mails();
    expect(await tick('2023-06-20T10:00:00Z')).toBe(0);
    expect(await mails()).toEqual([]);
    await Promise.all([0, 1].map(() => app.app.get(Digests).tick(new Date('2023-06-21T04:00:00Z'))));
    await app.jobs.drain();
    expect((await mails()).map(({ subject }) => subject)).toEqual(['Récapitulatif du jour (1)']);
  });

  it('leaves out of the digest what was read before', async () => {
    await write('Lue avant');
    await mails();
    await app.post('/v1/notifications/read', ddets);
    expect(await tick('2023-06-22T05:00:00Z')).toBe(0);
    expect(await mails()).toEqual([]);
  });
});
