-- CreateEnum
CREATE TYPE "ReplyMode" AS ENUM ('auto', 'suggest', 'off');

-- CreateEnum
CREATE TYPE "RegistrationState" AS ENUM ('not_started', 'brand_pending', 'campaign_pending', 'live', 'rejected');

-- AlterEnum
ALTER TYPE "ConversationStatus" ADD VALUE 'resolved';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "DeliveryStatus" ADD VALUE 'draft';
ALTER TYPE "DeliveryStatus" ADD VALUE 'sending';
ALTER TYPE "DeliveryStatus" ADD VALUE 'read';
ALTER TYPE "DeliveryStatus" ADD VALUE 'undelivered';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "TaskKind" ADD VALUE 'opted_out';
ALTER TYPE "TaskKind" ADD VALUE 'undelivered';
ALTER TYPE "TaskKind" ADD VALUE 'draft';

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "OutboxStatus" ADD VALUE 'sending';
ALTER TYPE "OutboxStatus" ADD VALUE 'delivered';
ALTER TYPE "OutboxStatus" ADD VALUE 'superseded';

-- AlterTable
ALTER TABLE "conversations" ADD COLUMN     "ai_epoch" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "csat_asked_at" TIMESTAMPTZ(3),
ADD COLUMN     "csat_comment" TEXT,
ADD COLUMN     "csat_score" INTEGER,
ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'en',
ADD COLUMN     "our_address" TEXT,
ADD COLUMN     "resolved_at" TIMESTAMPTZ(3),
ADD COLUMN     "snoozed_until" TIMESTAMPTZ(3),
ADD COLUMN     "taken_over_at" TIMESTAMPTZ(3),
ADD COLUMN     "taken_over_by_id" UUID,
ADD COLUMN     "their_address" TEXT;

-- AlterTable
ALTER TABLE "communication_messages" ADD COLUMN     "error_code" TEXT,
ADD COLUMN     "outbox_id" UUID,
ADD COLUMN     "sent_by_id" UUID;

-- AlterTable
ALTER TABLE "email_details" ADD COLUMN     "internet_message_id" TEXT,
ADD COLUMN     "references" TEXT[],
ADD COLUMN     "reply_token" TEXT;

-- AlterTable
ALTER TABLE "outbox_messages" ADD COLUMN     "appointment_version" INTEGER,
ADD COLUMN     "conversation_id" UUID,
ADD COLUMN     "delivered_at" TIMESTAMPTZ(3),
ADD COLUMN     "files" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "from_address" TEXT,
ADD COLUMN     "headers" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "html" TEXT,
ADD COLUMN     "not_before" TIMESTAMPTZ(3),
ADD COLUMN     "segments" INTEGER;

-- AlterTable
ALTER TABLE "customers" ADD COLUMN     "language" TEXT,
ADD COLUMN     "merged_into_id" UUID,
ADD COLUMN     "time_zone" TEXT;

-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "names_treatments" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "internal_notes" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "internal_notes_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "labels" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tone" TEXT NOT NULL DEFAULT 'neutral',

    CONSTRAINT "labels_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "conversation_labels" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "conversation_id" UUID NOT NULL,
    "label_id" UUID NOT NULL,

    CONSTRAINT "conversation_labels_pkey" PRIMARY KEY ("tenant_id","conversation_id","label_id")
);

-- CreateTable
CREATE TABLE "canned_replies" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "shortcut" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "canned_replies_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "message_attachments" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "source_url" TEXT,
    "sealed" TEXT,

    CONSTRAINT "message_attachments_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "webhook_receipts" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_receipts_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "channel_addresses" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "value" TEXT NOT NULL,
    "registration" "RegistrationState" NOT NULL DEFAULT 'not_started',
    "inbound_secret_hash" TEXT,
    "sender_name" TEXT,
    "signature" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "channel_addresses_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "opt_outs" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "our_address" TEXT NOT NULL,
    "their_address" TEXT NOT NULL,
    "is_opted_out" BOOLEAN NOT NULL,
    "words" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "opt_outs_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "channel_settings" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "reply_mode" "ReplyMode" NOT NULL DEFAULT 'auto',
    "quiet_from_min" INTEGER NOT NULL DEFAULT 1260,
    "quiet_until_min" INTEGER NOT NULL DEFAULT 480,
    "debounce_seconds" INTEGER NOT NULL DEFAULT 4,
    "asks_satisfaction" BOOLEAN NOT NULL DEFAULT true,
    "hands_over_outside_hours" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "channel_settings_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "message_templates" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'en',
    "subject" TEXT,
    "text" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_templates_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "reminder_rules" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "service_id" UUID,
    "channel" "Channel" NOT NULL,
    "purpose" TEXT NOT NULL,
    "offset_min" INTEGER NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "reminder_rules_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "customer_merges" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "kept_id" UUID NOT NULL,
    "merged_id" UUID NOT NULL,
    "moved" JSONB NOT NULL,
    "merged_by" TEXT NOT NULL,
    "merged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_by" TEXT,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_merges_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE INDEX "internal_notes_tenant_id_conversation_id_created_at_idx" ON "internal_notes"("tenant_id", "conversation_id", "created_at");

-- CreateIndex
CREATE INDEX "internal_notes_tenant_id_author_id_idx" ON "internal_notes"("tenant_id", "author_id");

-- CreateIndex
CREATE UNIQUE INDEX "labels_tenant_id_name_key" ON "labels"("tenant_id", "name");

-- CreateIndex
CREATE INDEX "conversation_labels_tenant_id_label_id_idx" ON "conversation_labels"("tenant_id", "label_id");

-- CreateIndex
CREATE UNIQUE INDEX "canned_replies_tenant_id_shortcut_key" ON "canned_replies"("tenant_id", "shortcut");

-- CreateIndex
CREATE INDEX "message_attachments_tenant_id_message_id_idx" ON "message_attachments"("tenant_id", "message_id");

-- CreateIndex
CREATE INDEX "webhook_receipts_tenant_id_received_at_idx" ON "webhook_receipts"("tenant_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_receipts_tenant_id_provider_external_id_key" ON "webhook_receipts"("tenant_id", "provider", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "channel_addresses_tenant_id_channel_value_key" ON "channel_addresses"("tenant_id", "channel", "value");

-- CreateIndex
CREATE INDEX "opt_outs_tenant_id_our_address_their_address_at_idx" ON "opt_outs"("tenant_id", "our_address", "their_address", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "channel_settings_tenant_id_channel_key" ON "channel_settings"("tenant_id", "channel");

-- CreateIndex
CREATE UNIQUE INDEX "message_templates_tenant_id_purpose_channel_language_key" ON "message_templates"("tenant_id", "purpose", "channel", "language");

-- CreateIndex
CREATE INDEX "reminder_rules_tenant_id_service_id_idx" ON "reminder_rules"("tenant_id", "service_id");

-- CreateIndex
CREATE INDEX "customer_merges_tenant_id_kept_id_idx" ON "customer_merges"("tenant_id", "kept_id");

-- CreateIndex
CREATE INDEX "customer_merges_tenant_id_merged_id_idx" ON "customer_merges"("tenant_id", "merged_id");

-- CreateIndex
CREATE INDEX "conversations_tenant_id_their_address_last_activity_at_idx" ON "conversations"("tenant_id", "their_address", "last_activity_at" DESC);

-- CreateIndex
CREATE INDEX "conversations_tenant_id_assigned_to_id_last_activity_at_idx" ON "conversations"("tenant_id", "assigned_to_id", "last_activity_at" DESC);

-- CreateIndex
CREATE INDEX "communication_messages_tenant_id_outbox_id_idx" ON "communication_messages"("tenant_id", "outbox_id");

-- CreateIndex
CREATE INDEX "communication_messages_tenant_id_sent_by_id_idx" ON "communication_messages"("tenant_id", "sent_by_id");

-- CreateIndex
CREATE INDEX "email_details_tenant_id_internet_message_id_idx" ON "email_details"("tenant_id", "internet_message_id");

-- CreateIndex
CREATE INDEX "email_details_tenant_id_reply_token_idx" ON "email_details"("tenant_id", "reply_token");

-- CreateIndex
CREATE INDEX "outbox_messages_tenant_id_provider_id_idx" ON "outbox_messages"("tenant_id", "provider_id");

-- CreateIndex
CREATE INDEX "outbox_messages_tenant_id_appointment_id_idx" ON "outbox_messages"("tenant_id", "appointment_id");

-- CreateIndex
CREATE INDEX "outbox_messages_tenant_id_conversation_id_idx" ON "outbox_messages"("tenant_id", "conversation_id");

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_tenant_id_taken_over_by_id_fkey" FOREIGN KEY ("tenant_id", "taken_over_by_id") REFERENCES "memberships"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "communication_messages" ADD CONSTRAINT "communication_messages_tenant_id_sent_by_id_fkey" FOREIGN KEY ("tenant_id", "sent_by_id") REFERENCES "memberships"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "internal_notes" ADD CONSTRAINT "internal_notes_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "internal_notes" ADD CONSTRAINT "internal_notes_tenant_id_author_id_fkey" FOREIGN KEY ("tenant_id", "author_id") REFERENCES "memberships"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_labels" ADD CONSTRAINT "conversation_labels_tenant_id_conversation_id_fkey" FOREIGN KEY ("tenant_id", "conversation_id") REFERENCES "conversations"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_labels" ADD CONSTRAINT "conversation_labels_tenant_id_label_id_fkey" FOREIGN KEY ("tenant_id", "label_id") REFERENCES "labels"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_attachments" ADD CONSTRAINT "message_attachments_tenant_id_message_id_fkey" FOREIGN KEY ("tenant_id", "message_id") REFERENCES "communication_messages"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reminder_rules" ADD CONSTRAINT "reminder_rules_tenant_id_service_id_fkey" FOREIGN KEY ("tenant_id", "service_id") REFERENCES "services"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_merges" ADD CONSTRAINT "customer_merges_tenant_id_kept_id_fkey" FOREIGN KEY ("tenant_id", "kept_id") REFERENCES "customers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_merges" ADD CONSTRAINT "customer_merges_tenant_id_merged_id_fkey" FOREIGN KEY ("tenant_id", "merged_id") REFERENCES "customers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
