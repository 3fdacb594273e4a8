-- The balance of an award: every computation kept whole, proposed to the holder, agreed by each funder.

-- 1. Tables.
CREATE TABLE "balance" (
    "id" UUID NOT NULL,
    "award_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "remarks_until" TEXT,
    "fixed_on" TEXT,

    CONSTRAINT "balance_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "balance_computation" (
    "balance_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "decided_cents" BIGINT NOT NULL,
    "reduced_cents" BIGINT NOT NULL,
    "award_cents" BIGINT NOT NULL,
    "planned_cents" BIGINT NOT NULL,
    "eligible_cents" BIGINT NOT NULL,
    "rate_cost_cents" BIGINT NOT NULL,
    "cap_numerator" BIGINT NOT NULL,
    "cap_denominator" BIGINT NOT NULL,
    "other_cents" BIGINT NOT NULL,
    "ended_cents" BIGINT NOT NULL,
    "cap_cents" BIGINT NOT NULL,
    "paid_cents" BIGINT NOT NULL,
    "ordered_cents" BIGINT NOT NULL,
    "unspent_cents" BIGINT NOT NULL,
    "kept_basis_points" BIGINT NOT NULL,
    "kept_cents" BIGINT NOT NULL,
    "final_cents" BIGINT NOT NULL,
    "over_cents" BIGINT NOT NULL,
    "left_cents" BIGINT NOT NULL,
    "computed_by" UUID,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "balance_computation_pkey" PRIMARY KEY ("balance_id","number")
);

CREATE TABLE "balance_leg" (
    "balance_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "leg_id" UUID NOT NULL,
    "decided_cents" BIGINT NOT NULL,
    "reduced_cents" BIGINT NOT NULL,
    "paid_cents" BIGINT NOT NULL,
    "ordered_cents" BIGINT NOT NULL,
    "committed_cents" BIGINT NOT NULL,
    "final_cents" BIGINT NOT NULL,
    "over_cents" BIGINT NOT NULL,
    "left_cents" BIGINT NOT NULL,

    CONSTRAINT "balance_leg_pkey" PRIMARY KEY ("balance_id","number","leg_id")
);

CREATE TABLE "balance_agreement" (
    "balance_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "leg_id" UUID NOT NULL,
    "decision_number" TEXT NOT NULL,
    "decision_date" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "delegation_reference" TEXT,
    "delegation_from" TEXT,
    "delegation_to" TEXT,
    "agreed_by" UUID NOT NULL,
    "agreed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "balance_agreement_pkey" PRIMARY KEY ("balance_id","number","leg_id")
);

CREATE TABLE "balance_remark" (
    "id" UUID NOT NULL,
    "balance_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "written_by" UUID NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "balance_remark_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "balance_award_id_key" ON "balance"("award_id");
CREATE INDEX "balance_application_id_idx" ON "balance"("application_id");
CREATE INDEX "balance_call_id_state_id_idx" ON "balance"("call_id", "state", "id");
-- Different persons agree for different funders.
CREATE UNIQUE INDEX "balance_agreement_balance_id_number_agreed_by_key" ON "balance_agreement"("balance_id", "number", "agreed_by");
CREATE INDEX "balance_remark_balance_id_number_idx" ON "balance_remark"("balance_id", "number");
ALTER TABLE "balance" ADD CONSTRAINT "balance_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "balance_computation" ADD CONSTRAINT "balance_computation_balance_id_fkey" FOREIGN KEY ("balance_id") REFERENCES "balance"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "balance_leg" ADD CONSTRAINT "balance_leg_balance_id_number_fkey" FOREIGN KEY ("balance_id", "number") REFERENCES "balance_computation"("balance_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "balance_leg" ADD CONSTRAINT "balance_leg_leg_id_fkey" FOREIGN KEY ("leg_id") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "balance_agreement" ADD CONSTRAINT "balance_agreement_balance_id_number_leg_id_fkey" FOREIGN KEY ("balance_id", "number", "leg_id") REFERENCES "balance_leg"("balance_id", "number", "leg_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "balance_remark" ADD CONSTRAINT "balance_remark_balance_id_number_fkey" FOREIGN KEY ("balance_id", "number") REFERENCES "balance_computation"("balance_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- 2. The formula, again: a computation that does not follow it is not written.
ALTER TABLE "balance" ADD CONSTRAINT balance_state CHECK (state IN ('AWAITED', 'COMPUTED', 'PROPOSED', 'FIXED'));
ALTER TABLE "balance" ADD CONSTRAINT balance_proposed CHECK (state NOT IN ('PROPOSED', 'FIXED') OR remarks_until ~ '^\d{4}-\d{2}-\d{2}$');
ALTER TABLE "balance" ADD CONSTRAINT balance_fixed CHECK ((state = 'FIXED') = (fixed_on IS NOT NULL));
ALTER TABLE "balance_computation" ADD CONSTRAINT balance_sources CHECK (decided_cents > 0 AND reduced_cents >= 0 AND planned_cents > 0 AND eligible_cents >= 0 AND other_cents >= 0
  AND ended_cents >= 0 AND paid_cents >= 0 AND ordered_cents >= 0 AND cap_numerator > 0 AND cap_denominator > 0 AND cap_cents >= 0 AND kept_basis_points BETWEEN 0 AND 10000);
ALTER TABLE "balance_computation" ADD CONSTRAINT balance_formula CHECK (award_cents = decided_cents - reduced_cents
  AND rate_cost_cents = div(award_cents::numeric * eligible_cents, planned_cents)
  AND unspent_cents = greatest(0, least(paid_cents, award_cents) - rate_cost_cents)
  AND kept_cents = div(unspent_cents::numeric * kept_basis_points, 10000)
  AND final_cents = least(award_cents, rate_cost_cents + kept_cents, cap_cents)
  AND over_cents = greatest(0, paid_cents - final_cents)
  AND left_cents BETWEEN 0 AND greatest(0, final_cents - paid_cents));
ALTER TABLE "balance_leg" ADD CONSTRAINT balance_leg_within CHECK (decided_cents > 0 AND final_cents BETWEEN 0 AND decided_cents - reduced_cents AND over_cents BETWEEN 0 AND paid_cents
  AND left_cents BETWEEN 0 AND committed_cents AND (over_cents = 0 OR left_cents = 0));
ALTER TABLE "balance_agreement" ADD CONSTRAINT balance_delegation CHECK (num_nulls(delegation_reference, delegation_from, delegation_to) IN (0, 3));
ALTER TABLE "balance_remark" ADD CONSTRAINT balance_remark_written CHECK (btrim(text) <> '');

-- The shares of a computation sum to it, and each pays back in proportion to what it paid, within a cent.
CREATE FUNCTION check_balance_legs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whole balance_computation%ROWTYPE;
BEGIN
  SELECT * INTO whole FROM balance_computation WHERE balance_id = NEW.balance_id AND number = NEW.number;
  IF (SELECT (sum(l.decided_cents), sum(l.reduced_cents), sum(l.paid_cents), sum(l.ordered_cents), sum(l.final_cents), sum(l.over_cents), sum(l.left_cents))
      FROM balance_leg l WHERE l.balance_id = NEW.balance_id AND l.number = NEW.number)
     IS DISTINCT FROM (whole.decided_cents::numeric, whole.reduced_cents::numeric, whole.paid_cents::numeric, whole.ordered_cents::numeric, whole.final_cents::numeric, whole.over_cents::numeric, whole.left_cents::numeric)
     OR EXISTS (SELECT FROM balance_leg l WHERE l.balance_id = NEW.balance_id AND l.number = NEW.number AND whole.paid_cents > 0
                AND abs(l.over_cents::numeric * whole.paid_cents - whole.over_cents::numeric * l.paid_cents) >= whole.paid_cents) THEN
    RAISE EXCEPTION 'balance_adds_up: the shares of computation % of balance % do not sum to it', NEW.number, NEW.balance_id USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_adds_up';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER balance_adds_up AFTER INSERT ON "balance_computation" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_balance_legs();
CREATE CONSTRAINT TRIGGER balance_adds_up AFTER INSERT ON "balance_leg" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_balance_legs();

-- 3. A balance is fixed once every share of its last computation is agreed; afterwards nothing of it changes.
CREATE FUNCTION check_balance_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state || ' ' || NEW.state) <> ALL (ARRAY['AWAITED COMPUTED', 'COMPUTED PROPOSED', 'PROPOSED COMPUTED', 'PROPOSED FIXED']) THEN
    RAISE EXCEPTION 'balance_step: balance % does not go from % to %', NEW.id, OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_step';
  END IF;
  IF OLD.state = 'FIXED' THEN
    RAISE EXCEPTION 'balance_final: balance % is fixed', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_final';
  END IF;
  IF NEW.state = 'FIXED' AND EXISTS (
    SELECT FROM balance_leg l WHERE l.balance_id = NEW.id AND l.number = (SELECT max(c.number) FROM balance_computation c WHERE c.balance_id = NEW.id)
      AND NOT EXISTS (SELECT FROM balance_agreement a WHERE a.balance_id = l.balance_id AND a.number = l.number AND a.leg_id = l.leg_id)) THEN
    RAISE EXCEPTION 'balance_agreed: a funder has not agreed on balance %', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_agreed';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER balance_step BEFORE UPDATE ON "balance" FOR EACH ROW EXECUTE FUNCTION check_balance_step();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "balance" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE FUNCTION check_new_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'AWAITED' OR NEW.version <> 1 OR NOT EXISTS (SELECT FROM award a WHERE a.id = NEW.award_id AND a.application_id = NEW.application_id AND a.call_id = NEW.call_id) THEN
    RAISE EXCEPTION 'balance_begins_awaited: balance % begins as awaited, of its award', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_begins_awaited';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER begins_awaited BEFORE INSERT ON "balance" FOR EACH ROW EXECUTE FUNCTION check_new_balance();
CREATE FUNCTION check_balance_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM balance b WHERE b.id = NEW.balance_id AND (b.state = 'PROPOSED' OR (TG_TABLE_NAME = 'balance_computation' AND b.state <> 'FIXED'))) THEN
    RAISE EXCEPTION 'balance_open: balance % is not open to this', NEW.balance_id USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_open';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER balance_open BEFORE INSERT ON "balance_computation" FOR EACH ROW EXECUTE FUNCTION check_balance_open();
CREATE TRIGGER balance_open BEFORE INSERT ON "balance_agreement" FOR EACH ROW EXECUTE FUNCTION check_balance_open();
CREATE TRIGGER balance_open BEFORE INSERT ON "balance_remark" FOR EACH ROW EXECUTE FUNCTION check_balance_open();

-- 4. History, and the rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['balance_computation', 'balance_leg', 'balance_agreement', 'balance_remark'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "balance", "balance_computation", "balance_leg", "balance_agreement", "balance_remark" TO cofund_app;
GRANT UPDATE (state, version, remarks_until, fixed_on) ON "balance" TO cofund_app;
