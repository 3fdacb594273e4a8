-- Since when whoever holds the pen of an amendment has it, or was last reminded: what its clock looks at.
ALTER TABLE "amendment" ADD COLUMN "waiting_since" TIMESTAMPTZ(3);
UPDATE "amendment" m SET waiting_since = greatest(m.agreed_at, (SELECT max(s.signed_at) FROM amendment_signature s WHERE s.amendment_id = m.id))
WHERE m.state = 'AGREED';
ALTER TABLE "amendment" ADD CONSTRAINT amendment_pen CHECK (state <> 'AGREED' OR waiting_since IS NOT NULL);
CREATE INDEX amendment_pen_waits ON "amendment" (waiting_since) WHERE state = 'AGREED';
GRANT UPDATE (waiting_since) ON "amendment" TO cofund_app;
