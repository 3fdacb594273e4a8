/** Whole euro cents. A brand, so that a count or an identifier cannot slip in where an amount is due. */
export type Cents = bigint & { readonly __brand: 'Cents' };

/** How an amount travels in JSON. `cents` is a safe integer: 2^53 cents is ninety thousand billion euros. */
export interface Money {
  readonly cents: number;
  readonly currency: 'EUR';
}

// A BIGINT column holds 19 digits; the bound also keeps a hostile megabyte of digits out of BigInt().
const INTEGER_TEXT = /^-?\d{1,19}$/;
const DECIMAL_PERCENT = /^(\d+)(?:\.(\d{1,6}))?$/;

function brand(value: bigint): Cents {
  return value as Cents;
}

/**
 * Reads an integer number of cents.
 * @throws TypeError for a fraction, an unsafe number, or a text which is not a plain decimal integer
 */
export function cents(value: bigint | number | string): Cents {
  if (typeof value === 'bigint') return brand(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not a safe integer number of cents: ${value}`);
    return brand(BigInt(value));
  }
  if (!INTEGER_TEXT.test(value)) throw new TypeError('not an integer number of cents');
  return brand(BigInt(value));
}

export const ZERO: Cents = brand(0n);

export function sumCents(amounts: Iterable<Cents>): Cents {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return brand(total);
}

/**
 * Splits `total` between funders in proportion to `weights`, without losing or making a cent: each gets
 * floor(total × weight / Σ weights), then the left-over cents go one each to the first funders in order.
 * With weights [1, 1] the odd cent is therefore the first funder's, which by convention is the State.
 * @throws RangeError for a negative total, no weight, or a weight which is not a positive integer
 */
export function allocate(total: Cents, weights: readonly number[]): Cents[] {
  if (total < 0n) throw new RangeError('cannot allocate a negative amount');
  if (weights.length === 0) throw new RangeError('cannot allocate between no funders');
  if (!weights.every((weight) => Number.isSafeInteger(weight) && weight > 0)) {
    throw new RangeError('weights must be positive integers');
  }
  const wholeWeight = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const floors = weights.map((weight) => (total * BigInt(weight)) / wholeWeight);
  // Each floor loses less than one cent, so there are always fewer left-over cents than funders.
  const leftOver = total - floors.reduce((sum, share) => sum + share, 0n);
  return floors.map((share, index) => brand(BigInt(index) < leftOver ? share + 1n : share));
}

/**
 * Whether `part` is at most `percent` % of `whole`, compared by cross-multiplication: no division, no rounding,
 * so a ceiling of 80 accepts 80.00 % and refuses the first cent above. `percent` may have up to six decimals.
 * @throws RangeError for a negative whole, or a percentage which is negative, not finite or too fine
 */
export function percentAtMost(part: Cents, whole: Cents, percent: number): boolean {
  if (whole < 0n) throw new RangeError('the whole must not be negative');
  // The shortest decimal text of the number is what its author wrote (80.01), the binary fraction is not.
  const match = DECIMAL_PERCENT.exec(String(percent));
  if (!match) throw new RangeError(`not a percentage: ${percent}`);
  const [, units = '', decimals = ''] = match;
  return part * 100n * 10n ** BigInt(decimals.length) <= whole * BigInt(units + decimals);
}

/** @throws RangeError when the amount does not fit a JSON number exactly */
export function toMoney(amount: Cents): Money {
  const value = Number(amount);
  if (!Number.isSafeInteger(value)) throw new RangeError('amount too large for the wire');
  return { cents: value, currency: 'EUR' };
}

/** @throws TypeError for another currency, a fraction or an unsafe number */
export function fromMoney(money: { readonly cents: number; readonly currency: string }): Cents {
  if (money.currency !== 'EUR') throw new TypeError('only amounts in EUR are accepted');
  if (!Number.isSafeInteger(money.cents)) throw new TypeError('cents must be a safe integer');
  return cents(money.cents);
}

/** Whole hundredths (cents, most often) as a number with a decimal point: 1250001 is "12500.01", -5 is "-0.05". */
export function decimalText(hundredths: bigint | number): string {
  const digits = String(hundredths).replace('-', '').padStart(3, '0');
  return `${hundredths < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const EUROS = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' });

/**
 * French wording of an amount, exact whatever its size: "1 197 500,00 €". The spaces are the typographic ones
 * (U+202F between thousands, U+00A0 before the sign), so that an amount is never broken at the end of a line.
 */
export function formatEuros(amount: bigint): string {
  // Formatting the text and not a number keeps every digit beyond 2^53.
  return EUROS.format(decimalText(amount) as Intl.StringNumericLiteral);
}
