import fc from 'fast-check';

import { DEFAULT_SETTINGS } from './committee-settings.js';
import { fullDaysBetween } from './notice.rules.js';
import { composition, countQuorum, quorumRequired } from './quorum.rules.js';

const members = (n: number): string[] => Array.from({ length: n }, (_, index) => `m${index}`);
const all = members(41);

describe('the quorum (CRPA R133-10)', () => {
  it('of 41 members is 21', () => {
    expect(quorumRequired(DEFAULT_SETTINGS, composition(DEFAULT_SETTINGS, 41, 41))).toBe(21);
  });

  it('15 in the room, 5 by video, 1 mandate of 41: reached', () => {
    const present = all.slice(0, 20);
    expect(countQuorum(all, present, [{ giverId: 'm40', holderId: 'm0' }])).toEqual({ present: 20, represented: 1, total: 21 });
  });

  it('15 + 5 without a mandate: 20, not reached', () => {
    expect(countQuorum(all, all.slice(0, 20), []).total).toBe(20);
  });

  it('a mandate counts neither when its giver came after all nor when its holder is absent', () => {
    const mandates = [{ giverId: 'm2', holderId: 'm0' }];
    expect(countQuorum(all, ['m0', 'm2'], mandates)).toEqual({ present: 2, represented: 0, total: 2 });
    expect(countQuorum(all, ['m1'], mandates).total).toBe(1);
  });

  it('a recused member is neither present, nor represented, nor able to use a mandate', () => {
    const mandates = [{ giverId: 'm2', holderId: 'm0' }];
    expect(countQuorum(all, ['m0', 'm1'], mandates, ['m0']).total).toBe(1);
    expect(countQuorum(all, ['m0', 'm1'], mandates, ['m2']).total).toBe(2);
  });

  it('counts who left office for nothing', () => {
    expect(countQuorum(['m1'], ['m0', 'm1'], []).total).toBe(1);
  });

  it('bases itself on the seats when vacant ones count, on the members in office otherwise', () => {
    expect(composition(DEFAULT_SETTINGS, 30, 41)).toBe(41);
    expect(composition({ ...DEFAULT_SETTINGS, vacantSeatsCount: false }, 30, 41)).toBe(30);
    expect(composition({ ...DEFAULT_SETTINGS, seats: 37 }, 30, 41)).toBe(37);
    expect(composition({ ...DEFAULT_SETTINGS, seats: 41, vacantSeatsCount: false }, 30, 30)).toBe(30);
  });

  it('is the least number that is at least the percentage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 100 }), (base, quorumPercent) => {
        const required = quorumRequired({ ...DEFAULT_SETTINGS, quorumPercent }, base);
        expect(required * 100 >= base * quorumPercent && (required - 1) * 100 < base * quorumPercent).toBe(true);
      }),
    );
  });

  it('never counts one member twice, nor more than there are', () => {
    const id = fc.constantFrom(...members(12));
    fc.assert(
      fc.property(
        fc.array(id),
        fc.array(fc.record({ giverId: id, holderId: id })),
        fc.array(id),
        (present, mandates, recused) => {
          const { total } = countQuorum(members(12), present, mandates, recused);
          expect(total).toBeLessThanOrEqual(12 - new Set(recused).size);
        },
      ),
    );
  });
});

describe('the notice (CRPA R133-8)', () => {
  it('counts full days on the clocks of the zone, whatever the length of a day', () => {
    const from = new Date('2023-10-27T08:00:00Z'); // 10:00 in Paris, two days before winter time
    expect(fullDaysBetween(from, new Date('2023-11-01T09:00:00Z'), 'Europe/Paris')).toBe(5);
    expect(fullDaysBetween(from, new Date('2023-11-01T08:59:59Z'), 'Europe/Paris')).toBe(4);
    expect(fullDaysBetween(from, from, 'Europe/Paris')).toBe(0);
  });
});
