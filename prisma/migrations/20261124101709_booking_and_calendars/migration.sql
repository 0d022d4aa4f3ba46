-- CreateEnum
CREATE TYPE "CalendarConnectionKind" AS ENUM ('google_oauth', 'google_service_account');

-- CreateEnum
CREATE TYPE "CalendarConnectionStatus" AS ENUM ('active', 'broken', 'disconnected');

-- CreateEnum
CREATE TYPE "PolicyClock" AS ENUM ('wall', 'business');

-- CreateEnum
CREATE TYPE "BlockKind" AS ENUM ('time_off', 'external');

-- CreateEnum
CREATE TYPE "PlanStatus" AS ENUM ('active', 'completed', 'stopped');

-- CreateEnum
CREATE TYPE "WaitlistStatus" AS ENUM ('waiting', 'offered', 'booked', 'expired', 'left');

-- CreateEnum
CREATE TYPE "WaitlistOfferStatus" AS ENUM ('offered', 'accepted', 'declined', 'expired', 'withdrawn');

-- CreateEnum
CREATE TYPE "ScreeningAnswerKind" AS ENUM ('yes_no', 'yes_no_date');

-- CreateEnum
CREATE TYPE "ScreeningEffect" AS ENUM ('block', 'review', 'earliest', 'prepare');

-- CreateEnum
CREATE TYPE "ScreeningOutcome" AS ENUM ('clear', 'prepare', 'earliest', 'review', 'block');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "TaskKind" ADD VALUE 'approval';
ALTER TYPE "TaskKind" ADD VALUE 'clinician_review';
ALTER TYPE "TaskKind" ADD VALUE 'rebook';
ALTER TYPE "TaskKind" ADD VALUE 'calendar_conflict';
ALTER TYPE "TaskKind" ADD VALUE 'calendar_broken';

-- AlterEnum
ALTER TYPE "OccupationKind" ADD VALUE 'group';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "AppointmentStatus" ADD VALUE 'requested';
ALTER TYPE "AppointmentStatus" ADD VALUE 'checked_in';

-- AlterTable
ALTER TABLE "services" ADD COLUMN     "allowed_credentials" TEXT[],
ADD COLUMN     "capacity" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "max_per_day" INTEGER,
ADD COLUMN     "prerequisite_service_id" UUID,
ADD COLUMN     "prerequisite_valid_days" INTEGER,
ADD COLUMN     "requires_approval" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "policies" ADD COLUMN     "fee_percent" INTEGER,
ADD COLUMN     "free_waivers" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "late_after_min" INTEGER NOT NULL DEFAULT 15,
ADD COLUMN     "no_show_fee_cents" INTEGER,
ADD COLUMN     "no_show_fee_percent" INTEGER,
ADD COLUMN     "reschedule_counts" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "window_clock" "PolicyClock" NOT NULL DEFAULT 'wall';

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "appointment_id" UUID,
ADD COLUMN     "closed_by" TEXT,
ADD COLUMN     "resolution" TEXT,
ADD COLUMN     "subject_key" TEXT;

-- AlterTable
ALTER TABLE "providers" ADD COLUMN     "max_per_day" INTEGER;

-- AlterTable
ALTER TABLE "occupations" ADD COLUMN     "block_id" UUID,
ADD COLUMN     "group_session_id" UUID,
ADD COLUMN     "part" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "slot_offers" ADD COLUMN     "parts" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "holds" ADD COLUMN     "cap_at" TIMESTAMPTZ(3),
ADD COLUMN     "group_session_id" UUID,
ADD COLUMN     "parts" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "staff_id" UUID,
ADD COLUMN     "waitlist_entry_id" UUID,
ALTER COLUMN "conversation_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "appointments" ADD COLUMN     "cancelled_by" TEXT,
ADD COLUMN     "checked_in_at" TIMESTAMPTZ(3),
ADD COLUMN     "completed_at" TIMESTAMPTZ(3),
ADD COLUMN     "fee_cents" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "group_session_id" UUID,
ADD COLUMN     "is_fee_waived" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "late_minutes" INTEGER,
ADD COLUMN     "no_show_at" TIMESTAMPTZ(3),
ADD COLUMN     "plan_id" UUID,
ADD COLUMN     "plan_position" INTEGER,
ADD COLUMN     "visit_id" UUID,
ADD COLUMN     "visit_position" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "policy_acceptances" ADD COLUMN     "accepted_at_position" INTEGER,
ADD COLUMN     "disclosed_at" TIMESTAMPTZ(3),
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "locations" ADD COLUMN     "region" CHAR(2);

-- CreateTable
CREATE TABLE "calendar_connections" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "kind" "CalendarConnectionKind" NOT NULL,
    "status" "CalendarConnectionStatus" NOT NULL DEFAULT 'active',
    "account" TEXT NOT NULL,
    "sealed_tokens" TEXT NOT NULL,
    "scopes" TEXT[],
    "connected_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "broken_since" TIMESTAMPTZ(3),
    "broken_reason" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "owner_told_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_connections_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "calendars" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT,
    "sync_token" TEXT,
    "last_synced_at" TIMESTAMPTZ(3),
    "withheld_since" TIMESTAMPTZ(3),
    "withheld_reason" TEXT,
    "channel_id" TEXT,
    "channel_token_hash" TEXT,
    "channel_resource_id" TEXT,
    "channel_expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendars_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "calendar_mirrors" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "calendar_id" UUID NOT NULL,
    "appointment_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "etag" TEXT,
    "written_version" INTEGER NOT NULL DEFAULT 0,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "is_deleted" BOOLEAN NOT NULL DEFAULT false,
    "written_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_mirrors_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "external_events" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "calendar_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "external_events_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "policy_disclosures" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "policy_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "disclosed_at" TIMESTAMPTZ(3) NOT NULL,
    "disclosed_at_position" INTEGER NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_at_position" INTEGER,

    CONSTRAINT "policy_disclosures_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "location_exceptions" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "local_date" DATE NOT NULL,
    "start_min" INTEGER,
    "end_min" INTEGER,
    "name" TEXT,

    CONSTRAINT "location_exceptions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "blocks" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "kind" "BlockKind" NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "external_event_id" UUID,

    CONSTRAINT "blocks_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "group_sessions" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "capacity" INTEGER NOT NULL,
    "seats_taken" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "group_sessions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "treatment_plans" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "total_sessions" INTEGER NOT NULL,
    "interval_min_days" INTEGER NOT NULL,
    "interval_max_days" INTEGER NOT NULL,
    "status" "PlanStatus" NOT NULL DEFAULT 'active',
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "treatment_plans_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "waitlist_entries" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "provider_id" UUID,
    "location_id" UUID,
    "from_date" DATE NOT NULL,
    "to_date" DATE NOT NULL,
    "earliest_min" INTEGER,
    "latest_min" INTEGER,
    "weekdays" INTEGER[],
    "channel" "Channel" NOT NULL,
    "status" "WaitlistStatus" NOT NULL DEFAULT 'waiting',
    "conversation_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waitlist_entries_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "waitlist_offers" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "hold_id" UUID NOT NULL,
    "status" "WaitlistOfferStatus" NOT NULL DEFAULT 'offered',
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "appointment_id" UUID,

    CONSTRAINT "waitlist_offers_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "screening_questions" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "short_text" TEXT NOT NULL,
    "answer_kind" "ScreeningAnswerKind" NOT NULL DEFAULT 'yes_no',
    "position" INTEGER NOT NULL,
    "valid_days" INTEGER NOT NULL DEFAULT 180,
    "approved_by" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "screening_questions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "screening_rules" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "question_key" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "effect" "ScreeningEffect" NOT NULL,
    "until_months" INTEGER,
    "until_days" INTEGER,
    "text" TEXT NOT NULL,
    "approved_by" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "screening_rules_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "screening_answers" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "question_id" UUID NOT NULL,
    "customer_id" UUID,
    "conversation_id" UUID,
    "channel" "Channel",
    "sealed" TEXT NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,
    "superseded_at" TIMESTAMPTZ(3),

    CONSTRAINT "screening_answers_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "screening_asked" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "question_id" UUID NOT NULL,
    "asked_at_position" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "screening_asked_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "screening_assessments" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "appointment_id" UUID NOT NULL,
    "outcome" "ScreeningOutcome" NOT NULL,
    "sealed" TEXT NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "signed_off_by" TEXT,
    "signed_off_at" TIMESTAMPTZ(3),

    CONSTRAINT "screening_assessments_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "tenant_keys" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "wrapped_by" TEXT NOT NULL,
    "wrapped" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenant_keys_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE INDEX "calendars_tenant_id_connection_id_idx" ON "calendars"("tenant_id", "connection_id");

-- CreateIndex
CREATE UNIQUE INDEX "calendars_tenant_id_provider_id_key" ON "calendars"("tenant_id", "provider_id");

-- CreateIndex
CREATE UNIQUE INDEX "calendars_tenant_id_channel_id_key" ON "calendars"("tenant_id", "channel_id");

-- CreateIndex
CREATE INDEX "calendar_mirrors_tenant_id_appointment_id_idx" ON "calendar_mirrors"("tenant_id", "appointment_id");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_mirrors_tenant_id_calendar_id_appointment_id_key" ON "calendar_mirrors"("tenant_id", "calendar_id", "appointment_id");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_mirrors_tenant_id_calendar_id_event_id_key" ON "calendar_mirrors"("tenant_id", "calendar_id", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "external_events_tenant_id_calendar_id_event_id_key" ON "external_events"("tenant_id", "calendar_id", "event_id");

-- CreateIndex
CREATE INDEX "policy_disclosures_tenant_id_policy_id_idx" ON "policy_disclosures"("tenant_id", "policy_id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_disclosures_tenant_id_conversation_id_policy_id_key" ON "policy_disclosures"("tenant_id", "conversation_id", "policy_id");

-- CreateIndex
CREATE INDEX "location_exceptions_tenant_id_location_id_local_date_idx" ON "location_exceptions"("tenant_id", "location_id", "local_date");

-- CreateIndex
CREATE INDEX "blocks_tenant_id_resource_id_starts_at_ends_at_idx" ON "blocks"("tenant_id", "resource_id", "starts_at", "ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "blocks_tenant_id_external_event_id_key" ON "blocks"("tenant_id", "external_event_id");

-- CreateIndex
CREATE INDEX "group_sessions_tenant_id_provider_id_idx" ON "group_sessions"("tenant_id", "provider_id");

-- CreateIndex
CREATE INDEX "group_sessions_tenant_id_location_id_idx" ON "group_sessions"("tenant_id", "location_id");

-- CreateIndex
CREATE UNIQUE INDEX "group_sessions_tenant_id_service_id_provider_id_starts_at_key" ON "group_sessions"("tenant_id", "service_id", "provider_id", "starts_at");

-- CreateIndex
CREATE INDEX "treatment_plans_tenant_id_customer_id_idx" ON "treatment_plans"("tenant_id", "customer_id");

-- CreateIndex
CREATE INDEX "treatment_plans_tenant_id_service_id_idx" ON "treatment_plans"("tenant_id", "service_id");

-- CreateIndex
CREATE INDEX "waitlist_entries_tenant_id_service_id_status_created_at_idx" ON "waitlist_entries"("tenant_id", "service_id", "status", "created_at");

-- CreateIndex
CREATE INDEX "waitlist_entries_tenant_id_customer_id_idx" ON "waitlist_entries"("tenant_id", "customer_id");

-- CreateIndex
CREATE INDEX "waitlist_entries_tenant_id_provider_id_idx" ON "waitlist_entries"("tenant_id", "provider_id");

-- CreateIndex
CREATE INDEX "waitlist_entries_tenant_id_location_id_idx" ON "waitlist_entries"("tenant_id", "location_id");

-- CreateIndex
CREATE INDEX "waitlist_entries_tenant_id_conversation_id_idx" ON "waitlist_entries"("tenant_id", "conversation_id");

-- CreateIndex
CREATE INDEX "waitlist_offers_tenant_id_entry_id_offered_at_idx" ON "waitlist_offers"("tenant_id", "entry_id", "offered_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "waitlist_offers_tenant_id_hold_id_key" ON "waitlist_offers"("tenant_id", "hold_id");

-- CreateIndex
CREATE UNIQUE INDEX "waitlist_offers_tenant_id_appointment_id_key" ON "waitlist_offers"("tenant_id", "appointment_id");

-- CreateIndex
CREATE UNIQUE INDEX "screening_questions_tenant_id_key_version_key" ON "screening_questions"("tenant_id", "key", "version");

-- CreateIndex
CREATE UNIQUE INDEX "screening_rules_tenant_id_service_id_question_key_version_key" ON "screening_rules"("tenant_id", "service_id", "question_key", "version");

-- CreateIndex
CREATE INDEX "screening_answers_tenant_id_customer_id_answered_at_idx" ON "screening_answers"("tenant_id", "customer_id", "answered_at" DESC);

-- CreateIndex
CREATE INDEX "screening_answers_tenant_id_conversation_id_answered_at_idx" ON "screening_answers"("tenant_id", "conversation_id", "answered_at" DESC);

-- CreateIndex
CREATE INDEX "screening_answers_tenant_id_question_id_idx" ON "screening_answers"("tenant_id", "question_id");

-- CreateIndex
CREATE INDEX "screening_asked_tenant_id_question_id_idx" ON "screening_asked"("tenant_id", "question_id");

-- CreateIndex
CREATE UNIQUE INDEX "screening_asked_tenant_id_conversation_id_question_id_key" ON "screening_asked"("tenant_id", "conversation_id", "question_id");

-- CreateIndex
CREATE UNIQUE INDEX "screening_assessments_tenant_id_appointment_id_key" ON "screening_assessments"("tenant_id", "appointment_id");

-- CreateIndex
CREATE INDEX "services_tenant_id_prerequisite_service_id_idx" ON "services"("tenant_id", "prerequisite_service_id");

-- CreateIndex
CREATE INDEX "tasks_tenant_id_appointment_id_idx" ON "tasks"("tenant_id", "appointment_id");

-- CreateIndex
CREATE INDEX "occupations_tenant_id_group_session_id_idx" ON "occupations"("tenant_id", "group_session_id");

-- CreateIndex
CREATE INDEX "occupations_tenant_id_block_id_idx" ON "occupations"("tenant_id", "block_id");

-- CreateIndex
CREATE INDEX "holds_tenant_id_staff_id_idx" ON "holds"("tenant_id", "staff_id");

-- CreateIndex
CREATE INDEX "holds_tenant_id_waitlist_entry_id_idx" ON "holds"("tenant_id", "waitlist_entry_id");

-- CreateIndex
CREATE INDEX "holds_tenant_id_group_session_id_idx" ON "holds"("tenant_id", "group_session_id");

-- CreateIndex
CREATE INDEX "appointments_tenant_id_provider_id_starts_at_idx" ON "appointments"("tenant_id", "provider_id", "starts_at");

-- CreateIndex
CREATE INDEX "appointments_tenant_id_service_id_starts_at_idx" ON "appointments"("tenant_id", "service_id", "starts_at");

-- CreateIndex
CREATE INDEX "appointments_tenant_id_visit_id_idx" ON "appointments"("tenant_id", "visit_id");

-- CreateIndex
CREATE INDEX "appointments_tenant_id_group_session_id_idx" ON "appointments"("tenant_id", "group_session_id");

-- CreateIndex
CREATE INDEX "appointments_tenant_id_plan_id_idx" ON "appointments"("tenant_id", "plan_id");

-- AddForeignKey
ALTER TABLE "calendars" ADD CONSTRAINT "calendars_tenant_id_connection_id_fkey" FOREIGN KEY ("tenant_id", "connection_id") REFERENCES "calendar_connections"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendars" ADD CONSTRAINT "calendars_tenant_id_provider_id_fkey" FOREIGN KEY ("tenant_id", "provider_id") REFERENCES "providers"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_mirrors" ADD CONSTRAINT "calendar_mirrors_tenant_id_calendar_id_fkey" FOREIGN KEY ("tenant_id", "calendar_id") REFERENCES "calendars"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_mirrors" ADD CONSTRAINT "calendar_mirrors_tenant_id_appointment_id_fkey" FOREIGN KEY ("tenant_id", "appointment_id") REFERENCES "appointments"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "external_events" ADD CONSTRAINT "external_events_tenant_id_calendar_id_fkey" FOREIGN KEY ("tenant_id", "calendar_id") REFERENCES "calendars"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "services" ADD CONSTRAINT "services_tenant_id_prerequisite_service_id_fkey" FOREIGN KEY ("tenant_id", "prerequisite_service_id") REFERENCES "services"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "occupations" ADD CONSTRAINT "occupations_tenant_id_group_session_id_fkey" FOREIGN KEY ("tenant_id", "group_session_id") REFERENCES "group_sessions"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "occupations" ADD CONSTRAINT "occupations_tenant_id_block_id_fkey" FOREIGN KEY ("tenant_id", "block_id") REFERENCES "blocks"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holds" ADD CONSTRAINT "holds_tenant_id_group_session_id_fkey" FOREIGN KEY ("tenant_id", "group_session_id") REFERENCES "group_sessions"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holds" ADD CONSTRAINT "holds_tenant_id_staff_id_fkey" FOREIGN KEY ("tenant_id", "staff_id") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holds" ADD CONSTRAINT "holds_tenant_id_waitlist_entry_id_fkey" FOREIGN KEY ("tenant_id", "waitlist_entry_id") REFERENCES "waitlist_entries"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_tenant_id_group_session_id_fkey" FOREIGN KEY ("tenant_id", "group_session_id") REFERENCES "group_sessions"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_tenant_id_plan_id_fkey" FOREIGN KEY ("tenant_id", "plan_id") REFERENCES "treatment_plans"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_disclosures" ADD CONSTRAINT "policy_disclosures_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_disclosures" ADD CONSTRAINT "policy_disclosures_tenant_id_policy_id_fkey" FOREIGN KEY ("tenant_id", "policy_id") REFERENCES "policies"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "location_exceptions" ADD CONSTRAINT "location_exceptions_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_tenant_id_resource_id_fkey" FOREIGN KEY ("tenant_id", "resource_id") REFERENCES "resources"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_tenant_id_external_event_id_fkey" FOREIGN KEY ("tenant_id", "external_event_id") REFERENCES "external_events"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_sessions" ADD CONSTRAINT "group_sessions_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_sessions" ADD CONSTRAINT "group_sessions_tenant_id_provider_id_fkey" FOREIGN KEY ("tenant_id", "provider_id") REFERENCES "providers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_sessions" ADD CONSTRAINT "group_sessions_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "treatment_plans" ADD CONSTRAINT "treatment_plans_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "treatment_plans" ADD CONSTRAINT "treatment_plans_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customers"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_tenant_id_provider_id_fkey" FOREIGN KEY ("tenant_id", "provider_id") REFERENCES "providers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_tenant_id_location_id_fkey" FOREIGN KEY ("tenant_id", "location_id") REFERENCES "locations"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversations"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_offers" ADD CONSTRAINT "waitlist_offers_tenant_id_entry_id_fkey" FOREIGN KEY ("tenant_id", "entry_id") REFERENCES "waitlist_entries"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_offers" ADD CONSTRAINT "waitlist_offers_tenant_id_hold_id_fkey" FOREIGN KEY ("tenant_id", "hold_id") REFERENCES "holds"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_offers" ADD CONSTRAINT "waitlist_offers_tenant_id_appointment_id_fkey" FOREIGN KEY ("tenant_id", "appointment_id") REFERENCES "appointments"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_rules" ADD CONSTRAINT "screening_rules_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_answers" ADD CONSTRAINT "screening_answers_tenant_id_question_id_fkey" FOREIGN KEY ("tenant_id", "question_id") REFERENCES "screening_questions"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_answers" ADD CONSTRAINT "screening_answers_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customers"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_answers" ADD CONSTRAINT "screening_answers_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversations"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_asked" ADD CONSTRAINT "screening_asked_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_asked" ADD CONSTRAINT "screening_asked_tenant_id_question_id_fkey" FOREIGN KEY ("tenant_id", "question_id") REFERENCES "screening_questions"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screening_assessments" ADD CONSTRAINT "screening_assessments_tenant_id_appointment_id_fkey" FOREIGN KEY ("tenant_id", "appointment_id") REFERENCES "appointments"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
