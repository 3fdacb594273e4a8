import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { cents } from '../../kernel/money.js';
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
  auditor: agent('AUDITOR', 'FR'),
  administrator: agent('ADMINISTRATOR', 'FR'),
  system: systemActor(),
} as const satisfies Record<string, Actor>;
type Who = keyof typeof ACTORS;

const YEARS = [{ year: 2023, cents: 1_000 }];
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
    submittedVersion: 1,
    submittedAt: NOW,
    receipt: null,
    completion: {
      items: [{ code: 'RIB', label: 'RIB' }],
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
    hasAward: true,
    reserveRanks: [1],
    envelopes: (['STATE', 'CNAF'] as const).map((funderCode) => ({
      id: funderCode,
      funderCode,
      year: 2023,
      amountCents: cents(500),
      reservedCents: cents(0),
      committedCents: cents(0),
      leftCents: cents(500),
    })),
    call: {
      id: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a13',
      region: '76',
      departments: ['31'],
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
};

function outcome(
  state: ApplicationState,
  event: ApplicationEvent,
  actor: Actor,
  change: (facts: ApplicationFacts) => ApplicationFacts = (f) => f,
  input: object = INPUT,
): string {
  const base = factsIn(state);
  const open = event === 'submit' ? { ...base, call: { ...base.call, state: 'OPEN' as const } } : base;
  const now = event === 'fileLate' ? new Date(DEADLINE.getTime() + 1) : NOW;
  const verdict = decide(applicationMachine, state, event, { facts: change(open), input, actor, now });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
}

/** event: who may ever, then from each state to which one. Everything else is refused. */
const TABLE: Record<ApplicationEvent, { by: readonly Who[]; to: Partial<Record<ApplicationState, ApplicationState>> }> = {
  submit: { by: ['representative'], to: { DRAFT: 'SUBMITTED' } },
  fileLate: { by: ['representative'], to: { DRAFT: 'LATE' } },
  declareIncomplete: { by: ['caf', 'ddets'], to: { SUBMITTED: 'INCOMPLETE' } },
  remind: { by: ['caf', 'ddets'], to: { INCOMPLETE: 'INCOMPLETE' } },
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
    },
  },
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
  withdraw: {
    by: ['representative'],
    to: Object.fromEntries(
      APPLICATION_STATES.filter(
        (state) => !['INELIGIBLE', 'AWARDED', 'REFUSED', 'DISMISSED', 'WITHDRAWN', 'LATE'].includes(state),
      ).map((state) => [state, 'WITHDRAWN']),
    ),
  },
};

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
    [
      'an opinion proposes no more than asked',
      'ON_AGENDA',
      'recordReserved',
      system,
      (f) => f,
      { years: [{ year: 2023, cents: 9_999 }] },
      'notMoreThanRequested',
    ],
    ['an opinion may come without amounts', 'ON_AGENDA', 'recordUnfavourable', system, (f) => f, {}, 'COMMITTEE_UNFAVOURABLE'],
    ['an adjournment has reasons', 'ON_AGENDA', 'defer', system, (f) => f, {}, 'reasonsGiven'],
    [
      'the holder answers first',
      'INCOMPLETE',
      'acceptCompleteness',
      caf,
      (f) => ({ ...f, completion: f.completion && { ...f.completion, answeredAt: undefined } }),
      {},
      'holderHasAnswered',
    ],
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
