import type { Reason } from '../../kernel/errors.js';
import { deadlineInstant, instantOf } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { acceptsSubmissions } from './call-facts.js';
import { allDecided, atLeastOneSubmitted, committeesHeard, reserveEmpty } from './call-progress.rules.js';
import {
  deadlinePassed,
  documentsListed,
  envelopePerFunderAndYear,
  gridPresent,
  laterThanBefore,
  notClosed,
  splitWeights,
  type CallRecord,
  type PostponeInput,
} from './call.rules.js';
import { FIPE_2023 } from './templates/fipe-2023.js';

const actor = { personId: 'p', grants: [] };
const facts = (changes: Partial<CallRecord>): CallRecord =>
  ({
    timeZone: 'Europe/Paris',
    settings: FIPE_2023,
    progress: [],
    funders: [],
    budgetYears: [],
    envelopes: [],
    ...changes,
  }) as unknown as CallRecord;
const met = <I>(guard: Guard<CallRecord, I>, changes: Partial<CallRecord>, now = new Date(0), input?: I): boolean => {
  const found = guard.check({ facts: facts(changes), input: input as I, actor, now });
  return found === undefined || (!('fr' in found) && found.length === 0);
};
const at = (date: Date, ms: number): Date => new Date(date.getTime() + ms);

// Legal time → last millisecond on time, in UTC. The doubled hour counts to its second end, the missing one moves forward.
const DEADLINES: [string, string, string][] = [
  ['2023-08-31T23:59', 'Europe/Paris', '2023-08-31T21:59:59.999Z'],
  ['2023-08-31T23:59:00', 'Europe/Paris', '2023-08-31T21:59:59.999Z'],
  ['2023-10-29T02:30', 'Europe/Paris', '2023-10-29T01:30:59.999Z'],
  ['2023-10-29T23:59', 'Europe/Paris', '2023-10-29T22:59:59.999Z'],
  ['2023-03-26T02:30', 'Europe/Paris', '2023-03-26T01:30:59.999Z'],
  ['2023-08-31T23:59', 'Indian/Reunion', '2023-08-31T19:59:59.999Z'],
];

describe.each(DEADLINES)('a deadline at %s in %s', (local, timeZone, utc) => {
  const call = {
    state: 'OPEN' as const,
    opensAt: instantOf('2023-01-01T00:00', timeZone),
    deadlineAt: deadlineInstant(local, timeZone),
    timeZone,
    settings: FIPE_2023,
  };
  it('ends to the millisecond, the same for all the rules', () => {
    expect(call.deadlineAt.toISOString()).toBe(utc);
    for (const [ms, onTime] of [
      [-1, true],
      [0, true],
      [1, false],
    ] as const) {
      const now = at(call.deadlineAt, ms);
      expect(acceptsSubmissions(call, now)).toBe(onTime);
      expect(met(deadlinePassed, call, now)).toBe(!onTime);
      expect(met(notClosed, call, now)).toBe(onTime);
    }
  });
  it('moves later only, be it by a millisecond', () => {
    const input = (change: Partial<PostponeInput>): PostponeInput => ({ deadlineLocal: local, reasons: 'Motif', ...change });
    expect(met(laterThanBefore, call, call.opensAt, input({}))).toBe(false);
    expect(met(laterThanBefore, { ...call, deadlineAt: at(call.deadlineAt, 1) }, call.opensAt, input({}))).toBe(false);
    expect(met(laterThanBefore, { ...call, deadlineAt: at(call.deadlineAt, -1) }, call.opensAt, input({}))).toBe(true);
  });
});

describe('what a publication asks', () => {
  const grid = FIPE_2023.grid;
  const withGrid = (changes: Partial<typeof grid>): Partial<CallRecord> => ({
    settings: { ...FIPE_2023, grid: { ...grid, ...changes } },
  });
  it('a grid with sub-criteria and a threshold within its 12 points', () => {
    expect(met(gridPresent, {})).toBe(true);
    expect(met(gridPresent, withGrid({ criteria: [] }))).toBe(false);
    expect(met(gridPresent, withGrid({ criteria: [{ code: 'C1', label: 'c', sub: [] }] }))).toBe(false);
    expect(met(gridPresent, withGrid({ threshold: 12 }))).toBe(true);
    expect(met(gridPresent, withGrid({ threshold: 13 }))).toBe(false);
  });
  it('documents for each holder type', () => {
    expect(met(documentsListed, {})).toBe(true);
    const [form] = FIPE_2023.requiredDocuments;
    const onlyAssociations = form === undefined ? [] : [{ ...form, holderTypes: ['ASSOCIATION' as const] }];
    expect(met(documentsListed, { settings: { ...FIPE_2023, requiredDocuments: onlyAssociations } })).toBe(false);
    expect(met(documentsListed, { settings: { ...FIPE_2023, requiredDocuments: [] } })).toBe(false);
  });
  it('an envelope for each funder and year, zero included, and names the missing ones', () => {
    const funder = { name: 'n', weight: 1, family: 'STATE', officerRole: 'STATE_OFFICER' } as const;
    const funders = [
      { ...funder, code: 'STATE', position: 0 },
      { ...funder, code: 'CNAF', position: 1 },
    ];
    const envelope = { funderCode: 'STATE', year: 2023, cents: 0, reservedCents: 0, committedCents: 0, frozenCents: 0 };
    const found = envelopePerFunderAndYear.check({
      facts: facts({ funders, budgetYears: [2023, 2024], envelopes: [envelope] }),
      input: undefined as never,
      actor,
      now: new Date(0),
    });
    expect((found as readonly Reason[]).map(({ message }) => message.fr)).toEqual([
      'Indiquez l’enveloppe de STATE pour 2024 (zéro s’il n’apporte rien).',
      'Indiquez l’enveloppe de CNAF pour 2023 (zéro s’il n’apporte rien).',
      'Indiquez l’enveloppe de CNAF pour 2024 (zéro s’il n’apporte rien).',
    ]);
    expect(met(splitWeights, { funders })).toBe(true);
    expect(met(splitWeights, { funders: [{ ...funder, code: 'STATE', position: 0, weight: 0 }] })).toBe(false);
    expect(met(splitWeights, { funders: [{ ...funder, code: 'STATE', position: 1 }] })).toBe(false);
  });
});

describe('counting the applications', () => {
  const one = (state: string, department = '31', count = 1): Partial<CallRecord> => ({
    progress: [{ department, state, count }],
  });
  it('needs one submitted in time to examine', () => {
    expect(met(atLeastOneSubmitted, {})).toBe(false);
    expect(met(atLeastOneSubmitted, one('LATE'))).toBe(false);
    expect(met(atLeastOneSubmitted, one('WITHDRAWN'))).toBe(false);
    expect(met(atLeastOneSubmitted, one('SUBMITTED'))).toBe(true);
  });

  // state → [past the committee, past the committee when none is required, decided, out of the reserve]
  const STATES: Record<string, [boolean, boolean, boolean, boolean]> = {
    SUBMITTED: [false, false, false, true],
    INCOMPLETE: [false, false, false, true],
    COMPLETE: [false, false, false, true],
    UNDER_EXAMINATION: [false, false, false, true],
    EXAMINED: [false, true, false, true],
    ON_AGENDA: [false, false, false, true],
    DEFERRED: [false, false, false, true],
    COMMITTEE_FAVOURABLE: [true, true, false, true],
    COMMITTEE_RESERVED: [true, true, false, true],
    COMMITTEE_UNFAVOURABLE: [true, true, false, true],
    SHORTLISTED: [true, true, false, true],
    RESERVE: [true, true, true, false],
    AWARDED: [true, true, true, true],
    REFUSED: [true, true, true, true],
    INELIGIBLE: [true, true, true, true],
    DISMISSED: [true, true, true, true],
    WITHDRAWN: [true, true, true, true],
    LATE: [true, true, true, true],
  };
  it.each(Object.entries(STATES))('%s', (state, expected) => {
    const settings = { ...FIPE_2023, committeeRequired: false };
    expect([
      met(committeesHeard, one(state)),
      met(committeesHeard, { ...one(state), settings }),
      met(allDecided, one(state)),
      met(reserveEmpty, one(state)),
    ]).toEqual(expected);
  });

  it('says how many wait, and where', () => {
    const progress = [
      { department: '48', state: 'ON_AGENDA', count: 1 },
      { department: '09', state: 'SUBMITTED', count: 2 },
      { department: '09', state: 'DEFERRED', count: 1 },
      { department: '31', state: 'AWARDED', count: 7 },
    ];
    expect(committeesHeard.check({ facts: facts({ progress }), input: undefined as never, actor, now: new Date(0) })).toEqual({
      fr: '4 dossier(s) attendent encore l’avis du comité (Ariège : 3, Lozère : 1) : terminez-les d’abord.',
      en: '4 application(s) still wait for the committee (Ariège: 3, Lozère: 1): finish them first.',
    });
  });
});
