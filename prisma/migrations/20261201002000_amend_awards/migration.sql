-- Amendments of an award: asked, examined, agreed by each funder, signed, in force with their effects; and the plan that is then in force.

-- 1. Tables.
CREATE TABLE "amendment" (
    "id" UUID NOT NULL,
    "award_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "asked_by_leg" UUID,
    "content" JSONB NOT NULL,
    "reasons" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "round" INTEGER NOT NULL DEFAULT 0,
    "declared" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" UUID NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "questions" TEXT,
    "agreed_at" TIMESTAMPTZ(3),
    "in_force_on" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" UUID,
    "end_reasons" TEXT,
    "appeal" TEXT,
    "changed" JSONB,

    CONSTRAINT "amendment_pkey" PRIMARY KEY ("id")
);
-- Of the round in which it was given: what is asked again is examined again.
CREATE TABLE "amendment_opinion" (
    "amendment_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "agency_kind" TEXT NOT NULL,
    "favourable" BOOLEAN NOT NULL,
    "object_kept" BOOLEAN,
    "text" TEXT NOT NULL,
    "given_by" UUID NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "amendment_opinion_pkey" PRIMARY KEY ("amendment_id","round","agency_kind")
);
-- A funder's decision; where the share is on an award order, it is the amending order.
CREATE TABLE "amendment_decision" (
    "amendment_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "leg_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "delegation_reference" TEXT,
    "delegation_from" TEXT,
    "delegation_to" TEXT,
    "decided_by" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "amendment_decision_pkey" PRIMARY KEY ("amendment_id","leg_id")
);
-- Rank 0: the holder, and who takes its place; then the funders whose share is under an agreement. Parties of one rank sign in any order.
CREATE TABLE "amendment_party" (
    "amendment_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "organisation_id" UUID,
    "leg_id" UUID,
    "name" TEXT NOT NULL,

    CONSTRAINT "amendment_party_pkey" PRIMARY KEY ("amendment_id","number")
);
CREATE TABLE "amendment_document" (
    "amendment_id" UUID NOT NULL,
    "model_version" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "data_sha256" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "pdf" BYTEA NOT NULL,
    "pdf_sha256" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "amendment_document_pkey" PRIMARY KEY ("amendment_id")
);
CREATE TABLE "amendment_signature" (
    "amendment_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "signed_by" UUID NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "signed_on" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "capacity" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "delegation_reference" TEXT,
    "delegation_from" TEXT,
    "delegation_to" TEXT,

    CONSTRAINT "amendment_signature_pkey" PRIMARY KEY ("amendment_id","number")
);
-- The plan of the award after each amendment; what was submitted and accepted before stays where it is.
CREATE TABLE "plan_version" (
    "award_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "amendment_id" UUID NOT NULL,
    "declared" BOOLEAN NOT NULL,
    "content" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "in_force_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_version_pkey" PRIMARY KEY ("award_id","number")
);
CREATE INDEX "amendment_award_id_id_idx" ON "amendment"("award_id", "id");
CREATE INDEX "amendment_application_id_idx" ON "amendment"("application_id");
CREATE INDEX "amendment_call_id_state_id_idx" ON "amendment"("call_id", "state", "id");
-- One at a time: the next one is asked on what the first one leaves.
CREATE UNIQUE INDEX amendment_one_open ON "amendment" (award_id) WHERE state NOT IN ('IN_FORCE', 'REFUSED', 'WITHDRAWN');
CREATE INDEX amendment_waiting ON "amendment" (state, award_id) WHERE state IN ('REQUESTED', 'RETURNED', 'AGREED');
CREATE UNIQUE INDEX "amendment_decision_amendment_id_decided_by_key" ON "amendment_decision"("amendment_id", "decided_by");
CREATE UNIQUE INDEX "amendment_party_amendment_id_leg_id_key" ON "amendment_party"("amendment_id", "leg_id");
CREATE UNIQUE INDEX "plan_version_amendment_id_key" ON "plan_version"("amendment_id");
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_asked_by_leg_fkey" FOREIGN KEY ("asked_by_leg") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_opinion" ADD CONSTRAINT "amendment_opinion_amendment_id_fkey" FOREIGN KEY ("amendment_id") REFERENCES "amendment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_decision" ADD CONSTRAINT "amendment_decision_amendment_id_fkey" FOREIGN KEY ("amendment_id") REFERENCES "amendment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_decision" ADD CONSTRAINT "amendment_decision_leg_id_fkey" FOREIGN KEY ("leg_id") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_party" ADD CONSTRAINT "amendment_party_amendment_id_fkey" FOREIGN KEY ("amendment_id") REFERENCES "amendment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_party" ADD CONSTRAINT "amendment_party_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_party" ADD CONSTRAINT "amendment_party_leg_id_fkey" FOREIGN KEY ("leg_id") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_document" ADD CONSTRAINT "amendment_document_amendment_id_fkey" FOREIGN KEY ("amendment_id") REFERENCES "amendment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_signature" ADD CONSTRAINT "amendment_signature_amendment_id_number_fkey" FOREIGN KEY ("amendment_id", "number") REFERENCES "amendment_party"("amendment_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "amendment_signature" ADD CONSTRAINT "amendment_signature_signed_by_fkey" FOREIGN KEY ("signed_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "plan_version" ADD CONSTRAINT "plan_version_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "plan_version" ADD CONSTRAINT "plan_version_amendment_id_fkey" FOREIGN KEY ("amendment_id") REFERENCES "amendment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "amendment" ADD CONSTRAINT amendment_state CHECK (state IN ('DRAFT', 'REQUESTED', 'RETURNED', 'AGREED', 'IN_FORCE', 'REFUSED', 'WITHDRAWN'));
ALTER TABLE "amendment" ADD CONSTRAINT amendment_kind CHECK (kind IN ('DATES', 'BUDGET', 'AMOUNT', 'HOLDER', 'PROJECT'));
ALTER TABLE "amendment" ADD CONSTRAINT amendment_explained CHECK (btrim(reasons) <> '');
ALTER TABLE "amendment" ADD CONSTRAINT amendment_submitted CHECK (state IN ('DRAFT', 'WITHDRAWN') OR submitted_at IS NOT NULL);
ALTER TABLE "amendment" ADD CONSTRAINT amendment_returned CHECK (state <> 'RETURNED' OR btrim(coalesce(questions, '')) <> '');
-- Without the funders: a shift between headings that the holder's own declaration carries.
ALTER TABLE "amendment" ADD CONSTRAINT amendment_declared CHECK (NOT declared OR (kind = 'BUDGET' AND state = 'IN_FORCE' AND asked_by_leg IS NULL));
ALTER TABLE "amendment" ADD CONSTRAINT amendment_agreed CHECK ((state <> 'AGREED' AND (state <> 'IN_FORCE' OR declared)) OR agreed_at IS NOT NULL);
ALTER TABLE "amendment" ADD CONSTRAINT amendment_in_force CHECK ((state = 'IN_FORCE') = (in_force_on IS NOT NULL));
ALTER TABLE "amendment" ADD CONSTRAINT amendment_ended CHECK ((state IN ('IN_FORCE', 'REFUSED', 'WITHDRAWN')) = (ended_at IS NOT NULL AND ended_by IS NOT NULL AND changed IS NOT NULL));
ALTER TABLE "amendment" ADD CONSTRAINT amendment_refused CHECK (state <> 'REFUSED' OR (btrim(coalesce(end_reasons, '')) <> '' AND btrim(coalesce(appeal, '')) <> ''));
ALTER TABLE "amendment_opinion" ADD CONSTRAINT amendment_opinion_agency CHECK (agency_kind IN ('CAF', 'DDETS'));
ALTER TABLE "amendment_opinion" ADD CONSTRAINT amendment_opinion_said CHECK (btrim(text) <> '');
ALTER TABLE "amendment_decision" ADD CONSTRAINT amendment_decision_identified CHECK (btrim(number) <> '' AND btrim(date) <> '' AND btrim(authority) <> '');
ALTER TABLE "amendment_decision" ADD CONSTRAINT amendment_decision_delegated CHECK (num_nulls(delegation_reference, delegation_from, delegation_to) IN (0, 3)
  AND (delegation_from IS NULL OR (delegation_from <= date AND date <= delegation_to)));
ALTER TABLE "amendment_party" ADD CONSTRAINT amendment_party_side CHECK (num_nulls(organisation_id, leg_id) = 1 AND number >= 0 AND rank >= 0 AND (rank = 0) = (leg_id IS NULL));
ALTER TABLE "amendment_document" ADD CONSTRAINT amendment_hashed CHECK (
    data_sha256 = encode(sha256(convert_to(data, 'UTF8')), 'hex') AND pdf_sha256 = encode(sha256(pdf), 'hex') AND btrim(text) <> '' AND model_version > 0);
ALTER TABLE "amendment_signature" ADD CONSTRAINT amendment_signature_delegated CHECK (num_nulls(delegation_reference, delegation_from, delegation_to) IN (0, 3)
  AND (delegation_from IS NULL OR (delegation_from <= signed_on AND signed_on <= delegation_to)));
ALTER TABLE "amendment_signature" ADD CONSTRAINT amendment_signature_named CHECK (btrim(name) <> '' AND btrim(capacity) <> '' AND btrim(authority) <> '');
ALTER TABLE "plan_version" ADD CONSTRAINT plan_version_numbered CHECK (number > 0 AND hash ~ '^[0-9a-f]{64}$');

-- 2. Whether each year of an amendment of the amount is at most what is left of the shares, and one of them lower.
CREATE FUNCTION amendment_lowers(the_award uuid, years jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(bool_and(l.left_cents IS NOT NULL AND (y ->> 'cents')::bigint BETWEEN 0 AND l.left_cents), false)
     AND coalesce(bool_or((y ->> 'cents')::bigint < l.left_cents), false)
  FROM jsonb_array_elements(CASE WHEN jsonb_typeof(years) = 'array' THEN years ELSE '[]' END) y
  LEFT JOIN LATERAL (
    SELECT sum(s.cents - coalesce((SELECT sum(r.cents) FROM share_reduction r WHERE r.leg_id = s.leg_id AND r.year = s.year), 0)) AS left_cents
    FROM award_leg_year s WHERE s.award_id = the_award AND s.year = (y ->> 'year')::int) l ON true
$$;

-- 3. What holds an amendment together: its steps, what never changes once sent, and what is behind each state.
CREATE FUNCTION check_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' OR NEW.round <> 0 OR NEW.submitted_at IS NOT NULL OR NOT EXISTS (
        SELECT FROM award a WHERE a.id = NEW.award_id AND a.application_id = NEW.application_id AND a.call_id = NEW.call_id)
       OR EXISTS (SELECT FROM award_leg l WHERE l.award_id = NEW.award_id AND l.state NOT IN ('NOTIFIED', 'ACTIVE', 'SUSPENDED'))
       OR NOT EXISTS (SELECT FROM award_leg l WHERE l.award_id = NEW.award_id) THEN
      RAISE EXCEPTION 'amendment_begins: amendment % begins as a draft, on shares that run', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR OLD.state IN ('IN_FORCE', 'REFUSED', 'WITHDRAWN')
     OR (NEW.id, NEW.award_id, NEW.application_id, NEW.call_id, NEW.kind, NEW.created_at, NEW.created_by)
        IS DISTINCT FROM (OLD.id, OLD.award_id, OLD.application_id, OLD.call_id, OLD.kind, OLD.created_at, OLD.created_by)
     OR NEW.asked_by_leg IS DISTINCT FROM OLD.asked_by_leg
     OR (OLD.state NOT IN ('DRAFT', 'RETURNED') AND (NEW.content, NEW.reasons, NEW.round) IS DISTINCT FROM (OLD.content, OLD.reasons, OLD.round))
     OR NEW.round < OLD.round OR (OLD.agreed_at IS NOT NULL AND NEW.agreed_at IS DISTINCT FROM OLD.agreed_at)
     OR (OLD.state, NEW.state) NOT IN (('DRAFT', 'DRAFT'), ('DRAFT', 'REQUESTED'), ('DRAFT', 'IN_FORCE'), ('DRAFT', 'WITHDRAWN'),
        ('RETURNED', 'RETURNED'), ('RETURNED', 'REQUESTED'), ('RETURNED', 'WITHDRAWN'),
        ('REQUESTED', 'REQUESTED'), ('REQUESTED', 'RETURNED'), ('REQUESTED', 'AGREED'), ('REQUESTED', 'REFUSED'), ('REQUESTED', 'WITHDRAWN'),
        ('AGREED', 'AGREED'), ('AGREED', 'IN_FORCE'), ('AGREED', 'WITHDRAWN'))
     OR (OLD.state = 'DRAFT' AND NEW.state = 'IN_FORCE' AND NOT NEW.declared) THEN
    RAISE EXCEPTION 'amendment_frozen: amendment %: % refused', OLD.id, TG_OP USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_frozen';
  END IF;
  IF NEW.state = 'RETURNED' AND OLD.state = 'REQUESTED' AND EXISTS (SELECT FROM amendment_decision WHERE amendment_id = NEW.id) THEN
    RAISE EXCEPTION 'amendment_frozen: amendment % is agreed already', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_frozen';
  END IF;
  IF NEW.state IN ('AGREED', 'IN_FORCE') AND NEW.state <> OLD.state AND NOT NEW.declared AND (
       EXISTS (SELECT FROM award_leg l WHERE l.award_id = NEW.award_id AND NOT EXISTS (SELECT FROM amendment_decision d WHERE d.amendment_id = NEW.id AND d.leg_id = l.id AND d.round = NEW.round))
       OR NOT EXISTS (SELECT FROM amendment_document WHERE amendment_id = NEW.id)
       OR NOT EXISTS (SELECT FROM amendment_party WHERE amendment_id = NEW.id AND rank = 0)) THEN
    RAISE EXCEPTION 'amendment_agreed_by_all: amendment % lacks a decision or its document', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_agreed_by_all';
  END IF;
  IF NEW.state = 'IN_FORCE' AND NOT NEW.declared AND EXISTS (
       SELECT FROM amendment_party p LEFT JOIN amendment_signature s USING (amendment_id, number) WHERE p.amendment_id = NEW.id AND s.number IS NULL) THEN
    RAISE EXCEPTION 'amendment_signed_by_all: amendment % lacks a signature', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_signed_by_all';
  END IF;
  IF NEW.state IN ('REQUESTED', 'AGREED', 'IN_FORCE') AND NEW.state <> OLD.state AND NEW.kind = 'AMOUNT' AND NOT amendment_lowers(NEW.award_id, NEW.content -> 'years') THEN
    RAISE EXCEPTION 'amendment_lowers: amendment % does not lower the award', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_lowers';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER amendment_is_kept BEFORE INSERT OR UPDATE OR DELETE ON "amendment" FOR EACH ROW EXECUTE FUNCTION check_amendment();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "amendment" FOR EACH ROW WHEN (NEW.version < OLD.version) EXECUTE FUNCTION refuse_version_going_back();

-- Opinions and decisions are of what is asked now; parties and text of what all have agreed.
CREATE FUNCTION check_amendment_requested() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM amendment WHERE id = NEW.amendment_id AND state = 'REQUESTED' AND round = NEW.round) THEN
    RAISE EXCEPTION 'amendment_requested: amendment % is not asked now', NEW.amendment_id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_requested';
  END IF;
  IF TG_TABLE_NAME = 'amendment_decision' AND (
       (SELECT count(*) FROM amendment_opinion o WHERE o.amendment_id = NEW.amendment_id AND o.round = NEW.round) < 2
       OR EXISTS (SELECT FROM amendment m JOIN amendment_opinion o ON o.amendment_id = m.id AND o.round = m.round
                  WHERE m.id = NEW.amendment_id AND m.kind = 'PROJECT' AND o.object_kept IS NOT TRUE)
       OR NOT EXISTS (SELECT FROM amendment m JOIN award_leg l ON l.award_id = m.award_id WHERE m.id = NEW.amendment_id AND l.id = (to_jsonb(NEW) ->> 'leg_id')::uuid)) THEN
    RAISE EXCEPTION 'amendment_examined: amendment % is not examined by both agencies', NEW.amendment_id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_examined';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER opinion_of_round BEFORE INSERT ON "amendment_opinion" FOR EACH ROW EXECUTE FUNCTION check_amendment_requested();
CREATE TRIGGER decision_of_round BEFORE INSERT ON "amendment_decision" FOR EACH ROW EXECUTE FUNCTION check_amendment_requested();

CREATE FUNCTION check_amendment_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM amendment WHERE id = NEW.amendment_id) <> 'REQUESTED'
     OR EXISTS (SELECT FROM amendment m JOIN award_leg l ON l.award_id = m.award_id WHERE m.id = NEW.amendment_id
                AND NOT EXISTS (SELECT FROM amendment_decision d WHERE d.amendment_id = m.id AND d.leg_id = l.id)) THEN
    RAISE EXCEPTION 'amendment_frozen: amendment % is not to be written now', NEW.amendment_id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_frozen';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER amendment_party_of_agreement BEFORE INSERT ON "amendment_party" FOR EACH ROW EXECUTE FUNCTION check_amendment_written();
CREATE TRIGGER amendment_document_of_agreement BEFORE INSERT ON "amendment_document" FOR EACH ROW EXECUTE FUNCTION check_amendment_written();

-- Agreed, in its turn, and by one person a side: who represents the holder that ends may represent the one that takes its place.
CREATE FUNCTION check_amendment_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM amendment WHERE id = NEW.amendment_id) <> 'AGREED'
     OR EXISTS (SELECT FROM amendment_party p JOIN amendment_party mine ON mine.amendment_id = p.amendment_id AND mine.number = NEW.number
                LEFT JOIN amendment_signature s ON s.amendment_id = p.amendment_id AND s.number = p.number
                WHERE p.amendment_id = NEW.amendment_id AND p.rank < mine.rank AND s.number IS NULL) THEN
    RAISE EXCEPTION 'amendment_signed_in_turn: party % of amendment %', NEW.number, NEW.amendment_id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_signed_in_turn';
  END IF;
  IF EXISTS (SELECT FROM amendment_signature s JOIN amendment_party p USING (amendment_id, number) JOIN amendment_party mine ON mine.amendment_id = s.amendment_id AND mine.number = NEW.number
             WHERE s.amendment_id = NEW.amendment_id AND s.signed_by = NEW.signed_by AND (p.leg_id IS NOT NULL OR mine.leg_id IS NOT NULL)) THEN
    RAISE EXCEPTION 'amendment_one_side: one person signs for two sides of amendment %', NEW.amendment_id USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_one_side';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER amendment_signed_in_turn BEFORE INSERT ON "amendment_signature" FOR EACH ROW EXECUTE FUNCTION check_amendment_signature();

-- 4. A plan of an amendment in force, in order.
CREATE FUNCTION check_plan_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM amendment m WHERE m.id = NEW.amendment_id AND m.award_id = NEW.award_id AND m.state = 'IN_FORCE' AND m.declared = NEW.declared)
     OR NEW.number <> (SELECT coalesce(max(v.number), 0) + 1 FROM plan_version v WHERE v.award_id = NEW.award_id) THEN
    RAISE EXCEPTION 'plan_of_amendment: a plan of award % is of its amendment in force, in order', NEW.award_id USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_of_amendment';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER plan_of_amendment BEFORE INSERT ON "plan_version" FOR EACH ROW EXECUTE FUNCTION check_plan_version();

-- A share lowered by an amendment is lowered by one in force, of this award, and by what it says: no year of it is left above.
CREATE FUNCTION check_reduction_by_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM amendment m JOIN award_leg l ON l.award_id = m.award_id CROSS JOIN LATERAL jsonb_array_elements(m.content -> 'years') y
    WHERE m.id = NEW.source_id AND l.id = NEW.leg_id AND m.kind = 'AMOUNT' AND m.state = 'IN_FORCE' AND (y ->> 'year')::int = NEW.year
      AND (y ->> 'cents')::bigint = (SELECT sum(s.cents - coalesce((SELECT sum(r.cents) FROM share_reduction r WHERE r.leg_id = s.leg_id AND r.year = s.year), 0))
                                     FROM award_leg_year s WHERE s.award_id = m.award_id AND s.year = NEW.year)) THEN
    RAISE EXCEPTION 'reduction_by_amendment: share % of % is not lowered by amendment %', NEW.leg_id, NEW.year, NEW.source_id USING ERRCODE = 'check_violation', CONSTRAINT = 'reduction_by_amendment';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER reduction_by_amendment AFTER INSERT ON "share_reduction" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.cause = 'AMENDMENT') EXECUTE FUNCTION check_reduction_by_amendment();

-- The plan that an award is paid and reported on: that of the last amendment in force, else the one accepted with a lower amount, else the
-- submitted one. `agreed_only`: without what the holder declared alone since the funders last agreed.
CREATE FUNCTION plan_in_force(the_award uuid, agreed_only boolean DEFAULT false) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT v.content FROM plan_version v WHERE v.award_id = the_award AND NOT (agreed_only AND v.declared) ORDER BY v.number DESC LIMIT 1),
    (SELECT (SELECT coalesce(jsonb_object_agg(k.key, k.value), '{}') FROM jsonb_each(v.content) k
             WHERE k.key IN ('requestedYears', 'budget', 'startsOn', 'endsOn', 'calendar', 'summary'))
            || jsonb_build_object('title', coalesce(v.content ->> 'title', p.title))
            || coalesce((SELECT jsonb_object_agg(k.key, k.value) FROM award_plan w JOIN amount_offer q ON q.id = w.offer_id, jsonb_each(w.content) k
                         WHERE q.award_id = a.id AND k.key IN ('requestedYears', 'budget', 'startsOn', 'endsOn', 'calendar')), '{}')
     FROM award a JOIN application p ON p.id = a.application_id
     JOIN application_version v ON v.application_id = p.id AND v.number = p.submitted_version WHERE a.id = the_award))
$$;

-- 5. History, and the rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['amendment_opinion', 'amendment_decision', 'amendment_party', 'amendment_document', 'amendment_signature', 'plan_version'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO cofund_app', t);
  END LOOP;
END
$$;
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "amendment" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "amendment" TO cofund_app;
GRANT UPDATE (content, reasons, state, version, round, declared, submitted_at, questions, agreed_at, in_force_on, ended_at, ended_by, end_reasons, appeal, changed) ON "amendment" TO cofund_app;
