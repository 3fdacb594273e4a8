-- Consultation of the agencies of the other departments of a project.

-- Departments beside the lead one, written by each submission: what opens the dossier to their agencies.
ALTER TABLE "application" ADD COLUMN "consulted_departments" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "application" ADD CONSTRAINT application_consulted CHECK (consulted_departments IS NOT NULL AND NOT (department = ANY (consulted_departments)));
-- Partial: most dossiers are of one department, and cost nothing here when they are filed. No pending list: every list would read it.
CREATE INDEX application_consulted ON "application" USING GIN (consulted_departments) WITH (fastupdate = off) WHERE consulted_departments <> '{}';

CREATE TABLE "consultation_opinion" (
    "application_id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "agency_kind" TEXT NOT NULL,
    "opinion" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by" UUID NOT NULL,

    CONSTRAINT "consultation_opinion_pkey" PRIMARY KEY ("application_id","department","agency_kind")
);
ALTER TABLE "consultation_opinion" ADD CONSTRAINT "consultation_opinion_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "consultation_opinion" ADD CONSTRAINT consultation_agency CHECK (agency_kind IN ('CAF', 'DDETS'));
ALTER TABLE "consultation_opinion" ADD CONSTRAINT consultation_value CHECK (opinion IN ('FAVOURABLE', 'WITH_RESERVES', 'UNFAVOURABLE'));
ALTER TABLE "consultation_opinion" ADD CONSTRAINT consultation_reasons CHECK (btrim(reasons) <> '');

-- An opinion once given is history: refused for everyone, the owner included; the application's role has not even the privilege.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "consultation_opinion" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "consultation_opinion" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "consultation_opinion" TO cofund_app;
