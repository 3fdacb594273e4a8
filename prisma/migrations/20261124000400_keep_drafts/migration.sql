-- Every saved state of a draft, so that nothing typed is ever lost: what an edit is merged from, what a person goes back to.
CREATE TABLE "application_draft_version" (
    "application_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by" UUID,
    "changed" TEXT[],
    "restored_from" INTEGER,

    CONSTRAINT "application_draft_version_pkey" PRIMARY KEY ("application_id","version")
);
ALTER TABLE "application_draft_version" ADD CONSTRAINT "application_draft_version_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_draft_version" ADD CONSTRAINT draft_version_restored CHECK (restored_from < version);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "application_draft_version" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "application_draft_version" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "application_draft_version" TO cofund_app;
-- What is being written today is its own first kept state.
INSERT INTO "application_draft_version" (application_id, version, title, content, saved_at, saved_by, changed)
SELECT id, version, title, content, updated_at, created_by, '{}' FROM "application" WHERE state IN ('DRAFT', 'INCOMPLETE');

-- One draft of a holder for a call, unless the holder says that it is another project.
ALTER TABLE "application" ADD COLUMN "another_project" BOOLEAN NOT NULL DEFAULT false;
UPDATE "application" a SET another_project = true WHERE a.state = 'DRAFT' AND EXISTS (
  SELECT FROM "application" b WHERE b.organisation_id = a.organisation_id AND b.call_id = a.call_id AND b.state = 'DRAFT' AND b.id < a.id);
CREATE UNIQUE INDEX application_one_draft ON "application" (organisation_id, call_id) WHERE state = 'DRAFT' AND NOT another_project;

-- Likely duplicates among what was submitted: nearest titles and places by trigrams, and holders of one SIREN. On the frozen versions,
-- which are written once: an index on the dossier would be written again at each of its acts, and doubled what one costs.
CREATE INDEX application_version_alike ON "application_version" USING gist (fr_unaccent(lower((content->>'title') || ' ' || coalesce(content->>'place', ''))) gist_trgm_ops(siglen=64));
CREATE INDEX organisation_siren ON "organisation" (left(siret, 9));
