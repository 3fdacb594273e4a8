-- What becomes of a funder's share once decided: committed in its books, notified, begun, suspended, lapsed.
ALTER TABLE "award_leg" ADD COLUMN "commitment_date" TEXT, ADD COLUMN "commitment_number" TEXT, ADD COLUMN "notified_on" TEXT,
  ADD COLUMN "started_on" TEXT, ADD COLUMN "suspension_reasons" TEXT;
ALTER TABLE "award_leg" DROP CONSTRAINT leg_state;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_state CHECK (state IN ('PENDING', 'DECIDED', 'ENGAGED', 'NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED', 'REFUSED', 'CANCELLED', 'RENOUNCED'));
ALTER TABLE "award_leg" DROP CONSTRAINT leg_decided;
ALTER TABLE "award_leg" ADD CONSTRAINT leg_decided CHECK (state IN ('PENDING', 'REFUSED', 'CANCELLED') OR (decision_number IS NOT NULL AND decision_date IS NOT NULL AND authority IS NOT NULL AND decided_by IS NOT NULL));
ALTER TABLE "award_leg" ADD CONSTRAINT leg_engaged CHECK (state NOT IN ('ENGAGED', 'NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED') OR (commitment_number IS NOT NULL AND commitment_date IS NOT NULL));
ALTER TABLE "award_leg" ADD CONSTRAINT leg_notified CHECK (state NOT IN ('NOTIFIED', 'ACTIVE', 'SUSPENDED', 'LAPSED') OR (notified_on IS NOT NULL AND notified_on >= commitment_date));
ALTER TABLE "award_leg" ADD CONSTRAINT leg_started CHECK (state NOT IN ('ACTIVE', 'SUSPENDED') OR started_on IS NOT NULL);
ALTER TABLE "award_leg" ADD CONSTRAINT leg_suspended CHECK ((state IN ('SUSPENDED', 'LAPSED')) <= (suspension_reasons IS NOT NULL));
