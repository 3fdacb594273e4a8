-- The minutes of a committee session (CRPA R133-13): drafts made from frozen data, signed once, rectified by other minutes; disagreements.

-- 1. A member's disagreement with an opinion, at the member's own request.
CREATE TABLE "session_disagreement" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "text" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" UUID NOT NULL,

    CONSTRAINT "session_disagreement_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "session_disagreement_item_id_member_id_key" ON "session_disagreement"("item_id", "member_id");
CREATE INDEX "session_disagreement_session_id_idx" ON "session_disagreement"("session_id");
ALTER TABLE "session_disagreement" ADD CONSTRAINT "session_disagreement_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_disagreement" ADD CONSTRAINT "session_disagreement_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_disagreement" ADD CONSTRAINT "session_disagreement_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "committee_member"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_disagreement" ADD CONSTRAINT disagreement_text CHECK (text IS NULL OR btrim(text) <> '');

-- 2. Minutes, their successive drafts, their one signature.
CREATE TABLE "minutes" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "rectifies_id" UUID,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" UUID NOT NULL,

    CONSTRAINT "minutes_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "minutes_document" (
    "minutes_id" UUID NOT NULL,
    "draft" INTEGER NOT NULL,
    "template_version" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "data_sha256" TEXT NOT NULL,
    "pdf" BYTEA NOT NULL,
    "pdf_sha256" TEXT NOT NULL,
    "disagreements" INTEGER NOT NULL,
    "drafted_at" TIMESTAMPTZ(3) NOT NULL,
    "drafted_by" UUID NOT NULL,

    CONSTRAINT "minutes_document_pkey" PRIMARY KEY ("minutes_id","draft")
);
CREATE TABLE "minutes_signature" (
    "minutes_id" UUID NOT NULL,
    "draft" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "signed_by" UUID NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "minutes_signature_pkey" PRIMARY KEY ("minutes_id")
);
CREATE UNIQUE INDEX "minutes_session_id_number_key" ON "minutes"("session_id", "number");
CREATE UNIQUE INDEX minutes_one_original ON "minutes"(session_id) WHERE kind = 'ORIGINAL';
CREATE UNIQUE INDEX minutes_one_draft ON "minutes"(session_id) WHERE state = 'DRAFTED';
ALTER TABLE "minutes" ADD CONSTRAINT "minutes_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "minutes" ADD CONSTRAINT "minutes_rectifies_id_fkey" FOREIGN KEY ("rectifies_id") REFERENCES "minutes"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "minutes" ADD CONSTRAINT minutes_state CHECK (state IN ('DRAFTED', 'SIGNED'));
ALTER TABLE "minutes" ADD CONSTRAINT minutes_kind CHECK (kind IN ('ORIGINAL', 'RECTIFYING') AND (kind = 'RECTIFYING') = (rectifies_id IS NOT NULL) AND (kind = 'ORIGINAL') = (number = 1) AND number > 0);
ALTER TABLE "minutes_document" ADD CONSTRAINT "minutes_document_minutes_id_fkey" FOREIGN KEY ("minutes_id") REFERENCES "minutes"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "minutes_document" ADD CONSTRAINT minutes_hashed CHECK (
    data_sha256 = encode(sha256(convert_to(data, 'UTF8')), 'hex') AND pdf_sha256 = encode(sha256(pdf), 'hex'));
ALTER TABLE "minutes_document" ADD CONSTRAINT minutes_document_numbers CHECK (draft > 0 AND template_version > 0 AND disagreements >= 0);
ALTER TABLE "minutes_signature" ADD CONSTRAINT "minutes_signature_minutes_id_draft_fkey" FOREIGN KEY ("minutes_id", "draft") REFERENCES "minutes_document"("minutes_id", "draft") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "minutes_signature" ADD CONSTRAINT "minutes_signature_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "receipt_key"("key_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "minutes_signature" ADD CONSTRAINT "minutes_signature_signed_by_fkey" FOREIGN KEY ("signed_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- 3. What holds them together. Every act on minutes or a disagreement holds the session's row.
CREATE FUNCTION check_disagreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM agenda_item i JOIN committee_session s ON s.id = i.session_id
      WHERE i.id = NEW.item_id AND s.id = NEW.session_id AND i.state = 'DECIDED' AND s.state IN ('OPEN', 'SUSPENDED', 'CLOSED'))
     OR EXISTS (SELECT FROM recusal WHERE item_id = NEW.item_id AND member_id = NEW.member_id)
     OR EXISTS (SELECT FROM minutes WHERE session_id = NEW.session_id AND state = 'SIGNED') THEN
    RAISE EXCEPTION 'no disagreement of member % on item %', NEW.member_id, NEW.item_id USING ERRCODE = 'check_violation', CONSTRAINT = 'disagreement_admissible';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER disagreement_is_admissible BEFORE INSERT ON "session_disagreement" FOR EACH ROW EXECUTE FUNCTION check_disagreement();

CREATE FUNCTION check_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT FROM committee_session WHERE id = NEW.session_id AND state IN ('CLOSED', 'ADJOURNED', 'INVALID')) THEN
      RAISE EXCEPTION 'session % is not over', NEW.session_id USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_of_ended_session';
    END IF;
    IF NEW.state <> 'DRAFTED' OR (NEW.rectifies_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM minutes WHERE id = NEW.rectifies_id AND session_id = NEW.session_id AND state = 'SIGNED')) THEN
      RAISE EXCEPTION 'only signed minutes of the same session are rectified' USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_rectify_signed';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR OLD.state = 'SIGNED'
     OR (NEW.id, NEW.session_id, NEW.number, NEW.kind, NEW.rectifies_id, NEW.created_at, NEW.created_by)
        IS DISTINCT FROM (OLD.id, OLD.session_id, OLD.number, OLD.kind, OLD.rectifies_id, OLD.created_at, OLD.created_by) THEN
    RAISE EXCEPTION 'minutes %: % refused', OLD.id, TG_OP USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_frozen';
  END IF;
  IF NEW.state = 'SIGNED' AND NOT EXISTS (SELECT FROM minutes_signature WHERE minutes_id = NEW.id) THEN
    RAISE EXCEPTION 'minutes % have no signature', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_signed';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER minutes_are_kept BEFORE INSERT OR UPDATE OR DELETE ON "minutes" FOR EACH ROW EXECUTE FUNCTION check_minutes();

CREATE FUNCTION check_minutes_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM minutes WHERE id = NEW.minutes_id) <> 'DRAFTED' OR EXISTS (SELECT FROM minutes_signature WHERE minutes_id = NEW.minutes_id)
     OR NEW.draft <> (SELECT coalesce(max(draft), 0) + 1 FROM minutes_document WHERE minutes_id = NEW.minutes_id) THEN
    RAISE EXCEPTION 'minutes % take no draft %', NEW.minutes_id, NEW.draft USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_frozen';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER minutes_draft_in_order BEFORE INSERT ON "minutes_document" FOR EACH ROW EXECUTE FUNCTION check_minutes_document();

CREATE FUNCTION check_minutes_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.draft <> (SELECT max(draft) FROM minutes_document WHERE minutes_id = NEW.minutes_id) THEN
    RAISE EXCEPTION 'minutes %: only the last draft is signed', NEW.minutes_id USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_last_draft';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER minutes_last_draft_signed BEFORE INSERT ON "minutes_signature" FOR EACH ROW EXECUTE FUNCTION check_minutes_signature();

-- 4. History, and rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['session_disagreement', 'minutes_document', 'minutes_signature'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO cofund_app', t);
  END LOOP;
END
$$;
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "minutes" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "minutes" TO cofund_app;
GRANT UPDATE (state, version) ON "minutes" TO cofund_app;
