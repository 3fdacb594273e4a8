// What the credits that are left allow to the reserve list. Pure; nothing here selects anybody: it says what is put before the jury.

import type { Reason } from '../../kernel/errors.js';
import { cents } from '../../kernel/money.js';
import type { YearAmount } from '../applications/application-content.js';
import { splitYears, type SplitFunder } from '../applications/budget.rules.js';
import { envelopeShortfalls, type EnvelopeLine, type EnvelopeRow } from '../calls/envelopes.rules.js';
import { perFunderYear } from '../ledger/ledger.rules.js';

export interface ReserveCandidate {
  readonly applicationId: string;
  readonly examination: number;
  readonly rank: number;
  /** Null when the dossier has no end of its own. */
  readonly expiresAt: Date | null;
  /** What was asked, by funder and year. */
  readonly shares: readonly EnvelopeLine[];
  /** Proposal that waits for the jury. */
  readonly openId: string | null;
}

export interface ReserveReview {
  /** Open proposals that the credits left no longer pay for. */
  readonly lapsed: readonly string[];
  readonly proposed: readonly ReserveCandidate[];
}

export interface ReviewOptions {
  readonly now: Date;
  /** Credits were freed: the next ones are proposed. Otherwise, only in the place of what lapsed. */
  readonly freed: boolean;
  /** Dossier whose own credits were freed: it is not proposed on them. */
  readonly except?: string;
  /** The jury passed over this rank: what comes after it is proposed, not the ones before again. */
  readonly afterRank?: number;
}

function taken(envelopes: readonly EnvelopeRow[], lines: readonly EnvelopeLine[]): EnvelopeRow[] {
  const sums = perFunderYear(lines);
  return envelopes.map((row) => {
    const line = sums.find(({ funderCode, year }) => funderCode === row.funderCode && year === row.year);
    return line === undefined ? row : { ...row, leftCents: cents(row.leftCents - line.cents) };
  });
}

const inForce = ({ expiresAt }: ReserveCandidate, now: Date): boolean => expiresAt === null || now <= expiresAt;

/**
 * What is left, once set aside for the open proposals, goes to the first of the list that it pays for in every envelope; then to the next.
 * `candidates` by rank.
 */
export function reviewReserve(
  candidates: readonly ReserveCandidate[],
  envelopes: readonly EnvelopeRow[],
  { now, freed, except, afterRank = 0 }: ReviewOptions,
): ReserveReview {
  let left: readonly EnvelopeRow[] = envelopes;
  const take = (candidate: ReserveCandidate): boolean => {
    if (!inForce(candidate, now) || envelopeShortfalls(left, candidate.shares).length > 0) return false;
    left = taken(left, candidate.shares);
    return true;
  };
  const lapsed = candidates.flatMap((candidate) => (candidate.openId === null || take(candidate) ? [] : [candidate.openId]));
  if (!freed && lapsed.length === 0) return { lapsed, proposed: [] };
  const waiting = candidates.filter(
    ({ openId, applicationId, rank }) => openId === null && applicationId !== except && rank > afterRank,
  );
  return { lapsed, proposed: waiting.filter(take) };
}

/** Of each year asked, the most that every funder's envelope still pays, up to what is asked. */
export function allowedYears(
  asked: readonly YearAmount[],
  funders: readonly SplitFunder[],
  envelopes: readonly EnvelopeRow[],
): YearAmount[] {
  const fits = (year: number, sum: number): boolean =>
    envelopeShortfalls(envelopes, splitYears([{ year, cents: sum }], funders)).length === 0;
  return asked.map(({ year, cents: most }) => {
    if (fits(year, most)) return { year, cents: most };
    // The shares grow with the sum: halving finds the last one that fits.
    let [low, high] = [0, most];
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      if (fits(year, middle)) low = middle;
      else high = middle;
    }
    return { year, cents: low };
  });
}

export interface Ranked {
  readonly applicationId: string;
  readonly version: number;
}

/** The jury orders the whole list or nothing: a dossier left out would keep a rank that nobody gave it. */
export function orderFaults(given: readonly Ranked[], list: readonly string[]): Reason[] {
  const fault = (pointer: string, fr: string, en: string): Reason => ({
    rule: 'wholeReserveOrdered',
    pointer,
    message: { fr, en },
  });
  const ids = given.map(({ applicationId }) => applicationId);
  const wrong = ids.flatMap((id, index) => {
    const pointer = `/order/${index}/applicationId`;
    if (!list.includes(id)) {
      return [fault(pointer, 'Ce dossier n’est pas sur la liste de réserve.', 'This application is not on the reserve list.')];
    }
    return ids.indexOf(id) === index ? [] : [fault(pointer, 'Retirez le doublon.', 'Remove the duplicate.')];
  });
  const missing = list.filter((id) => !ids.includes(id)).length;
  return missing === 0
    ? wrong
    : [
        ...wrong,
        fault(
          '/order',
          `${missing} dossier(s) de la liste manquent : donnez l’ordre entier.`,
          `${missing} application(s) of the list are missing: give the whole order.`,
        ),
      ];
}
