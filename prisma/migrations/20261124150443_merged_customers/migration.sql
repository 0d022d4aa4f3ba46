-- A customer who was merged into another is not written to: whatever is written for them, by
-- whoever read their id before the merge, is the kept one's. In the database, because everything that
-- hangs on a customer would else have to look first, and a merge may come between looking and writing.
--
-- The lock is the one that the foreign key takes anyway. A merge holds the customer's row for
-- update, so this waits for it, and then reads what it wrote.
CREATE FUNCTION follow_merged_customer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept uuid;
BEGIN
  WHILE NEW.customer_id IS NOT NULL LOOP
    kept := NULL;
    SELECT merged_into_id INTO kept FROM customers
      WHERE tenant_id = NEW.tenant_id AND id = NEW.customer_id FOR KEY SHARE;
    EXIT WHEN kept IS NULL;
    NEW.customer_id := kept;
  END LOOP;
  RETURN NEW;
END
$$;

-- Each table with a customer; a test walks the catalogue, so that a new one is not forgotten.
DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT attrelid::regclass FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attname = 'customer_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format(
      'CREATE TRIGGER follow_merged_customer BEFORE INSERT OR UPDATE OF customer_id ON %s
         FOR EACH ROW EXECUTE FUNCTION follow_merged_customer()', target);
  END LOOP;
END
$$;
