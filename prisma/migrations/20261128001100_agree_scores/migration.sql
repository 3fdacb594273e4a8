-- The common score of both agencies, beside the two independent ones.

-- CreateTable
CREATE TABLE "joint_score" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "examination" INTEGER NOT NULL,
    "agency_kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "scores" JSONB NOT NULL,
    "total" INTEGER NOT NULL,
    "proposed_by" UUID NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_by" UUID,
    "answered_at" TIMESTAMPTZ(3),
    "rejection" TEXT,

    CONSTRAINT "joint_score_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "joint_score_application_id_examination_id_idx" ON "joint_score"("application_id", "examination", "id");

-- AddForeignKey
ALTER TABLE "joint_score" ADD CONSTRAINT "joint_score_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "joint_score" ADD CONSTRAINT joint_score_state CHECK (state IN ('DRAFT', 'PROPOSED', 'AGREED', 'REJECTED', 'WITHDRAWN', 'LAPSED'));
ALTER TABLE "joint_score" ADD CONSTRAINT joint_score_agency CHECK (agency_kind IN ('CAF', 'DDETS'));
ALTER TABLE "joint_score" ADD CONSTRAINT joint_score_total CHECK (total >= 0 AND examination > 0);
ALTER TABLE "joint_score" ADD CONSTRAINT joint_score_answered CHECK ((state IN ('AGREED', 'REJECTED')) = (answered_by IS NOT NULL AND answered_at IS NOT NULL));
ALTER TABLE "joint_score" ADD CONSTRAINT joint_score_rejected CHECK ((state = 'REJECTED') = (rejection IS NOT NULL));
-- One person does not agree with themselves.
ALTER TABLE "joint_score" ADD CONSTRAINT joint_score_two_people CHECK (answered_by <> proposed_by);
-- One at a time, and one agreed an examination.
CREATE UNIQUE INDEX joint_score_running ON "joint_score" (application_id, examination) WHERE state IN ('DRAFT', 'PROPOSED', 'AGREED');

-- An agreement needs both signed opinions, and is given before the committee is seized.
CREATE FUNCTION check_joint_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM instruction i WHERE i.application_id = NEW.application_id AND i.examination = NEW.examination AND i.state = 'SIGNED') < 2
    OR NOT EXISTS (SELECT FROM application a WHERE a.id = NEW.application_id AND a.examination = NEW.examination AND a.state IN ('EXAMINED', 'DEFERRED')) THEN
    RAISE EXCEPTION 'joint_score_is_lawful: common score % is not one of an examination in progress, signed by both agencies', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'joint_score_is_lawful';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER joint_score_is_lawful BEFORE UPDATE ON "joint_score" FOR EACH ROW WHEN (NEW.state = 'AGREED') EXECUTE FUNCTION check_joint_score();

-- What is answered is what was proposed, and an answered one is history.
CREATE FUNCTION refuse_change_of_joint_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'joint_score_frozen: common score % is kept as it is', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'joint_score_frozen';
END
$$;
CREATE TRIGGER joint_score_is_frozen BEFORE UPDATE ON "joint_score" FOR EACH ROW
  WHEN (OLD.state NOT IN ('DRAFT', 'PROPOSED')
    OR (NEW.application_id, NEW.examination, NEW.agency_kind, NEW.scores, NEW.total, NEW.proposed_by, NEW.proposed_at)
      IS DISTINCT FROM (OLD.application_id, OLD.examination, OLD.agency_kind, OLD.scores, OLD.total, OLD.proposed_by, OLD.proposed_at))
  EXECUTE FUNCTION refuse_change_of_joint_score();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "joint_score" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER append_only BEFORE DELETE ON "joint_score" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "joint_score" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT, UPDATE ON "joint_score" TO cofund_app;
