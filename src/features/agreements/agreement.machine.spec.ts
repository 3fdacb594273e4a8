import type { Actor, Role } from '../../kernel/actor.js';
import { systemActor } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { agreementMachine } from './agreement.machine.js';
import {
  AGREEMENT_STATES,
  pensOf,
  type AgreementEvent,
  type AgreementFacts,
  type AgreementState,
  type Party,
  type PartySignature,
} from './agreement.rules.js';

const NOW = new Date('2023-11-20T09:00:00Z');
const officer = (role: Role): Actor => ({ personId: role, grants: [{ role, territory: 'REG-76' }] });
const ACTORS = {
  'State officer': officer('STATE_OFFICER'),
  'Cnaf officer': officer('CNAF_OFFICER'),
  'officer of no party': officer('PARTNER_OFFICER'),
  'Caf examiner': { personId: 'caf', grants: [{ role: 'CAF_INSTRUCTOR', territory: 'DEP-48' }] },
  'examiner with an interest': { personId: 'interested', grants: [{ role: 'DDETS_INSTRUCTOR', territory: 'DEP-48' }] },
  representative: { personId: 'holder', grants: [{ role: 'HOLDER_REPRESENTATIVE', organisationId: 'org' }] },
  editor: { personId: 'editor', grants: [{ role: 'HOLDER_EDITOR', organisationId: 'org' }] },
  jury: officer('REGIONAL_JURY'),
  auditor: { personId: 'auditor', grants: [{ role: 'AUDITOR', territory: 'FR' }] },
  system: systemActor(),
} as const satisfies Readonly<Record<string, Actor>>;
type Who = keyof typeof ACTORS;

const signed = (by: string): PartySignature => ({
  by,
  at: NOW.toISOString(),
  on: '2023-11-20',
  method: 'PLATFORM',
  name: by,
  capacity: 'x',
  authority: 'x',
  delegation: null,
});
const funder = (number: number, code: 'STATE' | 'CNAF', rank = number, signature: PartySignature | null = null): Party => ({
  number,
  rank,
  name: code,
  leg: { id: code, code, name: code, officerRole: `${code}_OFFICER`, state: 'DECIDED' },
  signature,
});
const holder = (signature: PartySignature | null = null): Party => ({
  number: 0,
  rank: 0,
  name: 'Porteur',
  leg: null,
  signature,
});

const facts = {
  id: 'application',
  state: 'AWARDED',
  everSubmitted: true,
  department: '48',
  organisationId: 'org',
  interestedPersonIds: ['interested'],
  call: { timeZone: 'Europe/Paris' },
  content: { summary: 'Une micro-crèche' },
  amounts: [],
  awardPlan: null,
  agreementId: 'agreement',
  agreementState: 'DRAFT',
  awardId: 'award',
  reminderDays: 10,
  waitingSince: new Date('2023-11-10T12:00:00Z'),
  parties: [holder(), funder(1, 'STATE'), funder(2, 'CNAF')],
  offerState: null,
  settings: FIPE_2023.agreement,
  representatives: [{ personId: 'holder', name: 'x', startsAt: '2020-01-01T00:00:00Z', endsAt: null, deed: null }],
  copies: [],
} as unknown as AgreementFacts;

const SIGN = { method: 'PLATFORM', capacity: 'Préfet', authority: 'Préfet', funderCode: 'STATE' };
const INPUTS: Readonly<Partial<Record<AgreementEvent, unknown>>> = {
  signHolder: { method: 'PLATFORM', capacity: 'Présidente' },
  signFunder: SIGN,
  void: { reasons: 'Erreur' },
};
function outcome(
  state: AgreementState,
  event: AgreementEvent,
  who: Actor,
  changed: Partial<AgreementFacts> = {},
  input = INPUTS[event],
): string {
  const context = { facts: { ...facts, agreementState: state, ...changed }, input, actor: who, now: NOW };
  const verdict = decide(agreementMachine, state, event, context);
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
}

const [N, F, T] = ['not-found', 'forbidden', 'transition-not-allowed'];
/** States: NEW, DRAFT, SENT, SIGNED_BY_HOLDER, SIGNED, VOIDED. */
const drafting = {
  draft: ['DRAFT', T, T, T, T, T],
  send: [T, 'SENT', T, T, T, T],
  attachCopy: [T, T, 'SENT', 'SIGNED_BY_HOLDER', 'SIGNED', T],
};
const officers = { ...drafting, void: [T, 'VOIDED', 'VOIDED', 'VOIDED', T, T] };
const TABLE: Readonly<
  Record<Who, Readonly<Partial<Record<AgreementEvent, readonly string[]>>> & { readonly other: readonly string[] }>
> = {
  'State officer': { ...officers, signFunder: [T, T, T, 'SIGNED_BY_HOLDER', T, T], other: Array(6).fill(F) },
  'Cnaf officer': { ...officers, signFunder: [T, T, T, 'ownFunder', T, T], other: Array(6).fill(F) },
  'officer of no party': { other: Array(6).fill(F) },
  'Caf examiner': { ...drafting, other: Array(6).fill(F) },
  'examiner with an interest': { other: Array(6).fill(N) },
  // What is not sent yet does not exist for its holder.
  representative: {
    signHolder: [N, N, 'SIGNED_BY_HOLDER', T, T, T],
    attachCopy: [N, N, 'SENT', 'SIGNED_BY_HOLDER', 'SIGNED', T],
    other: [N, N, F, F, F, F],
  },
  editor: { other: [N, N, F, F, F, F] },
  jury: { other: Array(6).fill(F) },
  auditor: { other: Array(6).fill(F) },
  system: {
    complete: [T, T, T, 'allSigned', T, T],
    remind: [T, T, 'SENT', 'SIGNED_BY_HOLDER', T, T],
    cancel: [T, 'awardRenounced', 'awardRenounced', 'awardRenounced', T, T],
    other: Array(6).fill(F),
  },
};

describe('the agreement machine', () => {
  for (const who of Object.keys(ACTORS) as Who[])
    for (const event of agreementMachine.events)
      it(`${event} by ${who}`, () => {
        const holderSigned = (state: AgreementState): Partial<AgreementFacts> =>
          state === 'SIGNED_BY_HOLDER' ? { parties: [holder(signed('holder')), funder(1, 'STATE'), funder(2, 'CNAF')] } : {};
        const got = AGREEMENT_STATES.map((state) => outcome(state, event, ACTORS[who], holderSigned(state)));
        expect(got).toEqual(TABLE[who][event] ?? TABLE[who].other);
      });

  it('says all that keeps a draft from being written', () => {
    const legs = [holder(), { ...funder(1, 'STATE'), leg: { ...funder(1, 'STATE').leg!, state: 'SENT' as const } }];
    const { terms, ...bare } = FIPE_2023.agreement!;
    expect(terms).toBeDefined();
    const changed = { parties: legs, settings: bare, content: {} };
    expect(outcome('NEW', 'draft', ACTORS['State officer'], changed)).toBe(
      ['legsDecided', ...Array<string>(6).fill('contentsComplete')].join(' '),
    );
    expect(outcome('NEW', 'draft', ACTORS['State officer'], { state: 'SHORTLISTED' })).toBe('legsDecided');
  });

  it('lets each sign in its turn, funders together where the call says so', () => {
    const by = (parties: readonly Party[], code: 'STATE' | 'CNAF'): string =>
      outcome(
        'SIGNED_BY_HOLDER',
        'signFunder',
        ACTORS[`${code === 'STATE' ? 'State' : 'Cnaf'} officer`],
        { parties },
        { ...SIGN, funderCode: code },
      );
    const inOrder = [holder(signed('holder')), funder(1, 'STATE'), funder(2, 'CNAF')];
    expect([by(inOrder, 'STATE'), by(inOrder, 'CNAF')]).toEqual(['SIGNED_BY_HOLDER', 'inTurn']);
    expect(pensOf({ agreementState: 'SIGNED_BY_HOLDER', parties: inOrder }).map(({ name }) => name)).toEqual(['STATE']);
    const together = [holder(signed('holder')), funder(1, 'STATE', 1), funder(2, 'CNAF', 1)];
    expect([by(together, 'STATE'), by(together, 'CNAF')]).toEqual(['SIGNED_BY_HOLDER', 'SIGNED_BY_HOLDER']);
    expect(pensOf({ agreementState: 'SIGNED_BY_HOLDER', parties: together }).map(({ name }) => name)).toEqual(['STATE', 'CNAF']);
    expect(pensOf({ agreementState: 'SIGNED', parties: together })).toEqual([]);
  });

  it('binds the holder by a power in force that day, and completes with every signature', () => {
    const [own] = facts.representatives;
    const until = (endsAt: string): string =>
      outcome('SENT', 'signHolder', ACTORS.representative, { representatives: [{ ...own!, deed: 'Délibération', endsAt }] });
    expect([until('2023-11-20T08:59:59Z'), until('2023-11-20T09:00:01Z')]).toEqual(['holderBound', 'SIGNED_BY_HOLDER']);
    const all = [holder(signed('holder')), funder(1, 'STATE', 1, signed('a')), funder(2, 'CNAF', 2, signed('b'))];
    expect(outcome('SIGNED_BY_HOLDER', 'complete', ACTORS.system, { parties: all })).toBe('SIGNED');
    expect(outcome('SENT', 'remind', ACTORS.system, { reminderDays: 11 })).toBe('reminderDue');
    expect(outcome('SENT', 'cancel', ACTORS.system, { state: 'WITHDRAWN' })).toBe('VOIDED');
  });
});
