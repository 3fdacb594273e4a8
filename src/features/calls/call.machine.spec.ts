import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import type { Territory } from '../../kernel/territory.js';
import { CALL_STATES, type CallState } from './call-facts.js';
import { callMachine, type CallEvent } from './call.machine.js';
import type { CallRecord } from './call.rules.js';
import { FIPE_2023 } from './templates/fipe-2023.js';

const BEFORE = new Date('2023-08-31T21:59:59.999Z');
const AFTER = new Date('2023-08-31T22:00:00.000Z');

function call(state: CallState, changes: Partial<CallRecord> = {}): CallRecord {
  return {
    id: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11',
    region: '76',
    departments: ['09', '31'],
    state,
    opensAt: new Date('2023-06-08T22:00:00Z'),
    deadlineAt: BEFORE,
    timeZone: 'Europe/Paris',
    rulesVersion: 'fipe-2023',
    settings: FIPE_2023,
    funders: [
      { code: 'STATE', name: 'État', position: 0, weight: 1, family: 'STATE', officerRole: 'STATE_OFFICER' },
      { code: 'CNAF', name: 'Cnaf', position: 1, weight: 1, family: 'FAMILY_BRANCH', officerRole: 'CNAF_OFFICER' },
    ],
    budgetYears: [2023],
    specVersion: state === 'DRAFT' ? 0 : 1,
    edition: 2023,
    title: 'Appel',
    version: 1,
    text: 'Texte',
    opensLocal: '2023-06-09T00:00',
    deadlineLocal: '2023-08-31T23:59',
    everPublished: state !== 'DRAFT',
    publishedAt: null,
    cancelReasons: null,
    envelopes: ['STATE', 'CNAF'].map((funderCode) => ({
      funderCode,
      year: 2023,
      cents: 100,
      reservedCents: 0,
      frozenCents: 0,
      committedCents: 0,
    })),
    progress: [{ department: '31', state: 'AWARDED', count: 1 }],
    selectionReferenceId: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a12',
    proposedReference: { status: 'OPTIMAL' },
    ...changes,
  };
}

function actor(role: Role, territory: Territory): Actor {
  return { personId: role, grants: [{ role, territory }] };
}
const ACTORS = {
  manager: actor('CALL_MANAGER', 'REG-76'),
  nationalManager: actor('CALL_MANAGER', 'FR'),
  otherManager: actor('CALL_MANAGER', 'REG-11'),
  departmentManager: actor('CALL_MANAGER', 'DEP-31'),
  jury: actor('REGIONAL_JURY', 'REG-76'),
  otherJury: actor('REGIONAL_JURY', 'REG-11'),
  auditor: actor('AUDITOR', 'FR'),
  administrator: actor('ADMINISTRATOR', 'FR'),
  examiner: actor('CAF_INSTRUCTOR', 'DEP-31'),
  stateOfficer: actor('STATE_OFFICER', 'REG-76'),
  holder: { personId: 'holder', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'o' }] },
  system: systemActor(),
} satisfies Record<string, Actor>;

const INPUTS: Partial<Record<CallEvent, unknown>> = {
  postpone: { deadlineLocal: '2023-09-15T23:59', reasons: 'Panne.' },
  amend: { reasons: 'Précision.', text: 'Texte précisé' },
  raiseEnvelopes: { reasons: 'Crédits délégués.', envelopes: [{ funderCode: 'STATE', year: 2023, cents: 101 }] },
  cancel: { reasons: 'Crédits annulés.' },
  adoptReference: { optimisationId: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a12' },
  dropReference: { reasons: 'Nouveau calcul.' },
};
/** Every guard of the event is met then. */
const MOMENTS: Record<CallEvent, Date> = {
  publish: new Date('2023-06-01T08:00:00Z'),
  open: BEFORE,
  postpone: BEFORE,
  amend: BEFORE,
  raiseEnvelopes: AFTER,
  close: AFTER,
  startExamination: AFTER,
  startSelection: AFTER,
  adoptReference: AFTER,
  dropReference: AFTER,
  publishResults: AFTER,
  finish: AFTER,
  cancel: AFTER,
};

const OUTCOMES = { 'not-found': 404, forbidden: 403, 'transition-not-allowed': 409, 'rule-not-met': 422 } as const;
function outcome(state: CallState, event: CallEvent, who: Actor, changes?: Partial<CallRecord>, now = MOMENTS[event]): string {
  const input = INPUTS[event];
  const verdict = decide(callMachine, state, event, { facts: call(state, changes), input, actor: who, now });
  return verdict.allowed ? verdict.edge.to : String(OUTCOMES[verdict.code]);
}

type Row = readonly string[];
const all = (code: string): Row => CALL_STATES.map(() => code);
/** A stranger to the preparation: does not even see the draft. */
const STRANGER: Row = ['404', ...all('403').slice(1)];
const EVENTS = [
  'publish',
  'open',
  'postpone',
  'amend',
  'raiseEnvelopes',
  'close',
  'startExamination',
  'startSelection',
  'adoptReference',
  'dropReference',
  'publishResults',
  'finish',
  'cancel',
] as const;
const every = (row: Row): Record<CallEvent, Row> =>
  Object.fromEntries(EVENTS.map((event) => [event, row])) as Record<CallEvent, Row>;

// Columns: DRAFT, PUBLISHED, OPEN, CLOSED, UNDER_EXAMINATION, UNDER_SELECTION, RESULTS_PUBLISHED, FINISHED, CANCELLED.
const EX = 'UNDER_EXAMINATION';
const SEL = 'UNDER_SELECTION';
const CAN = 'CANCELLED';
const MANAGER: Record<CallEvent, Row> = {
  publish: ['PUBLISHED', '409', '409', '409', '409', '409', '409', '409', '409'],
  open: all('403'),
  postpone: ['409', 'PUBLISHED', 'OPEN', '409', '409', '409', '409', '409', '409'],
  amend: ['409', 'PUBLISHED', 'OPEN', '409', '409', '409', '409', '409', '409'],
  raiseEnvelopes: ['409', '409', '409', 'CLOSED', EX, SEL, 'RESULTS_PUBLISHED', '409', '409'],
  close: all('403'),
  startExamination: ['409', '409', '409', EX, '409', '409', '409', '409', '409'],
  startSelection: all('403'),
  adoptReference: all('403'),
  dropReference: all('403'),
  publishResults: all('403'),
  finish: all('403'),
  cancel: [CAN, CAN, CAN, CAN, CAN, CAN, '409', '409', '409'],
};
const JURY: Record<CallEvent, Row> = {
  publish: all('403'),
  open: all('403'),
  postpone: all('403'),
  amend: all('403'),
  raiseEnvelopes: all('403'),
  close: all('403'),
  startExamination: ['409', '409', '409', EX, '409', '409', '409', '409', '409'],
  startSelection: ['409', '409', '409', '409', SEL, '409', '409', '409', '409'],
  adoptReference: ['409', '409', '409', '409', '409', SEL, '409', '409', '409'],
  dropReference: ['409', '409', '409', '409', '409', SEL, '409', '409', '409'],
  publishResults: ['409', '409', '409', '409', '409', 'RESULTS_PUBLISHED', '409', '409', '409'],
  finish: ['409', '409', '409', '409', '409', '409', 'FINISHED', '409', '409'],
  cancel: all('403'),
};
const SYSTEM: Record<CallEvent, Row> = {
  ...every(all('403')),
  open: ['409', 'OPEN', '409', '409', '409', '409', '409', '409', '409'],
  close: ['409', '409', 'CLOSED', '409', '409', '409', '409', '409', '409'],
  startExamination: ['409', '409', '409', EX, '409', '409', '409', '409', '409'],
};
const TABLE: Record<keyof typeof ACTORS, Record<CallEvent, Row>> = {
  manager: MANAGER,
  nationalManager: MANAGER,
  otherManager: every(STRANGER),
  departmentManager: every(STRANGER),
  jury: JURY,
  otherJury: every(STRANGER),
  auditor: every(all('403')),
  administrator: every(STRANGER),
  examiner: every(STRANGER),
  stateOfficer: every(STRANGER),
  holder: every(STRANGER),
  system: SYSTEM,
};

describe('the call machine', () => {
  it('has the events and states of the table', () => {
    expect([...callMachine.events].sort()).toEqual([...EVENTS].sort());
    expect(callMachine.stateNames).toEqual([...CALL_STATES]);
  });

  describe.each(Object.keys(ACTORS) as (keyof typeof ACTORS)[])('%s', (name) => {
    it.each(EVENTS)('%s from every state', (event) => {
      expect(CALL_STATES.map((state) => outcome(state, event, ACTORS[name]))).toEqual(TABLE[name][event]);
    });
  });

  it('takes as reference a proven run of its own alone, and gives up only what it has', () => {
    expect(outcome(SEL, 'adoptReference', ACTORS.jury, { proposedReference: undefined })).toBe('422');
    expect(outcome(SEL, 'adoptReference', ACTORS.jury, { proposedReference: { status: 'TIME_LIMIT' } })).toBe('422');
    expect(outcome(SEL, 'dropReference', ACTORS.jury, { selectionReferenceId: null })).toBe('422');
  });

  it('refuses on a rule, for the person who may, when the rule is not met', () => {
    expect(outcome('PUBLISHED', 'open', ACTORS.system, {}, new Date('2023-06-08T21:59:59.999Z'))).toBe('422');
    expect(outcome('PUBLISHED', 'open', ACTORS.system, {}, new Date('2023-06-08T22:00:00.000Z'))).toBe('OPEN');
    expect(outcome('OPEN', 'close', ACTORS.system, {}, BEFORE)).toBe('422');
    expect(outcome('OPEN', 'postpone', ACTORS.manager, {}, AFTER)).toBe('422');
    expect(outcome('DRAFT', 'publish', ACTORS.manager, {}, BEFORE)).toBe('422');
  });

  it('leaves a never published call that was cancelled to those who prepare calls', () => {
    const never = { everPublished: false };
    expect(outcome('CANCELLED', 'cancel', ACTORS.holder, never)).toBe('404');
    expect(outcome('CANCELLED', 'cancel', ACTORS.manager, never)).toBe('409');
  });
});
