import type { Actor, Role } from '../../kernel/actor.js';
import { systemActor } from '../../kernel/actor.js';
import { actions, decide } from '../../kernel/machine.js';
import type { Territory } from '../../kernel/territory.js';
import { COMMITTED_STATES, deadlinesOf, lifeAfter } from './leg-life.rules.js';
import { UNSIGNED_STATES } from './leg-agreement.rules.js';
import { legMachine } from './leg.machine.js';
import type { LegEvent, LegFacts, LegState } from './leg.rules.js';

const NOW = new Date('2023-11-20T23:30:00Z'); // already the 21st in Paris
const actor = (role: Role, territory: Territory, personId = `${role} ${territory}`): Actor => ({
  personId,
  grants: [{ role, territory }],
});
const holder: Actor = { personId: 'holder', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'org' }] };

const facts: LegFacts = {
  awardId: 'award',
  applicationId: 'application',
  callId: 'call',
  timeZone: 'Europe/Paris',
  state: 'SHORTLISTED',
  everSubmitted: true,
  department: '48',
  organisationId: 'org',
  interestedPersonIds: ['STATE_OFFICER DEP-48'],
  funder: { code: 'STATE', name: 'État', officerRole: 'STATE_OFFICER' },
  decisionDate: null,
  life: {
    agreementId: null,
    orderNumber: null,
    orderDate: null,
    orderAuthority: null,
    commitmentNumber: null,
    commitmentDate: null,
    notifiedOn: null,
    startedOn: null,
    suspensionReasons: null,
    endedOn: null,
    lateReportId: null,
  },
  owed: { owed: false, by: null, source: 'loi', reasons: [] },
  agreement: null,
  years: [{ year: 2023, cents: 1_250_000n, reducedCents: 0n, paidCents: 0n }],
  offerState: null,
  stateAid: null,
  closing: { openRecoveries: 0, reportsMissing: [], unpublishable: false },
  republicanContract: 'HELD',
  others: [
    {
      id: 'other',
      funder: { code: 'CNAF', name: 'Cnaf' },
      state: 'PENDING',
      decidedBy: null,
      refusal: null,
    },
  ],
};
const INPUTS: Readonly<Record<LegEvent, unknown>> = {
  decide: { decisionNumber: 'A-1', decisionDate: '2023-11-21', authority: 'Préfet de la Lozère' },
  refuse: { reasons: 'Crédits épuisés', appeal: 'Deux mois, tribunal administratif' },
  cancel: undefined,
  renounce: undefined,
  coverByAgreement: { agreementId: 'agreement' },
  sendAgreement: undefined,
  signByHolder: undefined,
  signAgreement: undefined,
  voidAgreement: undefined,
  engage: {
    commitmentNumber: 'EJ 21',
    commitmentDate: '2023-11-21',
    orderNumber: 'ARR 21',
    orderDate: '2023-11-21',
    orderAuthority: 'Préfet de la Lozère',
  },
  notify: { notifiedOn: '2023-11-21' },
  start: { startedOn: '2023-11-21' },
  suspend: { reasons: 'Compte rendu non remis' },
  resume: { reasons: 'Compte rendu remis' },
  lapse: { reasons: 'Projet non commencé' },
  complete: { endedOn: '2023-11-21', sourceId: 'balance' },
  close: undefined,
  terminate: { endedOn: '2023-11-21', sourceId: 'measure' },
  withdraw: { endedOn: '2023-11-21', sourceId: 'measure' },
};
const ACTORS = {
  'State officer of the region': actor('STATE_OFFICER', 'REG-76'),
  'State officer of the department, interested': actor('STATE_OFFICER', 'DEP-48'),
  'State officer elsewhere': actor('STATE_OFFICER', 'REG-84'),
  'Cnaf officer of the region': actor('CNAF_OFFICER', 'REG-76'),
  jury: actor('REGIONAL_JURY', 'REG-76'),
  'Caf examiner': actor('CAF_INSTRUCTOR', 'DEP-48'),
  'committee member': actor('COMMITTEE_MEMBER', 'DEP-48'),
  auditor: actor('AUDITOR', 'FR'),
  administrator: actor('ADMINISTRATOR', 'FR'),
  holder,
  system: systemActor(),
} as const;
type Who = keyof typeof ACTORS;

function outcome(state: LegState, event: LegEvent, who: Actor, changed: Partial<LegFacts> = {}, input = INPUTS[event]): string {
  const verdict = decide(legMachine, state, event, { facts: { ...facts, ...changed }, input, actor: who, now: NOW });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map((reason) => reason.rule).join(' ') : verdict.code;
}

// Who gets what: 404 before 403 before 409 before 422. Columns: PENDING, DECIDED, REFUSED, CANCELLED, RENOUNCED.
const N = 'not-found';
const F = 'forbidden';
const T = 'transition-not-allowed';
/** What each of whom the table speaks obtains: everywhere the same refusal, or by state, T where the state has no such edge. */
type Line = string | Partial<Record<LegState, string>>;
type Lines = Readonly<Record<LegEvent, Line>>;
const always = (code: string): Lines =>
  Object.fromEntries(legMachine.events.map((event) => [event, code])) as Record<LegEvent, string>;
const TABLE: Readonly<Record<Who, Lines>> = {
  'State officer of the region': {
    decide: { PENDING: 'DECIDED' },
    refuse: { PENDING: 'REFUSED' },
    cancel: F,
    renounce: F,
    coverByAgreement: F,
    sendAgreement: F,
    signByHolder: F,
    signAgreement: F,
    voidAgreement: F,
    engage: { DECIDED: 'applicationAwarded', SIGNED: 'ENGAGED' },
    notify: { ENGAGED: 'NOTIFIED' },
    start: { NOTIFIED: 'ACTIVE' },
    suspend: { ACTIVE: 'SUSPENDED' },
    resume: { SUSPENDED: 'ACTIVE' },
    lapse: { NOTIFIED: 'LAPSED' },
    complete: F,
    close: { COMPLETED: 'CLOSED' },
    terminate: F,
    withdraw: F,
  },
  'State officer of the department, interested': always(N),
  'State officer elsewhere': always(N),
  'Cnaf officer of the region': always(F),
  jury: always(F),
  'Caf examiner': always(F),
  'committee member': always(F),
  auditor: always(F),
  administrator: always(N),
  holder: always(N),
  system: {
    ...always(F),
    cancel: { PENDING: 'applicationStopped', DECIDED: 'applicationStopped' },
    suspend: { ACTIVE: 'lateReportNamed' },
    resume: { SUSPENDED: 'suspendedForLateReport' },
    coverByAgreement: { DECIDED: 'applicationAwarded' },
    sendAgreement: { AGREEMENT_DRAFTED: 'agreementFollowed' },
    signByHolder: { SENT: 'agreementFollowed' },
    signAgreement: { SIGNED_BY_HOLDER: 'agreementFollowed' },
    voidAgreement: Object.fromEntries(UNSIGNED_STATES.map((state) => [state, 'agreementFollowed'])),
    renounce: Object.fromEntries(COMMITTED_STATES.map((state) => [state, 'applicationWithdrawn'])),
    complete: { ACTIVE: 'COMPLETED' },
    terminate: { NOTIFIED: 'TERMINATED', ACTIVE: 'TERMINATED', SUSPENDED: 'TERMINATED' },
    withdraw: Object.fromEntries(
      (['NOTIFIED', 'ACTIVE', 'SUSPENDED', 'COMPLETED', 'CLOSED'] as const).map((state) => [state, 'WITHDRAWN_BY_FUNDER']),
    ),
  },
};
const expectedOf = (line: Line): string[] =>
  legMachine.stateNames.map((state) => (typeof line === 'string' ? line : (line[state] ?? T)));

describe('the leg machine', () => {
  for (const who of Object.keys(ACTORS) as Who[]) {
    for (const event of legMachine.events) {
      it(`${event} by ${who}`, () => {
        expect(legMachine.stateNames.map((state) => outcome(state, event, ACTORS[who]))).toEqual(expectedOf(TABLE[who][event]));
      });
    }
  }

  it('is suspended by the system for a late report alone, which alone it resumes', () => {
    const suspension = { reasons: 'Compte rendu en retard', lateReportId: 'report' };
    const [system, officer] = [ACTORS.system, ACTORS['State officer of the region']];
    expect(outcome('ACTIVE', 'suspend', system, {}, suspension)).toBe('SUSPENDED');
    expect(outcome('ACTIVE', 'suspend', officer, {}, suspension)).toBe('lateReportNamed');
    const suspended = { life: lifeAfter({ event: 'suspend', input: suspension, facts }) };
    expect(outcome('SUSPENDED', 'resume', system, suspended)).toBe('ACTIVE');
    expect(outcome('SUSPENDED', 'resume', officer, suspended)).toBe('ACTIVE');
    expect(lifeAfter({ event: 'resume', input: INPUTS.resume, facts: { ...facts, ...suspended } }).lateReportId).toBeNull();
  });

  it('shows its holder a leg once the application is awarded, and not before', () => {
    expect(outcome('DECIDED', 'decide', holder, { state: 'AWARDED' })).toBe(F);
    for (const state of ['SHORTLISTED', 'REFUSED', 'WITHDRAWN']) expect(outcome('PENDING', 'decide', holder, { state })).toBe(N);
  });

  it('cancels with a withdrawn or refused application only', () => {
    for (const state of ['WITHDRAWN', 'REFUSED']) {
      expect(outcome('PENDING', 'cancel', ACTORS.system, { state })).toBe('CANCELLED');
      expect(outcome('DECIDED', 'cancel', ACTORS.system, { state })).toBe('CANCELLED');
    }
    expect(outcome('DECIDED', 'cancel', ACTORS.system, { state: 'AWARDED' })).toBe('applicationStopped');
  });
});

describe('a renounced award', () => {
  it('gives up a decided leg once its application is withdrawn, and no other', () => {
    expect(legMachine.stateNames.map((state) => outcome(state, 'renounce', ACTORS.system, { state: 'WITHDRAWN' }))).toEqual(
      expectedOf(Object.fromEntries(COMMITTED_STATES.map((state) => [state, 'RENOUNCED']))),
    );
    expect(outcome('DECIDED', 'renounce', ACTORS.system, { state: 'AWARDED' })).toBe('applicationWithdrawn');
  });
});

describe('the guards of a leg', () => {
  const officer = ACTORS['State officer of the region'];
  const [other] = facts.others;

  it('says why the award is stopped', () => {
    const refusal = {
      reasons: 'Conseil défavorable',
      appeal: 'x',
      author: 'b',
      capacity: 'CNAF_OFFICER',
      date: NOW.toISOString(),
    };
    const others = [{ ...other!, state: 'REFUSED' as const, refusal }];
    const verdict = decide(legMachine, 'PENDING', 'decide', {
      facts: { ...facts, others },
      input: INPUTS.decide,
      actor: officer,
      now: NOW,
    });
    expect(verdict).toMatchObject({ allowed: false, reasons: [{ rule: 'noOtherLegRefused' }] });
    expect(JSON.stringify(verdict)).toContain('Conseil défavorable');
    const [shown] = actions(legMachine, 'PENDING', { ...facts, others }, officer, NOW);
    expect(shown).toMatchObject({ event: 'decide', ready: false, reasons: [{ rule: 'noOtherLegRefused' }] });
  });

  it('lets one person decide for one funder', () => {
    const others = [{ ...other!, state: 'DECIDED' as const, decidedBy: officer.personId }];
    expect(outcome('PENDING', 'decide', officer, { others })).toBe('oneLegPerPerson');
    expect(outcome('PENDING', 'refuse', officer, { others })).toBe('oneLegPerPerson');
  });

  it('takes the date in the call’s time zone', () => {
    const dated = (decisionDate: string): unknown => ({ ...(INPUTS.decide as object), decisionDate });
    expect(outcome('PENDING', 'decide', officer, {}, dated('2023-11-21'))).toBe('DECIDED');
    expect(outcome('PENDING', 'decide', officer, {}, dated('2023-11-22'))).toBe('decisionNotInTheFuture');
    expect(outcome('PENDING', 'decide', officer, { timeZone: 'America/Guadeloupe' }, dated('2023-11-21'))).toBe(
      'decisionNotInTheFuture',
    );
  });

  it('names everything that is missing at once', () => {
    expect(outcome('PENDING', 'decide', officer, { state: 'RESERVE' }, { authority: ' ' })).toBe(
      'applicationShortlisted decisionIdentified decisionIdentified decisionIdentified',
    );
    expect(outcome('PENDING', 'refuse', officer, {}, { reasons: ' ' })).toBe('reasonsGiven appealTextGiven');
  });
});

describe('the life of a leg', () => {
  const officer = ACTORS['State officer of the region'];
  const awarded: Partial<LegFacts> = { state: 'AWARDED', decisionDate: '2023-11-20' };
  const life = { ...facts.life, commitmentNumber: 'EJ 21', commitmentDate: '2023-11-21' };

  it('is committed in the books once all funders have decided, with a number and a day not before the decision', () => {
    expect(outcome('DECIDED', 'engage', officer, awarded)).toBe('ENGAGED');
    const engage = INPUTS.engage as object;
    const undated = { ...engage, commitmentNumber: ' ', commitmentDate: '2023-11-19' };
    expect(outcome('DECIDED', 'engage', officer, awarded, undated)).toBe('commitmentIdentified commitmentDated');
    expect(outcome('DECIDED', 'engage', officer, awarded, { ...engage, commitmentDate: '2023-11-22' })).toBe('commitmentDated');
  });

  it('is notified once, on a day that is past and not before the commitment', () => {
    expect(outcome('ENGAGED', 'notify', officer, { ...awarded, life }, { notifiedOn: '2023-11-20' })).toBe('notificationDated');
    expect(outcome('ENGAGED', 'notify', officer, { ...awarded, life }, {})).toBe('notificationDated');
    expect(deadlinesOf({ notifiedOn: '2023-11-30' })).toEqual({ payBefore: '2024-01-29', publishBefore: '2024-02-29' });
    expect(deadlinesOf({ notifiedOn: null })).toBeNull();
  });

  it('is neither suspended, resumed nor lapsed without reasons', () => {
    for (const [state, event] of [
      ['ACTIVE', 'suspend'],
      ['SUSPENDED', 'resume'],
      ['NOTIFIED', 'lapse'],
    ] as const)
      expect(outcome(state, event, officer, awarded, { reasons: ' ' })).toBe('suspensionReasoned');
  });
});
