-- The application may not change the log. That somebody is blacked out in it, when they are erased, is done by
-- this function of the owner's: in the entries about what was theirs, all but numbers, ids and instants; in
-- every other entry of the spa, the words. It knows the spa from the transaction, as the policies do.
CREATE FUNCTION black_out_log(subjects uuid[], words text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  me constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
BEGIN
  PERFORM set_config('app.erasing', 'on', true);
  UPDATE audit_entries SET data = (
    SELECT coalesce(jsonb_object_agg(key, CASE
      WHEN jsonb_typeof(value) IN ('number', 'boolean', 'null') THEN value
      WHEN jsonb_typeof(value) = 'string' AND value #>> '{}' ~
        '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(T[0-9:.]+Z)?)$' THEN value
      ELSE '"[erased]"'::jsonb END), '{}'::jsonb)
    FROM jsonb_each(data))
  WHERE tenant_id = me AND subject_id = ANY (subjects) AND jsonb_typeof(data) = 'object' AND data <> '{}'::jsonb;
  IF words IS NOT NULL THEN
    UPDATE audit_entries SET data = CASE
      WHEN pg_input_is_valid(regexp_replace(data::text, words, '[erased]', 'gi'), 'jsonb')
      THEN regexp_replace(data::text, words, '[erased]', 'gi')::jsonb
      ELSE '{}'::jsonb END
    WHERE tenant_id = me AND data::text ~* words;
  END IF;
  PERFORM set_config('app.erasing', '', true);
END
$$;
REVOKE EXECUTE ON FUNCTION black_out_log FROM PUBLIC;
