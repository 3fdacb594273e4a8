// People of a project holder: invited, joining, delegated, handing over, leaving; contracts and SIRETs.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser } from 'mailparser';

import { newId } from '../src/kernel/ids.js';
import { ANNOUNCE_JOIN } from '../src/features/holders/holder-jobs.js';
import { Outbox } from '../src/platform/jobs/outbox.js';
import { invitationToken } from '../src/features/holders/invitation-token.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from './support/applications.js';
import { DECISION, makeAward } from './support/awards.js';
import { makeCall } from './support/calls.js';

interface Members {
  readonly items: { id: string; personId: string; role: string; endsAt: string | null; delegation: { deed: string } | null }[];
}
interface Problem {
  readonly code: string;
  readonly reasons?: { rule: string; pointer?: string }[];
}

describe('people of a project holder', () => {
  let app: TestApp;
  let administrator: TestActor;
  let organisation: MadeOrganisation;
  let mayor: TestActor;
  let editor: TestActor;

  const at = (path = '') => `/v1/organisations/${organisation.id}${path}`;
  const rules = (body: unknown): string[] => ((body as Problem).reasons ?? []).map(({ rule }) => rule);
  const emailOf = ({ personId }: TestActor): string => `${personId}@example.org`;
  const members = async (actor: TestActor): Promise<Members['items']> =>
    (await app.get<Members>(at('/members'), actor)).body.items;

  beforeAll(async () => {
    app = await TestApp.start({ environment: { DATA_DIR: mkdtempSync(join(tmpdir(), 'cofund-holders-')) } });
    administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
  });
  beforeEach(async () => {
    organisation = await makeOrganisation(app);
    mayor = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
    app.clock.set(new Date('2023-06-15T08:00:00Z'));
  });
  afterAll(async () => {
    await app.stop();
    rmSync(app.config.dataDir, { recursive: true, force: true });
  });

  describe('invitations', () => {
    it('let in the person who has the address, once', async () => {
      const colleague = await app.actor();
      const invited = await app.post<{ id: string; state: string }>(at('/invitations'), mayor, {
        body: { email: emailOf(colleague), role: 'HOLDER_EDITOR' },
      });
      expect(invited).toMatchObject({ status: 201, body: { state: 'PENDING' } });
      const token = invitationToken(app.config.secret, invited.body.id);
      const stranger = await app.actor();
      const byStranger = await app.post('/v1/invitations/accept', stranger, { body: { token } });
      expect([byStranger.status, rules(byStranger.body)]).toEqual([422, ['invitationValid']]);
      const key = newId();
      expect(await app.post('/v1/invitations/accept', colleague, { body: { token }, key })).toMatchObject({
        status: 200,
        body: { state: 'ACCEPTED' },
      });
      expect((await app.post('/v1/invitations/accept', colleague, { body: { token }, key })).status).toBe(200);
      const again = await app.post('/v1/invitations/accept', colleague, { body: { token } });
      expect([again.status, rules(again.body)]).toEqual([422, ['invitationValid']]);
      expect((await members(colleague)).map(({ personId }) => personId)).toContain(colleague.personId);
    });

    it('open an account for who has none; the password rules apply; a cut or expired link opens nothing', async () => {
      const email = `${newId()}@example.org`;
      const { body } = await app.post<{ id: string }>(at('/invitations'), administrator, {
        body: { email, role: 'HOLDER_EDITOR' },
      });
      const token = invitationToken(app.config.secret, body.id);
      const account = { token, givenName: 'Camille', familyName: 'Martin', password: 'quatre-girafes-mauves-au-potager' };
      const weak = await app.post('/v1/auth/register', undefined, { body: { ...account, password: 'camille-martin-2023' } });
      expect([weak.status, rules(weak.body)]).toEqual([422, expect.arrayContaining(['passwordNotPersonal'])]);
      const cut = await app.post('/v1/auth/register', undefined, { body: { ...account, token: token.slice(0, -1) } });
      expect([cut.status, rules(cut.body)]).toEqual([422, ['invitationValid']]);
      app.clock.set(new Date('2023-06-29T08:00:00.001Z'));
      const late = await app.post('/v1/auth/register', undefined, { body: account });
      expect([late.status, rules(late.body)]).toEqual([422, ['invitationInTime']]);
      app.clock.set(new Date('2023-06-29T07:59:59Z'));
      expect((await app.post('/v1/auth/register', undefined, { body: account })).status).toBe(204);
      expect((await app.post('/v1/auth/register', undefined, { body: account })).status).toBe(422);
      const login = await app.post('/v1/auth/login', undefined, { body: { email, password: account.password } });
      expect(login.status).toBe(200);
    });

    it('carry no token anywhere but in the message', async () => {
      const email = `${newId()}@example.org`;
      const { body } = await app.post<{ id: string }>(at('/invitations'), mayor, { body: { email, role: 'HOLDER_EDITOR' } });
      const token = invitationToken(app.config.secret, body.id);
      const rows = await app.database.read.$queryRaw<{ found: number }[]>`
        SELECT (SELECT count(*) FROM outbox WHERE payload::text LIKE '%' || ${token} || '%')::int
          + (SELECT count(*) FROM idempotency_key WHERE idempotency_key.body LIKE '%' || ${token} || '%')::int
          + (SELECT count(*) FROM invitation i WHERE i::text LIKE '%' || ${token.split('.')[1]} || '%')::int AS found`;
      expect(rows).toEqual([{ found: 0 }]);
    });

    it('leave as a message to the address, with the code; a request to join goes to who may accept it', async () => {
      await app.jobs.start();
      const email = `${newId()}@example.org`;
      const { body } = await app.post<{ id: string }>(at('/invitations'), mayor, { body: { email, role: 'HOLDER_EDITOR' } });
      const person = await app.actor();
      const { siret } = await app.database.read.organisation.findUniqueOrThrow({ where: { id: organisation.id } });
      const row = { personId: person.personId, siret, organisationId: organisation.id, role: 'HOLDER_EDITOR', message: 'Essai' };
      const requestId = newId();
      await app.database.read.joinRequest.create({
        data: { id: requestId, ...row, state: 'PENDING', createdAt: app.clock.now() },
      });
      await app.database.transaction((tx) => app.app.get(Outbox).enqueue(tx, ANNOUNCE_JOIN, { requestId }, app.clock.now()));
      await app.jobs.drain();
      const folder = join(app.config.dataDir, 'mail');
      const mails = await Promise.all(readdirSync(folder).map(async (name) => simpleParser(readFileSync(join(folder, name)))));
      const to = (address: string) => mails.filter((mail) => [mail.to].flat().some((one) => one?.text.includes(address)));
      expect(to(email).map(({ text }) => text)).toEqual([expect.stringContaining(invitationToken(app.config.secret, body.id))]);
      expect(to(emailOf(mayor)).map(({ subject }) => subject)).toEqual([expect.stringContaining(organisation.name)]);
    });

    it('are replaced by a newer one to the same address, cancelled by who manages, and not sent to who has the role', async () => {
      const email = `${newId()}@example.org`;
      const first = await app.post<{ id: string }>(at('/invitations'), mayor, { body: { email, role: 'HOLDER_EDITOR' } });
      const second = await app.post<{ id: string }>(at('/invitations'), mayor, {
        body: { email, role: 'HOLDER_REPRESENTATIVE' },
      });
      const { body } = await app.get<{ items: { id: string; state: string }[] }>(at('/invitations'), editor);
      expect(body.items.map(({ id, state }) => [id, state])).toEqual([
        [second.body.id, 'PENDING'],
        [first.body.id, 'CANCELLED'],
      ]);
      expect((await app.post(at(`/invitations/${second.body.id}/cancel`), editor)).status).toBe(403);
      expect((await app.post(at(`/invitations/${second.body.id}/cancel`), mayor)).status).toBe(200);
      expect((await app.post(at(`/invitations/${second.body.id}/cancel`), mayor)).status).toBe(409);
      const held = await app.post(at('/invitations'), mayor, { body: { email: emailOf(editor), role: 'HOLDER_EDITOR' } });
      expect(held.status).toBe(409);
    });
  });

  describe('requests to join', () => {
    const siretOf = async (): Promise<string> =>
      (await app.database.read.organisation.findUniqueOrThrow({ where: { id: organisation.id } })).siret;

    it('are accepted by the representative alone, and give the role', async () => {
      await app.database.read.organisation.update({ where: { id: organisation.id }, data: { siret: '21310555400017' } });
      const person = await app.actor();
      const body = { siret: await siretOf(), role: 'HOLDER_EDITOR', message: 'Directrice du service petite enfance' };
      const asked = await app.post<{ id: string }>('/v1/join-requests', person, { body });
      expect(asked).toMatchObject({ status: 201, body: { state: 'PENDING', organisationId: organisation.id } });
      expect((await app.post('/v1/join-requests', person, { body })).status).toBe(409);
      const path = `/v1/join-requests/${asked.body.id}`;
      expect((await app.get(path, await app.actor())).status).toBe(404);
      expect((await app.post(`${path}/accept`, person)).status).toBe(403);
      const replies = await Promise.all([app.post(`${path}/accept`, mayor), app.post(`${path}/accept`, administrator)]);
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect((await members(person)).filter(({ personId }) => personId === person.personId)).toHaveLength(1);
      await app.database.read.organisation.update({
        where: { id: organisation.id },
        data: { siret: `9${Date.now()}`.padEnd(14, '0') },
      });
    });

    it('register an unknown organisation, on the administrator’s word', async () => {
      const person = await app.actor();
      const siret = '26310556200019';
      const bare = await app.post('/v1/join-requests', person, {
        body: { siret, role: 'HOLDER_REPRESENTATIVE', message: 'Présidente' },
      });
      expect([bare.status, rules(bare.body)]).toEqual([
        422,
        expect.arrayContaining([expect.stringMatching(/siretChecksum|organisationDescribed/)]),
      ]);
      const described = { name: 'CCAS d’essai', holderType: 'CCAS', department: '31', rna: 'W313001234' };
      const wrong = await app.post<Problem>('/v1/join-requests', person, {
        body: { siret: '21310555400017', role: 'HOLDER_REPRESENTATIVE', message: 'Présidente', organisation: described },
      });
      expect(wrong.body.reasons).toMatchObject([{ rule: 'rnaOfAnAssociation', pointer: '/organisation/rna' }]);
      const organisationDescribed = { ...described, rna: undefined };
      const asked = await app.post<{ id: string }>('/v1/join-requests', person, {
        body: {
          siret: '21310555400017',
          role: 'HOLDER_REPRESENTATIVE',
          message: 'Présidente',
          organisation: organisationDescribed,
        },
      });
      expect(asked.body).toMatchObject({ organisationId: null, organisationName: 'CCAS d’essai' });
      expect((await app.get(`/v1/join-requests/${asked.body.id}`, mayor)).status).toBe(404);
      const accepted = await app.post<{ organisationId: string }>(`/v1/join-requests/${asked.body.id}/accept`, administrator);
      expect(accepted.status).toBe(200);
      const made = await app.get(`/v1/organisations/${accepted.body.organisationId}`, person);
      expect(made.body).toMatchObject({ siret: '21310555400017', holderType: 'CCAS' });
    });

    it('are refused with reasons, or cancelled by who asked', async () => {
      const siret = await siretOf();
      const person = await app.actor();
      const id = newId();
      const row = { personId: person.personId, siret, organisationId: organisation.id, role: 'HOLDER_EDITOR', message: 'Essai' };
      await app.database.read.joinRequest.create({ data: { id, ...row, state: 'PENDING', createdAt: app.clock.now() } });
      expect((await app.post(`/v1/join-requests/${id}/reject`, mayor, { body: {} })).status).toBe(400);
      expect((await app.post(`/v1/join-requests/${id}/cancel`, mayor)).status).toBe(404);
      const rejected = await app.post(`/v1/join-requests/${id}/reject`, mayor, { body: { reasons: 'Inconnue du service' } });
      expect(rejected.body).toMatchObject({ state: 'REJECTED', reasons: 'Inconnue du service' });
      expect((await app.post(`/v1/join-requests/${id}/cancel`, person)).status).toBe(409);
    });
  });

  describe('delegations of signature', () => {
    const deed = 'Arrêté municipal n° 2023-114';

    it('let a person sign between two dates, and fall with their source', async () => {
      const call = await makeCall(app, { deadlineLocal: '2024-08-31T23:59' });
      const draft = await makeApplication(app, { call, organisation, state: 'DRAFT' });
      const submit = () => app.post<Problem>(`/v1/applications/${draft.id}/submit`, editor);
      expect((await submit()).status).toBe(403);
      const period = { startsAt: '2023-07-01T00:00:00Z', endsAt: '2023-09-01T00:00:00Z' };
      const given = await app.post(at('/delegations'), mayor, { body: { personId: editor.personId, ...period, deed } });
      expect(given.status).toBe(201);
      expect((await submit()).status).toBe(403);
      app.clock.set(new Date('2023-09-01T00:00:00Z'));
      expect((await submit()).status).toBe(403);
      app.clock.set(new Date('2023-08-31T23:59:59Z'));
      const successor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
      // The successor takes over: what the mayor had delegated falls.
      expect((await app.post(at('/transfer'), mayor, { body: { personId: successor.personId } })).status).toBe(200);
      expect((await submit()).status).toBe(403);
      const [renewed] = (await members(successor)).filter(
        ({ role, delegation }) => role === 'HOLDER_REPRESENTATIVE' && delegation === null,
      );
      expect(renewed?.personId).toBe(successor.personId);
      const fresh = { personId: editor.personId, endsAt: '2023-12-31T00:00:00Z', deed };
      expect((await app.post(at('/delegations'), successor, { body: fresh })).status).toBe(201);
      expect((await submit()).status).toBe(200);
    });

    it('are refused without an end to come, beyond the mandate, to oneself, and to a delegate', async () => {
      const endsAt = '2023-09-01T00:00:00Z';
      const tries = async (actor: TestActor, body: object): Promise<[number, string[]]> => {
        const reply = await app.post(at('/delegations'), actor, { body: { deed, ...body } });
        return [reply.status, rules(reply.body)];
      };
      expect(await tries(mayor, { personId: editor.personId, endsAt: '2023-06-15T08:00:00Z' })).toEqual([
        422,
        ['delegationDated'],
      ]);
      expect(await tries(mayor, { personId: mayor.personId, endsAt })).toEqual([422, ['anotherMember']]);
      expect(await tries(mayor, { personId: (await app.actor()).personId, endsAt })).toEqual([422, ['anotherMember']]);
      expect((await tries(editor, { personId: mayor.personId, endsAt }))[0]).toBe(403);
      expect((await tries(mayor, { personId: editor.personId, endsAt }))[0]).toBe(201);
      const other = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
      expect(await tries(editor, { personId: other.personId, endsAt })).toEqual([422, ['delegatedByRight']]);
      const mandate = { role: 'HOLDER_REPRESENTATIVE' as const, organisationId: organisation.id };
      const deputy = await app.actor(mandate);
      await app.database.read.grant.updateMany({
        where: { personId: deputy.personId },
        data: { endsAt: new Date('2023-08-01T00:00:00Z') },
      });
      expect(await tries(deputy, { personId: other.personId, endsAt })).toEqual([422, ['delegationWithinMandate']]);
    });
  });

  describe('leaving', () => {
    it('keeps somebody to sign for the dossiers in progress: two representatives leaving at once do not both go', async () => {
      const call = await makeCall(app);
      await makeApplication(app, { call, organisation, state: 'SUBMITTED' });
      const second = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
      const replies = await Promise.all([app.post(at('/leave'), mayor), app.post(at('/leave'), second)]);
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 422]);
      expect(replies.flatMap(({ body }) => rules(body))).toEqual(['representativeStays']);
    });

    it('ends the role at once, one’s own and somebody else’s', async () => {
      const [member] = (await members(mayor)).filter(({ personId }) => personId === editor.personId);
      expect((await app.post(at(`/members/${member?.id}/end`), editor)).status).toBe(403);
      expect((await app.post(at(`/members/${member?.id}/end`), mayor)).status).toBe(200);
      expect((await app.get(at('/members'), editor)).status).toBe(403);
      expect((await app.post(at('/leave'), mayor)).status).toBe(200);
      expect((await app.get(at('/members'), mayor)).status).toBe(403);
    });
  });

  describe('one dossier', () => {
    it('has its people; a reader does not edit; nobody enters from outside', async () => {
      const call = await makeCall(app);
      const draft = await makeApplication(app, { call, organisation, state: 'DRAFT' });
      const path = `/v1/applications/${draft.id}`;
      const version = async (): Promise<number> => (await app.get<{ version: number }>(path, editor)).body.version;
      const put = async () =>
        (await app.patch(path, editor, { body: { title: 'Autre titre' }, ifMatch: await version() })).status;
      expect((await app.post(`${path}/people`, editor, { body: { personId: editor.personId, role: 'WRITER' } })).status).toBe(
        403,
      );
      const outsider = await app.actor();
      const outside = await app.post(`${path}/people`, mayor, { body: { personId: outsider.personId, role: 'READER' } });
      expect([outside.status, rules(outside.body)]).toEqual([422, ['personOfHolder']]);
      expect((await app.post(`${path}/people`, mayor, { body: { personId: editor.personId, role: 'READER' } })).status).toBe(201);
      expect(await put()).toBe(403);
      const changed = await app.post(`${path}/people`, mayor, { body: { personId: editor.personId, role: 'WRITER' } });
      expect(changed.body).toMatchObject({ items: [{ personId: editor.personId, role: 'WRITER' }] });
      expect(await put()).toBe(200);
      expect((await app.post(`${path}/people/${editor.personId}/remove`, mayor)).body).toEqual({ items: [] });
      expect((await app.post(`${path}/people/${editor.personId}/remove`, mayor)).status).toBe(404);
    });
  });

  describe('the republican contract', () => {
    const decide = { ...DECISION, decisionDate: '2023-06-15' };

    async function award(holderType: string): Promise<{ id: string; officer: TestActor; organisation: MadeOrganisation }> {
      const call = await makeCall(app);
      const holder = await makeOrganisation(app, { holderType });
      const content = { ...makeContent(call), declarations: { accurate: true } };
      const application = { call, organisation: holder, department: '31', content };
      const { id } = await makeAward(app, application);
      return { id, officer: await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' }), organisation: holder };
    }
    const decided = (id: string, officer: TestActor) =>
      app.post(`/v1/awards/${id}/legs/STATE/decide`, officer, { ifMatch: 1, body: decide });

    const recordBy =
      (path: string) =>
      (actor: TestActor, body: object): Promise<Reply> =>
        app.post(path, actor, { body: { reference: 'Contrat du 12 mai', signedOn: '2023-05-12', ...body } });

    it('case 8: holds the award of an association until it is signed', async () => {
      const { id, officer, organisation: association } = await award('ASSOCIATION');
      const missing = await decided(id, officer);
      expect([missing.status, rules(missing.body)]).toEqual([422, ['republicanContractHeld']]);
      const record = recordBy(`/v1/organisations/${association.id}/republican-contracts`);
      const president = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: association.id });
      const future = await record(president, { basis: 'SIGNED', signedOn: '2023-06-16' });
      expect([future.status, rules(future.body)]).toEqual([422, ['contractNotInTheFuture']]);
      expect((await record(president, { basis: 'SIGNED' })).status).toBe(201);
      expect((await decided(id, officer)).status).toBe(200);
    });

    it('case 9: is deemed satisfied by an association of public utility, as an agency records and nobody claims', async () => {
      const { id, officer, organisation: association } = await award('ASSOCIATION');
      const path = `/v1/organisations/${association.id}/republican-contracts`;
      const president = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: association.id });
      const claimed = await recordBy(path)(president, { basis: 'PUBLIC_UTILITY' });
      expect([claimed.status, rules(claimed.body)]).toEqual([422, ['deemedByAnAgency']]);
      const caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
      expect((await recordBy(path)(caf, { basis: 'PUBLIC_UTILITY' })).status).toBe(201);
      expect((await app.get(path, president)).body).toMatchObject({ owed: true, items: [{ basis: 'PUBLIC_UTILITY' }] });
      expect((await decided(id, officer)).status).toBe(200);
    });

    it('is not owed by a commune', async () => {
      const { id, officer } = await award('COMMUNE');
      expect((await decided(id, officer)).status).toBe(200);
    });

    it('is never changed nor erased', async () => {
      await expect(app.database.read.$executeRaw`UPDATE republican_contract SET basis = 'SIGNED'`).rejects.toThrow();
      await expect(app.database.read.$executeRaw`DELETE FROM republican_contract`).rejects.toThrow();
    });
  });

  describe('small aids', () => {
    interface Declared {
      items: { id: string; amount: { cents: number } }[];
    }

    it('case 46: 290 000 € declared hold a decision of 75 000 €, until it takes the other regime', async () => {
      const call = await makeCall(app, { settings: { stateAid: { regimes: ['GENERAL', 'SGEI'] } }, envelopeCents: 40_000_000n });
      const holder = await makeOrganisation(app, { holderType: 'COMPANY' });
      const years = [{ year: 2023, cents: 7_500_000 }];
      const { id } = await makeAward(app, { call, organisation: holder, department: '31', years });
      const officers = {
        STATE: await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' }),
        CNAF: await app.actor({ role: 'CNAF_OFFICER', territory: 'REG-76' }),
      };
      const decided = (code: 'STATE' | 'CNAF', more: object = {}) =>
        app.post(`/v1/awards/${id}/legs/${code}/decide`, officers[code], {
          ifMatch: 1,
          body: { ...DECISION, decisionDate: '2023-06-15', ...more },
        });
      expect(rules((await decided('STATE')).body)).toEqual(['stateAidWithinCeiling']);
      const path = `/v1/organisations/${holder.id}/aids`;
      const manager = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: holder.id });
      const declare = (body: object) =>
        app.post<Declared>(path, manager, {
          body: { regime: 'GENERAL', cents: 29_000_000, grantedOn: '2022-09-01', body: 'Région Occitanie', ...body },
        });
      expect(rules((await declare({ grantedOn: '2023-06-16' })).body)).toEqual(['aidNotInTheFuture']);
      const declared = await declare({});
      expect([declared.status, declared.body.items[0]?.amount.cents]).toEqual([201, 29_000_000]);
      const refused = await decided('STATE');
      expect([refused.status, rules(refused.body)]).toEqual([422, ['stateAidWithinCeiling']]);
      expect((await decided('STATE', { aidRegime: 'SGEI' })).status).toBe(200);
      expect(rules((await decided('CNAF', { aidRegime: 'GENERAL' })).body)).toEqual(['stateAidWithinCeiling']);
      expect((await decided('CNAF')).status).toBe(200);
      const legs = await app.database.read.awardLeg.findMany({ where: { awardId: id } });
      expect(legs.map(({ aidRegime }) => aidRegime)).toEqual(['SGEI', 'SGEI']);

      // A wrong declaration is replaced, once; what this system gave counts by itself for the next award.
      const replacesId = declared.body.items[0]?.id;
      const again = await declare({ replacesId, cents: 0 });
      expect(again.body.items.map(({ amount }) => amount.cents)).toEqual([0]);
      expect(rules((await declare({ replacesId, cents: 1 })).body)).toEqual(['aidReplacedOnce']);
      const next = await makeAward(app, {
        call,
        organisation: holder,
        department: '31',
        years: [{ year: 2024, cents: 43_000_000 }],
      });
      const over = (aidRegime: string) =>
        app.post(`/v1/awards/${next.id}/legs/STATE/decide`, officers.STATE, {
          ifMatch: 1,
          body: { ...DECISION, decisionDate: '2023-06-15', aidRegime },
        });
      expect(rules((await over('SGEI')).body)).toEqual(['stateAidWithinCeiling']);
    });

    it('is never changed nor erased', async () => {
      await expect(app.database.read.$executeRaw`UPDATE aid_declaration SET cents = 0`).rejects.toThrow();
      await expect(app.database.read.$executeRaw`DELETE FROM aid_declaration`).rejects.toThrow();
    });
  });
});

describe('SIRET look-up', () => {
  const siret = '21310555400017';
  let register: Server;
  let app: TestApp;
  let answer: { status: number; body: string; delayMs?: number };
  let asked = 0;

  beforeEach(async () => {
    asked = 0;
    register = createServer((_, response) => {
      asked += 1;
      setTimeout(
        () => response.writeHead(answer.status, { location: 'http://169.254.169.254/' }).end(answer.body),
        answer.delayMs ?? 0,
      );
    });
    await new Promise<void>((resolve) => register.listen(0, '127.0.0.1', resolve));
    app = await TestApp.start({
      environment: { SIRENE_API_URL: `http://127.0.0.1:${(register.address() as AddressInfo).port}` },
    });
  });
  afterEach(async () => {
    await app.stop();
    register.closeAllConnections();
    await new Promise((resolve) => register.close(resolve));
  });

  const unit = (state: string) => ({
    results: [
      {
        nom_complet: 'COMMUNE DE TOULOUSE',
        nature_juridique: '7210',
        siege: { siret, etat_administratif: state, commune: '31555' },
        complements: { identifiant_association: null },
      },
    ],
  });
  const look = async (actor: TestActor, which = siret) => (await app.get(`/v1/sirets/${which}`, actor)).body;

  it('gives name, state, suggested type and department, and asks once a day', async () => {
    answer = { status: 200, body: JSON.stringify(unit('A')) };
    const person = await app.actor();
    const found = { status: 'ACTIVE', name: 'COMMUNE DE TOULOUSE', holderType: 'COMMUNE', department: '31', rna: null };
    expect(await look(person)).toEqual({ siret, ...found });
    expect(await look(person)).toEqual({ siret, ...found });
    expect(asked).toBe(1);
    expect(await look(person, '21310555400018')).toMatchObject({ code: 'rule-not-met', reasons: [{ rule: 'siretChecksum' }] });
    const organisation = await makeOrganisation(app);
    await app.database.read.organisation.update({ where: { id: organisation.id }, data: { siret } });
    const administrator = await app.actor({ role: 'ADMINISTRATOR', territory: 'FR' });
    expect((await app.post(`/v1/organisations/${organisation.id}/verify`, administrator)).body).toMatchObject({
      status: 'ACTIVE',
    });
    const kept = await app.database.read.organisation.findUniqueOrThrow({ where: { id: organisation.id } });
    expect([kept.siretStatus, kept.siretCheckedAt]).toEqual(['ACTIVE', app.clock.now()]);
  });

  it.each([
    ['a closed one', { status: 200, body: JSON.stringify(unit('F')) }, 'CLOSED'],
    ['one it does not know', { status: 200, body: '{"results":[]}' }, 'UNKNOWN'],
    ['garbage', { status: 200, body: '<html>' }, 'UNVERIFIED'],
    ['another shape', { status: 200, body: '{"results":[{"siege":{"siret":"21310555400017"}}]}' }, 'UNVERIFIED'],
    ['too many calls', { status: 429, body: '' }, 'UNVERIFIED'],
    ['a redirect elsewhere', { status: 302, body: '' }, 'UNVERIFIED'],
    ['an endless body', { status: 200, body: `{"results":[],"x":"${'y'.repeat(2_000_000)}"}` }, 'UNVERIFIED'],
    ['no answer in time', { status: 200, body: JSON.stringify(unit('A')), delayMs: 4_000 }, 'UNVERIFIED'],
  ])('says what it can when the register answers %s', async (_, given, status) => {
    answer = given;
    expect(await look(await app.actor())).toMatchObject({ siret, status });
  });

  it('stops asking after five failures in a row', async () => {
    answer = { status: 500, body: '' };
    const person = await app.actor();
    for (let index = 0; index < 8; index += 1) expect(await look(person)).toMatchObject({ status: 'UNVERIFIED' });
    expect(asked).toBe(5);
  });
});
