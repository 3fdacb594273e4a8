import { DEFAULT_SETTINGS } from '../../src/features/committees/committee-settings.js';
import type { ItemFacts, SessionFacts } from '../../src/features/committees/session-facts.rules.js';
import { cents } from '../../src/kernel/money.js';

/** When the session of `sessionFacts` is held. */
export const SESSION_NOW = new Date('2023-10-10T08:00:00Z');

/** A pending item of an agenda, for the pure rules. */
export function itemFacts(over: Partial<ItemFacts> = {}): ItemFacts {
  return {
    id: 'i1',
    applicationId: 'a1',
    position: 1,
    state: 'PENDING',
    version: 1,
    applicationState: 'ON_AGENDA',
    divergent: false,
    signedPositions: 2,
    commonScoreMissing: false,
    conciliationMissing: false,
    requestedYears: [{ year: 2023, cents: cents(100_00) }],
    proposal: null,
    recusedIds: [],
    interestedPersonIds: [],
    ballotMode: 'PUBLIC',
    result: null,
    tally: null,
    reserves: [],
    votedYears: null,
    reasoned: false,
    voteApart: false,
    ...over,
  };
}

/** A session in Haute-Garonne of four members; m0 (the president), m1 and m2 are there: a quorum. */
export function sessionFacts(over: Partial<SessionFacts> = {}): SessionFacts {
  return {
    id: 's1',
    convened: true,
    department: '31',
    departments: ['31'],
    region: '76',
    committeeId: 'k1',
    inPlace: true,
    callId: 'c1',
    timeZone: 'Europe/Paris',
    budgetYears: [2023, 2024],
    scheduledAt: SESSION_NOW,
    settings: DEFAULT_SETTINGS,
    conduct: {
      mode: 'ON_SITE',
      closesAt: null,
      convenedAt: new Date('2023-10-02T08:00:00Z'),
      hearings: [],
      convenedIds: ['m0', 'm1', 'm2', 'm3'],
      documents: [],
    },
    secondOfId: null,
    firstAgenda: [],
    members: [0, 1, 2, 3].map((n) => ({ id: `m${n}`, personId: `p${n}`, president: n === 0 })),
    openSeats: 4,
    substitutes: [],
    membersCount: 4,
    quorumRequired: 2,
    presentIds: ['m0', 'm1', 'm2'],
    proxies: [],
    items: [itemFacts()],
    ballots: [],
    secretVoters: [],
    ranked: false,
    ...over,
  };
}
