-- What waits on somebody, beside the many that are over: the worklists walk it.
CREATE INDEX recovery_waiting ON "recovery" (state, award_id) WHERE state IN ('COMPUTED', 'CONTRADICTORY', 'ORDER_ISSUED', 'PARTLY_RECOVERED', 'CONTESTED');
