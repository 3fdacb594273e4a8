// What envelopes hold, judged on rows already read. Pure.

import type { Reason } from '../../kernel/errors.js';
import { cents, formatEuros, type Cents } from '../../kernel/money.js';
import { perFunderYear, type LedgerLine } from '../ledger/ledger.rules.js';

/** What one funder opens for one budget year. `leftCents` = amount − reserved − committed − frozen. */
export interface EnvelopeRow {
  readonly id: string;
  readonly funderCode: string;
  readonly year: number;
  readonly amountCents: Cents;
  /** Held by selections that are not decided yet. */
  readonly reservedCents: Cents;
  /** Decided by the funder. */
  readonly committedCents: Cents;
  /** Opened, and not to be used for now. */
  readonly frozenCents: Cents;
  readonly leftCents: Cents;
}

/** A sum to take from, or give back to, the envelope of one funder and year; not negative. */
export type EnvelopeLine = LedgerLine;

/** Which of these sums the envelopes do not hold, one reason each. Pure: to be called on locked rows. */
export function envelopeShortfalls(envelopes: readonly EnvelopeRow[], lines: readonly EnvelopeLine[]): Reason[] {
  return perFunderYear(lines).flatMap(({ funderCode, year, cents: wanted }) => {
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
