-- What no program may break, whoever runs it: closed lists, counters, one ballot, frozen acts, the split to the cent,
-- and the rights of the application's own role.

-- 1. The application's role. Logins are granted this role; it owns nothing and creates nothing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cofund_app') THEN
    CREATE ROLE cofund_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of the cluster was migrated at the same moment
END
$$;

-- 2. Closed lists. A spec compares each with the machine or the type that owns it.
ALTER TABLE "organisation" ADD CONSTRAINT organisation_siret_shape CHECK (siret ~ '^[0-9]{14}$');
ALTER TABLE "organisation" ADD CONSTRAINT organisation_holder_type CHECK (holder_type IN ('COMMUNE', 'EPCI', 'CCAS', 'ASSOCIATION', 'COMPANY', 'MISSION_LOCALE', 'OTHER_PUBLIC'));
ALTER TABLE "agency" ADD CONSTRAINT agency_kind CHECK (kind IN ('CAF', 'DDETS', 'DREETS', 'PREFECTURE', 'CNAF'));
ALTER TABLE "agency" ADD CONSTRAINT agency_territory CHECK (territory ~ '^(FR|REG-[0-9A-Z]{2}|DEP-[0-9][0-9AB][0-9]?)$');
ALTER TABLE "role_grant" ADD CONSTRAINT grant_role CHECK (role IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE', 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'COMMITTEE_SECRETARY', 'COMMITTEE_MEMBER', 'COMMITTEE_PRESIDENT', 'REGIONAL_JURY', 'STATE_OFFICER', 'CNAF_OFFICER', 'CALL_MANAGER', 'AUDITOR', 'ADMINISTRATOR'));
-- A holder's grant is for an organisation, any other one for a territory.
ALTER TABLE "role_grant" ADD CONSTRAINT grant_scope CHECK (
  (role IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE') AND organisation_id IS NOT NULL AND territory IS NULL AND agency_id IS NULL)
  OR (role NOT IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE') AND organisation_id IS NULL AND territory IS NOT NULL));
ALTER TABLE "role_grant" ADD CONSTRAINT grant_territory CHECK (territory ~ '^(FR|REG-[0-9A-Z]{2}|DEP-[0-9][0-9AB][0-9]?)$');
ALTER TABLE "role_grant" ADD CONSTRAINT grant_dates CHECK (ends_at IS NULL OR ends_at >= starts_at);
CREATE UNIQUE INDEX grant_in_force ON "role_grant" (person_id, role, coalesce(organisation_id, '00000000-0000-0000-0000-000000000000'), coalesce(territory, '')) WHERE ends_at IS NULL;

ALTER TABLE "call" ADD CONSTRAINT call_state CHECK (state IN ('DRAFT', 'PUBLISHED', 'OPEN', 'CLOSED', 'UNDER_EXAMINATION', 'UNDER_SELECTION', 'RESULTS_PUBLISHED', 'FINISHED', 'CANCELLED'));
ALTER TABLE "call" ADD CONSTRAINT call_dates CHECK (deadline_at > opens_at);
ALTER TABLE "call_funder" ADD CONSTRAINT funder_weight CHECK (weight > 0 AND position >= 0);
ALTER TABLE "call_funder" ADD CONSTRAINT funder_family CHECK (family IN ('STATE', 'FAMILY_BRANCH', 'LOCAL', 'OTHER_PUBLIC', 'PRIVATE'));
ALTER TABLE "call_funder" ADD CONSTRAINT funder_officer CHECK (officer_role IN ('STATE_OFFICER', 'CNAF_OFFICER'));

ALTER TABLE "application" ADD CONSTRAINT application_state CHECK (state IN ('DRAFT', 'SUBMITTED', 'INCOMPLETE', 'COMPLETE', 'INELIGIBLE', 'UNDER_EXAMINATION', 'EXAMINED', 'ON_AGENDA', 'COMMITTEE_FAVOURABLE', 'COMMITTEE_RESERVED', 'COMMITTEE_UNFAVOURABLE', 'DEFERRED', 'SHORTLISTED', 'RESERVE', 'AWARDED', 'REFUSED', 'DISMISSED', 'WITHDRAWN', 'LATE'));
ALTER TABLE "application" ADD CONSTRAINT application_requested CHECK (requested_cents >= 0);
ALTER TABLE "application" ADD CONSTRAINT application_number CHECK (state IN ('DRAFT', 'WITHDRAWN') OR number IS NOT NULL);
ALTER TABLE "application" ADD CONSTRAINT application_refusal CHECK (state NOT IN ('REFUSED', 'DISMISSED', 'INELIGIBLE', 'LATE') OR (refusal ? 'reasons' AND refusal ? 'appeal'));
ALTER TABLE "application_amount" ADD CONSTRAINT amount_stage CHECK (stage IN ('REQUESTED', 'PROPOSED_CAF', 'PROPOSED_DDETS', 'PROPOSED_COMMITTEE', 'DECIDED'));
ALTER TABLE "application_amount" ADD CONSTRAINT amount_not_negative CHECK (cents >= 0);
CREATE UNIQUE INDEX application_reserve_rank ON "application" (call_id, reserve_rank) WHERE state = 'RESERVE';
-- Numbers never wait for one another: gaps are harmless, a locked counter at the deadline would not be.
CREATE SEQUENCE application_number_seq;

ALTER TABLE "instruction" ADD CONSTRAINT instruction_state CHECK (state IN ('PENDING', 'ASSIGNED', 'IN_PROGRESS', 'SIGNED', 'CLOSED'));
ALTER TABLE "instruction" ADD CONSTRAINT instruction_agency CHECK (agency_kind IN ('CAF', 'DDETS'));
ALTER TABLE "instruction" ADD CONSTRAINT instruction_opinion CHECK (opinion IN ('FAVOURABLE', 'WITH_RESERVES', 'UNFAVOURABLE'));
ALTER TABLE "instruction" ADD CONSTRAINT instruction_signed CHECK (state <> 'SIGNED' OR (opinion IS NOT NULL AND reasons IS NOT NULL AND scores IS NOT NULL AND signed_at IS NOT NULL AND signed_by = examiner_id));

ALTER TABLE "committee" ADD CONSTRAINT committee_kind CHECK (kind IN ('CDSF', 'SUBSTITUTE', 'COLLECTIVITE'));
CREATE UNIQUE INDEX committee_member_in_office ON "committee_member" (committee_id, person_id) WHERE ends_at IS NULL;
CREATE UNIQUE INDEX committee_president ON "committee_member" (committee_id) WHERE president AND ends_at IS NULL;
ALTER TABLE "committee_session" ADD CONSTRAINT session_state CHECK (state IN ('DRAFT', 'CONVENED', 'OPEN', 'CLOSED', 'ADJOURNED', 'CANCELLED'));
ALTER TABLE "agenda_item" ADD CONSTRAINT item_state CHECK (state IN ('PENDING', 'OPEN', 'DECIDED', 'DEFERRED'));
ALTER TABLE "agenda_item" ADD CONSTRAINT item_result CHECK ((state = 'DECIDED') = (result IS NOT NULL AND tally IS NOT NULL));
ALTER TABLE "agenda_item" ADD CONSTRAINT item_result_value CHECK (result IN ('FAVOURABLE', 'WITH_RESERVES', 'UNFAVOURABLE'));
ALTER TABLE "ballot" ADD CONSTRAINT ballot_choice CHECK (choice IN ('FOR', 'AGAINST', 'ABSTAIN'));
ALTER TABLE "proxy" ADD CONSTRAINT proxy_two_members CHECK (giver_id <> holder_id);
ALTER TABLE "attendance" ADD CONSTRAINT attendance_order CHECK (left_at IS NULL OR left_at >= arrived_at);
ALTER TABLE "agenda_item" ADD CONSTRAINT item_proposal CHECK ((proposal IS NULL OR proposal IN ('FAVOURABLE', 'WITH_RESERVES')) AND (state <> 'OPEN' OR proposal IS NOT NULL));
CREATE UNIQUE INDEX attendance_present ON "attendance" (session_id, member_id) WHERE left_at IS NULL;

ALTER TABLE "award_leg" ADD CONSTRAINT leg_state CHECK (state IN ('PENDING', 'DECIDED', 'REFUSED', 'CANCELLED'));
ALTER TABLE "award_leg" ADD CONSTRAINT leg_decided CHECK (state <> 'DECIDED' OR (decision_number IS NOT NULL AND decision_date IS NOT NULL AND authority IS NOT NULL AND decided_by IS NOT NULL));
ALTER TABLE "award_leg" ADD CONSTRAINT leg_refused CHECK (state <> 'REFUSED' OR (refusal ? 'reasons' AND refusal ? 'appeal'));
ALTER TABLE "award" ADD CONSTRAINT award_total CHECK (total_cents > 0);
ALTER TABLE "award_leg_year" ADD CONSTRAINT leg_year_not_negative CHECK (cents >= 0);

-- 3. An envelope is never overdrawn: reserved by a selection, then committed by a decision.
ALTER TABLE "envelope" ADD CONSTRAINT envelope_holds CHECK (reserved_cents >= 0 AND committed_cents >= 0 AND reserved_cents + committed_cents <= amount_cents);

-- 4. Every aggregate's version only moves up.
ALTER TABLE "call" ADD CONSTRAINT call_version CHECK (version > 0);
ALTER TABLE "application" ADD CONSTRAINT application_version CHECK (version > 0);
CREATE FUNCTION refuse_version_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version < OLD.version THEN
    RAISE EXCEPTION 'version of % % may not go back', TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "call" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "application" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "instruction" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "committee_session" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "award_leg" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();

-- 5. Append-only tables: refused for everyone, the owner included; the application's role has not even the privilege.
CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_entry', 'call_specification', 'application_version', 'application_amount', 'interest', 'convocation_sending', 'proxy', 'recusal', 'ballot', 'award_leg_year', 'mail_sent'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;

-- 6. A signed opinion is never edited.
CREATE FUNCTION refuse_change_of_signed_instruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'instruction % is signed and frozen', OLD.id USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER signed_is_frozen BEFORE UPDATE ON "instruction" FOR EACH ROW WHEN (OLD.state = 'SIGNED') EXECUTE FUNCTION refuse_change_of_signed_instruction();

-- 7. A published deadline may move later, never earlier; the split is fixed by the publication.
CREATE FUNCTION refuse_earlier_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'call_deadline_later_only: a published deadline may not move earlier' USING ERRCODE = 'check_violation', CONSTRAINT = 'call_deadline_later_only';
END
$$;
CREATE TRIGGER deadline_later_only BEFORE UPDATE ON "call" FOR EACH ROW
  WHEN (OLD.state <> 'DRAFT' AND NEW.deadline_at < OLD.deadline_at) EXECUTE FUNCTION refuse_earlier_deadline();
CREATE FUNCTION refuse_change_of_published_funder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the_call uuid := CASE TG_OP WHEN 'INSERT' THEN NEW.call_id ELSE OLD.call_id END;
BEGIN
  IF (SELECT state FROM "call" WHERE id = the_call) <> 'DRAFT' THEN
    RAISE EXCEPTION 'the funders of a published call are fixed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER funders_fixed BEFORE INSERT OR UPDATE OR DELETE ON "call_funder" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published_funder();

-- 8. A ballot needs an open item, in an open session, and a member who is not recused from it; a mandate cannot be used for a recused giver.
CREATE FUNCTION check_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM agenda_item i JOIN committee_session s ON s.id = i.session_id WHERE i.id = NEW.item_id AND i.state = 'OPEN' AND s.state = 'OPEN') THEN
    RAISE EXCEPTION 'ballot_item_open: item % is not open for votes', NEW.item_id USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_item_open';
  END IF;
  IF EXISTS (SELECT FROM recusal WHERE item_id = NEW.item_id AND member_id IN (NEW.member_id, NEW.cast_by_id)) THEN
    RAISE EXCEPTION 'ballot_not_recused: a recused member takes no part in item %', NEW.item_id USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_not_recused';
  END IF;
  IF NEW.cast_by_id <> NEW.member_id AND NOT EXISTS (
    SELECT FROM proxy p JOIN agenda_item i ON i.session_id = p.session_id
    WHERE i.id = NEW.item_id AND p.giver_id = NEW.member_id AND p.holder_id = NEW.cast_by_id) THEN
    RAISE EXCEPTION 'ballot_mandate: no mandate from this member' USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_mandate';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER ballot_is_lawful BEFORE INSERT ON "ballot" FOR EACH ROW EXECUTE FUNCTION check_ballot();

-- 9. The split to the cent. For every award and year, each funder's share is floor(sum × weight / Σ weights), plus one cent for the
-- first funders (by position) as long as cents are left: with 50/50 the odd cent goes to the first funder. Same rule as `allocate`.
CREATE FUNCTION check_award_split() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
  SELECT s.year, s.code INTO wrong FROM (
    SELECT y.year, f.code, f.position, f.weight, c.cents,
           sum(coalesce(c.cents, 0)) OVER w AS total, sum(f.weight) OVER w AS weights,
           row_number() OVER (PARTITION BY y.year ORDER BY f.position) AS place
    FROM award a
    JOIN (SELECT DISTINCT year FROM award_leg_year WHERE award_id = NEW.award_id) y ON true
    JOIN call_funder f ON f.call_id = a.call_id
    LEFT JOIN award_leg l ON l.award_id = a.id AND l.funder_code = f.code
    LEFT JOIN award_leg_year c ON c.leg_id = l.id AND c.year = y.year
    WHERE a.id = NEW.award_id
    WINDOW w AS (PARTITION BY y.year)
  ) s
  WHERE s.cents IS NULL OR s.cents <> div(s.total * s.weight, s.weights)
    + CASE WHEN s.place <= s.total - (SELECT sum(div(s.total * f2.weight, s.weights)) FROM award a2 JOIN call_funder f2 ON f2.call_id = a2.call_id WHERE a2.id = NEW.award_id) THEN 1 ELSE 0 END
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'award_split: award %: the share of % in % is not the split of the call', NEW.award_id, wrong.code, wrong.year USING ERRCODE = 'check_violation', CONSTRAINT = 'award_split';
  END IF;
  IF (SELECT total_cents FROM award WHERE id = NEW.award_id) <> (SELECT sum(cents) FROM award_leg_year WHERE award_id = NEW.award_id) THEN
    RAISE EXCEPTION 'award_total_is_sum: award %: the yearly shares do not sum to the total', NEW.award_id USING ERRCODE = 'check_violation', CONSTRAINT = 'award_total_is_sum';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER award_split AFTER INSERT ON "award_leg_year" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_award_split();
CREATE FUNCTION refuse_change_of_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the amount of award % is fixed' , OLD.id USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER award_amount_fixed BEFORE UPDATE ON "award" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_award();

-- 10. Relay and desk of jobs.
CREATE INDEX outbox_to_dispatch ON "outbox" (created_at, id) WHERE dispatched_at IS NULL;
CREATE INDEX outbox_failed ON "outbox" (failed_at, id) WHERE failed_at IS NOT NULL AND done_at IS NULL;

-- 11. Rights of the application's role: reads all, never deletes but what is technical, changes no history, creates nothing.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO cofund_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO cofund_app;
GRANT UPDATE ON "person", "organisation", "agency", "role_grant", "auth_session", "login_throttle", "call", "call_funder", "envelope", "application", "instruction", "committee", "committee_member", "committee_session", "agenda_item", "attendance", "award_leg", "outbox", "idempotency_key" TO cofund_app;
GRANT DELETE ON "idempotency_key", "login_throttle", "call_funder", "envelope" TO cofund_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO cofund_app;
REVOKE ALL ON "_prisma_migrations" FROM cofund_app;
GRANT SELECT ON "_prisma_migrations" TO cofund_app;
