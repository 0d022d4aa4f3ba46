-- By hand: what is one person's, or has a label, is few enough to be gone through whatever is looked for.

-- Conversations of the transaction's spa with all of these words in one message, in the customer's name, or
-- in a number or an address; each once, the newest finding first, from (before_at, before_id) back.
-- `found_at` is when the newest message with the words was sent, and the newest activity where it is the person
-- who was found; `message_id` is that message.
--
-- Common words are among the newest messages, which are read one by one; others are looked up in the index, week
-- by week into the past. Where a common word is looked for in few of the conversations (a status, a channel),
-- nearly all that the index would give is in others: then those conversations are gone through, the most
-- recently active first, and asked for their newest message with the words. So are those of one person or with one
-- label, if they are few, at once. Whatever way, reading ends with the
-- page. When `budget_ms` is over before the page is full, a last row without a conversation says from where on to
-- search further.
--
-- OFFSET 0 keeps the spa's own condition out of the way of the words: an index on the spa alone would be entered,
-- and all that it has would be read. The words carry the spa, so the condition that follows drops nothing.
CREATE OR REPLACE FUNCTION search_conversations(
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
  is_full boolean := false;
  is_walk boolean := false;
  -- So many of the newest messages with the words make them common.
  common constant int := 100;
  -- Further pages begin with the newest conversation again: it may have said the words long ago.
  most_walked_again constant int := 4000;
  walk_at timestamptz := coalesce(f.active_to, 'infinity');
  walk_id uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  walk_step int := 250;
  walked search_finding[];
  most_few constant int := 400;
  few uuid[];
  step_ids uuid[];
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

  IF f.assigned_to IS NOT NULL THEN
    few := ARRAY(SELECT c.id FROM conversations c
      WHERE c.tenant_id = me AND c.assigned_to_id = f.assigned_to LIMIT most_few + 1);
  ELSIF f.labelled IS NOT NULL THEN
    few := ARRAY(SELECT l.conversation_id FROM conversation_labels l
      WHERE l.tenant_id = me AND l.label_id = f.labelled LIMIT most_few + 1);
  END IF;
  IF cardinality(few) > most_few THEN few := NULL; END IF;

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
        (SELECT count(*) FROM newest), (SELECT min(n.sent_at) FROM newest n),
        (SELECT count(*) FROM newest n WHERE n.search @@ query) >= common
      INTO raw, read_count, reached_at, is_walk;
      is_over := read_count < newest_read;
      week := week_number(reached_at);
      is_walk := few IS NOT NULL OR is_walk
        AND (f.status IS NOT NULL OR f.channel IS NOT NULL OR f.outcome IS NOT NULL OR f.assigned_to IS NOT NULL
          OR f.is_unassigned IS TRUE OR f.labelled IS NOT NULL)
        AND (before_at IS NULL OR most_walked_again > (
          SELECT count(*) FROM (
            SELECT FROM conversations c WHERE c.tenant_id = me AND c.last_activity_at >= from_at
            LIMIT most_walked_again) newer));
    ELSIF is_walk THEN
      step_ids := coalesce(few, ARRAY(
        SELECT c.id FROM conversations c
        WHERE c.tenant_id = me AND (c.last_activity_at, c.id) < (walk_at, walk_id)
        ORDER BY c.last_activity_at DESC, c.id DESC LIMIT walk_step));
      WITH step AS MATERIALIZED (
        SELECT c.id, c.last_activity_at,
          suits_filter(c, f)
            AND (f.labelled IS NULL OR EXISTS (SELECT FROM conversation_labels l
              WHERE l.tenant_id = me AND l.conversation_id = c.id AND l.label_id = f.labelled))
            AND c.id <> ALL (threads) AND coalesce(c.customer_id <> ALL (people), true)
            AND NOT (is_common_name AND EXISTS (
              SELECT FROM customers p WHERE p.tenant_id = me AND p.id = c.customer_id AND p.search @@ query))
            AND NOT EXISTS (SELECT FROM unnest(messages) known WHERE known.conversation_id = c.id) AS suits
        FROM unnest(step_ids) one(id) JOIN conversations c ON c.tenant_id = me AND c.id = one.id)
      SELECT ARRAY(
          SELECT (s.id, said.found_at, NULL)::search_finding
          FROM step s
          CROSS JOIN LATERAL (
            SELECT max(m.sent_at) AS found_at FROM communication_messages m
            WHERE m.tenant_id = me AND m.conversation_id = s.id AND m.search @@ query) said
          -- What was on an earlier page has a newer message.
          WHERE s.suits AND (said.found_at, s.id) < (from_at, from_id)),
        (SELECT s.last_activity_at FROM step s ORDER BY s.last_activity_at, s.id LIMIT 1),
        (SELECT s.id FROM step s ORDER BY s.last_activity_at, s.id LIMIT 1)
      INTO walked, walk_at, walk_id;
      messages := messages || walked;
      is_over := few IS NOT NULL OR cardinality(step_ids) < walk_step OR coalesce(walk_at < f.active_from, false);
      -- What was said after the activity of the last of them is known, that of whoever comes next is not newer. (The
      -- place to go on from is told in milliseconds.)
      reached_at := least(reached_at, walk_at + interval '1 millisecond');
      walk_step := least(walk_step * 2, 1000);
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
    IF weeks = 0 OR NOT is_walk THEN messages := messages || ARRAY(
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
    END IF;
    is_full := (SELECT count(*) FROM unnest(messages) g WHERE g.found_at >= reached_at) >= wanted;
    EXIT WHEN is_over OR is_full OR clock_timestamp() > ends_at;
    IF weeks = 0 AND NOT is_walk THEN
      SELECT week_number(m.sent_at) INTO first_week FROM communication_messages m
      WHERE m.tenant_id = me ORDER BY m.sent_at LIMIT 1;
    END IF;
    weeks := least(greatest(weeks * 2, 1), 64);
  END LOOP;

  is_over := is_over OR is_full;
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
