-- Divergences of the two signed opinions: positions, conciliations, and the other agency's word on each.

-- CreateTable
CREATE TABLE "divergence" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "examination" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "caf_opinion" TEXT NOT NULL,
    "ddets_opinion" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "divergence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "divergence_position" (
    "divergence_id" UUID NOT NULL,
    "agency_kind" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "stated_by" UUID NOT NULL,
    "stated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "divergence_position_pkey" PRIMARY KEY ("divergence_id","agency_kind")
);

-- CreateTable
CREATE TABLE "conciliation" (
    "id" UUID NOT NULL,
    "divergence_id" UUID NOT NULL,
    "held_on" DATE NOT NULL,
    "means" TEXT NOT NULL,
    "participants" TEXT[],
    "summary" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "agreed_opinion" TEXT,
    "agency_kind" TEXT NOT NULL,
    "recorded_by" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conciliation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conciliation_answer" (
    "conciliation_id" UUID NOT NULL,
    "confirmed" BOOLEAN NOT NULL,
    "reasons" TEXT,
    "answered_by" UUID NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conciliation_answer_pkey" PRIMARY KEY ("conciliation_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "divergence_application_id_examination_key" ON "divergence"("application_id", "examination");
-- CreateIndex
CREATE INDEX "conciliation_divergence_id_id_idx" ON "conciliation"("divergence_id", "id");

-- AddForeignKey
ALTER TABLE "divergence" ADD CONSTRAINT "divergence_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "divergence_position" ADD CONSTRAINT "divergence_position_divergence_id_fkey" FOREIGN KEY ("divergence_id") REFERENCES "divergence"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "conciliation" ADD CONSTRAINT "conciliation_divergence_id_fkey" FOREIGN KEY ("divergence_id") REFERENCES "divergence"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "conciliation_answer" ADD CONSTRAINT "conciliation_answer_conciliation_id_fkey" FOREIGN KEY ("conciliation_id") REFERENCES "conciliation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "divergence" ADD CONSTRAINT divergence_state CHECK (state IN ('OPEN', 'TO_CONFIRM', 'CONCLUDED', 'CLOSED'));
ALTER TABLE "divergence" ADD CONSTRAINT divergence_opinions CHECK ((caf_opinion = 'UNFAVOURABLE') <> (ddets_opinion = 'UNFAVOURABLE'));
ALTER TABLE "divergence_position" ADD CONSTRAINT position_agency CHECK (agency_kind IN ('CAF', 'DDETS'));
ALTER TABLE "divergence_position" ADD CONSTRAINT position_reasoned CHECK (btrim("position") <> '');
ALTER TABLE "conciliation" ADD CONSTRAINT conciliation_agency CHECK (agency_kind IN ('CAF', 'DDETS'));
ALTER TABLE "conciliation" ADD CONSTRAINT conciliation_means CHECK (means IN ('MEETING', 'EXCHANGE'));
ALTER TABLE "conciliation" ADD CONSTRAINT conciliation_outcome CHECK (outcome IN ('AGREEMENT', 'PERSISTENT'));
ALTER TABLE "conciliation" ADD CONSTRAINT conciliation_agreed CHECK ((outcome = 'AGREEMENT') = (agreed_opinion IS NOT NULL));
ALTER TABLE "conciliation" ADD CONSTRAINT conciliation_opinion CHECK (agreed_opinion IN ('FAVOURABLE', 'WITH_RESERVES', 'UNFAVOURABLE'));
ALTER TABLE "conciliation" ADD CONSTRAINT conciliation_held CHECK (participants IS NOT NULL AND cardinality(participants) > 0 AND btrim(summary) <> '');
ALTER TABLE "conciliation_answer" ADD CONSTRAINT conciliation_contested CHECK (confirmed = (reasons IS NULL));

-- One person does not confirm their own record.
CREATE FUNCTION check_conciliation_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM conciliation WHERE id = NEW.conciliation_id AND recorded_by = NEW.answered_by) THEN
    RAISE EXCEPTION 'conciliation_two_people: conciliation % is answered by who recorded it', NEW.conciliation_id USING ERRCODE = 'check_violation', CONSTRAINT = 'conciliation_two_people';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER conciliation_has_two_people BEFORE INSERT ON "conciliation_answer" FOR EACH ROW EXECUTE FUNCTION check_conciliation_answer();

CREATE FUNCTION refuse_change_of_divergence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'divergence_frozen: divergence % is closed, or keeps its opinions', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'divergence_frozen';
END
$$;
CREATE TRIGGER divergence_is_frozen BEFORE UPDATE ON "divergence" FOR EACH ROW
  WHEN (OLD.state IN ('CONCLUDED', 'CLOSED') OR (NEW.application_id, NEW.examination, NEW.caf_opinion, NEW.ddets_opinion, NEW.opened_at)
    IS DISTINCT FROM (OLD.application_id, OLD.examination, OLD.caf_opinion, OLD.ddets_opinion, OLD.opened_at))
  EXECUTE FUNCTION refuse_change_of_divergence();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "divergence" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER append_only BEFORE DELETE ON "divergence" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "divergence" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['divergence_position', 'conciliation', 'conciliation_answer'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "divergence", "divergence_position", "conciliation", "conciliation_answer" TO cofund_app;
GRANT UPDATE ON "divergence" TO cofund_app;
