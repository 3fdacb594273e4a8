-- An agency asks an outside person for an opinion on one dossier, for a limited time and on a limited list of its documents.
CREATE TABLE "expert_request" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "examination" INTEGER NOT NULL,
    "department" TEXT NOT NULL,
    "agency_kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "requested_by" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expert_id" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "opinion" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "closing_reason" TEXT,

    CONSTRAINT "expert_request_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "expert_request_application_id_id_idx" ON "expert_request"("application_id", "id");
CREATE INDEX "expert_request_expert_id_id_idx" ON "expert_request"("expert_id", "id");
CREATE INDEX expert_request_due ON "expert_request" (due_at) WHERE state IN ('REQUESTED', 'ACCEPTED');
CREATE UNIQUE INDEX expert_request_one_open ON "expert_request" (application_id, expert_id) WHERE state IN ('DRAFT', 'REQUESTED', 'ACCEPTED');
ALTER TABLE "expert_request" ADD CONSTRAINT "expert_request_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "expert_request" ADD CONSTRAINT "expert_request_expert_id_fkey" FOREIGN KEY ("expert_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "expert_request" ADD CONSTRAINT expert_request_state CHECK (state IN ('DRAFT', 'REQUESTED', 'ACCEPTED', 'GIVEN', 'DECLINED', 'EXPIRED', 'REVOKED'));
ALTER TABLE "expert_request" ADD CONSTRAINT expert_request_agency CHECK (agency_kind IN ('CAF', 'DDETS'));
ALTER TABLE "expert_request" ADD CONSTRAINT expert_request_time CHECK (due_at > requested_at);
ALTER TABLE "expert_request" ADD CONSTRAINT expert_request_outside CHECK (expert_id <> requested_by);
-- No opinion without a declaration of interests first.
ALTER TABLE "expert_request" ADD CONSTRAINT expert_request_opinion CHECK ((state = 'GIVEN') = (opinion IS NOT NULL) AND (opinion IS NULL OR accepted_at IS NOT NULL));
ALTER TABLE "expert_request" ADD CONSTRAINT expert_request_closed CHECK ((state IN ('GIVEN', 'DECLINED', 'EXPIRED', 'REVOKED')) = (closed_at IS NOT NULL));

CREATE TABLE "expert_request_document" (
    "request_id" UUID NOT NULL,
    "document_id" UUID NOT NULL,

    CONSTRAINT "expert_request_document_pkey" PRIMARY KEY ("request_id", "document_id")
);
ALTER TABLE "expert_request_document" ADD CONSTRAINT "expert_request_document_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "expert_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "expert_request_document" ADD CONSTRAINT "expert_request_document_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document_file"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What was asked, of whom and until when stands; what is closed is over.
CREATE FUNCTION refuse_change_of_expert_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'expert request %: what was asked stands, and a closed request is over', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'expert_request_stands';
END
$$;
CREATE TRIGGER expert_request_stands BEFORE UPDATE ON "expert_request" FOR EACH ROW
  WHEN (OLD.closed_at IS NOT NULL
        OR (NEW.id, NEW.application_id, NEW.examination, NEW.department, NEW.agency_kind, NEW.requested_by, NEW.requested_at, NEW.expert_id, NEW.question, NEW.due_at)
        IS DISTINCT FROM (OLD.id, OLD.application_id, OLD.examination, OLD.department, OLD.agency_kind, OLD.requested_by, OLD.requested_at, OLD.expert_id, OLD.question, OLD.due_at))
  EXECUTE FUNCTION refuse_change_of_expert_request();
CREATE TRIGGER append_only BEFORE DELETE ON "expert_request" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "expert_request" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "expert_request_document" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "expert_request_document" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT, UPDATE ON "expert_request" TO cofund_app;
GRANT SELECT, INSERT ON "expert_request_document" TO cofund_app;
