import fc from 'fast-check';

import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { reportMachine } from './report.machine.js';
import { dueOn, isLate, reminderOf, type ReportEvent, type ReportFacts, type ReportState } from './report.rules.js';
import { acceptedSums, gapPercent, plannedLines, tableOf, totalsOf } from './report-table.rules.js';

const NOW = new Date('2024-03-01T09:00:00Z');
const ORGANISATION = '00000000-0000-4000-8000-000000000001';
const INTERESTED = 'interested';

const actor = (role: Role, territory: string, personId = 'person'): Actor => ({
  personId,
  grants: [{ role, territory: territory as 'FR' }],
});
const ofHolder = (role: Role, organisationId = ORGANISATION): Actor => ({
  personId: 'holder',
  grants: [{ role, organisationId }],
});

const budget: ReportFacts['budget'] = {
  lines: [
    { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe', cents: 8_000_000 },
    { side: 'EXPENSE', nature: 'OPERATING', year: 2023, label: 'Loyer', cents: 2_000_000 },
    { side: 'EXPENSE', nature: 'STAFF', year: 2024, label: 'Équipe', cents: 1 },
    { side: 'INCOME', family: 'FAMILY_BRANCH', year: 2023, label: 'PSU', cents: 1_000_000 },
    { side: 'INCOME', family: 'OWN', year: 2023, label: 'Fonds propres', cents: 2_000_000 },
  ],
  inKind: [{ year: 2023, label: 'Locaux', cents: 300_000 }],
};
const leg = { state: 'ACTIVE', paidCents: 0n } as const;
const facts: ReportFacts = {
  id: 'report',
  awardId: 'award',
  applicationId: 'application',
  callId: 'call',
  timeZone: 'Europe/Paris',
  organisationId: ORGANISATION,
  department: '48',
  interestedPersonIds: [INTERESTED],
  state: 'DRAFT',
  year: 2023,
  final: false,
  dueOn: '2024-06-30',
  awaitedOn: '2024-06-30',
  submittedVersion: 0,
  submitted: null,
  budget,
  projectEndsOn: '2026-09-30',
  indicators: [{ label: 'Enfants accueillis', target: 24 }],
  targets: [],
  legs: [
    { ...leg, id: 'state', code: 'STATE', name: 'État', family: 'STATE', cents: 3_500_001n },
    { ...leg, id: 'cnaf', code: 'CNAF', name: 'Cnaf', family: 'FAMILY_BRANCH', cents: 3_500_000n },
  ],
  reminded: [],
  content: {
    lines: [
      { side: 'EXPENSE', nature: 'STAFF', label: ' équipe', cents: 7_000_000 },
      { side: 'EXPENSE', nature: 'OPERATING', heading: 'INDIRECT', label: 'Loyer', cents: 2_000_000 },
      { side: 'EXPENSE', nature: 'OPERATING', label: 'Amendes', cents: 50_000, eligible: false },
      { side: 'INCOME', funderCode: 'STATE', label: 'Subvention de l’État', cents: 3_500_001 },
      { side: 'INCOME', funderCode: 'CNAF', label: 'Cnaf', cents: 3_500_000 },
      { side: 'INCOME', family: 'FAMILY_BRANCH', label: 'PSU', cents: 1_049_999 },
      { side: 'INCOME', family: 'OWN', label: 'Fonds propres', cents: 1_000_000 },
      { side: 'IN_KIND', label: 'Locaux', cents: 300_000 },
    ],
    activities: 'Ouverture',
    objectives: 'Atteints',
    beneficiaries: [{ label: 'Enfants', count: 22 }],
    places: ['Mende'],
    startedOn: '2023-10-02',
    endedOn: '2023-12-31',
    indicators: [{ label: 'Enfants accueillis', value: 22 }],
    accurate: true,
  },
};

const INPUTS: Readonly<Record<ReportEvent, unknown>> = {
  submit: {},
  return: { reasons: 'Détaillez les charges', completeOn: '2024-09-01' },
  accept: {},
  remind: { kind: 'MONTH_BEFORE' },
  recordLate: undefined,
  drop: undefined,
};
const ACTORS = {
  representative: ofHolder('HOLDER_REPRESENTATIVE'),
  editor: ofHolder('HOLDER_EDITOR'),
  'representative of another holder': ofHolder('HOLDER_REPRESENTATIVE', '00000000-0000-4000-8000-000000000002'),
  'Caf examiner': actor('CAF_INSTRUCTOR', 'DEP-48'),
  'DDETS examiner of the region': actor('DDETS_INSTRUCTOR', 'REG-76'),
  'Caf examiner, interested': actor('CAF_INSTRUCTOR', 'DEP-48', INTERESTED),
  'Caf examiner elsewhere': actor('CAF_INSTRUCTOR', 'DEP-75'),
  'State officer': actor('STATE_OFFICER', 'REG-76'),
  'State accountant': actor('STATE_ACCOUNTANT', 'REG-76'),
  'committee member': actor('COMMITTEE_MEMBER', 'DEP-48'),
  auditor: actor('AUDITOR', 'FR'),
  system: systemActor(),
} as const;
type Who = keyof typeof ACTORS;

const given = (changed: Partial<ReportFacts>): ReportFacts => ({ ...facts, ...changed });
function outcome(
  state: ReportState,
  event: ReportEvent,
  who: Actor,
  changed: Partial<ReportFacts> = {},
  input = INPUTS[event],
  now = NOW,
): string {
  const verdict = decide(reportMachine, state, event, { facts: given({ state, ...changed }), input, actor: who, now });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? [...new Set(verdict.reasons.map(({ rule }) => rule))].join(' ') : verdict.code;
}

// Who gets what: 404 before 403 before 409 before 422. Columns: DRAFT, SUBMITTED, RETURNED, ACCEPTED, NOT_OWED.
const [N, F, T] = ['not-found', 'forbidden', 'transition-not-allowed'];
const same = (code: string): string[] => reportMachine.stateNames.map(() => code);
const [NONE, NEVER] = [same(N), same(F)];
type Table = Readonly<Record<ReportEvent, readonly string[]>>;
const always = (line: readonly string[]): Table =>
  Object.fromEntries(reportMachine.events.map((event) => [event, line])) as unknown as Table;
const EXAMINER: Table = {
  ...always(NEVER),
  return: [T, 'RETURNED', T, T, T],
  accept: [T, 'ACCEPTED', T, T, T],
};
const TABLE: Readonly<Record<Who, Table>> = {
  representative: { ...always(NEVER), submit: ['SUBMITTED', T, 'SUBMITTED', T, T] },
  editor: always(NEVER),
  'representative of another holder': always(NONE),
  'Caf examiner': EXAMINER,
  'DDETS examiner of the region': EXAMINER,
  'Caf examiner, interested': always(NONE),
  'Caf examiner elsewhere': always(NONE),
  'State officer': always(NEVER),
  'State accountant': always(NONE),
  'committee member': always(NONE),
  auditor: always(NEVER),
  system: {
    ...always(NEVER),
    remind: ['reminderDue', T, 'reminderDue', T, T],
    recordLate: ['lateUnrecorded', T, 'lateUnrecorded', T, T],
    drop: ['nothingReceived', 'nothingReceived', 'nothingReceived', T, T],
  },
};

describe('the report machine', () => {
  for (const who of Object.keys(ACTORS) as Who[])
    for (const event of reportMachine.events)
      it(`${event} by ${who}`, () => {
        expect(reportMachine.stateNames.map((state) => outcome(state, event, ACTORS[who]))).toEqual(TABLE[who][event]);
      });

  const submit = (content: Partial<ReportFacts['content']>, changed: Partial<ReportFacts> = {}, now = NOW): string =>
    outcome('DRAFT', 'submit', ACTORS.representative, { content: { ...facts.content, ...content }, ...changed }, {}, now);

  it('is submitted whole: every planned line, the text, the indicators, once the year is over', () => {
    expect(submit({})).toBe('SUBMITTED');
    expect(submit({ lines: facts.content.lines?.slice(1) })).toBe('figuresGiven differenceExplained');
    expect(submit({ lines: [] })).toBe('figuresGiven');
    expect(
      submit({ lines: facts.content.lines?.map((line) => ({ ...line, cents: line.cents + (line.side === 'EXPENSE' ? 1 : 0) })) }),
    ).toBe('differenceExplained');
    for (const missing of [
      'activities',
      'objectives',
      'beneficiaries',
      'places',
      'startedOn',
      'endedOn',
      'indicators',
      'accurate',
    ])
      expect([missing, submit({ [missing]: undefined })]).toEqual([missing, 'reportComplete']);
    // The last instant of the year, where the call is.
    expect(submit({}, {}, new Date('2023-12-31T22:59:59Z'))).toBe('yearOver');
    expect(submit({}, {}, new Date('2023-12-31T23:00:00Z'))).toBe('SUBMITTED');
    expect(submit({}, { projectEndsOn: '2023-10-31' }, new Date('2023-11-01T09:00:00Z'))).toBe('SUBMITTED');
  });

  it('is returned with reasons and time, accepted with what is set aside of the eligible cost', () => {
    const [caf] = [ACTORS['Caf examiner']];
    expect(outcome('SUBMITTED', 'return', caf, {}, { reasons: ' ', completeOn: '2024-03-01' })).toBe(
      'refusalExplained completionAhead',
    );
    const apart = (...setAside: object[]) => outcome('SUBMITTED', 'accept', caf, {}, { setAside });
    const reasons = 'Hors projet';
    expect(apart({ position: 1, cents: 7_000_000, reasons })).toBe('ACCEPTED');
    expect(apart({ position: 1, cents: 7_000_001, reasons })).toBe('setAsideWithinCost');
    expect(apart({ position: 1, cents: 1, reasons }, { position: 1, cents: 1, reasons })).toBe('setAsideWithinCost');
    // An income, a charge that is not eligible already, no row.
    for (const position of [3, 8, 99]) expect(apart({ position, cents: 1, reasons })).toBe('setAsideWithinCost');
  });

  it('is dropped when every share is over and nothing was paid for its year', () => {
    const drop = (...legs: Partial<ReportFacts['legs'][number]>[]) =>
      outcome('DRAFT', 'drop', ACTORS.system, { legs: facts.legs.map((one, index) => ({ ...one, ...legs[index] })) });
    expect(drop({ state: 'RENOUNCED' }, { state: 'LAPSED' })).toBe('NOT_OWED');
    expect(drop({ state: 'RENOUNCED' }, { state: 'SUSPENDED' })).toBe('nothingReceived');
    expect(drop({ state: 'TERMINATED', paidCents: 1n }, { state: 'RENOUNCED' })).toBe('nothingReceived');
  });

  it('is awaited six months after its year, or after a notification that came later', () => {
    expect(dueOn(2023, '2023-11-20')).toBe('2024-06-30');
    expect(dueOn(2023, '2024-06-30')).toBe('2024-06-30');
    expect(dueOn(2023, '2024-08-31')).toBe('2025-02-28');
  });

  it('case 37: is late from the first instant of the day after, in the zone of the call', () => {
    const last = new Date('2024-06-30T21:59:59Z');
    const after = new Date('2024-06-30T22:00:00Z');
    expect([isLate(facts, last), isLate(facts, after)]).toEqual([false, true]);
    expect(isLate(given({ timeZone: 'Indian/Reunion' }), new Date('2024-06-30T20:00:00Z'))).toBe(true);
    for (const state of ['SUBMITTED', 'ACCEPTED', 'NOT_OWED'] as const) expect(isLate(given({ state }), after)).toBe(false);
    expect(outcome('DRAFT', 'recordLate', ACTORS.system, {}, undefined, last)).toBe('lateUnrecorded');
    expect(outcome('DRAFT', 'recordLate', ACTORS.system, {}, undefined, after)).toBe('DRAFT');
    expect(outcome('DRAFT', 'recordLate', ACTORS.system, { reminded: ['LATE'] }, undefined, after)).toBe('lateUnrecorded');
  });

  it('is reminded of a month and a week before, once each, and a returned one a week before', () => {
    const on = (day: string, changed: Partial<ReportFacts> = {}) => reminderOf(given(changed), new Date(`${day}T09:00:00Z`));
    expect(on('2024-05-30')).toBeUndefined();
    expect(on('2024-05-31')).toBe('MONTH_BEFORE');
    expect(on('2024-06-22', { reminded: ['MONTH_BEFORE'] })).toBeUndefined();
    expect(on('2024-06-23', { reminded: ['MONTH_BEFORE'] })).toBe('WEEK_BEFORE');
    expect(on('2024-06-30', { reminded: ['WEEK_BEFORE'] })).toBeUndefined();
    expect(on('2024-07-01')).toBe('LATE');
    expect(on('2024-06-10', { state: 'RETURNED' })).toBeUndefined();
    expect(on('2024-06-25', { state: 'RETURNED' })).toBe('WEEK_BEFORE');
  });
});

describe('the table of figures', () => {
  const rows = tableOf(plannedLines(budget, 2023, facts.legs), facts.content.lines);

  it('has the planned lines, each with its answer, then what was not planned; in kind apart', () => {
    expect(
      rows.map(({ label, cents, realisedCents, planned, heading }) => [label, cents, realisedCents, planned, heading]),
    ).toEqual([
      ['Équipe', 8_000_000n, 7_000_000n, true, 'STAFF'],
      ['Loyer', 2_000_000n, 2_000_000n, true, 'INDIRECT'],
      ['État', 3_500_001n, 3_500_001n, true, null],
      ['Cnaf', 3_500_000n, 3_500_000n, true, null],
      ['PSU', 1_000_000n, 1_049_999n, true, null],
      ['Fonds propres', 2_000_000n, 1_000_000n, true, null],
      ['Locaux', 300_000n, 300_000n, true, null],
      ['Amendes', 0n, 50_000n, false, 'PURCHASES'],
    ]);
    const { charges, directCharges, indirectCharges, products, inKind, headings, families } = totalsOf(rows);
    expect(
      [charges, directCharges, indirectCharges, products, inKind].map(({ plannedCents, realisedCents }) => [
        plannedCents,
        realisedCents,
      ]),
    ).toEqual([
      [10_000_000n, 9_050_000n],
      [8_000_000n, 7_050_000n],
      [2_000_000n, 2_000_000n],
      [10_000_001n, 9_050_000n],
      [300_000n, 300_000n],
    ]);
    expect(headings.find(({ heading }) => heading === 'STAFF')?.realisedCents).toBe(7_000_000n);
    expect(families.map(({ family, realisedCents }) => [family, realisedCents])).toEqual([
      ['STATE', 3_500_001n],
      ['FAMILY_BRANCH', 4_549_999n],
      ['OWN', 1_000_000n],
    ]);
  });

  it('gives what the balance is computed on: eligible cost less what is set aside, other State and Family branch money', () => {
    expect(acceptedSums(rows, [])).toEqual({ eligibleCents: 9_000_000n, otherPublicCents: 1_049_999n });
    expect(acceptedSums(rows, [{ position: 1, cents: 100, reasons: '' }]).eligibleCents).toBe(8_999_900n);
  });

  it('answers two lines of one name in turn', () => {
    const twice = plannedLines(
      { lines: [1, 2].map((cents) => ({ side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Poste', cents })) },
      2023,
      [],
    );
    const lines = [3, 4, 5].map((cents) => ({ side: 'EXPENSE', nature: 'STAFF', label: 'Poste', cents }) as const);
    expect(tableOf(twice, lines).map(({ cents, realisedCents }) => [cents, realisedCents])).toEqual([
      [1n, 3n],
      [2n, 4n],
      [0n, 5n],
    ]);
  });

  it.each([
    [8_000_000n, 7_000_000n, '-12.50'],
    [1_000_000n, 1_049_999n, '5.00'],
    [3n, 4n, '33.33'],
    [3n, 5n, '66.67'],
    [20_000n, 20_001n, '0.01'],
    [20_000n, 19_999n, '-0.01'],
    [30_000n, 29_999n, '0.00'],
    [100n, 0n, '-100.00'],
    [100n, 100n, '0.00'],
    [0n, 5n, null],
  ])('a gap of %s planned and %s realised is %s percent', (plannedCents, realisedCents, percent) => {
    expect(gapPercent({ plannedCents, realisedCents })).toBe(percent);
  });

  it('rounds a gap and its opposite to the same size, never further than half a hundredth', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 14n });
    fc.assert(
      fc.property(amount, amount, (planned, gap) => {
        const text = gapPercent({ plannedCents: planned, realisedCents: planned + gap }) ?? '';
        const opposite = gapPercent({ plannedCents: planned, realisedCents: planned - gap });
        const hundredths = BigInt(text.replace('.', ''));
        const error = 2n * (hundredths * planned - gap * 10_000n);
        expect(error <= planned && error > -planned).toBe(true);
        expect(opposite).toBe(hundredths === 0n ? '0.00' : `-${text}`);
      }),
    );
  });
});
