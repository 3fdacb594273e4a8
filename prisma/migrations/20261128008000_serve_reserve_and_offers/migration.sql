-- What follows the jury's choice: the reserve list and what freed credits propose, the lower amount offered to the holder and the plan
-- accepted with it, the outcome of a refused leg.

-- 1. Reserve list. Each rank given stays on record; the whole list is reordered in one transaction, so two dossiers may exchange ranks.
CREATE TABLE "reserve_rank" (
    "application_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "reasons" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by" UUID NOT NULL,

    CONSTRAINT "reserve_rank_pkey" PRIMARY KEY ("application_id","version")
);
ALTER TABLE "reserve_rank" ADD CONSTRAINT "reserve_rank_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reserve_rank" ADD CONSTRAINT reserve_rank_positive CHECK (rank > 0);
DROP INDEX application_reserve_rank;
ALTER TABLE "application" ADD CONSTRAINT application_reserve_rank EXCLUDE USING btree (call_id WITH =, reserve_rank WITH =) WHERE (state = 'RESERVE') DEFERRABLE INITIALLY IMMEDIATE;
-- What the clock looks for.
CREATE INDEX application_reserve_expiry ON "application" (reserve_expires_at, id) WHERE state = 'RESERVE';

-- 2. Freed credits propose the first of the list that they pay for; the jury takes it or passes it over.
CREATE TABLE "reserve_proposal" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "examination" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "cause_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" UUID,
    "reasons" TEXT,

    CONSTRAINT "reserve_proposal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "reserve_proposal_call_id_id_idx" ON "reserve_proposal"("call_id", "id");
ALTER TABLE "reserve_proposal" ADD CONSTRAINT "reserve_proposal_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "reserve_proposal" ADD CONSTRAINT reserve_proposal_state CHECK (state IN ('DRAFT', 'PROPOSED', 'TAKEN', 'PASSED_OVER', 'LAPSED'));
ALTER TABLE "reserve_proposal" ADD CONSTRAINT reserve_proposal_closed CHECK ((state IN ('DRAFT', 'PROPOSED')) = (closed_at IS NULL));
ALTER TABLE "reserve_proposal" ADD CONSTRAINT reserve_proposal_passed_over CHECK (state <> 'PASSED_OVER' OR (reasons IS NOT NULL AND closed_by IS NOT NULL));
-- Whatever the code: a dossier is never proposed twice at once.
CREATE UNIQUE INDEX reserve_proposal_open ON "reserve_proposal" (application_id) WHERE closed_at IS NULL;

-- 3. An award that a funder or its holder refused may be followed by another one: one award an attempt, the last one being in force.
ALTER TABLE "application" ADD COLUMN "award_attempt" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "award" ADD COLUMN "attempt" INTEGER NOT NULL DEFAULT 1;
DROP INDEX "award_application_id_examination_key";
CREATE UNIQUE INDEX "award_application_id_examination_attempt_key" ON "award"("application_id", "examination", "attempt");
CREATE TABLE "award_outcome" (
    "award_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "decided_by" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "award_outcome_pkey" PRIMARY KEY ("award_id")
);
ALTER TABLE "award_outcome" ADD CONSTRAINT "award_outcome_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "award_outcome" ADD CONSTRAINT award_outcome_value CHECK (outcome IN ('RESERVE', 'OTHER_FUNDING', 'REFUSED'));

-- 4. A lower amount than asked is offered to the holder, who accepts it in writing with a plan that balances, or declines it.
CREATE TABLE "amount_offer" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "award_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by" UUID,
    "reasons" TEXT,

    CONSTRAINT "amount_offer_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "amount_offer_award_id_key" ON "amount_offer"("award_id");
CREATE INDEX "amount_offer_application_id_id_idx" ON "amount_offer"("application_id", "id");
CREATE INDEX amount_offer_due ON "amount_offer" (due_at, id) WHERE state = 'OFFERED';
ALTER TABLE "amount_offer" ADD CONSTRAINT "amount_offer_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amount_offer" ADD CONSTRAINT "amount_offer_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amount_offer" ADD CONSTRAINT amount_offer_state CHECK (state IN ('DRAFT', 'OFFERED', 'ACCEPTED', 'DECLINED', 'LAPSED', 'CANCELLED'));
ALTER TABLE "amount_offer" ADD CONSTRAINT amount_offer_answered CHECK ((state IN ('ACCEPTED', 'DECLINED')) = (answered_at IS NOT NULL AND answered_by IS NOT NULL));
ALTER TABLE "amount_offer" ADD CONSTRAINT amount_offer_declined CHECK (state <> 'DECLINED' OR reasons IS NOT NULL);

CREATE TABLE "award_plan" (
    "application_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "offer_id" UUID NOT NULL,
    "content" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_by" UUID NOT NULL,

    CONSTRAINT "award_plan_pkey" PRIMARY KEY ("application_id","number")
);
CREATE UNIQUE INDEX "award_plan_offer_id_key" ON "award_plan"("offer_id");
ALTER TABLE "award_plan" ADD CONSTRAINT "award_plan_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "award_plan" ADD CONSTRAINT "award_plan_offer_id_fkey" FOREIGN KEY ("offer_id") REFERENCES "amount_offer"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "award_plan" ADD CONSTRAINT award_plan_number CHECK (number > 0);

-- What is offered and accepted stands beside what was asked, proposed and decided, by year and funder.
ALTER TABLE "application_amount" DROP CONSTRAINT amount_stage;
ALTER TABLE "application_amount" ADD CONSTRAINT amount_stage CHECK (stage IN ('REQUESTED', 'PROPOSED_CAF', 'PROPOSED_DDETS', 'PROPOSED_COMMITTEE', 'DECIDED', 'OFFERED', 'ACCEPTED'));

-- A plan is of the amounts of its award to the cent, and balances in each year: the holder's own budget again, for the lower amount.
CREATE FUNCTION check_award_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong integer;
BEGIN
  SELECT coalesce(g.year, y.year) INTO wrong
  FROM (SELECT (r ->> 'year')::int AS year, sum((r ->> 'cents')::bigint) AS cents
        FROM jsonb_array_elements(NEW.content -> 'requestedYears') r GROUP BY 1) g
  FULL JOIN (SELECT s.year, sum(s.cents) AS cents FROM amount_offer o JOIN award_leg_year s ON s.award_id = o.award_id
             WHERE o.id = NEW.offer_id GROUP BY 1) y ON y.year = g.year
  WHERE g.cents IS DISTINCT FROM y.cents LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'award_plan_is_of_award: the plan of offer % is not of the award in %', NEW.offer_id, wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'award_plan_is_of_award';
  END IF;
  SELECT t.year INTO wrong FROM (
    SELECT (l ->> 'year')::int AS year, CASE l ->> 'side' WHEN 'EXPENSE' THEN -1 ELSE 1 END * (l ->> 'cents')::bigint AS cents
    FROM jsonb_array_elements(NEW.content #> '{budget,lines}') l
    UNION ALL SELECT (r ->> 'year')::int, (r ->> 'cents')::bigint FROM jsonb_array_elements(NEW.content -> 'requestedYears') r) t
  GROUP BY t.year HAVING sum(t.cents) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'award_plan_balances: the plan of offer % does not balance in %', NEW.offer_id, wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'award_plan_balances';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER award_plan_balances BEFORE INSERT ON "award_plan" FOR EACH ROW EXECUTE FUNCTION check_award_plan();

-- Accepted with a plan, or not at all; and no funder decides a lower amount that its holder has not accepted.
CREATE FUNCTION check_offer_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM award_plan p WHERE p.offer_id = NEW.id) THEN
    RAISE EXCEPTION 'offer_accepted_with_plan: offer % has no plan', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_accepted_with_plan';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER accepted_with_plan BEFORE INSERT OR UPDATE ON "amount_offer" FOR EACH ROW WHEN (NEW.state = 'ACCEPTED') EXECUTE FUNCTION check_offer_accepted();
CREATE FUNCTION check_leg_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM amount_offer o WHERE o.award_id = NEW.award_id AND o.state <> 'ACCEPTED') THEN
    RAISE EXCEPTION 'decided_once_accepted: the lower amount of award % is not accepted', NEW.award_id USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_once_accepted';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER decided_once_accepted BEFORE UPDATE ON "award_leg" FOR EACH ROW
  WHEN (OLD.state = 'PENDING' AND NEW.state = 'DECIDED') EXECUTE FUNCTION check_leg_accepted();

-- 5. History.
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "reserve_proposal" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "amount_offer" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER closed_is_frozen BEFORE UPDATE ON "reserve_proposal" FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_closed_remedy();
-- One that lapsed may be renewed; an answer, or the end of the dossier, is final.
CREATE TRIGGER closed_is_frozen BEFORE UPDATE ON "amount_offer" FOR EACH ROW WHEN (OLD.state IN ('ACCEPTED', 'DECLINED', 'CANCELLED')) EXECUTE FUNCTION refuse_change_of_closed_remedy();
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['reserve_rank', 'award_outcome', 'award_plan'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;

-- 6. Rights of the application's role.
GRANT SELECT, INSERT ON "reserve_rank", "reserve_proposal", "award_outcome", "amount_offer", "award_plan" TO cofund_app;
GRANT UPDATE (state, version, closed_at, closed_by, reasons) ON "reserve_proposal" TO cofund_app;
GRANT UPDATE (state, version, due_at, answered_at, answered_by, reasons) ON "amount_offer" TO cofund_app;
