import fc from 'fast-check';

import { addDays, localDate } from '../../kernel/legal-time.js';
import { appealLimit, appealSilence, hasOverseasMonth, type Clockwork } from './appeal-limit.rules.js';
import { isWorkingDay, nextWorkingDay } from './legal-calendar.rules.js';

const PARIS = 'Europe/Paris';
const clockwork = (change: Partial<Clockwork> = {}): Clockwork => ({
  timeZone: PARIS,
  settings: undefined,
  place: { holder: '31', court: '31' },
  ...change,
});
const lastDay = (day: string, change: Partial<Clockwork> = {}): string =>
  appealLimit(new Date(`${day}T09:00:00Z`), clockwork(change)).lastDay;

describe('the limit of an appeal', () => {
  it('is two months from date to date, to the end of the day in the call’s zone', () => {
    const limit = appealLimit(new Date('2023-09-12T09:00:00Z'), clockwork());
    expect(limit).toEqual({ lastDay: '2023-11-13', until: new Date('2023-11-13T22:59:59.999Z'), overseasMonth: false });
    // 12 November 2023 is a Sunday.
    expect(lastDay('2023-09-12', { settings: { nextWorkingDay: false } })).toBe('2023-11-12');
    expect(lastDay('2023-09-13')).toBe('2023-11-13');
  });

  it('clamps to the end of a shorter month', () => {
    expect(lastDay('2022-12-31')).toBe('2023-02-28');
    expect(lastDay('2023-12-31')).toBe('2024-02-29');
    expect(lastDay('2023-12-29')).toBe('2024-02-29');
  });

  it('counts clear days when the call says so', () => {
    expect(lastDay('2023-09-13', { settings: { clearDays: true } })).toBe('2023-11-14');
  });

  it('starts from the day it is in the call’s zone', () => {
    const late = new Date('2023-09-12T23:30:00Z');
    expect(appealLimit(late, clockwork()).lastDay).toBe('2023-11-13');
    expect(appealLimit(late, clockwork({ timeZone: 'America/Guadeloupe', settings: { nextWorkingDay: false } })).lastDay).toBe(
      '2023-11-12',
    );
  });

  it.each([
    ['971', '75', true],
    ['75', '971', true],
    ['972', '971', true],
    ['971', '971', false],
    ['988', '31', true],
    ['31', '75', false],
    ['2A', '13', false],
  ])('holder in %s, court in %s: one month more is %s', (holder, court, expected) => {
    expect(hasOverseasMonth({ holder, court })).toBe(expected);
    const change = { place: { holder, court }, settings: { nextWorkingDay: false } };
    expect(lastDay('2023-09-13', change)).toBe(expected ? '2023-12-13' : '2023-11-13');
  });

  it('never ends on a day off, and never more than four days after the date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
        const from = new Date(Date.UTC(2020, 0, 1, 10) + days * 86_400_000);
        const plain = appealLimit(from, clockwork({ settings: { nextWorkingDay: false } }));
        const moved = appealLimit(from, clockwork());
        expect(isWorkingDay(moved.lastDay)).toBe(true);
        expect(moved.lastDay >= plain.lastDay && moved.lastDay <= addDays(plain.lastDay, 4)).toBe(true);
        expect(localDate(moved.until, PARIS)).toBe(moved.lastDay);
        expect(localDate(new Date(moved.until.getTime() + 1), PARIS)).toBe(addDays(moved.lastDay, 1));
      }),
    );
  });

  it('silence on an appeal: two months, no day moved', () => {
    expect(appealSilence(new Date('2023-09-12T09:00:00Z'), PARIS)).toEqual(new Date('2023-11-12T22:59:59.999Z'));
  });
});

describe('the legal calendar', () => {
  it('knows the public holidays of 2023 and 2024', () => {
    const off = ['2023-01-01', '2023-04-10', '2023-05-01', '2023-05-08', '2023-05-18', '2023-05-29', '2023-07-14', '2023-08-15'];
    const others = ['2023-11-01', '2023-12-25', '2024-04-01', '2024-05-09', '2024-05-20', '2024-11-11'];
    for (const day of [...off, ...others]) expect([day, isWorkingDay(day)]).toEqual([day, false]);
    for (const day of ['2023-04-07', '2023-04-11', '2023-05-19', '2024-03-29'])
      expect([day, isWorkingDay(day)]).toEqual([day, true]);
  });
  it('moves to the next working day', () => {
    expect(nextWorkingDay('2023-12-23')).toBe('2023-12-26');
    expect(nextWorkingDay('2023-12-22')).toBe('2023-12-22');
  });
});
