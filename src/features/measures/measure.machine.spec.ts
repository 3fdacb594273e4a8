import type { Actor, Role } from '../../kernel/actor.js';
import { systemActor } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import type { Territory } from '../../kernel/territory.js';
import { measureMachine } from './measure.machine.js';
import type { MeasureEvent, MeasureFacts, MeasureState } from './measure.rules.js';

const NOW = new Date('2025-03-20T09:00:00Z');
const actor = (role: Role, territory: Territory): Actor => ({ personId: `${role} ${territory}`, grants: [{ role, territory }] });

const facts: MeasureFacts = {
  awardId: 'award',
  applicationId: 'application',
  callId: 'call',
  timeZone: 'Europe/Paris',
  state: 'AWARDED',
  everSubmitted: true,
  department: '48',
  organisationId: 'org',
  interestedPersonIds: ['STATE_OFFICER DEP-48'],
  funder: { code: 'STATE', name: 'État', officerRole: 'STATE_OFFICER' },
  decisionDate: '2023-11-20',
  life: {
    agreementId: null,
    orderNumber: 'A',
    orderDate: '2023-11-20',
    orderAuthority: 'Préfet',
    commitmentNumber: 'EJ',
    commitmentDate: '2023-11-20',
    notifiedOn: '2023-11-20',
    startedOn: '2023-11-20',
    suspensionReasons: null,
    endedOn: null,
    lateReportId: null,
  },
  owed: { owed: false, by: null, source: 'loi', reasons: [] },
  agreement: null,
  years: [{ year: 2023, cents: 1_250_000n, reducedCents: 0n, paidCents: 1_000_000n }],
  offerState: null,
  stateAid: null,
  closing: { openRecoveries: 0, reportsMissing: [], unpublishable: false },
  republicanContract: 'HELD',
  others: [],
  measureId: 'measure',
  legId: 'leg',
  legState: 'ACTIVE',
  measureState: 'HEARING',
  kind: 'WITHDRAWAL',
  ground: 'CONDITIONS_BROKEN',
  grievances: 'Les places ouvertes ne sont pas celles du projet.',
  breachOn: null,
  remarksUntil: '2025-03-19',
  remarks: 0,
  remarksDone: false,
  oral: 'NOT_ASKED',
  hearingDays: 15,
  project: { startsOn: '2023-10-01', endsOn: '2026-09-30' },
  investment: { investmentCents: 0n, totalCents: 1_000_000n },
  purposeUntil: null,
  paid: [{ year: 2023, cents: 1_000_000n }],
};
const DECISION = {
  decisionNumber: 'R-1',
  decisionDate: '2025-03-20',
  authority: 'Préfet',
  reasons: 'Conditions non respectées',
  appeal: 'Deux mois, tribunal administratif',
  effectiveOn: '2025-03-20',
};
const INPUTS: Readonly<Record<MeasureEvent, unknown>> = {
  open: {},
  request: {},
  remark: { text: 'Nous avons ouvert ces places.' },
  askOral: {},
  hearOrally: { heardOn: '2025-03-18', summary: 'La présidente est entendue.' },
  declineOral: { reasons: 'Demande répétée' },
  decide: DECISION,
  drop: { reasons: 'Places ouvertes depuis' },
  withdrawRequest: {},
};
const ACTORS = {
  'State officer of the region': actor('STATE_OFFICER', 'REG-76'),
  'State officer of the department, interested': actor('STATE_OFFICER', 'DEP-48'),
  'Cnaf officer of the region': actor('CNAF_OFFICER', 'REG-76'),
  'Caf examiner': actor('CAF_INSTRUCTOR', 'DEP-48'),
  auditor: actor('AUDITOR', 'FR'),
  representative: { personId: 'r', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'org' }] },
  editor: { personId: 'e', grants: [{ role: 'HOLDER_EDITOR', organisationId: 'org' }] },
  'another holder': { personId: 'x', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'other' }] },
  system: systemActor(),
} as const satisfies Record<string, Actor>;

function outcome(
  state: MeasureState,
  event: MeasureEvent,
  who: Actor,
  changed: Partial<MeasureFacts> = {},
  input = INPUTS[event],
  now = NOW,
): string {
  const verdict = decide(measureMachine, state, event, {
    facts: { ...facts, measureState: state, ...changed },
    input,
    actor: who,
    now,
  });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
}
const [N, F] = ['not-found', 'forbidden'];
const OFFICER: Readonly<Record<MeasureEvent, string>> = {
  open: 'HEARING',
  request: F,
  remark: F,
  askOral: F,
  hearOrally: 'oralAsked',
  declineOral: 'oralAsked',
  decide: 'DECIDED',
  drop: 'DROPPED',
  withdrawRequest: F,
};
const HOLDER: Readonly<Record<MeasureEvent, string>> = {
  open: F,
  request: 'REQUESTED',
  remark: 'HEARING',
  askOral: 'HEARING',
  hearOrally: F,
  declineOral: F,
  decide: F,
  drop: F,
  withdrawRequest: 'DROPPED',
};
const always = (code: string) => Object.fromEntries(measureMachine.events.map((event) => [event, code]));
const EXPECTED: Readonly<Record<keyof typeof ACTORS, Readonly<Record<string, string>>>> = {
  'State officer of the region': OFFICER,
  'State officer of the department, interested': always(N),
  'Cnaf officer of the region': always(F),
  'Caf examiner': always(F),
  auditor: always(F),
  representative: HOLDER,
  editor: { ...always(F), remark: 'HEARING' },
  'another holder': always(N),
  system: always(F),
};
/** The state from which each event is tried. */
const FROM: Readonly<Record<MeasureEvent, MeasureState>> = {
  open: 'NEW',
  request: 'NEW',
  remark: 'HEARING',
  askOral: 'HEARING',
  hearOrally: 'HEARING',
  declineOral: 'HEARING',
  decide: 'HEARING',
  drop: 'HEARING',
  withdrawRequest: 'REQUESTED',
};

describe('the measure machine', () => {
  for (const who of Object.keys(ACTORS) as (keyof typeof ACTORS)[])
    it(`gives ${who} what is theirs`, () => {
      const got = measureMachine.events.map((event) => [event, outcome(FROM[event], event, ACTORS[who])]);
      expect(Object.fromEntries(got)).toEqual(EXPECTED[who]);
    });

  const officer = ACTORS['State officer of the region'];

  it('decides nothing before the holder could answer, in writing and in person', () => {
    const early = { remarksUntil: '2025-03-20' };
    expect(outcome('HEARING', 'decide', officer, early)).toBe('holderHeard');
    // Midnight in Paris: the last day is over.
    expect(outcome('HEARING', 'decide', officer, early, INPUTS.decide, new Date('2025-03-20T23:00:00Z'))).toBe('DECIDED');
    expect(outcome('HEARING', 'decide', officer, { ...early, remarksDone: true })).toBe('DECIDED');
    expect(outcome('HEARING', 'decide', officer, { oral: 'ASKED' })).toBe('holderHeard');
    expect(outcome('HEARING', 'decide', officer, { ...early, oral: 'ASKED' })).toBe('holderHeard holderHeard');
    for (const oral of ['HEARD', 'DECLINED'] as const) expect(outcome('HEARING', 'decide', officer, { oral })).toBe('DECIDED');
    // Asked for by the holder itself: no hearing.
    expect(outcome('REQUESTED', 'decide', officer, { kind: 'TERMINATION', ground: 'HOLDER_REQUEST', remarksUntil: null })).toBe(
      'DECIDED',
    );
  });

  it('rests on a ground of the law, at its time', () => {
    const open = (changed: Partial<MeasureFacts>, input: unknown = {}) => outcome('NEW', 'open', officer, changed, input);
    expect(open({ kind: 'TERMINATION', ground: 'ILLEGAL' })).toBe('groundFits');
    expect(open({ ground: 'REPUBLICAN_CONTRACT' })).toBe('groundFits');
    expect(open({ ground: 'REPUBLICAN_CONTRACT', breachOn: '2025-02-01' })).toBe('HEARING');
    expect(open({ ground: 'REPUBLICAN_CONTRACT', breachOn: '2025-02-01', republicanContract: 'NOT_OWED' })).toBe('groundFits');
    expect(open({ ground: 'REPUBLICAN_CONTRACT', breachOn: '2025-03-21' })).toBe('groundFits');
    const purpose = { ground: 'PURPOSE_CHANGED', breachOn: '2025-02-01', purposeUntil: '2036-09-30' } as const;
    expect(open(purpose)).toBe('groundFits');
    expect(open({ ...purpose, investment: { investmentCents: 1n, totalCents: 2n }, legState: 'CLOSED' })).toBe('HEARING');
    expect(open({ ...purpose, investment: { investmentCents: 1n, totalCents: 2n }, purposeUntil: '2025-01-31' })).toBe(
      'groundFits',
    );
    expect(open({ kind: 'TERMINATION', ground: 'NOT_CARRIED_OUT', legState: 'COMPLETED' })).toBe('shareUnderWay');
    expect(open({ legState: 'ENGAGED', grievances: ' ' })).toBe('shareUnderWay grievancesWritten');
    expect(open({}, { remarksUntil: '2025-04-03' })).toBe('timeForRemarks');
    expect(open({}, { remarksUntil: '2025-04-04' })).toBe('HEARING');
  });

  it('withdraws what was illegal within four months, and claims no more than the rule', () => {
    const illegal = { ground: 'ILLEGAL', decisionDate: '2024-11-20' } as const;
    expect(outcome('HEARING', 'decide', officer, illegal)).toBe('DECIDED');
    expect(outcome('HEARING', 'decide', officer, { ...illegal, decisionDate: '2024-11-19' })).toBe('withinFourMonths');
    const claim = (claimCents: number) => outcome('HEARING', 'decide', officer, {}, { ...DECISION, claimCents });
    expect([claim(1_000_000), claim(1_000_001)]).toEqual(['DECIDED', 'claimWithinRule']);
    const of = (changed: object) => outcome('HEARING', 'decide', officer, {}, { ...DECISION, ...changed });
    expect(of({ effectiveOn: '2025-03-21' })).toBe('effectDated');
    expect(of({ effectiveOn: '2023-11-19' })).toBe('effectDated');
    expect(of({ reasons: ' ', appeal: '', decisionNumber: '' })).toBe('decisionIdentified reasonsGiven appealTextGiven');
  });
});
