-- Financial reports: one a year of an award, written by its holder, returned or accepted by the examiners; what was submitted never changes.

-- 1. Tables.
CREATE TABLE "report" (
    "id" UUID NOT NULL,
    "award_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "due_on" TEXT NOT NULL,
    "awaited_on" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "content" JSONB NOT NULL DEFAULT '{}',
    "submitted_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "report_version" (
    "report_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_by" UUID NOT NULL,

    CONSTRAINT "report_version_pkey" PRIMARY KEY ("report_id","number")
);

CREATE TABLE "report_decision" (
    "report_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reasons" TEXT,
    "complete_on" TEXT,
    "set_aside" JSONB NOT NULL DEFAULT '[]',
    "eligible_cents" BIGINT,
    "other_public_cents" BIGINT,
    "decided_by" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_decision_pkey" PRIMARY KEY ("report_id","number")
);

CREATE TABLE "report_reminder" (
    "report_id" UUID NOT NULL,
    "awaited_on" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_reminder_pkey" PRIMARY KEY ("report_id","awaited_on","kind")
);
CREATE INDEX "report_awaited_on_id_idx" ON "report"("awaited_on", "id");
CREATE INDEX "report_call_id_awaited_on_id_idx" ON "report"("call_id", "awaited_on", "id");
CREATE INDEX "report_application_id_idx" ON "report"("application_id");
CREATE UNIQUE INDEX "report_award_id_year_key" ON "report"("award_id", "year");
ALTER TABLE "report" ADD CONSTRAINT "report_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "report_version" ADD CONSTRAINT "report_version_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "report_decision" ADD CONSTRAINT "report_decision_report_id_number_fkey" FOREIGN KEY ("report_id", "number") REFERENCES "report_version"("report_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "report_reminder" ADD CONSTRAINT "report_reminder_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "award_leg" ADD COLUMN "late_report_id" UUID;
ALTER TABLE "award_leg" ADD CONSTRAINT "award_leg_late_report_id_fkey" FOREIGN KEY ("late_report_id") REFERENCES "report"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What waits: for the holder by its day, for the examiners by its age. The clock, the worklists and the submissions read these alone.
CREATE INDEX report_with_holder ON "report" (awaited_on, id) WHERE state IN ('DRAFT', 'RETURNED');
CREATE INDEX report_with_examiners ON "report" (submitted_at, id) WHERE state = 'SUBMITTED';

-- 2. A report: what each state has behind it.
ALTER TABLE "report" ADD CONSTRAINT report_state CHECK (state IN ('DRAFT', 'SUBMITTED', 'RETURNED', 'ACCEPTED', 'NOT_OWED'));
ALTER TABLE "report" ADD CONSTRAINT report_due CHECK (due_on ~ '^\d{4}-\d{2}-\d{2}$' AND awaited_on ~ '^\d{4}-\d{2}-\d{2}$'
  AND due_on >= (year + 1)::text || '-06-30' AND awaited_on >= due_on);
ALTER TABLE "report" ADD CONSTRAINT report_submitted CHECK ((submitted_version > 0) = (submitted_at IS NOT NULL) AND (state NOT IN ('SUBMITTED', 'RETURNED', 'ACCEPTED') OR submitted_version > 0));
ALTER TABLE "report_version" ADD CONSTRAINT report_version_number CHECK (number > 0 AND hash ~ '^[0-9a-f]{64}$');
ALTER TABLE "report_decision" ADD CONSTRAINT report_decision_outcome CHECK (outcome IN ('RETURNED', 'ACCEPTED'));
ALTER TABLE "report_decision" ADD CONSTRAINT report_decision_whole CHECK (CASE outcome
  WHEN 'RETURNED' THEN btrim(coalesce(reasons, '')) <> '' AND complete_on IS NOT NULL AND eligible_cents IS NULL AND other_public_cents IS NULL AND set_aside = '[]'
  ELSE reasons IS NULL AND complete_on IS NULL AND eligible_cents >= 0 AND other_public_cents >= 0 AND eligible_cents IS NOT NULL AND other_public_cents IS NOT NULL END);
ALTER TABLE "report_reminder" ADD CONSTRAINT report_reminder_kind CHECK (kind IN ('MONTH_BEFORE', 'WEEK_BEFORE', 'LATE'));
-- A share is suspended for a late report by the system, with the reasons that its holder reads.
ALTER TABLE "award_leg" ADD CONSTRAINT leg_suspended_for_report CHECK (late_report_id IS NULL OR suspension_reasons IS NOT NULL);

CREATE FUNCTION check_new_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'DRAFT' OR NEW.version <> 1 OR NEW.submitted_version <> 0 OR NEW.awaited_on <> NEW.due_on OR NOT EXISTS (
    SELECT FROM award a JOIN award_leg l ON l.award_id = a.id JOIN award_leg_year y ON y.leg_id = l.id
    WHERE a.id = NEW.award_id AND a.application_id = NEW.application_id AND a.call_id = NEW.call_id AND l.notified_on IS NOT NULL AND y.year = NEW.year) THEN
    RAISE EXCEPTION 'report_of_notified_award: report % is not the draft of a year of a notified award', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'report_of_notified_award';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER report_of_notified_award BEFORE INSERT ON "report" FOR EACH ROW EXECUTE FUNCTION check_new_report();

CREATE FUNCTION check_report_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state || ' ' || NEW.state) <> ALL (ARRAY[
    'DRAFT SUBMITTED', 'RETURNED SUBMITTED', 'SUBMITTED RETURNED', 'SUBMITTED ACCEPTED', 'DRAFT NOT_OWED', 'RETURNED NOT_OWED', 'SUBMITTED NOT_OWED']) THEN
    RAISE EXCEPTION 'report_step: report % does not go from % to %', NEW.id, OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'report_step';
  END IF;
  IF (OLD.content IS DISTINCT FROM NEW.content AND (OLD.state NOT IN ('DRAFT', 'RETURNED') OR NEW.state <> OLD.state))
     OR (OLD.submitted_version <> NEW.submitted_version AND (NEW.state <> 'SUBMITTED' OR OLD.state = 'SUBMITTED' OR NEW.submitted_version <> OLD.submitted_version + 1))
     OR (OLD.submitted_at IS DISTINCT FROM NEW.submitted_at AND OLD.submitted_version = NEW.submitted_version)
     OR (NEW.state = 'SUBMITTED' AND OLD.state <> 'SUBMITTED' AND OLD.submitted_version = NEW.submitted_version)
     OR (OLD.awaited_on <> NEW.awaited_on AND NOT (OLD.state = 'SUBMITTED' AND NEW.state = 'RETURNED')) THEN
    RAISE EXCEPTION 'report_fixed: what was submitted of report % does not change', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'report_fixed';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER report_step BEFORE UPDATE ON "report" FOR EACH ROW EXECUTE FUNCTION check_report_step();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "report" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();

-- 3. A version is what was submitted, a decision is on the version submitted last, and an acceptance is of an accepted report.
CREATE FUNCTION check_report_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM report r WHERE r.id = NEW.report_id AND r.state = 'SUBMITTED' AND r.submitted_version = NEW.number) THEN
    RAISE EXCEPTION 'report_decision_on_submitted: version % of report % is not waiting for a decision', NEW.number, NEW.report_id USING ERRCODE = 'check_violation', CONSTRAINT = 'report_decision_on_submitted';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER report_decision_on_submitted BEFORE INSERT ON "report_decision" FOR EACH ROW EXECUTE FUNCTION check_report_decision();

CREATE FUNCTION check_report_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the report%ROWTYPE; last_version integer; last_outcome text; recorded boolean;
BEGIN
  IF TG_TABLE_NAME = 'report' THEN SELECT * INTO the FROM report WHERE id = NEW.id;
  ELSIF TG_TABLE_NAME = 'report_acceptance' THEN
    SELECT * INTO the FROM report WHERE award_id = NEW.award_id AND year = NEW.year;
    IF the.id IS NULL THEN
      RAISE EXCEPTION 'report_whole: no report of % of award %', NEW.year, NEW.award_id USING ERRCODE = 'check_violation', CONSTRAINT = 'report_whole';
    END IF;
  ELSE SELECT * INTO the FROM report WHERE id = NEW.report_id;
  END IF;
  SELECT coalesce(max(number), 0) INTO last_version FROM report_version WHERE report_id = the.id;
  SELECT outcome INTO last_outcome FROM report_decision WHERE report_id = the.id AND number = the.submitted_version;
  recorded := EXISTS (SELECT FROM report_acceptance a WHERE a.award_id = the.award_id AND a.year = the.year);
  IF the.submitted_version <> last_version OR (the.state = 'SUBMITTED' AND last_outcome IS NOT NULL)
     OR (the.state = 'RETURNED' AND last_outcome IS DISTINCT FROM 'RETURNED') OR (the.state = 'ACCEPTED') <> (last_outcome IS NOT DISTINCT FROM 'ACCEPTED')
     OR (the.state = 'ACCEPTED') <> recorded THEN
    RAISE EXCEPTION 'report_whole: report % is %, its last version is %, decided %', the.id, the.state, last_version, last_outcome USING ERRCODE = 'check_violation', CONSTRAINT = 'report_whole';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER report_whole AFTER UPDATE ON "report" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION check_report_whole();
CREATE CONSTRAINT TRIGGER report_whole AFTER INSERT ON "report_version" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_report_whole();
CREATE CONSTRAINT TRIGGER report_whole AFTER INSERT ON "report_decision" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_report_whole();
CREATE CONSTRAINT TRIGGER report_whole AFTER INSERT ON "report_acceptance" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_report_whole();

-- 4. What is awaited of the awards notified already. A year accepted before has none.
INSERT INTO report (id, award_id, application_id, call_id, year, due_on, awaited_on, state, created_at, updated_at)
SELECT gen_random_uuid(), w.id, w.application_id, w.call_id, y.year, d.due_on, d.due_on, 'DRAFT', w.notified_at, w.notified_at
FROM (SELECT a.id, a.application_id, a.call_id, min(l.notified_on) AS notified_on, min(l.notified_on)::date::timestamp AT TIME ZONE min(c.time_zone) AS notified_at,
             bool_or(l.state IN ('NOTIFIED', 'ACTIVE', 'SUSPENDED', 'COMPLETED', 'CLOSED')) AS running
      FROM award a JOIN award_leg l ON l.award_id = a.id JOIN "call" c ON c.id = a.call_id WHERE l.notified_on IS NOT NULL GROUP BY a.id) w
CROSS JOIN LATERAL (SELECT DISTINCT s.year FROM award_leg_year s WHERE s.award_id = w.id) y
CROSS JOIN LATERAL (SELECT CASE WHEN w.notified_on > (y.year + 1)::text || '-06-30' THEN to_char(w.notified_on::date + interval '6 months', 'YYYY-MM-DD')
                                ELSE (y.year + 1)::text || '-06-30' END AS due_on) d
WHERE NOT EXISTS (SELECT FROM report_acceptance x WHERE x.award_id = w.id AND x.year = y.year)
  AND (w.running OR EXISTS (SELECT FROM payment p WHERE p.award_id = w.id AND p.year = y.year AND p.state = 'PAID'));

-- 5. History, and the rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['report_version', 'report_decision', 'report_reminder'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "report", "report_version", "report_decision", "report_reminder" TO cofund_app;
GRANT UPDATE (state, version, content, awaited_on, submitted_version, submitted_at, updated_at) ON "report" TO cofund_app;
