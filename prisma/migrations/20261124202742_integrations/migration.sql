-- CreateEnum
CREATE TYPE "WebhookDeliveryStatus" AS ENUM ('waiting', 'delivered', 'failed');

-- AlterEnum
ALTER TYPE "TaskKind" ADD VALUE 'webhook_off';

-- CreateTable
CREATE TABLE "widget_settings" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "side" TEXT NOT NULL DEFAULT 'right',
    "offset_x" INTEGER NOT NULL DEFAULT 20,
    "offset_y" INTEGER NOT NULL DEFAULT 20,
    "languages" TEXT[] DEFAULT ARRAY['en']::TEXT[],
    "texts" JSONB NOT NULL DEFAULT '{}',
    "nudge_after_seconds" INTEGER,
    "nudge_on" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "widget_settings_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "widget_sightings" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "origin" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "widget_sightings_pkey" PRIMARY KEY ("tenant_id","origin")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "key_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "webhook_endpoints" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "sealed_secret" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "failing_since" TIMESTAMPTZ(3),
    "gave_up_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "status" "WebhookDeliveryStatus" NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "response_code" INTEGER,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempted_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "inbox_views" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "filters" JSONB NOT NULL,
    "is_shared" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_views_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_tenant_id_key_hash_key" ON "api_keys"("tenant_id", "key_hash");

-- CreateIndex
CREATE INDEX "webhook_deliveries_tenant_id_endpoint_id_created_at_id_idx" ON "webhook_deliveries"("tenant_id", "endpoint_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "webhook_deliveries_tenant_id_created_at_idx" ON "webhook_deliveries"("tenant_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_views_tenant_id_user_id_name_key" ON "inbox_views"("tenant_id", "user_id", "name");

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_at_id_idx" ON "audit_entries"("tenant_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_actor_at_id_idx" ON "audit_entries"("tenant_id", "actor", "at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_tenant_id_endpoint_id_fkey" FOREIGN KEY ("tenant_id", "endpoint_id") REFERENCES "webhook_endpoints"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- Tenancy

ALTER TABLE widget_settings ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE widget_sightings ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE api_keys ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE webhook_endpoints ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE inbox_views ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
SELECT protect_tenant_table('widget_settings');
SELECT protect_tenant_table('widget_sightings');
SELECT protect_tenant_table('api_keys');
SELECT protect_tenant_table('webhook_endpoints');
SELECT protect_tenant_table('webhook_deliveries');
SELECT protect_tenant_table('inbox_views');

ALTER TABLE widget_settings
  ADD CONSTRAINT widget_settings_side CHECK (side IN ('left', 'right')),
  ADD CONSTRAINT widget_settings_offsets CHECK (offset_x BETWEEN 0 AND 400 AND offset_y BETWEEN 0 AND 400);

-- ---------------------------------------------------------------- What endpoints are told

-- A job as pg-boss writes it, in the transaction of what causes it: workers find it within two seconds.
-- Nothing is written before a server of this version has made the queue.
CREATE FUNCTION queue_webhook_delivery(spa uuid, delivery uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO pgboss.job (name, data, singleton_key, expire_seconds, deletion_seconds, keep_until,
    retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds)
  SELECT q.name, jsonb_build_object('tenantId', spa, 'deliveryId', delivery), spa || ':' || delivery,
    q.expire_seconds, q.deletion_seconds, now() + q.retention_seconds * interval '1 second',
    q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds
  FROM pgboss.queue q WHERE q.name = 'deliver-webhook';
END
$$;

-- One delivery for each endpoint that wants to hear of it. Most spas have none: then it is one look at an empty index.
CREATE FUNCTION tell_webhooks(spa uuid, happened text, details jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  told uuid;
BEGIN
  FOR told IN
    INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event, data)
    SELECT spa, uuidv7(), e.id, happened, details FROM webhook_endpoints e
    WHERE e.tenant_id = spa AND e.is_active AND happened = ANY (e.events)
    RETURNING id
  LOOP
    PERFORM queue_webhook_delivery(spa, told);
  END LOOP;
END
$$;

CREATE FUNCTION tell_of_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  happened text := CASE
    WHEN TG_OP = 'INSERT' THEN 'appointment.booked'
    WHEN NEW.status = 'cancelled' AND OLD.status <> 'cancelled' THEN 'appointment.cancelled'
    WHEN NEW.starts_at <> OLD.starts_at OR NEW.provider_id <> OLD.provider_id THEN 'appointment.moved' END;
BEGIN
  IF happened IS NULL OR (TG_OP = 'INSERT' AND NEW.status = 'cancelled') THEN RETURN NULL; END IF;
  PERFORM tell_webhooks(NEW.tenant_id, happened, jsonb_build_object(
    'id', NEW.id, 'reference', NEW.reference, 'status', NEW.status, 'customerId', NEW.customer_id,
    'serviceId', NEW.service_id, 'providerId', NEW.provider_id, 'locationId', NEW.location_id,
    'conversationId', NEW.conversation_id, 'startsAt', iso_instant(NEW.starts_at), 'endsAt', iso_instant(NEW.ends_at))
    || CASE WHEN happened = 'appointment.moved'
      THEN jsonb_build_object('previousStartsAt', iso_instant(OLD.starts_at)) ELSE '{}'::jsonb END);
  RETURN NULL;
END
$$;
CREATE FUNCTION iso_instant(instant timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
CREATE TRIGGER tell_of_new_appointment AFTER INSERT ON appointments
  FOR EACH ROW EXECUTE FUNCTION tell_of_appointment();
CREATE TRIGGER tell_of_changed_appointment AFTER UPDATE OF status, starts_at, provider_id ON appointments
  FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status OR NEW.starts_at IS DISTINCT FROM OLD.starts_at
    OR NEW.provider_id IS DISTINCT FROM OLD.provider_id)
  EXECUTE FUNCTION tell_of_appointment();

-- A conversation has started when something has happened in it, not when a page has asked for a token.
CREATE FUNCTION tell_of_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_webhooks(NEW.tenant_id,
    CASE WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL THEN 'conversation.ended' ELSE 'conversation.started' END,
    jsonb_build_object('id', NEW.id, 'channels', NEW.channels, 'status', NEW.status, 'customerId', NEW.customer_id,
      'startedAt', iso_instant(NEW.started_at), 'endedAt', iso_instant(NEW.ended_at), 'outcome', NEW.outcome));
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_of_started_conversation AFTER UPDATE OF channels ON conversations
  FOR EACH ROW WHEN (OLD.channels = '{}' AND NEW.channels <> '{}') EXECUTE FUNCTION tell_of_conversation();
CREATE TRIGGER tell_of_ended_conversation AFTER UPDATE OF ended_at ON conversations
  FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.channels <> '{}')
  EXECUTE FUNCTION tell_of_conversation();

CREATE FUNCTION tell_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_webhooks(NEW.tenant_id, 'message.received', jsonb_build_object(
    'id', NEW.id, 'conversationId', NEW.conversation_id, 'channel', NEW.channel, 'sentAt', iso_instant(NEW.sent_at)));
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_of_message AFTER INSERT ON communication_messages
  FOR EACH ROW WHEN (NEW.direction = 'inbound' AND NEW.author = 'customer') EXECUTE FUNCTION tell_of_message();

-- ---------------------------------------------------------------- Why each index is there

COMMENT ON INDEX api_keys_tenant_id_key_hash_key IS 'Whose key a request carries.';
COMMENT ON INDEX webhook_deliveries_tenant_id_endpoint_id_created_at_id_idx IS 'The log of one endpoint, page by page.';
COMMENT ON INDEX webhook_deliveries_tenant_id_created_at_idx IS 'Deliveries that are old enough to be forgotten.';
COMMENT ON INDEX inbox_views_tenant_id_user_id_name_key IS 'The views of one person; a name is theirs once.';
COMMENT ON INDEX audit_entries_tenant_id_at_id_idx IS 'The audit log, page by page.';
COMMENT ON INDEX audit_entries_tenant_id_actor_at_id_idx IS 'What one person did, page by page.';
