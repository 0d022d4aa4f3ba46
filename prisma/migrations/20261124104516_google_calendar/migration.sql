-- AlterTable
ALTER TABLE "calendars" ADD COLUMN     "fully_synced_at" TIMESTAMPTZ(3),
ADD COLUMN     "shows_service" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "calendar_consents" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "state_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "sealed_verifier" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_consents_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_consents_tenant_id_state_hash_key" ON "calendar_consents"("tenant_id", "state_hash");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_connections_tenant_id_kind_account_key" ON "calendar_connections"("tenant_id", "kind", "account");

-- What Prisma's schema cannot say.
SELECT protect_tenant_table('calendar_consents');
ALTER TABLE calendar_consents ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
COMMENT ON INDEX calendar_consents_tenant_id_state_hash_key IS 'Who comes back from the consent page is known by what was given along.';
COMMENT ON INDEX calendar_connections_tenant_id_kind_account_key IS 'One row per account, however often it is connected.';
