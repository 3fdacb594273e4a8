-- What proves a submission: a signed receipt and the acknowledgement as it was sent, both written with the frozen version and never again.

-- 1. The service in charge, as an acknowledgement must name it (CRPA R112-11-1, 2°).
ALTER TABLE "agency" ADD COLUMN "contact_phone" TEXT;
ALTER TABLE "agency" ADD COLUMN "postal_address" TEXT;

-- 2. Public keys that have signed a receipt: a key replaced since still proves what it signed.
CREATE TABLE "receipt_key" (
    "key_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "first_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipt_key_pkey" PRIMARY KEY ("key_id")
);

CREATE TABLE "receipt" (
    "number" TEXT NOT NULL,
    "application_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "document" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "within_grace" BOOLEAN NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("number")
);
CREATE UNIQUE INDEX "receipt_application_id_version_key" ON "receipt"("application_id", "version");
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_application_id_version_fkey" FOREIGN KEY ("application_id", "version") REFERENCES "application_version"("application_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "receipt_key"("key_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "receipt" ADD CONSTRAINT receipt_signature CHECK (signature ~ '^[A-Za-z0-9_-]{86}$');

-- 3. The letter, in both languages, as it left.
CREATE TABLE "acknowledgement" (
    "application_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "receipt_number" TEXT NOT NULL,
    "silence_on" DATE,
    "letter" JSONB NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "acknowledgement_pkey" PRIMARY KEY ("application_id", "version")
);
CREATE UNIQUE INDEX "acknowledgement_receipt_number_key" ON "acknowledgement"("receipt_number");
ALTER TABLE "acknowledgement" ADD CONSTRAINT "acknowledgement_receipt_number_fkey" FOREIGN KEY ("receipt_number") REFERENCES "receipt"("number") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "acknowledgement" ADD CONSTRAINT acknowledgement_kind CHECK (kind IN ('SUBMISSION', 'LATE', 'COMPLETION'));
ALTER TABLE "acknowledgement" ADD CONSTRAINT acknowledgement_silence CHECK (silence_on IS NULL OR kind = 'SUBMISSION');

-- 4. Each time it was asked for again.
CREATE TABLE "acknowledgement_sending" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "requested_by" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "acknowledgement_sending_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "acknowledgement_sending_application_id_requested_at_idx" ON "acknowledgement_sending"("application_id", "requested_at");
ALTER TABLE "acknowledgement_sending" ADD CONSTRAINT "acknowledgement_sending_application_id_version_fkey" FOREIGN KEY ("application_id", "version") REFERENCES "acknowledgement"("application_id", "version") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- 5. History: written once, by the application's role too.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['receipt_key', 'receipt', 'acknowledgement', 'acknowledgement_sending'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO cofund_app', t);
  END LOOP;
END
$$;
