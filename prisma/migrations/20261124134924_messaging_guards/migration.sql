-- What Prisma's schema cannot say about messages, people and the spa's numbers and addresses.
-- In a migration of its own, because a value added to an enum cannot be used in the transaction
-- that adds it.

-- ---------------------------------------------------------------- Tenancy

SELECT protect_tenant_table('internal_notes');
SELECT protect_tenant_table('labels');
SELECT protect_tenant_table('conversation_labels');
SELECT protect_tenant_table('canned_replies');
SELECT protect_tenant_table('message_attachments');
SELECT protect_tenant_table('webhook_receipts');
SELECT protect_tenant_table('channel_addresses');
SELECT protect_tenant_table('opt_outs');
SELECT protect_tenant_table('channel_settings');
SELECT protect_tenant_table('message_templates');
SELECT protect_tenant_table('reminder_rules');
SELECT protect_tenant_table('customer_merges');

-- A webhook knows the number or the address that was written to, and finds the spa by it.
CREATE POLICY by_address ON channel_addresses FOR SELECT
  USING (value = nullif(current_setting('app.channel_address', true), ''));
-- Nobody else may have it: whose message would it be?
CREATE UNIQUE INDEX channel_addresses_one_spa ON channel_addresses (channel, value);

-- Rows that hang on nothing else belong to a spa that exists.
ALTER TABLE labels ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE canned_replies ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE webhook_receipts ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE channel_addresses ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE opt_outs ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE channel_settings ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE message_templates ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE reminder_rules ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE;
ALTER TABLE customers ADD FOREIGN KEY (tenant_id, merged_into_id) REFERENCES customers (tenant_id, id);

-- ---------------------------------------------------------------- Values

ALTER TABLE customers ADD CONSTRAINT customers_not_merged_into_themselves CHECK (merged_into_id IS DISTINCT FROM id);
ALTER TABLE customer_merges ADD CONSTRAINT customer_merges_of_two CHECK (
  kept_id <> merged_id AND (undone_at IS NULL) = (undone_by IS NULL));
ALTER TABLE conversations
  ADD CONSTRAINT conversations_csat CHECK (csat_score IS NULL OR csat_score BETWEEN 1 AND 5),
  ADD CONSTRAINT conversations_takeover CHECK ((taken_over_by_id IS NULL) = (taken_over_at IS NULL)),
  ADD CONSTRAINT conversations_ai_epoch CHECK (ai_epoch >= 0);
ALTER TABLE channel_settings ADD CONSTRAINT channel_settings_numbers CHECK (
  quiet_from_min BETWEEN 0 AND 24 * 60 AND quiet_until_min BETWEEN 0 AND 24 * 60
  AND debounce_seconds BETWEEN 0 AND 120);
ALTER TABLE message_attachments ADD CONSTRAINT message_attachments_size CHECK (size >= 0);
ALTER TABLE outbox_messages ADD CONSTRAINT outbox_messages_segments CHECK (segments IS NULL OR segments >= 1);

-- ---------------------------------------------------------------- Why each index is there

CREATE INDEX customers_merged_into ON customers (tenant_id, merged_into_id) WHERE merged_into_id IS NOT NULL;

COMMENT ON INDEX customers_merged_into IS 'What was merged into a customer.';
COMMENT ON INDEX channel_addresses_one_spa IS 'A number or an address leads to one spa.';
COMMENT ON INDEX channel_addresses_tenant_id_channel_value_key IS 'Whether an address is this spas own.';
COMMENT ON INDEX internal_notes_tenant_id_conversation_id_created_at_idx IS 'The notes of one conversation.';
COMMENT ON INDEX internal_notes_tenant_id_author_id_idx IS 'The notes of a colleague who leaves.';
COMMENT ON INDEX labels_tenant_id_name_key IS 'A label by its name; each name once.';
COMMENT ON INDEX conversation_labels_tenant_id_label_id_idx IS 'The conversations with one label.';
COMMENT ON INDEX canned_replies_tenant_id_shortcut_key IS 'A canned reply by what is typed to find it.';
COMMENT ON INDEX message_attachments_tenant_id_message_id_idx IS 'What came with one message.';
COMMENT ON INDEX webhook_receipts_tenant_id_received_at_idx IS 'The sweep of old receipts.';
COMMENT ON INDEX webhook_receipts_tenant_id_provider_external_id_key IS 'Whether a delivery was taken already.';
COMMENT ON INDEX opt_outs_tenant_id_our_address_their_address_at_idx IS 'The newest word of one person to one of our numbers.';
COMMENT ON INDEX channel_settings_tenant_id_channel_key IS 'How Ava answers on one channel.';
COMMENT ON INDEX message_templates_tenant_id_purpose_channel_language_key IS 'The wording for one purpose.';
COMMENT ON INDEX reminder_rules_tenant_id_service_id_idx IS 'What is sent around a visit for one service.';
COMMENT ON INDEX customer_merges_tenant_id_kept_id_idx IS 'What was merged into a customer, to undo it.';
COMMENT ON INDEX customer_merges_tenant_id_merged_id_idx IS 'Where a merged customer went.';
COMMENT ON INDEX conversations_tenant_id_their_address_last_activity_at_idx IS 'The thread of a number or address that nobody is known by.';
COMMENT ON INDEX conversations_tenant_id_assigned_to_id_last_activity_at_idx IS 'One colleagues inbox, newest first.';
COMMENT ON INDEX communication_messages_tenant_id_outbox_id_idx IS 'The message of what went out, for its delivery status.';
COMMENT ON INDEX communication_messages_tenant_id_sent_by_id_idx IS 'What a colleague wrote.';
COMMENT ON INDEX email_details_tenant_id_internet_message_id_idx IS 'The mail that an answer refers to.';
COMMENT ON INDEX email_details_tenant_id_reply_token_idx IS 'The conversation that a reply address leads to.';
COMMENT ON INDEX outbox_messages_tenant_id_provider_id_idx IS 'The message that a delivery callback is about.';
COMMENT ON INDEX outbox_messages_tenant_id_appointment_id_idx IS 'What a change of an appointment supersedes.';
COMMENT ON INDEX outbox_messages_tenant_id_conversation_id_idx IS 'What went out in a conversation.';
