-- Recoveries: what a holder gives back of what a funder paid, from the computation to the last receipt.

-- 1. Tables.
CREATE TABLE "recovery" (
    "id" UUID NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "award_id" UUID NOT NULL,
    "leg_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "cents" BIGINT NOT NULL,
    "explanation" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "opened_by" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "heard_by" UUID,
    "heard_at" TIMESTAMPTZ(3),
    "remarks_until" TEXT,
    "ordered_by" UUID,
    "ordered_at" TIMESTAMPTZ(3),
    "order_number" TEXT,
    "order_date" TEXT,
    "order_authority" TEXT,
    "delegation_reference" TEXT,
    "delegation_from" TEXT,
    "delegation_to" TEXT,
    "order_reasons" TEXT,
    "appeal_text" TEXT,
    "due_on" TEXT,
    "ordered_cents" BIGINT,
    "end_reasons" TEXT,

    CONSTRAINT "recovery_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "recovery_line" (
    "recovery_id" UUID NOT NULL,
    "leg_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "cents" BIGINT NOT NULL,

    CONSTRAINT "recovery_line_pkey" PRIMARY KEY ("recovery_id","year")
);

CREATE TABLE "recovery_remark" (
    "id" UUID NOT NULL,
    "recovery_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "written_by" UUID NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_remark_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "recovery_plan" (
    "recovery_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "cents" BIGINT NOT NULL,
    "agreed_by" UUID NOT NULL,
    "agreed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_plan_pkey" PRIMARY KEY ("recovery_id","number")
);

CREATE TABLE "recovery_instalment" (
    "recovery_id" UUID NOT NULL,
    "plan" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "due_on" TEXT NOT NULL,
    "cents" BIGINT NOT NULL,

    CONSTRAINT "recovery_instalment_pkey" PRIMARY KEY ("recovery_id","plan","position")
);

CREATE TABLE "recovery_receipt" (
    "id" UUID NOT NULL,
    "recovery_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "cents" BIGINT NOT NULL,
    "value_date" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "received_by" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_receipt_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "recovery_receipt_line" (
    "receipt_id" UUID NOT NULL,
    "recovery_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "cents" BIGINT NOT NULL,

    CONSTRAINT "recovery_receipt_line_pkey" PRIMARY KEY ("receipt_id","year")
);

CREATE TABLE "recovery_return" (
    "receipt_id" UUID NOT NULL,
    "recovery_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "returned_by" UUID NOT NULL,
    "returned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_return_pkey" PRIMARY KEY ("receipt_id")
);

CREATE TABLE "recovery_waiver" (
    "id" UUID NOT NULL,
    "recovery_id" UUID NOT NULL,
    "cents" BIGINT NOT NULL,
    "reasons" TEXT NOT NULL,
    "waived_by" UUID NOT NULL,
    "waived_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_waiver_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "recovery_contest" (
    "id" UUID NOT NULL,
    "recovery_id" UUID NOT NULL,
    "filed_on" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "recorded_by" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_contest_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "recovery_contest_end" (
    "contest_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "decided_on" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "recorded_by" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_contest_end_pkey" PRIMARY KEY ("contest_id")
);

CREATE TABLE "recovery_reminder" (
    "recovery_id" UUID NOT NULL,
    "due_on" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recovery_reminder_pkey" PRIMARY KEY ("recovery_id","due_on","kind")
);
CREATE UNIQUE INDEX "recovery_number_key" ON "recovery"("number");
CREATE INDEX "recovery_award_id_idx" ON "recovery"("award_id");
CREATE INDEX "recovery_application_id_idx" ON "recovery"("application_id");
CREATE INDEX "recovery_call_id_state_id_idx" ON "recovery"("call_id", "state", "id");
CREATE INDEX "recovery_line_leg_id_year_idx" ON "recovery_line"("leg_id", "year");
CREATE INDEX "recovery_remark_recovery_id_idx" ON "recovery_remark"("recovery_id");
CREATE UNIQUE INDEX "recovery_receipt_recovery_id_number_key" ON "recovery_receipt"("recovery_id", "number");
CREATE INDEX "recovery_receipt_line_recovery_id_idx" ON "recovery_receipt_line"("recovery_id");
CREATE INDEX "recovery_return_recovery_id_idx" ON "recovery_return"("recovery_id");
CREATE INDEX "recovery_waiver_recovery_id_idx" ON "recovery_waiver"("recovery_id");
CREATE INDEX "recovery_contest_recovery_id_idx" ON "recovery_contest"("recovery_id");
ALTER TABLE "recovery" ADD CONSTRAINT "recovery_leg_id_fkey" FOREIGN KEY ("leg_id") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_line" ADD CONSTRAINT "recovery_line_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_line" ADD CONSTRAINT "recovery_line_leg_id_year_fkey" FOREIGN KEY ("leg_id", "year") REFERENCES "award_leg_year"("leg_id", "year") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_remark" ADD CONSTRAINT "recovery_remark_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_plan" ADD CONSTRAINT "recovery_plan_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_instalment" ADD CONSTRAINT "recovery_instalment_recovery_id_plan_fkey" FOREIGN KEY ("recovery_id", "plan") REFERENCES "recovery_plan"("recovery_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_receipt" ADD CONSTRAINT "recovery_receipt_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_receipt_line" ADD CONSTRAINT "recovery_receipt_line_receipt_id_fkey" FOREIGN KEY ("receipt_id") REFERENCES "recovery_receipt"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_receipt_line" ADD CONSTRAINT "recovery_receipt_line_recovery_id_year_fkey" FOREIGN KEY ("recovery_id", "year") REFERENCES "recovery_line"("recovery_id", "year") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_return" ADD CONSTRAINT "recovery_return_receipt_id_fkey" FOREIGN KEY ("receipt_id") REFERENCES "recovery_receipt"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_waiver" ADD CONSTRAINT "recovery_waiver_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_contest" ADD CONSTRAINT "recovery_contest_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_contest_end" ADD CONSTRAINT "recovery_contest_end_contest_id_fkey" FOREIGN KEY ("contest_id") REFERENCES "recovery_contest"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "recovery_reminder" ADD CONSTRAINT "recovery_reminder_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- What the clock looks at.
CREATE INDEX recovery_awaiting_receipt ON "recovery" (due_on, id) WHERE state IN ('ORDER_ISSUED', 'PARTLY_RECOVERED');

-- 2. A recovery: what each state has behind it. One a leg and cause, unless the hearing showed that it was not due.
CREATE UNIQUE INDEX recovery_once ON "recovery" (leg_id, origin, source_id) WHERE state <> 'CANCELLED';
ALTER TABLE "recovery" ADD CONSTRAINT recovery_state CHECK (state IN ('COMPUTED', 'CONTRADICTORY', 'ORDER_ISSUED', 'PARTLY_RECOVERED', 'RECOVERED', 'WAIVED', 'CONTESTED', 'CANCELLED'));
ALTER TABLE "recovery" ADD CONSTRAINT recovery_origin CHECK (origin IN ('BALANCE', 'TERMINATION', 'WITHDRAWAL', 'PURPOSE'));
ALTER TABLE "recovery" ADD CONSTRAINT recovery_amounts CHECK (cents > 0 AND ordered_cents > 0 AND ordered_cents <= cents);
ALTER TABLE "recovery" ADD CONSTRAINT recovery_explained CHECK (btrim(coalesce(explanation ->> 'fr', '')) <> '' AND btrim(coalesce(explanation ->> 'en', '')) <> '');
ALTER TABLE "recovery" ADD CONSTRAINT recovery_heard CHECK (state IN ('COMPUTED', 'CANCELLED') OR (heard_by IS NOT NULL AND heard_at IS NOT NULL AND remarks_until ~ '^\d{4}-\d{2}-\d{2}$'));
ALTER TABLE "recovery" ADD CONSTRAINT recovery_ordered CHECK (state NOT IN ('ORDER_ISSUED', 'PARTLY_RECOVERED', 'RECOVERED', 'WAIVED', 'CONTESTED') OR (ordered_by IS NOT NULL AND ordered_at IS NOT NULL
  AND order_number IS NOT NULL AND order_date IS NOT NULL AND order_authority IS NOT NULL AND btrim(coalesce(order_reasons, '')) <> '' AND btrim(coalesce(appeal_text, '')) <> ''
  AND due_on ~ '^\d{4}-\d{2}-\d{2}$' AND ordered_cents IS NOT NULL));
ALTER TABLE "recovery" ADD CONSTRAINT recovery_delegation CHECK (num_nulls(delegation_reference, delegation_from, delegation_to) IN (0, 3));
ALTER TABLE "recovery" ADD CONSTRAINT recovery_cancelled CHECK ((state = 'CANCELLED') = (btrim(coalesce(end_reasons, '')) <> ''));
ALTER TABLE "recovery" ADD CONSTRAINT recovery_separation CHECK (heard_by <> ordered_by);
ALTER TABLE "recovery_line" ADD CONSTRAINT recovery_line_positive CHECK (cents > 0);
ALTER TABLE "recovery_remark" ADD CONSTRAINT recovery_remark_written CHECK (btrim(text) <> '');
ALTER TABLE "recovery_plan" ADD CONSTRAINT recovery_plan_positive CHECK (number > 0 AND cents > 0);
ALTER TABLE "recovery_instalment" ADD CONSTRAINT recovery_instalment_positive CHECK (position > 0 AND cents > 0 AND due_on ~ '^\d{4}-\d{2}-\d{2}$');
ALTER TABLE "recovery_receipt" ADD CONSTRAINT recovery_receipt_positive CHECK (number > 0 AND cents > 0 AND btrim(reference) <> '');
ALTER TABLE "recovery_receipt_line" ADD CONSTRAINT recovery_receipt_line_positive CHECK (cents > 0);
ALTER TABLE "recovery_return" ADD CONSTRAINT recovery_return_reasoned CHECK (btrim(reason) <> '');
ALTER TABLE "recovery_waiver" ADD CONSTRAINT recovery_waiver_reasoned CHECK (cents > 0 AND btrim(reasons) <> '');
ALTER TABLE "recovery_contest_end" ADD CONSTRAINT recovery_contest_outcome CHECK (outcome IN ('UPHELD', 'REJECTED'));
ALTER TABLE "recovery_reminder" ADD CONSTRAINT recovery_reminder_kind CHECK (kind IN ('BEFORE', 'OVERDUE'));

CREATE FUNCTION check_new_recovery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'COMPUTED' OR NEW.version <> 1 OR NEW.heard_by IS NOT NULL OR NEW.ordered_by IS NOT NULL THEN
    RAISE EXCEPTION 'recovery_begins_computed: recovery % begins as computed', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_begins_computed';
  END IF;
  IF NOT EXISTS (
    SELECT FROM award_leg l JOIN award a ON a.id = l.award_id WHERE l.id = NEW.leg_id AND l.award_id = NEW.award_id
      AND l.call_id = NEW.call_id AND l.funder_code = NEW.funder_code AND a.application_id = NEW.application_id) THEN
    RAISE EXCEPTION 'recovery_of_leg: recovery % is not of this share', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_of_leg';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER begins_computed BEFORE INSERT ON "recovery" FOR EACH ROW EXECUTE FUNCTION check_new_recovery();

CREATE FUNCTION check_recovery_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state || ' ' || NEW.state) <> ALL (ARRAY[
    'COMPUTED CONTRADICTORY', 'COMPUTED CANCELLED', 'CONTRADICTORY ORDER_ISSUED', 'CONTRADICTORY CANCELLED', 'ORDER_ISSUED PARTLY_RECOVERED', 'ORDER_ISSUED WAIVED',
    'ORDER_ISSUED CONTESTED', 'PARTLY_RECOVERED RECOVERED', 'PARTLY_RECOVERED WAIVED', 'PARTLY_RECOVERED CONTESTED', 'PARTLY_RECOVERED ORDER_ISSUED',
    'CONTESTED CANCELLED', 'CONTESTED PARTLY_RECOVERED', 'RECOVERED PARTLY_RECOVERED', 'WAIVED PARTLY_RECOVERED']) THEN
    RAISE EXCEPTION 'recovery_step: recovery % does not go from % to %', NEW.id, OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_step';
  END IF;
  IF OLD.state = 'CANCELLED'
     OR (OLD.heard_by IS NOT NULL AND (OLD.heard_by, OLD.heard_at, OLD.remarks_until) IS DISTINCT FROM (NEW.heard_by, NEW.heard_at, NEW.remarks_until))
     OR (OLD.ordered_by IS NOT NULL AND (OLD.ordered_by, OLD.ordered_at, OLD.order_number, OLD.order_date, OLD.order_authority, OLD.order_reasons, OLD.appeal_text, OLD.due_on, OLD.ordered_cents)
         IS DISTINCT FROM (NEW.ordered_by, NEW.ordered_at, NEW.order_number, NEW.order_date, NEW.order_authority, NEW.order_reasons, NEW.appeal_text, NEW.due_on, NEW.ordered_cents)) THEN
    RAISE EXCEPTION 'recovery_fixed: what was written of recovery % does not change', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_fixed';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER recovery_step BEFORE UPDATE ON "recovery" FOR EACH ROW EXECUTE FUNCTION check_recovery_step();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "recovery" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();

-- 3. Its lines sum to it, and all that is claimed of a share's year is within what was paid of it. What was ordered below the computation is
-- claimed of the last year first, as it is received.
CREATE FUNCTION recovery_claims(leg uuid, of_year integer) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(greatest(0, least(n.cents, n.due - n.before))), 0) FROM (
    SELECT r.id, i.year, i.cents, coalesce(r.ordered_cents, r.cents) AS due,
           coalesce(sum(i.cents) OVER (PARTITION BY r.id ORDER BY i.year DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM recovery r JOIN recovery_line i ON i.recovery_id = r.id WHERE r.leg_id = leg AND r.state <> 'CANCELLED') n
  WHERE n.year = of_year
$$;
CREATE FUNCTION check_recovery_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the recovery%ROWTYPE; paid numeric;
BEGIN
  SELECT * INTO the FROM recovery WHERE id = NEW.recovery_id;
  IF NEW.leg_id <> the.leg_id OR the.cents <> (SELECT sum(i.cents) FROM recovery_line i WHERE i.recovery_id = the.id) THEN
    RAISE EXCEPTION 'recovery_lines: the lines of recovery % do not sum to it', the.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_lines';
  END IF;
  SELECT coalesce(sum(b.debit_cents - b.credit_cents), 0) INTO paid FROM ledger_balance b
  WHERE b.subject_id = the.application_id AND b.funder_code = the.funder_code AND b.year = NEW.year AND b.account IN ('PAID', 'RECOVERED');
  IF recovery_claims(the.leg_id, NEW.year) > paid THEN
    RAISE EXCEPTION 'recovery_within_paid: more is claimed of % than the % paid', NEW.year, paid USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_within_paid';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER recovery_within_paid AFTER INSERT ON "recovery_line" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_lines();
CREATE FUNCTION check_recovery_has_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.cents IS DISTINCT FROM (SELECT sum(i.cents) FROM recovery_line i WHERE i.recovery_id = NEW.id) THEN
    RAISE EXCEPTION 'recovery_lines: the lines of recovery % do not sum to it', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_lines';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER recovery_has_lines AFTER INSERT ON "recovery" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_has_lines();

-- 4. What is received and waived is within the order, year by year, and a state says where that has come to.
CREATE FUNCTION recovery_received(recovery uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(e.cents), 0) FROM recovery_receipt e
  WHERE e.recovery_id = $1 AND NOT EXISTS (SELECT FROM recovery_return b WHERE b.receipt_id = e.id)
$$;
CREATE FUNCTION recovery_waived(recovery uuid) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(w.cents), 0) FROM recovery_waiver w WHERE w.recovery_id = $1
$$;
CREATE FUNCTION check_recovery_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the recovery%ROWTYPE; received numeric; waived numeric;
BEGIN
  SELECT * INTO the FROM recovery WHERE id = CASE WHEN TG_TABLE_NAME = 'recovery' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'recovery_id')::uuid END;
  received := recovery_received(the.id);
  waived := recovery_waived(the.id);
  IF received + waived > coalesce(the.ordered_cents, 0) THEN
    RAISE EXCEPTION 'recovery_within_order: % received and % waived of recovery %, above its order', received, waived, the.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_within_order';
  END IF;
  IF EXISTS (
    SELECT FROM recovery_line i WHERE i.recovery_id = the.id AND i.cents < (
      SELECT coalesce(sum(n.cents), 0) FROM recovery_receipt_line n WHERE n.recovery_id = the.id AND n.year = i.year
        AND NOT EXISTS (SELECT FROM recovery_return b WHERE b.receipt_id = n.receipt_id))) THEN
    RAISE EXCEPTION 'recovery_within_line: more is received of recovery % than the line of a year', the.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_within_line';
  END IF;
  IF (CASE the.state
       WHEN 'ORDER_ISSUED' THEN received > 0 OR received + waived >= the.ordered_cents
       WHEN 'PARTLY_RECOVERED' THEN received = 0 OR received + waived >= the.ordered_cents
       WHEN 'CONTESTED' THEN received + waived >= the.ordered_cents
       WHEN 'RECOVERED' THEN received = 0 OR received + waived <> the.ordered_cents
       WHEN 'WAIVED' THEN waived = 0 OR received + waived <> the.ordered_cents
       ELSE received > 0 END) THEN
    RAISE EXCEPTION 'recovery_adds_up: recovery % is % with % received, % waived', the.id, the.state, received, waived USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_adds_up';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER recovery_adds_up AFTER UPDATE ON "recovery" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_sums();
CREATE CONSTRAINT TRIGGER recovery_adds_up AFTER INSERT ON "recovery_receipt" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_sums();
CREATE CONSTRAINT TRIGGER recovery_adds_up AFTER INSERT ON "recovery_return" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_sums();
CREATE CONSTRAINT TRIGGER recovery_adds_up AFTER INSERT ON "recovery_waiver" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_sums();

-- 5. A receipt is what the ledger recovers by it, year by year, to the cent; returned, what a reversal undoes.
CREATE FUNCTION check_receipt_in_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the recovery%ROWTYPE; receipt uuid; back boolean;
BEGIN
  receipt := CASE WHEN TG_TABLE_NAME = 'recovery_receipt' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'receipt_id')::uuid END;
  SELECT r.* INTO the FROM recovery r JOIN recovery_receipt e ON e.recovery_id = r.id WHERE e.id = receipt;
  back := EXISTS (SELECT FROM recovery_return b WHERE b.receipt_id = receipt);
  IF (SELECT e.cents FROM recovery_receipt e WHERE e.id = receipt) IS DISTINCT FROM (SELECT sum(n.cents) FROM recovery_receipt_line n WHERE n.receipt_id = receipt)
     OR EXISTS (
    SELECT FROM (SELECT n.year, n.cents FROM recovery_receipt_line n WHERE n.receipt_id = receipt) n
    FULL JOIN (SELECT e.year, sum(e.cents) AS cents FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
               WHERE t.source_id = receipt AND t.kind = 'RECOVER' AND e.funder_code = the.funder_code AND e.application_id = the.application_id GROUP BY 1) g USING (year)
    WHERE n.cents IS DISTINCT FROM g.cents)
     OR back <> EXISTS (SELECT FROM ledger_transaction t JOIN ledger_transaction v ON v.reverses_id = t.id WHERE t.source_id = receipt AND t.kind = 'RECOVER') THEN
    RAISE EXCEPTION 'receipt_in_ledger: receipt % and the ledger do not tell the same', receipt USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_in_ledger';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER receipt_in_ledger AFTER INSERT ON "recovery_receipt" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_receipt_in_ledger();
CREATE CONSTRAINT TRIGGER receipt_in_ledger AFTER INSERT ON "recovery_receipt_line" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_receipt_in_ledger();
CREATE CONSTRAINT TRIGGER receipt_in_ledger AFTER INSERT ON "recovery_return" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_receipt_in_ledger();

-- 6. Who heard, who orders and who receives are three persons (décret 2012-1246, article 9), and who waives did not order.
CREATE FUNCTION check_recovery_duties() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the recovery%ROWTYPE;
BEGIN
  SELECT * INTO the FROM recovery WHERE id = (to_jsonb(NEW) ->> 'recovery_id')::uuid;
  IF the.state NOT IN ('ORDER_ISSUED', 'PARTLY_RECOVERED', 'RECOVERED', 'WAIVED', 'CONTESTED') OR (TG_TABLE_NAME IN ('recovery_receipt', 'recovery_plan', 'recovery_waiver') AND the.state = 'CONTESTED') THEN
    RAISE EXCEPTION 'recovery_order_in_force: recovery % has no order in force', the.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_order_in_force';
  END IF;
  IF EXISTS (
    SELECT FROM (
      SELECT DISTINCT d.person, d.duty FROM (
        SELECT the.heard_by AS person, 'EXAMINER' AS duty UNION ALL SELECT the.ordered_by, 'ORDERER'
        UNION ALL SELECT agreed_by, 'ORDERER' FROM recovery_plan WHERE recovery_id = the.id
        UNION ALL SELECT waived_by, 'ORDERER' FROM recovery_waiver WHERE recovery_id = the.id
        UNION ALL SELECT received_by, 'ACCOUNTANT' FROM recovery_receipt WHERE recovery_id = the.id
        UNION ALL SELECT returned_by, 'ACCOUNTANT' FROM recovery_return WHERE recovery_id = the.id) d) n
    GROUP BY n.person HAVING count(*) > 1) OR EXISTS (SELECT FROM recovery_waiver w WHERE w.recovery_id = the.id AND w.waived_by = the.ordered_by) THEN
    RAISE EXCEPTION 'recovery_separation: one person has two duties on recovery %', the.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_separation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER duties_are_separate AFTER INSERT ON "recovery_plan" FOR EACH ROW EXECUTE FUNCTION check_recovery_duties();
CREATE TRIGGER duties_are_separate AFTER INSERT ON "recovery_waiver" FOR EACH ROW EXECUTE FUNCTION check_recovery_duties();
CREATE TRIGGER duties_are_separate AFTER INSERT ON "recovery_receipt" FOR EACH ROW EXECUTE FUNCTION check_recovery_duties();
CREATE TRIGGER duties_are_separate AFTER INSERT ON "recovery_return" FOR EACH ROW EXECUTE FUNCTION check_recovery_duties();

-- 7. A plan of instalments is for what is left of the order, exactly.
CREATE FUNCTION check_recovery_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whole bigint;
BEGIN
  SELECT cents INTO whole FROM recovery_plan WHERE recovery_id = NEW.recovery_id AND number = (CASE WHEN TG_TABLE_NAME = 'recovery_plan' THEN to_jsonb(NEW) ->> 'number' ELSE to_jsonb(NEW) ->> 'plan' END)::int;
  IF whole IS DISTINCT FROM (SELECT sum(i.cents) FROM recovery_instalment i WHERE i.recovery_id = NEW.recovery_id
      AND i.plan = (CASE WHEN TG_TABLE_NAME = 'recovery_plan' THEN to_jsonb(NEW) ->> 'number' ELSE to_jsonb(NEW) ->> 'plan' END)::int) THEN
    RAISE EXCEPTION 'recovery_plan_sums: the instalments of recovery % do not sum to its plan', NEW.recovery_id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_plan_sums';
  END IF;
  IF TG_TABLE_NAME = 'recovery_plan' AND whole <> (SELECT r.ordered_cents - recovery_received(r.id) - recovery_waived(r.id) FROM recovery r WHERE r.id = NEW.recovery_id) THEN
    RAISE EXCEPTION 'recovery_plan_sums: the plan of recovery % is not what is left of its order', NEW.recovery_id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_plan_sums';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER recovery_plan_sums AFTER INSERT ON "recovery_plan" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_plan();
CREATE CONSTRAINT TRIGGER recovery_plan_sums AFTER INSERT ON "recovery_instalment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_recovery_plan();

-- 8. History, and the rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['recovery_line', 'recovery_remark', 'recovery_plan', 'recovery_instalment', 'recovery_receipt', 'recovery_receipt_line', 'recovery_return',
                           'recovery_waiver', 'recovery_contest', 'recovery_contest_end', 'recovery_reminder'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "recovery", "recovery_line", "recovery_remark", "recovery_plan", "recovery_instalment", "recovery_receipt", "recovery_receipt_line", "recovery_return",
  "recovery_waiver", "recovery_contest", "recovery_contest_end", "recovery_reminder" TO cofund_app;
GRANT UPDATE (state, version, heard_by, heard_at, remarks_until, ordered_by, ordered_at, order_number, order_date, order_authority, delegation_reference, delegation_from,
  delegation_to, order_reasons, appeal_text, due_on, ordered_cents, end_reasons) ON "recovery" TO cofund_app;
GRANT USAGE ON SEQUENCE "recovery_number_seq" TO cofund_app;
