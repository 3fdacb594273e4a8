import fc from 'fast-check';

import { addDays, addMonths, daysBetween } from '../../kernel/legal-time.js';
import { silenceDate, silenceMeansRefusal } from './silence.rules.js';

const PARIS = 'Europe/Paris';
const at = (iso: string): Date => new Date(iso);
const span = (from: string, to: string | null): { from: Date; to: Date | null } => ({
  from: at(from),
  to: to === null ? null : at(to),
});

describe('silence', () => {
  it.each([
    ['2023-06-15T08:00:00Z', '2023-08-15'],
    ['2023-12-31T10:00:00Z', '2024-02-29'],
    ['2022-12-31T10:00:00Z', '2023-02-28'],
    // 23:30 UTC on 30 June is 1 July in Paris.
    ['2023-06-30T23:30:00Z', '2023-09-01'],
    ['2023-08-29T12:00:00Z', '2023-10-29'],
  ])('received %s, refused by silence on %s', (received, date) => {
    expect(silenceDate(at(received), [], 'ASSOCIATION', PARIS)).toBe(date);
  });

  it('counts in the call’s own zone', () => {
    expect(silenceDate(at('2023-06-30T23:30:00Z'), [], 'COMPANY', 'America/Cayenne')).toBe('2023-08-30');
    expect(silenceDate(at('2023-06-30T21:30:00Z'), [], 'COMPANY', 'Indian/Reunion')).toBe('2023-09-01');
  });

  it.each(['COMMUNE', 'EPCI', 'CCAS', 'OTHER_PUBLIC'])('gives no date to a %s: the CRPA does not bind toward it', (type) => {
    expect(silenceMeansRefusal(type)).toBe(false);
    expect(silenceDate(at('2023-06-15T08:00:00Z'), [], type, PARIS)).toBeUndefined();
  });

  it.each(['ASSOCIATION', 'COMPANY', 'MISSION_LOCALE'])('binds toward a %s', (type) => {
    expect(silenceMeansRefusal(type)).toBe(true);
    expect(silenceDate(at('2023-06-15T08:00:00Z'), [], type, PARIS)).toBe('2023-08-15');
  });

  it('is suspended while the holder completes the dossier', () => {
    const received = at('2023-06-15T08:00:00Z');
    const asked = '2023-07-01T08:00:00Z';
    expect(silenceDate(received, [span(asked, '2023-07-11T08:00:00Z')], 'ASSOCIATION', PARIS)).toBe('2023-08-25');
    expect(silenceDate(received, [span(asked, null)], 'ASSOCIATION', PARIS)).toBeUndefined();
  });

  it('counts overlapping suspensions once, whatever their order', () => {
    const received = at('2023-06-15T08:00:00Z');
    const one = span('2023-07-01T08:00:00Z', '2023-07-11T08:00:00Z');
    const inside = span('2023-07-03T08:00:00Z', '2023-07-05T08:00:00Z');
    const across = span('2023-07-08T08:00:00Z', '2023-07-21T08:00:00Z');
    expect(silenceDate(received, [across, inside, one], 'ASSOCIATION', PARIS)).toBe('2023-09-04');
  });

  it('ignores a suspension once the refusal is born, and one answered the same day', () => {
    const received = at('2023-06-15T08:00:00Z');
    const tooLate = span('2023-08-16T08:00:00Z', null);
    const sameDay = span('2023-07-01T06:00:00Z', '2023-07-01T15:00:00Z');
    expect(silenceDate(received, [tooLate, sameDay], 'ASSOCIATION', PARIS)).toBe('2023-08-15');
    // A first suspension moves the date, so that a later one still counts.
    const first = span('2023-08-01T08:00:00Z', '2023-08-11T08:00:00Z');
    expect(silenceDate(received, [first, span('2023-08-20T08:00:00Z', '2023-08-22T08:00:00Z')], 'ASSOCIATION', PARIS)).toBe(
      '2023-08-27',
    );
  });

  it('never comes before two months, and moves by the days suspended', () => {
    const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2020-01-01', days));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 90 }), (received, offset, length) => {
        const noon = (date: string): Date => at(`${date}T12:00:00Z`);
        const from = addDays(received, offset);
        // 59 days: the shortest two months, so that the suspension always starts in time.
        const date = silenceDate(noon(received), [{ from: noon(from), to: noon(addDays(from, length)) }], 'ASSOCIATION', 'UTC');
        const bare = addMonths(received, 2);
        expect(daysBetween(bare, date ?? '')).toBe(length);
      }),
    );
  });
});
