-- What the agencies say to one another about a dossier; its holder never reads it. A correction is a new comment that replaces the old one.
CREATE TABLE "application_comment" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "agency_kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "replaces_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_comment_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "application_comment_replaces_id_key" ON "application_comment"("replaces_id");
CREATE INDEX "application_comment_application_id_id_idx" ON "application_comment"("application_id", "id");
ALTER TABLE "application_comment" ADD CONSTRAINT "application_comment_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_comment" ADD CONSTRAINT "application_comment_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_comment" ADD CONSTRAINT "application_comment_replaces_id_fkey" FOREIGN KEY ("replaces_id") REFERENCES "application_comment"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_comment" ADD CONSTRAINT comment_agency CHECK (agency_kind IN ('CAF', 'DDETS'));

-- Messages between the holder and the agencies: part of the dossier.
CREATE TABLE "application_message" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "side" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_message_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "application_message_application_id_id_idx" ON "application_message"("application_id", "id");
ALTER TABLE "application_message" ADD CONSTRAINT "application_message_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_message" ADD CONSTRAINT "application_message_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "application_message" ADD CONSTRAINT message_side CHECK (side IN ('HOLDER', 'CAF', 'DDETS'));

-- When a side (the holder's people together, each agency) first read a message, and who opened it.
CREATE TABLE "message_reading" (
    "message_id" UUID NOT NULL,
    "side" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "read_by" UUID NOT NULL,

    CONSTRAINT "message_reading_pkey" PRIMARY KEY ("message_id", "side")
);
ALTER TABLE "message_reading" ADD CONSTRAINT "message_reading_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "application_message"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "message_reading" ADD CONSTRAINT reading_side CHECK (side IN ('HOLDER', 'CAF', 'DDETS'));

-- What a person is told within the application, from the same messages as the letters.
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "delivery" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "digest_id" UUID,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "notification_source_id_kind_person_id_key" ON "notification"("source_id", "kind", "person_id");
CREATE INDEX "notification_person_id_id_idx" ON "notification"("person_id", "id");
CREATE INDEX "notification_digest_id_idx" ON "notification"("digest_id");
CREATE INDEX notification_for_digest ON "notification" (person_id) WHERE delivery = 'DIGEST' AND digest_id IS NULL AND read_at IS NULL;
CREATE TABLE "notification_digest" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "day" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_digest_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "notification_digest_person_id_day_key" ON "notification_digest"("person_id", "day");
CREATE TABLE "notification_preference" (
    "person_id" UUID NOT NULL,
    "deliveries" JSONB NOT NULL,
    "time_zone" TEXT NOT NULL,
    "digest_hour" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_preference_pkey" PRIMARY KEY ("person_id")
);
ALTER TABLE "notification" ADD CONSTRAINT "notification_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "notification" ADD CONSTRAINT "notification_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "notification_digest"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "notification_digest" ADD CONSTRAINT "notification_digest_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "notification_preference" ADD CONSTRAINT "notification_preference_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "notification" ADD CONSTRAINT notification_delivery CHECK (delivery IN ('IMMEDIATE', 'DIGEST', 'NONE'));
ALTER TABLE "notification" ADD CONSTRAINT notification_in_digest CHECK (digest_id IS NULL OR delivery = 'DIGEST');
ALTER TABLE "notification_preference" ADD CONSTRAINT preference_hour CHECK (digest_hour BETWEEN 0 AND 23);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['application_comment', 'application_message', 'message_reading', 'notification_digest'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()', t);
  END LOOP;
END
$$;
GRANT SELECT, INSERT ON "application_comment", "application_message", "message_reading", "notification", "notification_digest", "notification_preference" TO cofund_app;
GRANT UPDATE ON "notification", "notification_preference" TO cofund_app;
