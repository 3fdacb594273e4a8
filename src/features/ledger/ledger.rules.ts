// The accounts of the ledger and what may move between them. Each entry debits one account and credits another by the same cents, within
// one funder, one budget year and, from the reservation on, one dossier: debits equal credits by construction, and no funder's money
// ever becomes another's. PostgreSQL holds the same table (`ledger_rule`) and refuses any other movement.

/**
 * CREDITS is what the funder authorised (its balance is on the credit side); the others say where those credits are: free, frozen, held by a
 * selection, decided, ordered to the accountant, paid, given back by the holder.
 */
export const ACCOUNTS = ['CREDITS', 'AVAILABLE', 'FROZEN', 'RESERVED', 'COMMITTED', 'ORDERED', 'PAID', 'RECOVERED'] as const;
export type Account = (typeof ACCOUNTS)[number];

/** Accounts of a funder and year as a whole; the others are kept dossier by dossier. */
export const ENVELOPE_ACCOUNTS: readonly Account[] = ['CREDITS', 'AVAILABLE', 'FROZEN'];

export const KINDS = [
  'OPEN',
  'RAISE',
  'CUT',
  'FREEZE',
  'UNFREEZE',
  'RESERVE',
  'UNRESERVE',
  'COMMIT',
  'RELEASE',
  'ORDER',
  'CANCEL_ORDER',
  'PAY',
  'REJECT',
  'RECOVER',
  'REVERSAL',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Movement {
  readonly debit: Account;
  readonly credit: Account;
}

/** What each kind moves; a bank rejects what it was ordered to pay, or what it had paid already. */
export const MOVEMENTS: Readonly<Record<Exclude<Kind, 'REVERSAL'>, readonly [Movement, ...Movement[]]>> = {
  OPEN: [{ debit: 'AVAILABLE', credit: 'CREDITS' }],
  RAISE: [{ debit: 'AVAILABLE', credit: 'CREDITS' }],
  CUT: [{ debit: 'CREDITS', credit: 'AVAILABLE' }],
  FREEZE: [{ debit: 'FROZEN', credit: 'AVAILABLE' }],
  UNFREEZE: [{ debit: 'AVAILABLE', credit: 'FROZEN' }],
  RESERVE: [{ debit: 'RESERVED', credit: 'AVAILABLE' }],
  UNRESERVE: [{ debit: 'AVAILABLE', credit: 'RESERVED' }],
  COMMIT: [{ debit: 'COMMITTED', credit: 'RESERVED' }],
  RELEASE: [{ debit: 'AVAILABLE', credit: 'COMMITTED' }],
  ORDER: [{ debit: 'ORDERED', credit: 'COMMITTED' }],
  CANCEL_ORDER: [{ debit: 'COMMITTED', credit: 'ORDERED' }],
  PAY: [{ debit: 'PAID', credit: 'ORDERED' }],
  REJECT: [
    { debit: 'COMMITTED', credit: 'PAID' },
    { debit: 'COMMITTED', credit: 'ORDERED' },
  ],
  RECOVER: [{ debit: 'RECOVERED', credit: 'PAID' }],
};

/** A sum of one funder and year, in cents; not negative. */
export interface LedgerLine {
  readonly funderCode: string;
  readonly year: number;
  readonly cents: bigint;
}

/** Lines of one funder and year added up; sums of zero move nothing. @throws RangeError on a negative sum */
export function perFunderYear(lines: readonly LedgerLine[]): LedgerLine[] {
  const sums = new Map<string, LedgerLine>();
  for (const line of lines) {
    if (line.cents < 0n) throw new RangeError('the ledger moves amounts that are not negative');
    const key = `${line.funderCode} ${line.year}`;
    sums.set(key, { ...line, cents: line.cents + (sums.get(key)?.cents ?? 0n) });
  }
  return [...sums.values()].filter(({ cents }) => cents > 0n);
}
