-- AlterTable
ALTER TABLE "outbox_messages" ADD COLUMN     "again_of_id" UUID,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'notice',
ADD COLUMN     "sending_since" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "outbox_messages_tenant_id_to_address_created_at_idx" ON "outbox_messages"("tenant_id", "to_address", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "outbox_messages_tenant_id_again_of_id_key" ON "outbox_messages"("tenant_id", "again_of_id");

ALTER TABLE outbox_messages ADD CONSTRAINT outbox_messages_kind CHECK (kind IN ('answer', 'notice', 'code'));
ALTER TABLE outbox_messages ADD FOREIGN KEY (tenant_id, again_of_id) REFERENCES outbox_messages (tenant_id, id);

COMMENT ON INDEX outbox_messages_tenant_id_to_address_created_at_idx IS 'Whether a number was written to before.';
COMMENT ON INDEX outbox_messages_tenant_id_again_of_id_key IS 'What failed is sent again once, however often the button is pressed.';
