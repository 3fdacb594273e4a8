-- Questions asked about a call and the answers published to all. Neither is ever edited or deleted: a new answer supersedes the one before.
CREATE TABLE "call_enquiry" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "asked_by" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "call_enquiry_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "call_enquiry_answer" (
    "enquiry_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "answered_by" UUID NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "call_enquiry_answer_pkey" PRIMARY KEY ("enquiry_id","number")
);
CREATE INDEX "call_enquiry_call_id_id_idx" ON "call_enquiry"("call_id", "id");
ALTER TABLE "call_enquiry" ADD CONSTRAINT "call_enquiry_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "call_enquiry_answer" ADD CONSTRAINT "call_enquiry_answer_enquiry_id_fkey" FOREIGN KEY ("enquiry_id") REFERENCES "call_enquiry"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "call_enquiry_answer" ADD CONSTRAINT enquiry_answer_number CHECK (number > 0);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['call_enquiry', 'call_enquiry_answer'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "call_enquiry", "call_enquiry_answer" TO cofund_app;
-- The same question about a call is asked once: its answer is for everyone.
CREATE UNIQUE INDEX call_enquiry_once ON "call_enquiry" (call_id, md5(lower(text)));
