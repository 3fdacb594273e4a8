// Awards on paper: owed or not, drafted once, signed by each party in its turn, voided, reminded; what PostgreSQL refuses by itself.

import { createHash } from 'node:crypto';

import { Client } from 'pg';

import type { AgreementSettings } from '../src/features/calls/call-settings.js';
import { FIPE_2023 } from '../src/features/calls/templates/fipe-2023.js';
import { RecipientsReader } from '../src/features/notifications/recipients.reader.js';
import { AgreementsClock } from '../src/features/agreements/agreements.clock.js';
import { newId } from '../src/kernel/ids.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeApplication, makeContent, makeOrganisation } from './support/applications.js';
import { DECISION, ENGAGEMENT, makeDecidedAward, makeDeciders, statementsOf, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { pdf } from './support/documents.js';

interface Signature {
  by: string;
  name: string;
  capacity: string;
  authority: string;
  method: string;
  delegation: { reference: string; from: string; to: string } | null;
}
interface Agreement {
  id: string;
  state: string;
  version: number;
  form: string;
  pdfSha256: string;
  dataSha256: string;
  parties: { number: number; rank: number; name: string; funderCode: string | null; signature: Signature | null }[];
  pens: string[];
  copies: { id: string; kind: string; sha256: string; size: number }[];
  voided: { reasons: string; by: string } | null;
  actions: { event: string }[];
  waitingOn: string | null;
}
interface Listed {
  owed: { funder: { code: string }; owed: boolean; by: string | null; reasons: string[] }[];
  items: Agreement[];
}
interface Problem {
  code: string;
  detail: string;
  reasons: { rule: string; pointer?: string; message: string }[];
}
interface Place {
  awardId: string;
  holder: TestActor;
  organisationId: string;
}

const YEARS = [2023, 2024].map((year) => ({ year, cents: 6_000_001 }));
const HOLDER = { method: 'PLATFORM', capacity: 'Présidente' };
const STATE = {
  funderCode: 'STATE',
  method: 'PLATFORM',
  capacity: 'Directeur régional',
  authority: 'Préfet de la région Occitanie',
};
const CNAF = { funderCode: 'CNAF', method: 'PLATFORM', capacity: 'Directrice', authority: 'Caf de la Lozère' };

let app: TestApp;
let people: Deciders;
let examiner: TestActor;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
  examiner = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'REG-76' });
});
afterAll(() => app.stop());

const rules = (reply: { body: unknown }): string[] => (reply.body as Problem).reasons.map(({ rule }) => rule);
const callWith = (agreement: Partial<AgreementSettings> = {}): Promise<MadeCall> =>
  makeCall(app, { state: 'UNDER_SELECTION', settings: { agreement: { ...FIPE_2023.agreement!, ...agreement } } });

/** Decided by both funders, over HTTP, for an association unless said. */
async function decided(call: MadeCall, years = YEARS, holderType = 'ASSOCIATION'): Promise<Place> {
  const organisation = await makeOrganisation(app, { holderType, department: '48' });
  const officers = { STATE: people.state, CNAF: people.cnaf };
  const { id } = await makeDecidedAward(app, officers, { call, organisation, department: '48', years });
  const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
  return { awardId: id, holder, organisationId: organisation.id };
}
async function bytes(url: string, { token }: TestActor): Promise<Buffer> {
  const reply = await fetch(`${app.address}${url}`, { headers: { authorization: `Bearer ${token}` } });
  expect(reply.status).toBe(200);
  return Buffer.from(await reply.arrayBuffer());
}
const draft = <T = Agreement>(awardId: string, actor: TestActor, body: object = {}): Promise<Reply<T>> =>
  app.post<T>(`/v1/awards/${awardId}/agreements`, actor, { body });
const act = <T = Agreement>(
  id: string,
  event: string,
  actor: TestActor,
  body: object = {},
  ifMatch?: number,
): Promise<Reply<T>> => app.post<T>(`/v1/agreements/${id}/${event}`, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
const read = (id: string, actor: TestActor): Promise<Reply<Agreement>> => app.get<Agreement>(`/v1/agreements/${id}`, actor);
const engage = (awardId: string, funder: string, actor: TestActor, ifMatch: number, body: object = ENGAGEMENT) =>
  app.post(`/v1/awards/${awardId}/legs/${funder}/engage`, actor, { ifMatch, body });
/** Who is told to sign. */
const toldOf = (id: string): Promise<string[]> =>
  app.app.get(RecipientsReader).find(app.database.read, 'agreementPens', id, app.clock.now());
async function legs(awardId: string): Promise<string[]> {
  const rows = await app.database.read.awardLeg.findMany({ where: { awardId }, orderBy: { funderCode: 'desc' } });
  return rows.map(({ state }) => state);
}
async function sent(place: Place, body: object = {}): Promise<string> {
  const drafted = await draft(place.awardId, people.state, body);
  expect(drafted.status).toBe(201);
  expect((await act(drafted.body.id, 'send', people.state, {}, drafted.body.version)).status).toBe(200);
  return drafted.body.id;
}

describe('an agreement of all the funders', () => {
  it('is drafted once, sent, signed by the holder then by each funder in order, and lets the shares be committed', async () => {
    const place = await decided(await callWith());
    const { awardId, holder } = place;
    const owed = await app.get<Listed>(`/v1/awards/${awardId}/agreements`, people.state);
    expect(owed.body.owed.map(({ funder, owed: due, by }) => [funder.code, due, by])).toEqual([
      ['STATE', true, 'LAW'],
      ['CNAF', true, 'LAW'],
    ]);
    const early = await engage(awardId, 'STATE', people.state, 2);
    expect([early.status, rules(early)]).toEqual([422, ['noAgreementOwed', 'noAgreementOwed']]);
    expect((early.body as unknown as Problem).reasons[0]?.message).toContain('Établissez et faites signer la convention');

    const drafted = await draft(awardId, examiner);
    expect(drafted).toMatchObject({
      status: 201,
      headers: { location: `/v1/agreements/${drafted.body.id}` },
      body: { state: 'DRAFT', form: 'TRIPARTITE', pens: [] },
    });
    const { id } = drafted.body;
    expect(drafted.body.parties.map(({ rank, funderCode }) => [rank, funderCode])).toEqual([
      [0, null],
      [1, 'STATE'],
      [2, 'CNAF'],
    ]);
    expect(await legs(awardId)).toEqual(['AGREEMENT_DRAFTED', 'AGREEMENT_DRAFTED']);
    expect((await draft(awardId, people.cnaf)).status).toBe(422);
    // Preparatory: nothing for the holder before it is sent.
    expect((await read(id, holder)).status).toBe(404);
    expect((await app.get<Listed>(`/v1/awards/${awardId}/agreements`, holder)).body.items).toEqual([]);
    expect((await act(id, 'sign', holder, HOLDER)).status).toBe(404);

    expect((await act(id, 'send', examiner, {}, drafted.body.version)).body).toMatchObject({
      state: 'SENT',
      pens: [drafted.body.parties[0]?.name],
    });
    expect(await legs(awardId)).toEqual(['SENT', 'SENT']);
    expect(await toldOf(id)).toEqual([holder.personId]);
    expect((await act(id, 'sign', people.state, STATE)).status).toBe(409);
    const committed = await engage(awardId, 'STATE', people.state, 4);
    expect(committed).toMatchObject({ status: 409, body: { code: 'transition-not-allowed' } });
    expect((committed.body as unknown as Problem).detail).toContain('signature du porteur');

    expect((await act(id, 'sign', holder, HOLDER)).body).toMatchObject({ state: 'SIGNED_BY_HOLDER', pens: ['État'] });
    expect(await legs(awardId)).toEqual(['SIGNED_BY_HOLDER', 'SIGNED_BY_HOLDER']);
    expect(await toldOf(id)).toEqual(expect.arrayContaining([people.state.personId]));
    expect(await toldOf(id)).not.toContain(people.cnaf.personId);
    const before = await act(id, 'sign', people.cnaf, CNAF);
    expect([before.status, rules(before)]).toEqual([422, ['inTurn']]);
    const other = await act(id, 'sign', people.cnaf, STATE);
    expect([other.status, rules(other)]).toEqual([422, ['ownFunder']]);
    expect((await act(id, 'sign', people.state, STATE)).body).toMatchObject({ state: 'SIGNED_BY_HOLDER', pens: ['Cnaf'] });
    const twice = await act(id, 'sign', people.state, STATE);
    expect([twice.status, rules(twice)]).toEqual([422, ['signedOnce', 'onePartyPerPerson']]);
    const last = await act(id, 'sign', people.cnaf, CNAF);
    expect(last.body).toMatchObject({ state: 'SIGNED', pens: [], actions: [{ event: 'attachCopy' }], waitingOn: null });
    expect(await legs(awardId)).toEqual(['SIGNED', 'SIGNED']);
    const voided = await act(id, 'void', people.state, { reasons: 'Essai' }, 7);
    expect([voided.status, (voided.body as unknown as Problem).detail]).toEqual([409, expect.stringContaining('avenant')]);

    const { body } = await engage(awardId, 'CNAF', people.cnaf, 6, { commitmentNumber: 'EJ', commitmentDate: '2023-11-20' });
    expect(body).toMatchObject({
      legs: [{ state: 'SIGNED' }, { state: 'ENGAGED', life: { agreementId: id, orderNumber: null } }],
    });
  });

  it('gives the very bytes that were stored, whatever the directory says since', async () => {
    const place = await decided(await callWith());
    const id = await sent(place);
    const { body } = await read(id, place.holder);
    const before = await bytes(`/v1/agreements/${id}/pdf`, place.holder);
    await app.database.read.organisation.update({ where: { id: place.organisationId }, data: { name: 'Renommée depuis' } });
    const after = await bytes(`/v1/agreements/${id}/pdf`, people.auditor);
    expect(after.equals(before)).toBe(true);
    expect(createHash('sha256').update(after).digest('hex')).toBe(body.pdfSha256);
    const stored = await app.database.read.agreementDocument.findUniqueOrThrow({ where: { agreementId: id } });
    expect(createHash('sha256').update(stored.data).digest('hex')).toBe(body.dataSha256);
    const data = JSON.parse(stored.data) as { totalCents: string; funders: { totalCents: string }[] };
    expect([data.totalCents, data.funders.map(({ totalCents }) => totalCents)]).toEqual(['12000002', ['6000002', '6000000']]);
    expect(stored.text).toContain('Chaque financeur paie sa part');
  });

  it('is signed for one party by one person, by delegation only while it is in force', async () => {
    const place = await decided(await callWith());
    const id = await sent(place);
    // By a delegate: the deed of the holder's own people, with its dates.
    const delegate = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: place.organisationId });
    const own = await app.database.read.grant.findFirstOrThrow({ where: { personId: place.holder.personId } });
    await app.database.read.grant.updateMany({
      where: { personId: delegate.personId },
      data: { delegatedBy: own.id, deed: 'Délibération 2023-4', endsAt: new Date('2023-12-31T22:00:00Z') },
    });
    const signed = await act(id, 'sign', delegate, { ...HOLDER, capacity: 'Trésorier' });
    expect(signed.body.parties[0]?.signature).toMatchObject({
      by: delegate.personId,
      capacity: 'Trésorier',
      delegation: { reference: 'Délibération 2023-4', from: '2020-01-01', to: '2023-12-31' },
    });
    const half = await act(id, 'sign', people.state, { ...STATE, delegationReference: 'RAA 12' });
    expect((half.body as unknown as Problem).reasons.map(({ pointer }) => pointer)).toEqual(['/delegationFrom', '/delegationTo']);
    const past = { ...STATE, delegationReference: 'RAA 12', delegationFrom: '2023-01-01', delegationTo: '2023-11-19' };
    const over = await act(id, 'sign', people.state, past);
    expect([over.status, rules(over)]).toEqual([422, ['powerStated']]);
    expect((await act(id, 'sign', people.state, { ...past, delegationTo: '2023-11-20' })).status).toBe(200);
    // An officer of both funders signs for one of them.
    const both = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' }, { role: 'CNAF_OFFICER', territory: 'REG-76' });
    const next = await decided(await callWith());
    const other = await sent(next);
    await act(other, 'sign', next.holder, HOLDER);
    expect((await act(other, 'sign', both, STATE)).status).toBe(200);
    const again = await act(other, 'sign', both, CNAF);
    expect([again.status, rules(again)]).toEqual([422, ['onePartyPerPerson']]);
    expect((await act(other, 'sign', people.auditor, CNAF)).status).toBe(403);
  });

  it('takes the two funders who sign at once, and the same one once', async () => {
    const place = await decided(await callWith({ order: 'FUNDERS_TOGETHER' }));
    const id = await sent(place);
    const holders = await Promise.all([act(id, 'sign', place.holder, HOLDER), act(id, 'sign', place.holder, HOLDER)]);
    expect(holders.map(({ status }) => status).sort()).toEqual([200, 409]);
    const second = await app.actor({ role: 'STATE_OFFICER', territory: 'REG-76' });
    const replies = await Promise.all([
      act(id, 'sign', people.state, STATE),
      act(id, 'sign', people.cnaf, CNAF),
      act(id, 'sign', second, STATE),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, expect.any(Number)]);
    expect((await read(id, people.state)).body).toMatchObject({ state: 'SIGNED' });
    expect(await app.database.read.agreementSignature.count({ where: { agreementId: id } })).toBe(3);
    expect(await legs(place.awardId)).toEqual(['SIGNED', 'SIGNED']);
  });

  it('is voided with reasons before the last signature: its shares are decided ones again, and another is drafted', async () => {
    const place = await decided(await callWith());
    const id = await sent(place);
    await act(id, 'sign', place.holder, HOLDER);
    expect((await act(id, 'void', examiner, { reasons: 'Essai' }, 4)).status).toBe(403);
    expect((await act(id, 'void', people.cnaf, {}, 4)).status).toBe(400);
    const voided = await act(id, 'void', people.cnaf, { reasons: 'Erreur sur le siège' }, 4);
    expect(voided.body).toMatchObject({ state: 'VOIDED', voided: { reasons: 'Erreur sur le siège', by: people.cnaf.personId } });
    expect(await legs(place.awardId)).toEqual(['DECIDED', 'DECIDED']);
    expect((await act(id, 'sign', people.state, STATE)).status).toBe(409);
    const next = await draft(place.awardId, people.state);
    expect(next.status).toBe(201);
    const list = await app.get<Listed>(`/v1/awards/${place.awardId}/agreements`, people.jury);
    expect(list.body.items.map(({ state }) => state)).toEqual(['VOIDED', 'DRAFT']);
    expect(await statementsOf(app, () => app.get(`/v1/awards/${place.awardId}/agreements`, people.jury))).toHaveLength(3);
  });

  it('ends with an award that its holder renounces', async () => {
    const place = await decided(await callWith());
    const id = await sent(place);
    const { applicationId } = await app.database.read.award.findUniqueOrThrow({ where: { id: place.awardId } });
    const { version } = await app.database.read.application.findUniqueOrThrow({ where: { id: applicationId } });
    const body = { reasons: 'Projet abandonné' };
    const reply = await app.post(`/v1/applications/${applicationId}/renounce`, place.holder, { body, ifMatch: version });
    expect(reply.status).toBe(200);
    expect(await legs(place.awardId)).toEqual(['RENOUNCED', 'RENOUNCED']);
    expect((await read(id, people.state)).body).toMatchObject({ state: 'VOIDED' });
  });
});

describe('an agreement a funder', () => {
  it('binds each funder by itself: one share is committed while the other waits', async () => {
    const place = await decided(await callWith({ form: 'BILATERAL' }));
    const whole = await draft<Problem>(place.awardId, people.state);
    expect([whole.status, rules(whole)]).toEqual([422, ['formOfCall']]);
    const state = await sent(place, { funderCode: 'STATE' });
    expect(await legs(place.awardId)).toEqual(['SENT', 'DECIDED']);
    expect((await draft(place.awardId, people.cnaf, { funderCode: 'CNAF' })).status).toBe(201);
    await act(state, 'sign', place.holder, HOLDER);
    expect((await act(state, 'sign', people.cnaf, CNAF)).status).toBe(403);
    await act(state, 'sign', people.state, STATE);
    expect(await legs(place.awardId)).toEqual(['SIGNED', 'AGREEMENT_DRAFTED']);
    expect((await engage(place.awardId, 'STATE', people.state, 6)).body).toMatchObject({
      legs: [{ state: 'ENGAGED', life: { orderNumber: null } }, { state: 'AGREEMENT_DRAFTED' }],
    });
  });
});

describe('what is signed outside', () => {
  const send = async (
    id: string,
    kind: string,
    { token }: TestActor,
    content: Buffer,
  ): Promise<{ status: number; body: Agreement }> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
    const url = `${app.address}/v1/agreements/${id}/upload/${kind}`;
    const reply = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(content) });
    return { status: reply.status, body: (await reply.json()) as Agreement };
  };

  it('is signed for once its copy is kept, with its hash, and given back byte for byte', async () => {
    const place = await decided(await callWith());
    const id = await sent(place);
    const paper = { ...HOLDER, method: 'PAPER' };
    const early = await act(id, 'sign', place.holder, paper);
    expect([early.status, rules(early)]).toEqual([422, ['signatureProven']]);
    const scan = pdf();
    const active = await send(id, 'SCAN', place.holder, pdf('/OpenAction << /S /JavaScript /JS (x) >>'));
    expect([active.status, active.body]).toEqual([422, expect.objectContaining({ code: 'rule-not-met' })]);
    expect((await send(id, 'OTHER', place.holder, scan)).status).toBe(404);
    expect((await send(id, 'SCAN', people.jury, scan)).status).toBe(403);
    const kept = await send(id, 'SCAN', place.holder, scan);
    const sha256 = createHash('sha256').update(scan).digest('hex');
    expect(kept.body.copies).toMatchObject([{ kind: 'SCAN', sha256, size: scan.length }]);
    const copy = await bytes(`/v1/agreements/${id}/copies/${kept.body.copies[0]!.id}`, people.auditor);
    expect(copy.equals(scan)).toBe(true);
    expect((await act(id, 'sign', place.holder, paper)).body.parties[0]?.signature).toMatchObject({ method: 'PAPER' });
    // One that is qualified is another proof.
    expect((await act(id, 'sign', people.state, { ...STATE, method: 'QUALIFIED' })).status).toBe(422);
    await act(id, 'sign', people.state, STATE);
    await act(id, 'sign', people.cnaf, CNAF);
    const after = await send(id, 'QUALIFIED', people.cnaf, scan);
    expect([after.status, after.body.state, after.body.copies.length]).toEqual([200, 'SIGNED', 2]);
    const [swept] = await app.database.read.$queryRaw<{ left: number }[]>`
      SELECT count(*)::int AS left FROM stored_object WHERE agreement_id = ${id}::uuid AND NOT kept`;
    expect(swept).toEqual({ left: 0 });
  });
});

describe('whether one is owed', () => {
  it('case 29: 25 000 € a year in halves to an association, no agreement by law; an award order commits; a call may ask for one', async () => {
    const years = [{ year: 2023, cents: 2_500_000 }];
    const place = await decided(await callWith(), years);
    const { body } = await app.get<Listed>(`/v1/awards/${place.awardId}/agreements`, people.state);
    expect(body.owed.map(({ owed, by }) => [owed, by])).toEqual([
      [false, null],
      [false, null],
    ]);
    const bare = await engage(place.awardId, 'STATE', people.state, 2, { commitmentNumber: 'EJ', commitmentDate: '2023-11-20' });
    expect([bare.status, rules(bare)]).toEqual([422, ['awardOrdered', 'awardOrdered', 'awardOrdered']]);
    const early = await engage(place.awardId, 'STATE', people.state, 2, { ...ENGAGEMENT, orderDate: '2023-11-19' });
    expect([early.status, rules(early)]).toEqual([422, ['awardOrdered']]);
    expect((await engage(place.awardId, 'STATE', people.state, 2)).body).toMatchObject({
      legs: [{ state: 'ENGAGED', life: { orderNumber: 'ARR-2023-17', agreementId: null } }, { state: 'DECIDED' }],
    });
    // Nothing to put in an agreement any more.
    const late = await draft(place.awardId, people.state);
    expect([late.status, rules(late)]).toEqual([422, ['legsDecided']]);

    const asked = await decided(await callWith({ required: 'ALWAYS' }), years, 'COMMUNE');
    const listed = await app.get<Listed>(`/v1/awards/${asked.awardId}/agreements`, people.state);
    expect(listed.body.owed.map(({ owed, by }) => [owed, by])).toEqual([
      [true, 'CALL'],
      [true, 'CALL'],
    ]);
    const refused = await engage(asked.awardId, 'STATE', people.state, 2);
    expect([refused.status, rules(refused)]).toEqual([422, ['noAgreementOwed']]);
  });

  it('is not drafted without what the law has it say', async () => {
    const { terms } = FIPE_2023.agreement!;
    const place = await decided(await callWith({ terms: { ...terms!, unspent: ' ', control: '' } }));
    const reply = await draft(place.awardId, people.state);
    expect([reply.status, rules(reply)]).toEqual([422, ['contentsComplete', 'contentsComplete']]);
    expect(await app.database.read.agreement.count({ where: { awardId: place.awardId } })).toBe(0);
    expect(await legs(place.awardId)).toEqual(['DECIDED', 'DECIDED']);
  });
});

describe('a lower amount', () => {
  it('case 24: no agreement is drafted before the lower amount is accepted with a plan that balances', async () => {
    const call = await callWith();
    const organisation = await makeOrganisation(app, { department: '48' });
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    const asked = [{ year: 2023, cents: 7_500_000 }];
    const { id, application } = await lowered(call, organisation.id, asked, 4_000_000);
    const early = await draft(id, people.state);
    expect([early.status, rules(early)]).toEqual([422, ['reductionAccepted', 'planBalancedForAward']]);

    const offers = await app.get<{ items: { id: string; version: number }[] }>(
      `/v1/applications/${application}/amount-offers`,
      holder,
    );
    const [offer] = offers.body.items;
    const { budget } = makeContent(call, { years: [{ year: 2023, cents: 4_000_000 }] });
    const accepted = await app.post(`/v1/amount-offers/${offer!.id}/accept`, holder, {
      body: { budget },
      ifMatch: offer!.version,
    });
    expect(accepted.status).toBe(200);
    const drafted = await draft(id, people.state);
    expect(drafted.status).toBe(201);
    const { data } = await app.database.read.agreementDocument.findUniqueOrThrow({ where: { agreementId: drafted.body.id } });
    expect(JSON.parse(data)).toMatchObject({
      planAccepted: true,
      totalCents: '4000000',
      budget: [{ year: 2023, grantedCents: '4000000' }],
    });
  });

  /** Selected below its request by the jury, then decided by both funders. */
  async function lowered(
    call: MadeCall,
    organisationId: string,
    asked: { year: number; cents: number }[],
    cents: number,
  ): Promise<{ id: string; application: string }> {
    const organisation = { id: organisationId, name: 'Commune', holderType: 'COMMUNE', department: '48' };
    const made = await makeApplication(app, {
      call,
      organisation,
      department: '48',
      state: 'COMMITTEE_FAVOURABLE',
      years: asked,
    });
    const body = { years: asked.map(({ year }) => ({ year, cents })) };
    expect((await app.post(`/v1/applications/${made.id}/shortlist`, people.jury, { body, ifMatch: 1 })).status).toBe(200);
    const { id } = await app.database.read.award.findFirstOrThrow({ where: { applicationId: made.id } });
    for (const [code, actor] of [
      ['STATE', people.state],
      ['CNAF', people.cnaf],
    ] as const)
      expect((await app.post(`/v1/awards/${id}/legs/${code}/decide`, actor, { body: DECISION, ifMatch: 1 })).status).toBe(200);
    return { id, application: made.id };
  }
});

describe('reminders', () => {
  it('go to whoever holds the pen, every so many days of the call', async () => {
    const place = await decided(await callWith({ reminderDays: 10 }));
    const id = await sent(place);
    const at = async (iso: string): Promise<number> => {
      app.clock.set(new Date(iso));
      const before = (await read(id, people.state)).body.version;
      await app.app.get(AgreementsClock).tick(app.clock.now());
      return (await read(id, people.state)).body.version - before;
    };
    expect(await at('2023-11-29T22:59:00Z')).toBe(0);
    expect(await at('2023-11-29T23:01:00Z')).toBe(1);
    expect(await at('2023-11-30T12:00:00Z')).toBe(0);
    expect(await at('2023-12-09T23:01:00Z')).toBe(1);
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
  });
});

describe('PostgreSQL itself, as the role of the application', () => {
  it('refuses what no act may do', async () => {
    const client = new Client({ connectionString: app.testDatabase.url });
    await client.connect();
    const place = await decided(await callWith());
    const id = await sent(place);
    const other = await decided(await callWith());
    const refused = async (sql: string, named: RegExp): Promise<void> => {
      await expect(client.query(sql)).rejects.toThrow(named);
    };
    const leg = (await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId: place.awardId, funderCode: 'STATE' } }))
      .id;
    const free = (await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId: other.awardId, funderCode: 'STATE' } }))
      .id;
    await refused(`UPDATE agreement SET state = 'SIGNED', signed_at = now() WHERE id = '${id}'`, /agreement_frozen/);
    await refused(`UPDATE agreement SET state = 'SIGNED_BY_HOLDER' WHERE id = '${id}'`, /agreement_signed_by_all/);
    await refused(`UPDATE agreement SET state = 'VOIDED' WHERE id = '${id}'`, /agreement_voided/);
    await refused(`UPDATE agreement SET form = 'BILATERAL' WHERE id = '${id}'`, /permission denied/);
    await refused(`DELETE FROM agreement WHERE id = '${id}'`, /permission denied/);
    await refused(`UPDATE agreement_document SET text = 'x' WHERE agreement_id = '${id}'`, /permission denied/);
    await refused(`INSERT INTO agreement_party VALUES ('${id}', 3, 3, '${free}', 'x')`, /agreement_frozen/);
    const signature = (number: number): string =>
      `INSERT INTO agreement_signature VALUES ('${id}', ${number}, '${people.state.personId}', now(), 'PLATFORM', 'x', 'x', 'x', NULL, NULL, NULL, '2023-11-20')`;
    await refused(signature(1), /agreement_signed_in_turn/);
    await refused(
      signature(0).replace(`'x', NULL, NULL, NULL`, `'x', 'RAA', '2023-01-01', '2023-11-19'`),
      /agreement_signature_delegated/,
    );
    await refused(`UPDATE award_leg SET state = 'SIGNED' WHERE id = '${leg}'`, /leg_follows_agreement/);
    await refused(`UPDATE award_leg SET state = 'SIGNED' WHERE id = '${free}'`, /leg_agreement/);
    await refused(
      `UPDATE award_leg SET agreement_id = '${id}', state = 'SENT' WHERE id = '${free}'`,
      /leg_follows_agreement|award_leg_agreement_id/,
    );
    await refused(
      `UPDATE award_leg SET state = 'ENGAGED', commitment_number = 'EJ', commitment_date = '2023-11-20' WHERE id = '${free}'`,
      /leg_on_paper/,
    );
    await refused(`UPDATE award_leg SET order_number = 'x' WHERE id = '${free}'`, /leg_ordered/);
    await refused(
      `UPDATE award_leg SET delegation_reference = 'x', delegation_from = '2023-11-21', delegation_to = '2023-12-01' WHERE id = '${free}'`,
      /leg_delegated/,
    );
    await refused(
      `INSERT INTO agreement (id, award_id, application_id, call_id, form, signing_order, reminder_days, model, model_version, state, created_at, created_by)
       SELECT '${newId()}', award_id, application_id, call_id, form, signing_order, reminder_days, model, model_version, 'DRAFT', now(), created_by FROM agreement WHERE id = '${id}'`,
      /agreement_begins/,
    );
    await client.end();
  });
});
