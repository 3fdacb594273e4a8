import { freedLines } from './freed-credits.rules.js';

const leg = {
  funder: { code: 'STATE' },
  timeZone: 'Europe/Paris',
  years: [
    { year: 2023, cents: 100n, reducedCents: 0n, paidCents: 60n },
    { year: 2024, cents: 230n, reducedCents: 30n, paidCents: 0n },
    { year: 2025, cents: 300n, reducedCents: 0n, paidCents: 300n },
  ],
};

describe('credits freed by an award given back', () => {
  it('case 25: that year and the later ones, less what was taken off or paid', () => {
    expect(freedLines(leg, new Date('2023-12-31T22:59:59.999Z'))).toEqual([
      { funderCode: 'STATE', year: 2023, cents: 40n },
      { funderCode: 'STATE', year: 2024, cents: 200n },
      { funderCode: 'STATE', year: 2025, cents: 0n },
    ]);
    // Midnight in Paris: the credits of 2023 are over.
    expect(freedLines(leg, new Date('2023-12-31T23:00:00.000Z')).map(({ year }) => year)).toEqual([2024, 2025]);
    expect(freedLines({ ...leg, timeZone: 'America/Cayenne' }, new Date('2024-01-01T02:59:59Z'))).toHaveLength(3);
  });

  it('is never negative, even where too much was paid', () => {
    expect(
      freedLines(
        { ...leg, years: [{ year: 2024, cents: 1n, reducedCents: 0n, paidCents: 2n }] },
        new Date('2024-06-01T00:00:00Z'),
      ),
    ).toEqual([{ funderCode: 'STATE', year: 2024, cents: 0n }]);
  });
});
