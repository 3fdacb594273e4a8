-- The notification, the suspension and the lapse of a share are told by letters of the archive, as every other decision.
ALTER TABLE "letter" DROP CONSTRAINT letter_kind;
ALTER TABLE "letter" ADD CONSTRAINT letter_kind CHECK (kind IN ('AWARD', 'REFUSAL', 'LEG_REFUSAL', 'LEG_NOTIFICATION', 'LEG_SUSPENSION', 'LEG_LAPSE', 'INELIGIBILITY', 'DISMISSAL', 'LATE', 'RESERVE', 'RESERVE_LAPSE', 'APPEAL_UPHELD', 'APPEAL_REJECTED'));
ALTER TABLE "letter" DROP CONSTRAINT letter_decision;
ALTER TABLE "letter" ADD CONSTRAINT letter_decision CHECK (decision IN ('AWARDED', 'REFUSED', 'INELIGIBLE', 'DISMISSED', 'LATE', 'RESERVE', 'LEG_REFUSED', 'LEG_NOTIFIED', 'LEG_SUSPENDED', 'LEG_LAPSED', 'UPHELD', 'REJECTED'));
ALTER TABLE "letter" DROP CONSTRAINT letter_lawful;
ALTER TABLE "letter" ADD CONSTRAINT letter_lawful CHECK (kind IN ('AWARD', 'LEG_NOTIFICATION', 'RESERVE', 'APPEAL_UPHELD') OR (btrim(reasons) <> '' AND btrim(appeal) <> ''));

-- What the alarm of missing letters walks of the history: the acts on shares that a holder must be told of.
CREATE INDEX audit_entry_told_shares ON "audit_entry" (aggregate_id, seq) WHERE aggregate = 'award-leg' AND event IN ('notify', 'suspend', 'lapse');
