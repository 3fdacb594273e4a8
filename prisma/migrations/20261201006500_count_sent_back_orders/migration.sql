-- Of a share that is over, an order that the bank sent back counts for what was ordered, as before: its tranche is paid to nobody any more. Of
-- one that runs it counts for its tranche: it is issued again.
CREATE OR REPLACE FUNCTION check_payments_within_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT coalesce(sum(CASE
        WHEN p.state IN ('ORDERED', 'PAID') THEN p.liquidated_cents
        WHEN p.state = 'REJECTED_BY_BANK' AND l.state IN ('RENOUNCED', 'LAPSED', 'TERMINATED', 'WITHDRAWN_BY_FUNDER', 'COMPLETED', 'CLOSED') THEN p.liquidated_cents
        ELSE p.planned_cents END), 0)
      FROM payment p JOIN award_leg l ON l.id = p.leg_id WHERE p.leg_id = NEW.leg_id AND p.year = NEW.year AND p.state <> 'CANCELLED')
     > (SELECT y.cents - coalesce((SELECT sum(r.cents) FROM share_reduction r WHERE r.leg_id = y.leg_id AND r.year = y.year), 0)
        FROM award_leg_year y WHERE y.leg_id = NEW.leg_id AND y.year = NEW.year) THEN
    RAISE EXCEPTION 'payments_within_share: the payments of leg % are above its share of %', NEW.leg_id, NEW.year USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_within_share';
  END IF;
  RETURN NULL;
END
$$;
