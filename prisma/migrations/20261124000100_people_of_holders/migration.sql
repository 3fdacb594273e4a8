-- People of the project holders: invitations, requests to join, delegations of signature, republican contracts, checked SIRETs,
-- and what each person is on one dossier.

-- A delegation of signature is the representative's role, given by a representative, between two dates, under a deed.
ALTER TABLE "role_grant" ADD COLUMN "delegated_by" UUID, ADD COLUMN "deed" TEXT;
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_delegated_by_fkey" FOREIGN KEY ("delegated_by") REFERENCES "role_grant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "role_grant_delegated_by_idx" ON "role_grant"("delegated_by");
ALTER TABLE "role_grant" ADD CONSTRAINT grant_delegation CHECK (
  (delegated_by IS NULL AND deed IS NULL) OR (delegated_by IS NOT NULL AND deed IS NOT NULL AND role = 'HOLDER_REPRESENTATIVE' AND ends_at IS NOT NULL));

ALTER TABLE "organisation" ADD COLUMN "siret_status" TEXT NOT NULL DEFAULT 'UNVERIFIED', ADD COLUMN "siret_checked_at" TIMESTAMPTZ(3);
ALTER TABLE "organisation" ADD CONSTRAINT organisation_siret_status CHECK (siret_status IN ('UNVERIFIED', 'ACTIVE', 'CLOSED', 'UNKNOWN'));
ALTER TABLE "organisation" ADD CONSTRAINT organisation_siret_checked CHECK ((siret_status = 'UNVERIFIED') = (siret_checked_at IS NULL));
-- Only associations are in the national register of associations; a mission locale is one.
ALTER TABLE "organisation" ADD CONSTRAINT organisation_rna CHECK (rna IS NULL OR holder_type IN ('ASSOCIATION', 'MISSION_LOCALE'));

CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "invited_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "settled_by" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "invitation_organisation_id_id_idx" ON "invitation"("organisation_id", "id");
ALTER TABLE "invitation" ADD CONSTRAINT invitation_role CHECK (role IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'));
ALTER TABLE "invitation" ADD CONSTRAINT invitation_state CHECK (state IN ('PENDING', 'ACCEPTED', 'CANCELLED'));
ALTER TABLE "invitation" ADD CONSTRAINT invitation_settled CHECK ((state = 'PENDING') = (settled_at IS NULL));
CREATE UNIQUE INDEX invitation_pending ON "invitation" (organisation_id, email) WHERE state = 'PENDING';

CREATE TABLE "join_request" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "siret" TEXT NOT NULL,
    "organisation_id" UUID,
    "claim" JSONB,
    "role" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reasons" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "join_request_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "join_request" ADD CONSTRAINT "join_request_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "join_request" ADD CONSTRAINT "join_request_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "join_request_organisation_id_id_idx" ON "join_request"("organisation_id", "id");
ALTER TABLE "join_request" ADD CONSTRAINT join_request_role CHECK (role IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'));
ALTER TABLE "join_request" ADD CONSTRAINT join_request_state CHECK (state IN ('PENDING', 'ACCEPTED', 'REJECTED', 'CANCELLED'));
ALTER TABLE "join_request" ADD CONSTRAINT join_request_decided CHECK ((state = 'PENDING') = (decided_at IS NULL));
ALTER TABLE "join_request" ADD CONSTRAINT join_request_rejection CHECK (state <> 'REJECTED' OR reasons IS NOT NULL);
-- An unknown organisation comes with what is needed to register it.
ALTER TABLE "join_request" ADD CONSTRAINT join_request_target CHECK (organisation_id IS NOT NULL OR claim IS NOT NULL);
CREATE UNIQUE INDEX join_request_pending ON "join_request" (person_id, siret) WHERE state = 'PENDING';

CREATE TABLE "republican_contract" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "basis" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "signed_on" TEXT NOT NULL,
    "recorded_by" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "republican_contract_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "republican_contract" ADD CONSTRAINT "republican_contract_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "republican_contract_organisation_id_idx" ON "republican_contract"("organisation_id");
ALTER TABLE "republican_contract" ADD CONSTRAINT republican_contract_basis CHECK (basis IN ('SIGNED', 'STATE_APPROVAL', 'PUBLIC_UTILITY'));
ALTER TABLE "republican_contract" ADD CONSTRAINT republican_contract_signed_on CHECK (signed_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$');

CREATE TABLE "application_person" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "added_by" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_by" UUID,
    "removed_at" TIMESTAMPTZ(3),
    CONSTRAINT "application_person_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "application_person" ADD CONSTRAINT "application_person_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_person" ADD CONSTRAINT "application_person_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "application_person_application_id_idx" ON "application_person"("application_id");
ALTER TABLE "application_person" ADD CONSTRAINT application_person_role CHECK (role IN ('CONTACT', 'WRITER', 'READER'));
ALTER TABLE "application_person" ADD CONSTRAINT application_person_removed CHECK ((removed_at IS NULL) = (removed_by IS NULL));
CREATE UNIQUE INDEX application_person_in_force ON "application_person" (application_id, person_id) WHERE removed_at IS NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "republican_contract" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "republican_contract" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "invitation", "join_request", "republican_contract", "application_person" TO cofund_app;
GRANT UPDATE ON "invitation", "join_request", "application_person" TO cofund_app;
