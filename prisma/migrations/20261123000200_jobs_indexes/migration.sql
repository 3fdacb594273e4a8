-- Rows handed to the queue and not done: what is handed over again when the queue has lost it, and what "waiting" lists. Partial, so
-- that its size is the work in progress and not the history.
CREATE INDEX outbox_undone ON "outbox" (dispatched_at) WHERE done_at IS NULL AND failed_at IS NULL;
