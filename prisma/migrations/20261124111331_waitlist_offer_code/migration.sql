-- AlterTable
ALTER TABLE "waitlist_offers" ADD COLUMN     "code" TEXT NOT NULL,
ADD COLUMN     "freed_from" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "freed_to" TIMESTAMPTZ(3) NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "waitlist_offers_tenant_id_code_key" ON "waitlist_offers"("tenant_id", "code");

COMMENT ON INDEX "waitlist_offers_tenant_id_code_key" IS 'The offer that somebody names by its code.';

ALTER TABLE waitlist_offers ADD CONSTRAINT waitlist_offers_are_of_some_time CHECK (freed_from < freed_to);

-- Nobody is kept two times at once, whatever two workers do.
CREATE UNIQUE INDEX waitlist_offers_one_open_per_entry ON waitlist_offers (tenant_id, entry_id) WHERE status = 'offered';
COMMENT ON INDEX waitlist_offers_one_open_per_entry IS 'At most one open offer for each entry; also finds it.';
