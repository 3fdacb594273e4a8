-- A signed opinion is neither edited (already refused) nor removed, by anyone, the owner of the tables included.
CREATE FUNCTION refuse_removal_of_signed_instruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a signed instruction is kept: % refused', TG_OP USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER signed_is_kept BEFORE DELETE ON "instruction" FOR EACH ROW WHEN (OLD.state = 'SIGNED') EXECUTE FUNCTION refuse_removal_of_signed_instruction();
CREATE TRIGGER signed_is_kept_truncate BEFORE TRUNCATE ON "instruction" FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal_of_signed_instruction();
