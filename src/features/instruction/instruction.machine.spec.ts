import type { ActiveGrant, Actor, Role } from '../../kernel/actor.js';
import { systemActor } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { cents } from '../../kernel/money.js';
import type { Grid } from '../calls/call-settings.js';
import type { Score } from './grid.rules.js';
import { INSTRUCTION_STATES, type InstructionFacts, type InstructionState } from './instruction-facts.rules.js';
import type { SignInput } from './instruction.rules.js';
import { INSTRUCTION_EVENTS, instructionMachine, type InstructionEvent } from './instruction.machine.js';

const NOW = new Date('2023-09-20T08:00:00Z');
const PAST = new Date('2023-01-01T00:00:00Z');
const HOLDER = 'organisation-1';
const grid: Grid = {
  version: 1,
  threshold: null,
  criteria: [{ code: '1', label: '1', sub: ['1.1', '1.2'].map((code) => ({ code, label: code })) }],
};
const BOTH_YEARS = [2023, 2024].map((year) => ({ year, cents: cents(1_000_000) }));
const scores: Score[] = ['1.1', '1.2'].map((code) => ({ code, met: true, comment: '' }));

const on = (personId: string, role: Role, territory: 'FR' | `REG-${string}` | `DEP-${string}`): Actor => ({
  personId,
  grants: [{ role, territory }],
});
const ACTORS = {
  examiner: on('examiner', 'CAF_INSTRUCTOR', 'DEP-31'),
  colleague: on('colleague', 'CAF_INSTRUCTOR', 'DEP-31'),
  ddets: on('ddets', 'DDETS_INSTRUCTOR', 'DEP-31'),
  elsewhere: on('elsewhere', 'CAF_INSTRUCTOR', 'DEP-32'),
  recused: on('recused', 'CAF_INSTRUCTOR', 'DEP-31'),
  holder: { personId: 'holder', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: HOLDER }] satisfies ActiveGrant[] },
  secretary: on('secretary', 'COMMITTEE_SECRETARY', 'DEP-31'),
  member: on('member', 'COMMITTEE_MEMBER', 'DEP-31'),
  president: on('president', 'COMMITTEE_PRESIDENT', 'DEP-31'),
  jury: on('jury', 'REGIONAL_JURY', 'REG-76'),
  stateOfficer: on('stateOfficer', 'STATE_OFFICER', 'REG-76'),
  cnafOfficer: on('cnafOfficer', 'CNAF_OFFICER', 'REG-76'),
  manager: on('manager', 'CALL_MANAGER', 'REG-76'),
  auditor: on('auditor', 'AUDITOR', 'FR'),
  administrator: on('administrator', 'ADMINISTRATOR', 'FR'),
  system: systemActor(),
} as const satisfies Record<string, Actor>;
type Who = keyof typeof ACTORS;

const signing: SignInput = { opinion: 'FAVOURABLE', reasons: 'Projet solide.', years: [{ year: 2023, cents: 1_000_000 }] };
const INPUTS: Record<InstructionEvent, unknown> = {
  assign: { examinerId: 'newcomer', reason: 'Départ.' },
  assignByWorkload: { reason: 'Départ.' },
  declareNoInterest: undefined,
  declareInterest: { reason: 'Ancien salarié.' },
  score: { scores },
  sign: signing,
  recordVisit: { visitedOn: '2023-09-19', peopleMet: ['Directrice'], findings: 'Locaux conformes.' },
  remindExaminer: {},
  escalate: {},
  transfer: { department: '11' },
  close: {},
};

function factsIn(state: InstructionState, changes: Partial<InstructionFacts> = {}): InstructionFacts {
  return {
    id: 'instruction-1',
    applicationId: 'application-1',
    callId: 'call-1',
    agencyKind: 'CAF',
    state,
    department: '31',
    region: '76',
    organisationId: HOLDER,
    examination: 1,
    applicationState: 'UNDER_EXAMINATION',
    everSubmitted: true,
    interestedPersonIds: ['recused'],
    examinerId: state === 'PENDING' ? null : 'examiner',
    examinerMandates: [{ territory: 'DEP-31', startsAt: PAST, endsAt: null }],
    otherState: 'PENDING',
    otherExaminerId: null,
    grid,
    sheet: { gridVersion: 1, scores },
    budgetYears: [2023, 2024],
    requested: [{ year: 2023, cents: cents(1_000_000) }],
    funders: [
      { code: 'STATE', weight: 1 },
      { code: 'CNAF', weight: 1 },
    ],
    timeZone: 'Europe/Paris',
    // Due on 11 September: the reminder and the escalation are both due.
    settings: { signDays: 10 },
    examiningSince: new Date('2023-09-01T08:00:00Z'),
    sent: [],
    candidate: { personId: 'newcomer', mandates: [{ territory: 'DEP-31', startsAt: PAST, endsAt: null }], actsForHolder: false },
    ...changes,
  };
}

function outcome(
  state: InstructionState,
  event: InstructionEvent,
  actor: Actor,
  facts = factsIn(state),
  input: unknown = INPUTS[event],
): string {
  const verdict = decide(instructionMachine, state, event, { facts, input, actor, now: NOW });
  if (verdict.allowed) return verdict.edge.to;
  return { 'not-found': '404', forbidden: '403', 'transition-not-allowed': '409', 'rule-not-met': '422' }[verdict.code];
}
const reasonsOf = (
  event: InstructionEvent,
  facts: InstructionFacts,
  input: unknown,
  actor: Actor = ACTORS.examiner,
): string[] => {
  const verdict = decide(instructionMachine, facts.state, event, { facts, input, actor, now: NOW });
  return !verdict.allowed && verdict.code === 'rule-not-met'
    ? verdict.reasons.map(({ rule, pointer }) => `${rule}${pointer ?? ''}`)
    : [];
};

//                                                PENDING     ASSIGNED       IN_PROGRESS    SIGNED CLOSED
type Line = readonly [InstructionEvent, Who, readonly [string, string, string, string, string]];
const never403 = ['403', '403', '403', '403', '403'] as const;
const never404 = ['404', '404', '404', '404', '404'] as const;
const TABLE: readonly Line[] = [
  ['assign', 'examiner', ['ASSIGNED', 'ASSIGNED', '422', '409', '409']],
  ['assign', 'colleague', ['ASSIGNED', 'ASSIGNED', '422', '409', '409']],
  ['assignByWorkload', 'examiner', ['ASSIGNED', 'ASSIGNED', '422', '409', '409']],
  ['assignByWorkload', 'colleague', ['ASSIGNED', 'ASSIGNED', '422', '409', '409']],
  ['declareNoInterest', 'examiner', ['403', 'IN_PROGRESS', '409', '409', '409']],
  ['declareNoInterest', 'colleague', never403],
  ['declareInterest', 'examiner', ['403', 'PENDING', 'PENDING', '409', '409']],
  ['declareInterest', 'colleague', never403],
  ['score', 'examiner', ['403', '409', 'IN_PROGRESS', '409', '409']],
  ['score', 'colleague', never403],
  ['sign', 'examiner', ['403', '409', 'SIGNED', '409', '409']],
  ['sign', 'colleague', never403],
  ['recordVisit', 'examiner', ['409', '409', 'IN_PROGRESS', '409', '409']],
  ['recordVisit', 'colleague', ['409', '409', 'IN_PROGRESS', '409', '409']],
  ...(['remindExaminer', 'escalate'] as const).flatMap((event): Line[] => [
    [event, 'examiner', never403],
    [event, 'colleague', never403],
    [event, 'system', [event === 'escalate' ? 'PENDING' : '409', 'ASSIGNED', 'IN_PROGRESS', '409', '409']],
  ]),
  ['transfer', 'examiner', never403],
  ['transfer', 'colleague', never403],
  ['transfer', 'system', ['PENDING', 'PENDING', 'PENDING', '409', '409']],
  ['close', 'examiner', never403],
  ['close', 'colleague', never403],
  ['close', 'system', ['CLOSED', 'CLOSED', 'CLOSED', '409', '409']],
  ...(['assign', 'assignByWorkload', 'declareNoInterest', 'declareInterest', 'score', 'recordVisit', 'sign'] as const).map(
    (event): Line => [event, 'system', never403],
  ),
  ...INSTRUCTION_EVENTS.flatMap((event): Line[] => [
    ...(['ddets', 'secretary', 'jury', 'stateOfficer', 'cnafOfficer', 'manager', 'auditor'] as const).map((who): Line => [
      event,
      who,
      never403,
    ]),
    ...(['elsewhere', 'recused', 'holder', 'member', 'president', 'administrator'] as const).map((who): Line => [
      event,
      who,
      never404,
    ]),
  ]),
];

describe('the instruction machine', () => {
  it('has every state × event × actor in its table, once', () => {
    const keys = TABLE.map(([event, who]) => `${event} ${who}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(INSTRUCTION_EVENTS.length * Object.keys(ACTORS).length);
  });

  it.each(TABLE)('%s by %s: %j', (event, who, expected) => {
    expect(INSTRUCTION_STATES.map((state) => outcome(state, event, ACTORS[who]))).toEqual(expected);
  });

  it('is the same for the DDETS row, agencies exchanged', () => {
    const facts = factsIn('PENDING', { agencyKind: 'DDETS' });
    expect(outcome('PENDING', 'assign', ACTORS.ddets, facts)).toBe('ASSIGNED');
    expect(outcome('PENDING', 'assign', ACTORS.colleague, facts)).toBe('403');
  });

  it('takes the row from an examiner whose role has ended, or whose interest is recorded', () => {
    const ended = [{ territory: 'DEP-31', startsAt: PAST, endsAt: NOW }];
    expect(outcome('IN_PROGRESS', 'assign', ACTORS.colleague, factsIn('IN_PROGRESS', { examinerMandates: ended }))).toBe(
      'ASSIGNED',
    );
    expect(
      outcome('IN_PROGRESS', 'assign', ACTORS.colleague, factsIn('IN_PROGRESS', { interestedPersonIds: ['examiner'] })),
    ).toBe('ASSIGNED');
    expect(outcome('IN_PROGRESS', 'sign', { personId: 'examiner', grants: [] })).toBe('404');
    expect(outcome('IN_PROGRESS', 'sign', ACTORS.examiner, factsIn('IN_PROGRESS', { interestedPersonIds: ['examiner'] }))).toBe(
      '404',
    );
  });

  it('takes the row from an examiner who is away, and says why', () => {
    const period = (from: number, to: number) => ({
      startsAt: new Date(NOW.getTime() + from * 3_600_000),
      endsAt: new Date(NOW.getTime() + to * 3_600_000),
    });
    const taken = (...examinerAbsences: InstructionFacts['examinerAbsences'] & object): string =>
      outcome('IN_PROGRESS', 'assign', ACTORS.colleague, factsIn('IN_PROGRESS', { examinerAbsences }));
    expect(taken(period(-1, 1))).toBe('ASSIGNED');
    expect(taken(period(0, 1))).toBe('ASSIGNED');
    for (const past of [period(-2, -1), period(-1, 0), period(1, 2)]) expect(taken(past)).toBe('422');
    const facts = factsIn('IN_PROGRESS', { examinerAbsences: [period(-1, 1)] });
    for (const [event, input] of [
      ['assign', { examinerId: 'newcomer', reason: ' ' }],
      ['assignByWorkload', {}],
    ] as const)
      expect(reasonsOf(event, facts, input, ACTORS.colleague)).toEqual(['reassignmentExplained/reason']);
  });

  it('shows a decided dossier to its holder, and an agenda to the committee: they act on nothing', () => {
    const decided = factsIn('SIGNED', { applicationState: 'REFUSED' });
    expect(outcome('SIGNED', 'sign', ACTORS.holder, decided)).toBe('403');
    const agenda = factsIn('SIGNED', { applicationState: 'ON_AGENDA' });
    expect(outcome('SIGNED', 'sign', ACTORS.member, agenda)).toBe('403');
    expect(outcome('SIGNED', 'sign', ACTORS.holder, agenda)).toBe('404');
  });
});

describe('the rules of an assignment', () => {
  const assign = (changes: Partial<InstructionFacts>): string[] =>
    reasonsOf('assign', factsIn('PENDING', changes), INPUTS.assign);
  const candidate = (
    territory: string,
    startsAt = PAST,
    endsAt: Date | null = null,
    actsForHolder = false,
  ): Partial<InstructionFacts> => ({
    candidate: { personId: 'newcomer', mandates: [{ territory, startsAt, endsAt }], actsForHolder },
  });

  it('wants a person who holds the role today, for this department', () => {
    expect(assign(candidate('REG-76'))).toEqual([]);
    for (const bad of [
      candidate('DEP-32'),
      candidate('DEP-31', new Date(NOW.getTime() + 1)),
      candidate('DEP-31', PAST, NOW),
      { candidate: { personId: 'newcomer', mandates: [], actsForHolder: false } },
      { candidate: undefined },
    ]) {
      expect(assign(bad)).toEqual(['examinerHoldsRole/examinerId']);
    }
  });

  it('wants no interest, and no examiner of the other agency', () => {
    expect(assign({ interestedPersonIds: ['newcomer'] })).toEqual(['examinerWithoutInterest/examinerId']);
    expect(assign(candidate('DEP-31', PAST, null, true))).toEqual(['examinerWithoutInterest/examinerId']);
    expect(assign({ otherExaminerId: 'newcomer' })).toEqual(['examinerOfOneAgency/examinerId']);
  });

  it('wants a person who is here', () => {
    const away = (hours: number) => ({ startsAt: PAST, endsAt: new Date(NOW.getTime() + hours * 3_600_000) });
    const { candidate: person } = factsIn('PENDING');
    expect(assign({ candidate: { ...person!, absences: [away(1)] } })).toEqual(['examinerPresent/examinerId']);
    expect(assign({ candidate: { ...person!, absences: [away(0)] } })).toEqual([]);
  });

  it('finds nobody by workload when nobody is left', () => {
    expect(reasonsOf('assignByWorkload', factsIn('PENDING', { candidate: undefined }), {})).toEqual(['someoneAvailable']);
  });

  it('gives all the reasons together', () => {
    expect(assign({ candidate: undefined, interestedPersonIds: ['newcomer'], otherExaminerId: 'newcomer' })).toEqual([
      'examinerHoldsRole/examinerId',
      'examinerWithoutInterest/examinerId',
      'examinerOfOneAgency/examinerId',
    ]);
  });
});

describe('the rules of scoring and signing', () => {
  const sign = (input: Partial<SignInput>, changes: Partial<InstructionFacts> = {}): string[] =>
    reasonsOf('sign', factsIn('IN_PROGRESS', changes), { ...signing, ...input });

  it('knows only the grid of the call, each sub-criterion once', () => {
    const given = [...scores, { code: '1.1', met: false, comment: '' }, { code: '7', met: true, comment: '' }];
    expect(reasonsOf('score', factsIn('IN_PROGRESS'), { scores: given })).toEqual([
      'scoresOfGrid/scores/3/code',
      'scoresOfGrid/scores/2/code',
    ]);
  });

  it('wants an explained interest', () => {
    expect(reasonsOf('declareInterest', factsIn('ASSIGNED'), { reason: '  ' })).toEqual(['interestExplained/reason']);
  });

  it.each<[string, Partial<SignInput>, Partial<InstructionFacts>, string[]]>([
    ['a complete dossier', {}, { applicationState: 'INCOMPLETE' }, ['dossierComplete']],
    ['a complete dossier, even before the examination starts', {}, { applicationState: 'COMPLETE' }, []],
    ['every score', {}, { sheet: { gridVersion: 1, scores: scores.slice(1) } }, ['allScored']],
    ['scores on the grid in force', {}, { sheet: { gridVersion: 0, scores } }, ['allScored']],
    ['reasons', { reasons: ' ' }, {}, ['reasonsGiven/reasons']],
    ['reserves written out', { opinion: 'WITH_RESERVES' }, {}, ['reservesWritten/reserves']],
    ['reserves only with reserves', { reserves: 'À revoir.' }, {}, ['reservesWritten/reserves']],
    ['both', { opinion: 'WITH_RESERVES', reserves: 'À revoir.' }, {}, []],
    ['an amount with a favourable opinion', { years: [{ year: 2023, cents: 0, reason: 'Rien.' }] }, {}, ['amountProposed/years']],
    ['no amount with an unfavourable one', { opinion: 'UNFAVOURABLE', years: [] }, {}, []],
    [
      'a year of the call',
      {
        years: [
          { year: 2023, cents: 1, reason: 'Moins.' },
          { year: 2026, cents: 0 },
        ],
      },
      {},
      ['yearsOfCall/years/1/year'],
    ],
    [
      'one amount a year',
      {
        years: [
          { year: 2023, cents: 1, reason: 'Moins.' },
          { year: 2023, cents: 1, reason: 'Moins.' },
        ],
      },
      {},
      ['yearsOfCall/years/1/year'],
    ],
    ['at most the amount asked', { years: [{ year: 2023, cents: 1_000_001 }] }, {}, ['notMoreThanRequested/years/0/cents']],
    [
      'nothing in a year without a request',
      {
        years: [
          { year: 2023, cents: 1, reason: 'Moins.' },
          { year: 2024, cents: 1 },
        ],
      },
      {},
      ['notMoreThanRequested/years/1/cents'],
    ],
    [
      'the reason of an amount below the request',
      { years: [{ year: 2023, cents: 999_999, reason: ' ' }] },
      {},
      ['reductionsExplained/years/0/reason'],
    ],
    [
      'and of a year left out',
      { years: [{ year: 2023, cents: 1_000_000 }] },
      { requested: BOTH_YEARS },
      ['reductionsExplained/years'],
    ],
    ['none from an opinion against', { opinion: 'UNFAVOURABLE', years: [{ year: 2023, cents: 1 }] }, {}, []],
    ['comments, where the call asks for them', {}, { grid: { ...grid, commentRequired: true } }, ['scoresCommented']],
  ])('wants %s', (_, input, changes, expected) => {
    expect(sign(input, changes)).toEqual(expected);
  });

  it('wants a visit made, and its findings', () => {
    const visit = (input: object): string[] =>
      reasonsOf('recordVisit', factsIn('IN_PROGRESS'), { visitedOn: '2023-09-20', peopleMet: ['x'], findings: 'y', ...input });
    expect(visit({})).toEqual([]);
    expect(visit({ visitedOn: '2023-09-21', findings: ' ' })).toEqual(['visitMade/visitedOn', 'visitMade/findings']);
  });

  it('reminds and escalates once, each on its day', () => {
    const told = (event: 'remindExaminer' | 'escalate', changes: Partial<InstructionFacts>): string[] =>
      reasonsOf(event, factsIn('IN_PROGRESS', changes), {}, ACTORS.system);
    expect(told('remindExaminer', { sent: ['REMINDER'] })).toEqual(['notYetReminded']);
    expect(told('escalate', { sent: ['REMINDER'] })).toEqual([]);
    expect(told('escalate', { sent: ['ESCALATION'] })).toEqual(['notYetEscalated']);
    // 20 September: due on the 25th, so the reminder is due today and the escalation is not.
    const later = { settings: { signDays: 24 } };
    expect([told('remindExaminer', later), told('escalate', later)]).toEqual([[], ['escalationDue']]);
    expect(told('remindExaminer', { settings: {} })).toEqual(['reminderDue']);
    expect(told('escalate', { examiningSince: null })).toEqual(['escalationDue']);
  });
});
