-- Awards on paper: agreements drafted, sent, signed by each party or voided; or an award order in their place. Delegations of signature.

-- 1. Agreements: one row that moves, what it says written once, its parties, their signatures and the copies of what was signed elsewhere.
CREATE TABLE "agreement" (
    "id" UUID NOT NULL,
    "award_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "form" TEXT NOT NULL,
    "signing_order" TEXT NOT NULL,
    "reminder_days" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "model_version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" UUID NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "waiting_since" TIMESTAMPTZ(3),
    "signed_at" TIMESTAMPTZ(3),
    "voided_at" TIMESTAMPTZ(3),
    "voided_by" UUID,
    "void_reasons" TEXT,

    CONSTRAINT "agreement_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "agreement_document" (
    "agreement_id" UUID NOT NULL,
    "data" TEXT NOT NULL,
    "data_sha256" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "pdf" BYTEA NOT NULL,
    "pdf_sha256" TEXT NOT NULL,
    "drafted_at" TIMESTAMPTZ(3) NOT NULL,
    "drafted_by" UUID NOT NULL,

    CONSTRAINT "agreement_document_pkey" PRIMARY KEY ("agreement_id")
);
-- Party 0 is the holder; the funders follow in the order of the call. Parties of one rank sign in any order.
CREATE TABLE "agreement_party" (
    "agreement_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "leg_id" UUID,
    "name" TEXT NOT NULL,

    CONSTRAINT "agreement_party_pkey" PRIMARY KEY ("agreement_id","number")
);
CREATE TABLE "agreement_signature" (
    "agreement_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "signed_by" UUID NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "method" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "capacity" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "delegation_reference" TEXT,
    "delegation_from" TEXT,
    "delegation_to" TEXT,
    "signed_on" TEXT NOT NULL,

    CONSTRAINT "agreement_signature_pkey" PRIMARY KEY ("agreement_id","number")
);
CREATE TABLE "agreement_copy" (
    "id" UUID NOT NULL,
    "agreement_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "storage_key" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "added_by" UUID NOT NULL,

    CONSTRAINT "agreement_copy_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "agreement_award_id_id_idx" ON "agreement"("award_id", "id");
CREATE UNIQUE INDEX "agreement_id_award_id_key" ON "agreement"("id", "award_id");
CREATE INDEX agreement_waiting ON "agreement"(waiting_since) WHERE state IN ('SENT', 'SIGNED_BY_HOLDER');
CREATE UNIQUE INDEX "agreement_party_agreement_id_leg_id_key" ON "agreement_party"("agreement_id", "leg_id");
-- One person signs for one party only.
CREATE UNIQUE INDEX "agreement_signature_agreement_id_signed_by_key" ON "agreement_signature"("agreement_id", "signed_by");
CREATE UNIQUE INDEX "agreement_copy_storage_key_key" ON "agreement_copy"("storage_key");
CREATE INDEX "agreement_copy_agreement_id_id_idx" ON "agreement_copy"("agreement_id", "id");
ALTER TABLE "agreement" ADD CONSTRAINT "agreement_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agreement" ADD CONSTRAINT "agreement_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agreement_document" ADD CONSTRAINT "agreement_document_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agreement_party" ADD CONSTRAINT "agreement_party_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agreement_party" ADD CONSTRAINT "agreement_party_leg_id_fkey" FOREIGN KEY ("leg_id") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agreement_signature" ADD CONSTRAINT "agreement_signature_agreement_id_number_fkey" FOREIGN KEY ("agreement_id", "number") REFERENCES "agreement_party"("agreement_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agreement_signature" ADD CONSTRAINT "agreement_signature_signed_by_fkey" FOREIGN KEY ("signed_by") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "agreement_copy" ADD CONSTRAINT "agreement_copy_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "agreement" ADD CONSTRAINT agreement_state CHECK (state IN ('NEW', 'DRAFT', 'SENT', 'SIGNED_BY_HOLDER', 'SIGNED', 'VOIDED'));
ALTER TABLE "agreement" ADD CONSTRAINT agreement_form CHECK (form IN ('TRIPARTITE', 'BILATERAL'));
ALTER TABLE "agreement" ADD CONSTRAINT agreement_order CHECK (signing_order IN ('FUNDERS_IN_ORDER', 'FUNDERS_TOGETHER'));
ALTER TABLE "agreement" ADD CONSTRAINT agreement_numbers CHECK (reminder_days > 0 AND model_version > 0);
ALTER TABLE "agreement" ADD CONSTRAINT agreement_sent CHECK (state NOT IN ('SENT', 'SIGNED_BY_HOLDER', 'SIGNED') OR (sent_at IS NOT NULL AND waiting_since IS NOT NULL));
ALTER TABLE "agreement" ADD CONSTRAINT agreement_signed CHECK ((state = 'SIGNED') = (signed_at IS NOT NULL));
ALTER TABLE "agreement" ADD CONSTRAINT agreement_voided CHECK ((state = 'VOIDED') = (voided_at IS NOT NULL AND voided_by IS NOT NULL AND btrim(coalesce(void_reasons, '')) <> '') AND (state = 'VOIDED' OR (voided_at IS NULL AND voided_by IS NULL AND void_reasons IS NULL)));
ALTER TABLE "agreement_document" ADD CONSTRAINT agreement_hashed CHECK (
    data_sha256 = encode(sha256(convert_to(data, 'UTF8')), 'hex') AND pdf_sha256 = encode(sha256(pdf), 'hex') AND btrim(text) <> '');
ALTER TABLE "agreement_party" ADD CONSTRAINT agreement_party_holder CHECK ((number = 0) = (leg_id IS NULL) AND number >= 0 AND (number = 0) = (rank = 0) AND rank >= 0);
ALTER TABLE "agreement_signature" ADD CONSTRAINT agreement_signature_method CHECK (method IN ('PLATFORM', 'PAPER', 'QUALIFIED'));
ALTER TABLE "agreement_signature" ADD CONSTRAINT agreement_signature_delegated CHECK (num_nulls(delegation_reference, delegation_from, delegation_to) IN (0, 3) AND (delegation_from IS NULL OR (delegation_from <= signed_on AND signed_on <= delegation_to)));
ALTER TABLE "agreement_signature" ADD CONSTRAINT agreement_signature_named CHECK (btrim(name) <> '' AND btrim(capacity) <> '' AND btrim(authority) <> '');
ALTER TABLE "agreement_copy" ADD CONSTRAINT agreement_copy_kind CHECK (kind IN ('SCAN', 'QUALIFIED'));
ALTER TABLE "agreement_copy" ADD CONSTRAINT agreement_copy_bytes CHECK (size > 0 AND sha256 ~ '^[0-9a-f]{64}$');

-- Bytes in the storage are of a file of a dossier, or of a copy of an agreement.
ALTER TABLE "stored_object" ADD COLUMN "agreement_id" UUID, ALTER COLUMN "document_id" DROP NOT NULL;
ALTER TABLE "stored_object" ADD CONSTRAINT "stored_object_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreement"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "stored_object" ADD CONSTRAINT stored_object_owner CHECK (num_nulls(document_id, agreement_id) = 1);
CREATE INDEX "stored_object_agreement_id_idx" ON "stored_object"("agreement_id");

-- 2. Legs: covered by an agreement whose acts they follow, or by an award order; decided under a delegation in force that day.
ALTER TABLE "award_leg" ADD COLUMN "agreement_id" UUID, ADD COLUMN "delegation_from" TEXT, ADD COLUMN "delegation_reference" TEXT,
  ADD COLUMN "delegation_to" TEXT, ADD COLUMN "order_authority" TEXT, ADD COLUMN "order_date" TEXT, ADD COLUMN "order_number" TEXT;
ALTER TABLE "award_leg" ADD CONSTRAINT "award_leg_agreement_id_award_id_fkey" FOREIGN KEY ("agreement_id", "award_id") REFERENCES "agreement"("id", "award_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "award_leg_agreement_id_idx" ON "award_leg"("agreement_id");
ALTER TABLE "award_leg" DROP CONSTRAINT leg_state;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_state CHECK (state IN ('PENDING', 'DECIDED', 'AGREEMENT_DRAFTED', 'SENT', 'SIGNED_BY_HOLDER', 'SIGNED', 'ENGAGED', 'NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED', 'REFUSED', 'CANCELLED', 'RENOUNCED'));
ALTER TABLE "award_leg" ADD CONSTRAINT leg_agreement CHECK (CASE
  WHEN state IN ('AGREEMENT_DRAFTED', 'SENT', 'SIGNED_BY_HOLDER', 'SIGNED') THEN agreement_id IS NOT NULL
  WHEN state IN ('PENDING', 'DECIDED', 'REFUSED') THEN agreement_id IS NULL
  ELSE true END);
ALTER TABLE "award_leg" ADD CONSTRAINT leg_on_paper CHECK (state NOT IN ('ENGAGED', 'NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED')
  OR agreement_id IS NOT NULL OR num_nulls(order_number, order_date, order_authority) = 0);
ALTER TABLE "award_leg" ADD CONSTRAINT leg_ordered CHECK (num_nulls(order_number, order_date, order_authority) IN (0, 3) AND (order_date IS NULL OR (agreement_id IS NULL AND order_date >= decision_date)));
ALTER TABLE "award_leg" ADD CONSTRAINT leg_delegated CHECK (num_nulls(delegation_reference, delegation_from, delegation_to) IN (0, 3)
  AND (delegation_from IS NULL OR (decision_date IS NOT NULL AND delegation_from <= decision_date AND decision_date <= delegation_to)));

CREATE FUNCTION check_leg_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE at_state text;
BEGIN
  SELECT g.state INTO at_state FROM agreement g JOIN agreement_party p ON p.agreement_id = g.id AND p.leg_id = NEW.id WHERE g.id = NEW.agreement_id;
  IF NOT FOUND OR at_state <> (CASE NEW.state WHEN 'AGREEMENT_DRAFTED' THEN 'DRAFT' WHEN 'SENT' THEN 'SENT' WHEN 'SIGNED_BY_HOLDER' THEN 'SIGNED_BY_HOLDER' ELSE 'SIGNED' END) THEN
    RAISE EXCEPTION 'leg_follows_agreement: leg % cannot be % under agreement %', NEW.id, NEW.state, NEW.agreement_id USING ERRCODE = 'check_violation', CONSTRAINT = 'leg_follows_agreement';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER leg_follows_agreement BEFORE INSERT OR UPDATE OF state, agreement_id ON "award_leg" FOR EACH ROW
  WHEN (NEW.agreement_id IS NOT NULL AND NEW.state NOT IN ('RENOUNCED', 'CANCELLED')) EXECUTE FUNCTION check_leg_follows();

-- 3. What holds an agreement together.
CREATE FUNCTION check_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'NEW' THEN
      RAISE EXCEPTION 'agreement_begins: agreement % begins %', NEW.id, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR OLD.state = 'VOIDED' OR (OLD.state = 'SIGNED' AND (NEW.sent_at, NEW.waiting_since, NEW.signed_at) IS DISTINCT FROM (OLD.sent_at, OLD.waiting_since, OLD.signed_at))
     OR (NEW.id, NEW.award_id, NEW.application_id, NEW.call_id, NEW.form, NEW.signing_order, NEW.reminder_days, NEW.model, NEW.model_version, NEW.created_at, NEW.created_by)
        IS DISTINCT FROM (OLD.id, OLD.award_id, OLD.application_id, OLD.call_id, OLD.form, OLD.signing_order, OLD.reminder_days, OLD.model, OLD.model_version, OLD.created_at, OLD.created_by)
     OR (OLD.state, NEW.state) NOT IN (('NEW', 'DRAFT'), ('DRAFT', 'SENT'), ('SENT', 'SENT'), ('SENT', 'SIGNED_BY_HOLDER'), ('SIGNED_BY_HOLDER', 'SIGNED_BY_HOLDER'),
        ('SIGNED_BY_HOLDER', 'SIGNED'), ('SIGNED', 'SIGNED'), ('DRAFT', 'VOIDED'), ('SENT', 'VOIDED'), ('SIGNED_BY_HOLDER', 'VOIDED')) THEN
    RAISE EXCEPTION 'agreement_frozen: agreement %: % refused', OLD.id, TG_OP USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_frozen';
  END IF;
  IF NEW.state IN ('DRAFT', 'SENT') AND NOT EXISTS (SELECT FROM agreement_document WHERE agreement_id = NEW.id) THEN
    RAISE EXCEPTION 'agreement_written: agreement % says nothing', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_written';
  END IF;
  IF NEW.state IN ('SIGNED_BY_HOLDER', 'SIGNED') AND NOT EXISTS (SELECT FROM agreement_signature WHERE agreement_id = NEW.id AND number = 0)
     OR NEW.state = 'SIGNED' AND EXISTS (SELECT FROM agreement_party p LEFT JOIN agreement_signature s USING (agreement_id, number)
                                         WHERE p.agreement_id = NEW.id AND s.number IS NULL) THEN
    RAISE EXCEPTION 'agreement_signed_by_all: agreement % lacks a signature', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_signed_by_all';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER agreement_is_kept BEFORE INSERT OR UPDATE OR DELETE ON "agreement" FOR EACH ROW EXECUTE FUNCTION check_agreement();
CREATE TRIGGER version_moves_up BEFORE UPDATE ON "agreement" FOR EACH ROW WHEN (NEW.version < OLD.version) EXECUTE FUNCTION refuse_version_going_back();

-- Parties and text are those of the draft.
CREATE FUNCTION check_agreement_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM agreement WHERE id = NEW.agreement_id) <> 'NEW' THEN
    RAISE EXCEPTION 'agreement_frozen: agreement % is written', NEW.agreement_id USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_frozen';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER agreement_party_of_draft BEFORE INSERT ON "agreement_party" FOR EACH ROW EXECUTE FUNCTION check_agreement_new();
CREATE TRIGGER agreement_document_of_draft BEFORE INSERT ON "agreement_document" FOR EACH ROW EXECUTE FUNCTION check_agreement_new();

-- Sent, and in its turn.
CREATE FUNCTION check_agreement_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM agreement WHERE id = NEW.agreement_id) <> (CASE NEW.number WHEN 0 THEN 'SENT' ELSE 'SIGNED_BY_HOLDER' END)
     OR EXISTS (SELECT FROM agreement_party p JOIN agreement_party mine ON mine.agreement_id = p.agreement_id AND mine.number = NEW.number
                LEFT JOIN agreement_signature s ON s.agreement_id = p.agreement_id AND s.number = p.number
                WHERE p.agreement_id = NEW.agreement_id AND p.rank < mine.rank AND s.number IS NULL) THEN
    RAISE EXCEPTION 'agreement_signed_in_turn: party % of agreement %', NEW.number, NEW.agreement_id USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_signed_in_turn';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER agreement_signed_in_turn BEFORE INSERT ON "agreement_signature" FOR EACH ROW EXECUTE FUNCTION check_agreement_signature();

-- 4. History, and rights of the application's role.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agreement_document', 'agreement_party', 'agreement_signature', 'agreement_copy'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO cofund_app', t);
  END LOOP;
END
$$;
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "agreement" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "agreement" TO cofund_app;
GRANT UPDATE (state, version, sent_at, waiting_since, signed_at, voided_at, voided_by, void_reasons) ON "agreement" TO cofund_app;
