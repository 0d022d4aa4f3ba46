-- What Prisma's schema cannot say about bookings, screening and calendars. In a migration of its
-- own, because a value added to an enum cannot be used in the transaction that adds it.

-- ---------------------------------------------------------------- Tenancy

SELECT protect_tenant_table('calendar_connections');
SELECT protect_tenant_table('calendars');
SELECT protect_tenant_table('calendar_mirrors');
SELECT protect_tenant_table('external_events');
SELECT protect_tenant_table('policy_disclosures');
SELECT protect_tenant_table('location_exceptions');
SELECT protect_tenant_table('blocks');
SELECT protect_tenant_table('group_sessions');
SELECT protect_tenant_table('treatment_plans');
SELECT protect_tenant_table('waitlist_entries');
SELECT protect_tenant_table('waitlist_offers');
SELECT protect_tenant_table('screening_questions');
SELECT protect_tenant_table('screening_rules');
SELECT protect_tenant_table('screening_answers');
SELECT protect_tenant_table('screening_asked');
SELECT protect_tenant_table('screening_assessments');
SELECT protect_tenant_table('tenant_keys');

-- Rows that hang on nothing else belong to a spa that exists.
ALTER TABLE calendar_connections ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE tenant_keys ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE screening_questions ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;

-- ---------------------------------------------------------------- Booking

-- No orphan: whatever is taken names its one cause.
ALTER TABLE occupations DROP CONSTRAINT occupations_name_their_cause;
ALTER TABLE occupations ADD CONSTRAINT occupations_name_their_cause CHECK (
  num_nonnulls(hold_id, appointment_id, group_session_id, block_id) = 1
  AND CASE kind
    WHEN 'hold' THEN hold_id IS NOT NULL
    WHEN 'appointment' THEN appointment_id IS NOT NULL
    WHEN 'group' THEN group_session_id IS NOT NULL
    ELSE block_id IS NOT NULL
  END);
ALTER TABLE holds ADD CONSTRAINT holds_have_one_owner CHECK (
  num_nonnulls(conversation_id, staff_id, waitlist_entry_id) = 1);
ALTER TABLE blocks ADD CONSTRAINT blocks_end_after_start CHECK (ends_at > starts_at);
ALTER TABLE blocks ADD CONSTRAINT blocks_name_their_event CHECK (
  (kind = 'external') = (external_event_id IS NOT NULL));
ALTER TABLE group_sessions
  ADD CONSTRAINT group_sessions_end_after_start CHECK (ends_at > starts_at),
  -- The last seat is sold once, whatever the code does.
  ADD CONSTRAINT group_sessions_seats CHECK (seats_taken BETWEEN 0 AND capacity AND capacity > 0);
ALTER TABLE location_exceptions
  ADD CONSTRAINT location_exceptions_minutes CHECK (
    (start_min IS NULL AND end_min IS NULL)
    OR (start_min IS NOT NULL AND end_min IS NOT NULL AND start_min >= 0 AND end_min <= 24 * 60 AND end_min > start_min));
ALTER TABLE services
  ADD CONSTRAINT services_limits CHECK (capacity >= 1 AND (max_per_day IS NULL OR max_per_day >= 1)),
  ADD CONSTRAINT services_prerequisite CHECK (
    (prerequisite_service_id IS NULL) = (prerequisite_valid_days IS NULL)
    AND (prerequisite_valid_days IS NULL OR prerequisite_valid_days > 0)
    AND prerequisite_service_id IS DISTINCT FROM id);
ALTER TABLE providers ADD CONSTRAINT providers_limits CHECK (max_per_day IS NULL OR max_per_day >= 1);
ALTER TABLE policies ADD CONSTRAINT policies_fees CHECK (
  (fee_percent IS NULL OR fee_percent BETWEEN 0 AND 100)
  AND (no_show_fee_cents IS NULL OR no_show_fee_cents >= 0)
  AND (no_show_fee_percent IS NULL OR no_show_fee_percent BETWEEN 0 AND 100)
  AND free_waivers >= 0 AND late_after_min >= 0);
ALTER TABLE appointments ADD CONSTRAINT appointments_marks CHECK (
  fee_cents >= 0 AND (late_minutes IS NULL OR late_minutes >= 0)
  AND (plan_id IS NULL) = (plan_position IS NULL));
ALTER TABLE treatment_plans ADD CONSTRAINT treatment_plans_numbers CHECK (
  total_sessions BETWEEN 1 AND 100 AND interval_min_days >= 0 AND interval_max_days >= interval_min_days);
ALTER TABLE waitlist_entries ADD CONSTRAINT waitlist_entries_window CHECK (
  to_date >= from_date
  AND (earliest_min IS NULL OR earliest_min BETWEEN 0 AND 24 * 60)
  AND (latest_min IS NULL OR latest_min BETWEEN 0 AND 24 * 60));
-- One exclusive offer at a time to one person.
CREATE UNIQUE INDEX waitlist_offers_one_open ON waitlist_offers (tenant_id, entry_id) WHERE status = 'offered';
ALTER TABLE screening_rules ADD CONSTRAINT screening_rules_until CHECK (
  (effect = 'earliest') = (coalesce(until_months, 0) + coalesce(until_days, 0) > 0));
ALTER TABLE screening_answers ADD CONSTRAINT screening_answers_of_somebody CHECK (
  num_nonnulls(customer_id, conversation_id) >= 1);
ALTER TABLE external_events ADD CONSTRAINT external_events_end_after_start CHECK (ends_at > starts_at);

-- The same thing raises one task while it is open.
CREATE UNIQUE INDEX tasks_one_open_per_subject ON tasks (tenant_id, kind, subject_key)
  WHERE subject_key IS NOT NULL AND status <> 'done';

-- ---------------------------------------------------------------- Why each index is there

COMMENT ON INDEX calendars_tenant_id_connection_id_idx IS 'The calendars of one connection, to withhold or heal them.';
COMMENT ON INDEX calendars_tenant_id_provider_id_key IS 'The calendar of a provider; one each.';
COMMENT ON INDEX calendars_tenant_id_channel_id_key IS 'A push names its channel.';
COMMENT ON INDEX calendar_mirrors_tenant_id_appointment_id_idx IS 'Where one appointment is mirrored.';
COMMENT ON INDEX calendar_mirrors_tenant_id_calendar_id_appointment_id_key IS 'One event per appointment and calendar.';
COMMENT ON INDEX calendar_mirrors_tenant_id_calendar_id_event_id_key IS 'A changed event leads to our appointment.';
COMMENT ON INDEX external_events_tenant_id_calendar_id_event_id_key IS 'A changed event leads to the time it keeps busy.';
COMMENT ON INDEX policy_disclosures_tenant_id_policy_id_idx IS 'To whom one version of a policy was said.';
COMMENT ON INDEX policy_disclosures_tenant_id_conversation_id_policy_id_key IS 'What was said and accepted in a conversation, each policy once.';
COMMENT ON INDEX location_exceptions_tenant_id_location_id_local_date_idx IS 'The holidays of one location in a range of days.';
COMMENT ON INDEX blocks_tenant_id_resource_id_starts_at_ends_at_idx IS 'What wants a resource in a window, to fill what comes free.';
COMMENT ON INDEX blocks_tenant_id_external_event_id_key IS 'The block of one outside event.';
COMMENT ON INDEX group_sessions_tenant_id_provider_id_idx IS 'The group appointments of a provider.';
COMMENT ON INDEX group_sessions_tenant_id_location_id_idx IS 'The group appointments of a location.';
COMMENT ON INDEX group_sessions_tenant_id_service_id_provider_id_starts_at_key IS 'The group appointment that a seat is asked for in.';
COMMENT ON INDEX treatment_plans_tenant_id_customer_id_idx IS 'The plans of one customer.';
COMMENT ON INDEX treatment_plans_tenant_id_service_id_idx IS 'The plans of one service.';
COMMENT ON INDEX waitlist_entries_tenant_id_service_id_status_created_at_idx IS 'Who waits for a service, longest first.';
COMMENT ON INDEX waitlist_entries_tenant_id_customer_id_idx IS 'What one customer waits for.';
COMMENT ON INDEX waitlist_entries_tenant_id_provider_id_idx IS 'Who waits for a provider.';
COMMENT ON INDEX waitlist_entries_tenant_id_location_id_idx IS 'Who waits for a location.';
COMMENT ON INDEX waitlist_entries_tenant_id_conversation_id_idx IS 'What was asked for in a conversation.';
COMMENT ON INDEX waitlist_offers_tenant_id_entry_id_offered_at_idx IS 'What one entry was offered, newest first.';
COMMENT ON INDEX waitlist_offers_tenant_id_hold_id_key IS 'The offer behind a hold.';
COMMENT ON INDEX waitlist_offers_tenant_id_appointment_id_key IS 'The offer that became an appointment.';
COMMENT ON INDEX screening_questions_tenant_id_key_version_key IS 'The newest version of a question; versions are never written over.';
COMMENT ON INDEX screening_rules_tenant_id_service_id_question_key_version_key IS 'The rules of one service.';
COMMENT ON INDEX screening_answers_tenant_id_customer_id_answered_at_idx IS 'What a customer answered, newest first.';
COMMENT ON INDEX screening_answers_tenant_id_conversation_id_answered_at_idx IS 'What was answered in a conversation.';
COMMENT ON INDEX screening_answers_tenant_id_question_id_idx IS 'The answers to one version of a question.';
COMMENT ON INDEX screening_asked_tenant_id_question_id_idx IS 'Where one version of a question was asked.';
COMMENT ON INDEX screening_asked_tenant_id_conversation_id_question_id_key IS 'Whether a question was asked in a conversation, and when.';
COMMENT ON INDEX screening_assessments_tenant_id_appointment_id_key IS 'What screening made of one appointment.';
COMMENT ON INDEX services_tenant_id_prerequisite_service_id_idx IS 'The services that ask for a consultation.';
COMMENT ON INDEX tasks_tenant_id_appointment_id_idx IS 'The tasks about one appointment.';
COMMENT ON INDEX tasks_one_open_per_subject IS 'The same thing raises one task while it is open.';
COMMENT ON INDEX waitlist_offers_one_open IS 'One exclusive offer at a time to one person.';
COMMENT ON INDEX occupations_tenant_id_group_session_id_idx IS 'To free or move what a group appointment occupies.';
COMMENT ON INDEX occupations_tenant_id_block_id_idx IS 'To free or refill what a block occupies.';
COMMENT ON INDEX holds_tenant_id_staff_id_idx IS 'What a member of staff holds.';
COMMENT ON INDEX holds_tenant_id_waitlist_entry_id_idx IS 'What is held for somebody on the waitlist.';
COMMENT ON INDEX holds_tenant_id_group_session_id_idx IS 'The held seats of a group appointment.';
COMMENT ON INDEX appointments_tenant_id_provider_id_starts_at_idx IS 'A providers day: the daily limit and the calendar.';
COMMENT ON INDEX appointments_tenant_id_service_id_starts_at_idx IS 'A services day: the daily limit.';
COMMENT ON INDEX appointments_tenant_id_visit_id_idx IS 'The services of one visit.';
COMMENT ON INDEX appointments_tenant_id_group_session_id_idx IS 'The booked seats of a group appointment.';
COMMENT ON INDEX appointments_tenant_id_plan_id_idx IS 'The sessions of a plan.';
