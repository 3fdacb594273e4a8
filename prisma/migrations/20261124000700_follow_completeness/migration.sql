-- Completeness, round by round (CRPA L114-5): what was asked, what was answered and what the desk made of it stay as they were written.
-- The column `application.completion` keeps the round in progress; these tables keep all of them.

CREATE TABLE "completion_round" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "asked_version" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_by" UUID NOT NULL,

    CONSTRAINT "completion_round_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "completion_item" (
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "defect" TEXT NOT NULL,
    "essential" BOOLEAN NOT NULL,
    "pointer" TEXT,
    "explanation" TEXT,
    "agency" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_by" UUID NOT NULL,
    "carried_from" UUID,

    CONSTRAINT "completion_item_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "completion_answer" (
    "item_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "comment" TEXT,
    "not_applicable" BOOLEAN NOT NULL,
    "reason" TEXT,
    "by_content" BOOLEAN NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_by" UUID NOT NULL,

    CONSTRAINT "completion_answer_pkey" PRIMARY KEY ("item_id","version")
);
CREATE TABLE "completion_settlement" (
    "item_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "accepted" BOOLEAN NOT NULL,
    "reason" TEXT,
    "agency" TEXT NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_by" UUID NOT NULL,

    CONSTRAINT "completion_settlement_pkey" PRIMARY KEY ("item_id","version")
);
CREATE TABLE "completion_event" (
    "round_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "submitted_version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID,

    CONSTRAINT "completion_event_pkey" PRIMARY KEY ("round_id","version")
);
CREATE TABLE "application_condition" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "item_id" UUID,
    "code" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" UUID NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" UUID,
    "lifted_reason" TEXT,

    CONSTRAINT "application_condition_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "application_forwarding" (
    "application_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "from_department" TEXT NOT NULL,
    "to_department" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "forwarded_at" TIMESTAMPTZ(3) NOT NULL,
    "forwarded_by" UUID NOT NULL,

    CONSTRAINT "application_forwarding_pkey" PRIMARY KEY ("application_id","version")
);

CREATE UNIQUE INDEX "completion_round_application_id_number_key" ON "completion_round"("application_id", "number");
CREATE UNIQUE INDEX "completion_item_round_id_position_key" ON "completion_item"("round_id", "position");
CREATE INDEX "application_condition_application_id_idx" ON "application_condition"("application_id");
CREATE UNIQUE INDEX "application_condition_item_id_key" ON "application_condition"("item_id");

ALTER TABLE "completion_round" ADD CONSTRAINT "completion_round_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "completion_item" ADD CONSTRAINT "completion_item_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "completion_round"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "completion_answer" ADD CONSTRAINT "completion_answer_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "completion_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "completion_settlement" ADD CONSTRAINT "completion_settlement_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "completion_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "completion_event" ADD CONSTRAINT "completion_event_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "completion_round"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_condition" ADD CONSTRAINT "application_condition_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_condition" ADD CONSTRAINT "application_condition_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "completion_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_forwarding" ADD CONSTRAINT "application_forwarding_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Closed lists. A spec compares each with the code that owns it.
ALTER TABLE "completion_item" ADD CONSTRAINT completion_item_kind CHECK (kind IN ('DOCUMENT', 'FIELD', 'DECLARATION'));
ALTER TABLE "completion_item" ADD CONSTRAINT completion_item_defect CHECK (defect IN ('MISSING', 'WRONG', 'UNREADABLE', 'OUTDATED', 'FORMAL'));
ALTER TABLE "completion_item" ADD CONSTRAINT completion_item_agency CHECK (agency IN ('CAF', 'DDETS'));
ALTER TABLE "completion_settlement" ADD CONSTRAINT completion_settlement_agency CHECK (agency IN ('CAF', 'DDETS'));
ALTER TABLE "completion_event" ADD CONSTRAINT completion_event_kind CHECK (kind IN ('ASKED', 'JOINED', 'REMINDED', 'REMINDED_BY_CLOCK', 'SENT', 'RENEWED', 'ACCEPTED', 'CONTINUED', 'DISMISSED', 'FORWARDED', 'WITHDRAWN'));
ALTER TABLE "application_condition" ADD CONSTRAINT condition_effect CHECK (effect IN ('AWARD', 'PAYMENT'));
ALTER TABLE "application_condition" ADD CONSTRAINT condition_state CHECK (state IN ('OPEN', 'LIFTED'));

-- What the law and the rules ask, held whoever writes.
ALTER TABLE "completion_answer" ADD CONSTRAINT completion_answer_explained CHECK (NOT not_applicable OR reason IS NOT NULL);
ALTER TABLE "completion_settlement" ADD CONSTRAINT completion_settlement_explained CHECK (accepted OR reason IS NOT NULL);
ALTER TABLE "application_condition" ADD CONSTRAINT condition_lifted CHECK ((state = 'LIFTED') = (lifted_at IS NOT NULL AND lifted_by IS NOT NULL AND lifted_reason IS NOT NULL));
ALTER TABLE "application_forwarding" ADD CONSTRAINT forwarding_elsewhere CHECK (from_department <> to_department);
-- A round ends once, and the clock reminds once a round: of two processes that try at the same moment, one fails.
CREATE UNIQUE INDEX completion_round_ends ON "completion_event" (round_id) WHERE kind IN ('RENEWED', 'ACCEPTED', 'CONTINUED', 'DISMISSED', 'FORWARDED', 'WITHDRAWN');
CREATE UNIQUE INDEX completion_reminded_by_clock ON "completion_event" (round_id) WHERE kind = 'REMINDED_BY_CLOCK';

-- The rounds known so far, from the column that held the last one. Their items were documents to be sent; who answered is the sender.
INSERT INTO "completion_round" (id, application_id, number, asked_version, asked_at, asked_by)
SELECT gen_random_uuid(), a.id, 1, greatest(1, a.submitted_version - CASE WHEN a.completion ? 'answeredAt' THEN 1 ELSE 0 END),
       (a.completion ->> 'askedAt')::timestamptz, (a.completion ->> 'askedBy')::uuid
FROM "application" a WHERE a.completion IS NOT NULL;
UPDATE "application" a SET completion = a.completion || jsonb_build_object('round', 1, 'roundId', r.id, 'items', (
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'kind', 'DOCUMENT', 'defect', 'MISSING', 'agency', 'CAF',
      'askedAt', a.completion -> 'askedAt', 'dueAt', a.completion -> 'dueAt', 'essential', coalesce((
        SELECT (d ->> 'essential')::boolean FROM "call" c, jsonb_array_elements(c.settings -> 'requiredDocuments') d
        WHERE c.id = a.call_id AND d ->> 'code' = item ->> 'code'), true))
      || item || CASE WHEN a.completion ? 'answeredAt' THEN jsonb_build_object('sentAt', a.completion -> 'answeredAt', 'sent', jsonb_build_object('at', a.completion -> 'answeredAt')) ELSE '{}' END
      ORDER BY place), '[]')
  FROM jsonb_array_elements(a.completion -> 'items') WITH ORDINALITY AS asked (item, place)))
FROM "completion_round" r WHERE r.application_id = a.id;
INSERT INTO "completion_item" (id, round_id, position, code, label, kind, defect, essential, agency, due_at, asked_at, asked_by)
SELECT (item ->> 'id')::uuid, r.id, place, item ->> 'code', item ->> 'label', item ->> 'kind', item ->> 'defect', (item ->> 'essential')::boolean,
       item ->> 'agency', (a.completion ->> 'dueAt')::timestamptz, r.asked_at, r.asked_by
FROM "completion_round" r JOIN "application" a ON a.id = r.application_id,
     jsonb_array_elements(a.completion -> 'items') WITH ORDINALITY AS asked (item, place);
INSERT INTO "completion_event" (round_id, version, kind, submitted_version, at, by)
SELECT r.id, 1, 'ASKED', r.asked_version, r.asked_at, r.asked_by FROM "completion_round" r;
INSERT INTO "completion_event" (round_id, version, kind, submitted_version, at)
SELECT r.id, 2, 'REMINDED', r.asked_version, (a.completion ->> 'remindedAt')::timestamptz
FROM "completion_round" r JOIN "application" a ON a.id = r.application_id WHERE a.completion ? 'remindedAt';
INSERT INTO "completion_event" (round_id, version, kind, submitted_version, at, by)
SELECT r.id, 3, 'SENT', v.number, (a.completion ->> 'answeredAt')::timestamptz, v.submitted_by
FROM "completion_round" r JOIN "application" a ON a.id = r.application_id
JOIN "application_version" v ON v.application_id = a.id AND v.number = a.submitted_version WHERE a.completion ? 'answeredAt';
INSERT INTO "completion_answer" (item_id, version, not_applicable, by_content, answered_at, answered_by)
SELECT i.id, 3, false, true, e.at, e.by FROM "completion_item" i JOIN "completion_event" e ON e.round_id = i.round_id AND e.kind = 'SENT';

-- Append-only, as all history; a condition is lifted once, and nothing else of it ever changes.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['completion_round', 'completion_item', 'completion_answer', 'completion_settlement', 'completion_event', 'application_forwarding'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
CREATE FUNCTION refuse_change_of_condition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'OPEN' AND NEW.state = 'LIFTED'
     AND (NEW.id, NEW.application_id, NEW.item_id, NEW.code, NEW.label, NEW.reason, NEW.effect, NEW.created_at, NEW.created_by)
         IS NOT DISTINCT FROM (OLD.id, OLD.application_id, OLD.item_id, OLD.code, OLD.label, OLD.reason, OLD.effect, OLD.created_at, OLD.created_by) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a condition is lifted once and never changed: % refused', TG_OP USING ERRCODE = 'check_violation', CONSTRAINT = 'condition_kept';
END
$$;
CREATE TRIGGER condition_is_kept BEFORE UPDATE OR DELETE ON "application_condition" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_condition();
CREATE TRIGGER condition_is_kept_truncate BEFORE TRUNCATE ON "application_condition" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_condition();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "application_condition" FOR EACH ROW EXECUTE FUNCTION refuse_version_going_back();

GRANT SELECT, INSERT ON "completion_round", "completion_item", "completion_answer", "completion_settlement", "completion_event", "application_condition", "application_forwarding" TO cofund_app;
GRANT UPDATE (state, version, lifted_at, lifted_by, lifted_reason) ON "application_condition" TO cofund_app;
