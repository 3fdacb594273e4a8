import fc from 'fast-check';
import { addDays, addMonths, daysBetween, deadlineInstant, formatLegal, instantOf, isTimeZone, localDate } from './legal-time.js';

const PARIS = 'Europe/Paris';
const REUNION = 'Indian/Reunion';
const CAYENNE = 'America/Cayenne';

describe('precision', () => {
  it.each([
    ['2023-08-31T12:30', '10:30:59.999'],
    ['2023-08-31T12:30:00', '10:30:59.999'],
    ['2023-08-31T12:30:00.000', '10:30:59.999'],
    ['2023-08-31T12:30:15', '10:30:15.999'],
    ['2023-08-31T12:30:15.000', '10:30:15.999'],
    ['2023-08-31T12:30:15.250', '10:30:15.250'],
    ['2023-08-31T12:30:00.250', '10:30:00.250'],
  ])('%s runs to %s UTC', (local, utc) => {
    expect(deadlineInstant(local, PARIS).toISOString()).toBe(`2023-08-31T${utc}Z`);
  });

  it('is exact for an instant', () => {
    expect(instantOf('2023-08-31T23:59', PARIS).toISOString()).toBe('2023-08-31T21:59:00.000Z');
    expect(instantOf('2023-08-31T23:59:59.999', PARIS).toISOString()).toBe('2023-08-31T21:59:59.999Z');
  });
});

describe('formatLegal', () => {
  const deadline = deadlineInstant('2023-08-31T23:59', PARIS);

  it('names the zone in both languages', () => {
    expect(formatLegal(deadline, PARIS, 'fr')).toBe('31 août 2023 à 23:59 (heure de Paris)');
    expect(formatLegal(deadline, PARIS, 'en')).toBe('31 August 2023 at 23:59 (Paris time)');
    expect(formatLegal(deadline, REUNION, 'fr')).toBe('1er septembre 2023 à 01:59 (heure du fuseau Indian/Reunion)');
    expect(formatLegal(deadline, CAYENNE, 'en')).toBe('31 August 2023 at 18:59 (America/Cayenne time)');
  });

  it('tells the two equal hours apart', () => {
    expect(formatLegal(new Date('2026-10-25T00:30:00Z'), PARIS, 'fr')).toBe('25 octobre 2026 à 02:30 (heure de Paris, UTC+2)');
    expect(formatLegal(new Date('2026-10-25T01:30:00Z'), PARIS, 'en')).toBe('25 October 2026 at 02:30 (Paris time, UTC+1)');
  });
});

describe('what is refused', () => {
  it('accepts zones of the IANA base only', () => {
    for (const good of [PARIS, REUNION, CAYENNE, 'Pacific/Noumea', 'UTC']) expect(isTimeZone(good)).toBe(true);
    for (const bad of ['', 'Paris', 'Europe/Pari', '+02:00', 'UTC+2', 'local']) {
      expect(isTimeZone(bad)).toBe(false);
      expect(() => instantOf('2023-08-31T23:59', bad)).toThrow(RangeError);
      expect(() => formatLegal(new Date(0), bad, 'fr')).toThrow(RangeError);
      expect(() => localDate(new Date(0), bad)).toThrow(RangeError);
    }
  });

  it.each([
    '',
    '2023-08-31',
    '2023-08-31 23:59',
    '2023-08-31T24:00',
    '2023-02-29T12:00',
    '2023-08-31T23:60',
    '2023-08-31T23:59Z',
  ])('refuses %p as a local time', (text) => {
    expect(() => instantOf(text, PARIS)).toThrow(RangeError);
    expect(() => deadlineInstant(text, PARIS)).toThrow(RangeError);
  });

  it('refuses invalid dates', () => {
    expect(() => localDate(new Date(NaN), PARIS)).toThrow(RangeError);
    expect(() => formatLegal(new Date(NaN), PARIS, 'fr')).toThrow(RangeError);
    for (const bad of ['', '2023-02-29', '2023-2-1', '2023-02-01T00:00']) {
      expect(() => daysBetween(bad, '2023-01-01')).toThrow(RangeError);
      expect(() => addDays(bad, 1)).toThrow(RangeError);
    }
    expect(() => addDays('2023-01-01', 0.5)).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
  });
});

describe('calendar days', () => {
  const day = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10));

  it('counts across leap days and changes of hour', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1);
    expect(daysBetween('2026-12-31', '2026-12-30')).toBe(-1);
    expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });

  it('adds months, to the last day where the month is shorter', () => {
    expect(addMonths('2023-12-31', 2)).toBe('2024-02-29');
    expect(addMonths('2023-06-15', 2)).toBe('2023-08-15');
    expect(addMonths('2023-03-31', -1)).toBe('2023-02-28');
    expect(() => addMonths('2023-01-01', 0.5)).toThrow(RangeError);
    expect(() => addMonths('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addMonths('2023-02-30', 1)).toThrow(RangeError);
    expect(() => addMonths('2023-01-01', Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
  });

  it('adds what it counts', () => {
    fc.assert(
      fc.property(day, day, (from, to) => {
        expect(addDays(from, daysBetween(from, to))).toBe(to);
      }),
    );
    fc.assert(
      fc.property(day, fc.integer({ min: -4000, max: 4000 }), (from, n) => {
        expect(daysBetween(from, addDays(from, n))).toBe(n);
      }),
    );
  });

  it('puts a local time back on its own day', () => {
    const time = fc
      .tuple(fc.integer({ min: 4, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'));
    fc.assert(
      fc.property(day, time, fc.constantFrom(PARIS, REUNION, CAYENNE), (date, hour, zone) => {
        expect(localDate(deadlineInstant(`${date}T${hour}`, zone), zone)).toBe(date);
      }),
    );
  });
});
