import fc from 'fast-check';

import type { Actor } from '../../kernel/actor.js';
import { cents } from '../../kernel/money.js';
import { DEFAULT_SETTINGS } from './committee-settings.js';
import { nextCommand } from './next-command.rules.js';
import type { ItemFacts, OpenItemInput, SessionFacts } from './session-facts.rules.js';
import type { SessionConduct } from './session-mode.rules.js';
import * as written from './written.rules.js';

const opens = new Date('2023-10-10T08:00:00Z');
const closes = new Date('2023-10-12T08:00:00Z');
const at = (moment: Date, ms = 0): Date => new Date(moment.getTime() + ms);
const actor: Actor = { personId: 'p0', grants: [] };

/** What these rules read, and no more. */
const item = (over: Partial<ItemFacts> = {}): ItemFacts => {
  const read: Partial<ItemFacts> = { id: 'i1', position: 1, state: 'PENDING', applicationState: 'ON_AGENDA' };
  return { ...read, requestedYears: [{ year: 2023, cents: cents(100_00) }], ...over } as ItemFacts;
};
const conduct: SessionConduct = {
  mode: 'WRITTEN',
  closesAt: closes,
  convenedAt: at(opens, -10 * 86_400_000),
  hearings: [],
  convenedIds: [],
  documents: [],
};
const facts = (members: number, present: number, over: Partial<SessionFacts> = {}): SessionFacts => {
  const ids = Array.from({ length: members }, (_, n) => `m${n}`);
  const read: Partial<SessionFacts> = {
    budgetYears: [2023],
    scheduledAt: opens,
    settings: DEFAULT_SETTINGS,
    conduct,
    secondOfId: null,
    members: ids.map((id, n) => ({ id, personId: `p${n}`, president: n === 0 })),
    membersCount: members,
    quorumRequired: Math.ceil(members / 2),
    presentIds: ids.slice(0, present),
    proxies: [],
    secretVoters: [],
    ranked: false,
    items: [item()],
  };
  return { ...read, ...over } as SessionFacts;
};
const met = (
  guard: (typeof written)['withinHours' | 'hoursOver' | 'halfTookPart' | 'writtenHoursLongEnough'],
  over: SessionFacts,
  now: Date,
): boolean => guard.check({ facts: over, input: undefined as never, actor, now }) === undefined;

describe('the hours of a written deliberation', () => {
  it('open with the announced instant and close before the announced one, to the millisecond', () => {
    const here = facts(5, 0);
    expect([at(opens, -1), opens, at(closes, -1), closes].map((now) => met(written.withinHours, here, now))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  it('leave what arrived in time a moment to be counted', () => {
    const over = (ms: number): boolean => met(written.hoursOver, facts(5, 0), at(closes, ms));
    expect([over(-1), over(0), over(written.SETTLING_MS - 1), over(written.SETTLING_MS)]).toEqual([false, false, false, true]);
  });
  it('never hold back a meeting', () => {
    const meeting = facts(5, 0, { conduct: { ...conduct, mode: 'ON_SITE', closesAt: null } });
    for (const guard of [written.withinHours, written.hoursOver, written.halfTookPart, written.writtenHoursLongEnough]) {
      expect(met(guard, meeting, opens)).toBe(true);
    }
  });
  it('last as long as the committee asks', () => {
    const asks = (writtenMinHours: number): SessionFacts => facts(5, 0, { settings: { ...DEFAULT_SETTINGS, writtenMinHours } });
    expect(met(written.writtenHoursLongEnough, asks(48), opens)).toBe(true);
    expect(met(written.writtenHoursLongEnough, asks(49), opens)).toBe(false);
  });
});

describe('who really took part', () => {
  it('case 21: 20 of 41 is not half, 21 is', () => {
    expect(written.participationOf(facts(41, 20))).toEqual({ tookPart: 20, required: 21 });
    expect([20, 21].map((present) => met(written.halfTookPart, facts(41, present), closes))).toEqual([false, true]);
  });
  it('a mandate makes nobody take part', () => {
    const given = { proxies: [{ giverId: 'm40', holderId: 'm0' }] };
    expect(met(written.halfTookPart, facts(41, 20, given), closes)).toBe(false);
  });
  it('a committee that asks for more keeps its own quorum', () => {
    expect(met(written.halfTookPart, facts(41, 21, { quorumRequired: 28 }), closes)).toBe(false);
    expect(met(written.halfTookPart, facts(41, 28, { quorumRequired: 28 }), closes)).toBe(true);
  });
  it('is valid from half of the members on, and exactly one of the two endings is ever possible', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(200), (members, count) => {
        const here = facts(members, Math.min(count, members));
        const half = met(written.halfTookPart, here, closes);
        expect(half).toBe(Math.min(count, members) * 2 >= members);
        expect(met(written.fewerTookPart, here, closes)).toBe(!half);
      }),
    );
  });
});

describe('what the convocation of a written deliberation announces', () => {
  const reasons = (proposals: OpenItemInput[] | undefined, over: Partial<SessionFacts> = {}): (string | undefined)[] => {
    const found = written.proposalsAnnounced.check({ facts: facts(5, 0, over), input: { proposals }, actor, now: opens });
    return found === undefined ? [] : 'fr' in found ? ['?'] : found.map(({ pointer }) => pointer);
  };
  const proposal = { itemId: 'i1', proposal: 'FAVOURABLE' } as const;
  it('is one opinion on each item, within what was asked', () => {
    expect(reasons([proposal])).toEqual([]);
    expect(reasons(undefined)).toEqual(['/proposals']);
    expect(reasons([proposal, proposal])).toEqual(['/proposals']);
    expect(reasons([proposal, { ...proposal, itemId: 'elsewhere' }])).toEqual(['/proposals/1']);
    expect(reasons([{ ...proposal, years: [{ year: 2023, cents: 100_01 }] }])).toEqual(['/proposals/0/years']);
  });
  it('is nothing at a meeting', () => {
    expect(reasons([proposal], { conduct: { ...conduct, mode: 'MIXED', closesAt: null } })).toEqual(['/proposals']);
  });
});

describe('the command expected next', () => {
  const meeting = { conduct: { ...conduct, mode: 'ON_SITE' as const, closesAt: null } };
  it('follows a meeting from its convocation to its end', () => {
    expect(nextCommand('DRAFT', facts(5, 0, meeting))).toMatchObject({ event: 'convene' });
    expect(nextCommand('CONVENED', facts(5, 3, meeting))).toEqual({ event: 'open', itemId: null, from: opens });
    expect(nextCommand('CONVENED', facts(5, 2, meeting))).toMatchObject({ event: 'adjourn' });
    expect(nextCommand('OPEN', facts(5, 3, meeting))).toEqual({ event: 'openItem', itemId: 'i1', from: null });
    const heard = { conduct: { ...meeting.conduct, hearings: [{ id: 'h1', itemId: 'i1' }] } };
    expect(nextCommand('OPEN', facts(5, 3, heard))).toMatchObject({ event: 'endHearing', itemId: 'i1' });
    expect(nextCommand('SUSPENDED', facts(5, 3, meeting))).toMatchObject({ event: 'resume' });
    const atVote = { ...meeting, items: [item({ state: 'OPEN' })] };
    expect(nextCommand('OPEN', facts(5, 3, atVote))).toEqual({ event: 'closeItem', itemId: 'i1', from: null });
    expect(nextCommand('OPEN', facts(5, 3, { ...meeting, items: [item({ state: 'DECIDED' })] }))).toMatchObject({
      event: 'close',
    });
    expect(nextCommand('CLOSED', facts(5, 3, meeting))).toBeNull();
  });
  it('waits for the hours of a written deliberation, then depends on who took part', () => {
    const open = { items: [item({ state: 'OPEN' })] };
    const over = at(closes, written.SETTLING_MS);
    expect(nextCommand('CONVENED', facts(5, 0))).toEqual({ event: 'openWritten', itemId: null, from: opens });
    expect(nextCommand('OPEN', facts(5, 2, open))).toEqual({ event: 'invalidate', itemId: null, from: over });
    expect(nextCommand('OPEN', facts(5, 3, open))).toEqual({ event: 'closeItem', itemId: 'i1', from: over });
  });
});
