-- What waits on examiners, officers and accountants: a small part of all payments, most of which are planned or paid.
CREATE INDEX payment_waiting ON "payment" (state, award_id) WHERE state IN ('DUE', 'PERFORMANCE_CERTIFIED', 'LIQUIDATED', 'ORDERED', 'HELD', 'REJECTED_BY_BANK');
