import type { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { BankDetailsEvent, BankDetailsFacts, BankDetailsState, ProposedAccount } from './bank-details.rules.js';

export type BankDetailsAct = Act<BankDetailsState, BankDetailsEvent, BankDetailsFacts>;

export interface BankDetailsRow extends BankDetailsFacts {
  readonly id: string;
  readonly state: BankDetailsState;
  readonly version: number;
  readonly iban: string;
  readonly bic: string;
  readonly proposedAt: Date;
  readonly confirmedAt: Date | null;
  readonly refusalReasons: string | null;
  /** The last confirmed version. */
  readonly inForce: boolean;
}

/** Newest first. */
export async function readBankDetails(db: Db, where: Prisma.Sql, limit = 100): Promise<BankDetailsRow[]> {
  return db.$queryRaw<BankDetailsRow[]>`
    SELECT b.id, b.organisation_id AS "organisationId", o.name AS organisation, o.department, b.number, b.iban, b.bic,
      b.account_holder AS "accountHolder", b.mismatch_reason AS "mismatchReason", b.state, b.version, b.proposed_by AS "proposedBy",
      b.proposed_at AS "proposedAt", b.confirmed_at AS "confirmedAt", b.refusal_reasons AS "refusalReasons",
      b.state = 'ACTIVE' AND NOT EXISTS (
        SELECT FROM bank_details n WHERE n.organisation_id = b.organisation_id AND n.state = 'ACTIVE' AND n.number > b.number) AS "inForce"
    FROM bank_details b JOIN organisation o ON o.id = b.organisation_id
    WHERE ${where} ORDER BY b.number DESC LIMIT ${limit}::int`;
}

export interface HolderOfAccount {
  readonly organisationId: string;
  readonly name: string;
  readonly department: string;
}

export async function findHolder(db: Db, organisationId: string): Promise<HolderOfAccount | undefined> {
  const [row] = await db.$queryRaw<HolderOfAccount[]>`
    SELECT id AS "organisationId", name, department FROM organisation WHERE id = ${organisationId}::uuid`;
  return row;
}

/** The next version; a proposal that is open already, or made at the same moment, is a unique violation. */
export async function insertBankDetails(
  tx: Tx,
  organisationId: string,
  { iban, bic, accountHolder, mismatchReason }: ProposedAccount,
  by: string,
  at: Date,
): Promise<string> {
  const id = newId();
  await tx.db.$executeRaw`
    INSERT INTO bank_details (id, organisation_id, number, iban, bic, account_holder, mismatch_reason, state, proposed_by, proposed_at)
    SELECT ${id}::uuid, ${organisationId}::uuid, coalesce(max(b.number), 0) + 1, ${iban}, ${bic}, ${accountHolder}, ${mismatchReason ?? null},
           'PROPOSED', ${by}::uuid, ${at}::timestamptz
    FROM bank_details b WHERE b.organisation_id = ${organisationId}::uuid`;
  return id;
}

export async function saveBankDetails(tx: Tx, { id, to, version, input, actor, now }: BankDetailsAct): Promise<number> {
  const reasons = to === 'REFUSED' ? (input as { reasons: string }).reasons : null;
  return tx.db.$executeRaw`
    UPDATE bank_details SET state = ${to}, version = version + 1, confirmed_by = ${actor.personId}::uuid, confirmed_at = ${now}::timestamptz,
           refusal_reasons = ${reasons}
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

/** Payments of the organisation that waited for bank details, by id. */
export async function paymentsAwaitingAccount(tx: Tx, organisationId: string): Promise<string[]> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM payment t JOIN award a ON a.id = t.award_id
    WHERE a.organisation_id = ${organisationId}::uuid AND (t.state = 'PLANNED' OR (t.state = 'HELD' AND t.held_cause = 'BANK_DETAILS')) ORDER BY t.id`;
  return rows.map(({ id }) => id);
}

/** Who read an account whole: insert only. */
export async function recordReading(tx: Tx, bankDetailsIds: readonly string[], personId: string, at: Date): Promise<void> {
  const ids = [...new Set(bankDetailsIds)];
  await tx.db.$executeRaw`
    INSERT INTO bank_reading (id, bank_details_id, person_id, at)
    SELECT r.id, r.details, ${personId}::uuid, ${at}::timestamptz
    FROM unnest(${ids.map(() => newId())}::uuid[], ${ids}::uuid[]) AS r (id, details)`;
}
