-- Visits, reasons of the amounts and reminders of an instruction.

-- CreateTable
CREATE TABLE "site_visit" (
    "id" UUID NOT NULL,
    "instruction_id" UUID NOT NULL,
    "visited_on" DATE NOT NULL,
    "people_met" TEXT[],
    "findings" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "site_visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proposed_year_reason" (
    "instruction_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "proposed_year_reason_pkey" PRIMARY KEY ("instruction_id","year")
);

-- CreateTable
CREATE TABLE "instruction_reminder" (
    "instruction_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "examiner_id" UUID,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "instruction_reminder_pkey" PRIMARY KEY ("instruction_id","kind")
);

-- CreateIndex
CREATE INDEX "site_visit_instruction_id_id_idx" ON "site_visit"("instruction_id", "id");

-- AddForeignKey
ALTER TABLE "site_visit" ADD CONSTRAINT "site_visit_instruction_id_fkey" FOREIGN KEY ("instruction_id") REFERENCES "instruction"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "site_visit" ADD CONSTRAINT "site_visit_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "proposed_year_reason" ADD CONSTRAINT "proposed_year_reason_instruction_id_fkey" FOREIGN KEY ("instruction_id") REFERENCES "instruction"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
-- AddForeignKey
ALTER TABLE "instruction_reminder" ADD CONSTRAINT "instruction_reminder_instruction_id_fkey" FOREIGN KEY ("instruction_id") REFERENCES "instruction"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "site_visit" ADD CONSTRAINT site_visit_written CHECK (btrim(findings) <> '' AND people_met IS NOT NULL AND cardinality(people_met) > 0);
ALTER TABLE "proposed_year_reason" ADD CONSTRAINT year_reason_written CHECK (btrim(reason) <> '');
ALTER TABLE "instruction_reminder" ADD CONSTRAINT reminder_kind CHECK (kind IN ('REMINDER', 'ESCALATION'));
-- What the clock looks for at each tick.
CREATE INDEX instruction_unsigned ON "instruction" (application_id) WHERE state IN ('PENDING', 'ASSIGNED', 'IN_PROGRESS');

-- A visit feeds the opinion: none is added to one that is signed.
CREATE FUNCTION check_site_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM instruction WHERE id = NEW.instruction_id AND state = 'IN_PROGRESS') THEN
    RAISE EXCEPTION 'visit_before_signature: instruction % is not in progress', NEW.instruction_id USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_before_signature';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER visit_is_before_signature BEFORE INSERT ON "site_visit" FOR EACH ROW EXECUTE FUNCTION check_site_visit();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['site_visit', 'proposed_year_reason', 'instruction_reminder'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "site_visit", "proposed_year_reason", "instruction_reminder" TO cofund_app;
