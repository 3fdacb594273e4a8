import fc from 'fast-check';

import type { Actor, Role } from '../../kernel/actor.js';
import { systemActor } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { allocate, cents } from '../../kernel/money.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import type { PaymentSettings } from '../calls/payment-settings.js';
import { paymentFaults } from '../calls/payment-settings.rules.js';
import { accountFaults, maskIban } from './bank-details.rules.js';
import { ceilingsOf } from './ceilings.rules.js';
import { awaitedOf, reviewOf } from './payment-conditions.rules.js';
import type { PaymentEvent, PaymentFacts, PaymentState } from './payment-facts.rules.js';
import { paymentMachine } from './payment.machine.js';
import { sameName } from './payment.rules.js';
import { readReturns } from './returns.rules.js';
import { expectedOn, planOf, trancheCents } from './schedule.rules.js';
import { readCsv } from '../../platform/sheets/csv.js';

const NOW = new Date('2024-02-01T09:00:00Z');
const actor = (role: Role, personId: string = role): Actor => ({ personId, grants: [{ role, territory: 'REG-76' }] });

const account = { id: 'bank', number: 1, iban: 'FR76', bic: 'AGRIFRPP', accountHolder: 'COMMUNE D’ESSAI', mismatchReason: null };
const facts: PaymentFacts = {
  id: 'payment',
  number: 1n,
  awardId: 'award',
  legId: 'leg',
  applicationId: 'application',
  callId: 'call',
  timeZone: 'Europe/Paris',
  state: 'AWARDED',
  holder: "Commune d'essai",
  organisationId: 'org',
  department: '48',
  interestedPersonIds: ['recused'],
  funder: { code: 'STATE', name: 'État', family: 'STATE', officerRole: 'STATE_OFFICER' },
  year: 2024,
  position: 1,
  kind: 'ADVANCE',
  rate: 7000,
  plannedCents: 700n,
  liquidatedCents: null,
  terms: { conditions: [], waitForOtherFunder: false, stateInvestmentAdvance: 3000, beforeBalance: 8000 },
  expectedOn: '2024-01-15',
  attempt: 1,
  heldCause: null,
  legState: 'ACTIVE',
  notifiedOn: '2023-11-20',
  startedOn: '2023-12-01',
  orderedOn: '2024-01-31',
  shareCents: 1000n,
  duties: [],
  account,
  rejectedAccountId: null,
  committedCents: 1000n,
  creditsClosed: null,
  reportYears: [],
  documents: [],
  openConditions: [],
  siblings: [{ id: 'balance', year: 2024, kind: 'BALANCE', state: 'PLANNED', cents: 300n }],
  others: [{ name: 'Cnaf', notified: true, held: false }],
  investment: { investmentCents: 0n, totalCents: 1000n },
  batched: false,
};

const INPUTS: Readonly<Record<PaymentEvent, unknown>> = {
  fallDue: undefined,
  hold: { cause: 'DEBT', reason: 'Dette' },
  release: {},
  certify: {},
  liquidate: {},
  order: {},
  pay: { valueDate: '2024-02-01', reference: 'VIR' },
  reject: { reason: 'Compte clos' },
  reissue: {},
  cancel: { reason: 'Tranche supprimée' },
};
const ACTORS = {
  system: systemActor(),
  'DDETS examiner': actor('DDETS_INSTRUCTOR'),
  'Caf examiner': actor('CAF_INSTRUCTOR'),
  'State officer': actor('STATE_OFFICER'),
  'Cnaf officer': actor('CNAF_OFFICER'),
  'State accountant': actor('STATE_ACCOUNTANT'),
  'Cnaf accountant': actor('CNAF_ACCOUNTANT'),
  'recused officer': actor('STATE_OFFICER', 'recused'),
  jury: actor('REGIONAL_JURY'),
};
const judge = (state: PaymentState, event: PaymentEvent, who: Actor, change: Partial<PaymentFacts> = {}, input = INPUTS[event]) =>
  decide(paymentMachine, state, event, { facts: { ...facts, ...change }, input, actor: who, now: NOW });
const unmet = (...asked: Parameters<typeof judge>): string[] => {
  const verdict = judge(...asked);
  return !verdict.allowed && verdict.code === 'rule-not-met'
    ? verdict.reasons.map(({ rule }) => rule)
    : [String(verdict.allowed)];
};

describe('payment machine', () => {
  it('is this table: who may do what from which state', () => {
    const table = Object.fromEntries(
      paymentMachine.stateNames.map((state) => [
        state,
        paymentMachine.events
          .map((event) => {
            // The system holds for what it sees by itself.
            const able = Object.entries(ACTORS).filter(([name, who]) =>
              name === 'system' && event === 'hold'
                ? judge(state, event, who, { account: null }, { cause: 'BANK_DETAILS', reason: 'RIB' }).allowed
                : judge(state, event, who, state === 'HELD' ? { heldCause: name === 'system' ? 'BANK_DETAILS' : 'DEBT' } : {})
                    .allowed,
            );
            return able.length === 0 ? '' : `${event}: ${able.map(([name]) => name).join(', ')}`;
          })
          .filter((line) => line !== ''),
      ]),
    );
    const held = 'hold: system, State officer';
    const cancelled = 'cancel: system, State officer';
    expect(table).toEqual({
      PLANNED: ['fallDue: system', held, cancelled],
      DUE: [held, 'certify: DDETS examiner', cancelled],
      PERFORMANCE_CERTIFIED: [held, 'liquidate: State officer', cancelled],
      LIQUIDATED: [held, 'order: State officer', cancelled],
      ORDERED: ['pay: State accountant', 'reject: State accountant', 'cancel: State officer'],
      PAID: ['reject: State accountant'],
      HELD: ['release: system, State officer', cancelled],
      REJECTED_BY_BANK: ['reissue: State officer', cancelled],
      CANCELLED: [],
    });
  });

  it.each([
    ['certify', 'DUE', { legState: 'SUSPENDED' }, ['legRunning']],
    ['certify', 'DUE', { duties: [{ personId: 'DDETS_INSTRUCTOR', duty: 'ORDERER' }] }, ['dutiesSeparated']],
    ['certify', 'DUE', { openConditions: ['RIB'] }, ['conditionsMet']],
    ['liquidate', 'PERFORMANCE_CERTIFIED', { duties: [{ personId: 'STATE_OFFICER', duty: 'EXAMINER' }] }, ['dutiesSeparated']],
    ['liquidate', 'PERFORMANCE_CERTIFIED', { creditsClosed: 'Gel' }, ['creditsOpen']],
    ['order', 'LIQUIDATED', { committedCents: 699n }, ['creditsOpen', 'committedEnough']],
    ['order', 'LIQUIDATED', { account: null }, ['bankDetailsKnown', 'otherAccount']],
    ['order', 'LIQUIDATED', { holder: 'Commune de Chanac' }, ['accountOfHolder']],
    ['order', 'LIQUIDATED', { rejectedAccountId: 'bank' }, ['otherAccount']],
    ['order', 'LIQUIDATED', { duties: [{ personId: 'STATE_OFFICER', duty: 'ACCOUNTANT' }] }, ['dutiesSeparated']],
    ['pay', 'ORDERED', { duties: [{ personId: 'STATE_ACCOUNTANT', duty: 'ORDERER' }] }, ['dutiesSeparated']],
    ['pay', 'ORDERED', { orderedOn: '2024-02-02' }, ['paymentIdentified']],
    ['reject', 'PAID', { duties: [{ personId: 'STATE_ACCOUNTANT', duty: 'EXAMINER' }] }, ['dutiesSeparated']],
    ['reissue', 'REJECTED_BY_BANK', { rejectedAccountId: 'bank' }, ['otherAccount']],
    ['cancel', 'ORDERED', { batched: true }, ['notAtTheBank']],
  ] as const)('%s from %s is refused when %j', (event, state, change, rules) => {
    const by = { certify: 'DDETS examiner', pay: 'State accountant', reject: 'State accountant' } as const;
    const who = ACTORS[event in by ? by[event as keyof typeof by] : 'State officer'];
    expect(unmet(state, event, who, change as Partial<PaymentFacts>)).toEqual(rules);
  });

  it('is certified by an officer of a third funder, who then orders nothing of it', () => {
    const funder = { ...facts.funder, code: 'MSA', officerRole: 'PARTNER_OFFICER' as const };
    const partner = actor('PARTNER_OFFICER');
    expect(judge('DUE', 'certify', partner, { funder }).allowed).toBe(true);
    const duties = [{ personId: 'PARTNER_OFFICER', duty: 'EXAMINER' as const }];
    expect(unmet('LIQUIDATED', 'order', partner, { funder, duties })).toEqual(['dutiesSeparated']);
  });
});

describe('conditions', () => {
  const waiting = (conditions: PaymentFacts['terms']['conditions'], change: Partial<PaymentFacts> = {}): string[] =>
    awaitedOf('PLANNED', { ...facts, ...change, terms: { ...facts.terms, conditions } }, NOW).map(({ code }) => code);

  it('are listed until met', () => {
    expect(waiting([{ kind: 'SIGNATURE' }, { kind: 'START' }])).toEqual([]);
    expect(waiting([{ kind: 'START' }], { startedOn: null })).toEqual(['START']);
    expect(waiting([{ kind: 'REPORT', report: 'PREVIOUS' }], { reportYears: [2024] })).toEqual(['REPORT']);
    expect(waiting([{ kind: 'REPORT', report: 'PREVIOUS' }], { reportYears: [2023] })).toEqual([]);
    expect(waiting([{ kind: 'REPORT' }], { reportYears: [2023] })).toEqual(['REPORT']);
    expect(waiting([{ kind: 'DOCUMENT', document: 'RIB' }])).toEqual(['DOCUMENT']);
    expect(waiting([{ kind: 'DATE', day: '02-01' }])).toEqual([]);
    expect(waiting([{ kind: 'DATE', day: '02-02' }])).toEqual(['DATE']);
    expect(waiting([], { openConditions: ['Délibération'], account: null, creditsClosed: 'Gel' })).toEqual([
      'DOSSIER',
      'CREDITS_CLOSED',
      'BANK_DETAILS',
    ]);
  });

  it('of the other funder count only where the call says so', () => {
    const others = [{ name: 'Cnaf', notified: true, held: true }];
    expect(reviewOf('PLANNED', { ...facts, others }, NOW)).toEqual({ event: 'fallDue' });
    const together = { ...facts, others, terms: { ...facts.terms, waitForOtherFunder: true } };
    expect(reviewOf('PLANNED', together, NOW)).toBeUndefined();
  });

  it('release by themselves what they held, never what an officer holds', () => {
    expect(reviewOf('HELD', { ...facts, heldCause: 'CREDITS_CLOSED' }, NOW)).toEqual({ event: 'release' });
    expect(reviewOf('HELD', { ...facts, heldCause: 'CREDITS_FROZEN' }, NOW)).toBeUndefined();
    expect(reviewOf('LIQUIDATED', { ...facts, legState: 'SUSPENDED' }, NOW)).toMatchObject({
      event: 'hold',
      input: { cause: 'LEG_SUSPENDED' },
    });
    expect(reviewOf('ORDERED', { ...facts, legState: 'SUSPENDED' }, NOW)).toBeUndefined();
  });
});

describe('schedules', () => {
  it('three funders at 60/30/10: every tranche of every share sums to the award, to the cent', () => {
    const rates = fc
      .array(fc.integer({ min: 1, max: 2000 }), { minLength: 0, maxLength: 5 })
      .map((early) => [...early, 10_000 - early.reduce((sum, rate) => sum + rate, 0)]);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), rates, (total, given) => {
        const shares = allocate(cents(total), [60, 30, 10]);
        const paid = shares.map((share, index) =>
          planOf({
            funderCode: `F${index}`,
            years: [{ year: 2024, cents: share }],
            notifiedOn: '2024-03-01',
            settings: {
              schedules: [{ tranches: given.map((rate) => ({ kind: 'INSTALMENT' as const, rate, conditions: [] })) }],
            },
          }),
        );
        expect(paid.map((payments) => payments.reduce((sum, payment) => sum + payment.cents, 0n))).toEqual(shares);
        expect(paid.flat().every((payment) => payment.cents > 0n && payment.expectedOn === '2024-03-01')).toBe(true);
        expect(paid.flat().reduce((sum, payment) => sum + payment.cents, 0n)).toBe(total);
      }),
      { numRuns: 300 },
    );
    expect(trancheCents(1_250_001n, [7000, 3000])).toEqual([875_000n, 375_001n]);
  });

  it('are the funder’s own before the common one, the year’s own before the others’; without any, one payment a year', () => {
    const one = (rate: number) => [
      { kind: 'ADVANCE' as const, rate, conditions: [] },
      { kind: 'BALANCE' as const, rate: 10_000 - rate, conditions: [] },
    ];
    const settings: PaymentSettings = {
      schedules: [{ tranches: one(1) }, { yearOrder: 1, tranches: one(2) }, { funderCode: 'CNAF', tranches: one(3) }],
    };
    const years = [2023, 2024].map((year) => ({ year, cents: 10_000n }));
    const first = (funderCode: string, given: PaymentSettings | undefined = settings) =>
      planOf({ funderCode, years, settings: given, notifiedOn: '2023-01-01' })
        .filter(({ position }) => position === 1)
        .map(({ cents: sum }) => Number(sum));
    expect(first('STATE')).toEqual([2, 1]);
    expect(first('CNAF')).toEqual([3, 3]);
    expect(planOf({ funderCode: 'STATE', years, settings: undefined, notifiedOn: '2023-01-01' })).toHaveLength(2);
    expect(
      expectedOn(
        2024,
        [
          { kind: 'REPORT', report: 'PREVIOUS' },
          { kind: 'DATE', day: '01-15' },
        ],
        '2023-11-20',
      ),
    ).toBe('2024-06-30');
  });

  it('hold together, or say where they do not', () => {
    const draft = (payments: PaymentSettings) => ({
      funders: [{ code: 'STATE' }, { code: 'CNAF' }],
      budgetYears: [2023, 2024],
      settings: { payments, requiredDocuments: FIPE_2023.requiredDocuments },
    });
    const rules = (payments: PaymentSettings): string[] => paymentFaults(draft(payments)).map(({ rule }) => rule);
    expect(rules(FIPE_2023.payments!)).toEqual([]);
    const balance = (rate: number) => ({ kind: 'BALANCE' as const, rate, conditions: [] });
    expect(rules({ schedules: [{ tranches: [balance(9999)] }] })).toEqual(['ratesSumToWhole']);
    expect(rules({ schedules: [{ tranches: [balance(5000), balance(5000)] }] })).toEqual(['balanceLast']);
    expect(rules({ schedules: [{ tranches: [{ kind: 'ADVANCE', rate: 8001, conditions: [] }, balance(1999)] }] })).toEqual([
      'beforeBalance',
    ]);
    expect(rules({ schedules: [{ funderCode: 'STATE', tranches: [balance(10_000)] }] })).toEqual([
      'everyYearScheduled',
      'everyYearScheduled',
    ]);
    const when = (conditions: PaymentFacts['terms']['conditions']) =>
      rules({ schedules: [{ tranches: [{ kind: 'BALANCE', rate: 10_000, conditions }] }] });
    expect(when([{ kind: 'DOCUMENT', document: 'NONE' }])).toEqual(['documentOfCall']);
    expect(when([{ kind: 'DATE' }])).toEqual(['dayGiven']);
    expect(when([{ kind: 'REPORT', report: 'PREVIOUS' }])).toEqual(['everyYearScheduled', 'everyYearScheduled']);
  });
});

describe('ceilings', () => {
  it('keep 20 % for the balance, and 70 % of the State’s investment', () => {
    const left = (change: Partial<PaymentFacts>) =>
      ceilingsOf({ ...facts, ...change }).map(({ name, leftCents }) => [name, leftCents]);
    expect(left({})).toEqual([['beforeBalance', 800n]]);
    expect(left({ kind: 'BALANCE' })).toEqual([]);
    // 60 % of investment: 400 of the rest, and 30 % of 600.
    const investment = { investmentCents: 600n, totalCents: 1000n };
    expect(left({ investment })).toEqual([
      ['stateInvestmentAdvance', 580n],
      ['beforeBalance', 800n],
    ]);
    expect(left({ investment, funder: { ...facts.funder, family: 'FAMILY_BRANCH' } })).toEqual([['beforeBalance', 800n]]);
    const paid = { id: 'first', year: 2024, kind: 'INSTALMENT' as const, state: 'PAID' as const, cents: 500n };
    expect(left({ siblings: [...facts.siblings, paid, { ...paid, state: 'PLANNED' }] })).toEqual([['beforeBalance', 300n]]);
    expect(unmet('PERFORMANCE_CERTIFIED', 'liquidate', ACTORS['State officer'], { investment })).toEqual(['withinCeilings']);
    expect(judge('PERFORMANCE_CERTIFIED', 'liquidate', ACTORS['State officer'], { investment }, { cents: 580 }).allowed).toBe(
      true,
    );
  });
});

describe('accounts and returns', () => {
  it('reads names as banks write them, and shows an account by its ends', () => {
    expect(sameName('COMMUNE DE L ETANG-SALE', 'Commune de l’Étang-Salé')).toBe(true);
    expect(sameName('Commune de Mende', 'Commune de Chanac')).toBe(false);
    expect(maskIban('FR7630006000011234567890189')).toBe('FR76 •••• 0189');
    const good = { iban: 'FR76 3000 6000 0112 3456 7890 189', bic: 'AGRIFRPP', accountHolder: 'Commune' };
    expect(accountFaults(good, 'COMMUNE')).toEqual([]);
    expect(accountFaults({ ...good, iban: 'FR7630006000011234567890180', bic: 'X' }, 'Mairie').map(({ rule }) => rule)).toEqual([
      'ibanValid',
      'bicValid',
      'accountOfHolder',
    ]);
  });

  it('reads a file of returns line by line', () => {
    const read = readReturns(
      readCsv(Buffer.from('Payment,Result,Value date\nPAY-000000001,paid,2024-02-30\n,PAID,2024-02-01\nPAY-000000002,OTHER,\n')),
    );
    expect(read?.lines).toEqual([]);
    expect(read?.faults.map(({ line, code }) => [line, code])).toEqual([
      [2, 'valueDate'],
      [3, 'payment'],
      [4, 'result'],
    ]);
    expect(readReturns(readCsv(Buffer.from('a;b\n1;2')))).toBeUndefined();
  });
});
