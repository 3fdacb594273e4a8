import type { Db, Tx } from '../../platform/database/tx.js';
import type { ReceivedCopy } from './signed-copies.rules.js';

export interface NewCopy extends ReceivedCopy {
  readonly minutesId: string;
  readonly number: number;
  readonly pdf: Buffer;
  readonly by: string;
  readonly now: Date;
}

/** In order of arrival. */
export async function readCopyHashes(db: Db, minutesId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ sha256: string }[]>`
    SELECT sha256 FROM minutes_signed_copy WHERE minutes_id = ${minutesId}::uuid ORDER BY number`;
  return rows.map(({ sha256 }) => sha256);
}

export async function insertCopy(tx: Tx, { minutesId, number, pdf, size, sha256, by, now }: NewCopy): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO minutes_signed_copy (minutes_id, number, pdf, size, sha256, received_at, received_by)
    VALUES (${minutesId}::uuid, ${number}::int, ${pdf}, ${size}::int, ${sha256}, ${now}::timestamptz, ${by}::uuid)`;
}

export async function readCopy(
  db: Db,
  minutesId: string,
  number: number,
): Promise<{ pdf: Uint8Array; sha256: string } | undefined> {
  const [row] = await db.$queryRaw<{ pdf: Uint8Array; sha256: string }[]>`
    SELECT pdf, sha256 FROM minutes_signed_copy WHERE minutes_id = ${minutesId}::uuid AND number = ${number}::int`;
  return row;
}
