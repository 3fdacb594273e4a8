-- How a session is held and what happens in it: mode and hours, documents, every sending, heard persons, written remarks, live signals.

ALTER TABLE "committee_session" ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'ON_SITE';
ALTER TABLE "committee_session" ADD COLUMN "closes_at" TIMESTAMPTZ(3);
ALTER TABLE "committee_session" ADD COLUMN "mode_decision" TEXT;
ALTER TABLE "attendance" ADD COLUMN "means" TEXT NOT NULL DEFAULT 'ROOM';
ALTER TABLE "convocation_sending" ADD COLUMN "cause" TEXT NOT NULL DEFAULT 'CONVENED';
ALTER TABLE "convocation_sending" ADD COLUMN "sent_by" TEXT;

CREATE TABLE "session_document" (
    "session_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "application_id" UUID,
    "document_id" UUID,
    "title" TEXT NOT NULL,
    "note" TEXT,
    "added_by" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_document_pkey" PRIMARY KEY ("session_id","position")
);
CREATE TABLE "session_contribution" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "item_id" UUID,
    "member_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_contribution_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "session_hearing" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "capacity" TEXT NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),
    "recorded_by" UUID NOT NULL,

    CONSTRAINT "session_hearing_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "session_document_application_id_idx" ON "session_document"("application_id");
CREATE INDEX "session_contribution_session_id_id_idx" ON "session_contribution"("session_id", "id");
CREATE INDEX "session_hearing_session_id_idx" ON "session_hearing"("session_id");
ALTER TABLE "session_document" ADD CONSTRAINT "session_document_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_document" ADD CONSTRAINT "session_document_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_document" ADD CONSTRAINT "session_document_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document_file"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_contribution" ADD CONSTRAINT "session_contribution_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_contribution" ADD CONSTRAINT "session_contribution_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_hearing" ADD CONSTRAINT "session_hearing_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "session_hearing" ADD CONSTRAINT "session_hearing_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Closed lists. A spec compares each with the code that owns it.
ALTER TABLE "committee_session" DROP CONSTRAINT session_state;
ALTER TABLE "committee_session" ADD CONSTRAINT session_state CHECK (state IN ('DRAFT', 'CONVENED', 'OPEN', 'SUSPENDED', 'CLOSED', 'ADJOURNED', 'INVALID', 'CANCELLED'));
ALTER TABLE "committee_session" ADD CONSTRAINT session_mode CHECK (mode IN ('ON_SITE', 'REMOTE', 'MIXED', 'WRITTEN'));
ALTER TABLE "attendance" ADD CONSTRAINT attendance_means CHECK (means IN ('ROOM', 'VIDEO', 'PHONE', 'WRITTEN'));
ALTER TABLE "convocation_sending" ADD CONSTRAINT sending_means CHECK (means IN ('EMAIL', 'POST', 'HAND'));
ALTER TABLE "convocation_sending" ADD CONSTRAINT sending_cause CHECK (cause IN ('CONVENED', 'RENEWED', 'JOINED'));

-- A written deliberation, and no other session, announces when it closes; only it may end as invalid.
ALTER TABLE "committee_session" ADD CONSTRAINT session_written_hours CHECK ((mode = 'WRITTEN') = (closes_at IS NOT NULL) AND (closes_at IS NULL OR closes_at > scheduled_at));
ALTER TABLE "committee_session" ADD CONSTRAINT session_invalid CHECK (state <> 'INVALID' OR mode = 'WRITTEN');
ALTER TABLE "session_hearing" ADD CONSTRAINT hearing_order CHECK (left_at IS NULL OR left_at >= entered_at);
ALTER TABLE "session_document" ADD CONSTRAINT session_document_of_dossier CHECK (document_id IS NULL OR application_id IS NOT NULL);

-- Place, mode and hours are what the members were told: fixed by the convocation (CRPA R133-8).
CREATE FUNCTION refuse_change_of_convocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'session %: place, mode and hours are fixed since its convocation', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'convocation_fixed';
END
$$;
CREATE TRIGGER convocation_is_fixed BEFORE UPDATE ON "committee_session" FOR EACH ROW
  WHEN (OLD.state <> 'DRAFT' AND (OLD.mode, OLD.scheduled_at, OLD.closes_at, OLD.place) IS DISTINCT FROM (NEW.mode, NEW.scheduled_at, NEW.closes_at, NEW.place))
  EXECUTE FUNCTION refuse_change_of_convocation();

-- So are the documents sent with it.
CREATE FUNCTION refuse_change_of_session_documents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the_session uuid := CASE TG_OP WHEN 'INSERT' THEN NEW.session_id ELSE OLD.session_id END;
BEGIN
  IF TG_OP = 'UPDATE' OR (SELECT state FROM committee_session WHERE id = the_session) <> 'DRAFT' THEN
    RAISE EXCEPTION 'the documents of session % are fixed since its convocation', the_session USING ERRCODE = 'check_violation', CONSTRAINT = 'session_documents_fixed';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.document_id IS NOT NULL AND NOT EXISTS (SELECT FROM document_file d WHERE d.id = NEW.document_id AND d.application_id = NEW.application_id) THEN
    RAISE EXCEPTION 'file % is of another dossier', NEW.document_id USING ERRCODE = 'check_violation', CONSTRAINT = 'session_document_of_its_dossier';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER documents_are_fixed BEFORE INSERT OR UPDATE OR DELETE ON "session_document" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_session_documents();

-- A second session takes up the whole first agenda, in its order; what comes after it is new, and is judged with a quorum (CRPA R133-10).
CREATE OR REPLACE FUNCTION refuse_change_of_agenda() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  item "agenda_item" := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
  held record;
  taken_up integer;
BEGIN
  SELECT state, second_of_id INTO held FROM committee_session WHERE id = item.session_id;
  IF held.state <> 'DRAFT' THEN
    RAISE EXCEPTION 'the agenda of session % is fixed since its convocation', item.session_id USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_fixed';
  END IF;
  IF held.second_of_id IS NOT NULL THEN
    SELECT f.position INTO taken_up FROM agenda_item f WHERE f.session_id = held.second_of_id AND f.application_id = item.application_id;
    IF (TG_OP = 'DELETE' AND taken_up IS NOT NULL)
       OR (TG_OP = 'INSERT' AND taken_up <> item.position)
       OR (TG_OP = 'INSERT' AND taken_up IS NULL AND item.position <= (SELECT count(*) FROM agenda_item f WHERE f.session_id = held.second_of_id)) THEN
      RAISE EXCEPTION 'session % takes up the agenda of another', item.session_id USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_of_second_session';
    END IF;
  END IF;
  RETURN item;
END
$$;

-- Written remarks and ballots fall between the two instants announced, whatever the state says; a recused member writes nothing on the item.
CREATE FUNCTION check_written_hours(the_session uuid, moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM committee_session s WHERE s.id = the_session AND s.mode = 'WRITTEN' AND (moment < s.scheduled_at OR moment >= s.closes_at)) THEN
    RAISE EXCEPTION 'session %: outside the hours of the written deliberation', the_session USING ERRCODE = 'check_violation', CONSTRAINT = 'within_written_hours';
  END IF;
END
$$;
CREATE FUNCTION check_ballot_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_written_hours((SELECT session_id FROM agenda_item WHERE id = NEW.item_id), NEW.cast_at);
  RETURN NEW;
END
$$;
CREATE TRIGGER ballot_within_hours BEFORE INSERT ON "ballot" FOR EACH ROW EXECUTE FUNCTION check_ballot_hours();
CREATE FUNCTION check_contribution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM committee_session WHERE id = NEW.session_id AND mode = 'WRITTEN' AND state = 'OPEN') THEN
    RAISE EXCEPTION 'session % takes no written remark', NEW.session_id USING ERRCODE = 'check_violation', CONSTRAINT = 'contribution_written_open';
  END IF;
  PERFORM check_written_hours(NEW.session_id, NEW.at);
  IF NEW.item_id IS NOT NULL AND (
    NOT EXISTS (SELECT FROM agenda_item WHERE id = NEW.item_id AND session_id = NEW.session_id)
    OR EXISTS (SELECT FROM recusal WHERE item_id = NEW.item_id AND member_id = NEW.member_id)) THEN
    RAISE EXCEPTION 'item % is not of this session, or closed to the member', NEW.item_id USING ERRCODE = 'check_violation', CONSTRAINT = 'contribution_not_recused';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER contribution_is_lawful BEFORE INSERT ON "session_contribution" FOR EACH ROW EXECUTE FUNCTION check_contribution();

-- A heard person leaves before the deliberation (CRPA R133-6): no item goes to the vote meanwhile, and nobody comes in during a vote.
CREATE FUNCTION check_item_without_hearing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM session_hearing WHERE session_id = NEW.session_id AND left_at IS NULL) THEN
    RAISE EXCEPTION 'a heard person is in the room' USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_without_hearing';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER vote_without_hearing BEFORE UPDATE ON "agenda_item" FOR EACH ROW WHEN (NEW.state = 'OPEN' AND OLD.state <> 'OPEN')
  EXECUTE FUNCTION check_item_without_hearing();
CREATE FUNCTION check_hearing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT FROM agenda_item WHERE id = NEW.item_id AND session_id = NEW.session_id)
       OR EXISTS (SELECT FROM agenda_item i JOIN application a ON a.id = i.application_id WHERE i.session_id = NEW.session_id AND i.state = 'OPEN' AND a.state = 'ON_AGENDA') THEN
      RAISE EXCEPTION 'nobody is heard during a vote, or on an item of another session' USING ERRCODE = 'check_violation', CONSTRAINT = 'hearing_before_vote';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.left_at IS NULL AND NEW.left_at IS NOT NULL
     AND (NEW.id, NEW.session_id, NEW.item_id, NEW.name, NEW.capacity, NEW.entered_at, NEW.recorded_by)
         IS NOT DISTINCT FROM (OLD.id, OLD.session_id, OLD.item_id, OLD.name, OLD.capacity, OLD.entered_at, OLD.recorded_by) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a hearing ends once and is never changed: % refused', TG_OP USING ERRCODE = 'check_violation', CONSTRAINT = 'hearing_kept';
END
$$;
CREATE TRIGGER hearing_is_kept BEFORE INSERT OR UPDATE OR DELETE ON "session_hearing" FOR EACH ROW EXECUTE FUNCTION check_hearing();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "session_contribution" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "session_contribution" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

-- Told to every process at the commit of the act, and only then: those who follow the session live read what is new from the history.
CREATE FUNCTION announce_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('cofund_session', NEW.id::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER session_is_announced AFTER INSERT OR UPDATE ON "committee_session" FOR EACH ROW EXECUTE FUNCTION announce_session();

GRANT SELECT, INSERT ON "session_document", "session_contribution", "session_hearing" TO cofund_app;
GRANT DELETE ON "session_document" TO cofund_app;
GRANT UPDATE (left_at) ON "session_hearing" TO cofund_app;

-- A setting that committees set up before it did not have: its default.
UPDATE "committee" SET settings = '{"writtenMinHours": 24}'::jsonb || settings;
