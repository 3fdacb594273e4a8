-- Exceptions for late dossiers, appeals, silence, renunciation: what re-opens a final answer, and what it keeps.

-- 1. Examinations. A dossier re-opened by an appeal is examined again; what the first examination left stays as it was.
ALTER TABLE "application" ADD COLUMN "examination" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "instruction" ADD COLUMN "examination" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "application_amount" ADD COLUMN "examination" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "award" ADD COLUMN "examination" INTEGER NOT NULL DEFAULT 1;

-- DropIndex
DROP INDEX "instruction_application_id_agency_kind_key";
-- DropIndex
DROP INDEX "award_application_id_key";
-- CreateIndex
CREATE UNIQUE INDEX "instruction_application_id_examination_agency_kind_key" ON "instruction"("application_id", "examination", "agency_kind");
-- CreateIndex
CREATE UNIQUE INDEX "award_application_id_examination_key" ON "award"("application_id", "examination");

-- CreateTable
CREATE TABLE "application_examination" (
    "application_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "decided_since" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "joint_outcome" TEXT,
    "divergent" BOOLEAN,
    "committee_opinion" TEXT,
    "reserve_rank" INTEGER,
    "ineligibility" JSONB,
    "refusal" JSONB NOT NULL,

    CONSTRAINT "application_examination_pkey" PRIMARY KEY ("application_id","number")
);

-- CreateTable
CREATE TABLE "application_silence" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "examination" INTEGER NOT NULL,
    "expired_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_silence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "late_exception" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "reasons" TEXT NOT NULL,
    "lifted" JSONB NOT NULL,
    "opened_by" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "rejection" JSONB,

    CONSTRAINT "late_exception_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "late_exception_signature" (
    "exception_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "signed_by" UUID NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "late_exception_signature_pkey" PRIMARY KEY ("exception_id","funder_code")
);

-- CreateTable
CREATE TABLE "appeal" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "examination" INTEGER NOT NULL,
    "against" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "grounds" TEXT NOT NULL,
    "filed_by" UUID NOT NULL,
    "filed_at" TIMESTAMPTZ(3) NOT NULL,
    "silence_at" TIMESTAMPTZ(3) NOT NULL,
    "proposal" JSONB,
    "decision" JSONB,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "appeal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision_notice" (
    "subject_id" UUID NOT NULL,
    "examination" INTEGER NOT NULL,
    "decision" TEXT NOT NULL,
    "notified_at" TIMESTAMPTZ(3) NOT NULL,
    "states_appeal" BOOLEAN NOT NULL,
    "sent_to" UUID NOT NULL,

    CONSTRAINT "decision_notice_pkey" PRIMARY KEY ("subject_id","examination","decision")
);

-- CreateIndex
CREATE UNIQUE INDEX "application_silence_application_id_examination_key" ON "application_silence"("application_id", "examination");
-- CreateIndex
CREATE INDEX "late_exception_application_id_id_idx" ON "late_exception"("application_id", "id");
-- CreateIndex
CREATE UNIQUE INDEX "late_exception_signature_exception_id_signed_by_key" ON "late_exception_signature"("exception_id", "signed_by");
-- CreateIndex
CREATE INDEX "appeal_application_id_id_idx" ON "appeal"("application_id", "id");
-- CreateIndex
CREATE INDEX "appeal_state_department_id_idx" ON "appeal"("state", "department", "id");
-- CreateIndex
CREATE INDEX "appeal_department_id_idx" ON "appeal"("department", "id");
-- CreateIndex
CREATE INDEX "appeal_call_id_state_id_idx" ON "appeal"("call_id", "state", "id");

-- AddForeignKey
ALTER TABLE "application_examination" ADD CONSTRAINT "application_examination_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "application_silence" ADD CONSTRAINT "application_silence_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "late_exception" ADD CONSTRAINT "late_exception_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "late_exception_signature" ADD CONSTRAINT "late_exception_signature_exception_id_fkey" FOREIGN KEY ("exception_id") REFERENCES "late_exception"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- 2. Closed lists and what each state asks.
ALTER TABLE "application" ADD CONSTRAINT application_examination_positive CHECK (examination > 0);
ALTER TABLE "application_examination" ADD CONSTRAINT examination_ended CHECK (state IN ('REFUSED', 'INELIGIBLE', 'DISMISSED') AND refusal ? 'reasons' AND number > 0);
ALTER TABLE "late_exception" ADD CONSTRAINT late_exception_state CHECK (state IN ('DRAFT', 'OPEN', 'GRANTED', 'REJECTED'));
ALTER TABLE "late_exception" ADD CONSTRAINT late_exception_closed CHECK ((state IN ('GRANTED', 'REJECTED')) = (closed_at IS NOT NULL) AND (state = 'REJECTED') = (rejection IS NOT NULL AND rejection ? 'reasons'));
-- One at a time: a refused request may be followed by another one.
CREATE UNIQUE INDEX late_exception_running ON "late_exception" (application_id) WHERE state IN ('DRAFT', 'OPEN');
ALTER TABLE "appeal" ADD CONSTRAINT appeal_state CHECK (state IN ('DRAFT', 'FILED', 'UNDER_REVIEW', 'UPHELD', 'REJECTED', 'IMPLICITLY_REJECTED', 'WITHDRAWN', 'MOOT'));
ALTER TABLE "appeal" ADD CONSTRAINT appeal_kind CHECK (kind IN ('GRACIEUX', 'HIERARCHIQUE'));
ALTER TABLE "appeal" ADD CONSTRAINT appeal_against CHECK (against IN ('REFUSED', 'INELIGIBLE', 'DISMISSED', 'LATE'));
ALTER TABLE "appeal" ADD CONSTRAINT appeal_decided CHECK (state NOT IN ('UPHELD', 'REJECTED') OR (decision ? 'reasons' AND decision ? 'author' AND decision ? 'capacity'));
ALTER TABLE "appeal" ADD CONSTRAINT appeal_closed CHECK ((state IN ('DRAFT', 'FILED', 'UNDER_REVIEW')) = (closed_at IS NULL));
-- One appeal of each kind against one decision (CRPA L411-2); one withdrawn leaves its place.
CREATE UNIQUE INDEX appeal_once ON "appeal" (application_id, examination, against, kind) WHERE state <> 'WITHDRAWN';

-- A renounced leg was decided first, and keeps the decision that it had.
ALTER TABLE "award_leg" DROP CONSTRAINT leg_state;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_state CHECK (state IN ('PENDING', 'DECIDED', 'REFUSED', 'CANCELLED', 'RENOUNCED'));
ALTER TABLE "award_leg" DROP CONSTRAINT leg_decided;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_decided CHECK (state NOT IN ('DECIDED', 'RENOUNCED') OR (decision_number IS NOT NULL AND decision_date IS NOT NULL AND authority IS NOT NULL AND decided_by IS NOT NULL));

-- 3. A late exception is granted by all the funders of the call, one person each, or not at all.
CREATE FUNCTION check_late_exception() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM call_funder f WHERE f.call_id = NEW.call_id
             AND NOT EXISTS (SELECT FROM late_exception_signature s WHERE s.exception_id = NEW.id AND s.funder_code = f.code)) THEN
    RAISE EXCEPTION 'late_exception_signed: exception % is not signed by every funder', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'late_exception_signed';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER granted_is_signed BEFORE UPDATE ON "late_exception" FOR EACH ROW WHEN (NEW.state = 'GRANTED') EXECUTE FUNCTION check_late_exception();

-- 4. A final answer is lifted by these acts alone: a signed exception for a late dossier, an appeal upheld for the others.
CREATE FUNCTION check_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'LATE' THEN
    IF NEW.examination <> OLD.examination OR NOT EXISTS (SELECT FROM late_exception x WHERE x.application_id = OLD.id AND x.state = 'GRANTED') THEN
      RAISE EXCEPTION 'reopening_is_lawful: late application % has no signed exception', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'reopening_is_lawful';
    END IF;
  ELSIF NEW.examination <> OLD.examination + 1
    OR NOT EXISTS (SELECT FROM appeal p WHERE p.application_id = OLD.id AND p.examination = OLD.examination AND p.against = OLD.state AND p.state = 'UPHELD')
    OR NOT EXISTS (SELECT FROM application_examination e WHERE e.application_id = OLD.id AND e.number = OLD.examination) THEN
    RAISE EXCEPTION 'reopening_is_lawful: application % has no appeal upheld, or its examination is not kept', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'reopening_is_lawful';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER reopening_is_lawful BEFORE UPDATE ON "application" FOR EACH ROW
  WHEN ((OLD.state = 'LATE' AND NEW.state = 'SUBMITTED') OR (OLD.state IN ('REFUSED', 'INELIGIBLE', 'DISMISSED') AND NEW.state = 'COMPLETE'))
  EXECUTE FUNCTION check_reopening();

-- 5. History.
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "late_exception" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "appeal" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['application_examination', 'application_silence', 'late_exception_signature', 'decision_notice'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
CREATE FUNCTION refuse_change_of_closed_remedy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% % is closed', TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER closed_is_frozen BEFORE UPDATE ON "appeal" FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_closed_remedy();
CREATE TRIGGER closed_is_frozen BEFORE UPDATE ON "late_exception" FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_closed_remedy();

-- 6. Rights of the application's role.
GRANT SELECT, INSERT ON "application_examination", "application_silence", "late_exception", "late_exception_signature", "appeal", "decision_notice" TO cofund_app;
GRANT UPDATE ON "late_exception", "appeal" TO cofund_app;
