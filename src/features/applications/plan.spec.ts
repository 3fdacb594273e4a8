import fc from 'fast-check';

import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { EXPENSE_NATURES, INCOME_FAMILIES, type ApplicationContent } from './application-content.js';
import { applicationMachine } from './application.machine.js';
import { computePlan } from './plan.rules.js';

interface Verdict {
  readonly rule: string;
  readonly source: string | null;
  readonly met: boolean;
  readonly reasons: { rule: string; message: string; pointer?: string }[];
}
interface Plan {
  readonly version: number;
  readonly years: Column[];
  readonly total: Column;
  readonly rules: Verdict[];
}
interface Amount {
  readonly cents: number;
}
interface Column {
  readonly year: number | null;
  readonly expenses: { nature: string; amount: Amount }[];
  readonly fte: number;
  readonly requestedByFunder: { funderCode: string; amount: Amount }[];
  readonly income: { family: string; requested: Amount; other: Amount; total: Amount }[];
  readonly balance: Amount;
  readonly publicShare: { amount: Amount; percent: string | null };
  readonly investmentShare: { amount: Amount; percent: string | null };
  readonly inKind: Amount;
}
interface Eligibility {
  readonly eligible: boolean;
  readonly rulesVersion: string;
  readonly rules: Verdict[];
}
interface Problem {
  readonly code: string;
  readonly reasons: { rule: string; pointer?: string; message: string }[];
}

const FUNDERS = [
  { code: 'STATE', position: 0, weight: 1, family: 'STATE' },
  { code: 'CNAF', position: 1, weight: 1, family: 'FAMILY_BRANCH' },
];
const year = fc.integer({ min: 2023, max: 2026 });
const cents = fc.integer({ min: 0, max: 1_000_000_000 });
const line = fc.oneof(
  fc.record({
    side: fc.constant('EXPENSE' as const),
    nature: fc.constantFrom(...EXPENSE_NATURES),
    year,
    label: fc.constant('x'),
    cents,
  }),
  fc.record({
    side: fc.constant('INCOME' as const),
    family: fc.constantFrom(...INCOME_FAMILIES),
    year,
    label: fc.constant('x'),
    cents,
  }),
);
const contents: fc.Arbitrary<ApplicationContent> = fc.record({
  requestedYears: fc.uniqueArray(fc.record({ year, cents }), { selector: (one) => one.year, maxLength: 4 }),
  budget: fc.record({
    lines: fc.array(line, { maxLength: 12 }),
    inKind: fc.array(fc.record({ year, label: fc.constant('x'), cents }), { maxLength: 4 }),
  }),
});

describe('the computed plan', () => {
  it('adds up: years to the total, natures to the expenses, families and funders to the income', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const { years, total } = computePlan(content, FUNDERS);
        const sum = (values: readonly bigint[]): bigint => values.reduce((all, one) => all + one, 0n);
        for (const key of [
          'totalExpenses',
          'totalIncome',
          'requested',
          'balance',
          'publicMoney',
          'investment',
          'inKind',
        ] as const)
          expect(sum(years.map((one) => one[key]))).toBe(total[key]);
        for (const one of [...years, total]) {
          expect(sum(one.expenses.map(({ amount }) => amount))).toBe(one.totalExpenses);
          expect(sum(one.income.map((family) => family.total))).toBe(one.totalIncome);
          expect(sum(one.requestedByFunder.map(({ amount }) => amount))).toBe(one.requested);
          expect(one.balance).toBe(one.totalIncome - one.totalExpenses);
          const capped = one.income.filter(({ family }) => family === 'STATE' || family === 'FAMILY_BRANCH');
          expect(sum(capped.map((family) => family.total))).toBe(one.publicMoney);
        }
        expect(years.map((one) => one.year)).toEqual([...new Set(years.map((one) => one.year))].sort());
      }),
    );
  });
});

describe('plan and eligibility over HTTP', () => {
  let app: TestApp;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let editor: TestActor;
  let representative: TestActor;
  let caf: TestActor;

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app, { settings: { maxInvestmentSharePercent: 40 } });
    organisation = await makeOrganisation(app, { department: '11' });
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
    representative = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
  });
  afterAll(() => app.stop());

  const url = (id: string, rest: string): string => `/v1/applications/${id}${rest}`;
  const draft = (content: ApplicationContent): ReturnType<typeof makeApplication> =>
    makeApplication(app, { call, organisation, department: '11', state: 'DRAFT', content });
  /** One year: this cost, this asked, the rest as given. */
  const oneYear = (cost: number, asked: number, others: ApplicationContent['budget'], rest: object = {}): ApplicationContent => ({
    ...makeContent(call, { years: [{ year: 2023, cents: asked }] }),
    budget: {
      ...others,
      lines: [{ side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe', cents: cost }, ...(others?.lines ?? [])],
    },
    ...rest,
  });
  const own = (cents: number) => ({ side: 'INCOME' as const, family: 'OWN' as const, year: 2023, label: 'Fonds propres', cents });
  const unmet = ({ rules }: Pick<Plan, 'rules'>): string[] => rules.filter(({ met }) => !met).map(({ rule }) => rule);
  const eligibility = async (id: string, actor = editor): Promise<Eligibility> =>
    (await app.get<Eligibility>(url(id, '/eligibility'), actor)).body;

  it('stores the project and computes its plan, year by year and in all', async () => {
    const { id } = await draft({});
    const project = {
      diagnosis: 'Deux crèches pour 300 naissances.',
      targetNumbers: [{ label: 'Enfants', count: 24, year: 2024 }],
      partnerList: [{ name: 'PMI', role: 'Formation', confirmed: true }],
      calendar: [{ label: 'Recrutement', startsOn: '2023-10-01', endsOn: '2023-12-31' }],
      indicators: [{ label: 'Enfants accueillis', target: 24, baseline: 0, unit: 'enfants' }],
      placesCreated: 12,
      otherDepartments: ['66'],
      startsOn: '2023-10-01',
      endsOn: '2025-09-30',
      requestedYears: [
        { year: 2023, cents: 500_001 },
        { year: 2024, cents: 300_000 },
      ],
      budget: {
        lines: [
          { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe', cents: 600_001, fte: 150 },
          { side: 'EXPENSE', nature: 'INVESTMENT', year: 2023, label: 'Cuisine', cents: 400_000 },
          { side: 'EXPENSE', nature: 'ENGINEERING', year: 2024, label: 'Étude', cents: 500_000 },
          { side: 'INCOME', family: 'FAMILY_BRANCH', year: 2023, label: 'PSU', cents: 250_000 },
          { side: 'INCOME', family: 'OWN', year: 2023, label: 'Commune', cents: 250_000 },
          { side: 'INCOME', family: 'FAMILIES_FEES', year: 2024, label: 'Participations', cents: 150_000 },
        ],
        inKind: [{ year: 2024, label: 'Locaux', cents: 90_000 }],
      },
    };
    const edited = await app.patch<{ content: object }>(url(id, ''), editor, { body: project, ifMatch: 1 });
    expect([edited.status, edited.body.content]).toEqual([200, project]);
    const { status, body, headers } = await app.get<Plan>(url(id, '/plan'), editor);
    expect([status, headers.etag, body.version]).toEqual([200, '"2"', 2]);
    const [first, second] = body.years;
    expect(first).toMatchObject({
      year: 2023,
      fte: 150,
      totalExpenses: { cents: 1_000_001 },
      requested: { cents: 500_001 },
      requestedByFunder: [
        { funderCode: 'STATE', amount: { cents: 250_001 } },
        { funderCode: 'CNAF', amount: { cents: 250_000 } },
      ],
      totalIncome: { cents: 1_000_001 },
      balance: { cents: 0 },
      publicShare: { amount: { cents: 750_001 }, percent: '75.01' },
      investmentShare: { amount: { cents: 400_000 }, percent: '40.00' },
      inKind: { cents: 0 },
    });
    expect(first?.income.find(({ family }) => family === 'FAMILY_BRANCH')).toEqual({
      family: 'FAMILY_BRANCH',
      requested: { cents: 250_000, currency: 'EUR' },
      other: { cents: 250_000, currency: 'EUR' },
      total: { cents: 500_000, currency: 'EUR' },
    });
    expect(second).toMatchObject({ year: 2024, balance: { cents: -50_000 }, inKind: { cents: 90_000 } });
    expect(body.total).toMatchObject({ year: null, balance: { cents: -50_000 }, totalExpenses: { cents: 1_500_001 } });
    expect(unmet(body)).toEqual(['budgetBalances']);
    const balance = body.rules.find(({ rule }) => rule === 'budgetBalances');
    expect(balance?.reasons[0]?.message.replaceAll(/\s/g, ' ')).toContain('2024 : dépenses 5 000,00 €, recettes 4 500,00 €');
  });

  it.each([
    [
      'FTE on an expense that is no staff',
      { budget: { lines: [{ side: 'EXPENSE', nature: 'OPERATING', year: 2023, label: 'x', cents: 1, fte: 50 }] } },
      '/budget/lines/0/fte',
    ],
    ['in kind told twice', { budget: { lines: [], inKindCents: 1, inKind: [] } }, '/budget/inKindCents'],
    [
      'a step that ends before it starts',
      { calendar: [{ label: 'x', startsOn: '2023-10-02', endsOn: '2023-10-01' }] },
      '/calendar/0/endsOn',
    ],
    ['a department that is none', { otherDepartments: ['66', '20'] }, '/otherDepartments/1'],
    ['a negative count', { targetNumbers: [{ label: 'x', count: -1 }] }, '/targetNumbers/0/count'],
    ['a typed total', { budget: { lines: [], totalCents: 5 } }, '/budget/totalCents'],
  ])('does not store %s', async (_, body, pointer) => {
    const { id } = await draft({});
    const reply = await app.patch<{ errors: { pointer: string }[] }>(url(id, ''), editor, { body, ifMatch: 1 });
    expect([reply.status, reply.body.errors.map((one) => one.pointer)]).toEqual([400, [pointer]]);
  });

  it('case 10: accepts 80.00 % and refuses 80.01 %, on demand as at the submission', async () => {
    const at = await draft(oneYear(1_000_000, 800_000, { lines: [own(200_000)] }));
    expect(await eligibility(at.id)).toMatchObject({ eligible: true, rulesVersion: 'fipe-2023' });
    const above = await draft(oneYear(1_000_000, 800_100, { lines: [own(199_900)] }));
    const { eligible, rules } = await eligibility(above.id);
    const cap = rules.find(({ rule }) => rule === 'publicShareWithinCap');
    expect([eligible, cap?.met, cap?.reasons[0]?.pointer]).toEqual([false, false, '/requestedYears']);
    expect(cap?.reasons[0]?.message).toContain('80,01\u00a0%');
    expect(cap?.source).toContain('Cahier des charges');
    const refused = await app.post<Problem>(url(above.id, '/submit'), representative);
    expect([refused.status, refused.body.reasons]).toEqual([422, cap?.reasons]);
    expect((await app.post(url(at.id, '/submit'), representative)).status).toBe(200);
  });

  it('case 11: 60 % of the fund and 25 % of the service benefit are 85 %', async () => {
    const psu = { side: 'INCOME' as const, family: 'FAMILY_BRANCH' as const, year: 2023, label: 'PSU', cents: 250_000 };
    const { id } = await draft(oneYear(1_000_000, 600_000, { lines: [psu, own(150_000)] }));
    const { body } = await app.get<Plan>(url(id, '/plan'), editor);
    expect([body.total.publicShare.percent, unmet(body)]).toEqual(['85.00', ['publicShareWithinCap']]);
    const refused = await app.post<Problem>(url(id, '/submit'), representative);
    expect(refused.body.reasons.map(({ rule }) => rule)).toEqual(['publicShareWithinCap']);
  });

  it('case 12: refuses 37 months', async () => {
    const content = oneYear(1_000_000, 700_000, { lines: [own(300_000)] }, { startsOn: '2023-10-01', endsOn: '2026-10-01' });
    const { id } = await draft(content);
    const { rules } = await eligibility(id);
    expect(rules.filter(({ met }) => !met)).toMatchObject([{ rule: 'durationWithinLimit', reasons: [{ pointer: '/endsOn' }] }]);
    expect((await app.post(url(id, '/submit'), representative)).status).toBe(422);
  });

  it('holds investment under the ceiling of the call, to the cent, and steps within the project', async () => {
    const investing = (cents: number): ApplicationContent =>
      oneYear(1_000_000 - cents, 700_000, {
        lines: [{ side: 'EXPENSE', nature: 'INVESTMENT', year: 2023, label: 'Cuisine', cents }, own(300_000)],
      });
    expect((await eligibility((await draft(investing(400_000))).id)).eligible).toBe(true);
    const above = await draft({ ...investing(400_001), calendar: [{ label: 'Bilan', startsOn: '2030-01-01' }] });
    const { rules } = await eligibility(above.id);
    const found = rules.filter(({ met }) => !met);
    expect(found.map(({ rule }) => rule)).toEqual(['investmentShareWithinCap', 'calendarWithinProject']);
    expect(found[0]?.reasons[0]?.message.replaceAll(/\s/g, ' ')).toContain(
      '4 000,01 € sur 10 000,00 €, soit 40,01 % : 40 % au plus',
    );
    expect(found[1]?.reasons[0]?.pointer).toBe('/calendar/0');
    const refused = await app.post<Problem>(url(above.id, '/submit'), representative);
    expect(refused.body.reasons).toEqual(found.flatMap(({ reasons }) => reasons));
  });

  it('gives all reasons at once, and exactly those of the submission', async () => {
    const { id } = await draft({ axes: ['NONE'], otherDepartments: ['11', '75'], startsOn: '2023-10-01', endsOn: '2029-10-01' });
    const { rules } = await eligibility(id);
    const refused = await app.post<Problem>(url(id, '/submit'), representative);
    expect(refused.body.reasons).toEqual(rules.flatMap(({ reasons }) => reasons));
    expect(new Set(refused.body.reasons.map(({ rule }) => rule)).size).toBeGreaterThan(4);
    expect(rules.map(({ rule }) => rule)).toEqual(
      applicationMachine.edges.find(({ event }) => event === 'submit')?.when?.map(({ name }) => name),
    );
    const english = await app.get<Eligibility>(url(id, '/eligibility'), editor, { headers: { 'accept-language': 'en' } });
    expect(english.body.rules.flatMap(({ reasons }) => reasons).map(({ message }) => message)).toContain(
      '“NONE” is not an axis of this call.',
    );
  });

  it('judges a filed dossier by the rules of a completed one, for the agencies too, whatever the date', async () => {
    const { id } = await makeApplication(app, { call, organisation, department: '11' });
    app.clock.set(new Date('2024-06-01T00:00:00Z'));
    const judged = await eligibility(id, caf);
    app.clock.set(new Date('2023-06-15T08:00:00Z'));
    expect(judged.eligible).toBe(true);
    expect(judged.rules.map(({ rule }) => rule)).not.toContain('callIsOpen');
    const other = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    for (const page of ['/eligibility', '/plan', '/consultation']) expect((await app.get(url(id, page), other)).status).toBe(404);
    const { id: hidden } = await draft({});
    for (const page of ['/eligibility', '/plan', '/consultation'])
      expect((await app.get(url(hidden, page), caf)).status).toBe(404);
  });

  it('case 24: says that a reduced amount unbalances the plan, to the holder once the result is public', async () => {
    const made = await makeApplication(app, { call, organisation, department: '11', state: 'SHORTLISTED' });
    const decide = (revision: number, sums: readonly number[]): Promise<unknown> =>
      app.database.read.applicationAmount.createMany({
        data: sums.flatMap((sum, index) =>
          ['STATE', 'CNAF'].map((funderCode) => ({
            applicationId: made.id,
            stage: 'DECIDED',
            revision,
            year: 2023 + index,
            funderCode,
            cents: BigInt(sum / 2),
            recordedAt: app.clock.now(),
            recordedBy: representative.personId,
          })),
        ),
      });
    const verdict = async (actor: TestActor): Promise<Verdict | undefined> =>
      (await app.get<Plan>(url(made.id, '/plan'), actor)).body.rules.find(({ rule }) => rule === 'planBalancedForAward');
    expect(await verdict(caf)).toMatchObject({ met: true, reasons: [] });
    await decide(2, [5_600_000, 4_000_000, 5_600_000]);
    const found = await verdict(caf);
    expect(found?.met).toBe(false);
    expect(found?.reasons).toHaveLength(1);
    expect(found?.reasons[0]?.message.replaceAll(/\s/g, ' ')).toMatch(
      /^2024 : .* 40 000,00 € accordés pour 56 000,00 € demandés.*signature\.$/,
    );
    expect(await verdict(representative)).toBeUndefined();
    await app.database.read.application.update({ where: { id: made.id }, data: { state: 'AWARDED' } });
    expect(await verdict(representative)).toEqual(found);
  });

  it('needs both agencies, reasons and ways of appeal to find a dossier ineligible', async () => {
    const { id } = await makeApplication(app, { call, organisation, department: '11', state: 'COMPLETE' });
    const ddets = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-11' });
    const post = (act: string, actor: TestActor, body: object): Promise<{ status: number; body: Problem & { state?: string } }> =>
      app.post(url(id, act), actor, { body });
    const alone = await post('/confirm-ineligible', caf, {});
    expect(alone.body.reasons.map(({ rule }) => rule)).toEqual(['otherAgencyFound', 'reasonsGiven']);
    expect((await post('/find-ineligible', caf, {})).body.reasons.map(({ rule }) => rule)).toEqual(['ruleNamed', 'reasonsGiven']);
    const finding = { rule: 'durationWithinLimit', reasons: 'Plus de trois ans.' };
    expect((await post('/find-ineligible', caf, finding)).status).toBe(200);
    expect((await post('/confirm-ineligible', caf, { reasons: 'x' })).body.reasons.map(({ rule }) => rule)).toEqual([
      'otherAgencyFound',
    ]);
    const confirmed = await app.post<{ state: string; refusal: { reasons: string; appeal: string } }>(
      url(id, '/confirm-ineligible'),
      ddets,
      {
        body: { reasons: 'Plus de trois ans.' },
      },
    );
    expect(confirmed.body).toMatchObject({
      state: 'INELIGIBLE',
      refusal: { reasons: 'Plus de trois ans.', appeal: call.settings.appealText.fr },
    });
  });
});
