-- What is signed on paper or by a qualified signature, kept beside the signed minutes; and reminders of minutes not signed.

-- 1. Copies: each kept whole, none replaced. They are some hundreds of kilobytes; the limit is ten megabytes.
CREATE TABLE "minutes_signed_copy" (
    "minutes_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "pdf" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "received_by" UUID NOT NULL,

    CONSTRAINT "minutes_signed_copy_pkey" PRIMARY KEY ("minutes_id","number")
);
CREATE UNIQUE INDEX "minutes_signed_copy_minutes_id_sha256_key" ON "minutes_signed_copy"("minutes_id", "sha256");
ALTER TABLE "minutes_signed_copy" ADD CONSTRAINT "minutes_signed_copy_minutes_id_fkey" FOREIGN KEY ("minutes_id") REFERENCES "minutes"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "minutes_signed_copy" ADD CONSTRAINT "minutes_signed_copy_received_by_fkey" FOREIGN KEY ("received_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "minutes_signed_copy" ADD CONSTRAINT signed_copy_hashed CHECK (sha256 = encode(sha256(pdf), 'hex'));
ALTER TABLE "minutes_signed_copy" ADD CONSTRAINT signed_copy_is_pdf CHECK (size = octet_length(pdf) AND size <= 10485760 AND substring(pdf FROM 1 FOR 5) = '%PDF-'::bytea);

CREATE FUNCTION check_minutes_signed_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM minutes WHERE id = NEW.minutes_id) <> 'SIGNED'
     OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM minutes_signed_copy WHERE minutes_id = NEW.minutes_id) THEN
    RAISE EXCEPTION 'minutes % take no copy %', NEW.minutes_id, NEW.number USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_signed_copy_in_order';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER signed_copy_of_signed BEFORE INSERT ON "minutes_signed_copy" FOR EACH ROW EXECUTE FUNCTION check_minutes_signed_copy();

-- 2. Signed minutes are frozen, save the version, which counts what is kept of them: drafts, signature, copies.
CREATE OR REPLACE FUNCTION check_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF TG_OP = 'DELETE'
     OR (NEW.id, NEW.session_id, NEW.number, NEW.kind, NEW.rectifies_id, NEW.created_at, NEW.created_by)
        IS DISTINCT FROM (OLD.id, OLD.session_id, OLD.number, OLD.kind, OLD.rectifies_id, OLD.created_at, OLD.created_by)
     OR (OLD.state = 'SIGNED' AND (NEW.state <> 'SIGNED' OR NEW.version <> 2
          + (SELECT count(*) FROM minutes_document WHERE minutes_id = OLD.id) + (SELECT count(*) FROM minutes_signed_copy WHERE minutes_id = OLD.id))) THEN
    RAISE EXCEPTION 'minutes %: % refused', OLD.id, TG_OP USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_frozen';
  END IF;
  IF NEW.state = 'SIGNED' AND NOT EXISTS (SELECT FROM minutes_signature WHERE minutes_id = NEW.id) THEN
    RAISE EXCEPTION 'minutes % have no signature', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_signed';
  END IF;
  RETURN NEW;
END
$$;

-- 3. One reminder a session.
CREATE TABLE "minutes_reminder" (
    "session_id" UUID NOT NULL,
    "reminded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "minutes_reminder_pkey" PRIMARY KEY ("session_id")
);
ALTER TABLE "minutes_reminder" ADD CONSTRAINT "minutes_reminder_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- 4. History, and rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['minutes_signed_copy', 'minutes_reminder'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO cofund_app', t);
  END LOOP;
END
$$;
