import { TestApp, type TestActor } from '../../../test/support/app.js';
import { DECISION, makeAward, makeDeciders, statementsOf, type Deciders, type MadeAward } from '../../../test/support/awards.js';
import { makeOrganisation } from '../../../test/support/applications.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { systemActor } from '../../kernel/actor.js';
import { readCsv } from '../../platform/sheets/csv.js';
import { cellsOf } from '../../../test/support/sheets.js';
import { readXlsx } from '../../platform/sheets/xlsx-reader.js';
import { MOVEMENTS } from '../ledger/ledger.rules.js';
import { post, type Posting } from '../ledger/ledger.store.js';

interface Money {
  cents: number;
}
interface Entry {
  number: string;
  kind: string;
  at: string;
  funderCode: string;
  year: number;
  application: { id: string; number: string } | null;
  amount: Money;
  reason: string | null;
  actor: { id: string; name: string | null };
}
interface Page {
  items: Entry[];
  page: { next: string | null };
}
interface Balances {
  items: ({ funderCode: string; year: number } & Record<(typeof PARTS)[number] | 'envelope' | 'left', Money>)[];
  parity: { year: number; gap: Money }[];
}

const PARTS = ['available', 'frozen', 'reserved', 'committed', 'ordered', 'paid', 'recovered'] as const;
const NOVEMBER = new Date('2023-11-20T09:00:00Z');
const DECEMBER = new Date('2023-12-31T22:59:59.999Z'); // last instant of 2023 in Paris
const JANUARY = new Date('2023-12-31T23:00:00Z');

describe('the ledger of a call, read', () => {
  let app: TestApp;
  let people: Deciders;
  let call: MadeCall;
  let first: MadeAward;
  let second: MadeAward;

  const pay = (award: MadeAward, kind: Posting['kind'], cents: bigint, funderCode = 'STATE'): Promise<unknown> =>
    app.database.transaction((tx) =>
      post(tx, {
        kind,
        callId: call.id,
        applicationId: award.application.id,
        lines: [{ funderCode, year: 2023, cents }],
        cause: { actor: systemActor(), now: app.clock.now(), requestId: 'spec', reason: 'Essai' },
        movement: kind === 'REJECT' ? MOVEMENTS.REJECT[1] : undefined,
      }),
    );
  const decide = (award: MadeAward, funder: 'STATE' | 'CNAF', actor: TestActor) =>
    app.post(`/v1/awards/${award.id}/legs/${funder}/decide`, actor, { body: DECISION, ifMatch: 1 });
  const get = async <T>(path: string, actor = people.jury): Promise<T> => {
    const { status, body } = await app.get<T>(`/v1/${path}`, actor);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };

  beforeAll(async () => {
    app = await TestApp.start({ now: NOVEMBER.toISOString() });
    people = await makeDeciders(app);
    call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 100_000_00n, years: [2023, 2024] });
    first = await makeAward(app, { call, years: [{ year: 2023, cents: 25_000_01 }] });
    second = await makeAward(app, { call, years: [{ year: 2024, cents: 10_000_00 }] });
    expect((await decide(first, 'STATE', people.state)).status).toBe(200);
    app.clock.set(DECEMBER);
    await pay(first, 'ORDER', 12_500_01n);
    app.clock.set(JANUARY);
    await pay(first, 'PAY', 10_000_00n);
    await pay(first, 'RECOVER', 1_000_00n);
    const { id } = await app.database.read.envelope.findFirstOrThrow({
      where: { callId: call.id, funderCode: 'CNAF', year: 2024 },
    });
    const body = { reasons: '=HYPERLINK("http://example.org")', cents: 5_000_00 };
    expect((await app.post(`/v1/envelopes/${id}/freeze`, people.cnaf, { body, ifMatch: 1 })).status).toBe(200);
  });
  afterAll(() => app.stop());

  it('lists every movement, newest first, by pages that neither repeat nor miss one, one query each', async () => {
    const all = await get<Page>(`calls/${call.id}/ledger`);
    expect(all.page.next).toBeNull();
    expect(all.items.map(({ kind, funderCode, year }) => `${kind} ${funderCode} ${year}`)).toEqual([
      'FREEZE CNAF 2024',
      'RECOVER STATE 2023',
      'PAY STATE 2023',
      'ORDER STATE 2023',
      'COMMIT STATE 2023',
      'RESERVE CNAF 2024',
      'RESERVE STATE 2024',
      'RESERVE CNAF 2023',
      'RESERVE STATE 2023',
      'OPEN STATE 2024',
      'OPEN STATE 2023',
      'OPEN CNAF 2024',
      'OPEN CNAF 2023',
    ]);
    expect(all.items[4]).toMatchObject({
      amount: { cents: 12_500_01, currency: 'EUR' },
      application: { id: first.application.id },
      actor: { id: people.state.personId, name: expect.stringContaining('Camille') as string },
      debit: 'COMMITTED',
      credit: 'RESERVED',
    });
    const walked: string[] = [];
    for (let after = ''; ;) {
      const page = await get<Page>(`calls/${call.id}/ledger?limit=3${after}`);
      walked.push(...page.items.map(({ kind, funderCode, year }) => `${kind} ${funderCode} ${year}`));
      if (page.page.next === null) break;
      after = `&after=${page.page.next}`;
    }
    expect(walked).toEqual(all.items.map(({ kind, funderCode, year }) => `${kind} ${funderCode} ${year}`));
    expect(await statementsOf(app, () => app.get(`/v1/calls/${call.id}/ledger?limit=3`, people.jury))).toHaveLength(1);
  });

  it.each([
    ['funder=CNAF', ['FREEZE', 'RESERVE', 'RESERVE', 'OPEN', 'OPEN']],
    ['year=2024&kind=OPEN', ['OPEN', 'OPEN']],
    ['from=2023-12-31&to=2023-12-31', ['ORDER']],
    ['from=2024-01-01', ['FREEZE', 'RECOVER', 'PAY']],
    ['to=2023-11-20T08:59:59Z', []],
    ['from=2023-12-31T22:59:59.999Z&to=2023-12-31T22:59:59.999Z', ['ORDER']],
  ])('filters by %s', async (query, kinds) => {
    const { items } = await get<Page>(`calls/${call.id}/ledger?${query}`);
    expect(items.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('filters by dossier, and refuses a date that is none', async () => {
    const { items } = await get<Page>(`calls/${call.id}/ledger?application=${second.application.id}`);
    expect(items.map(({ kind, year }) => [kind, year])).toEqual([
      ['RESERVE', 2024],
      ['RESERVE', 2024],
    ]);
    for (const query of ['ledger?from=2023-02-30', 'ledger?to=hier', 'balances?asOf=2023-13-01', 'ledger.csv?from=2023-02-30'])
      expect((await app.get(`/v1/calls/${call.id}/${query}`, people.jury)).status).toBe(400);
  });

  it('is a sheet too, oldest first, in which no cell is a formula', async () => {
    const { text } = await download('csv');
    expect(text).toContain(`"'=HYPERLINK(""http://example.org"")"`);
    const rows = cellsOf(readCsv(Buffer.from(text)), 14);
    expect(rows).toHaveLength(14);
    expect(rows[0]?.slice(3, 10)).toEqual(['Mouvement', 'Financeur', 'Année', 'Dossier', 'Débit', 'Crédit', 'Montant (€)']);
    expect(rows.slice(1).map(([, , , movement]) => movement)).toEqual([
      ...Array.from({ length: 4 }, () => 'Ouverture'),
      ...Array.from({ length: 4 }, () => 'Réservation'),
      'Engagement',
      'Ordonnancement',
      'Paiement',
      'Reversement',
      'Gel',
    ]);
    expect(rows[9]?.[9]).toBe('12500,01');
    const workbook = cellsOf(await readXlsx((await download('xlsx')).bytes, 'Grand livre'), 14);
    expect(workbook.map((row) => row[3])).toEqual(rows.map((row) => row[3]));
    expect(workbook.at(-1)?.slice(9, 12)).toEqual([5000, expect.stringContaining('Camille'), '=HYPERLINK("http://example.org")']);
    expect((await download('csv', '?from=2024-01-01')).text.trim().split('\r\n')).toHaveLength(4);
  });

  it('leaves out, on every screen, the movements of a dossier that an interest closes', async () => {
    const juror = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
    const { id: applicationId } = second.application;
    const interest = { applicationId, reason: 'Proche', declaredAt: NOVEMBER, declaredBy: juror.personId };
    await app.database.read.interest.create({ data: { ...interest, personId: juror.personId } });
    const { items } = await get<Page>(`calls/${call.id}/ledger`, juror);
    expect(items).toHaveLength(11);
    expect(JSON.stringify(items)).not.toContain(applicationId);
    expect((await get<Page>(`calls/${call.id}/ledger?application=${applicationId}`, juror)).items).toEqual([]);
    expect((await download('csv', '', juror)).text.trim().split('\r\n')).toHaveLength(12);
    expect((await app.get(`/v1/applications/${applicationId}/balances`, juror)).status).toBe(404);
    expect((await app.get(`/v1/applications/${first.application.id}/balances`, juror)).status).toBe(200);
  });

  it('gives the accounts of each funder and year at any date, and what one funder is behind the other', async () => {
    const at = async (asOf?: string): Promise<Balances> =>
      get(`calls/${call.id}/balances${asOf === undefined ? '' : `?asOf=${asOf}`}`);
    const state = ({ items }: Balances) => items.find(({ funderCode, year }) => funderCode === 'STATE' && year === 2023);
    const now = await at();
    expect(state(now)).toMatchObject({
      funderName: 'État',
      envelope: { cents: 100_000_00 },
      available: { cents: 87_499_99 },
      frozen: { cents: 0 },
      reserved: { cents: 0 },
      committed: { cents: 0 },
      ordered: { cents: 2_500_01 },
      paid: { cents: 9_000_00 },
      recovered: { cents: 1_000_00 },
      left: { cents: 2_500_01 },
    });
    for (const row of now.items) {
      expect(PARTS.reduce((sum, part) => sum + row[part].cents, 0)).toBe(row.envelope.cents);
    }
    expect(now.parity).toMatchObject([
      { year: 2023, gap: { cents: 12_500_00 } },
      { year: 2024, gap: { cents: 0 } },
    ]);
    // The entries tell the same as the balances that follow them.
    expect(await at('2030-01-01')).toEqual(now);
    expect(state(await at('2023-12-31'))).toMatchObject({ ordered: { cents: 12_500_01 }, paid: { cents: 0 } });
    expect(state(await at('2023-12-30'))).toMatchObject({ committed: { cents: 12_500_01 }, ordered: { cents: 0 } });
    const before = await at('2023-11-19');
    expect(state(before)).toMatchObject({ envelope: { cents: 0 }, available: { cents: 0 } });
    expect(before.parity.map(({ gap }) => gap.cents)).toEqual([0, 0]);
    expect(await statementsOf(app, () => at('2023-12-31'))).toHaveLength(1);
    const dossier = (asOf: string) => get<Balances>(`applications/${first.application.id}/balances?asOf=${asOf}`);
    expect((await dossier('2024-01-01')).items).toMatchObject([
      { funderCode: 'STATE', ordered: { cents: 2_500_01 }, paid: { cents: 9_000_00 }, left: { cents: 2_500_01 } },
      { funderCode: 'CNAF', reserved: { cents: 12_500_00 }, left: { cents: 0 } },
    ]);
    expect((await dossier('2023-12-31')).items).toMatchObject([{ ordered: { cents: 12_500_01 } }, {}]);
  });

  describe('summed up', () => {
    interface Row {
      id: string | null;
      label: string | null;
      funderCode: string | null;
      year: number | null;
      dossiers: number;
      envelope: Money | null;
      reserved: Money;
      committed: Money;
      ordered: Money;
      paid: Money;
      left: Money;
      recovered: Money;
      parityGap: Money;
      gaps: { code: string; sentence: string; gap: Money }[];
    }
    interface Funding {
      items: Row[];
      page: { next: string | null };
    }
    interface Alert {
      code: string;
      sentence: string;
      amount: Money;
      funderCode: string | null;
      year: number | null;
      daysLeft: number | null;
      applicationId: string | null;
      reasons: string[];
    }
    let level: MadeAward;
    let uneven: MadeAward;
    let refused: MadeAward;
    let waiting: MadeAward;
    const funding = (query: string, actor = people.jury): Promise<Funding> => get(`calls/${call.id}/funding?${query}`, actor);
    const briefly = ({ items }: Funding): unknown[] =>
      items.map(({ id, dossiers, reserved, committed, ordered, paid, left, recovered, parityGap }) => [
        id,
        dossiers,
        ...[reserved, committed, ordered, paid, left, recovered, parityGap].map(({ cents }) => cents / 100),
      ]);

    beforeAll(async () => {
      app.clock.set(NOVEMBER);
      call = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 100_000_00n, years: [2023, 2024] });
      const award = (department: string, euros: number, year = 2023): Promise<MadeAward> =>
        makeAward(app, { call, department, years: [{ year, cents: euros * 100 }] });
      level = await award('31', 1_000);
      uneven = await award('31', 2_000);
      refused = await award('48', 4_000);
      waiting = await award('09', 8_000, 2024);
      for (const one of [level, uneven]) {
        await decide(one, 'STATE', people.state);
        await decide(one, 'CNAF', people.cnaf);
      }
      await decide(refused, 'STATE', people.state);
      const refusal = { body: { reasons: 'Crédits épuisés', appeal: 'Deux mois' }, ifMatch: 1 };
      expect((await app.post(`/v1/awards/${refused.id}/legs/CNAF/refuse`, people.cnaf, refusal)).status).toBe(200);
      app.clock.set(JANUARY);
      for (const funder of ['STATE', 'CNAF']) {
        await pay(level, 'ORDER', 500_00n, funder);
        await pay(level, 'PAY', 500_00n, funder);
      }
      await pay(uneven, 'ORDER', 1_000_00n);
      await pay(uneven, 'PAY', 600_00n);
      await pay(uneven, 'RECOVER', 100_00n);
    });

    it('by funder and year, with the reasons of what one funder is behind by', async () => {
      const { items } = await funding('');
      expect(items.map(({ funderCode, year }) => `${String(funderCode)} ${String(year)}`)).toEqual([
        'STATE 2023',
        'STATE 2024',
        'CNAF 2023',
        'CNAF 2024',
      ]);
      expect(briefly({ items, page: { next: null } })).toEqual([
        [null, 3, 0, 3_500, 1_500, 1_100, 2_400, 100, 0],
        [null, 1, 4_000, 0, 0, 0, 0, 0, 0],
        [null, 3, 2_000, 1_500, 500, 500, 1_000, 0, 2_600],
        [null, 1, 4_000, 0, 0, 0, 0, 0, 0],
      ]);
      expect(items.every(({ envelope }) => envelope?.cents === 100_000_00)).toBe(true);
      expect(items[2]?.gaps).toMatchObject([
        { code: 'LEG_REFUSED', gap: { cents: 2_000_00 }, sentence: 'part refusée par ce financeur' },
        { code: 'PAID_LATER', gap: { cents: 600_00 }, dossiers: 1 },
      ]);
      expect(await statementsOf(app, () => funding(''))).toHaveLength(1);
    });

    it('by department, holder, dossier or as a whole: each time the same money', async () => {
      expect(briefly(await funding('by=department'))).toEqual([
        ['09', 1, 8_000, 0, 0, 0, 0, 0, 0],
        ['31', 2, 0, 3_000, 2_000, 1_600, 1_400, 100, 600],
        ['48', 1, 2_000, 2_000, 0, 0, 2_000, 0, 2_000],
      ]);
      expect(briefly(await funding('by=region'))).toEqual([['76', 4, 10_000, 5_000, 2_000, 1_600, 3_400, 100, 2_600]]);
      expect((await funding('by=region')).items[0]?.envelope).toMatchObject({ cents: 400_000_00 });
      const byAward = await funding('by=award');
      expect(byAward.items.map(({ id, parityGap }) => [id, parityGap.cents / 100]).sort()).toEqual(
        [
          [level.application.id, 0],
          [uneven.application.id, 600],
          [refused.application.id, 2_000],
          [waiting.application.id, 0],
        ].sort(),
      );
      for (const by of ['holder', 'award']) {
        const { items } = await funding(`by=${by}`);
        const whole = (of: (row: Row) => Money): number => items.reduce((sum, row) => sum + of(row).cents, 0) / 100;
        expect([whole((row) => row.reserved), whole((row) => row.committed), whole((row) => row.paid)]).toEqual([
          10_000, 5_000, 1_600,
        ]);
        expect(items.every(({ label, envelope }) => (label ?? '') !== '' && envelope === null)).toBe(true);
        const walked: (string | null)[] = [];
        for (let after = ''; ;) {
          const page = await funding(`by=${by}&limit=1${after}`);
          walked.push(...page.items.map(({ id }) => id));
          if (page.page.next === null) break;
          after = `&after=${page.page.next}`;
        }
        expect(walked).toEqual(items.map(({ id }) => id));
        expect(await statementsOf(app, () => funding(`by=${by}&limit=1`))).toHaveLength(1);
      }
    });

    it('at any date: the entries tell then what the balances told', async () => {
      for (const by of ['funder,year', 'department', 'holder', 'award', 'region'])
        expect(await funding(`by=${by}&asOf=2030-01-01`)).toEqual(await funding(`by=${by}`));
      expect(briefly(await funding('by=region&asOf=2023-12-31'))).toEqual([['76', 4, 10_000, 5_000, 0, 0, 5_000, 0, 2_000]]);
      // Before the decisions of that morning nothing is promised, and nobody is behind.
      expect(briefly(await funding('by=region&asOf=2023-11-20T08:59:59Z'))).toEqual([]);
      const legs = await app.database.read.auditEntry.findMany({ where: { aggregateId: refused.legs.CNAF } });
      expect(legs.map(({ toState }) => toState)).toEqual(['REFUSED']);
    });

    it('leaves out, by dossier and by holder, what an interest closes', async () => {
      const juror = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
      const { id: applicationId } = refused.application;
      const interest = { applicationId, reason: 'Proche', declaredAt: NOVEMBER, declaredBy: juror.personId };
      await app.database.read.interest.create({ data: { ...interest, personId: juror.personId } });
      const { organisationId } = await app.database.read.application.findUniqueOrThrow({ where: { id: applicationId } });
      const texts = await Promise.all([
        ...['by=award', 'by=holder'].map(async (query) => JSON.stringify(await funding(query, juror))),
        download('csv', '?by=award', juror, 'funding').then(({ text }) => text),
        get(`calls/${call.id}/funding-alerts`, juror).then((body) => JSON.stringify(body)),
      ]);
      for (const text of texts) expect([text.includes(applicationId), text.includes(organisationId)]).toEqual([false, false]);
      expect(texts[0]).toContain(uneven.application.id);
      // Of the sums of many, it is a part as before.
      expect(briefly(await funding('by=region', juror))).toEqual(briefly(await funding('by=region')));
    });

    it('says nothing, in the row of a holder, of its dossier that is closed', async () => {
      const other = await makeCall(app, { state: 'UNDER_SELECTION', envelopeCents: 100_000_00n, years: [2023, 2024] });
      const organisation = await makeOrganisation(app);
      const closed = await makeAward(app, { call: other, organisation, years: [{ year: 2023, cents: 1_000_00 }] });
      const open = await makeAward(app, { call: other, organisation, years: [{ year: 2023, cents: 600_00 }] });
      for (const one of [closed, open]) await decide(one, 'STATE', people.state);
      const interest = { applicationId: closed.application.id, reason: 'Proche', declaredAt: NOVEMBER };
      const juror = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
      const whose = { declaredBy: juror.personId, personId: juror.personId };
      await app.database.read.interest.create({ data: { ...interest, ...whose } });
      const holders = async (actor: TestActor): Promise<unknown> =>
        briefly(await get<Funding>(`calls/${other.id}/funding?by=holder`, actor));
      expect(await holders(people.jury)).toEqual([[organisation.id, 2, 800, 800, 0, 0, 800, 0, 800]]);
      expect(await holders(juror)).toEqual([[organisation.id, 1, 300, 300, 0, 0, 300, 0, 300]]);
    });

    it('as a sheet', async () => {
      const csv = cellsOf(readCsv(Buffer.from((await download('csv', '?by=department', people.jury, 'funding')).text)), 14);
      expect(csv[0]?.slice(0, 5)).toEqual(['Département', 'Dossiers', 'Réservé (€)', 'Engagé (€)', 'Ordonnancé (€)']);
      expect(csv[3]).toEqual(
        expect.arrayContaining(['48', '1', '2000,00', '2000,00', '0,00', 'part refusée par ce financeur']) as unknown[],
      );
      const { bytes } = await download('xlsx', '', people.jury, 'funding');
      const workbook = cellsOf(await readXlsx(bytes, 'Crédits'), 14);
      expect(workbook[1]?.slice(0, 8)).toEqual(
        ['État', 2023, 3, 100_000, 96_500, undefined, undefined, 3_500].map((v) => v ?? 0),
      );
      expect((await download('csv', '?by=award', people.jury, 'funding')).text.trim().split('\r\n')).toHaveLength(5);
    });

    it('alerts on what expires with its year, and on funders that are not level', async () => {
      const alerts = async (query = ''): Promise<Alert[]> =>
        (await get<{ items: Alert[] }>(`calls/${call.id}/funding-alerts?${query}`)).items;
      const now = await alerts();
      expect(
        now.map(({ code, funderCode, year, amount, daysLeft }) => [code, funderCode, year, amount.cents / 100, daysLeft]),
      ).toEqual([
        ['CREDITS_UNUSED', 'STATE', 2023, 96_500, -1],
        ['COMMITMENTS_UNPAID', 'STATE', 2023, 2_400, -1],
        ['CREDITS_UNUSED', 'CNAF', 2023, 96_500, -1],
        ['RESERVATIONS_UNDECIDED', 'CNAF', 2023, 2_000, -1],
        ['COMMITMENTS_UNPAID', 'CNAF', 2023, 1_000, -1],
        ...[uneven, refused]
          .sort((a, b) => (a.application.id < b.application.id ? -1 : 1))
          .map((one) => ['PARITY_BROKEN', null, null, one === uneven ? 600 : 2_000, null]),
      ]);
      const late = now.find(({ applicationId }) => applicationId === uneven.application.id);
      expect(late?.reasons).toEqual(['PAID_LATER']);
      expect(late?.sentence).toContain('payé plus tard par ce financeur');
      expect(now[0]?.sentence).toMatch(/^Enveloppe État 2023 : 96.500,00.€ sans emploi, l’année est terminée depuis 1 j/);
      const soon = (await alerts('days=366')).filter(({ year }) => year === 2024);
      expect(soon.map(({ code, daysLeft }) => [code, daysLeft])).toEqual([
        ['CREDITS_UNUSED', 365],
        ['RESERVATIONS_UNDECIDED', 365],
        ['CREDITS_UNUSED', 365],
        ['RESERVATIONS_UNDECIDED', 365],
      ]);
      // Of the envelopes, of the funders, of the reports, of the documents.
      expect(await statementsOf(app, () => alerts())).toHaveLength(4);
      // The pages after the first are of the dossiers alone, and read nothing else.
      const { items, page } = await get<{ items: Alert[]; page: { next: string } }>(`calls/${call.id}/funding-alerts?limit=1`);
      const rest = `after=${encodeURIComponent(page.next)}`;
      expect([...items, ...(await alerts(rest))]).toEqual(now);
      expect(await statementsOf(app, () => alerts(rest))).toHaveLength(1);

      // As it is; and as it was in December, before anything was paid.
      expect(await alerts(`asOf=${app.clock.now().toISOString()}`)).toEqual(now);
      const before = await alerts('asOf=2023-12-15');
      expect(
        before.map(({ code, funderCode, year, amount, daysLeft }) => [code, funderCode, year, amount.cents / 100, daysLeft]),
      ).toEqual([
        ['CREDITS_UNUSED', 'STATE', 2023, 96_500, 16],
        ['COMMITMENTS_UNPAID', 'STATE', 2023, 3_500, 16],
        ['CREDITS_UNUSED', 'CNAF', 2023, 96_500, 16],
        ['RESERVATIONS_UNDECIDED', 'CNAF', 2023, 2_000, 16],
        ['COMMITMENTS_UNPAID', 'CNAF', 2023, 1_500, 16],
        ['PARITY_BROKEN', null, null, 2_000, null],
      ]);
      expect(await alerts('asOf=2023-11-19&days=366')).toEqual([]);

      // The same as a sheet.
      for (const [query, same] of [
        ['', now],
        ['asOf=2023-12-15', before],
      ] as const) {
        const told = same.map(({ code, sentence, amount, funderCode, year, daysLeft, applicationId, reasons }) => [
          code,
          sentence,
          amount.cents / 100,
          funderCode ?? undefined,
          year ?? undefined,
          daysLeft ?? undefined,
          applicationId ?? undefined,
          reasons.join(', ') || undefined,
        ]);
        const { text } = await download('csv', `?${query}`, people.jury, 'funding-alerts');
        expect(text.trim().split('\r\n')).toHaveLength(1 + told.length);
        for (const { sentence } of same) expect(text).toContain(sentence);
        const { bytes } = await download('xlsx', `?${query}`, people.jury, 'funding-alerts');
        expect(cellsOf(await readXlsx(bytes, 'Alertes'), 8).slice(1)).toEqual(told);
      }
      expect((await app.get(`/v1/calls/${call.id}/funding-alerts?asOf=2023-02-30`, people.jury)).status).toBe(400);
    });
  });

  const NAMES = { ledger: 'grand-livre', funding: 'credits', 'funding-alerts': 'alertes' } as const;
  async function download(
    format: string,
    query = '',
    actor = people.jury,
    what: keyof typeof NAMES = 'ledger',
  ): Promise<{ text: string; bytes: Buffer }> {
    const reply = await fetch(`${app.address}/v1/calls/${call.id}/${what}.${format}${query}`, {
      headers: { authorization: `Bearer ${actor.token}` },
    });
    expect([format, reply.status]).toEqual([format, 200]);
    expect(reply.headers.get('content-disposition')).toContain(`${NAMES[what]}-2023-12-31.${format}`);
    const bytes = Buffer.from(await reply.arrayBuffer());
    return { text: bytes.toString('utf8'), bytes };
  }
});
