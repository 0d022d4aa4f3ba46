-- What Prisma's schema cannot say. Hand-written; see docs in prisma/schema/base.prisma.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- ---------------------------------------------------------------- Tenancy

-- Row-level security for one tenant table, for the owner of the table too.
-- Later migrations call it for each new table: SELECT protect_tenant_table('waitlist_entries').
-- nullif, because a reused connection holds '' where a fresh one holds NULL.
CREATE FUNCTION protect_tenant_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY own_tenant ON %s
       USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
       WITH CHECK (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', target);
END
$$;

DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT attrelid::regclass FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attname = 'tenant_id' AND relkind = 'r' AND relnamespace = 'public'::regnamespace
  LOOP
    PERFORM protect_tenant_table(target);
  END LOOP;
END
$$;

-- The spa itself: its own row, and (read only) the row with the site key of the
-- snippet, and the rows of the spas that the signed-in person works for.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenants
  USING (id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY by_site_key ON tenants FOR SELECT
  USING (site_key = nullif(current_setting('app.site_key', true), ''));
CREATE POLICY own_user ON memberships FOR SELECT
  USING (user_id = nullif(current_setting('app.user_id', true), ''));
CREATE POLICY by_membership ON tenants FOR SELECT
  USING (EXISTS (
    SELECT FROM memberships
    WHERE memberships.tenant_id = tenants.id
      AND memberships.user_id = nullif(current_setting('app.user_id', true), '')));

-- An agency is seen by the spas it looks after. Only the owner's role writes it,
-- so the policy is not forced on that role.
ALTER TABLE agencies ENABLE ROW LEVEL SECURITY;
CREATE POLICY looks_after_tenant ON agencies FOR SELECT
  USING (EXISTS (
    SELECT FROM agency_tenants
    WHERE agency_tenants.agency_id = agencies.id
      AND agency_tenants.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid));

-- Rows that hang on nothing else belong to a spa that exists. (Foreign keys
-- between tenant tables carry tenant_id; these are the roots.)
ALTER TABLE services ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE policies ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE knowledge_articles ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE providers ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE customers ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE visitors ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE conversations ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE tasks ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE outbox_messages ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE daily_metrics ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
-- The audit trail outlives everything: a spa that has one cannot be deleted in passing.
ALTER TABLE audit_entries ADD FOREIGN KEY (tenant_id) REFERENCES tenants;

-- ---------------------------------------------------------------- Booking

-- One resource is in one place at a time, whatever the code does.
ALTER TABLE occupations DROP COLUMN during;
ALTER TABLE occupations
  ADD COLUMN during tstzrange GENERATED ALWAYS AS (tstzrange(starts_at, ends_at, '[)')) STORED;
ALTER TABLE occupations ADD CONSTRAINT occupations_no_overlap
  EXCLUDE USING gist (tenant_id WITH =, resource_id WITH =, during WITH &&);

ALTER TABLE occupations
  ADD CONSTRAINT occupations_end_after_start CHECK (ends_at > starts_at),
  ADD CONSTRAINT occupations_name_their_cause CHECK (
    (kind <> 'hold' OR hold_id IS NOT NULL) AND (kind <> 'appointment' OR appointment_id IS NOT NULL));
ALTER TABLE slot_offers ADD CONSTRAINT slot_offers_end_after_start CHECK (ends_at > starts_at);
ALTER TABLE holds ADD CONSTRAINT holds_end_after_start CHECK (ends_at > starts_at);
ALTER TABLE appointments
  ADD CONSTRAINT appointments_end_after_start CHECK (ends_at > starts_at),
  ADD CONSTRAINT appointments_money CHECK (price_cents >= 0 AND deposit_cents >= 0),
  ADD CONSTRAINT appointments_version CHECK (version >= 1);

ALTER TABLE services
  ADD CONSTRAINT services_money CHECK (
    price_from_cents >= 0 AND deposit_cents >= 0 AND (price_to_cents IS NULL OR price_to_cents >= price_from_cents)),
  ADD CONSTRAINT services_booking_window CHECK (min_notice_min >= 0 AND horizon_days > 0 AND slot_interval_min > 0);
ALTER TABLE service_segments
  ADD CONSTRAINT service_segments_duration CHECK (duration_min > 0 AND duration_min <= 24 * 60),
  ADD CONSTRAINT service_segments_position CHECK (position >= 0);
ALTER TABLE policies
  ADD CONSTRAINT policies_numbers CHECK (version >= 1 AND cancel_window_hours >= 0 AND fee_cents >= 0);

ALTER TABLE provider_schedules
  ADD CONSTRAINT provider_schedules_weekday CHECK (weekday BETWEEN 1 AND 7),
  ADD CONSTRAINT provider_schedules_minutes CHECK (start_min >= 0 AND end_min <= 24 * 60 AND end_min > start_min);
ALTER TABLE schedule_exceptions
  ADD CONSTRAINT schedule_exceptions_minutes CHECK (
    (start_min IS NULL AND end_min IS NULL)
    OR (start_min IS NOT NULL AND end_min IS NOT NULL AND start_min >= 0 AND end_min <= 24 * 60 AND end_min > start_min));

-- ---------------------------------------------------------------- People and conversations

ALTER TABLE identities
  ADD CONSTRAINT identities_value CHECK (
    CASE kind WHEN 'phone' THEN value ~ '^\+[1-9][0-9]{6,14}$' ELSE value = lower(value) AND value LIKE '%_@_%' END),
  ADD CONSTRAINT identities_verified_when CHECK ((status = 'verified') = (verified_at IS NOT NULL));
CREATE UNIQUE INDEX identities_one_verified_holder ON identities (tenant_id, kind, value) WHERE status = 'verified';

ALTER TABLE verification_codes ADD CONSTRAINT verification_codes_attempts CHECK (attempts >= 0);
ALTER TABLE conversations
  ADD CONSTRAINT conversations_satisfaction CHECK (satisfaction BETWEEN 1 AND 5),
  ADD CONSTRAINT conversations_cost CHECK (cost_micro_cents >= 0);
ALTER TABLE communication_messages ADD CONSTRAINT communication_messages_position CHECK (position >= 0);
ALTER TABLE voice_call_details ADD CONSTRAINT voice_call_details_counts CHECK (turn_count >= 0 AND interruptions >= 0);
ALTER TABLE usage_entries ADD CONSTRAINT usage_entries_counts CHECK (
  micro_cents >= 0 AND audio_seconds >= 0
  AND input_text_tokens >= 0 AND input_audio_tokens >= 0 AND cached_text_tokens >= 0 AND cached_audio_tokens >= 0
  AND output_text_tokens >= 0 AND output_audio_tokens >= 0);
ALTER TABLE outbox_messages ADD CONSTRAINT outbox_messages_attempts CHECK (attempts >= 0);
ALTER TABLE daily_metrics ADD CONSTRAINT daily_metrics_hour CHECK (hour BETWEEN 0 AND 23);

-- ---------------------------------------------------------------- Knowledge search

-- array_to_string is only STABLE for the sake of types whose text depends on settings; text does not.
CREATE FUNCTION joined_words(words text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT array_to_string(words, ' ') $$;

ALTER TABLE knowledge_articles DROP COLUMN search;
ALTER TABLE knowledge_articles ADD COLUMN search tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('english', title), 'A')
  || setweight(to_tsvector('english', joined_words(tags)), 'B')
  || setweight(to_tsvector('english', body), 'C')) STORED;
CREATE INDEX knowledge_articles_search_idx ON knowledge_articles USING gin (search);

-- ---------------------------------------------------------------- Audit

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- ---------------------------------------------------------------- Why each index is there

COMMENT ON INDEX daily_metrics_tenant_id_local_date_hour_channel_key IS 'The roll-up writes each hour once; the dashboard reads a range of days.';
COMMENT ON INDEX users_email_key IS 'Sign-in finds the person by email.';
COMMENT ON INDEX sessions_token_key IS 'Every portal request finds its session by token.';
COMMENT ON INDEX sessions_user_id_idx IS 'The sessions of one person, to list and revoke them.';
COMMENT ON INDEX accounts_user_id_idx IS 'Sign-in looks up the credential of one person.';
COMMENT ON INDEX verifications_identifier_idx IS 'A verification is found by what is being verified.';
COMMENT ON INDEX rate_limits_key_key IS 'Each sign-in attempt finds its counter.';
COMMENT ON INDEX services_tenant_id_slug_key IS 'A service by its slug; no two alike in one spa.';
COMMENT ON INDEX service_segments_tenant_id_service_id_position_key IS 'The segments of a service in order.';
COMMENT ON INDEX policies_tenant_id_name_version_key IS 'The newest version of a policy; versions are never written over.';
COMMENT ON INDEX knowledge_articles_tenant_id_title_key IS 'The list of articles by title; no two alike in one spa.';
COMMENT ON INDEX knowledge_articles_search_idx IS 'answer_question: full-text search.';
COMMENT ON INDEX conversations_tenant_id_last_activity_at_idx IS 'The inbox, newest activity first.';
COMMENT ON INDEX conversations_tenant_id_status_last_activity_at_idx IS 'The inbox by status: live, locked, with a person.';
COMMENT ON INDEX conversations_tenant_id_customer_id_started_at_idx IS 'The timeline of one customer.';
COMMENT ON INDEX communication_messages_tenant_id_conversation_id_position_key IS 'A transcript in order; no two messages share a place.';
COMMENT ON INDEX communication_messages_tenant_id_conversation_id_external_i_key IS 'The same message twice is stored once.';
COMMENT ON INDEX voice_call_details_tenant_id_conversation_id_idx IS 'The calls of one conversation.';
COMMENT ON INDEX communication_events_tenant_id_conversation_id_at_idx IS 'The events of one conversation in order.';
COMMENT ON INDEX tool_calls_tenant_id_conversation_id_call_id_key IS 'A tool call runs once per call id.';
COMMENT ON INDEX confirmations_tenant_id_conversation_id_status_idx IS 'The open question of a conversation.';
COMMENT ON INDEX tasks_tenant_id_status_created_at_idx IS 'What is open for people, oldest first.';
COMMENT ON INDEX tasks_tenant_id_conversation_id_idx IS 'The tasks of one conversation.';
COMMENT ON INDEX usage_entries_tenant_id_conversation_id_external_id_key IS 'The cost of a conversation; the same usage twice is counted once.';
COMMENT ON INDEX outbox_messages_tenant_id_status_created_at_idx IS 'What has not gone out yet, oldest first.';
COMMENT ON INDEX customers_tenant_id_family_name_given_name_idx IS 'The list of customers by name.';
COMMENT ON INDEX identities_tenant_id_kind_value_idx IS 'Who has this number or address, claimed or verified.';
COMMENT ON INDEX identities_tenant_id_customer_id_kind_value_key IS 'The numbers and addresses of one customer, each once.';
COMMENT ON INDEX identities_one_verified_holder IS 'Only one customer holds a number or address verified.';
COMMENT ON INDEX verification_codes_tenant_id_conversation_id_created_at_idx IS 'The newest code of a conversation.';
COMMENT ON INDEX verification_codes_tenant_id_value_created_at_idx IS 'How many codes went to one number or address lately.';
COMMENT ON INDEX consents_tenant_id_customer_id_purpose_at_idx IS 'The newest decision of a customer for one purpose.';
COMMENT ON INDEX widget_tokens_tenant_id_expires_at_idx IS 'The sweep of expired tokens.';
COMMENT ON INDEX widget_tokens_tenant_id_token_hash_key IS 'A socket opens: its token is found and used once.';
COMMENT ON INDEX service_eligibility_tenant_id_provider_id_idx IS 'What one provider does.';
COMMENT ON INDEX provider_schedules_tenant_id_provider_id_weekday_idx IS 'The week of one provider.';
COMMENT ON INDEX schedule_exceptions_tenant_id_provider_id_local_date_idx IS 'The exceptions of one provider in a range of days.';
COMMENT ON INDEX resources_tenant_id_provider_id_key IS 'One resource per provider: nobody is in two places.';
COMMENT ON INDEX occupations_no_overlap IS 'Makes overlap impossible; also what one resource has in a window.';
COMMENT ON INDEX occupations_tenant_id_hold_id_idx IS 'To free or promote what a hold occupies.';
COMMENT ON INDEX occupations_tenant_id_appointment_id_idx IS 'To free or move what an appointment occupies.';
COMMENT ON INDEX occupations_tenant_id_starts_at_ends_at_idx IS 'What is taken in a window, for availability and the calendar.';
COMMENT ON INDEX slot_offers_tenant_id_conversation_id_token_key IS 'The offer behind a slot token, in this conversation only.';
COMMENT ON INDEX holds_tenant_id_conversation_id_status_idx IS 'The active hold of a conversation.';
COMMENT ON INDEX holds_tenant_id_status_expires_at_idx IS 'The sweep of expired holds.';
COMMENT ON INDEX appointments_tenant_id_starts_at_idx IS 'The day''s list and the calendar.';
COMMENT ON INDEX appointments_tenant_id_customer_id_starts_at_idx IS 'A customer''s appointments, newest first.';
COMMENT ON INDEX appointments_tenant_id_conversation_id_idx IS 'The appointments that came out of a conversation.';
COMMENT ON INDEX appointments_tenant_id_reference_key IS 'An appointment by the code a person reads out.';
COMMENT ON INDEX appointments_tenant_id_idempotency_key_key IS 'The same intent twice books once.';
COMMENT ON INDEX appointments_tenant_id_hold_id_key IS 'A hold becomes one appointment at most.';
COMMENT ON INDEX policy_acceptances_tenant_id_appointment_id_idx IS 'What was accepted for one appointment.';
COMMENT ON INDEX tenants_site_key_key IS 'The widget finds its spa by site key.';
COMMENT ON INDEX memberships_user_id_idx IS 'The spas of the person who just signed in.';
COMMENT ON INDEX memberships_tenant_id_user_id_key IS 'The role of a person in one spa; one per person.';
COMMENT ON INDEX audit_entries_tenant_id_subject_type_subject_id_at_idx IS 'The history of one row, newest first.';
