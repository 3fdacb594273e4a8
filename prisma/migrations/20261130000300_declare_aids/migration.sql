-- Small aids that a holder received from anyone, and the regime under which a share is given: what the ceilings of three years count.
CREATE TABLE "aid_declaration" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "regime" TEXT NOT NULL,
    "cents" BIGINT NOT NULL,
    "granted_on" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "replaces_id" UUID,
    "recorded_by" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "aid_declaration_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "aid_declaration_organisation_id_idx" ON "aid_declaration"("organisation_id");
CREATE UNIQUE INDEX "aid_declaration_replaces_id_key" ON "aid_declaration"("replaces_id");
CREATE UNIQUE INDEX "aid_declaration_id_organisation_id_key" ON "aid_declaration"("id", "organisation_id");
ALTER TABLE "aid_declaration" ADD CONSTRAINT "aid_declaration_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "aid_declaration" ADD CONSTRAINT "aid_declaration_replaces_id_organisation_id_fkey" FOREIGN KEY ("replaces_id", "organisation_id") REFERENCES "aid_declaration"("id", "organisation_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "aid_declaration" ADD CONSTRAINT aid_regime CHECK (regime IN ('GENERAL', 'SGEI'));
-- Zero is a declaration too: no aid, or one taken back.
ALTER TABLE "aid_declaration" ADD CONSTRAINT aid_cents CHECK (cents >= 0);
ALTER TABLE "aid_declaration" ADD CONSTRAINT aid_granted_on CHECK (granted_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "aid_declaration" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "aid_declaration" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "aid_declaration" TO cofund_app;

ALTER TABLE "award_leg" ADD COLUMN "aid_regime" TEXT;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_aid_regime CHECK (aid_regime IN ('GENERAL', 'SGEI'));
