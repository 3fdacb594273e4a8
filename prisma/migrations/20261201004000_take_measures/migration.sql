-- A funder ends its share once the holder was heard (termination, withdrawal), or at the holder's request.
CREATE TABLE "measure" (
    "id" UUID NOT NULL,
    "leg_id" UUID NOT NULL,
    "award_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "ground" TEXT NOT NULL,
    "grievances" TEXT NOT NULL,
    "breach_on" TEXT,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "opened_by" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "remarks_until" TEXT,
    "remarks_done" BOOLEAN NOT NULL DEFAULT false,
    "oral" TEXT NOT NULL DEFAULT 'NOT_ASKED',
    "heard_on" TEXT,
    "oral_account" TEXT,
    "decision_number" TEXT,
    "decision_date" TEXT,
    "authority" TEXT,
    "delegation_reference" TEXT,
    "delegation_from" TEXT,
    "delegation_to" TEXT,
    "reasons" TEXT,
    "appeal" TEXT,
    "effective_on" TEXT,
    "claim" JSONB,
    "claim_cents" BIGINT,
    "closed_by" UUID,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "measure_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "measure_remark" (
    "measure_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "measure_remark_pkey" PRIMARY KEY ("measure_id","number")
);
CREATE INDEX "measure_award_id_idx" ON "measure"("award_id");
CREATE INDEX "measure_call_id_state_id_idx" ON "measure"("call_id", "state", "id");
ALTER TABLE "measure" ADD CONSTRAINT "measure_leg_id_fkey" FOREIGN KEY ("leg_id") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "measure_remark" ADD CONSTRAINT "measure_remark_measure_id_fkey" FOREIGN KEY ("measure_id") REFERENCES "measure"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "measure" ADD CONSTRAINT measure_state CHECK (state IN ('NEW', 'REQUESTED', 'HEARING', 'DECIDED', 'DROPPED'));
ALTER TABLE "measure" ADD CONSTRAINT measure_ground CHECK (state = 'NEW' OR (kind, ground) IN (('TERMINATION', 'NOT_CARRIED_OUT'), ('TERMINATION', 'CONDITIONS_BROKEN'), ('TERMINATION', 'HOLDER_REQUEST'),
  ('WITHDRAWAL', 'CONDITIONS_BROKEN'), ('WITHDRAWAL', 'ILLEGAL'), ('WITHDRAWAL', 'REPUBLICAN_CONTRACT'), ('WITHDRAWAL', 'PURPOSE_CHANGED')));
ALTER TABLE "measure" ADD CONSTRAINT measure_dated CHECK (state = 'NEW' OR ground NOT IN ('REPUBLICAN_CONTRACT', 'PURPOSE_CHANGED') OR breach_on IS NOT NULL);
ALTER TABLE "measure" ADD CONSTRAINT measure_grieved CHECK (state = 'NEW' OR btrim(grievances) <> '');
ALTER TABLE "measure" ADD CONSTRAINT measure_oral CHECK (oral IN ('NOT_ASKED', 'ASKED', 'HEARD', 'DECLINED') AND (oral = 'HEARD') = (heard_on IS NOT NULL)
  AND (oral IN ('HEARD', 'DECLINED')) = (btrim(coalesce(oral_account, '')) <> ''));
-- The holder could answer before anything is decided against it (CRPA L122-1): no day of a call ends before 10:00 UTC. A decision on the holder's own
-- request needs no hearing (L121-1).
ALTER TABLE "measure" ADD CONSTRAINT measure_heard CHECK (state NOT IN ('HEARING', 'DECIDED') OR ground = 'HOLDER_REQUEST'
  OR (remarks_until IS NOT NULL AND (state = 'HEARING' OR (oral <> 'ASKED' AND (remarks_done OR closed_at >= (remarks_until || 'T10:00:00Z')::timestamptz)))));
ALTER TABLE "measure" ADD CONSTRAINT measure_decided CHECK ((state = 'DECIDED') = (num_nulls(decision_number, decision_date, authority, appeal, effective_on, claim, claim_cents) = 0)
  AND (state = 'DECIDED' OR num_nonnulls(decision_number, decision_date, authority, appeal, effective_on, claim, claim_cents) = 0));
ALTER TABLE "measure" ADD CONSTRAINT measure_closed CHECK ((state IN ('DECIDED', 'DROPPED')) = (closed_by IS NOT NULL AND closed_at IS NOT NULL));
ALTER TABLE "measure" ADD CONSTRAINT measure_reasoned CHECK (state <> 'DECIDED' OR (btrim(coalesce(reasons, '')) <> '' AND btrim(appeal) <> ''));
ALTER TABLE "measure" ADD CONSTRAINT measure_claim CHECK (claim_cents >= 0);
ALTER TABLE "measure" ADD CONSTRAINT measure_delegated CHECK (num_nulls(delegation_reference, delegation_from, delegation_to) IN (0, 3)
  AND (delegation_from IS NULL OR (delegation_from <= decision_date AND decision_date <= delegation_to)));
CREATE UNIQUE INDEX measure_one_open ON "measure" (leg_id) WHERE state IN ('NEW', 'REQUESTED', 'HEARING');

CREATE FUNCTION check_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'NEW' THEN
      RAISE EXCEPTION 'measure_begins: measure % begins %', NEW.id, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('DECIDED', 'DROPPED')
     OR (OLD.id, OLD.leg_id, OLD.award_id, OLD.application_id, OLD.call_id, OLD.kind, OLD.ground, OLD.grievances, OLD.opened_by, OLD.opened_at)
        IS DISTINCT FROM (NEW.id, NEW.leg_id, NEW.award_id, NEW.application_id, NEW.call_id, NEW.kind, NEW.ground, NEW.grievances, NEW.opened_by, NEW.opened_at)
     OR OLD.breach_on IS DISTINCT FROM NEW.breach_on OR (OLD.state <> 'NEW' AND OLD.remarks_until IS DISTINCT FROM NEW.remarks_until)
     OR (OLD.state, NEW.state) NOT IN (('NEW', 'HEARING'), ('NEW', 'REQUESTED'), ('HEARING', 'HEARING'), ('HEARING', 'DECIDED'), ('HEARING', 'DROPPED'),
        ('REQUESTED', 'DECIDED'), ('REQUESTED', 'DROPPED')) THEN
    RAISE EXCEPTION 'measure_frozen: measure % does not change so', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_frozen';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER measure_is_kept BEFORE INSERT OR UPDATE ON "measure" FOR EACH ROW EXECUTE FUNCTION check_measure();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "measure" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();

-- A share is terminated or withdrawn by a measure that was decided, and by nothing else.
CREATE FUNCTION check_leg_ended_by_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM measure m WHERE m.leg_id = NEW.id AND m.state = 'DECIDED' AND m.effective_on = NEW.ended_on
                 AND m.kind = (CASE NEW.state WHEN 'TERMINATED' THEN 'TERMINATION' ELSE 'WITHDRAWAL' END)) THEN
    RAISE EXCEPTION 'leg_ended_by_measure: no measure ends share %', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'leg_ended_by_measure';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER leg_ended_by_measure AFTER UPDATE OF state ON "award_leg" FOR EACH ROW
  WHEN (NEW.state IN ('TERMINATED', 'WITHDRAWN_BY_FUNDER') AND OLD.state <> NEW.state) EXECUTE FUNCTION check_leg_ended_by_measure();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "measure_remark" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "measure_remark" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "measure" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "measure", "measure_remark" TO cofund_app;
GRANT UPDATE (state, version, remarks_until, remarks_done, oral, heard_on, oral_account, decision_number, decision_date, authority, delegation_reference,
  delegation_from, delegation_to, reasons, appeal, effective_on, claim, claim_cents, closed_by, closed_at) ON "measure" TO cofund_app;
