-- Acts of a funder on its own envelope: raised, cut, frozen, freed again, and closed for good once its year's life is over.
ALTER TABLE "envelope" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'OPEN', ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "envelope" ADD CONSTRAINT envelope_state CHECK (state IN ('OPEN', 'CLOSED'));
ALTER TABLE "envelope" ADD CONSTRAINT envelope_closed_reserves_nothing CHECK (state = 'OPEN' OR reserved_cents = 0);

-- 1. An envelope starts open, is closed once and holds then nothing that is promised and not paid.
CREATE FUNCTION check_closing_of_envelope() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'OPEN' OR NEW.version <> 1 THEN
      RAISE EXCEPTION 'envelope_starts_open: envelope % starts open', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_starts_open';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'CLOSED' THEN
    RAISE EXCEPTION 'envelope_closed: envelope % is closed for good', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_closed';
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'envelope_next_version: envelope % goes from version to version', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_next_version';
  END IF;
  -- The balances are locked: a movement under way is waited for, and one that comes later finds the envelope closed.
  IF NEW.state = 'CLOSED' AND EXISTS (
    SELECT FROM (SELECT debit_cents - credit_cents AS cents, account FROM ledger_balance
                 WHERE (call_id, funder_code, year) = (NEW.call_id, NEW.funder_code, NEW.year) FOR UPDATE) held
    WHERE account IN ('RESERVED', 'COMMITTED', 'ORDERED') AND cents <> 0) THEN
    RAISE EXCEPTION 'envelope_closed_owes_nothing: envelope % has promises to keep', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_closed_owes_nothing';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER closing_is_lawful BEFORE INSERT OR UPDATE OF state, version ON "envelope" FOR EACH ROW EXECUTE FUNCTION check_closing_of_envelope();

-- 2. No credit moves in a closed envelope. What was paid of it may still be claimed back, years later: that frees nothing. Runs after
-- `entries_are_posted` (triggers fire in the order of their names), which waits for the balances that a closing holds.
CREATE FUNCTION refuse_move_of_closed_envelope() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added JOIN envelope e ON (e.call_id, e.funder_code, e.year) = (added.call_id, added.funder_code, added.year)
    WHERE e.state = 'CLOSED' AND NOT (added.debit_account IN ('PAID', 'RECOVERED') AND added.credit_account IN ('PAID', 'RECOVERED'))) THEN
    RAISE EXCEPTION 'envelope_closed: no credit moves in a closed envelope' USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_closed';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER no_move_once_closed AFTER INSERT ON "ledger_entry" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_move_of_closed_envelope();

-- 3. A transaction of the ledger is written whole, with its entries, and gains none afterwards; and what an entry says of a dossier is said in
-- the dossier's own call.
CREATE FUNCTION refuse_foreign_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added JOIN ledger_transaction t ON t.id = added.transaction_id WHERE t.xmin <> pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'ledger_written_whole: a transaction of the ledger gains no entry once it is written' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_written_whole';
  END IF;
  IF EXISTS (SELECT FROM added JOIN application a ON a.id = added.application_id WHERE a.call_id <> added.call_id) THEN
    RAISE EXCEPTION 'ledger_own_dossier: the dossier of an entry is one of its call' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_own_dossier';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER written_whole AFTER INSERT ON "ledger_entry" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_foreign_entries();

GRANT UPDATE (state, version) ON "envelope" TO cofund_app;
