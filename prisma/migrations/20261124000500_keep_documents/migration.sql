-- Files of the dossiers. The bytes are in the storage, under keys of ours; what they are, whose they are and what became of them is here.
CREATE TABLE "document_file" (
  "id" UUID NOT NULL,
  "application_id" UUID NOT NULL,
  "code" TEXT NOT NULL,
  "version" INTEGER,
  "state" TEXT NOT NULL,
  "state_since" TIMESTAMPTZ(3) NOT NULL,
  "row_version" INTEGER NOT NULL DEFAULT 1,
  "name" TEXT NOT NULL,
  "file_type" TEXT NOT NULL,
  "size" BIGINT NOT NULL,
  "announced_sha256" TEXT,
  "sha256" TEXT,
  "storage_key" UUID,
  "scanned" BOOLEAN NOT NULL DEFAULT false,
  "signature" TEXT,
  "refusal" JSONB,
  "created_by" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "stored_at" TIMESTAMPTZ(3),
  "scan_asked_at" TIMESTAMPTZ(3),
  CONSTRAINT "document_file_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "document_file_application_id_code_version_key" ON "document_file"("application_id", "code", "version");
CREATE INDEX "document_file_application_id_id_idx" ON "document_file"("application_id", "id");
ALTER TABLE "document_file" ADD CONSTRAINT "document_file_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- Announced before its first byte is written: nothing is ever in the storage without being known here.
CREATE TABLE "stored_object" (
  "key" UUID NOT NULL,
  "document_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "kept" BOOLEAN NOT NULL DEFAULT false,
  "removed_at" TIMESTAMPTZ(3),
  CONSTRAINT "stored_object_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "stored_object_document_id_idx" ON "stored_object"("document_id");
ALTER TABLE "stored_object" ADD CONSTRAINT "stored_object_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "document_file"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "document_file" ADD CONSTRAINT document_state CHECK (state IN ('UPLOADING', 'PENDING', 'CLEAN', 'INFECTED', 'REFUSED', 'EXPIRED', 'DETACHED'));
ALTER TABLE "document_file" ADD CONSTRAINT document_type CHECK (file_type IN ('pdf', 'docx', 'xlsx', 'odt', 'ods', 'png', 'jpeg', 'csv', 'txt'));
ALTER TABLE "document_file" ADD CONSTRAINT document_size CHECK (size > 0);
ALTER TABLE "document_file" ADD CONSTRAINT document_hash CHECK (sha256 ~ '^[0-9a-f]{64}$' AND (announced_sha256 IS NULL OR announced_sha256 = sha256));
-- What was received whole has a version, a hash and a place; what was not has none of them.
ALTER TABLE "document_file" ADD CONSTRAINT document_stored CHECK (
  (state IN ('PENDING', 'CLEAN', 'INFECTED', 'DETACHED')) = (version IS NOT NULL)
  AND (version IS NOT NULL) = (sha256 IS NOT NULL) AND (version IS NOT NULL) = (storage_key IS NOT NULL)
  AND (version IS NOT NULL) = (stored_at IS NOT NULL));
ALTER TABLE "document_file" ADD CONSTRAINT document_refused CHECK ((state = 'REFUSED') = (refusal IS NOT NULL));
ALTER TABLE "document_file" ADD CONSTRAINT document_infected CHECK (state <> 'INFECTED' OR signature IS NOT NULL);
CREATE INDEX document_waiting ON "document_file" (state, state_since) WHERE state IN ('UPLOADING', 'PENDING');
CREATE INDEX object_to_remove ON "stored_object" (created_at) WHERE NOT kept AND removed_at IS NULL;

-- A stored file is never overwritten nor forgotten: another one is a new version.
CREATE FUNCTION refuse_change_of_stored_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'file % is stored: % refused', OLD.id, TG_OP USING ERRCODE = 'check_violation', CONSTRAINT = 'stored_file_kept';
END
$$;
CREATE TRIGGER stored_file_is_frozen BEFORE UPDATE ON "document_file" FOR EACH ROW
  WHEN (OLD.version IS NOT NULL AND (NEW.version, NEW.application_id, NEW.code, NEW.name, NEW.file_type, NEW.size, NEW.sha256, NEW.storage_key, NEW.stored_at)
    IS DISTINCT FROM (OLD.version, OLD.application_id, OLD.code, OLD.name, OLD.file_type, OLD.size, OLD.sha256, OLD.storage_key, OLD.stored_at))
  EXECUTE FUNCTION refuse_change_of_stored_file();
CREATE TRIGGER file_is_kept BEFORE DELETE ON "document_file" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_stored_file();
CREATE FUNCTION refuse_row_version_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'version of % % may not go back', TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "document_file" FOR EACH ROW WHEN (NEW.row_version < OLD.row_version) EXECUTE FUNCTION refuse_row_version_going_back();

GRANT SELECT, INSERT, UPDATE ON "document_file", "stored_object" TO cofund_app;
