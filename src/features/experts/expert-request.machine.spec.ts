import type { Actor, Role } from '../../kernel/actor.js';
import { systemActor } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import {
  EXPERT_REQUEST_EVENTS,
  EXPERT_REQUEST_STATES,
  type ExpertRequestEvent,
  type ExpertRequestFacts,
  type ExpertRequestState,
} from './expert-request-facts.js';
import { expertRequestMachine } from './expert-request.machine.js';

const NOW = new Date('2023-07-01T08:00:00Z');
const DUE = new Date('2023-07-15T08:00:00Z');

const on = (personId: string, role: Role, territory: 'FR' | `REG-${string}` | `DEP-${string}`): Actor => ({
  personId,
  grants: [{ role, territory }],
});
const ACTORS = {
  expert: { personId: 'expert', grants: [] },
  stranger: { personId: 'stranger', grants: [] },
  caf: on('caf', 'CAF_INSTRUCTOR', 'DEP-31'),
  ddets: on('ddets', 'DDETS_INSTRUCTOR', 'DEP-31'),
  elsewhere: on('elsewhere', 'CAF_INSTRUCTOR', 'DEP-32'),
  recused: on('recused', 'CAF_INSTRUCTOR', 'DEP-31'),
  member: on('member', 'COMMITTEE_MEMBER', 'DEP-31'),
  jury: on('jury', 'REGIONAL_JURY', 'REG-76'),
  manager: on('manager', 'CALL_MANAGER', 'REG-76'),
  auditor: on('auditor', 'AUDITOR', 'FR'),
  holder: { personId: 'holder', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'organisation-1' }] },
  system: systemActor(),
} as const satisfies Record<string, Actor>;
type Who = keyof typeof ACTORS;

const FACTS: ExpertRequestFacts = {
  id: 'request-1',
  applicationId: 'application-1',
  examination: 1,
  state: 'UNDER_EXAMINATION',
  department: '31',
  organisationId: 'organisation-1',
  everSubmitted: true,
  interestedPersonIds: ['recused'],
  agencyKind: 'CAF',
  requestedBy: 'caf',
  expertId: 'expert',
  disabled: false,
  serves: false,
  actsForHolder: false,
  dueAt: DUE,
  documentIds: ['file'],
};
const INPUTS: Record<ExpertRequestEvent, unknown> = {
  request: { question: 'Viable ?', documentIds: ['file'] },
  accept: { noInterest: true },
  decline: {},
  give: { opinion: 'Oui.' },
  expire: undefined,
  revoke: { reasons: 'Réglé.' },
};

function outcome(
  state: ExpertRequestState,
  event: ExpertRequestEvent,
  actor: Actor,
  changes: Partial<ExpertRequestFacts> = {},
  now = event === 'expire' ? DUE : NOW,
): string {
  const verdict = decide(expertRequestMachine, state, event, {
    facts: { ...FACTS, ...changes },
    input: INPUTS[event],
    actor,
    now,
  });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met'
    ? verdict.reasons.map(({ rule }) => rule).join()
    : { 'not-found': '404', forbidden: '403', 'transition-not-allowed': '409' }[verdict.code];
}

const across = (...states: readonly string[]): readonly string[] => states;
const all = (status: string): readonly string[] => EXPERT_REQUEST_STATES.map(() => status);
/** In the order of the states: DRAFT, REQUESTED, ACCEPTED, GIVEN, DECLINED, EXPIRED, REVOKED. */
const MAY: Readonly<Partial<Record<`${ExpertRequestEvent} ${Who}`, readonly string[]>>> = {
  'request caf': across('REQUESTED', '409', '409', '409', '409', '409', '409'),
  'accept expert': across('409', 'ACCEPTED', '409', '409', '409', '409', '409'),
  'decline expert': across('409', 'DECLINED', 'DECLINED', '409', '409', '409', '409'),
  'give expert': across('409', '409', 'GIVEN', '409', '409', '409', '409'),
  'expire system': across('409', 'EXPIRED', 'EXPIRED', '409', '409', '409', '409'),
  'revoke caf': across('409', 'REVOKED', 'REVOKED', '409', '409', '409', '409'),
  'revoke system': across('409', 'REVOKED', 'REVOKED', '409', '409', '409', '409'),
};
const SEES: readonly Who[] = ['expert', 'caf', 'ddets', 'system'];

describe('the machine of a request for an opinion', () => {
  const lines = EXPERT_REQUEST_EVENTS.flatMap((event) =>
    (Object.keys(ACTORS) as Who[]).map(
      (who) => [event, who, MAY[`${event} ${who}`] ?? all(SEES.includes(who) ? '403' : '404')] as const,
    ),
  );

  it.each(lines)('%s by %s: %j', (event, who, expected) => {
    expect(EXPERT_REQUEST_STATES.map((state) => outcome(state, event, ACTORS[who]))).toEqual(expected);
  });

  it('closes to the expert as soon as an interest is recorded', () => {
    for (const event of ['accept', 'decline', 'give'] as const)
      expect(outcome('ACCEPTED', event, ACTORS.expert, { interestedPersonIds: ['expert'] })).toBe('404');
  });

  it('counts the deadline as over at its instant, and not before', () => {
    const before = new Date(DUE.getTime() - 1);
    expect([
      outcome('REQUESTED', 'accept', ACTORS.expert, {}, before),
      outcome('REQUESTED', 'accept', ACTORS.expert, {}, DUE),
    ]).toEqual(['ACCEPTED', 'beforeDeadline']);
    expect([
      outcome('ACCEPTED', 'expire', ACTORS.system, {}, before),
      outcome('ACCEPTED', 'expire', ACTORS.system, {}, DUE),
    ]).toEqual(['deadlinePassed', 'EXPIRED']);
  });

  it.each<[string, Partial<ExpertRequestFacts>, string]>([
    ['who takes part in the decision', { serves: true }, 'expertIsOutside'],
    ['who acts for the holder', { actsForHolder: true }, 'expertIsOutside'],
    ['who has an interest', { interestedPersonIds: ['expert'] }, 'expertIsOutside'],
    ['a closed account', { disabled: true }, 'expertIsOutside'],
    ['a dossier on the agenda', { state: 'ON_AGENDA' }, 'dossierInExamination'],
    ['a file of another dossier', { documentIds: [] }, 'documentsOfDossier'],
    ['a time that is over', { dueAt: NOW }, 'dueInFuture'],
  ])('asks nothing of %s', (_, changes, rule) => {
    expect(outcome('DRAFT', 'request', ACTORS.caf, changes)).toBe(rule);
  });
});
