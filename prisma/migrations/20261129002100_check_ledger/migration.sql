-- What each reconciliation of the ledger found: the alarm, the metric and the health of the whole read the last one, whichever process ran it.
CREATE TABLE "ledger_check" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "gaps" INTEGER NOT NULL,
    "first" JSONB NOT NULL,

    CONSTRAINT "ledger_check_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "ledger_check_at_idx" ON "ledger_check"("at");
ALTER TABLE "ledger_check" ADD CONSTRAINT ledger_check_gaps CHECK (gaps >= 0);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "ledger_check" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "ledger_check" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "ledger_check" TO cofund_app;
