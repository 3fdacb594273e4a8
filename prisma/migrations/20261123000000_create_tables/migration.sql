-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "given_name" TEXT NOT NULL,
    "family_name" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "password_hash" TEXT,
    "password_must_change" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" UUID NOT NULL,
    "siret" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "holder_type" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "rna" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agency" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "territory" TEXT NOT NULL,
    "contact_email" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agency_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_grant" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "agency_id" UUID,
    "organisation_id" UUID,
    "territory" TEXT,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "granted_by" UUID,
    "ended_by" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_session" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "refresh_hash" TEXT NOT NULL,
    "previous_refresh_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

    CONSTRAINT "auth_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_throttle" (
    "account_key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "blocked_until" TIMESTAMPTZ(3),
    "recent_tries" TIMESTAMPTZ(3)[],

    CONSTRAINT "login_throttle_pkey" PRIMARY KEY ("account_key")
);

-- CreateTable
CREATE TABLE "call" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "edition" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "rules_version" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "departments" TEXT[],
    "time_zone" TEXT NOT NULL,
    "opens_local" TEXT NOT NULL,
    "deadline_local" TEXT NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "budget_years" INTEGER[],
    "settings" JSONB NOT NULL,
    "spec_version" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "published_at" TIMESTAMPTZ(3),
    "cancel_reasons" TEXT,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_specification" (
    "call_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "frozen_at" TIMESTAMPTZ(3) NOT NULL,
    "frozen_by" UUID NOT NULL,

    CONSTRAINT "call_specification_pkey" PRIMARY KEY ("call_id","number")
);

-- CreateTable
CREATE TABLE "call_funder" (
    "call_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL,
    "officer_role" TEXT NOT NULL,

    CONSTRAINT "call_funder_pkey" PRIMARY KEY ("call_id","code")
);

-- CreateTable
CREATE TABLE "envelope" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "reserved_cents" BIGINT NOT NULL DEFAULT 0,
    "committed_cents" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "envelope_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application" (
    "id" UUID NOT NULL,
    "number" TEXT,
    "call_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "content" JSONB NOT NULL,
    "requested_cents" BIGINT NOT NULL DEFAULT 0,
    "submitted_version" INTEGER NOT NULL DEFAULT 0,
    "submitted_at" TIMESTAMPTZ(3),
    "completion" JSONB,
    "ineligibility" JSONB,
    "joint_outcome" TEXT,
    "divergent" BOOLEAN,
    "committee_opinion" TEXT,
    "reserve_rank" INTEGER,
    "reserve_expires_at" TIMESTAMPTZ(3),
    "refusal" JSONB,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application_version" (
    "application_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "receipt_number" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "late" BOOLEAN NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_by" UUID NOT NULL,
    "call_spec" INTEGER NOT NULL,

    CONSTRAINT "application_version_pkey" PRIMARY KEY ("application_id","number")
);

-- CreateTable
CREATE TABLE "application_amount" (
    "application_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "funder_code" TEXT NOT NULL,
    "cents" BIGINT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" UUID NOT NULL,

    CONSTRAINT "application_amount_pkey" PRIMARY KEY ("application_id","stage","revision","year","funder_code")
);

-- CreateTable
CREATE TABLE "interest" (
    "application_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "declared_at" TIMESTAMPTZ(3) NOT NULL,
    "declared_by" UUID NOT NULL,

    CONSTRAINT "interest_pkey" PRIMARY KEY ("application_id","person_id")
);

-- CreateTable
CREATE TABLE "instruction" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "agency_kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "examiner_id" UUID,
    "assigned_at" TIMESTAMPTZ(3),
    "scores" JSONB,
    "score_total" INTEGER,
    "opinion" TEXT,
    "reasons" TEXT,
    "reserves" TEXT,
    "signed_at" TIMESTAMPTZ(3),
    "signed_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "instruction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "committee" (
    "id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "committee_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "committee_member" (
    "id" UUID NOT NULL,
    "committee_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "college" TEXT NOT NULL,
    "capacity" TEXT NOT NULL,
    "president" BOOLEAN NOT NULL DEFAULT false,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "committee_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "committee_session" (
    "id" UUID NOT NULL,
    "committee_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "second_of_id" UUID,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "place" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "convened_at" TIMESTAMPTZ(3),
    "urgency_motive" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "members_count" INTEGER,
    "quorum_required" INTEGER,
    "cancel_reasons" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "committee_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agenda_item" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "positions" JSONB,
    "proposal" TEXT,
    "proposed_years" JSONB,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "result" TEXT,
    "tally" JSONB,
    "defer_reasons" TEXT,

    CONSTRAINT "agenda_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "convocation_sending" (
    "session_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "means" TEXT NOT NULL,

    CONSTRAINT "convocation_sending_pkey" PRIMARY KEY ("session_id","member_id","sent_at")
);

-- CreateTable
CREATE TABLE "attendance" (
    "session_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "arrived_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "attendance_pkey" PRIMARY KEY ("session_id","member_id","arrived_at")
);

-- CreateTable
CREATE TABLE "proxy" (
    "session_id" UUID NOT NULL,
    "giver_id" UUID NOT NULL,
    "holder_id" UUID NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by" UUID NOT NULL,

    CONSTRAINT "proxy_pkey" PRIMARY KEY ("session_id","giver_id")
);

-- CreateTable
CREATE TABLE "recusal" (
    "item_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" UUID NOT NULL,

    CONSTRAINT "recusal_pkey" PRIMARY KEY ("item_id","member_id")
);

-- CreateTable
CREATE TABLE "ballot" (
    "item_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "choice" TEXT NOT NULL,
    "cast_by_id" UUID NOT NULL,
    "cast_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ballot_pkey" PRIMARY KEY ("item_id","member_id")
);

-- CreateTable
CREATE TABLE "award" (
    "id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "department" TEXT NOT NULL,
    "total_cents" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "award_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "award_leg" (
    "id" UUID NOT NULL,
    "award_id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "funder_code" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "decision_number" TEXT,
    "decision_date" TEXT,
    "authority" TEXT,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "refusal" JSONB,

    CONSTRAINT "award_leg_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "award_leg_year" (
    "leg_id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "award_id" UUID NOT NULL,
    "cents" BIGINT NOT NULL,

    CONSTRAINT "award_leg_year_pkey" PRIMARY KEY ("leg_id","year")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "aggregate" TEXT NOT NULL,
    "aggregate_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "actor_id" TEXT NOT NULL,
    "capacity" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "facts" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "job" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "dispatched_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_sent" (
    "outbox_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_sent_pkey" PRIMARY KEY ("outbox_id","recipient")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "person_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("person_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE INDEX "person_family_name_id_idx" ON "person"("family_name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_siret_key" ON "organisation"("siret");

-- CreateIndex
CREATE INDEX "organisation_name_id_idx" ON "organisation"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "agency_kind_territory_key" ON "agency"("kind", "territory");

-- CreateIndex
CREATE INDEX "role_grant_person_id_idx" ON "role_grant"("person_id");

-- CreateIndex
CREATE INDEX "role_grant_role_territory_idx" ON "role_grant"("role", "territory");

-- CreateIndex
CREATE INDEX "role_grant_organisation_id_idx" ON "role_grant"("organisation_id");

-- CreateIndex
CREATE INDEX "role_grant_agency_id_idx" ON "role_grant"("agency_id");

-- CreateIndex
CREATE UNIQUE INDEX "auth_session_refresh_hash_key" ON "auth_session"("refresh_hash");

-- CreateIndex
CREATE UNIQUE INDEX "auth_session_previous_refresh_hash_key" ON "auth_session"("previous_refresh_hash");

-- CreateIndex
CREATE INDEX "auth_session_person_id_idx" ON "auth_session"("person_id");

-- CreateIndex
CREATE INDEX "call_region_state_idx" ON "call"("region", "state");

-- CreateIndex
CREATE UNIQUE INDEX "call_funder_call_id_position_key" ON "call_funder"("call_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "envelope_call_id_funder_code_year_key" ON "envelope"("call_id", "funder_code", "year");

-- CreateIndex
CREATE UNIQUE INDEX "application_number_key" ON "application"("number");

-- CreateIndex
CREATE INDEX "application_state_department_id_idx" ON "application"("state", "department", "id");

-- CreateIndex
CREATE INDEX "application_department_id_idx" ON "application"("department", "id");

-- CreateIndex
CREATE INDEX "application_call_id_state_id_idx" ON "application"("call_id", "state", "id");

-- CreateIndex
CREATE INDEX "application_call_id_department_state_id_idx" ON "application"("call_id", "department", "state", "id");

-- CreateIndex
CREATE INDEX "application_organisation_id_id_idx" ON "application"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "application_version_receipt_number_key" ON "application_version"("receipt_number");

-- CreateIndex
CREATE INDEX "interest_person_id_idx" ON "interest"("person_id");

-- CreateIndex
CREATE INDEX "instruction_department_agency_kind_state_id_idx" ON "instruction"("department", "agency_kind", "state", "id");

-- CreateIndex
CREATE INDEX "instruction_examiner_id_state_idx" ON "instruction"("examiner_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "instruction_application_id_agency_kind_key" ON "instruction"("application_id", "agency_kind");

-- CreateIndex
CREATE UNIQUE INDEX "committee_department_kind_key" ON "committee"("department", "kind");

-- CreateIndex
CREATE INDEX "committee_member_committee_id_idx" ON "committee_member"("committee_id");

-- CreateIndex
CREATE INDEX "committee_member_person_id_idx" ON "committee_member"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "committee_session_second_of_id_key" ON "committee_session"("second_of_id");

-- CreateIndex
CREATE INDEX "committee_session_department_id_idx" ON "committee_session"("department", "id");

-- CreateIndex
CREATE INDEX "committee_session_call_id_state_id_idx" ON "committee_session"("call_id", "state", "id");

-- CreateIndex
CREATE INDEX "committee_session_committee_id_idx" ON "committee_session"("committee_id");

-- CreateIndex
CREATE INDEX "agenda_item_application_id_idx" ON "agenda_item"("application_id");

-- CreateIndex
CREATE UNIQUE INDEX "agenda_item_session_id_application_id_key" ON "agenda_item"("session_id", "application_id");

-- CreateIndex
CREATE UNIQUE INDEX "agenda_item_session_id_position_key" ON "agenda_item"("session_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "proxy_session_id_holder_id_key" ON "proxy"("session_id", "holder_id");

-- CreateIndex
CREATE UNIQUE INDEX "award_application_id_key" ON "award"("application_id");

-- CreateIndex
CREATE INDEX "award_call_id_department_id_idx" ON "award"("call_id", "department", "id");

-- CreateIndex
CREATE INDEX "award_organisation_id_id_idx" ON "award"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "award_department_id_idx" ON "award"("department", "id");

-- CreateIndex
CREATE INDEX "award_leg_call_id_state_id_idx" ON "award_leg"("call_id", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "award_leg_award_id_funder_code_key" ON "award_leg"("award_id", "funder_code");

-- CreateIndex
CREATE INDEX "award_leg_year_award_id_idx" ON "award_leg_year"("award_id");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_aggregate_aggregate_id_seq_key" ON "audit_entry"("aggregate", "aggregate_id", "seq");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agency"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "auth_session" ADD CONSTRAINT "auth_session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "call_specification" ADD CONSTRAINT "call_specification_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "call_funder" ADD CONSTRAINT "call_funder_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "envelope" ADD CONSTRAINT "envelope_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "envelope" ADD CONSTRAINT "envelope_call_id_funder_code_fkey" FOREIGN KEY ("call_id", "funder_code") REFERENCES "call_funder"("call_id", "code") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "application_version" ADD CONSTRAINT "application_version_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "application_amount" ADD CONSTRAINT "application_amount_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "interest" ADD CONSTRAINT "interest_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "instruction" ADD CONSTRAINT "instruction_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "committee_member" ADD CONSTRAINT "committee_member_committee_id_fkey" FOREIGN KEY ("committee_id") REFERENCES "committee"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "committee_session" ADD CONSTRAINT "committee_session_committee_id_fkey" FOREIGN KEY ("committee_id") REFERENCES "committee"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "committee_session" ADD CONSTRAINT "committee_session_second_of_id_fkey" FOREIGN KEY ("second_of_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "agenda_item" ADD CONSTRAINT "agenda_item_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "convocation_sending" ADD CONSTRAINT "convocation_sending_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "proxy" ADD CONSTRAINT "proxy_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "committee_session"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "recusal" ADD CONSTRAINT "recusal_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "ballot" ADD CONSTRAINT "ballot_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "agenda_item"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "award" ADD CONSTRAINT "award_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "award_leg" ADD CONSTRAINT "award_leg_award_id_fkey" FOREIGN KEY ("award_id") REFERENCES "award"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "award_leg" ADD CONSTRAINT "award_leg_call_id_funder_code_fkey" FOREIGN KEY ("call_id", "funder_code") REFERENCES "call_funder"("call_id", "code") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "award_leg_year" ADD CONSTRAINT "award_leg_year_leg_id_fkey" FOREIGN KEY ("leg_id") REFERENCES "award_leg"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
