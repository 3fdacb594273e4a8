import fc from 'fast-check';
import {
  allocate,
  cents,
  decimalText,
  formatEuros,
  fromMoney,
  percentAtMost,
  sumCents,
  toMoney,
  ZERO,
  type Money,
} from './money.js';

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n }).map((value) => cents(value));
const weights = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 12 });

describe('cents', () => {
  it('reads integers in each of their forms', () => {
    expect(cents(12n)).toBe(12n);
    expect(cents(-12)).toBe(-12n);
    expect(cents('9223372036854775807')).toBe(9223372036854775807n);
  });

  it.each([0.5, NaN, Infinity, 2 ** 53, '', ' 1', '1.5', '1e3', '0x10', '12345678901234567890'])('refuses %p', (value) => {
    expect(() => cents(value)).toThrow(TypeError);
  });
});

describe('allocate', () => {
  it('gives the odd cent to the first funder', () => {
    expect(allocate(cents(101), [1, 1])).toEqual([51n, 50n]);
    expect(allocate(cents(1), [1, 1])).toEqual([1n, 0n]);
  });

  it('gives left-over cents one each, in order', () => {
    expect(allocate(cents(5), [1, 1, 1])).toEqual([2n, 2n, 1n]);
    expect(allocate(cents(100), [2, 1])).toEqual([67n, 33n]);
  });

  it('never loses a cent and is never a cent off the exact share', () => {
    fc.assert(
      fc.property(amount, weights, (total, parts) => {
        const shares = allocate(total, parts);
        expect(sumCents(shares)).toBe(total);
        const whole = BigInt(parts.reduce((sum, part) => sum + part, 0));
        shares.forEach((share, index) => {
          const gap = share * whole - total * BigInt(parts[index] ?? 0);
          expect(gap > -whole && gap <= whole).toBe(true);
        });
      }),
    );
  });

  it('keeps two equal funders level, or the first one cent ahead', () => {
    fc.assert(
      fc.property(amount, (total) => {
        const [state = ZERO, cnaf = ZERO] = allocate(total, [1, 1]);
        expect(state - cnaf).toBe(total % 2n);
      }),
    );
  });

  it('refuses what has no fair answer', () => {
    expect(() => allocate(cents(-1), [1])).toThrow(RangeError);
    expect(() => allocate(ZERO, [])).toThrow(RangeError);
    for (const bad of [0, -1, 0.5, NaN, 2 ** 53]) expect(() => allocate(cents(10), [1, bad])).toThrow(RangeError);
  });
});

describe('percentAtMost', () => {
  it('accepts 80.00 % and refuses 80.01 %', () => {
    expect(percentAtMost(cents(8_000), cents(10_000), 80)).toBe(true);
    expect(percentAtMost(cents(8_001), cents(10_000), 80)).toBe(false);
    expect(percentAtMost(cents(8_001), cents(10_000), 80.01)).toBe(true);
    expect(percentAtMost(cents(8_002), cents(10_000), 80.01)).toBe(false);
  });

  it('holds to the cent for any whole', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 100 }), (whole, percent) => {
        const ceiling = (whole * BigInt(percent)) / 100n;
        expect(percentAtMost(cents(ceiling), whole, percent)).toBe(true);
        expect(percentAtMost(cents(ceiling + 1n), whole, percent)).toBe(false);
      }),
    );
  });

  it('lets nothing be part of a zero whole, and refuses odd percentages', () => {
    expect(percentAtMost(ZERO, ZERO, 80)).toBe(true);
    expect(percentAtMost(cents(1), ZERO, 80)).toBe(false);
    expect(() => percentAtMost(ZERO, cents(-1), 80)).toThrow(RangeError);
    for (const bad of [-1, NaN, Infinity, 1e-7]) expect(() => percentAtMost(ZERO, ZERO, bad)).toThrow(RangeError);
  });
});

describe('wire form', () => {
  it('survives the round trip', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(fromMoney(toMoney(value))).toBe(value);
      }),
    );
  });

  it('refuses what JSON cannot carry exactly', () => {
    expect(() => toMoney(cents(2n ** 53n))).toThrow(RangeError);
    expect(() => fromMoney({ cents: 0.1, currency: 'EUR' })).toThrow(TypeError);
    expect(() => fromMoney({ cents: 1, currency: 'USD' })).toThrow(TypeError);
    expect(() => fromMoney(JSON.parse('{"cents":"1","currency":"EUR"}') as Money)).toThrow(TypeError);
  });
});

describe('decimalText', () => {
  it.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [100n, '1.00'],
    [1_250_001n, '12500.01'],
    [-5n, '-0.05'],
    [-12_345, '-123.45'],
    [900_719_925_474_099_301n, '9007199254740993.01'],
  ])('writes %p hundredths with a decimal point', (value, text) => {
    expect(decimalText(value)).toBe(text);
  });
});

describe('formatEuros', () => {
  it.each([
    [119_750_000n, '1\u202f197\u202f500,00\u00a0€'],
    [5n, '0,05\u00a0€'],
    [0n, '0,00\u00a0€'],
    [-12_345n, '-123,45\u00a0€'],
    [900_719_925_474_099_301n, '9\u202f007\u202f199\u202f254\u202f740\u202f993,01\u00a0€'],
  ])('writes %p cents in French', (value, text) => {
    expect(formatEuros(cents(value))).toBe(text);
  });
});
