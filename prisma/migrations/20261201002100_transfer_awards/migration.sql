-- The holder of an award changes by an amendment in force, and by nothing else; its dossier follows.

-- 1. An award: its holder alone, to the one that its last transfer in force names.
CREATE OR REPLACE FUNCTION refuse_change_of_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'organisation_id' IS DISTINCT FROM to_jsonb(OLD) - 'organisation_id' THEN
    RAISE EXCEPTION 'the amount of award % is fixed' , OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.organisation_id <> OLD.organisation_id AND NEW.organisation_id::text IS DISTINCT FROM (
       SELECT m.content ->> 'organisationId' FROM amendment m WHERE m.award_id = NEW.id AND m.kind = 'HOLDER' AND m.state = 'IN_FORCE'
       ORDER BY m.ended_at DESC, m.id DESC LIMIT 1) THEN
    RAISE EXCEPTION 'holder_by_amendment: award % is transferred by an amendment in force', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'holder_by_amendment';
  END IF;
  RETURN NEW;
END
$$;
GRANT UPDATE (organisation_id) ON "award" TO cofund_app;

-- 2. A dossier follows its award.
CREATE FUNCTION check_holder_of_dossier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM award a JOIN amendment m ON m.award_id = a.id AND m.kind = 'HOLDER' AND m.state = 'IN_FORCE'
    WHERE a.application_id = NEW.id AND a.organisation_id = NEW.organisation_id AND a.examination = NEW.examination AND a.attempt = NEW.award_attempt) THEN
    RAISE EXCEPTION 'holder_by_amendment: dossier % has the holder of its award', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'holder_by_amendment';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER holder_by_amendment BEFORE UPDATE OF organisation_id ON "application" FOR EACH ROW
  WHEN (OLD.organisation_id <> NEW.organisation_id) EXECUTE FUNCTION check_holder_of_dossier();

-- 3. It is found by the name of its new holder.
CREATE FUNCTION transfer_in_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM file_in_search(NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER transferred_in_search AFTER UPDATE OF organisation_id ON "application" FOR EACH ROW
  WHEN (OLD.organisation_id <> NEW.organisation_id) EXECUTE FUNCTION transfer_in_search();
