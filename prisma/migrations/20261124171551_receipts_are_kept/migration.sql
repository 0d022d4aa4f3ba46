-- Receipts are kept: Twilio's signature has no time in it, so a captured request is refused only
-- because its receipt is still here. Nothing sweeps them, and nothing asks for them by age.
DROP INDEX "webhook_receipts_tenant_id_received_at_idx";
