-- An agenda is written and rewritten while its session is prepared, and fixed by the convocation (CRPA R133-8: the members received it).
-- A second session's agenda is fixed from the first moment: without a quorum, only the same one may be taken up (CRPA R133-10).
GRANT DELETE ON "agenda_item" TO cofund_app;
CREATE FUNCTION refuse_change_of_agenda() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  the_session uuid := CASE TG_OP WHEN 'INSERT' THEN NEW.session_id ELSE OLD.session_id END;
  held record;
BEGIN
  SELECT state, second_of_id INTO held FROM committee_session WHERE id = the_session;
  IF held.state <> 'DRAFT' THEN
    RAISE EXCEPTION 'the agenda of session % is fixed since its convocation', the_session USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_fixed';
  END IF;
  IF held.second_of_id IS NOT NULL AND (TG_OP <> 'INSERT' OR NOT EXISTS (
    SELECT FROM agenda_item i WHERE i.session_id = held.second_of_id AND i.application_id = NEW.application_id AND i.position = NEW.position)) THEN
    RAISE EXCEPTION 'session % takes up the agenda of another', the_session USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_of_second_session';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER agenda_is_fixed BEFORE INSERT OR DELETE ON "agenda_item" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_agenda();
CREATE FUNCTION refuse_other_dossier_on_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'item % keeps its dossier and its place', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'agenda_fixed';
END
$$;
CREATE TRIGGER item_keeps_its_dossier BEFORE UPDATE ON "agenda_item" FOR EACH ROW
  WHEN (OLD.application_id <> NEW.application_id OR OLD.position <> NEW.position OR OLD.session_id <> NEW.session_id)
  EXECUTE FUNCTION refuse_other_dossier_on_item();

-- A decided item is history: its result came from ballots that nobody can change any more.
CREATE FUNCTION refuse_change_of_decided_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'item % is decided', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'item_decided';
END
$$;
CREATE TRIGGER decided_item_is_frozen BEFORE UPDATE ON "agenda_item" FOR EACH ROW WHEN (OLD.state = 'DECIDED')
  EXECUTE FUNCTION refuse_change_of_decided_item();
