// Amendments of an award: asked, examined, agreed by each funder, signed, in force with their effects; what PostgreSQL refuses by itself.

import { createHash } from 'node:crypto';

import { AmendmentsClock } from '../src/features/amendments/amendments.clock.js';
import type { ApplicationContent, BudgetLine } from '../src/features/applications/application-content.js';
import { FIPE_2023 } from '../src/features/calls/templates/fipe-2023.js';
import { findPayment } from '../src/features/payments/payment.store.js';
import { ledgerGaps } from '../src/features/ledger/ledger.reader.js';
import { balancesOfDossier } from './support/ledger.js';
import { writtenLetter } from './support/letters.js';
import { reconcile } from '../src/features/funds/reconciliation.reader.js';
import { RecipientsReader } from '../src/features/notifications/recipients.reader.js';
import type { Audience } from '../src/features/notifications/mail-plan.js';
import { TestApp, type Reply, type TestActor } from './support/app.js';
import { makeContent, makeOrganisation, type MadeOrganisation } from './support/applications.js';
import { DECISION, ENGAGEMENT, makeAward, makeDeciders, statementsOf, type Deciders, type MadeAward } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';

interface Amendment {
  id: string;
  state: string;
  version: number;
  kind: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  declared: boolean;
  questions: string | null;
  opinions: { agency: string }[];
  decisions: { funderCode: string; number: string }[];
  parties: { number: number; rank: number; name: string; funderCode: string | null; signature: object | null }[];
  pens: string[];
  dataSha256: string | null;
  pdfSha256: string | null;
  inForceOn: string | null;
  ended: { reasons: string | null; appeal: string | null } | null;
  actions: { event: string; ready: boolean }[];
  waitingOn: string | null;
}
interface World {
  readonly call: MadeCall;
  readonly award: MadeAward;
  readonly organisation: MadeOrganisation;
  readonly holder: TestActor;
  readonly editor: TestActor;
}

const IBAN = 'FR7630006000011234567890189';
/** A SIRET that the register knows as open. */
const OPEN = { siretStatus: 'ACTIVE', siretCheckedAt: new Date('2023-11-20T09:00:00Z') };
const REASONS = 'Le recrutement a pris du retard.';
const AGREED = { ...DECISION, decisionNumber: 'AV-2023-1' };
const YEAR = 1_400_001;
const YEARS = [2023, 2024].map((year) => ({ year, cents: YEAR }));

let app: TestApp;
let people: Deciders;
let ddets: TestActor;
let caf: TestActor;
let accountant: TestActor;
beforeAll(async () => {
  app = await TestApp.start({ now: '2023-11-20T09:00:00Z' });
  people = await makeDeciders(app);
  ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' });
  caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' });
  accountant = await app.actor({ role: 'STATE_ACCOUNTANT', territory: 'REG-76' });
});
afterAll(() => app.stop());

type Spent = Readonly<Partial<Record<'STAFF' | 'OPERATING' | 'INVESTMENT', number>>>;
/** Lines of a year: 2 000 001 cents of expenses unless given, and own money for what the funders do not give. */
function lines(year: number, spent: Spent = {}, own = 600_000): BudgetLine[] {
  const { STAFF = 1_000_001, OPERATING = 500_000, INVESTMENT = 500_000 } = spent;
  return [
    ...Object.entries({ STAFF, OPERATING, INVESTMENT }).map(([nature, cents]) => ({
      side: 'EXPENSE' as const,
      nature: nature as 'STAFF',
      year,
      label: nature,
      cents,
    })),
    { side: 'INCOME', family: 'OWN', year, label: 'Fonds propres', cents: own },
  ];
}
const budget = (...of: BudgetLine[][]) => ({ lines: of.flat() });

async function step(awardId: string, funder: string, event: string, actor: TestActor, body: object): Promise<void> {
  const { version } = await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId, funderCode: funder } });
  const reply = await app.post(`/v1/awards/${awardId}/legs/${funder}/${event}`, actor, { body, ifMatch: version });
  if (reply.status !== 200) throw new Error(`${funder} ${event}: ${reply.status} ${JSON.stringify(reply.body)}`);
}
const officers = () =>
  [
    ['STATE', people.state],
    ['CNAF', people.cnaf],
  ] as const;

/** Decided, on an award order or under an agreement, and notified by both funders. */
async function notified(
  options: { holderType?: string; agreement?: boolean; call?: MadeCall; years?: typeof YEARS } = {},
): Promise<World> {
  const { holderType = 'COMMUNE', agreement = false, years = YEARS } = options;
  const call = options.call ?? (await makeCall(app, { state: 'UNDER_SELECTION' }));
  const organisation = await makeOrganisation(app, { holderType, department: '48' });
  const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
  const editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
  const content: ApplicationContent = {
    ...makeContent(call, { years }),
    requestedYears: years,
    budget: { lines: years.flatMap(({ year }) => lines(year)) },
  };
  const award = await makeAward(app, { call, organisation, department: '48', years, content });
  for (const [funder, officer] of officers()) await step(award.id, funder, 'decide', officer, DECISION);
  if (agreement) await signAgreement(award.id, holder);
  for (const [funder, officer] of officers()) {
    const { commitmentNumber, commitmentDate } = ENGAGEMENT;
    await step(award.id, funder, 'engage', officer, agreement ? { commitmentNumber, commitmentDate } : ENGAGEMENT);
    await step(award.id, funder, 'notify', officer, { notifiedOn: '2023-11-20' });
  }
  return { call, award, organisation, holder, editor };
}

async function signAgreement(awardId: string, holder: TestActor): Promise<void> {
  const drafted = await app.post<{ id: string }>(`/v1/awards/${awardId}/agreements`, people.state, { body: {} });
  const url = `/v1/agreements/${drafted.body.id}`;
  await app.post(`${url}/send`, people.state, { body: {}, ifMatch: 2 });
  await app.post(`${url}/sign`, holder, { body: { method: 'PLATFORM', capacity: 'Présidente' } });
  for (const [funderCode, officer] of officers()) {
    const body = { method: 'PLATFORM', capacity: 'Directrice', authority: 'Préfet ou Caf', funderCode };
    const signed = await app.post(`${url}/sign`, officer, { body });
    if (signed.status !== 200) throw new Error(JSON.stringify(signed.body));
  }
}

async function account({ organisation, holder }: Pick<World, 'organisation' | 'holder'>): Promise<void> {
  const body = { iban: IBAN, bic: 'AGRIFRPP', accountHolder: organisation.name };
  const { body: proposed } = await app.post(`/v1/organisations/${organisation.id}/bank-details`, holder, { body });
  const confirmed = await app.post(`/v1/bank-details/${String(proposed.id)}/confirm`, caf, { ifMatch: 1, body: {} });
  expect(confirmed.status).toBe(200);
}

const create = (world: World, kind: string, change: object, actor = world.editor): Promise<Reply<Amendment>> =>
  app.post<Amendment>(`/v1/awards/${world.award.id}/amendments`, actor, { body: { kind, change, reasons: REASONS } });
const act = async (id: string, event: string, actor: TestActor, body: object = {}): Promise<Reply<Amendment>> => {
  const { version } = await app.database.read.amendment.findUniqueOrThrow({ where: { id } });
  return app.post<Amendment>(`/v1/amendments/${id}/${event}`, actor, { body, ifMatch: version });
};
const read = (id: string, actor: TestActor): Promise<Reply<Amendment>> => app.get<Amendment>(`/v1/amendments/${id}`, actor);
const rules = (reply: Reply<unknown>): string[] =>
  (reply.body as { reasons?: { rule: string }[] }).reasons?.map(({ rule }) => rule) ?? [String(reply.status)];
const done = async (reply: Promise<Reply<Amendment>>): Promise<Amendment> => {
  const { status, body } = await reply;
  if (status !== 200 && status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
async function requested(world: World, kind: string, change: object): Promise<string> {
  const { id } = await done(create(world, kind, change));
  await done(act(id, 'submit', world.holder));
  return id;
}
async function opined(id: string, more: object = {}): Promise<void> {
  for (const [agency, actor] of [
    ['CAF', caf],
    ['DDETS', ddets],
  ] as const)
    await done(act(id, 'opinion', actor, { agency, favourable: true, text: 'Le projet est le même.', ...more }));
}
async function agreed(id: string): Promise<Amendment> {
  let last: Amendment | undefined;
  for (const [funderCode, officer] of officers()) last = await done(act(id, 'agree', officer, { ...AGREED, funderCode }));
  return last!;
}
/** All the way to the signature of the holder. */
async function inForce(world: World, kind: string, change: object, more: object = {}): Promise<Amendment> {
  const id = await requested(world, kind, change);
  await opined(id, more);
  await agreed(id);
  return done(act(id, 'sign', world.holder, { capacity: 'Maire' }));
}

const payments = async (awardId: string, funderCode: string, year: number) =>
  (await app.database.read.payment.findMany({ where: { awardId, funderCode, year }, orderBy: { position: 'asc' } })).map(
    ({ position, kind, state, plannedCents }) => [position, kind, state, Number(plannedCents)],
  );
const balances = async ({ award }: World): Promise<Record<string, bigint>> =>
  Object.fromEntries(
    (await balancesOfDossier(app.database.read, award.application.id))
      .filter(({ cents }) => cents > 0n)
      .map(({ funderCode, year, account: name, cents }) => [`${funderCode} ${year} ${name}`, cents]),
  );
/** Nothing but the reservations that the fixtures write by themselves. */
async function reconciled(): Promise<void> {
  expect(await ledgerGaps(app.database.read)).toEqual([]);
  const found = await reconcile(app.database.read);
  expect(found.filter(({ check, subject }) => check !== 'unexplained' || !subject.startsWith('RESERVE'))).toEqual([]);
}
const told = (audience: Audience, id: string): Promise<string[]> =>
  app.app.get(RecipientsReader).find(app.database.read, audience, id, app.clock.now());
const lettersOn = async (id: string): Promise<string[]> =>
  (
    await app.database.read.outbox.findMany({ where: { payload: { path: ['subjectId'], equals: id } }, orderBy: { id: 'asc' } })
  ).map(({ payload }) => (payload as { message: string }).message);
const sql = async (text: string, ...values: unknown[]): Promise<number | null> =>
  (await app.database.pool.query(text, values)).rowCount;

describe('an amendment of the dates', () => {
  it('is drafted by an editor, submitted by the representative, examined, agreed by each funder, signed, in force with its text kept', async () => {
    const world = await notified();
    const { holder, editor, award } = world;
    const drafted = await create(world, 'DATES', { endsOn: '2026-12-31' });
    expect(drafted).toMatchObject({
      status: 201,
      body: { state: 'DRAFT', before: { endsOn: '2026-09-30' }, after: { endsOn: '2026-12-31' } },
    });
    const { id } = drafted.body;
    // The other side knows nothing of it, and one is open at a time.
    expect((await read(id, people.state)).status).toBe(404);
    expect(rules(await create(world, 'PROJECT', { title: 'Autre' }, people.state))).toEqual(['oneOpenAmendment']);
    expect((await act(id, 'submit', editor)).status).toBe(403);
    // Case 12: 39 months.
    expect(rules(await act(id, 'submit', holder))).toEqual(['changeHolds', 'durationWithinLimit'].slice(1));
    const edit = (change: object) => act(id, 'edit', editor, { change, reasons: REASONS });
    expect(rules(await edit({ title: 'Autre' }))).toEqual(['changeOfKind']);
    await done(edit({ startsOn: '2024-10-01', endsOn: '2027-09-30' }));
    expect(rules(await act(id, 'submit', holder))).toEqual(['yearHasShare', 'shareHasYear']);
    await done(edit({ startsOn: '2023-12-01', endsOn: '2026-11-30' }));
    expect(await done(act(id, 'submit', holder))).toMatchObject({ state: 'REQUESTED' });
    expect((await edit({ endsOn: '2026-10-31' })).status).toBe(409);
    expect((await told('amendmentInstructors', id)).sort()).toEqual([caf.personId, ddets.personId].sort());

    const agree = (funderCode: string, actor: TestActor) => act(id, 'agree', actor, { ...AGREED, funderCode });
    expect(rules(await agree('STATE', people.state))).toEqual(['examined']);
    expect(rules(await act(id, 'opinion', caf, { agency: 'DDETS', favourable: true, text: 'Oui' }))).toEqual(['agencyServed']);
    expect(rules(await act(id, 'opinion', caf, { agency: 'CAF', favourable: true, text: 'Oui', objectKept: true }))).toEqual([
      'objectJudged',
    ]);
    // Returned with questions, answered, and examined anew.
    await done(act(id, 'opinion', caf, { agency: 'CAF', favourable: false, text: 'Pourquoi ?' }));
    await done(act(id, 'return', ddets, { questions: 'Quel est le calendrier ?' }));
    expect(await told('amendmentAskers', id)).toEqual((await told('amendmentHolders', id)).sort());
    await done(
      edit({ startsOn: '2023-12-01', endsOn: '2026-11-30', calendar: [{ label: 'Ouverture', startsOn: '2024-01-05' }] }),
    );
    await done(act(id, 'submit', holder));
    expect((await read(id, people.state)).body.opinions).toEqual([]);
    await opined(id);
    // Preparatory until the decision (CRPA L311-2).
    expect([(await read(id, holder)).body.opinions.length, (await read(id, people.state)).body.opinions.length]).toEqual([0, 2]);

    expect(await told('amendmentOfficers', id)).toEqual(expect.arrayContaining([people.state.personId, people.cnaf.personId]));
    expect(rules(await agree('CNAF', people.state))).toEqual(['ownLeg']);
    expect(await done(agree('STATE', people.state))).toMatchObject({ state: 'REQUESTED', pdfSha256: null });
    expect(rules(await act(id, 'return', caf, { questions: 'Encore ?' }))).toEqual(['nothingAgreed']);
    expect((await agree('STATE', people.state)).status).toBe(422);
    const settled = await done(agree('CNAF', people.cnaf));
    // On award orders: these decisions are the amending orders, and the holder alone signs.
    expect(settled).toMatchObject({ state: 'AGREED', pens: [world.organisation.name], parties: [{ rank: 0, funderCode: null }] });
    expect(await told('amendmentPens', id)).toEqual([holder.personId]);
    expect((await act(id, 'sign', editor, { capacity: 'Agent' })).status).toBe(403);
    const reply = await fetch(`${app.address}/v1/amendments/${id}/pdf`, { headers: { authorization: `Bearer ${holder.token}` } });
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(settled.pdfSha256);

    expect(await done(act(id, 'sign', holder, { capacity: 'Maire' }))).toMatchObject({
      state: 'IN_FORCE',
      inForceOn: '2023-11-20',
      before: { startsOn: '2023-10-01' },
      after: { startsOn: '2023-12-01', calendar: [{ label: 'Ouverture' }] },
      actions: [],
      waitingOn: null,
    });
    const [plan] = await app.database.read.$queryRaw<{ endsOn: string; title: string }[]>`
      SELECT plan_in_force(${award.id}::uuid) ->> 'endsOn' AS "endsOn", plan_in_force(${award.id}::uuid) ->> 'title' AS title`;
    expect(plan).toEqual({ endsOn: '2026-11-30', title: 'Requalification d’une gare en micro-crèche' });
    expect(await lettersOn(id)).toEqual([
      'amendment.requested',
      'amendment.examined',
      'amendment.returned',
      'amendment.requested',
      'amendment.examined',
      'amendment.examined',
      'amendment.agreed',
      // Told by its effect first, which its reaction brings about; nobody is left to sign.
      'amendment.inForce',
      'amendment.signed',
    ]);
    await reconciled();
  });

  it('is on the worklists of whoever acts next, in lists of one query, and on a page of three', async () => {
    const world = await notified();
    const id = await requested(world, 'DATES', { endsOn: '2026-08-31' });
    const kinds = async (actor: TestActor): Promise<string[]> =>
      (await app.get<{ items: { kind: string; id: string }[] }>('/v1/desk/worklist?limit=100', actor)).body.items
        .filter((item) => item.id === id)
        .map(({ kind }) => kind);
    expect([await kinds(caf), await kinds(people.state), await kinds(world.holder)]).toEqual([['AMENDMENT_TO_EXAMINE'], [], []]);
    await opined(id);
    expect([await kinds(caf), await kinds(people.state)]).toEqual([[], ['AMENDMENT_TO_DECIDE']]);
    await agreed(id);
    expect([await kinds(people.state), await kinds(world.holder), await kinds(world.editor)]).toEqual([
      [],
      ['AMENDMENT_TO_SIGN'],
      ['AMENDMENT_TO_SIGN'],
    ]);
    const page = `/v1/awards/${world.award.id}/amendments`;
    expect(await statementsOf(app, () => app.get(page, people.auditor))).toHaveLength(3);
    expect(await statementsOf(app, () => app.get('/v1/amendments?limit=1', people.auditor))).toHaveLength(1);
    const first = await app.get<{ items: { id: string }[]; page: { next: string } }>(
      '/v1/amendments?limit=1&kind=DATES',
      people.state,
    );
    const next = await app.get<{ items: { id: string }[] }>(
      `/v1/amendments?limit=50&after=${first.body.page.next}`,
      people.state,
    );
    expect([...first.body.items, ...next.body.items].map((item) => item.id)).toContain(id);
    const url = `/v1/amendments?callId=${world.call.id}&state=AGREED`;
    expect((await app.get<{ items: object[] }>(url, world.holder)).body.items).toMatchObject([
      { id, holder: world.organisation.name },
    ]);
  });

  it('reminds whoever holds the pen, every so many days of the call, counted from the last signature', async () => {
    const agreement = { ...FIPE_2023.agreement!, reminderDays: 10 };
    const call = await makeCall(app, { state: 'UNDER_SELECTION', settings: { agreement } });
    const world = await notified({ call, agreement: true, holderType: 'ASSOCIATION' });
    const id = await requested(world, 'DATES', { endsOn: '2026-08-31' });
    await opined(id);
    /** Reminders of this one: each moves its version, and tells who has the pen. */
    const tick = async (iso: string): Promise<number> => {
      app.clock.set(new Date(iso));
      const count = async () => {
        const { version } = await app.database.read.amendment.findUniqueOrThrow({ where: { id } });
        return [version, (await lettersOn(id)).length] as const;
      };
      const [version, letters] = await count();
      await app.app.get(AmendmentsClock).tick(app.clock.now());
      const [next, more] = await count();
      expect(more - letters).toBe(next - version);
      return next - version;
    };
    // Nobody is to sign before all have agreed.
    expect(await tick('2023-12-20T09:00:00Z')).toBe(0);
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
    await agreed(id);
    // The tenth day begins at midnight in Paris.
    expect(await tick('2023-11-29T22:59:00Z')).toBe(0);
    expect(await tick('2023-11-29T23:01:00Z')).toBe(1);
    expect(await told('amendmentPens', id)).toEqual([world.holder.personId]);
    expect(await tick('2023-11-30T12:00:00Z')).toBe(0);
    app.clock.set(new Date('2023-12-05T09:00:00Z'));
    await done(act(id, 'sign', world.holder, { capacity: 'Présidente' }));
    expect(await tick('2023-12-14T22:59:00Z')).toBe(0);
    expect(await tick('2023-12-14T23:01:00Z')).toBe(1);
    expect(await told('amendmentPens', id)).toContain(people.state.personId);
    expect((await lettersOn(id)).filter((message) => message === 'amendment.reminded')).toHaveLength(2);
    await expect(sql(`UPDATE amendment SET version = version + 1, waiting_since = NULL WHERE id = $1::uuid`, id)).rejects.toThrow(
      'amendment_pen',
    );
    app.clock.set(new Date('2023-11-20T09:00:00Z'));
  });

  it('keeps who did what: whole for who acts on it, events and dates for its holder and for who takes its place', async () => {
    const world = await notified();
    const taker = await makeOrganisation(app, { holderType: 'EPCI', department: '48' });
    await app.database.read.organisation.update({ where: { id: taker.id }, data: OPEN });
    const president = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: taker.id });
    const id = await requested(world, 'HOLDER', { organisationId: taker.id, deed: 'Fusion' });
    await opined(id);
    await agreed(id);
    const history = (actor: TestActor, query = '') =>
      app.get<{ items: Record<string, unknown>[] }>(`/v1/amendments/${id}/history${query}`, actor);
    const whole = (await history(people.state)).body.items;
    expect(whole.map(({ event }) => event)).toEqual(['submit', 'giveOpinion', 'giveOpinion', 'agree', 'agree', 'settle']);
    expect(whole[1]).toMatchObject({ actor: { id: caf.personId }, capacity: 'cafInstructor', input: { agency: 'CAF' } });
    for (const actor of [world.holder, world.editor, president])
      expect((await history(actor)).body.items.map((item) => Object.keys(item).sort().join())).toEqual(
        Array.from({ length: 6 }, () => 'at,event,fromState,seq,toState'),
      );
    const [, second] = whole;
    expect((await history(people.auditor, `?limit=1&afterSeq=${String(second?.seq)}`)).body.items).toEqual([whole[2]]);
    expect((await history(await app.actor({ role: 'STATE_OFFICER', territory: 'REG-11' }))).status).toBe(404);
  });

  it('is refused with reasons and ways of appeal, withdrawn by who asked alone, and ends with the award', async () => {
    const world = await notified();
    const refused = await requested(world, 'DATES', { endsOn: '2026-08-31' });
    expect((await act(refused, 'refuse', people.cnaf, { reasons: 'Trop tard.' })).status).toBe(400);
    expect(
      await done(act(refused, 'refuse', people.cnaf, { reasons: 'Trop tard.', appeal: 'Tribunal, deux mois.' })),
    ).toMatchObject({
      state: 'REFUSED',
      ended: { reasons: 'Trop tard.', appeal: 'Tribunal, deux mois.' },
    });
    // Its holder is told by one letter of the archive, of the funder that refused; the officers by a mail.
    const letter = await writtenLetter(app, refused);
    expect(letter).toMatchObject({
      kind: 'AMENDMENT_REFUSAL',
      decision: 'AMENDMENT_REFUSED',
      authorId: people.cnaf.personId,
      service: 'Cnaf',
      organisationId: world.organisation.id,
      reasons: 'Trop tard.',
    });
    expect(letter.text).toContain(
      'Vous avez demandé, le 20 novembre 2023, un avenant sur les dates du projet. « Cnaf » le refuse',
    );
    expect(letter.text).toContain('Motifs : Trop tard.');
    expect(letter.text).toContain('Tribunal, deux mois.');
    expect(letter.text).toContain('recours gracieux à l’autorité qui a décidé');
    expect((await app.get(`/v1/letters/${letter.id}`, world.editor)).status).toBe(200);
    const proposed = await done(create(world, 'DATES', { endsOn: '2026-08-31' }, people.state));
    expect((await read(proposed.id, world.holder)).status).toBe(404);
    await done(act(proposed.id, 'submit', people.state));
    expect((await act(proposed.id, 'withdraw', world.holder)).status).toBe(403);
    expect((await act(proposed.id, 'withdraw', people.cnaf)).status).toBe(403);
    expect(await done(act(proposed.id, 'withdraw', people.state, { reasons: 'Erreur.' }))).toMatchObject({ state: 'WITHDRAWN' });
    const open = await requested(world, 'DATES', { endsOn: '2026-08-31' });
    await step(world.award.id, 'STATE', 'lapse', people.state, { reasons: 'Non commencé.' });
    expect((await read(open, world.holder)).body).toMatchObject({
      state: 'WITHDRAWN',
      ended: { reasons: 'L’attribution a pris fin.' },
    });
    expect(rules(await create(world, 'DATES', { endsOn: '2026-08-31' }))).toEqual(['legsRunning']);
  });
});

describe('an amendment of the budget', () => {
  it('is declared below the threshold of the call, once; asked above it; and is the plan that payments are computed on', async () => {
    const world = await notified();
    const shift = (by: number) => budget(lines(2023, { STAFF: 1_000_001 + by, INVESTMENT: 500_000 - by }), lines(2024));
    const { id } = await done(create(world, 'BUDGET', { budget: shift(50_001) }));
    expect(rules(await act(id, 'declare', world.holder))).toEqual(['shiftWithinThreshold']);
    const edit = (of: object) => act(id, 'edit', world.editor, { change: { budget: of }, reasons: REASONS });
    await done(edit(budget(lines(2023, { STAFF: 1_100_001 }, 700_000), lines(2024))));
    expect(rules(await act(id, 'declare', world.holder))).toEqual(['shiftWithinThreshold']);
    await done(edit(shift(50_000)));
    expect((await act(id, 'declare', world.editor)).status).toBe(403);
    expect(await done(act(id, 'declare', world.holder))).toMatchObject({
      state: 'IN_FORCE',
      declared: true,
      decisions: [],
      parties: [],
    });
    expect(await lettersOn(id)).toEqual(['amendment.declared']);
    expect(await told('amendmentInstructors', id)).toEqual(expect.arrayContaining([caf.personId, ddets.personId]));
    const first = await app.database.read.payment.findFirstOrThrow({ where: { awardId: world.award.id, year: 2023 } });
    const investment = async () => (await findPayment(app.database.read, first.id))?.facts.investment;
    expect(await investment()).toEqual({ investmentCents: 450_000n, totalCents: 2_000_001n });
    // Declarations in a row do not add up: the base is what the funders last agreed.
    const again = await done(create(world, 'BUDGET', { budget: shift(90_000) }));
    expect(rules(await act(again.id, 'declare', world.holder))).toEqual(['shiftWithinThreshold']);
    await done(act(again.id, 'submit', world.holder));
    await opined(again.id);
    await agreed(again.id);
    expect(await done(act(again.id, 'sign', world.holder, { capacity: 'Maire' }))).toMatchObject({
      state: 'IN_FORCE',
      declared: false,
    });
    expect(await investment()).toEqual({ investmentCents: 410_000n, totalCents: 2_000_001n });
    const third = await done(create(world, 'BUDGET', { budget: shift(120_000) }));
    expect(await done(act(third.id, 'declare', world.holder))).toMatchObject({ state: 'IN_FORCE', declared: true });
    await reconciled();
  });

  it('balances year by year, and keeps State and Family branch money under the cap (invariant 3)', async () => {
    const world = await notified();
    const { id } = await done(create(world, 'BUDGET', { budget: budget(lines(2023, { STAFF: 900_000 }), lines(2024)) }));
    expect(rules(await act(id, 'submit', world.holder))).toEqual(['budgetBalances']);
    const thin = (year: number) => lines(year, { STAFF: 1_000_001 - 260_000 }, 340_000);
    await done(act(id, 'edit', world.editor, { change: { budget: budget(thin(2023), thin(2024)) }, reasons: REASONS }));
    expect(rules(await act(id, 'submit', world.holder))).toEqual(['publicShareWithinCap']);
  });
});

describe('an amendment of the amount', () => {
  it('case 36: a real cost above what was planned raises nothing: a new decision is needed', async () => {
    const world = await notified();
    const { id } = await done(
      create(world, 'AMOUNT', {
        years: [{ year: 2024, cents: YEAR + 1 }],
        budget: budget(lines(2023), lines(2024, { STAFF: 1_000_002 })),
      }),
    );
    const raised = await act(id, 'submit', world.holder);
    expect(rules(raised)).toEqual(['amountNotRaised']);
    expect((raised.body as unknown as { reasons: { message: string }[] }).reasons[0]?.message).toContain(
      'une nouvelle décision est nécessaire',
    );
    const edit = (change: object) => act(id, 'edit', world.editor, { change, reasons: REASONS });
    await done(edit({ years: [{ year: 2025, cents: 1 }], budget: budget(lines(2023), lines(2024)) }));
    expect(rules(await act(id, 'submit', world.holder))).toEqual(['amountNotRaised']);
    await done(edit({ years: YEARS, budget: budget(lines(2023), lines(2024)) }));
    expect(rules(await act(id, 'submit', world.holder))).toEqual(['amountLowered']);
    await expect(
      sql(
        `UPDATE amendment SET state = 'REQUESTED', version = version + 1, submitted_at = now(), round = 1 WHERE id = $1::uuid`,
        id,
      ),
    ).rejects.toThrow('amendment_lowers');
  });

  it('case 24: a lower amount that unbalances the plan is not agreed; balanced, it lowers both shares, frees credits, shortens the tranches', async () => {
    const world = await notified();
    const { award, call } = world;
    await account(world);
    const lower = (cents: number, staff: number) => ({
      years: [{ year: 2024, cents }],
      budget: budget(lines(2023), lines(2024, { STAFF: staff })),
    });
    const { id } = await done(create(world, 'AMOUNT', lower(1_000_000, 1_000_001)));
    expect(rules(await act(id, 'submit', world.holder))).toEqual(['budgetBalances']);
    await done(act(id, 'edit', world.editor, { change: lower(1_000_000, 600_000), reasons: REASONS }));
    await done(act(id, 'submit', world.holder));
    await opined(id);
    await agreed(id);
    const free = async () =>
      (await app.database.read.envelope.findFirstOrThrow({ where: { callId: call.id, funderCode: 'STATE', year: 2024 } }))
        .committedCents;
    const before = await free();
    expect(await done(act(id, 'sign', world.holder, { capacity: 'Maire' }))).toMatchObject({
      state: 'IN_FORCE',
      before: {
        funders: [
          {
            code: 'STATE',
            years: [
              { year: 2023, cents: 700_001 },
              { year: 2024, cents: 700_001 },
            ],
          },
          { code: 'CNAF' },
        ],
      },
      after: {
        requestedYears: [
          { year: 2023, cents: YEAR },
          { year: 2024, cents: 1_000_000 },
        ],
        funders: [
          {
            code: 'STATE',
            years: [
              { year: 2023, cents: 700_001 },
              { year: 2024, cents: 500_000 },
            ],
          },
          {
            code: 'CNAF',
            years: [
              { year: 2023, cents: 700_000 },
              { year: 2024, cents: 500_000 },
            ],
          },
        ],
      },
    });
    expect(before - (await free())).toBe(200_001n);
    expect(await balances(world)).toMatchObject({
      'STATE 2024 COMMITTED': 500_000n,
      'CNAF 2024 COMMITTED': 500_000n,
      'STATE 2023 COMMITTED': 700_001n,
    });
    // The last tranche gives way first: 10 000 cents are left of the balance.
    expect(await payments(award.id, 'STATE', 2024)).toEqual([
      [1, 'ADVANCE', 'PLANNED', 490_000],
      [2, 'BALANCE', 'CANCELLED', 210_001],
      [3, 'BALANCE', 'PLANNED', 10_000],
    ]);
    expect((await payments(award.id, 'CNAF', 2024)).at(-1)).toEqual([3, 'BALANCE', 'PLANNED', 10_000]);
    const [taken, next] = await app.database.read.payment.findMany({
      where: { awardId: award.id, funderCode: 'STATE', year: 2024, position: { in: [2, 3] } },
      orderBy: { position: 'asc' },
    });
    expect([next?.terms, next?.expectedOn, next?.rate]).toEqual([taken?.terms, taken?.expectedOn, taken?.rate]);
    await reconciled();

    // Again: a tranche taken whole is cancelled, and the one before it is shortened.
    await inForce(world, 'AMOUNT', lower(800_001, 400_001));
    expect(await payments(award.id, 'STATE', 2024)).toEqual([
      [1, 'ADVANCE', 'CANCELLED', 490_000],
      [2, 'BALANCE', 'CANCELLED', 210_001],
      [3, 'BALANCE', 'CANCELLED', 10_000],
      [4, 'ADVANCE', 'PLANNED', 400_001],
    ]);
    expect((await payments(award.id, 'CNAF', 2024)).at(-1)).toEqual([4, 'ADVANCE', 'PLANNED', 400_000]);
    await reconciled();
    const amounts = await app.get<{ legs: { funder: { code: string }; planned: { cents: number } }[] }>(
      `/v1/awards/${award.id}/payments`,
      world.holder,
    );
    expect(amounts.body.legs.map(({ planned }) => planned.cents)).toEqual([1_100_002, 1_100_000]);

    // Never below what is ordered or paid of a share.
    const due = await app.database.read.payment.findFirstOrThrow({
      where: { awardId: award.id, funderCode: 'STATE', state: 'DUE' },
    });
    for (const [event, actor] of [
      ['certify', ddets],
      ['liquidate', people.state],
      ['order', people.state],
    ] as const) {
      const { version } = await app.database.read.payment.findUniqueOrThrow({ where: { id: due.id } });
      expect((await app.post(`/v1/payments/${due.id}/${event}`, actor, { body: {}, ifMatch: version })).status).toBe(200);
    }
    const third = await done(
      create(world, 'AMOUNT', {
        years: [{ year: 2023, cents: 979_998 }],
        budget: budget(lines(2023, { STAFF: 579_998 }), lines(2024, { STAFF: 400_001 })),
      }),
    );
    expect(rules(await act(third.id, 'submit', world.holder))).toEqual(['notBelowOrdered']);
    const least = budget(lines(2023, { STAFF: 580_000 }), lines(2024, { STAFF: 400_001 }));
    await done(
      act(third.id, 'edit', world.editor, {
        change: { years: [{ year: 2023, cents: 980_000 }], budget: least },
        reasons: REASONS,
      }),
    );
    await done(act(third.id, 'submit', world.holder));
    await opined(third.id);
    await agreed(third.id);
    await done(act(third.id, 'sign', world.holder, { capacity: 'Maire' }));
    expect(await payments(award.id, 'STATE', 2023)).toEqual([
      [1, 'ADVANCE', 'ORDERED', 490_000],
      [2, 'BALANCE', 'CANCELLED', 210_001],
    ]);
    const paid = await app.post(`/v1/payments/${due.id}/pay`, accountant, {
      body: { valueDate: '2023-11-20', reference: 'VIR' },
      ifMatch: (await app.database.read.payment.findUniqueOrThrow({ where: { id: due.id } })).version,
    });
    expect(paid.status).toBe(200);
    await reconciled();
  });
});

describe('a transfer to another holder', () => {
  it('case 34: a CCAS dissolved into its commune: the award, its dossier and its payments follow, and what was submitted keeps the old holder', async () => {
    const call = await makeCall(app, {
      state: 'UNDER_SELECTION',
      settings: {
        openData: {
          funders: [{ funderCode: 'STATE', name: 'Préfet', siret: '13000667900019' }],
          thresholdCents: 1,
        },
      },
    });
    const world = await notified({ holderType: 'CCAS', call });
    const { award, organisation } = world;
    await account(world);
    const commune = await makeOrganisation(app, { holderType: 'COMMUNE', department: '48' });
    const mayor = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: commune.id });
    const change = { organisationId: commune.id, deed: 'Délibération n° 12 du 3 octobre 2023', holderCeased: true };
    const { id } = await done(create(world, 'HOLDER', change, people.state));
    expect(rules(await act(id, 'submit', people.state))).toEqual(['newHolderVerified']);
    await app.database.read.organisation.update({ where: { id: commune.id }, data: OPEN });
    await done(act(id, 'submit', people.state));
    await opined(id);
    expect((await read(id, mayor)).status).toBe(404);
    expect(await agreed(id)).toMatchObject({ state: 'AGREED', parties: [{ name: commune.name }], pens: [commune.name] });
    expect(await told('amendmentPens', id)).toEqual([mayor.personId]);
    expect((await app.get<{ items: object[] }>('/v1/amendments', mayor)).body.items).toHaveLength(1);
    expect((await act(id, 'sign', world.holder, { capacity: 'Présidente' })).status).toBe(403);
    const held = async () =>
      (
        await app.database.read.payment.findFirstOrThrow({
          where: { awardId: award.id, funderCode: 'STATE', year: 2023, position: 1 },
        })
      ).state;
    expect(await held()).toBe('DUE');
    expect(await done(act(id, 'sign', mayor, { capacity: 'Maire' }))).toMatchObject({
      state: 'IN_FORCE',
      before: { holder: { name: organisation.name } },
      after: { holder: { name: commune.name } },
    });
    // Scopes follow; payments wait for the account of the new holder.
    expect((await app.get(`/v1/awards/${award.id}`, mayor)).status).toBe(200);
    expect((await app.get(`/v1/applications/${award.application.id}`, mayor)).status).toBe(200);
    expect((await app.get(`/v1/awards/${award.id}`, world.holder)).status).toBe(404);
    expect(await held()).toBe('HELD');
    await account({ organisation: commune, holder: mayor });
    expect(await held()).toBe('DUE');
    const version = await app.database.read.applicationVersion.findFirstOrThrow({
      where: { applicationId: award.application.id },
    });
    expect(JSON.stringify(version.content)).not.toContain(commune.id);
    const published = await app.get<{ grants: { recipientOrganization: { name: string }[] }[] }>(
      `/v1/calls/${call.id}/open-data/360-giving.json`,
      people.manager,
    );
    expect(JSON.stringify(published.body)).toContain(commune.name);
    expect(JSON.stringify(published.body)).not.toContain(organisation.name);
    await reconciled();
    for (const table of ['award', 'application'])
      await expect(
        sql(
          `UPDATE ${table} SET organisation_id = $1::uuid WHERE id = $2::uuid`,
          organisation.id,
          table === 'award' ? award.id : award.application.id,
        ),
      ).rejects.toThrow('holder_by_amendment');
    await expect(sql(`UPDATE award SET total_cents = 1 WHERE id = $1::uuid`, award.id)).rejects.toThrow('permission denied');
  });

  it('is to an organisation that the call admits and the law binds; who asks for it signs with who takes its place', async () => {
    const world = await notified();
    const association = await makeOrganisation(app, { holderType: 'ASSOCIATION', department: '48' });
    await app.database.read.organisation.update({ where: { id: association.id }, data: OPEN });
    const { id } = await done(create(world, 'HOLDER', { organisationId: association.id, holderCeased: true }));
    expect(rules(await act(id, 'submit', world.holder)).sort()).toEqual(['holderCeased', 'newHolderContract', 'transferProven']);
    const edit = (change: object) => act(id, 'edit', world.editor, { change, reasons: REASONS });
    await done(edit({ organisationId: world.organisation.id, deed: 'x' }));
    expect(rules(await act(id, 'submit', world.holder))).toEqual(['newHolderOther']);
    const other = await makeOrganisation(app, { holderType: 'EPCI', department: '48' });
    await app.database.read.organisation.update({ where: { id: other.id }, data: OPEN });
    const taker = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: other.id });
    await done(edit({ organisationId: other.id, deed: 'Fusion' }));
    await done(act(id, 'submit', world.holder));
    await opined(id);
    expect((await agreed(id)).pens).toEqual([world.organisation.name, other.name]);
    expect(await done(act(id, 'sign', taker, { capacity: 'Président' }))).toMatchObject({
      state: 'AGREED',
      pens: [world.organisation.name],
    });
    expect(rules(await act(id, 'sign', taker, { capacity: 'Président' }))).toEqual(['holderBound']);
    const signed = await act(id, 'sign', world.holder, { capacity: 'Maire' });
    // Answered to who signed, and to them no more.
    expect([signed.status, (await read(id, taker)).body.state, (await read(id, world.holder)).status]).toEqual([
      200,
      'IN_FORCE',
      404,
    ]);
    await reconciled();
  });
});

describe('the small aids of who takes an award over', () => {
  /** Ceiling of the general rule in 2023, and what is in force of the award once it is lowered. */
  const [CEILING, IN_FORCE] = [20_000_000, 2_400_001];

  it('stay within their ceiling with what is in force of it: the same rule as at a decision, asked at each step, to the cent', async () => {
    const settings = { stateAid: { regimes: ['GENERAL', 'SGEI'] as const, holderTypes: ['EPCI'] as const } };
    const call = await makeCall(app, { state: 'UNDER_SELECTION', settings });
    // The commune owes no declaration, and nothing is said of a regime when its shares are decided.
    const world = await notified({ call });
    const lower = { years: [{ year: 2024, cents: 1_000_000 }], budget: budget(lines(2023), lines(2024, { STAFF: 600_000 })) };
    await inForce(world, 'AMOUNT', lower);
    const taker = await makeOrganisation(app, { holderType: 'EPCI', department: '48' });
    await app.database.read.organisation.update({ where: { id: taker.id }, data: OPEN });
    const president = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: taker.id });
    let last: string | undefined;
    /** Replaces what was declared last. */
    const declare = async (cents: number): Promise<void> => {
      const body = { regime: 'GENERAL', cents, grantedOn: '2022-09-01', body: 'Région Occitanie', replacesId: last };
      const reply = await app.post<{ items: { id: string }[] }>(`/v1/organisations/${taker.id}/aids`, president, { body });
      expect(reply.status).toBe(201);
      last = reply.body.items.at(-1)?.id;
    };
    const { id } = await done(create(world, 'HOLDER', { organisationId: taker.id, deed: 'Transfert de compétence' }));
    const undeclared = await act(id, 'submit', world.holder);
    expect([undeclared.status, rules(undeclared)]).toEqual([422, ['stateAidWithinCeiling']]);
    await declare(CEILING - IN_FORCE + 1);
    const over = await act(id, 'submit', world.holder);
    expect(over.body).toMatchObject({
      reasons: [{ rule: 'stateAidWithinCeiling', pointer: '/change/organisationId' }],
    });
    // One regime an award: the officer of a transfer chooses none.
    for (const figure of ['176', '24', '200']) expect(JSON.stringify(over.body)).toContain(figure);
    expect(JSON.stringify(over.body)).not.toContain('SIEG');
    await declare(CEILING - IN_FORCE);
    await done(act(id, 'submit', world.holder));
    await opined(id);
    await declare(CEILING - IN_FORCE + 1);
    expect(rules(await act(id, 'agree', people.state, { ...AGREED, funderCode: 'STATE' }))).toEqual(['stateAidWithinCeiling']);
    await declare(CEILING - IN_FORCE);
    await agreed(id);
    await done(act(id, 'sign', world.holder, { capacity: 'Maire' }));
    await declare(CEILING - IN_FORCE + 1);
    expect(rules(await act(id, 'sign', president, { capacity: 'Président' }))).toEqual(['stateAidWithinCeiling']);
    await declare(CEILING - IN_FORCE);
    expect(await done(act(id, 'sign', president, { capacity: 'Président' }))).toMatchObject({ state: 'IN_FORCE' });

    // It counts from then on, as in force, by the regime that the call gives to its new holder.
    const years = [{ year: 2023, cents: 2 }];
    const next = await makeAward(app, { call, organisation: taker, department: '48', years });
    const decide = (more: object) =>
      app.post(`/v1/awards/${next.id}/legs/STATE/decide`, people.state, { body: { ...DECISION, ...more }, ifMatch: 1 });
    expect(rules(await decide({}))).toEqual(['stateAidWithinCeiling']);
    await declare(CEILING - IN_FORCE - 2);
    expect((await decide({})).status).toBe(200);
  });
});

describe('a change of project', () => {
  it('is agreed once both agencies have said that its object is not distorted, and is signed by each party of the agreement in its turn', async () => {
    const world = await notified({ agreement: true, holderType: 'ASSOCIATION' });
    const id = await requested(world, 'PROJECT', {
      title: 'La gare des petits',
      object: 'Une micro-crèche et un café des parents',
    });
    expect(rules(await act(id, 'opinion', caf, { agency: 'CAF', favourable: true, text: 'Oui' }))).toEqual(['objectJudged']);
    await done(act(id, 'opinion', caf, { agency: 'CAF', favourable: true, objectKept: true, text: 'Oui' }));
    await done(act(id, 'opinion', ddets, { agency: 'DDETS', favourable: true, objectKept: false, text: 'Un autre projet' }));
    expect(rules(await act(id, 'agree', people.state, { ...AGREED, funderCode: 'STATE' }))).toEqual(['objectNotDistorted']);
    await done(act(id, 'return', ddets, { questions: 'Que devient la crèche ?' }));
    await done(act(id, 'submit', world.holder));
    await opined(id, { objectKept: true });
    const late = {
      ...AGREED,
      funderCode: 'STATE',
      delegationReference: 'RAA 1',
      delegationFrom: '2022-01-01',
      delegationTo: '2022-12-31',
    };
    expect(rules(await act(id, 'agree', people.state, late))).toEqual(['decisionDelegated']);
    expect((await agreed(id)).parties.map(({ rank, funderCode }) => [rank, funderCode])).toEqual([
      [0, null],
      [1, 'STATE'],
      [2, 'CNAF'],
    ]);
    const sign = (funderCode: string, actor: TestActor) =>
      act(id, 'sign', actor, { funderCode, capacity: 'Directrice', authority: 'Préfet ou Caf' });
    expect(rules(await sign('STATE', people.state))).toEqual(['inTurn']);
    await done(act(id, 'sign', world.holder, { capacity: 'Présidente' }));
    expect(rules(await sign('CNAF', people.cnaf))).toEqual(['inTurn']);
    expect((await done(sign('STATE', people.state))).pens).toEqual(['Cnaf']);
    expect(await done(sign('CNAF', people.cnaf))).toMatchObject({
      state: 'IN_FORCE',
      after: { title: 'La gare des petits', object: 'Une micro-crèche et un café des parents' },
    });
    // Beside what was submitted, which stays.
    const { title } = await app.database.read.application.findUniqueOrThrow({ where: { id: world.award.application.id } });
    expect(title).not.toBe('La gare des petits');
  });
});

describe('PostgreSQL by itself', () => {
  it('keeps one amendment open, what was asked, agreed and signed, and lets none in force without all of it', async () => {
    const world = await notified({ agreement: true, holderType: 'ASSOCIATION' });
    const id = await requested(world, 'AMOUNT', {
      years: [{ year: 2024, cents: 1_000_000 }],
      budget: budget(lines(2023), lines(2024, { STAFF: 600_000 })),
    });
    const set = (text: string) => sql(`UPDATE amendment SET version = version + 1, ${text} WHERE id = $1::uuid`, id);
    const ended = `ended_at = now(), ended_by = gen_random_uuid(), changed = '{}'`;
    await expect(
      sql(
        `INSERT INTO amendment (id, award_id, application_id, call_id, kind, content, reasons, state, created_at, created_by)
         SELECT gen_random_uuid(), award_id, application_id, call_id, 'DATES', '{}', 'x', 'DRAFT', now(), gen_random_uuid() FROM amendment WHERE id = $1::uuid`,
        id,
      ),
    ).rejects.toThrow('amendment_one_open');
    await expect(set(`content = '{}'`)).rejects.toThrow('amendment_frozen');
    await expect(set(`state = 'AGREED', agreed_at = now()`)).rejects.toThrow('amendment_agreed_by_all');
    await expect(set(`state = 'IN_FORCE', in_force_on = '2023-11-20', ${ended}`)).rejects.toThrow('amendment_frozen');
    const decision = `INSERT INTO amendment_decision (amendment_id, round, leg_id, number, date, authority, decided_by, decided_at)
      VALUES ($1::uuid, 1, $2::uuid, 'A', '2023-11-20', 'Préfet', $3::uuid, now())`;
    const { STATE, CNAF } = world.award.legs;
    await expect(sql(decision, id, STATE, people.state.personId)).rejects.toThrow('amendment_examined');
    await opined(id);
    await done(act(id, 'agree', people.state, { ...AGREED, funderCode: 'STATE' }));
    await expect(sql(decision, id, CNAF, people.state.personId)).rejects.toThrow(
      'amendment_decision_amendment_id_decided_by_key',
    );
    await expect(set(`state = 'RETURNED', questions = 'x'`)).rejects.toThrow('amendment_frozen');
    await expect(set(`state = 'REFUSED', end_reasons = 'x', ${ended}`)).rejects.toThrow('amendment_refused');
    await done(act(id, 'agree', people.cnaf, { ...AGREED, funderCode: 'CNAF' }));
    await expect(set(`state = 'IN_FORCE', in_force_on = '2023-11-20', ${ended}`)).rejects.toThrow('amendment_signed_by_all');
    await expect(set(`state = 'IN_FORCE', declared = true, in_force_on = '2023-11-20', ${ended}`)).rejects.toThrow(
      'amendment_declared',
    );
    const signature = `INSERT INTO amendment_signature (amendment_id, number, signed_by, signed_at, signed_on, name, capacity, authority)
      VALUES ($1::uuid, $2::int, $3::uuid, now(), '2023-11-20', 'x', 'x', 'x')`;
    await expect(sql(signature, id, 1, people.state.personId)).rejects.toThrow('amendment_signed_in_turn');
    await done(act(id, 'sign', world.holder, { capacity: 'Présidente' }));
    await expect(sql(signature, id, 1, world.holder.personId)).rejects.toThrow('amendment_one_side');
    for (const table of [
      'amendment_opinion',
      'amendment_decision',
      'amendment_party',
      'amendment_document',
      'amendment_signature',
    ])
      await expect(sql(`UPDATE ${table} SET amendment_id = amendment_id WHERE amendment_id = $1::uuid`, id)).rejects.toThrow(
        'permission denied',
      );
    await expect(sql(`DELETE FROM amendment WHERE id = $1::uuid`, id)).rejects.toThrow('permission denied');
    await expect(
      sql(
        `INSERT INTO plan_version (award_id, number, amendment_id, declared, content, hash, in_force_at) VALUES ($1::uuid, 1, $2::uuid, false, '{}', $3, now())`,
        world.award.id,
        id,
        '0'.repeat(64),
      ),
    ).rejects.toThrow('plan_of_amendment');
    // A share is lowered by an amendment in force, and by what it says.
    const client = await app.database.pool.connect();
    await client.query('BEGIN');
    await client.query('SET CONSTRAINTS reduction_by_amendment IMMEDIATE');
    await expect(
      client.query(
        `INSERT INTO share_reduction (act_id, leg_id, year, cents, cause, source_id, at) VALUES (gen_random_uuid(), $1::uuid, 2024, 1, 'AMENDMENT', $2::uuid, now())`,
        [STATE, id],
      ),
    ).rejects.toThrow('reduction_by_amendment');
    await client.query('ROLLBACK');
    client.release();
    for (const [funderCode, officer] of officers())
      await done(act(id, 'sign', officer, { funderCode, capacity: 'Directrice', authority: 'Préfet ou Caf' }));
    await expect(set(`reasons = 'autre'`)).rejects.toThrow('amendment_frozen');
    await reconciled();
  });
});
