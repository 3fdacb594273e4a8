import fc from 'fast-check';

import { systemActor, type Actor, type Role } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import {
  dueOf,
  lastYearsFirst,
  leftOf,
  linesOfReceipt,
  nextDue,
  RECOVERY_STATES,
  type RecoveryEvent,
  type RecoveryFacts,
  type RecoveryState,
} from './recovery-facts.rules.js';
import { recoveryMachine } from './recovery.machine.js';
import { reminderOf } from './recovery.rules.js';

const NOW = new Date('2026-03-01T09:00:00Z');
const on = (role: Role, personId: string = role): Actor => ({ personId, grants: [{ role, territory: 'REG-76' }] });
const holder: Actor = { personId: 'holder', grants: [{ role: 'HOLDER_EDITOR', organisationId: 'org' }] };

const facts: RecoveryFacts = {
  id: 'recovery',
  number: 1n,
  awardId: 'award',
  legId: 'leg',
  applicationId: 'application',
  callId: 'call',
  timeZone: 'Europe/Paris',
  holder: 'Commune',
  organisationId: 'org',
  department: '48',
  interestedPersonIds: ['recused'],
  funder: { code: 'STATE', name: 'État', officerRole: 'STATE_OFFICER' },
  origin: 'BALANCE',
  sourceId: 'balance',
  cents: 1000n,
  explanation: { fr: 'Calcul', en: 'Computation' },
  remarkDays: 30,
  remarksUntil: '2026-02-15',
  remarks: [],
  order: null,
  lines: [
    { year: 2024, cents: 400n, receivedCents: 0n, paidCents: 400n },
    { year: 2023, cents: 600n, receivedCents: 0n, paidCents: 900n },
  ],
  receipts: [],
  waivers: [],
  instalments: [],
  settledBeforePlanCents: 0n,
  contests: [],
  duties: [],
  reminded: [],
  endReasons: null,
  withdrawnOn: null,
};
const order = {
  number: 'TP-1',
  date: '2026-02-20',
  authority: 'Préfet',
  delegationReference: null,
  reasons: 'Solde',
  appealText: 'Recours',
  dueOn: '2026-04-30',
  cents: 900n,
  by: 'STATE_OFFICER',
};
const inForce: RecoveryFacts = { ...facts, order };
const receipt = (cents: bigint, returnReason: string | null = null) => ({
  id: `r${cents}`,
  number: 1,
  cents,
  valueDate: '2026-02-25',
  reference: 'VIR',
  returnReason,
});

const verdict = (
  state: RecoveryState,
  event: RecoveryEvent,
  by: Actor,
  input: unknown,
  given: RecoveryFacts = inForce,
): string => {
  const answer = decide(recoveryMachine, state, event, { facts: given, input: input, actor: by, now: NOW });
  if (answer.allowed) return answer.edge.to;
  return answer.code === 'rule-not-met' ? [...new Set(answer.reasons.map(({ rule }) => rule))].join(' ') : answer.code;
};

const ORDER = {
  decisionNumber: 'TP-1',
  decisionDate: '2026-03-01',
  authority: 'Préfet',
  reasons: 'Solde',
  appeal: 'Deux mois',
  dueOn: '2026-04-30',
};

describe('recovery machine', () => {
  it('goes from state to state by the one whose duty it is, and by nobody else', () => {
    const people: Readonly<Record<string, Actor>> = {
      examiner: on('DDETS_INSTRUCTOR'),
      'examiner of the other funder': on('CAF_INSTRUCTOR'),
      officer: on('STATE_OFFICER', 'another'),
      'officer of the other funder': on('CNAF_OFFICER'),
      accountant: on('STATE_ACCOUNTANT'),
      'accountant of the other funder': on('CNAF_ACCOUNTANT'),
      holder,
      stranger: on('COMMITTEE_MEMBER'),
      recused: on('STATE_OFFICER', 'recused'),
    };
    const may = (state: RecoveryState, event: RecoveryEvent, input: unknown, given = inForce): string[] =>
      Object.keys(people).filter((name) => {
        const found = verdict(state, event, people[name] ?? holder, input, given);
        return (RECOVERY_STATES as readonly string[]).includes(found);
      });
    expect(may('COMPUTED', 'hear', {}, facts)).toEqual(['examiner']);
    expect(may('CONTRADICTORY', 'remark', { text: 'Non' }, facts)).toEqual(['holder']);
    expect(may('CONTRADICTORY', 'order', ORDER, facts)).toEqual(['officer']);
    expect(may('CONTRADICTORY', 'cancel', { reasons: 'Rien' }, facts)).toEqual(['officer']);
    expect(may('ORDER_ISSUED', 'agreePlan', { instalments: [{ dueOn: '2026-05-01', cents: 900 }] })).toEqual(['officer']);
    expect(may('ORDER_ISSUED', 'receive', { cents: 1, valueDate: '2026-03-01', reference: 'V' })).toEqual(['accountant']);
    expect(may('ORDER_ISSUED', 'waive', { reasons: 'Gêne' })).toEqual(['officer']);
    expect(may('ORDER_ISSUED', 'contest', { filedOn: '2026-02-25', authority: 'TA', reference: '1' })).toEqual(['officer']);
    for (const event of ['conclude', 'restore', 'writeOff', 'remind'] as const)
      expect(may(event === 'conclude' || event === 'restore' ? 'PARTLY_RECOVERED' : 'ORDER_ISSUED', event, undefined)).toEqual(
        [],
      );
    expect(verdict('PARTLY_RECOVERED', 'restore', systemActor(), undefined)).toBe('ORDER_ISSUED');
  });

  it('tells what is missing: the hearing, the order, the exact sums, another person', () => {
    const officer = on('STATE_OFFICER');
    const waiting = { ...facts, remarksUntil: '2026-03-01' };
    expect(verdict('CONTRADICTORY', 'order', officer, ORDER, waiting)).toBe('holderHeard');
    expect(verdict('CONTRADICTORY', 'order', officer, ORDER, { ...waiting, remarks: [{ text: 'Oui', by: 'h', at: '' }] })).toBe(
      'ORDER_ISSUED',
    );
    expect(verdict('CONTRADICTORY', 'order', officer, { cents: 1001, dueOn: '2026-03-01' }, facts)).toBe(
      'decisionIdentified orderReasoned appealTextGiven orderWithinComputed dueDayAhead',
    );
    expect(verdict('ORDER_ISSUED', 'waive', officer, { reasons: 'Gêne' })).toBe('notWhoOrdered');
    expect(verdict('ORDER_ISSUED', 'waive', on('STATE_OFFICER', 'x'), { cents: 901 })).toBe('waiverExact endReasoned');
    const heard = { ...facts, duties: [{ personId: 'STATE_OFFICER', duty: 'EXAMINER' as const }] };
    expect(verdict('CONTRADICTORY', 'order', officer, ORDER, heard)).toBe('dutiesSeparated');
    const sums = [
      { dueOn: '2026-05-01', cents: 400 },
      { dueOn: '2026-05-01', cents: 500 },
    ];
    expect(verdict('ORDER_ISSUED', 'agreePlan', officer, { instalments: sums })).toBe('planExact');
    const accountant = on('STATE_ACCOUNTANT');
    const input = { cents: 500, valueDate: '2026-03-01', reference: 'V' };
    // The bank has given part of the payment back meanwhile.
    const returned = { ...inForce, lines: facts.lines.map((line) => ({ ...line, paidCents: 0n })) };
    expect(verdict('ORDER_ISSUED', 'receive', accountant, input, returned)).toBe('receiptExact');
    expect(verdict('CONTESTED', 'receive', accountant, input)).toBe('transition-not-allowed');
    expect(verdict('RECOVERED', 'receive', accountant, input)).toBe('transition-not-allowed');
    const whole = { ...inForce, receipts: [receipt(900n)] };
    expect(verdict('PARTLY_RECOVERED', 'conclude', systemActor(), undefined, whole)).toBe('RECOVERED');
    expect(verdict('PARTLY_RECOVERED', 'conclude', systemActor(), undefined)).toBe('nothingLeft');
    expect(verdict('RECOVERED', 'returnReceipt', accountant, { receiptId: 'r900', reason: 'Impayé' }, whole)).toBe(
      'PARTLY_RECOVERED',
    );
    expect(verdict('RECOVERED', 'returnReceipt', accountant, { receiptId: 'none' }, whole)).toBe('receiptKept');
  });

  it('counts what is due next, instalment by instalment, and reminds once of each day', () => {
    const instalments = [
      { dueOn: '2026-03-05', cents: 300n },
      { dueOn: '2026-04-05', cents: 600n },
    ];
    const planned = { ...inForce, instalments };
    expect(nextDue(inForce)).toEqual({ dueOn: '2026-04-30', cents: 900n });
    expect(nextDue(planned)).toEqual(instalments[0]);
    expect(nextDue({ ...planned, receipts: [receipt(350n)] })).toEqual({ dueOn: '2026-04-05', cents: 550n });
    expect(nextDue({ ...planned, receipts: [receipt(900n)] })).toBeUndefined();
    expect(nextDue({ ...planned, receipts: [receipt(900n, 'Impayé')] })).toEqual(instalments[0]);
    expect(reminderOf(inForce, NOW)).toBeUndefined();
    expect(reminderOf(planned, NOW)).toMatchObject({ dueOn: '2026-03-05', kind: 'BEFORE' });
    expect(reminderOf({ ...planned, reminded: [{ dueOn: '2026-03-05', kind: 'BEFORE' }] }, NOW)).toBeUndefined();
    expect(reminderOf(planned, new Date('2026-03-06T09:00:00Z'))).toMatchObject({ dueOn: '2026-03-05', kind: 'OVERDUE' });
  });

  it('takes receipts from the last year first, to the cent, whatever their order', () => {
    expect(linesOfReceipt(inForce, 450n)).toEqual([
      { year: 2024, cents: 400n },
      { year: 2023, cents: 50n },
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 500n }), { minLength: 1, maxLength: 8 }),
        fc.bigInt({ min: 1n, max: 1000n }),
        (sums, ordered) => {
          let now: RecoveryFacts = { ...inForce, order: { ...order, cents: ordered } };
          for (const sum of sums) {
            if (sum > leftOf(now)) continue;
            const lines = linesOfReceipt(now, sum);
            expect(lines.reduce((total, { cents }) => total + cents, 0n)).toBe(sum);
            now = {
              ...now,
              receipts: [...now.receipts, receipt(sum)],
              lines: now.lines.map((line) => ({
                ...line,
                receivedCents: line.receivedCents + (lines.find(({ year }) => year === line.year)?.cents ?? 0n),
              })),
            };
          }
          const claimed = lastYearsFirst(now.lines, dueOf(now));
          for (const { year, receivedCents } of now.lines)
            expect(receivedCents <= (claimed.find((line) => line.year === year)?.cents ?? 0n)).toBe(true);
        },
      ),
    );
  });
});
