import { makeApplication } from '../../../test/support/applications.js';
import { TestApp } from '../../../test/support/app.js';
import { causeAt } from '../../../test/support/awards.js';
import { asOwner } from '../../../test/support/database.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { balancesAsOf, balancesOfDossier } from '../../../test/support/ledger.js';
import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import { sqlState, violates } from '../../platform/database/faults.js';
import { ledgerGaps } from './ledger.reader.js';
import { ACCOUNTS, ENVELOPE_ACCOUNTS, KINDS, MOVEMENTS, perFunderYear, type Kind } from './ledger.rules.js';
import { post, reverse, type Posting } from './ledger.store.js';

describe('ledger', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  interface Held {
    readonly call: MadeCall;
    readonly applicationId: string;
    readonly move: (kind: Posting['kind'], cents: bigint, more?: Partial<Posting>) => Promise<string | undefined>;
    readonly balances: () => Promise<Record<string, bigint>>;
  }
  const hold = async (envelopeCents = 1000n): Promise<Held> => {
    const call = await makeCall(app, { envelopeCents, years: [2023] });
    const { id: applicationId } = await makeApplication(app, { call, state: 'SHORTLISTED' });
    const cause = { ...causeAt(app.clock.now()), reason: 'Essai' };
    return {
      call,
      applicationId,
      move: (kind, cents, more) => {
        const lines = [{ funderCode: 'STATE', year: 2023, cents }];
        const subject = ['RAISE', 'CUT', 'FREEZE', 'UNFREEZE'].includes(kind) ? undefined : applicationId;
        return app.database.transaction((tx) =>
          post(tx, { kind, callId: call.id, applicationId: subject, lines, cause, ...more }),
        );
      },
      balances: async () => {
        const rows = await balancesAsOf(app.database.read, call.id, app.clock.now());
        return Object.fromEntries(rows.filter((row) => row.funderCode === 'STATE').map(({ account, cents }) => [account, cents]));
      },
    };
  };

  it('has the same rules as PostgreSQL, and every account is reached', async () => {
    const rows = await app.database.read.ledgerRule.findMany({ where: { kind: { not: 'REVERSAL' } } });
    const ours = Object.entries(MOVEMENTS).flatMap(([kind, moves]) =>
      moves.map(({ debit, credit }) => `${kind} ${debit} ${credit}`),
    );
    expect(rows.map((row) => `${row.kind} ${row.debitAccount} ${row.creditAccount}`).sort()).toEqual(ours.sort());
    const reached = new Set(Object.values(MOVEMENTS).flatMap((moves) => moves.flatMap(({ debit, credit }) => [debit, credit])));
    expect([...reached].sort()).toEqual([...ACCOUNTS].sort());
    expect(Object.keys(MOVEMENTS)).toEqual(KINDS.filter((kind: Kind) => kind !== 'REVERSAL'));
  });

  it('adds up the lines of one funder and year, and leaves out those of zero', () => {
    const line = (funderCode: string, year: number, cents: bigint) => ({ funderCode, year, cents });
    const given = [line('STATE', 2023, 1n), line('CNAF', 2023, 0n), line('STATE', 2023, 2n), line('STATE', 2024, 4n)];
    expect(perFunderYear(given)).toEqual([line('STATE', 2023, 3n), line('STATE', 2024, 4n)]);
    expect(() => perFunderYear([line('STATE', 2023, -1n)])).toThrow(RangeError);
  });

  it('carries credits from their opening to the last recovery, dossier by dossier', async () => {
    const { move, balances, applicationId } = await hold();
    expect(await balances()).toEqual({ CREDITS: 1000n, AVAILABLE: 1000n });
    await move('RAISE', 500n);
    await move('CUT', 100n);
    await move('FREEZE', 200n);
    await move('RESERVE', 900n);
    await move('UNRESERVE', 100n);
    await move('COMMIT', 800n);
    await move('ORDER', 700n);
    await move('CANCEL_ORDER', 50n);
    await move('PAY', 650n);
    await move('REJECT', 150n);
    await move('RECOVER', 60n);
    await move('RELEASE', 300n);
    await move('UNFREEZE', 200n);
    expect(await balances()).toEqual({
      CREDITS: 1400n,
      AVAILABLE: 900n,
      FROZEN: 0n,
      RESERVED: 0n,
      COMMITTED: 0n,
      ORDERED: 0n,
      PAID: 440n,
      RECOVERED: 60n,
    });
    const own = await balancesOfDossier(app.database.read, applicationId);
    expect(own.filter(({ cents }) => cents > 0n).map(({ account, cents }) => [account, cents])).toEqual([
      ['PAID', 440n],
      ['RECOVERED', 60n],
    ]);
    expect(own.some(({ account }) => ENVELOPE_ACCOUNTS.includes(account))).toBe(false);
    expect(await ledgerGaps(app.database.read)).toEqual([]);
  });

  it('reads the balances at any date', async () => {
    const { call, move } = await hold();
    const at = (cents: string): Partial<Posting> => ({ cause: causeAt(new Date(cents)) });
    await move('RESERVE', 300n, at('2023-06-01T00:00:00Z'));
    await move('COMMIT', 300n, at('2023-07-01T00:00:00Z'));
    const asOf = async (date: string): Promise<Record<string, bigint>> => {
      const rows = await balancesAsOf(app.database.read, call.id, new Date(date));
      return Object.fromEntries(rows.filter(({ funderCode }) => funderCode === 'STATE').map((row) => [row.account, row.cents]));
    };
    expect(await asOf('2023-05-31T23:59:59.999Z')).not.toHaveProperty('RESERVED');
    expect(await asOf('2023-06-01T00:00:00Z')).toMatchObject({ RESERVED: 300n });
    expect(await asOf('2023-06-30T00:00:00Z')).not.toHaveProperty('COMMITTED');
    expect(await asOf('2023-07-01T00:00:00Z')).toMatchObject({ RESERVED: 0n, COMMITTED: 300n });
  });

  it.each([
    ['what is not available', 'RESERVE', 1001n],
    ['what was not reserved for this dossier', 'COMMIT', 1n],
    ['what was not committed', 'ORDER', 1n],
    ['what was not ordered', 'PAY', 1n],
    ['what was not paid', 'RECOVER', 1n],
    ['more than is there', 'CUT', 1001n],
  ] as const)('refuses to move %s', async (_, kind, cents) => {
    const { move, balances } = await hold();
    const other = await hold();
    await other.move('RESERVE', 500n);
    const error = await move(kind, cents).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(violates(error, 'ledger_not_negative') || violates(error, 'envelope_holds')).toBe(true);
    expect(await balances()).toEqual({ CREDITS: 1000n, AVAILABLE: 1000n });
  });

  it('corrects by a reversal: exact, once, with a reason, and never an opening', async () => {
    const { move, balances, call } = await hold();
    const before = await balances();
    const id = (await move('RESERVE', 300n)) ?? '';
    const undo = (transactionId: string, reason: string): Promise<string> =>
      app.database.transaction((tx) => reverse(tx, transactionId, { ...causeAt(app.clock.now()), reason }));
    await expect(undo(id, ' ')).rejects.toThrow('ledger_reason');
    const reversal = await undo(id, 'Saisie en double');
    expect(await balances()).toEqual({ ...before, RESERVED: 0n });
    await expect(undo(id, 'Encore')).rejects.toThrow('ledger_transaction_reverses_id_key');
    await expect(undo(reversal, 'Contre-écriture')).rejects.toThrow(/ledger_reversal_exact/);
    const opening = await app.database.read.ledgerTransaction.findFirstOrThrow({ where: { callId: call.id, kind: 'OPEN' } });
    await expect(undo(opening.id, 'Ouverture')).rejects.toThrow(/ledger_reversal_exact/);
  });

  describe('whoever writes SQL as the application', () => {
    const db = (): TestApp['database']['read'] => app.database.read;
    const refused = (work: Promise<unknown>): Promise<string | undefined> => work.then(() => undefined, sqlState);

    it.each(['ledger_transaction', 'ledger_entry', 'ledger_rule', 'ledger_balance', 'ledger_check'])(
      'changes nothing of %s',
      async (name) => {
        await hold();
        const table = Prisma.raw(name);
        const columns: Readonly<Record<string, string>> = { ledger_balance: 'year', ledger_check: 'gaps' };
        const column = Prisma.raw(columns[name] ?? 'kind');
        expect(await refused(db().$executeRaw`UPDATE ${table} SET ${column} = ${column}`)).toBe('42501');
        expect(await refused(db().$executeRaw`DELETE FROM ${table}`)).toBe('42501');
        expect(await refused(db().$executeRaw`TRUNCATE ${table}`)).toBe('42501');
      },
    );

    it('moves no counter, and no balance', async () => {
      const { call } = await hold();
      for (const column of ['amount_cents', 'reserved_cents', 'committed_cents', 'frozen_cents'])
        expect(
          await refused(db().$executeRaw`UPDATE envelope SET ${Prisma.raw(column)} = 1 WHERE call_id = ${call.id}::uuid`),
        ).toBe('42501');
      expect(await refused(db().$executeRaw`UPDATE envelope SET id = ${newId()}::uuid WHERE call_id = ${call.id}::uuid`)).toBe(
        '23514',
      );
      // RESTRICT has a code of its own from PostgreSQL 18 on.
      expect(['23001', '23503']).toContain(
        await refused(db().$executeRaw`DELETE FROM envelope WHERE call_id = ${call.id}::uuid`),
      );
      expect(
        await refused(
          db().$executeRaw`INSERT INTO ledger_balance VALUES (${call.id}::uuid, 'STATE', 2023, 'PAID', ${newId()}::uuid, 1, 0)`,
        ),
      ).toBe('42501');
      expect(
        await refused(
          db()
            .$executeRaw`INSERT INTO envelope (id, call_id, funder_code, year, amount_cents, reserved_cents) VALUES (${newId()}::uuid, ${call.id}::uuid, 'STATE', 2031, 5, 5)`,
        ),
      ).toBe('23514');
      expect(await refused(db().$executeRaw`SELECT open_credits(${call.id}::uuid, now(), NULL)`)).toBe('42501');
    });

    it('writes no entry out of the rules, of another call, of nothing, or of nobody', async () => {
      const { call, applicationId } = await hold();
      const other = await hold();
      const insert = (
        columns: {
          kind?: string;
          debit?: string;
          credit?: string;
          cents?: number;
          application?: string | null;
          entryCall?: string;
        },
        entries = true,
      ): Promise<unknown> =>
        app.database.transaction(async (tx) => {
          const id = newId();
          const { kind = 'RESERVE', debit = 'RESERVED', credit = 'AVAILABLE', cents = 1, application = applicationId } = columns;
          await tx.db
            .$executeRaw`INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id) VALUES (${id}::uuid, ${call.id}::uuid, ${kind}, now(), 'x', 'x')`;
          if (!entries) return;
          await tx.db.$executeRaw`
            INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
            VALUES (${id}::uuid, 1, ${columns.entryCall ?? call.id}::uuid, ${kind}, 'STATE', 2023, ${application}::uuid, ${debit}, ${credit}, ${cents}::bigint, now())`;
        });
      await expect(insert({})).resolves.toBeUndefined();
      await expect(insert({ debit: 'PAID' })).rejects.toThrow('ledger_entry_kind_debit_account_credit_account_fkey');
      await expect(insert({ kind: 'PAY' })).rejects.toThrow('ledger_entry_kind_debit_account_credit_account_fkey');
      await expect(insert({ kind: 'GIFT' })).rejects.toThrow('ledger_kind');
      await expect(insert({ cents: 0 })).rejects.toThrow('ledger_entry_positive');
      await expect(insert({ cents: -1 })).rejects.toThrow('ledger_entry_positive');
      await expect(insert({ application: null })).rejects.toThrow('ledger_entry_subject');
      await expect(insert({ entryCall: other.call.id })).rejects.toThrow('ledger_entry_transaction_id_call_id_kind_fkey');
      await expect(insert({}, false)).rejects.toThrow('ledger_not_empty');
    });

    it('adds nothing to a transaction that is written, and names no dossier of another call', async () => {
      const { call, applicationId, move } = await hold();
      const other = await hold();
      const written = (await move('RESERVE', 100n)) ?? '';
      const entry = (transactionId: string, dossier: string, line: number): Promise<unknown> =>
        db().$executeRaw`
          INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
          VALUES (${transactionId}::uuid, ${line}::int, ${call.id}::uuid, 'RESERVE', 'STATE', 2023, ${dossier}::uuid, 'RESERVED', 'AVAILABLE', 1, now())`;
      await expect(entry(written, applicationId, 2)).rejects.toThrow('ledger_written_whole');
      await expect(move('RESERVE', 1n, { applicationId: other.applicationId })).rejects.toThrow('ledger_own_dossier');
    });

    it('undoes a movement exactly or not at all', async () => {
      const { call, applicationId, move, balances } = await hold();
      const written = (await move('RESERVE', 100n)) ?? '';
      const before = await balances();
      const undo = (cents: number, dossier = applicationId, debit = 'AVAILABLE', credit = 'RESERVED'): Promise<unknown> =>
        app.database.transaction(async (tx) => {
          const id = newId();
          await tx.db.$executeRaw`
            INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id, reason, reverses_id)
            VALUES (${id}::uuid, ${call.id}::uuid, 'REVERSAL', now(), 'x', 'x', 'Essai', ${written}::uuid)`;
          await tx.db.$executeRaw`
            INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
            VALUES (${id}::uuid, 1, ${call.id}::uuid, 'REVERSAL', 'STATE', 2023, ${dossier}::uuid, ${debit}, ${credit}, ${cents}::bigint, now())`;
        });
      await expect(undo(99)).rejects.toThrow('ledger_reversal_exact');
      await expect(undo(100, applicationId, 'RESERVED', 'COMMITTED')).rejects.toThrow(/ledger_not_negative|envelope_holds/);
      await expect(undo(101)).rejects.toThrow(/ledger_not_negative|envelope_holds/);
      expect(await balances()).toEqual(before);
      await expect(undo(100)).resolves.toBeUndefined();
      await expect(undo(100)).rejects.toThrow(/ledger_transaction_reverses_id_key|ledger_not_negative|envelope_holds/);
    });
  });

  it('shouts when a balance or a counter was changed behind its back', async () => {
    const { call } = await hold();
    await asOwner(
      app.testDatabase,
      `
      ALTER TABLE envelope DISABLE TRIGGER USER;
      UPDATE envelope SET committed_cents = committed_cents + 1 WHERE call_id = '${call.id}' AND funder_code = 'STATE';
      UPDATE ledger_balance SET debit_cents = debit_cents + 2 WHERE call_id = '${call.id}' AND funder_code = 'CNAF' AND account = 'AVAILABLE';
      ALTER TABLE envelope ENABLE TRIGGER USER`,
    );
    expect(await ledgerGaps(app.database.read)).toEqual([
      { check: 'balances', funderCode: 'CNAF', year: 2023, account: 'AVAILABLE', expected: 1000n, found: 1002n },
      { check: 'envelopes', funderCode: 'STATE', year: 2023, account: 'COMMITTED', expected: 0n, found: 1n },
    ]);
  });
});
