-- The ledger: every movement of a funder's credits, from their opening to the last recovery. Each entry moves cents from one account to
-- another within one funder, one budget year and one dossier, so that debits equal credits by construction. Insert only: a correction is
-- a reversal. The counters of the envelopes are what the entries make them, and nothing else may move them.

-- 1. Which account may be debited from which, for each kind of movement. A spec compares this table with ledger.rules.ts.
CREATE TABLE "ledger_rule" (
    "kind" TEXT NOT NULL,
    "debit_account" TEXT NOT NULL,
    "credit_account" TEXT NOT NULL,

    CONSTRAINT "ledger_rule_pkey" PRIMARY KEY ("kind","debit_account","credit_account")
);
INSERT INTO "ledger_rule" (kind, debit_account, credit_account) VALUES
  ('OPEN', 'AVAILABLE', 'CREDITS'),
  ('RAISE', 'AVAILABLE', 'CREDITS'),
  ('CUT', 'CREDITS', 'AVAILABLE'),
  ('FREEZE', 'FROZEN', 'AVAILABLE'),
  ('UNFREEZE', 'AVAILABLE', 'FROZEN'),
  ('RESERVE', 'RESERVED', 'AVAILABLE'),
  ('UNRESERVE', 'AVAILABLE', 'RESERVED'),
  ('COMMIT', 'COMMITTED', 'RESERVED'),
  ('RELEASE', 'AVAILABLE', 'COMMITTED'),
  ('ORDER', 'ORDERED', 'COMMITTED'),
  ('CANCEL_ORDER', 'COMMITTED', 'ORDERED'),
  ('PAY', 'PAID', 'ORDERED'),
  ('REJECT', 'COMMITTED', 'PAID'),
  ('REJECT', 'COMMITTED', 'ORDERED'),
  ('RECOVER', 'RECOVERED', 'PAID');
-- A reversal undoes any of them, save an opening: credits once opened are cut, in the open.
INSERT INTO "ledger_rule" (kind, debit_account, credit_account)
SELECT DISTINCT 'REVERSAL', credit_account, debit_account FROM "ledger_rule" WHERE kind <> 'OPEN';

-- 2. Transactions and entries.
CREATE TABLE "ledger_transaction" (
    "id" UUID NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "call_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "reason" TEXT,
    "source_id" UUID,
    "reverses_id" UUID,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ledger_transaction_number_key" ON "ledger_transaction"("number");
CREATE UNIQUE INDEX "ledger_transaction_reverses_id_key" ON "ledger_transaction"("reverses_id");
CREATE UNIQUE INDEX "ledger_transaction_id_call_id_kind_key" ON "ledger_transaction"("id", "call_id", "kind");
CREATE INDEX "ledger_transaction_call_id_number_idx" ON "ledger_transaction"("call_id", "number");
CREATE INDEX "ledger_transaction_source_id_idx" ON "ledger_transaction"("source_id");

CREATE TABLE "ledger_entry" (
    "transaction_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "call_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "funder_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "application_id" UUID,
    "debit_account" TEXT NOT NULL,
    "credit_account" TEXT NOT NULL,
    "cents" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("transaction_id","line")
);
CREATE INDEX "ledger_entry_call_id_funder_code_year_at_idx" ON "ledger_entry"("call_id", "funder_code", "year", "at");
CREATE INDEX "ledger_entry_application_id_at_idx" ON "ledger_entry"("application_id", "at");

-- What the entries make of each account: written by their trigger alone.
CREATE TABLE "ledger_balance" (
    "call_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "debit_cents" BIGINT NOT NULL DEFAULT 0,
    "credit_cents" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_balance_pkey" PRIMARY KEY ("call_id","funder_code","year","account","subject_id")
);
CREATE INDEX "ledger_balance_subject_id_idx" ON "ledger_balance"("subject_id");

ALTER TABLE "envelope" ADD COLUMN "frozen_cents" BIGINT NOT NULL DEFAULT 0;

ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_reverses_id_fkey" FOREIGN KEY ("reverses_id") REFERENCES "ledger_transaction"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_call_id_kind_fkey" FOREIGN KEY ("transaction_id", "call_id", "kind") REFERENCES "ledger_transaction"("id", "call_id", "kind") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_kind_debit_account_credit_account_fkey" FOREIGN KEY ("kind", "debit_account", "credit_account") REFERENCES "ledger_rule"("kind", "debit_account", "credit_account") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_call_id_funder_code_year_fkey" FOREIGN KEY ("call_id", "funder_code", "year") REFERENCES "envelope"("call_id", "funder_code", "year") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- 3. What a row must be.
ALTER TABLE "ledger_transaction" ADD CONSTRAINT ledger_kind CHECK (kind IN ('OPEN', 'RAISE', 'CUT', 'FREEZE', 'UNFREEZE', 'RESERVE', 'UNRESERVE', 'COMMIT', 'RELEASE', 'ORDER', 'CANCEL_ORDER', 'PAY', 'REJECT', 'RECOVER', 'REVERSAL'));
ALTER TABLE "ledger_transaction" ADD CONSTRAINT ledger_reversal CHECK ((kind = 'REVERSAL') = (reverses_id IS NOT NULL));
ALTER TABLE "ledger_transaction" ADD CONSTRAINT ledger_reason CHECK (kind NOT IN ('CUT', 'FREEZE', 'UNFREEZE', 'REVERSAL') OR btrim(coalesce(reason, '')) <> '');
ALTER TABLE "ledger_entry" ADD CONSTRAINT ledger_entry_positive CHECK (cents > 0);
ALTER TABLE "ledger_entry" ADD CONSTRAINT ledger_entry_subject CHECK (
  (application_id IS NULL) = (debit_account IN ('CREDITS', 'AVAILABLE', 'FROZEN') AND credit_account IN ('CREDITS', 'AVAILABLE', 'FROZEN')));
-- No account below zero: paid is never more than ordered, ordered never more than committed, committed never more than reserved.
ALTER TABLE "ledger_balance" ADD CONSTRAINT ledger_not_negative CHECK (
  CASE account WHEN 'CREDITS' THEN credit_cents >= debit_cents ELSE debit_cents >= credit_cents END);
ALTER TABLE "envelope" DROP CONSTRAINT envelope_holds;
ALTER TABLE "envelope" ADD CONSTRAINT envelope_holds CHECK (
  reserved_cents >= 0 AND committed_cents >= 0 AND frozen_cents >= 0 AND reserved_cents + committed_cents + frozen_cents <= amount_cents);

-- 4. Entries move the counters of their envelope and the balances of their accounts.
CREATE FUNCTION ledger_subject(account text, application_id uuid) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN account IN ('CREDITS', 'AVAILABLE', 'FROZEN') THEN '00000000-0000-0000-0000-000000000000'::uuid ELSE application_id END $$;
CREATE FUNCTION post_ledger_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE envelope e SET
    amount_cents = e.amount_cents + m.amount, frozen_cents = e.frozen_cents + m.frozen,
    reserved_cents = e.reserved_cents + m.reserved, committed_cents = e.committed_cents + m.committed
  FROM (
    SELECT call_id, funder_code, year,
      -- An opening finds its amount in the draft.
      sum(cents * ((credit_account = 'CREDITS' AND kind <> 'OPEN')::int - (debit_account = 'CREDITS')::int)) AS amount,
      sum(cents * ((debit_account = 'FROZEN')::int - (credit_account = 'FROZEN')::int)) AS frozen,
      sum(cents * ((debit_account = 'RESERVED')::int - (credit_account = 'RESERVED')::int)) AS reserved,
      sum(cents * ((debit_account IN ('COMMITTED', 'ORDERED', 'PAID', 'RECOVERED'))::int
                 - (credit_account IN ('COMMITTED', 'ORDERED', 'PAID', 'RECOVERED'))::int)) AS committed
    FROM added GROUP BY call_id, funder_code, year) m
  WHERE e.call_id = m.call_id AND e.funder_code = m.funder_code AND e.year = m.year
    AND (m.amount <> 0 OR m.frozen <> 0 OR m.reserved <> 0 OR m.committed <> 0);
  -- A row that is missing starts at zero: a CHECK judges what would be inserted before it looks for the row that is there.
  INSERT INTO ledger_balance (call_id, funder_code, year, account, subject_id)
  SELECT DISTINCT added.call_id, added.funder_code, added.year, s.account, s.subject_id FROM added CROSS JOIN LATERAL (VALUES
    (added.debit_account, ledger_subject(added.debit_account, added.application_id), added.cents, 0::bigint),
    (added.credit_account, ledger_subject(added.credit_account, added.application_id), 0::bigint, added.cents)) AS s (account, subject_id, debit, credit) ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT DO NOTHING;
  UPDATE ledger_balance b SET debit_cents = b.debit_cents + m.debit, credit_cents = b.credit_cents + m.credit
  FROM (
    SELECT added.call_id, added.funder_code, added.year, s.account, s.subject_id, sum(s.debit) AS debit, sum(s.credit) AS credit
    FROM added CROSS JOIN LATERAL (VALUES
    (added.debit_account, ledger_subject(added.debit_account, added.application_id), added.cents, 0::bigint),
    (added.credit_account, ledger_subject(added.credit_account, added.application_id), 0::bigint, added.cents)) AS s (account, subject_id, debit, credit) GROUP BY 1, 2, 3, 4, 5) m
  WHERE (b.call_id, b.funder_code, b.year, b.account, b.subject_id) = (m.call_id, m.funder_code, m.year, m.account, m.subject_id);
  RETURN NULL;
END
$$;

-- 5. What the ledger holds before this migration: what was reserved and decided since, dossier by dossier.
UPDATE "envelope" SET reserved_cents = 0, committed_cents = 0;
CREATE TRIGGER entries_are_posted AFTER INSERT ON "ledger_entry" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION post_ledger_entries();

CREATE FUNCTION open_credits(the_call uuid, the_moment timestamptz, only_envelope uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE the_transaction uuid := gen_random_uuid();
BEGIN
  IF NOT EXISTS (SELECT FROM envelope WHERE call_id = the_call AND (only_envelope IS NULL OR id = only_envelope) AND amount_cents > 0) THEN RETURN; END IF;
  INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id) VALUES (the_transaction, the_call, 'OPEN', the_moment, 'system', 'publication');
  INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, debit_account, credit_account, cents, at)
  SELECT the_transaction, row_number() OVER (ORDER BY funder_code, year), call_id, 'OPEN', funder_code, year, 'AVAILABLE', 'CREDITS', amount_cents, the_moment
  FROM envelope WHERE call_id = the_call AND (only_envelope IS NULL OR id = only_envelope) AND amount_cents > 0;
END
$$;
SELECT open_credits(id, coalesce(published_at, created_at), NULL) FROM "call" WHERE state <> 'DRAFT';
WITH held AS (
  SELECT l.id AS leg, gen_random_uuid() AS reserved, gen_random_uuid() AS committed, a.call_id, a.application_id, l.funder_code, l.state, a.created_at, coalesce(l.decided_at, a.created_at) AS decided_at
  FROM award_leg l JOIN award a ON a.id = l.award_id JOIN application p ON p.id = a.application_id AND p.examination = a.examination
  WHERE l.state IN ('PENDING', 'DECIDED') OR (l.state = 'REFUSED' AND p.state = 'SHORTLISTED')),
moved AS (
  INSERT INTO ledger_transaction (id, call_id, kind, at, actor_id, request_id)
  SELECT reserved, call_id, 'RESERVE', created_at, 'system', 'migration' FROM held
  UNION ALL SELECT committed, call_id, 'COMMIT', decided_at, 'system', 'migration' FROM held WHERE state = 'DECIDED' RETURNING id)
INSERT INTO ledger_entry (transaction_id, line, call_id, kind, funder_code, year, application_id, debit_account, credit_account, cents, at)
SELECT CASE k.kind WHEN 'RESERVE' THEN held.reserved ELSE held.committed END, row_number() OVER (PARTITION BY held.leg, k.kind ORDER BY y.year), held.call_id, k.kind,
       held.funder_code, y.year, held.application_id, k.debit, k.credit, y.cents, CASE k.kind WHEN 'RESERVE' THEN held.created_at ELSE held.decided_at END
FROM held JOIN award_leg_year y ON y.leg_id = held.leg AND y.cents > 0
JOIN (VALUES ('RESERVE', 'RESERVED', 'AVAILABLE'), ('COMMIT', 'COMMITTED', 'RESERVED')) AS k (kind, debit, credit) ON k.kind = 'RESERVE' OR held.state = 'DECIDED';

-- 6. Credits are opened by the publication of their call, and by nothing else.
CREATE FUNCTION open_credits_of_published_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM open_credits(NEW.id, coalesce(NEW.published_at, NEW.created_at), NULL);
  RETURN NULL;
END
$$;
CREATE TRIGGER credits_open AFTER UPDATE ON "call" FOR EACH ROW
  WHEN (OLD.state = 'DRAFT' AND NEW.state NOT IN ('DRAFT', 'CANCELLED')) EXECUTE FUNCTION open_credits_of_published_call();
CREATE FUNCTION open_credits_of_envelope() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE the_state text; the_moment timestamptz;
BEGIN
  IF NEW.reserved_cents <> 0 OR NEW.committed_cents <> 0 OR NEW.frozen_cents <> 0 THEN
    RAISE EXCEPTION 'envelope_by_ledger: the counters of an envelope start at zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_by_ledger';
  END IF;
  SELECT state, coalesce(published_at, created_at) INTO the_state, the_moment FROM "call" WHERE id = NEW.call_id;
  IF the_state NOT IN ('DRAFT', 'CANCELLED') THEN PERFORM open_credits(NEW.call_id, the_moment, NEW.id); END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER credits_open AFTER INSERT ON "envelope" FOR EACH ROW EXECUTE FUNCTION open_credits_of_envelope();
-- A cut lowers an envelope, by an entry with its reasons: what no one took back is what was announced (see refuse_smaller_envelope).
DROP TRIGGER envelope_moves_up ON "envelope";
DROP FUNCTION refuse_smaller_envelope();

-- 7. A transaction moves something; a reversal moves exactly what it undoes, the other way.
CREATE FUNCTION check_ledger_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_entry WHERE transaction_id = NEW.id) THEN
    RAISE EXCEPTION 'ledger_not_empty: transaction % has no entry', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_not_empty';
  END IF;
  IF NEW.reverses_id IS NOT NULL AND (
    EXISTS (SELECT FROM ledger_transaction t WHERE t.id = NEW.reverses_id AND (t.kind IN ('OPEN', 'REVERSAL') OR t.call_id <> NEW.call_id))
    OR EXISTS (
      (SELECT funder_code, year, application_id, debit_account, credit_account, sum(cents) FROM ledger_entry WHERE transaction_id = NEW.id GROUP BY 1, 2, 3, 4, 5
       EXCEPT SELECT funder_code, year, application_id, credit_account, debit_account, sum(cents) FROM ledger_entry WHERE transaction_id = NEW.reverses_id GROUP BY 1, 2, 3, 4, 5)
      UNION ALL
      (SELECT funder_code, year, application_id, credit_account, debit_account, sum(cents) FROM ledger_entry WHERE transaction_id = NEW.reverses_id GROUP BY 1, 2, 3, 4, 5
       EXCEPT SELECT funder_code, year, application_id, debit_account, credit_account, sum(cents) FROM ledger_entry WHERE transaction_id = NEW.id GROUP BY 1, 2, 3, 4, 5))) THEN
    RAISE EXCEPTION 'ledger_reversal_exact: transaction % does not undo % exactly', NEW.id, NEW.reverses_id USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_exact';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER transaction_is_whole AFTER INSERT ON "ledger_transaction" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_ledger_transaction();

-- 8. History, and the rights of the application's role: it adds entries; the balances and the counters follow by themselves.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_rule', 'ledger_transaction', 'ledger_entry'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION open_credits(uuid, timestamptz, uuid) FROM PUBLIC;
GRANT SELECT, INSERT ON "ledger_transaction", "ledger_entry" TO cofund_app;
GRANT SELECT ON "ledger_rule", "ledger_balance" TO cofund_app;
GRANT USAGE ON SEQUENCE "ledger_transaction_number_seq" TO cofund_app;
-- A lock on a row asks for the right to update one of its columns: this one, which a trigger refuses to change.
REVOKE UPDATE ON "envelope" FROM cofund_app;
GRANT UPDATE (id) ON "envelope" TO cofund_app;
CREATE FUNCTION refuse_new_name_of_envelope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'envelope_by_ledger: envelope % keeps its identifier', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_by_ledger';
END
$$;
CREATE TRIGGER envelope_keeps_its_id BEFORE UPDATE OF id ON "envelope" FOR EACH ROW EXECUTE FUNCTION refuse_new_name_of_envelope();
