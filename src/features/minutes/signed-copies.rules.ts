// What was signed by hand, or with a qualified signature, kept beside the signed minutes.

import type { Reason } from '../../kernel/errors.js';

/** As the CHECK of the table: a long session scanned in grey. */
export const LARGEST_COPY = 10 * 1024 * 1024;
/** A scan may be bad, and a second one better; none replaces another. */
const MOST_COPIES = 5;

export interface ReceivedCopy {
  readonly sha256: string;
  readonly size: number;
}

export function tooManyCopies(kept: number): Reason[] {
  return kept < MOST_COPIES
    ? []
    : [
        {
          rule: 'signedCopiesWithinLimit',
          message: {
            fr: `Ce procès-verbal a déjà ${MOST_COPIES} copies signées, qui sont toutes conservées : n’en ajoutez pas d’autre.`,
            en: `These minutes already have ${MOST_COPIES} signed copies, all of them kept: add no other.`,
          },
        },
      ];
}
