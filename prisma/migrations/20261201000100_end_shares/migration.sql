-- How a funder's share ends, and what is taken off it before: an amendment, the balance, a termination, a withdrawal, a renunciation, a lapse.

-- 1. States of a share that is over, and the day from which it is.
ALTER TABLE "award_leg" ADD COLUMN "ended_on" TEXT;
ALTER TABLE "award_leg" DROP CONSTRAINT leg_state;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_state CHECK (state IN ('PENDING', 'DECIDED', 'AGREEMENT_DRAFTED', 'SENT', 'SIGNED_BY_HOLDER', 'SIGNED', 'ENGAGED',
  'NOTIFIED', 'ACTIVE', 'SUSPENDED', 'COMPLETED', 'CLOSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER', 'LAPSED', 'REFUSED', 'CANCELLED', 'RENOUNCED'));
ALTER TABLE "award_leg" DROP CONSTRAINT leg_engaged;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_engaged CHECK (state NOT IN ('ENGAGED', 'NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED', 'COMPLETED', 'CLOSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER')
  OR (commitment_number IS NOT NULL AND commitment_date IS NOT NULL));
ALTER TABLE "award_leg" DROP CONSTRAINT leg_notified;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_notified CHECK (state NOT IN ('NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED', 'COMPLETED', 'CLOSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER')
  OR (notified_on IS NOT NULL AND notified_on >= commitment_date));
ALTER TABLE "award_leg" DROP CONSTRAINT leg_started;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_started CHECK (state NOT IN ('ACTIVE', 'SUSPENDED', 'COMPLETED', 'CLOSED') OR started_on IS NOT NULL);
ALTER TABLE "award_leg" DROP CONSTRAINT leg_on_paper;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_on_paper CHECK (state NOT IN ('ENGAGED', 'NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED', 'COMPLETED', 'CLOSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER')
  OR agreement_id IS NOT NULL OR num_nulls(order_number, order_date, order_authority) = 0);
ALTER TABLE "award_leg" ADD CONSTRAINT leg_ended CHECK (
  (state IN ('COMPLETED', 'CLOSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER')) = (ended_on IS NOT NULL) AND (ended_on IS NULL OR ended_on >= notified_on));
GRANT UPDATE (ended_on) ON "award_leg" TO cofund_app;

-- 2. What is taken off a share, year by year. The share as decided never changes: what is left of it is the difference.
CREATE TABLE "share_reduction" (
    "act_id" UUID NOT NULL,
    "leg_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "cents" BIGINT NOT NULL,
    "cause" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "share_reduction_pkey" PRIMARY KEY ("act_id","leg_id","year")
);
CREATE INDEX "share_reduction_leg_id_year_idx" ON "share_reduction"("leg_id", "year");
ALTER TABLE "share_reduction" ADD CONSTRAINT "share_reduction_leg_id_year_fkey" FOREIGN KEY ("leg_id", "year") REFERENCES "award_leg_year"("leg_id", "year") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "share_reduction" ADD CONSTRAINT share_reduction_positive CHECK (cents > 0);
ALTER TABLE "share_reduction" ADD CONSTRAINT share_reduction_cause CHECK (cause IN ('AMENDMENT', 'BALANCE', 'TERMINATION', 'WITHDRAWAL', 'RENUNCIATION', 'LAPSE'));

-- Shares that were renounced or lapsed already: what their funders do not promise any more. One act a share: its own identifier.
INSERT INTO share_reduction (act_id, leg_id, year, cents, cause, source_id, at)
SELECT l.id, l.id, y.year, y.cents - coalesce(b.promised, 0), CASE l.state WHEN 'LAPSED' THEN 'LAPSE' ELSE 'RENUNCIATION' END, l.id,
  coalesce((SELECT max(u.at) FROM audit_entry u WHERE u.aggregate = 'award-leg' AND u.aggregate_id = l.id), w.created_at)
FROM award_leg l JOIN award w ON w.id = l.award_id JOIN award_leg_year y ON y.leg_id = l.id
LEFT JOIN LATERAL (SELECT sum(g.debit_cents - g.credit_cents) AS promised FROM ledger_balance g
  WHERE g.subject_id = w.application_id AND g.funder_code = l.funder_code AND g.year = y.year AND g.account IN ('COMMITTED', 'ORDERED', 'PAID', 'RECOVERED')) b ON true
WHERE l.state IN ('LAPSED', 'RENOUNCED') AND y.cents > coalesce(b.promised, 0);

-- 3. A reduction is what the ledger releases by the same act, to the cent.
CREATE FUNCTION check_reduction_in_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE released bigint;
BEGIN
  SELECT coalesce(sum(e.cents), 0) INTO released
  FROM award_leg l JOIN award w ON w.id = l.award_id
  JOIN ledger_transaction t ON t.source_id = NEW.act_id AND t.kind = 'RELEASE'
  JOIN ledger_entry e ON e.transaction_id = t.id AND e.funder_code = l.funder_code AND e.year = NEW.year AND e.application_id = w.application_id
  WHERE l.id = NEW.leg_id;
  IF released <> NEW.cents THEN
    RAISE EXCEPTION 'reduction_in_ledger: share % of % is lowered by % and the ledger releases %', NEW.leg_id, NEW.year, NEW.cents, released
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reduction_in_ledger';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER reduction_in_ledger AFTER INSERT ON "share_reduction" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_reduction_in_ledger();

-- 4. The payments of a year are within what is left of its share; what was ordered or paid counts for what it is, below its tranche or not.
CREATE OR REPLACE FUNCTION check_payments_within_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT coalesce(sum(CASE WHEN p.state IN ('ORDERED', 'PAID') THEN p.liquidated_cents ELSE p.planned_cents END), 0)
      FROM payment p WHERE p.leg_id = NEW.leg_id AND p.year = NEW.year AND p.state <> 'CANCELLED')
     > (SELECT y.cents - coalesce((SELECT sum(r.cents) FROM share_reduction r WHERE r.leg_id = y.leg_id AND r.year = y.year), 0)
        FROM award_leg_year y WHERE y.leg_id = NEW.leg_id AND y.year = NEW.year) THEN
    RAISE EXCEPTION 'payments_within_share: the payments of leg % are above its share of %', NEW.leg_id, NEW.year USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_within_share';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER payments_within_share AFTER INSERT ON "share_reduction" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_payments_within_share();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "share_reduction" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "share_reduction" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
GRANT SELECT, INSERT ON "share_reduction" TO cofund_app;
