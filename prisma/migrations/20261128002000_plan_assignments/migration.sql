-- Absences of examiners: who is away is named for no new dossier, and their instructions may be given to others. A row says one period; it is
-- ended early or not, and never rewritten.
CREATE TABLE "examiner_absence" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "deputy_id" UUID,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "declared_by" UUID NOT NULL,
    "declared_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" UUID,

    CONSTRAINT "examiner_absence_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "examiner_absence_person_id_ends_at_idx" ON "examiner_absence"("person_id", "ends_at");
ALTER TABLE "examiner_absence" ADD CONSTRAINT "examiner_absence_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "examiner_absence" ADD CONSTRAINT "examiner_absence_deputy_id_fkey" FOREIGN KEY ("deputy_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "examiner_absence" ADD CONSTRAINT absence_state CHECK (state IN ('DRAFT', 'DECLARED', 'ENDED'));
ALTER TABLE "examiner_absence" ADD CONSTRAINT absence_period CHECK (ends_at > starts_at);
ALTER TABLE "examiner_absence" ADD CONSTRAINT absence_deputy CHECK (deputy_id <> person_id);
ALTER TABLE "examiner_absence" ADD CONSTRAINT absence_ended CHECK ((state = 'ENDED') = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (ended_by IS NULL));

CREATE FUNCTION refuse_change_of_absence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'absence %: what was declared stands, it may only be ended', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'absence_stands';
END
$$;
CREATE TRIGGER absence_stands BEFORE UPDATE ON "examiner_absence" FOR EACH ROW
  WHEN (OLD.state = 'ENDED' OR (NEW.id, NEW.person_id, NEW.starts_at, NEW.ends_at, NEW.declared_by, NEW.declared_at)
        IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.starts_at, OLD.ends_at, OLD.declared_by, OLD.declared_at)
        OR NEW.deputy_id IS DISTINCT FROM OLD.deputy_id)
  EXECUTE FUNCTION refuse_change_of_absence();
CREATE TRIGGER append_only BEFORE DELETE ON "examiner_absence" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "examiner_absence" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT, UPDATE ON "examiner_absence" TO cofund_app;
