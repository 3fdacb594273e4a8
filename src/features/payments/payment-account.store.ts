import { Prisma } from '../../generated/prisma/client.js';
import type { Db } from '../../platform/database/tx.js';
import { readBankDetails, type BankDetailsRow } from './bank-details.store.js';

/** An account, whole. */
export async function findAccount(
  db: Db,
  id: string,
): Promise<Pick<BankDetailsRow, 'id' | 'iban' | 'bic' | 'accountHolder' | 'mismatchReason'>> {
  const [row] = await readBankDetails(db, Prisma.sql`b.id = ${id}::uuid`);
  if (row === undefined) throw new Error(`bank details ${id} are referred to and are not there`);
  const { iban, bic, accountHolder, mismatchReason } = row;
  return { id, iban, bic, accountHolder, mismatchReason };
}
