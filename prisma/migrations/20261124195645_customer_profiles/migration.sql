-- AlterTable
ALTER TABLE "customers" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "customer_allergies" (
    "tenant_id" UUID NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "sealed" TEXT NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_allergies_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE INDEX "customer_allergies_tenant_id_customer_id_idx" ON "customer_allergies"("tenant_id", "customer_id");

-- AddForeignKey
ALTER TABLE "customer_allergies" ADD CONSTRAINT "customer_allergies_tenant_id_customer_id_fkey" FOREIGN KEY ("tenant_id", "customer_id") REFERENCES "customers"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- Tenancy

SELECT protect_tenant_table('customer_allergies');
CREATE TRIGGER follow_merged_customer BEFORE INSERT OR UPDATE OF customer_id ON customer_allergies
  FOR EACH ROW EXECUTE FUNCTION follow_merged_customer();

-- ---------------------------------------------------------------- The list of customers

-- By the name as it is read, whatever its case. A column of its own: under row-level security an index on
-- an expression is not searched, because lower() is not marked leakproof.
ALTER TABLE customers ADD COLUMN list_name text
  GENERATED ALWAYS AS (lower(given_name || ' ' || coalesce(family_name, ''))) STORED;
CREATE INDEX customers_by_name ON customers (tenant_id, list_name, id)
  WHERE merged_into_id IS NULL AND erased_at IS NULL;

-- ---------------------------------------------------------------- Erasing

-- The log is append-only, but for one thing: what says who somebody was is blacked out when they are
-- erased. That they were, by whom and when, is an entry of its own.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('app.erasing', true) = 'on'
    AND (NEW.tenant_id, NEW.id, NEW.at, NEW.actor, NEW.action, NEW.subject_type, NEW.subject_id)
      IS NOT DISTINCT FROM (OLD.tenant_id, OLD.id, OLD.at, OLD.actor, OLD.action, OLD.subject_type, OLD.subject_id)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER audit_entries_append_only ON audit_entries;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

-- ---------------------------------------------------------------- Why each index is there

COMMENT ON INDEX customers_by_name IS 'The list of customers, page by page.';
COMMENT ON INDEX customer_allergies_tenant_id_customer_id_idx IS 'What is known of one customer, at the head of their profile and of their appointments.';
