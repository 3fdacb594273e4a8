-- Payments: the tranches of each funder's share, the chain of persons that certifies, orders and pays each of them, the bank details they go
-- to, the batches sent to the bank and what comes back.

-- 1. Tables.
CREATE TABLE "bank_details" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "iban" TEXT NOT NULL,
    "bic" TEXT NOT NULL,
    "account_holder" TEXT NOT NULL,
    "mismatch_reason" TEXT,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_by" UUID,
    "confirmed_at" TIMESTAMPTZ(3),
    "refusal_reasons" TEXT,

    CONSTRAINT "bank_details_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "bank_reading" (
    "id" UUID NOT NULL,
    "bank_details_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bank_reading_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "award_id" UUID NOT NULL,
    "leg_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "rate" INTEGER NOT NULL,
    "planned_cents" BIGINT NOT NULL,
    "terms" JSONB NOT NULL,
    "expected_on" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "certified_by" UUID,
    "certified_at" TIMESTAMPTZ(3),
    "liquidated_by" UUID,
    "liquidated_at" TIMESTAMPTZ(3),
    "liquidated_cents" BIGINT,
    "ordered_by" UUID,
    "ordered_at" TIMESTAMPTZ(3),
    "bank_details_id" UUID,
    "paid_by" UUID,
    "paid_at" TIMESTAMPTZ(3),
    "value_date" TEXT,
    "reference" TEXT,
    "held_cause" TEXT,
    "reason" TEXT,
    "rejected_by" UUID,
    "rejected_bank_id" UUID,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "payment_duty" (
    "payment_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "duty" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_duty_pkey" PRIMARY KEY ("payment_id","person_id")
);

CREATE TABLE "report_acceptance" (
    "award_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "accepted_on" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "recorded_by" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_acceptance_pkey" PRIMARY KEY ("award_id","year")
);

CREATE TABLE "payment_credit_measure" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "open" BOOLEAN NOT NULL,
    "reasons" TEXT NOT NULL,
    "decided_by" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_credit_measure_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "payment_batch" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "departments" TEXT[],
    "execution_on" TEXT NOT NULL,
    "debtor_name" TEXT NOT NULL,
    "debtor_iban" TEXT NOT NULL,
    "debtor_bic" TEXT NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_batch_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "payment_batch_line" (
    "batch_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "payment_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "bank_details_id" UUID NOT NULL,
    "cents" BIGINT NOT NULL,

    CONSTRAINT "payment_batch_line_pkey" PRIMARY KEY ("batch_id","line")
);

CREATE TABLE "payment_return" (
    "id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "results" JSONB NOT NULL,
    "received_by" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_return_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "bank_details_organisation_id_number_key" ON "bank_details"("organisation_id", "number");
CREATE INDEX "bank_reading_bank_details_id_idx" ON "bank_reading"("bank_details_id");
CREATE UNIQUE INDEX "payment_number_key" ON "payment"("number");
CREATE INDEX "payment_call_id_funder_code_state_expected_on_id_idx" ON "payment"("call_id", "funder_code", "state", "expected_on", "id");
CREATE INDEX "payment_award_id_idx" ON "payment"("award_id");
CREATE INDEX "payment_application_id_idx" ON "payment"("application_id");
CREATE INDEX "payment_expected_on_id_idx" ON "payment"("expected_on", "id");
CREATE UNIQUE INDEX "payment_leg_id_year_position_key" ON "payment"("leg_id", "year", "position");
CREATE INDEX "payment_credit_measure_call_id_funder_code_year_id_idx" ON "payment_credit_measure"("call_id", "funder_code", "year", "id");
CREATE UNIQUE INDEX "payment_batch_call_id_funder_code_number_key" ON "payment_batch"("call_id", "funder_code", "number");
CREATE UNIQUE INDEX "payment_batch_line_payment_id_attempt_key" ON "payment_batch_line"("payment_id", "attempt");
CREATE UNIQUE INDEX "payment_return_batch_id_hash_key" ON "payment_return"("batch_id", "hash");
ALTER TABLE "bank_details" ADD CONSTRAINT "bank_details_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "bank_reading" ADD CONSTRAINT "bank_reading_bank_details_id_fkey" FOREIGN KEY ("bank_details_id") REFERENCES "bank_details"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment" ADD CONSTRAINT "payment_leg_id_year_fkey" FOREIGN KEY ("leg_id", "year") REFERENCES "award_leg_year"("leg_id", "year") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment" ADD CONSTRAINT "payment_bank_details_id_fkey" FOREIGN KEY ("bank_details_id") REFERENCES "bank_details"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment" ADD CONSTRAINT "payment_rejected_bank_id_fkey" FOREIGN KEY ("rejected_bank_id") REFERENCES "bank_details"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment_duty" ADD CONSTRAINT "payment_duty_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "report_acceptance" ADD CONSTRAINT "report_acceptance_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment_credit_measure" ADD CONSTRAINT "payment_credit_measure_call_id_funder_code_fkey" FOREIGN KEY ("call_id", "funder_code") REFERENCES "call_funder"("call_id", "code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment_batch" ADD CONSTRAINT "payment_batch_call_id_funder_code_fkey" FOREIGN KEY ("call_id", "funder_code") REFERENCES "call_funder"("call_id", "code") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment_batch_line" ADD CONSTRAINT "payment_batch_line_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "payment_batch"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment_batch_line" ADD CONSTRAINT "payment_batch_line_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment_batch_line" ADD CONSTRAINT "payment_batch_line_bank_details_id_fkey" FOREIGN KEY ("bank_details_id") REFERENCES "bank_details"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "payment_return" ADD CONSTRAINT "payment_return_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "payment_batch"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- 2. Bank details: checked to the last digit, confirmed by a second person, never edited. A change is a new version.
CREATE FUNCTION iban_is_valid(iban text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE digits text := ''; sign text;
BEGIN
  IF iban !~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$' THEN RETURN false; END IF;
  FOREACH sign IN ARRAY string_to_array(substr(iban, 5) || substr(iban, 1, 4), NULL) LOOP
    digits := digits || CASE WHEN sign ~ '[A-Z]' THEN (ascii(sign) - 55)::text ELSE sign END;
  END LOOP;
  RETURN digits::numeric % 97 = 1;
END
$$;
ALTER TABLE "bank_details" ADD CONSTRAINT bank_details_state CHECK (state IN ('PROPOSED', 'ACTIVE', 'REFUSED'));
ALTER TABLE "bank_details" ADD CONSTRAINT bank_details_iban CHECK (iban_is_valid(iban));
ALTER TABLE "bank_details" ADD CONSTRAINT bank_details_bic CHECK (bic ~ '^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$');
ALTER TABLE "bank_details" ADD CONSTRAINT bank_details_two_people CHECK (confirmed_by <> proposed_by);
ALTER TABLE "bank_details" ADD CONSTRAINT bank_details_confirmed CHECK ((state <> 'PROPOSED') = (confirmed_by IS NOT NULL AND confirmed_at IS NOT NULL));
ALTER TABLE "bank_details" ADD CONSTRAINT bank_details_refused CHECK ((state = 'REFUSED') = (refusal_reasons IS NOT NULL));
-- One proposal at a time: the second person knows which one is confirmed.
CREATE UNIQUE INDEX bank_details_one_proposal ON "bank_details" (organisation_id) WHERE state = 'PROPOSED';
CREATE FUNCTION refuse_change_of_bank_details() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'bank_details_fixed: bank details % do not change: propose new ones', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_details_fixed';
END
$$;
CREATE TRIGGER bank_details_fixed BEFORE UPDATE ON "bank_details" FOR EACH ROW
  WHEN (OLD.state <> 'PROPOSED' OR (OLD.id, OLD.organisation_id, OLD.number, OLD.iban, OLD.bic, OLD.account_holder, OLD.proposed_by, OLD.proposed_at) IS DISTINCT FROM (NEW.id, NEW.organisation_id, NEW.number, NEW.iban, NEW.bic, NEW.account_holder, NEW.proposed_by, NEW.proposed_at)
    OR OLD.mismatch_reason IS DISTINCT FROM NEW.mismatch_reason)
  EXECUTE FUNCTION refuse_change_of_bank_details();
CREATE FUNCTION check_new_bank_details() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'PROPOSED' THEN
    RAISE EXCEPTION 'bank_details_two_people: bank details begin as a proposal' USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_details_two_people';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER begins_proposed BEFORE INSERT ON "bank_details" FOR EACH ROW EXECUTE FUNCTION check_new_bank_details();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "bank_details" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();

-- 3. A payment: what each state has behind it.
ALTER TABLE "payment" ADD CONSTRAINT payment_state CHECK (state IN ('PLANNED', 'DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED', 'ORDERED', 'PAID', 'HELD', 'REJECTED_BY_BANK', 'CANCELLED'));
ALTER TABLE "payment" ADD CONSTRAINT payment_kind CHECK (kind IN ('ADVANCE', 'INSTALMENT', 'BALANCE'));
ALTER TABLE "payment" ADD CONSTRAINT payment_held_cause CHECK (held_cause IN ('REPORT_MISSING', 'CREDITS_FROZEN', 'SIRET_CLOSED', 'DEBT', 'OTHER', 'LEG_SUSPENDED', 'CREDITS_CLOSED', 'BANK_DETAILS'));
ALTER TABLE "payment" ADD CONSTRAINT payment_amounts CHECK (planned_cents > 0 AND liquidated_cents > 0 AND liquidated_cents <= planned_cents);
ALTER TABLE "payment" ADD CONSTRAINT payment_certified CHECK (state NOT IN ('PERFORMANCE_CERTIFIED', 'LIQUIDATED', 'ORDERED', 'PAID') OR (certified_by IS NOT NULL AND certified_at IS NOT NULL));
ALTER TABLE "payment" ADD CONSTRAINT payment_liquidated CHECK (state NOT IN ('LIQUIDATED', 'ORDERED', 'PAID') OR (liquidated_by IS NOT NULL AND liquidated_at IS NOT NULL AND liquidated_cents IS NOT NULL));
ALTER TABLE "payment" ADD CONSTRAINT payment_ordered CHECK (state NOT IN ('ORDERED', 'PAID') OR (ordered_by IS NOT NULL AND ordered_at IS NOT NULL AND bank_details_id IS NOT NULL));
ALTER TABLE "payment" ADD CONSTRAINT payment_paid CHECK ((state = 'PAID') <= (paid_by IS NOT NULL AND paid_at IS NOT NULL AND value_date IS NOT NULL AND reference IS NOT NULL));
ALTER TABLE "payment" ADD CONSTRAINT payment_held CHECK ((state = 'HELD') = (held_cause IS NOT NULL));
ALTER TABLE "payment" ADD CONSTRAINT payment_reasoned CHECK (state NOT IN ('HELD', 'REJECTED_BY_BANK', 'CANCELLED') OR btrim(coalesce(reason, '')) <> '');
ALTER TABLE "payment" ADD CONSTRAINT payment_rejected CHECK ((state = 'REJECTED_BY_BANK') <= (rejected_by IS NOT NULL AND rejected_bank_id IS NOT NULL));
-- Examiner, orderer and accountant are three persons (décret 2012-1246, article 9), whatever roles one of them holds.
ALTER TABLE "payment" ADD CONSTRAINT payment_separation CHECK (
  certified_by <> liquidated_by AND certified_by <> ordered_by AND certified_by <> paid_by AND certified_by <> rejected_by
  AND liquidated_by <> paid_by AND liquidated_by <> rejected_by AND ordered_by <> paid_by AND ordered_by <> rejected_by);
ALTER TABLE "payment_duty" ADD CONSTRAINT payment_duty_kind CHECK (duty IN ('EXAMINER', 'ORDERER', 'ACCOUNTANT'));

-- The same over all the attempts of a payment, once an earlier one has been cleared: one person, one duty.
CREATE FUNCTION keep_payment_duties() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO payment_duty (payment_id, person_id, duty, since)
  SELECT DISTINCT ON (d.person) NEW.id, d.person, d.duty, d.since FROM (VALUES
    (NEW.certified_by, 'EXAMINER', NEW.certified_at), (NEW.liquidated_by, 'ORDERER', NEW.liquidated_at), (NEW.ordered_by, 'ORDERER', NEW.ordered_at),
    (NEW.paid_by, 'ACCOUNTANT', NEW.paid_at), (NEW.rejected_by, 'ACCOUNTANT', coalesce(NEW.paid_at, NEW.ordered_at))) AS d (person, duty, since)
  WHERE d.person IS NOT NULL
  ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT FROM payment_duty k WHERE k.payment_id = NEW.id AND (
      (k.person_id = NEW.certified_by AND k.duty <> 'EXAMINER') OR (k.person_id IN (NEW.liquidated_by, NEW.ordered_by) AND k.duty <> 'ORDERER')
      OR (k.person_id IN (NEW.paid_by, NEW.rejected_by) AND k.duty <> 'ACCOUNTANT'))) THEN
    RAISE EXCEPTION 'payment_separation: one person has two duties on payment %', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_separation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER duties_are_kept AFTER UPDATE ON "payment" FOR EACH ROW EXECUTE FUNCTION keep_payment_duties();

-- 4. A payment begins as planned, for a notified share, and goes from state to state as the machine says.
CREATE FUNCTION check_new_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'PLANNED' OR NEW.attempt <> 1 OR NEW.certified_by IS NOT NULL OR NEW.liquidated_by IS NOT NULL OR NEW.ordered_by IS NOT NULL
     OR NEW.paid_by IS NOT NULL OR NEW.rejected_by IS NOT NULL THEN
    RAISE EXCEPTION 'payment_begins_planned: payment % begins as planned', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_begins_planned';
  END IF;
  IF NOT EXISTS (
    SELECT FROM award_leg l JOIN award a ON a.id = l.award_id WHERE l.id = NEW.leg_id AND l.notified_on IS NOT NULL AND l.award_id = NEW.award_id
      AND l.call_id = NEW.call_id AND l.funder_code = NEW.funder_code AND a.application_id = NEW.application_id) THEN
    RAISE EXCEPTION 'payment_of_notified_leg: payment % is not of a notified share', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_of_notified_leg';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER begins_planned BEFORE INSERT ON "payment" FOR EACH ROW EXECUTE FUNCTION check_new_payment();
CREATE FUNCTION check_payment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state || ' ' || NEW.state) <> ALL (ARRAY[
    'PLANNED DUE', 'PLANNED HELD', 'PLANNED CANCELLED', 'DUE PERFORMANCE_CERTIFIED', 'DUE HELD', 'DUE CANCELLED',
    'PERFORMANCE_CERTIFIED LIQUIDATED', 'PERFORMANCE_CERTIFIED HELD', 'PERFORMANCE_CERTIFIED CANCELLED',
    'LIQUIDATED ORDERED', 'LIQUIDATED HELD', 'LIQUIDATED CANCELLED', 'ORDERED PAID', 'ORDERED REJECTED_BY_BANK', 'ORDERED CANCELLED',
    'PAID REJECTED_BY_BANK', 'HELD PLANNED', 'HELD CANCELLED', 'REJECTED_BY_BANK DUE', 'REJECTED_BY_BANK CANCELLED']) THEN
    RAISE EXCEPTION 'payment_step: payment % does not go from % to %', NEW.id, OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_step';
  END IF;
  IF OLD.state = 'CANCELLED' OR (OLD.state IN ('ORDERED', 'PAID') AND NEW.state <> 'CANCELLED' AND (OLD.certified_by, OLD.liquidated_by, OLD.liquidated_cents, OLD.ordered_by, OLD.bank_details_id, OLD.attempt)
      IS DISTINCT FROM (NEW.certified_by, NEW.liquidated_by, NEW.liquidated_cents, NEW.ordered_by, NEW.bank_details_id, NEW.attempt)) THEN
    RAISE EXCEPTION 'payment_fixed: what was ordered of payment % does not change', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_fixed';
  END IF;
  -- To the account of the holder, confirmed by a second person; never again to the one that the bank rejected.
  IF NEW.state = 'ORDERED' AND OLD.state <> 'ORDERED' AND NOT EXISTS (
    SELECT FROM bank_details b JOIN award a ON a.organisation_id = b.organisation_id
    WHERE b.id = NEW.bank_details_id AND b.state = 'ACTIVE' AND a.id = NEW.award_id AND b.id IS DISTINCT FROM NEW.rejected_bank_id) THEN
    RAISE EXCEPTION 'payment_to_holder: payment % is not ordered to a confirmed account of its holder', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_to_holder';
  END IF;
  IF NEW.state IN ('PERFORMANCE_CERTIFIED', 'LIQUIDATED', 'ORDERED') AND OLD.state <> NEW.state
     AND NOT EXISTS (SELECT FROM award_leg l WHERE l.id = NEW.leg_id AND l.state IN ('NOTIFIED', 'ACTIVE')) THEN
    RAISE EXCEPTION 'payment_of_running_leg: the share of payment % is suspended or over', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_of_running_leg';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER payment_step BEFORE UPDATE ON "payment" FOR EACH ROW EXECUTE FUNCTION check_payment_step();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "payment" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();

-- 5. What is planned of a share's year is within it.
CREATE FUNCTION check_payments_within_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT coalesce(sum(p.planned_cents), 0) FROM payment p WHERE p.leg_id = NEW.leg_id AND p.year = NEW.year AND p.state <> 'CANCELLED')
     > (SELECT y.cents FROM award_leg_year y WHERE y.leg_id = NEW.leg_id AND y.year = NEW.year) THEN
    RAISE EXCEPTION 'payments_within_share: the payments of leg % are above its share of %', NEW.leg_id, NEW.year USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_within_share';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER payments_within_share AFTER INSERT ON "payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_payments_within_share();

-- 6. A payment says ordered or paid if and only if the ledger does, to the cent.
CREATE FUNCTION check_payment_in_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the payment%ROWTYPE; in_order bigint; in_paid bigint;
BEGIN
  SELECT * INTO the FROM payment WHERE id = NEW.id;
  SELECT coalesce(sum(e.cents * ((e.debit_account = 'ORDERED')::int - (e.credit_account = 'ORDERED')::int)), 0),
         coalesce(sum(e.cents * ((e.debit_account = 'PAID')::int - (e.credit_account = 'PAID')::int)), 0)
  INTO in_order, in_paid
  FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
  WHERE t.source_id = the.id AND e.funder_code = the.funder_code AND e.year = the.year AND e.application_id = the.application_id;
  IF (in_order <> CASE the.state WHEN 'ORDERED' THEN the.liquidated_cents ELSE 0 END) OR (in_paid <> CASE the.state WHEN 'PAID' THEN the.liquidated_cents ELSE 0 END) THEN
    RAISE EXCEPTION 'payment_in_ledger: payment % is % and the ledger has % ordered, % paid', the.id, the.state, in_order, in_paid USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_in_ledger';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER payment_in_ledger AFTER UPDATE ON "payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.state IN ('ORDERED', 'PAID') OR NEW.state IN ('ORDERED', 'PAID')) EXECUTE FUNCTION check_payment_in_ledger();

-- 7. Batches hold what was ordered, once an attempt, to the account and for the sum ordered.
ALTER TABLE "payment_batch" ADD CONSTRAINT payment_batch_number CHECK (number > 0 AND cardinality(departments) > 0);
ALTER TABLE "payment_batch" ADD CONSTRAINT payment_batch_iban CHECK (iban_is_valid(debtor_iban));
CREATE FUNCTION check_batch_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM payment p JOIN payment_batch b ON b.id = NEW.batch_id AND b.call_id = p.call_id AND b.funder_code = p.funder_code
    WHERE p.id = NEW.payment_id AND p.state = 'ORDERED' AND p.attempt = NEW.attempt AND p.bank_details_id = NEW.bank_details_id AND p.liquidated_cents = NEW.cents) THEN
    RAISE EXCEPTION 'batch_of_orders: payment % is not ordered so', NEW.payment_id USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_of_orders';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER batch_of_orders BEFORE INSERT ON "payment_batch_line" FOR EACH ROW EXECUTE FUNCTION check_batch_line();
ALTER TABLE "payment_credit_measure" ADD CONSTRAINT credit_measure_reasoned CHECK (btrim(reasons) <> '');

-- 8. History, and the rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['bank_reading', 'payment_duty', 'report_acceptance', 'payment_credit_measure', 'payment_batch', 'payment_batch_line', 'payment_return'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "bank_details", "bank_reading", "payment", "report_acceptance", "payment_credit_measure", "payment_batch", "payment_batch_line", "payment_return" TO cofund_app;
GRANT SELECT ON "payment_duty" TO cofund_app;
GRANT UPDATE (state, version, confirmed_by, confirmed_at, refusal_reasons) ON "bank_details" TO cofund_app;
GRANT UPDATE (state, version, attempt, due_at, certified_by, certified_at, liquidated_by, liquidated_at, liquidated_cents, ordered_by, ordered_at,
  bank_details_id, paid_by, paid_at, value_date, reference, held_cause, reason, rejected_by, rejected_bank_id) ON "payment" TO cofund_app;
GRANT USAGE ON SEQUENCE "payment_number_seq" TO cofund_app;
