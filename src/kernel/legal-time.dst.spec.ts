import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';
import { Settings } from 'luxon';
import { addDays, daysBetween, deadlineInstant, instantOf, localDate } from './legal-time.js';

const PARIS = 'Europe/Paris';
const REUNION = 'Indian/Reunion';
const CAYENNE = 'America/Cayenne';

describe('deadlineInstant at 23:59 of a delicate day', () => {
  // Offsets by hand: Paris is UTC+1, UTC+2 from the last Sunday of March to that of October; Réunion +4; Cayenne -3.
  const lastMinutes: [string, string, string][] = [
    ['2026-03-28', PARIS, '2026-03-28T22:59:59.999Z'],
    ['2026-03-29', PARIS, '2026-03-29T21:59:59.999Z'],
    ['2026-10-24', PARIS, '2026-10-24T21:59:59.999Z'],
    ['2026-10-25', PARIS, '2026-10-25T22:59:59.999Z'],
    ['2026-12-31', PARIS, '2026-12-31T22:59:59.999Z'],
    ['2026-02-28', PARIS, '2026-02-28T22:59:59.999Z'],
    ['2028-02-28', PARIS, '2028-02-28T22:59:59.999Z'],
    ['2028-02-29', PARIS, '2028-02-29T22:59:59.999Z'],
    ...['2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2026-12-31', '2026-02-28'].flatMap(
      (day): [string, string, string][] => [
        [day, REUNION, `${day}T19:59:59.999Z`],
        [day, CAYENNE, `${addDays(day, 1)}T02:59:59.999Z`],
      ],
    ),
  ];

  it.each(lastMinutes)('%s in %s', (day, zone, expected) => {
    const last = deadlineInstant(`${day}T23:59`, zone);
    expect(last.toISOString()).toBe(expected);
    expect(deadlineInstant(`${day}T23:59:00`, zone)).toEqual(last);
    const dayAfter = (ms: number) => daysBetween(day, localDate(new Date(last.getTime() + ms), zone));
    expect([dayAfter(-1), dayAfter(0), dayAfter(1)]).toEqual([0, 0, 1]);
  });

  it('takes in what is sent on 31 August at 23:59:59 in Paris', () => {
    const sent = instantOf('2023-08-31T23:59:59', PARIS);
    expect(sent.getTime()).toBeLessThanOrEqual(deadlineInstant('2023-08-31T23:59', PARIS).getTime());
  });
});

describe('changes of hour', () => {
  it.each([
    ['2026-10-25T01:59', PARIS, '2026-10-24T23:59:00.000Z'],
    ['2026-10-25T02:00', PARIS, '2026-10-25T01:00:00.000Z'],
    ['2026-10-25T02:30', PARIS, '2026-10-25T01:30:00.000Z'],
    ['2026-10-25T02:59:59.999', PARIS, '2026-10-25T01:59:59.999Z'],
    ['2026-10-25T03:00', PARIS, '2026-10-25T02:00:00.000Z'],
    ['2026-03-29T01:59:59.999', PARIS, '2026-03-29T00:59:59.999Z'],
    ['2026-03-29T02:00', PARIS, '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T02:30', PARIS, '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T03:00', PARIS, '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T02:30', REUNION, '2026-10-24T22:30:00.000Z'],
    ['2026-03-29T02:30', CAYENNE, '2026-03-29T05:30:00.000Z'],
  ])('%s in %s', (local, zone, expected) => {
    expect(instantOf(local, zone).toISOString()).toBe(expected);
  });

  it('keeps the later of two equal minutes for a deadline', () => {
    expect(deadlineInstant('2026-10-25T02:30', PARIS).toISOString()).toBe('2026-10-25T01:30:59.999Z');
  });

  it.each(['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z'])('does not depend on the season it is read in (%s)', (now) => {
    const realNow = Settings.now;
    try {
      Settings.now = () => Date.parse(now);
      Settings.resetCaches();
      expect(instantOf('2026-10-25T02:30', PARIS).toISOString()).toBe('2026-10-25T01:30:00.000Z');
      expect(instantOf('2026-03-29T02:30', PARIS).toISOString()).toBe('2026-03-29T01:30:00.000Z');
    } finally {
      Settings.now = realNow;
      Settings.resetCaches();
    }
  });
});

describe("the server's own time zone", () => {
  // A zone is fixed when a process starts, so each one needs its own.
  const source = readFileSync(new URL('./legal-time.ts', import.meta.url), 'utf8');
  const { code } = transformSync(source, { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  const probe = `
    const last = deadlineInstant('2026-10-25T02:30', 'Europe/Paris');
    const facts = [new Date(0).getTimezoneOffset(), last.toISOString(), formatLegal(last, 'Europe/Paris', 'fr'),
      instantOf('2026-03-29T02:30', 'Europe/Paris').toISOString(), localDate(new Date('2026-12-31T23:30:00Z'), 'Europe/Paris'),
      daysBetween('2026-03-28', '2026-03-30'), addDays('2026-10-24', 2)];
    console.log(JSON.stringify(facts));`;

  it.each([
    ['UTC', 0],
    [PARIS, -60],
    [REUNION, -240],
    [CAYENNE, 180],
  ])('changes nothing when it is %s', (TZ, offset) => {
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', code + probe], {
      env: { TZ },
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual([
      offset,
      '2026-10-25T01:30:59.999Z',
      '25 octobre 2026 à 02:30 (heure de Paris, UTC+1)',
      '2026-03-29T01:30:00.000Z',
      '2027-01-01',
      2,
      '2026-10-26',
    ]);
  });
});
