import { SettableClock, SystemClock } from './clock.js';

describe('SystemClock', () => {
  it('follows the machine', () => {
    const before = Date.now();
    const now = new SystemClock().now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});

describe('SettableClock', () => {
  const start = new Date('2023-08-31T21:59:59.999Z');

  it('stands still until moved', () => {
    const clock = new SettableClock(start);
    expect(clock.now()).toEqual(start);
    clock.advance(1);
    expect(clock.now().toISOString()).toBe('2023-08-31T22:00:00.000Z');
    clock.advance(-2);
    expect(clock.now().toISOString()).toBe('2023-08-31T21:59:59.998Z');
    clock.set(start);
    expect(clock.now()).toEqual(start);
  });

  it('shares no date with its callers', () => {
    const given = new Date(start);
    const clock = new SettableClock(given);
    given.setTime(0);
    clock.now().setTime(0);
    expect(clock.now()).toEqual(start);
  });

  it('refuses an invalid date and keeps its time', () => {
    const clock = new SettableClock(start);
    expect(() => new SettableClock(new Date(NaN))).toThrow(RangeError);
    expect(() => {
      clock.set(new Date('x'));
    }).toThrow(RangeError);
    expect(() => {
      clock.advance(Infinity);
    }).toThrow(RangeError);
    expect(clock.now()).toEqual(start);
  });
});
