import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { cents } from '../../kernel/money.js';
import type { Completion, CompletionItem } from './completion-content.js';
import { APPLICATION_STATES, type ApplicationFacts, type ApplicationState } from './application-facts.js';
import { applicationMachine, type ApplicationEvent } from './application.machine.js';

const ORGANISATION = '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11';
const DEADLINE = new Date('2023-08-31T21:59:59.999Z');
const NOW = new Date('2023-07-01T00:00:00Z');

const holder = (role: Role): Actor => ({ personId: role, grants: [{ role, organisationId: ORGANISATION }] });
const agent = (role: Role, territory: 'DEP-31' | 'REG-76' | 'FR' | 'DEP-11'): Actor => ({
  personId: `${role}-${territory}`,
  grants: [{ role, territory }],
});

const ACTORS = {
  representative: holder('HOLDER_REPRESENTATIVE'),
  editor: holder('HOLDER_EDITOR'),
  caf: agent('CAF_INSTRUCTOR', 'DEP-31'),
  ddets: agent('DDETS_INSTRUCTOR', 'DEP-31'),
  cafElsewhere: agent('CAF_INSTRUCTOR', 'DEP-11'),
  interested: { personId: 'interested', grants: [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' }] },
  jury: agent('REGIONAL_JURY', 'REG-76'),
  member: agent('COMMITTEE_MEMBER', 'DEP-31'),
  officer: agent('STATE_OFFICER', 'FR'),
  cafConsulted: { personId: 'consulted', grants: [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-65' }] },
  auditor: agent('AUDITOR', 'FR'),
  administrator: agent('ADMINISTRATOR', 'FR'),
  system: systemActor(),
} as const satisfies Record<string, Actor>;
type Who = keyof typeof ACTORS;

const YEARS = [{ year: 2023, cents: 1_000 }];
/** Essential, answered and refused: what a file is dismissed for. */
const REFUSED: CompletionItem = {
  id: 'item',
  code: 'BUDGET',
  label: 'Budget',
  kind: 'DOCUMENT',
  defect: 'MISSING',
  essential: true,
  agency: 'DDETS',
  askedAt: '2023-06-10T00:00:00.000Z',
  dueAt: '2023-06-20T21:59:59.999Z',
  sent: { comment: 'Voir le budget.', at: '2023-06-19T12:00:00.000Z', by: 'x' },
  settlement: { accepted: false, reason: 'Illisible.', agency: 'CAF', at: '2023-06-19T13:00:00.000Z' },
};
const UNANSWERED: CompletionItem = { ...REFUSED, sent: undefined, settlement: undefined };
const ACCEPTED: CompletionItem = { ...REFUSED, settlement: { accepted: true, agency: 'CAF', at: '2023-06-19T13:00:00.000Z' } };
/** Each way to end a round, or to remind, wants another round. */
const ROUNDS: Partial<Record<ApplicationEvent, Partial<Completion>>> = {
  acceptCompleteness: { items: [ACCEPTED] },
  continueWithConditions: { items: [ACCEPTED, { ...REFUSED, code: 'RIB', essential: false }] },
  remindByClock: { items: [UNANSWERED], remindedAt: undefined },
};
/** Facts and inputs that meet every rule, so that the table shows who and from where alone. */
function factsIn(state: ApplicationState): ApplicationFacts {
  return {
    id: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a12',
    state,
    number: '2023-31-00007',
    title: 'Projet',
    department: '31',
    region: '76',
    organisationId: ORGANISATION,
    organisationName: 'Commune',
    holderType: 'COMMUNE',
    everSubmitted: state !== 'DRAFT',
    interestedPersonIds: ['interested'],
    files: [],
    content: {
      summary: 'Un projet.',
      axes: FIPE_2023.axes.slice(0, 1).map(({ code }) => code),
      targetPublic: 'Enfants',
      startsOn: '2023-10-01',
      endsOn: '2024-09-30',
      requestedYears: YEARS,
      budget: {
        lines: [
          { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe', cents: 2_000 },
          { side: 'INCOME', family: 'OWN', year: 2023, label: 'Fonds propres', cents: 1_000 },
        ],
      },
      documents: FIPE_2023.requiredDocuments.map(({ code }) => ({ code, provided: 'ATTACHED' as const })),
      declarations: { accurate: true },
    },
    requestedCents: 1_000n,
    stateSince: NOW,
    begunSpec: 1,
    submittedVersion: 1,
    submittedAt: NOW,
    receipt: null,
    completion: {
      round: 1,
      roundId: 'round',
      items: [REFUSED],
      dueOn: '2023-06-20',
      dueAt: '2023-06-20T21:59:59.999Z',
      askedAt: '2023-06-10T00:00:00.000Z',
      askedBy: 'x',
      remindedAt: '2023-06-19T00:00:00.000Z',
      answeredAt: '2023-06-19T12:00:00.000Z',
    },
    ineligibility: { agency: 'CAF', by: 'another', rule: 'axes', reasons: 'x', at: '2023-06-20T00:00:00.000Z' },
    jointOutcome: 'FAVOURABLE',
    divergent: false,
    committeeOpinion: 'FAVOURABLE',
    reserveRank: 1,
    reserveExpiresAt: new Date('2024-01-01T00:00:00Z'),
    refusal: null,
    amounts: [
      { stage: 'REQUESTED', year: 2023, funderCode: 'STATE', cents: cents(500) },
      { stage: 'REQUESTED', year: 2023, funderCode: 'CNAF', cents: cents(500) },
    ],
    legRefused: true,
    offerDeclined: false,
    awardPlan: null,
    awaitedReports: [],
    hasAward: true,
    consultedDepartments: ['65'],
    consultations: [],
    reserveRanks: [1],
    completionRounds: 1,
    conditions: [],
    lastSent: null,
    suspensions: [],
    examination: 1,
    reopenedAt: null,
    silenceRecordedAt: null,
    envelopes: (['STATE', 'CNAF'] as const).map((funderCode) => ({
      id: funderCode,
      funderCode,
      year: 2023,
      amountCents: cents(500),
      reservedCents: cents(0),
      committedCents: cents(0),
      frozenCents: cents(0),
      leftCents: cents(500),
    })),
    call: {
      id: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a13',
      region: '76',
      departments: ['31', '11', '65'],
      state: 'UNDER_SELECTION',
      opensAt: new Date('2023-06-08T22:00:00Z'),
      deadlineAt: DEADLINE,
      timeZone: 'Europe/Paris',
      rulesVersion: 'fipe-2023',
      settings: { ...FIPE_2023, documentsByUpload: false, committeeRequired: false },
      funders: [
        { code: 'STATE', name: 'État', position: 0, weight: 1, family: 'STATE', officerRole: 'STATE_OFFICER' },
        { code: 'CNAF', name: 'Cnaf', position: 1, weight: 1, family: 'FAMILY_BRANCH', officerRole: 'CNAF_OFFICER' },
      ],
      budgetYears: [2023, 2024, 2025],
      specVersion: 1,
      edition: 2023,
      title: 'FIPE',
    },
  };
}
const INPUT = {
  years: YEARS,
  reasons: 'Motif',
  rule: 'axes',
  rank: 2,
  expiresOn: '2024-01-01',
  items: [{ code: 'RIB', label: 'RIB' }],
  dueOn: '2023-12-01',
  itemId: 'item',
  comment: 'Le voici.',
  accepted: true,
  department: '65',
  agency: 'CAF',
  opinion: 'FAVOURABLE',
};

function outcome(
  state: ApplicationState,
  event: ApplicationEvent,
  actor: Actor,
  change: (facts: ApplicationFacts) => ApplicationFacts = (f) => f,
  input: object = INPUT,
): string {
  const made = factsIn(state);
  const base = { ...made, completion: made.completion && { ...made.completion, ...ROUNDS[event] } };
  const open = event === 'submit' ? { ...base, call: { ...base.call, state: 'OPEN' as const } } : base;
  const later = event === 'fileLate' || event === 'recordSilence' ? new Date(DEADLINE.getTime() + 30 * 86_400_000) : NOW;
  // The list of the reserve ends with 2023.
  const now = event === 'expireReserve' ? new Date('2024-01-01T00:00:00.001Z') : later;
  // Silence is a refusal toward private holders.
  const facts = event === 'recordSilence' ? { ...open, holderType: 'ASSOCIATION' } : open;
  const verdict = decide(applicationMachine, state, event, { facts: change(facts), input, actor, now });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
}

/** event: who may ever, then from each state to which one. Everything else is refused. */
const TABLE: Record<ApplicationEvent, { by: readonly Who[]; to: Partial<Record<ApplicationState, ApplicationState>> }> = {
  submit: { by: ['representative'], to: { DRAFT: 'SUBMITTED' } },
  fileLate: { by: ['representative'], to: { DRAFT: 'LATE' } },
  declareIncomplete: { by: ['caf', 'ddets'], to: { SUBMITTED: 'INCOMPLETE', INCOMPLETE: 'INCOMPLETE' } },
  remind: { by: ['caf', 'ddets'], to: { INCOMPLETE: 'INCOMPLETE' } },
  remindByClock: { by: ['system'], to: { INCOMPLETE: 'INCOMPLETE' } },
  answerItem: { by: ['editor', 'representative'], to: { INCOMPLETE: 'INCOMPLETE' } },
  settleItem: { by: ['caf', 'ddets'], to: { INCOMPLETE: 'INCOMPLETE' } },
  continueWithConditions: { by: ['caf'], to: { INCOMPLETE: 'COMPLETE' } },
  forward: { by: ['caf', 'ddets'], to: { SUBMITTED: 'SUBMITTED', INCOMPLETE: 'SUBMITTED' } },
  answerCompletion: { by: ['representative'], to: { INCOMPLETE: 'INCOMPLETE' } },
  acceptCompleteness: { by: ['caf', 'ddets'], to: { SUBMITTED: 'COMPLETE', INCOMPLETE: 'COMPLETE' } },
  dismiss: { by: ['caf'], to: { INCOMPLETE: 'DISMISSED' } },
  findIneligible: { by: ['caf', 'ddets'], to: { COMPLETE: 'COMPLETE', UNDER_EXAMINATION: 'UNDER_EXAMINATION' } },
  confirmIneligible: { by: ['caf', 'ddets'], to: { COMPLETE: 'INELIGIBLE', UNDER_EXAMINATION: 'INELIGIBLE' } },
  startExamination: { by: ['system'], to: { COMPLETE: 'UNDER_EXAMINATION' } },
  recordExamination: { by: ['system'], to: { UNDER_EXAMINATION: 'EXAMINED' } },
  putOnAgenda: { by: ['system'], to: { EXAMINED: 'ON_AGENDA', DEFERRED: 'ON_AGENDA' } },
  recordFavourable: { by: ['system'], to: { ON_AGENDA: 'COMMITTEE_FAVOURABLE' } },
  recordReserved: { by: ['system'], to: { ON_AGENDA: 'COMMITTEE_RESERVED' } },
  recordUnfavourable: { by: ['system'], to: { ON_AGENDA: 'COMMITTEE_UNFAVOURABLE' } },
  defer: { by: ['system'], to: { ON_AGENDA: 'DEFERRED' } },
  shortlist: {
    by: ['jury'],
    to: {
      COMMITTEE_FAVOURABLE: 'SHORTLISTED',
      COMMITTEE_RESERVED: 'SHORTLISTED',
      COMMITTEE_UNFAVOURABLE: 'SHORTLISTED',
      EXAMINED: 'SHORTLISTED',
      RESERVE: 'SHORTLISTED',
    },
  },
  putOnReserve: {
    by: ['jury'],
    to: {
      COMMITTEE_FAVOURABLE: 'RESERVE',
      COMMITTEE_RESERVED: 'RESERVE',
      COMMITTEE_UNFAVOURABLE: 'RESERVE',
      EXAMINED: 'RESERVE',
      SHORTLISTED: 'RESERVE',
    },
  },
  rerank: { by: ['jury'], to: { RESERVE: 'RESERVE' } },
  expireReserve: { by: ['system'], to: { RESERVE: 'REFUSED' } },
  refuse: {
    by: ['jury'],
    to: {
      COMMITTEE_FAVOURABLE: 'REFUSED',
      COMMITTEE_RESERVED: 'REFUSED',
      COMMITTEE_UNFAVOURABLE: 'REFUSED',
      EXAMINED: 'REFUSED',
      RESERVE: 'REFUSED',
      SHORTLISTED: 'REFUSED',
    },
  },
  award: { by: ['system'], to: { SHORTLISTED: 'AWARDED' } },
  giveConsultation: {
    by: ['cafConsulted'],
    to: { COMPLETE: 'COMPLETE', UNDER_EXAMINATION: 'UNDER_EXAMINATION' },
  },
  withdraw: {
    by: ['representative'],
    to: Object.fromEntries(
      APPLICATION_STATES.filter(
        (state) => !['INELIGIBLE', 'AWARDED', 'REFUSED', 'DISMISSED', 'WITHDRAWN', 'LATE'].includes(state),
      ).map((state) => [state, 'WITHDRAWN']),
    ),
  },
  renounce: { by: ['representative', 'system'], to: { AWARDED: 'WITHDRAWN' } },
  readmit: { by: ['system'], to: { LATE: 'SUBMITTED' } },
  reexamine: { by: ['system'], to: { REFUSED: 'COMPLETE', INELIGIBLE: 'COMPLETE', DISMISSED: 'COMPLETE' } },
  recordSilence: {
    by: ['system'],
    to: Object.fromEntries(
      APPLICATION_STATES.filter(
        (state) => !['DRAFT', 'INELIGIBLE', 'AWARDED', 'REFUSED', 'DISMISSED', 'WITHDRAWN', 'LATE'].includes(state),
      ).map((state) => [state, state]),
    ),
  },
};

type Change = (facts: ApplicationFacts) => ApplicationFacts;
const round =
  (patch: Partial<Completion>): Change =>
  (facts) => ({ ...facts, completion: facts.completion && { ...facts.completion, ...patch } });
const asking = (item: object, rest: object = {}): object => ({ items: [{ code: 'RIB', label: 'RIB', ...item }], ...rest });
const same: Change = (facts) => facts;
const FIRST = round({ items: [UNANSWERED], answeredAt: undefined, dueOn: '2023-07-20', dueAt: '2023-07-20T21:59:59.999Z' });

const COMPLETENESS_CASES: [string, ApplicationState, ApplicationEvent, Actor, Change, object, string][] = [
  ['an unknown document', 'SUBMITTED', 'declareIncomplete', ACTORS.caf, same, asking({ code: 'PASSPORT' }), 'documentsOfCall'],
  ['a field unpointed', 'SUBMITTED', 'declareIncomplete', ACTORS.caf, same, asking({ kind: 'FIELD' }), 'fieldsPointed'],
  [
    'essential against the call',
    'SUBMITTED',
    'declareIncomplete',
    ACTORS.caf,
    same,
    asking({ essential: true }),
    'essentialAsInCall',
  ],
  [
    'a formality unexplained',
    'SUBMITTED',
    'declareIncomplete',
    ACTORS.caf,
    same,
    asking({ defect: 'FORMAL' }),
    'formalityExplained',
  ],
  ['nothing asked', 'SUBMITTED', 'declareIncomplete', ACTORS.caf, round({ items: [] }), { items: [] }, 'itemsNamed'],
  ['nothing joined', 'INCOMPLETE', 'declareIncomplete', ACTORS.ddets, FIRST, { items: [] }, 'itemsNamed'],
  ['asked again after an answer', 'INCOMPLETE', 'declareIncomplete', ACTORS.ddets, same, { items: [] }, 'INCOMPLETE'],
  ['asked twice', 'INCOMPLETE', 'declareIncomplete', ACTORS.ddets, FIRST, asking({ code: 'BUDGET' }), 'itemsAskedOnce'],
  [
    'too many items',
    'INCOMPLETE',
    'declareIncomplete',
    ACTORS.ddets,
    round({ items: Array.from({ length: 100 }, (_, n) => ({ ...UNANSWERED, id: `i${n}` })), answeredAt: undefined }),
    asking({}),
    'roundNotTooLong',
  ],
  [
    'time taken back',
    'INCOMPLETE',
    'declareIncomplete',
    ACTORS.ddets,
    FIRST,
    asking({}, { dueOn: '2023-07-19' }),
    'dueNotShortened',
  ],
  ['an item of a closed round', 'INCOMPLETE', 'answerItem', ACTORS.editor, same, { ...INPUT, itemId: 'old' }, 'itemOfRound'],
  ['an empty answer', 'INCOMPLETE', 'answerItem', ACTORS.editor, same, { itemId: 'item' }, 'answerSaysSomething'],
  [
    'not applicable, without a reason',
    'INCOMPLETE',
    'answerItem',
    ACTORS.editor,
    same,
    { itemId: 'item', notApplicable: true, comment: 'Non.' },
    'answerSaysSomething',
  ],
  [
    'an answer to what is accepted',
    'INCOMPLETE',
    'answerItem',
    ACTORS.editor,
    round({ items: [ACCEPTED] }),
    INPUT,
    'notAccepted',
  ],
  [
    'the Caf’s item settled by the DDETS',
    'INCOMPLETE',
    'settleItem',
    ACTORS.ddets,
    round({ items: [{ ...REFUSED, agency: 'CAF' }] }),
    INPUT,
    'deskOfItem',
  ],
  [
    'refused without a reason',
    'INCOMPLETE',
    'settleItem',
    ACTORS.caf,
    same,
    { itemId: 'item', accepted: false },
    'settlementExplained',
  ],
  [
    'accepted out of nowhere',
    'INCOMPLETE',
    'settleItem',
    ACTORS.caf,
    round({ items: [UNANSWERED] }),
    { itemId: 'item', accepted: true },
    'settlementExplained',
  ],
  [
    'complete with an item left',
    'INCOMPLETE',
    'acceptCompleteness',
    ACTORS.caf,
    round({ items: [REFUSED, ACCEPTED] }),
    {},
    'itemsSettled',
  ],
  [
    'conditions for the essential',
    'INCOMPLETE',
    'continueWithConditions',
    ACTORS.caf,
    round({ items: [REFUSED] }),
    {},
    'onlyConditionsLeft',
  ],
  [
    'conditions for nothing',
    'INCOMPLETE',
    'continueWithConditions',
    ACTORS.caf,
    round({ items: [ACCEPTED] }),
    {},
    'onlyConditionsLeft',
  ],
  [
    'an effect of nothing',
    'INCOMPLETE',
    'continueWithConditions',
    ACTORS.caf,
    same,
    { effects: [{ itemId: 'none', effect: 'AWARD' }] },
    'effectsOfItemsLeft',
  ],
  [
    'conditions before the answers are read',
    'INCOMPLETE',
    'continueWithConditions',
    ACTORS.caf,
    round({ items: [{ ...REFUSED, essential: false, settlement: undefined }] }),
    {},
    'answersSettled',
  ],
  [
    'a dismissal for a formality',
    'INCOMPLETE',
    'dismiss',
    ACTORS.caf,
    round({ items: [{ ...REFUSED, defect: 'FORMAL' }] }),
    INPUT,
    'essentialItemLeft',
  ],
  [
    'a dismissal for what is not essential',
    'INCOMPLETE',
    'dismiss',
    ACTORS.caf,
    round({ items: [{ ...REFUSED, essential: false }] }),
    INPUT,
    'essentialItemLeft',
  ],
  [
    'a dismissal before the answers are read',
    'INCOMPLETE',
    'dismiss',
    ACTORS.caf,
    round({ items: [{ ...REFUSED, settlement: undefined }] }),
    INPUT,
    'answersSettled',
  ],
  [
    'a reminder older than the request',
    'INCOMPLETE',
    'dismiss',
    ACTORS.caf,
    round({ items: [{ ...REFUSED, askedAt: '2023-06-19T00:00:00.001Z' }] }),
    INPUT,
    'reminderSent',
  ],
  ['an ineligibility of form', 'COMPLETE', 'findIneligible', ACTORS.caf, same, { ...INPUT, rule: 'rib' }, 'notFormalAlone'],
  [
    'an ineligibility for a defect asked as formal',
    'UNDER_EXAMINATION',
    'findIneligible',
    ACTORS.ddets,
    round({ items: [{ ...REFUSED, code: 'SIGNATURE', defect: 'FORMAL' }] }),
    { ...INPUT, rule: 'SIGNATURE' },
    'notFormalAlone',
  ],
  [
    'a clock that reminded',
    'INCOMPLETE',
    'remindByClock',
    ACTORS.system,
    round({ remindedAt: '2023-06-19T00:00:00.000Z' }),
    {},
    'clockReminderDue',
  ],
  ['forwarded out of the call', 'SUBMITTED', 'forward', ACTORS.caf, same, { ...INPUT, department: '75' }, 'departmentOfCall'],
  ['forwarded to itself', 'SUBMITTED', 'forward', ACTORS.caf, same, { ...INPUT, department: '31' }, 'otherDepartment'],
  ['forwarded without a word', 'SUBMITTED', 'forward', ACTORS.caf, same, { department: '11' }, 'forwardingExplained'],
];

const HOLDERS: readonly Who[] = ['representative', 'editor'];
const NEVER: readonly Who[] = ['cafElsewhere', 'interested', 'administrator'];
const BEFORE_AGENDA: readonly ApplicationState[] = [
  'DRAFT',
  'SUBMITTED',
  'INCOMPLETE',
  'COMPLETE',
  'INELIGIBLE',
  'UNDER_EXAMINATION',
  'EXAMINED',
  'DISMISSED',
  'WITHDRAWN',
  'LATE',
];
function sees(who: Who, state: ApplicationState): boolean {
  if (who === 'system' || who === 'auditor' || HOLDERS.includes(who)) return true;
  if (NEVER.includes(who) || state === 'DRAFT') return false;
  return who !== 'member' || !BEFORE_AGENDA.includes(state);
}

describe('the application machine: state × event × actor', () => {
  const events = Object.keys(TABLE) as ApplicationEvent[];
  it('has these events and no other', () => {
    expect([...applicationMachine.events].sort()).toEqual([...events].sort());
    expect(applicationMachine.stateNames).toEqual(APPLICATION_STATES);
  });

  it.each(APPLICATION_STATES)('from %s', (state) => {
    const found = events.flatMap((event) =>
      (Object.keys(ACTORS) as Who[]).map((who) => `${event} by ${who}: ${outcome(state, event, ACTORS[who])}`),
    );
    const expected = events.flatMap((event) =>
      (Object.keys(ACTORS) as Who[]).map((who) => {
        const { by, to } = TABLE[event];
        const result = !sees(who, state) ? 'not-found' : by.includes(who) ? (to[state] ?? 'transition-not-allowed') : 'forbidden';
        // The finding is the Caf's: the confirmation falls to the DDETS.
        const own = event === 'confirmIneligible' && who === 'caf' && result === 'INELIGIBLE';
        return `${event} by ${who}: ${own ? 'otherAgencyFound' : result}`;
      }),
    );
    expect(found).toEqual(expected);
  });

  const withCall =
    (patch: object) =>
    (facts: ApplicationFacts): ApplicationFacts => ({ ...facts, call: { ...facts.call, ...patch } });
  const committee = withCall({ settings: { ...FIPE_2023, documentsByUpload: false, committeeRequired: true } });
  const { jury, system, caf, representative } = ACTORS;
  it.each<[string, ApplicationState, ApplicationEvent, Actor, (facts: ApplicationFacts) => ApplicationFacts, object, string]>([
    ['wants the committee first', 'EXAMINED', 'shortlist', jury, committee, INPUT, 'committeeSeized'],
    ['wants it before a refusal too', 'EXAMINED', 'refuse', jury, committee, INPUT, 'committeeSeized'],
    [
      'selects during the selection',
      'COMMITTEE_FAVOURABLE',
      'shortlist',
      jury,
      withCall({ state: 'CLOSED' }),
      INPUT,
      'callInSelection',
    ],
    [
      'draws on the reserve after the results',
      'RESERVE',
      'shortlist',
      jury,
      withCall({ state: 'RESULTS_PUBLISHED' }),
      INPUT,
      'SHORTLISTED',
    ],
    [
      'never more than requested, nor than the envelopes',
      'COMMITTEE_FAVOURABLE',
      'shortlist',
      jury,
      (f) => f,
      { years: [{ year: 2023, cents: 1_001 }] },
      'notMoreThanRequested envelopeHolds',
    ],
    [
      'years of the call, once',
      'COMMITTEE_FAVOURABLE',
      'shortlist',
      jury,
      (f) => f,
      {
        years: [
          { year: 2023, cents: 1 },
          { year: 2023, cents: 1 },
        ],
      },
      'yearsOfCall',
    ],
    ['something is granted', 'COMMITTEE_FAVOURABLE', 'shortlist', jury, (f) => f, { years: [] }, 'yearsOfCall'],
    ['a departure is explained', 'COMMITTEE_UNFAVOURABLE', 'shortlist', jury, (f) => f, { years: YEARS }, 'departureExplained'],
    ['both ways', 'COMMITTEE_FAVOURABLE', 'refuse', jury, (f) => f, {}, 'reasonsGiven departureExplained'],
    [
      'no appeal text, no refusal',
      'COMMITTEE_RESERVED',
      'refuse',
      jury,
      withCall({
        settings: { ...FIPE_2023, documentsByUpload: false, committeeRequired: false, appealText: { fr: ' ', en: '' } },
      }),
      INPUT,
      'appealTextGiven',
    ],
    [
      'the reserve keeps its order',
      'RESERVE',
      'shortlist',
      jury,
      (f) => ({ ...f, reserveRank: 3, reserveRanks: [1, 3] }),
      { years: YEARS },
      'reserveOrder',
    ],
    [
      'or says why not',
      'RESERVE',
      'shortlist',
      jury,
      (f) => ({ ...f, reserveRank: 3, reserveRanks: [1, 3] }),
      INPUT,
      'SHORTLISTED',
    ],
    [
      'an expired reserve serves no more',
      'RESERVE',
      'shortlist',
      jury,
      (f) => ({ ...f, reserveExpiresAt: new Date(NOW.getTime() - 1) }),
      INPUT,
      'reserveInForce',
    ],
    ['a rank is held once', 'COMMITTEE_FAVOURABLE', 'putOnReserve', jury, (f) => f, { ...INPUT, rank: 1 }, 'rankFree'],
    [
      'a reserve list ends',
      'COMMITTEE_FAVOURABLE',
      'putOnReserve',
      jury,
      (f) => f,
      { ...INPUT, expiresOn: '2023-06-30' },
      'reserveEnds',
    ],
    ['a selected dossier stays so', 'SHORTLISTED', 'refuse', jury, (f) => ({ ...f, legRefused: false }), INPUT, 'legRefused'],
    ['and is not put on reserve', 'SHORTLISTED', 'putOnReserve', jury, (f) => ({ ...f, legRefused: false }), INPUT, 'legRefused'],
    [
      'unless its holder declines the lower amount',
      'SHORTLISTED',
      'refuse',
      jury,
      (f) => ({ ...f, legRefused: false, offerDeclined: true }),
      INPUT,
      'REFUSED',
    ],
    [
      'a list that holds to the millisecond refuses nobody',
      'RESERVE',
      'expireReserve',
      system,
      (f) => ({ ...f, reserveExpiresAt: new Date('2024-01-01T00:00:00.001Z') }),
      INPUT,
      'reserveExpired',
    ],
    ['ranks change with reasons', 'RESERVE', 'rerank', jury, (f) => f, { rank: 2 }, 'reasonsGiven'],
    ['and before the results', 'RESERVE', 'rerank', jury, withCall({ state: 'RESULTS_PUBLISHED' }), INPUT, 'callInSelection'],
    [
      'an opinion proposes no more than asked',
      'ON_AGENDA',
      'recordReserved',
      system,
      (f) => f,
      { years: [{ year: 2023, cents: 9_999 }] },
      'notMoreThanRequested',
    ],
    [
      'a consultation speaks for the own agency',
      'COMPLETE',
      'giveConsultation',
      ACTORS.cafConsulted,
      (f) => f,
      { ...INPUT, agency: 'DDETS', reasons: ' ' },
      'ownConsultedAgency reasonsGiven',
    ],
    [
      'a consultation is of a consulted department',
      'COMPLETE',
      'giveConsultation',
      ACTORS.cafConsulted,
      (f) => f,
      { ...INPUT, department: '31' },
      'ownConsultedAgency',
    ],
    [
      'an agency is consulted once',
      'UNDER_EXAMINATION',
      'giveConsultation',
      ACTORS.cafConsulted,
      (f) => ({ ...f, consultations: [{ department: '65', agency: 'CAF' }] }),
      INPUT,
      'oneOpinionPerAgency',
    ],
    ['a withdrawal is explained', 'SUBMITTED', 'withdraw', representative, (f) => f, { reasons: ' ' }, 'withdrawalExplained'],
    ['save of a draft', 'DRAFT', 'withdraw', representative, (f) => ({ ...f, everSubmitted: false }), {}, 'WITHDRAWN'],
    ['so is a renunciation', 'AWARDED', 'renounce', representative, (f) => f, {}, 'withdrawalExplained'],
    [
      'nobody enters after the results',
      'LATE',
      'readmit',
      system,
      withCall({ state: 'RESULTS_PUBLISHED' }),
      {},
      'resultsNotPublished',
    ],
    [
      'silence is recorded once',
      'COMPLETE',
      'recordSilence',
      system,
      (f) => ({ ...f, silenceRecordedAt: NOW }),
      {},
      'silenceNotRecorded',
    ],
    [
      'silence toward a public holder is no answer',
      'COMPLETE',
      'recordSilence',
      system,
      (f) => ({ ...f, holderType: 'COMMUNE' }),
      {},
      'silenceExpired',
    ],
    [
      'a re-opened dossier is selected after the results',
      'COMMITTEE_FAVOURABLE',
      'shortlist',
      jury,
      (f) => ({ ...f, examination: 2, call: { ...f.call, state: 'FINISHED' } }),
      INPUT,
      'SHORTLISTED',
    ],
    ['an opinion may come without amounts', 'ON_AGENDA', 'recordUnfavourable', system, (f) => f, {}, 'COMMITTEE_UNFAVOURABLE'],
    ['an adjournment has reasons', 'ON_AGENDA', 'defer', system, (f) => f, {}, 'reasonsGiven'],
    [
      'the holder answers first',
      'INCOMPLETE',
      'acceptCompleteness',
      caf,
      round({ items: [UNANSWERED], answeredAt: undefined }),
      {},
      'holderHasAnswered',
    ],
    ...COMPLETENESS_CASES,
    [
      'a holder type out of the call',
      'DRAFT',
      'submit',
      representative,
      (f) => ({ ...f, holderType: 'NOBODY' }),
      {},
      'holderTypeEligible',
    ],
    [
      'an axis out of the call',
      'DRAFT',
      'submit',
      representative,
      (f) => ({ ...f, content: { ...f.content, axes: ['x'] } }),
      {},
      'axesOfCall',
    ],
    [
      'no budget',
      'INCOMPLETE',
      'answerCompletion',
      representative,
      (f) => ({ ...f, content: { ...f.content, budget: undefined } }),
      {},
      'requiredFieldsPresent budgetBalances publicShareWithinCap',
    ],
  ])('%s', (_, state, event, actor, change, input, expected) => {
    expect(outcome(state, event, actor, change, input)).toBe(expected);
  });
});
