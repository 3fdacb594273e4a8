import fc from 'fast-check';

import { applicationScope } from '../../access/application-scope.js';
import { HOLDER_ROLES, ROLES, type Actor, type Role } from '../../kernel/actor.js';
import { INSTRUCTION_STATES, type InstructionFacts, type InstructionState } from './instruction-facts.rules.js';
import { DECIDED_STATES, historyReading, sealed, sealViewer, withinInstructionScope } from './sealing.rules.js';
import { APPLICATION_STATES } from '../applications/application-facts.js';

const holding = (role: Role, personId = 'reader'): Actor => ({
  personId,
  grants: (HOLDER_ROLES as readonly Role[]).includes(role)
    ? [{ role, organisationId: 'organisation-1' }]
    : [{ role, territory: 'FR' }],
});
const row = (agencyKind: 'CAF' | 'DDETS', examinerId: string | null = null, otherExaminerId: string | null = null) => ({
  agencyKind,
  examinerId,
  otherExaminerId,
});

/** What each role reads of the CAF row and of the DDETS row before both are signed; afterwards nothing is sealed. */
const BEFORE: Readonly<Record<Role, readonly [caf: boolean, ddets: boolean]>> = {
  HOLDER_EDITOR: [true, true],
  HOLDER_REPRESENTATIVE: [true, true],
  CAF_INSTRUCTOR: [false, true],
  DDETS_INSTRUCTOR: [true, false],
  COMMITTEE_SECRETARY: [true, true],
  COMMITTEE_MEMBER: [true, true],
  COMMITTEE_PRESIDENT: [true, true],
  REGIONAL_JURY: [true, true],
  STATE_OFFICER: [true, true],
  CNAF_OFFICER: [true, true],
  CALL_MANAGER: [true, true],
  AUDITOR: [false, false],
  ADMINISTRATOR: [true, true],
  PARTNER_OFFICER: [true, true],
  STATE_ACCOUNTANT: [true, true],
  CNAF_ACCOUNTANT: [true, true],
  PARTNER_ACCOUNTANT: [true, true],
};

describe('the seal', () => {
  const pairs = INSTRUCTION_STATES.flatMap((own) => INSTRUCTION_STATES.map((other) => [own, other] as const));

  it.each(ROLES)('for %s, in every pair of states', (role) => {
    const viewer = sealViewer(holding(role), '31');
    for (const [own, other] of pairs) {
      const both = own === 'SIGNED' && other === 'SIGNED';
      expect([sealed(viewer, row('CAF'), both), sealed(viewer, row('DDETS'), both)]).toEqual(
        both ? [false, false] : BEFORE[role],
      );
    }
  });

  it('is kept towards the same agency of another department', () => {
    const viewer = sealViewer({ personId: 'reader', grants: [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-32' }] }, '31');
    expect(sealed(viewer, row('CAF'), false)).toBe(true);
  });

  it('lets a person of both agencies read only the row that they examine', () => {
    const viewer = sealViewer(
      { personId: 'reader', grants: [...holding('CAF_INSTRUCTOR').grants, ...holding('DDETS_INSTRUCTOR').grants] },
      '31',
    );
    expect(sealed(viewer, row('CAF', 'reader'), false)).toBe(false);
    expect(sealed(viewer, row('DDETS', 'someone', 'reader'), false)).toBe(true);
    expect(sealed(viewer, row('CAF', 'someone'), false)).toBe(true);
  });

  it('follows an examiner who moved to the other agency', () => {
    const viewer = sealViewer(holding('CAF_INSTRUCTOR'), '31');
    expect(sealed(viewer, row('CAF', 'someone', 'reader'), false)).toBe(true);
  });

  it('is never broken by one signature: at most one agency is open to who is no auditor', () => {
    const anyRoles = fc.subarray(ROLES.filter((role) => role !== 'AUDITOR'));
    const person = fc.constantFrom('reader', 'someone', null);
    fc.assert(
      fc.property(anyRoles, person, person, (held, caf, ddets) => {
        fc.pre(caf === null || caf !== ddets);
        const viewer = sealViewer({ personId: 'reader', grants: held.flatMap((role) => holding(role).grants) }, '31');
        expect(sealed(viewer, row('CAF', caf, ddets), false) || sealed(viewer, row('DDETS', ddets, caf), false)).toBe(true);
      }),
    );
  });
});

describe('who knows of an instruction', () => {
  const existing = (applicationState: string, interestedPersonIds: string[] = []) => ({
    applicationState,
    department: '31',
    organisationId: 'organisation-1',
    everSubmitted: true,
    interestedPersonIds,
  });
  const sees = (actor: Actor, state: string, interested: string[] = []): boolean =>
    withinInstructionScope(applicationScope(actor), existing(state, interested));

  it.each(APPLICATION_STATES)('%s: the holder, once decided', (state) => {
    const decided = (DECIDED_STATES as readonly string[]).includes(state);
    expect(sees(holding('HOLDER_REPRESENTATIVE'), state)).toBe(decided);
    expect(sees(holding('HOLDER_EDITOR'), state)).toBe(decided);
  });

  it('does not show before the decision, to who acts for the holder, what another role would', () => {
    const both: Actor = { personId: 'reader', grants: [...holding('HOLDER_EDITOR').grants, ...holding('CAF_INSTRUCTOR').grants] };
    expect(sees(both, 'UNDER_EXAMINATION')).toBe(false);
  });

  it('shows nothing to a person whose interest is recorded, nor to the administrator', () => {
    for (const role of ROLES.filter((one) => one !== 'AUDITOR')) expect(sees(holding(role), 'ON_AGENDA', ['reader'])).toBe(false);
    expect(sees(holding('ADMINISTRATOR'), 'ON_AGENDA')).toBe(false);
    expect(sees(holding('CAF_INSTRUCTOR'), 'UNDER_EXAMINATION')).toBe(true);
    expect(sees(holding('COMMITTEE_MEMBER'), 'UNDER_EXAMINATION')).toBe(false);
  });
});

describe('the history of an instruction', () => {
  const facts = (state: InstructionState, otherState: InstructionState): InstructionFacts => ({
    id: 'instruction-1',
    applicationId: 'application-1',
    callId: 'call-1',
    agencyKind: 'CAF',
    state,
    department: '31',
    region: '76',
    organisationId: 'organisation-1',
    examination: 1,
    applicationState: 'REFUSED',
    everSubmitted: true,
    interestedPersonIds: [],
    examinerId: 'someone',
    examinerMandates: [],
    otherState,
    otherExaminerId: null,
    grid: { version: 1, criteria: [], threshold: null },
    sheet: null,
    budgetYears: [],
    requested: [],
    funders: [],
    timeZone: 'Europe/Paris',
    settings: {},
    examiningSince: null,
    sent: [],
  });
  const [nothing, people, content, all] = ['---', 'p--', 'pc-', 'pci'];
  /** Of the CAF row, before and after both signatures: people, content, interests. */
  const READING: Readonly<Record<Role, readonly [before: string, after: string]>> = {
    HOLDER_EDITOR: [nothing, nothing],
    HOLDER_REPRESENTATIVE: [nothing, nothing],
    CAF_INSTRUCTOR: [all, all],
    DDETS_INSTRUCTOR: [people, content],
    COMMITTEE_SECRETARY: [people, content],
    COMMITTEE_MEMBER: [nothing, nothing],
    COMMITTEE_PRESIDENT: [nothing, nothing],
    REGIONAL_JURY: [people, content],
    STATE_OFFICER: [people, content],
    CNAF_OFFICER: [people, content],
    CALL_MANAGER: [people, content],
    AUDITOR: [all, all],
    ADMINISTRATOR: [nothing, nothing],
    PARTNER_OFFICER: [people, content],
    STATE_ACCOUNTANT: [nothing, nothing],
    CNAF_ACCOUNTANT: [nothing, nothing],
    PARTNER_ACCOUNTANT: [nothing, nothing],
  };

  it.each(ROLES)('as %s reads it', (role) => {
    const told = (state: InstructionState, other: InstructionState): string => {
      const reading = historyReading(holding(role), facts(state, other));
      return `${reading.people ? 'p' : '-'}${reading.content ? 'c' : '-'}${reading.interests ? 'i' : '-'}`;
    };
    expect([told('SIGNED', 'IN_PROGRESS'), told('SIGNED', 'SIGNED')]).toEqual(READING[role]);
    expect(told('IN_PROGRESS', 'SIGNED')).toBe(READING[role][0]);
  });
});
