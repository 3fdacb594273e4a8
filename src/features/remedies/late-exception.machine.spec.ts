import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import type { Territory } from '../../kernel/territory.js';
import { lateExceptionMachine } from './late-exception.machine.js';
import type { LateExceptionEvent, LateExceptionFacts, LateExceptionState } from './late-exception.rules.js';

const NOW = new Date('2023-09-10T09:00:00Z');
const agent = (role: Role, territory: Territory, personId: string = role): Actor => ({ personId, grants: [{ role, territory }] });

const facts: LateExceptionFacts = {
  applicationId: 'application',
  callId: 'call',
  callState: 'CLOSED',
  state: 'LATE',
  department: '31',
  region: '76',
  organisationId: 'org',
  everSubmitted: true,
  interestedPersonIds: ['interested'],
  funders: [
    { code: 'STATE', name: 'État', position: 0, weight: 1, family: 'STATE', officerRole: 'STATE_OFFICER' },
    { code: 'CNAF', name: 'Cnaf', position: 1, weight: 1, family: 'FAMILY_BRANCH', officerRole: 'CNAF_OFFICER' },
  ],
  signatures: [],
};

const ACTORS = {
  manager: agent('CALL_MANAGER', 'REG-76'),
  state: agent('STATE_OFFICER', 'DEP-31'),
  cnaf: agent('CNAF_OFFICER', 'REG-76'),
  stateElsewhere: agent('STATE_OFFICER', 'REG-84'),
  interested: agent('STATE_OFFICER', 'DEP-31', 'interested'),
  caf: agent('CAF_INSTRUCTOR', 'DEP-31'),
  jury: agent('REGIONAL_JURY', 'REG-76'),
  member: agent('COMMITTEE_MEMBER', 'DEP-31'),
  auditor: agent('AUDITOR', 'FR'),
  administrator: agent('ADMINISTRATOR', 'FR'),
  holder: { personId: 'holder', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'org' }] },
  system: systemActor(),
} as const satisfies Record<string, Actor>;
type Who = keyof typeof ACTORS;

const STATE_SIGNED = [{ funderCode: 'STATE', signedBy: 'other', signedAt: NOW.toISOString() }];
const BOTH = [...STATE_SIGNED, { funderCode: 'CNAF', signedBy: 'another', signedAt: NOW.toISOString() }];

function outcome(
  state: LateExceptionState,
  event: LateExceptionEvent,
  actor: Actor,
  changed: Partial<LateExceptionFacts> = {},
  input: object = { reasons: 'Panne' },
): string {
  const verdict = decide(lateExceptionMachine, state, event, { facts: { ...facts, ...changed }, input, actor, now: NOW });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
}

const N = 'not-found';
const F = 'forbidden';
const T = 'transition-not-allowed';
// Columns: DRAFT, OPEN, GRANTED, REJECTED.
type Line = readonly [string, string, string, string];
const never = (code: string): Line => [code, code, code, code];
const OFFICER: Record<LateExceptionEvent, Line> = {
  open: ['OPEN', T, T, T],
  sign: [T, 'OPEN', T, T],
  grant: never(F),
  reject: [T, 'REJECTED', T, T],
};
const all = (code: string): Record<LateExceptionEvent, Line> => ({
  open: never(code),
  sign: never(code),
  grant: never(code),
  reject: never(code),
});
const TABLE: Record<Who, Record<LateExceptionEvent, Line>> = {
  manager: { ...all(F), open: ['OPEN', T, T, T] },
  state: OFFICER,
  cnaf: OFFICER,
  stateElsewhere: all(N),
  interested: all(N),
  caf: all(F),
  jury: all(F),
  member: all(N),
  auditor: all(F),
  administrator: all(N),
  holder: all(F),
  system: { ...all(F), grant: [T, 'everyFunderSigned', T, T] },
};

describe('the late exception: state × event × actor', () => {
  for (const who of Object.keys(TABLE) as Who[]) {
    for (const event of lateExceptionMachine.events) {
      it(`${event} by ${who}`, () => {
        expect(lateExceptionMachine.stateNames.map((state) => outcome(state, event, ACTORS[who]))).toEqual([
          ...TABLE[who][event],
        ]);
      });
    }
  }
});

describe('the rules of a late exception', () => {
  const { state, cnaf, manager, system } = ACTORS;
  const both: Actor = {
    personId: 'both',
    grants: [
      { role: 'STATE_OFFICER', territory: 'REG-76' },
      { role: 'CNAF_OFFICER', territory: 'REG-76' },
    ],
  };
  it.each<[string, LateExceptionState, LateExceptionEvent, Actor, Partial<LateExceptionFacts>, object, string]>([
    ['a request has reasons', 'DRAFT', 'open', manager, {}, { reasons: ' ' }, 'reasonsGiven'],
    ['only a late dossier', 'DRAFT', 'open', manager, { state: 'SUBMITTED' }, { reasons: 'x' }, 'dossierLate'],
    [
      'not after the results',
      'DRAFT',
      'open',
      manager,
      { callState: 'RESULTS_PUBLISHED' },
      { reasons: 'x' },
      'resultsNotPublished',
    ],
    ['nor in a cancelled call', 'OPEN', 'sign', state, { callState: 'CANCELLED' }, {}, 'resultsNotPublished'],
    ['once a funder', 'OPEN', 'sign', state, { signatures: STATE_SIGNED }, {}, 'notYetSigned'],
    ['the other funder then', 'OPEN', 'sign', cnaf, { signatures: STATE_SIGNED }, {}, 'OPEN'],
    ['for one’s own funder', 'OPEN', 'sign', state, {}, { funderCode: 'CNAF' }, 'ownFunder'],
    [
      'one person, one signature',
      'OPEN',
      'sign',
      both,
      { signatures: [{ ...STATE_SIGNED[0]!, signedBy: 'both' }] },
      {},
      'oneSignaturePerPerson',
    ],
    ['granted by all of them', 'OPEN', 'grant', system, { signatures: STATE_SIGNED }, {}, 'everyFunderSigned'],
    ['and then only', 'OPEN', 'grant', system, { signatures: BOTH }, {}, 'GRANTED'],
    ['a rejection has reasons', 'OPEN', 'reject', cnaf, {}, {}, 'reasonsGiven'],
    ['and may come after the results', 'OPEN', 'reject', cnaf, { callState: 'RESULTS_PUBLISHED' }, { reasons: 'x' }, 'REJECTED'],
  ])('%s', (_, from, event, actor, changed, input, expected) => {
    expect(outcome(from, event, actor, changed, input)).toBe(expected);
  });

  it('is nobody’s to sign who serves no funder of the call', () => {
    const funders = facts.funders.slice(0, 1);
    expect(outcome('OPEN', 'sign', cnaf, { funders }, {})).toBe(F);
  });
});
