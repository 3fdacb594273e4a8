-- What ends a share, and what orders a sum to be paid back, is told by a letter of the archive, as every other decision; it is negative: with reasons
-- and ways of appeal (letter_lawful).
ALTER TABLE "letter" DROP CONSTRAINT letter_kind;
ALTER TABLE "letter" ADD CONSTRAINT letter_kind CHECK (kind IN ('AWARD', 'REFUSAL', 'LEG_REFUSAL', 'LEG_NOTIFICATION', 'LEG_SUSPENSION', 'LEG_LAPSE', 'LEG_TERMINATION', 'LEG_WITHDRAWAL', 'RECOVERY_ORDER', 'AMENDMENT_REFUSAL', 'INELIGIBILITY', 'DISMISSAL', 'LATE', 'RESERVE', 'RESERVE_LAPSE', 'APPEAL_UPHELD', 'APPEAL_REJECTED'));
ALTER TABLE "letter" DROP CONSTRAINT letter_decision;
ALTER TABLE "letter" ADD CONSTRAINT letter_decision CHECK (decision IN ('AWARDED', 'REFUSED', 'INELIGIBLE', 'DISMISSED', 'LATE', 'RESERVE', 'LEG_REFUSED', 'LEG_NOTIFIED', 'LEG_SUSPENDED', 'LEG_LAPSED', 'LEG_TERMINATED', 'LEG_WITHDRAWN', 'RECOVERY_ORDERED', 'AMENDMENT_REFUSED', 'UPHELD', 'REJECTED'));
-- What the alarm of missing letters looks for.
CREATE INDEX measure_told ON "measure" (closed_at) WHERE state = 'DECIDED';
CREATE INDEX recovery_told ON "recovery" (ordered_at) WHERE ordered_at IS NOT NULL AND state <> 'CANCELLED';
