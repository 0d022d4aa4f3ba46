-- AlterTable
ALTER TABLE "conversations" ADD COLUMN     "channels" "Channel"[] NOT NULL DEFAULT ARRAY[]::"Channel"[];

-- CreateIndex
CREATE INDEX "communication_messages_tenant_id_sent_at_conversation_id_idx" ON "communication_messages"("tenant_id", "sent_at" DESC, "conversation_id" DESC);

-- The rest is by hand: what the portal's search goes through.

-- ---------------------------------------------------------------- Words
-- Plain expressions and no subqueries, so that PostgreSQL writes them into the statement.

-- The words of a text, in small letters and without accents, in their order. Whatever is neither a
-- letter nor a digit parts words, in every locale alike; a word ends after 60 characters.
CREATE FUNCTION plain_words(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_remove(string_to_array(
    regexp_replace(
      regexp_replace(
        lower(regexp_replace(normalize(left(words, 20000), NFKD), '[\u0300-\u036f]+', '', 'g')),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f\ufe00-\uffff]+', ' ', 'g'),
      '([^ ]{60})[^ ]+', '\1', 'g'),
    ' '), '')
$$;

CREATE FUNCTION word_vector(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(public.plain_words(words))
$$;

-- How a phone number or an address is looked for: a number by its beginning with and without the
-- country, and by its last seven or four digits; an address by its words.
CREATE FUNCTION contact_vector(contact text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN contact LIKE '%@%' THEN public.word_vector(contact)
    ELSE array_to_tsvector(array_remove(ARRAY[
      regexp_replace(contact, '\D', '', 'g'), right(regexp_replace(contact, '\D', '', 'g'), 10),
      right(regexp_replace(contact, '\D', '', 'g'), 7), right(regexp_replace(contact, '\D', '', 'g'), 4)], '')) END
$$;

-- One index holds all spas. Each word carries its spa (and for messages the week), so that looking one up,
-- by its beginning too, reads what this spa wrote in this week, and nothing of anybody else.
CREATE FUNCTION spa_scope(tenant uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT right(tenant::text, 12)
$$;
CREATE FUNCTION week_number(at timestamptz) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT floor(date_part('epoch', at AT TIME ZONE 'UTC') / 604800)::int
$$;
CREATE FUNCTION week_scope(tenant uuid, week int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT right(tenant::text, 12) || '.' || week::text
$$;
CREATE FUNCTION scoped_vector(scope text, words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(string_to_array(
    scope || '/' || array_to_string(tsvector_to_array(words), ' ' || scope || '/'), ' '))
$$;
-- All of the words, the last by its beginning. They come from plain_words: there is nothing to escape.
CREATE FUNCTION word_query(scope text, words text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ('''' || scope || array_to_string(words, ''' & ''' || scope) || ''':*')::tsquery
$$;

-- What an address or a number is looked for by; null when the words are neither.
CREATE FUNCTION contact_query(words text, scope text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN words LIKE '%@%' AND cardinality(public.plain_words(words)) > 0
      THEN public.word_query(scope, (public.plain_words(words))[1:8])
    WHEN words !~ '[^-+\d\s().\/]' AND length(regexp_replace(words, '\D', '', 'g')) BETWEEN 4 AND 15
      THEN public.word_query(scope, ARRAY[regexp_replace(words, '\D', '', 'g')])
  END
$$;

-- ---------------------------------------------------------------- What is searched

ALTER TABLE communication_messages ADD COLUMN search tsvector GENERATED ALWAYS AS (word_vector(text)) STORED;
ALTER TABLE customers ADD COLUMN search tsvector
  GENERATED ALWAYS AS (word_vector(given_name || ' ' || coalesce(family_name, ''))) STORED;

-- Without a list of pending entries, which every search would have to read through.
CREATE INDEX communication_messages_search_idx ON communication_messages
  USING gin (scoped_vector(week_scope(tenant_id, week_number(sent_at)), search)) WITH (fastupdate = off);
CREATE INDEX customers_search_idx ON customers
  USING gin (scoped_vector(spa_scope(tenant_id), search)) WITH (fastupdate = off);
CREATE INDEX identities_search_idx ON identities
  USING gin (scoped_vector(spa_scope(tenant_id), contact_vector(value))) WITH (fastupdate = off);
CREATE INDEX conversations_search_idx ON conversations
  USING gin (scoped_vector(spa_scope(tenant_id), contact_vector(their_address))) WITH (fastupdate = off)
  WHERE their_address IS NOT NULL;

COMMENT ON INDEX communication_messages_tenant_id_sent_at_conversation_id_idx IS 'A search from the newest message on.';
COMMENT ON INDEX communication_messages_search_idx IS 'search_conversations: the messages of one week with these words.';
COMMENT ON INDEX customers_search_idx IS 'search_conversations: customers by name.';
COMMENT ON INDEX identities_search_idx IS 'search_conversations: customers by a part of their number or address.';
COMMENT ON INDEX conversations_search_idx IS 'search_conversations: threads by a part of their number or address.';

-- ---------------------------------------------------------------- What a conversation went over

CREATE FUNCTION note_channels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE conversations c
  SET channels = c.channels || ARRAY(SELECT unnest(m.channels) EXCEPT SELECT unnest(c.channels))
  FROM (SELECT w.tenant_id, w.conversation_id, array_agg(DISTINCT w.channel) AS channels
        FROM written w GROUP BY w.tenant_id, w.conversation_id) m
  WHERE c.tenant_id = m.tenant_id AND c.id = m.conversation_id AND NOT c.channels @> m.channels;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_channels AFTER INSERT ON communication_messages
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_channels();

-- A chat in which somebody called is a call, too.
CREATE FUNCTION note_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE conversations SET channels = channels || 'voice'::"Channel"
  WHERE tenant_id = NEW.tenant_id AND id = NEW.conversation_id AND NOT channels @> ARRAY['voice'::"Channel"];
  RETURN NULL;
END
$$;
CREATE TRIGGER note_call AFTER INSERT ON communication_events
  FOR EACH ROW WHEN (NEW.type = 'call_started') EXECUTE FUNCTION note_call();

DO $$
DECLARE
  spa uuid;
BEGIN
  FOR spa IN SELECT id FROM tenants LOOP
    PERFORM set_config('app.tenant_id', spa::text, true);
    UPDATE conversations c SET channels = ARRAY(
      SELECT m.channel FROM communication_messages m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
      UNION
      SELECT 'voice' FROM communication_events e
      WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.type = 'call_started')
    WHERE c.tenant_id = spa;
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END
$$;

-- ---------------------------------------------------------------- The search

-- Under row-level security only leakproof comparisons may go through an index, and looking for words is
-- none. So the search is a function of the owner's, for whom these tables are open to read; it takes the
-- spa from the transaction's setting and from nowhere else, and names it in every statement.
CREATE POLICY search_by_owner ON communication_messages FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY search_by_owner ON conversations FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY search_by_owner ON customers FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY search_by_owner ON identities FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY search_by_owner ON conversation_labels FOR SELECT TO CURRENT_USER USING (true);

CREATE TYPE search_finding AS (conversation_id uuid, found_at timestamptz, message_id uuid);
-- Null: whatever it is. `labelled` is the label's id; `now` is what snoozing is compared with.
CREATE TYPE search_filter AS (
  status text, channel "Channel", outcome "Outcome", assigned_to uuid, is_unassigned boolean, labelled uuid,
  active_from timestamptz, active_to timestamptz, now timestamptz);

CREATE FUNCTION suits_filter(c conversations, f search_filter) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT c.channels <> '{}'
    AND (f.status IS NULL OR CASE f.status
      WHEN 'snoozed' THEN coalesce(c.snoozed_until > f.now, false)
      WHEN 'open' THEN c.status = 'open' AND coalesce(c.snoozed_until <= f.now, true)
      ELSE c.status::text = f.status END)
    AND (f.channel IS NULL OR c.channels @> ARRAY[f.channel])
    AND (f.outcome IS NULL OR c.outcome = f.outcome)
    AND (f.assigned_to IS NULL OR c.assigned_to_id = f.assigned_to)
    AND (f.is_unassigned IS NOT TRUE OR c.assigned_to_id IS NULL)
    AND (f.active_from IS NULL OR c.last_activity_at >= f.active_from)
    AND (f.active_to IS NULL OR c.last_activity_at < f.active_to)
$$;

-- Conversations of the transaction's spa with all of these words in one message, in the customer's name, or
-- in a number or an address; each once, the newest finding first, from (before_at, before_id) back.
-- `found_at` is when the newest message with the words was sent, and the newest activity where it is the person
-- who was found; `message_id` is that message.
--
-- Common words are among the newest messages, which are read one by one; others are looked up in the index, week
-- by week into the past. Either way reading ends with the page. When `budget_ms` is over before the page is full,
-- a last row without a conversation says from where on to search further.
--
-- OFFSET 0 keeps the spa's own condition out of the way of the words: an index on the spa alone would be entered,
-- and all that it has would be read. The words carry the spa, so the condition that follows drops nothing.
CREATE FUNCTION search_conversations(
  words text, filter jsonb, before_at timestamptz, before_id uuid, wanted int, budget_ms int
) RETURNS SETOF search_finding
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
-- Whatever it thinks of how often a word is: every way through this leads along an index, and ends early.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  me constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  ends_at constant timestamptz := clock_timestamp() + make_interval(secs => budget_ms / 1000.0);
  many constant int := 500;
  newest_read constant int := 1000;
  asked constant text[] := (plain_words(words))[1:8];
  mine constant text := spa_scope(me) || '/';
  contact constant tsquery := contact_query(words, mine);
  f constant search_filter := jsonb_populate_record(NULL::search_filter, filter);
  -- A message is never newer than the newest activity.
  from_at constant timestamptz := least(coalesce(before_at, 'infinity'), f.active_to);
  from_id constant uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  query tsquery;
  people uuid[];
  threads uuid[] := '{}';
  is_common_name boolean;
  persons search_finding[] := '{}';
  raw search_finding[];
  messages search_finding[] := '{}';
  reached_at timestamptz := from_at;
  read_count int;
  week int;
  first_week int;
  weeks int := 0;
  is_over boolean;
BEGIN
  IF me IS NULL OR cardinality(asked) = 0 THEN RETURN; END IF;
  query := word_query('', asked);

  -- Who is called so, or has this number or address.
  people := ARRAY(
    SELECT c.id FROM (
      SELECT i.id, i.tenant_id, i.merged_into_id FROM customers i
      WHERE scoped_vector(spa_scope(i.tenant_id), i.search) @@ word_query(mine, asked) OFFSET 0) c
    WHERE c.tenant_id = me AND c.merged_into_id IS NULL
    LIMIT many + 1);
  is_common_name := cardinality(people) > many;
  IF contact IS NOT NULL THEN
    people := people || ARRAY(
      SELECT c.customer_id FROM (
        SELECT i.customer_id, i.tenant_id FROM identities i
        WHERE scoped_vector(spa_scope(i.tenant_id), contact_vector(i.value)) @@ contact OFFSET 0) c
      WHERE c.tenant_id = me
      LIMIT many);
    threads := ARRAY(
      SELECT c.id FROM (
        SELECT i.id, i.tenant_id FROM conversations i
        WHERE i.their_address IS NOT NULL
          AND scoped_vector(spa_scope(i.tenant_id), contact_vector(i.their_address)) @@ contact OFFSET 0) c
      WHERE c.tenant_id = me
      LIMIT many);
  END IF;
  IF is_common_name THEN
    -- So many that some of them are among the newest, wherever one begins.
    persons := ARRAY(
      SELECT (c.id, c.last_activity_at, NULL)::search_finding FROM conversations c
      WHERE c.tenant_id = me AND (c.last_activity_at, c.id) < (from_at, from_id) AND suits_filter(c, f)
        AND (f.labelled IS NULL OR EXISTS (SELECT FROM conversation_labels l
          WHERE l.tenant_id = me AND l.conversation_id = c.id AND l.label_id = f.labelled))
        AND (SELECT p.search @@ query FROM customers p WHERE p.tenant_id = me AND p.id = c.customer_id)
      ORDER BY c.last_activity_at DESC, c.id DESC LIMIT wanted);
  ELSIF cardinality(people) + cardinality(threads) > 0 THEN
    persons := ARRAY(
      SELECT (c.id, c.last_activity_at, NULL)::search_finding
      FROM (
        SELECT o.id FROM unnest(people) p(id) JOIN conversations o ON o.tenant_id = me AND o.customer_id = p.id
        UNION SELECT unnest(threads)) named
      JOIN conversations c ON c.tenant_id = me AND c.id = named.id
      WHERE (c.last_activity_at, c.id) < (from_at, from_id) AND suits_filter(c, f)
        AND (f.labelled IS NULL OR EXISTS (SELECT FROM conversation_labels l
          WHERE l.tenant_id = me AND l.conversation_id = c.id AND l.label_id = f.labelled))
      ORDER BY c.last_activity_at DESC, c.id DESC LIMIT wanted);
  END IF;

  -- What was said and written.
  LOOP
    IF weeks = 0 THEN
      WITH newest AS MATERIALIZED (
        SELECT m.conversation_id, m.sent_at, m.search FROM communication_messages m
        WHERE m.tenant_id = me AND (m.sent_at, m.conversation_id) < (from_at, from_id)
        ORDER BY m.sent_at DESC, m.conversation_id DESC LIMIT newest_read)
      SELECT ARRAY(
          SELECT (n.conversation_id, max(n.sent_at), NULL)::search_finding FROM newest n
          WHERE n.search @@ query GROUP BY n.conversation_id),
        (SELECT count(*) FROM newest), (SELECT min(n.sent_at) FROM newest n)
      INTO raw, read_count, reached_at;
      is_over := read_count < newest_read;
      week := week_number(reached_at);
    ELSE
      raw := ARRAY(
        SELECT (i.conversation_id, max(i.sent_at), NULL)::search_finding
        FROM generate_series(greatest(first_week, week - weeks + 1), week) w(week)
        CROSS JOIN LATERAL (
          SELECT m.tenant_id, m.conversation_id, m.sent_at FROM communication_messages m
          WHERE scoped_vector(week_scope(m.tenant_id, week_number(m.sent_at)), m.search)
            @@ word_query(week_scope(me, w.week) || '/', asked)
          OFFSET 0) i
        WHERE i.tenant_id = me AND i.sent_at <= from_at
        GROUP BY i.conversation_id);
      week := week - weeks;
      reached_at := to_timestamp((week + 1) * 604800.0);
      is_over := week < first_week;
    END IF;
    messages := messages || ARRAY(
      SELECT (r.conversation_id, r.found_at, NULL)::search_finding
      FROM unnest(raw) r
      JOIN conversations c ON c.tenant_id = me AND c.id = r.conversation_id
      WHERE suits_filter(c, f)
        AND (f.labelled IS NULL OR EXISTS (SELECT FROM conversation_labels l
          WHERE l.tenant_id = me AND l.conversation_id = c.id AND l.label_id = f.labelled))
        AND NOT EXISTS (SELECT FROM unnest(messages) known WHERE known.conversation_id = r.conversation_id)
        -- They are among the persons, on this page or another.
        AND c.id <> ALL (threads) AND coalesce(c.customer_id <> ALL (people), true)
        AND NOT (is_common_name AND EXISTS (
          SELECT FROM customers p WHERE p.tenant_id = me AND p.id = c.customer_id AND p.search @@ query))
        -- It was on an earlier page, with a newer message.
        AND (before_at IS NULL OR NOT EXISTS (
          SELECT FROM communication_messages n
          WHERE n.tenant_id = me AND n.conversation_id = c.id AND n.search @@ query
            AND (n.sent_at, n.conversation_id) >= (from_at, from_id)))
      ORDER BY r.found_at DESC, r.conversation_id DESC LIMIT wanted);
    EXIT WHEN is_over OR cardinality(messages) >= wanted OR clock_timestamp() > ends_at;
    IF weeks = 0 THEN
      SELECT week_number(m.sent_at) INTO first_week FROM communication_messages m
      WHERE m.tenant_id = me ORDER BY m.sent_at LIMIT 1;
    END IF;
    weeks := least(greatest(weeks * 2, 1), 64);
  END LOOP;

  is_over := is_over OR cardinality(messages) >= wanted;
  RETURN QUERY
    SELECT a.conversation_id, a.found_at, a.message_id
    FROM (
      SELECT p.* FROM unnest(persons) p
      UNION ALL
      SELECT g.conversation_id, g.found_at, (
        SELECT m.id FROM communication_messages m
        WHERE m.tenant_id = me AND m.conversation_id = g.conversation_id AND m.sent_at = g.found_at
          AND m.search @@ query
        ORDER BY m.position DESC LIMIT 1)
      FROM unnest(messages) g) a
    -- What is further back than the messages were read comes with a later page.
    WHERE is_over OR a.found_at >= reached_at
    ORDER BY a.found_at DESC, a.conversation_id DESC LIMIT wanted;
  IF NOT is_over THEN RETURN QUERY SELECT NULL::uuid, reached_at, NULL::uuid; END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION search_conversations FROM PUBLIC;

-- Customers of the transaction's spa with all of these words in their name, or with this number or address.
CREATE FUNCTION search_customers(words text, wanted int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  me constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  asked constant text[] := (plain_words(words))[1:8];
  mine constant text := spa_scope(me) || '/';
  contact constant tsquery := contact_query(words, mine);
BEGIN
  IF me IS NULL OR cardinality(asked) = 0 THEN RETURN; END IF;
  RETURN QUERY
    SELECT c.id FROM (
      SELECT i.id, i.tenant_id, i.merged_into_id FROM customers i
      WHERE scoped_vector(spa_scope(i.tenant_id), i.search) @@ word_query(mine, asked) OFFSET 0) c
    WHERE c.tenant_id = me AND c.merged_into_id IS NULL
    LIMIT wanted;
  IF contact IS NULL THEN RETURN; END IF;
  RETURN QUERY
    SELECT DISTINCT f.customer_id FROM (
      SELECT i.customer_id, i.tenant_id FROM identities i
      WHERE scoped_vector(spa_scope(i.tenant_id), contact_vector(i.value)) @@ contact OFFSET 0) f
    JOIN customers c ON c.tenant_id = me AND c.id = f.customer_id AND c.merged_into_id IS NULL
    WHERE f.tenant_id = me
    LIMIT wanted;
END
$$;
REVOKE EXECUTE ON FUNCTION search_customers FROM PUBLIC;
