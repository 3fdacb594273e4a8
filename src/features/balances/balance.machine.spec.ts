// Every event from every state, by whom, and what each guard asks; what each act writes is tested over HTTP (test/balances.spec.ts).

import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import type { Territory } from '../../kernel/territory.js';
import { balanceOf, type BalanceLeg, type BalanceSources } from './balance-figures.rules.js';
import { balanceMachine } from './balance.machine.js';
import {
  BALANCE_STATES,
  type BalanceAgreement,
  type BalanceEvent,
  type BalanceFacts,
  type BalanceState,
} from './balance.rules.js';

const NOW = new Date('2026-10-20T09:00:00Z');
const serving = (role: Role, territory: Territory = 'DEP-48', personId: string = role): Actor => ({
  personId,
  grants: [{ role, territory }],
});
const holding = (role: Role, organisationId: string): Actor => ({ personId: role, grants: [{ role, organisationId }] });

const ACTORS = {
  'Caf examiner': serving('CAF_INSTRUCTOR'),
  'DDETS examiner': serving('DDETS_INSTRUCTOR'),
  'examiner of another department': serving('DDETS_INSTRUCTOR', 'DEP-31'),
  'State officer': serving('STATE_OFFICER', 'REG-76'),
  'State officer, interested': serving('STATE_OFFICER', 'REG-76', 'recused'),
  'Cnaf officer': serving('CNAF_OFFICER', 'REG-76'),
  'officer of a funder that gives nothing': serving('PARTNER_OFFICER', 'REG-76'),
  representative: holding('HOLDER_REPRESENTATIVE', 'org'),
  editor: holding('HOLDER_EDITOR', 'org'),
  'another holder': holding('HOLDER_REPRESENTATIVE', 'other'),
  auditor: serving('AUDITOR', 'FR'),
  system: systemActor(),
} as const satisfies Record<string, Actor>;

const share = (code: string): BalanceLeg => ({
  legId: code,
  code,
  name: code,
  family: code === 'STATE' ? 'STATE' : 'FAMILY_BRANCH',
  decidedCents: 1_000_000n,
  reducedCents: 0n,
  paidCents: 800_000n,
  orderedCents: 0n,
  committedCents: 200_000n,
});
const sources: BalanceSources = {
  legs: [share('STATE'), share('CNAF')],
  endedCents: 0n,
  plannedCents: 4_000_000n,
  eligibleCents: 4_000_000n,
  otherCents: 0n,
  cap: { numerator: 80n, denominator: 100n },
  keptBasisPoints: 0n,
};
const agreed = (legId: string, by: string): BalanceAgreement => ({
  legId,
  decisionNumber: 'S-1',
  decisionDate: '2026-10-19',
  authority: 'Préfet ou Caf',
  by,
});
const facts: BalanceFacts = {
  id: 'balance',
  awardId: 'award',
  applicationId: 'application',
  callId: 'call',
  timeZone: 'Europe/Paris',
  organisationId: 'org',
  department: '48',
  interestedPersonIds: ['recused'],
  state: 'PROPOSED',
  number: 1,
  figures: balanceOf(sources),
  sources,
  reportsMissing: [],
  reportsAccepted: 3,
  legs: [
    { id: 'STATE', code: 'STATE', name: 'État', officerRole: 'STATE_OFFICER', state: 'ACTIVE' },
    { id: 'CNAF', code: 'CNAF', name: 'Cnaf', officerRole: 'CNAF_OFFICER', state: 'ACTIVE' },
  ],
  remarkDays: 30,
  remarksUntil: '2026-10-19',
  remarks: [],
  agreements: [],
  fixedOn: null,
};
const ALL_AGREED = [agreed('STATE', 'one'), agreed('CNAF', 'two')];
const DECISION = { funderCode: 'STATE', decisionNumber: 'S-2', decisionDate: '2026-10-20', authority: 'Préfet' };
const INPUTS: Readonly<Record<BalanceEvent, unknown>> = {
  compute: undefined,
  propose: {},
  remark: { text: 'Un poste a été vacant.' },
  agree: DECISION,
  fix: undefined,
};

interface Given {
  readonly changed?: Partial<BalanceFacts>;
  readonly input?: unknown;
  readonly now?: Date;
}
/** The state that follows, else the rules not met, else why it is refused. */
function outcome(state: BalanceState, event: BalanceEvent, actor: Actor, { changed, input, now = NOW }: Given = {}): string {
  const agreements = event === 'fix' ? ALL_AGREED : [];
  const verdict = decide(balanceMachine, state, event, {
    facts: { ...facts, agreements, ...changed, state },
    input: input ?? INPUTS[event],
    actor,
    now,
  });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
}

const [NO, F, T] = ['not-found', 'forbidden', 'transition-not-allowed'];
/** State by state, by who may ask for it. */
const TABLE: Readonly<Record<BalanceEvent, Readonly<Record<BalanceState, string>>>> = {
  compute: { AWAITED: 'COMPUTED', COMPUTED: 'COMPUTED', PROPOSED: 'COMPUTED', FIXED: T },
  propose: { AWAITED: T, COMPUTED: 'PROPOSED', PROPOSED: T, FIXED: T },
  // What is not proposed yet does not exist for the holder.
  remark: { AWAITED: NO, COMPUTED: NO, PROPOSED: 'PROPOSED', FIXED: T },
  agree: { AWAITED: T, COMPUTED: T, PROPOSED: 'PROPOSED', FIXED: T },
  fix: { AWAITED: T, COMPUTED: T, PROPOSED: 'FIXED', FIXED: T },
};
const DOES: Readonly<Record<BalanceEvent, readonly (keyof typeof ACTORS)[]>> = {
  compute: ['Caf examiner', 'DDETS examiner', 'system'],
  propose: ['Caf examiner', 'DDETS examiner'],
  remark: ['representative', 'editor'],
  agree: ['State officer', 'Cnaf officer'],
  fix: ['system'],
};
const OUTSIDE: readonly (keyof typeof ACTORS)[] = [
  'examiner of another department',
  'State officer, interested',
  'another holder',
];
/** The holder's people, to whom what is not proposed does not exist. */
const HOLDERS: readonly (keyof typeof ACTORS)[] = ['representative', 'editor'];

function expected(state: BalanceState, event: BalanceEvent, name: keyof typeof ACTORS): string {
  if (OUTSIDE.includes(name)) return NO;
  if (HOLDERS.includes(name) && (state === 'AWAITED' || state === 'COMPUTED')) return NO;
  return DOES[event].includes(name) ? TABLE[event][state] : F;
}

describe('the balance machine', () => {
  const names = Object.keys(ACTORS) as (keyof typeof ACTORS)[];
  const inputOf = (event: BalanceEvent, name: string): unknown =>
    event === 'agree' && name === 'Cnaf officer' ? { ...DECISION, funderCode: 'CNAF' } : INPUTS[event];

  it('knows these events and no other', () => {
    expect([...balanceMachine.events].sort()).toEqual(Object.keys(TABLE).sort());
  });

  for (const event of Object.keys(TABLE) as BalanceEvent[])
    it.each(BALANCE_STATES)(`${event} from %s, by each`, (state) => {
      const got = names.map((name) => [name, outcome(state, event, ACTORS[name], { input: inputOf(event, name) })]);
      expect(Object.fromEntries(got)).toEqual(Object.fromEntries(names.map((name) => [name, expected(state, event, name)])));
    });

  const examiner = ACTORS['Caf examiner'];
  const officer = ACTORS['State officer'];
  const without = (more: Partial<BalanceSources>): BalanceSources => ({ ...sources, ...more });

  it('is computed from accepted reports, at a rate', () => {
    const compute = (changed: Partial<BalanceFacts>) => outcome('AWAITED', 'compute', examiner, { changed });
    expect(compute({ reportsMissing: [2025] })).toBe('reportsAccepted');
    expect(compute({ reportsAccepted: 0 })).toBe('reportsAccepted');
    expect(compute({ sources: without({ plannedCents: 0n }) })).toBe('planCosted');
    expect(compute({ sources: without({ legs: [] }) })).toBe('planCosted');
  });

  it('is proposed as computed, once nothing is at the accountant’s', () => {
    const propose = (changed: Partial<BalanceFacts>) => outcome('COMPUTED', 'propose', examiner, { changed });
    const ordered = without({ legs: [{ ...share('STATE'), orderedCents: 1n }, share('CNAF')] });
    expect(propose({ sources: ordered, figures: balanceOf(ordered) })).toBe('nothingOrdered');
    expect(propose({ sources: without({ eligibleCents: 3_999_999n }) })).toBe('computedAsNow');
    expect(propose({ figures: null })).toBe('computedAsNow');
    expect(propose({ reportsMissing: [2024] })).toBe('reportsAccepted');
  });

  it('hears the holder first: its words, or the end of its last day where the call is', () => {
    const agree = (given: Given) => outcome('PROPOSED', 'agree', officer, given);
    const waiting: Partial<BalanceFacts> = { remarksUntil: '2026-10-20' };
    expect(outcome('PROPOSED', 'remark', ACTORS.editor, { input: { text: ' ' } })).toBe('remarkWritten');
    expect(agree({ changed: waiting })).toBe('remarksOver');
    // Midnight in Paris, 22:00 UTC in summer time: the last day is over there.
    expect(agree({ changed: waiting, now: new Date('2026-10-20T21:59:59Z') })).toBe('remarksOver');
    expect(agree({ changed: waiting, now: new Date('2026-10-20T22:00:00Z') })).toBe('PROPOSED');
    expect(agree({ changed: { ...waiting, remarks: [{ text: 'D’accord', at: NOW.toISOString() }] } })).toBe('PROPOSED');
  });

  it('is agreed once a funder, by another person each, for shares under way', () => {
    const agree = (given: Given) => outcome('PROPOSED', 'agree', officer, given);
    const of = (...agreements: BalanceAgreement[]): Given => ({ changed: { agreements } });
    expect(agree({ input: { ...DECISION, funderCode: 'CNAF' } })).toBe('ownShare');
    expect(agree({ input: { ...DECISION, funderCode: 'REGION' } })).toBe('ownShare');
    expect(agree(of(agreed('STATE', 'another')))).toBe('agreedOnce');
    expect(agree(of(agreed('CNAF', officer.personId)))).toBe('agreedOnce');
    expect(agree(of(agreed('CNAF', 'another')))).toBe('PROPOSED');
    const suspended = facts.legs.map((leg) => ({ ...leg, state: leg.code === 'CNAF' ? ('SUSPENDED' as const) : leg.state }));
    expect(agree({ changed: { legs: suspended } })).toBe('sharesUnderWay');
    expect(agree({ changed: { sources: without({ otherCents: 3_000_000n }) } })).toBe('computedAsNow');
  });

  it('asks of the decision what every decision owes', () => {
    const agree = (changed: object) => outcome('PROPOSED', 'agree', officer, { input: { ...DECISION, ...changed } });
    const delegated = { delegationReference: 'D-1', delegationFrom: '2026-01-01' };
    expect(agree({ decisionNumber: ' ' })).toBe('decisionIdentified');
    expect(agree({ decisionDate: '2026-10-21' })).toBe('decisionNotInTheFuture');
    expect(agree({ ...delegated, delegationTo: '2026-10-19' })).toBe('decisionDelegated');
    expect(agree({ ...delegated, delegationTo: '2026-10-20' })).toBe('PROPOSED');
  });

  it('is fixed by nobody, once all the funders have agreed and not before', () => {
    const fix = (agreements: readonly BalanceAgreement[]) =>
      outcome('PROPOSED', 'fix', systemActor(), { changed: { agreements } });
    expect([fix([]), fix([agreed('STATE', 'one')]), fix(ALL_AGREED)]).toEqual(['allAgreed', 'allAgreed', 'FIXED']);
    expect(outcome('PROPOSED', 'fix', systemActor(), { changed: { legs: [] } })).toBe('allAgreed');
  });
});
