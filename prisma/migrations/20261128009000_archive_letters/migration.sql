-- Letters of decisions, written once and kept as they left; their sendings; what was communicated to whom of a dossier.

-- 1. A letter: what it was made of, what it says and what it looks like, each under its hash. Never rendered again.
CREATE TABLE "letter" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "application_id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "examination" INTEGER NOT NULL,
    "decision" TEXT NOT NULL,
    "leg" TEXT NOT NULL DEFAULT '',
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "organisation_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "template_version" INTEGER NOT NULL,
    "author_id" UUID,
    "author" TEXT NOT NULL,
    "capacity" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "appeal" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "data_sha256" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "text_sha256" TEXT NOT NULL,
    "pdf" BYTEA NOT NULL,
    "pdf_sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "letter_pkey" PRIMARY KEY ("id")
);
-- One letter a decision, whatever is delivered or tried again.
CREATE UNIQUE INDEX "letter_subject_id_examination_decision_leg_decided_at_key" ON "letter"("subject_id", "examination", "decision", "leg", "decided_at");
CREATE INDEX "letter_application_id_id_idx" ON "letter"("application_id", "id");
ALTER TABLE "letter" ADD CONSTRAINT "letter_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "letter" ADD CONSTRAINT "letter_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "letter" ADD CONSTRAINT "letter_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "letter" ADD CONSTRAINT letter_kind CHECK (kind IN ('AWARD', 'REFUSAL', 'LEG_REFUSAL', 'INELIGIBILITY', 'DISMISSAL', 'LATE', 'RESERVE', 'RESERVE_LAPSE', 'APPEAL_UPHELD', 'APPEAL_REJECTED'));
ALTER TABLE "letter" ADD CONSTRAINT letter_decision CHECK (decision IN ('AWARDED', 'REFUSED', 'INELIGIBLE', 'DISMISSED', 'LATE', 'RESERVE', 'LEG_REFUSED', 'UPHELD', 'REJECTED'));
ALTER TABLE "letter" ADD CONSTRAINT letter_language CHECK (language IN ('fr'));
-- CRPA L212-1, L212-2: given name and name, capacity, service.
ALTER TABLE "letter" ADD CONSTRAINT letter_signed CHECK (btrim(author) <> '' AND btrim(capacity) <> '' AND btrim(service) <> '');
-- CRPA L211-7, CJA R421-5: reasons, ways and time limits of appeal.
ALTER TABLE "letter" ADD CONSTRAINT letter_lawful CHECK (kind IN ('AWARD', 'RESERVE', 'APPEAL_UPHELD') OR (btrim(reasons) <> '' AND btrim(appeal) <> ''));
ALTER TABLE "letter" ADD CONSTRAINT letter_hashed CHECK (
    data_sha256 = encode(sha256(convert_to(data, 'UTF8')), 'hex')
    AND text_sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')
    AND pdf_sha256 = encode(sha256(pdf), 'hex'));
ALTER TABLE "letter" ADD CONSTRAINT letter_numbers CHECK (examination > 0 AND template_version > 0);

-- 2. Each time it left: the row of the outbox that sent it, so that a sending tried again is one.
CREATE TABLE "letter_sending" (
    "id" UUID NOT NULL,
    "letter_id" UUID NOT NULL,
    "means" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "message_id" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "letter_sending_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "letter_sending_letter_id_sent_at_idx" ON "letter_sending"("letter_id", "sent_at");
ALTER TABLE "letter_sending" ADD CONSTRAINT "letter_sending_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "letter_sending" ADD CONSTRAINT "letter_sending_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "letter_sending" ADD CONSTRAINT letter_sending_means CHECK (means IN ('EMAIL'));

-- 3. What was communicated of a dossier, to whom and on which ground.
CREATE TABLE "disclosure" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "requester" TEXT NOT NULL,
    "ground" TEXT NOT NULL,
    "items" TEXT[] NOT NULL,
    "note" TEXT,
    "disclosed_by" UUID NOT NULL,
    "capacity" TEXT NOT NULL,
    "disclosed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disclosure_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "disclosure_application_id_id_idx" ON "disclosure"("application_id", "id");
ALTER TABLE "disclosure" ADD CONSTRAINT "disclosure_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "disclosure" ADD CONSTRAINT "disclosure_disclosed_by_fkey" FOREIGN KEY ("disclosed_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "disclosure" ADD CONSTRAINT disclosure_ground CHECK (ground IN ('LAW_2000_321_ARTICLE_10', 'CRPA_L311_1'));
ALTER TABLE "disclosure" ADD CONSTRAINT disclosure_items CHECK (cardinality(items) > 0 AND items <@ ARRAY['AGREEMENT', 'BUDGET', 'ACCOUNTS', 'FINANCIAL_REPORT', 'AWARD_DECISION', 'COMPARATIVE_OPINIONS', 'RANKING']);
ALTER TABLE "disclosure" ADD CONSTRAINT disclosure_requester CHECK (btrim(requester) <> '');
-- Preparatory until the decision is taken (CRPA L311-2).
CREATE FUNCTION check_disclosure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM application a WHERE a.id = NEW.application_id AND a.state = 'AWARDED') THEN
    RAISE EXCEPTION 'disclosure_after_award: application % is not awarded', NEW.application_id USING ERRCODE = 'check_violation', CONSTRAINT = 'disclosure_after_award';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER disclosure_after_award BEFORE INSERT ON "disclosure" FOR EACH ROW EXECUTE FUNCTION check_disclosure();

-- 4. History, and rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['letter', 'letter_sending', 'disclosure'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO cofund_app', t);
  END LOOP;
END
$$;

-- 5. What the alarm of missing letters walks: decisions that a holder must be told of.
CREATE INDEX application_notifiable ON "application" (state_since) WHERE state IN ('AWARDED', 'REFUSED', 'INELIGIBLE', 'DISMISSED', 'LATE', 'RESERVE');
