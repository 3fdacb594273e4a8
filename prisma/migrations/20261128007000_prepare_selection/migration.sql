-- What the jury prepares its selection with. Nothing here decides anything: a decision is an act on a dossier, in its own audit trail.

-- A selection computed as the best one: the problem as it was posed, and the proof. Insert only.
CREATE TABLE "selection_optimisation" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "problem" JSONB NOT NULL,
    "problem_hash" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "objective" BIGINT,
    "bound" BIGINT,
    "nodes" INTEGER NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    "solver" TEXT NOT NULL,
    "conflict" JSONB,
    "requested_by" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "selection_optimisation_pkey" PRIMARY KEY ("id")
);
-- Also what the call's reference refers to: a run of its own.
CREATE UNIQUE INDEX "selection_optimisation_call_id_id_key" ON "selection_optimisation"("call_id", "id");
ALTER TABLE "selection_optimisation" ADD CONSTRAINT "selection_optimisation_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_optimisation" ADD CONSTRAINT "selection_optimisation_requested_by_fkey" FOREIGN KEY ("requested_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_optimisation" ADD CONSTRAINT optimisation_status CHECK (status IN ('OPTIMAL', 'TIME_LIMIT', 'INFEASIBLE', 'UNVERIFIED'));
ALTER TABLE "selection_optimisation" ADD CONSTRAINT optimisation_hash CHECK (problem_hash ~ '^[0-9a-f]{64}$');
-- "Optimal" is said of a value that its bound leaves no room above.
ALTER TABLE "selection_optimisation" ADD CONSTRAINT optimisation_proven CHECK (status <> 'OPTIMAL' OR (objective IS NOT NULL AND bound IS NOT NULL AND bound <= objective));
ALTER TABLE "selection_optimisation" ADD CONSTRAINT optimisation_conflict CHECK ((status = 'INFEASIBLE') = (conflict IS NOT NULL));

-- What the run says of each dossier that it considered. Insert only.
CREATE TABLE "selection_optimisation_line" (
    "optimisation_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "taken" BOOLEAN NOT NULL,
    "reduced" BOOLEAN NOT NULL,
    "years" INTEGER[],
    "cents" BIGINT[],
    "value" BIGINT NOT NULL,
    "because" JSONB NOT NULL,
    "missing" JSONB NOT NULL,

    CONSTRAINT "selection_optimisation_line_pkey" PRIMARY KEY ("optimisation_id", "application_id")
);
ALTER TABLE "selection_optimisation_line" ADD CONSTRAINT "selection_optimisation_line_optimisation_id_fkey" FOREIGN KEY ("optimisation_id") REFERENCES "selection_optimisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_optimisation_line" ADD CONSTRAINT "selection_optimisation_line_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_optimisation_line" ADD CONSTRAINT optimisation_line_amounts CHECK (
  years IS NOT NULL AND cents IS NOT NULL AND cardinality(years) = cardinality(cents) AND 0 <= ALL (cents) AND (taken OR NOT reduced));

-- A named "what if" of the jury. Taken away, not deleted.
CREATE TABLE "selection_simulation" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT,
    "copied_from" UUID,
    "optimisation_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" UUID NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "selection_simulation_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "selection_simulation_call_id_id_idx" ON "selection_simulation"("call_id", "id");
CREATE UNIQUE INDEX selection_simulation_name ON "selection_simulation" (call_id, lower(name)) WHERE archived_at IS NULL;
ALTER TABLE "selection_simulation" ADD CONSTRAINT "selection_simulation_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_simulation" ADD CONSTRAINT "selection_simulation_copied_from_fkey" FOREIGN KEY ("copied_from") REFERENCES "selection_simulation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_simulation" ADD CONSTRAINT "selection_simulation_optimisation_id_fkey" FOREIGN KEY ("optimisation_id") REFERENCES "selection_optimisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_simulation" ADD CONSTRAINT "selection_simulation_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What the simulation does with a dossier; a dossier without a line is out.
CREATE TABLE "selection_simulation_line" (
    "simulation_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "reserve_rank" INTEGER,
    "years" INTEGER[],
    "cents" BIGINT[],

    CONSTRAINT "selection_simulation_line_pkey" PRIMARY KEY ("simulation_id", "application_id")
);
ALTER TABLE "selection_simulation_line" ADD CONSTRAINT "selection_simulation_line_simulation_id_fkey" FOREIGN KEY ("simulation_id") REFERENCES "selection_simulation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_simulation_line" ADD CONSTRAINT "selection_simulation_line_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "selection_simulation_line" ADD CONSTRAINT simulation_line_status CHECK (status IN ('IN', 'OUT', 'RESERVE'));
ALTER TABLE "selection_simulation_line" ADD CONSTRAINT simulation_line_rank CHECK ((status = 'RESERVE') = (reserve_rank IS NOT NULL) AND reserve_rank >= 1);
-- Judged at the end of the statement: two ranks are exchanged in one edit.
ALTER TABLE "selection_simulation_line" ADD CONSTRAINT simulation_rank_once UNIQUE (simulation_id, reserve_rank) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE "selection_simulation_line" ADD CONSTRAINT simulation_line_amounts CHECK (
  years IS NOT NULL AND cents IS NOT NULL AND cardinality(years) = cardinality(cents) AND 0 <= ALL (cents));

-- A line is about a dossier of the same call.
CREATE FUNCTION refuse_line_of_another_call() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE the_call uuid;
BEGIN
  IF TG_TABLE_NAME = 'selection_simulation_line' THEN
    SELECT call_id INTO the_call FROM selection_simulation WHERE id = NEW.simulation_id;
  ELSE
    SELECT call_id INTO the_call FROM selection_optimisation WHERE id = NEW.optimisation_id;
  END IF;
  IF NOT EXISTS (SELECT FROM application WHERE id = NEW.application_id AND call_id = the_call) THEN
    RAISE EXCEPTION 'line_of_call: application % is of another call', NEW.application_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER line_of_call BEFORE INSERT OR UPDATE ON "selection_simulation_line" FOR EACH ROW EXECUTE FUNCTION refuse_line_of_another_call();
CREATE TRIGGER line_of_call BEFORE INSERT ON "selection_optimisation_line" FOR EACH ROW EXECUTE FUNCTION refuse_line_of_another_call();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['selection_optimisation', 'selection_optimisation_line'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;

-- The run from which the jury departs with a reason only; the audit trail of the call keeps those adopted before.
ALTER TABLE "call" ADD COLUMN "selection_reference_id" UUID;
ALTER TABLE "call" ADD CONSTRAINT "call_id_selection_reference_id_fkey" FOREIGN KEY ("id", "selection_reference_id") REFERENCES "selection_optimisation"("call_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

GRANT SELECT, INSERT ON "selection_optimisation", "selection_optimisation_line" TO cofund_app;
GRANT SELECT, INSERT, UPDATE ON "selection_simulation", "selection_simulation_line" TO cofund_app;
