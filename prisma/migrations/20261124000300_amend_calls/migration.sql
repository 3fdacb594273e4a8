-- A draft is told what changed since the specification it was begun under. Of the drafts already there: the one then in force.
ALTER TABLE "application" ADD COLUMN "begun_spec" INTEGER NOT NULL DEFAULT 1;
UPDATE "application" a SET begun_spec = coalesce(
  (SELECT max(s.number) FROM call_specification s WHERE s.call_id = a.call_id AND s.frozen_at <= a.created_at), 1);
ALTER TABLE "application" ADD CONSTRAINT application_begun_spec CHECK (begun_spec > 0);

-- What a published call says changes with the number of its specification only, so that every version that holders answered is kept.
CREATE FUNCTION refuse_change_without_specification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'call %: what is published changes by a new specification', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'call_specification_frozen';
END
$$;
CREATE TRIGGER specification_is_frozen BEFORE UPDATE ON "call" FOR EACH ROW
  WHEN (OLD.published_at IS NOT NULL AND NEW.spec_version = OLD.spec_version
    AND (NEW.title, NEW.text, NEW.settings, NEW.region, NEW.departments, NEW.budget_years, NEW.deadline_at)
      IS DISTINCT FROM (OLD.title, OLD.text, OLD.settings, OLD.region, OLD.departments, OLD.budget_years, OLD.deadline_at))
  EXECUTE FUNCTION refuse_change_without_specification();

-- Credits announced are not taken back: the envelopes of a published call move upward only.
CREATE FUNCTION refuse_smaller_envelope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT published_at FROM "call" WHERE id = OLD.call_id) IS NOT NULL THEN
    RAISE EXCEPTION 'envelope %: the credits of a published call may only be raised', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_only_up';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER envelope_moves_up BEFORE UPDATE ON "envelope" FOR EACH ROW
  WHEN (NEW.amount_cents < OLD.amount_cents) EXECUTE FUNCTION refuse_smaller_envelope();
