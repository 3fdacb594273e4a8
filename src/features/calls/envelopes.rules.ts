// What envelopes hold, judged on rows already read. Pure.

import type { Reason } from '../../kernel/errors.js';
import { cents, formatEuros, type Cents } from '../../kernel/money.js';

/** What one funder opens for one budget year. `leftCents` = amount − reserved − committed. */
export interface EnvelopeRow {
  readonly id: string;
  readonly funderCode: string;
  readonly year: number;
  readonly amountCents: Cents;
  /** Held by selections that are not decided yet. */
  readonly reservedCents: Cents;
  /** Decided by the funder. */
  readonly committedCents: Cents;
  readonly leftCents: Cents;
}

/** A sum to take from, or give back to, the envelope of one funder and year; not negative. */
export interface EnvelopeLine {
  readonly funderCode: string;
  readonly year: number;
  readonly cents: bigint;
}

/** Sums the lines of one envelope: the same funder and year may come twice. */
export function perEnvelope(lines: readonly EnvelopeLine[]): EnvelopeLine[] {
  const sums = new Map<string, EnvelopeLine>();
  for (const line of lines) {
    if (line.cents < 0n) throw new RangeError('an envelope moves by amounts that are not negative');
    const key = `${line.funderCode} ${line.year}`;
    sums.set(key, { ...line, cents: line.cents + (sums.get(key)?.cents ?? 0n) });
  }
  return [...sums.values()];
}

/** Which of these sums the envelopes do not hold, one reason each. Pure: to be called on locked rows. */
export function envelopeShortfalls(envelopes: readonly EnvelopeRow[], lines: readonly EnvelopeLine[]): Reason[] {
  return perEnvelope(lines).flatMap(({ funderCode, year, cents: wanted }) => {
    const envelope = envelopes.find((row) => row.funderCode === funderCode && row.year === year);
    if (wanted <= (envelope?.leftCents ?? 0n)) return [];
    const left = formatEuros(envelope?.leftCents ?? cents(0));
    const asked = formatEuros(cents(wanted));
    return [
      {
        rule: 'envelopeHolds',
        message: {
          fr: `Enveloppe ${funderCode} ${year} : il reste ${left} pour ${asked} demandés. Réduisez le montant ou placez le dossier sur liste de réserve.`,
          en: `Envelope ${funderCode} ${year}: ${left} left for ${asked} wanted. Lower the amount or put the application on the reserve list.`,
        },
      },
    ];
  });
}
