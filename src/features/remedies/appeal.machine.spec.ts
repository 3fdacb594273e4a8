import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import type { Territory } from '../../kernel/territory.js';
import { appealMachine } from './appeal.machine.js';
import type { AppealEvent, AppealFacts, AppealState, Proposal } from './appeal.rules.js';

const NOW = new Date('2023-09-12T09:00:00Z');
const agent = (role: Role, territory: Territory, personId: string = role): Actor => ({ personId, grants: [{ role, territory }] });

const facts: AppealFacts = {
  applicationId: 'application',
  callId: 'call',
  timeZone: 'Europe/Paris',
  settings: undefined,
  state: 'REFUSED',
  department: '31',
  region: '76',
  organisationId: 'org',
  everSubmitted: true,
  interestedPersonIds: ['interested'],
  kind: 'GRACIEUX',
  against: 'REFUSED',
  examination: 1,
  authors: ['author'],
  alternatives: 1,
  notice: { notifiedAt: new Date('2023-08-30T09:00:00Z'), statesAppeal: true },
  holderDepartment: '31',
  silenceAt: new Date('2023-11-12T22:59:59.999Z'),
  proposal: null,
};

const ACTORS = {
  representative: { personId: 'rep', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'org' }] },
  editor: { personId: 'editor', grants: [{ role: 'HOLDER_EDITOR', organisationId: 'org' }] },
  jury: agent('REGIONAL_JURY', 'REG-76'),
  interested: agent('REGIONAL_JURY', 'REG-76', 'interested'),
  juryElsewhere: agent('REGIONAL_JURY', 'REG-84'),
  caf: agent('CAF_INSTRUCTOR', 'DEP-31'),
  ddets: agent('DDETS_INSTRUCTOR', 'DEP-31'),
  manager: agent('CALL_MANAGER', 'REG-76'),
  officer: agent('STATE_OFFICER', 'REG-76'),
  member: agent('COMMITTEE_MEMBER', 'DEP-31'),
  auditor: agent('AUDITOR', 'FR'),
  administrator: agent('ADMINISTRATOR', 'FR'),
  system: systemActor(),
} as const satisfies Record<string, Actor>;
type Who = keyof typeof ACTORS;

const INPUT = { reasons: 'Motif', outcome: 'UPHELD' };
function outcome(
  state: AppealState,
  event: AppealEvent,
  actor: Actor,
  changed: Partial<AppealFacts> = {},
  input: object = INPUT,
  now: Date = event === 'rejectBySilence' ? new Date('2023-11-13T00:00:00Z') : NOW,
): string {
  const verdict = decide(appealMachine, state, event, { facts: { ...facts, ...changed }, input, actor, now });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
}

const T = 'transition-not-allowed';
type Exits = Partial<Record<AppealState, AppealState>>;
const REVIEWED = (to: AppealState): Exits => ({ FILED: to, UNDER_REVIEW: to });
const HIDDEN: readonly Who[] = ['interested', 'juryElsewhere', 'member', 'administrator'];

/** For each decision and kind: who decides. */
const CASES: readonly { name: string; facts: Partial<AppealFacts>; deciders: readonly Who[]; together?: true }[] = [
  { name: 'gracieux against a refusal', facts: {}, deciders: ['jury'] },
  { name: 'gracieux against a dismissal', facts: { state: 'DISMISSED', against: 'DISMISSED' }, deciders: ['caf'] },
  { name: 'hiérarchique against a refusal', facts: { kind: 'HIERARCHIQUE' }, deciders: ['manager'] },
  {
    name: 'hiérarchique against an ineligibility',
    facts: { kind: 'HIERARCHIQUE', state: 'INELIGIBLE', against: 'INELIGIBLE' },
    deciders: ['manager'],
  },
  {
    name: 'gracieux against an ineligibility',
    facts: { state: 'INELIGIBLE', against: 'INELIGIBLE' },
    deciders: ['caf', 'ddets'],
    together: true,
  },
];

describe.each(CASES)('the appeal, $name: state × event × actor', ({ facts: changed, deciders, together }) => {
  const exits: Record<AppealEvent, { by: readonly Who[]; to: Exits }> = {
    file: { by: ['representative'], to: { DRAFT: 'FILED' } },
    propose: { by: together ? deciders : [], to: REVIEWED('UNDER_REVIEW') },
    uphold: { by: deciders, to: REVIEWED('UPHELD') },
    reject: { by: deciders, to: REVIEWED('REJECTED') },
    rejectBySilence: { by: ['system'], to: REVIEWED('IMPLICITLY_REJECTED') },
    withdraw: { by: ['representative'], to: REVIEWED('WITHDRAWN') },
    moot: { by: ['system'], to: REVIEWED('MOOT') },
  };
  it.each(appealMachine.stateNames)('from %s', (state) => {
    const found: string[] = [];
    const expected: string[] = [];
    for (const event of appealMachine.events) {
      for (const who of Object.keys(ACTORS) as Who[]) {
        // Where two agencies decide, the other one has proposed the same answer.
        const other: Proposal = {
          agency: who === 'caf' ? 'DDETS' : 'CAF',
          by: 'another',
          outcome: event === 'reject' ? 'REJECTED' : 'UPHELD',
          reasons: 'x',
          at: NOW.toISOString(),
        };
        found.push(
          `${event} by ${who}: ${outcome(state, event, ACTORS[who], { ...changed, proposal: together ? other : null })}`,
        );
        const { by, to } = exits[event];
        const result = HIDDEN.includes(who) ? 'not-found' : by.includes(who) ? (to[state] ?? T) : 'forbidden';
        expected.push(`${event} by ${who}: ${result}`);
      }
    }
    expect(found).toEqual(expected);
  });
});

describe('the rules of an appeal', () => {
  const { representative, jury, manager, caf, ddets, system } = ACTORS;
  const author = agent('REGIONAL_JURY', 'REG-76', 'author');
  const both = { state: 'INELIGIBLE', against: 'INELIGIBLE' } as const;
  const proposal: Proposal = { agency: 'CAF', by: 'CAF_INSTRUCTOR', outcome: 'UPHELD', reasons: 'x', at: '' };
  const late = { state: 'LATE', against: 'LATE' } as const;
  const notice = (day: string, statesAppeal = true) => ({ notifiedAt: new Date(`${day}T09:00:00Z`), statesAppeal });
  it.each<[string, AppealState, AppealEvent, Actor, Partial<AppealFacts>, object, string]>([
    ['nothing to challenge', 'DRAFT', 'file', representative, { state: 'COMPLETE', notice: null }, {}, 'negativeDecisionTaken'],
    [
      'two months and a day: out of time',
      'DRAFT',
      'file',
      representative,
      { notice: notice('2023-07-11') },
      {},
      'withinAppealLimit',
    ],
    ['two months: in time', 'DRAFT', 'file', representative, { notice: notice('2023-07-12') }, {}, 'FILED'],
    [
      'one more day where days are clear',
      'DRAFT',
      'file',
      representative,
      { notice: notice('2023-07-11'), settings: { clearDays: true } },
      {},
      'FILED',
    ],
    [
      'holder in Guadeloupe, court in mainland France',
      'DRAFT',
      'file',
      representative,
      { notice: notice('2023-07-11'), holderDepartment: '971' },
      {},
      'FILED',
    ],
    [
      'never out of time without ways of appeal',
      'DRAFT',
      'file',
      representative,
      { notice: notice('2020-01-01', false) },
      {},
      'FILED',
    ],
    ['nor without a notification', 'DRAFT', 'file', representative, { notice: null }, {}, 'FILED'],
    ['another than the author', 'FILED', 'uphold', author, {}, INPUT, 'notTheAuthor'],
    ['unless nobody else may', 'FILED', 'uphold', author, { alternatives: 0 }, INPUT, 'UPHELD'],
    ['reasons', 'FILED', 'reject', jury, {}, {}, 'reasonsGiven'],
    ['a late dossier by the funders alone', 'FILED', 'uphold', manager, late, INPUT, 'notLate'],
    ['but rejected by the manager', 'FILED', 'reject', manager, late, INPUT, 'REJECTED'],
    ['both agencies: one does not uphold alone', 'FILED', 'uphold', ddets, both, INPUT, 'otherAgencyUpholds'],
    ['nor against the other', 'UNDER_REVIEW', 'reject', ddets, { ...both, proposal }, INPUT, 'otherAgencyRejects'],
    ['nor twice for itself', 'UNDER_REVIEW', 'uphold', caf, { ...both, proposal }, INPUT, 'otherAgencyUpholds'],
    ['the other one does', 'UNDER_REVIEW', 'uphold', ddets, { ...both, proposal }, INPUT, 'UPHELD'],
    ['no hierarchical proposal', 'FILED', 'propose', caf, { ...both, kind: 'HIERARCHIQUE' }, INPUT, 'forbidden'],
    ['answered in time', 'FILED', 'uphold', jury, { silenceAt: new Date(NOW.getTime() - 1) }, INPUT, 'answeredInTime'],
    ['to the last instant', 'FILED', 'uphold', jury, { silenceAt: NOW }, INPUT, 'UPHELD'],
    [
      'silence waits for its day',
      'FILED',
      'rejectBySilence',
      system,
      { silenceAt: new Date('2023-11-13T00:00:00Z') },
      {},
      'silencePassed',
    ],
  ])('%s', (_, state, event, actor, changed, input, expected) => {
    expect(outcome(state, event, actor, changed, input)).toBe(expected);
  });

  it('says until when', () => {
    const context = { facts: { ...facts, notice: notice('2023-07-11') }, input: {}, actor: representative, now: NOW };
    expect(JSON.stringify(decide(appealMachine, 'DRAFT', 'file', context))).toContain(
      '11 septembre 2023 à 23:59 (heure de Paris)',
    );
  });
});
