import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import type { Territory } from '../../kernel/territory.js';
import { envelopeMachine } from './envelope.machine.js';
import type { EnvelopeEvent, EnvelopeFacts, EnvelopeState } from './envelope.rules.js';

const IN_YEAR = new Date('2024-06-01T10:00:00Z');
/** 1 January 2025 in Paris, still 2024 in UTC. */
const YEAR_AFTER = new Date('2024-12-31T23:30:00Z');

const facts: EnvelopeFacts = {
  id: 'envelope',
  callId: 'call',
  callState: 'RESULTS_PUBLISHED',
  region: '76',
  everPublished: true,
  timeZone: 'Europe/Paris',
  funder: { code: 'STATE', name: 'État', officerRole: 'STATE_OFFICER' },
  year: 2024,
  amountCents: 10_000_00n,
  availableCents: 2_000_00n,
  frozenCents: 500_00n,
  reservedCents: 1_000_00n,
  committedCents: 3_000_00n,
  orderedCents: 500_00n,
  paidCents: 2_900_00n,
  recoveredCents: 100_00n,
};
const actor = (role: Role, territory: Territory): Actor => ({ personId: role, grants: [{ role, territory }] });
const state = actor('STATE_OFFICER', 'REG-76');
const outcome = (
  event: EnvelopeEvent,
  input: object | undefined,
  changed: Partial<EnvelopeFacts> = {},
  { who = state, now = IN_YEAR, from = 'OPEN' }: { who?: Actor; now?: Date; from?: EnvelopeState } = {},
): string => {
  const verdict = decide(envelopeMachine, from, event, {
    facts: { ...facts, ...changed },
    input: input,
    actor: who,
    now,
  });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule).join(' ') : verdict.code;
};
const move = (cents: number): object => ({ reasons: 'Gel budgétaire', cents });

describe('the machine of an envelope', () => {
  it.each([
    ['the officer of the funder, in the region', state, 'OPEN'],
    ['the officer of the nation', actor('STATE_OFFICER', 'FR'), 'OPEN'],
    ['the officer of the other funder', actor('CNAF_OFFICER', 'REG-76'), 'forbidden'],
    ['the officer of one department', actor('STATE_OFFICER', 'DEP-31'), 'not-found'],
    ['the officer of another region', actor('STATE_OFFICER', 'REG-11'), 'not-found'],
    ['the jury', actor('REGIONAL_JURY', 'REG-76'), 'forbidden'],
    ['the manager', actor('CALL_MANAGER', 'REG-76'), 'forbidden'],
    ['the auditor', actor('AUDITOR', 'FR'), 'forbidden'],
    ['an examiner', actor('DDETS_INSTRUCTOR', 'DEP-31'), 'not-found'],
    ['the system', systemActor(), 'forbidden'],
  ])('is moved by the officer of its funder alone: %s', (_, who, expected) => {
    for (const event of ['raise', 'cut', 'freeze', 'unfreeze'] as const)
      expect(outcome(event, move(1), {}, { who })).toBe(expected);
  });

  it('asks for reasons, an amount and a published call, all together', () => {
    expect(outcome('raise', { reasons: ' ', cents: 0 })).toBe('reasonGiven amountPositive');
    expect(outcome('raise', move(1), { callState: 'CANCELLED' })).toBe('callPublished');
    expect(outcome('raise', move(1), { everPublished: false }, { who: actor('STATE_OFFICER', 'FR') })).toBe('not-found');
  });

  it('takes back or sets aside what is available, to the cent', () => {
    for (const event of ['cut', 'freeze'] as const) {
      expect(outcome(event, move(2_000_00))).toBe('OPEN');
      expect(outcome(event, move(2_000_01))).toBe('withinAvailable');
    }
    expect(outcome('unfreeze', move(500_00))).toBe('OPEN');
    expect(outcome('unfreeze', move(500_01))).toBe('withinFrozen');
  });

  it('says how much is available and what holds the rest', () => {
    const verdict = decide(envelopeMachine, 'OPEN', 'cut', { facts, input: move(9_000_00), actor: state, now: IN_YEAR });
    const message = verdict.allowed || verdict.code !== 'rule-not-met' ? undefined : verdict.reasons[0]?.message;
    expect(message?.fr.replace(/[\u00a0\u202f]/g, ' ')).toBe(
      'Enveloppe État 2024 : 2 000,00 € disponibles sur 10 000,00 €, le reste est tenu (gelé 500,00 €, réservé par le jury 1 000,00 €, ' +
        'engagé 3 000,00 €, ordonnancé 500,00 €, payé 2 900,00 €, reversé 100,00 €). Ramenez l’acte à ce qui est disponible ; le jury ' +
        'libère ce qui est réservé, et ce qui est engagé ne se reprend que dossier par dossier (avenant, renonciation, retrait).',
    );
    expect(message?.en).toContain('committed');
  });

  it('closes once the year is over where the call is, and nothing is promised that is not paid; and never opens again', () => {
    const settled = { reservedCents: 0n, committedCents: 0n, orderedCents: 0n };
    const close = { reasons: 'Exercice soldé' };
    const after = { now: YEAR_AFTER };
    expect(outcome('close', close, settled, after)).toBe('CLOSED');
    expect(outcome('close', close, settled)).toBe('yearOver');
    expect(outcome('close', { reasons: '' }, {}, after)).toBe('reasonGiven nothingReserved nothingOwed');
    expect(outcome('close', close, { ...settled, orderedCents: 1n }, after)).toBe('nothingOwed');
    for (const event of ['raise', 'cut', 'freeze', 'unfreeze', 'close'] as const)
      expect(outcome(event, move(1), settled, { ...after, from: 'CLOSED' })).toBe('transition-not-allowed');
  });
});
