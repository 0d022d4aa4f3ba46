-- CreateIndex
CREATE INDEX "occupations_tenant_id_resource_id_starts_at_idx" ON "occupations"("tenant_id", "resource_id", "starts_at");
COMMENT ON INDEX "occupations_tenant_id_resource_id_starts_at_idx" IS 'What one resource has taken in a window: free times, and what stands in the way of a booking.';
